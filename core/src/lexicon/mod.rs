//! Word lists: linguistic knowledge as data, a folder a language.

/// The entries of a word list: one a line, `#` starts a comment line, blank lines are skipped.
pub fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

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
