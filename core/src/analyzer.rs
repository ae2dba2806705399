//! The pipeline: which stages run, in which order, on whose memory.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use crate::analysis::{Analysis, Block, Sentence, Warning};
use crate::document::{AnalysisSet, AnalysisType, Document, Options};
use crate::learn::{ModelCard, ModelError};
use crate::text::{self, Token};
use crate::{entities, language, quotes, sentences};

/// Why a document could not be analysed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisError {
    /// Spans are 32 bit.
    #[error("text of {bytes} bytes is over the limit of {} bytes", Analyzer::MAX_TEXT_BYTES)]
    TextTooLong {
        /// The length of the text.
        bytes: usize,
    },
    /// The caller asked to stop.
    #[error("analysis was cancelled")]
    Cancelled,
}

/// A stage of the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Text into blocks and blocks into tokens.
    Text,
    /// Language detection.
    Language,
    /// Sentence boundaries.
    Sentences,
    /// Entities and their mentions.
    Entities,
    /// Quotes and their speakers.
    Quotes,
}

impl Stage {
    /// Every stage, in the order in which they run.
    pub const ALL: [Stage; 5] =
        [Stage::Text, Stage::Language, Stage::Sentences, Stage::Entities, Stage::Quotes];

    /// Its name in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Text => "text",
            Stage::Language => "language",
            Stage::Sentences => "sentences",
            Stage::Entities => "entities",
            Stage::Quotes => "quotes",
        }
    }
}

/// How long each stage of the last document took.
#[derive(Debug, Clone, Copy, Default)]
pub struct StageTimes([Duration; Stage::ALL.len()]);

impl StageTimes {
    /// The time that `stage` took; zero when it did not run.
    pub const fn get(&self, stage: Stage) -> Duration {
        self.0[stage as usize]
    }
}

/// Working memory, kept from one document to the next so that the steady state allocates little.
/// One for each thread.
#[derive(Debug, Default)]
pub struct Scratch {
    tokens: Vec<Token>,
    entities: entities::Scratch,
    quotes: quotes::Scratch,
    times: StageTimes,
}

impl Scratch {
    /// How long each stage of the last document took.
    pub const fn stage_times(&self) -> &StageTimes {
        &self.times
    }
}

/// What the stages after the text stage read: the text and all that is known of it so far.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The text.
    pub text: &'a str,
    /// The headline, when it is held apart.
    pub title: Option<&'a str>,
    /// Primary subtag of its language, or `und`.
    pub language: &'a str,
    /// Its blocks.
    pub blocks: &'a [Block],
    /// Its tokens; each knows its block.
    pub tokens: &'a [Token],
    /// Its sentences.
    pub sentences: &'a [Sentence],
}

/// An English text with all that a [`Page`] of it borrows: what tests, benchmarks and trainers give to
/// one stage alone.
#[derive(Debug, Clone)]
pub struct Prepared {
    text: String,
    blocks: Vec<Block>,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
}

impl Prepared {
    /// Reads a text, with its sentences.
    pub fn new(text: &str, segmenter: &sentences::Segmenter) -> Self {
        let mut prepared = Prepared::without_sentences(text);
        prepared.sentences = segmenter.segment(text, &prepared.blocks, "en");
        prepared
    }

    /// Reads a text for stages that do not ask for its sentences.
    pub fn without_sentences(text: &str) -> Self {
        let blocks = text::split_blocks(text);
        let mut tokens = Vec::new();
        text::tokenize(text, &blocks, &mut tokens);
        Prepared { text: text.to_owned(), blocks, tokens, sentences: Vec::new() }
    }

    /// The page of the text.
    pub fn page(&self) -> Page<'_> {
        let Prepared { text, blocks, tokens, sentences } = self;
        Page { text, title: None, language: "en", blocks, tokens, sentences }
    }
}

/// The analyses with their models: made once, shared by all threads.
#[derive(Debug)]
pub struct Analyzer {
    language: language::Detector,
    sentences: sentences::Segmenter,
    entities: entities::Recognizer,
    quotes: quotes::Attributor,
}

impl Analyzer {
    /// The longest text that can be analysed, so that every offset fits 32 bits.
    pub const MAX_TEXT_BYTES: usize = u32::MAX as usize;

    /// Changes whenever the same document might be answered differently: the version of the crate
    /// and a fingerprint of its code, word lists and models.
    pub const VERSION: &str =
        concat!(env!("CARGO_PKG_VERSION"), "-", env!("PULLQUOTE_FINGERPRINT"));

    /// Readies the embedded models, which takes a few milliseconds.
    ///
    /// # Errors
    /// When an embedded model does not fit this build, which its tests rule out.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Analyzer {
            language: language::Detector::new()?,
            sentences: sentences::Segmenter::new()?,
            entities: entities::Recognizer::new()?,
            quotes: quotes::Attributor::new()?,
        })
    }

    /// Analyses a document. Linear in its length.
    ///
    /// # Errors
    /// [`AnalysisError::TextTooLong`] for a text over [`Analyzer::MAX_TEXT_BYTES`].
    pub fn analyze(
        &self,
        document: &Document<'_>,
        options: &Options,
        scratch: &mut Scratch,
    ) -> Result<Analysis, AnalysisError> {
        self.analyze_unless(document, options, scratch, &mut || false)
    }

    /// Like [`Analyzer::analyze`], but asks `cancelled` before each stage and gives up when it says
    /// yes.
    ///
    /// # Errors
    /// As [`Analyzer::analyze`], and [`AnalysisError::Cancelled`].
    pub fn analyze_unless(
        &self,
        document: &Document<'_>,
        options: &Options,
        scratch: &mut Scratch,
        cancelled: &mut dyn FnMut() -> bool,
    ) -> Result<Analysis, AnalysisError> {
        let text = document.text;
        if text.len() > Self::MAX_TEXT_BYTES {
            return Err(AnalysisError::TextTooLong { bytes: text.len() });
        }
        let wants = |analysis| options.analyses.contains(analysis);
        let wants_quotes = wants(AnalysisType::Quotes);
        let wants_entities = wants(AnalysisType::Entities);
        let needs_tokens = wants_entities || wants_quotes;
        let mut times = StageTimes::default();
        let mut clock = Instant::now();
        let mut done = |stage: Stage, cancelled: &mut dyn FnMut() -> bool| {
            let now = Instant::now();
            times.0[stage as usize] = now - clock;
            clock = now;
            if cancelled() { Err(AnalysisError::Cancelled) } else { Ok(()) }
        };
        let mut analysis = Analysis::default();

        let blocks = text::split_blocks(text);
        scratch.tokens.clear();
        if needs_tokens {
            text::tokenize(text, &blocks, &mut scratch.tokens);
        }
        done(Stage::Text, cancelled)?;

        let language = self.language.detect(document, &blocks, &mut analysis.warnings);
        let primary = language.code.split('-').next().unwrap_or("und").to_owned();
        done(Stage::Language, cancelled)?;

        let sentences = if needs_tokens || wants(AnalysisType::Sentences) {
            self.sentences.segment(text, &blocks, &primary)
        } else {
            Vec::new()
        };
        done(Stage::Sentences, cancelled)?;

        let page = Page {
            text,
            title: document.title,
            language: &primary,
            blocks: &blocks,
            tokens: &scratch.tokens,
            sentences: &sentences,
        };
        let entities = if needs_tokens {
            self.entities.recognize(&page, &mut scratch.entities)
        } else {
            Vec::new()
        };
        done(Stage::Entities, cancelled)?;

        if wants_quotes {
            analysis.quotes = self.quotes.attribute(&page, &entities, &mut scratch.quotes);
            analysis.quotes.retain(|quote| quote.confidence >= options.min_confidence);
        }
        done(Stage::Quotes, cancelled)?;

        scratch.times = times;
        self.warn_of_language(&primary, options.analyses, &mut analysis.warnings);
        if wants(AnalysisType::Language) {
            analysis.language = Some(language);
        }
        if wants(AnalysisType::Sentences) {
            analysis.blocks = blocks;
            analysis.sentences = sentences;
        }
        if wants_entities {
            analysis.entities = entities;
            entities::leave_out_unsure(&mut analysis.entities, options.min_confidence);
        }
        analysis.forget_missing_entities();
        Ok(analysis)
    }

    /// The embedded models, in the order in which they are used.
    pub fn models(&self) -> impl Iterator<Item = &ModelCard> {
        let first = self.language.models().chain(self.sentences.models());
        first.chain(self.entities.models()).chain(self.quotes.models())
    }

    /// The primary subtag of every language that can be told, in no order.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        language::Detector::languages()
    }

    /// The analyses that know a language, given by its primary subtag. What is language-neutral
    /// runs whatever the language.
    pub fn supported_analyses(&self, language: &str) -> AnalysisSet {
        let mut set = AnalysisSet::NONE;
        if language::Detector::knows(language) {
            set = set.with(AnalysisType::Language);
        }
        if sentences::Segmenter::knows(language) {
            set = set.with(AnalysisType::Sentences);
        }
        if entities::Recognizer::knows(language) {
            set = set.with(AnalysisType::Entities);
        }
        if quotes::Attributor::knows(language) {
            set = set.with(AnalysisType::Quotes);
        }
        set
    }

    /// Warns when an analysis that was asked for does not know the language of the text.
    fn warn_of_language(&self, language: &str, asked: AnalysisSet, warnings: &mut Vec<Warning>) {
        if language == "und" {
            return;
        }
        let known = self.supported_analyses(language);
        let missing: AnalysisSet = AnalysisType::ALL
            .into_iter()
            .filter(|&analysis| analysis != AnalysisType::Language)
            .filter(|&analysis| asked.contains(analysis) && !known.contains(analysis))
            .collect();
        if missing != AnalysisSet::NONE {
            warnings.push(Warning::UnsupportedLanguage {
                code: language.to_owned(),
                analyses: missing,
            });
        }
    }
}

impl Analysis {
    /// Takes back the ids of speakers whose entity is not in the answer, because entities were not
    /// asked for or were too unsure. The name stays: it is what the text says.
    fn forget_missing_entities(&mut self) {
        let ids: HashSet<u32> = self.entities.iter().map(|entity| entity.id).collect();
        for speaker in self.quotes.iter_mut().filter_map(|quote| quote.speaker.as_mut()) {
            speaker.entity_id = speaker.entity_id.filter(|id| ids.contains(id));
        }
    }
}
