//! Word lists: linguistic knowledge as data, a folder a language.

use std::borrow::Cow;

/// The entries of a word list: one a line, `#` starts a comment line, blank lines are skipped.
pub fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The forms that a word of a list stands for: `stem/end,end` is the stem with each of the endings, any
/// of which may be empty.
pub(crate) fn forms(word: &'static str) -> impl Iterator<Item = Cow<'static, str>> {
    let (stem, endings) = word.split_once('/').unwrap_or((word, ""));
    endings.split(',').map(move |ending| match ending {
        "" => Cow::Borrowed(stem),
        ending => Cow::Owned(format!("{stem}{ending}")),
    })
}

/// The name of the section that a line of a word list starts: `[name]`.
pub(crate) fn section(line: &str) -> Option<&str> {
    line.strip_prefix('[')?.strip_suffix(']')
}

/// The languages that go by rule where English has models: each with its words for persons and for
/// reported speech.
pub(crate) const BY_RULE: [(&str, &str, &str); 9] = [
    ("de", include_str!("de/people.txt"), include_str!("de/speech.txt")),
    ("es", include_str!("es/people.txt"), include_str!("es/speech.txt")),
    ("fr", include_str!("fr/people.txt"), include_str!("fr/speech.txt")),
    ("it", include_str!("it/people.txt"), include_str!("it/speech.txt")),
    ("nl", include_str!("nl/people.txt"), include_str!("nl/speech.txt")),
    ("pl", include_str!("pl/people.txt"), include_str!("pl/speech.txt")),
    ("pt", include_str!("pt/people.txt"), include_str!("pt/speech.txt")),
    ("ru", include_str!("ru/people.txt"), include_str!("ru/speech.txt")),
    ("uk", include_str!("uk/people.txt"), include_str!("uk/speech.txt")),
];

/// Words that dates, times and amounts are made of, by language.
pub(crate) const EXPRESSIONS: [(&str, &str); 10] = [
    ("en", include_str!("en/expressions.txt")),
    ("de", include_str!("de/expressions.txt")),
    ("es", include_str!("es/expressions.txt")),
    ("fr", include_str!("fr/expressions.txt")),
    ("it", include_str!("it/expressions.txt")),
    ("nl", include_str!("nl/expressions.txt")),
    ("pl", include_str!("pl/expressions.txt")),
    ("pt", include_str!("pt/expressions.txt")),
    ("ru", include_str!("ru/expressions.txt")),
    ("uk", include_str!("uk/expressions.txt")),
];
