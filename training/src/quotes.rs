//! Trains the models that find quotes and give them to their speakers.
//!
//! Each model but the first reads what the ones before it say. So that they learn to live with its
//! mistakes, what they read in training comes from models that have not seen the document: the
//! documents are dealt into parts, and what is said of a part comes from models trained on the
//! others.

mod examples;
mod rare_cues;

use std::path::PathBuf;

use anyhow::{Context, Result};
use pullquote_core::learn::{Labels, Model, ModelId};
use pullquote_core::quotes::{
    Attributor, Draft, Models, SpeechClassifier, labels, linking, speech, tagging,
};
use pullquote_training::corpus::{self, AttributedDocument};
use pullquote_training::crf::{Crf, Example, TrainingOptions};
use pullquote_training::ranker::{Ranker, Ranking};

use examples::Annotated;

/// What to train on and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Annotated documents to learn from
    #[arg(long, required = true, num_args = 1..)]
    train: Vec<PathBuf>,
    /// The folder that the models go to
    #[arg(long, default_value = "core/models")]
    output: PathBuf,
    /// Learn nothing from each fifth document, and write what the models find in these, as
    /// `score.py` takes it, to this file
    #[arg(long)]
    hold_out: Option<PathBuf>,
    /// Which of each five documents to hold out, from 0 on
    #[arg(long, default_value_t = HELD_OUT - 1)]
    held_out: usize,
    /// Times that all examples are learned from
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Times that learning starts anew with another seed; each model is the average of all
    #[arg(long, default_value_t = 3)]
    starts: u64,
    /// Step size of the taggers
    #[arg(long, default_value_t = 0.01)]
    rate: f32,
    /// Share of the taggers' features left out at random while learning
    #[arg(long, default_value_t = 0.2)]
    dropout: f32,
    /// The taggers have 2 to this power rows
    #[arg(long, default_value_t = 18)]
    row_bits: u8,
}

/// Which documents to read with which models.
#[derive(Debug, clap::Args)]
pub(crate) struct PredictArguments {
    /// Annotated documents; the annotations are not looked at
    documents: PathBuf,
    /// Gets what is found in them, as `score.py` takes it
    output: PathBuf,
    /// The folder of the models
    #[arg(long, default_value = "core/models")]
    models: PathBuf,
}

/// Writes what models find in documents.
pub(crate) fn predict(arguments: &PredictArguments) -> Result<()> {
    let attributor = attributor(|id| {
        let path = arguments.models.join(id.name).with_extension("bin");
        std::fs::read(&path).with_context(|| format!("reading {}", path.display()))
    })?;
    let documents = examples::read(corpus::read::<AttributedDocument>(&arguments.documents)?)?;
    examples::write_predictions(&documents, &attributor, &arguments.output)
}

/// The attributor with the models in the files that `file` gives.
fn attributor(file: impl Fn(ModelId<'_>) -> Result<Vec<u8>>) -> Result<Attributor> {
    let load =
        |id| -> Result<Model> { Ok(Model::load(id, Box::leak(file(id)?.into_boxed_slice()))?) };
    Ok(Attributor::with(Models {
        draft: load(tagging::DRAFT)?,
        revision: load(tagging::REVISION)?,
        speech: load(speech::SPEECH)?,
        links: load(linking::LINKS)?,
    })?)
}

/// Of so many documents one is held out.
const HELD_OUT: usize = 5;

/// Parts that the documents are dealt into.
const FOLDS: usize = 4;

/// Trains and writes the models.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut documents: Vec<AttributedDocument> = Vec::new();
    for path in &arguments.train {
        documents.extend(corpus::read::<AttributedDocument>(path)?);
    }
    let (held_out, learned): (Vec<_>, Vec<_>) =
        documents.into_iter().enumerate().partition(|(index, _)| {
            arguments.hold_out.is_some() && index % HELD_OUT == arguments.held_out
        });
    let held_out = examples::read(held_out.into_iter().map(|(_, document)| document))?;
    let learned =
        examples::read(learned.into_iter().map(|(_, document)| rare_cues::strew(document)))?;
    println!("{} documents to learn from, {} held out", learned.len(), held_out.len());
    let trained_on: Vec<String> =
        arguments.train.iter().map(|path| corpus::name_of(path)).collect();
    let trainer = Trainer { arguments, documents: &learned, trained_on };
    let files = trainer.train()?;
    for (id, file) in &files {
        let path = arguments.output.join(id.name).with_extension("bin");
        std::fs::write(&path, file).with_context(|| format!("writing {}", path.display()))?;
    }
    if let Some(path) = &arguments.hold_out {
        let attributor = attributor(|id| {
            let file = files.iter().find(|(known, _)| *known == id);
            Ok(file.context("a model that was not trained")?.1.clone())
        })?;
        examples::write_predictions(&held_out, &attributor, path)?;
    }
    Ok(())
}

struct Trainer<'a> {
    arguments: &'a Arguments,
    documents: &'a [Annotated],
    /// The names of the data that they are from.
    trained_on: Vec<String>,
}

/// A model file.
type File = (ModelId<'static>, Vec<u8>);

impl Trainer<'_> {
    fn train(&self) -> Result<[File; 4]> {
        let all = || self.documents.iter();
        let drafts = self.crossed("drafts", |part, rest| {
            let model = self.tagger(
                tagging::DRAFT,
                rest.iter().flat_map(|&d| self.documents[d].tag_examples(None)).collect(),
            )?;
            let model = model.model(tagging::DRAFT)?;
            Ok(part.iter().map(|&d| tagging::draft(&model, self.documents[d].words())).collect())
        })?;
        let draft =
            self.tagger(tagging::DRAFT, all().flat_map(|d| d.tag_examples(None)).collect())?;
        let draft_model = draft.model(tagging::DRAFT)?;
        let examples = |index: usize| self.documents[index].tag_examples(Some(&drafts[index]));
        let tags = self.crossed("revisions", |part, rest| {
            let revision =
                self.tagger(tagging::REVISION, rest.iter().flat_map(|&d| examples(d)).collect())?;
            let tagger =
                tagging::Tagger::with(draft_model.clone(), revision.model(tagging::REVISION)?);
            Ok(part
                .iter()
                .map(|&d| tagger.revised(self.documents[d].words(), &drafts[d]))
                .collect())
        })?;
        let revision =
            self.tagger(tagging::REVISION, (0..self.documents.len()).flat_map(examples).collect())?;
        let speech = self.classifier(
            speech::SPEECH,
            15,
            all().zip(&tags).flat_map(|(document, tags)| document.speech_examples(tags)).collect(),
        )?;
        let classifier = SpeechClassifier::with(speech.model(speech::SPEECH)?);
        let links = self.ranker(
            linking::LINKS,
            &all()
                .zip(&tags)
                .flat_map(|(document, tags)| document.link_choices(tags, &classifier))
                .collect::<Vec<_>>(),
        );
        let file = |id: ModelId<'static>, crf: Crf| (id, crf.encode(id, &self.trained_on));
        Ok([
            file(tagging::DRAFT, draft),
            file(tagging::REVISION, revision),
            file(speech::SPEECH, speech),
            (linking::LINKS, links.encode(linking::LINKS, &self.trained_on)),
        ])
    }

    /// What `say` says of each document: it is given the documents of one part and all others, and
    /// learns from the latter only.
    fn crossed(
        &self,
        what: &str,
        say: impl Fn(&[usize], &[usize]) -> Result<Vec<Vec<Draft>>> + Sync,
    ) -> Result<Vec<Vec<Draft>>> {
        println!("{what} by models that have not seen the document");
        let mut said = vec![Vec::new(); self.documents.len()];
        let work = |fold: usize| {
            let (part, rest): (Vec<usize>, Vec<usize>) =
                (0..self.documents.len()).partition(|index| index % FOLDS == fold);
            say(&part, &rest).map(|said| part.into_iter().zip(said).collect::<Vec<_>>())
        };
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let folds: Vec<usize> = (0..FOLDS).collect();
        let mut results: Vec<Result<Vec<_>>> = Vec::new();
        for folds in folds.chunks(workers) {
            results.extend(std::thread::scope(|scope| {
                let workers: Vec<_> =
                    folds.iter().map(|&fold| scope.spawn(move || work(fold))).collect();
                let join = |worker: std::thread::ScopedJoinHandle<'_, _>| {
                    worker.join().unwrap_or_else(|_| anyhow::bail!("a fold failed"))
                };
                workers.into_iter().map(join).collect::<Vec<_>>()
            }));
        }
        for result in results {
            for (index, tags) in result? {
                said[index] = tags;
            }
        }
        Ok(said)
    }

    fn tagger(&self, id: ModelId<'_>, examples: Vec<Example>) -> Result<Crf> {
        let options = TrainingOptions {
            rounds: self.arguments.rounds,
            row_bits: self.arguments.row_bits,
            rate: self.arguments.rate,
            decay: 1e-6,
            dropout: self.arguments.dropout,
            seed: 1,
        };
        fit(id, labels(), &examples, options, self.arguments.starts)
    }

    fn classifier(&self, id: ModelId<'_>, row_bits: u8, examples: Vec<Example>) -> Result<Crf> {
        let options = TrainingOptions { row_bits, rate: 0.02, ..CHOOSING };
        fit(id, Labels::new(["no", "yes"]), &examples, options, self.arguments.starts)
    }

    fn ranker(&self, id: ModelId<'_>, rankings: &[Ranking]) -> Ranker {
        // Its rows are one weight each, so there can be more of them.
        let mut ranker = Ranker::new(TrainingOptions { row_bits: 19, ..CHOOSING });
        let mut loss = 0.0;
        for start in 0..self.arguments.starts {
            ranker.start_anew(CHOOSING.seed.wrapping_add(start));
            loss = ranker.train(rankings);
        }
        println!("{}: {} choices, loss {loss:.4}", id.name, rankings.len());
        ranker
    }
}

/// How the models that decide one thing at a time are trained.
const CHOOSING: TrainingOptions =
    TrainingOptions { rounds: 6, row_bits: 16, rate: 0.06, decay: 1e-6, dropout: 0.25, seed: 1 };

fn fit(
    id: ModelId<'_>,
    labels: Labels,
    examples: &[Example],
    options: TrainingOptions,
    starts: u64,
) -> Result<Crf> {
    let seed = options.seed;
    let mut crf = Crf::new(labels, options);
    let mut last = 0.0;
    for start in 0..starts {
        crf.start_anew(seed.wrapping_add(start));
        crf.train(examples, |_, loss, _| {
            last = loss;
            Ok(())
        })?;
    }
    println!("{}: {} examples, loss {last:.4}", id.name, examples.len());
    Ok(crf)
}
