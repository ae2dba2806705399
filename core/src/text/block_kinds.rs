//! What blocks are.
//!
//! Cue phrases, kept as data for each language, speak first; then the form of the line (bullets,
//! length, case, closing marks); then its neighbours. All languages' phrases are asked at once,
//! because blocks come before the language is known.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::chars::{self, CharClass};
use crate::analysis::BlockKind;
use crate::lexicon;

/// What the words of a line say about it, its neighbours aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// It is of this kind.
    Kind(BlockKind),
    /// It is boilerplate, and so is what follows.
    Heading,
}

/// Where in a line a phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    End,
    Anywhere,
    Whole,
}

#[derive(Debug)]
struct Phrase {
    words: &'static str,
    place: Place,
    cue: Cue,
}

/// Lines longer than this many bytes are running text, whatever their words.
const LONGEST_CUED: usize = 360;
/// Lines longer than this are not searched for phrases that may stand anywhere.
const LONGEST_SEARCHED: usize = 240;
/// Lines longer than this are no headings.
const LONGEST_HEADING: usize = 150;
/// The longest name of who made a picture, with the agency.
const LONGEST_CREDIT: usize = 90;

/// Phrases by their first words.
#[derive(Debug, Default)]
struct Phrases {
    by_word: HashMap<&'static str, Vec<Phrase>>,
    /// For each [`mark_of`] a word, whether a phrase may begin with it.
    first: Marks,
    /// The same of the phrases that may stand after the start of a line.
    later: Marks,
}

/// A set of marks.
#[derive(Debug)]
struct Marks([bool; 1 << MARK_BITS]);

const MARK_BITS: u32 = 12;

impl Default for Marks {
    fn default() -> Self {
        Marks([false; 1 << MARK_BITS])
    }
}

/// A few bits of a word, by which most words are told from those that phrases begin with.
fn mark_of(word: &str) -> usize {
    let bytes = word.as_bytes();
    let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or_default());
    let last = byte(bytes.len().wrapping_sub(1));
    let edges = byte(0) | byte(1) << 8 | last << 16 | (bytes.len() as u32) << 24;
    (edges.wrapping_mul(0x9E37_79B1) >> (u32::BITS - MARK_BITS)) as usize
}

impl Phrases {
    fn insert(&mut self, phrase: Phrase) {
        let word = first_word(phrase.words);
        self.first.0[mark_of(word)] = true;
        if matches!(phrase.place, Place::End | Place::Anywhere) {
            self.later.0[mark_of(word)] = true;
        }
        self.by_word.entry(word).or_default().push(phrase);
    }
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    const LISTS: [&str; 10] = [
        include_str!("../lexicon/en/blocks.txt"),
        include_str!("../lexicon/de/blocks.txt"),
        include_str!("../lexicon/fr/blocks.txt"),
        include_str!("../lexicon/es/blocks.txt"),
        include_str!("../lexicon/it/blocks.txt"),
        include_str!("../lexicon/pt/blocks.txt"),
        include_str!("../lexicon/nl/blocks.txt"),
        include_str!("../lexicon/pl/blocks.txt"),
        include_str!("../lexicon/ru/blocks.txt"),
        include_str!("../lexicon/uk/blocks.txt"),
    ];
    let mut phrases = Phrases::default();
    for list in LISTS {
        let mut section = None;
        for entry in lexicon::entries(list) {
            match crate::lexicon::section(entry) {
                Some(name) => section = section_of(name),
                None => {
                    let Some((cue, place)) = section else { continue };
                    phrases.insert(Phrase { words: entry, place, cue });
                }
            }
        }
    }
    phrases
});

/// Agencies that pictures are credited to.
struct Agencies {
    names: Vec<&'static str>,
    /// The last two bytes of each, by which most lines are told from credits at once.
    endings: Vec<[u8; 2]>,
}

static AGENCIES: LazyLock<Agencies> = LazyLock::new(|| {
    let list = include_str!("../lexicon/neutral/picture_agencies.txt");
    let names: Vec<&str> = lexicon::entries(list).collect();
    let endings = names.iter().filter_map(|name| name.as_bytes().last_chunk().copied()).collect();
    Agencies { names, endings }
});

impl Agencies {
    /// Whether the name of one may end a line, by its last two bytes. The case of what is not ASCII
    /// is left open.
    fn may_end(&self, line: &str) -> bool {
        line.as_bytes().last_chunk::<2>().is_some_and(|ending| {
            !ending.is_ascii()
                || self.endings.contains(&ending.map(|byte| byte.to_ascii_lowercase()))
        })
    }
}

fn section_of(name: &str) -> Option<(Cue, Place)> {
    let (kind, place) = name.split_once(' ')?;
    if place == "heading" {
        return Some((Cue::Heading, Place::Whole));
    }
    let kind = match kind {
        "boilerplate" => BlockKind::Boilerplate,
        "byline" => BlockKind::Byline,
        "credit" => BlockKind::Credit,
        "caption" => BlockKind::Caption,
        _ => return None,
    };
    let place = match place {
        "start" => Place::Start,
        "end" => Place::End,
        "anywhere" => Place::Anywhere,
        "whole" => Place::Whole,
        _ => return None,
    };
    Some((Cue::Kind(kind), place))
}

/// The letters and digits that a text starts with, after marks.
fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(|c| !chars::is_word(c));
    let end = text.find(|c| !chars::is_word(c)).unwrap_or(text.len());
    &text[..end]
}

/// What the words of `line` say about it. `lower` is working memory.
pub(super) fn cue(line: &str, lower: &mut String) -> Option<Cue> {
    if line.len() > LONGEST_CUED {
        return None;
    }
    lower_into(line, lower);
    let content = lower.trim_start_matches(|c: char| is_decoration(c) && !matches!(c, '(' | '©'));
    let phrases = &*PHRASES;
    let mut marks = &phrases.first;
    let mut at = 0;
    while let Some((start, end)) = next_word(content, at) {
        at = end;
        let word = &content[start..end];
        if marks.0[mark_of(word)] {
            let of_word = phrases.by_word.get(word).map(Vec::as_slice).unwrap_or_default();
            if let Some(phrase) = of_word.iter().find(|phrase| phrase.is_at(content, start, line)) {
                return Some(phrase.cue);
            }
        }
        marks = &phrases.later;
    }
    None
}

/// Writes `line` to `lower` in lower case, with straight apostrophes.
fn lower_into(line: &str, lower: &mut String) {
    lower.clear();
    let mut rest = line;
    while !rest.is_empty() {
        let ascii = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(ascii);
        let start = lower.len();
        lower.push_str(head);
        lower[start..].make_ascii_lowercase();
        let mut chars = tail.chars();
        match chars.next() {
            Some('’') => lower.push('\''),
            Some(c) => lower.extend(c.to_lowercase()),
            None => {}
        }
        rest = chars.as_str();
    }
}

/// Where the next word of `text` from `at` on starts and ends.
fn next_word(text: &str, at: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let is_word = |at: usize| match bytes.get(at) {
        Some(byte) if byte.is_ascii() => Some((byte.is_ascii_alphanumeric(), 1)),
        Some(_) => {
            let c = text.get(at..)?.chars().next()?;
            Some((chars::is_word(c), c.len_utf8()))
        }
        None => None,
    };
    let mut start = at;
    while let Some((false, length)) = is_word(start) {
        start += length;
    }
    let mut end = start;
    while let Some((true, length)) = is_word(end) {
        end += length;
    }
    (end > start).then_some((start, end))
}

/// Whether `c` may stand before the first word of a line without changing what the line is. What
/// opens with a quotation mark is somebody's words.
fn is_decoration(c: char) -> bool {
    !chars::is_word(c) && chars::class(c) != CharClass::Quote
}

impl Phrase {
    /// Whether the phrase stands in `content`, the lower-case words of `line`, where its first word
    /// is the one at `at`, and where it must.
    fn is_at(&self, content: &str, at: usize, line: &str) -> bool {
        let lead = self.words.len() - first_word_onwards(self.words).len();
        let Some(start) = at.checked_sub(lead) else { return false };
        let Some(after) = content.get(start..).and_then(|rest| rest.strip_prefix(self.words))
        else {
            return false;
        };
        let ends_word = self.words.ends_with(|c| !chars::is_word(c))
            || !after.starts_with(|c: char| chars::is_word(c));
        let after = after.trim_matches(|c: char| !chars::is_word(c));
        let fits = match self.place {
            Place::Start => matches!(content.get(..start), Some("" | "(" | "[")),
            Place::Whole => start == 0 && after.is_empty(),
            Place::End => after.is_empty(),
            Place::Anywhere => line.len() <= LONGEST_SEARCHED,
        };
        fits && ends_word && self.suits(line)
    }

    /// Words that begin other lines too must have a name or date after them to make a byline.
    fn suits(&self, line: &str) -> bool {
        match self.cue {
            Cue::Kind(BlockKind::Byline) => {
                let own = self.words.split_whitespace().count();
                let rest = line.split_whitespace().count().saturating_sub(own);
                is_byline(line, if self.place == Place::Start { own } else { 0 }, rest)
            }
            Cue::Kind(BlockKind::Credit) => line.len() <= 2 * LONGEST_CREDIT,
            _ => true,
        }
    }
}

fn first_word_onwards(text: &str) -> &str {
    text.trim_start_matches(|c| !chars::is_word(c))
}

/// Whether a line that starts like a byline is one: short, no sentence, mostly names and numbers,
/// or a date. The words of the phrase that says so are left out: `rest` words count, from `first` on.
fn is_byline(line: &str, first: usize, rest: usize) -> bool {
    let is_sentence = line.ends_with(['.', '?', '!']);
    if line.len() > 120 || is_sentence && line.len() > 60 {
        return false;
    }
    let (mut all, mut names, mut numbers) = (0, 0, 0);
    for word in line.split_whitespace().skip(first).take(rest) {
        all += 1;
        names += usize::from(word.starts_with(|c: char| !c.is_lowercase() || !c.is_alphabetic()));
        numbers += usize::from(word.starts_with(|c: char| c.is_numeric()));
    }
    let is_date = numbers >= 2 && !is_sentence && line.len() <= 60;
    all > 0 && (is_date || names * 3 >= all * 2)
}

/// Whether a line begins like the item of a list: a bullet, a number or letter with a dot or
/// bracket. Long dashes are dialogue in many languages, and are no bullets.
pub(super) fn is_list_item(line: &str) -> bool {
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    let begins_text = |rest: &str| rest.starts_with(char::is_whitespace) && !rest.trim().is_empty();
    match first {
        '•' | '‣' | '▪' | '▫' | '◦' | '●' | '○' | '■' | '□' | '·' | '⁃' | '∙' | '➤' | '►' | '✓'
        | '✔' => !rest.trim().is_empty(),
        '-' | '*' | '+' | 'o' | '>' => begins_text(rest),
        '(' => {
            let inner = rest.split(')').next().unwrap_or_default();
            is_item_number(inner) && begins_text(&rest[(inner.len() + 1).min(rest.len())..])
        }
        _ => {
            let bytes = line.as_bytes().iter().take(LONGEST_ITEM_NUMBER + 1);
            let end = bytes.into_iter().position(|byte| matches!(byte, b'.' | b')')).unwrap_or(0);
            is_item_number(&line[..end]) && begins_text(&line[end + 1..])
        }
    }
}

/// The longest number of an item, in bytes: "viii".
const LONGEST_ITEM_NUMBER: usize = 4;

/// "7", "12", "a", "iv": but not the year that begins a sentence's last words.
fn is_item_number(text: &str) -> bool {
    let is_number = text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_letter = text.len() == 1 && text.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_roman = text.len() <= LONGEST_ITEM_NUMBER
        && text.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    !text.is_empty() && (is_number || is_letter || is_roman)
}

/// Where in `line` the credit at its end starts, when a caption comes before it: after the last
/// mark that ends a sentence, a name and an agency with a slash between them, or an agency alone.
pub(super) fn credit_start(line: &str) -> Option<usize> {
    if !ends_in_agency(line) {
        return None;
    }
    let mut from = line.len().saturating_sub(LONGEST_CREDIT);
    while !line.is_char_boundary(from) {
        from += 1;
    }
    let tail = &line[from..];
    let ends = |c: char| matches!(c, '.' | '…' | '?' | '!' | ')' | ']' | '|' | '"' | '”');
    let mut start = None;
    for (at, c) in tail.char_indices().filter(|&(_, c)| ends(c)) {
        let after = &tail[at + c.len_utf8()..];
        let name = after.trim_start();
        // An initial's dot ends nothing.
        let is_initial = c == '.'
            && tail[..at].chars().rev().take(2).collect::<String>().trim().chars().count() == 1;
        let names_picture = name.contains('/') || name.contains("Photo") || name.contains("Image");
        if name.len() < after.len() && names_picture && !is_initial && looks_like_credit(name) {
            start = Some(from + tail.len() - name.len());
        }
    }
    start.filter(|&start| start > 0)
}

/// Whether `text` could be who made a picture: names, marks between them, and an agency.
fn looks_like_credit(text: &str) -> bool {
    let is_name = |word: &str| {
        word.starts_with(|c: char| !c.is_lowercase())
            || matches!(word, "via" | "by" | "for" | "de" | "van" | "von" | "the" | "of" | "and")
    };
    let words = text.split_whitespace();
    words.clone().count() <= 10 && words.clone().all(is_name)
}

/// Whether the last words of a line name a picture agency, set off by a slash or bracket or as a
/// credit line of their own.
fn ends_in_agency(line: &str) -> bool {
    let line = line.trim_end_matches([')', '.', ']', ' ']);
    if !AGENCIES.may_end(line) {
        return false;
    }
    let tail_start = line.char_indices().rev().nth(32).map_or(0, |(at, _)| at);
    let tail = line[tail_start..].to_lowercase();
    AGENCIES.names.iter().any(|agency| {
        tail.strip_suffix(agency).is_some_and(|before| {
            before.is_empty() || before.ends_with(|c: char| !chars::is_word(c) && c != '-')
        })
    })
}

/// Whether a whole line is who made a picture: "Jane Doe/Agency", "Agency".
pub(super) fn is_credit(line: &str) -> bool {
    line.len() <= LONGEST_CREDIT
        && ends_in_agency(line)
        && !line.ends_with(['?', '!', ':'])
        && looks_like_credit(line.trim_start_matches(['(', '[', ' ']))
        && (line.contains(['/', '(', '|', '©']) || line.split_whitespace().count() <= 3)
}

/// A line without the quotation marks and brackets that close at its end.
fn without_closers(line: &str) -> &str {
    let closes = |c| matches!(chars::class(c), CharClass::Quote) || matches!(c, ')' | ']');
    line.trim_end_matches(closes)
}

/// Whether a line asks or exclaims, be it in quotation marks.
pub(super) fn asks_or_exclaims(line: &str) -> bool {
    without_closers(line).ends_with(['?', '!'])
}

/// Whether a line is a turn of a transcript that is no heading: a name in capitals, a colon, and a
/// sentence.
pub(super) fn is_turn(line: &str) -> bool {
    let Some((name, said)) = line.split_once(": ") else { return false };
    let is_name = name.split_whitespace().count() <= 4
        && name.chars().any(char::is_uppercase)
        && !name.chars().any(char::is_lowercase);
    is_name && without_closers(said).ends_with(['.', '?', '!', '…'])
}

/// Whether a line only sets off what comes after it: "* * *", "___".
pub(super) fn is_separator(line: &str) -> bool {
    let is_rule = |c: char| {
        c.is_whitespace()
            || matches!(c, '*' | '_' | '-' | '=' | '~' | '#' | '•' | '·' | '—' | '–' | '⁂')
    };
    line.chars().all(is_rule)
}

/// Whether a line has the form of a heading: short, no mark that ends a sentence, and it begins
/// neither in lower case nor in the middle of something.
pub(super) fn is_heading_like(line: &str) -> bool {
    let end = without_closers(line);
    let ends_open = end.ends_with(['.', ',', ';', ':', '…', '。', '-', '—', '–']);
    line.len() <= LONGEST_HEADING && !ends_open && begins_high(line)
}

/// Whether a line that ends in a full stop may still be a headline, because it is written in title
/// case: most of its longer words begin with a capital.
pub(super) fn is_title_case(line: &str) -> bool {
    let (mut all, mut capital) = (0, 0);
    for word in line.split_whitespace().filter(|word| word.chars().count() > 3) {
        let Some(first) = word.chars().find(|&c| chars::is_word(c)) else { continue };
        all += 1;
        capital += usize::from(!first.is_lowercase());
    }
    line.len() <= LONGEST_HEADING && all >= 3 && capital * 5 >= all * 4
}

/// Whether the first letter or digit of a line is not in lower case.
fn begins_high(line: &str) -> bool {
    let is_word = |c: &char| {
        matches!(chars::class(*c), CharClass::Letter | CharClass::Digit | CharClass::Ideograph)
    };
    line.chars().find(is_word).is_some_and(|c| !c.is_lowercase())
}
