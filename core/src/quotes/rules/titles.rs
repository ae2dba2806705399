//! Names in marks that nobody says: newspapers, agencies, works («Интерфакс» сообщает; газета «Труд»).
//!
//! They are read as any other name is, so that they can be sources, and are no quotes.

use std::ops::Range;

use super::super::lexicon;
use super::super::words::{Place, Shape};
use super::phrases::{Grammar, PERSON};

/// Words of such a name.
const LONGEST: usize = 3;

/// Words of the name of a paper, hyphens included.
const LONGEST_PAPER: usize = 4;

impl Grammar<'_> {
    /// Whether a quotation, given by its words with the marks, is a mere name.
    pub(super) fn is_title(&self, quotation: &Range<usize>) -> bool {
        self.is_paper(quotation) || self.is_short_name(quotation)
    }

    /// Whether a quotation is no more than a name with an article before it: "dem „Tageblatt“".
    pub(super) fn is_name(&self, quotation: &Range<usize>) -> bool {
        let mut inside = quotation.clone().filter(|&at| self.word(at).place == Place::Inside);
        let is_short = quotation.len() <= LONGEST + 2;
        let before = quotation.start.checked_sub(1);
        is_short
            && before.is_some_and(|before| self.is(before, lexicon::DETERMINER))
            && inside.all(|at| self.begins_high(at))
    }

    /// Whether a word, be it in marks, is written like a name.
    fn begins_high(&self, at: usize) -> bool {
        matches!(self.shape(at), Shape::Capital | Shape::Upper)
    }

    /// Whether a quotation is the name of a paper or the like by what stands before it: "laut „Bild“",
    /// "der Zeitung „El Mundo“".
    fn is_paper(&self, quotation: &Range<usize>) -> bool {
        let Range { start, end } = *quotation;
        let mut inside = start + 1..end.saturating_sub(1);
        let is_word = |at: usize| {
            matches!(self.shape(at), Shape::Capital | Shape::Upper | Shape::Number)
                || self.is(at, lexicon::PARTICLE | lexicon::DETERMINER)
                || self.is_hyphen(at)
        };
        if inside.is_empty() || inside.len() > LONGEST_PAPER + 1 || !inside.all(is_word) {
            return false;
        }
        let Some(before) = start.checked_sub(1).filter(|&at| self.is_outside(at)) else {
            return false;
        };
        let has_article = self.is(before, lexicon::DETERMINER);
        let noun = start - usize::from(has_article);
        let follows_phrase = (noun.saturating_sub(LONGEST_PAPER)..noun).any(|at| {
            let phrase = self.lexicon.phrase_at(self.words, at);
            phrase.is_some_and(|phrase| phrase.owner.is_none() && at + phrase.length == noun)
        });
        // "die „Bild“ berichtet": no verb stands before it that may call somebody so
        let opens = noun.checked_sub(1).is_none_or(|at| {
            self.ends_clause(at) || self.is(at, lexicon::AS) || !self.is_outside(at)
        }) || self.word(noun).sentence != self.word(noun.wrapping_sub(1)).sentence;
        let speaks = has_article && opens && self.is_outside(end) && self.is(end, lexicon::VERB);
        follows_phrase || speaks || self.is(before, lexicon::DOCUMENT)
    }

    /// Whether a quotation is a few words with a capital at their start, behind a preposition or a noun
    /// for what bears the name, behind a verb of speech of which it is the subject, or with the rest of
    /// its sentence right behind it. Never where every noun has a capital.
    fn is_short_name(&self, quotation: &Range<usize>) -> bool {
        let Range { start, end } = *quotation;
        let inside = start + 1..end.saturating_sub(1);
        if self.has_capital_nouns()
            || !(1..=LONGEST).contains(&inside.len())
            || self.shape(start) != Shape::Mark
            || self.shape(end - 1) != Shape::Mark
            || !self.begins_high(inside.start)
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

    /// The name in marks that ends at an index, with its article: "die „Bild“ berichtet".
    pub(super) fn title_to(&self, end: usize) -> Option<Range<usize>> {
        let is_mark = |&at: &usize| self.shape(at) == Shape::Mark && self.is_outside(at);
        let close = end.checked_sub(1).filter(is_mark)?;
        let open = (close.saturating_sub(LONGEST + 1)..close).rev().find(is_mark)?;
        let article = open.checked_sub(1).filter(|&at| self.is(at, lexicon::DETERMINER));
        Some(article.unwrap_or(open)..end)
    }
}
