//! Trains the models that the core embeds.
//!
//! A trainer reads annotated documents ([`corpus`]), computes features with the core's own code,
//! trains a conditional random field ([`crf`]) and writes it. Everything is deterministic: the same
//! data, options and seed give the same bytes.

pub mod corpus;
pub mod crf;
mod inference;
pub mod progress;
mod random;
pub mod ranker;

pub use random::Random;
