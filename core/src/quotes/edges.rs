//! Where sources, cues and contents begin and end: what the taggers get wrong by a word or two, and what
//! sentences, names and small words tell better.

use std::ops::Range;

use super::lexicon::{self, Edge, Lexicon};
use super::linking::Attribution;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Words};
use crate::learn::hash_text;

/// Cuts the segments of a page where no segment goes on, before they are linked. Linear.
pub(super) fn settle(words: &Words, segments: &mut Vec<Segment>) {
    split_at_sentences(words, segments);
    leave_out_datelines(words, segments);
}

/// Moves the ends of the sources and contents of attributions, once these are known. Linear.
pub(super) fn settle_linked(
    words: &Words,
    lexicon: &Lexicon,
    attributions: &mut [Attribution],
    segments: &mut [Segment],
) {
    for attribution in attributions {
        let cue = attribution.cue.and_then(|cue| segments.get(cue)).map(|cue| cue.tokens.clone());
        if let Some(source) = attribution.source.and_then(|source| segments.get_mut(source)) {
            if let Some(cue) = cue {
                settle_asides(words, lexicon, &cue, &mut source.tokens);
                settle_relative(words, lexicon, &cue, &mut source.tokens);
            }
            trim_small_words(words, lexicon, &mut source.tokens);
            close_bracket(words, &mut source.tokens);
            widen_to_names(words, &mut source.tokens);
        }
        leave_out_source(attribution, segments);
        trim_contents(words, attribution, segments);
    }
}

/// Cuts contents in two where a sentence ends, outside of quotation marks, between one cue before
/// the content and another after it: *Berg said the roof would hold. It was old, Falk said.* Sources
/// and cues are cut wherever a sentence ends: *…, said Anna Berg. Sen. Tom Hall …* are two. Linear.
fn split_at_sentences(words: &Words, segments: &mut Vec<Segment>) {
    let is_cue_in = |segment: Option<&Segment>, sentence: u32| {
        segment.is_some_and(|segment| {
            segment.part == Part::Cue && words.get(segment.tokens.start).sentence == sentence
        })
    };
    let sentence_of = |token: usize| words.get(token).sentence;
    let cut_of = |index: usize, segment: &Segment| {
        let Range { start, end } = segment.tokens;
        let (first, last) = (sentence_of(start), sentence_of(end - 1));
        let has_cue = |others: Range<usize>, sentence| {
            others.into_iter().any(|other| is_cue_in(segments.get(other), sentence))
        };
        if first == last {
            return None;
        }
        let starts = |&token: &usize| sentence_of(token) != sentence_of(token - 1);
        let cut = (start + 1..end).rev().find(starts)?;
        if segment.part != Part::Content {
            return Some(cut);
        }
        let is_between =
            has_cue(index.saturating_sub(2)..index, first) && has_cue(index + 1..index + 3, last);
        if !is_between {
            return None;
        }
        let (before, after) = (words.get(cut - 1).place, words.get(cut).place);
        let is_outside = matches!(before, Place::Outside | Place::Closes) && after != Place::Closes;
        is_outside.then_some(cut)
    };
    let cuts: Vec<(usize, usize)> = segments
        .iter()
        .enumerate()
        .filter_map(|(index, segment)| Some((index, cut_of(index, segment)?)))
        .collect();
    let known = segments.len();
    for (index, cut) in cuts {
        let Some(segment) = segments.get_mut(index) else { continue };
        let rest = Segment { tokens: cut..segment.tokens.end, ..segment.clone() };
        let ends_sentence =
            segment.part != Part::Content && words.get(cut - 1).shape == Shape::Stop;
        let has_more = cut - 1 > segment.tokens.start;
        segment.tokens.end = if ends_sentence && has_more { cut - 1 } else { cut };
        segments.push(rest);
    }
    if segments.len() > known {
        segments.sort_by_key(|segment| segment.tokens.start);
    }
}

/// Leaves the dateline that a block begins with out of sources and contents: "PARIS (AP) — The …".
fn leave_out_datelines(words: &Words, segments: &mut [Segment]) {
    for Segment { part, tokens: Range { start, end }, .. } in segments {
        let behind = words.behind_dateline(*start);
        if *part != Part::Cue && behind < *end {
            *start = behind;
        }
    }
}

/// Widens a source to the whole of the names that it begins or ends in.
fn widen_to_names(words: &Words, source: &mut Range<usize>) {
    let goes_on = |index: &usize| words.get(*index).continues_name();
    let before = (1..=source.start).rev().take(LONGEST_NAME).take_while(goes_on).count();
    let behind = (source.end..).take(LONGEST_NAME).take_while(goes_on).count();
    *source = source.start - before..source.end + behind;
}

/// Names are looked at no further. A bound, so that many sources in one long name take linear time.
const LONGEST_NAME: usize = 24;

/// Takes adverbs of the sentence off the front of a source, and gives one that holds nothing else the
/// words whose adverb it is: "Instead, Berg called for …"; "Voyd, a builder of boats, today announced …".
fn settle_asides(words: &Words, known: &Lexicon, cue: &Range<usize>, source: &mut Range<usize>) {
    let is_comma = |&index: &usize| words.is_comma(index);
    let is_aside = |index: &usize| known.edge(words.get(*index)) == Some(Edge::Aside);
    let passed = source.clone().take_while(|index| is_aside(index) || is_comma(index)).count();
    if passed < source.len() {
        source.start += passed;
        return;
    }
    let is_outside = |&index: &usize| words.get(index).place == Place::Outside;
    let has_name = |range: &Range<usize>| range.clone().any(|index| words.get(index).entity != 0);
    let (start, end) = words.sentence(words.get(source.start).sentence);
    let floor = source.start.saturating_sub(LONGEST_SUBJECT);
    let floor = words.behind_dateline(start).max(floor);
    let length = (floor..source.start).rev().take_while(is_outside).count();
    let before = source.start - length..source.start;
    let first = source.end + (source.end..end).take_while(is_comma).count();
    let behind = first..cue.start.max(first);
    if has_name(&behind) && behind.clone().all(|index| is_outside(&index)) {
        *source = behind;
    } else if has_name(&before) && before.end <= cue.start {
        *source = before.start..before.end - before.clone().rev().take_while(is_comma).count();
    }
}

/// Words of a subject that are looked at. A bound.
const LONGEST_SUBJECT: usize = 64;

/// Widens a source that ends with a bracket and begins within it to what the bracket stands behind,
/// "Voyd Corp. (NYSE: VYD)", or leaves the mark out when it began outside of the source's clause.
fn close_bracket(words: &Words, source: &mut Range<usize>) {
    let is = |index: usize, mark: &str| words.get(index).form == hash_text(mark);
    let last = source.end - 1;
    if source.len() < 2 || !is(last, ")") || source.clone().any(|index| is(index, "(")) {
        return;
    }
    let floor = source.start.saturating_sub(LONGEST_SYMBOL);
    let open = (floor..source.start).rev().find(|&index| is(index, "("));
    match open.filter(|&open| open > floor && words.get(open - 1).entity != 0) {
        Some(open) => source.start = open - 1,
        None => source.end = last,
    }
}

/// The most tokens before the symbol within a bracket: "(NYSE:".
const LONGEST_SYMBOL: usize = 5;

/// Gives a source that is a relative clause with its cue behind a comma whom the clause is about: "Voyd,
/// which runs ferries, said …"; and takes the pronoun off one that is its subject: "which engineers say".
fn settle_relative(words: &Words, known: &Lexicon, cue: &Range<usize>, source: &mut Range<usize>) {
    let first = words.get(source.start);
    if known.edge(first) != Some(Edge::Relative) || source.len() < 2 {
        return;
    }
    source.end -= usize::from(words.is_comma(source.end - 1));
    if !words.is_comma(source.end) {
        let second = words.get(source.start + 1);
        let is_subject = second.starts_name()
            || second.classes & (lexicon::ROLE | lexicon::ANONYMOUS | lexicon::DOCUMENT) != 0;
        source.start += usize::from(is_subject && cue.start == source.end);
        return;
    }
    let (start, _) = words.sentence(first.sentence);
    let start = start.max(source.start.saturating_sub(LONGEST_ANTECEDENT));
    let is_outside = |index: usize| words.get(index).place == Place::Outside;
    if cue.start <= source.end + 1 && source.start > start + 1 && words.is_comma(source.start - 1) {
        let mut comma = source.start - 1;
        let is_aside = |index: usize| known.edge(words.get(index)) == Some(Edge::Aside);
        while comma > start + 2 && is_aside(comma - 1) && words.is_comma(comma - 2) {
            comma -= 2;
        }
        let length = (start..comma)
            .rev()
            .take_while(|&index| is_outside(index) && !words.is_comma(index))
            .count();
        source.start = comma - length;
    }
}

/// The longest noun that a relative clause may be about.
const LONGEST_ANTECEDENT: usize = 12;

/// Leaves out small words that no source ends with.
fn trim_small_words(words: &Words, lexicon: &Lexicon, source: &mut Range<usize>) {
    while source.len() > 1 {
        let last = words.get(source.end - 1);
        if last.entity != 0 || !matches!(lexicon.edge(last), Some(Edge::NoEnd | Edge::Aside)) {
            break;
        }
        source.end -= 1;
    }
}

/// Leaves pieces out of what was said that lie within who says it.
fn leave_out_source(attribution: &mut Attribution, segments: &[Segment]) {
    let tokens = |index: usize| segments.get(index).map(|segment| segment.tokens.clone());
    let Some(source) = attribution.source.and_then(tokens) else { return };
    let is_within = |&index: &usize| {
        tokens(index).is_some_and(|piece| source.start <= piece.start && piece.end <= source.end)
    };
    if !attribution.contents.iter().all(is_within) {
        attribution.contents.retain(|index| !is_within(index));
    }
}

/// Cuts the source and the cue of an attribution off the ends of what was said, where the taggers have
/// put them in it: nobody's words hold who says them.
fn trim_contents(words: &Words, attribution: &Attribution, segments: &mut [Segment]) {
    let tokens = |index: usize| segments.get(index).map(|segment| segment.tokens.clone());
    let others = [attribution.source, attribution.cue].map(|index| index.and_then(tokens));
    let is_comma =
        |&index: &usize| words.is_comma(index) && words.get(index).place == Place::Outside;
    for &content in &attribution.contents {
        let Some(content) = segments.get_mut(content) else { continue };
        let Range { mut start, mut end } = content.tokens;
        // The source may come off first and lay bare the cue, or the other way round.
        for other in others.iter().chain(others.first()).flatten() {
            if other.start <= start && start < other.end {
                start = other.end + (other.end..end).take_while(is_comma).count();
            } else if other.start < end && end <= other.end {
                end = other.start - (start..other.start).rev().take_while(is_comma).count();
            }
        }
        if start < end {
            content.tokens = start..end;
        }
    }
}
