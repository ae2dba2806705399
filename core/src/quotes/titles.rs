//! Names in marks that nobody says: newspapers, agencies, works («Интерфакс» сообщает; газета «Труд»).
//!
//! They are read as any other name is, so that they can be sources, and are no quotes.

use std::ops::Range;

use super::lexicon;
use super::phrases::{Grammar, PERSON};
use super::words::Shape;

/// Words of such a name.
const LONGEST: usize = 3;

impl Grammar<'_> {
    /// Whether a quotation, given by its words with the marks, is a mere name: a few words with a
    /// capital at their start, behind a preposition or a noun for what bears it, behind a verb of
    /// speech of which it is the subject, or with the rest of its sentence right behind it. Never
    /// where every noun has a capital.
    pub(super) fn is_title(&self, quotation: &Range<usize>) -> bool {
        let Range { start, end } = *quotation;
        let inside = start + 1..end.saturating_sub(1);
        let has_capital = |at| matches!(self.shape(at), Shape::Capital | Shape::Upper);
        if self.has_capital_nouns()
            || !(1..=LONGEST).contains(&inside.len())
            || self.shape(start) != Shape::Mark
            || self.shape(end - 1) != Shape::Mark
            || !has_capital(inside.start)
            || inside.clone().any(|at| self.ends_clause(at) && !self.is_hyphen(at))
        {
            return false;
        }
        let is_word = |at: usize| self.shape(at) == Shape::Lower && self.is_outside(at);
        let before = start.checked_sub(1).filter(|&before| self.is_beside(before, start));
        let Some(before) = before.filter(|&before| self.shape(before) != Shape::Stop) else {
            return self.is_beside(end, start) && is_word(end);
        };
        let bears = PERSON | lexicon::DOCUMENT | lexicon::PREPOSITION;
        let is_clause = |at: usize| {
            matches!(self.shape(at), Shape::Comma | Shape::Dash) || self.is(at, lexicon::AS)
        };
        self.is(before, bears)
            || is_word(before) && self.is_plain_noun(before)
            || self.is(before, lexicon::UTTER) && before.checked_sub(1).is_some_and(is_clause)
    }

    /// Where the name in marks ends that begins with a mark at an index, its marks included.
    pub(super) fn title_end(&self, at: usize) -> Option<usize> {
        let is_mark = |index: usize| self.shape(index) == Shape::Mark && self.is_outside(index);
        if !is_mark(at) {
            return None;
        }
        (at + 2..at + 3 + LONGEST).find(|&index| is_mark(index)).map(|end| end + 1)
    }
}
