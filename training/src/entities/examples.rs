//! Annotated documents into sequences to learn from.

use anyhow::Result;
use pullquote_core::entities::names::{FeatureExtractor, Knowledge};
use pullquote_core::learn::Labels;
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::{self, Token};
use pullquote_core::{Page, Span};
use pullquote_training::corpus::{ByteOffsets, NameAnnotation, NamedDocument};
use pullquote_training::crf::{Example, LabelSet};

/// A text as the tagger reads it.
pub(super) struct Parsed {
    blocks: Vec<pullquote_core::Block>,
    tokens: Vec<Token>,
    sentences: Vec<pullquote_core::Sentence>,
}

impl Parsed {
    pub(super) fn new(text: &str) -> Result<Self> {
        let blocks = text::split_blocks(text);
        let mut tokens = Vec::new();
        text::tokenize(text, &blocks, &mut tokens);
        let sentences = Segmenter::new()?.segment(text, &blocks, "en");
        Ok(Parsed { blocks, tokens, sentences })
    }

    pub(super) fn page<'a>(&'a self, text: &'a str) -> Page<'a> {
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

/// The types that an annotation may stand for; none when it is of no name.
fn kinds_of(annotation: &NameAnnotation) -> Option<Vec<&'static str>> {
    Some(match (annotation.kind.as_str(), annotation.fine.as_deref()) {
        ("PER", _) => vec!["PERSON"],
        ("ORG", _) => vec!["ORGANIZATION"],
        ("LOC", _) => vec!["LOCATION"],
        ("MISC", Some("NORP")) => vec!["NATIONALITY"],
        ("MISC", Some(_)) => vec!["OTHER"],
        ("MISC", None) => vec!["NATIONALITY", "OTHER"],
        _ => return None,
    })
}

/// The names of a document in tokens. A token of which less than half is in the name is not of it.
fn names_of(document: &NamedDocument, tokens: &[Token]) -> Vec<Name> {
    let offsets = ByteOffsets::new(&document.text);
    let mut found: Vec<Name> = Vec::new();
    for annotation in &document.entities {
        let whole = kinds_of(annotation).zip(offsets.span(annotation.range));
        let Some((kinds, whole)) = whole else { continue };
        for span in parts_of(whole, annotation, &document.text) {
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
                found.push(Name { first, last, kinds: kinds.clone() });
            }
        }
    }
    found
}

/// The spans of an annotation: of a place with a comma, "Kigali, Rwanda", which most annotators took for
/// two, those of both.
fn parts_of(span: Span, annotation: &NameAnnotation, text: &str) -> Vec<Span> {
    const COMMA: &str = ", ";
    if annotation.kind != "LOC" {
        return vec![span];
    }
    let mut start = span.start;
    let parts = span.slice(text).split(COMMA).map(|part| {
        let end = start + part.len() as u32;
        let part = Span::new(start, end);
        start = end + COMMA.len() as u32;
        part
    });
    parts.filter(|part| !part.is_empty()).collect()
}

/// Adds an example for each sentence. Where a data set says nothing of nationalities and other
/// names, what is outside of names may be one of these.
pub(super) fn add(
    documents: &[NamedDocument],
    labels: &Labels,
    knowledge: &Knowledge,
    weight: f32,
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
            examples.push(Example { features: rows.clone(), labels, weight });
        });
    }
    Ok(())
}
