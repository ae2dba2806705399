//! How likely each label is at each position.

use super::{Model, Scores};

/// For each position of a sequence the probability of each label, and the memory to compute it.
#[derive(Debug, Default)]
pub struct Marginals {
    /// Weights of the paths up to each position; in the end, the probabilities.
    forward: Vec<f32>,
    /// Weights of the paths from each position on, last position first.
    backward: Vec<f32>,
    emissions: Vec<f32>,
    ahead: Vec<f32>,
    back: Vec<f32>,
    next: Vec<f32>,
    width: usize,
}

/// Lanes that are computed at once. Rows are a multiple of them wide.
const LANES: usize = 8;

impl Marginals {
    /// The probabilities of the labels at a position; empty past the end.
    pub fn row(&self, position: usize) -> &[f32] {
        self.forward.get(position * self.width..(position + 1) * self.width).unwrap_or_default()
    }
}

impl Model {
    /// Computes the probability of each label at each position over all legal sequences, with the
    /// forward-backward algorithm (Rabiner 1989). Linear in the positions, quadratic in the labels.
    pub fn marginals(&self, scores: &Scores, marginals: &mut Marginals) {
        let width = self.width();
        let count = self.labels().len();
        let transitions = self.transitions();
        let Marginals { forward, backward, emissions, ahead, back, next, .. } = marginals;
        marginals.width = width;
        emissions.clear();
        for position in 0..scores.len() {
            let row = scores.row(position);
            let row = row.get(..count).unwrap_or_default();
            let highest = row.iter().copied().max().unwrap_or(0);
            emissions
                .extend(row.iter().map(|&score| self.weight_behind(score.saturating_sub(highest))));
            emissions.resize((position + 1) * width, 0.0);
        }
        let start = |row: &mut Vec<f32>, weights: &[f32]| {
            row.clear();
            row.extend_from_slice(weights);
            row.resize(width, 0.0);
        };
        start(ahead, &transitions.start_weights);
        start(back, &transitions.end_weights);
        next.clear();
        next.resize(width, 0.0);
        forward.clear();
        backward.clear();
        // Both ways at once: the steps of one wait for one another, but not for those of the other.
        let rows = emissions.chunks_exact(width);
        for (emission, emission_back) in rows.clone().zip(rows.rev()) {
            multiply(ahead, emission);
            normalise(ahead);
            forward.extend_from_slice(ahead);
            step(ahead, &transitions.weights, next);
            std::mem::swap(ahead, next);

            backward.extend_from_slice(back);
            multiply(back, emission_back);
            step(back, &transitions.weights_back, next);
            std::mem::swap(back, next);
            normalise(back);
        }
        let backward = backward.chunks_exact(width).rev();
        for (forward, backward) in forward.chunks_exact_mut(width).zip(backward) {
            multiply(forward, backward);
            normalise(forward);
        }
    }
}

/// One step along the sequence: the weight of each label in `next`, given those of its neighbours.
#[inline]
fn step(weights: &[f32], between: &[f32], next: &mut [f32]) {
    let (next, _) = next.as_chunks_mut::<LANES>();
    let (between, _) = between.as_chunks::<LANES>();
    let blocks = next.len().max(1);
    for (block, next) in next.iter_mut().enumerate() {
        let mut sums = [0.0; LANES];
        for (weight, between) in weights.iter().zip(between.iter().skip(block).step_by(blocks)) {
            for (sum, factor) in sums.iter_mut().zip(between) {
                *sum += weight * factor;
            }
        }
        *next = sums;
    }
}

#[inline]
fn multiply(weights: &mut [f32], factors: &[f32]) {
    let (weights, _) = weights.as_chunks_mut::<LANES>();
    let (factors, _) = factors.as_chunks::<LANES>();
    for (weights, factors) in weights.iter_mut().zip(factors) {
        weights.iter_mut().zip(factors).for_each(|(weight, factor)| *weight *= factor);
    }
}

#[inline]
fn normalise(weights: &mut [f32]) {
    let (weights, _) = weights.as_chunks_mut::<LANES>();
    let sum: f32 = weights.iter().flatten().sum();
    if sum > 0.0 {
        let share = 1.0 / sum;
        weights.iter_mut().flatten().for_each(|weight| *weight *= share);
    }
}
