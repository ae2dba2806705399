//! Tagging of sources, cues and contents.

use std::ops::Range;

use super::context::Context;
use super::features::{self, FEATURE_SET, REACH};
use super::revision::{self, Draft, View};
use super::spans::{self, Segment};
use super::words::{Word, Words};
use crate::learn::{
    Decoder, FeatureRows, Marginals, Model, ModelCard, ModelId, Scores, Table, WordScores,
};

/// The first tagger.
pub const DRAFT: ModelId<'static> = ModelId { name: "quotes-draft-en", feature_set: FEATURE_SET };

/// The second tagger, which reads the first one's draft.
pub const REVISION: ModelId<'static> =
    ModelId { name: "quotes-revision-en", feature_set: FEATURE_SET };

/// Added to the score of starting a segment, in logits: weighs attributions missed against
/// attributions made up so that both are about as many.
const DRAFT_BONUS: f32 = 0.5;

/// The same for the second tagger, after which the least sure attributions are dropped.
const REVISION_BONUS: f32 = 0.7;

/// Scores of one tagger at a place: the labels, padded.
const WIDTH: usize = 8;

/// Scores of both taggers, side by side, so that what both look at is added at once.
const BOTH: usize = 2 * WIDTH;

/// Working memory of tagging. It remembers what the features of each word add up to, so use it with
/// one tagger alone.
#[derive(Debug, Default)]
pub struct Scratch {
    word_scores: WordScores,
    cue_scores: WordScores,
    scores: Scores,
    revised: Scores,
    decoder: Decoder,
    marginals: Marginals,
    draft: Vec<Draft>,
    revision: revision::Scratch,
}

/// The taggers. Both look at the same features of the text; the second also at the draft.
#[derive(Debug)]
pub struct Tagger {
    draft: Model,
    revision: Model,
    /// The weights of both, side by side, so that one look-up serves both.
    both: Pairs,
}

/// The weights of two models of one size, row by row side by side.
#[derive(Debug)]
struct Pairs {
    rows: Vec<[u8; BOTH]>,
    shift: u32,
}

impl Pairs {
    fn of(first: Table<WIDTH>, second: Table<WIDTH>) -> Self {
        let pair = |(first, second): (&[u8; WIDTH], &[u8; WIDTH])| {
            let mut row = [0; BOTH];
            row.iter_mut().zip(first.iter().chain(second)).for_each(|(to, from)| *to = *from);
            row
        };
        debug_assert_eq!(first.shift(), second.shift(), "tables of one size");
        Pairs {
            rows: first.rows().iter().zip(second.rows()).map(pair).collect(),
            shift: first.shift(),
        }
    }

    /// Adds what a feature says to both models' scores.
    #[inline]
    fn add(&self, feature: u32, scores: &mut [i16; BOTH]) {
        if let Some(row) = self.rows.get((feature >> self.shift) as usize) {
            for (score, weight) in scores.iter_mut().zip(row) {
                *score = score.saturating_add(i16::from(*weight as i8));
            }
        }
    }
}

impl Tagger {
    /// Taggers with these models, which are of one size.
    pub fn with(draft: Model, revision: Model) -> Self {
        let both = Pairs::of(draft.table(), revision.table());
        Tagger { draft, revision, both }
    }

    /// What people should know of the models.
    pub(super) const fn cards(&self) -> [&ModelCard; 2] {
        [self.draft.card(), self.revision.card()]
    }

    /// Computes what the features of a word that is new to the vocabulary add to the scores of the
    /// places around it.
    pub(super) fn remember(&self, word: &Word, scratch: &mut Scratch) {
        let tables = &self.both;
        let rows = scratch.word_scores.start(word.number as usize, features::PLACES, BOTH);
        for (row, offset) in rows.zip(-REACH..) {
            let Some(row) = row.first_chunk_mut() else { continue };
            features::of_word(word, |reach, number| {
                if offset.abs() <= reach {
                    tables.add(features::at(offset, number), row);
                }
            });
        }
        let Some(cue) = word.cue.checked_sub(1) else { return };
        let rows = scratch.cue_scores.start(cue as usize, features::CUE_PLACES, BOTH);
        for (place, row) in rows.enumerate() {
            let Some(row) = row.first_chunk_mut() else { continue };
            features::of_cue(word, |number| tables.add(features::cue_at(place, number), row));
        }
    }

    /// Finds the segments of a page, in order, and what is said of each token: the second tagger's
    /// label, and how likely the first one thinks each part. Linear.
    pub(super) fn tag(
        &self,
        words: &Words,
        scratch: &mut Scratch,
        tags: &mut Vec<Draft>,
        segments: &mut Vec<Segment>,
    ) {
        for block in words.blocks() {
            if words.get(block.start).is_boilerplate() {
                tags.resize(tags.len() + block.len(), Draft::default());
                continue;
            }
            self.score(words, &block, scratch);
            read_draft(&self.draft, scratch);
            self.revise(words, &block, scratch);
            let Scratch { revised, decoder, draft, .. } = scratch;
            let labels = decoder.labels();
            tags.extend(
                labels.iter().zip(&*draft).map(|(&label, &draft)| Draft { label, ..draft }),
            );
            let first = segments.len();
            spans::collect_segments(labels, block.start, segments);
            for segment in segments.iter_mut().skip(first) {
                let Range { start, end } = segment.tokens;
                let places = start - block.start..end - block.start;
                segment.confidence = self.revision.confidence(revised, labels, places);
            }
        }
    }

    /// What is said of each token of a page, given a draft of it. Linear.
    pub fn revised(&self, words: &Words, draft: &[Draft]) -> Vec<Draft> {
        let mut scratch = Scratch::default();
        words.all().for_each(|word| self.remember(word, &mut scratch));
        let mut tags = Vec::new();
        for block in words.blocks() {
            let of_block = draft.get(block.clone()).unwrap_or_default();
            self.score(words, &block, &mut scratch);
            scratch.draft.clear();
            scratch.draft.extend_from_slice(of_block);
            self.revise(words, &block, &mut scratch);
            let labels = scratch.decoder.labels();
            tags.extend(
                labels.iter().zip(of_block).map(|(&label, &draft)| Draft { label, ..draft }),
            );
        }
        tags
    }

    /// Scores a block with the features that both taggers look at.
    fn score(&self, words: &Words, block: &Range<usize>, scratch: &mut Scratch) {
        let Scratch { word_scores, cue_scores, scores, revised, .. } = scratch;
        let tables = &self.both;
        scores.reset(block.len(), WIDTH);
        revised.reset(block.len(), WIDTH);
        let mut context = Context::default();
        let mut gathered = Gathered::new();
        for (position, index) in block.clone().enumerate() {
            context.advance(words, index, block);
            let mut sums = [0; BOTH];
            for offset in -REACH..=REACH {
                let place = index.wrapping_add_signed(offset);
                if block.contains(&place) {
                    let number = words.get(place).number as usize;
                    add(&mut sums, word_scores.at(number, (offset + REACH) as usize));
                } else {
                    tables.add(features::edge(offset), &mut sums);
                }
            }
            let mut add_cue = |cue: Option<usize>, after: bool| match cue {
                Some(at) => {
                    let number = words.get(at).cue.saturating_sub(1) as usize;
                    add(&mut sums, cue_scores.at(number, features::cue_place(index, at)));
                }
                None => tables.add(features::no_cue(after), &mut sums),
            };
            add_cue(context.cue_before, false);
            add_cue(context.cue_after(), true);
            gathered.count = 0;
            features::of_place(words, index, block, &context, |feature| gathered.push(feature));
            gathered.as_slice().iter().for_each(|&feature| tables.add(feature, &mut sums));
            let (draft, revision) = sums.split_at(WIDTH);
            scores.row_mut(position).copy_from_slice(draft);
            revised.row_mut(position).copy_from_slice(revision);
        }
    }

    /// Labels a block, whose draft is in `scratch`, with the second tagger.
    fn revise(&self, words: &Words, block: &Range<usize>, scratch: &mut Scratch) {
        let Scratch { revised, decoder, draft, revision, .. } = scratch;
        let table = self.revision.table::<WIDTH>();
        let bonus = start_bonus(&self.revision, REVISION_BONUS);
        let mut view = View::of(words, block, draft, revision);
        let mut gathered = Gathered::new();
        for (position, index) in block.clone().enumerate() {
            let mut sums = bonus;
            gathered.count = 0;
            view.row(index, |feature| gathered.push(feature));
            gathered.as_slice().iter().for_each(|&feature| table.add(feature, &mut sums));
            add(&mut sums, revised.row(position));
            revised.row_mut(position).copy_from_slice(&sums);
        }
        self.revision.decode(revised, decoder);
    }
}

/// The features of a place, gathered so that their rows are then summed in registers.
struct Gathered {
    features: [u32; Gathered::MOST],
    count: usize,
}

impl Gathered {
    /// No place has more.
    const MOST: usize = 48;

    const fn new() -> Self {
        Gathered { features: [0; Gathered::MOST], count: 0 }
    }

    #[inline]
    fn push(&mut self, feature: u32) {
        if let Some(slot) = self.features.get_mut(self.count) {
            *slot = feature;
            self.count += 1;
        }
    }

    fn as_slice(&self) -> &[u32] {
        self.features.get(..self.count).unwrap_or_default()
    }
}

/// Adds a row of scores to another of the same width.
#[inline]
fn add<const N: usize>(scores: &mut [i16; N], more: &[i16]) {
    if let Some(more) = more.first_chunk::<N>() {
        for (score, more) in scores.iter_mut().zip(more) {
            *score = score.saturating_add(*more);
        }
    }
}

/// What is added to the scores of each place so that segments start more readily.
fn start_bonus(model: &Model, bonus: f32) -> [i16; WIDTH] {
    let bonus = (bonus / model.unit()) as i16;
    std::array::from_fn(|label| if spans::begins(label as u8) { bonus } else { 0 })
}

/// Drafts a block from the first tagger's scores, which are in `scratch`.
fn read_draft(model: &Model, scratch: &mut Scratch) {
    let Scratch { scores, decoder, marginals, draft, .. } = scratch;
    let bonus = start_bonus(model, DRAFT_BONUS);
    for position in 0..scores.len() {
        for (score, bonus) in scores.row_mut(position).iter_mut().zip(bonus) {
            *score = score.saturating_add(bonus);
        }
    }
    model.marginals(scores, marginals);
    let labels = model.decode(scores, decoder);
    draft.clear();
    draft.extend(
        labels
            .iter()
            .enumerate()
            .map(|(position, &label)| Draft::new(label, marginals.row(position))),
    );
}

/// What the first tagger says of a page, token by token. Linear.
pub fn draft(model: &Model, words: &Words) -> Vec<Draft> {
    let mut scratch = Scratch::default();
    let mut draft = Vec::new();
    for block in words.blocks() {
        model.score(&rows(words, block, None), &mut scratch.scores);
        read_draft(model, &mut scratch);
        draft.extend_from_slice(&scratch.draft);
    }
    draft
}

/// The features of a block for the first tagger and, when there is a draft of the page, for the
/// second: those that [`Tagger`] sums up, one by one.
pub fn rows(words: &Words, block: Range<usize>, draft: Option<&[Draft]>) -> FeatureRows {
    let mut rows = FeatureRows::default();
    let mut context = Context::default();
    let mut scratch = revision::Scratch::default();
    let mut view = draft.map(|draft| {
        View::of(words, &block, draft.get(block.clone()).unwrap_or_default(), &mut scratch)
    });
    for index in block.clone() {
        context.advance(words, index, &block);
        for offset in -REACH..=REACH {
            let place = index.wrapping_add_signed(offset);
            if block.contains(&place) {
                features::of_word(words.get(place), |reach, number| {
                    if offset.abs() <= reach {
                        rows.push(features::at(offset, number));
                    }
                });
            } else {
                rows.push(features::edge(offset));
            }
        }
        for (cue, after) in [(context.cue_before, false), (context.cue_after(), true)] {
            match cue {
                Some(at) => features::of_cue(words.get(at), |number| {
                    rows.push(features::cue_at(features::cue_place(index, at), number));
                }),
                None => rows.push(features::no_cue(after)),
            }
        }
        features::of_place(words, index, &block, &context, |feature| rows.push(feature));
        if let Some(view) = &mut view {
            view.row(index, |feature| rows.push(feature));
        }
        rows.end_row();
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quotes::{Models, Reader, Reading};
    use crate::sentences::Segmenter;
    use crate::{Page, text};

    #[test]
    fn sums_kept_for_words_are_those_of_their_features() {
        let text = "“We are staying,” Anna Berg said on Monday.\n\nThe mayor told 12 reporters that \
                    she had warned of it. According to Berg, “nobody” listened.";
        let blocks = text::split_blocks(text);
        let mut tokens = Vec::new();
        text::tokenize(text, &blocks, &mut tokens);
        let sentences = Segmenter::new().unwrap().segment(text, &blocks, "en");
        let page = Page {
            text,
            title: None,
            language: "en",
            blocks: &blocks,
            tokens: &tokens,
            sentences: &sentences,
        };
        let Models { draft, revision, .. } = Models::embedded().unwrap();
        let tagger = Tagger::with(draft, revision);
        let mut scratch = Scratch::default();
        let mut reading = Reading::default();
        Reader::new()
            .unwrap()
            .read(&page, &[], &mut reading, |word| tagger.remember(word, &mut scratch));
        for block in reading.words().blocks() {
            let rows = rows(reading.words(), block.clone(), None);
            tagger.score(reading.words(), &block, &mut scratch);
            let mut scores = Scores::default();
            for (model, summed) in
                [(&tagger.draft, &scratch.scores), (&tagger.revision, &scratch.revised)]
            {
                model.score(&rows, &mut scores);
                for position in 0..block.len() {
                    assert_eq!(summed.row(position), scores.row(position), "{position}");
                }
            }
        }
    }
}
