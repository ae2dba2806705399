//! Sentences that say who said the one before: "Das teilte die Polizei mit.", "Об этом сообщил мэр."; and
//! those that go on what was said with a word for it: "Demnach war die Tür offen."

use std::ops::Range;

use super::super::lexicon;
use super::super::spans::{Part, Segment};
use super::phrases::Grammar;
use super::reported::last_word;
use super::{Report, Rules, SURE, Teller, UNSURE};

/// Words between the one that stands for what was said and the verb.
const TELLING_REACH: usize = 12;

/// Fewer words are no sentence that somebody said.
const SHORTEST: usize = 4;

impl Grammar<'_> {
    /// Who says in a sentence what the one before it holds, when that is no more than told.
    pub(super) fn telling_of_before(&self, sentence: &Range<usize>) -> Option<Report> {
        let (start, end) = (sentence.start, last_word(*self, sentence));
        let tells = |at: usize| self.lexicon.tells(self.word(at).form) && self.is_outside(at);
        // "Poinformował o tym rzecznik", "Das teilte die Polizei mit"
        let anaphor = start + usize::from(tells(start));
        let length = self.lexicon.anaphor_at(self.words, anaphor);
        let is_verb = |at: usize| self.is(at, lexicon::VERB | lexicon::AUXILIARY | lexicon::CLITIC);
        // "Das Ministerium teilte mit"
        let may_be_article = length == 1 && anaphor == start;
        if length == 0 || may_be_article && !is_verb(start + length) {
            return None;
        }
        let cue = (start..end.min(start + length + TELLING_REACH)).find(|&at| tells(at))?;
        let goes_on = (cue + 1..end).any(|at| self.is(at, lexicon::THAT) || !self.is_outside(at));
        let source = self.subject_of(&(cue..cue + 1), &(end..end)).filter(|_| !goes_on)?;
        let is_fit = match self.has_capital_nouns() {
            true => self.is_somebody(&source) || self.is(source.start, lexicon::DOCUMENT),
            false => self.is_speaker(&source),
        };
        let before = self.words.sentence(self.word(start).sentence.checked_sub(1)?);
        let content = before.0..last_word(*self, &(before.0..before.1));
        let is_near = self.word(before.0).block + 1 >= self.word(start).block;
        let is_told = is_near && content.len() >= SHORTEST && self.are_outside(content.clone());
        let is_apart = source.start >= anaphor + length || source.end <= anaphor;
        (is_fit && is_told && is_apart).then(|| Report {
            cue: cue..cue + 1,
            source: Teller::Given(source),
            contents: vec![content],
        })
    }
}

impl Rules<'_> {
    /// Adds a sentence whose first word gives it to the source of the attribution `last`. Returns the
    /// attribution that it makes.
    pub(super) fn by_the_same(&mut self, sentence: &Range<usize>, last: usize) -> Option<usize> {
        let grammar = self.grammar;
        let cue = sentence.start;
        let content = cue + 1..last_word(grammar, sentence);
        let is_fit = grammar.lexicon.is_by_the_same(grammar.word(cue).form)
            && content.len() >= SHORTEST
            && grammar.are_outside(content.clone());
        let source = self.attributions.get(last)?.source.filter(|_| is_fit)?;
        let segment = |part, tokens| Segment { part, tokens, confidence: SURE };
        let content = self.add(segment(Part::Content, content));
        let cue = self.add(segment(Part::Cue, cue..cue + 1));
        Some(self.attribute(vec![content], Some(cue), Some(source), UNSURE))
    }
}
