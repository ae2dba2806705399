//! What a choice of a cue or a source is among: the segments near the anchor, and what the taggers
//! passed over but may be one.

use std::ops::Range;

use super::lexicon;
use super::revision::Draft;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Word, Words};

/// Segments of the part sought on either side.
const REACH: usize = 3;

/// Segments on either side that are looked at for them.
const SIGHT: usize = 12;

/// Sources on either side that the taggers passed over.
const MORE_SOURCES: usize = 3;

/// Cues on either side that the taggers passed over.
const MORE_CUES: usize = 2;

/// What the taggers passed over is no candidate when it is further away than this many tokens.
const FAR: usize = 60;

/// No candidate that the taggers passed over is longer.
const LONGEST: usize = 24;

/// What the taggers did not mark as a source, or as a cue, but may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct Possible {
    tokens: Range<usize>,
    /// The number of segments that start before it.
    before: usize,
}

/// A candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// The segment that it is, when it is one.
    pub(super) segment: Option<usize>,
    /// The first segment that does not start before it.
    pub(super) first: usize,
    /// The first segment after it.
    pub(super) next: usize,
    /// How many candidates like it on its side are nearer.
    pub(super) rank: usize,
}

impl Candidate {
    /// A segment as a candidate.
    pub(super) fn of_segment(segments: &[Segment], index: usize, rank: usize) -> Self {
        let tokens = segments.get(index).map_or(0..0, |segment| segment.tokens.clone());
        Candidate { tokens, segment: Some(index), first: index, next: index + 1, rank }
    }

    fn of_possible(possible: &Possible, rank: usize) -> Self {
        let Possible { tokens, before } = possible.clone();
        Candidate { tokens, segment: None, first: before, next: before, rank }
    }
}

/// The segments of a part near a candidate, nearest first on either side.
pub(super) fn near<'a>(
    segments: &'a [Segment],
    from: &Candidate,
    sought: Part,
) -> impl Iterator<Item = Candidate> + use<'a> {
    let is_sought = move |index: &usize| segments.get(*index).is_some_and(|s| s.part == sought);
    let before = (from.first.saturating_sub(SIGHT)..from.first).rev().filter(is_sought).take(REACH);
    let end = segments.len().min(from.next + SIGHT);
    let after = (from.next..end).filter(is_sought).take(REACH);
    let ranked = before.enumerate().chain(after.enumerate());
    ranked.map(|(rank, index)| Candidate::of_segment(segments, index, rank))
}

/// What may be of a part near a candidate, nearest first on either side.
pub(super) fn possible_near<'a>(
    possible: &'a [Possible],
    from: &Candidate,
    sought: Part,
) -> impl Iterator<Item = Candidate> + use<'a> {
    let Range { start, end } = from.tokens;
    let most = if sought == Part::Source { MORE_SOURCES } else { MORE_CUES };
    let at = possible.partition_point(|possible| possible.tokens.start < start);
    let before = possible.get(..at).unwrap_or_default().iter().rev();
    let before = before.take_while(move |possible| possible.tokens.end + FAR > start).take(most);
    let after = possible.get(at..).unwrap_or_default().iter();
    let after = after
        .skip_while(move |possible| possible.tokens.start < end)
        .take_while(move |possible| possible.tokens.start < end + FAR)
        .take(most);
    let ranked = before.enumerate().chain(after.enumerate());
    ranked.map(|(rank, possible)| Candidate::of_possible(possible, rank))
}

/// What may be of a part in a page and is no segment, in order: outside of quotation marks, what the
/// first tagger thinks may be; and for sources also names and pronouns. Linear.
pub fn possible(words: &Words, tags: &[Draft], segments: &[Segment], part: Part) -> Vec<Possible> {
    let mut found = Vec::new();
    let mut before = 0;
    let mut index = 0;
    // Contents may hold candidates, sources and cues are none.
    let mut taken = 0;
    while index < tags.len() {
        while let Some(segment) = segments.get(before)
            && segment.tokens.start <= index
        {
            if segment.part != Part::Content {
                taken = segment.tokens.end;
            }
            before += 1;
        }
        let next = segments.get(before).filter(|segment| segment.part != Part::Content);
        let limit = next.map_or(usize::MAX, |segment| segment.tokens.start);
        let free = index..limit.min(index + LONGEST);
        let length = if index < taken { 0 } else { length_of(words, tags, free, part) };
        if length > 0 {
            found.push(Possible { tokens: index..index + length, before });
        }
        index += length.max(1);
    }
    found
}

/// How many of the tokens in `free` are of what may be a `part` and starts at the first of them.
fn length_of(words: &Words, tags: &[Draft], free: Range<usize>, part: Part) -> usize {
    let word = words.get(free.start);
    let is_outside = |word: &Word| word.place == Place::Outside && !word.is_boilerplate();
    let goes_on = |index: usize| {
        let other = words.get(index);
        is_outside(other) && other.sentence == word.sentence
    };
    let may_be = |index: usize| tags.get(index).is_some_and(|tag| tag.levels[part as usize] > 0);
    if !is_outside(word) {
        0
    } else if part == Part::Cue && word.shape == Shape::Number {
        // "14:58 “It sounded like a train”"
        0
    } else if may_be(free.start) {
        free.take_while(|&index| may_be(index) && goes_on(index)).count()
    } else if part == Part::Cue {
        0
    } else if word.entity != 0 {
        let is_same = |&index: &usize| words.get(index).continues_name() && goes_on(index);
        1 + free.skip(1).take_while(is_same).count()
    } else {
        usize::from(word.classes & lexicon::PRONOUN != 0)
    }
}
