//! Scores of the tagger on annotated documents.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use pullquote_core::entities::names::{self, NameTagger};
use pullquote_core::{EntityType, Span};
use pullquote_training::corpus::{ByteOffsets, NamedDocument};

use super::examples::Parsed;

/// Micro F1 of exact spans and types, nationalities and other names being one type. Prints the
/// first `show` errors.
pub(super) fn f1(tagger: &NameTagger, documents: &[NamedDocument], mut show: usize) -> Result<f64> {
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
        let wanted: BTreeSet<(Span, &str)> = document
            .entities
            .iter()
            .filter(|name| counts(&name.kind))
            .filter_map(|name| Some((offsets.span(name.range)?, name.kind.as_str())))
            .collect();
        let mut names = Vec::new();
        tagger.find(&parsed.page(&document.text), &mut scratch, &mut names);
        let answers = names.iter().map(|name| (name.span, coarse(name.kind)));
        let answers: BTreeSet<_> = answers.filter(|(_, kind)| counts(kind)).collect();
        right += answers.intersection(&wanted).count();
        found += answers.len();
        gold += wanted.len();
        for error in answers.symmetric_difference(&wanted).take(show) {
            let what = if wanted.contains(error) { "missed" } else { "extra " };
            println!("  {what} {}", in_context(&document.text, error.0, error.1));
            show -= 1;
        }
    }
    ensure!(gold > 0, "no names to score on");
    Ok(2.0 * right as f64 / (found + gold) as f64)
}

/// A name with what stands around it.
fn in_context(text: &str, span: Span, kind: &str) -> String {
    let before: String = text[..span.start as usize].chars().rev().take(50).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text[span.end as usize..].chars().take(40).collect();
    format!("{kind} {before}[{}]{after}", span.slice(text)).replace('\n', "⏎")
}
