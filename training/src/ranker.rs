//! Training of log-linear models that choose one of several candidates, by AdaGrad.

use pullquote_core::learn::{FeatureRows, Labels, ModelId, ModelParts};

use crate::Random;
use crate::crf::TrainingOptions;

/// A choice to learn from.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// What holds of each candidate.
    pub candidates: FeatureRows,
    /// For each candidate whether it is right; several may be.
    pub right: Vec<bool>,
}

/// The trainer: a weight for each row of the model, and what AdaGrad remembers of its gradients. The
/// score of a candidate is the sum of the weights of its features; how likely it is that candidate
/// follows from the scores of all (softmax).
#[derive(Debug)]
pub struct Ranker {
    options: TrainingOptions,
    weights: Vec<f32>,
    squares: Vec<f32>,
    sum: Vec<f32>,
    rounds: usize,
}

impl Ranker {
    /// An untrained model.
    pub fn new(options: TrainingOptions) -> Self {
        let zeros = vec![0.0; 1 << options.row_bits];
        let (weights, squares, sum) = (zeros.clone(), zeros.clone(), zeros);
        Ranker { options, weights, squares, sum, rounds: 0 }
    }

    /// Forgets the weights and goes by another seed; the model becomes the average of all starts.
    pub fn start_anew(&mut self, seed: u64) {
        self.options.seed = seed;
        self.weights.fill(0.0);
        self.squares.fill(0.0);
    }

    /// Learns from `choices` for the number of rounds set; returns the mean loss of the last. The
    /// model is the average of those at the ends of the rounds of the second half.
    pub fn train(&mut self, choices: &[Ranking]) -> f32 {
        let mut random = Random::new(self.options.seed);
        let mut order: Vec<&Ranking> = choices.iter().collect();
        let mut loss = 0.0;
        for round in 1..=self.options.rounds {
            random.shuffle(&mut order);
            loss = 0.0;
            for choice in &order {
                loss += self.learn(choice, &mut random);
            }
            if 2 * round > self.options.rounds {
                self.sum.iter_mut().zip(&self.weights).for_each(|(sum, weight)| *sum += weight);
                self.rounds += 1;
            }
        }
        loss / choices.len().max(1) as f32
    }

    /// One step on one choice. Returns its loss.
    fn learn(&mut self, choice: &Ranking, random: &mut Random) -> f32 {
        let TrainingOptions { row_bits, rate, decay, dropout, .. } = self.options;
        let boost = 1.0 / (1.0 - dropout);
        let mut rows: Vec<Vec<usize>> = Vec::with_capacity(choice.right.len());
        let mut shares: Vec<f32> = Vec::with_capacity(choice.right.len());
        for features in choice.candidates.iter() {
            let kept = features.iter().filter(|_| dropout <= 0.0 || random.fraction() >= dropout);
            let kept: Vec<usize> =
                kept.map(|feature| (feature >> (32 - u32::from(row_bits))) as usize).collect();
            shares.push(boost * kept.iter().map(|&row| self.weights[row]).sum::<f32>());
            rows.push(kept);
        }
        let highest = shares.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        shares.iter_mut().for_each(|share| *share = (*share - highest).exp());
        let sum: f32 = shares.iter().sum();
        let right = |(share, right): (&f32, &bool)| if *right { *share } else { 0.0 };
        let of_right: f32 = shares.iter().zip(&choice.right).map(right).sum();
        if of_right <= 0.0 {
            return 0.0;
        }
        for ((rows, share), is_right) in rows.iter().zip(&shares).zip(&choice.right) {
            let wanted = if *is_right { share / of_right } else { 0.0 };
            let gradient = share / sum - wanted;
            if gradient.abs() < NEGLIGIBLE {
                continue;
            }
            for &row in rows {
                let (weight, square) = (&mut self.weights[row], &mut self.squares[row]);
                let gradient = gradient + decay * *weight;
                *square += gradient * gradient;
                *weight -= rate * gradient / (square.sqrt() + 1e-6);
            }
        }
        (sum / of_right).ln()
    }

    /// The model file of what was learned. It has one label, the score of a candidate.
    pub fn encode(&self, id: ModelId<'_>, training_data: &[String]) -> Vec<u8> {
        let rounds = self.rounds.max(1) as f32;
        let weights: Vec<f32> = self.sum.iter().map(|sum| sum / rounds).collect();
        let labels = Labels::new(["score"]);
        let row_bits = self.options.row_bits;
        let (between, start, end) = (&[0.0], &[0.0], &[0.0]);
        ModelParts {
            id,
            training_data,
            labels: &labels,
            row_bits,
            weights: &weights,
            between,
            start,
            end,
        }
        .encode()
    }
}

/// Gradients of candidates smaller than this are not worth a walk through memory.
const NEGLIGIBLE: f32 = 1e-3;

#[cfg(test)]
mod tests {
    use pullquote_core::learn::{Model, feature, hash_text};

    use super::*;

    #[test]
    fn what_is_chosen_outscores_the_others_and_the_seed_decides_every_byte() {
        const ID: ModelId<'static> = ModelId { name: "toy", feature_set: 1 };
        let features = |word: &str| [feature(0, hash_text(word)), feature(1, 0)];
        let ranking = |words: &[(&str, bool)]| {
            let mut ranking = Ranking::default();
            for &(word, right) in words {
                features(word).into_iter().for_each(|f| ranking.candidates.push(f));
                ranking.candidates.end_row();
                ranking.right.push(right);
            }
            ranking
        };
        let rankings = [
            ranking(&[("near", true), ("far", false)]),
            ranking(&[("far", true), ("nowhere", false)]),
            ranking(&[("nowhere", false), ("near", true), ("far", false)]),
        ];
        let options = TrainingOptions {
            rounds: 20,
            row_bits: 10,
            rate: 0.2,
            decay: 0.0,
            dropout: 0.1,
            seed: 1,
        };
        let train = || {
            let mut ranker = Ranker::new(options.clone());
            assert!(ranker.train(&rankings) < 0.5);
            ranker.encode(ID, &[])
        };
        let file = train();
        assert_eq!(file, train());
        let model = Model::load(ID, Box::leak(file.into_boxed_slice())).unwrap();
        let score = |word| {
            let mut scores = vec![0; model.width()];
            model.add_all(&features(word), &mut scores);
            scores[0]
        };
        assert!(score("near") > score("far") && score("far") > score("nowhere"));
    }
}
