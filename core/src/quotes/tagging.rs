//! Tagging of sources, cues and contents.

use std::ops::Range;

use super::context::Context;
use super::features::{self, FEATURE_SET, REACH};
use super::revision::{self, Draft, View};
use super::spans::{self, Segment};
use super::words::{Word, Words};
use crate::learn::{
    AHEAD, Decoder, FeatureRows, Gathered, Marginals, Model, ModelCard, ModelId, Scores, Table,
    WordScores, add_scores, call, stretches, vectorized,
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
    word_scores: WordScores<BOTH, { features::PLACES }>,
    cue_scores: WordScores<BOTH, { features::CUE_PLACES }>,
    sums: Vec<[i16; BOTH]>,
    gathered: Gathered,
    scores: Scores,
    revised: Scores,
    decoder: Decoder,
    marginals: Marginals,
    draft: Vec<Draft>,
    revision: revision::Scratch,
    unsure: Vec<usize>,
}

/// The taggers. Both look at the same features of the text; the second also at the draft.
#[derive(Debug)]
pub struct Tagger {
    draft: Model,
    revision: Model,
    /// The weights of both, side by side, so that one look-up serves both.
    both: Pairs,
    /// What both give to each place whatever is there.
    bonus: [i16; BOTH],
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

    /// See [`Table::call`].
    #[inline(always)]
    fn call(&self, feature: u32) {
        call(&self.rows, (feature >> self.shift) as usize);
    }

    /// Adds what a feature says to both models' scores.
    #[inline(always)]
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
        let mut bonus = [0; BOTH];
        let of_both = [start_bonus(&draft, DRAFT_BONUS), start_bonus(&revision, REVISION_BONUS)];
        bonus.iter_mut().zip(of_both.as_flattened()).for_each(|(to, from)| *to = *from);
        Tagger { draft, revision, both, bonus }
    }

    /// What people should know of the models.
    pub(super) const fn cards(&self) -> [&ModelCard; 2] {
        [self.draft.card(), self.revision.card()]
    }

    /// Computes what the features of a word that is new to the vocabulary add to the scores of the
    /// places around it.
    pub(super) fn remember(&self, word: &Word, scratch: &mut Scratch) {
        vectorized(
            #[inline(always)]
            || self.sum_features(word, scratch),
        );
    }

    /// See [`Tagger::remember`].
    #[inline(always)]
    fn sum_features(&self, word: &Word, scratch: &mut Scratch) {
        let tables = &self.both;
        let rows = scratch.word_scores.start(word.number as usize);
        // The first row is for the place that the word is furthest after.
        for (row, offset) in rows.iter_mut().zip((-REACH..=REACH).rev()) {
            features::of_word(
                word,
                #[inline(always)]
                |reach, number| {
                    if offset.abs() <= reach {
                        tables.add(features::at(offset, number), row);
                    }
                },
            );
        }
        let Some(cue) = word.cue.checked_sub(1) else { return };
        let rows = scratch.cue_scores.start(cue as usize);
        for (place, row) in rows.iter_mut().enumerate() {
            features::of_cue(
                word,
                #[inline(always)]
                |number| tables.add(features::cue_at(place, number), row),
            );
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
            vectorized(
                #[inline(always)]
                || self.score(words, &block, scratch),
            );
            read_draft(&self.draft, scratch);
            vectorized(
                #[inline(always)]
                || self.revise(words, &block, scratch),
            );
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
        words.all().iter().for_each(|word| self.remember(word, &mut scratch));
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
    ///
    /// The rows lie all over a few megabytes. So it is done in steps, each of which asks for those
    /// that the next one adds.
    #[inline(always)]
    fn score(&self, words: &Words, block: &Range<usize>, scratch: &mut Scratch) {
        let Scratch { word_scores, cue_scores, sums, gathered, scores, revised, .. } = scratch;
        let tables = &self.both;
        self.sum_words(words, block, word_scores, sums);
        scores.reset(block.len(), WIDTH);
        revised.reset(block.len(), WIDTH);
        let mut context = Context::default();
        for places in stretches(block) {
            gathered.clear();
            let mut cues = [[None; 2]; Gathered::ROWS];
            for (index, cues) in places.clone().zip(&mut cues) {
                context.advance(words, index, block);
                let row = gathered.start_row();
                let nearest = [(context.cue_before, false), (context.cue_after(), true)];
                for (cue, (nearest, after)) in cues.iter_mut().zip(nearest) {
                    let Some(at) = nearest else {
                        row.push(features::no_cue(after));
                        continue;
                    };
                    let number = words.get(at).cue.saturating_sub(1) as usize;
                    let place = features::cue_place(index, at);
                    cue_scores.call(number, place);
                    *cue = Some((number, place));
                }
                features::of_place(
                    words,
                    index,
                    block,
                    &context,
                    #[inline(always)]
                    |feature| {
                        tables.call(feature);
                        row.push(feature);
                    },
                );
            }
            let first = places.start - block.start;
            let sums = sums.get(PADDING + first..).unwrap_or_default().iter();
            let scores = scores.rows_mut::<WIDTH>().get_mut(first..).unwrap_or_default();
            let revised = revised.rows_mut::<WIDTH>().get_mut(first..).unwrap_or_default();
            let to = scores.iter_mut().zip(revised);
            let rows = gathered.rows().zip(&cues).zip(sums);
            for (((row, cues), sums), (scores, revised)) in rows.zip(to) {
                let mut sums = *sums;
                for &(number, place) in cues.iter().flatten() {
                    cue_scores.add(number, place, &mut sums);
                }
                row.iter().for_each(|&feature| tables.add(feature, &mut sums));
                if let ([of_draft, of_revision], _) = sums.as_chunks::<WIDTH>() {
                    (*scores, *revised) = (*of_draft, *of_revision);
                }
            }
        }
    }

    /// Sums up the bonus and what the words of a block add to the scores of the places around them,
    /// with [`PADDING`] rows before those of the block and after them.
    #[inline(always)]
    fn sum_words(
        &self,
        words: &Words,
        block: &Range<usize>,
        word_scores: &WordScores<BOTH, { features::PLACES }>,
        sums: &mut Vec<[i16; BOTH]>,
    ) {
        sums.clear();
        sums.resize(block.len() + 2 * PADDING, self.bonus);
        let number = |index: usize| words.get(index).number as usize;
        block.clone().take(AHEAD).for_each(|index| word_scores.call_all(number(index)));
        for (position, index) in block.clone().enumerate() {
            if index + AHEAD < block.end {
                word_scores.call_all(number(index + AHEAD));
            }
            word_scores.add_all(number(index), sums.get_mut(position..).unwrap_or_default());
        }
        for offset in (-REACH..=REACH).filter(|&offset| offset != 0) {
            let feature = features::edge(offset);
            let reach = offset.unsigned_abs().min(block.len());
            let start = if offset < 0 { 0 } else { block.len() - reach };
            for sums in sums.iter_mut().skip(PADDING + start).take(reach) {
                self.both.add(feature, sums);
            }
        }
    }

    /// Labels a block, whose draft is in `scratch`, with the second tagger. It looks only where the
    /// first one is not sure; elsewhere the label of the draft stands.
    #[inline(always)]
    fn revise(&self, words: &Words, block: &Range<usize>, scratch: &mut Scratch) {
        let Scratch { revised, decoder, draft, revision, gathered, unsure, .. } = scratch;
        let table = self.revision.table::<WIDTH>();
        let rows = revised.rows_mut::<WIDTH>();
        let others = -(SETTLED / self.revision.unit()) as i16;
        unsure.clear();
        for (position, (draft, row)) in draft.iter().zip(&mut *rows).enumerate() {
            if draft.is_sure {
                *row = [others; WIDTH];
                row.iter_mut().skip(draft.label.into()).take(1).for_each(|score| *score = 0);
            } else {
                unsure.push(position);
            }
        }
        let mut view = View::of(words, block, draft, revision);
        for positions in unsure.chunks(Gathered::ROWS) {
            gathered.clear();
            for position in positions {
                let row = gathered.start_row();
                view.row(
                    block.start + position,
                    #[inline(always)]
                    |feature| {
                        table.call(feature);
                        row.push(feature);
                    },
                );
            }
            for (&position, row) in positions.iter().zip(gathered.rows()) {
                if let Some(scores) = rows.get_mut(position) {
                    let mut sums = *scores;
                    row.iter().for_each(|&feature| table.add(feature, &mut sums));
                    *scores = sums;
                }
            }
        }
        self.revision.decode(revised, decoder);
    }
}

/// How far other labels are behind those that the first tagger is sure of, in logits.
const SETTLED: f32 = 8.0;

/// Rows around those of a block, so that words near its ends need not be told from others.
const PADDING: usize = REACH as usize;

/// What is added to the scores of each place so that segments start more readily.
fn start_bonus(model: &Model, bonus: f32) -> [i16; WIDTH] {
    let bonus = (bonus / model.unit()) as i16;
    std::array::from_fn(|label| if spans::begins(label as u8) { bonus } else { 0 })
}

/// Drafts a block from the first tagger's scores, which are in `scratch`.
fn read_draft(model: &Model, scratch: &mut Scratch) {
    let Scratch { scores, decoder, marginals, draft, .. } = scratch;
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
    let bonus = start_bonus(model, DRAFT_BONUS);
    for block in words.blocks() {
        model.score(&rows(words, block, None), &mut scratch.scores);
        let rows = scratch.scores.rows_mut::<WIDTH>();
        rows.iter_mut().for_each(|row| add_scores(row, &bonus));
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
            let (of_draft, of_revision) = tagger.bonus.split_at(WIDTH);
            for (model, summed, bonus) in [
                (&tagger.draft, &scratch.scores, of_draft),
                (&tagger.revision, &scratch.revised, of_revision),
            ] {
                model.score(&rows, &mut scores);
                for position in 0..block.len() {
                    add_scores(scores.row_mut(position), bonus);
                    assert_eq!(summed.row(position), scores.row(position), "{position}");
                }
            }
        }
    }
}
