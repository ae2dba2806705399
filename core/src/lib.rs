//! Text analysis for news: the language of an article, its blocks and sentences, its quotes with
//! their speakers, and its entities.
//!
//! This crate is plain functions over text: no async, no network, no files. Models and word lists
//! are embedded, so [`Analyzer::new`] is all the set-up there is.
//!
//! ```
//! use pullquote_core::{Analyzer, Document, Options, Scratch};
//!
//! let analyzer = Analyzer::new()?;
//! let mut scratch = Scratch::default();
//! let text = "It rained all night. It stopped at dawn.";
//! let analysis = analyzer.analyze(&Document::new(text), &Options::default(), &mut scratch)?;
//! assert_eq!(analysis.sentences[0].span.slice(text), "It rained all night.");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Data flows one way: text → blocks → tokens → language → sentences → entities → quotes. Each
//! stage reads what came before, is deterministic, and takes time linear in the text.

#![warn(clippy::unwrap_used, clippy::expect_used)]

mod analysis;
mod analyzer;
mod document;
pub mod entities;
pub mod language;
pub mod learn;
pub mod lexicon;
pub mod quotes;
pub mod sentences;
pub mod text;

pub use analysis::{
    Analysis, Block, BlockKind, Entity, EntityType, Language, LanguageAlternative, LanguagePart,
    Mention, MentionKind, Quote, QuoteKind, Sentence, Span, Speaker, SpeakerResolution, Warning,
};
pub use analyzer::{AnalysisError, Analyzer, Page, Prepared, Scratch, Stage, StageTimes};
pub use document::{AnalysisSet, AnalysisType, Document, Options};
