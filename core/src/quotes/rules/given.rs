//! Sources that a preposition or a phrase gives: "laut Anna Berg", "по словам мэра", "Desde la Fiscalía
//! aseguran", "сообщили в полиции".

use std::ops::Range;

use super::super::lexicon::{self, Phrase};
use super::super::words::Place;
use super::phrases::{Grammar, PERSON};
use super::subjects::{LONGEST_ASIDE, LONGEST_TITLE, SPEAKER_REACH};

impl Grammar<'_> {
    /// The phrase at an index that gives a source.
    pub(super) fn source_phrase(&self, index: usize) -> Option<Phrase> {
        self.lexicon.phrase_at(self.words, index).filter(|_| self.is_outside(index))
    }

    /// The source that a phrase such as "selon", which starts at an index, gives; up to `end`.
    pub(super) fn source_of(&self, at: usize, phrase: Phrase, end: usize) -> Option<Range<usize>> {
        if let Some(owner) = phrase.owner {
            return Some(owner..owner + 1);
        }
        if phrase.is_relative {
            let (start, _) = self.sentence_of(at);
            return self.last_subject(start.max(at.saturating_sub(SPEAKER_REACH))..at);
        }
        let behind = at + phrase.length;
        let start = behind + usize::from(self.is(behind, lexicon::ABOUT));
        // "nach Angaben von Berg", "secondo quanto riferito dalla polizia"
        let small = match phrase.length {
            1 => lexicon::OF,
            _ => lexicon::OF | lexicon::PREPOSITION,
        };
        let is_of = self.is(start, small) && !self.is(start, lexicon::DETERMINER);
        let start = start + usize::from(is_of);
        // "volgens haar ligt het anders", but "volgens haar advocaat"
        let is_owned = |noun: usize| {
            let is_known = self.is(noun, PERSON | lexicon::DOCUMENT) || self.is_named(noun);
            self.is(start, lexicon::DETERMINER)
                && (is_known || self.is(noun, lexicon::DETERMINER) && self.is_noun(noun + 1))
        };
        let is_noun = self.is(start, PERSON | lexicon::DOCUMENT);
        let is_pronoun =
            start < end && self.is(start, lexicon::OBLIQUE) && !is_noun && !is_owned(start + 1);
        if is_pronoun {
            return Some(start..start + 1);
        }
        let described = if is_of { self.described_from(start, end) } else { None };
        let phrase = described
            .or_else(|| self.phrase_from(start, end))
            .or_else(|| self.plain_phrase_from(start, end))?;
        // a body is not called by a person's name: "według prokuratury Jan K. …"
        let is_body = is_noun && self.is(start, lexicon::OBLIQUE);
        let is_other = |index: usize| {
            self.word(index).starts_person()
                || self.is(index, PERSON) && !self.is(index, lexicon::OBLIQUE)
        };
        let person = phrase.clone().skip(1).find(|&index| is_other(index));
        Some(phrase.start..person.filter(|_| is_body).unwrap_or(phrase.end))
    }

    /// Where what a source at the start of a sentence gives begins: behind its comma, and behind what
    /// is told of it up to another: "Según Ana Molina, alcaldesa de Lugo, …".
    pub(super) fn behind_source(&self, source: usize, end: usize) -> usize {
        let is_comma = |&at: &usize| self.is_comma(at);
        if source >= end {
            return source;
        }
        // "publicado en Lima", "de la Universidad de Lugo"
        let object = lexicon::PREPOSITION | lexicon::OF;
        let is_told = |first: usize| self.is_plain_noun(first) && self.is(first + 1, object);
        if !is_comma(&source) {
            // "Según técnicos consultados por este diario, …", "selon une étude publiée mardi, …"
            let goes_on =
                is_told(source) || self.is_plain_noun(source) && self.is(source + 1, lexicon::TIME);
            let is_verb =
                |&at: &usize| self.is(at, lexicon::VERB | lexicon::AUXILIARY | lexicon::THAT);
            let close = (source..end.min(source + LONGEST_ASIDE))
                .take_while(|at| !is_verb(at))
                .find(is_comma)
                .filter(|&comma| goes_on && !self.is(comma + 1, lexicon::FUNCTION));
            return close.map_or(source, |close| close + 1);
        }
        let first = source + 1;
        let is_short = self.is(first, lexicon::OF) || is_told(first);
        let is_aside =
            is_short || self.is(first, PERSON | lexicon::THAT) || self.is_relative(first);
        let reach = first..end.min(first + LONGEST_ASIDE);
        let close = if is_aside { reach.into_iter().find(is_comma) } else { None };
        close.map_or(first, |close| close + 1)
    }

    /// Who is given a view by the preposition at an index, with a comma behind or what is said: "Para
    /// Ana Molina, …".
    pub(super) fn viewer(&self, at: usize, end: usize) -> Option<Range<usize>> {
        if !self.gives_view(at) || !self.is_outside(at) {
            return None;
        }
        let source = self.phrase_from(at + 1, end)?;
        let is_name = source.len() > 1 && source.clone().all(|index| self.is_named(index));
        let is_person = source.clone().any(|index| self.is_someone(index)) || is_name;
        let opens = self.word(source.end).place == Place::Opens
            && (is_person || source.clone().all(|index| self.is_named(index)));
        (is_person && self.is_comma(source.end) || opens).then_some(source)
    }

    /// The people or the paper behind a preposition beside a verb that has no subject: "сообщили в
    /// полиции".
    pub(super) fn object_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        let is_small = |&index: &usize| {
            self.is(index, lexicon::AS | lexicon::FUNCTION) && !self.is(index, lexicon::PREPOSITION)
        };
        let first = range.clone().find(|index| !is_small(index))?;
        if !self.is(first, lexicon::PREPOSITION) {
            return None;
        }
        let speaks = PERSON | lexicon::DOCUMENT;
        let is_paper = |index: usize| self.is(index, lexicon::DOCUMENT) && index < range.end;
        let oblique = || self.oblique_noun(first + 1).map(|head| self.phrase_end(head, range.end));
        let plain = || {
            let is_fit = !self.is_plain_noun(first + 1) || is_paper(first + 1);
            if is_fit { self.plain_phrase_from(first + 1, range.end) } else { None }
        };
        let phrase = self.phrase_from(first + 1, range.end).or_else(plain);
        let phrase = match phrase {
            None => first + 1..oblique()?,
            Some(phrase) => phrase,
        };
        phrase.clone().any(|index| self.is(index, speaks)).then_some(phrase)
    }

    /// The noun at an index, or behind its adjectives there, that has a form in which it is no
    /// subject: "в оперативном штабе".
    pub(super) fn oblique_noun(&self, at: usize) -> Option<usize> {
        let speaks = PERSON | lexicon::DOCUMENT;
        let mut words = (at..at + LONGEST_TITLE)
            .take_while(|&index| self.is_noun(index) && !self.is(index, lexicon::TIME));
        words.find(|&index| self.is(index, speaks)).filter(|&head| self.is(head, lexicon::OBLIQUE))
    }

    /// Where the phrase of a noun at an index ends.
    pub(super) fn phrase_end(&self, head: usize, end: usize) -> usize {
        self.plain_phrase_from(head, end).map_or(head + 1, |phrase| phrase.end)
    }

    /// The people behind a preposition such as "desde" right before a verb whose subject goes unsaid,
    /// where a clause begins: "Desde la Fiscalía aseguran que …".
    pub(super) fn body_before(&self, start: usize, cue: usize) -> Option<Range<usize>> {
        let is_fit = self.lexicon.drops_subjects()
            && self.is(start, lexicon::PREPOSITION)
            && self.is(start, lexicon::FUNCTION);
        let phrase = is_fit.then(|| self.phrase_from(start + 1, cue)).flatten()?;
        let is_beside = (phrase.end..cue).all(|index| self.is(index, lexicon::AUXILIARY));
        (is_beside && phrase.clone().any(|index| self.is(index, PERSON))).then_some(phrase)
    }

    /// The people behind the preposition that a clause begins with, right before a verb: "В Кремле назвали
    /// слова премьера «странными»".
    pub(super) fn place_before(
        &self,
        start: usize,
        cue: usize,
        after: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let is_place = self.is(start, lexicon::PREPOSITION)
            && self.oblique_noun(start + 1).is_some()
            && after.is_none_or(|after| !self.is(after.start, PERSON))
            && !self.lexicon.drops_subjects();
        let place = is_place.then(|| self.object_of(start..cue)).flatten();
        place.filter(|place| place.end == cue)
    }
}
