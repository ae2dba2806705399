//! The words of names.

use crate::entities::vocabulary::{Case, KeyedWord, WordKey};

/// The most words of a name that are looked at.
const MOST_WORDS: usize = 12;

/// A word of a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameWord {
    /// Its key, without dots and in lower case.
    pub(super) key: u64,
    /// Its first letter, in lower case.
    pub(super) first: char,
    /// Its capitals.
    pub(super) case: Case,
    /// How many letters it has.
    pub(super) letters: u16,
}

impl NameWord {
    /// Key and capitals.
    pub(super) fn keyed(&self) -> KeyedWord {
        (self.key, self.case)
    }

    /// Whether it is an initial, such as the "J" of "J. Roe".
    pub(super) fn is_initial(&self) -> bool {
        self.letters == 1
    }
}

/// Appends the words of `name` to `words`: letters and digits, without dots, apostrophes or a
/// leading article. Hyphens are part of words.
pub(super) fn split(name: &str, words: &mut Vec<NameWord>) {
    let start = words.len();
    for piece in name.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '(' | ')')) {
        if words.len() - start == MOST_WORDS {
            break;
        }
        // "J.K." is two initials, "U.S." one word.
        let initials = piece.len() == 4 && piece.ends_with('.') && name.len() > piece.len();
        if initials && piece.as_bytes().get(1) == Some(&b'.') {
            piece.split('.').filter_map(read).for_each(|word| words.push(word));
        } else {
            words.extend(read(piece));
        }
    }
    let article = words.get(start).is_some_and(|word| word.key == WordKey::of("the"));
    if article && words.len() > start + 1 {
        words.remove(start);
    }
}

fn read(piece: &str) -> Option<NameWord> {
    let mut key = WordKey::EMPTY;
    let mut first = None;
    let (mut letters, mut upper) = (0, 0);
    for c in piece.chars().filter(|&c| c.is_alphanumeric() || matches!(c, '-' | '&')) {
        key.push(c);
        first = first.or(Some(c));
        letters += 1;
        upper += u16::from(!c.is_lowercase());
    }
    let first = first?;
    let case = match () {
        () if !first.is_uppercase() => Case::Lower,
        () if upper == letters => Case::Upper,
        () => Case::Capitalised,
    };
    let first = first.to_lowercase().next().unwrap_or(first);
    Some(NameWord { key: key.value(), first, case, letters })
}

/// The key of a run of words.
pub(super) fn key(words: &[NameWord]) -> u64 {
    words.iter().fold(0, |key: u64, word| join(key, word.key))
}

/// The key of a run of words and one more.
pub(super) fn join(key: u64, word: u64) -> u64 {
    (key.rotate_left(17) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The key of a name.
pub(super) fn key_of(name: &str) -> u64 {
    let mut words = Vec::new();
    split(name, &mut words);
    key(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_articles_and_case_do_not_make_another_name() {
        for (one, other) in [
            ("U.S.", "US"),
            ("the Netherlands", "Netherlands"),
            ("PUTIN", "Putin"),
            ("J.K. Roe", "J. K. Roe"),
        ] {
            assert_eq!(key_of(one), key_of(other), "{one}");
        }
        assert_ne!(key_of("Jane Roe"), key_of("Roe Jane"));
    }
}
