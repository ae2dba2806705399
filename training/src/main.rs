//! Trains the models that the core embeds: annotated text in, `core/models/*.bin` out.

fn main() {}
