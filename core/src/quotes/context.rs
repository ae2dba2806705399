//! What lies around a word within its sentence and its block, found on one walk through them.

use std::ops::Range;

use super::words::{Place, Shape, Word, Words};

/// What lies around a word within its sentence and block.
#[derive(Debug, Default)]
pub(super) struct Context {
    /// The first word of its sentence in the block, and the one after the last.
    pub(super) sentence: (usize, usize),
    /// The last cue word before this one in the sentence.
    pub(super) cue_before: Option<usize>,
    /// The next cue word after this one in the sentence.
    cue_after: Option<usize>,
    /// The last comma, dash or mark before this one in the sentence.
    pub(super) break_before: Option<usize>,
    /// The last closing mark in the block.
    pub(super) closed: Option<usize>,
    /// The next opening mark in the sentence.
    opens: Option<usize>,
    /// The last opening mark, when it is inside a quotation.
    pub(super) opened: Option<usize>,
    /// One after the quotation that it is in.
    pub(super) closes: Option<usize>,
}

/// Stands for a search that found nothing up to the end of the sentence.
const NOWHERE: usize = usize::MAX;

impl Context {
    /// Goes on to the word at `index` of `block`. Each word is looked at a few times in all.
    pub(super) fn advance(&mut self, words: &Words, index: usize, block: &Range<usize>) {
        let &Range { start, end } = block;
        let word = words.get(index);
        if index >= self.sentence.1 || index == start {
            let (first, last) = words.sentence(word.sentence);
            let (closed, opened, closes) = (self.closed, self.opened, self.closes);
            *self = Context { sentence: (first.max(start), last.min(end)), ..Context::default() };
            if index != start {
                (self.closed, self.opened, self.closes) = (closed, opened, closes);
            }
        } else {
            let previous = words.get(index - 1);
            if previous.is_cue() {
                self.cue_before = Some(index - 1);
            }
            if matches!(previous.shape, Shape::Comma | Shape::Dash | Shape::Colon | Shape::Mark) {
                self.break_before = Some(index - 1);
            }
        }
        if index > start && words.get(index - 1).place == Place::Closes {
            self.closed = Some(index - 1);
        }
        if word.place == Place::Opens {
            self.opened = Some(index);
        }
        let is_past = |from: Option<usize>| from.is_none_or(|at| at <= index);
        let mut ahead = index + 1..self.sentence.1;
        if is_past(self.cue_after) {
            let found = ahead.clone().find(|&at| words.get(at).is_cue());
            self.cue_after = found.or(Some(NOWHERE));
        }
        if is_past(self.opens) {
            let found = ahead.find(|&at| words.get(at).place == Place::Opens);
            self.opens = found.or(Some(NOWHERE));
        }
        if word.place == Place::Outside {
            self.closes = None;
        } else if is_past(self.closes) {
            let other = |&at: &usize| words.get(at).quotation != word.quotation;
            self.closes = (index + 1..end).find(other).or(Some(end));
        }
    }

    /// The next cue word after this one in the sentence.
    pub(super) fn cue_after(&self) -> Option<usize> {
        self.cue_after.filter(|&at| at != NOWHERE)
    }

    /// The next opening mark in the sentence.
    pub(super) fn opens(&self) -> Option<usize> {
        self.opens.filter(|&at| at != NOWHERE)
    }
}

/// The words around one, blank outside of its block.
pub(super) struct Neighbours<'a> {
    words: &'a Words,
    block: &'a Range<usize>,
    index: usize,
}

impl<'a> Neighbours<'a> {
    pub(super) const fn of(words: &'a Words, block: &'a Range<usize>, index: usize) -> Self {
        Neighbours { words, block, index }
    }

    /// The word `offset` places away.
    #[inline]
    pub(super) fn at(&self, offset: isize) -> &'a Word {
        let place = self.index.wrapping_add_signed(offset);
        self.words.get(if self.block.contains(&place) { place } else { usize::MAX })
    }
}
