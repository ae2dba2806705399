//! Names, dates, amounts and addresses, and which of them are one thing.

mod atoms;
mod clusters;
mod gatherer;
mod name_kinds;
pub mod names;
pub mod patterns;
mod persons;
mod vocabulary;

use std::ops::Range;
use std::sync::OnceLock;

use crate::analysis::{Entity, EntityType, MentionKind, Span};
use crate::analyzer::Page;
use crate::learn::{ModelCard, ModelError};

pub use gatherer::{Gatherer, GathererScratch};

/// A name in the text, before it is known which thing it names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NameMention {
    /// Where it is: the name alone, without title, possessive or article.
    pub span: Span,
    /// Index of its first token.
    pub first_token: u32,
    /// Index of its last token. Either token may reach beyond the name ("Iran's").
    pub last_token: u32,
    /// What it names; one of the named types.
    pub kind: EntityType,
    /// Probability that span and type are right.
    pub confidence: f32,
}

impl NameMention {
    /// The mention that tokens of a page make up; none when the page has none of these.
    fn of_tokens(
        page: &Page<'_>,
        tokens: Range<usize>,
        kind: EntityType,
        confidence: f32,
    ) -> Option<Self> {
        let name = page.tokens.get(tokens.clone())?;
        let (first, last) = name.first().zip(name.last())?;
        Some(NameMention {
            span: Span::new(first.span.start, last.span.end),
            first_token: tokens.start as u32,
            last_token: tokens.end as u32 - 1,
            kind,
            confidence,
        })
    }
}

/// Working memory of the stage.
#[derive(Debug, Default)]
pub struct Scratch {
    tagging: names::Scratch,
    names: Vec<NameMention>,
    gathering: GathererScratch,
}

/// Finds entities.
#[derive(Debug)]
pub struct Recognizer {
    tagger: names::NameTagger,
    gatherer: Gatherer,
    /// What people should know of the tables, once somebody asks.
    tables: OnceLock<[ModelCard; 2]>,
}

impl Recognizer {
    /// Readies the recognizer.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Recognizer {
            tagger: names::NameTagger::new()?,
            gatherer: Gatherer::default(),
            tables: OnceLock::new(),
        })
    }

    /// What people should know of the models and of the tables that they look words up in.
    pub fn models(&self) -> impl Iterator<Item = &ModelCard> {
        let tables = self.tables.get_or_init(names::Knowledge::cards);
        std::iter::once(self.tagger.card()).chain(tables)
    }

    /// Whether a language, given by its primary subtag, is known.
    pub fn knows(language: &str) -> bool {
        language == "en"
    }

    /// The entities of a page, most salient first. Linear.
    pub fn recognize(&self, page: &Page<'_>, scratch: &mut Scratch) -> Vec<Entity> {
        let Scratch { tagging, names, gathering } = scratch;
        names.clear();
        if Recognizer::knows(page.language) {
            self.tagger.find(page, tagging, names);
        } else {
            self.gatherer.find_persons(page, names);
        }
        self.gatherer.gather(page, names, gathering)
    }
}

/// Leaves out name mentions whose confidence is below `least`, and entities that have no mention
/// by name left.
pub fn leave_out_unsure(entities: &mut Vec<Entity>, least: f32) {
    if least <= 0.0 {
        return;
    }
    entities.retain_mut(|entity| {
        entity
            .mentions
            .retain(|mention| mention.kind != MentionKind::Name || mention.confidence >= least);
        entity.mentions.iter().any(|mention| mention.kind == MentionKind::Name)
    });
}
