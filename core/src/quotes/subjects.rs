//! Who a cue belongs to: the noun phrase behind it or before it, or the source that a preposition
//! gives.

use std::ops::Range;

use super::cues::CUE_REACH;
use super::lexicon::{self, Phrase};
use super::phrases::{Grammar, PERSON};
use super::words::{Place, Shape};
use crate::learn::hash_text;

/// Words between a cue and its speaker.
const SPEAKER_REACH: usize = 14;

/// Words of the sentence before in which a speaker is looked for.
const SENTENCE_REACH: usize = 40;

/// Words between a cue and a speaker that is right before it.
const BESIDE: usize = 2;

/// Words of whom a verb is addressed to, between it and the clause.
const ADDRESS_REACH: usize = 4;

/// Words between commas right behind a cue.
const LONGEST_BREAK: usize = 6;
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
        if phrase.is_relative {
            let (start, _) = self.words.sentence(self.word(at).sentence);
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

    /// The phrase at an index that gives a source.
    pub(super) fn source_phrase(&self, index: usize) -> Option<Phrase> {
        self.lexicon.phrase_at(self.words, index).filter(|_| self.is_outside(index))
    }

    /// Who is given a view by the preposition at an index, with a comma behind or what is said: "Para
    /// Ana Molina, …".
    pub(super) fn viewer(&self, at: usize, end: usize) -> Option<Range<usize>> {
        if !self.is(at, lexicon::VIEW) || !self.is_outside(at) {
            return None;
        }
        let source = self.phrase_from(at + 1, end)?;
        let is_name = source.len() > 1 && source.clone().all(|index| self.is_named(index));
        let is_person = source.clone().any(|index| self.is_someone(index)) || is_name;
        let opens = self.word(source.end).place == Place::Opens
            && (is_person || source.clone().all(|index| self.is_named(index)));
        (is_person && self.shape(source.end) == Shape::Comma || opens).then_some(source)
    }

    /// Where what a source at the start of a sentence gives begins: behind its comma, and behind what
    /// is told of it up to another: "Según Ana Molina, alcaldesa de Lugo, …".
    pub(super) fn behind_source(&self, source: usize, end: usize) -> usize {
        let is_comma = |index: &usize| self.shape(*index) == Shape::Comma;
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

    /// Whether a word may be a relative pronoun: "die".
    fn is_relative(&self, index: usize) -> bool {
        self.is(index, lexicon::PRONOUN) && self.is(index, lexicon::DETERMINER)
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
                    // "como testigos"
                    let is_capacity = self.is(phrase.start.wrapping_sub(1), lexicon::AS)
                        && !self.is(phrase.start, lexicon::DETERMINER | lexicon::PRONOUN)
                        && phrase.clone().all(|index| self.shape(index) == Shape::Lower);
                    if !is_object && !is_capacity {
                        found.push(phrase);
                    }
                }
                None => at += 1,
            }
        }
        found
    }

    /// Whether only what stands between two commas, and is no name, parts a subject that ends at `end`
    /// from its verb: "El autor, premio Nacional en 2010, dijo …".
    fn is_parted(&self, end: usize, cue: usize) -> bool {
        let is_comma = |index: &usize| self.shape(*index) == Shape::Comma;
        let is_small = |index: &usize| self.is(*index, lexicon::AUXILIARY);
        let close = cue - (end..cue).rev().take_while(is_small).count();
        let aside = end + 1..close.saturating_sub(1);
        is_comma(&end)
            && !aside.is_empty()
            && is_comma(&aside.end)
            && !self.has_full_name(aside.clone())
            && aside.into_iter().all(|index| self.is_outside(index) && !is_comma(&index))
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
        let is_title = self.is(person, PERSON)
            && self.shape(person) == Shape::Lower
            && (phrase.start..person).all(|index| self.is_named(index));
        let is_person = person < phrase.end && (is_title || self.word(person).starts_person());
        (person > phrase.start && is_person).then_some(person)
    }

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
            Some(first..phrase.end)
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
        let is_here = self.word(start).block == here.block
            && (start..end).all(|index| self.is_outside(index));
        let teller = is_here.then(|| self.opening(start, end)).flatten()?;
        let is_person = self.is(teller.start, lexicon::PRONOUN)
            || teller.clone().any(|index| self.word(index).starts_person());
        let tells = |index: usize| self.is(index, lexicon::UTTER);
        let is_told = teller.clone().any(|index| self.is_someone(index))
            && (teller.end..end).take(CUE_REACH).any(tells);
        (is_person || is_told).then_some(teller)
    }

    /// Whether a source may be any noun, where every noun has a capital.
    pub(super) fn is_doubtful(&self, source: &Range<usize>) -> bool {
        source.len() == 1 && self.has_capital_nouns() && !self.is_someone(source.start)
    }

    /// The last subject in a range that ends at a cue; of a name and what stands beside it between
    /// commas, the name.
    pub(super) fn last_subject(&self, range: Range<usize>) -> Option<Range<usize>> {
        if let Some(before) = self.before_relative(&range) {
            return Some(before);
        }
        let start = range.start;
        let mut subjects = self.subjects(range.clone());
        let last = subjects.pop()?;
        // "la madre, che chiede di restare anonima, racconta"
        let is_comma = |index: usize| self.shape(index) == Shape::Comma;
        let closes = range.clone().rev().find(|&at| !self.is_small(at)).filter(|&at| is_comma(at));
        let opens = closes.and_then(|comma| (range.start..comma).rev().find(|&at| is_comma(at)));
        let is_beside = |subject: &&Range<usize>| Some(subject.end) == opens;
        let before = subjects.iter().rev().find(is_beside).cloned();
        let is_beside = opens.is_some_and(|comma| last.start == comma + 1);
        if let Some(before) = before.filter(|subject| !is_beside && self.is_somebody(subject)) {
            return Some(before);
        }
        let Some(before) = subjects.pop() else { return Some(last) };
        let is_behind_comma =
            self.shape(before.end) == Shape::Comma && before.end + 1 == last.start;
        // "…, die …" stands for whom the clause before it ends with
        let is_relative = last.len() == 1 && self.is_relative(last.start);
        if is_behind_comma && is_relative && self.is_speaker(&before) {
            return Some(before);
        }
        let between_commas = is_behind_comma && self.shape(last.end) == Shape::Comma;
        let is_name = self.is_named(before.start) && !self.is(before.start, PERSON);
        let opens = start == before.start && !last.clone().any(|index| self.is_named(index));
        Some(if between_commas && (is_name || opens) { before } else { last })
    }

    /// The subject before a cue, from `start` on. What stands further away than right before the verb,
    /// and can say nothing, is not it when somebody stands before that: "El alcalde defiende las
    /// obras y dice que …".
    fn subject_before(&self, start: usize, cue: usize) -> Option<Range<usize>> {
        let last = self.last_subject(start..cue)?;
        let is_beside = (last.end..cue).all(|index| self.is(index, lexicon::AUXILIARY));
        let mut subject = last.clone();
        if !is_beside && !self.is_speaker(&last) {
            let mut before = self.subjects(start..last.start).into_iter();
            subject = before.rfind(|phrase| self.is_speaker(phrase)).unwrap_or(last);
        }
        // the whole of a long one, which the reach cuts off
        let (sentence, _) = self.words.sentence(self.word(cue).sentence);
        let opening = self.phrase_from(sentence, cue);
        let is_it =
            |opening: &Range<usize>| opening.end == subject.end || self.is_parted(opening.end, cue);
        opening.filter(is_it).or(Some(subject))
    }

    /// The subject that a clause between commas, which ends a range, tells more of: "Anna Berg, die
    /// den Hafen leitet, sagte".
    fn before_relative(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let is_comma = |&index: &usize| self.shape(index) == Shape::Comma;
        let close = range.end.checked_sub(1).filter(is_comma)?;
        let open = (range.start..close).rev().find(is_comma)?;
        let opens = open + 1 + usize::from(self.is(open + 1, lexicon::PREPOSITION));
        let is_relative = self.is(opens, lexicon::DETERMINER)
            && self.is(close - 1, lexicon::AUXILIARY | lexicon::VERB);
        let before = self.subjects(range.start..open).pop();
        before.filter(|before| is_relative && before.end == open)
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
        if self.is(cue.start, lexicon::VIEW) {
            return self.viewer(cue.start, end);
        }
        // "a déclaré, en larmes, la championne"
        let is_comma = |&index: &usize| self.shape(index) == Shape::Comma;
        let aside = Some(cue.end).filter(is_comma).and_then(|comma| {
            (comma + 1..end.min(comma + LONGEST_BREAK)).find(is_comma).map(|comma| comma + 1)
        });
        let from = aside.unwrap_or(cue.end);
        let clause_end = (from..end).find(|&index| self.ends_subject(index)).unwrap_or(end);
        let mut behind = self.subjects(from..clause_end).into_iter();
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
        // "В Кремле назвали слова премьера «странными»"
        let is_place = self.is(start, lexicon::PREPOSITION)
            && self.oblique_noun(start + 1).is_some()
            && after.as_ref().is_none_or(|after| !self.is(after.start, PERSON));
        if is_place
            && !self.lexicon.drops_subjects()
            && let Some(place) = self.object_of(start..cue.start)
            && place.end == cue.start
        {
            return Some(place);
        }
        let has_article = start > 0 && fits(start - 1) && self.is(start - 1, lexicon::DETERMINER);
        let start = start - usize::from(has_article);
        let title = self.title_to(cue.start);
        let mut before = title.or_else(|| self.subject_before(start, cue.start));
        if after.as_ref().is_none_or(|after| !self.is_speaker(after))
            && let Some(verb) = self.verb_gone_on(start, cue.start, before.as_ref())
        {
            before = self.last_subject(start..verb).or(before);
        } else if after.is_none()
            && let Some(first) = self.subject_gone_on(start, cue.start, before.as_ref())
        {
            before = Some(first);
        }
        let (before, after) = match (before, after) {
            (Some(before), Some(after)) => (before, after),
            (None, None) => {
                if let Some(phrase) = self.body_before(start, cue.start) {
                    return Some(phrase);
                }
                // "Z raportu wynika, że …"
                if self.lexicon.drops_subjects() && !self.is(cue.start, lexicon::SHOW) {
                    return None;
                }
                return self.object_of(cue.end..clause_end).or_else(|| {
                    let is_small = |index: usize| self.is(index, lexicon::FUNCTION);
                    self.object_of(start..cue.start)
                        .filter(|phrase| (phrase.end..cue.start).all(is_small))
                        .or_else(|| self.subject_around(cue, content))
                });
            }
            (before, after) => return before.or(after),
        };
        let opens = before.start == start || self.shape(before.start - 1) == Shape::Comma;
        let introduces = content.start.checked_sub(1).filter(|&colon| colon >= cue.end);
        let introduces = introduces.is_some_and(|colon| self.shape(colon) == Shape::Colon);
        if introduces && opens && self.is_somebody(&before) && !self.is_somebody(&after) {
            return Some(before);
        }
        // "Ana Molina, quien llegó ayer, calificó el plan de “parche”"
        if self.is_somebody(&before) && opens && !self.is_speaker(&after) {
            return Some(before);
        }
        let is_comma = |index: usize| self.shape(index) == Shape::Comma;
        let turns = after.start <= cue.end + 1
            && !is_comma(before.end)
            && (before.end..cue.start).any(is_comma);
        // "Mário Neves, que acusa o ministro de «arrogância»"
        let is_relative = self.is(cue.start - 1, lexicon::THAT)
            && self.is(cue.start - 1, lexicon::FUNCTION)
            && is_comma(cue.start.saturating_sub(2));
        if is_relative && self.is_somebody(&before) {
            return Some(before);
        }
        // a capital alone makes no name of the first word
        let is_doubtful =
            after.start == cue.end && before.len() == 1 && !self.is_someone(before.start);
        let is_beside = cue.start - before.end <= BESIDE || self.is_aside(before.end..cue.start);
        let is_near = is_beside && !turns && !is_doubtful;
        let follows = cue.start >= content.end;
        let is_nearer = cue.start - before.end < after.start - cue.end;
        Some(if !follows && opens && is_near || is_nearer { before } else { after })
    }

    /// The verb of speech before a cue that is joined on to it by a comma or a small word, with no
    /// subject of its own: "ha annunciato un piano, sottolineando …", "… e ha aggiunto …".
    fn verb_gone_on(
        &self,
        start: usize,
        cue: usize,
        before: Option<&Range<usize>>,
    ) -> Option<usize> {
        let joint = (start..cue).rev().find(|&at| !self.is_small(at))?;
        let is_joint = self.shape(joint) == Shape::Comma || self.is(joint, lexicon::FUNCTION);
        let is_own =
            before.is_some_and(|subject| subject.end >= joint && self.is_somebody(subject));
        (start..joint).rev().find(|&at| is_joint && !is_own && self.is(at, lexicon::UTTER))
    }

    /// Whether all that stands between a subject and its verb stands between commas.
    fn is_aside(&self, between: Range<usize>) -> bool {
        let is_comma = |at: usize| self.shape(at) == Shape::Comma;
        let mut words = between.clone().rev().skip_while(|&at| self.is_small(at));
        is_comma(between.start) && words.next().is_some_and(is_comma)
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

    /// Whether a phrase is somebody, not a thing of somebody's.
    pub(super) fn is_somebody(&self, phrase: &Range<usize>) -> bool {
        let is_of = |at: usize| self.is(at, lexicon::OF) && at > phrase.start;
        phrase.clone().take_while(|&at| !is_of(at)).any(|at| self.is_someone(at))
    }

    /// Whoever opens the sentence, when a cue is joined on to it by a comma and what stands there is
    /// nobody: "Il governo ha respinto le accuse, definendole «falsità»".
    fn subject_gone_on(
        &self,
        start: usize,
        cue: usize,
        before: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let joint = (start..cue).rev().find(|&at| !self.is_small(at))?;
        let is_thing = before.is_some_and(|before| !self.is_somebody(before));
        if self.shape(joint) != Shape::Comma || !is_thing {
            return None;
        }
        let (first, _) = self.words.sentence(self.word(cue).sentence);
        let first = self.phrase_from(first, start.max(first) + SPEAKER_REACH)?;
        (self.is_somebody(&first) && first.end < joint).then_some(first)
    }

    /// Whether a word may stand between a subject and its verb.
    fn is_small(&self, index: usize) -> bool {
        self.is(index, lexicon::AUXILIARY | lexicon::CLITIC)
    }

    /// The first subject of a clause whose verb stands at its end, right behind what is quoted in it:
    /// "Damals hatte Anna Berg den Plan als „Unsinn“ bezeichnet".
    fn subject_around(&self, cue: &Range<usize>, content: &Range<usize>) -> Option<Range<usize>> {
        if content.end != cue.start || !self.is_piece(content) {
            return None;
        }
        let (start, _) = self.words.sentence(self.word(content.start).sentence);
        let start = start.max(content.start.saturating_sub(2 * SPEAKER_REACH));
        self.subjects(start..content.start).into_iter().next()
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
        let is_named = self.word(behind + usize::from(is_title)).starts_person();
        let is_speaker = behind < end && (is_title || is_named) || is_title && is_named;
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

    /// The people behind a preposition such as "desde" right before a verb whose subject goes unsaid,
    /// where a clause begins: "Desde la Fiscalía aseguran que …".
    fn body_before(&self, start: usize, cue: usize) -> Option<Range<usize>> {
        let is_fit = self.lexicon.drops_subjects()
            && self.is(start, lexicon::PREPOSITION)
            && self.is(start, lexicon::FUNCTION);
        let phrase = is_fit.then(|| self.phrase_from(start + 1, cue)).flatten()?;
        let is_beside = (phrase.end..cue).all(|index| self.is(index, lexicon::AUXILIARY));
        (is_beside && phrase.clone().any(|index| self.is(index, PERSON))).then_some(phrase)
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

    /// One after the parenthesis that begins at an index: "(SPD)".
    fn aside_end(&self, at: usize) -> Option<usize> {
        let is = |index: usize, mark: &str| self.word(index).form == hash_text(mark);
        if !is(at, "(") {
            return None;
        }
        (at + 1..at + LONGEST_ASIDE).find(|&index| is(index, ")")).map(|end| end + 1)
    }
}
