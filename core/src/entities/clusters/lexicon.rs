//! What is known of names, titles, roles and countries before a text is read.

use std::collections::HashMap;
use std::sync::Arc;

use crate::entities::atoms::{Atom, split_entry};
use crate::entities::vocabulary::{KeyMap, KeyedWord, Vocabulary, WordKey, classes};
use crate::lexicon::{BY_RULE, entries, forms, section};

use super::names;

classes! {
    pub(super)
    TITLE_OF_MAN = 0 "title of a man",
    TITLE_OF_WOMAN = 1 "title of a woman",
    TITLE = 2 "title",
    WORD_OF_MAN = 3 "word of a man",
    WORD_OF_WOMAN = 4 "word of a woman",
    HE = 5 "he",
    SHE = 6 "she",
    IT = 7 "it",
    SUBJECT_PRONOUN = 8 "subject pronoun",
    DEFINITE_ARTICLE = 9 "definite article",
    INDEFINITE_ARTICLE = 10 "indefinite article",
    FORMER = 11 "former",
    BE = 12 "be",
    OF = 13 "of",
    REPORTING_VERB = 14 "reporting verb",
    AFTER_NOUN = 15 "after a noun",
    PREPOSITION = 16 "preposition",
    GENERATION = 17 "generation",
    COMPANY_ENDING = 18 "company ending",
    FIRST_WORD_OF_MANY = 19 "first word of many",
    SMALL_WORD = 20 "small word",
    LESSER = 21 "lesser",
    MAN = 22 "man",
    WOMAN = 23 "woman",
    OBJECT_PRONOUN = 24 "object pronoun",
    EITHER = 25 "of either sex",
    HE_BESIDE_A_VERB = 26 "he beside a verb",
    SHE_BESIDE_A_VERB = 27 "she beside a verb",
    PARTICLE = 28 "particle",
    DETERMINER = 29 "determiner",
    OTHER_SMALL_WORD = 30 "other small word",
    ONE_OF_A_NATION = 31 "one of a nation",
    HER = 32 "object pronoun or possessive",
    BORN = 33 "born",
    ROLE_BEFORE_NAME = 34 "role before a name",
}

/// The words of a list of people that stand before names for what these are.
fn role_endings(people: &'static str) -> Vec<&'static str> {
    let mut of = "";
    let mut endings = Vec::new();
    for line in entries(people) {
        match section(line) {
            Some(name) => of = name,
            None if of == "role before a name" => {
                endings.extend(line.split(',').map(str::trim).filter(|word| !word.is_empty()));
            }
            None => {}
        }
    }
    endings
}

/// The classes of the words that the word lists of reported speech name.
fn class_in_speech(section: &str) -> u64 {
    match section {
        "speech" | "write" | "ask" | "think" => REPORTING_VERB,
        "particle" => PARTICLE,
        "determiner" => DETERMINER,
        "preposition" | "of" => PREPOSITION,
        "function" | "that" | "as" | "pronoun" | "time" | "auxiliary" => OTHER_SMALL_WORD,
        _ => 0,
    }
}

const FIRST_NAMES: &str = include_str!("../../lexicon/first_names.txt");
const NICKNAMES: &str = include_str!("../../lexicon/en/nicknames.txt");
const PEOPLE: &str = include_str!("../../lexicon/en/people.txt");
const ROLES: &str = include_str!("../../lexicon/en/roles.txt");
const COUNTRIES: &str = include_str!("../../lexicon/en/countries.txt");

/// Classes of roles, or of bodies, as bits: a line of `roles.txt` each.
#[derive(Debug, Default)]
pub(super) struct Roles {
    /// Words that say that somebody has the role: "President".
    pub(super) defining: Vocabulary,
    /// Words that may refer back to who has it: "the president", "the leader".
    pub(super) referring: Vocabulary,
    /// Words that are both, and tell one body from others: "the bank" is the one called a bank.
    pub(super) telling: Vocabulary,
}

/// What is known of each language.
#[derive(Debug)]
pub(crate) struct Lexicons {
    english: Lexicon,
    others: HashMap<&'static str, Lexicon>,
}

impl Default for Lexicons {
    fn default() -> Self {
        let first_names = Arc::new(vocabulary(FIRST_NAMES));
        let others = BY_RULE.into_iter().map(|(language, people, speech)| {
            (language, Lexicon::of_lists(people, speech, &first_names))
        });
        Lexicons { others: others.collect(), english: Lexicon::english(first_names) }
    }
}

impl Lexicons {
    /// The lexicon of a language, given by its primary subtag, that tells first names from other words,
    /// where no tagger does; none for English and for languages without lists.
    pub(crate) fn telling_names(&self, language: &str) -> Option<&Lexicon> {
        self.others.get(language)
    }

    /// The lexicon of a language; that of English when there is none.
    pub(crate) fn of(&self, language: &str) -> &Lexicon {
        self.telling_names(language).unwrap_or(&self.english)
    }
}

/// Knowledge for gathering mentions of things.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Words around names, by the classes above.
    pub(super) words: Vocabulary,
    /// First names of many languages, by sex. Those of the language itself are among its words.
    first_names: Arc<Vocabulary>,
    /// The other forms of a first name.
    pub(super) nicknames: KeyMap<Vec<u64>>,
    /// Roles of people.
    pub(super) roles: Roles,
    /// Kinds of bodies.
    pub(super) bodies: Roles,
    /// Names of countries and demonyms by the key of the country's first name.
    countries: KeyMap<u64>,
    /// Names of countries alone.
    country_names: KeyMap<u64>,
    /// Whether every noun has a capital.
    has_capital_nouns: bool,
    /// Ends of words for what people are, where nouns are put together: "Innenminister".
    role_endings: Vec<&'static str>,
}

impl Lexicon {
    fn english(first_names: Arc<Vocabulary>) -> Self {
        let (countries, country_names) = read_countries();
        Lexicon {
            words: vocabulary(PEOPLE),
            first_names,
            nicknames: read_nicknames(),
            roles: read_roles("person"),
            bodies: read_roles("body"),
            countries,
            country_names,
            has_capital_nouns: false,
            role_endings: Vec::new(),
        }
    }

    /// The lexicon of a language by its lists of people and of reported speech.
    fn of_lists(people: &'static str, speech: &'static str, first_names: &Arc<Vocabulary>) -> Self {
        let mut words = vocabulary(people);
        let mut roles = Roles::default();
        let mut of = "";
        let mut has_capital_nouns = false;
        for line in entries(speech) {
            has_capital_nouns |= line == "[capital nouns]";
            if let Some(name) = section(line) {
                of = name;
                continue;
            }
            // Words joined by "_" are phrases that give a source, those by "~" parts of a verb; what
            // begins with "-" is the end of words, what has "…" their beginning and end.
            let is_word = |word: &&str| !word.contains(['_', '~', '…']) && !word.starts_with('-');
            for word in line.split_whitespace().filter(is_word) {
                for form in forms(word) {
                    match class_in_speech(of) {
                        0 if matches!(of, "role" | "anonymous") => {
                            roles.defining.add(&split_entry(&form), 1);
                        }
                        0 => {}
                        class => words.add(&split_entry(&form), class),
                    }
                }
            }
        }
        Lexicon {
            words,
            first_names: Arc::clone(first_names),
            nicknames: KeyMap::default(),
            roles,
            bodies: Roles::default(),
            countries: KeyMap::default(),
            country_names: KeyMap::default(),
            has_capital_nouns,
            role_endings: if has_capital_nouns { role_endings(people) } else { Vec::new() },
        }
    }

    /// Whether every noun has a capital.
    pub(crate) const fn has_capital_nouns(&self) -> bool {
        self.has_capital_nouns
    }

    /// Whether a word, given also as it is written, says what somebody is and stands before their name,
    /// "minister", in the case that a noun has.
    pub(crate) fn is_role(&self, word: KeyedWord, written: &str) -> bool {
        self.has_capital_nouns == written.starts_with(char::is_uppercase)
            && (self.word_is(word, ROLE_BEFORE_NAME)
                || self.role_endings.iter().any(|ending| written.ends_with(ending)))
    }

    /// Whether a word is a first name and no small word of the language.
    pub(crate) fn is_first_name(&self, word: KeyedWord) -> bool {
        let own = self.words.look_up(word, std::iter::empty()).0;
        let known = own & (MAN | WOMAN | EITHER) != 0 || self.sex_of_first_name(word) != 0;
        known && own & NO_NAME == 0
    }

    /// Whether a word may be a surname beside a first name, as far as lists tell.
    pub(crate) fn may_be_surname(&self, word: KeyedWord) -> bool {
        let own = self.words.look_up(word, std::iter::empty()).0;
        own & (NO_NAME | TITLE_OF_MAN | TITLE_OF_WOMAN) == 0
            && self.roles.defining.look_up(word, std::iter::empty()).0 == 0
    }

    /// Whether a word is a title of a person.
    pub(crate) fn is_title(&self, word: KeyedWord) -> bool {
        self.word_is(word, TITLE_OF_MAN | TITLE_OF_WOMAN)
    }

    /// Whether a word stands within names.
    pub(crate) fn is_particle(&self, word: KeyedWord) -> bool {
        self.word_is(word, PARTICLE)
    }

    /// Whether a word is a verb that reports speech.
    pub(crate) fn is_reporting_verb(&self, word: KeyedWord) -> bool {
        self.word_is(word, REPORTING_VERB)
    }

    /// Whether a word asks for a noun, not for a name.
    pub(crate) fn is_determiner(&self, word: KeyedWord) -> bool {
        self.word_is(word, DETERMINER)
    }

    /// The classes of the atom at `at`, or of the phrase there, and its length.
    pub(super) fn classes(&self, atoms: &[Atom], at: usize) -> (u64, usize) {
        look_up(&self.words, atoms, at)
    }

    /// Whether the atom at `at` is a word of one of `classes`.
    pub(super) fn is(&self, atoms: &[Atom], at: usize, classes: u64) -> bool {
        self.classes(atoms, at).0 & classes != 0
    }

    /// Whether a word known by its key alone is of one of `classes`.
    pub(super) fn word_is(&self, word: KeyedWord, classes: u64) -> bool {
        self.words.look_up(word, std::iter::empty()).0 & classes != 0
    }

    /// What a first name says of sex: 1 for a man, -1 for a woman, 0 for neither.
    pub(super) fn sex_of_first_name(&self, name: KeyedWord) -> i32 {
        let own = self.words.look_up(name, std::iter::empty()).0;
        let classes = match own & (MAN | WOMAN | EITHER) {
            0 => self.first_names.look_up(name, std::iter::empty()).0,
            known => known,
        };
        i32::from(classes & MAN != 0) - i32::from(classes & WOMAN != 0)
    }

    /// The key of the place that a name or demonym stands for: that of its country if it has one.
    pub(super) fn place(&self, key: u64) -> u64 {
        self.countries.get(&key).copied().unwrap_or(key)
    }

    /// The key of the country that a name is another name of, else the name's own.
    pub(super) fn country(&self, key: u64) -> u64 {
        self.country_names.get(&key).copied().unwrap_or(key)
    }
}

/// Small words, which are no names.
const NO_NAME: u64 = REPORTING_VERB | PARTICLE | DETERMINER | PREPOSITION | OTHER_SMALL_WORD;

/// The vocabulary of a list. A section that is no class, which a test rules out, is passed over.
fn vocabulary(list: &str) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let added = vocabulary.add_list(list, class_of, split_entry);
    debug_assert_eq!(added, Ok(()), "a section of a list is no class");
    vocabulary
}

/// The classes of the atom at `at`, or of the phrase that starts there, and its length.
pub(super) fn look_up(vocabulary: &Vocabulary, atoms: &[Atom], at: usize) -> (u64, usize) {
    let Some(first) = atoms.get(at) else { return (0, 1) };
    let rest = atoms.get(at + 1..).unwrap_or_default();
    let rest = rest.iter().take_while(|next| next.block == first.block);
    vocabulary.look_up(first.keyed(), rest.map(Atom::keyed))
}

fn commas(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty())
}

fn read_nicknames() -> KeyMap<Vec<u64>> {
    let mut nicknames: KeyMap<Vec<u64>> = KeyMap::default();
    for line in entries(NICKNAMES) {
        let forms: Vec<u64> = commas(line).map(WordKey::of).collect();
        for &form in &forms {
            let others = forms.iter().filter(|&&other| other != form);
            nicknames.entry(form).or_default().extend(others);
        }
    }
    nicknames
}

/// The classes of a section of `roles.txt`.
fn read_roles(wanted: &str) -> Roles {
    let mut roles = Roles::default();
    let mut of = "";
    let mut class: u64 = 1;
    for line in entries(ROLES) {
        if let Some(name) = section(line) {
            of = name;
        } else if of == wanted {
            let (defining, further) = line.split_once('|').unwrap_or((line, ""));
            for word in commas(defining) {
                let bracketed = word.strip_prefix('(').and_then(|word| word.strip_suffix(')'));
                roles.defining.add(&split_entry(bracketed.unwrap_or(word)), class);
                if bracketed.is_none() {
                    roles.referring.add(&split_entry(word), class);
                    roles.telling.add(&split_entry(word), class);
                }
            }
            for word in commas(further) {
                roles.referring.add(&split_entry(word), class);
            }
            class = class.rotate_left(1);
        }
    }
    roles
}

fn read_countries() -> (KeyMap<u64>, KeyMap<u64>) {
    let (mut all, mut names_alone) = (KeyMap::default(), KeyMap::default());
    for line in entries(COUNTRIES) {
        let (names, demonyms) = line.split_once('|').unwrap_or((line, ""));
        let Some(first) = commas(names).next().map(names::key_of) else { continue };
        for name in commas(names) {
            all.insert(names::key_of(name), first);
            names_alone.insert(names::key_of(name), first);
        }
        for demonym in commas(demonyms) {
            all.insert(names::key_of(demonym), first);
        }
    }
    (all, names_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_whole() {
        let lexicon = Lexicons::default().english;
        assert_eq!(lexicon.place(names::key_of("Belarusian")), names::key_of("Belarus"));
        assert_eq!(lexicon.country(names::key_of("U.S.")), names::key_of("United States"));
        assert!(lexicon.nicknames[&WordKey::of("joe")].contains(&WordKey::of("joseph")));
        for section in ["person", "body"] {
            let lines = ROLES.split(&format!("[{section}]")).nth(1).unwrap();
            let lines = entries(lines).take_while(|line| !line.starts_with('['));
            assert!(lines.count() <= 64, "a class is a bit");
        }
    }

    #[test]
    fn every_section_is_a_class() {
        let others = BY_RULE.map(|(_, people, _)| people);
        for list in others.into_iter().chain([PEOPLE, FIRST_NAMES]) {
            assert_eq!(Vocabulary::default().add_list(list, class_of, split_entry), Ok(()));
        }
    }
}
