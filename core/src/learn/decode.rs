//! The best labels of a sequence.

use super::model::Transitions;
use super::{Model, Scores};

/// Working memory of decoding, and its last answer.
#[derive(Debug, Default)]
pub struct Decoder {
    pub(super) scores: Scores,
    pub(super) labels: Vec<u8>,
    /// For each position and label, the best label before it.
    before: Vec<u8>,
    best: Vec<i32>,
    next: Vec<i32>,
}

/// Far below any sum of scores, far above the end of the range.
const IMPOSSIBLE: i32 = -(1 << 28);

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
    pub fn decode<'a>(&self, scores: &Scores, decoder: &'a mut Decoder) -> &'a [u8] {
        let count = self.labels().len();
        let transitions = self.transitions();
        let Decoder { labels, before, best, next, .. } = decoder;
        labels.clear();
        before.clear();
        if scores.is_empty() {
            return labels;
        }
        best.clear();
        best.extend(transitions.start.iter().zip(scores.row(0)).map(|(&t, &s)| step(t, s)));
        for position in 1..scores.len() {
            // Kept near zero, so that no text is too long for the range.
            let highest = best.iter().copied().max().unwrap_or(0);
            next.clear();
            next.resize(count, i32::MIN);
            let filled = before.len();
            before.resize(filled + count, 0);
            let (_, before) = before.split_at_mut(filled);
            for (from, (score, row)) in
                best.iter().zip(transitions.between.chunks_exact(count)).enumerate()
            {
                let score = (score - highest).max(IMPOSSIBLE);
                for ((next, before), &transition) in next.iter_mut().zip(&mut *before).zip(row) {
                    let path = score + step(transition, 0);
                    if path > *next {
                        *next = path;
                        *before = from as u8;
                    }
                }
            }
            for (next, &score) in next.iter_mut().zip(scores.row(position)) {
                *next += i32::from(score);
            }
            std::mem::swap(best, next);
        }
        for (best, &end) in best.iter_mut().zip(&transitions.end) {
            *best += step(end, 0);
        }

        let mut label = 0;
        for (candidate, score) in best.iter().enumerate() {
            if best.get(label).is_some_and(|highest| score > highest) {
                label = candidate;
            }
        }
        labels.push(label as u8);
        for before in before.chunks_exact(count).rev() {
            label = before.get(label).copied().map_or(0, usize::from);
            labels.push(label as u8);
        }
        labels.reverse();
        labels
    }
}

#[inline]
fn step(transition: i16, score: i16) -> i32 {
    let transition =
        if transition == Transitions::NEVER { IMPOSSIBLE } else { i32::from(transition) };
    transition + i32::from(score)
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
        let rows = vec![vec![-20_000, -30_000]; 300_000];
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
