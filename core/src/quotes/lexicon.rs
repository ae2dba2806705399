//! What a language's words do in reported speech, from its word lists.

use std::collections::{HashMap, HashSet};

use super::words::{Word, Words};
use crate::learn::hash_text;
use crate::lexicon::{BY_RULE, entries, forms, section};

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
/// Adverbs that say that something is said: "allegedly"; small words beside a verb that say so of
/// people in general: "si dice".
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
/// Pronouns that hang on a verb by a hyphen: "-il". Of a word, that one hangs on it.
pub(super) const CLITIC: Classes = 1 << 19;
/// Words before a noun that is then no subject: "mit".
pub(super) const PREPOSITION: Classes = 1 << 20;
/// Other small words that are neither verbs nor nouns: "und".
pub(super) const FUNCTION: Classes = 1 << 21;
/// Words that open a clause which says who said the rest of the sentence: "wie".
pub(super) const AS: Classes = 1 << 22;
/// Like [`ACCORDING`], but behind the source: "zufolge".
pub(super) const BEHIND: Classes = 1 << 23;
/// Words that give a source right after what was said, and mean something else elsewhere: "so".
pub(super) const ATTACHED: Classes = 1 << 24;
/// Verb forms that only report: "sei".
pub(super) const SUBJUNCTIVE: Classes = 1 << 25;
/// Auxiliary verbs that may carry the pronoun: "a-t-il dit".
pub(super) const AUXILIARY: Classes = 1 << 26;
/// Nouns of time, which do not speak: "lunes".
pub(super) const TIME: Classes = 1 << 27;
/// Prepositions and articles between a noun and what it belongs to: "Chef des Verbands".
pub(super) const OF: Classes = 1 << 29;
/// What tells an infinitive: the verb itself, "anzuheben", or the word before it, "zu".
pub(super) const INFINITIVE: Classes = 1 << 30;
/// Pronouns that a preposition gives a source with: "lui". Of a noun, that its form is one that a
/// preposition asks for: "ведомстве".
pub(super) const OBLIQUE: Classes = 1 << 31;
/// The first words of phrases; see [`Lexicon::phrase_at`].
const PHRASE: Classes = 1 << 28;

/// Verbs that introduce or follow words in quotation marks.
pub(super) const UTTER: Classes = SPEECH | ADDRESS | WRITE | ASK | THINK;
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
    ("preposition", PREPOSITION),
    ("function", FUNCTION),
    ("as", AS),
    ("behind", BEHIND),
    ("attached", ATTACHED),
    ("subjunctive", SUBJUNCTIVE),
    ("auxiliary", AUXILIARY),
    ("time", TIME),
    ("of", OF),
    ("infinitive", INFINITIVE),
    ("oblique", OBLIQUE),
];

/// The language whose words have lists of their own, since models read them.
const ENGLISH: &str = "en";

/// The word lists of English.
const ENGLISH_LISTS: &[&str] =
    &[include_str!("../lexicon/en/cues.txt"), include_str!("../lexicon/en/speakers.txt")];

fn read_edges() -> HashMap<u64, Edge> {
    let mut edges = HashMap::new();
    let mut edge = Edge::BeforeObject;
    for line in entries(include_str!("../lexicon/en/edges.txt")) {
        match line {
            "[before an object]" => edge = Edge::BeforeObject,
            "[article]" => edge = Edge::Article,
            "[relative]" => edge = Edge::Relative,
            "[no end]" => edge = Edge::NoEnd,
            "[aside]" => edge = Edge::Aside,
            words => words.split(' ').for_each(|word| {
                edges.insert(hash_text(word), edge);
            }),
        }
    }
    edges
}

/// Words that give a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Phrase {
    /// How many they are.
    pub(super) length: usize,
    /// The one among them that is the source: "по его словам".
    pub(super) owner: Option<usize>,
    /// Whether the source is who or what was named before: "secondo cui".
    pub(super) is_relative: bool,
}

/// Bytes of a word before an ending.
const SHORTEST_STEM: usize = 3;

/// Stands in phrases for a possessive pronoun; in the lists it is a plus.
const OWNER: u64 = 0;

/// A word of those that open a reported clause.
#[derive(Debug)]
enum Opener {
    Form(u64),
    /// A verb in the infinitive.
    Infinitive,
}

/// A verb in several words: those before the last.
#[derive(Debug)]
struct Verb {
    before: Vec<u64>,
    classes: Classes,
}

/// Words that give a source, as in the lists.
#[derive(Debug)]
struct Pattern {
    forms: Vec<u64>,
    is_relative: bool,
}

/// The lexicons of all languages.
#[derive(Debug)]
pub(super) struct Lexicons {
    by_language: HashMap<&'static str, Lexicon>,
    none: Lexicon,
}

impl Lexicons {
    /// Reads the embedded lists.
    pub(super) fn new() -> Self {
        let english = Lexicon { edges: read_edges(), ..Lexicon::new(ENGLISH_LISTS) };
        let others = BY_RULE.map(|(language, _, speech)| (language, Lexicon::new(&[speech])));
        let by_language = others.into_iter().chain([(ENGLISH, english)]).collect();
        Lexicons { by_language, none: Lexicon::default() }
    }

    /// Whether there are word lists for a language.
    pub(super) fn knows(language: &str) -> bool {
        language == ENGLISH || BY_RULE.iter().any(|(known, ..)| *known == language)
    }

    /// The lexicon of a language; an empty one when there is none.
    pub(super) fn of(&self, language: &str) -> &Lexicon {
        self.by_language.get(language).unwrap_or(&self.none)
    }
}

/// Small words beside the parts of an attribution; see `edges.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// Whoever or whatever is behind it is not who speaks.
    BeforeObject,
    /// An article or possessive.
    Article,
    /// Stands for whoever is named before it.
    Relative,
    /// No speaker ends with it.
    NoEnd,
    /// No speaker begins or ends with it.
    Aside,
}

/// The classes of the words of one language.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    classes: HashMap<u64, Classes>,
    edges: HashMap<u64, Edge>,
    clitics: Vec<&'static str>,
    /// Phrases that give a source, "de acuerdo con", by their first words.
    phrases: HashMap<u64, Vec<Pattern>>,
    /// Words that open a reported clause right behind a verb: "di aver", "di …are".
    openers: Vec<Vec<Opener>>,
    /// Verbs in several words, "mettre en garde", by the last of them.
    verbs: HashMap<u64, Vec<Verb>>,
    /// What words that no list has begin and end with, and the classes that it gives them: "-minister",
    /// "anzu…n".
    affixes: Vec<([&'static str; 2], Classes)>,
    /// Words that are verbs of a class when another stands further on, by their form, with the other:
    /// "teilte … mit".
    parted: HashMap<u64, Vec<(u64, Classes)>>,
    /// Words that open a subordinate clause which nobody reports: "als".
    subordinate: HashSet<u64>,
    /// Prepositions that may give a view at the start of a sentence: "Para Ana Molina, …".
    views: HashSet<u64>,
    /// Words that stand for whom the clause before them ends with: "qui".
    relatives: HashSet<u64>,
    /// Words that stand for what the sentence before says, "das", "об этом", and verbs that tell it.
    anaphors: Vec<Vec<u64>>,
    telling: HashSet<u64>,
    /// Words at the start of a sentence for by whom the one before was said: "demnach".
    by_the_same: HashSet<u64>,
    /// Whether titles stand before names without an article, and without a capital.
    has_bare_titles: bool,
    /// Whether commas part a source that a preposition gives from what was said.
    parts_sources: bool,
    /// Whether a verb needs no subject.
    drops_subjects: bool,
    /// Whether every noun has a capital.
    has_capital_nouns: bool,
    /// Whether an infinitive stands at the end of its clause.
    has_late_infinitives: bool,
}

impl Lexicon {
    /// Reads word lists: a line `[class]` starts the words of a class, see [`Lexicon::add`]. The words of
    /// `[subordinate]`, `[relative]`, `[view]`, `[anaphor]`, `[telling]` and `[by the same]` have no class.
    /// The lines `[bare titles]`, `[parted sources]`, `[dropped subjects]`, `[capital nouns]` and
    /// `[late infinitives]` stand alone.
    pub(super) fn new(lists: &[&'static str]) -> Self {
        let mut lexicon = Lexicon::default();
        for list in lists {
            let (mut class, mut section_name) = (None, "");
            for line in entries(list) {
                match section(line) {
                    Some("bare titles") => lexicon.has_bare_titles = true,
                    Some("parted sources") => lexicon.parts_sources = true,
                    Some("dropped subjects") => lexicon.drops_subjects = true,
                    Some("capital nouns") => lexicon.has_capital_nouns = true,
                    Some("late infinitives") => lexicon.has_late_infinitives = true,
                    Some(name) => {
                        section_name = name;
                        class = NAMES.iter().find(|(known, _)| *known == name).map(|known| known.1);
                    }
                    None => line.split_whitespace().for_each(|word| match class {
                        Some(class) => lexicon.add(word, class),
                        None => lexicon.add_without_class(word, section_name),
                    }),
                }
            }
        }
        lexicon
    }

    /// Adds an entry to a section whose words have no class.
    fn add_without_class(&mut self, entry: &'static str, section_name: &str) {
        let words = match section_name {
            "anaphor" => return self.anaphors.push(entry.split('_').map(hash_text).collect()),
            "subordinate" => &mut self.subordinate,
            "relative" => &mut self.relatives,
            "view" => &mut self.views,
            "telling" => &mut self.telling,
            "by the same" => &mut self.by_the_same,
            unknown => return debug_assert!(false, "unknown [{unknown}]"),
        };
        words.extend(forms(entry).map(|form| hash_text(&form)));
    }

    /// Adds an entry to a class. A word that begins with `-` is the end of words, one with `…` within it
    /// their beginning and their end; two with `~` between them are of the class together. Words joined by
    /// `_` are a verb among verbs; among the words that open a reported clause, those that do so right behind
    /// a verb, with `_` before a single one and `…` for an infinitive; elsewhere a phrase that gives a
    /// source, with `+` for a possessive pronoun that is the source and `<` before the first word when the
    /// source was named before. Others may be written with several endings, see [`forms`].
    fn add(&mut self, entry: &'static str, class: Classes) {
        if class == CLITIC {
            self.clitics.push(entry);
        } else if let Some(ending) = entry.strip_prefix('-') {
            self.affixes.push((["", ending], class));
        } else if let Some((beginning, ending)) =
            entry.split_once('…').filter(|(b, _)| !b.ends_with('_'))
        {
            self.affixes.push(([beginning, ending], class));
        } else if let Some((first, second)) = entry.split_once('~') {
            self.parted.entry(hash_text(first)).or_default().push((hash_text(second), class));
        } else if !entry.contains('_') {
            for form in forms(entry) {
                *self.classes.entry(hash_text(&form)).or_default() |= class;
            }
        } else if class == THAT {
            let words = entry.split('_').filter(|word| !word.is_empty());
            let opener = |word: &str| match word {
                "…" => Opener::Infinitive,
                _ => Opener::Form(hash_text(word)),
            };
            self.openers.push(words.map(opener).collect());
        } else if class & VERB != 0 {
            let mut before: Vec<u64> = entry.split('_').map(hash_text).collect();
            let last = before.pop().unwrap_or_default();
            self.verbs.entry(last).or_default().push(Verb { before, classes: class });
        } else {
            let is_relative = entry.starts_with('<');
            let form = |word: &str| if word == "+" { OWNER } else { hash_text(word) };
            let forms: Vec<u64> = entry.trim_start_matches('<').split('_').map(form).collect();
            let first = forms.first().copied().unwrap_or_default();
            *self.classes.entry(first).or_default() |= PHRASE;
            self.phrases.entry(first).or_default().push(Pattern { forms, is_relative });
        }
    }

    /// What a small word does beside the parts of an attribution.
    pub(super) fn edge(&self, word: &Word) -> Option<Edge> {
        self.edges
            .get(&word.form)
            .copied()
            .or_else(|| (word.classes & (PREPOSITION | OF) != 0).then_some(Edge::BeforeObject))
    }

    /// Whether titles stand before names without an article, and without a capital: "мэр".
    pub(super) const fn has_bare_titles(&self) -> bool {
        self.has_bare_titles
    }

    /// Whether commas part a source that a preposition gives from what was said: "по словам мэра, …".
    pub(super) const fn parts_sources(&self) -> bool {
        self.parts_sources
    }

    /// Whether a verb needs no subject: "dijo".
    pub(super) const fn drops_subjects(&self) -> bool {
        self.drops_subjects
    }

    /// Whether every noun has a capital.
    pub(super) const fn has_capital_nouns(&self) -> bool {
        self.has_capital_nouns
    }

    /// The classes of a verb that ends with a pronoun, "dit-il", and the length of the pronoun in
    /// bytes; nothing for other words.
    pub(super) fn inverted(&self, word: &str) -> Option<(Classes, u8)> {
        let ends =
            self.clitics.iter().filter_map(|clitic| Some((word.strip_suffix(clitic)?, clitic)));
        let (stem, clitic) = ends.min_by_key(|(stem, _)| stem.len())?;
        let classes = self.classes(hash_text(&stem.to_lowercase())) & (VERB | AUXILIARY);
        let pronoun = clitic.rsplit('-').next().unwrap_or_default();
        (classes != 0).then_some((classes | PRONOUN | CLITIC, pronoun.len() as u8))
    }

    /// The classes that the ends of a word give it: "Verkehrsminister" those of "-minister". Those that are
    /// not of infinitives only nouns have, where these have capitals.
    pub(super) fn of_affixes(&self, word: &str) -> Classes {
        let is_noun = word.starts_with(char::is_uppercase) || !self.has_capital_nouns;
        let has = |[beginning, ending]: &[&str; 2]| {
            word.len() >= beginning.len() + ending.len() + SHORTEST_STEM
                && word.starts_with(beginning)
                && word.ends_with(ending)
        };
        let own = self
            .affixes
            .iter()
            .filter(|(ends, own)| (is_noun || own & INFINITIVE != 0) && has(ends));
        own.fold(0, |all, (_, own)| all | own)
    }

    /// The words with which a word is a verb, and of what classes.
    pub(super) fn parted(&self, form: u64) -> &[(u64, Classes)] {
        self.parted.get(&form).map_or(&[], Vec::as_slice)
    }

    /// Whether some verbs are parted.
    pub(super) fn has_parted(&self) -> bool {
        !self.parted.is_empty()
    }

    /// Whether an infinitive stands at the end of its clause: "…, das Gesetz zu ändern".
    pub(super) const fn has_late_infinitives(&self) -> bool {
        self.has_late_infinitives
    }

    /// Whether a preposition may give a view at the start of a sentence: "Para Ana Molina, …".
    pub(super) fn gives_view(&self, form: u64) -> bool {
        self.views.contains(&form)
    }

    /// Whether a word may stand for whom the clause before it ends with: "qui".
    pub(super) fn is_relative_pronoun(&self, form: u64) -> bool {
        self.relatives.contains(&form)
    }

    /// How many words at an index stand for what the sentence before says, "об этом"; 0 for none.
    pub(super) fn anaphor_at(&self, words: &Words, index: usize) -> usize {
        let is_here = |forms: &&Vec<u64>| {
            forms.iter().enumerate().all(|(offset, &form)| words.get(index + offset).form == form)
        };
        self.anaphors.iter().filter(is_here).map(Vec::len).max().unwrap_or_default()
    }

    /// Whether a verb tells what an anaphor beside it stands for.
    pub(super) fn tells(&self, form: u64) -> bool {
        self.telling.contains(&form)
    }

    /// Whether a word at the start of a sentence gives it to who said the one before: "demnach".
    pub(super) fn is_by_the_same(&self, form: u64) -> bool {
        self.by_the_same.contains(&form)
    }

    /// Whether a word opens a clause that nobody reports: "als".
    pub(super) fn subordinates(&self, form: u64) -> bool {
        self.subordinate.contains(&form)
    }

    /// The longest phrase that gives a source and starts at `index` of `words`. Single words in
    /// [`ACCORDING`] are such phrases too.
    pub(super) fn phrase_at(&self, words: &Words, index: usize) -> Option<Phrase> {
        let Word { classes, form, .. } = *words.get(index);
        let single = Phrase { length: 1, owner: None, is_relative: false };
        let single = (classes & ACCORDING != 0).then_some(single);
        if classes & (PHRASE | POSSESSIVE) == 0 {
            return single;
        }
        let is_here = |pattern: &&Pattern| {
            pattern.forms.iter().enumerate().all(|(offset, &form)| {
                let word = words.get(index + offset);
                word.form == form || form == OWNER && word.classes & POSSESSIVE != 0
            })
        };
        let known =
            [form, OWNER].into_iter().filter_map(|first| self.phrases.get(&first)).flatten();
        let longest = known.filter(is_here).max_by_key(|pattern| pattern.forms.len());
        longest.map_or(single, |Pattern { forms, is_relative }| {
            let owner = forms.iter().position(|&form| form == OWNER);
            Some(Phrase {
                length: forms.len(),
                owner: owner.map(|offset| index + offset),
                is_relative: *is_relative,
            })
        })
    }

    /// Whether words at an index open a reported clause when a verb stands right before them.
    pub(super) fn opens_clause(&self, words: &Words, index: usize) -> bool {
        self.openers.iter().any(|opener| {
            opener.iter().enumerate().all(|(offset, opener)| {
                let word = words.get(index + offset);
                match *opener {
                    Opener::Form(form) => word.form == form,
                    Opener::Infinitive => word.classes & INFINITIVE != 0,
                }
            })
        })
    }

    /// The classes of a verb in several words that ends with the last of `words`; none for other
    /// words.
    pub(super) fn verb_in_words(&self, words: &[Word]) -> Classes {
        let Some((last, before)) = words.split_last() else { return 0 };
        let verbs = self.verbs.get(&last.form).into_iter().flatten();
        let is_here = |verb: &&Verb| {
            let start = before.len().checked_sub(verb.before.len());
            let here = start.and_then(|start| before.get(start..)).unwrap_or_default();
            here.len() == verb.before.len()
                && here.iter().zip(&verb.before).all(|(word, form)| word.form == *form)
        };
        verbs.filter(is_here).fold(0, |classes, verb| classes | verb.classes)
    }

    /// The classes of a word, given by the hash of its lower-case form.
    pub(super) fn classes(&self, form: u64) -> Classes {
        self.classes.get(&form).copied().unwrap_or_default()
    }
}
