//! Training of the model that decides where sentences end.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pullquote_core::learn::Labels;
use pullquote_core::sentences::{ENDS, GOES_ON, Segmenter};
use pullquote_core::text::split_blocks;
use pullquote_training::Random;
use pullquote_training::corpus::{self, ByteOffsets, NamedDocument, SegmentedDocument};
use pullquote_training::crf::{Crf, Example, TrainingOptions};

const LANGUAGE: &str = "en";

/// What to train on.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Documents with their sentences (JSONL)
    #[arg(required = true)]
    documents: Vec<PathBuf>,
    /// Documents of one sentence a line (JSONL), which are joined to paragraphs and count less
    #[arg(long)]
    lines: Vec<PathBuf>,
    /// What an example from such documents counts
    #[arg(long, default_value_t = 0.3)]
    lines_weight: f32,
    /// Texts written for training, one a line, with "¦" where sentences end
    #[arg(long)]
    marked: Vec<PathBuf>,
    /// Where to write the model
    #[arg(long, default_value = "core/models/sentences.bin")]
    out: PathBuf,
    /// Cross-validate with this many parts instead of writing a model
    #[arg(long)]
    folds: Option<usize>,
    /// Cross-validate so many times, each time with other parts
    #[arg(long, default_value_t = 1)]
    repeats: usize,
    /// Print this many errors of the cross-validation
    #[arg(long, default_value_t = 0)]
    show: usize,
    #[command(flatten)]
    training: TrainingOptions,
}

/// A document whose sentences are known.
struct Document {
    /// Which of the files that are scored it is from.
    set: Option<usize>,
    text: String,
    /// Where sentences end, in bytes; the last one of the text is left out.
    ends: HashSet<u32>,
    weight: f32,
    /// Whether lines were joined to make it. They say where marks end sentences, but not whether a
    /// writer might end one without a mark: such places are left open.
    is_joined: bool,
}

/// Trains the model, or cross-validates.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let mut documents = Vec::new();
    for (set, path) in arguments.documents.iter().enumerate() {
        documents.extend(read_documents(set, path)?);
    }
    let mut always = Vec::new();
    for path in &arguments.lines {
        always.extend(read_lines(path, arguments.lines_weight)?);
    }
    for path in &arguments.marked {
        always.extend(read_marked(path)?);
    }
    if let Some(folds) = arguments.folds {
        return cross_validate(arguments, &documents, &always, folds);
    }
    let all: Vec<&Document> = documents.iter().chain(&always).collect();
    let crf = train(&all, &arguments.training, true)?;
    let names: Vec<String> = arguments
        .documents
        .iter()
        .chain(&arguments.lines)
        .map(|path| corpus::name_of(path))
        .collect();
    let file = crf.encode(Segmenter::MODEL, &names);
    std::fs::write(&arguments.out, &file)
        .with_context(|| format!("writing {}", arguments.out.display()))?;
    println!("{}: {} bytes", arguments.out.display(), file.len());
    Ok(())
}

fn read_documents(set: usize, path: &Path) -> Result<Vec<Document>> {
    let read: Vec<SegmentedDocument> = corpus::read(path)?;
    let documents = read.into_iter().map(|document| {
        let offsets = ByteOffsets::new(&document.text);
        let spans = document.sentences.iter().filter_map(|&range| offsets.span(range));
        let last = document.text.trim_end().len() as u32;
        let end = |span: pullquote_core::Span| {
            span.start + span.slice(&document.text).trim_end().len() as u32
        };
        let ends = spans.map(end).filter(|&end| end != last).collect();
        Document { set: Some(set), text: document.text, ends, weight: 1.0, is_joined: false }
    });
    Ok(documents.collect())
}

/// Joins the lines of each document that end like sentences, up to four of them, with spaces.
fn read_lines(path: &Path, weight: f32) -> Result<Vec<Document>> {
    let read: Vec<NamedDocument> = corpus::read(path)?;
    let documents = read.into_iter().map(|document| {
        let mut text = String::new();
        let mut ends = HashSet::new();
        let mut joined = 0;
        let mut was_closed = false;
        for line in document.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let is_closed = line.trim_end_matches(['"', '\'', ')']).ends_with(['.', '!', '?']);
            let begins_anew = !line.starts_with(|c: char| c.is_lowercase() || c == ',');
            if !text.is_empty() {
                if begins_anew {
                    ends.insert(text.len() as u32);
                }
                let joins = !begins_anew || (was_closed && is_closed && joined < 4);
                text.push_str(if joins { " " } else { "\n\n" });
                joined = if joins { joined + 1 } else { 0 };
            }
            text.push_str(line);
            was_closed = is_closed;
        }
        Document { set: None, text, ends, weight, is_joined: true }
    });
    Ok(documents.collect())
}

fn read_marked(path: &Path) -> Result<Vec<Document>> {
    let file =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = file.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let documents = lines.map(|line| {
        let marked = line.replace("\\n", "\n");
        let mut text = String::new();
        let mut ends = HashSet::new();
        for sentence in marked.split_inclusive(['¦', '\n']) {
            let sentence = sentence.trim_start_matches(' ');
            text.push_str(sentence.trim_end_matches(['¦', ' ']));
            ends.insert(text.trim_end().len() as u32);
            if sentence.ends_with('¦') {
                text.push(' ');
            }
        }
        ends.remove(&(text.trim_end().len() as u32));
        Document { set: None, text, ends, weight: 1.0, is_joined: false }
    });
    Ok(documents.collect())
}

fn train(documents: &[&Document], options: &TrainingOptions, verbose: bool) -> Result<Crf> {
    let segmenter = Segmenter::with_model(None);
    let mut examples = Vec::new();
    for document in documents {
        let blocks = split_blocks(&document.text);
        segmenter.candidates(&document.text, &blocks, LANGUAGE, |_, _, found| {
            let labels = found.ends(&document.text).map(|(end, is_bare)| {
                match document.ends.contains(&end) {
                    true => 1 << ENDS,
                    false if is_bare && document.is_joined => 1 << ENDS | 1 << GOES_ON,
                    false => 1 << GOES_ON,
                }
            });
            if !found.rows().is_empty() {
                let labels = labels.collect();
                let features = found.rows().clone();
                examples.push(Example { features, labels, weight: document.weight });
            }
        });
    }
    ensure!(!examples.is_empty(), "nothing to learn from");
    let mut crf = Crf::new(Labels::new(Segmenter::LABELS), options.clone());
    crf.train(&examples, |round, loss, _| {
        if verbose {
            println!("round {round:2}: loss {loss:.4}");
        }
        Ok(())
    })?;
    Ok(crf)
}

/// Counts of right, found and true ends.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    right: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    fn f1(self) -> f64 {
        100.0 * 2.0 * self.right as f64 / (self.found + self.gold).max(1) as f64
    }
}

/// Trains without each part of the documents in turn, and scores it on that part.
fn cross_validate(
    arguments: &Arguments,
    documents: &[Document],
    always: &[Document],
    folds: usize,
) -> Result<()> {
    ensure!(folds > 1, "two parts at least");
    let mut counts = vec![Counts::default(); arguments.documents.len()];
    let mut shown = 0;
    let mut order: Vec<&Document> = documents.iter().collect();
    let mut random = Random::new(arguments.training.seed);
    for part in 0..arguments.repeats * folds {
        let fold = part % folds;
        if part > 0 && fold == 0 {
            random.shuffle(&mut order);
        }
        let kept = order.iter().enumerate().filter(|(index, _)| index % folds != fold);
        let kept: Vec<&Document> = kept.map(|(_, document)| *document).chain(always).collect();
        let model = train(&kept, &arguments.training, false)?.model(Segmenter::MODEL)?;
        let segmenter = Segmenter::with_model(Some(model));
        for document in order.iter().skip(fold).step_by(folds) {
            let found = ends(&segmenter, &document.text);
            let Some(counts) = document.set.and_then(|set| counts.get_mut(set)) else { continue };
            counts.right += found.intersection(&document.ends).count();
            counts.found += found.len();
            counts.gold += document.ends.len();
            let mut wrong: Vec<u32> = found.symmetric_difference(&document.ends).copied().collect();
            wrong.sort_unstable();
            for end in wrong {
                if shown < arguments.show {
                    show_error(document, end);
                    shown += 1;
                }
            }
        }
    }
    for (path, counts) in arguments.documents.iter().zip(counts) {
        let Counts { right, found, gold } = counts;
        println!(
            "{:<20} P {:6.2}  R {:6.2}  F1 {:6.2}  ({right} of {found} found, {gold} gold)",
            corpus::name_of(path),
            100.0 * right as f64 / found.max(1) as f64,
            100.0 * right as f64 / gold.max(1) as f64,
            counts.f1(),
        );
    }
    Ok(())
}

fn ends(segmenter: &Segmenter, text: &str) -> HashSet<u32> {
    let sentences = segmenter.segment(text, &split_blocks(text), LANGUAGE);
    let last = text.trim_end().len() as u32;
    sentences.iter().map(|sentence| sentence.span.end).filter(|&end| end != last).collect()
}

fn show_error(document: &Document, end: u32) {
    let kind = if document.ends.contains(&end) { "missed" } else { "extra " };
    let (before, after) = document.text.split_at(end as usize);
    let before: String =
        before.chars().rev().take(50).collect::<Vec<_>>().into_iter().rev().collect();
    let after: String = after.chars().take(40).collect();
    println!("{kind} {} {before:?} | {after:?}", document.set.unwrap_or_default());
}
