//! The one learned engine: linear models over hashed features.
//!
//! A model holds one row of small integers for each slot of a hash table, one integer a label, and
//! integers for the transitions between neighbouring labels. The score of a label at a position is
//! the sum of the rows of the features that hold there, so looking up one feature scores all labels
//! at once. Sequences are decoded with the Viterbi algorithm over legal transitions; a classifier
//! is the same with sequences of one.
//!
//! The pieces, in the order in which data flows through them:
//! [`FeatureRows`] says what holds at each position, [`Model::score`] turns that into [`Scores`],
//! [`Model::decode`] into the best labels, [`Model::confidence`] into how sure they are;
//! [`Model::tag`] and [`Model::classify`] do it in one go.
//!
//! The models are conditional random fields (Lafferty, McCallum and Pereira 2001) whose features
//! are hashed (Weinberger et al. 2009): features that share a slot share a row, in training as in
//! use. They are trained by the `pullquote-training` package with the same feature code.

mod confidence;
mod decode;
mod encode;
mod features;
mod gathered;
mod hash;
mod labels;
mod lanes;
mod marginals;
mod model;
mod scores;
mod table;
mod vectors;
mod word_scores;

pub use decode::Decoder;
pub use encode::ModelParts;
pub use features::FeatureRows;
pub(crate) use gathered::{AHEAD, Gathered, stretches};
pub use hash::{feature, hash_bytes, hash_text, mix};
pub use labels::Labels;
pub use marginals::Marginals;
pub use model::{Classification, Model, ModelCard, ModelId};
pub(crate) use scores::add_row;
pub use scores::{Scores, add_scores};
pub(crate) use table::{Table, call};
pub(crate) use vectors::vectorized;
pub use word_scores::{PassOn, WordScores};

/// Bytes that start at a line of the processor's cache, so that rows of weights do not straddle two.
#[repr(align(64))]
pub(crate) struct Aligned<T>(pub(crate) T);

/// The bytes of a file that is part of the build, aligned.
macro_rules! embedded {
    ($file:literal) => {{
        const LENGTH: usize = include_bytes!($file).len();
        static FILE: $crate::learn::Aligned<[u8; LENGTH]> =
            $crate::learn::Aligned(*include_bytes!($file));
        &FILE.0
    }};
}
pub(crate) use embedded;

/// Why a model file was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// It is not a model file of this format, or is cut short.
    #[error("{model} is not a model of this format: {reason}")]
    Malformed {
        /// The model's name.
        model: String,
        /// What is wrong.
        reason: String,
    },
    /// It was trained for something else.
    #[error("{model} is needed, but the file holds {found}")]
    OtherModel {
        /// The model's name.
        model: String,
        /// The name in the file.
        found: String,
    },
    /// It was trained with other features than this build computes.
    #[error("{model} was trained with another feature set: train it anew")]
    OtherFeatures {
        /// The model's name.
        model: String,
    },
}
