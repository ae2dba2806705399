//! Labels into segments: the sources, cues and contents that a text holds.

use std::ops::Range;

use super::words::{Place, Shape, Words};
use crate::learn::Labels;

/// What a segment is of an attribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Part {
    /// Who said it.
    Source,
    /// The words that say that it was said.
    Cue,
    /// What was said.
    Content,
}

/// A part of an attribution in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// What it is.
    pub part: Part,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Probability that it is just so.
    pub confidence: f32,
}

/// The labels of the taggers, in the BIO scheme.
pub fn labels() -> Labels {
    Labels::new(["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"])
}

/// The part that a label is of.
pub(super) const fn part_of(label: u8) -> Option<Part> {
    match label {
        1 | 2 => Some(Part::Source),
        3 | 4 => Some(Part::Cue),
        5 | 6 => Some(Part::Content),
        _ => None,
    }
}

/// Whether a label starts a segment.
pub(super) const fn begins(label: u8) -> bool {
    matches!(label, 1 | 3 | 5)
}

/// The label of a token of `part`.
pub const fn label_of(part: Part, first: bool) -> usize {
    2 * part as usize + if first { 1 } else { 2 }
}

/// Appends the segments that `labels` describe, those of the tokens from `offset` on.
pub(super) fn collect_segments(labels: &[u8], offset: usize, segments: &mut Vec<Segment>) {
    let first = segments.len();
    for (position, &label) in labels.iter().enumerate() {
        let Some(part) = part_of(label) else { continue };
        let token = offset + position;
        match segments.get_mut(first..).and_then(<[Segment]>::last_mut) {
            Some(last) if !begins(label) && last.part == part && last.tokens.end == token => {
                last.tokens.end += 1;
            }
            _ => segments.push(Segment { part, tokens: token..token + 1, confidence: 0.0 }),
        }
    }
}

/// Cuts contents in two where a sentence ends, outside of quotation marks, between one cue before
/// the content and another after it: *Berg said the roof would hold. It was old, Falk said.* Sources
/// and cues are cut wherever a sentence ends: *…, said Anna Berg. Sen. Tom Hall …* are two. Linear.
pub(super) fn split_at_sentences(words: &Words, segments: &mut Vec<Segment>) {
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

/// The segments that what a tagger says of each token describes.
pub fn segments_of(tags: &[super::Draft]) -> Vec<Segment> {
    let labels: Vec<u8> = tags.iter().map(|tag| tag.label).collect();
    let mut segments = Vec::new();
    collect_segments(&labels, 0, &mut segments);
    segments
}
