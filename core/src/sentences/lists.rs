//! The word lists of a language that sentence boundaries are told by.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::learn::hash_bytes;
use crate::lexicon;

/// What the lists say of a word: a set of the constants below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct WordClass(pub(super) u8);

impl WordClass {
    /// Its dot never ends a sentence.
    pub(super) const ALWAYS: WordClass = WordClass(1);
    /// Its dot does not end a sentence when a number follows.
    pub(super) const NUMBER: WordClass = WordClass(2);
    /// Its dot ends a sentence when a word that starts one follows.
    pub(super) const PERHAPS: WordClass = WordClass(4);
    /// What an ordinal number counts.
    pub(super) const COUNTED: WordClass = WordClass(8);
    /// Sentences begin with it, and names do not.
    pub(super) const STARTER: WordClass = WordClass(16);

    /// Its dot ends a sentence whenever a capital follows.
    pub(super) const ETC: WordClass = WordClass(32);

    /// Whether it is one of the classes of `other`.
    pub(super) const fn is(self, other: WordClass) -> bool {
        self.0 & other.0 != 0
    }
}

/// Longer words, in bytes, are no abbreviations.
const LONGEST_ABBREVIATION: usize = 16;

/// The lists of one language.
#[derive(Debug, Default)]
pub(super) struct Lists {
    words: HashMap<u64, u8, BuildHasherDefault<Identity>>,
    /// Ends of words, for words that are put together of others.
    suffixes: Vec<(&'static str, WordClass)>,
    /// Words that carry a sentence on after a closing quotation mark when they stand near.
    pub(super) reporting: Vec<&'static str>,
    /// Those that do when they follow at once.
    pub(super) continuing: Vec<&'static str>,
    /// What sentences end with in languages that end them without any mark.
    pub(super) particles: Vec<&'static str>,
    /// Whether a number with a dot is an ordinal.
    pub(super) has_ordinals: bool,
    /// Whether a dot is no full stop.
    pub(super) has_colonlike_dot: bool,
}

impl Lists {
    fn parse(list: &'static str) -> Self {
        let mut lists = Lists::default();
        let mut section = "";
        for line in lexicon::entries(list) {
            if let Some(name) = crate::lexicon::section(line) {
                section = name;
                lists.has_ordinals |= section == "ordinals";
                lists.has_colonlike_dot |= section == "colonlike";
                continue;
            }
            let class = match section {
                "always" => WordClass::ALWAYS,
                "number" => WordClass::NUMBER,
                "perhaps" => WordClass::PERHAPS,
                "etc" => WordClass::ETC,
                "counted" => WordClass::COUNTED,
                "starters" => WordClass::STARTER,
                _ => {
                    let words = line.split_whitespace();
                    match section {
                        "particles" => lists.particles.extend(words),
                        "continuing" => lists.continuing.extend(words),
                        _ => lists.reporting.extend(words),
                    }
                    continue;
                }
            };
            for word in line.split_whitespace() {
                if let Some(suffix) = word.strip_prefix('-') {
                    lists.suffixes.push((suffix, class));
                }
                *lists.words.entry(hash_bytes(word.as_bytes())).or_default() |= class.0;
            }
        }
        lists
    }

    fn get(&self, word: &[u8]) -> WordClass {
        WordClass(self.words.get(&hash_bytes(word)).copied().unwrap_or_default())
    }

    /// What is known of the dot after `word`. Words in capitals are known by their usual form, and
    /// so are words in lower case that a sentence begins with; an article that lost its vowel
    /// ("l'art.") does not count.
    pub(super) fn of_abbreviation(&self, word: &str) -> WordClass {
        let word = word.rsplit(['\'', '’']).next().unwrap_or(word);
        let exact = self.get(word.as_bytes());
        if exact != WordClass::default() {
            return exact;
        }
        let suffix = self.suffixes.iter().find(|(suffix, _)| word.ends_with(suffix));
        if let Some(&(_, class)) = suffix {
            return class;
        }
        let mut chars = word.chars();
        let Some(first) = chars.next().filter(|c| c.is_uppercase()) else { return exact };
        let rest = chars.as_str();
        if rest.is_empty() || word.len() > LONGEST_ABBREVIATION {
            return exact;
        }
        if !rest.contains(char::is_lowercase) {
            let capitalised = first.to_string() + &rest.to_lowercase();
            return self.get(capitalised.as_bytes());
        }
        match with_lower(word, |lower| self.get(lower)) {
            class if class.is(WordClass::ALWAYS) => WordClass::ALWAYS,
            _ => exact,
        }
    }

    /// Whether a sentence that begins with `word` is likely to begin with no name.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        with_lower(word, |lower| self.get(lower)).is(WordClass::STARTER)
    }

    /// Whether ordinals count what `word` names.
    pub(super) fn is_counted(&self, word: &str) -> bool {
        self.get(word.as_bytes()).is(WordClass::COUNTED)
    }
}

/// Calls `use_it` with the bytes of `word` in lower case, without allocating for words of ASCII.
pub(super) fn with_lower<T>(word: &str, use_it: impl FnOnce(&[u8]) -> T) -> T {
    let mut buffer = [0; 32];
    match buffer.get_mut(..word.len()) {
        Some(buffer) if word.is_ascii() => {
            buffer.copy_from_slice(word.as_bytes());
            buffer.make_ascii_lowercase();
            use_it(buffer)
        }
        _ => use_it(word.to_lowercase().as_bytes()),
    }
}

/// Lists of all languages that have any.
#[derive(Debug)]
pub(super) struct AllLists {
    by_language: HashMap<&'static str, Lists>,
    none: Lists,
}

macro_rules! lists {
    ($($language:literal)*) => {
        [$(($language, include_str!(concat!("../lexicon/", $language, "/sentences.txt")))),*]
    };
}

impl AllLists {
    const FILES: [(&'static str, &'static str); 22] = lists![
        "en" "de" "fr" "es" "it" "pt" "nl" "pl" "ru" "uk" "cs" "sv" "tr" "el" "ar" "fa" "hi" "zh"
        "ja" "ko" "th" "hy"
    ];

    /// Reads the embedded lists.
    pub(super) fn new() -> Self {
        let parse = |(language, file)| (language, Lists::parse(file));
        AllLists {
            by_language: Self::FILES.into_iter().map(parse).collect(),
            none: Lists::default(),
        }
    }

    /// Whether there are lists of a language.
    pub(super) fn know(language: &str) -> bool {
        Self::FILES.iter().any(|(known, _)| *known == language)
    }

    /// The lists of a language; empty ones when there are none.
    pub(super) fn of(&self, language: &str) -> &Lists {
        self.by_language.get(language).unwrap_or(&self.none)
    }
}

/// Keys are hashes already.
#[derive(Debug, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash_bytes(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_known_in_capitals_too() {
        let all = AllLists::new();
        let english = all.of("en");
        for word in ["Gen", "GEN", "gen", "Mr", "MR"] {
            assert!(english.of_abbreviation(word).is(WordClass::ALWAYS), "{word}");
        }
        assert!(english.of_abbreviation("U.S").is(WordClass::PERHAPS));
        assert_eq!(english.of_abbreviation("table"), WordClass::default());
    }

    #[test]
    fn every_language_has_words() {
        let all = AllLists::new();
        for (language, _) in AllLists::FILES {
            let lists = all.of(language);
            let count = lists.words.len() + lists.continuing.len() + lists.reporting.len();
            assert!(count > 5, "{language}");
        }
        assert!(all.of("xx").words.is_empty());
    }
}
