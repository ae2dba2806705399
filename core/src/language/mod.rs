//! The language of a text.
//!
//! The script decides many languages by itself. Languages that share a script are told apart by
//! logistic regression over hashed n-grams of characters, a table a script. Text is read block by
//! block, so that the same scores tell the language of the document and of its parts, and never
//! more than [`SAMPLE_BYTES`] of it: pieces from all over, not its start, and no more of each than
//! makes sure.

mod features;
mod hint;
mod languages;
mod model;
mod reading;
mod sample;
mod script;
mod tally;

/// What a trainer of the model shares with the detector.
pub mod training {
    pub use super::features::{Word, visit_words};
    pub use super::languages::{Class, GROUPS, Group};
    pub use super::model::{DAMPING, Models, model_id};
}

pub use sample::SAMPLE_BYTES;

use std::borrow::Cow;

use crate::analysis::{Block, Language, LanguageAlternative, LanguagePart, Span, Warning};
use crate::document::Document;
use crate::learn::{ModelCard, ModelError};
use hint::Hint;
use model::Models;
use reading::{Reading, main_language};
use script::Script;
use tally::{Candidate, Tally};

/// An answer at least as probable as this is reliable.
const RELIABLE: f32 = 0.9;

/// The most alternatives that are given.
const MAX_ALTERNATIVES: usize = 5;

/// Languages less likely than this are not alternatives.
const LEAST_ALTERNATIVE: f32 = 0.01;

/// Tells languages.
#[derive(Debug)]
pub struct Detector {
    models: Models,
}

impl Detector {
    /// Readies the detector.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Detector { models: Models::embedded()? })
    }

    /// A detector with models of one's own.
    pub const fn with_models(models: Models) -> Self {
        Detector { models }
    }

    /// What people should know of the models.
    pub fn models(&self) -> impl Iterator<Item = &ModelCard> {
        self.models.cards()
    }

    /// Whether a language, given by its primary subtag, can be told.
    pub fn knows(language: &str) -> bool {
        Self::languages().any(|known| known == language)
    }

    /// The primary subtag of every language that can be told.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        languages::all()
    }

    /// The language of a document, by a bounded sample of its text and by its hint.
    ///
    /// A hint is kept, with its subtags, as long as the text may be in that language. When the
    /// text reliably is in another one, that other one is the answer, with a warning.
    pub fn detect(
        &self,
        document: &Document<'_>,
        blocks: &[Block],
        warnings: &mut Vec<Warning>,
    ) -> Language {
        let readings = reading::read(&self.models, document.text, blocks);
        let main = main_language(&readings);
        let mut whole = Tally::default();
        for reading in readings.iter().filter(|reading| !reading.is_foreign_to(main)) {
            whole.add(&reading.tally);
        }
        let candidates = whole.candidates(&self.models);
        let hint = document.language.and_then(Hint::parse);
        let mut language = Self::decide(&whole, &candidates, hint, warnings);
        language.parts = parts(&language.code, blocks, &readings);
        language
    }

    fn decide(
        whole: &Tally,
        candidates: &[Candidate],
        hint: Option<Hint<'_>>,
        warnings: &mut Vec<Warning>,
    ) -> Language {
        let best = candidates.first();
        let code = best.map_or("und", |best| best.class.code);
        let confidence = best.map_or(0.0, |best| best.probability.min(1.0));
        let detected = Language {
            code: Cow::Borrowed(code),
            script: script_code(whole, best),
            confidence,
            reliable: confidence >= RELIABLE,
            alternatives: Vec::new(),
            parts: Vec::new(),
        };
        let mut language = match hint {
            Some(hint) => hint.weigh(detected, candidates, warnings),
            None => detected,
        };
        language.alternatives = alternatives(&language.code, candidates, warnings);
        language
    }
}

/// The blocks that surely are in another language than `code`, neighbours of one language together.
fn parts(code: &str, blocks: &[Block], readings: &[Reading]) -> Vec<LanguagePart> {
    let mut parts: Vec<LanguagePart> = Vec::new();
    let mut last_block = None;
    let primary = hint::primary(code);
    for reading in readings {
        let (Some(verdict), Some(block)) = (reading.verdict, blocks.get(reading.block)) else {
            continue;
        };
        if hint::same(primary, verdict.class.code) {
            continue;
        }
        match parts.last_mut() {
            Some(part)
                if part.code == verdict.class.code
                    && last_block == reading.block.checked_sub(1) =>
            {
                part.span = Span::new(part.span.start, block.span.end);
                part.confidence = part.confidence.min(verdict.probability);
            }
            _ => parts.push(LanguagePart {
                span: block.span,
                code: verdict.class.code,
                confidence: verdict.probability,
            }),
        }
        last_block = Some(reading.block);
    }
    parts
}

/// The script of most letters. Chinese is told by its characters whether it is simplified.
fn script_code(whole: &Tally, best: Option<&Candidate>) -> &'static str {
    match (whole.script(), best) {
        (None, _) => "Zyyy",
        (Some(Script::Han | Script::Kana), Some(best))
            if matches!(best.class.code, "zh" | "ja") =>
        {
            best.class.script
        }
        (Some(script), _) => script.code(),
    }
}

/// The likeliest languages besides `code`.
fn alternatives(
    code: &str,
    candidates: &[Candidate],
    warnings: &mut Vec<Warning>,
) -> Vec<LanguageAlternative> {
    let primary = hint::primary(code);
    let likely = candidates.iter().filter(|candidate| {
        candidate.probability >= LEAST_ALTERNATIVE && !hint::same(primary, candidate.class.code)
    });
    let mut alternatives: Vec<_> = likely
        .map(|candidate| LanguageAlternative {
            code: candidate.class.code,
            confidence: candidate.probability,
        })
        .collect();
    if alternatives.len() > MAX_ALTERNATIVES {
        alternatives.truncate(MAX_ALTERNATIVES);
        warnings.push(Warning::AlternativesTruncated);
    }
    alternatives
}
