//! Writing model files, for trainers and tests.

use super::labels::Labels;
use super::model::{ALIGNMENT, FORMAT, MAGIC, MAX_LABELS, MAX_ROW_BITS, Model, ModelId};

/// A trained model in full precision, ready to be written.
#[derive(Debug, Clone)]
pub struct ModelParts<'a> {
    /// Its name and feature set.
    pub id: ModelId<'a>,
    /// Names of the data that it was trained on.
    pub training_data: &'a [String],
    /// Its labels, at most 128.
    pub labels: &'a Labels,
    /// There are 2 to this power rows of weights; at most 28.
    pub row_bits: u8,
    /// The rows of weights, one weight a label without padding.
    pub weights: &'a [f32],
    /// A row for each label that comes before, one weight for each that comes after.
    pub between: &'a [f32],
    /// The weights of starting with each label.
    pub start: &'a [f32],
    /// The weights of ending with each label.
    pub end: &'a [f32],
}

impl ModelParts<'_> {
    /// The model file. Weights are rounded to one of 255 steps between the extremes of all but one
    /// in a hundred thousand of them; what lies outside gets the extreme.
    ///
    /// # Panics
    /// When the numbers of labels and weights do not fit each other or are over their limits.
    pub fn encode(&self) -> Vec<u8> {
        let count = self.labels.len();
        assert!(0 < count && count <= MAX_LABELS, "{count} labels");
        assert!((1..=MAX_ROW_BITS).contains(&self.row_bits), "{} bits", self.row_bits);
        assert_eq!(self.weights.len(), count << self.row_bits, "weights");
        assert_eq!(self.between.len(), count * count, "transitions");
        assert_eq!((self.start.len(), self.end.len()), (count, count), "starts and ends");

        let unit = unit_of(self.weights);
        let mut body = Vec::new();
        for weight in self.between.iter().chain(self.start).chain(self.end) {
            let units = (weight / unit).round().clamp(-16_000.0, 16_000.0);
            body.extend_from_slice(&(units as i16).to_le_bytes());
        }
        pad(&mut body, ALIGNMENT);
        let padding = Model::width_for(count) - count;
        for row in self.weights.chunks_exact(count) {
            let units = row.iter().map(|weight| (weight / unit).round().clamp(-127.0, 127.0) as i8);
            body.extend(units.map(|units| units as u8));
            body.extend(std::iter::repeat_n(0, padding));
        }

        let labels: Vec<&str> = self.labels.iter().collect();
        let description =
            [self.id.name.to_owned(), labels.join("\t"), self.training_data.join("\t")].join("\n");
        let mut file = Vec::with_capacity(body.len() + 1024);
        file.extend_from_slice(MAGIC);
        file.extend_from_slice(&FORMAT.to_le_bytes());
        file.extend_from_slice(&[self.row_bits, count as u8]);
        file.extend_from_slice(&self.id.feature_set.to_le_bytes());
        file.extend_from_slice(&super::hash_bytes(&body).to_le_bytes());
        file.extend_from_slice(&unit.to_le_bytes());
        file.extend_from_slice(&(description.len() as u32).to_le_bytes());
        file.extend_from_slice(description.as_bytes());
        pad(&mut file, ALIGNMENT);
        file.extend_from_slice(&body);
        file
    }
}

/// The value of one step, so that 127 of them reach the extreme weights.
fn unit_of(weights: &[f32]) -> f32 {
    let mut sizes: Vec<f32> =
        weights.iter().map(|weight| weight.abs()).filter(|&w| w > 0.0).collect();
    let left_out = sizes.len() / 100_000;
    sizes.sort_unstable_by(|a, b| b.total_cmp(a));
    sizes.get(left_out).map_or(1.0, |largest| largest / 127.0)
}

fn pad(bytes: &mut Vec<u8>, multiple: usize) {
    bytes.resize(bytes.len().next_multiple_of(multiple), 0);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::learn::{ModelError, Scores};

    const ID: ModelId<'static> = ModelId { name: "toy", feature_set: 7 };

    fn toy(weights: &[f32]) -> &'static [u8] {
        let labels = Labels::new(["O", "B-A", "I-A"]);
        let parts = ModelParts {
            id: ID,
            training_data: &["invented".to_owned()],
            labels: &labels,
            row_bits: 2,
            weights,
            between: &[0.5; 9],
            start: &[0.0; 3],
            end: &[0.0; 3],
        };
        Box::leak(parts.encode().into_boxed_slice())
    }

    #[test]
    fn a_file_says_what_it_is() {
        let model = Model::load(ID, toy(&[0.25; 12])).unwrap();
        assert_eq!(model.card().name, "toy");
        assert_eq!(model.card().training_data, ["invented"]);
        assert_eq!(model.labels().iter().collect::<Vec<_>>(), ["O", "B-A", "I-A"]);
        assert!(model.is_intact());
    }

    #[test]
    fn other_models_are_refused() {
        let file = toy(&[0.0; 12]);
        let load = |name, feature_set| Model::load(ModelId { name, feature_set }, file);
        assert!(matches!(load("toy", 8), Err(ModelError::OtherFeatures { .. })));
        assert!(matches!(load("other", 7), Err(ModelError::OtherModel { .. })));
    }

    #[test]
    fn cut_or_lengthened_files_are_refused() {
        let file = toy(&[0.0; 12]);
        for length in 0..file.len() {
            assert!(Model::load(ID, &file[..length]).is_err(), "{length} bytes");
        }
        let longer: Vec<u8> = [file, b"\0"].concat();
        assert!(Model::load(ID, Box::leak(longer.into_boxed_slice())).is_err());
    }

    proptest! {
        #[test]
        fn weights_survive_within_half_a_step(weights in prop::collection::vec(-4.0f32..4.0, 12)) {
            let model = Model::load(ID, toy(&weights)).unwrap();
            for slot in 0..4u32 {
                let mut scores = Scores::default();
                scores.reset(1, model.width());
                model.add(slot << 30, scores.row_mut(0));
                for label in 0..3 {
                    let value = f32::from(scores.row(0)[label]) * model.unit();
                    let error = (value - weights[slot as usize * 3 + label]).abs();
                    prop_assert!(error <= model.unit() * 0.5001);
                }
            }
        }

        #[test]
        fn malformed_bytes_never_panic(at in 0usize..200, value: u8, features: [u32; 3]) {
            let mut file = toy(&[0.5; 12]).to_vec();
            let length = file.len();
            file[at % length] = value;
            if let Ok(model) = Model::load(ID, Box::leak(file.into_boxed_slice())) {
                model.classify(&features);
            }
        }
    }
}
