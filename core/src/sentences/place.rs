//! Where a candidate lies among the others of its block.

use super::candidates::{Candidate, Mark};
use super::style;
use crate::analysis::Block;

/// What the rest of the block says about a candidate.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Bytes since the last candidate with a terminator, or the start of the block.
    pub(super) since_mark: usize,
    /// Bytes to the next candidate with a terminator, or the end of the block.
    pub(super) to_mark: usize,
    /// Whether the block ends with a terminator.
    pub(super) block_is_closed: bool,
    /// Whether a bracket is open.
    pub(super) is_in_brackets: bool,
    /// How the words of the block begin.
    pub(super) block_case: u64,
}

/// Walks over the candidates of a block and says where each lies. Linear in the block.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    candidates: &'a [Candidate],
    index: usize,
    block_is_closed: bool,
    block_case: u64,
    end: usize,
    /// How far the text was searched for brackets.
    read: usize,
    open_brackets: u32,
    last_mark: usize,
    /// Index of the next candidate with a terminator.
    next_mark: usize,
}

impl<'a> Places<'a> {
    /// The places of the candidates of `block`.
    pub(super) fn new(text: &'a str, block: &Block, candidates: &'a [Candidate]) -> Self {
        let start = block.span.start as usize;
        Places {
            text,
            candidates,
            index: 0,
            block_is_closed: style::is_closed(block.span.slice(text)),
            block_case: style::case(block.span.slice(text)),
            end: block.span.end as usize,
            read: start,
            open_brackets: 0,
            last_mark: start,
            next_mark: 0,
        }
    }

    fn count_brackets(&mut self, end: usize) {
        for byte in self.text.get(self.read..end).unwrap_or_default().bytes() {
            match byte {
                b'(' => self.open_brackets += 1,
                b')' => self.open_brackets = self.open_brackets.saturating_sub(1),
                _ => {}
            }
        }
        self.read = end;
    }

    fn next_mark_after(&mut self, index: usize) -> usize {
        self.next_mark = self.next_mark.max(index + 1);
        let is_bare = |candidate: &Candidate| candidate.kind == Mark::None;
        while self.candidates.get(self.next_mark).is_some_and(is_bare) {
            self.next_mark += 1;
        }
        self.candidates.get(self.next_mark).map_or(self.end, |candidate| candidate.end)
    }
}

impl Iterator for Places<'_> {
    type Item = Place;

    fn next(&mut self) -> Option<Place> {
        let candidate = self.candidates.get(self.index)?;
        self.count_brackets(candidate.end);
        let place = Place {
            since_mark: candidate.end - self.last_mark,
            to_mark: self.next_mark_after(self.index) - candidate.end,
            block_is_closed: self.block_is_closed,
            is_in_brackets: self.open_brackets > 0,
            block_case: self.block_case,
        };
        if candidate.kind != Mark::None {
            self.last_mark = candidate.next;
        }
        self.index += 1;
        Some(place)
    }
}
