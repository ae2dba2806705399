//! The language of a text.
//!
//! The script decides many languages by itself. Languages that share a script are told apart by
//! logistic regression over hashed n-grams of characters, a table a script. Text is read block by
//! block, so that the same scores tell the language of the document and of its parts, and never
//! more than [`SAMPLE_BYTES`] of it: pieces from all over, not its start.

mod features;
mod hint;
mod languages;
mod model;
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
use script::Script;
use tally::{Candidate, Tally};

/// An answer at least as probable as this is reliable.
const RELIABLE: f32 = 0.9;

/// A block that is not in the document's language must be at least as surely in another.
const RELIABLE_PART: f32 = 0.98;

/// Blocks with fewer letters than this are not looked at apart.
const PART_LETTERS: u32 = 40;

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
        let readings = self.read(document.text, blocks);
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

    /// What was read of each block, in order.
    fn read(&self, text: &str, blocks: &[Block]) -> Vec<Reading> {
        let mut readings: Vec<Reading> = Vec::new();
        for (block, piece) in sample::pieces(text, blocks) {
            if readings.last().is_none_or(|last| last.block != block) {
                readings.push(Reading { block, tally: Tally::default(), verdict: None });
            }
            if let Some(reading) = readings.last_mut() {
                reading.tally.read(&self.models, piece);
            }
        }
        if readings.len() > 1 {
            for reading in &mut readings {
                reading.verdict = self.verdict(&reading.tally);
            }
        }
        readings
    }

    /// The language of a block that is long enough to be sure of it by itself.
    fn verdict(&self, tally: &Tally) -> Option<Candidate> {
        if tally.letters() < PART_LETTERS {
            return None;
        }
        let best = tally.best(&self.models)?;
        (best.probability >= RELIABLE_PART).then_some(best)
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

/// What was read of a block.
struct Reading {
    /// Index of the block.
    block: usize,
    tally: Tally,
    /// Its own language, when that is sure.
    verdict: Option<Candidate>,
}

impl Reading {
    /// Whether it surely is in another language than `main`.
    fn is_foreign_to(&self, main: Option<&str>) -> bool {
        let other = |main| self.verdict.is_some_and(|verdict| verdict.class.code != main);
        main.is_some_and(other)
    }
}

/// The language that most letters surely are in, if any are.
fn main_language(readings: &[Reading]) -> Option<&'static str> {
    let mut letters: Vec<(&'static str, u32)> = Vec::new();
    for reading in readings {
        let Some(verdict) = reading.verdict else { continue };
        match letters.iter_mut().find(|(code, _)| *code == verdict.class.code) {
            Some((_, count)) => *count += reading.tally.letters(),
            None => letters.push((verdict.class.code, reading.tally.letters())),
        }
    }
    letters.into_iter().rev().max_by_key(|&(_, count)| count).map(|(code, _)| code)
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
