//! Who a cue belongs to: the noun phrase behind it or before it, or the source that a preposition
//! gives.

use std::ops::Range;

use super::super::lexicon;
use super::super::words::Shape;
use super::phrases::{Grammar, PERSON};
use crate::learn::hash_text;

/// Words between a cue and its speaker.
pub(super) const SPEAKER_REACH: usize = 14;

/// Words between a cue and a speaker that is right before it.
const BESIDE: usize = 2;

/// Words between commas right behind a cue.
const LONGEST_BREAK: usize = 6;

/// Words of a title that no list has.
pub(super) const LONGEST_TITLE: usize = 4;

/// Words in parentheses behind a name.
pub(super) const LONGEST_ASIDE: usize = 12;

impl Grammar<'_> {
    /// Whether a word may be a relative pronoun: "die".
    pub(super) fn is_relative(&self, index: usize) -> bool {
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

    /// Whether a source may be any noun, where every noun has a capital.
    pub(super) fn is_doubtful(&self, source: &Range<usize>) -> bool {
        source.len() == 1 && self.has_capital_nouns() && !self.is_someone(source.start)
    }

    /// The last subject in a range that ends at a cue; of a name and what stands beside it between
    /// commas, the name.
    pub(super) fn last_subject(&self, range: Range<usize>) -> Option<Range<usize>> {
        let mut subjects = self.subjects(range.clone());
        let last = subjects.pop()?;
        // "la madre, che chiede di restare anonima, racconta"
        let closes =
            range.clone().rev().find(|&at| !self.is_small(at)).filter(|&at| self.is_comma(at));
        let opens =
            closes.and_then(|comma| (range.start..comma).rev().find(|&at| self.is_comma(at)));
        let is_beside = |subject: &&Range<usize>| Some(subject.end) == opens;
        let before = subjects.iter().rev().find(is_beside).cloned();
        let is_beside = opens.is_some_and(|comma| last.start == comma + 1);
        if let Some(before) = before.filter(|subject| !is_beside && self.is_somebody(subject)) {
            return Some(before);
        }
        let Some(before) = subjects.pop() else { return Some(last) };
        let is_behind_comma = self.is_comma(before.end) && before.end + 1 == last.start;
        // "…, die …" stands for whom the clause before it ends with
        let is_relative = last.len() == 1 && self.is_relative(last.start);
        if is_behind_comma && is_relative && self.is_speaker(&before) {
            return Some(before);
        }
        let between_commas = is_behind_comma && self.is_comma(last.end);
        let is_name = self.is_named(before.start) && !self.is(before.start, PERSON);
        Some(if between_commas && is_name { before } else { last })
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
        Some(subject)
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
        if self.gives_view(cue.start) {
            return self.viewer(cue.start, end);
        }
        let (after, clause_end) = self.subject_behind(cue, end);
        let reach = cue.start.saturating_sub(SPEAKER_REACH)..cue.start;
        let start = cue.start - reach.rev().take_while(|&index| fits(index)).count();
        if let Some(place) = self.place_before(start, cue.start, after.as_ref()) {
            return Some(place);
        }
        let has_article = start > 0 && fits(start - 1) && self.is(start - 1, lexicon::DETERMINER);
        let start = start - usize::from(has_article);
        let antecedent = self.antecedent_end(cue.start).filter(|&end| end > start);
        if let Some(antecedent) = antecedent.and_then(|end| self.last_subject(start..end)) {
            return Some(self.whole_subject(start, antecedent));
        }
        let before = self.subject_in_front(start, cue.start, after.as_ref());
        let before = before.map(|phrase| self.whole_subject(start, phrase));
        match (before, after) {
            (Some(before), Some(after)) => {
                let is_before = self.is_first(start, cue, content, &before, &after);
                Some(if is_before { before } else { after })
            }
            (None, None) => self.subject_elsewhere(start, cue, clause_end, content),
            (before, after) => before.or(after),
        }
    }

    /// The comma behind what a relative pronoun stands for, when one is the subject of the verb at an index:
    /// "Anne Morel, qui accuse …".
    pub(super) fn antecedent_end(&self, verb: usize) -> Option<usize> {
        let reach = verb.saturating_sub(BESIDE + 2)..verb;
        let pronoun = reach.rev().find(|&at| !self.is_small(at))?;
        let is_relative = self.lexicon.is_relative_pronoun(self.word(pronoun).form)
            && self.is(verb, lexicon::VERB)
            && self.is_outside(pronoun);
        let comma = pronoun.checked_sub(1).filter(|&comma| is_relative && self.is_comma(comma));
        comma.filter(|&comma| self.word(comma).block == self.word(verb).block)
    }

    /// The whole of a phrase found in words from `start` on, where it may begin before these.
    fn whole_subject(&self, start: usize, phrase: Range<usize>) -> Range<usize> {
        if phrase.start > start + BESIDE {
            return phrase;
        }
        let first =
            self.sentence_of(phrase.start).0.max(phrase.start.saturating_sub(SPEAKER_REACH));
        let is_whole = |whole: &Range<usize>| whole.end == phrase.end && self.is_somebody(whole);
        (first..phrase.start)
            .filter(|&at| self.is(at, lexicon::DETERMINER))
            .filter_map(|at| self.phrase_from(at, phrase.end))
            .find(is_whole)
            .unwrap_or(phrase)
    }

    /// What may be the subject of a cue behind it, before `end`, and where its clause ends.
    fn subject_behind(&self, cue: &Range<usize>, end: usize) -> (Option<Range<usize>>, usize) {
        // "a déclaré, en larmes, la championne"
        let is_comma = |&at: &usize| self.is_comma(at);
        let aside = Some(cue.end).filter(is_comma).and_then(|comma| {
            (comma + 1..end.min(comma + LONGEST_BREAK)).find(is_comma).map(|comma| comma + 1)
        });
        let from = aside.unwrap_or(cue.end);
        let clause_end = (from..end).find(|&index| self.ends_subject(index)).unwrap_or(end);
        let Some(mut phrase) = self.subjects(from..clause_end).into_iter().next() else {
            return (None, clause_end);
        };
        if phrase.end == clause_end {
            // a name behind the comma belongs to it
            phrase = self.phrase_from(phrase.start, end).unwrap_or(phrase);
        }
        let speaker = self.addressed_before(&phrase);
        if speaker > phrase.start {
            phrase = self.phrase_from(speaker, end).unwrap_or(speaker..phrase.end);
        }
        phrase.start = self.title_before(phrase.start, cue.end);
        // "сообщили ТАСС в пресс-службе"
        let is_title = self.title_end(phrase.start).is_some();
        let is_addressed = phrase
            .clone()
            .all(|at| (self.is_named(at) || is_title) && !self.word(at).starts_person());
        if is_addressed
            && self.is(phrase.end, lexicon::PREPOSITION)
            && self.oblique_noun(phrase.end + 1).is_some()
        {
            phrase = self.object_of(phrase.end..clause_end).unwrap_or(phrase);
        }
        (Some(phrase), clause_end)
    }

    /// The subject before a cue, from `start` on, be it that of the verb that the cue is joined to.
    fn subject_in_front(
        &self,
        start: usize,
        cue: usize,
        after: Option<&Range<usize>>,
    ) -> Option<Range<usize>> {
        let before = self.title_to(cue).or_else(|| self.subject_before(start, cue));
        if after.is_none_or(|after| !self.is_speaker(after))
            && let Some(verb) = self.verb_gone_on(start, cue, before.as_ref())
        {
            return self.last_subject(start..verb).or(before);
        }
        let first = after.is_none().then(|| self.subject_gone_on(start, cue, before.as_ref()));
        first.flatten().or(before)
    }

    /// Whether of two that may be the subject of a cue the one before it is.
    fn is_first(
        &self,
        start: usize,
        cue: &Range<usize>,
        content: &Range<usize>,
        before: &Range<usize>,
        after: &Range<usize>,
    ) -> bool {
        let is_somebody = self.is_somebody(before);
        let opens = before.start <= start || self.is_comma(before.start - 1);
        let colon = content.start.checked_sub(1).filter(|&colon| colon >= cue.end);
        let introduces = colon.is_some_and(|colon| self.shape(colon) == Shape::Colon);
        if introduces && opens && is_somebody && !self.is_somebody(after) {
            return true;
        }
        // "Ana Molina, quien llegó ayer, calificó el plan de “parche”"
        if is_somebody && opens && !self.is_speaker(after) {
            return true;
        }
        let turns = after.start <= cue.end + 1
            && !self.is_comma(before.end)
            && (before.end..cue.start).any(|at| self.is_comma(at));
        // a capital alone makes no name of the first word
        let is_doubtful = after.start == cue.end
            && before.len() == 1
            && before.start == self.sentence_of(before.start).0
            && !self.is_someone(before.start);
        let is_beside = cue.start - before.end <= BESIDE;
        let is_near = is_beside && !turns && !is_doubtful;
        let follows = cue.start >= content.end;
        let is_nearer = cue.start - before.end < after.start - cue.end;
        !follows && opens && is_near || is_nearer
    }

    /// Who a cue belongs to that has no subject: the people behind a preposition beside it, or who
    /// stands before what is said.
    fn subject_elsewhere(
        &self,
        start: usize,
        cue: &Range<usize>,
        clause_end: usize,
        content: &Range<usize>,
    ) -> Option<Range<usize>> {
        if let Some(phrase) = self.body_before(start, cue.start) {
            return Some(phrase);
        }
        // "Z raportu wynika, że …"
        if self.lexicon.drops_subjects() && !self.is(cue.start, lexicon::SHOW) {
            return None;
        }
        let is_small = |index: usize| self.is(index, lexicon::FUNCTION);
        let before = || {
            let object = self.object_of(start..cue.start);
            object.filter(|phrase| (phrase.end..cue.start).all(is_small))
        };
        self.object_of(cue.end..clause_end)
            .or_else(before)
            .or_else(|| self.subject_around(cue, content))
    }

    /// Whether a phrase is somebody, not a thing of somebody's.
    pub(super) fn is_somebody(&self, phrase: &Range<usize>) -> bool {
        let is_of = |at: usize| self.is(at, lexicon::OF) && at > phrase.start;
        phrase.clone().take_while(|&at| !is_of(at)).any(|at| self.is_someone(at))
    }

    /// Whether a word may stand between a subject and its verb.
    pub(super) fn is_small(&self, index: usize) -> bool {
        self.is(index, lexicon::AUXILIARY | lexicon::CLITIC)
    }

    /// The first subject of a clause whose verb stands at its end, right behind what is quoted in it:
    /// "Damals hatte Anna Berg den Plan als „Unsinn“ bezeichnet".
    fn subject_around(&self, cue: &Range<usize>, content: &Range<usize>) -> Option<Range<usize>> {
        if content.end != cue.start || !self.is_piece(content) {
            return None;
        }
        let (start, _) = self.sentence_of(content.start);
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

    /// One after the parenthesis that begins at an index: "(SPD)".
    fn aside_end(&self, at: usize) -> Option<usize> {
        let is = |index: usize, mark: &str| self.word(index).form == hash_text(mark);
        if !is(at, "(") {
            return None;
        }
        (at + 1..at + LONGEST_ASIDE).find(|&index| is(index, ")")).map(|end| end + 1)
    }
}
