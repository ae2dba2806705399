//! Labels into segments: the sources, cues and contents that a text holds.

use std::ops::Range;

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

/// The segments that what a tagger says of each token describes.
pub fn segments_of(tags: &[super::Draft]) -> Vec<Segment> {
    let labels: Vec<u8> = tags.iter().map(|tag| tag.label).collect();
    let mut segments = Vec::new();
    collect_segments(&labels, 0, &mut segments);
    segments
}
