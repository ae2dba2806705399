//! Fits the weights of one group of languages.
//!
//! Softmax regression on crops of the lines, from a single word to a paragraph, so that the model
//! learns to judge short text as well as long. Steps are those of AdaGrad (Duchi, Hazan and Singer
//! 2011) with one rate a row: the more often a slot was seen, the smaller.

use indicatif::ProgressBar;
use pullquote_core::language::training::DAMPING;
use pullquote_training::Random;

use super::corpus::Line;

/// What a class is learned from.
#[derive(Debug, Clone)]
pub(crate) struct Class<'a> {
    /// Lines of general text.
    pub(crate) general: &'a [Line],
    /// Lines of the annotated set.
    pub(crate) annotated: Vec<Line>,
}

/// How to learn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    /// Bits of the hash that choose a row.
    pub(crate) bits: u8,
    /// Passes over the text.
    pub(crate) epochs: usize,
    /// The first step.
    pub(crate) rate: f32,
    /// Crops a pass, of each class.
    pub(crate) crops: usize,
    /// Share of the crops that are from the annotated lines.
    pub(crate) annotated: f32,
}

/// The weights before they are rounded.
#[derive(Debug)]
struct Weights {
    width: usize,
    shift: u32,
    values: Vec<f32>,
    /// Sum of the squared gradients of each row.
    squares: Vec<f32>,
}

/// Learns the weights of a group: a row for each slot, as wide as there are classes.
pub(crate) fn fit(
    classes: &[Class<'_>],
    settings: &Settings,
    seed: u64,
    progress: &ProgressBar,
) -> Vec<f32> {
    let width = classes.len();
    let size = width << settings.bits;
    let mut weights = Weights {
        width,
        shift: 32 - u32::from(settings.bits),
        values: vec![0.0; size],
        squares: vec![0.0; 1 << settings.bits],
    };
    let mut random = Random::new(seed);
    let mut order: Vec<usize> =
        (0..classes.len()).flat_map(|class| vec![class; settings.crops]).collect();
    for epoch in 0..settings.epochs {
        let rate = settings.rate * (1.0 - epoch as f32 / settings.epochs as f32).max(0.1);
        random.shuffle(&mut order);
        for &class in &order {
            let crop = crop(&classes[class], settings, &mut random);
            if !crop.is_empty() {
                weights.learn(crop, class, rate);
            }
        }
        progress.inc(1);
    }
    weights.values
}

/// A stretch of words of a random line: from the start in half of the cases, short in a third.
fn crop<'a>(class: &'a Class<'_>, settings: &Settings, random: &mut Random) -> &'a [u32] {
    let from_annotated = class.general.is_empty() || random.fraction() < settings.annotated;
    let lines = if from_annotated && !class.annotated.is_empty() {
        class.annotated.as_slice()
    } else {
        class.general
    };
    let Some(line) = lines.get(random.below(lines.len())) else { return &[] };
    let words = line.ends.len();
    let longest = if random.fraction() < 0.4 { 6 } else { 48 };
    let count = 1 + random.below(longest.min(words.max(1)));
    let start =
        if random.fraction() < 0.5 { 0 } else { random.below(words.saturating_sub(count) + 1) };
    line.words(start, count)
}

impl Weights {
    fn learn(&mut self, features: &[u32], class: usize, rate: f32) {
        let width = self.width;
        let scale = 1.0 / (features.len() as f32).powf(DAMPING);
        let mut scores = vec![0f32; width];
        for &feature in features {
            let row = (feature >> self.shift) as usize * width;
            for (score, weight) in scores.iter_mut().zip(&self.values[row..row + width]) {
                *score += weight;
            }
        }
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut sum = 0.0;
        for score in &mut scores {
            *score = ((*score - highest) * scale).exp();
            sum += *score;
        }
        let mut gradient = scores;
        gradient.iter_mut().for_each(|value| *value /= sum);
        gradient[class] -= 1.0;
        gradient.iter_mut().for_each(|value| *value *= scale);
        let square: f32 = gradient.iter().map(|value| value * value).sum();
        for &feature in features {
            let row = (feature >> self.shift) as usize;
            self.squares[row] += square;
            let step = rate / (self.squares[row] + 1e-4).sqrt();
            let values = &mut self.values[row * width..(row + 1) * width];
            for (value, gradient) in values.iter_mut().zip(&gradient) {
                *value -= step * gradient;
            }
        }
    }
}
