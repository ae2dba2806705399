//! How likely each label is at each position.

use super::lanes::{self, LANES, Row};
use super::model::Transitions;
use super::vectors::in_blocks;
use super::{Model, Scores};

/// For each position of a sequence the probability of each label, and the memory to compute it.
#[derive(Debug, Default)]
pub struct Marginals {
    /// Weights of the paths up to each position; in the end, the probabilities.
    forward: Vec<[f32; LANES]>,
    /// Weights of the paths from each position on.
    backward: Vec<[f32; LANES]>,
    emissions: Vec<[f32; LANES]>,
    blocks: usize,
}

impl Marginals {
    /// The probabilities of the labels at a position; empty past the end.
    pub fn row(&self, position: usize) -> &[f32] {
        let row = self.forward.get(position * self.blocks..(position + 1) * self.blocks);
        row.unwrap_or_default().as_flattened()
    }
}

impl Model {
    /// Computes the probability of each label at each position over all legal sequences, with the
    /// forward-backward algorithm (Rabiner 1989). Linear in the positions, quadratic in the labels.
    pub fn marginals(&self, scores: &Scores, marginals: &mut Marginals) {
        in_blocks!(self.weigh_all(scores, marginals))
    }

    /// [`Model::marginals`] in blocks of labels whose number the compiler knows.
    #[inline(always)]
    fn weigh_all<const BLOCKS: usize>(&self, scores: &Scores, marginals: &mut Marginals) {
        let transitions = self.transitions();
        let Marginals { forward, backward, emissions, blocks } = marginals;
        *blocks = BLOCKS;
        for rows in [&mut *forward, &mut *backward, &mut *emissions] {
            rows.clear();
            rows.resize(scores.len() * BLOCKS, [0.0; LANES]);
        }
        let (forward, _) = forward.as_chunks_mut::<BLOCKS>();
        let (backward, _) = backward.as_chunks_mut::<BLOCKS>();
        let (emissions, _) = emissions.as_chunks_mut::<BLOCKS>();
        for (position, emission) in emissions.iter_mut().enumerate() {
            *emission = self.weigh(scores.row(position));
        }

        let factors = transitions.weights.as_chunks::<BLOCKS>().0;
        let factors_back = transitions.weights_back.as_chunks::<BLOCKS>().0;
        let mut ahead = lanes::load(&transitions.start_weights, 0.0);
        let mut back: Row<f32, BLOCKS> = lanes::load(&transitions.end_weights, 0.0);
        let (mut share_ahead, mut share_back) = (1.0, 1.0);
        // Both ways at once: the steps of one wait for one another, but not for those of the other.
        let ways = forward.iter_mut().zip(&*emissions);
        let ways_back = backward.iter_mut().zip(&*emissions).rev();
        for ((forward, emission), (backward, emission_back)) in ways.zip(ways_back) {
            lanes::multiply(&mut ahead, emission);
            lanes::scale(&mut ahead, share_ahead);
            *forward = ahead;
            share_ahead = share_of(&ahead);
            ahead = lanes::step(&ahead, factors);

            *backward = back;
            lanes::multiply(&mut back, emission_back);
            lanes::scale(&mut back, share_back);
            share_back = share_of(&back);
            back = lanes::step(&back, factors_back);
        }
        for (forward, backward) in forward.iter_mut().zip(backward) {
            lanes::multiply(forward, backward);
            lanes::scale(forward, share_of(forward));
        }
    }

    /// What paths are multiplied by for the scores of a position: one for the highest.
    #[inline(always)]
    pub(super) fn weigh<const BLOCKS: usize>(&self, scores: &[i16]) -> Row<f32, BLOCKS> {
        let mut row: Row<i16, BLOCKS> = lanes::load(scores, Transitions::NEVER);
        lanes::add(&mut row, &lanes::load(&self.transitions().padding, Transitions::NEVER));
        let highest = lanes::highest(&row);
        for block in &mut row {
            for (score, highest) in block.iter_mut().zip(&highest) {
                *score = score.saturating_sub(*highest);
            }
        }
        lanes::exponentials(&row, self.unit())
    }
}

/// What makes the sum of weights one. Weights that are multiplied by it at the next position, so
/// that no step waits for a division, stay well within the range.
#[inline(always)]
fn share_of<const BLOCKS: usize>(weights: &Row<f32, BLOCKS>) -> f32 {
    let sum = lanes::sum(weights);
    if sum > 0.0 { 1.0 / sum } else { 1.0 }
}
