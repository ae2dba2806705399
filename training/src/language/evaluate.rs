//! Measures by cross-validation: every text is answered by a model that has not seen its paragraph,
//! nor any piece or neighbour that it shares text with.

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::Result;
use pullquote_core::language::Detector;
use pullquote_core::{Document, text::split_blocks};
use serde_json::json;

use super::corpus::{self, Labelled, bcp47};
use super::{Arguments, Text, train, use_models};

/// Paragraphs near each other are of one fold, so that an article is never split.
struct Folds {
    /// Last paragraphs of the articles of each edition: (edition, paragraph), sorted.
    articles: Vec<(String, u32)>,
    count: usize,
}

impl Folds {
    fn new(files: &[Vec<Labelled>], count: usize) -> Self {
        let articles = files.iter().flatten().filter(|document| document.id.ends_with("-a"));
        let mut articles: Vec<(String, u32)> =
            articles.map(|article| (article.edition().to_owned(), article.paragraph())).collect();
        articles.sort();
        Folds { articles, count }
    }

    /// The fold that a paragraph, or the article that it ends, is of.
    fn of(&self, document: &Labelled) -> usize {
        let own = (document.edition().to_owned(), document.paragraph());
        self.articles.partition_point(|article| *article < own) % self.count
    }
}

/// Writes the answers to each file of `--answer` beside `--out`, and prints how many are right.
pub(super) fn cross_validate(
    arguments: &Arguments,
    text: &Text,
    annotated: &[Labelled],
) -> Result<()> {
    let files: Vec<Vec<Labelled>> =
        arguments.answer.iter().map(|path| corpus::read_labelled(path)).collect::<Result<_>>()?;
    let folds = Folds::new(&files, arguments.folds);
    let mut outputs = Vec::new();
    for path in &arguments.answer {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        std::fs::create_dir_all(&arguments.out)?;
        outputs.push((BufWriter::new(File::create(arguments.out.join(name))?), 0, 0));
    }
    for fold in 0..arguments.folds {
        let seen: Vec<&Labelled> =
            annotated.iter().filter(|document| folds.of(document) != fold).collect();
        let detector = Detector::with_models(use_models(train(arguments, text, &seen))?);
        for (documents, (output, right, all)) in files.iter().zip(&mut outputs) {
            for document in documents.iter().filter(|document| folds.of(document) == fold) {
                let page = Document::new(&document.text);
                let answer = detector.detect(&page, &split_blocks(&document.text), &mut Vec::new());
                *all += 1;
                *right += usize::from(answer.code == bcp47(&document.language));
                let line = json!({
                    "id": document.id,
                    "language": {
                        "code": answer.code, "script": answer.script, "reliable": answer.reliable,
                        "confidence": answer.confidence, "parts": answer.parts.len(),
                    },
                });
                writeln!(output, "{line}")?;
            }
        }
        for (path, (_, right, all)) in arguments.answer.iter().zip(&outputs) {
            println!("fold {fold}: {right} of {all} right in {}", path.display());
        }
    }
    Ok(())
}
