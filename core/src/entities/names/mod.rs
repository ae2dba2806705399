//! The tagger of names: which tokens make up the name of a person, an organization, a place …

mod features;
mod knowledge;
mod sequences;
mod table;
mod words;

use std::ops::Range;

pub use features::FEATURE_SET;
pub use knowledge::Knowledge;
pub use table::FingerprintTable;

use super::NameMention;
use crate::analysis::{EntityType, Span};
use crate::analyzer::Page;
use crate::learn::{Decoder, FeatureRows, Labels, Model, ModelCard, ModelError, ModelId, Scores};
use sequences::Sequence;
use words::Words;

/// The model that the tagger needs.
pub const MODEL: ModelId<'static> = ModelId { name: "entities-en", feature_set: FEATURE_SET };

/// The types that the tagger tells, as its labels name them.
pub const TYPES: [&str; 5] = ["PERSON", "ORGANIZATION", "LOCATION", "NATIONALITY", "OTHER"];

/// The labels of the model: segments of [`TYPES`].
pub fn labels() -> Labels {
    Labels::bilou(&TYPES)
}

/// Computes the features of the words of pages, for the tagger and its trainer alike.
#[derive(Debug, Default)]
pub struct FeatureExtractor {
    words: Words,
    sequences: Vec<Sequence>,
    asks_for_capital: Vec<bool>,
    rows: FeatureRows,
}

impl FeatureExtractor {
    /// Calls `each` with every stretch of tokens that is tagged as one and the features of its
    /// tokens. Linear.
    pub fn extract(
        &mut self,
        page: &Page<'_>,
        knowledge: &Knowledge,
        mut each: impl FnMut(Range<usize>, &FeatureRows),
    ) {
        sequences::split(page, &mut self.sequences);
        self.asks_for_capital.clear();
        self.asks_for_capital.resize(page.tokens.len(), true);
        for sequence in &self.sequences {
            for token in sequence.tokens.clone() {
                if let Some(asks) = self.asks_for_capital.get_mut(token) {
                    *asks = sequence.asks_for_capital(token);
                }
            }
        }
        self.words.read(page, &self.asks_for_capital, knowledge);
        for sequence in &self.sequences {
            self.rows.clear();
            features::of_sequence(&self.words, sequence, &mut self.rows);
            each(sequence.tokens.clone(), &self.rows);
        }
    }
}

/// Working memory of tagging.
#[derive(Debug, Default)]
pub struct Scratch {
    extractor: FeatureExtractor,
    scores: Scores,
    decoder: Decoder,
}

/// Finds names in English text.
#[derive(Debug)]
pub struct NameTagger {
    model: Model,
    knowledge: Knowledge,
}

impl NameTagger {
    /// The tagger with the embedded model.
    ///
    /// # Errors
    /// When the model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        let model = Model::load(MODEL, include_bytes!("../../../models/entities-en.bin"))?;
        Ok(NameTagger::with(model, Knowledge::new()?))
    }

    /// The tagger with another model.
    pub fn with(model: Model, knowledge: Knowledge) -> Self {
        NameTagger { model, knowledge }
    }

    /// What people should know of the model.
    pub const fn card(&self) -> &ModelCard {
        self.model.card()
    }

    /// Finds the names of a page and appends them to `names`, in order. Linear.
    pub fn find(&self, page: &Page<'_>, scratch: &mut Scratch, names: &mut Vec<NameMention>) {
        let Scratch { extractor, scores, decoder } = scratch;
        extractor.extract(page, &self.knowledge, |tokens, rows| {
            self.model.score(rows, scores);
            let labels = self.model.decode(scores, decoder);
            for (segment, kind) in segments(self.model.labels(), labels) {
                let confidence = self.model.confidence(scores, labels, segment.clone());
                let (first, last) = (tokens.start + segment.start, tokens.start + segment.end - 1);
                let ends = page.tokens.get(first).zip(page.tokens.get(last));
                let (Some((start, end)), Some(kind)) = (ends, entity_type(kind)) else { continue };
                names.push(NameMention {
                    span: Span::new(start.span.start, end.span.end),
                    first_token: first as u32,
                    last_token: last as u32,
                    kind,
                    confidence,
                });
            }
        });
    }
}

/// The type that labels name.
fn entity_type(name: &str) -> Option<EntityType> {
    Some(match name {
        "PERSON" => EntityType::Person,
        "ORGANIZATION" => EntityType::Organization,
        "LOCATION" => EntityType::Location,
        "NATIONALITY" => EntityType::Nationality,
        "OTHER" => EntityType::Other,
        _ => return None,
    })
}

/// The segments that BILOU labels describe, and the names of their types.
fn segments<'a>(
    names: &'a Labels,
    labels: &'a [u8],
) -> impl Iterator<Item = (Range<usize>, &'a str)> + 'a {
    let mut start = 0;
    labels.iter().enumerate().filter_map(move |(position, &label)| {
        let (part, kind) = names.name(label.into()).split_once('-')?;
        match part {
            "B" => {
                start = position;
                None
            }
            "U" => Some((position..position + 1, kind)),
            "L" => Some((start..position + 1, kind)),
            _ => None,
        }
    })
}
