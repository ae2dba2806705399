//! What the tagger knows of the world: classes of words and gazetteers.

use super::table::FingerprintTable;
use crate::learn::ModelError;

/// Word classes and gazetteers.
#[derive(Debug, Clone)]
pub struct Knowledge {
    classes: FingerprintTable,
}

/// A word of the table of classes that lacks a class of one kind.
const NO_CLASS: u16 = u16::MAX;

impl Knowledge {
    /// Reads the embedded tables.
    ///
    /// # Errors
    /// When one is malformed.
    pub fn new() -> Result<Self, ModelError> {
        let classes = include_bytes!("../../../models/word-classes-en.bin");
        Ok(Knowledge { classes: FingerprintTable::load("word-classes-en", classes)? })
    }

    /// The classes of a word, given by the hash of its lower case, in two classifications; the first
    /// bits of a class are a coarser class.
    pub(crate) fn classes(&self, word: u64) -> Option<[u16; 2]> {
        let value = self.classes.get(word)?;
        Some([value as u16, (value >> 16) as u16])
    }

    /// What the gazetteers say of a word or phrase.
    pub(super) fn entry(&self, _phrase: u64) -> Option<u32> {
        None
    }

    /// Whether a class is one.
    pub(super) const fn is_class(class: u16) -> bool {
        class != NO_CLASS
    }
}
