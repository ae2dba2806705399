//! Clauses of a sentence that say who said the rest of it: "Wie die Polizei mitteilte, …", "…, sagte Anna
//! Berg", "…, dice il distributore, …".

use std::ops::Range;

use super::super::lexicon;
use super::super::words::Shape;
use super::reported::{LONGEST_CLAUSE, Reading, VERB_REACH};
use super::{Report, Teller};

/// The most words behind a speaker that end the clause: "so Berg am Montag", and where a preposition begins
/// them: "so Berg gegenüber dem Sender".
const LONGEST_REST: usize = 3;
const LONGEST_ADDRESSED: usize = 10;

/// The most words that are but the start of what is said, before a clause that says by whom.
const SHORT: usize = 4;

/// The most words before a clause that says who says them and what is behind it.
const LONGEST_START: usize = 2;

impl Reading<'_> {
    /// "Wie die Polizei mitteilte, …"
    pub(super) fn by_clause_before(&self) -> Option<Report> {
        let grammar = self.grammar;
        if !grammar.is(self.start, lexicon::AS) {
            return None;
        }
        let comma = self.comma_from(self.start)?;
        let reports = lexicon::UTTER | lexicon::SHOW;
        let cue = (self.start + 1..comma).find(|&index| grammar.is(index, reports))?;
        let source = grammar.subject_of(&(cue..cue + 1), &(comma..self.end));
        if source.is_none() && !self.is_unsaid(cue, cue) {
            return None;
        }
        self.report(cue..cue + 1, source, [comma + 1..self.end, 0..0])
    }

    /// "…, sagte Anna Berg am Montag", "…, wie die Polizei mitteilte"
    pub(super) fn by_clause_behind(&self) -> Option<Report> {
        let grammar = self.grammar;
        let mut comma = self.break_from(self.start)?;
        if grammar.is(self.start, lexicon::AS) {
            return None;
        }
        // "Als die Tür aufging, rief der Wirt …"
        let is_said = (self.start..comma).any(|index| grammar.is(index, lexicon::SUBJUNCTIVE));
        if !is_said && grammar.lexicon.subordinates(grammar.word(self.start).form) {
            comma = self.comma_from(comma + 1)?;
        }
        // "Anna Berg, die den Hafen leitet, sagte der Stadt …"
        if self.is_subject(comma)
            && !grammar.is(comma + 1, lexicon::UTTER)
            && let Some(next) = self.comma_from(comma + 1)
        {
            comma = self.comma_from(next + 1)?;
        }
        loop {
            let clause = comma + 1..self.end.min(comma + 1 + LONGEST_CLAUSE);
            if let Some((cue, source, behind)) = self.clause_of_speaker(&clause, comma) {
                // "La empresa, según supo este diario, …"
                let is_inside = grammar.is(comma + 1, lexicon::AS)
                    && (comma - self.start <= SHORT || grammar.lexicon.has_bare_titles());
                // "Кошти, зазначає вона, надали партнери"
                let small = lexicon::FUNCTION | lexicon::PREPOSITION;
                let is_short =
                    comma - self.start <= LONGEST_START && !grammar.is(behind + 1, small);
                // "The film, says the director, will open in May"
                let subject = grammar.phrase_from(self.start, comma);
                let is_cut = subject.is_some_and(|subject| subject.end == comma);
                let is_attached = grammar.is(cue.start, lexicon::ATTACHED);
                let goes_on = is_attached || is_inside || is_short || is_cut;
                let rest = self.rest_behind(behind, goes_on);
                let is_small = |index: usize| grammar.is(index, lexicon::FUNCTION);
                let is_aside = !rest.is_empty() && (self.start..comma).all(is_small);
                let before = if is_aside { 0..0 } else { self.start..comma };
                let teller = source.map_or(Teller::Nobody, Teller::Given);
                return self.report(cue, teller, [before, rest]);
            }
            comma = self.break_from(comma + 1)?;
            if grammar.is(comma, lexicon::THAT) {
                return None;
            }
        }
    }

    /// Whether no more than a subject stands before the comma at an index.
    fn is_subject(&self, comma: usize) -> bool {
        let grammar = self.grammar;
        let verb = lexicon::VERB | lexicon::AUXILIARY | lexicon::SUBJUNCTIVE;
        let phrase = grammar.phrase_from(self.start, comma);
        phrase.is_some_and(|phrase| {
            let mut rest = phrase.end..comma;
            rest.is_empty()
                || grammar.is(phrase.end, lexicon::PREPOSITION)
                    && rest.all(|index| !grammar.is(index, verb))
        })
    }

    /// What is said behind the comma at an index, when a word or the form of a verb shows that it
    /// goes on there, or the cue is one that stands in the midst of it.
    fn rest_behind(&self, comma: usize, goes_on: bool) -> Range<usize> {
        let grammar = self.grammar;
        let rest = (comma + 1).min(self.end)..self.end;
        let is_said = |index: usize| grammar.is(index, lexicon::SUBJUNCTIVE);
        let is_reported = rest.clone().take(LONGEST_CLAUSE).any(is_said);
        // "…, heißt es in dem Brief, der der Redaktion vorliegt"
        let is_relative = grammar.has_capital_nouns()
            && grammar.is(rest.start, lexicon::DETERMINER)
            && (self.start..comma).any(is_said);
        let goes_on = grammar.is_comma(comma)
            && (goes_on && !is_relative || grammar.is(rest.start, lexicon::THAT) || is_reported);
        if goes_on { rest } else { 0..0 }
    }

    /// The cue and the speaker of a clause that says who said what stands before its comma, and where
    /// the clause ends.
    fn clause_of_speaker(
        &self,
        clause: &Range<usize>,
        comma: usize,
    ) -> Option<(Range<usize>, Option<Range<usize>>, usize)> {
        let grammar = self.grammar;
        let opens = clause.start;
        let verb_follows = grammar.is(opens + 1, lexicon::VERB);
        if grammar.is(opens, lexicon::ATTACHED) && !verb_follows {
            let source = grammar.phrase_from(opens + 1, clause.end);
            // "hieß es", "heißt es in einem Bericht": nobody, or what a preposition gives
            let is_unsaid = grammar.is(opens + 1, lexicon::FUNCTION);
            let named = source.or_else(|| grammar.object_of(opens + 1..clause.end));
            let ends = named.as_ref().map_or(opens + 2, |source| source.end);
            if named.is_none() && !is_unsaid {
                return None;
            }
            // "so Berg weiter", "so Berg am Montag"
            let comma = (ends..clause.end).find(|&at| grammar.is_comma(at));
            let rest = ends..comma.unwrap_or(self.end);
            let most = match grammar.is(rest.start, lexicon::PREPOSITION) {
                true => LONGEST_ADDRESSED,
                false => LONGEST_REST,
            };
            let is_whole = rest.len() <= most
                && rest.clone().all(|at| !grammar.is(at, lexicon::VERB | lexicon::THAT));
            return is_whole.then_some((opens..opens + 1, named, rest.end));
        }
        // "zo meldt de politie"
        let has_as = grammar.is(opens, lexicon::AS | lexicon::ATTACHED);
        let bracket = self.bracket(clause);
        let reach = if has_as { clause.len() } else { VERB_REACH };
        let reports = lexicon::UTTER | lexicon::SHOW;
        let cue = clause.clone().take(reach).find(|&index| grammar.is(index, reports));
        let cue = cue.filter(|_| bracket.is_none()).or(bracket)?;
        let comma_behind = clause.clone().find(|&index| grammar.is_comma(index));
        let reports_more = (opens..comma_behind.unwrap_or(clause.end))
            .any(|index| grammar.is(index, lexicon::THAT) || grammar.shape(index) == Shape::Colon);
        let small = |index: usize| {
            grammar.is(index, lexicon::AUXILIARY | lexicon::CLITIC) || has_as && index == opens
        };
        if reports_more || !has_as && bracket.is_none() && !(opens..cue).all(small) {
            return None;
        }
        let source = grammar.subject_of(&(cue..cue + 1), &(self.start..comma + 1))?;
        // "The rebels, for their part, claim the town"
        let subject = grammar.phrase_from(self.start, self.end);
        if subject.is_some_and(|subject| grammar.is_comma(subject.end))
            && !grammar.is_somebody(&source)
        {
            return None;
        }
        // "…, утверждал он в суде, что …"
        let is_place = grammar.is(source.start.wrapping_sub(1), lexicon::PREPOSITION)
            && comma_behind.is_some_and(|comma| grammar.is(comma + 1, lexicon::THAT));
        if is_place {
            return None;
        }
        // "…, disse à Lusa fonte do governo"
        let between = lexicon::PREPOSITION | lexicon::DETERMINER | lexicon::TIME;
        let is_between = |at: usize| grammar.is(at, between) || grammar.is_named(at);
        let is_beside = source.start <= cue + 2
            || has_as
            || source.start <= cue + 1 + VERB_REACH && (cue + 1..source.start).all(is_between);
        let end = source.end.max(bracket.map_or(0, |verb| verb + 1));
        // "…, Anna Berg, defended her work"
        let is_thing = grammar.is(source.start, lexicon::POSSESSIVE)
            && !source.clone().any(|at| grammar.is_someone(at) || grammar.is_named(at));
        // what only shows something is a paper
        let is_fit = grammar.is(cue, lexicon::UTTER)
            || source.clone().any(|at| grammar.is(at, lexicon::DOCUMENT));
        (is_beside && is_fit && !is_thing && source.start > comma).then_some((
            cue..cue + 1,
            Some(source),
            end,
        ))
    }

    /// The verb at the end of a clause that an auxiliary begins: "…, hatte Anna Berg im Mai gesagt".
    fn bracket(&self, clause: &Range<usize>) -> Option<usize> {
        let grammar = self.grammar;
        let ends = |&index: &usize| grammar.is_comma(index);
        let end = clause.clone().find(ends).unwrap_or(clause.end);
        let last = end.checked_sub(1).filter(|&last| last > clause.start + 1)?;
        let is_verb = grammar.is(last, lexicon::UTTER) && grammar.is_outside(last);
        (is_verb && grammar.is(clause.start, lexicon::AUXILIARY)).then_some(last)
    }

    /// A comma, or a dash before a verb of speech: "… – podał urząd".
    fn break_from(&self, index: usize) -> Option<usize> {
        let is_break = |&index: &usize| match self.grammar.shape(index) {
            Shape::Comma => true,
            Shape::Dash => self.grammar.is(index + 1, lexicon::UTTER),
            _ => false,
        };
        (index..self.end).find(is_break)
    }
}
