//! The cue of a quotation and who speaks by it: after the quotation, before it, or a colon.

use std::ops::Range;

use super::super::lexicon;
use super::super::words::{Place, Shape};
use super::phrases::Grammar;

/// The most words of a clause behind what is quoted in it. A bound: the clauses of a sentence without end
/// would all reach to the end of the text.
const LONGEST_REST: usize = 64;

/// Words between a quotation and its cue.
pub(super) const CUE_REACH: usize = 12;

/// Words between the start of a sentence and the colon before a quotation.
const COLON_REACH: usize = 25;

/// Words between a verb that no list has and its subject.
const BESIDE: usize = 2;

/// Words between such a verb and the end of its subject.
const SUBJECT_REACH: usize = 14;

/// Words of a clause on either side of what is quoted in it.
pub(super) const LONGEST_CLAUSE: usize = 60;

/// Quotations of fewer words are speech only with a cue beside them.
pub(super) const SHORTEST_SPEECH: usize = 4;

/// Where the cue of a quotation is, and how it stands to it.
pub(super) struct Cue {
    pub(super) words: Range<usize>,
    /// Whether a colon leads from it to the quotation.
    pub(super) introduces: bool,
}

impl Grammar<'_> {
    /// Whether a quotation stands where a sentence or a clause with a colon could not: in the
    /// middle of somebody else's clause.
    pub(super) fn is_piece(&self, quotation: &Range<usize>) -> bool {
        let Some(before) = quotation.start.checked_sub(1) else { return false };
        let inside = quotation.clone().find(|&index| self.word(index).place == Place::Inside);
        let starts_low = inside.is_some_and(|index| self.shape(index) == Shape::Lower);
        let is_same = self.word(before).block == self.word(quotation.start).block;
        is_same && starts_low && self.is_outside(before) && !self.ends_clause(before)
    }

    /// Whether a quotation begins with a capital.
    pub(super) fn starts_high(&self, quotation: &Range<usize>) -> bool {
        let inside = quotation.clone().find(|&index| self.word(index).place == Place::Inside);
        inside.is_some_and(|index| self.shape(index) == Shape::Capital)
    }

    /// Whether a quotation is a clause of its own, when its place shows that.
    pub(super) fn is_clause(&self, quotation: &Range<usize>) -> Option<bool> {
        let before = quotation.start.checked_sub(1);
        let is_beside = |&index: &usize| self.is_beside(index, quotation.start);
        let ends_clause = before
            .filter(is_beside)
            .is_some_and(|index| self.ends_clause(index) && !self.is_piece(quotation));
        let is_separated =
            self.ends_clause(quotation.end) || !self.is_beside(quotation.end, quotation.start);
        if self.is_piece(quotation) {
            Some(false)
        } else if ends_clause || self.opens_sentence(quotation) && is_separated {
            Some(true)
        } else {
            None
        }
    }

    /// The cue of a quotation: after it, before it, in this order, without another quotation or the
    /// end of a sentence between them; before it, when a colon introduces it.
    pub(super) fn cue_of(&self, quotation: &Range<usize>) -> Option<Cue> {
        let colon = quotation.start.checked_sub(1).filter(|&before| {
            self.shape(before) == Shape::Colon && self.is_beside(before, quotation.start)
        });
        if let Some(colon) = colon {
            if let Some(words) = self.cue_before(colon, COLON_REACH) {
                return Some(Cue { words, introduces: true });
            }
            // "Nervous the unions: “…”, says Anna Berg"
            let named = self.cue_after(quotation).filter(|cue| {
                self.is(cue.start, lexicon::VERB) && self.subject_of(cue, quotation).is_some()
            });
            if let Some(words) = named {
                return Some(Cue { words, introduces: false });
            }
            if self.speaker_before(colon).is_some() {
                return Some(Cue { words: colon..colon + 1, introduces: true });
            }
        }
        let before = || self.cue_before(quotation.start, CUE_REACH);
        let after = || self.cue_after(quotation);
        let words = match self.is_piece(quotation) {
            true => before().or_else(after),
            false => after().or_else(before),
        }
        .or_else(|| self.view_before(quotation))?;
        Some(Cue { words, introduces: false })
    }

    pub(super) fn is_beside(&self, index: usize, other: usize) -> bool {
        self.word(index).block == self.word(other).block && self.is_outside(index)
    }

    fn cue_before(&self, end: usize, reach: usize) -> Option<Range<usize>> {
        let mut phrase = None;
        let mut verb = None;
        let mut opened = None;
        for index in (end.saturating_sub(reach)..end).rev() {
            if !self.is_beside(index, end) || self.ends_reach(index) {
                break;
            }
            // the verb before "that" reports the one behind it
            if self.is(index, lexicon::THAT) && self.antecedent_end(index + 1).is_none() {
                opened = Some(index);
            }
            // what "shows" is a title
            let says = lexicon::UTTER | lexicon::JUDGE;
            if self.is(index, says) && (verb.is_none() || opened.is_some()) {
                let reports = opened.is_none_or(|that| self.opens_report(index, that));
                if verb.is_none() || reports {
                    verb = Some(index..index + 1);
                }
                if opened.is_some() {
                    break;
                }
            }
            // the verb behind "and" reports by itself
            if verb.is_some() && opened.is_none() && self.joins_verb(index) {
                break;
            }
            if verb.is_none()
                && let Some(found) = self.source_phrase(index)
            {
                phrase = Some(index..index + found.length);
                if found.is_relative {
                    break;
                }
            }
        }
        verb.or(phrase).filter(|cue| cue.end <= end)
    }

    /// The preposition at the start of a sentence that gives the view a quotation is a part of: "Para
    /// Ana Molina, la ley “llega tarde”".
    fn view_before(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let (start, _) = self.sentence_of(quotation.start);
        let is_near = start < quotation.start && quotation.start - start < LONGEST_CLAUSE;
        let source = self.viewer(start, quotation.start).filter(|_| is_near)?;
        self.are_outside(source.end..quotation.start).then_some(start..start + 1)
    }

    fn cue_after(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let end = quotation.end;
        let last_inside =
            quotation.clone().rev().find(|&index| self.word(index).place == Place::Inside)?;
        let is_capital = matches!(self.shape(end), Shape::Capital | Shape::Upper | Shape::Initial);
        if self.shape(last_inside) == Shape::Stop && is_capital {
            return None;
        }
        let is_separated = self.ends_clause(end) || self.ends_clause(last_inside);
        let is_long = quotation.len() >= SHORTEST_SPEECH + 2 || self.opens_sentence(quotation);
        // "hatte den Plan als „Unsinn“ bezeichnet"
        let is_bracket = self.is_piece(quotation)
            && self.is_beside(end, quotation.start)
            && self.is(end, lexicon::VERB)
            && (self.ends_clause(end + 1) || self.is(end + 1, lexicon::FUNCTION));
        if is_bracket {
            return Some(end..end + 1);
        }
        if !is_separated && !is_long {
            return None;
        }
        let is_break = |&index: &usize| matches!(self.shape(index), Shape::Comma | Shape::Dash);
        let first = end + (end..end + 2).take_while(is_break).count();
        let is_other = self.is_piece(quotation) && self.joins_verb(first);
        if is_other || self.is(first, lexicon::AS) && !is_long {
            return None;
        }
        let mut commas = 0;
        for index in end..end + CUE_REACH {
            if !self.is_beside(index, quotation.start) || self.ends_reach(index) {
                break;
            }
            commas += usize::from(self.is_comma(index) && index >= first);
            if commas > 0 {
                // « … » est ouverte, a indiqué le parquet
                let verb = index + 1 + self.small_verbs(index + 1).count();
                let reports = self.is_piece(quotation)
                    && self.is(verb, lexicon::UTTER)
                    && self.is_beside(verb, quotation.start);
                if reports {
                    return Some(verb..verb + 1);
                }
                break;
            }
            if let Some(phrase) = self.source_phrase(index) {
                return Some(index..index + phrase.length);
            }
            let is_attached = self.is(index, lexicon::ATTACHED) && index == first;
            let reach = index + 1..index + CUE_REACH;
            // "„…“, heißt es in dem Bericht"
            let is_given = || {
                self.is(reach.start, lexicon::FUNCTION) && self.object_of(reach.clone()).is_some()
            };
            if self.is(index, lexicon::VERB)
                || is_attached && (self.phrase_from(reach.start, reach.end).is_some() || is_given())
            {
                return Some(index..index + 1);
            }
        }
        let opens = self.opens_sentence(quotation)
            || self.ends_clause(quotation.start - 1)
            || self.is_piece(quotation) && !self.is_aside_in(quotation);
        (is_separated && is_long && opens && self.is_unknown_verb(first)).then(|| first..first + 1)
    }

    /// Whether a comma stands before a quotation in its sentence.
    fn is_aside_in(&self, quotation: &Range<usize>) -> bool {
        let (start, _) = self.sentence_of(quotation.start);
        let start = start.max(quotation.start.saturating_sub(LONGEST_CLAUSE));
        (start..quotation.start).any(|at| self.is_comma(at))
    }

    /// The words from an index on that may stand between a comma and the verb behind it.
    fn small_verbs(&self, from: usize) -> impl Iterator<Item = usize> {
        let small = lexicon::AUXILIARY | lexicon::CLITIC;
        (from..from + BESIDE + 1)
            .take_while(move |&at| self.is(at, small) && !self.is(at, lexicon::UTTER))
    }

    pub(super) fn opens_sentence(&self, quotation: &Range<usize>) -> bool {
        let Some(before) = quotation.start.checked_sub(1) else { return true };
        self.word(before).block != self.word(quotation.start).block
            || matches!(self.shape(before), Shape::Stop | Shape::Dash)
            || self.word(before).place == Place::Closes
    }

    /// Whether a word right after what was said can only be a verb, with its subject behind it.
    fn is_unknown_verb(&self, index: usize) -> bool {
        if self.is(index, lexicon::CLITIC) && self.is_outside(index) {
            return true;
        }
        let small = lexicon::PREPOSITION
            | lexicon::FUNCTION
            | lexicon::DETERMINER
            | lexicon::THAT
            | lexicon::PARTICLE
            | lexicon::OF
            | lexicon::AS
            | lexicon::TIME
            | lexicon::ROLE
            | lexicon::ANONYMOUS;
        let is_verb = self.is_outside(index)
            && self.shape(index) == Shape::Lower
            && !self.is(index, small | lexicon::PRONOUN);
        let is_between = |&index: &usize| {
            self.shape(index) == Shape::Lower
                && !self.is(index, lexicon::PREPOSITION | lexicon::DETERMINER | lexicon::PRONOUN)
        };
        let start = index + 1;
        let subject = start + (start..start + BESIDE).take_while(is_between).count();
        let phrase = (start..=subject).find_map(|at| self.phrase_from(at, at + SUBJECT_REACH));
        is_verb && phrase.is_some()
    }

    /// What a quotation is a piece of, when its cue reports a whole clause; else the quotation.
    pub(super) fn clause_of(&self, cue: &Cue, quotation: &Range<usize>) -> Range<usize> {
        if cue.introduces {
            return quotation.clone();
        }
        if cue.words.end <= quotation.start {
            let between = cue.words.end..quotation.start;
            let is_apart =
                self.ends_clause(quotation.start - 1) || self.ends_clause(quotation.start);
            let that = between
                .clone()
                .find(|&index| self.is(index, lexicon::THAT))
                .or_else(|| self.infinitive_behind(cue.words.start, quotation.start));
            let comma = || {
                let comma = |&index: &usize| self.is_comma(index);
                let last = between.clone().rev().find(comma)?;
                let source = self.subject_of(&cue.words, quotation);
                let start = source.map_or(cue.words.end, |source| source.end);
                let opens = self.sentence_of(start).0 == cue.words.start;
                if opens && self.is_comma(start) {
                    return Some(self.behind_source(start, quotation.start));
                }
                let first = between.clone().find(|index| comma(index) && *index >= start);
                let is_word = |index: usize| !self.ends_clause(index);
                (last + 1..quotation.start).any(is_word).then_some(first? + 1)
            };
            let Some(start) = that.or_else(comma).filter(|_| !is_apart) else {
                return quotation.clone();
            };
            return start..self.clause_end(quotation, self.sentence_of(quotation.end - 1).1);
        }
        let verb = cue.words.start;
        let comma = (quotation.end.max(verb.saturating_sub(BESIDE + 2))..verb)
            .rev()
            .find(|&comma| self.is_comma(comma))
            .filter(|&comma| self.small_verbs(comma + 1).count() == verb - comma - 1);
        let (start, _) = self.sentence_of(quotation.start);
        let is_clause = quotation.start - start < LONGEST_CLAUSE
            && (start..quotation.start)
                .all(|index| self.is_outside(index) && self.shape(index) != Shape::Colon);
        match comma {
            Some(comma) if self.is_piece(quotation) && is_clause => start..comma,
            _ => quotation.clone(),
        }
    }

    /// Where the clause ends that a quotation is a piece of: before the comma that leads to another
    /// cue, or at the end of the sentence; with the quotation, when a colon leads to another.
    fn clause_end(&self, quotation: &Range<usize>, end: usize) -> usize {
        let mut comma = None;
        for index in quotation.end..end.min(quotation.end + LONGEST_CLAUSE) {
            if self.shape(index) == Shape::Colon && self.is_outside(index) {
                return quotation.end;
            } else if self.is_comma(index) && self.is_outside(index) {
                comma = Some(index);
            } else if self.is(index, lexicon::VERB)
                && self.is_outside(index)
                && let Some(comma) = comma
            {
                return comma;
            } else if self.joins_verb(index) {
                return comma.unwrap_or(index);
            } else if let Some(comma) = comma
                && comma + 1 == index
                && self.is(index, lexicon::FUNCTION)
                && self.is(index + 1, lexicon::AUXILIARY)
                && !self.lexicon.drops_subjects()
            {
                // ", maar wil niet reageren"
                return comma;
            }
        }
        if end - quotation.end > LONGEST_REST {
            return quotation.end;
        }
        let last = end.saturating_sub(1);
        if self.shape(last) == Shape::Stop && last >= quotation.end { last } else { end }
    }

    /// Who a cue belongs to.
    pub(super) fn speaker_of(&self, cue: &Cue, content: &Range<usize>) -> Option<Range<usize>> {
        if self.shape(cue.words.start) == Shape::Colon {
            return self.speaker_before(cue.words.start);
        }
        let view = self.viewer(cue.words.start, content.start);
        view.or_else(|| self.subject_of(&cue.words, content))
    }

    /// Who speaks after a colon that no verb stands before: all that stands before it, or the
    /// person that its sentence is about.
    fn speaker_before(&self, colon: usize) -> Option<Range<usize>> {
        let is_clause = |&index: &usize| self.is_beside(index, colon) && !self.ends_reach(index);
        let start = colon - (0..colon).rev().take(COLON_REACH).take_while(is_clause).count();
        let whole = self.phrase_from(start, colon).filter(|phrase| phrase.end == colon);
        let is_speaker = |phrase: &Range<usize>| {
            let speaks = lexicon::PRONOUN | lexicon::ROLE | lexicon::ANONYMOUS;
            phrase.clone().any(|index| self.is(index, speaks))
                || phrase.clone().all(|index| self.is_named(index))
        };
        // a capital alone makes no name of the first word
        let is_doubtful =
            |phrase: &Range<usize>| *phrase == (start..start + 1) && !self.is_someone(start);
        let subjects = self.subjects(start..colon);
        whole
            .filter(is_speaker)
            .or_else(|| subjects.into_iter().filter(is_speaker).find(|phrase| !is_doubtful(phrase)))
    }
}
