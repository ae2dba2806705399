//! Trains the models that tell languages that share a script apart.

mod corpus;
mod evaluate;
mod fit;
pub(crate) mod words;

use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use pullquote_core::language::training::{GROUPS, Models, model_id};
use pullquote_core::learn::{Labels, ModelError, ModelParts};
use pullquote_training::progress;

use corpus::{Labelled, Line};
use fit::{Class, Settings};

/// What the embedded models are trained on.
const TRAINING_DATA: [&str; 6] = [
    "udhr_open_sentence",
    "lingua language models 1.3.0: sentences and n-grams (Leipzig Wortschatz)",
    "CLDR 48 annotations",
    "stopwords-iso 1.1.0",
    "LibreOffice 7.4 help and messages",
    "Firefox ESR messages",
];

/// Train the models that tell languages
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Folder of lines for each language, as `training/language/collect.py` gathers them
    #[arg(long)]
    text: PathBuf,
    /// Sentences with their languages (JSON lines), learned from besides
    #[arg(long)]
    annotated: Option<PathBuf>,
    /// Train and measure this many times, each time without one part of what is annotated
    #[arg(long, default_value_t = 0)]
    folds: usize,
    /// With --folds: files of annotated texts to answer by the model that has not seen them
    #[arg(long)]
    answer: Vec<PathBuf>,
    /// Folder to write to: the models, or with --folds the answers
    #[arg(long)]
    out: PathBuf,
    /// Bits of a feature's hash that choose its row, for the group of most languages
    #[arg(long, default_value_t = 15)]
    bits: u8,
    /// Passes over the text
    #[arg(long, default_value_t = 6)]
    epochs: usize,
    /// The first step
    #[arg(long, default_value_t = 2.5)]
    rate: f32,
    /// Crops a pass, of each class
    #[arg(long, default_value_t = 8000)]
    crops: usize,
    /// Share of the crops that are from the annotated text
    #[arg(long, default_value_t = 0.15)]
    share: f32,
}

/// The general text of every class of a group, as features.
struct Text {
    general: Vec<Vec<Vec<Line>>>,
}

/// Trains, or measures.
///
/// # Errors
/// When a file cannot be read or written.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let text = Text::read(arguments)?;
    let annotated = match &arguments.annotated {
        Some(path) => corpus::read_labelled(path)?,
        None => Vec::new(),
    };
    if arguments.folds > 1 {
        return evaluate::cross_validate(arguments, &text, &annotated);
    }
    let all: Vec<&Labelled> = annotated.iter().collect();
    for (group, file) in GROUPS.iter().zip(train(arguments, &text, &all)) {
        fs::write(arguments.out.join(group.model).with_extension("bin"), file)?;
    }
    Ok(())
}

impl Text {
    fn read(arguments: &Arguments) -> Result<Text> {
        let general = corpus::read_folder(&arguments.text)?
            .into_iter()
            .enumerate()
            .map(|(group, classes)| {
                let lines = |lines: Vec<String>| -> Vec<Line> {
                    let lines = lines.iter().map(|line| Line::new(line, group));
                    lines.filter(|line| !line.ends.is_empty()).collect()
                };
                classes.into_iter().map(lines).collect()
            })
            .collect();
        Ok(Text { general })
    }
}

/// The model files of all groups. Deterministic.
fn train(arguments: &Arguments, text: &Text, annotated: &[&Labelled]) -> Vec<Vec<u8>> {
    (0..GROUPS.len()).map(|group| train_group(arguments, text, annotated, group)).collect()
}

/// Models to answer with at once. Their files stay in memory.
fn use_models(files: Vec<Vec<u8>>) -> Result<Models, ModelError> {
    let mut kept = [&[][..]; GROUPS.len()];
    for (place, file) in kept.iter_mut().zip(files) {
        *place = Box::leak(file.into_boxed_slice());
    }
    Models::load(kept)
}

fn train_group(
    arguments: &Arguments,
    text: &Text,
    annotated: &[&Labelled],
    index: usize,
) -> Vec<u8> {
    let group = &GROUPS[index];
    let mut classes: Vec<Class<'_>> = text.general[index]
        .iter()
        .map(|general| Class { general, annotated: Vec::new() })
        .collect();
    for document in annotated {
        if let Some(class) = corpus::class_of(document, index) {
            let line = Line::new(&document.text, index);
            if !line.ends.is_empty() {
                classes[class].annotated.push(line);
            }
        }
    }
    let settings = Settings {
        bits: if index == 0 { arguments.bits } else { arguments.bits.saturating_sub(2) },
        epochs: arguments.epochs,
        rate: arguments.rate,
        crops: arguments.crops,
        annotated: arguments.share,
    };
    let progress = progress::bar(settings.epochs, group.model);
    let weights = fit::fit(&classes, &settings, index as u64 + 1, &progress);
    progress.finish();
    let labels = Labels::new(group.classes.iter().map(|class| class.label));
    let count = labels.len();
    let parts = ModelParts {
        id: model_id(group),
        training_data: &TRAINING_DATA.map(str::to_owned),
        labels: &labels,
        row_bits: settings.bits,
        weights: &weights,
        between: &vec![0.0; count * count],
        start: &vec![0.0; count],
        end: &vec![0.0; count],
    };
    parts.encode()
}
