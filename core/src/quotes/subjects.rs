//! Who a cue belongs to: the noun phrase behind it or before it, or the source that a preposition
//! gives.

use std::ops::Range;

use super::lexicon::{self, Phrase};
use super::phrases::{Grammar, PERSON};
use super::words::Shape;
use crate::learn::hash_text;

/// Words between a cue and its speaker.
const SPEAKER_REACH: usize = 14;

/// Words of the sentence before in which a speaker is looked for.
const SENTENCE_REACH: usize = 40;

/// Words between a cue and a speaker that is right before it.
const BESIDE: usize = 2;

/// Words of a title that no list has.
const LONGEST_TITLE: usize = 4;

/// Words in parentheses behind a name.
const LONGEST_ASIDE: usize = 12;

impl Grammar<'_> {
    /// The source that a phrase such as "selon", which starts at an index, gives; up to `end`.
    pub(super) fn source_of(&self, at: usize, phrase: Phrase, end: usize) -> Option<Range<usize>> {
        if let Some(owner) = phrase.owner {
            return Some(owner..owner + 1);
        }
        let behind = at + phrase.length;
        let start = behind + usize::from(self.is(behind, lexicon::ABOUT));
        // "nach Angaben von Berg"
        let is_of = self.is(start, lexicon::OF) && !self.is(start, lexicon::DETERMINER);
        let start = start + usize::from(is_of);
        let is_pronoun = start < end
            && self.is(start, lexicon::OBLIQUE)
            && !self.is(start, PERSON | lexicon::DOCUMENT)
            && !(self.is(start, lexicon::DETERMINER) && self.is_noun(start + 1));
        if is_pronoun {
            return Some(start..start + 1);
        }
        let phrase = self.phrase_from(start, end).or_else(|| self.plain_phrase_from(start, end))?;
        // a body is not called by a person's name: "według prokuratury Jan K. …"
        let is_body = self.is(start, lexicon::OBLIQUE);
        let person = phrase.clone().skip(1).find(|&index| self.word(index).starts_person());
        Some(start..person.filter(|_| is_body).unwrap_or(phrase.end))
    }

    /// The phrase at an index that gives a source.
    pub(super) fn source_phrase(&self, index: usize) -> Option<Phrase> {
        self.lexicon.phrase_at(self.words, index).filter(|_| self.is_outside(index))
    }

    /// The phrases in a range that may be a subject, in order.
    pub(super) fn subjects(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if let Some(end) = self.aside_end(at) {
                at = end;
                continue;
            }
            let is_object = self.is(at, lexicon::PREPOSITION | lexicon::OF)
                && !self.is(at, lexicon::DETERMINER);
            let start = if is_object { at + 1 } else { at };
            if let Some(head) = self.oblique_noun(start).filter(|_| is_object) {
                at = self.phrase_end(head, range.end);
                continue;
            }
            if is_object && self.is_plain_noun(start) && !self.is(start, PERSON) {
                // "на канале ОРТ"
                let is_short = |&index: &usize| self.shape(index) == Shape::Upper;
                at = start + 1 + (start + 1..range.end).take_while(is_short).count();
                continue;
            }
            match self.phrase_from(start, range.end) {
                Some(phrase) => {
                    let person = self.person_in(&phrase).filter(|_| is_object);
                    at = person.unwrap_or(phrase.end).max(at + 1);
                    if !is_object {
                        found.push(phrase);
                    }
                }
                None => at += 1,
            }
        }
        found
    }

    /// The noun at an index, or behind its adjectives there, that has a form in which it is no
    /// subject: "в оперативном штабе".
    fn oblique_noun(&self, at: usize) -> Option<usize> {
        let speaks = PERSON | lexicon::DOCUMENT;
        let mut words = (at..at + LONGEST_TITLE)
            .take_while(|&index| self.is_noun(index) && !self.is(index, lexicon::TIME));
        words.find(|&index| self.is(index, speaks)).filter(|&head| self.is(head, lexicon::OBLIQUE))
    }

    /// Where the phrase of a noun at an index ends.
    fn phrase_end(&self, head: usize, end: usize) -> usize {
        self.plain_phrase_from(head, end).map_or(head + 1, |phrase| phrase.end)
    }

    /// Where a person's name starts behind other names in a phrase: "à Lusa Fátima Moreira".
    fn person_in(&self, phrase: &Range<usize>) -> Option<usize> {
        let is_other =
            |index: &usize| !self.word(*index).starts_person() && !self.is(*index, PERSON);
        if self.lexicon.has_bare_titles() {
            let starts = |&index: &usize| self.word(index).starts_person();
            let person = phrase.clone().skip(1).find(starts);
            return person.filter(|&person| !self.is(person - 1, PERSON));
        }
        let person = phrase.start + phrase.clone().take_while(is_other).count();
        (person > phrase.start && self.word(person).starts_person()).then_some(person)
    }

    /// The subject of a verb that has none, where a verb needs none: what the sentence begins with
    /// before the one that holds the word at an index, when that is somebody; else the person named
    /// in it.
    pub(super) fn unsaid_subject(&self, at: usize) -> Option<Range<usize>> {
        if !self.lexicon.drops_subjects() {
            return None;
        }
        let here = self.word(at);
        let (start, end) = self.words.sentence(here.sentence.checked_sub(1)?);
        let is_somebody =
            |phrase: &Range<usize>| phrase.clone().any(|index| self.is_someone(index));
        let is_person =
            |phrase: &Range<usize>| phrase.clone().any(|at| self.word(at).starts_person());
        // "Zarzuty odpiera dyrektor Paweł Kos."
        let inverted = || {
            let end = end.min(start + SENTENCE_REACH);
            let phrase = self.subjects(start..end).into_iter().find(is_person)?;
            let first = phrase.clone().find(|&index| self.is_someone(index))?;
            Some(first..phrase.end)
        };
        let subject = match self.source_phrase(start) {
            Some(phrase) => self.source_of(start, phrase, end)?,
            None => self.phrase_from(start, end).filter(is_somebody).or_else(inverted)?,
        };
        (self.word(start).block == here.block).then_some(subject)
    }

    /// Whether a source may be any noun, where every noun has a capital.
    pub(super) fn is_doubtful(&self, source: &Range<usize>) -> bool {
        source.len() == 1 && self.has_capital_nouns() && !self.is_someone(source.start)
    }

    /// The last subject in a range that ends at a cue; of a name and what stands beside it between
    /// commas, the name.
    pub(super) fn last_subject(&self, range: Range<usize>) -> Option<Range<usize>> {
        let mut subjects = self.subjects(range);
        let last = subjects.pop()?;
        let Some(before) = subjects.pop() else { return Some(last) };
        let between_commas = self.shape(before.end) == Shape::Comma
            && before.end + 1 == last.start
            && self.shape(last.end) == Shape::Comma;
        let is_name = self.is_named(before.start) && !self.is(before.start, PERSON);
        Some(if between_commas && is_name { before } else { last })
    }

    /// The subject of a cue: what stands behind it or before it, whichever is nearer; what opens the
    /// clause, when both are near. Never what is said.
    pub(super) fn subject_of(
        &self,
        cue: &Range<usize>,
        content: &Range<usize>,
    ) -> Option<Range<usize>> {
        let block = self.word(cue.start).block;
        let fits = |index: usize| {
            self.is_outside(index)
                && self.word(index).block == block
                && !self.ends_reach(index)
                && !content.contains(&index)
        };
        if self.is(cue.start, lexicon::CLITIC) {
            return Some(cue.start..cue.start + 1);
        }
        if cue.start > 0 && fits(cue.start - 1) && self.is(cue.start - 1, lexicon::CLITIC) {
            return Some(cue.start - 1..cue.start);
        }
        let end =
            cue.end + (cue.end..cue.end + SPEAKER_REACH).take_while(|&index| fits(index)).count();
        if let Some(phrase) = self.source_phrase(cue.start) {
            return self.source_of(cue.start, phrase, end);
        }
        let clause_end = (cue.end..end).find(|&index| self.ends_subject(index)).unwrap_or(end);
        let mut behind = self.subjects(cue.end..clause_end).into_iter();
        let mut after = behind.next();
        if let Some(phrase) = &mut after
            && phrase.end == clause_end
        {
            // a name behind the comma belongs to it
            *phrase = self.phrase_from(phrase.start, end).unwrap_or_else(|| phrase.clone());
        }
        if let Some(phrase) = &mut after {
            let speaker = self.addressed_before(phrase);
            if speaker > phrase.start {
                let whole = self.phrase_from(speaker, end);
                *phrase = whole.unwrap_or(speaker..phrase.end);
            }
            phrase.start = self.title_before(phrase.start, cue.end);
        }
        // "сообщили ТАСС в пресс-службе"
        if let Some(addressed) = &after
            && addressed.clone().all(|at| {
                (self.is_named(at) || self.title_end(addressed.start).is_some())
                    && !self.word(at).starts_person()
            })
            && self.is(addressed.end, lexicon::PREPOSITION)
            && self.oblique_noun(addressed.end + 1).is_some()
        {
            after = self.object_of(addressed.end..clause_end).or(after);
        }
        let reach = cue.start.saturating_sub(SPEAKER_REACH)..cue.start;
        let start = cue.start - reach.rev().take_while(|&index| fits(index)).count();
        let before = self.last_subject(start..cue.start);
        // "В Кремле назвали слова премьера «странными»"
        let place = start..cue.start;
        let is_place = self.is(start, lexicon::PREPOSITION)
            && self.oblique_noun(start + 1).is_some()
            && after.as_ref().is_none_or(|after| !self.is(after.start, PERSON));
        if is_place
            && let Some(place) = self.object_of(place).filter(|place| place.end == cue.start)
            && !self.lexicon.drops_subjects()
        {
            return Some(place);
        }
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, None) => {
                // "Z raportu wynika, że …"
                if self.lexicon.drops_subjects() && !self.is(cue.start, lexicon::SHOW) {
                    return None;
                }
                return self.object_of(cue.end..clause_end).or_else(|| {
                    let is_small = |index: usize| self.is(index, lexicon::FUNCTION);
                    self.object_of(start..cue.start)
                        .filter(|phrase| (phrase.end..cue.start).all(is_small))
                });
            }
            (before, after) => return before.or(after),
        };
        let is_somebody = |phrase: &Range<usize>| phrase.clone().any(|at| self.is_someone(at));
        let opens = before.start == start || self.shape(before.start - 1) == Shape::Comma;
        let introduces = content.start.checked_sub(1).filter(|&colon| colon >= cue.end);
        let introduces = introduces.is_some_and(|colon| self.shape(colon) == Shape::Colon);
        if introduces && opens && is_somebody(&before) && !is_somebody(&after) {
            return Some(before);
        }
        let is_comma = |index: usize| self.shape(index) == Shape::Comma;
        let turns = after.start <= cue.end + 1
            && !is_comma(before.end)
            && (before.end..cue.start).any(is_comma);
        // a capital alone makes no name of the first word
        let is_doubtful =
            after.start == cue.end && before.len() == 1 && !self.is_someone(before.start);
        let is_near = cue.start - before.end <= BESIDE && !turns && !is_doubtful;
        let follows = cue.start >= content.end;
        let is_nearer = cue.start - before.end < after.start - cue.end;
        Some(if !follows && opens && is_near || is_nearer { before } else { after })
    }

    /// Where a speaker begins behind whom is spoken to, when no preposition parts the two: "рассказала
    /// ТАСС директор музея". Else the start of the phrase.
    fn addressed_before(&self, phrase: &Range<usize>) -> usize {
        let Range { start, end } = *phrase;
        let is_other = |index: &usize| {
            self.is_named(*index) && !self.is_someone(*index) || self.is_hyphen(*index)
        };
        let behind = start + (start..end).take_while(is_other).count();
        let is_title = self.is(behind, PERSON) && self.shape(behind) == Shape::Lower;
        let is_speaker = behind < end && (is_title || self.word(behind).starts_person());
        if self.lexicon.has_bare_titles() && is_speaker { behind } else { start }
    }

    /// The title before a name at `name`, when it follows on a cue that ends at `cue`: "mówi piekarz
    /// Marek", "жалуется заведующая складом Инна Рябова". Else the name.
    fn title_before(&self, name: usize, cue: usize) -> usize {
        let is_small = |&index: &usize| self.is(index, lexicon::AUXILIARY | lexicon::FUNCTION);
        let title = cue + (cue..name).take_while(is_small).count();
        let is_noun = |index: usize| self.is_plain_noun(index) && !self.is(index, lexicon::TIME);
        let is_title = self.lexicon.has_bare_titles()
            && title < name
            && name - title <= LONGEST_TITLE
            && self.is_named(name)
            && (title..name).all(is_noun);
        if is_title { title } else { name }
    }

    /// Whether a word ends where the subject of a verb before it may stand.
    fn ends_subject(&self, index: usize) -> bool {
        matches!(self.shape(index), Shape::Comma | Shape::Colon) || self.is(index, lexicon::THAT)
    }

    /// The people or the paper behind a preposition beside a verb that has no subject: "сообщили в
    /// полиции".
    fn object_of(&self, range: Range<usize>) -> Option<Range<usize>> {
        let first = range.clone().find(|&index| !self.is(index, lexicon::AS))?;
        if !self.is(first, lexicon::PREPOSITION) {
            return None;
        }
        let speaks = PERSON | lexicon::DOCUMENT;
        let is_paper = |index: usize| self.is(index, lexicon::DOCUMENT) && index < range.end;
        let oblique = || self.oblique_noun(first + 1).map(|head| self.phrase_end(head, range.end));
        let phrase = match self.phrase_from(first + 1, range.end) {
            None if is_paper(first + 1) => self.plain_phrase_from(first + 1, range.end)?,
            None => first + 1..oblique()?,
            Some(phrase) => phrase,
        };
        phrase.clone().any(|index| self.is(index, speaks)).then_some(phrase)
    }

    /// One after the parenthesis that begins at an index: "(SPD)".
    fn aside_end(&self, at: usize) -> Option<usize> {
        let is = |index: usize, mark: &str| self.word(index).form == hash_text(mark);
        if !is(at, "(") {
            return None;
        }
        (at + 1..at + LONGEST_ASIDE).find(|&index| is(index, ")")).map(|end| end + 1)
    }
}
