//! Word lists: linguistic knowledge as data, a folder a language.

/// The entries of a word list: one a line, `#` starts a comment line, blank lines are skipped.
pub fn entries(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
