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
use super::cues::{Cue, LONGEST_CLAUSE, SHORTEST_SPEECH};
use super::lexicon;
use super::linking::Attribution;
use super::marks::Quotation;
use super::phrases::Grammar;
use super::reported;
use super::spans::{Part, Segment};
use super::words::{Place, Shape};

/// Words between two quotations in one clause.
const BESIDE: usize = 2;

/// Quotations of fewer words within a sentence that has no cue are titles and the like.
const LEAST_WITHIN: usize = 7;

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
    // where the speech in a sentence that holds some begins, with its cue, and where it ends; and the
    // quote that it is part of
    let mut sentences: HashMap<u32, (Range<usize>, Option<usize>)> = HashMap::new();
    for (quotation, tokens) in quotations {
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
            reports
        };
        let mut here = None;
        for report in reports {
            here = rules.report(report, quoted, reported).or(here);
            reported = here.or(reported);
        }
        last = match speech {
            Some((_, quote)) => here.or(*quote),
            None => here.or_else(|| rules.go_on(&sentence, form.and(last)?, quoted)),
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
        let least = if is_apart { SHORTEST_SPEECH } else { LEAST_WITHIN };
        // "aus dem Roman „Die Nacht am Fluss“"
        let is_title = !opens_sentence
            && self.grammar.is_beside(start.wrapping_sub(1), start)
            && !self.grammar.ends_clause(start.wrapping_sub(1))
            && self.grammar.starts_high(&tokens);
        if (tokens.len() < least + 2 || is_title) && !(follows.is_some() && goes_on) {
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

    /// Whether a cue stands right behind a small word that joins it to a quotation: "… «a» y habló de
    /// «b»".
    fn goes_on_clause(&self, cue: &Cue) -> bool {
        let start = cue.words.start;
        let is_joined = self.grammar.is(start.wrapping_sub(1), lexicon::FUNCTION);
        !cue.introduces
            && is_joined
            && self.grammar.word(start.wrapping_sub(2)).place == Place::Closes
            && self.grammar.word(start - 2).sentence == self.grammar.word(start).sentence
    }

    /// What is reported between a cue and the colon that leads to a quotation: "admite que tiene miedo:
    /// “…”".
    fn told_before_colon(&self, cue: &Cue, quotation: &Range<usize>) -> Option<Range<usize>> {
        let grammar = self.grammar;
        let colon = quotation.start.checked_sub(1).filter(|_| cue.introduces)?;
        let mut between = cue.words.end..colon;
        let is_outside = between.clone().all(|index| grammar.is_outside(index));
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

    /// Whether the cue of an attribution stands behind all of its contents so far, so that what is
    /// said may go on there.
    fn is_cut(&self, attribution: usize) -> bool {
        let start = |index: usize| self.segments.get(index).map(|segment| segment.tokens.start);
        self.attributions.get(attribution).is_some_and(|attribution| {
            attribution.cue.and_then(start) > attribution.contents.last().copied().and_then(start)
        })
    }

    /// Whether a colon leads from what an attribution said to a quotation in the same sentence: "dice que
    /// nadie «escucha» a los vecinos: “…”".
    fn leads_from(&self, attribution: usize, quotation: usize) -> bool {
        let grammar = self.grammar;
        let content = self.attributions.get(attribution).and_then(|a| a.contents.last());
        let content = content.and_then(|&content| self.segments.get(content));
        let before = quotation.saturating_sub(1);
        grammar.shape(before) == Shape::Colon
            && content.is_some_and(|content| {
                let last = grammar.word(content.tokens.end.saturating_sub(1));
                content.tokens.end <= quotation
                    && last.sentence == grammar.word(before).sentence
                    && grammar.is_piece(&content.tokens)
            })
    }

    /// Whether a whole sentence stands between an attribution and a token.
    fn is_further(&self, attribution: usize, token: usize) -> bool {
        let Some(attribution) = self.attributions.get(attribution) else { return false };
        let parts = attribution.contents.iter().chain(&attribution.cue);
        let ends = parts.filter_map(|&part| self.segments.get(part)).map(|part| part.tokens.end);
        let last = ends.max().unwrap_or_default().saturating_sub(1);
        self.grammar.word(last).sentence + 1 < self.grammar.word(token).sentence
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

    /// The verb that shows that a sentence goes on what the one before it said.
    fn reporting_form(&self, sentence: &Range<usize>, last: Option<usize>) -> Option<usize> {
        let last = last.filter(|&last| self.is_in_block(last, sentence.start))?;
        self.attributions.get(last)?.source?;
        reported::reporting_form(self.grammar, sentence)
    }

    /// Adds a sentence that goes on what was said: to the report `last`, or as a report of its own
    /// when that is one of the first `quoted`, which stand in marks. Returns the report.
    fn go_on(&mut self, sentence: &Range<usize>, last: usize, quoted: usize) -> Option<usize> {
        let tokens = sentence.start..reported::last_word(self.grammar, sentence);
        let content = self.add(Segment { part: Part::Content, tokens, confidence: UNSURE });
        if last < quoted {
            let source = self.attributions.get(last)?.source;
            return Some(self.attribute(vec![content], None, source, UNSURE));
        }
        self.attributions.get_mut(last)?.contents.push(content);
        Some(last)
    }

    /// Gives quotations without a cue to whom the sentence before reports. Of the attributions the
    /// first `quoted` are quotations; `reporting` holds the last one of a sentence.
    fn share_reports(&mut self, quoted: usize, reporting: &HashMap<u32, usize>) {
        for index in 0..quoted {
            let Some(quote) = self.attributions.get(index) else { continue };
            let (own, cue) = (quote.source, quote.cue);
            let speaker = |&content: &usize| self.reported_before(content, quoted, reporting);
            // the first has the cue, if any; what a sentence reports tells more than whom it is about
            let skipped = usize::from(cue.is_some());
            let contents = quote.contents.iter().enumerate().skip(skipped);
            let found = contents.filter_map(|(at, content)| Some((at, speaker(content)?))).next();
            let Some((at, source)) = found.filter(|&(_, source)| own != Some(source)) else {
                continue;
            };
            let Some(quote) = self.attributions.get_mut(index) else { continue };
            if at == 0 {
                quote.source = Some(source);
            } else {
                let rest = quote.contents.split_off(at);
                self.attribute(rest, None, Some(source), UNSURE);
            }
        }
    }

    /// The source of the report in the sentence before the one that a content opens.
    fn reported_before(
        &self,
        content: usize,
        quoted: usize,
        reporting: &HashMap<u32, usize>,
    ) -> Option<usize> {
        let start = self.segments.get(content)?.tokens.start;
        let here = self.grammar.word(start).sentence;
        let before = *reporting.get(&here.checked_sub(1)?)?;
        let opens = self.grammar.words.sentence(here).0 == start;
        let is_report = before >= quoted && opens && self.is_in_block(before, start);
        self.attributions.get(before).filter(|_| is_report)?.source
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
