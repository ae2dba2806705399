//! What a language's words do in reported speech, from its word lists.

use std::collections::HashMap;

use crate::learn::hash_text;

/// A set of classes that a word is in.
pub(super) type Classes = u32;

/// Verbs that report speech: "said".
pub(super) const SPEECH: Classes = 1;
/// Verbs that name whom was spoken to: "told".
pub(super) const ADDRESS: Classes = 1 << 1;
/// Verbs of writing: "tweeted".
pub(super) const WRITE: Classes = 1 << 2;
/// Verbs of asking.
pub(super) const ASK: Classes = 1 << 3;
/// Verbs of thinking and wanting.
pub(super) const THINK: Classes = 1 << 4;
/// Verbs that say how somebody judged somebody or something: "criticised".
pub(super) const JUDGE: Classes = 1 << 5;
/// Verbs of what a document or a sign does: "shows".
pub(super) const SHOW: Classes = 1 << 6;
/// Nouns that stand for something said: "claim".
pub(super) const NOUN: Classes = 1 << 7;
/// Words that give a source without a verb: "according".
pub(super) const ACCORDING: Classes = 1 << 8;
/// Adverbs that say that something is said: "allegedly".
pub(super) const HEARSAY: Classes = 1 << 9;
/// Pronouns that may speak.
pub(super) const PRONOUN: Classes = 1 << 10;
/// Possessive pronouns.
pub(super) const POSSESSIVE: Classes = 1 << 11;
/// Nouns that keep a name from the reader: "officials".
pub(super) const ANONYMOUS: Classes = 1 << 12;
/// Nouns and titles of people: "president".
pub(super) const ROLE: Classes = 1 << 13;
/// Things that can be a source: "poll".
pub(super) const DOCUMENT: Classes = 1 << 14;

/// Words that open a reported clause: "dass".
pub(super) const THAT: Classes = 1 << 15;
/// Articles and the like.
pub(super) const DETERMINER: Classes = 1 << 16;
/// Small words within names: "von".
pub(super) const PARTICLE: Classes = 1 << 17;

/// Nouns between a preposition and the source: "Angaben".
pub(super) const ABOUT: Classes = 1 << 18;
/// Pronouns that hang on a verb by a hyphen: "-il".
const CLITIC: Classes = 1 << 19;

/// All classes of verbs.
pub(super) const VERB: Classes = SPEECH | ADDRESS | WRITE | ASK | THINK | JUDGE | SHOW;
/// All classes that may be a cue.
pub(super) const CUE: Classes = VERB | NOUN | ACCORDING | HEARSAY;

const NAMES: &[(&str, Classes)] = &[
    ("speech", SPEECH),
    ("address", ADDRESS),
    ("write", WRITE),
    ("ask", ASK),
    ("think", THINK),
    ("judge", JUDGE),
    ("show", SHOW),
    ("noun", NOUN),
    ("according", ACCORDING),
    ("hearsay", HEARSAY),
    ("pronoun", PRONOUN),
    ("possessive", POSSESSIVE),
    ("anonymous", ANONYMOUS),
    ("role", ROLE),
    ("document", DOCUMENT),
    ("that", THAT),
    ("determiner", DETERMINER),
    ("particle", PARTICLE),
    ("about", ABOUT),
    ("clitic", CLITIC),
];

/// The word lists of each language.
const LISTS: &[(&str, &[&str])] = &[
    ("en", &[include_str!("../lexicon/en/cues.txt"), include_str!("../lexicon/en/speakers.txt")]),
    ("de", &[include_str!("../lexicon/de/speech.txt")]),
    ("es", &[include_str!("../lexicon/es/speech.txt")]),
    ("fr", &[include_str!("../lexicon/fr/speech.txt")]),
    ("it", &[include_str!("../lexicon/it/speech.txt")]),
    ("nl", &[include_str!("../lexicon/nl/speech.txt")]),
    ("pl", &[include_str!("../lexicon/pl/speech.txt")]),
    ("pt", &[include_str!("../lexicon/pt/speech.txt")]),
    ("ru", &[include_str!("../lexicon/ru/speech.txt")]),
    ("uk", &[include_str!("../lexicon/uk/speech.txt")]),
];

/// The lexicons of all languages.
#[derive(Debug)]
pub(super) struct Lexicons {
    by_language: HashMap<&'static str, Lexicon>,
    none: Lexicon,
}

impl Lexicons {
    /// Reads the embedded lists.
    pub(super) fn new() -> Self {
        let by_language =
            LISTS.iter().map(|(language, lists)| (*language, Lexicon::new(lists))).collect();
        Lexicons { by_language, none: Lexicon::default() }
    }

    /// Whether there are word lists for a language.
    pub(super) fn knows(language: &str) -> bool {
        LISTS.iter().any(|(known, _)| *known == language)
    }

    /// The lexicon of a language; an empty one when there is none.
    pub(super) fn of(&self, language: &str) -> &Lexicon {
        self.by_language.get(language).unwrap_or(&self.none)
    }
}

/// The classes of the words of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    classes: HashMap<u64, Classes>,
    clitics: Vec<&'static str>,
}

impl Lexicon {
    /// Reads word lists: a line `[class]` starts the words of a class.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        let mut lexicon = Lexicon::default();
        for list in lists {
            let mut class = 0;
            for line in crate::lexicon::entries(list) {
                if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                    class =
                        NAMES.iter().find(|(known, _)| *known == name).map_or(0, |known| known.1);
                    debug_assert!(class != 0, "unknown class {name}");
                    continue;
                }
                for word in line.split_whitespace() {
                    if class == CLITIC {
                        lexicon.clitics.push(word);
                        continue;
                    }
                    *lexicon.classes.entry(hash_text(word)).or_default() |= class;
                }
            }
        }
        lexicon
    }

    /// The classes of the verb in a word that ends with a pronoun: "dit-il".
    pub(super) fn classes_of_inverted(&self, word: &str) -> Classes {
        let stem = self.clitics.iter().filter_map(|clitic| word.strip_suffix(clitic)).min();
        stem.map_or(0, |stem| self.classes(hash_text(&stem.to_lowercase())))
    }

    /// The classes of a word, given by the hash of its lower-case form.
    pub(super) fn classes(&self, form: u64) -> Classes {
        self.classes.get(&form).copied().unwrap_or_default()
    }
}
