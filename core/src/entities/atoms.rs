//! Tokens into atoms: runs of letters, numbers and single marks.
//!
//! Patterns and names look inside tokens ("10-year", "$1.2bn", "Feb."), and must not depend on
//! where a tokenizer joins what.

use crate::analysis::Span;
use crate::learn::hash_text;
use crate::text::{Token, TokenKind};

use super::vocabulary::{Case, KeyedWord, Vocabulary, WordKey};

/// What an atom is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtomKind {
    /// Letters only, or a fixed phrase of the vocabulary.
    Word,
    /// Digits, with separators inside.
    Number(Number),
    /// One other character.
    Mark(char),
    /// A web or e-mail address, a handle, a hashtag: a token left whole.
    Address,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Number {
    /// The digits before any separator, as a number; `u32::MAX` when they are too many.
    pub(crate) whole: u32,
    /// How many digits come before any separator.
    pub(crate) digits: u8,
    /// What separates the digits.
    pub(crate) form: NumberForm,
}

/// What separates the digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberForm {
    /// Nothing: "2013".
    Plain,
    /// Marks at every third digit, and perhaps a fraction: "1,000", "1.000,50".
    Grouped,
    /// One mark before a fraction: "5.5", "5,5".
    Fraction,
    /// Two points between three short numbers: "24.02.2022".
    Dotted,
    /// Anything else: "1.2.3.4".
    Odd,
}

/// A piece of a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Atom {
    /// Where it is.
    pub(crate) span: Span,
    /// Index of its block.
    pub(crate) block: u32,
    /// What it is.
    pub(crate) kind: AtomKind,
    /// Whether white space, or the start of a block, comes before it.
    pub(crate) space_before: bool,
    /// How a word is capitalised.
    pub(crate) case: Case,
    /// The [`WordKey`] of a word or mark.
    pub(crate) key: u64,
    /// Classes of the vocabulary that it belongs to, as bits.
    pub(crate) classes: u64,
}

impl Atom {
    /// Its key and capitals.
    pub(crate) fn keyed(&self) -> KeyedWord {
        (self.key, self.case)
    }
}

/// Splits `tokens` of `text` into atoms, joins those that make up a phrase of `vocabulary`, and
/// writes them to `atoms`. Linear.
pub(crate) fn split(text: &str, tokens: &[Token], vocabulary: &Vocabulary, atoms: &mut Vec<Atom>) {
    atoms.clear();
    for token in tokens {
        if token.kind == TokenKind::Address {
            atoms.push(Atom {
                span: token.span,
                block: token.block,
                kind: AtomKind::Address,
                space_before: token.space_before,
                case: Case::Lower,
                key: 0,
                classes: 0,
            });
        } else {
            split_token(text, token, atoms);
        }
    }
    classify(vocabulary, atoms);
}

/// The words of an entry of a list, cut as texts are.
pub(crate) fn split_entry(entry: &str) -> Vec<KeyedWord> {
    let mut atoms = Vec::new();
    let token = Token {
        span: Span::new(0, entry.len() as u32),
        hash: hash_text(entry),
        block: 0,
        kind: TokenKind::Word,
        space_before: true,
    };
    split_token(entry, &token, &mut atoms);
    atoms.iter().map(Atom::keyed).collect()
}

fn split_token(text: &str, token: &Token, atoms: &mut Vec<Atom>) {
    let piece = token.span.slice(text);
    if let Some((key, case)) = plain_word(piece) {
        let Token { span, block, space_before, .. } = *token;
        let (kind, classes) = (AtomKind::Word, 0);
        atoms.push(Atom { span, block, kind, space_before, case, key, classes });
        return;
    }
    let mut chars = piece.char_indices().peekable();
    let mut space_before = token.space_before;
    while let Some((at, first)) = chars.next() {
        if first.is_whitespace() {
            space_before = true;
            continue;
        }
        let mut case = Case::Lower;
        let mut key = WordKey::EMPTY;
        key.push(first);
        let kind = if first.is_ascii_digit() {
            AtomKind::Number(read_number(first, &mut chars))
        } else if is_letter(first) {
            let mut all_upper = first.is_uppercase();
            while let Some(&(_, c)) = chars.peek() {
                if !is_letter(c) {
                    break;
                }
                all_upper &= c.is_uppercase();
                key.push(c);
                chars.next();
            }
            if first.is_uppercase() {
                case = if all_upper { Case::Upper } else { Case::Capitalised };
            }
            AtomKind::Word
        } else {
            AtomKind::Mark(first)
        };
        let end = chars.peek().map_or(piece.len(), |&(end, _)| end);
        let start = token.span.start + at as u32;
        atoms.push(Atom {
            span: Span::new(start, token.span.start + end as u32),
            block: token.block,
            kind,
            space_before,
            case,
            key: key.value(),
            classes: 0,
        });
        space_before = false;
    }
}

/// The key of what is but ASCII letters, as most tokens are, and how it is capitalised.
fn plain_word(piece: &str) -> Option<(u64, Case)> {
    let first = piece.bytes().next()?;
    let mut key = WordKey::EMPTY;
    let mut all_upper = true;
    for byte in piece.bytes() {
        if !byte.is_ascii_alphabetic() {
            return None;
        }
        all_upper &= byte.is_ascii_uppercase();
        key.push(char::from(byte));
    }
    let case = match (first.is_ascii_uppercase(), all_upper) {
        (false, _) => Case::Lower,
        (true, true) => Case::Upper,
        (true, false) => Case::Capitalised,
    };
    Some((key.value(), case))
}

/// Letters, and the marks that combine with them.
#[inline]
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36F}')
}

fn read_number(first: char, chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) -> Number {
    let mut whole = first.to_digit(10).unwrap_or(0);
    let mut digits: u8 = 1;
    // Lengths of the runs of digits, and the marks between them, as far as they matter.
    let mut run: u32 = 1;
    let mut marks = 0;
    let (mut all_threes, mut first_mark, mut last_mark) = (true, ' ', ' ');
    let mut short = true;
    while let Some(&(_, c)) = chars.peek() {
        if let Some(digit) = c.to_digit(10) {
            if marks == 0 {
                whole =
                    whole.checked_mul(10).and_then(|n| n.checked_add(digit)).unwrap_or(u32::MAX);
                digits = digits.saturating_add(1);
            }
            run += 1;
        } else if matches!(c, '.' | ',' | '\'' | '\u{202F}' | '\u{A0}') {
            let mut ahead = chars.clone();
            ahead.next();
            if !ahead.peek().is_some_and(|(_, c)| c.is_ascii_digit()) {
                break;
            }
            all_threes &= if marks == 0 { run <= 3 } else { run == 3 };
            short &= run <= 4;
            if marks == 0 {
                first_mark = c;
            } else if c != first_mark && last_mark != first_mark {
                all_threes = false;
            }
            last_mark = c;
            marks += 1;
            run = 0;
        } else {
            break;
        }
        chars.next();
    }
    let form = match marks {
        0 => NumberForm::Plain,
        1 if all_threes && run == 3 && whole != 0 => NumberForm::Grouped,
        1 if first_mark == '.' || first_mark == ',' => NumberForm::Fraction,
        _ if all_threes && (run == 3 || last_mark != first_mark) => NumberForm::Grouped,
        2 if short && run <= 4 && first_mark == '.' && last_mark == '.' => NumberForm::Dotted,
        _ => NumberForm::Odd,
    };
    Number { whole, digits, form }
}

/// Looks every word up and joins the atoms of phrases, in place.
fn classify(vocabulary: &Vocabulary, atoms: &mut Vec<Atom>) {
    let (mut read, mut write) = (0, 0);
    while let Some(&(mut atom)) = atoms.get(read) {
        let mut count = 1;
        if matches!(atom.kind, AtomKind::Word | AtomKind::Mark(_)) {
            let block = atom.block;
            let rest = atoms[read + 1..].iter().take_while(|next| next.block == block);
            (atom.classes, count) = vocabulary.look_up(atom.keyed(), rest.map(Atom::keyed));
            if count > 1 {
                atom.kind = AtomKind::Word;
                atom.span.end = atoms[read + count - 1].span.end;
            }
        }
        atoms[write] = atom;
        write += 1;
        read += count;
    }
    atoms.truncate(write);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(number: &str) -> (NumberForm, u32) {
        let mut atoms = Vec::new();
        let span = Span::new(0, number.len() as u32);
        let (hash, kind) = (hash_text(number), TokenKind::Number);
        let token = Token { span, hash, block: 0, kind, space_before: true };
        split_token(number, &token, &mut atoms);
        match (atoms.len(), atoms[0].kind) {
            (1, AtomKind::Number(number)) => (number.form, number.whole),
            _ => panic!("{number} is not one number"),
        }
    }

    #[test]
    fn numbers_are_told_by_their_separators() {
        for (number, expected) in [
            ("2013", (NumberForm::Plain, 2013)),
            ("1,000", (NumberForm::Grouped, 1)),
            ("1,000,000.5", (NumberForm::Grouped, 1)),
            ("1.000.000,5", (NumberForm::Grouped, 1)),
            ("5.5", (NumberForm::Fraction, 5)),
            ("5,25", (NumberForm::Fraction, 5)),
            ("0.125", (NumberForm::Fraction, 0)),
            ("24.02.2022", (NumberForm::Dotted, 24)),
            ("1.2.3.4", (NumberForm::Odd, 1)),
            ("99999999999", (NumberForm::Plain, u32::MAX)),
        ] {
            assert_eq!(form(number), expected, "{number}");
        }
    }
}
