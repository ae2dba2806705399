//! The models: one for each group of languages that share a script.
//!
//! Multinomial logistic regression over hashed n-grams ("hashing trick", Weinberger et al. 2009),
//! in the files of the learned engine.

use super::features::FEATURE_SET;
use super::languages::{GROUPS, Group};
use crate::learn::{Model, ModelCard, ModelError, ModelId, embedded};

/// Scores are divided by the number of features to this power: much of what the features of one
/// text say, others of it said before.
pub const DAMPING: f32 = 0.5;

/// How many features are added up in 16 bits before they could overflow.
pub(super) const BURST: usize = 256;

/// Logits so far behind the highest say that a language is out of the question.
const NEGLIGIBLE: f32 = -16.0;

/// The scores of a group's languages so far, in units of its model.
pub(super) type Scores = Vec<i32>;

/// A model for each group, in the order of [`GROUPS`].
#[derive(Debug, Clone)]
pub struct Models(Vec<Model>);

impl Models {
    /// The models that are part of this build.
    ///
    /// # Errors
    /// When one was made for other features or languages than this build has.
    pub(super) fn embedded() -> Result<Self, ModelError> {
        Models::load([
            embedded!("../../models/language-latn.bin"),
            embedded!("../../models/language-cyrl.bin"),
            embedded!("../../models/language-arab.bin"),
            embedded!("../../models/language-deva.bin"),
            embedded!("../../models/language-hebr.bin"),
            embedded!("../../models/language-hani.bin"),
        ])
    }

    /// Models from their files, in the order of [`GROUPS`].
    ///
    /// # Errors
    /// When one was made for other features or languages than this build has.
    pub fn load(files: [&'static [u8]; GROUPS.len()]) -> Result<Self, ModelError> {
        let pairs = GROUPS.iter().zip(files);
        pairs.map(|(group, file)| load(group, file)).collect::<Result<_, _>>().map(Models)
    }

    /// What people should know of them.
    pub(super) fn cards(&self) -> impl Iterator<Item = &ModelCard> {
        self.0.iter().map(Model::card)
    }

    /// Adds what `features` say of the languages of a group to `scores`.
    pub(super) fn add(&self, group: usize, features: &[u32], scores: &mut Scores) {
        let Some(model) = self.0.get(group) else { return };
        scores.resize(model.width(), 0);
        for burst in features.chunks(BURST) {
            let mut sums = [0i16; WIDEST];
            let sums = sums.split_at_mut(model.width().min(WIDEST)).0;
            model.add_all(burst, sums);
            for (score, &sum) in scores.iter_mut().zip(&*sums) {
                *score += i32::from(sum);
            }
        }
    }

    /// The likeliest of a group's languages by their scores over so many features, and how likely
    /// it is: as [`Models::probabilities`] says, without the others.
    pub(super) fn likeliest(
        &self,
        group: usize,
        scores: &Scores,
        features: u32,
    ) -> Option<(usize, f32)> {
        let model = self.0.get(group)?;
        let scores = scores.get(..model.labels().len())?;
        let (best, &highest) = scores.iter().enumerate().rev().max_by_key(|&(_, score)| score)?;
        let scale = model.unit() / (features.max(1) as f32).powf(DAMPING);
        let behind = scores.iter().map(|score| (score - highest) as f32 * scale);
        let sum: f32 = behind.filter(|&behind| behind > NEGLIGIBLE).map(f32::exp).sum();
        Some((best, 1.0 / sum))
    }

    /// The probabilities of a group's languages, by their scores over so many features.
    pub(super) fn probabilities(&self, group: usize, scores: &Scores, features: u32) -> Vec<f32> {
        let Some(model) = self.0.get(group) else { return Vec::new() };
        let scale = model.unit() / (features.max(1) as f32).powf(DAMPING);
        let scores = scores.iter().take(model.labels().len());
        let mut values: Vec<f32> = scores.map(|&score| score as f32 * scale).collect();
        let highest = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        values.iter_mut().for_each(|value| *value = (*value - highest).exp());
        let sum: f32 = values.iter().sum();
        values.iter_mut().for_each(|value| *value /= sum);
        values
    }
}

/// The widest row of a model.
const WIDEST: usize = 64;

/// The name and features of a group's model.
pub const fn model_id(group: &Group) -> ModelId<'static> {
    ModelId { name: group.model, feature_set: FEATURE_SET }
}

fn load(group: &Group, file: &'static [u8]) -> Result<Model, ModelError> {
    let model = Model::load(model_id(group), file)?;
    if model.labels().iter().eq(group.classes.iter().map(|class| class.label)) {
        Ok(model)
    } else {
        Err(ModelError::OtherFeatures { model: group.model.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit() {
        assert!(GROUPS.iter().all(|group| group.classes.len() <= WIDEST));
    }

    #[test]
    fn the_embedded_models_fit_this_build() {
        let models = Models::embedded().unwrap();
        assert!(models.0.iter().all(Model::is_intact));
    }
}
