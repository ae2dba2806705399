//! Mentions into entities: one for each thing.

mod expressions;

pub(crate) use expressions::gather as gather_expressions;
