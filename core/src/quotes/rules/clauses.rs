//! Small words that open what is reported, "que", told from the same words elsewhere: a relative
//! pronoun ("un plan que …"), the end of a conjunction ("hasta que …").

use super::super::lexicon;
use super::phrases::Grammar;

/// Words between a noun and the relative pronoun that stands for it: "una oferta final que …".
const BESIDE: usize = 2;

/// Words of whom a verb is addressed to, between it and the clause.
const ADDRESS_REACH: usize = 4;

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

    /// Where a clause without a verb form of its own begins behind a verb or whom it is addressed to,
    /// before `end`: "ha detto agli agenti di aver visto".
    pub(super) fn infinitive_behind(&self, cue: usize, end: usize) -> Option<usize> {
        let reports = self.is(cue, lexicon::UTTER) && !self.is(cue, lexicon::JUDGE);
        let is_addressed = self.is(cue + 1, lexicon::PREPOSITION);
        let reach = cue + 1 + if is_addressed { ADDRESS_REACH } else { 0 };
        (cue + 1..=reach)
            .take_while(|&index| index < end && reports && !self.ends_clause(index))
            .find(|&index| self.lexicon.opens_clause(self.words, index))
    }
}
