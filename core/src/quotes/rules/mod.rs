//! Attributions by rule, for languages that no model was trained for.
//!
//! What the rules know of a language is its word lists: verbs and prepositions that report, pronouns,
//! nouns for people. Noun phrases are read by these and by capitals ([`phrases`], [`extents`]); names in
//! marks are taken out first ([`titles`]), and what a word is may depend on those around it ([`forms`]).
//! A quotation goes to the nearest cue in its sentence or beside it ([`cues`]); the cue to the nearest name, pronoun or description around it ([`subjects`]), to whom a
//! preposition gives ([`given`]), or to who spoke before ([`unsaid`]). Speech without marks is read sentence
//! by sentence ([`reported`], [`inserted`], [`clauses`]). Both may go on ([`continued`]), and a sentence may say
//! who said the one before ([`anaphors`]).

mod anaphors;
mod clauses;
mod continued;
mod cues;
mod extents;
mod forms;
mod given;
mod inserted;
mod phrases;
mod reported;
mod subjects;
mod titles;
mod unsaid;

use std::collections::HashMap;
use std::ops::Range;

use self::cues::{Cue, SHORTEST_SPEECH};
use self::phrases::Grammar;
use super::assembly::Verbatim;
use super::lexicon::{self, Lexicon};
use super::linking::Attribution;
use super::marks::Quotation;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Words};

/// How sure a rule is of a quotation with a cue and a speaker, and of one without.
const SURE: f32 = 0.8;
const UNSURE: f32 = 0.4;

/// Finds attributions on a page, given its outer quotations with their tokens. Those that are mere names
/// are taken out of their marks. Linear.
pub(super) fn attribute(
    words: &mut Words,
    lexicon: &Lexicon,
    mut quotations: Vec<(Quotation, Range<usize>)>,
    segments: &mut Vec<Segment>,
    verbatim: &mut Vec<Verbatim>,
) -> Vec<Attribution> {
    words.settle(lexicon);
    let grammar = Grammar { words, lexicon };
    let is_title = |(_, tokens): &(Quotation, Range<usize>)| grammar.is_title(tokens);
    let titles: Vec<_> = quotations.extract_if(.., |quotation| is_title(quotation)).collect();
    titles.into_iter().for_each(|(_, tokens)| words.leave_outside(tokens));
    let grammar = Grammar { words, lexicon };
    let mut rules = Rules { grammar, segments, attributions: Vec::new() };
    let mut last: Option<usize> = None;
    // where the speech in a sentence that holds some begins, with its cue, and where it ends; and the
    // quote that it is part of
    let mut sentences: HashMap<u32, (Range<usize>, Option<usize>)> = HashMap::new();
    for (quotation, tokens) in &quotations {
        let known = rules.segments.len();
        last = rules.quotation(tokens.clone(), last);
        if rules.segments.len() > known {
            let is_clause = grammar.is_clause(tokens);
            verbatim.push(Verbatim { quotation: *quotation, probability: 1.0, is_clause });
            let around = last.map_or(tokens.clone(), |last| rules.around(last, tokens));
            for index in tokens.clone().chain([around.end - 1]) {
                let sentence = sentences.entry(grammar.word(index).sentence);
                let (known, quote) = sentence.or_insert_with(|| (around.clone(), last));
                *known = around.start.min(known.start)..around.end.max(known.end);
                *quote = last;
            }
        }
    }
    let quoted = rules.attributions.len();
    let mut last = None;
    let mut reported = None;
    let mut reporting = HashMap::new();
    for sentence in grammar.words.sentences() {
        let number = grammar.word(sentence.start).sentence;
        let speech = sentences.get(&number);
        let mut form = None;
        let reports: Vec<Report> = if let Some((speech, _)) = speech {
            let before = reported::read_before(grammar, sentence.start..speech.start);
            let behind = reported::read_behind(grammar, speech.end..sentence.end);
            before.into_iter().chain(behind).collect()
        } else {
            form = rules.reporting_form(&sentence, last);
            // "Der Mann habe gesagt, dass …" is told by whoever said the sentence before
            let is_told = |report: &Report| {
                let content = report.contents.first().map(|content| content.start);
                content.zip(form).is_some_and(|(start, form)| start > form)
            };
            let mut reports = reported::read(grammar, sentence.clone());
            reports.retain(|report| !is_told(report));
            let is_new = number.checked_sub(1).is_some_and(|before| {
                !sentences.contains_key(&before) && !reporting.contains_key(&before)
            });
            if reports.is_empty() && is_new {
                reports.extend(grammar.telling_of_before(&sentence));
            }
            reports
        };
        let mut here = None;
        for report in reports {
            here = rules.report(report, quoted, reported).or(here);
            reported = here.or(reported);
        }
        last = match speech {
            Some((_, quote)) => here.or(*quote),
            None => here
                .or_else(|| rules.by_the_same(&sentence, last?))
                .or_else(|| rules.go_on(&sentence, form.and(last)?, quoted)),
        };
        reporting.extend(last.map(|last| (number, last)));
    }
    rules.share_reports(quoted, &reporting);
    rules.ordered()
}

/// Who says what is reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Teller {
    /// The text gives them here.
    Given(Range<usize>),
    /// Who spoke before, or the sentence before is about.
    Before,
    /// Nobody whom the text gives: "hieß es".
    Nobody,
}

impl From<Range<usize>> for Teller {
    fn from(source: Range<usize>) -> Self {
        Teller::Given(source)
    }
}

impl From<Option<Range<usize>>> for Teller {
    fn from(source: Option<Range<usize>>) -> Self {
        source.map_or(Teller::Before, Teller::Given)
    }
}

/// Speech without marks, in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) cue: Range<usize>,
    pub(super) source: Teller,
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
                Some(source) if !self.goes_on_clause(&cue) && !self.grammar.is_doubtful(source) => {
                    None
                }
                _ => self.shared_source(&cue.words),
            };
            let source = match (shared, source) {
                (Some(shared), _) => Some(shared),
                (None, Some(source)) => Some(self.add(segment(Part::Source, source))),
                (None, None) => self.unsaid_source(
                    cue.words.start.min(clause.start),
                    self.attributions.len(),
                    None,
                ),
            };
            let told = self.told_before_colon(&cue, &tokens);
            let cue = self.add(segment(Part::Cue, cue.words));
            let sure = if source.is_some() { SURE } else { UNSURE };
            if let Some(told) = told.filter(|_| source.is_some()) {
                let told = self.add(segment(Part::Content, told));
                self.attribute(vec![told], Some(cue), source, UNSURE);
            }
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
        let start = tokens.start;
        let is_led = follows.is_some_and(|last| self.leads_from(last, start));
        let goes_on = goes_on || is_led;
        // within a clause that nobody says stand titles and words held at arm's length
        let reported = follows.and_then(|_| self.subjunctive_clause(&tokens));
        let is_apart = reported.is_some()
            || self.grammar.opens_sentence(&tokens)
            || before.shape == Shape::Colon
            || follows.is_some() && before.shape == Shape::Comma;
        // "aus dem Roman „Die Nacht am Fluss“"
        let is_title = !opens_sentence
            && self.grammar.is_beside(start.wrapping_sub(1), start)
            && !self.grammar.ends_clause(start.wrapping_sub(1))
            && self.grammar.starts_high(&tokens);
        if (tokens.len() < SHORTEST_SPEECH + 2 || !is_apart || is_title)
            && !(follows.is_some() && goes_on)
        {
            return last;
        }
        let teller = follows
            .is_none_or(|last| self.is_further(last, start))
            .then(|| self.grammar.teller_before(&tokens))
            .flatten();
        if opens_sentence && let Some(teller) = teller {
            let content = self.add(segment(Part::Content, tokens));
            let source = self.add(segment(Part::Source, teller));
            return Some(self.attribute(vec![content], None, Some(source), UNSURE));
        }
        let clause = reported.unwrap_or(tokens);
        let content = self.add(segment(Part::Content, clause));
        if let Some(last) = follows.filter(|_| is_led) {
            let source = self.attributions.get(last).and_then(|attribution| attribution.source);
            return Some(self.attribute(vec![content], None, source, UNSURE));
        }
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

    /// What is reported between a cue and the colon that leads to a quotation: "admite que tiene miedo:
    /// “…”".
    fn told_before_colon(&self, cue: &Cue, quotation: &Range<usize>) -> Option<Range<usize>> {
        let grammar = self.grammar;
        let colon = quotation.start.checked_sub(1).filter(|_| cue.introduces)?;
        let mut between = cue.words.end..colon;
        let is_outside = grammar.are_outside(between.clone());
        let that = between.find(|&index| grammar.is(index, lexicon::THAT))?;
        (is_outside && grammar.opens_report(cue.words.start, that)).then_some(that..colon)
    }

    /// The source of a cue that has no subject: who has just spoken in its sentence or, where a verb
    /// needs none, who the sentence before is about or spoke last in this block or the one before. The
    /// first `quoted` attributions are in order, `other` is one that may follow them.
    fn unsaid_source(&mut self, at: usize, quoted: usize, other: Option<usize>) -> Option<usize> {
        let start = |attribution: &Attribution| {
            let first = attribution.contents.first()?;
            self.segments.get(*first).map(|segment| segment.tokens.start)
        };
        let quotations = self.attributions.get(..quoted).unwrap_or_default();
        let count = quotations.partition_point(|other| start(other) < Some(at));
        let quotation = count.checked_sub(1).and_then(|index| quotations.get(index));
        let other = other.and_then(|index| self.attributions.get(index));
        let before = quotation.into_iter().chain(other).max_by_key(|before| start(before));
        let source = before.and_then(|before| before.source);
        let last = before.and_then(start).map(|start| self.grammar.word(start));
        let here = self.grammar.word(at);
        if last.is_some_and(|last| last.sentence == here.sentence) {
            return source;
        }
        if let Some(tokens) = self.grammar.unsaid_subject(at) {
            return Some(self.add(Segment { part: Part::Source, tokens, confidence: SURE }));
        }
        let is_near = last.is_some_and(|last| last.block + 1 >= here.block);
        source.filter(|_| is_near && self.grammar.lexicon.drops_subjects())
    }

    /// A quotation with the parts of its attribution that stand in its sentences or behind; a speaker
    /// before it may have said more in between.
    fn around(&self, attribution: usize, quotation: &Range<usize>) -> Range<usize> {
        let Some(attribution) = self.attributions.get(attribution) else {
            return quotation.clone();
        };
        let tokens = |part: usize| self.segments.get(part).map(|segment| segment.tokens.clone());
        let parts = attribution.contents.last().copied().into_iter().chain(attribution.cue);
        let parts = parts.filter_map(tokens);
        let behind = attribution.source.and_then(tokens).map_or(0, |source| source.end);
        let whole = quotation.start..quotation.end.max(behind);
        parts.fold(whole, |whole, part| part.start.min(whole.start)..part.end.max(whole.end))
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

    /// Adds speech without marks; `quoted` are the attributions of quotations, `last` is the one of
    /// the last report. Nothing when nobody is known to say it.
    fn report(&mut self, report: Report, quoted: usize, last: Option<usize>) -> Option<usize> {
        let segment = |part, tokens| Segment { part, tokens, confidence: UNSURE };
        let source = match report.source {
            Teller::Given(tokens) => Some(self.add(segment(Part::Source, tokens))),
            Teller::Before => Some(self.unsaid_source(report.cue.start, quoted, last)?),
            Teller::Nobody => None,
        };
        let contents: Vec<usize> = report
            .contents
            .into_iter()
            .map(|tokens| self.add(segment(Part::Content, tokens)))
            .collect();
        let cue = self.add(segment(Part::Cue, report.cue));
        Some(self.attribute(contents, Some(cue), source, SURE))
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
