//! How sure a decoded answer is.

use std::ops::Range;

use super::lanes::{self, LANES, Row};
use super::vectors::in_blocks;
use super::{Model, Scores};

/// Positions on either side of a segment whose labels may vary when its probability is computed: one
/// at most, see [`Model::share_of`].
const CONTEXT: usize = 1;

impl Model {
    /// The probability that the positions of `segment` have the labels that `labels` gives them:
    /// the weight of all legal sequences that do over that of all that may not, by the forward
    /// algorithm. Labels more than one position away from the segment are held fixed, which hardly
    /// changes the answer and makes it cost the same in any text.
    ///
    /// `labels` are the decoded labels of the whole sequence. Zero when the segment is not of it.
    pub fn confidence(&self, scores: &Scores, labels: &[u8], segment: Range<usize>) -> f32 {
        if segment.is_empty() || segment.end > scores.len() || labels.len() != scores.len() {
            return 0.0;
        }
        let window = segment.start.saturating_sub(CONTEXT)
            ..segment.end.saturating_add(CONTEXT).min(scores.len());
        in_blocks!(self.share_of(scores, labels, segment, window))
    }

    /// [`Model::confidence`] in blocks of labels whose number the compiler knows, given the
    /// positions whose labels may vary.
    #[inline(always)]
    fn share_of<const BLOCKS: usize>(
        &self,
        scores: &Scores,
        labels: &[u8],
        segment: Range<usize>,
        window: Range<usize>,
    ) -> f32 {
        let label_at = |position: usize| labels.get(position).copied().map_or(0, usize::from);
        let transitions = self.transitions();
        let factors = transitions.weights.as_chunks::<BLOCKS>().0;
        let factors_back = transitions.weights_back.as_chunks::<BLOCKS>().0;
        let none = [[0.0; LANES]; BLOCKS];
        let from = |label: usize| factors.get(label).copied().unwrap_or(none);

        // Weights of all paths, and of those that go through the labels of the segment.
        let mut all = match window.start.checked_sub(1) {
            None => lanes::load(&transitions.start_weights, 0.0),
            Some(before) => from(label_at(before)),
        };
        let mut kept = all;
        for position in window.clone() {
            if position > window.start {
                all = lanes::step(&all, factors);
                kept = if position <= segment.start {
                    all
                } else {
                    // All of them come from one label: the window ends right after the segment.
                    let label = label_at(position - 1);
                    let mut ways = from(label);
                    lanes::scale(&mut ways, at(&kept, label));
                    ways
                };
            }
            let weights = self.weigh(scores.row(position));
            lanes::multiply(&mut all, &weights);
            if segment.contains(&position) {
                let label = label_at(position);
                let weight = at(&kept, label) * at(&weights, label);
                kept = none;
                if let Some(slot) = kept.as_flattened_mut().get_mut(label) {
                    *slot = weight;
                }
            } else {
                lanes::multiply(&mut kept, &weights);
            }
            // Kept near one, so that no segment is too long for the range.
            let sum = lanes::sum(&all);
            if sum <= 0.0 {
                return 0.0;
            }
            lanes::scale(&mut all, 1.0 / sum);
            lanes::scale(&mut kept, 1.0 / sum);
        }
        let leaving = if window.end == scores.len() {
            lanes::load(&transitions.end_weights, 0.0)
        } else {
            factors_back.get(label_at(window.end)).copied().unwrap_or(none)
        };
        let share = lanes::dot(&kept, &leaving) / lanes::dot(&all, &leaving);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// The number of a label.
#[inline(always)]
fn at<const BLOCKS: usize>(row: &Row<f32, BLOCKS>, label: usize) -> f32 {
    row.as_flattened().get(label).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::decode::tests::{all_paths, any_sequence, model, scores_of};
    use crate::learn::{Decoder, Labels};

    proptest! {
        #[test]
        fn confidence_is_the_share_of_all_legal_paths((weights, rows) in any_sequence()) {
            let labels = Labels::new(["O", "B-A", "I-A"]);
            let model = model(&labels, &weights[..9], &weights[81..84], &weights[90..93]);
            // Near the range of real models, where differences are a few logits.
            let rows: Vec<Vec<i16>> =
                rows.iter().map(|row| row.iter().map(|score| score / 30).collect()).collect();
            let scores = scores_of(&model, &rows);
            let mut decoder = Decoder::default();
            let found = model.decode(&scores, &mut decoder).to_vec();
            let weight = |total: i64| (f64::from(model.unit()) * total as f64).exp();
            let (mut kept, mut all) = (0.0, 0.0);
            for (path, total) in all_paths(&model, &rows) {
                if path[0] == found[0] {
                    kept += weight(total);
                }
                all += weight(total);
            }
            // Only sequences short enough that nothing is held fixed.
            if rows.len() <= 2 {
                let confidence = f64::from(model.confidence(&scores, &found, 0..1));
                prop_assert!((confidence - kept / all).abs() < 1e-3, "{confidence} {}", kept / all);
            }
        }
    }

    #[test]
    fn what_is_not_of_the_sequence_has_no_confidence() {
        let labels = Labels::new(["a", "b"]);
        let model = model(&labels, &[0.0; 4], &[0.0; 2], &[0.0; 2]);
        let scores = scores_of(&model, &[vec![1, 0]]);
        assert_eq!(model.confidence(&scores, &[0], 1..2), 0.0);
        assert_eq!(model.confidence(&scores, &[0], 0..0), 0.0);
    }
}
