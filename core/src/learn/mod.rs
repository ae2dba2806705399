//! The one learned engine: linear models over hashed features.

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
}
