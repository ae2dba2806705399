//! Who said what.

use crate::analysis::{Entity, Quote};
use crate::analyzer::Page;
use crate::learn::ModelError;

/// Working memory of the stage.
#[derive(Debug, Default)]
pub struct Scratch {}

/// Finds quotes and gives them to their speakers.
#[derive(Debug)]
pub struct Attributor {}

impl Attributor {
    /// Readies the attributor.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Attributor {})
    }

    /// Whether a language, given by its primary subtag, is known.
    pub fn knows(language: &str) -> bool {
        language == "en"
    }

    /// The quotes of a page, by the start of their content. Linear.
    pub fn attribute(
        &self,
        _page: &Page<'_>,
        _entities: &[Entity],
        _scratch: &mut Scratch,
    ) -> Vec<Quote> {
        Vec::new()
    }
}
