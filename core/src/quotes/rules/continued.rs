//! Speech that goes on: from one quotation to the next, and over sentences whose form shows that they are
//! still reported.

use std::collections::HashMap;
use std::ops::Range;

use super::super::lexicon;
use super::super::spans::{Part, Segment};
use super::super::words::{Place, Shape};
use super::cues::{Cue, LONGEST_CLAUSE};
use super::{Rules, UNSURE, reported};

/// Words between two quotations in one clause.
const BESIDE: usize = 2;

impl Rules<'_> {
    /// Whether the cue of an attribution stands behind all of its contents so far, so that what is
    /// said may go on there.
    pub(super) fn is_cut(&self, attribution: usize) -> bool {
        let start = |index: usize| self.segments.get(index).map(|segment| segment.tokens.start);
        self.attributions.get(attribution).is_some_and(|attribution| {
            attribution.cue.and_then(start) > attribution.contents.last().copied().and_then(start)
        })
    }

    /// Whether a colon leads from what an attribution said to a quotation in the same sentence: "dice que
    /// nadie «escucha» a los vecinos: “…”".
    pub(super) fn leads_from(&self, attribution: usize, quotation: usize) -> bool {
        let grammar = self.grammar;
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let content = content.and_then(|&content| self.segments.get(content));
        let before = quotation.saturating_sub(1);
        grammar.shape(before) == Shape::Colon
            && content.is_some_and(|content| {
                let last = grammar.word(content.tokens.end.saturating_sub(1));
                content.tokens.end <= quotation
                    && last.sentence == grammar.word(before).sentence
                    && grammar.is_piece(&content.tokens)
            })
    }

    /// Whether no more than a small word stands between the last content of an attribution and a
    /// quotation: « discret » et « serviable ».
    pub(super) fn is_joined(&self, attribution: usize, start: usize) -> bool {
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let end = content.and_then(|&content| self.segments.get(content)).map(|s| s.tokens.end);
        let is_small = |index: usize| {
            self.grammar.is(index, lexicon::FUNCTION) || self.grammar.is_comma(index)
        };
        end.is_some_and(|end| end + BESIDE >= start && (end..start).all(is_small))
    }

    /// Whether a whole sentence stands between an attribution and a token.
    pub(super) fn is_further(&self, attribution: usize, token: usize) -> bool {
        let Some(attribution) = self.attributions.get(attribution) else { return false };
        let parts = attribution.contents.last().into_iter().chain(&attribution.cue);
        let ends = parts.filter_map(|&part| self.segments.get(part)).map(|part| part.tokens.end);
        let last = ends.max().unwrap_or_default().saturating_sub(1);
        self.grammar.word(last).sentence + 1 < self.grammar.word(token).sentence
    }

    /// Whether a cue stands right behind a small word that joins it to a quotation: "… «a» y habló de
    /// «b»".
    pub(super) fn goes_on_clause(&self, cue: &Cue) -> bool {
        let start = cue.words.start;
        let is_joined = self.grammar.is(start.wrapping_sub(1), lexicon::FUNCTION);
        !cue.introduces
            && is_joined
            && self.grammar.word(start.wrapping_sub(2)).place == Place::Closes
            && self.grammar.word(start - 2).sentence == self.grammar.word(start).sentence
    }

    /// The sentence around a piece of it, when its verb shows that it is reported.
    pub(super) fn subjunctive_clause(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let grammar = &self.grammar;
        let (start, end) = grammar.sentence_of(quotation.start);
        if !grammar.is_piece(quotation) || end - start > LONGEST_CLAUSE {
            return None;
        }
        let reports =
            |index: usize| grammar.is_outside(index) && grammar.is(index, lexicon::SUBJUNCTIVE);
        let sentence = start..reported::last_word(*grammar, &(start..end));
        sentence.clone().any(reports).then_some(sentence)
    }

    /// The verb that shows that a sentence goes on what the one before it said.
    pub(super) fn reporting_form(
        &self,
        sentence: &Range<usize>,
        last: Option<usize>,
    ) -> Option<usize> {
        let last = last.filter(|&last| self.is_in_block(last, sentence.start))?;
        self.attributions.get(last)?.source?;
        reported::reporting_form(self.grammar, sentence)
    }

    /// Adds a sentence that goes on what was said: to the report `last`, or as a report of its own
    /// when that is one of the first `quoted`, which stand in marks. Returns the report.
    pub(super) fn go_on(
        &mut self,
        sentence: &Range<usize>,
        last: usize,
        quoted: usize,
    ) -> Option<usize> {
        let tokens = sentence.start..reported::last_word(self.grammar, sentence);
        let content = self.add(Segment { part: Part::Content, tokens, confidence: UNSURE });
        if last < quoted {
            let source = self.attributions.get(last)?.source;
            return Some(self.attribute(vec![content], None, source, UNSURE));
        }
        self.attributions.get_mut(last)?.contents.push(content);
        Some(last)
    }

    /// Gives quotations without a cue to whom the sentence before reports. Of the attributions the
    /// first `quoted` are quotations; `reporting` holds the last one of a sentence.
    pub(super) fn share_reports(&mut self, quoted: usize, reporting: &HashMap<u32, usize>) {
        for index in 0..quoted {
            let Some(quote) = self.attributions.get(index) else { continue };
            let (own, cue) = (quote.source, quote.cue);
            let speaker = |&content: &usize| self.reported_before(content, quoted, reporting);
            // the first has the cue, if any; what a sentence reports tells more than whom it is about
            let skipped = usize::from(cue.is_some());
            let contents = quote.contents.iter().enumerate().skip(skipped);
            let found = contents.filter_map(|(at, content)| Some((at, speaker(content)?))).next();
            let Some((at, source)) = found.filter(|&(_, source)| own != Some(source)) else {
                continue;
            };
            let Some(quote) = self.attributions.get_mut(index) else { continue };
            if at == 0 {
                quote.source = Some(source);
            } else {
                let rest = quote.contents.split_off(at);
                self.attribute(rest, None, Some(source), UNSURE);
            }
        }
    }

    /// The source of the report in the sentence before the one that a content opens.
    fn reported_before(
        &self,
        content: usize,
        quoted: usize,
        reporting: &HashMap<u32, usize>,
    ) -> Option<usize> {
        let start = self.segments.get(content)?.tokens.start;
        let here = self.grammar.word(start).sentence;
        let before = *reporting.get(&here.checked_sub(1)?)?;
        let opens = self.grammar.words.sentence(here).0 == start;
        let is_report = before >= quoted && opens && self.is_in_block(before, start);
        self.attributions.get(before).filter(|_| is_report)?.source
    }
}
