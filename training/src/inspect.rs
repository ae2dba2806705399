//! Telling what a model file holds.

use std::path::PathBuf;

use anyhow::{Context, Result};
use pullquote_core::learn::Model;

/// Which file.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A model file
    file: PathBuf,
}

/// Prints the model's card.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let path = &arguments.file;
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let model = Model::inspect(Box::leak(bytes.into_boxed_slice()))?;
    let card = model.card();
    println!("name           {}", card.name);
    println!("version        {}", card.version);
    println!("intact         {}", if model.is_intact() { "yes" } else { "no" });
    println!("bytes          {}", card.bytes);
    println!("training data  {}", card.training_data.join(", "));
    println!("labels         {}", model.labels().iter().collect::<Vec<_>>().join(" "));
    println!("unit           {}", model.unit());
    Ok(())
}
