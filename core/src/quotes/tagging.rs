//! Tagging of sources, cues and contents.

use std::ops::Range;

use super::features::{self, FEATURE_SET};
use super::revision::{self, Draft};
use super::spans::{self, Segment};
use super::words::Words;
use crate::learn::{Decoder, FeatureRows, Marginals, Model, ModelCard, ModelId, Scores};

/// The first tagger.
pub const DRAFT: ModelId<'static> = ModelId { name: "quotes-draft-en", feature_set: FEATURE_SET };

/// The second tagger, which reads the first one's draft.
pub const REVISION: ModelId<'static> =
    ModelId { name: "quotes-revision-en", feature_set: FEATURE_SET };

/// Added to the score of starting a segment, in logits: weighs attributions missed against
/// attributions made up so that both are about as many.
const DRAFT_BONUS: f32 = 0.5;

/// The same for the second tagger, after which the least sure attributions are dropped.
const REVISION_BONUS: f32 = 0.9;

/// Working memory of tagging.
#[derive(Debug, Default)]
pub struct Scratch {
    rows: FeatureRows,
    revised: FeatureRows,
    scores: Scores,
    decoder: Decoder,
    marginals: Marginals,
    draft: Vec<Draft>,
    revision: revision::Scratch,
}

/// The taggers.
#[derive(Debug)]
pub struct Tagger {
    draft: Model,
    revision: Model,
}

impl Tagger {
    /// Taggers with these models.
    pub const fn with(draft: Model, revision: Model) -> Self {
        Tagger { draft, revision }
    }

    /// What people should know of the models.
    pub(super) const fn cards(&self) -> [&ModelCard; 2] {
        [self.draft.card(), self.revision.card()]
    }

    /// Finds the segments of a page, in order, and what the second tagger says of each token.
    /// Linear.
    pub(super) fn tag(
        &self,
        words: &Words,
        scratch: &mut Scratch,
        tags: &mut Vec<Draft>,
        segments: &mut Vec<Segment>,
    ) {
        for block in words.blocks() {
            draft_block(&self.draft, words, block.clone(), scratch);
            self.revise_block(words, block.clone(), scratch, tags);
            let Scratch { scores, decoder, .. } = scratch;
            let labels = decoder.labels();
            let first = segments.len();
            spans::collect_segments(labels, block.start, segments);
            for segment in segments.iter_mut().skip(first) {
                let Range { start, end } = segment.tokens;
                let places = start - block.start..end - block.start;
                segment.confidence = self.revision.confidence(scores, labels, places);
            }
        }
    }
}

impl Tagger {
    /// What the second tagger says of a page, given a draft of it. Linear.
    pub fn revise(&self, words: &Words, draft: &[Draft]) -> Vec<Draft> {
        let mut scratch = Scratch::default();
        let mut tags = Vec::new();
        for block in words.blocks() {
            scratch.rows.clear();
            features::push_rows(words, block.clone(), &mut scratch.rows);
            scratch.draft.clear();
            scratch.draft.extend_from_slice(draft.get(block.clone()).unwrap_or_default());
            self.revise_block(words, block, &mut scratch, &mut tags);
        }
        tags
    }

    /// Tags a block whose rows and draft are in `scratch`.
    fn revise_block(
        &self,
        words: &Words,
        block: Range<usize>,
        scratch: &mut Scratch,
        tags: &mut Vec<Draft>,
    ) {
        let Scratch { rows, revised, scores, decoder, marginals, draft, revision } = scratch;
        revised.clear();
        revision::push_rows(words, block, rows, draft, revision, revised);
        self.revision.score(revised, scores);
        add_start_bonus(&self.revision, REVISION_BONUS, scores);
        self.revision.marginals(scores, marginals);
        let labels = self.revision.decode(scores, decoder);
        tags.extend(
            labels
                .iter()
                .enumerate()
                .map(|(position, &label)| Draft::new(label, marginals.row(position))),
        );
    }
}

/// What the first tagger says of a page, token by token. Linear.
pub fn draft(model: &Model, words: &Words, scratch: &mut Scratch) -> Vec<Draft> {
    let mut draft = Vec::new();
    for block in words.blocks() {
        draft_block(model, words, block, scratch);
        draft.extend_from_slice(&scratch.draft);
    }
    draft
}

/// The features of a block for the first tagger and, when there is a draft of the page, for the
/// second.
pub fn rows(words: &Words, block: Range<usize>, draft: Option<&[Draft]>) -> FeatureRows {
    let mut base = FeatureRows::default();
    features::push_rows(words, block.clone(), &mut base);
    let Some(draft) = draft else { return base };
    let mut revised = FeatureRows::default();
    let of_block = draft.get(block.clone()).unwrap_or_default();
    let mut scratch = revision::Scratch::default();
    revision::push_rows(words, block, &base, of_block, &mut scratch, &mut revised);
    revised
}

fn draft_block(model: &Model, words: &Words, block: Range<usize>, scratch: &mut Scratch) {
    let Scratch { rows, scores, decoder, marginals, draft, .. } = scratch;
    rows.clear();
    features::push_rows(words, block, rows);
    model.score(rows, scores);
    add_start_bonus(model, DRAFT_BONUS, scores);
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

fn add_start_bonus(model: &Model, bonus: f32, scores: &mut Scores) {
    let bonus = (bonus / model.unit()) as i16;
    for position in 0..scores.len() {
        for (label, score) in scores.row_mut(position).iter_mut().enumerate() {
            if spans::begins(label as u8) {
                *score = score.saturating_add(bonus);
            }
        }
    }
}
