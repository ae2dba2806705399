//! Reported speech without marks, sentence by sentence: who is given for it by a preposition
//! ("Selon Anne Moreau, …"), by a clause ("…, wie die Polizei mitteilte"; "…, сообщил мэр"), by a
//! verb with a clause behind it ("Ana Molina dijo que …"), or by the form of its verb ("…, sie sei
//! gegangen").

use std::ops::Range;

use super::cues::CUE_REACH;
use super::lexicon;
use super::phrases::Grammar;
use super::rules::Report;
use super::words::Shape;

/// Words between the comma and the verb of the clause that says who said the rest.
const VERB_REACH: usize = 4;

/// Words between a source that a preposition gives and the comma behind it.
const LONGEST_SOURCE: usize = 12;

/// The longest clause that does.
const LONGEST_CLAUSE: usize = 24;

/// The most words behind a speaker that end the clause: "so Berg am Montag".
const LONGEST_REST: usize = 3;

/// Fewer words are not what somebody said.
const SHORTEST: usize = 2;

/// The most words before a clause that says who says them and what is behind it.
const LONGEST_START: usize = 2;

/// The fewest words with small letters of a clause behind a name and a colon.
const SHORTEST_CLAUSE: usize = 3;

/// Words between a verb and the colon that leads to what was said.
const COLON_REACH: usize = 3;

/// What a sentence reports in which nothing that stands in marks is speech, in order. Linear.
pub(super) fn read(grammar: Grammar<'_>, sentence: Range<usize>) -> Vec<Report> {
    let mut reports = Vec::new();
    let end = last_word(grammar, &sentence);
    let reading = Reading { grammar, start: sentence.start, end };
    let whole = reading
        .by_colon()
        .or_else(|| reading.by_clause_before())
        .or_else(|| reading.by_preposition())
        .or_else(|| reading.by_view())
        .or_else(|| reading.by_clause_behind());
    if whole.is_some() {
        reports.extend(whole);
        return reports;
    }
    let mut start = sentence.start;
    while let Some((report, next)) = (Reading { grammar, start, end }).by_verb() {
        reports.push(report);
        start = next;
    }
    reports
}

/// What a sentence reports from an index on by a verb that has no subject there.
pub(super) fn read_rest(
    grammar: Grammar<'_>,
    start: usize,
    sentence: &Range<usize>,
) -> Option<Report> {
    let end = last_word(grammar, sentence);
    let joins = |index: usize| grammar.is(index, lexicon::FUNCTION | lexicon::AUXILIARY);
    let cue = (start..end).find(|&index| !joins(index))?;
    let that = (cue + 1..end).find(|&index| grammar.is(index, lexicon::THAT))?;
    let is_verb = cue > start && grammar.is(cue, lexicon::UTTER);
    let is_near = that <= cue + CUE_REACH
        && (cue..that).all(|at| grammar.is_outside(at) && !grammar.is(at, lexicon::PRONOUN));
    let contents = std::iter::once(that..end).collect();
    (is_verb && is_near).then_some(Report { cue: cue..cue + 1, source: None, contents })
}

/// Whether a sentence has the form of reported speech and no cue of its own.
pub(super) fn is_subjunctive(grammar: Grammar<'_>, sentence: &Range<usize>) -> bool {
    let mut words = sentence.clone();
    let own = lexicon::UTTER;
    words.clone().all(|index| grammar.is_outside(index) && !grammar.is(index, own))
        && words.any(|index| grammar.is(index, lexicon::SUBJUNCTIVE))
}

/// The end of a sentence without the mark that ends it.
pub(super) fn last_word(grammar: Grammar<'_>, sentence: &Range<usize>) -> usize {
    let last = sentence.end.saturating_sub(1);
    if grammar.shape(last) == Shape::Stop { last } else { sentence.end }
}

/// A sentence without marks.
struct Reading<'a> {
    grammar: Grammar<'a>,
    start: usize,
    end: usize,
}

impl Reading<'_> {
    /// "Мэр: мост откроют в мае", where titles stand bare: somebody, and behind the colon no list of
    /// names.
    fn by_colon(&self) -> Option<Report> {
        let grammar = self.grammar;
        let source = grammar.phrase_from(self.start, self.end)?;
        let colon = source.end;
        let content = colon + 1..self.end;
        let is_somebody = source.clone().any(|index| grammar.is_someone(index))
            && !grammar.is(self.start, lexicon::DOCUMENT);
        let is_low = |&index: &usize| grammar.shape(index) == Shape::Lower;
        let is_clause = grammar.shape(colon) == Shape::Colon
            && content.clone().filter(is_low).count() >= SHORTEST_CLAUSE;
        (grammar.lexicon.has_bare_titles() && is_somebody && is_clause)
            .then(|| self.report(colon..colon + 1, source, [content, 0..0]))
            .flatten()
    }

    /// "Wie die Polizei mitteilte, …"
    fn by_clause_before(&self) -> Option<Report> {
        let grammar = self.grammar;
        if !grammar.is(self.start, lexicon::AS) {
            return None;
        }
        let comma = self.comma_from(self.start)?;
        let reports = lexicon::UTTER | lexicon::SHOW;
        let cue = (self.start + 1..comma).find(|&index| grammar.is(index, reports))?;
        let source = grammar.subject_of(&(cue..cue + 1), &(comma..self.end));
        if source.is_none() && !self.is_unsaid(cue) {
            return None;
        }
        self.report(cue..cue + 1, source, [comma + 1..self.end, 0..0])
    }

    /// "Laut Anna Berg …", "…, selon le ministre", "Kolbe zufolge …"
    fn by_preposition(&self) -> Option<Report> {
        let grammar = self.grammar;
        for index in self.start..self.end {
            if grammar.is(index, lexicon::BEHIND) && index > self.start {
                let phrase = grammar.last_subject(self.start..index)?;
                let is_whole = phrase.start == self.start && phrase.end == index;
                let rest = index + 1..self.end;
                return is_whole
                    .then(|| self.report(index..index + 1, phrase, [rest, 0..0]))
                    .flatten();
            }
            let Some(phrase) = grammar.source_phrase(index) else { continue };
            let length = phrase.length;
            let opens = index == self.start;
            // "…, передаёт «Труд» со ссылкой на полицию"
            let is_word = |&at: &usize| grammar.shape(at) != Shape::Comma;
            let reach = index.saturating_sub(VERB_REACH + 1).max(self.start)..index;
            let clause = index - reach.clone().rev().take_while(is_word).count();
            let follows =
                clause > reach.start && (clause..index).any(|at| grammar.is(at, lexicon::UTTER));
            if follows {
                continue;
            }
            let Some(source) = grammar.source_of(index, phrase, self.end) else { continue };
            let parted = self.comma_of_source(phrase.owner.map_or(source.end, |_| index + length));
            let source = match parted.filter(|&comma| self.is_description(source.end..comma)) {
                Some(comma) if phrase.owner.is_none() => source.start..comma,
                _ => source,
            };
            let speaks = lexicon::ROLE
                | lexicon::ANONYMOUS
                | lexicon::PRONOUN
                | lexicon::OBLIQUE
                | lexicon::POSSESSIVE
                | lexicon::DOCUMENT;
            let is_speaker =
                source.clone().any(|index| grammar.is(index, speaks) || grammar.is_named(index));
            let is_described = grammar.is(source.start, lexicon::DETERMINER);
            let is_parted = grammar.shape(source.end) == Shape::Comma || source.end == self.end;
            if !opens && !is_speaker && !(is_parted && (is_described || length > 1)) {
                continue;
            }
            let is_comma = |index: usize| grammar.shape(index) == Shape::Comma;
            let before = if index > self.start && is_comma(index - 1) { index - 1 } else { index };
            let behind = parted.unwrap_or_else(|| source.end.max(index + length));
            let after = behind + usize::from(is_comma(behind));
            // what stands behind a comma on one side only belongs to the source
            let belongs = !opens && before < index && !is_comma(behind) && behind < self.end;
            let after = if belongs { self.end } else { after };
            let cue = index..index + length;
            return self.report(cue, source, [self.start..before, after..self.end]);
        }
        None
    }

    /// Where the comma, or the end of the sentence, is that parts a source which ends at an index from
    /// what was said, in a language that writes so and when no verb is in between.
    fn comma_of_source(&self, at: usize) -> Option<usize> {
        let grammar = self.grammar;
        let end = self.end.min(at + LONGEST_SOURCE);
        let stop = (at..end).find(|&index| {
            grammar.ends_clause(index) || grammar.is(index, lexicon::VERB | lexicon::THAT)
        });
        let stop = stop.or((end == self.end).then_some(end))?;
        let is_parted = stop == self.end || grammar.shape(stop) == Shape::Comma;
        (grammar.lexicon.parts_sources() && is_parted).then_some(stop)
    }

    /// Whether words can only go on a description before them: nouns that hang on it without a
    /// preposition.
    fn is_description(&self, mut words: Range<usize>) -> bool {
        words.all(|index| self.grammar.is_noun(index))
    }

    /// "Para Ana Molina, la ley llega tarde"
    fn by_view(&self) -> Option<Report> {
        let grammar = self.grammar;
        if !grammar.is(self.start, lexicon::VIEW) {
            return None;
        }
        let source = grammar.phrase_from(self.start + 1, self.end)?;
        let is_name = source.len() > 1 && source.clone().all(|index| grammar.is_named(index));
        let is_person = source.clone().any(|index| grammar.is_someone(index)) || is_name;
        let rest = source.end + 1..self.end;
        (is_person && grammar.shape(source.end) == Shape::Comma)
            .then(|| self.report(self.start..self.start + 1, source, [rest, 0..0]))
            .flatten()
    }

    /// "…, sagte Anna Berg am Montag", "…, wie die Polizei mitteilte"
    fn by_clause_behind(&self) -> Option<Report> {
        let grammar = self.grammar;
        let mut comma = self.break_from(self.start)?;
        if grammar.is(self.start, lexicon::AS) {
            return None;
        }
        loop {
            let clause = comma + 1..self.end.min(comma + 1 + LONGEST_CLAUSE);
            if let Some((cue, source, behind)) = self.clause_of_speaker(&clause, comma) {
                // "Кошти, зазначає вона, надали партнери"
                let small = lexicon::FUNCTION | lexicon::PREPOSITION;
                let is_inserted = grammar.is(cue.start, lexicon::ATTACHED)
                    || grammar.is(clause.start, lexicon::AS)
                    || comma - self.start <= LONGEST_START && !grammar.is(behind + 1, small);
                let rest = self.rest_behind(behind, is_inserted);
                let is_small = |index: usize| grammar.is(index, lexicon::FUNCTION);
                let is_aside = !rest.is_empty() && (self.start..comma).all(is_small);
                let before = if is_aside { 0..0 } else { self.start..comma };
                return self.report(cue, source, [before, rest]);
            }
            comma = self.break_from(comma + 1)?;
            if grammar.is(comma, lexicon::THAT) {
                return None;
            }
        }
    }

    /// What is said behind the comma at an index, when a word or the form of a verb shows that it
    /// goes on there, or the cue is one that stands in the midst of it.
    fn rest_behind(&self, comma: usize, goes_on: bool) -> Range<usize> {
        let grammar = self.grammar;
        let rest = (comma + 1).min(self.end)..self.end;
        let is_said = |index: usize| grammar.is(index, lexicon::SUBJUNCTIVE);
        let goes_on = grammar.shape(comma) == Shape::Comma
            && (goes_on
                || grammar.is(rest.start, lexicon::THAT)
                || rest.clone().take(LONGEST_CLAUSE).any(is_said));
        if goes_on { rest } else { 0..0 }
    }

    /// The cue and the speaker of a clause that says who said what stands before its comma, and where
    /// the clause ends.
    fn clause_of_speaker(
        &self,
        clause: &Range<usize>,
        comma: usize,
    ) -> Option<(Range<usize>, Range<usize>, usize)> {
        let grammar = self.grammar;
        let opens = clause.start;
        if grammar.is(opens, lexicon::ATTACHED) {
            let source = grammar.phrase_from(opens + 1, clause.end)?;
            // "so Berg weiter", "so Berg am Montag"
            let comma = (source.end..clause.end).find(|&at| grammar.shape(at) == Shape::Comma);
            let rest = source.end..comma.unwrap_or(self.end);
            let is_whole = rest.len() <= LONGEST_REST
                && rest.clone().all(|at| !grammar.is(at, lexicon::VERB | lexicon::THAT));
            return is_whole.then_some((opens..opens + 1, source, rest.end));
        }
        let has_as = grammar.is(opens, lexicon::AS);
        let reach = if has_as { clause.len() } else { VERB_REACH };
        let reports = |&index: &usize| {
            grammar.is(index, lexicon::UTTER)
                || grammar.is(index, lexicon::SHOW) && grammar.is(index + 1, lexicon::PREPOSITION)
        };
        let cue = clause.clone().take(reach).find(reports)?;
        let comma_behind = clause.clone().find(|&index| grammar.shape(index) == Shape::Comma);
        let reports_more = (opens..comma_behind.unwrap_or(clause.end))
            .any(|index| grammar.is(index, lexicon::THAT) || grammar.shape(index) == Shape::Colon);
        let small = |index: usize| {
            grammar.is(index, lexicon::AUXILIARY | lexicon::CLITIC)
                || grammar.is(index, lexicon::AS) && index == opens
        };
        if reports_more || !has_as && !(opens..cue).all(small) {
            return None;
        }
        let source = grammar.subject_of(&(cue..cue + 1), &(self.start..comma + 1))?;
        // "…, утверждал он в суде, что …"
        let is_place = grammar.is(source.start.wrapping_sub(1), lexicon::PREPOSITION)
            && comma_behind.is_some_and(|comma| grammar.is(comma + 1, lexicon::THAT));
        if is_place {
            return None;
        }
        let is_beside = source.start <= cue + 2 || has_as;
        let end = source.end;
        // "…, Anna Berg, defended her work"
        let is_thing = grammar.is(source.start, lexicon::POSSESSIVE)
            && !source.clone().any(|at| grammar.is_someone(at) || grammar.is_named(at));
        (is_beside && !is_thing && source.start > comma).then_some((cue..cue + 1, source, end))
    }

    /// "Ana Molina dijo que …", "Anna Berg sagte, sie sei …", and where the next may begin.
    fn by_verb(&self) -> Option<(Report, usize)> {
        let grammar = self.grammar;
        for cue in self.start..self.end {
            if !grammar.is(cue, lexicon::VERB) {
                continue;
            }
            let reach = cue + 1..self.end.min(cue + 1 + CUE_REACH);
            let that = reach.clone().find(|&index| grammar.is(index, lexicon::THAT));
            let clause = that.or_else(|| {
                let comma = reach.clone().find(|&index| grammar.shape(index) == Shape::Comma)?;
                let mut rest = comma + 1..self.end.min(comma + 1 + LONGEST_CLAUSE);
                rest.any(|index| grammar.is(index, lexicon::SUBJUNCTIVE)).then_some(comma + 1)
            });
            let colon = || {
                let utters = grammar.is(cue, lexicon::SPEECH | lexicon::WRITE | lexicon::ADDRESS);
                let is_colon = |&index: &usize| grammar.shape(index) == Shape::Colon;
                (cue + 1..cue + 1 + COLON_REACH).filter(|_| utters).find(is_colon).map(|at| at + 1)
            };
            let Some(clause) = clause.or_else(colon).filter(|&clause| clause < self.end) else {
                continue;
            };
            // "Tłumacząc decyzję, minister powiedział, że …"
            let mut between = cue + 1..clause;
            if grammar.lexicon.has_bare_titles()
                && between.any(|index| grammar.shape(index) == Shape::Comma)
                && between.any(|index| grammar.is(index, lexicon::UTTER))
            {
                continue;
            }
            let source = grammar.subject_of(&(cue..cue + 1), &(clause..self.end));
            let source = source.filter(|source| source.start >= self.start);
            if source.is_none() && !self.is_unsaid(cue) {
                continue;
            }
            let end = self.other_clause(clause).unwrap_or(self.end);
            let report = self.report(cue..cue + 1, source, [clause..end, 0..0])?;
            return Some((report, end + 1));
        }
        None
    }

    /// Whether a verb of speech has no subject because it needs none: nothing but small words, and what
    /// hangs on a preposition, stands before it in its sentence ("Dodał, że …").
    fn is_unsaid(&self, cue: usize) -> bool {
        let grammar = self.grammar;
        let mut is_object = false;
        let is_small = |index: usize| {
            is_object |= grammar.is(index, lexicon::PREPOSITION);
            let small = lexicon::FUNCTION | lexicon::AS | lexicon::TIME | lexicon::PREPOSITION;
            grammar.is(index, small) || is_object && grammar.is_noun(index)
        };
        grammar.lexicon.drops_subjects()
            && cue - self.start <= LONGEST_CLAUSE
            && grammar.is(cue, lexicon::UTTER)
            && !grammar.is(cue + 1, lexicon::AUXILIARY)
            && (self.start..cue).all(is_small)
    }

    /// The comma behind a reported clause after which somebody else is reported: "…, pero la
    /// oposición cree que …".
    fn other_clause(&self, clause: usize) -> Option<usize> {
        let grammar = self.grammar;
        let end = self.end.min(clause + 2 * LONGEST_CLAUSE);
        let mut comma = None;
        for index in clause + 1..end {
            let is_cue = grammar.is(index, lexicon::UTTER)
                && (index + 1..index + 3).any(|index| grammar.is(index, lexicon::THAT));
            let is_comma = grammar.shape(index) == Shape::Comma;
            if is_comma && grammar.is(index + 1, lexicon::FUNCTION) {
                // "…, и призвал водителей"
                if grammar.lexicon.has_bare_titles() && grammar.is(index + 2, lexicon::UTTER) {
                    return Some(index);
                }
                comma = Some(index);
            } else if is_cue && comma.is_some() {
                return comma;
            }
        }
        None
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

    fn comma_from(&self, index: usize) -> Option<usize> {
        (index..self.end).find(|&index| self.grammar.shape(index) == Shape::Comma)
    }

    fn report(
        &self,
        cue: Range<usize>,
        source: impl Into<Option<Range<usize>>>,
        contents: [Range<usize>; 2],
    ) -> Option<Report> {
        let source = source.into();
        let contents: Vec<_> = contents.into_iter().filter(|words| !words.is_empty()).collect();
        let count: usize = contents.iter().map(Range::len).sum();
        (count >= SHORTEST).then_some(Report { cue, source, contents })
    }
}
