//! Speakers that the taggers passed over: right beside a quote, or in the paragraph before or after.
//!
//! The taggers read block by block, and so cannot see that "She went on to say:" speaks for the
//! paragraph after it, or that a line "— Anna Berg, mayor" signs the one before.

use std::ops::Range;

use super::lexicon;
use super::linking::Attribution;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Words};

/// Longer blocks sign nothing.
const LONGEST_SIGNATURE: usize = 14;

/// How sure it is that such a block names the speaker.
const SURE: f32 = 0.6;

/// Gives quotes without a speaker the one right beside them; and those that fill their block, and have
/// no speaker in it, the one that a neighbouring block names. New segments come at the end of
/// `segments`. Linear but for finding blocks by their place.
pub(super) fn ask_neighbours(
    words: &Words,
    segments: &mut Vec<Segment>,
    attributions: &mut [Attribution],
) {
    let blocks: Vec<Range<usize>> = words.blocks().collect();
    let sources = sources_of_blocks(segments, &blocks);
    for attribution in attributions {
        let content = attribution.contents.first().and_then(|&content| segments.get(content));
        let Some(start) = content.map(|content| content.tokens.start) else { continue };
        let number = blocks.partition_point(|block| block.end <= start);
        let Some(block) = blocks.get(number) else { continue };
        let has_own = attribution
            .source
            .and_then(|source| segments.get(source))
            .is_some_and(|source| block.contains(&source.tokens.start));
        let beside = attribution.source.is_none().then(|| beside(words, content?)).flatten();
        let opens = words.get(block.start).place == Place::Opens && start <= block.start + 1;
        if beside.is_none() && (has_own || !opens) {
            continue;
        }
        let before = || {
            let before = number.checked_sub(1)?;
            let block = blocks.get(before)?;
            let known = sources.get(before).copied().flatten();
            introduced(words, block, known.and_then(|source| segments.get(source)))
        };
        let last = attribution.contents.last().and_then(|&content| segments.get(content));
        let after = || {
            let last = last?;
            let number = blocks.partition_point(|block| block.end < last.tokens.end);
            let fills = blocks.get(number).is_some_and(|block| last.tokens.end + 1 >= block.end);
            blocks.get(number + 1).filter(|_| fills).and_then(|block| signature(words, block))
        };
        let Some((cue, source)) = beside.or_else(before).or_else(after) else { continue };
        let mut add = |part, tokens| {
            segments.push(Segment { part, tokens, confidence: SURE });
            segments.len() - 1
        };
        attribution.cue = Some(add(Part::Cue, cue));
        attribution.source = Some(add(Part::Source, source));
        attribution.confidence[1] = attribution.confidence[1].max(SURE);
    }
}

/// The verb and the noun phrase right after a quotation: "…" asked Anna Berg, "…" the mayor said.
fn beside(words: &Words, content: &Segment) -> Option<(Range<usize>, Range<usize>)> {
    let sentence = words.get(content.tokens.start).sentence;
    let is_quoted = content.tokens.clone().any(|index| words.get(index).place == Place::Inside);
    let is_mark = |index: usize| {
        words.get(index).place == Place::Closes || words.get(index).shape == Shape::Comma
    };
    let first = (content.tokens.end..content.tokens.end + 2).find(|&index| !is_mark(index))?;
    if !is_quoted || first == content.tokens.end && words.get(first - 1).place != Place::Closes {
        return None;
    }
    let is_verb = |index: usize| words.get(index).classes & lexicon::VERB != 0;
    let in_sentence = |index: &usize| {
        let word = words.get(*index);
        word.sentence >= sentence
            && word.place == Place::Outside
            && matches!(word.shape, Shape::Lower | Shape::Capital | Shape::Initial | Shape::Upper)
    };
    let start = if is_verb(first) { first + 1 } else { first };
    let end = start + (start..start + LONGEST_PHRASE).take_while(in_sentence).count();
    let is_noun = |index: usize| {
        let word = words.get(index);
        let nouns = lexicon::PRONOUN | lexicon::DETERMINER | lexicon::ROLE | lexicon::ANONYMOUS;
        word.entity != 0 || word.classes & nouns != 0
    };
    if start >= end || !is_noun(start) {
        return None;
    }
    if start > first {
        let named = words.get(start).entity != 0;
        let goes_on = |index: &usize| match named {
            true => words.get(*index).continues_name(),
            false => words.get(*index).classes & lexicon::VERB == 0,
        };
        let class = words.get(start).classes;
        let single = class & lexicon::PRONOUN != 0;
        // "klinkt het", "klinkt het bij de bewoners"
        let ends = end == start + 1 || words.get(start + 1).classes & lexicon::PREPOSITION != 0;
        if !single && ends && class & lexicon::DETERMINER != 0 {
            return None;
        }
        let more = if single { 0 } else { (start + 1..end).take_while(goes_on).count() };
        return Some((first..start, start..start + 1 + more));
    }
    let verb = (start + 1..end + 1).find(|&index| is_verb(index))?;
    Some((verb..verb + 1, start..verb))
}

/// The longest noun phrase before or after such a verb.
const LONGEST_PHRASE: usize = 6;

/// The last source of each block.
fn sources_of_blocks(segments: &[Segment], blocks: &[Range<usize>]) -> Vec<Option<usize>> {
    let mut sources = vec![None; blocks.len()];
    for (index, segment) in segments.iter().enumerate() {
        if segment.part == Part::Source {
            let number = blocks.partition_point(|block| block.end <= segment.tokens.start);
            let Some(last) = sources.get_mut(number) else { continue };
            let start = |index: usize| segments.get(index).map(|segment| segment.tokens.start);
            if last.is_none_or(|last| start(last) < start(index)) {
                *last = Some(index);
            }
        }
    }
    sources
}

/// The colon that a block ends with, and who speaks after it: the source `known` in its last
/// sentence, unless it is an owner ("in his letter"), or else the first person or pronoun there.
fn introduced(
    words: &Words,
    block: &Range<usize>,
    known: Option<&Segment>,
) -> Option<(Range<usize>, Range<usize>)> {
    let last = block.end.checked_sub(1)?;
    if words.get(last).shape != Shape::Colon {
        return None;
    }
    let (start, _) = words.sentence(words.get(last).sentence);
    let sentence = start.max(block.start)..last;
    let known = known.map(|source| source.tokens.clone());
    let is_owner = |source: &Range<usize>| {
        let classes = words.get(source.start).classes;
        source.len() == 1
            && classes & (lexicon::POSSESSIVE | lexicon::PRONOUN) == lexicon::POSSESSIVE
    };
    let known = known.filter(|source| sentence.contains(&source.start) && !is_owner(source));
    let source = known.or_else(|| {
        let is_person = |&index: &usize| {
            let word = words.get(index);
            word.place == Place::Outside
                && (word.starts_person() || word.classes & lexicon::PRONOUN != 0)
        };
        let first = sentence.clone().find(is_person)?;
        let is_same = |index: &usize| words.get(*index).continues_name();
        Some(first..first + 1 + (first + 1..last).take_while(is_same).count())
    })?;
    Some((last..last + 1, source))
}

/// The dash that a short block begins with, and the name after it.
fn signature(words: &Words, block: &Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let is_capital = |index| matches!(words.get(index).shape, Shape::Capital | Shape::Upper);
    let first = block.start + 1;
    if first >= block.end
        || block.len() > LONGEST_SIGNATURE
        || words.get(block.start).shape != Shape::Dash
        || words.get(first).place != Place::Outside
        || !is_capital(first)
    {
        return None;
    }
    let ends = |&index: &usize| matches!(words.get(index).shape, Shape::Comma | Shape::Stop);
    let end = (first..block.end).find(ends).unwrap_or(block.end);
    Some((block.start..first, first..end))
}
