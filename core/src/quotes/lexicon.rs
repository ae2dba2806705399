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
];

/// The classes of the words of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    classes: HashMap<u64, Classes>,
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
                    *lexicon.classes.entry(hash_text(word)).or_default() |= class;
                }
            }
        }
        lexicon
    }

    /// The classes of a word, given by the hash of its lower-case form.
    pub(super) fn classes(&self, form: u64) -> Classes {
        self.classes.get(&form).copied().unwrap_or_default()
    }
}
