//! Probabilities of labels under a conditional random field, in full precision.

use pullquote_core::learn::Labels;

/// Weights of transitions. What is not legal has the weight of minus infinity, for good.
#[derive(Debug, Clone)]
pub(crate) struct TransitionWeights {
    pub(crate) between: Vec<f32>,
    pub(crate) start: Vec<f32>,
    pub(crate) end: Vec<f32>,
}

impl TransitionWeights {
    pub(crate) fn new(labels: &Labels) -> Self {
        let count = labels.len();
        let weight = |legal: bool| if legal { 0.0 } else { f32::NEG_INFINITY };
        let pairs = (0..count).flat_map(|from| (0..count).map(move |to| (from, to)));
        TransitionWeights {
            between: pairs.map(|(from, to)| weight(labels.may_follow(from, to))).collect(),
            start: (0..count).map(|label| weight(labels.may_start(label))).collect(),
            end: (0..count).map(|label| weight(labels.may_end(label))).collect(),
        }
    }

    fn exponentials(&self) -> Self {
        let exponentials = |weights: &[f32]| weights.iter().map(|weight| weight.exp()).collect();
        TransitionWeights {
            between: exponentials(&self.between),
            start: exponentials(&self.start),
            end: exponentials(&self.end),
        }
    }
}

/// How likely each label and each pair of neighbouring labels is.
#[derive(Debug, Default)]
pub(crate) struct Marginals {
    /// `labels[position * count + label]`.
    pub(crate) labels: Vec<f32>,
    /// Summed over positions: `pairs[from * count + to]`.
    pub(crate) pairs: Vec<f32>,
    /// Logarithm of the summed weight of all sequences.
    pub(crate) log_weight: f32,
}

/// Runs the forward–backward algorithm, on memory that it keeps.
#[derive(Debug, Default)]
pub(crate) struct ForwardBackward {
    forward: Vec<f32>,
    backward: Vec<f32>,
    emission: Vec<f32>,
}

impl ForwardBackward {
    /// The marginals of a sequence with these scores (`positions × count`), over all sequences that
    /// `allowed` (a set of labels for each position, all when `None`) and the transitions allow.
    ///
    /// Returns whether there is any such sequence; `marginals` mean nothing if not.
    pub(crate) fn run(
        &mut self,
        transitions: &TransitionWeights,
        scores: &[f32],
        allowed: Option<&[u128]>,
        marginals: &mut Marginals,
    ) -> bool {
        let count = transitions.start.len();
        let positions = scores.len() / count;
        let weights = transitions.exponentials();
        self.forward.clear();
        self.forward.resize(scores.len(), 0.0);
        self.backward.clear();
        self.backward.resize(scores.len(), 0.0);
        marginals.log_weight = 0.0;

        self.emission.clear();
        for (position, row) in scores.chunks_exact(count).enumerate() {
            let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            marginals.log_weight += highest;
            let set = allowed.and_then(|allowed| allowed.get(position)).copied();
            self.emission.extend(row.iter().enumerate().map(|(label, score)| match set {
                Some(set) if set >> label & 1 == 0 => 0.0,
                _ => (score - highest).exp(),
            }));
        }

        for position in 0..positions {
            let (done, rest) = self.forward.split_at_mut(position * count);
            let row = &mut rest[..count];
            if position == 0 {
                row.copy_from_slice(&weights.start);
            } else {
                let last = &done[(position - 1) * count..];
                for (&weight, between) in last.iter().zip(weights.between.chunks_exact(count)) {
                    if weight > 0.0 {
                        row.iter_mut()
                            .zip(between)
                            .for_each(|(to, between)| *to += weight * between);
                    }
                }
            }
            let emission = &self.emission[position * count..(position + 1) * count];
            row.iter_mut().zip(emission).for_each(|(to, emission)| *to *= emission);
            let sum: f32 = row.iter().sum();
            if !(sum > 0.0 && sum.is_finite()) {
                return false;
            }
            row.iter_mut().for_each(|to| *to /= sum);
            marginals.log_weight += sum.ln();
        }

        marginals.pairs.clear();
        marginals.pairs.resize(count * count, 0.0);
        let mut ahead = weights.end.clone();
        let last = &self.forward[(positions - 1) * count..];
        let sum: f32 = last.iter().zip(&ahead).map(|(a, b)| a * b).sum();
        if sum.is_nan() || sum <= 0.0 {
            return false;
        }
        marginals.log_weight += sum.ln();
        ahead.iter_mut().for_each(|to| *to /= sum);
        self.backward[(positions - 1) * count..].copy_from_slice(&ahead);
        for position in (1..positions).rev() {
            let emission = &self.emission[position * count..(position + 1) * count];
            ahead.iter_mut().zip(emission).for_each(|(to, emission)| *to *= emission);
            let before = &self.forward[(position - 1) * count..position * count];
            let row = &mut self.backward[(position - 1) * count..position * count];
            for (to, between) in row.iter_mut().zip(weights.between.chunks_exact(count)) {
                *to = between.iter().zip(&ahead).map(|(a, b)| a * b).sum();
            }
            let sum: f32 = before.iter().zip(&*row).map(|(a, b)| a * b).sum();
            if sum.is_nan() || sum <= 0.0 {
                return false;
            }
            row.iter_mut().for_each(|to| *to /= sum);
            for (from, &weight) in before.iter().enumerate() {
                if weight > 0.0 {
                    let pairs = &mut marginals.pairs[from * count..(from + 1) * count];
                    let between = &weights.between[from * count..(from + 1) * count];
                    for ((pair, between), ahead) in pairs.iter_mut().zip(between).zip(&ahead) {
                        *pair += weight * between * ahead / sum;
                    }
                }
            }
            ahead.copy_from_slice(row);
        }
        marginals.labels.clear();
        marginals.labels.extend(self.forward.iter().zip(&self.backward).map(|(a, b)| a * b));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marginals by listing every sequence of three positions.
    fn by_listing(
        transitions: &TransitionWeights,
        scores: &[f32],
        allowed: Option<&[u128]>,
    ) -> (Vec<f32>, Vec<f32>, f32) {
        let count = transitions.start.len();
        let (mut labels, mut pairs, mut all) =
            (vec![0.0; 3 * count], vec![0.0; count * count], 0.0);
        for number in 0..count.pow(3) {
            let path = [number / count / count, number / count % count, number % count];
            let legal = |(position, label): (usize, &usize)| {
                allowed.is_none_or(|allowed| allowed[position] >> label & 1 == 1)
            };
            if !path.iter().enumerate().all(legal) {
                continue;
            }
            let mut weight = transitions.start[path[0]] + transitions.end[path[2]];
            weight += path.iter().enumerate().map(|(p, l)| scores[p * count + l]).sum::<f32>();
            weight +=
                path.windows(2).map(|w| transitions.between[w[0] * count + w[1]]).sum::<f32>();
            let weight = weight.exp();
            all += weight;
            path.iter().enumerate().for_each(|(p, l)| labels[p * count + l] += weight);
            path.windows(2).for_each(|w| pairs[w[0] * count + w[1]] += weight);
        }
        labels.iter_mut().chain(&mut pairs).for_each(|share| *share /= all);
        (labels, pairs, all.ln())
    }

    #[test]
    fn marginals_equal_those_by_listing() {
        let names = Labels::bilou(&["A", "B"]);
        let count = names.len();
        let mut transitions = TransitionWeights::new(&names);
        let mut random = crate::Random::new(1);
        for weight in transitions.between.iter_mut().chain(&mut transitions.start) {
            *weight += random.fraction();
        }
        let scores: Vec<f32> = (0..3 * count).map(|_| random.fraction() * 4.0 - 2.0).collect();
        let sets = [1 | 1 << 1, !0, !(1 << 4)];
        for allowed in [None, Some(&sets[..])] {
            let mut marginals = Marginals::default();
            assert!(ForwardBackward::default().run(&transitions, &scores, allowed, &mut marginals));
            let (labels, pairs, log_weight) = by_listing(&transitions, &scores, allowed);
            let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4);
            assert!(near(&marginals.labels, &labels));
            assert!(near(&marginals.pairs, &pairs));
            assert!((marginals.log_weight - log_weight).abs() < 1e-4);
        }
    }

    #[test]
    fn impossible_sets_are_told() {
        let labels = Labels::bilou(&["A"]);
        let transitions = TransitionWeights::new(&labels);
        let only_inside = [1 << labels.find("I-A").unwrap()];
        let mut marginals = Marginals::default();
        let scores = vec![0.0; labels.len()];
        let mut machine = ForwardBackward::default();
        assert!(!machine.run(&transitions, &scores, Some(&only_inside), &mut marginals));
    }
}
