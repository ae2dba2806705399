//! Scores of the tagger on annotated documents.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use pullquote_core::entities::names::{self, NameTagger};
use pullquote_core::{EntityType, Span};
use pullquote_training::corpus::{ByteOffsets, NamedDocument};

use super::examples::Parsed;

/// The types that are scored. Nationalities and other names are one type.
const TYPES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// F1 of exact spans and types.
#[derive(Debug, Default)]
pub(super) struct Scores {
    /// Of each type, when there are any.
    of_type: Vec<(&'static str, f64)>,
    /// Over all names.
    pub(super) micro: f64,
}

impl std::fmt::Display for Scores {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "F1 {:.2}", 100.0 * self.micro)?;
        self.of_type.iter().try_for_each(|(kind, f1)| write!(f, "  {kind} {:.2}", 100.0 * f1))
    }
}

/// Scores a tagger. Prints the first `show` errors.
pub(super) fn score(
    tagger: &NameTagger,
    documents: &[NamedDocument],
    mut show: usize,
) -> Result<Scores> {
    let coarse = |kind: EntityType| match kind {
        EntityType::Person => "PER",
        EntityType::Organization => "ORG",
        EntityType::Location => "LOC",
        _ => "MISC",
    };
    let has_misc = documents.iter().flat_map(|d| &d.entities).any(|name| name.kind == "MISC");
    let counts = |kind: &str| TYPES.contains(&kind) && (has_misc || kind != "MISC");
    let mut tallies = [[0; 3]; TYPES.len()];
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
        for (kind, [right, found, gold]) in TYPES.iter().zip(&mut tallies) {
            let of_kind = |(_, other): &&(Span, &str)| other == kind;
            *right += answers.intersection(&wanted).filter(of_kind).count();
            *found += answers.iter().filter(of_kind).count();
            *gold += wanted.iter().filter(of_kind).count();
        }
        for error in answers.symmetric_difference(&wanted).take(show) {
            let what = if wanted.contains(error) { "missed" } else { "extra " };
            println!("  {what} {}", in_context(&document.text, error.0, error.1));
            show -= 1;
        }
    }
    let f1 = |[right, found, gold]: [usize; 3]| 2.0 * right as f64 / (found + gold) as f64;
    let all = tallies.iter().fold([0; 3], |all, tally| std::array::from_fn(|i| all[i] + tally[i]));
    ensure!(all[2] > 0, "no names to score on");
    let kinds = TYPES.into_iter().zip(tallies).filter(|(_, tally)| tally[2] > 0);
    Ok(Scores { of_type: kinds.map(|(kind, tally)| (kind, f1(tally))).collect(), micro: f1(all) })
}

/// A name with what stands around it.
fn in_context(text: &str, span: Span, kind: &str) -> String {
    let before: String = text[..span.start as usize].chars().rev().take(50).collect();
    let before: String = before.chars().rev().collect();
    let after: String = text[span.end as usize..].chars().take(40).collect();
    format!("{kind} {before}[{}]{after}", span.slice(text)).replace('\n', "⏎")
}
