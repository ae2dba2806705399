//! Model files: what is in them, and reading them where they lie.
//!
//! All numbers are little endian. A file is
//!
//! | bytes | what |
//! |---|---|
//! | 4 | `PQLM` |
//! | 2 | version of the format |
//! | 1 | bits of a row's number: there are 2 to this power rows |
//! | 1 | number of labels |
//! | 8 | hash of the feature set |
//! | 8 | hash of all that comes after the padded header |
//! | 4 | value of one unit of weight (`f32`) |
//! | 4 | length of the description |
//! | … | description: name, labels and training data, a line each, separated by tabs; then zeros up to a multiple of 64 |
//! | … | transitions (`i16`): a row for each label that comes before and one for the start, then one with the scores of ending; then zeros up to a multiple of 64 |
//! | … | weights (`i8`): the rows, each as wide as [`Model::width`] |

use super::labels::Labels;
use super::lanes::LANES;
use super::scores::{Scores, add_scores, add_weights};
use super::{Decoder, FeatureRows, ModelError, Table, vectorized};

pub(super) const MAGIC: &[u8; 4] = b"PQLM";
pub(super) const FORMAT: u16 = 1;
pub(super) const ALIGNMENT: usize = 64;
pub(super) const MAX_ROW_BITS: u8 = 28;
pub(super) const MAX_LABELS: usize = 128;

/// Which model a program needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelId<'a> {
    /// Its name, such as `entities-en`.
    pub name: &'a str,
    /// Number that stands for the features that the program computes. It must change whenever they
    /// do; a model trained with others is then refused.
    pub feature_set: u64,
}

/// What a model is made of, for people to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCard {
    /// Its name, such as `entities-en`.
    pub name: String,
    /// Hash of its content, in hexadecimal digits.
    pub version: String,
    /// Names of the data that it was trained on.
    pub training_data: Vec<String>,
    /// Its size.
    pub bytes: u64,
}

/// A linear model over hashed features. Its weights stay where the file lies in memory, so loading
/// takes microseconds whatever the size.
#[derive(Clone)]
pub struct Model {
    card: ModelCard,
    content_hash: u64,
    labels: Labels,
    unit: f32,
    row_shift: u32,
    width: usize,
    transitions: Transitions,
    weights: &'static [u8],
    body: &'static [u8],
}

/// Scores of neighbouring labels. What is not legal has [`Transitions::NEVER`].
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Transitions {
    /// `between[from * labels + to]`.
    pub(super) between: Vec<i16>,
    pub(super) start: Vec<i16>,
    pub(super) end: Vec<i16>,
    /// `between` less its highest score, in blocks: a row for each label that comes before.
    pub(super) ways: Vec<[i16; LANES]>,
    /// The same with a row for each label that comes after.
    pub(super) ways_back: Vec<[i16; LANES]>,
    /// `end` less its highest score.
    pub(super) leaving: Vec<i16>,
    /// Nothing for each label and [`Transitions::NEVER`] for the rest of a row.
    pub(super) padding: Vec<i16>,
    /// What paths are multiplied by when they are weighed, in rows like those of `ways`.
    pub(super) weights: Vec<[f32; LANES]>,
    /// The same with a row for each label that comes after.
    pub(super) weights_back: Vec<[f32; LANES]>,
    /// The same for the ways from the start and to the end.
    pub(super) start_weights: Vec<f32>,
    pub(super) end_weights: Vec<f32>,
}

/// The blocks of rows that are too wide for code of their own: as many as labels ever need.
pub(super) struct Wide;

impl Wide {
    pub(super) const BLOCKS: usize = MAX_LABELS / LANES;
}

impl Transitions {
    /// The score of what is not legal.
    pub(super) const NEVER: i16 = i16::MIN;

    /// The blocks of a row, those of few labels and then [`Wide`].
    pub(super) const fn blocks(&self) -> usize {
        match self.start.len().div_ceil(LANES) {
            blocks @ 0..=4 => blocks,
            _ => Wide::BLOCKS,
        }
    }
}

/// The answer of a classifier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Classification {
    /// The likeliest label.
    pub label: usize,
    /// How likely it is.
    pub probability: f32,
}

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Model").field("card", &self.card).finish_non_exhaustive()
    }
}

impl Model {
    /// Reads a model file, without copying its weights.
    ///
    /// # Errors
    /// When `bytes` is not a whole model file of this format, or holds another model than `id`.
    pub fn load(id: ModelId<'_>, bytes: &'static [u8]) -> Result<Self, ModelError> {
        let (model, feature_set) =
            Model::parse(bytes).map_err(|reason| malformed(id.name, reason))?;
        if model.card.name != id.name {
            let found = model.card.name;
            return Err(ModelError::OtherModel { model: id.name.to_owned(), found });
        }
        if feature_set != id.feature_set {
            return Err(ModelError::OtherFeatures { model: id.name.to_owned() });
        }
        Ok(model)
    }

    /// Reads a model file whatever model it holds, to look at it.
    ///
    /// # Errors
    /// When `bytes` is not a whole model file of this format.
    pub fn inspect(bytes: &'static [u8]) -> Result<Self, ModelError> {
        let model = Model::parse(bytes).map_err(|reason| malformed("the file", reason))?;
        Ok(model.0)
    }

    /// The model in a file and the feature set that it was trained with.
    fn parse(bytes: &'static [u8]) -> Result<(Self, u64), &'static str> {
        let mut reader = Reader { bytes, at: 0 };
        if &reader.array()? != MAGIC {
            return Err("it does not start as one");
        }
        if u16::from_le_bytes(reader.array()?) != FORMAT {
            return Err("it is of another version");
        }
        let [row_bits, label_count] = reader.array()?;
        let feature_set = u64::from_le_bytes(reader.array()?);
        let content_hash = u64::from_le_bytes(reader.array()?);
        let unit = f32::from_le_bytes(reader.array()?);
        let length = u32::from_le_bytes(reader.array()?) as usize;
        let description = reader.take(length)?;
        let description = str::from_utf8(description).map_err(|_| "its description is no text")?;
        let mut lines = description.split('\n').map(|line| line.split('\t'));
        let name = lines.next().and_then(|mut names| names.next()).unwrap_or_default();
        let labels = Labels::new(lines.next().into_iter().flatten());
        let training_data = lines.next().into_iter().flatten().map(str::to_owned).collect();

        let count = usize::from(label_count);
        if labels.len() != count || count == 0 || count > MAX_LABELS {
            return Err("its labels do not add up");
        }
        if !(1..=MAX_ROW_BITS).contains(&row_bits) || !unit.is_finite() || unit <= 0.0 {
            return Err("its numbers are out of range");
        }
        reader.align();
        let body = bytes.get(reader.at..).unwrap_or_default();
        let mut numbers = |count: usize| -> Result<Vec<i16>, &'static str> {
            let (pairs, _) = reader.take(2 * count)?.as_chunks::<2>();
            Ok(pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect())
        };
        let mut transitions = Transitions {
            between: numbers(count * count)?,
            start: numbers(count)?,
            end: numbers(count)?,
            ..Transitions::default()
        };
        transitions.forbid_illegal(&labels);
        transitions.prepare(count, unit);
        reader.align();
        let width = Model::width_for(count);
        let weights = reader.take(width << row_bits)?;
        if reader.at != bytes.len() {
            return Err("it is longer than it says");
        }
        let card = ModelCard {
            name: name.to_owned(),
            version: format!("{content_hash:016x}"),
            training_data,
            bytes: bytes.len() as u64,
        };
        let row_shift = 32 - u32::from(row_bits);
        let model = Model {
            card,
            content_hash,
            labels,
            unit,
            row_shift,
            width,
            transitions,
            weights,
            body,
        };
        Ok((model, feature_set))
    }

    /// Whether the content is what it was when the file was written. Reads all of it.
    pub fn is_intact(&self) -> bool {
        super::hash_bytes(self.body) == self.content_hash
    }

    /// What people should know of it.
    pub const fn card(&self) -> &ModelCard {
        &self.card
    }

    /// Its labels.
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The number of scores in a row: the number of labels, padded to whole vectors of eight; one
    /// label alone, which is the score of a candidate, is not padded.
    pub const fn width(&self) -> usize {
        self.width
    }

    /// The padded width of rows of so many labels.
    pub(super) const fn width_for(labels: usize) -> usize {
        if labels == 1 { 1 } else { labels.next_multiple_of(8) }
    }

    /// What one unit of score is worth, in logits.
    pub const fn unit(&self) -> f32 {
        self.unit
    }

    pub(super) const fn transitions(&self) -> &Transitions {
        &self.transitions
    }

    /// The rows of weights, when they are this wide.
    pub(crate) fn table<const WIDTH: usize>(&self) -> Table<WIDTH> {
        let rows = if self.width == WIDTH { self.weights.as_chunks::<WIDTH>().0 } else { &[] };
        Table { rows, shift: self.row_shift }
    }

    /// Adds what a feature says of each label to a row of scores.
    #[inline]
    pub fn add(&self, feature: u32, scores: &mut [i16]) {
        let start = (feature >> self.row_shift) as usize * self.width;
        if let Some(weights) = self.weights.get(start..start + self.width) {
            add_weights(scores, weights);
        }
    }

    /// Adds what some features say of each label to a row of scores. Sums stop at the ends of the
    /// range.
    pub fn add_all(&self, features: &[u32], scores: &mut [i16]) {
        vectorized(
            #[inline(always)]
            || match self.width {
                8 => add_scores(scores, &self.table::<8>().sum_of(features)),
                64 => add_scores(scores, &self.table::<64>().sum_of(features)),
                _ => features.iter().for_each(|&feature| self.add(feature, scores)),
            },
        );
    }

    /// Scores every label at every position.
    pub fn score(&self, rows: &FeatureRows, scores: &mut Scores) {
        scores.reset(rows.len(), self.width);
        vectorized(
            #[inline(always)]
            || match self.width {
                8 => self.score_rows::<8>(rows, scores),
                16 => self.score_rows::<16>(rows, scores),
                24 => self.score_rows::<24>(rows, scores),
                32 => self.score_rows::<32>(rows, scores),
                _ => {
                    for (position, features) in rows.iter().enumerate() {
                        let row = scores.row_mut(position);
                        features.iter().for_each(|&feature| self.add(feature, row));
                    }
                }
            },
        );
    }

    /// Like [`Model::score`] for a width known to the compiler.
    #[inline(always)]
    fn score_rows<const WIDTH: usize>(&self, rows: &FeatureRows, scores: &mut Scores) {
        let table = self.table::<WIDTH>();
        for (position, features) in rows.iter().enumerate() {
            let sums = table.sum_of(features);
            scores.row_mut(position).iter_mut().zip(sums).for_each(|(score, sum)| *score = sum);
        }
    }

    /// The best labels of a sequence. They stay in the decoder until it is used again.
    pub fn tag<'a>(&self, rows: &FeatureRows, decoder: &'a mut Decoder) -> &'a [u8] {
        let mut scores = std::mem::take(&mut decoder.scores);
        self.score(rows, &mut scores);
        self.decode(&scores, decoder);
        decoder.scores = scores;
        &decoder.labels
    }

    /// The likeliest label of something that has these features.
    pub fn classify(&self, features: &[u32]) -> Classification {
        let mut best = Classification { label: 0, probability: 0.0 };
        for (label, probability) in self.probabilities(features).into_iter().enumerate() {
            if probability > best.probability {
                best = Classification { label, probability };
            }
        }
        best
    }

    /// How likely each label is for something that has these features: a sequence of one.
    pub fn probabilities(&self, features: &[u32]) -> Vec<f32> {
        let mut scores = vec![0; self.width];
        self.add_all(features, &mut scores);
        let Transitions { start, end, .. } = &self.transitions;
        let logits: Vec<f32> = scores
            .iter()
            .zip(start.iter().zip(end))
            .map(|(&score, (&start, &end))| match (start, end) {
                (Transitions::NEVER, _) | (_, Transitions::NEVER) => f32::NEG_INFINITY,
                _ => self.unit * (f32::from(score) + f32::from(start) + f32::from(end)),
            })
            .collect();
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut shares: Vec<f32> = logits.iter().map(|logit| (logit - highest).exp()).collect();
        let sum: f32 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        shares
    }
}

impl Transitions {
    /// Makes sure that what the labels rule out is ruled out, whatever the file says.
    pub(super) fn forbid_illegal(&mut self, labels: &Labels) {
        let count = labels.len();
        for (index, score) in self.between.iter_mut().enumerate() {
            if !labels.may_follow(index / count, index % count) {
                *score = Transitions::NEVER;
            }
        }
        for label in 0..count {
            if let (false, Some(score)) = (labels.may_start(label), self.start.get_mut(label)) {
                *score = Transitions::NEVER;
            }
            if let (false, Some(score)) = (labels.may_end(label), self.end.get_mut(label)) {
                *score = Transitions::NEVER;
            }
        }
    }
}

fn malformed(model: &str, reason: &str) -> ModelError {
    ModelError::Malformed { model: model.to_owned(), reason: reason.to_owned() }
}

impl Transitions {
    /// Lays the scores out as decoding and weighing want them.
    fn prepare(&mut self, count: usize, unit: f32) {
        let width = self.blocks() * LANES;
        let score = |from: usize, to: usize| {
            let known = self.between.get(from * count + to).filter(|_| to < count);
            known.copied().unwrap_or(Transitions::NEVER)
        };
        let highest = |scores: &[i16]| scores.iter().max().copied().unwrap_or(0);
        let less = |score: i16, highest: i16| match score {
            Transitions::NEVER => Transitions::NEVER,
            score => score.saturating_sub(highest),
        };
        let (highest_way, highest_end) = (highest(&self.between), highest(&self.end));
        let way = |from, to| less(score(from, to), highest_way);
        let weight = |from, to| Transitions::weigh(score(from, to), unit);
        self.ways = in_blocks(count, width, way);
        self.weights = in_blocks(count, width, weight);
        self.ways_back = in_blocks(count, width, |to, from| way(from, to));
        self.weights_back = in_blocks(count, width, |to, from| weight(from, to));
        self.padding =
            (0..width).map(|to| if to < count { 0 } else { Transitions::NEVER }).collect();
        self.leaving = self.end.iter().map(|&score| less(score, highest_end)).collect();
        let weigh = |scores: &[i16]| -> Vec<f32> {
            scores.iter().map(|&score| Transitions::weigh(score, unit)).collect()
        };
        self.start_weights = weigh(&self.start);
        self.end_weights = weigh(&self.end);
    }

    /// What a path is multiplied by for a score.
    pub(super) fn weigh(score: i16, unit: f32) -> f32 {
        if score == Transitions::NEVER { 0.0 } else { (unit * f32::from(score)).exp() }
    }
}

/// A row of `width` numbers for each of `count` labels, in blocks.
fn in_blocks<T: Copy>(
    count: usize,
    width: usize,
    number: impl Fn(usize, usize) -> T,
) -> Vec<[T; LANES]> {
    let starts = (0..width).step_by(LANES);
    let row = |label| starts.clone().map(move |start| (label, start));
    let block = |(label, start)| std::array::from_fn(|lane| number(label, start + lane));
    (0..count).flat_map(row).map(block).collect()
}

/// Reads a file from its start to its end.
struct Reader {
    bytes: &'static [u8],
    at: usize,
}

impl Reader {
    fn take(&mut self, length: usize) -> Result<&'static [u8], &'static str> {
        let end = self.at.checked_add(length).ok_or("it is cut short")?;
        let taken = self.bytes.get(self.at..end).ok_or("it is cut short")?;
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], &'static str> {
        self.take(N)?.try_into().map_err(|_| "it is cut short")
    }

    fn align(&mut self) {
        self.at = self.at.next_multiple_of(ALIGNMENT).min(self.bytes.len());
    }
}
