//! Trains the models that the core embeds: annotated text in, `core/models/*.bin` out.

mod entities;
mod inspect;
mod language;
mod quotes;
mod sentences;
mod tables;

use clap::{Parser, Subcommand};

/// Trains the models that Pullquote embeds
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// One command a model, in a file of its own, and some to look at models.
#[derive(Debug, Subcommand)]
enum Command {
    /// Train the tagger of names
    Entities(entities::Arguments),
    /// Score a tagger of names
    EntitiesScore(entities::ScoreArguments),
    /// Compile the gazetteers
    Gazetteer(tables::GazetteerArguments),
    /// Compile the table of word classes
    WordClasses(tables::Arguments),
    /// Train the models of quotes and their speakers
    Quotes(quotes::Arguments),
    /// Train the model that decides where sentences end
    Sentences(sentences::Arguments),
    /// Write what models of quotes find in documents
    QuotesPredict(quotes::PredictArguments),
    /// Tell what a model file holds
    Inspect(inspect::Arguments),
    /// Train the models that tell languages
    Language(language::Arguments),
    /// Draw words from an n-gram model of lingua's, to train on
    LanguageWords(language::words::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Entities(arguments) => entities::run(&arguments),
        Command::EntitiesScore(arguments) => entities::run_score(&arguments),
        Command::Gazetteer(arguments) => tables::run_gazetteer(&arguments),
        Command::WordClasses(arguments) => tables::run(&arguments),
        Command::Quotes(arguments) => quotes::run(&arguments),
        Command::Sentences(arguments) => sentences::run(&arguments),
        Command::QuotesPredict(arguments) => quotes::predict(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Language(arguments) => language::run(&arguments),
        Command::LanguageWords(arguments) => language::words::run(&arguments),
    }
}
