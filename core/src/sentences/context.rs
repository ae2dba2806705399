//! What stands around a candidate.

use super::candidates::{Candidate, Mark};
use crate::text::chars::{self, CharClass};

/// The words and marks around a candidate. Each look goes a bounded way, so that a context costs the
/// same in any text.
#[derive(Debug, Clone, Copy)]
#[expect(dead_code, reason = "the learned decision reads the rest")]
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
        let opened = rest.trim_start_matches(is_opener);
        let (after, rest_after) = first_word(opened);
        let (after_that, _) = first_word(rest_after.trim_start());
        Context {
            before,
            before_that,
            last: head.chars().next_back(),
            closers: text.get(closers..stop).unwrap_or_default(),
            is_glued: stop == next,
            openers: &rest[..rest.len() - opened.len()],
            after,
            after_that,
            first: opened.chars().next(),
            mark: kind,
        }
    }

    /// Whether the next word, if it is one, begins in lower case.
    pub(super) fn goes_on_lower(&self) -> bool {
        self.first.is_some_and(char::is_lowercase)
    }
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
    let trimmed = text.trim_end();
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
