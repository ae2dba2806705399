//! How sure a decoded answer is.

use std::ops::Range;

use super::model::Transitions;
use super::{Model, Scores};

/// Positions on either side of a segment whose labels may vary when its probability is computed.
const CONTEXT: usize = 2;

impl Model {
    /// The probability that the positions of `segment` have the labels that `labels` gives them:
    /// the weight of all legal sequences that do over that of all that may not, by the forward
    /// algorithm. Labels more than two positions away from the segment are held fixed, which hardly
    /// changes the answer and makes it cost the same in any text.
    ///
    /// `labels` are the decoded labels of the whole sequence. Zero when the segment is not of it.
    pub fn confidence(&self, scores: &Scores, labels: &[u8], segment: Range<usize>) -> f32 {
        if segment.is_empty() || segment.end > scores.len() || labels.len() != scores.len() {
            return 0.0;
        }
        let window = segment.start.saturating_sub(CONTEXT)
            ..segment.end.saturating_add(CONTEXT).min(scores.len());
        let kept = self.log_weight(scores, labels, window.clone(), segment);
        let all = self.log_weight(scores, labels, window, 0..0);
        (kept - all).exp().clamp(0.0, 1.0)
    }

    /// The logarithm of the summed weights of all sequences that have the given labels at the
    /// positions of `fixed` and outside of `window`.
    fn log_weight(
        &self,
        scores: &Scores,
        labels: &[u8],
        window: Range<usize>,
        fixed: Range<usize>,
    ) -> f32 {
        let count = self.labels().len();
        let transitions = self.transitions();
        let label_at = |position: usize| labels.get(position).copied().map_or(0, usize::from);
        let between = |from: usize| {
            transitions.between.get(from * count..(from + 1) * count).unwrap_or_default()
        };
        let weigh = |transition: i16| match transition {
            Transitions::NEVER => 0.0,
            score => (self.unit() * f32::from(score)).exp(),
        };

        let mut forward: Vec<f32> = match window.start.checked_sub(1) {
            None => transitions.start.iter().copied().map(weigh).collect(),
            Some(before) => between(label_at(before)).iter().copied().map(weigh).collect(),
        };
        let mut log_scale = 0.0;
        for position in window.clone() {
            if position > window.start {
                let mut next = vec![0.0; count];
                for (from, weight) in
                    forward.iter().enumerate().filter(|(_, weight)| **weight > 0.0)
                {
                    for (next, &transition) in next.iter_mut().zip(between(from)) {
                        *next += weight * weigh(transition);
                    }
                }
                forward = next;
            }
            let row = scores.row(position).get(..count).unwrap_or_default();
            let highest = row.iter().copied().max().unwrap_or(0);
            for (label, (weight, &score)) in forward.iter_mut().zip(row).enumerate() {
                if fixed.contains(&position) && label != label_at(position) {
                    *weight = 0.0;
                } else {
                    *weight *= (self.unit() * f32::from(score.saturating_sub(highest))).exp();
                }
            }
            let sum: f32 = forward.iter().sum();
            if sum <= 0.0 {
                return f32::NEG_INFINITY;
            }
            forward.iter_mut().for_each(|weight| *weight /= sum);
            log_scale += sum.ln() + self.unit() * f32::from(highest);
        }
        let after: f32 = if window.end == scores.len() {
            forward.iter().zip(&transitions.end).map(|(weight, &end)| weight * weigh(end)).sum()
        } else {
            let after = label_at(window.end);
            let leave = |(from, weight): (usize, &f32)| {
                weight * between(from).get(after).copied().map_or(0.0, weigh)
            };
            forward.iter().enumerate().map(leave).sum()
        };
        log_scale + after.ln()
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
            if rows.len() <= 3 {
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
