//! The best labels of a sequence.

use super::lanes::{self, LANES, Row};
use super::model::Transitions;
use super::vectors::in_blocks;
use super::{Model, Scores};

/// Working memory of decoding, and its last answer.
#[derive(Debug, Default)]
pub struct Decoder {
    pub(super) scores: Scores,
    pub(super) labels: Vec<u8>,
    /// For each position and label the score of the best path to it, less that of the best path of
    /// all to the position.
    best: Vec<[i16; LANES]>,
}

/// No path leads here.
const NEVER: i16 = Transitions::NEVER;

impl Decoder {
    /// The labels that were decoded last.
    pub fn labels(&self) -> &[u8] {
        &self.labels
    }
}

impl Model {
    /// Finds the labels of the highest total score among all legal sequences, with the Viterbi
    /// algorithm. Of equals the one with smaller labels wins. Linear in the positions, quadratic in
    /// the labels.
    ///
    /// Paths are compared by how far they are behind the best one. One that falls more than 32,767
    /// units behind, hundreds of logits, counts as that far behind.
    pub fn decode<'a>(&self, scores: &Scores, decoder: &'a mut Decoder) -> &'a [u8] {
        in_blocks!(self.find_best(scores, decoder));
        &decoder.labels
    }

    /// [`Model::decode`] in blocks of labels whose number the compiler knows.
    ///
    /// On the way there only the scores of the best paths are noted, not where they come from:
    /// that takes a few operations in vectors. Where the one best path comes from is found out on
    /// the way back, for its labels alone.
    #[inline(always)]
    fn find_best<const BLOCKS: usize>(&self, scores: &Scores, decoder: &mut Decoder) {
        let transitions = self.transitions();
        let Decoder { labels, best, .. } = decoder;
        labels.clear();
        best.clear();
        best.resize(scores.len() * BLOCKS, [NEVER; LANES]);
        let ways = transitions.ways.as_chunks::<BLOCKS>().0;
        let mut paths = lanes::load(&transitions.start, NEVER);
        let rows = best.as_chunks_mut::<BLOCKS>().0;
        for (position, row) in rows.iter_mut().enumerate() {
            if position > 0 {
                paths = step(&paths, ways);
            }
            arrive(&mut paths, &lanes::load(scores.row(position), 0));
            *row = paths;
        }

        let mut leaving: Row<i16, BLOCKS> = lanes::load(&transitions.leaving, NEVER);
        let ways_back = transitions.ways_back.as_chunks::<BLOCKS>().0;
        for row in best.as_chunks::<BLOCKS>().0.iter().rev() {
            let mut totals = *row;
            lanes::add(&mut totals, &leaving);
            let label = lanes::first_of_highest(&totals);
            labels.push(label as u8);
            leaving = ways_back.get(label).copied().unwrap_or([[NEVER; LANES]; BLOCKS]);
        }
        labels.reverse();
    }
}

/// The best paths to each label at the next position. Whatever is added is at most zero, so what is
/// never remains so.
#[inline(always)]
fn step<const BLOCKS: usize>(
    paths: &Row<i16, BLOCKS>,
    ways: &[Row<i16, BLOCKS>],
) -> Row<i16, BLOCKS> {
    let mut next = [[NEVER; LANES]; BLOCKS];
    for (&score, way) in paths.as_flattened().iter().zip(ways) {
        for (next, way) in next.iter_mut().zip(way) {
            for (next, way) in next.iter_mut().zip(way) {
                *next = (*next).max(score.saturating_add(*way));
            }
        }
    }
    next
}

/// Adds the scores of a position to the paths that lead there, and makes the best of them zero.
#[inline(always)]
fn arrive<const BLOCKS: usize>(paths: &mut Row<i16, BLOCKS>, scores: &Row<i16, BLOCKS>) {
    let mut highest = [NEVER; LANES];
    for (paths, scores) in paths.iter_mut().zip(scores) {
        for ((path, score), highest) in paths.iter_mut().zip(scores).zip(&mut highest) {
            let longer = path.saturating_add(*score).max(NEVER + 1);
            *path = if *path == NEVER { NEVER } else { longer };
            *highest = (*highest).max(*path);
        }
    }
    let highest = lanes::highest_of_block(highest);
    for paths in paths {
        for (path, highest) in paths.iter_mut().zip(highest) {
            let relative = path.saturating_sub(highest).max(NEVER + 1);
            *path = if *path == NEVER { NEVER } else { relative };
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::learn::{FeatureRows, Labels, ModelId, ModelParts};

    const ID: ModelId<'static> = ModelId { name: "toy", feature_set: 0 };

    /// A model with these transitions and two slots of features: the scores are put in by hand.
    pub(crate) fn model(labels: &Labels, between: &[f32], start: &[f32], end: &[f32]) -> Model {
        let count = labels.len();
        let mut weights = vec![1.0; 2 * count];
        weights[0] = 127.0;
        let parts = ModelParts {
            id: ID,
            training_data: &[],
            labels,
            row_bits: 1,
            weights: &weights,
            between,
            start,
            end,
        };
        Model::load(ID, Box::leak(parts.encode().into_boxed_slice())).unwrap()
    }

    pub(crate) fn scores_of(model: &Model, rows: &[Vec<i16>]) -> Scores {
        let mut scores = Scores::default();
        scores.reset(rows.len(), model.width());
        let count = model.labels().len();
        for (position, row) in rows.iter().enumerate() {
            scores.row_mut(position)[..count].copy_from_slice(&row[..count]);
        }
        scores
    }

    /// Every legal sequence of labels with its total score.
    pub(crate) fn all_paths(model: &Model, rows: &[Vec<i16>]) -> Vec<(Vec<u8>, i64)> {
        let count = model.labels().len();
        let transitions = model.transitions();
        let mut paths = vec![(Vec::new(), 0)];
        for row in rows {
            let extended = |(path, total): &(Vec<u8>, i64)| {
                let last = path.last().map(|&label: &u8| usize::from(label));
                let (path, total) = (path.clone(), *total);
                (0..count).filter_map(move |label| {
                    let transition = match last {
                        None => transitions.start[label],
                        Some(last) => transitions.between[last * count + label],
                    };
                    let longer = [&path[..], &[label as u8]].concat();
                    (transition != Transitions::NEVER)
                        .then(|| (longer, total + i64::from(transition) + i64::from(row[label])))
                })
            };
            paths = paths.iter().flat_map(extended).collect();
        }
        let ended = |(path, total): (Vec<u8>, i64)| {
            let end = path.last().map_or(0, |&last| transitions.end[usize::from(last)]);
            (end != Transitions::NEVER).then_some((path, total + i64::from(end)))
        };
        paths.into_iter().filter_map(ended).collect()
    }

    pub(crate) fn any_sequence() -> impl Strategy<Value = (Vec<f32>, Vec<Vec<i16>>)> {
        let weights = prop::collection::vec(-50.0f32..50.0, 9 * 9 + 18);
        (weights, prop::collection::vec(prop::collection::vec(-90i16..90, 9), 1..5))
    }

    proptest! {
        #[test]
        fn decoding_finds_the_best_of_all_legal_paths((weights, rows) in any_sequence()) {
            for labels in [Labels::bilou(&["A", "B"]), Labels::new(["O", "B-A", "I-A"])] {
                let count = labels.len();
                let model = model(
                    &labels,
                    &weights[..count * count],
                    &weights[81..81 + count],
                    &weights[90..90 + count],
                );
                let paths = all_paths(&model, &rows);
                let highest = paths.iter().map(|(_, total)| *total).max().unwrap();
                let mut decoder = Decoder::default();
                let found = model.decode(&scores_of(&model, &rows), &mut decoder);
                let total = paths.iter().find(|(path, _)| path == found).map(|(_, total)| *total);
                prop_assert_eq!(total, Some(highest));
            }
        }
    }

    #[test]
    fn long_texts_do_not_overflow() {
        let labels = Labels::new(["a", "b"]);
        let model = model(&labels, &[0.0; 4], &[0.0; 2], &[0.0; 2]);
        let rows = vec![vec![-10_000, -12_000]; 300_000];
        let mut decoder = Decoder::default();
        let found = model.decode(&scores_of(&model, &rows), &mut decoder);
        assert!(found.len() == rows.len() && found.iter().all(|&label| label == 0));
    }

    #[test]
    fn nothing_has_no_labels() {
        let labels = Labels::new(["a", "b"]);
        let model = model(&labels, &[0.0; 4], &[0.0; 2], &[0.0; 2]);
        assert!(model.tag(&FeatureRows::default(), &mut Decoder::default()).is_empty());
    }
}
