//! Word lists of the form `[class]` + entries, compiled into one look-up table: which classes a
//! word or a fixed phrase belongs to.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Names the classes of a list as bits, and defines `class_of`, which gives the class that a section
/// of the list names.
macro_rules! classes {
    ($visibility:vis $($name:ident = $bit:literal $section:literal,)*) => {
        $(#[doc = concat!("Words of the section `[", $section, "]`.")]
        $visibility const $name: u64 = 1 << $bit;)*

        /// The class that a section of a word list names.
        $visibility fn class_of(section: &str) -> Option<u64> {
            match section {
                $($section => Some($name),)*
                _ => None,
            }
        }
    };
}
pub(crate) use classes;

/// How a word is capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Case {
    /// No capital at its start.
    #[default]
    Lower,
    /// A capital at its start.
    Capitalised,
    /// Nothing but capitals.
    Upper,
}

/// The case-folded hash of a word, computed as its characters are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordKey(u64);

impl WordKey {
    /// The key of no characters.
    pub(crate) const EMPTY: WordKey = WordKey(0xCBF2_9CE4_8422_2325);

    /// Adds one character, folded to lower case.
    #[inline]
    pub(crate) fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.push_folded(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|folded| self.push_folded(folded));
        }
    }

    #[inline]
    fn push_folded(&mut self, c: char) {
        self.0 = (self.0 ^ u64::from(c as u32)).wrapping_mul(0x0000_0100_0000_01B3);
    }

    /// The key itself. Keys of different words differ but for chances of one in 2^64.
    #[inline]
    pub(crate) const fn value(self) -> u64 {
        self.0
    }

    /// The key of `word`.
    pub(crate) fn of(word: &str) -> u64 {
        let mut key = WordKey::EMPTY;
        word.chars().for_each(|c| key.push(c));
        key.value()
    }
}

/// Spreads keys that are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(u64::from(byte));
        }
    }

    fn write_u32(&mut self, key: u32) {
        self.write_u64(u64::from(key));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = (self.0.rotate_left(26) ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A map by [`WordKey`].
pub(crate) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// Classes of a word as bits, by the capitals that the word must have to belong to them.
#[derive(Debug, Clone, Copy, Default)]
struct ByCase {
    any: u64,
    capitalised: u64,
    upper: u64,
}

impl ByCase {
    fn at_least(&mut self, case: Case) -> &mut u64 {
        match case {
            Case::Lower => &mut self.any,
            Case::Capitalised => &mut self.capitalised,
            Case::Upper => &mut self.upper,
        }
    }

    fn classes(self, case: Case) -> u64 {
        match case {
            Case::Lower => self.any,
            Case::Capitalised => self.any | self.capitalised,
            Case::Upper => self.any | self.capitalised | self.upper,
        }
    }
}

/// A fixed phrase, filed under its first word.
#[derive(Debug)]
struct Phrase {
    /// The words after the first, each with the capitals that it must have at least.
    rest: Vec<(u64, Case)>,
    first_case: Case,
    classes: u64,
}

#[derive(Debug, Default)]
struct Entry {
    alone: ByCase,
    /// Longest first.
    phrases: Vec<Phrase>,
}

/// Which classes each word and phrase of some lists belongs to.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    entries: KeyMap<Entry>,
    filter: Filter,
}

/// Says of most words that are in no list that they are not, without a look at the lists: a bit
/// for each key, of which several share one. Fits the innermost cache.
#[derive(Debug)]
struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Self {
        Filter(vec![0; 1 << Self::WORDS_LOG2])
    }
}

impl Filter {
    const WORDS_LOG2: u32 = 9;

    #[inline]
    fn place(key: u64) -> (usize, u64) {
        let spread = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((spread >> (64 - Self::WORDS_LOG2)) as usize, 1 << ((spread >> 32) & 63))
    }

    fn add(&mut self, key: u64) {
        let (word, bit) = Self::place(key);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    #[inline]
    fn may_have(&self, key: u64) -> bool {
        let (word, bit) = Self::place(key);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

/// A word of a text or list: its key and capitals.
pub(crate) type KeyedWord = (u64, Case);

impl Vocabulary {
    /// Adds the entries of a list. `class_of` gives the bit of the class that a section names;
    /// `split` cuts an entry into words in the way texts are cut.
    ///
    /// # Errors
    /// The name of a section that is no class.
    pub(crate) fn add_list<'a>(
        &mut self,
        list: &'a str,
        class_of: impl Fn(&str) -> Option<u64>,
        split: impl Fn(&str) -> Vec<KeyedWord>,
    ) -> Result<(), &'a str> {
        let mut class = 0;
        for line in list.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = crate::lexicon::section(line) {
                class = class_of(name).ok_or(name)?;
                continue;
            }
            for entry in line.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
                self.add(&split(entry), class);
            }
        }
        Ok(())
    }

    /// Adds one entry.
    pub(crate) fn add(&mut self, words: &[KeyedWord], class: u64) {
        let Some((&(first, first_case), rest)) = words.split_first() else { return };
        self.filter.add(first);
        let entry = self.entries.entry(first).or_default();
        if rest.is_empty() {
            *entry.alone.at_least(first_case) |= class;
            return;
        }
        let same = entry
            .phrases
            .iter_mut()
            .find(|phrase| phrase.rest == rest && phrase.first_case == first_case);
        match same {
            Some(phrase) => phrase.classes |= class,
            None => {
                entry.phrases.push(Phrase { rest: rest.to_vec(), first_case, classes: class });
                entry.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
            }
        }
    }

    /// The classes of the word at the front of `words`, or of the longest phrase there, and how
    /// many words that is. Looks at most as far as the longest phrase of that first word.
    #[inline]
    pub(crate) fn look_up(
        &self,
        first: KeyedWord,
        rest: impl Iterator<Item = KeyedWord> + Clone,
    ) -> (u64, usize) {
        if !self.filter.may_have(first.0) {
            return (0, 1);
        }
        let Some(entry) = self.entries.get(&first.0) else { return (0, 1) };
        for phrase in &entry.phrases {
            let mut rest = rest.clone();
            let matches = first.1 >= phrase.first_case
                && phrase.rest.iter().all(|&(key, case)| {
                    rest.next().is_some_and(|word| word.0 == key && word.1 >= case)
                });
            if matches {
                return (phrase.classes, 1 + phrase.rest.len());
            }
        }
        (entry.alone.classes(first.1), 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<KeyedWord> {
        let case = |word: &str| match () {
            () if word.chars().all(char::is_uppercase) => Case::Upper,
            () if word.starts_with(char::is_uppercase) => Case::Capitalised,
            () => Case::Lower,
        };
        text.split(' ').map(|word| (WordKey::of(word), case(word))).collect()
    }

    fn look_up(vocabulary: &Vocabulary, text: &str) -> (u64, usize) {
        let words = words(text);
        vocabulary.look_up(words[0], words[1..].iter().copied())
    }

    #[test]
    fn entries_match_in_the_case_they_are_written_in_or_higher() {
        let mut vocabulary = Vocabulary::default();
        let list = "# list\n[a]\nnoon, May\n[b]\nGMT, may";
        let class = |name: &str| (name == "a").then_some(1).or((name == "b").then_some(2));
        vocabulary.add_list(list, class, words).unwrap();
        for (text, classes) in
            [("noon", 1), ("Noon", 1), ("NOON", 1), ("may", 2), ("May", 3), ("GMT", 2), ("Gmt", 0)]
        {
            assert_eq!(look_up(&vocabulary, text), (classes, 1), "{text}");
        }
    }

    #[test]
    fn the_longest_phrase_wins() {
        let mut vocabulary = Vocabulary::default();
        let list = "[a]\nsquare\n[b]\nsquare feet\n[c]\nsquare feet high";
        let class = |name: &str| Some(1 << (name.as_bytes()[0] - b'a'));
        vocabulary.add_list(list, class, words).unwrap();
        assert_eq!(look_up(&vocabulary, "square root"), (1, 1));
        assert_eq!(look_up(&vocabulary, "square feet of"), (2, 2));
        assert_eq!(look_up(&vocabulary, "Square feet high"), (4, 3));
    }

    #[test]
    fn a_section_of_no_class_is_an_error() {
        let result = Vocabulary::default().add_list("[what]\nx", |_| None, words);
        assert_eq!(result, Err("what"));
    }
}
