//! Small words that open what is reported, "que", told from the same words elsewhere: a relative
//! pronoun ("un plan que …"), the end of a conjunction ("hasta que …").

use std::ops::Range;

use super::super::lexicon;
use super::super::words::Shape;
use super::cues::LONGEST_CLAUSE;
use super::phrases::Grammar;
use super::subjects::SPEAKER_REACH;

/// Words between a noun and the relative pronoun that stands for it: "una oferta final que …".
const BESIDE: usize = 2;

/// Words between the one before an infinitive and the end of its clause: "zu", and what it may go on with.
const INFINITIVE_REACH: usize = 3;

/// Words of whom a verb is addressed to, between it and the clause.
const ADDRESS_REACH: usize = 8;

impl Grammar<'_> {
    /// Whether the word at `that` opens what the verb at `cue` before it reports. Words in
    /// [`lexicon::FUNCTION`] may be relative pronouns too, which follow on a noun or a comma.
    pub(super) fn opens_report(&self, cue: usize, that: usize) -> bool {
        let before = that.saturating_sub(1);
        if !self.is(that, lexicon::FUNCTION) || before <= cue {
            return true;
        }
        // "para que", "…, así que"
        let is_joined = self.is(before, lexicon::FUNCTION)
            && (self.is(before, lexicon::PREPOSITION) || self.is_comma(before - 1));
        // "lo que"
        if is_joined || self.is(before, lexicon::DETERMINER) {
            return false;
        }
        if self.is_comma(before) {
            // "dijo, en un comunicado, que", not "negó la acusación, que"
            return (cue..that).filter(|&index| self.is_comma(index)).count().is_multiple_of(2);
        }
        // "habló de un plan que", "apuesta por un plan que"
        let is_tied = self.is(cue + 1, lexicon::PREPOSITION) && self.is(cue + 1, lexicon::FUNCTION);
        let is_of = self.is(cue + 1, lexicon::OF) && !self.is(cue + 1, lexicon::DETERMINER);
        let is_direct = is_tied || is_of;
        let object = self.subjects(cue + 1 + usize::from(is_direct)..that).pop();
        let is_object = object.is_some_and(|noun| {
            let between = noun.end..that;
            between.len() <= BESIDE
                && !self.is_speaker(&noun)
                && !(noun.start..that).any(|index| self.is(index, lexicon::TIME))
                && between
                    .into_iter()
                    .all(|index| self.is_plain_noun(index) || self.is(index, lexicon::PREPOSITION))
        });
        !is_object
    }

    /// Whether a pronoun behind a comma opens a clause with a verb right behind it, where nouns have capitals:
    /// such a clause behind a verb of speech is reported.
    pub(super) fn opens_main_clause(&self, start: usize) -> bool {
        self.has_capital_nouns()
            && self.is(start, lexicon::PRONOUN)
            && self.is_comma(start.wrapping_sub(1))
            && self.is_plain_noun(start + 1)
    }

    /// Where a clause without a verb form of its own begins behind a verb or whom it is addressed to,
    /// before `end`: "ha detto agli agenti di aver visto", "ha invitato i cittadini a restare".
    pub(super) fn infinitive_behind(&self, cue: usize, end: usize) -> Option<usize> {
        let reports = self.is(cue, lexicon::UTTER)
            && !self.is(cue, lexicon::JUDGE)
            && !self.lexicon.has_late_infinitives();
        let is_addressed = |clause: usize| {
            let mut people = cue + 1..clause;
            people.is_empty()
                || self.is(cue + 1, lexicon::PREPOSITION)
                || people.any(|at| self.is_someone(at))
        };
        (cue + 1..=cue + 1 + ADDRESS_REACH)
            .take_while(|&index| index < end && reports && !self.ends_clause(index))
            .find(|&index| self.lexicon.opens_clause(self.words, index))
            .filter(|&clause| is_addressed(clause))
    }

    /// Where a clause begins that ends with its infinitive, behind a verb and before `end`: "kündigte an,
    /// das Gesetz zu ändern", "zegt geschrokken te zijn".
    pub(super) fn late_infinitive(&self, cue: usize, end: usize) -> Option<usize> {
        if !self.lexicon.has_late_infinitives() {
            return None;
        }
        let next =
            |from: usize| (from..end.min(from + LONGEST_CLAUSE)).find(|&at| self.ends_part(at));
        let first = next(cue + 1).or((end <= cue + LONGEST_CLAUSE).then_some(end))?;
        if self.is_comma(first) {
            let clause = first + 1;
            let is_apart = self.lexicon.subordinates(self.word(clause).form);
            let closes = self.closes_infinitive(clause..next(clause).unwrap_or(end));
            return (!is_apart && closes && clause < end).then_some(clause);
        }
        let before = self.sentence_of(cue).0.max(cue.saturating_sub(SPEAKER_REACH))..cue;
        let is_behind_subject = self.last_subject(before).is_some_and(|subject| subject.end == cue);
        let start = match is_behind_subject {
            true => cue + 1,
            false => self.subject_of(&(cue..cue + 1), &(first..first))?.end.max(cue + 1),
        };
        let opens = |&at: &usize| self.lexicon.opens_clause(self.words, at);
        let parts = self.lexicon.parted(self.word(cue).form);
        let is_other_part = |at: usize| parts.iter().any(|(form, _)| *form == self.word(at).form);
        let is_small =
            |&at: &usize| at < first && (self.is(at, lexicon::TIME) || is_other_part(at));
        let clause = (start..first)
            .find(opens)
            .unwrap_or_else(|| start + (start..).take_while(is_small).count());
        // "te zijn van"
        let small = lexicon::PREPOSITION | lexicon::FUNCTION | lexicon::AS | lexicon::PRONOUN;
        let goes_on = |at: usize| self.is(at - 2, lexicon::INFINITIVE) && self.is(at, small);
        let end = (clause + 2..first).find(|&at| goes_on(at)).unwrap_or(first);
        self.closes_infinitive(clause..end).then_some(clause)
    }

    /// Whether a word parts a clause from the next.
    fn ends_part(&self, at: usize) -> bool {
        self.ends_clause(at)
            || !self.is_outside(at)
            || self.is(at, lexicon::THAT)
            || self.joins_verb(at)
    }

    /// Whether words end with an infinitive: with one word that is, or with what stands before it.
    fn closes_infinitive(&self, clause: Range<usize>) -> bool {
        let last = clause.end.saturating_sub(INFINITIVE_REACH).max(clause.start)..clause.end;
        let is_low = |at: usize| self.shape(at) == Shape::Lower && self.is_outside(at);
        last.clone().any(|at| {
            self.is(at, lexicon::INFINITIVE)
                && (at..last.end).all(is_low)
                && (at + 1 < last.end || !self.is(at, lexicon::PREPOSITION))
        })
    }
}
