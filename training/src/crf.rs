//! Training of linear-chain conditional random fields by AdaGrad.

use anyhow::{Result, ensure};
use pullquote_core::learn::{FeatureRows, Labels, Model, ModelId, ModelParts};

use crate::Random;
use crate::inference::{ForwardBackward, Marginals, TransitionWeights};
use crate::progress;

/// A set of labels: bit `n` says whether label `n` is in it.
pub type LabelSet = u128;

/// A sequence to learn from.
#[derive(Debug, Clone, Default)]
pub struct Example {
    /// What holds at each position.
    pub features: FeatureRows,
    /// For each position the labels that may be right: one when the annotation says which, several
    /// when it leaves that open. The likelihood is then that of all sequences it may be
    /// (Tsuboi et al. 2008).
    pub labels: Vec<LabelSet>,
    /// How much it counts; 1 for most.
    pub weight: f32,
}

impl Example {
    /// An example whose labels are known.
    pub fn new(features: FeatureRows, labels: impl IntoIterator<Item = usize>) -> Self {
        let labels = labels.into_iter().map(|label| 1 << label).collect();
        Example { features, labels, weight: 1.0 }
    }
}

/// How to train.
#[derive(Debug, Clone, clap::Args)]
pub struct TrainingOptions {
    /// Times that all examples are learned from
    #[arg(long, default_value_t = 10)]
    pub rounds: usize,
    /// The model has 2 to this power rows
    #[arg(long, default_value_t = 18)]
    pub row_bits: u8,
    /// Step size of AdaGrad
    #[arg(long, default_value_t = 0.1)]
    pub rate: f32,
    /// How strongly weights are drawn to zero
    #[arg(long, default_value_t = 1e-6)]
    pub decay: f32,
    /// Share of features left out at random while learning, so that none is relied on alone
    #[arg(long, default_value_t = 0.1)]
    pub dropout: f32,
    /// Decides the order of examples and the features left out
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// The trainer: weights so far and what AdaGrad remembers of their gradients.
#[derive(Debug)]
pub struct Crf {
    labels: Labels,
    options: TrainingOptions,
    weights: Weights,
    squares: Weights,
    /// Sum of the weights at the ends of the rounds that are averaged, and their number.
    sum: Option<(Box<Weights>, usize)>,
}

#[derive(Debug, Clone)]
struct Weights {
    /// `rows[row * count + label]`.
    rows: Vec<f32>,
    transitions: TransitionWeights,
}

/// Gradients of positions smaller than this are not worth a walk through memory.
const NEGLIGIBLE: f32 = 1e-3;

impl Crf {
    /// An untrained model.
    pub fn new(labels: Labels, options: TrainingOptions) -> Self {
        let transitions = TransitionWeights::new(&labels);
        let zeros = |weights: &[f32]| vec![0.0; weights.len()];
        let squares = Weights {
            rows: vec![0.0; labels.len() << options.row_bits],
            transitions: TransitionWeights {
                between: zeros(&transitions.between),
                start: zeros(&transitions.start),
                end: zeros(&transitions.end),
            },
        };
        let weights = Weights { rows: squares.rows.clone(), transitions };
        Crf { labels, options, weights, squares, sum: None }
    }

    /// Learns from `examples` for the number of rounds set, calling `after_round` with the number of
    /// the round, the mean loss of an example in it, and the model so far. The model is the average
    /// of those at the ends of the rounds of the second half.
    ///
    /// # Errors
    /// When `after_round` says so, or an example's labels are not those of its rows.
    pub fn train(
        &mut self,
        examples: &[Example],
        mut after_round: impl FnMut(usize, f32, &Crf) -> Result<()>,
    ) -> Result<()> {
        for example in examples {
            ensure!(example.labels.len() == example.features.len(), "rows without labels");
        }
        let mut random = Random::new(self.options.seed);
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        let mut learner = Learner::default();
        for round in 1..=self.options.rounds {
            random.shuffle(&mut order);
            let bar = progress::bar(order.len(), &format!("round {round}"));
            let mut loss = 0.0;
            for (done, &index) in order.iter().enumerate() {
                loss += f64::from(self.learn(&examples[index as usize], &mut random, &mut learner));
                if done % 256 == 0 {
                    bar.set_position(done as u64);
                }
            }
            bar.finish_and_clear();
            if 2 * round > self.options.rounds {
                self.add_to_average();
            }
            after_round(round, (loss / order.len().max(1) as f64) as f32, self)?;
        }
        Ok(())
    }

    /// Forgets what was learned but its part in the average, and takes another seed. Training again
    /// then makes the average one over both, which evens out what is chance in each.
    pub fn start_anew(&mut self, seed: u64) {
        let sum = self.sum.take();
        *self = Crf::new(self.labels.clone(), TrainingOptions { seed, ..self.options.clone() });
        self.sum = sum;
    }

    /// The model file of what was learned so far.
    pub fn encode(&self, id: ModelId<'_>, training_data: &[String]) -> Vec<u8> {
        let (weights, rounds) = match &self.sum {
            Some((sum, rounds)) => (&**sum, *rounds as f32),
            None => (&self.weights, 1.0),
        };
        let mean = |sum: &[f32]| sum.iter().map(|sum| sum / rounds).collect::<Vec<f32>>();
        ModelParts {
            id,
            training_data,
            labels: &self.labels,
            row_bits: self.options.row_bits,
            weights: &mean(&weights.rows),
            between: &mean(&weights.transitions.between),
            start: &mean(&weights.transitions.start),
            end: &mean(&weights.transitions.end),
        }
        .encode()
    }

    /// The model so far, as it would be loaded from its file. Its memory is never freed, so use it
    /// once a round, not once an example.
    ///
    /// # Errors
    /// Never, unless writing and reading disagree.
    pub fn model(&self, id: ModelId<'_>) -> Result<Model> {
        Ok(Model::load(id, Box::leak(self.encode(id, &[]).into_boxed_slice()))?)
    }

    /// One step of AdaGrad on one example. Returns its loss.
    fn learn(&mut self, example: &Example, random: &mut Random, learner: &mut Learner) -> f32 {
        let count = self.labels.len();
        if example.features.is_empty() {
            return 0.0;
        }
        let Learner { kept, scores, machine, free, right, gradient } = learner;
        let Weights { rows, transitions } = &mut self.weights;
        let shift = 32 - u32::from(self.options.row_bits);
        let boost = 1.0 / (1.0 - self.options.dropout);

        kept.clear();
        scores.clear();
        for features in example.features.iter() {
            let start = scores.len();
            scores.resize(start + count, 0.0);
            let scores = &mut scores[start..];
            for feature in features {
                if self.options.dropout > 0.0 && random.fraction() < self.options.dropout {
                    continue;
                }
                let row = (feature >> shift) as usize * count;
                kept.push(row);
                scores.iter_mut().zip(&rows[row..row + count]).for_each(|(s, w)| *s += w);
            }
            kept.end_row();
            scores.iter_mut().for_each(|score| *score *= boost);
        }
        if !machine.run(transitions, scores, None, free)
            || !machine.run(transitions, scores, Some(&example.labels), right)
        {
            return 0.0;
        }

        let Weights { rows: row_squares, transitions: squares } = &mut self.squares;
        let step = AdaGrad { rate: self.options.rate, decay: self.options.decay };
        gradient.resize(count, 0.0);
        for position in 0..example.labels.len() {
            let at = position * count..(position + 1) * count;
            let mut largest = 0.0f32;
            for ((gradient, free), right) in
                gradient.iter_mut().zip(&free.labels[at.clone()]).zip(&right.labels[at])
            {
                *gradient = (free - right) * example.weight;
                largest = largest.max(gradient.abs());
            }
            if position == 0 {
                step.apply(&mut transitions.start, &mut squares.start, gradient);
            }
            if position + 1 == example.labels.len() {
                step.apply(&mut transitions.end, &mut squares.end, gradient);
            }
            if largest < NEGLIGIBLE {
                continue;
            }
            for &row in kept.row(position) {
                step.apply(
                    &mut rows[row..row + count],
                    &mut row_squares[row..row + count],
                    gradient,
                );
            }
        }
        for (free, right) in free.pairs.iter_mut().zip(&right.pairs) {
            *free = (*free - right) * example.weight;
        }
        step.apply(&mut transitions.between, &mut squares.between, &free.pairs);
        free.log_weight - right.log_weight
    }

    fn add_to_average(&mut self) {
        let Some((sum, rounds)) = &mut self.sum else {
            self.sum = Some((Box::new(self.weights.clone()), 1));
            return;
        };
        let add = |sum: &mut [f32], weights: &[f32]| {
            sum.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        };
        add(&mut sum.rows, &self.weights.rows);
        add(&mut sum.transitions.between, &self.weights.transitions.between);
        add(&mut sum.transitions.start, &self.weights.transitions.start);
        add(&mut sum.transitions.end, &self.weights.transitions.end);
        *rounds += 1;
    }
}

/// Memory for learning from one example after another.
#[derive(Debug, Default)]
struct Learner {
    kept: KeptRows,
    scores: Vec<f32>,
    machine: ForwardBackward,
    free: Marginals,
    right: Marginals,
    gradient: Vec<f32>,
}

/// Where the rows of the features that were not left out start, for each position.
#[derive(Debug, Default)]
struct KeptRows {
    starts: Vec<usize>,
    ends: Vec<usize>,
}

impl KeptRows {
    fn clear(&mut self) {
        self.starts.clear();
        self.ends.clear();
    }

    fn push(&mut self, row: usize) {
        self.starts.push(row);
    }

    fn end_row(&mut self) {
        self.ends.push(self.starts.len());
    }

    fn row(&self, position: usize) -> &[usize] {
        let start = if position == 0 { 0 } else { self.ends[position - 1] };
        &self.starts[start..self.ends[position]]
    }
}

/// Steps whose size shrinks with the gradients seen so far (Duchi, Hazan and Singer 2011).
struct AdaGrad {
    rate: f32,
    decay: f32,
}

impl AdaGrad {
    fn apply(&self, weights: &mut [f32], squares: &mut [f32], gradient: &[f32]) {
        for ((weight, square), gradient) in weights.iter_mut().zip(squares).zip(gradient) {
            // Minus infinity is a transition that is not legal.
            let gradient = gradient + self.decay * weight.max(-1e6);
            *square += gradient * gradient;
            *weight -= self.rate * gradient / (square.sqrt() + 1e-6);
        }
    }
}

#[cfg(test)]
mod tests {
    use pullquote_core::learn::{Decoder, feature, hash_text};

    use super::*;

    const ID: ModelId<'static> = ModelId { name: "toy", feature_set: 1 };

    fn rows(words: &str) -> FeatureRows {
        let mut rows = FeatureRows::default();
        for word in words.split(' ') {
            rows.push(feature(0, hash_text(word)));
            rows.push(feature(1, u64::from(word.starts_with(char::is_uppercase))));
            rows.end_row();
        }
        rows
    }

    fn options() -> TrainingOptions {
        TrainingOptions { rounds: 20, row_bits: 10, rate: 0.2, decay: 0.0, dropout: 0.1, seed: 1 }
    }

    fn train(labels: &Labels, examples: &[Example]) -> (Vec<u8>, Model) {
        let mut crf = Crf::new(labels.clone(), options());
        let mut last = f32::INFINITY;
        crf.train(examples, |_, loss, _| {
            last = loss;
            Ok(())
        })
        .unwrap();
        assert!(last < 0.5, "loss {last}");
        (crf.encode(ID, &[]), crf.model(ID).unwrap())
    }

    #[test]
    fn segments_are_learned_and_the_seed_decides_every_byte() {
        let labels = Labels::bilou(&["NAME"]);
        let known = [
            ("yesterday Anna Berg slept", [0, 1, 3, 0]),
            ("today Carl Dorn Egg", [0, 1, 2, 3]),
            ("why not ask Finn", [0, 0, 0, 4]),
            ("Gus left the room", [4, 0, 0, 0]),
        ];
        let examples = known.map(|(words, labels)| Example::new(rows(words), labels));
        let (file, model) = train(&labels, &examples);
        let mut decoder = Decoder::default();
        assert_eq!(model.tag(&rows("yesterday Hugo Iden slept"), &mut decoder), [0, 1, 3, 0]);
        assert_eq!(file, train(&labels, &examples).0);
    }

    #[test]
    fn open_labels_take_what_the_others_teach() {
        let labels = Labels::new(["a", "b", "c"]);
        let example = |word, set| Example { features: rows(word), labels: vec![set], weight: 1.0 };
        let examples =
            [example("x", 0b001), example("y", 0b010), example("z", 0b110), example("z", 0b011)];
        let (_, model) = train(&labels, &examples);
        assert_eq!(model.classify(&[feature(0, hash_text("z"))]).label, 1);
    }
}
