//! The table of entities, `tests/entities/clusters.txt`.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::analysis::{Sentence, Span};
use crate::entities::atoms;
use crate::entities::patterns::Grammar;
use crate::sentences::Segmenter;
use crate::text::{split_blocks, tokenize};

const TABLE: &str = include_str!("../../../tests/entities/clusters.txt");

/// A case: its text, the names given, and for every mention expected which thing it is of.
#[derive(Default)]
struct Case {
    text: String,
    names: Vec<NameMention>,
    things: Vec<(Span, String)>,
}

impl Case {
    /// Reads marked text; marks may lie inside one another.
    fn parse(marked: &str) -> Self {
        let mut case = Case::default();
        let mut open: Vec<(u32, String, Option<EntityType>)> = Vec::new();
        let mut rest = marked;
        while let Some(at) = rest.find(['[', ']']) {
            case.text.push_str(&rest[..at]);
            let here = case.text.len() as u32;
            let is_open = rest[at..].starts_with('[');
            rest = &rest[at + 1..];
            if is_open {
                let (head, after) = rest.split_once(':').expect("a mark names its thing");
                let (kind, thing) = head.rsplit_once(' ').unwrap_or(("", head));
                open.push((here, thing.to_owned(), kind_of(kind)));
                rest = after;
            } else {
                let (start, thing, kind) = open.pop().expect("a mark is opened");
                let span = Span::new(start, here);
                if let Some(kind) = kind {
                    let name =
                        NameMention { span, first_token: 0, last_token: 0, kind, confidence: 0.9 };
                    case.names.push(name);
                }
                case.things.push((span, thing));
            }
        }
        case.text.push_str(rest);
        case.things.sort();
        case
    }
}

fn kind_of(kind: &str) -> Option<EntityType> {
    Some(match kind {
        "PER" => EntityType::Person,
        "ORG" => EntityType::Organization,
        "LOC" => EntityType::Location,
        "NAT" => EntityType::Nationality,
        "" => return None,
        other => panic!("{other} is no type"),
    })
}

static LEXICONS: LazyLock<Lexicons> = LazyLock::new(Lexicons::default);
static GRAMMAR: LazyLock<Grammar> = LazyLock::new(Grammar::default);
static SEGMENTER: LazyLock<Segmenter> = LazyLock::new(|| Segmenter::new().unwrap());

fn entities_of(text: &str, title: Option<&str>, names: &[NameMention]) -> Vec<Entity> {
    let blocks = split_blocks(text);
    let mut tokens = Vec::new();
    tokenize(text, &blocks, &mut tokens);
    let sentences: Vec<Sentence> = SEGMENTER.segment(text, &blocks, "en");
    let page = Page {
        text,
        title,
        language: "en",
        blocks: &blocks,
        tokens: &tokens,
        sentences: &sentences,
    };
    let mut split = Vec::new();
    atoms::split(text, &tokens, GRAMMAR.vocabulary("en"), &mut split);
    gather(&page, &split, names, LEXICONS.of("en"), &mut Scratch::default())
}

/// What is wrong with the answer to a case, if anything.
fn check(line: &str) -> Option<String> {
    let (title, rest) = match line.strip_prefix("title:").and_then(|rest| rest.split_once('|')) {
        Some((title, rest)) => (Some(title.trim()), rest),
        None => (None, line),
    };
    let (marked, wanted_name) = match rest.split_once("| name:") {
        Some((marked, name)) => (marked, name.trim().split_once('=')),
        None => (rest, None),
    };
    let case = Case::parse(&marked.trim().replace("\\n", "\n"));
    let entities = entities_of(&case.text, title, &case.names);
    // Things are numbered by their first mentions on both sides.
    let mut found: Vec<(Span, usize)> = entities
        .iter()
        .enumerate()
        .flat_map(|(index, entity)| entity.mentions.iter().map(move |one| (one.span, index)))
        .collect();
    found.sort();
    let number = |labels: Vec<String>| {
        let mut seen: Vec<String> = Vec::new();
        let numbers = labels.into_iter().map(|label| {
            let known = seen.iter().position(|one| *one == label);
            known.unwrap_or_else(|| {
                seen.push(label);
                seen.len() - 1
            })
        });
        numbers.collect::<Vec<_>>()
    };
    let got = number(found.iter().map(|(_, index)| index.to_string()).collect());
    let expected = number(case.things.iter().map(|(_, thing)| thing.clone()).collect());
    let same_spans = found.iter().map(|(span, _)| *span).collect::<Vec<_>>()
        == case.things.iter().map(|(span, _)| *span).collect::<Vec<_>>();
    if !same_spans || got != expected {
        let shown: Vec<String> = found
            .iter()
            .map(|(span, index)| format!("{}={}", span.slice(&case.text), index))
            .collect();
        return Some(format!("{line}\n    found {}", shown.join(", ")));
    }
    let (thing, name) = wanted_name?;
    let span = case.things.iter().find(|(_, one)| one == thing)?.0;
    let entity = entities.iter().find(|one| one.mentions.iter().any(|one| one.span == span))?;
    (entity.name != name).then(|| format!("{line}\n    named {}", entity.name))
}

#[test]
fn mentions_of_the_table_are_gathered_as_marked() {
    let cases: Vec<&str> = TABLE
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '=']))
        .collect();
    let wrong: Vec<String> = cases.iter().filter_map(|line| check(line)).collect();
    assert!(
        wrong.is_empty(),
        "{} of {} are wrong:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

/// Names laid over the words of a text, never overlapping.
fn names_in(text: &str, picks: &[(usize, usize, usize)]) -> Vec<NameMention> {
    let words: Vec<Span> = text
        .split_inclusive(' ')
        .scan(0, |at, piece| {
            let start = *at;
            *at += piece.len();
            Some(Span::new(start as u32, (start + piece.trim_end().len()) as u32))
        })
        .collect();
    let kinds = [EntityType::Person, EntityType::Organization, EntityType::Location];
    let mut names = Vec::new();
    let mut at = 0;
    for &(skip, length, kind) in picks {
        let first = at + skip;
        let last = first + length - 1;
        let (Some(one), Some(other)) = (words.get(first), words.get(last)) else { break };
        let (span, kind) = (Span::new(one.start, other.end), kinds[kind]);
        names.push(NameMention { span, first_token: 0, last_token: 0, kind, confidence: 0.5 });
        at = last + 1;
    }
    names
}

proptest! {
    #[test]
    fn every_name_is_of_one_thing_whatever_the_names(
        words in prop::collection::vec(
            prop::sample::select(&[
                "Roe", "Jane", "Mr.", "J.", "he", "She", "said", "the", "president", "President",
                "French", "bank", "of", "(ABC)", "Arden", "Bank", "Corp", "\"It", "over\"", "it",
                "Jr.", "company", "it.", "'s", "é", "UN",
            ][..]),
            1..80,
        ),
        picks in prop::collection::vec((0_usize..4, 1_usize..4, 0_usize..3), 0..30),
    ) {
        let text = words.join(" ");
        let names = names_in(&text, &picks);
        let entities = entities_of(&text, Some("Jane Roe wins"), &names);
        prop_assert_eq!(&entities, &entities_of(&text, Some("Jane Roe wins"), &names));

        let mut found: Vec<Span> = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            prop_assert_eq!(entity.id as usize, index + 1);
            prop_assert!(!entity.name.is_empty());
            let spans: Vec<Span> = entity.mentions.iter().map(|mention| mention.span).collect();
            prop_assert!(spans.is_sorted(), "{spans:?}");
            for mention in &entity.mentions {
                prop_assert!(!mention.span.slice(&text).is_empty());
                prop_assert!((0.0..=1.0).contains(&mention.confidence));
                if mention.kind == MentionKind::Name {
                    found.push(mention.span);
                }
            }
        }
        found.sort();
        prop_assert_eq!(found, names.iter().map(|name| name.span).collect::<Vec<_>>());
        let salience: f32 = entities.iter().map(|entity| entity.salience).sum();
        prop_assert!(entities.is_empty() || (salience - 1.0).abs() < 1e-3, "{salience}");
        prop_assert!(entities.is_sorted_by(|one, next| one.salience >= next.salience));
    }
}
