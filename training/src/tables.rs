//! Compiles the tables of what the tagger knows.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use pullquote_core::entities::names::{
    FingerprintTable, GAZETTEERS, GazetteerEntry, Knowledge, WordClasses,
};
use pullquote_core::learn::hash_text;
use pullquote_core::text;

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
    let input = std::fs::read_to_string(&arguments.input)
        .with_context(|| format!("reading {}", arguments.input.display()))?;
    let mut entries = Vec::new();
    for line in input.lines() {
        let mut fields = line.split('\t');
        let word = fields.next().context("a line without a word")?;
        let mut class = || -> Result<u32> {
            fields.next().context("a word without classes")?.parse().context("a class is a number")
        };
        let classes = WordClasses::new(class()?, class()?, class()?);
        entries.push((hash_text(word), classes.packed()));
    }
    std::fs::write(&arguments.output, FingerprintTable::<6>::encode(&entries))
        .with_context(|| format!("writing {}", arguments.output.display()))
}

/// From where to where.
#[derive(Debug, clap::Args)]
pub(crate) struct GazetteerArguments {
    /// Names with their kind, a line each, separated by a tab (training/scripts/gazetteers.py)
    input: PathBuf,
    /// Where the table goes
    #[arg(long, default_value = "core/models/gazetteer-en.bin")]
    output: PathBuf,
}

/// Writes the table of the gazetteers: an entry for each name and for each start of one.
pub(crate) fn run_gazetteer(arguments: &GazetteerArguments) -> Result<()> {
    let input = std::fs::read_to_string(&arguments.input)
        .with_context(|| format!("reading {}", arguments.input.display()))?;
    let mut entries: BTreeMap<u64, u32> = BTreeMap::new();
    for line in input.lines() {
        let (name, kind) = line.split_once('\t').context("a line without a kind")?;
        let kind = GAZETTEERS.iter().position(|known| *known == kind);
        let kind = kind.with_context(|| format!("an unknown kind: {line}"))?;
        let mut tokens = Vec::new();
        text::tokenize(name, &text::split_blocks(name), &mut tokens);
        let mut phrase = None;
        for token in &tokens {
            if let Some(start) = phrase {
                *entries.entry(start).or_default() |= GazetteerEntry::GOES_ON;
            }
            phrase =
                Some(Knowledge::phrase(phrase, hash_text(&token.span.slice(name).to_lowercase())));
        }
        if let Some(whole) = phrase {
            *entries.entry(whole).or_default() |= 1 << kind;
        }
    }
    let entries: Vec<(u64, u32)> = entries.into_iter().collect();
    std::fs::write(&arguments.output, FingerprintTable::<4>::encode(&entries))
        .with_context(|| format!("writing {}", arguments.output.display()))
}
