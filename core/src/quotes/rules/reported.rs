//! Reported speech without marks, sentence by sentence: who is given for it by a preposition
//! ("Selon Anne Moreau, …"), by a clause ("…, wie die Polizei mitteilte"; "…, сообщил мэр"), by a
//! verb with a clause behind it ("Ana Molina dijo que …"), or by the form of its verb ("…, sie sei
//! gegangen").

use std::ops::Range;

use super::super::lexicon::{self, Phrase};
use super::super::words::Shape;
use super::cues::CUE_REACH;
use super::phrases::Grammar;
use super::{Report, Teller};

/// Words between the comma and the verb of the clause that says who said the rest.
pub(super) const VERB_REACH: usize = 4;

/// Words between a source that a preposition gives and the comma behind it.
const LONGEST_SOURCE: usize = 12;

/// The longest clause that does.
pub(super) const LONGEST_CLAUSE: usize = 24;

/// Words from a verb to the clause that it reports, where more could stand in between.
const NEAR: usize = 2;

/// Fewer words are not what somebody said.
const SHORTEST: usize = 2;

/// The fewest words with small letters of a clause behind a name and a colon.
const SHORTEST_CLAUSE: usize = 3;

/// Words between a verb and the colon that leads to what was said.
const COLON_REACH: usize = 3;

/// What a sentence reports in which nothing that stands in marks is speech, in order. Linear.
pub(super) fn read(grammar: Grammar<'_>, sentence: Range<usize>) -> Vec<Report> {
    let mut reports = Vec::new();
    let end = last_word(grammar, &sentence);
    let start = grammar.words.behind_dateline(sentence.start).min(end);
    let reading = Reading { grammar, start, end };
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
    let mut start = start;
    loop {
        if let Some((report, next)) = (Reading { grammar, start, end }).by_verb() {
            reports.push(report);
            start = next;
            continue;
        }
        // "…, aunque admitió que …"
        let last = reports.last().map(|report: &Report| report.source.clone());
        let more = last.filter(|_| start < end).zip(read_behind(grammar, start..end));
        reports.extend(more.map(|(source, report)| Report { source, ..report }));
        return reports;
    }
}

/// What a verb with a clause behind it reports in a stretch of a sentence in which something else stands
/// in marks: before that, "El ministro aseguró que sobran medios y habló de “exageración”".
pub(super) fn read_before(grammar: Grammar<'_>, stretch: Range<usize>) -> Option<Report> {
    let is_small = |&index: &usize| grammar.is(index, lexicon::FUNCTION) || grammar.is_comma(index);
    if !grammar.are_outside(stretch.clone()) {
        return None;
    }
    let end = stretch.end - stretch.clone().rev().take_while(is_small).count();
    let start = grammar.words.behind_dateline(stretch.start).min(end);
    Reading { grammar, start, end }.by_verb().map(|(report, _)| report)
}

/// Like [`read_before`], of what stands behind what is in marks: "…, dijo Ana Molina, quien añadió que
/// …". Without a source when the stretch has none of its own.
pub(super) fn read_behind(grammar: Grammar<'_>, stretch: Range<usize>) -> Option<Report> {
    let end = last_word(grammar, &stretch);
    if !grammar.are_outside(stretch.clone()) {
        return None;
    }
    for cue in stretch.clone() {
        if !grammar.is(cue, lexicon::UTTER) {
            continue;
        }
        let reach = cue + 1..stretch.end.min(cue + 1 + VERB_REACH);
        let that = reach.into_iter().find(|&index| grammar.is(index, lexicon::THAT));
        let Some(that) = that.filter(|&that| grammar.opens_report(cue, that)) else { continue };
        let content = that..end;
        let source = grammar
            .subject_of(&(cue..cue + 1), &content)
            .filter(|source| source.start >= stretch.start && grammar.is_speaker(source));
        let reading = Reading { grammar, start: stretch.start, end };
        return reading.report(cue..cue + 1, source, [content, 0..0]);
    }
    None
}

/// The verb that shows that a sentence is reported, when no cue of its own stands before it.
pub(super) fn reporting_form(grammar: Grammar<'_>, sentence: &Range<usize>) -> Option<usize> {
    let mut words = sentence.clone();
    // a form that may be another is none: "sie sollten gehen"
    let only_reports = |index: usize| {
        grammar.is(index, lexicon::SUBJUNCTIVE) && !grammar.is(index, lexicon::AUXILIARY)
    };
    let form = words.find(|&index| grammar.is(index, lexicon::UTTER) || only_reports(index))?;
    let is_outside = grammar.are_outside(sentence.clone());
    (is_outside && only_reports(form)).then_some(form)
}

/// The end of a sentence without the mark that ends it.
pub(super) fn last_word(grammar: Grammar<'_>, sentence: &Range<usize>) -> usize {
    let last = sentence.end.saturating_sub(1);
    if grammar.shape(last) == Shape::Stop { last } else { sentence.end }
}

/// A sentence without marks.
pub(super) struct Reading<'a> {
    pub(super) grammar: Grammar<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
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

    /// "Laut Anna Berg …", "…, selon le ministre", "Kolbe zufolge …"
    fn by_preposition(&self) -> Option<Report> {
        let grammar = self.grammar;
        for index in self.start..self.end {
            if grammar.is(index, lexicon::BEHIND) && index > self.start {
                let phrase = grammar.last_subject(self.start..index)?;
                let contents = [self.start..phrase.start, index + 1..self.end];
                return (phrase.end == index)
                    .then(|| self.report(index..index + 1, phrase, contents))
                    .flatten();
            }
            let Some(phrase) = grammar.source_phrase(index) else { continue };
            let opens = index == self.start;
            if self.belongs_to_verb(index) {
                continue;
            }
            let Some(source) = grammar.source_of(index, phrase, self.end) else { continue };
            let parted =
                self.comma_of_source(phrase.owner.map_or(source.end, |_| index + phrase.length));
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
            let is_parted = grammar.is_comma(source.end) || source.end == self.end;
            if opens || is_speaker || is_parted && (is_described || phrase.length > 1) {
                return self.given(index, phrase, source, parted);
            }
        }
        None
    }

    /// Whether a preposition belongs to a verb of speech before it: "…, передаёт «Труд» со ссылкой на
    /// полицию".
    fn belongs_to_verb(&self, index: usize) -> bool {
        let grammar = self.grammar;
        let is_word = |&at: &usize| !grammar.is_comma(at);
        let reach = index.saturating_sub(VERB_REACH + 1).max(self.start)..index;
        let clause = index - reach.clone().rev().take_while(is_word).count();
        clause > reach.start && (clause..index).any(|at| grammar.is(at, lexicon::UTTER))
    }

    /// What is said according to a source that the phrase at an index gives. `parted` is the comma
    /// behind the source, where a language parts it so.
    fn given(
        &self,
        index: usize,
        phrase: Phrase,
        source: Range<usize>,
        parted: Option<usize>,
    ) -> Option<Report> {
        let grammar = self.grammar;
        let opens = index == self.start;
        let before =
            if index > self.start && grammar.is_comma(index - 1) { index - 1 } else { index };
        let cue = index..index + phrase.length;
        let behind = parted.unwrap_or_else(|| source.end.max(cue.end));
        let after = match opens && parted.is_none() {
            true => grammar.behind_source(behind, self.end),
            false => behind + usize::from(grammar.is_comma(behind)),
        };
        if phrase.is_relative {
            return self.report(cue, source, [0..0, after..self.end]);
        }
        // what stands behind a comma on one side only belongs to the source
        let belongs = !opens && before < index && !grammar.is_comma(behind) && behind < self.end;
        let after = if belongs { self.end } else { after };
        // "…, maar volgens de provincie …" is a clause of its own
        let is_own = before == index
            && index > self.start + 1
            && grammar.is(index - 1, lexicon::FUNCTION)
            && grammar.is_comma(index - 2);
        let said = if is_own { self.start..self.start } else { self.start..before };
        self.report(cue, source, [said, after..self.end])
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
        let is_parted = stop == self.end || grammar.is_comma(stop);
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
        // "Já para o ministro, …"
        let view = self.start + usize::from(!grammar.gives_view(self.start));
        if view > self.start && !grammar.is(self.start, lexicon::FUNCTION) {
            return None;
        }
        let source = grammar.viewer(view, self.end)?;
        let rest = grammar.behind_source(source.end, self.end)..self.end;
        self.report(view..view + 1, source, [rest, 0..0])
    }

    /// "Ana Molina dijo que …", "Anna Berg sagte, sie sei …", and where the next may begin.
    fn by_verb(&self) -> Option<(Report, usize)> {
        let grammar = self.grammar;
        for cue in self.start..self.end {
            if !grammar.is(cue, lexicon::UTTER | lexicon::SHOW) {
                continue;
            }
            let reach = cue + 1..self.end.min(cue + 1 + CUE_REACH);
            let that = reach.clone().find(|&index| grammar.is(index, lexicon::THAT));
            let that = that
                .filter(|&that| grammar.opens_report(cue, that) && self.is_reported(cue, that))
                .or_else(|| grammar.infinitive_behind(cue, self.end));
            let parts = [Shape::Comma, Shape::Colon];
            let comma = reach.clone().find(|&index| parts.contains(&grammar.shape(index)));
            // "…, er solle sagen, ob …": what is reported begins before the word that opens a clause
            let reported = comma.map(|comma| comma + 1).filter(|&start| {
                let end = self.end.min(start + LONGEST_CLAUSE).min(that.unwrap_or(self.end));
                // "sagte, er respektiere das Urteil"
                grammar.opens_main_clause(start)
                    || (start..end).any(|index| grammar.is(index, lexicon::SUBJUNCTIVE))
            });
            let late = || grammar.late_infinitive(cue, that.unwrap_or(self.end));
            let colon = || {
                let utters = grammar.is(cue, lexicon::SPEECH | lexicon::WRITE | lexicon::ADDRESS);
                let is_colon = |&index: &usize| grammar.shape(index) == Shape::Colon;
                (cue + 1..cue + 1 + COLON_REACH).filter(|_| utters).find(is_colon).map(|at| at + 1)
            };
            let clause = reported.or_else(late).or(that).or_else(colon);
            let Some(clause) = clause.filter(|&clause| clause < self.end) else { continue };
            // "Tłumacząc decyzję, minister powiedział, że …"
            let mut between = cue + 1..clause;
            if grammar.lexicon.has_bare_titles()
                && between.any(|index| grammar.is_comma(index))
                && between.any(|index| grammar.is(index, lexicon::UTTER))
            {
                continue;
            }
            let source = grammar.subject_of(&(cue..cue + 1), &(clause..self.end));
            let source = source.filter(|source| source.start >= self.start);
            if source.is_none() && !self.is_unsaid(cue, clause) {
                continue;
            }
            // a plan may "provide to build"
            let is_thing = |source: &Range<usize>| {
                !grammar.is_somebody(source) && !grammar.is_named(source.start)
            };
            if !grammar.is(clause, lexicon::THAT)
                && grammar.lexicon.opens_clause(grammar.words, clause)
                && source.as_ref().is_some_and(is_thing)
            {
                continue;
            }
            let end = self.other_clause(clause).unwrap_or(self.end);
            let report = self.report(cue..cue + 1, source, [clause..end, 0..0])?;
            return Some((report, end + 1));
        }
        None
    }

    /// Whether a word that may open a reported clause does so behind a verb: not in "before that", and
    /// not where it stands for a thing that is the object of the verb, "ha annunciato un piano che …".
    fn is_reported(&self, cue: usize, that: usize) -> bool {
        let grammar = self.grammar;
        let is_before = grammar.is(that - 1, lexicon::PREPOSITION)
            && !grammar.is(that - 1, lexicon::OF | lexicon::DETERMINER);
        let object = (cue + 1..that).find(|&at| !grammar.is(at, lexicon::FUNCTION));
        let object = object
            .filter(|&at| grammar.is(at, lexicon::DETERMINER))
            .and_then(|at| grammar.phrase_from(at, that))
            .filter(|object| {
                object.end == that && !object.clone().any(|at| grammar.is_someone(at))
            });
        let start = cue.saturating_sub(LONGEST_CLAUSE).max(self.start);
        let has_subject = || grammar.last_subject(start..cue).is_some();
        let is_judged = grammar.is(cue, lexicon::JUDGE) && !grammar.is(cue, lexicon::UTTER);
        let is_relative = object.is_some() || is_judged && that > cue + 1;
        !(is_before || is_relative && has_subject())
    }

    /// Whether a verb with a clause behind it tells what somebody said who is not named, where a verb
    /// needs no subject: "Ha poi aggiunto che …", not "Si dice che …".
    pub(super) fn is_unsaid(&self, cue: usize, clause: usize) -> bool {
        let grammar = self.grammar;
        let is_people = |index: usize| grammar.is(index, lexicon::HEARSAY);
        // « …, mais affirme que … »
        let small = lexicon::FUNCTION | lexicon::AUXILIARY;
        let goes_on = self.start > 0
            && grammar.word(self.start - 1).sentence == grammar.word(cue).sentence
            && (self.start..cue).all(|at| grammar.is(at, small));
        (grammar.lexicon.drops_subjects() || goes_on)
            && grammar.is(cue, lexicon::UTTER)
            && clause <= cue + NEAR
            && !(cue.saturating_sub(VERB_REACH).max(self.start)..cue).any(is_people)
    }

    /// The comma behind a reported clause after which somebody else is reported: "…, pero la
    /// oposición cree que …".
    fn other_clause(&self, clause: usize) -> Option<usize> {
        let grammar = self.grammar;
        let end = self.end.min(clause + 2 * LONGEST_CLAUSE);
        let mut comma = None;
        for index in clause + 1..end {
            let is_cue = |at: usize| {
                grammar.is(at, lexicon::UTTER)
                    && (at + 1..at + 4).any(|at| grammar.is(at, lexicon::THAT))
            };
            // "dijo que … y pidió …"
            if grammar.joins_verb(index) {
                return comma.filter(|&comma| comma + 1 == index).or(Some(index));
            }
            if grammar.is_comma(index) && grammar.is(index + 1, lexicon::FUNCTION) {
                // "…, и призвал водителей"
                if grammar.lexicon.has_bare_titles() && grammar.is(index + 2, lexicon::UTTER) {
                    return Some(index);
                }
                comma = Some(index);
            } else if grammar.is_comma(index) && is_cue(index + 1) {
                // "räumte ein, dass …, bestritt aber, dass …"
                return Some(index);
            } else if comma.is_some() && is_cue(index) {
                return comma;
            }
        }
        None
    }

    pub(super) fn comma_from(&self, index: usize) -> Option<usize> {
        (index..self.end).find(|&index| self.grammar.is_comma(index))
    }

    pub(super) fn report(
        &self,
        cue: Range<usize>,
        source: impl Into<Teller>,
        contents: [Range<usize>; 2],
    ) -> Option<Report> {
        let source = source.into();
        let contents: Vec<_> = contents.into_iter().filter(|words| !words.is_empty()).collect();
        let count: usize = contents.iter().map(Range::len).sum();
        (count >= SHORTEST).then_some(Report { cue, source, contents })
    }
}
