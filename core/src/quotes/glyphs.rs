//! Which characters of a text may be quotation marks, and on which side of a word each stands.

use super::conventions::{Convention, Glyph};
use crate::analysis::Span;

/// A mark that may open or close.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) glyph: Glyph,
    pub(super) side: Side,
    /// Whether it may be a possessive apostrophe or a sign for inches.
    pub(super) doubtful: bool,
}

/// Where a mark stands by its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Before a word and after none.
    Before,
    /// After a word and before none.
    After,
    /// Neither says.
    Either,
}

/// Collects what may be quotation marks within a block.
pub(super) fn collect_marks(
    text: &str,
    block: Span,
    convention: &Convention,
    marks: &mut Vec<Mark>,
) {
    let bytes = text.as_bytes();
    let end = block.end as usize;
    let mut at = block.start as usize;
    let may_begin_mark =
        |byte: u8| matches!(byte, b'"' | b'\'' | b'`' | b',' | 0xC2 | 0xE2 | 0xE3 | 0xEF);
    while let Some(skip) =
        bytes.get(at..end).and_then(|rest| rest.iter().position(|&b| may_begin_mark(b)))
    {
        let start = at + skip;
        let rest = text.get(start..end).unwrap_or_default();
        let Some(c) = rest.chars().next() else { return };
        let doubled = |mark: &str| rest.starts_with(mark);
        let (glyph, length) = match Glyph::of(c) {
            Some(Glyph::StraightSingle) if doubled("''") && !single_is_open(marks, rest) => {
                (Some(Glyph::Doubled), 2)
            }
            None if doubled("``") => (Some(Glyph::Backticks), 2),
            None if doubled(",,") => {
                // ",,so''", for „so”
                let begins_word =
                    rest.get(2..).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
                (Some(Glyph::Low9).filter(|_| begins_word && !ends_word(text, start)), 2)
            }
            glyph => (glyph, c.len_utf8()),
        };
        at = start + length;
        let Some(glyph) = glyph else { continue };
        let mut ahead = text.get(block.start as usize..start).unwrap_or_default().chars().rev();
        let mut before = ahead.next();
        // « … » right behind a word that ends with an apostrophe: il parle d'« un échec »
        if matches!(before, Some('\'' | '’'))
            && ahead.next().is_some_and(char::is_alphabetic)
            && !glyph.is_symmetric()
            && convention.opens(glyph)
        {
            before = None;
        }
        let after = text.get(at..end).unwrap_or_default();
        let opened = marks
            .last()
            .is_some_and(|last| last.end as usize == start && last.side == Side::Before);
        let side = if glyph.is_corner() { Side::Either } else { side(before, after, opened) };
        if glyph.is_apostrophe() {
            let within_word = before.is_some_and(char::is_alphanumeric)
                && after.starts_with(char::is_alphanumeric);
            if within_word || side == Side::Before && convention.elides(after) {
                continue;
            }
        }
        marks.push(Mark {
            start: start as u32,
            end: at as u32,
            glyph,
            side,
            doubtful: is_doubtful(glyph, before, after),
        });
    }
}

/// Whether a word or a mark ends at a place, rather than space.
fn ends_word(text: &str, at: usize) -> bool {
    text.get(..at).and_then(|before| before.chars().next_back()).is_some_and(|c| !c.is_whitespace())
}

/// Whether `'''` starts with a single mark that closes, rather than with a doubled one.
fn single_is_open(marks: &[Mark], rest: &str) -> bool {
    rest.starts_with("'''")
        && marks
            .iter()
            .rev()
            .take(2)
            .any(|mark| mark.glyph == Glyph::StraightSingle && mark.side == Side::Before)
}

/// A possessive ("the workers' rights") or inches (12" pipes) looks like a closing mark.
fn is_doubtful(glyph: Glyph, before: Option<char>, after: &str) -> bool {
    let word_follows =
        after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    match glyph {
        Glyph::StraightSingle | Glyph::Single9 => {
            matches!(before, Some('s' | 'S' | 'z' | 'x')) && word_follows
        }
        Glyph::Straight | Glyph::High9 => before.is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    }
}

fn side(before: Option<char>, after: &str, previous_opens: bool) -> Side {
    const MOST_MARKS: usize = 3;
    let beyond = after.chars().take(MOST_MARKS + 1).find(|&c| Glyph::of(c).is_none() && c != '`');
    let word_after = beyond.is_some_and(|c| !c.is_whitespace() && !ends_clause(c));
    let space_after = after.chars().next().is_none_or(char::is_whitespace);
    let word_before = match before {
        None => false,
        Some(c) if Glyph::of(c).is_some() => !previous_opens,
        Some(c) => {
            !c.is_whitespace() && !matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '¿' | '¡')
        }
    };
    // A bracket right behind a word belongs to what the text adds to a quotation.
    let adds = word_before && after.starts_with(['[', '(']);
    match (word_before, word_after && !space_after && !adds) {
        (false, true) => Side::Before,
        (true, false) => Side::After,
        _ => Side::Either,
    }
}

fn ends_clause(c: char) -> bool {
    matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '—' | '–')
}

/// Drops marks that are no quotation marks after all: a doubtful one is none when the next mark of
/// its kind closes too, because then that one is the closing mark.
pub(super) fn settle_doubts(marks: &mut Vec<Mark>) {
    let (mut single_closes, mut double_closes) = (false, false);
    for mark in marks.iter_mut().rev() {
        let next_closes =
            if mark.glyph.is_single() { &mut single_closes } else { &mut double_closes };
        let dropped = mark.doubtful && *next_closes;
        if dropped {
            mark.start = mark.end;
        } else {
            *next_closes = mark.side == Side::After;
        }
    }
    marks.retain(|mark| mark.start < mark.end);
}
