//! Annotated documents: JSON objects, one a line, with offsets in Unicode code points.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, Result};
use pullquote_core::Span;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A stretch of a document's text as the files give it, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(from = "RangeInFile")]
pub struct CodePoints {
    /// Its first code point.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
}

/// Files write ranges as objects or as pairs.
#[derive(Deserialize)]
#[serde(untagged)]
enum RangeInFile {
    Pair(usize, usize),
    Object { start: usize, end: usize },
}

impl From<RangeInFile> for CodePoints {
    fn from(range: RangeInFile) -> Self {
        let (RangeInFile::Pair(start, end) | RangeInFile::Object { start, end }) = range;
        CodePoints { start, end }
    }
}

/// A document with its names.
#[derive(Debug, Clone, Deserialize)]
pub struct NamedDocument {
    /// Its name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The names in it.
    pub entities: Vec<NameAnnotation>,
}

/// A name in a document.
#[derive(Debug, Clone, Deserialize)]
pub struct NameAnnotation {
    /// Where it is.
    #[serde(flatten)]
    pub range: CodePointRange,
    /// What it names: `PER`, `ORG`, `LOC`, `MISC`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// A finer type, when the annotators gave one.
    pub fine: Option<String>,
}

/// `start` and `end` as fields of a larger object, in code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct CodePointRange {
    /// Its first code point.
    pub start: usize,
    /// One past its last code point.
    pub end: usize,
}

impl From<CodePointRange> for CodePoints {
    fn from(range: CodePointRange) -> Self {
        CodePoints { start: range.start, end: range.end }
    }
}

/// A document with its sentences.
#[derive(Debug, Clone, Deserialize)]
pub struct SegmentedDocument {
    /// Its name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Its sentences, in order.
    pub sentences: Vec<CodePoints>,
}

/// A document with what is reported in it.
#[derive(Debug, Clone, Deserialize)]
pub struct AttributedDocument {
    /// Its name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Who is reported to have said what.
    pub attributions: Vec<Attribution>,
}

/// Something that somebody is reported to have said. Each part may be in several pieces.
#[derive(Debug, Clone, Deserialize)]
pub struct Attribution {
    /// `direct`, `mixed` or `indirect`.
    pub kind: String,
    /// Who said it; empty when nobody is said to.
    pub source: Vec<CodePoints>,
    /// The words that say that it was said.
    pub cue: Vec<CodePoints>,
    /// What was said.
    pub content: Vec<CodePoints>,
}

/// A text with its language.
#[derive(Debug, Clone, Deserialize)]
pub struct LanguageDocument {
    /// Its name.
    pub id: String,
    /// ISO 639-3 code.
    pub language: String,
    /// Its text.
    pub text: String,
}

/// Reads a file of documents.
///
/// # Errors
/// When the file cannot be read or a line of it is not such a document.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("opening {}", path.display()))?;
    let mut documents = Vec::new();
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| format!("reading {}", path.display()))?;
        if !line.trim().is_empty() {
            let document = serde_json::from_str(&line)
                .with_context(|| format!("{}, line {}", path.display(), index + 1))?;
            documents.push(document);
        }
    }
    Ok(documents)
}

/// The name of a data set: its file's name without the ending.
pub fn name_of(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned())
}

/// Turns code points of one text into bytes, each in constant time.
#[derive(Debug)]
pub struct ByteOffsets(Vec<u32>);

impl ByteOffsets {
    /// Offsets into `text`.
    pub fn new(text: &str) -> Self {
        let ends = std::iter::once(text.len());
        ByteOffsets(text.char_indices().map(|(at, _)| at).chain(ends).map(|at| at as u32).collect())
    }

    /// The same range in bytes; `None` when it is not of the text or holds nothing.
    pub fn span(&self, range: impl Into<CodePoints>) -> Option<Span> {
        let range = range.into();
        let span = Span::new(*self.0.get(range.start)?, *self.0.get(range.end)?);
        (!span.is_empty()).then_some(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_in_both_forms() {
        let pair: CodePoints = serde_json::from_str("[1, 3]").unwrap();
        let object: CodePoints = serde_json::from_str(r#"{"start": 1, "end": 3}"#).unwrap();
        assert_eq!(pair, object);
    }

    #[test]
    fn names_are_read_with_their_types() {
        let line = r#"{"id": "a", "text": "Żory!", "entities": [{"start": 0, "end": 4, "type": "LOC", "fine": "City"}]}"#;
        let document: NamedDocument = serde_json::from_str(line).unwrap();
        let name = &document.entities[0];
        let span = ByteOffsets::new(&document.text).span(name.range).unwrap();
        assert_eq!((span.slice(&document.text), name.kind.as_str()), ("Żory", "LOC"));
    }

    #[test]
    fn ranges_outside_the_text_have_no_span() {
        let offsets = ByteOffsets::new("ab");
        assert_eq!(offsets.span(CodePoints { start: 1, end: 3 }), None);
        assert_eq!(offsets.span(CodePoints { start: 1, end: 1 }), None);
    }
}
