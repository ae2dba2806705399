//! Who said what.
//!
//! Quotation marks are paired ([`marks`]); two taggers mark sources, cues and contents ([`tagging`]);
//! a classifier tells which quotations are speech ([`speech`]); a ranker links contents to cues and
//! sources ([`linking`]), also those that the taggers passed over ([`candidates`]), whose ends are then
//! settled ([`edges`]). Quotes that go on over paragraphs are put together ([`continuation`]), speakers of
//! whom a neighbouring paragraph tells looked for there ([`neighbours`]), transcripts read turn by turn
//! ([`turns`]); and what belongs together becomes a quote ([`assembly`]).
//!
//! In the place of taggers and classifiers, which know English, other languages have word lists and
//! [`rules`]; those also tell where the reporter cuts in between two marks ([`interruptions`]).

mod assembly;
pub mod candidates;
pub mod choices;
mod context;
mod continuation;
mod conventions;
mod declined;
mod dialogue;
mod edges;
mod features;
mod glyphs;
mod interruptions;
mod lexicon;
pub mod linking;
mod marks;
mod neighbours;
mod revision;
mod rules;
mod spans;
mod speakers;
pub mod speech;
pub mod tagging;
mod turns;
mod vocabulary;
mod words;

use std::ops::Range;

use crate::analysis::{Entity, Quote};
use crate::analyzer::Page;
use crate::entities::names::Knowledge;
use crate::learn::{Model, ModelCard, ModelError, embedded, hash_text};
use assembly::{Parts, Verbatim};
use conventions::{Conventions, Glyph};
use lexicon::Lexicons;
use linking::Linker;
use marks::Quotation;
pub use revision::Draft;
pub use spans::{Part, Segment, label_of, labels, segments_of};
pub use speech::SpeechClassifier;
use tagging::Tagger;
use vocabulary::Language;
pub use words::{Word, Words};

/// The language that the models are trained for; others go by rule.
const TRAINED: &str = "en";

/// What pages are read with: conventions of quotation marks and word lists.
#[derive(Debug)]
pub struct Reader {
    conventions: Conventions,
    lexicons: Lexicons,
    knowledge: Knowledge,
}

/// A page as the models of this stage see it.
#[derive(Debug, Default)]
pub struct Reading {
    words: Words,
    quotations: Vec<Quotation>,
    marks: marks::Scratch,
}

impl Reader {
    /// Readies the word lists.
    ///
    /// # Errors
    /// When an embedded table is malformed.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Reader {
            conventions: Conventions::new(),
            lexicons: Lexicons::new(),
            knowledge: Knowledge::new()?,
        })
    }

    /// Reads a page. Calls `on_new` with each word that the reading has not met yet, by the number
    /// that it gets; numbers go up by one, and start again from a lower one when words were
    /// forgotten. Linear.
    pub fn read(
        &self,
        page: &Page<'_>,
        entities: &[Entity],
        reading: &mut Reading,
        on_new: impl FnMut(&Word),
    ) {
        let Reading { words, quotations, marks } = reading;
        quotations.clear();
        let convention = self.conventions.of(page.language);
        let lexicon = self.lexicons.of(page.language);
        let cutting = (page.language != TRAINED).then_some(lexicon);
        marks::pair_marks(page.text, page.blocks, convention, cutting, marks, quotations);
        let knowledge = (page.language == TRAINED).then_some(&self.knowledge);
        let language = Language { number: hash_text(page.language), lexicon, knowledge };
        words.read(page, entities, quotations, language, on_new);
    }
}

impl Reading {
    /// The words.
    pub const fn words(&self) -> &Words {
        &self.words
    }

    /// The quotations that may be speech, given what the taggers say of each token.
    pub fn quotation_rows(&self, page: &Page<'_>, tags: &[Draft]) -> Vec<QuotationRow> {
        let row = |(quotation, tokens): (&Quotation, Range<usize>)| QuotationRow {
            features: speech::row(&self.words, tags, quotation, tokens.clone()),
            tokens,
            is_double: !quotation.opener.is_single() && quotation.opener != Glyph::Doubled,
        };
        quoting(self, page).map(row).collect()
    }

    /// The outermost quotations with the range of their tokens, marks included.
    fn outer_quotations<'a>(
        &'a self,
        page: &'a Page<'_>,
    ) -> impl Iterator<Item = (&'a Quotation, Range<usize>)> {
        self.quotations.iter().filter(|quotation| quotation.depth == 0).map(|quotation| {
            let outer = quotation.outer;
            let start = page.tokens.partition_point(|token| token.span.end <= outer.start);
            let end = page.tokens.partition_point(|token| token.span.start < outer.end);
            (quotation, start..end)
        })
    }
}

/// A quotation for the classifier that tells speech.
#[derive(Debug)]
pub struct QuotationRow {
    /// Its tokens, marks included.
    pub tokens: Range<usize>,
    /// Whether its marks are double ones.
    pub is_double: bool,
    /// Its features.
    pub features: Vec<u32>,
}

/// Working memory of the stage.
#[derive(Debug, Default)]
pub struct Scratch {
    reading: Reading,
    tagging: tagging::Scratch,
    tags: Vec<Draft>,
    segments: Vec<Segment>,
    verbatim: Vec<Verbatim>,
}

/// The models of the stage.
#[derive(Debug)]
pub struct Models {
    /// See [`tagging::DRAFT`].
    pub draft: Model,
    /// See [`tagging::REVISION`].
    pub revision: Model,
    /// See [`speech::SPEECH`].
    pub speech: Model,
    /// See [`linking::LINKS`].
    pub links: Model,
}

impl Models {
    /// The embedded models.
    ///
    /// # Errors
    /// When one does not fit this build.
    pub fn embedded() -> Result<Self, ModelError> {
        let load = |id, bytes| Model::load(id, bytes);
        Ok(Models {
            draft: load(tagging::DRAFT, embedded!("../../models/quotes-draft-en.bin"))?,
            revision: load(tagging::REVISION, embedded!("../../models/quotes-revision-en.bin"))?,
            speech: load(speech::SPEECH, embedded!("../../models/quotes-speech-en.bin"))?,
            links: load(linking::LINKS, embedded!("../../models/quotes-links-en.bin"))?,
        })
    }
}

/// Quotations less likely to be speech than this are left out. Chosen on articles of the training data
/// held out, for as many right ones among those found as found among the right ones.
const LEAST_SPEECH: f32 = 0.6;

/// Finds quotes and gives them to their speakers.
#[derive(Debug)]
pub struct Attributor {
    reader: Reader,
    tagger: Tagger,
    speech: SpeechClassifier,
    linker: Linker,
}

impl Attributor {
    /// Readies the attributor with the embedded models.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        Attributor::with(Models::embedded()?)
    }

    /// The attributor with other models.
    ///
    /// # Errors
    /// When an embedded table is malformed.
    pub fn with(models: Models) -> Result<Self, ModelError> {
        let Models { draft, revision, speech, links } = models;
        Ok(Attributor {
            reader: Reader::new()?,
            tagger: Tagger::with(draft, revision),
            speech: SpeechClassifier::with(speech),
            linker: Linker::with(links),
        })
    }

    /// The embedded models, in the order in which they are used.
    pub fn models(&self) -> impl Iterator<Item = &ModelCard> {
        let [draft, revision] = self.tagger.cards();
        [draft, revision, self.speech.card(), self.linker.card()].into_iter()
    }

    /// Whether a language, given by its primary subtag, is known.
    pub fn knows(language: &str) -> bool {
        Lexicons::knows(language)
    }

    /// The quotes of a page, by the start of their content. Linear.
    pub fn attribute(
        &self,
        page: &Page<'_>,
        entities: &[Entity],
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        let Scratch { reading, tagging, tags, segments, verbatim } = scratch;
        self.reader.read(page, entities, reading, |word| self.tagger.remember(word, tagging));
        tags.clear();
        segments.clear();
        verbatim.clear();
        let lexicon = self.reader.lexicons.of(page.language);
        let mut attributions = if page.language == TRAINED {
            self.tagger.tag(&reading.words, tagging, tags, segments);
            edges::settle(&reading.words, segments);
            find_speech(page, reading, tags, &self.speech, verbatim);
            add_missing_contents(page, verbatim, segments);
            let mut attributions = self.linker.link(&reading.words, tags, segments);
            edges::settle_linked(&reading.words, lexicon, &mut attributions, segments);
            attributions
        } else {
            let found: Vec<_> = quoting(reading, page).map(|(q, tokens)| (*q, tokens)).collect();
            rules::attribute(&mut reading.words, lexicon, found, segments, verbatim)
        };
        continuation::carry_on(page, &reading.words, verbatim, segments, &mut attributions);
        neighbours::ask_neighbours(&reading.words, segments, &mut attributions);
        turns::give_turns(page, verbatim, segments, &mut attributions);
        let parts = Parts { page, words: &reading.words, lexicon, segments, verbatim, entities };
        parts.assemble(&attributions)
    }
}

/// The quotations of a page that are speech, given what the taggers say of each token.
fn find_speech(
    page: &Page<'_>,
    reading: &Reading,
    tags: &[Draft],
    speech: &SpeechClassifier,
    verbatim: &mut Vec<Verbatim>,
) {
    verbatim.extend(quoting(reading, page).map(|(quotation, tokens)| Verbatim {
        quotation: *quotation,
        probability: speech.probability(&reading.words, tags, quotation, tokens),
        is_clause: None,
    }));
    // What is carried on over paragraphs is one quotation: speech when any part of it is.
    for parts in verbatim.chunk_by_mut(|_, next| next.quotation.continues) {
        let likeliest = parts.iter().map(|part| part.probability).fold(0.0, f32::max);
        parts.iter_mut().for_each(|part| part.probability = likeliest);
    }
    verbatim.retain(|verbatim| verbatim.probability >= LEAST_SPEECH);
}

/// The segments of a page that are linked, given what the taggers say of each token.
pub fn segments_to_link(
    page: &Page<'_>,
    reading: &Reading,
    tags: &[Draft],
    speech: &SpeechClassifier,
) -> Vec<Segment> {
    let mut segments = segments_of(tags);
    let mut verbatim = Vec::new();
    edges::settle(&reading.words, &mut segments);
    find_speech(page, reading, tags, speech, &mut verbatim);
    add_missing_contents(page, &verbatim, &mut segments);
    segments
}

/// The outer quotations that may be speech.
fn quoting<'a>(
    reading: &'a Reading,
    page: &'a Page<'_>,
) -> impl Iterator<Item = (&'a Quotation, Range<usize>)> {
    reading.outer_quotations(page).filter(|(quotation, _)| quotation.may_be_speech)
}

/// Makes contents of speech that the taggers passed over.
fn add_missing_contents(page: &Page<'_>, verbatim: &[Verbatim], segments: &mut Vec<Segment>) {
    let known = segments.len();
    let mut next = 0;
    for Verbatim { quotation, probability, .. } in verbatim {
        if quotation.opener == Glyph::Doubled {
            continue;
        }
        let start = page.tokens.partition_point(|token| token.span.end <= quotation.outer.start);
        let end = page.tokens.partition_point(|token| token.span.start < quotation.outer.end);
        while segments.get(next).is_some_and(|segment| next < known && segment.tokens.end <= start)
        {
            next += 1;
        }
        let mut covered = 0;
        for segment in segments.get(next..known).unwrap_or_default() {
            if segment.tokens.start >= end {
                break;
            }
            if segment.part == Part::Content {
                let shared =
                    segment.tokens.end.min(end).saturating_sub(segment.tokens.start.max(start));
                covered = covered.max(shared);
            }
        }
        if 2 * covered < end - start {
            let confidence = *probability;
            segments.push(Segment { part: Part::Content, tokens: start..end, confidence });
        }
    }
    if segments.len() > known {
        let added = segments.split_off(known);
        let mut next = 0;
        segments.retain(|segment| {
            while added.get(next).is_some_and(|other| other.tokens.end <= segment.tokens.start) {
                next += 1;
            }
            added.get(next).is_none_or(|other| other.tokens.start >= segment.tokens.end)
        });
        segments.extend(added);
        segments.sort_by_key(|segment| segment.tokens.start);
    }
}
