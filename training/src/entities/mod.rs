//! Trains the tagger of names.

mod examples;
mod marked;
mod score;

use std::path::PathBuf;

use anyhow::{Context, Result};
use pullquote_core::entities::names::{self, Knowledge, NameTagger};
use pullquote_core::learn::Model;
use pullquote_training::corpus::{self, NamedDocument};
use pullquote_training::crf::{Crf, TrainingOptions};

/// What to train on and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Annotated documents to learn from: JSON lines, or articles with marked names (`.txt`)
    #[arg(long, required = true, num_args = 1..)]
    train: Vec<PathBuf>,
    /// How much each file counts; 1 for those left out
    #[arg(long, num_args = 1.., value_delimiter = ',')]
    weight: Vec<f32>,
    /// Annotated documents to score each round on
    #[arg(long, num_args = 0..)]
    dev: Vec<PathBuf>,
    /// Where the model goes
    #[arg(long, default_value = "core/models/entities-en.bin")]
    output: PathBuf,
    /// Print so many errors for each set after the last round
    #[arg(long, default_value_t = 0)]
    show: usize,
    /// Times that learning starts anew with another seed; the model is the average of all
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    starts: u64,
    #[command(flatten)]
    options: TrainingOptions,
}

/// Trains and writes the model.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let labels = names::labels();
    let knowledge = Knowledge::new()?;
    let mut examples = Vec::new();
    for (set, path) in arguments.train.iter().enumerate() {
        let documents = marked::read(path)?;
        let weight = arguments.weight.get(set).copied().unwrap_or(1.0);
        let before = examples.len();
        examples::add(&documents, &labels, &knowledge, weight, &mut examples)?;
        println!("{}: {} sentences", corpus::name_of(path), examples.len() - before);
    }
    let dev = arguments.dev.iter().map(|path| Ok((corpus::name_of(path), marked::read(path)?)));
    let dev: Vec<(String, Vec<NamedDocument>)> = dev.collect::<Result<_>>()?;

    let mut crf = Crf::new(labels, arguments.options.clone());
    for start in 0..arguments.starts {
        crf.start_anew(arguments.options.seed.wrapping_add(start));
        crf.train(&examples, |round, loss, crf| {
            print!("round {round:2}  loss {loss:.4}");
            let last = round == arguments.options.rounds;
            if round % 3 == 0 || last {
                let show = if last { arguments.show } else { 0 };
                let tagger = NameTagger::with(crf.model(names::MODEL)?, knowledge.clone());
                for (name, documents) in &dev {
                    print!("  {name} {:.2}", 100.0 * score::score(&tagger, documents, show)?.micro);
                }
            }
            println!();
            Ok(())
        })?;
    }
    let mut trained_on: Vec<String> =
        arguments.train.iter().map(|path| marked::name_of_data(path)).collect();
    trained_on.dedup();
    std::fs::write(&arguments.output, crf.encode(names::MODEL, &trained_on))
        .with_context(|| format!("writing {}", arguments.output.display()))
}

/// Which model to score on what.
#[derive(Debug, clap::Args)]
pub(crate) struct ScoreArguments {
    /// Annotated documents
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The model
    #[arg(long, default_value = "core/models/entities-en.bin")]
    model: PathBuf,
    /// Print so many errors for each file
    #[arg(long, default_value_t = 0)]
    show: usize,
}

/// Scores a model.
pub(crate) fn run_score(arguments: &ScoreArguments) -> Result<()> {
    let path = &arguments.model;
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let model = Model::load(names::MODEL, Box::leak(bytes.into_boxed_slice()))?;
    let tagger = NameTagger::with(model, Knowledge::new()?);
    for file in &arguments.files {
        let documents = marked::read(file)?;
        let scores = score::score(&tagger, &documents, arguments.show)?;
        println!("{} {scores}", corpus::name_of(file));
    }
    Ok(())
}
