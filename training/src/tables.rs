//! Compiles the tables of what the tagger knows.

use std::path::PathBuf;

use anyhow::{Context, Result};
use pullquote_core::entities::names::FingerprintTable;
use pullquote_core::learn::hash_text;

/// From where to where.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Words with their three classes, a line each, separated by tabs (training/scripts/word_classes.py)
    input: PathBuf,
    /// Where the table goes
    #[arg(long, default_value = "core/models/word-classes-en.bin")]
    output: PathBuf,
}

/// Writes the table of word classes.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let text = std::fs::read_to_string(&arguments.input)
        .with_context(|| format!("reading {}", arguments.input.display()))?;
    let mut entries = Vec::new();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let word = fields.next().context("a line without a word")?;
        let mut class = || -> Result<u32> {
            fields.next().context("a word without classes")?.parse().context("a class is a number")
        };
        let (first, second, third) = (class()?, class()?, class()?);
        entries.push((hash_text(word), first | second << 12 | third << 24));
    }
    std::fs::write(&arguments.output, FingerprintTable::encode(&entries))
        .with_context(|| format!("writing {}", arguments.output.display()))
}
