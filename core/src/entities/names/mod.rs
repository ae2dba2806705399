//! The tagger of names: which tokens make up the name of a person, an organization, a place …

mod datelines;
mod evidence;
mod features;
mod gazetteer;
mod knowledge;
mod sequences;
mod table;
mod words;

use std::ops::Range;

pub use features::FEATURE_SET;
pub use knowledge::{GAZETTEERS, GazetteerEntry, Knowledge, WordClasses};
pub use table::FingerprintTable;

use super::NameMention;
use crate::analysis::EntityType;
use crate::analyzer::Page;
use crate::learn::{
    AHEAD, Decoder, FeatureRows, Gathered, Labels, Model, ModelCard, ModelError, ModelId, Scores,
    WordScores, embedded, stretches, vectorized,
};
use crate::text::{self, TokenKind};
use evidence::Evidence;
use gazetteer::Matches;
use sequences::Sequence;
use words::{Word, Words};

/// The model that the tagger needs.
pub const MODEL: ModelId<'static> = ModelId { name: "entities-en", feature_set: FEATURE_SET };

/// The types that the tagger tells, as its labels name them.
pub const TYPES: [&str; 5] = ["PERSON", "ORGANIZATION", "LOCATION", "NATIONALITY", "OTHER"];

/// The labels of the model: segments of [`TYPES`].
pub fn labels() -> Labels {
    Labels::bilou(&TYPES)
}

/// Added to the scores of starting a name of some types, in logits: what does best on the development sets.
/// Two of the training sets do not say which words are nationalities, so the model finds too few.
const START_BONUS: [(&str, f32); 2] = [("LOCATION", 0.3), ("NATIONALITY", 0.5)];

/// Finds names in English text.
#[derive(Debug)]
pub struct NameTagger {
    model: Model,
    knowledge: Knowledge,
    /// What each place is given whatever is there, see [`START_BONUS`].
    bonus: [i16; WIDTH],
}

/// Working memory of tagging. It remembers what the features of each word add up to, so use it with
/// one tagger alone.
#[derive(Debug, Default)]
pub struct Scratch {
    reading: Reading,
    word_scores: WordScores<WIDTH, PLACES>,
    page_scores: Scores,
    scores: Scores,
    decoder: Decoder,
    evidence: Evidence,
    working: Working,
}

impl NameTagger {
    /// The tagger with the embedded model.
    ///
    /// # Errors
    /// When the model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        let model = Model::load(MODEL, embedded!("../../../models/entities-en.bin"))?;
        Ok(NameTagger::with(model, Knowledge::new()?))
    }

    /// The tagger with another model.
    pub fn with(model: Model, knowledge: Knowledge) -> Self {
        let mut bonus = [0; WIDTH];
        for (bonus, label) in bonus.iter_mut().zip(model.labels().iter()) {
            let kind = label.strip_prefix("B-").or_else(|| label.strip_prefix("U-"));
            let of_kind = START_BONUS.iter().find(|(of, _)| kind == Some(of));
            *bonus = of_kind.map_or(0, |(_, logits)| (logits / model.unit()) as i16);
        }
        NameTagger { model, knowledge, bonus }
    }

    /// What people should know of the model.
    pub const fn card(&self) -> &ModelCard {
        self.model.card()
    }

    /// Finds the names of a page and appends them to `names`, in order. Linear.
    pub fn find(&self, page: &Page<'_>, scratch: &mut Scratch, names: &mut Vec<NameMention>) {
        let Scratch { reading, word_scores, page_scores, scores, decoder, evidence, working } =
            scratch;
        reading.read(page, &self.knowledge, |number, word, text| {
            vectorized(
                #[inline(always)]
                || add_word(word_scores, &self.model, number, word, text),
            );
        });
        page_scores.reset(page.tokens.len(), self.model.width());
        for sequence in &reading.sequences {
            vectorized(
                #[inline(always)]
                || self.score(reading, sequence, word_scores, working, page_scores),
            );
        }
        evidence.share(&reading.words, &reading.sequences, page_scores);
        for sequence in &reading.sequences {
            scores.copy_from(page_scores, sequence.tokens.clone());
            let labels = self.model.decode(scores, decoder);
            for (segment, kind) in segments(self.model.labels(), labels) {
                let is_symbol = |token: usize| {
                    page.tokens.get(token).is_some_and(|token| {
                        token.kind == TokenKind::Symbol
                            || text::is_share_symbol(token.span.slice(page.text))
                    })
                };
                // The model knows no emoji and no symbols of shares, and takes one beside a name for a
                // part of it.
                let mut first = sequence.tokens.start + segment.start;
                let mut last = sequence.tokens.start + segment.end - 1;
                while first < last && is_symbol(first) {
                    first += 1;
                }
                while last > first && is_symbol(last) {
                    last -= 1;
                }
                if is_symbol(first) {
                    continue;
                }
                let Some(kind) = entity_type(kind) else { continue };
                let confidence = self.model.confidence(scores, labels, segment);
                names.extend(NameMention::of_tokens(page, first..last + 1, kind, confidence));
            }
        }
        datelines::settle(page, names);
    }

    /// Scores the labels of the tokens of a sequence. The rows lie all over a few megabytes, so they
    /// are asked for some time before they are added.
    #[inline(always)]
    fn score(
        &self,
        reading: &Reading,
        sequence: &Sequence,
        known: &WordScores<WIDTH, PLACES>,
        working: &mut Working,
        scores: &mut Scores,
    ) {
        let Reading { words, matches, .. } = reading;
        let Working { sums, gathered } = working;
        let table = self.model.table::<WIDTH>();
        self.sum_words(words, &sequence.tokens, known, sums);
        for places in stretches(&sequence.tokens) {
            gathered.clear();
            for token in places.clone() {
                let row = gathered.start_row();
                features::of_place(
                    words,
                    matches,
                    sequence,
                    token,
                    #[inline(always)]
                    |feature| {
                        table.call(feature);
                        row.push(feature);
                    },
                );
            }
            for (token, row) in places.zip(gathered.rows()) {
                let position = token - sequence.tokens.start;
                let mut sums = sums.get(PADDING + position).copied().unwrap_or([0; WIDTH]);
                row.iter().for_each(|&feature| table.add(feature, &mut sums));
                scores.row_mut(token).copy_from_slice(&sums);
            }
        }
    }

    /// Sums up what the words of a sequence add to the scores of the places around them, with
    /// [`PADDING`] rows before those of the sequence and after them.
    #[inline(always)]
    fn sum_words(
        &self,
        words: &Words,
        tokens: &Range<usize>,
        known: &WordScores<WIDTH, PLACES>,
        sums: &mut Vec<[i16; WIDTH]>,
    ) {
        sums.clear();
        sums.resize(tokens.len() + 2 * PADDING, self.bonus);
        let number = |token: usize| words.number_of(token).unwrap_or(0);
        tokens.clone().take(AHEAD).for_each(|token| known.call_all(number(token)));
        for (position, token) in tokens.clone().enumerate() {
            if token + AHEAD < tokens.end {
                known.call_all(number(token + AHEAD));
            }
            known.add_all(number(token), sums.get_mut(position..).unwrap_or_default());
        }
        let table = self.model.table::<WIDTH>();
        for offset in (-features::REACH..=features::REACH).filter(|&offset| offset != 0) {
            let feature = features::edge(offset);
            let reach = offset.unsigned_abs().min(tokens.len());
            let start = if offset < 0 { 0 } else { tokens.len() - reach };
            for sums in sums.iter_mut().skip(PADDING + start).take(reach) {
                table.add(feature, sums);
            }
        }
    }
}

/// Scores of a place: the labels, padded.
const WIDTH: usize = 24;

/// Rows around those of a sequence, so that words near its ends need not be told from others.
const PADDING: usize = features::REACH as usize;

/// Working memory of scoring.
#[derive(Debug, Default)]
struct Working {
    sums: Vec<[i16; WIDTH]>,
    gathered: Gathered,
}

/// A page's sequences and words.
#[derive(Debug, Default)]
struct Reading {
    words: Words,
    matches: Matches,
    sequences: Vec<Sequence>,
    asks_for_capital: Vec<bool>,
}

impl Reading {
    /// Reads a page; see [`Words::read`] for `on_new`.
    fn read(
        &mut self,
        page: &Page<'_>,
        knowledge: &Knowledge,
        on_new: impl FnMut(usize, &Word, &str),
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
        self.words.read(page, &self.asks_for_capital, knowledge, on_new);
        self.matches.find(&self.words, &self.sequences, knowledge);
    }
}

/// Places around a word that its features reach.
const PLACES: usize = 2 * features::REACH as usize + 1;

/// Computes what the features of a new word add to the scores of the places around it.
#[inline(always)]
fn add_word(
    scores: &mut WordScores<WIDTH, PLACES>,
    model: &Model,
    number: usize,
    word: &Word,
    text: &str,
) {
    let table = model.table::<WIDTH>();
    let rows = scores.start(number);
    features::of_word(
        word,
        text,
        #[inline(always)]
        |reach, number| {
            // The first row is for the place that the word is furthest after.
            for (row, offset) in rows.iter_mut().zip((-features::REACH..=features::REACH).rev()) {
                if offset.abs() <= reach {
                    table.add(features::at(offset, number), row);
                }
            }
        },
    );
}

/// Computes the features of pages for the trainer.
#[derive(Debug, Default)]
pub struct FeatureExtractor {
    reading: Reading,
    /// The features of each known word and how far they reach.
    of_words: Vec<Vec<(isize, u32)>>,
    rows: FeatureRows,
}

impl FeatureExtractor {
    /// Calls `each` with every stretch of tokens that is tagged as one and the features of its
    /// tokens, which are those that the tagger uses. Linear.
    pub fn extract(
        &mut self,
        page: &Page<'_>,
        knowledge: &Knowledge,
        mut each: impl FnMut(Range<usize>, &FeatureRows),
    ) {
        let FeatureExtractor { reading, of_words, rows } = self;
        reading.read(page, knowledge, |number, word, text| {
            let mut features = Vec::new();
            features::of_word(word, text, |reach, number| features.push((reach, number)));
            of_words.truncate(number);
            of_words.push(features);
        });
        for sequence in &reading.sequences {
            rows.clear();
            for token in sequence.tokens.clone() {
                for offset in -features::REACH..=features::REACH {
                    let place = token.checked_add_signed(offset);
                    let word = place.filter(|place| sequence.tokens.contains(place));
                    match word.and_then(|place| of_words.get(reading.words.number_of(place)?)) {
                        Some(features) => features
                            .iter()
                            .filter(|(reach, _)| offset.abs() <= *reach)
                            .for_each(|(_, number)| rows.push(features::at(offset, *number))),
                        None => rows.push(features::edge(offset)),
                    }
                }
                let Reading { words, matches, .. } = &*reading;
                features::of_place(words, matches, sequence, token, |feature| rows.push(feature));
                rows.end_row();
            }
            each(sequence.tokens.clone(), rows);
        }
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
