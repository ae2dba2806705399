//! The table of expressions, `tests/entities/patterns.txt`.

use super::*;
use crate::text::{split_blocks, tokenize};

const TABLE: &str = include_str!("../../../tests/entities/patterns.txt");

/// The text of a case without its marks, and the expressions marked.
fn parse(case: &str) -> (String, Vec<(String, String)>) {
    let mut text = String::new();
    let mut expected = Vec::new();
    let mut rest = case;
    while let Some((before, marked)) = rest.split_once('{') {
        let (inside, after) = marked.split_once('}').expect("a mark is closed");
        let (kind, words) = inside.split_once(' ').expect("a mark has a type and words");
        text.push_str(before);
        text.push_str(words);
        expected.push((kind.to_owned(), words.to_owned()));
        rest = after;
    }
    text.push_str(rest);
    (text, expected)
}

fn find_all(grammar: &Grammar, language: &str, text: &str) -> Vec<(String, String)> {
    let blocks = split_blocks(text);
    let mut tokens = Vec::new();
    tokenize(text, &blocks, &mut tokens);
    let (mut split, mut found) = (Vec::new(), Vec::new());
    atoms::split(text, &tokens, grammar.vocabulary(language), &mut split);
    find(text, &split, &mut found);
    let name = |kind| format!("{kind:?}").to_uppercase();
    found.iter().map(|one| (name(one.kind), one.span.slice(text).to_owned())).collect()
}

#[test]
fn every_section_of_every_list_is_a_class() {
    for (language, list) in EXPRESSIONS.into_iter().chain([("currencies", CURRENCIES)]) {
        let added = Vocabulary::default().add_list(list, classes::class_of, atoms::split_entry);
        assert_eq!(added, Ok(()), "{language}");
    }
}

#[test]
fn expressions_of_the_table_are_found_and_nothing_else() {
    let grammar = Grammar::default();
    let mut language = "";
    let (mut cases, mut wrong) = (0, Vec::new());
    for line in TABLE.lines().map(str::trim) {
        if let Some(code) = line.strip_prefix("== ") {
            language = code;
        } else if !line.is_empty() && !line.starts_with('#') {
            let (text, expected) = parse(line);
            let found = find_all(&grammar, language, &text);
            cases += 1;
            if found != expected {
                wrong.push(format!("{language}: {line}\n    found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {cases} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
