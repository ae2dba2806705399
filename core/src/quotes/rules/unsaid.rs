//! Whom a verb or a quotation belongs to that has no subject of its own: who the sentence before is
//! about, or the subject of the verb that it is joined to.

use std::ops::Range;

use super::super::lexicon;
use super::cues::CUE_REACH;
use super::phrases::Grammar;
use super::subjects::SPEAKER_REACH;

/// Words of the sentence before in which a speaker is looked for.
const SENTENCE_REACH: usize = 40;

impl Grammar<'_> {
    /// The subject of a verb that has none, where a verb needs none: whom the sentence before the one
    /// of a word begins with, be it as its subject or as a source; else the person named in it.
    pub(super) fn unsaid_subject(&self, at: usize) -> Option<Range<usize>> {
        if !self.lexicon.drops_subjects() {
            return None;
        }
        let here = self.word(at);
        let (start, end) = self.words.sentence(here.sentence.checked_sub(1)?);
        // "Zarzuty odpiera dyrektor Paweł Kos."
        let is_person =
            |phrase: &Range<usize>| phrase.clone().any(|at| self.word(at).starts_person());
        let inverted = || {
            let end = end.min(start + SENTENCE_REACH);
            let phrase = self.subjects(start..end).into_iter().find(is_person)?;
            let first = phrase.clone().find(|&index| self.is_someone(index))?;
            let has_article = first > phrase.start && self.is(first - 1, lexicon::DETERMINER);
            Some(first - usize::from(has_article)..phrase.end)
        };
        let is_near = self.word(start).block == here.block;
        is_near.then(|| self.opening(start, end).or_else(inverted)).flatten()
    }

    /// Whom a sentence begins with: the source that its first words give, or its first subject.
    fn opening(&self, start: usize, end: usize) -> Option<Range<usize>> {
        let given = match self.source_phrase(start) {
            Some(phrase) => self.source_of(start, phrase, end),
            None => self.viewer(start, end),
        };
        let subject = || self.subjects(start..end.min(start + SPEAKER_REACH)).into_iter().next();
        let opening = given.or_else(subject)?;
        // a capital alone makes no name of the first word
        let is_named = opening.start > start && self.is_speaker(&opening);
        (is_named || opening.clone().any(|index| self.is_someone(index))).then_some(opening)
    }

    /// Whom the sentence before a quotation that has no cue is about, when that is a person or says
    /// something: "Anna Berg haalt haar schouders op. “…”".
    pub(super) fn teller_before(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let here = self.word(quotation.start);
        let (start, end) = self.words.sentence(here.sentence.checked_sub(1)?);
        let is_here = self.word(start).block == here.block && self.are_outside(start..end);
        let teller = is_here.then(|| self.opening(start, end)).flatten()?;
        let is_person = self.is(teller.start, lexicon::PRONOUN)
            || teller.clone().any(|index| self.word(index).starts_person());
        let tells = |index: usize| self.is(index, lexicon::UTTER);
        let is_told = teller.clone().any(|index| self.is_someone(index))
            && (teller.end..end).take(CUE_REACH).any(tells);
        (is_person || is_told).then_some(teller)
    }

    /// The verb of speech before a cue that is joined on to it by a comma or a small word, with no
    /// subject of its own: "ha annunciato un piano, sottolineando …", "… e ha aggiunto …".
    pub(super) fn verb_gone_on(
        &self,
        start: usize,
        cue: usize,
        before: Option<&Range<usize>>,
    ) -> Option<usize> {
        let joint = (start..cue).rev().find(|&at| !self.is_small(at))?;
        let is_joint = self.is_comma(joint) || self.is(joint, lexicon::FUNCTION);
        let is_own =
            before.is_some_and(|subject| subject.end >= joint && self.is_somebody(subject));
        (start..joint).rev().find(|&at| is_joint && !is_own && self.is(at, lexicon::UTTER))
    }

    /// Whoever opens the sentence, when a cue is joined on to it by a comma and what stands there is
    /// nobody: "Il governo ha respinto le accuse, definendole «falsità»".
    pub(super) fn subject_gone_on(
        &self,
        start: usize,
        cue: usize,
        before: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let joint = (start..cue).rev().find(|&at| !self.is_small(at))?;
        let is_thing = before.is_some_and(|before| !self.is_somebody(before));
        if !self.is_comma(joint) || !is_thing {
            return None;
        }
        let (first, _) = self.sentence_of(cue);
        let first = self.phrase_from(first, start.max(first) + SPEAKER_REACH)?;
        (self.is_somebody(&first) && first.end < joint).then_some(first)
    }
}
