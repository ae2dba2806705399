//! How likely each label is at each position.

use super::model::Transitions;
use super::{Model, Scores};

/// For each position of a sequence the probability of each label, and the memory to compute it.
#[derive(Debug, Default)]
pub struct Marginals {
    forward: Vec<f32>,
    emissions: Vec<f32>,
    width: usize,
}

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
        let Marginals { forward, emissions, .. } = marginals;
        marginals.width = width;
        forward.clear();
        emissions.clear();
        let weigh = |score: &i16| match *score {
            Transitions::NEVER => 0.0,
            score => (self.unit() * f32::from(score)).exp(),
        };
        let transitions = self.transitions();
        let padded = |scores: &[i16]| {
            let mut row: Vec<f32> = scores.iter().map(weigh).collect();
            row.resize(width, 0.0);
            row
        };
        let rows: Vec<Vec<f32>> = transitions.between.chunks_exact(count).map(padded).collect();
        let columns: Vec<Vec<f32>> = (0..count)
            .map(|to| {
                let column: Vec<i16> =
                    transitions.between.iter().skip(to).step_by(count).copied().collect();
                padded(&column)
            })
            .collect();

        let mut current = padded(&transitions.start);
        let mut next = vec![0.0; width];
        for position in 0..scores.len() {
            let row = scores.row(position);
            let highest = row.iter().take(count).copied().max().unwrap_or(0);
            let emission = row.iter().enumerate().map(|(label, score)| {
                let known = f32::from(u8::from(label < count));
                known * (self.unit() * f32::from(score.saturating_sub(highest))).exp()
            });
            let start = emissions.len();
            emissions.extend(emission);
            let emission = emissions.get(start..).unwrap_or_default();
            current.iter_mut().zip(emission).for_each(|(weight, factor)| *weight *= factor);
            normalise(&mut current);
            forward.extend_from_slice(&current);
            step(&current, &rows, &mut next);
            std::mem::swap(&mut current, &mut next);
        }

        let mut backward = padded(&transitions.end);
        for (alpha, emission) in
            forward.chunks_exact_mut(width).zip(emissions.chunks_exact(width)).rev()
        {
            for (alpha, beta) in alpha.iter_mut().zip(&backward) {
                *alpha *= beta;
            }
            normalise(alpha);
            backward.iter_mut().zip(emission).for_each(|(beta, factor)| *beta *= factor);
            step(&backward, &columns, &mut next);
            std::mem::swap(&mut backward, &mut next);
            normalise(&mut backward);
        }
    }
}

/// One step along the sequence: the weight of each label in `next`, given those of its neighbours.
fn step(weights: &[f32], between: &[Vec<f32>], next: &mut [f32]) {
    next.fill(0.0);
    for (weight, between) in weights.iter().zip(between) {
        next.iter_mut().zip(between).for_each(|(next, factor)| *next += weight * factor);
    }
}

fn normalise(weights: &mut [f32]) {
    let sum: f32 = weights.iter().sum();
    if sum > 0.0 {
        weights.iter_mut().for_each(|weight| *weight /= sum);
    }
}
