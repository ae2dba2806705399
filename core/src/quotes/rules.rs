//! Attributions by rule, for languages that no model was trained for.
//!
//! What the rules know of a language is its word lists: verbs and prepositions that report, pronouns,
//! nouns for people. A quotation goes to the nearest cue in its sentence or beside it; the cue goes to
//! the nearest name, pronoun or description around it.

use std::ops::Range;

use super::lexicon;
use super::linking::Attribution;
use super::marks::Quotation;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Word, Words};

/// Words between a quotation and its cue.
const CUE_REACH: usize = 10;

/// Words between a cue and its speaker.
const SPEAKER_REACH: usize = 6;

/// Quotations of fewer words are speech only with a cue beside them.
const SHORTEST_SPEECH: usize = 4;

/// How sure a rule is of a quotation with a cue and a speaker, and of one without.
const SURE: f32 = 0.8;
const UNSURE: f32 = 0.4;

/// Finds attributions on a page, given its outer quotations with their tokens. Linear.
pub(super) fn attribute(
    words: &Words,
    quotations: &[(Quotation, Range<usize>)],
    segments: &mut Vec<Segment>,
) -> Vec<Attribution> {
    let mut rules = Rules { words, segments, attributions: Vec::new() };
    let mut last: Option<usize> = None;
    for (_, tokens) in quotations {
        last = rules.quotation(tokens.clone(), last);
    }
    for sentence in words.sentences() {
        rules.indirect(sentence);
    }
    rules.attributions
}

struct Rules<'a> {
    words: &'a Words,
    segments: &'a mut Vec<Segment>,
    attributions: Vec<Attribution>,
}

impl Rules<'_> {
    /// Gives a quotation to its speaker. `last` is the attribution of the quotation before, which
    /// this one goes on when no cue of its own is near. Returns the attribution it is now part of.
    fn quotation(&mut self, tokens: Range<usize>, last: Option<usize>) -> Option<usize> {
        let cue = self.cue_of(&tokens);
        let known = cue.as_ref().and_then(|cue| self.attribution_of(cue));
        let content = || Segment { part: Part::Content, tokens: tokens.clone(), confidence: SURE };
        if let Some(known) = known {
            let index = self.add(content());
            if let Some(attribution) = self.attributions.get_mut(known) {
                attribution.contents.push(index);
            }
            return Some(known);
        }
        if let Some(cue) = cue {
            let source = self.speaker_of(&cue, &tokens);
            let content = self.add(content());
            let cue = self.add(Segment { part: Part::Cue, tokens: cue, confidence: SURE });
            let sure = if source.is_some() { SURE } else { UNSURE };
            let source =
                source.map(|tokens| Segment { part: Part::Source, tokens, confidence: SURE });
            let source = source.map(|source| self.add(source));
            let attribution = Attribution {
                contents: vec![content],
                cue: Some(cue),
                source,
                confidence: [1.0, sure],
            };
            self.attributions.push(attribution);
            return Some(self.attributions.len() - 1);
        }
        // speech with no cue goes on what the quotation before it in the block said
        let follows = last.filter(|&last| self.is_in_block(last, tokens.start));
        let before = self.words.get(tokens.start.wrapping_sub(1));
        let opens_sentence = before.shape == Shape::Stop || before.place == Place::Closes;
        if tokens.len() < SHORTEST_SPEECH + 2 && !(follows.is_some() && opens_sentence) {
            return last;
        }
        let content = self.add(content());
        if let Some(attribution) = follows.and_then(|last| self.attributions.get_mut(last)) {
            attribution.contents.push(content);
            return follows;
        }
        let attribution = Attribution {
            contents: vec![content],
            cue: None,
            source: None,
            confidence: [1.0, UNSURE],
        };
        self.attributions.push(attribution);
        Some(self.attributions.len() - 1)
    }

    /// Finds reported speech without marks: a source by preposition, or a cue with the word that
    /// opens a reported clause.
    fn indirect(&mut self, sentence: Range<usize>) {
        let outside = |word: &Word| word.place == Place::Outside;
        let is_quoted = sentence.clone().any(|index| !outside(self.words.get(index)));
        if is_quoted {
            return;
        }
        let end = self.last_word(&sentence);
        let first = self.words.get(sentence.start);
        if first.classes & lexicon::ACCORDING != 0 {
            let after = self.skip_about(sentence.start + 1);
            let Some(source) = self.noun_phrase(after..end) else { return };
            let rest = self.skip_comma(source.end);
            self.add_indirect(sentence.start..sentence.start + 1, Some(source), rest..end);
            return;
        }
        let is_cue = |&index: &usize| self.words.get(index).classes & lexicon::VERB != 0;
        let mut cues = sentence.clone().filter(is_cue);
        let Some(cue) = cues.next() else { return };
        let opens = (cue + 1..end.min(cue + CUE_REACH))
            .find(|&index| self.words.get(index).classes & lexicon::THAT != 0);
        let Some(opens) = opens else { return };
        let source = self.speaker_of(&(cue..cue + 1), &(opens..end));
        if source.is_some() {
            self.add_indirect(cue..cue + 1, source, opens..end);
        }
    }

    fn add_indirect(
        &mut self,
        cue: Range<usize>,
        source: Option<Range<usize>>,
        content: Range<usize>,
    ) {
        if content.is_empty() {
            return;
        }
        let segment = |part, tokens| Segment { part, tokens, confidence: UNSURE };
        let content = self.add(segment(Part::Content, content));
        let cue = Some(self.add(segment(Part::Cue, cue)));
        let source = source.map(|tokens| self.add(segment(Part::Source, tokens)));
        self.attributions.push(Attribution {
            contents: vec![content],
            cue,
            source,
            confidence: [1.0, SURE],
        });
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
            self.words.get(last.tokens.start).block == self.words.get(token).block
        })
    }

    /// The cue of a quotation: after it, before it, in this order, without another quotation or the
    /// end of a sentence between them.
    fn cue_of(&self, quotation: &Range<usize>) -> Option<Range<usize>> {
        let block = self.words.get(quotation.start).block;
        let reports = |word: &Word| {
            word.classes & (lexicon::VERB | lexicon::ACCORDING) != 0 && word.place == Place::Outside
        };
        let mut after = None;
        for index in quotation.end..quotation.end + CUE_REACH {
            let word = self.words.get(index);
            if index >= self.words.len() || word.block != block || word.place == Place::Opens {
                break;
            }
            if word.shape == Shape::Stop {
                break;
            }
            if reports(word) {
                after = Some(index);
                break;
            }
        }
        let mut before = None;
        for index in (quotation.start.saturating_sub(CUE_REACH)..quotation.start).rev() {
            let word = self.words.get(index);
            if word.block != block || word.shape == Shape::Stop || word.place == Place::Closes {
                break;
            }
            if reports(word) {
                before = Some(index);
                break;
            }
        }
        let introduced = self.words.get(quotation.start.wrapping_sub(1)).shape == Shape::Colon
            && before.is_some();
        let cue = if introduced { before } else { after.or(before) };
        cue.map(|cue| cue..cue + 1)
    }

    /// Who a cue belongs to: what follows it, or what comes before it, whichever is nearer; never
    /// what is said.
    fn speaker_of(&self, cue: &Range<usize>, content: &Range<usize>) -> Option<Range<usize>> {
        let block = self.words.get(cue.start).block;
        let fits = |index: usize| {
            let word = self.words.get(index);
            word.block == block
                && word.place == Place::Outside
                && word.shape != Shape::Stop
                && !content.contains(&index)
        };
        let mut end = cue.end;
        while end < self.words.len().min(cue.end + SPEAKER_REACH + 4) && fits(end) {
            end += 1;
        }
        let after = self.noun_phrase(self.skip_about(cue.end)..end);
        if self.words.get(cue.start).classes & lexicon::ACCORDING != 0 {
            return after;
        }
        let mut start = cue.start;
        while start > cue.start.saturating_sub(SPEAKER_REACH + 4) && fits(start - 1) {
            start -= 1;
        }
        let before = self.last_noun_phrase(start..cue.start);
        match (before, after) {
            (Some(before), Some(after)) => {
                let nearer = cue.start - before.end < after.start - cue.end;
                Some(if nearer { before } else { after })
            }
            (before, after) => before.or(after),
        }
    }

    fn last_noun_phrase(&self, range: Range<usize>) -> Option<Range<usize>> {
        let mut last = None;
        let mut from = range.start;
        while let Some(phrase) = self.noun_phrase(from..range.end) {
            from = phrase.end;
            last = Some(phrase);
        }
        last
    }

    /// The first pronoun, name or description of a person in a range.
    fn noun_phrase(&self, range: Range<usize>) -> Option<Range<usize>> {
        let is = |index: usize, class| self.words.get(index).classes & class != 0;
        let named = |index: usize| {
            let word = self.words.get(index);
            matches!(word.shape, Shape::Capital | Shape::Upper | Shape::Initial)
                && word.classes & (lexicon::VERB | lexicon::THAT | lexicon::DETERMINER) == 0
        };
        let person = lexicon::ROLE | lexicon::ANONYMOUS;
        let first = range
            .clone()
            .find(|&index| is(index, lexicon::PRONOUN) || is(index, person) || named(index))?;
        if is(first, lexicon::PRONOUN) && !named(first + 1) {
            return Some(first..first + 1);
        }
        let mut end = first + 1;
        while end < range.end {
            let joins = named(end) || is(end, person);
            let particle = is(end, lexicon::PARTICLE) && (end + 1) < range.end && named(end + 1);
            if !joins && !particle {
                break;
            }
            end += 1;
        }
        let mut start = first;
        while start > range.start && first - start < 3 {
            let word = self.words.get(start - 1);
            if word.classes & lexicon::DETERMINER != 0 {
                return Some(start - 1..end);
            }
            if word.shape != Shape::Lower || word.classes & lexicon::CUE != 0 {
                break;
            }
            start -= 1;
        }
        Some(first..end)
    }

    fn last_word(&self, sentence: &Range<usize>) -> usize {
        let last = sentence.end.saturating_sub(1);
        if self.words.get(last).shape == Shape::Stop { last } else { sentence.end }
    }

    fn skip_about(&self, index: usize) -> usize {
        index + usize::from(self.words.get(index).classes & lexicon::ABOUT != 0)
    }

    fn skip_comma(&self, index: usize) -> usize {
        index + usize::from(self.words.get(index).shape == Shape::Comma)
    }
}
