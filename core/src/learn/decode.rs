//! The best labels of a sequence.

use super::model::Transitions;
use super::{Model, Scores};

/// Working memory of decoding, and its last answer.
#[derive(Debug, Default)]
pub struct Decoder {
    pub(super) scores: Scores,
    pub(super) labels: Vec<u8>,
    /// For each position but the first and each label, the best label before it.
    before: Vec<i16>,
    /// For each label the score of the best path to it, less that of the best path of all.
    best: Vec<i16>,
    next: Vec<i16>,
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
        let width = self.width();
        let transitions = self.transitions();
        let Decoder { labels, before, best, next, .. } = decoder;
        labels.clear();
        before.clear();
        if scores.is_empty() {
            return labels;
        }
        best.clear();
        best.extend_from_slice(&transitions.start);
        best.resize(width, NEVER);
        arrive(best, scores.row(0));
        before.resize((scores.len() - 1) * width, 0);
        next.clear();
        next.resize(width, NEVER);
        let blocks = width / LANES;
        let transition_rows = transitions.padded.as_chunks::<LANES>().0;
        let befores = before.as_chunks_mut::<LANES>().0.chunks_exact_mut(blocks);
        for (position, before) in (1..).zip(befores) {
            if let ([row], [to], [before]) =
                (best.as_chunks::<LANES>().0, next.as_chunks_mut::<LANES>().0, &mut *before)
            {
                step_narrow(row, transition_rows, to, before);
                arrive(next, scores.row(position));
                std::mem::swap(best, next);
                continue;
            }
            next.fill(NEVER);
            let to = next.as_chunks_mut::<LANES>().0;
            let rows = transition_rows.chunks_exact(blocks).zip(&transitions.shortcuts);
            for (from, (&score, (row, shortcut))) in best.iter().zip(rows).enumerate() {
                let beaten = shortcut.rival.is_some_and(|(rival, advantage)| {
                    let rival = best.get(rival).copied().unwrap_or(NEVER);
                    rival > NEVER && i32::from(score) + advantage <= i32::from(rival)
                });
                if score == NEVER || beaten {
                    continue;
                }
                let skipped = shortcut.followers.start / LANES;
                let count = shortcut.followers.len() / LANES;
                let blocks = row.iter().zip(&mut *to).zip(&mut *before);
                for ((row, next), before) in blocks.skip(skipped).take(count) {
                    step(score, from as i16, row, next, before);
                }
            }
            arrive(next, scores.row(position));
            std::mem::swap(best, next);
        }
        best.truncate(transitions.end.len());
        for (best, &end) in best.iter_mut().zip(&transitions.end) {
            *best = if end == NEVER { NEVER } else { best.saturating_add(end) };
        }

        let mut label = 0;
        for (candidate, score) in best.iter().enumerate() {
            if best.get(label).is_some_and(|highest| score > highest) {
                label = candidate;
            }
        }
        labels.push(label as u8);
        for before in before.chunks_exact(width).rev() {
            label = before.get(label).copied().map_or(0, |label| label as usize);
            labels.push(label as u8);
        }
        labels.reverse();
        labels
    }
}

/// Labels that are looked at together, in one vector. Rows are a multiple of them wide, and models
/// with no more of them are decoded in registers.
const LANES: usize = 8;

/// Extends the path that ends in `from` to every label that it is the best way to so far.
#[inline]
fn step(
    score: i16,
    from: i16,
    transitions: &[i16; LANES],
    next: &mut [i16; LANES],
    before: &mut [i16; LANES],
) {
    // Copies, because the compiler takes no branch for what it need not leave alone.
    let (mut paths, mut from_labels) = (*next, *before);
    for ((path, from_label), &transition) in paths.iter_mut().zip(&mut from_labels).zip(transitions)
    {
        let longer = score.saturating_add(transition);
        let better = (transition > NEVER) & (longer > *path);
        *path = if better { longer } else { *path };
        *from_label = if better { from } else { *from_label };
    }
    (*next, *before) = (paths, from_labels);
}

/// All steps between two positions for a model with few labels.
#[inline]
fn step_narrow(
    best: &[i16; LANES],
    transitions: &[[i16; LANES]],
    next: &mut [i16; LANES],
    before: &mut [i16; LANES],
) {
    let mut paths = [NEVER; LANES];
    let mut from_labels = [0; LANES];
    for (from, (&score, row)) in (0..).zip(best.iter().zip(transitions)) {
        for ((path, from_label), &transition) in paths.iter_mut().zip(&mut from_labels).zip(row) {
            let longer = score.saturating_add(transition);
            let better = (score > NEVER) & (transition > NEVER) & (longer > *path);
            *path = if better { longer } else { *path };
            *from_label = if better { from } else { *from_label };
        }
    }
    *next = paths;
    *before = from_labels;
}

/// Adds the scores of a position to the paths that lead there, and makes the best of them zero.
#[inline]
fn arrive(paths: &mut [i16], scores: &[i16]) {
    let paths = paths.as_chunks_mut::<LANES>().0;
    let mut highest = [NEVER; LANES];
    for (paths, scores) in paths.iter_mut().zip(scores.as_chunks::<LANES>().0) {
        for ((path, &score), highest) in paths.iter_mut().zip(scores).zip(&mut highest) {
            let longer = path.saturating_add(score).max(NEVER + 1);
            *path = if *path == NEVER { NEVER } else { longer };
            *highest = (*highest).max(*path);
        }
    }
    let highest = highest.into_iter().fold(NEVER, i16::max);
    for path in paths.as_flattened_mut() {
        let relative = path.saturating_sub(highest).max(NEVER + 1);
        *path = if *path == NEVER { NEVER } else { relative };
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
