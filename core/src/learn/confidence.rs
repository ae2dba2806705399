//! How sure a decoded answer is.

use std::ops::Range;

use super::model::MAX_LABELS;
use super::{Model, Scores};

/// Positions on either side of a segment whose labels may vary when its probability is computed.
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
        match self.width() {
            8 => self.share_of::<8>(scores, labels, segment, window),
            24 => self.share_of::<24>(scores, labels, segment, window),
            _ => self.share_of::<MAX_LABELS>(scores, labels, segment, window),
        }
    }

    /// [`Model::confidence`] for a model whose rows are at most `WIDTH` wide, given the positions
    /// whose labels may vary.
    fn share_of<const WIDTH: usize>(
        &self,
        scores: &Scores,
        labels: &[u8],
        segment: Range<usize>,
        window: Range<usize>,
    ) -> f32 {
        let label_at = |position: usize| labels.get(position).copied().map_or(0, usize::from);
        let transitions = self.transitions();
        let padded = |weights: &[f32]| -> [f32; WIDTH] {
            std::array::from_fn(|label| weights.get(label).copied().unwrap_or(0.0))
        };

        // Weights of all paths, and of those that go through the labels of the segment.
        let mut all = match window.start.checked_sub(1) {
            None => padded(&transitions.start_weights),
            Some(before) => padded(self.weights_from(label_at(before))),
        };
        let mut kept = all;
        for position in window.clone() {
            if position > window.start {
                all = self.advance(&all);
                kept = self.advance(&kept);
            }
            let row = scores.row(position);
            let highest = row.iter().copied().max().unwrap_or(0);
            let mut weights = [0.0; WIDTH];
            for (weight, &score) in weights.iter_mut().zip(row).take(self.labels().len()) {
                *weight = self.weight_behind(score.saturating_sub(highest));
            }
            all.iter_mut().zip(&weights).for_each(|(all, weight)| *all *= weight);
            if segment.contains(&position) {
                let known = label_at(position);
                let others = weights.iter_mut().enumerate().filter(|(label, _)| *label != known);
                others.for_each(|(_, weight)| *weight = 0.0);
            }
            kept.iter_mut().zip(&weights).for_each(|(kept, weight)| *kept *= weight);
            // Kept near one, so that no segment is too long for the range.
            let sum: f32 = all.iter().sum();
            if sum <= 0.0 {
                return 0.0;
            }
            all.iter_mut().chain(&mut kept).for_each(|weight| *weight /= sum);
        }
        let leaving = if window.end == scores.len() {
            padded(&transitions.end_weights)
        } else {
            let after = label_at(window.end);
            let weight = |from| self.weights_from(from).get(after).copied().unwrap_or(0.0);
            let count = self.labels().len();
            std::array::from_fn(|from| if from < count { weight(from) } else { 0.0 })
        };
        let sum = |paths: &[f32]| paths.iter().zip(&leaving).map(|(a, b)| a * b).sum::<f32>();
        let share = sum(&kept) / sum(&all);
        if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
    }

    /// What paths are multiplied by on their way from a label to each other.
    fn weights_from(&self, label: usize) -> &[f32] {
        let width = self.width();
        self.transitions().weights.get(label * width..(label + 1) * width).unwrap_or_default()
    }

    /// Takes the weights of paths by label one position on.
    fn advance<const WIDTH: usize>(&self, paths: &[f32; WIDTH]) -> [f32; WIDTH] {
        let mut next = [0.0; WIDTH];
        for (weight, row) in paths.iter().zip(self.transitions().weights.chunks_exact(self.width()))
        {
            if *weight > 0.0 {
                next.iter_mut().zip(row).for_each(|(to, transition)| *to += weight * transition);
            }
        }
        next
    }
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
