//! How carefully a text is written, which decides what its marks are worth.

use super::candidates::{Candidate, Mark};
use crate::analysis::Block;

/// Counts over a whole text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Style {
    blocks: u32,
    /// Blocks of some length that end without a terminator.
    open_blocks: u32,
    /// Candidates with a terminator other than dots in a row.
    marks: u32,
    /// Those after which a word in lower case follows.
    lower_after: u32,
    /// Whether there are e-mail addresses or handles.
    has_addresses: bool,
    /// Whether the first person or the start of a block is in lower case.
    is_casual: bool,
}

/// Blocks shorter than this are headings and the like: they need no terminator.
const SHORTEST_SENTENCE: u32 = 40;
/// Fewer marks than this tell nothing of a habit.
const FEWEST_MARKS: u32 = 3;

impl Style {
    /// The style of `text`, before any block or candidate of it is taken into account.
    pub(super) fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        Style {
            has_addresses: memchr::memchr(b'@', bytes).is_some(),
            is_casual: memchr::memmem::find(bytes, b" i ").is_some(),
            ..Style::default()
        }
    }

    /// Takes a block into account.
    pub(super) fn add_block(&mut self, text: &str, block: &Block) {
        self.is_casual |=
            text.as_bytes().get(block.span.start as usize).is_some_and(u8::is_ascii_lowercase);
        if block.span.len() >= SHORTEST_SENTENCE {
            self.blocks += 1;
            self.open_blocks += u32::from(!is_closed(block.span.slice(text)));
        }
    }

    /// Takes a candidate into account.
    pub(super) fn add_candidate(&mut self, text: &str, candidate: &Candidate) {
        if matches!(candidate.kind, Mark::Dot | Mark::Exclamation) {
            let next = text.as_bytes().get(candidate.next);
            self.marks += 1;
            self.lower_after += u32::from(next.is_some_and(u8::is_ascii_lowercase));
        }
    }

    /// Whether sentences may end without a mark inside blocks that end with one, as in mails and
    /// posts. In edited text they do not.
    pub(super) const fn is_loose(self) -> bool {
        let is_often_open = self.open_blocks > 0 && self.open_blocks * 5 >= self.blocks;
        self.has_addresses || self.is_casual || is_often_open
    }

    /// The style as one of a few classes.
    pub(super) fn code(self) -> u64 {
        let share = |part: u32, whole: u32| match (part * 10).checked_div(whole) {
            None => 0,
            Some(0) => 1,
            Some(1..=2) => 2,
            Some(_) => 3,
        };
        let marks = if self.marks < FEWEST_MARKS { 0 } else { self.marks };
        32 * u64::from(self.is_casual)
            + 16 * u64::from(self.has_addresses)
            + 4 * share(self.open_blocks, self.blocks)
            + share(self.lower_after, marks)
    }
}

/// Whether a block ends with a terminator, closing marks aside.
pub(super) fn is_closed(block: &str) -> bool {
    let closes = |c: char| matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '»' | '*' | '_');
    let end = block.trim_end_matches(closes);
    end.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '۔', '؟', '։', '።', '။', '។'])
}

/// Titles are shorter than this.
const LONGEST_TITLE: usize = 120;

/// How the words at the start of a block begin: in lower case, some with capitals, most with
/// capitals, or all capitals.
pub(super) fn case(block: &str) -> u64 {
    let mut head = block.len().min(LONGEST_TITLE);
    while !block.is_char_boundary(head) {
        head -= 1;
    }
    let (mut words, mut capitals, mut shouted) = (0, 0, 0);
    for word in block[..head].split_ascii_whitespace().filter(|word| word.len() > 3) {
        words += 1;
        capitals += u32::from(word.starts_with(char::is_uppercase));
        shouted += u32::from(!word.contains(char::is_lowercase));
    }
    match words {
        0 => 0,
        _ if shouted * 4 >= words * 3 => 4,
        _ if capitals * 4 >= words * 3 => 3,
        _ if capitals > 1 => 2,
        _ => 1,
    }
}
