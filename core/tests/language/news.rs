//! Short sentences of invented news in languages that are easily taken for each other.

use std::collections::BTreeMap;

use super::detect_text;

/// Sentences with the code and script of their language.
fn sentences() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let mut language = ("", "");
    include_str!("news.txt").lines().filter_map(move |line| match line.strip_prefix("# ") {
        Some(header) => {
            language = header.split_once(' ').unwrap();
            None
        }
        None => Some((language.0, language.1, line)),
    })
}

#[test]
fn close_languages_are_told_apart() {
    let mut right = BTreeMap::<(&str, &str), (usize, usize)>::new();
    for (code, script, text) in sentences() {
        let answer = detect_text(text);
        let count = right.entry((code, script)).or_default();
        count.1 += 1;
        count.0 += usize::from(answer.code == code && answer.script == script);
    }
    assert_eq!(right.len(), 32);
    for (language, &(right, all)) in &right {
        assert!(all >= 10 && right * 10 >= all * 4, "{language:?}: {right} of {all} are right");
    }
    let total: usize = right.values().map(|&(right, _)| right).sum();
    assert!(
        total * 100 >= 95 * sentences().count(),
        "{total} of {} are right",
        sentences().count()
    );
}

#[test]
fn what_is_called_reliable_is_right() {
    let reliable = sentences().filter_map(|(code, _, text)| {
        let answer = detect_text(text);
        answer.reliable.then_some((answer.code == code, text))
    });
    let (right, wrong): (Vec<_>, Vec<_>) = reliable.partition(|&(is_right, _)| is_right);
    assert!(right.len() >= 250, "{} are reliable", right.len());
    assert!(wrong.len() * 50 <= right.len(), "{wrong:?}");
}

#[test]
fn a_document_of_one_language_has_no_parts() {
    let mut documents = BTreeMap::<(&str, &str), String>::new();
    for (code, script, text) in sentences() {
        documents.entry((code, script)).or_default().push_str(&format!("{text}\n\n"));
    }
    for ((code, _), text) in documents {
        let answer = detect_text(&text);
        assert_eq!(answer.code, code);
        let foreign: Vec<_> = answer.parts.iter().map(|part| part.span.slice(&text)).collect();
        assert!(foreign.len() <= 1, "{code}: {foreign:?}");
    }
}
