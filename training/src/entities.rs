//! Trains the tagger of names.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use pullquote_core::entities::names::{self, FeatureExtractor, Knowledge, NameTagger};
use pullquote_core::learn::Labels;
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::{self, Token};
use pullquote_core::{EntityType, Page, Span};
use pullquote_training::corpus::{self, ByteOffsets, NamedDocument};
use pullquote_training::crf::{Crf, Example, LabelSet, TrainingOptions};

/// What to train on and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Annotated documents to learn from
    #[arg(long, required = true, num_args = 1..)]
    train: Vec<PathBuf>,
    /// Annotated documents to score each round on
    #[arg(long, num_args = 0..)]
    dev: Vec<PathBuf>,
    /// Where the model goes
    #[arg(long, default_value = "core/models/entities-en.bin")]
    output: PathBuf,
    #[command(flatten)]
    options: TrainingOptions,
}

/// Trains and writes the model.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let labels = names::labels();
    let knowledge = Knowledge::new()?;
    let mut examples = Vec::new();
    for path in &arguments.train {
        let documents: Vec<NamedDocument> = corpus::read(path)?;
        let before = examples.len();
        add_examples(&documents, &labels, &knowledge, &mut examples)?;
        println!("{}: {} sentences", corpus::name_of(path), examples.len() - before);
    }
    let dev = arguments.dev.iter().map(|path| Ok((corpus::name_of(path), corpus::read(path)?)));
    let dev: Vec<(String, Vec<NamedDocument>)> = dev.collect::<Result<_>>()?;

    let mut crf = Crf::new(labels, arguments.options.clone());
    crf.train(&examples, |round, loss, crf| {
        print!("round {round:2}  loss {loss:.4}");
        if round % 3 == 0 || round == arguments.options.rounds {
            let tagger = NameTagger::with(crf.model(names::MODEL)?, knowledge.clone());
            for (name, documents) in &dev {
                print!("  {name} {:.2}", 100.0 * score(&tagger, documents)?);
            }
        }
        println!();
        Ok(())
    })?;
    let trained_on: Vec<String> =
        arguments.train.iter().map(|path| corpus::name_of(path)).collect();
    std::fs::write(&arguments.output, crf.encode(names::MODEL, &trained_on))
        .with_context(|| format!("writing {}", arguments.output.display()))
}

/// A text as the tagger reads it.
struct Parsed {
    blocks: Vec<pullquote_core::Block>,
    tokens: Vec<Token>,
    sentences: Vec<pullquote_core::Sentence>,
}

impl Parsed {
    fn new(text: &str) -> Result<Self> {
        let blocks = text::split_blocks(text);
        let mut tokens = Vec::new();
        text::tokenize(text, &blocks, &mut tokens);
        let sentences = Segmenter::new()?.segment(text, &blocks, "en");
        Ok(Parsed { blocks, tokens, sentences })
    }

    fn page<'a>(&'a self, text: &'a str) -> Page<'a> {
        let Parsed { blocks, tokens, sentences } = self;
        Page { text, title: None, language: "en", blocks, tokens, sentences }
    }
}

/// A name in tokens, with the types that it may have.
struct Name {
    first: usize,
    last: usize,
    kinds: Vec<&'static str>,
}

/// The names of a document in tokens. A token of which less than half is in the name is not of it.
fn names_of(document: &NamedDocument, tokens: &[Token]) -> Vec<Name> {
    let offsets = ByteOffsets::new(&document.text);
    let mut found: Vec<Name> = Vec::new();
    for annotation in &document.entities {
        let kinds: Vec<&'static str> = match (annotation.kind.as_str(), annotation.fine.as_deref())
        {
            ("PER", _) => vec!["PERSON"],
            ("ORG", _) => vec!["ORGANIZATION"],
            ("LOC", _) => vec!["LOCATION"],
            ("MISC", Some("NORP")) => vec!["NATIONALITY"],
            ("MISC", Some(_)) => vec!["OTHER"],
            ("MISC", None) => vec!["NATIONALITY", "OTHER"],
            _ => continue,
        };
        let Some(span) = offsets.span(annotation.range) else { continue };
        let from = tokens.partition_point(|token| token.span.end <= span.start);
        let to = tokens.partition_point(|token| token.span.start < span.end);
        let mostly_in = |token: &Token| {
            let shared = token.span.end.min(span.end) - token.span.start.max(span.start);
            2 * shared >= token.span.len()
        };
        let mut inside = (from..to).filter(|&index| mostly_in(&tokens[index]));
        let Some(first) = inside.next() else { continue };
        let last = inside.next_back().unwrap_or(first);
        if found.last().is_none_or(|name| name.last < first) {
            found.push(Name { first, last, kinds });
        }
    }
    found
}

/// Adds an example for each sentence. Where a data set says nothing of nationalities and other
/// names, what is outside of names may be one of these.
fn add_examples(
    documents: &[NamedDocument],
    labels: &Labels,
    knowledge: &Knowledge,
    examples: &mut Vec<Example>,
) -> Result<()> {
    let set = |parts: &str, kinds: &[&str]| -> LabelSet {
        let names =
            kinds.iter().flat_map(|kind| parts.chars().map(move |part| format!("{part}-{kind}")));
        names.filter_map(|name| labels.find(&name)).map(|label| 1 << label).sum()
    };
    let all = documents.iter().flat_map(|document| &document.entities);
    let outside = match all.clone().filter(|name| name.kind == "MISC").count() {
        0 => 1 | set("BILU", &["NATIONALITY", "OTHER"]),
        _ => 1,
    };
    let mut extractor = FeatureExtractor::default();
    for document in documents {
        let parsed = Parsed::new(&document.text)?;
        let mut sets: Vec<LabelSet> = vec![outside; parsed.tokens.len()];
        for Name { first, last, kinds } in names_of(document, &parsed.tokens) {
            for (token, labels) in sets.iter_mut().enumerate().take(last + 1).skip(first) {
                *labels = match (token == first, token == last) {
                    (true, true) => set("U", &kinds),
                    (true, false) => set("B", &kinds),
                    (false, true) => set("L", &kinds),
                    (false, false) => set("I", &kinds),
                };
            }
        }
        extractor.extract(&parsed.page(&document.text), knowledge, |tokens, rows| {
            let labels = sets[tokens].to_vec();
            examples.push(Example { features: rows.clone(), labels, weight: 1.0 });
        });
    }
    Ok(())
}

/// Micro F1 of exact spans and types, nationalities and other names being one type.
fn score(tagger: &NameTagger, documents: &[NamedDocument]) -> Result<f64> {
    let coarse = |kind: EntityType| match kind {
        EntityType::Person => "PER",
        EntityType::Organization => "ORG",
        EntityType::Location => "LOC",
        _ => "MISC",
    };
    let has_misc = documents.iter().flat_map(|d| &d.entities).any(|name| name.kind == "MISC");
    let counts = |kind: &str| ["PER", "ORG", "LOC"].contains(&kind) || (has_misc && kind == "MISC");
    let (mut right, mut found, mut gold) = (0, 0, 0);
    let mut scratch = names::Scratch::default();
    for document in documents {
        let parsed = Parsed::new(&document.text)?;
        let offsets = ByteOffsets::new(&document.text);
        let wanted: Vec<(Span, &str)> = document
            .entities
            .iter()
            .filter(|name| counts(&name.kind))
            .filter_map(|name| Some((offsets.span(name.range)?, name.kind.as_str())))
            .collect();
        let mut names = Vec::new();
        tagger.find(&parsed.page(&document.text), &mut scratch, &mut names);
        let answers = names.iter().map(|name| (name.span, coarse(name.kind)));
        let answers: Vec<_> = answers.filter(|(_, kind)| counts(kind)).collect();
        right += answers.iter().filter(|answer| wanted.contains(answer)).count();
        found += answers.len();
        gold += wanted.len();
    }
    ensure!(gold > 0, "no names to score on");
    Ok(2.0 * right as f64 / (found + gold) as f64)
}
