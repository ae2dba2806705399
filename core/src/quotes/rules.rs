//! Attributions by rule, for languages that no model was trained for.
//!
//! What the rules know of a language is its word lists: verbs and prepositions that report, pronouns,
//! nouns for people. A quotation goes to the nearest cue in its sentence or beside it; the cue goes to
//! the nearest name, pronoun or description around it. Speech without marks is read by [`reported`].
//!
//! [`reported`]: super::reported

use std::collections::HashMap;
use std::ops::Range;

use super::assembly::Verbatim;
use super::cues::{LONGEST_CLAUSE, SHORTEST_SPEECH};
use super::lexicon;
use super::linking::Attribution;
use super::marks::Quotation;
use super::phrases::Grammar;
use super::reported;
use super::spans::{Part, Segment};
use super::words::{Place, Shape};

/// Words between two quotations in one clause.
const BESIDE: usize = 2;

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
    // the sentences that hold quotations, each with the attribution of its last
    let mut sentences = HashMap::new();
    for (quotation, tokens) in quotations {
        let known = rules.segments.len();
        last = rules.quotation(tokens.clone(), last);
        if rules.segments.len() > known {
            let is_clause = grammar.is_clause(tokens);
            verbatim.push(Verbatim { quotation: *quotation, probability: 1.0, is_clause });
            sentences.extend(tokens.clone().map(|index| (grammar.word(index).sentence, last)));
        }
    }
    let unmarked = rules.attributions.len();
    let mut last = None;
    for sentence in grammar.words.sentences() {
        let holds = sentences.get(&grammar.word(sentence.start).sentence);
        let holds_speech = holds.is_some();
        let reports = match holds {
            Some(last) => {
                last.and_then(|last| rules.rest_of(&sentence, last)).into_iter().collect()
            }
            None => reported::read(grammar, sentence.clone()),
        };
        last = match reports.into_iter().map(|report| rules.report(report)).last() {
            None => last.filter(|_| !holds_speech && rules.goes_on(sentence, last)),
            last => last,
        };
    }
    rules.give_unsaid(unmarked);
    rules.ordered()
}

/// Speech without marks, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) cue: Range<usize>,
    /// Nothing where a verb needs no subject and has none.
    pub(super) source: Option<Range<usize>>,
    /// What was said; two pieces when the cue stands between them.
    pub(super) contents: Vec<Range<usize>>,
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
        if let Some(cue) = self.grammar.cue_of(&tokens) {
            let clause = self.grammar.clause_of(&cue, &tokens);
            let known = self.attribution_of(&cue.words);
            // "sagte sie dem „Tageblatt“"
            if known.is_some() && self.grammar.is_name(&tokens) {
                return known;
            }
            let content = self.add(segment(Part::Content, clause.clone()));
            if let Some(attribution) = known.and_then(|known| self.attributions.get_mut(known)) {
                attribution.contents.push(content);
                return known;
            }
            let source = self.grammar.speaker_of(&cue, &clause);
            let shared = match &source {
                Some(source) if !self.grammar.is_doubtful(source) => None,
                _ => self.shared_source(&cue.words),
            };
            let source = shared.or_else(|| {
                let start = cue.words.start.min(clause.start);
                let source = source.or_else(|| self.grammar.unsaid_subject(start))?;
                Some(self.add(segment(Part::Source, source)))
            });
            let cue = self.add(segment(Part::Cue, cue.words));
            let sure = if source.is_some() { SURE } else { UNSURE };
            return Some(self.attribute(vec![content], Some(cue), source, sure));
        }
        // speech with no cue goes on what the quotation before it in the block said
        let follows = last.filter(|&last| self.is_in_block(last, tokens.start));
        let before = self.grammar.word(tokens.start.wrapping_sub(1));
        let opens_sentence = before.shape == Shape::Stop
            || before.place == Place::Closes
            || matches!(before.shape, Shape::Dash | Shape::Colon)
                && follows.is_some_and(|last| self.is_cut(last));
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

    /// The source of the attribution before, for a cue that has none of its own in the same sentence
    /// (« … » et assuré que « … »), or, where a verb needs no subject, in the next one.
    fn shared_source(&self, cue: &Range<usize>) -> Option<usize> {
        let last = self.attributions.last()?;
        let before = self.segments.get(last.cue.or(last.source)?)?.tokens.start;
        let (before, here) = (self.grammar.word(before), self.grammar.word(cue.start));
        let is_near = here.sentence == before.sentence
            || self.grammar.lexicon.drops_subjects()
                && here.block == before.block
                && here.sentence == before.sentence + 1;
        last.source.filter(|_| is_near)
    }

    /// Whether the cue of an attribution stands behind all of its contents so far, so that what is
    /// said may go on there.
    fn is_cut(&self, attribution: usize) -> bool {
        let start = |index: usize| self.segments.get(index).map(|segment| segment.tokens.start);
        self.attributions.get(attribution).is_some_and(|attribution| {
            attribution.cue.and_then(start) > attribution.contents.last().copied().and_then(start)
        })
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
        if !grammar.is_piece(quotation) || end - start > LONGEST_CLAUSE {
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
        let source = report.source.or_else(|| self.grammar.unsaid_subject(report.cue.start));
        let cue = self.add(segment(Part::Cue, report.cue));
        let source = source.map(|source| self.add(segment(Part::Source, source)));
        self.attribute(contents, Some(cue), source, SURE)
    }

    /// What a sentence reports behind what is quoted in it, of the same speaker: "назвал приговор
    /// «жестоким» и сообщил, что …".
    fn rest_of(&self, sentence: &Range<usize>, attribution: usize) -> Option<Report> {
        let tokens = |index: usize| self.segments.get(index).map(|segment| &segment.tokens);
        let attribution = self.attributions.get(attribution)?;
        let source = tokens(attribution.source?)?.clone();
        let content = tokens(*attribution.contents.last()?)?.end;
        let closes = |&index: &usize| !self.grammar.is_outside(index);
        let said = content + (content..sentence.end).take_while(closes).count();
        let start = said.max(tokens(attribution.cue?)?.end);
        let report = reported::read_rest(self.grammar, start, sentence)?;
        Some(Report { source: Some(source), ..report })
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

    /// Gives cues that have no subject, where a verb needs none, to who spoke last: in the same block
    /// or the one before it ("– dodaje."). Of the attributions from `unmarked` on, which have no marks,
    /// those that are still nobody's are left out.
    fn give_unsaid(&mut self, unmarked: usize) {
        if self.grammar.lexicon.drops_subjects() {
            let start = |index: usize| self.segments.get(index).map(|s| s.tokens.start);
            let place = |attribution: &Attribution| {
                attribution.contents.first().and_then(|&content| start(content))
            };
            let mut order: Vec<usize> = (0..self.attributions.len()).collect();
            order.sort_by_key(|&index| self.attributions.get(index).and_then(place));
            let block = |index: Option<usize>| {
                index.and_then(start).map(|token| self.grammar.word(token).block)
            };
            let mut last: Option<(usize, u32)> = None;
            for index in order {
                let Some(attribution) = self.attributions.get_mut(index) else { continue };
                let here = block(attribution.cue.or(attribution.contents.last().copied()));
                if attribution.cue.is_some() && attribution.source.is_none() {
                    let is_near = |&(_, before): &(usize, u32)| Some(before + 1) >= here;
                    attribution.source = last.filter(is_near).map(|(source, _)| source);
                }
                last = attribution.source.zip(here).or(last);
            }
        }
        let mut index = 0;
        self.attributions.retain(|attribution| {
            index += 1;
            index <= unmarked || attribution.source.is_some()
        });
    }

    fn is_in_block(&self, attribution: usize, token: usize) -> bool {
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let last = content.and_then(|&content| self.segments.get(content));
        last.is_some_and(|last| {
            self.grammar.word(last.tokens.start).block == self.grammar.word(token).block
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
