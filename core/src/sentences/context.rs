//! What stands around a candidate.

use super::candidates::{Candidate, Mark};
use crate::text::chars::{self, CharClass};

/// The words and marks around a candidate. Each look goes a bounded way, so that a context costs the
/// same in any text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// The word before, without its last dot: "U.S", "Mr", "said". Empty when a mark stands there.
    pub(super) before: &'a str,
    /// The word before that one.
    pub(super) before_that: &'a str,
    /// The character before the terminator.
    pub(super) last: Option<char>,
    /// The marks that close after the terminator.
    pub(super) closers: &'a str,
    /// Whether there is no white space between the sentences.
    pub(super) is_glued: bool,
    /// The marks that open before the next word.
    pub(super) openers: &'a str,
    /// The next word, with dots inside.
    pub(super) after: &'a str,
    /// The word after that one.
    pub(super) after_that: &'a str,
    /// The character that follows, opening marks aside.
    pub(super) first: Option<char>,
    /// What the terminator is.
    pub(super) mark: Mark,
    /// What stands before, up to white space: an address, a date, …
    pub(super) piece_before: Piece,
    /// What follows, up to white space.
    pub(super) piece_after: Piece,
}

/// What a stretch of text without white space is, when it is no plain word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    Plain,
    Email,
    Url,
    File,
    Time,
    Date,
    /// Marks and symbols alone.
    Marks,
}

impl Piece {
    fn of(piece: &str) -> Self {
        let has = |mark: u8| piece.bytes().any(|byte| byte == mark);
        let has_digit = piece.bytes().any(|byte| byte.is_ascii_digit());
        if !piece.contains(chars::is_word) {
            Piece::Marks
        } else if has(b'@') {
            Piece::Email
        } else if piece.contains("://") || piece.starts_with("www.") {
            Piece::Url
        } else if has(b':') && has_digit && !piece.ends_with(':') {
            Piece::Time
        } else if has(b'/') && has_digit {
            Piece::Date
        } else if has_inner_dot(piece) {
            Piece::File
        } else {
            Piece::Plain
        }
    }
}

/// Whether a dot joins a letter in lower case to another: "report.pdf", "example.org".
fn has_inner_dot(piece: &str) -> bool {
    piece.as_bytes().windows(3).any(|bytes| match bytes {
        [before, b'.', after] => before.is_ascii_alphanumeric() && after.is_ascii_lowercase(),
        _ => false,
    })
}

/// Words are looked at this far, in bytes.
const REACH: usize = 40;

impl<'a> Context<'a> {
    /// The context of `candidate` in a block that starts at `start` and ends at `end`.
    pub(super) fn of(text: &'a str, start: usize, end: usize, candidate: &Candidate) -> Self {
        let Candidate { mark, closers, end: stop, next, kind } = *candidate;
        let head = tail_of(text.get(start..mark).unwrap_or_default());
        let rest = head_of(text.get(next..end).unwrap_or_default());
        let (before, head_before) = last_word(head);
        let (before_that, _) = last_word(head_before);
        let opened = rest.trim_start_matches(is_opener).trim_start();
        let (after, rest_after) = first_word(opened);
        let (after_that, _) = first_word(skip_to_word(rest_after));
        let is_omission = opened.starts_with(['.', '…']);
        Context {
            before,
            before_that,
            last: head.chars().next_back(),
            closers: text.get(closers..stop).unwrap_or_default(),
            is_glued: stop == next,
            openers: rest[..rest.len() - opened.len()].trim_end(),
            after,
            after_that,
            first: if is_omission { rest } else { opened }.chars().next(),
            mark: kind,
            piece_before: Piece::of(head.rsplit(char::is_whitespace).next().unwrap_or_default()),
            piece_after: Piece::of(rest.split(char::is_whitespace).next().unwrap_or_default()),
        }
    }

    /// Whether the next word begins in lower case, also after a dash.
    pub(super) fn goes_on_lower(&self) -> bool {
        match self.first {
            Some('-' | '–' | '—') => self.after_that.starts_with(char::is_lowercase),
            first => first.is_some_and(char::is_lowercase),
        }
    }
}

/// The word before the terminator at `mark`, in a block that starts at `start`.
pub(super) fn word_before(text: &str, start: usize, mark: usize) -> &str {
    last_word(tail_of(text.get(start..mark).unwrap_or_default())).0
}

fn is_opener(c: char) -> bool {
    chars::class(c) == CharClass::Quote
        || matches!(c, '(' | '[' | '{' | '¿' | '¡' | '（' | '【' | '《')
}

/// The last bytes of `text`, from a character boundary.
fn tail_of(text: &str) -> &str {
    let mut from = text.len().saturating_sub(2 * REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

/// The first bytes of `text`, up to a character boundary.
fn head_of(text: &str) -> &str {
    let mut to = text.len().min(2 * REACH);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    &text[..to]
}

/// The word at the end of `text`, and what comes before it. Dots, hyphens and apostrophes inside
/// are part of it; white space before it is not.
fn last_word(text: &str) -> (&str, &str) {
    let trimmed =
        text.trim_end_matches(|c| !chars::is_word(c) && chars::class(c) != CharClass::Joining);
    let mut start = trimmed.len();
    for (at, c) in trimmed.char_indices().rev() {
        let is_part = chars::is_word(c)
            || matches!(c, '.' | '-' | '\'' | '’' | '/' | '&' | '@' | '_' | '$' | '°' | 'º' | 'ª')
            || chars::class(c) == CharClass::Joining;
        if !is_part {
            break;
        }
        start = at;
    }
    let word = trimmed[start..].trim_matches(['\'', '’', '-', '/', '.']);
    (word, &trimmed[..start])
}

/// `text` without the marks and white space that it starts with.
fn skip_to_word(text: &str) -> &str {
    text.trim_start_matches(|c| !chars::is_word(c))
}

/// The word at the start of `text`, and what comes after it.
fn first_word(text: &str) -> (&str, &str) {
    let is_part = |c: char| {
        chars::is_word(c)
            || matches!(c, '.' | '\'' | '’' | '-')
            || chars::class(c) == CharClass::Joining
    };
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    (word.trim_matches(['.', '\'', '’', '-']), rest)
}
