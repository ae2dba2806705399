//! What is known of names, titles, roles and countries before a text is read.

use crate::entities::atoms::{Atom, split_entry};
use crate::entities::vocabulary::{KeyMap, KeyedWord, Vocabulary, WordKey, classes};
use crate::lexicon::entries;

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

/// Knowledge for gathering mentions of things.
#[derive(Debug)]
pub(crate) struct Lexicon {
    /// Words around names, by the classes above.
    pub(super) words: Vocabulary,
    /// First names, by sex.
    first_names: Vocabulary,
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
}

impl Default for Lexicon {
    fn default() -> Self {
        let (countries, country_names) = read_countries();
        Lexicon {
            words: vocabulary(PEOPLE),
            first_names: vocabulary(FIRST_NAMES),
            nicknames: read_nicknames(),
            roles: read_roles("person"),
            bodies: read_roles("body"),
            countries,
            country_names,
        }
    }
}

impl Lexicon {
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
        let classes = self.first_names.look_up(name, std::iter::empty()).0;
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
    let mut section = "";
    let mut class: u64 = 1;
    for line in entries(ROLES) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
        } else if section == wanted {
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
        let lexicon = Lexicon::default();
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
        for list in [PEOPLE, FIRST_NAMES] {
            assert_eq!(Vocabulary::default().add_list(list, class_of, split_entry), Ok(()));
        }
    }
}
