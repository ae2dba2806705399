//! What is said between one pair of marks, or after a dash, with the reporter cutting in:
//! «Мы едем, — сказал он. — Завтра». « Nous partons, a-t-il dit, et vite. »
//!
//! The reporter's clause is one that starts with a verb of speech behind a dash or, in languages that
//! do so, behind a comma. It is taken out, so that the quotation becomes several.

use super::lexicon::{self, Lexicon};
use super::marks::Quotation;
use crate::analysis::Span;
use crate::learn::hash_text;

/// Dashes before the reporter's clause; a hyphen is one between spaces.
pub(super) const DASHES: [char; 4] = ['—', '–', '―', '-'];

/// Words before the verb of the reporter's clause, the verb included: "как сказал", "ha poi detto".
const VERB_REACH: usize = 3;

/// Longest clause of the reporter, in bytes.
const LONGEST: usize = 200;

/// The longest abbreviation that does not end a clause, in bytes: "MM.".
const LONGEST_SHORT: usize = 4;

/// Marks before which somebody has finished a clause.
const ENDS: [char; 5] = ['.', '!', '?', '…', ','];

/// Words of somebody beside the name, up to the next comma.
const LONGEST_ASIDE: usize = 60;

/// How many of these: "le capitaine, Paul Girard, 32 ans".
const MOST_ASIDES: usize = 2;

/// Cuts the outer quotations from `first` on. Linear, for the reporter's clauses are short.
pub(super) fn cut(
    text: &str,
    lexicon: &Lexicon,
    between_commas: bool,
    first: usize,
    quotations: &mut Vec<Quotation>,
) {
    let mut pieces = Vec::new();
    let whole = quotations.split_off(first.min(quotations.len()));
    for quotation in whole {
        pieces.clear();
        if quotation.depth == 0 {
            find_pieces(quotation.inner.slice(text), lexicon, between_commas, &mut pieces);
        }
        if pieces.is_empty() {
            quotations.push(quotation);
            continue;
        }
        let offset = quotation.inner.start;
        let last = pieces.len() - 1;
        quotations.extend(pieces.iter().enumerate().map(|(number, &(start, end))| {
            let inner = Span::new(offset + start as u32, offset + end as u32);
            let reaches_end = inner.end == quotation.inner.end;
            let outer_start = if start == 0 { quotation.outer.start } else { inner.start };
            let outer_end = if reaches_end { quotation.outer.end } else { inner.end };
            Quotation {
                outer: Span::new(outer_start, outer_end),
                inner,
                continues: quotation.continues && number == 0,
                closed: quotation.closed || number < last,
                ..quotation
            }
        }));
    }
    if let Some(newly) = quotations.get_mut(first..) {
        newly.sort_by_key(|quotation| (quotation.outer.start, quotation.depth));
    }
}

/// Appends the pieces of what is said, as byte ranges of `body`; none when nobody cuts in.
fn find_pieces(
    body: &str,
    lexicon: &Lexicon,
    between_commas: bool,
    pieces: &mut Vec<(usize, usize)>,
) {
    let mut start = 0;
    let mut at = 0;
    let mut found = false;
    while let Some(c) = body.get(at..).and_then(|rest| rest.chars().next()) {
        let after = at + c.len_utf8();
        let clause = if DASHES.contains(&c) {
            behind_dash(body, at, after, lexicon)
        } else if between_commas && ENDS.contains(&c) {
            behind_comma(body, after, lexicon)
        } else {
            None
        };
        let Some(end) = clause else {
            at = after;
            continue;
        };
        found = true;
        let keeps_mark = !DASHES.contains(&c) && c != ',';
        push_trimmed(body, start, if keeps_mark { after } else { at }, pieces);
        start = end;
        at = end.max(after);
    }
    if found {
        push_trimmed(body, start, body.len(), pieces);
    }
}

fn push_trimmed(body: &str, start: usize, end: usize, pieces: &mut Vec<(usize, usize)>) {
    let piece = body.get(start..end).unwrap_or_default();
    let leading =
        |c: char| c.is_whitespace() || DASHES.contains(&c) || matches!(c, ',' | '.' | ';');
    let trailing = |c: char| c.is_whitespace() || c == ',';
    let begin = start + (piece.len() - piece.trim_start_matches(leading).len());
    let length = piece.trim_start_matches(leading).trim_end_matches(trailing).len();
    if length > 0 {
        pieces.push((begin, begin + length));
    }
}

/// Where the reporter's clause behind the dash at `dash` ends, its closing dash included.
fn behind_dash(body: &str, dash: usize, after: usize, lexicon: &Lexicon) -> Option<usize> {
    let before = body.get(..dash)?.chars().next_back()?;
    let spaced = before.is_whitespace();
    let clause = body.get(after..)?;
    let is_hyphen = body.get(dash..after) == Some("-");
    if is_hyphen && !(spaced && clause.starts_with(' ')) || !starts_with_verb(clause, lexicon) {
        return None;
    }
    let mut previous = ' ';
    for (at, c) in clause.char_indices().take_while(|&(at, _)| at < LONGEST) {
        let next = || clause.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let is_dash = DASHES.contains(&c)
            && (c != '-' || previous.is_whitespace())
            && (previous.is_whitespace() || !next().is_some_and(char::is_alphanumeric));
        if is_dash {
            return Some(after + at + c.len_utf8());
        }
        previous = c;
    }
    let has_ended = body.get(..dash)?.trim_end().ends_with(ENDS);
    (has_ended && clause.len() < LONGEST).then_some(body.len())
}

/// Whether one of the first words is a verb of speech, and nothing ends the clause before it.
pub(super) fn starts_with_verb(clause: &str, lexicon: &Lexicon) -> bool {
    for word in head(clause).split_whitespace().take(VERB_REACH) {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if bare.is_empty() || bare.starts_with(char::is_uppercase) {
            return false;
        }
        if classes(bare, lexicon) & lexicon::UTTER != 0 {
            return true;
        }
        if word.ends_with(|c: char| c.is_ascii_punctuation()) {
            return false;
        }
    }
    false
}

/// The start of a clause, which the reporter's verb is in.
fn head(clause: &str) -> &str {
    let end = clause.char_indices().map(|(at, _)| at).find(|&at| at >= LONGEST);
    clause.get(..end.unwrap_or(clause.len())).unwrap_or(clause)
}

/// The classes of a word, without what is elided before it: "s’exclame".
fn classes(word: &str, lexicon: &Lexicon) -> lexicon::Classes {
    let word = word.rsplit(['\'', '’']).next().unwrap_or(word).to_lowercase();
    let inverted = lexicon.inverted(&word).map_or(0, |(classes, _)| classes);
    lexicon.classes(hash_text(&word)) | inverted
}

/// Where the reporter's clause behind a comma, which ends at `after`, ends: before the mark that
/// ends it. It is a verb with the one who speaks behind it.
fn behind_comma(body: &str, after: usize, lexicon: &Lexicon) -> Option<usize> {
    let clause = body.get(after..)?;
    if !clause.starts_with(char::is_whitespace) {
        return None;
    }
    let mut words = head(clause).split_whitespace().take(VERB_REACH + 2);
    let mut turned = false;
    let mut carried = false;
    loop {
        let word = words.next()?;
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let kinds = classes(bare, lexicon);
        turned |= kinds & lexicon::CLITIC != 0;
        if kinds & lexicon::UTTER != 0 && turned {
            break;
        }
        if kinds & lexicon::UTTER != 0 {
            let next = words.next()?;
            let next_bare = next.split(['\'', '’']).next().unwrap_or(next);
            let elided = format!("{next_bare}'");
            let speaks = lexicon::DETERMINER | lexicon::ROLE | lexicon::ANONYMOUS;
            // "a prévenu de son côté le maire"
            let between = lexicon::PREPOSITION | lexicon::OF | lexicon::TIME | lexicon::FUNCTION;
            let is_named = words.clone().any(|word| word.starts_with(char::is_uppercase));
            let speaks = if carried || is_named { speaks | between } else { speaks };
            let is_speaker = next.starts_with(char::is_uppercase)
                || (classes(next_bare, lexicon) | lexicon.classes(hash_text(&elided))) & speaks
                    != 0;
            if !is_speaker || bare.len() < word.len() {
                return None;
            }
            break;
        }
        if kinds & (lexicon::AUXILIARY | lexicon::CLITIC) == 0 || bare.len() < word.len() {
            return None;
        }
        carried = true;
    }
    let mut end = end_of_clause(clause)?;
    let has_name = |clause: &str| clause.contains(char::is_uppercase);
    let mut is_named = has_name(clause.get(..end)?);
    for _ in 0..MOST_ASIDES {
        let rest = clause.get(end + 1..).unwrap_or_default();
        let beside = head(rest).split_whitespace().next().unwrap_or_default();
        let is_beside = clause.as_bytes().get(end) == Some(&b',')
            && (classes(beside, lexicon) & (lexicon::ROLE | lexicon::ANONYMOUS | lexicon::OF) != 0
                || beside.starts_with(|c: char| c.is_ascii_digit())
                || !is_named && !turned && beside.starts_with(char::is_uppercase));
        let Some(more) = end_of_clause(rest).filter(|&more| is_beside && more < LONGEST_ASIDE)
        else {
            break;
        };
        is_named |= has_name(beside);
        end += more + 1;
    }
    Some(after + end)
}

/// Where the mark that ends a clause stands.
fn end_of_clause(clause: &str) -> Option<usize> {
    let mut word = 0;
    for (at, c) in clause.char_indices().take_while(|&(at, _)| at < LONGEST) {
        if c.is_whitespace() {
            word = at + c.len_utf8();
        }
        let is_short = at.saturating_sub(word) < LONGEST_SHORT
            && clause.get(word..).is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if c == ',' || matches!(c, '.' | '!' | '?' | '…' | ';' | ':') && !is_short {
            return Some(at);
        }
    }
    (clause.len() < LONGEST).then_some(clause.len())
}
