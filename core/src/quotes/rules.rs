//! Attributions by rule, for languages that no model was trained for.
//!
//! What the rules know of a language is its word lists: verbs and prepositions that report, pronouns,
//! nouns for people. A quotation goes to the nearest cue in its sentence or beside it; the cue goes to
//! the nearest name, pronoun or description around it. Speech without marks is read by [`reported`].
//!
//! [`reported`]: super::reported

use std::ops::Range;

use super::assembly::Verbatim;
use super::lexicon;
use super::linking::Attribution;
use super::marks::Quotation;
use super::phrases::Grammar;
use super::reported;
use super::spans::{Part, Segment};
use super::words::{Place, Shape};

/// Words between a quotation and its cue.
pub(super) const CUE_REACH: usize = 12;

/// Words between a cue and its speaker.
const SPEAKER_REACH: usize = 14;

/// Words between the start of a sentence and the colon before a quotation.
const COLON_REACH: usize = 25;

/// Words of a clause on either side of what is quoted in it.
const LONGEST_CLAUSE: usize = 60;

/// Words between a cue and a speaker that is right beside it.
const BESIDE: usize = 2;

/// Quotations of fewer words are speech only with a cue beside them.
const SHORTEST_SPEECH: usize = 4;

/// How sure a rule is of a quotation with a cue and a speaker, and of one without.
const SURE: f32 = 0.8;
const UNSURE: f32 = 0.4;

/// Finds attributions on a page, given its outer quotations with their tokens. Linear.
pub(super) fn attribute(
    grammar: Grammar<'_>,
    quotations: &[(Quotation, Range<usize>)],
    segments: &mut Vec<Segment>,
    verbatim: &mut Vec<Verbatim>,
) -> Vec<Attribution> {
    let mut rules = Rules { grammar, segments, attributions: Vec::new() };
    let mut last: Option<usize> = None;
    for (quotation, tokens) in quotations {
        let is_clause = rules.is_clause(tokens);
        verbatim.push(Verbatim { quotation: *quotation, probability: 1.0, is_clause });
        last = rules.quotation(tokens.clone(), last);
    }
    let mut last = None;
    for sentence in grammar.words.sentences() {
        let reports = reported::read(grammar, sentence.clone());
        last = match reports.into_iter().map(|report| rules.report(report)).last() {
            None => last.filter(|_| rules.goes_on(sentence, last)),
            last => last,
        };
    }
    rules.ordered()
}

/// Speech without marks, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) cue: Range<usize>,
    pub(super) source: Range<usize>,
    /// What was said; two pieces when the cue stands between them.
    pub(super) contents: Vec<Range<usize>>,
}

/// Where the cue of a quotation is, and how it stands to it.
struct Cue {
    words: Range<usize>,
    /// Whether a colon leads from it to the quotation.
    introduces: bool,
}

struct Rules<'a> {
    grammar: Grammar<'a>,
    segments: &'a mut Vec<Segment>,
    attributions: Vec<Attribution>,
}

impl Rules<'_> {
    /// Gives a quotation to its speaker. `last` is the attribution of the quotation before, which
    /// this one goes on when no cue of its own is near. Returns the attribution it is now part of.
    fn quotation(&mut self, tokens: Range<usize>, last: Option<usize>) -> Option<usize> {
        let segment = |part, tokens| Segment { part, tokens, confidence: SURE };
        if let Some(cue) = self.cue_of(&tokens) {
            let clause = self.clause_of(&cue, &tokens);
            let content = self.add(segment(Part::Content, clause.clone()));
            if let Some(known) = self.attribution_of(&cue.words)
                && let Some(attribution) = self.attributions.get_mut(known)
            {
                attribution.contents.push(content);
                return Some(known);
            }
            let source = self.speaker_of(&cue, &clause);
            let cue = self.add(segment(Part::Cue, cue.words));
            let sure = if source.is_some() { SURE } else { UNSURE };
            let source = source.map(|tokens| self.add(segment(Part::Source, tokens)));
            return Some(self.attribute(vec![content], Some(cue), source, sure));
        }
        // speech with no cue goes on what the quotation before it in the block said
        let follows = last.filter(|&last| self.is_in_block(last, tokens.start));
        let before = self.grammar.word(tokens.start.wrapping_sub(1));
        let opens_sentence = matches!(before.shape, Shape::Stop | Shape::Dash | Shape::Colon)
            || before.place == Place::Closes;
        let goes_on =
            opens_sentence || follows.is_some_and(|last| self.is_joined(last, tokens.start));
        if tokens.len() < SHORTEST_SPEECH + 2 && !(follows.is_some() && goes_on) {
            return last;
        }
        let clause = follows.and_then(|_| self.subjunctive_clause(&tokens)).unwrap_or(tokens);
        let content = self.add(segment(Part::Content, clause));
        if let Some(attribution) = follows.and_then(|last| self.attributions.get_mut(last)) {
            attribution.contents.push(content);
            return follows;
        }
        Some(self.attribute(vec![content], None, None, UNSURE))
    }

    /// Whether no more than a small word stands between the last content of an attribution and a
    /// quotation: « discret » et « serviable ».
    fn is_joined(&self, attribution: usize, start: usize) -> bool {
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let end = content.and_then(|&content| self.segments.get(content)).map(|s| s.tokens.end);
        let is_small = |index: usize| {
            self.grammar.is(index, lexicon::FUNCTION) || self.grammar.shape(index) == Shape::Comma
        };
        end.is_some_and(|end| end + BESIDE >= start && (end..start).all(is_small))
    }

    /// The sentence around a piece of it, when its verb shows that it is reported.
    fn subjunctive_clause(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let grammar = &self.grammar;
        let (start, end) = grammar.words.sentence(grammar.word(quotation.start).sentence);
        if !self.is_piece(quotation) || end - start > LONGEST_CLAUSE {
            return None;
        }
        let reports =
            |index: usize| grammar.is_outside(index) && grammar.is(index, lexicon::SUBJUNCTIVE);
        let sentence = start..reported::last_word(*grammar, &(start..end));
        sentence.clone().any(reports).then_some(sentence)
    }

    fn attribute(
        &mut self,
        contents: Vec<usize>,
        cue: Option<usize>,
        source: Option<usize>,
        sure: f32,
    ) -> usize {
        self.attributions.push(Attribution { contents, cue, source, confidence: [1.0, sure] });
        self.attributions.len() - 1
    }

    /// Adds speech without marks.
    fn report(&mut self, report: Report) -> usize {
        let segment = |part, tokens| Segment { part, tokens, confidence: UNSURE };
        let contents: Vec<usize> = report
            .contents
            .into_iter()
            .map(|tokens| self.add(segment(Part::Content, tokens)))
            .collect();
        let cue = self.add(segment(Part::Cue, report.cue));
        let source = self.add(segment(Part::Source, report.source));
        self.attribute(contents, Some(cue), Some(source), SURE)
    }

    /// Whether a sentence goes on the report of the one before it, as the form of its verb shows;
    /// if so, it is added to it.
    fn goes_on(&mut self, sentence: Range<usize>, last: Option<usize>) -> bool {
        let Some(last) = last.filter(|&last| self.is_in_block(last, sentence.start)) else {
            return false;
        };
        if !reported::is_subjunctive(self.grammar, &sentence) {
            return false;
        }
        let tokens = sentence.start..reported::last_word(self.grammar, &sentence);
        let content = self.add(Segment { part: Part::Content, tokens, confidence: UNSURE });
        if let Some(attribution) = self.attributions.get_mut(last) {
            attribution.contents.push(content);
        }
        true
    }

    fn add(&mut self, segment: Segment) -> usize {
        self.segments.push(segment);
        self.segments.len() - 1
    }

    /// The attribution of the last few that has this cue.
    fn attribution_of(&self, cue: &Range<usize>) -> Option<usize> {
        let is_its = |&index: &usize| {
            let cue_of = self.attributions.get(index).and_then(|attribution| attribution.cue);
            cue_of.and_then(|cue| self.segments.get(cue)).is_some_and(|other| other.tokens == *cue)
        };
        let count = self.attributions.len();
        (count.saturating_sub(3)..count).rev().find(is_its)
    }

    fn is_in_block(&self, attribution: usize, token: usize) -> bool {
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let last = content.and_then(|&content| self.segments.get(content));
        last.is_some_and(|last| {
            self.grammar.word(last.tokens.start).block == self.grammar.word(token).block
        })
    }

    /// Whether a quotation stands where a sentence or a clause with a colon could not: in the
    /// middle of somebody else's clause.
    fn is_piece(&self, quotation: &Range<usize>) -> bool {
        let Some(before) = quotation.start.checked_sub(1) else { return false };
        let inside =
            quotation.clone().find(|&index| self.grammar.word(index).place == Place::Inside);
        let starts_low = inside.is_some_and(|index| self.grammar.shape(index) == Shape::Lower);
        let is_same = self.grammar.word(before).block == self.grammar.word(quotation.start).block;
        is_same
            && starts_low
            && self.grammar.is_outside(before)
            && !self.grammar.ends_clause(before)
    }

    /// Whether a quotation is a clause of its own, when its place shows that.
    fn is_clause(&self, quotation: &Range<usize>) -> Option<bool> {
        let before = quotation.start.checked_sub(1);
        let is_beside = |&index: &usize| self.is_beside(index, quotation.start);
        let ends_clause = before
            .filter(is_beside)
            .is_some_and(|index| self.grammar.ends_clause(index) && !self.is_piece(quotation));
        let is_separated = self.grammar.ends_clause(quotation.end)
            || !self.is_beside(quotation.end, quotation.start);
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
    fn cue_of(&self, quotation: &Range<usize>) -> Option<Cue> {
        let colon = quotation.start.checked_sub(1).filter(|&before| {
            self.grammar.shape(before) == Shape::Colon && self.is_beside(before, quotation.start)
        });
        if let Some(colon) = colon {
            let verb = self.cue_before(colon, COLON_REACH);
            let words = verb.or_else(|| self.speaker_before(colon).map(|_| colon..colon + 1));
            if let Some(words) = words {
                return Some(Cue { words, introduces: true });
            }
        }
        let before = || self.cue_before(quotation.start, CUE_REACH);
        let after = || self.cue_after(quotation);
        let words = match self.is_piece(quotation) {
            true => before().or_else(after),
            false => after().or_else(before),
        }?;
        Some(Cue { words, introduces: false })
    }

    fn is_beside(&self, index: usize, other: usize) -> bool {
        self.grammar.word(index).block == self.grammar.word(other).block
            && self.grammar.is_outside(index)
    }

    fn cue_before(&self, end: usize, reach: usize) -> Option<Range<usize>> {
        let mut phrase = None;
        for index in (end.saturating_sub(reach)..end).rev() {
            if !self.is_beside(index, end) || self.grammar.shape(index) == Shape::Stop {
                break;
            }
            if self.grammar.is(index, lexicon::VERB) {
                return Some(index..index + 1);
            }
            if let Some(found) = self.grammar.source_phrase(index) {
                phrase = Some(index..index + found.length);
            }
        }
        phrase.filter(|phrase| phrase.end <= end)
    }

    fn cue_after(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let end = quotation.end;
        let grammar = &self.grammar;
        let last_inside =
            quotation.clone().rev().find(|&index| grammar.word(index).place == Place::Inside)?;
        let is_capital =
            matches!(grammar.shape(end), Shape::Capital | Shape::Upper | Shape::Initial);
        if grammar.shape(last_inside) == Shape::Stop && is_capital {
            return None;
        }
        let is_separated = grammar.ends_clause(end) || grammar.ends_clause(last_inside);
        let is_long = quotation.len() >= SHORTEST_SPEECH + 2 || self.opens_sentence(quotation);
        if !is_separated && !is_long {
            return None;
        }
        let is_break = |&index: &usize| matches!(grammar.shape(index), Shape::Comma | Shape::Dash);
        let first = end + (end..end + 2).take_while(is_break).count();
        if grammar.is(first, lexicon::AS) && !is_long {
            return None;
        }
        let mut commas = 0;
        for index in end..end + CUE_REACH {
            if !self.is_beside(index, quotation.start) || grammar.shape(index) == Shape::Stop {
                break;
            }
            commas += usize::from(grammar.shape(index) == Shape::Comma && index >= first);
            if commas > 0 {
                break;
            }
            if let Some(phrase) = grammar.source_phrase(index) {
                return Some(index..index + phrase.length);
            }
            let is_attached = grammar.is(index, lexicon::ATTACHED) && index == first;
            if grammar.is(index, lexicon::VERB)
                || is_attached && grammar.phrase_from(index + 1, index + CUE_REACH).is_some()
            {
                return Some(index..index + 1);
            }
        }
        (is_separated && is_long && self.is_unknown_verb(first)).then(|| first..first + 1)
    }

    fn opens_sentence(&self, quotation: &Range<usize>) -> bool {
        let Some(before) = quotation.start.checked_sub(1) else { return true };
        self.grammar.word(before).block != self.grammar.word(quotation.start).block
            || matches!(self.grammar.shape(before), Shape::Stop | Shape::Dash)
            || self.grammar.word(before).place == Place::Closes
    }

    /// Whether a word right after what was said can only be a verb, with its subject behind it.
    fn is_unknown_verb(&self, index: usize) -> bool {
        let grammar = &self.grammar;
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
        let is_verb = grammar.is_outside(index)
            && grammar.shape(index) == Shape::Lower
            && !grammar.is(index, small | lexicon::PRONOUN);
        let is_between = |&index: &usize| {
            grammar.shape(index) == Shape::Lower
                && !grammar.is(index, lexicon::PREPOSITION | lexicon::DETERMINER | lexicon::PRONOUN)
        };
        let start = index + 1;
        let subject = start + (start..start + BESIDE).take_while(is_between).count();
        let phrase = (start..=subject).find_map(|at| grammar.phrase_from(at, at + SPEAKER_REACH));
        is_verb && phrase.is_some()
    }

    /// What a quotation is a piece of, when its cue reports a whole clause; else the quotation.
    fn clause_of(&self, cue: &Cue, quotation: &Range<usize>) -> Range<usize> {
        let grammar = &self.grammar;
        if cue.introduces {
            return quotation.clone();
        }
        let sentence = |index: usize| grammar.words.sentence(grammar.word(index).sentence);
        if cue.words.end <= quotation.start {
            let between = cue.words.end..quotation.start;
            let that = between.clone().find(|&index| grammar.is(index, lexicon::THAT));
            let comma = || {
                let comma = |&index: &usize| grammar.shape(index) == Shape::Comma;
                let last = between.clone().rev().find(comma)?;
                let source = self.subject_of(&cue.words, quotation);
                let start = source.map_or(cue.words.end, |source| source.end);
                let first = between.clone().find(|index| comma(index) && *index >= start);
                let is_word = |index: usize| !grammar.ends_clause(index);
                (last + 1..quotation.start).any(is_word).then_some(first? + 1)
            };
            let Some(start) = that.or_else(comma) else { return quotation.clone() };
            return start..self.clause_end(quotation, sentence(quotation.end - 1).1);
        }
        let comma = cue
            .words
            .start
            .checked_sub(1)
            .filter(|&before| grammar.shape(before) == Shape::Comma && before >= quotation.end);
        let (start, _) = sentence(quotation.start);
        let is_clause = quotation.start - start < LONGEST_CLAUSE
            && (start..quotation.start)
                .all(|index| grammar.is_outside(index) && grammar.shape(index) != Shape::Colon);
        match comma {
            Some(comma) if self.is_piece(quotation) && is_clause => start..comma,
            _ => quotation.clone(),
        }
    }

    /// Where the clause ends that a quotation is a piece of: before the comma that leads to another
    /// cue, or at the end of the sentence.
    fn clause_end(&self, quotation: &Range<usize>, end: usize) -> usize {
        let grammar = &self.grammar;
        let mut comma = None;
        for index in quotation.end..end.min(quotation.end + LONGEST_CLAUSE) {
            if grammar.shape(index) == Shape::Comma && grammar.is_outside(index) {
                comma = Some(index);
            } else if grammar.is(index, lexicon::VERB)
                && grammar.is_outside(index)
                && let Some(comma) = comma
            {
                return comma;
            }
        }
        let last = end.saturating_sub(1);
        if grammar.shape(last) == Shape::Stop && last >= quotation.end { last } else { end }
    }

    /// Who a cue belongs to.
    fn speaker_of(&self, cue: &Cue, content: &Range<usize>) -> Option<Range<usize>> {
        if self.grammar.shape(cue.words.start) == Shape::Colon {
            return self.speaker_before(cue.words.start);
        }
        self.subject_of(&cue.words, content)
    }

    fn subject_of(&self, cue: &Range<usize>, content: &Range<usize>) -> Option<Range<usize>> {
        subject_of(self.grammar, cue, content)
    }

    /// Who speaks after a colon that no verb stands before: all that stands before it, or the
    /// person that its sentence is about.
    fn speaker_before(&self, colon: usize) -> Option<Range<usize>> {
        let grammar = &self.grammar;
        let is_clause =
            |&index: &usize| self.is_beside(index, colon) && grammar.shape(index) != Shape::Stop;
        let start = colon - (0..colon).rev().take(COLON_REACH).take_while(is_clause).count();
        let whole = grammar.phrase_from(start, colon).filter(|phrase| phrase.end == colon);
        let is_speaker = |phrase: &Range<usize>| {
            let speaks = lexicon::PRONOUN | lexicon::ROLE | lexicon::ANONYMOUS;
            phrase.clone().any(|index| grammar.is(index, speaks))
                || phrase.clone().all(|index| grammar.is_named(index))
        };
        let mut subjects = grammar.subjects(start..colon).into_iter().filter(is_speaker);
        whole.filter(is_speaker).or_else(|| {
            let first = subjects.next()?;
            // a capital alone makes no name of the first word
            let is_doubtful = first == (start..start + 1) && !grammar.is_someone(start);
            subjects.next().filter(|_| is_doubtful).or(Some(first))
        })
    }

    /// The attributions, with the segments put in order.
    fn ordered(self) -> Vec<Attribution> {
        let Rules { segments, mut attributions, .. } = self;
        let mut order: Vec<usize> = (0..segments.len()).collect();
        order.sort_by_key(|&index| segments.get(index).map(|segment| segment.tokens.start));
        let mut place = vec![0; order.len()];
        for (to, &from) in order.iter().enumerate() {
            if let Some(place) = place.get_mut(from) {
                *place = to;
            }
        }
        let moved = |index: usize| place.get(index).copied().unwrap_or(index);
        for attribution in &mut attributions {
            attribution.contents.iter_mut().for_each(|index| *index = moved(*index));
            attribution.cue = attribution.cue.map(moved);
            attribution.source = attribution.source.map(moved);
        }
        segments.sort_by_key(|segment| segment.tokens.start);
        attributions
    }
}

/// The subject of a cue: what stands behind it or before it, whichever is nearer; what opens the
/// clause, when both are near. Never what is said.
pub(super) fn subject_of(
    grammar: Grammar<'_>,
    cue: &Range<usize>,
    content: &Range<usize>,
) -> Option<Range<usize>> {
    let block = grammar.word(cue.start).block;
    let fits = |index: usize| {
        grammar.is_outside(index)
            && grammar.word(index).block == block
            && grammar.shape(index) != Shape::Stop
            && !content.contains(&index)
    };
    if grammar.is(cue.start, lexicon::CLITIC) {
        return Some(cue.start..cue.start + 1);
    }
    if cue.start > 0 && fits(cue.start - 1) && grammar.is(cue.start - 1, lexicon::CLITIC) {
        return Some(cue.start - 1..cue.start);
    }
    let end = cue.end + (cue.end..cue.end + SPEAKER_REACH).take_while(|&index| fits(index)).count();
    if let Some(phrase) = grammar.source_phrase(cue.start) {
        return grammar.source_of(cue.start, phrase, end);
    }
    let clause_end = (cue.end..end).find(|&index| ends_subject(grammar, index)).unwrap_or(end);
    let mut behind = grammar.subjects(cue.end..clause_end).into_iter();
    let mut after = behind.next();
    if let Some(phrase) = &mut after
        && phrase.end == clause_end
    {
        // a name behind the comma belongs to it
        *phrase = grammar.phrase_from(phrase.start, end).unwrap_or_else(|| phrase.clone());
    }
    let reach = cue.start.saturating_sub(SPEAKER_REACH)..cue.start;
    let start = cue.start - reach.rev().take_while(|&index| fits(index)).count();
    let before = grammar.last_subject(start..cue.start);
    let (before, after) = match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, None) => {
            return object_of(grammar, cue.end..clause_end).or_else(|| {
                object_of(grammar, start..cue.start).filter(|phrase| phrase.end == cue.start)
            });
        }
        (before, after) => return before.or(after),
    };
    let opens = before.start == start || grammar.shape(before.start - 1) == Shape::Comma;
    let is_comma = |index: usize| grammar.shape(index) == Shape::Comma;
    let turns = after.start <= cue.end + 1
        && !is_comma(before.end)
        && (before.end..cue.start).any(is_comma);
    let is_near = cue.start - before.end <= BESIDE && !turns;
    let follows = cue.start >= content.end;
    let is_nearer = cue.start - before.end < after.start - cue.end;
    Some(if !follows && opens && is_near || is_nearer { before } else { after })
}

/// Whether a word ends where the subject of a verb before it may stand.
fn ends_subject(grammar: Grammar<'_>, index: usize) -> bool {
    matches!(grammar.shape(index), Shape::Comma | Shape::Colon) || grammar.is(index, lexicon::THAT)
}

/// The people behind a preposition right beside a verb that has no subject: "сообщили в полиции".
fn object_of(grammar: Grammar<'_>, range: Range<usize>) -> Option<Range<usize>> {
    if range.is_empty() || !grammar.is(range.start, lexicon::PREPOSITION) {
        return None;
    }
    let phrase = grammar.phrase_from(range.start + 1, range.end)?;
    let people = lexicon::ROLE | lexicon::ANONYMOUS;
    grammar.is(phrase.start, people).then_some(phrase)
}
