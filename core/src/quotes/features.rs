//! The features by which source, cue and content are tagged.
//!
//! Most depend on one word and on where it stands to the place that is scored: so many places away,
//! or the cue before it so far away. Their sums are kept for each word (see
//! [`WordScores`](crate::learn::WordScores)); only those of the place as a whole are looked up each
//! time, so they are few.

use std::ops::Range;

use super::context::{Context, Neighbours};
use super::words::{Word, Words};
use crate::learn::{feature, mix};

/// Changes with the features, so that a model trained with others is refused.
pub(super) const FEATURE_SET: u64 = 4;

/// How far around a word its features reach.
pub(super) const REACH: isize = 4;

/// Places around a word that its features reach.
pub(super) const PLACES: usize = 2 * REACH as usize + 1;

/// Steps of distances.
const STEPS: usize = 10;

/// Places that a cue may stand at: so far before the place that is scored, or so far after it.
pub(super) const CUE_PLACES: usize = 2 * STEPS;

/// Templates of features of a word by itself.
mod of_word {
    pub(super) const FORM: u32 = 1;
    pub(super) const SUFFIX: u32 = 2;
    pub(super) const SHAPE: u32 = 3;
    pub(super) const CLASSES: u32 = 4;
    pub(super) const CLASS: u32 = 5;
    pub(super) const CLASSES_AND_SUFFIX: u32 = 6;
    pub(super) const KIND: u32 = 8;
}

/// Templates of features of a place.
mod of_place {
    pub(super) const WORD: u32 = 20;
    pub(super) const EDGE: u32 = 40;
    pub(super) const CUE: u32 = 60;
    pub(super) const NO_CUE: u32 = 90;
    pub(super) const CONTEXT: u32 = 100;
    pub(super) const IN_QUOTATION: u32 = 140;
    pub(super) const ENTITIES: u32 = 150;
}

/// Calls `sink` with each feature of a word by itself and how many places away it is of use.
#[inline(always)]
pub(super) fn of_word(word: &Word, mut sink: impl FnMut(isize, u32)) {
    sink(4, feature(of_word::FORM, word.form));
    sink(2, feature(of_word::SUFFIX, word.suffix));
    sink(4, feature(of_word::SHAPE, word.shape as u64));
    sink(3, feature(of_word::CLASSES, u64::from(word.classes)));
    sink(1, feature(of_word::CLASSES_AND_SUFFIX, mix(u64::from(word.classes), word.suffix)));
    let mut classes = word.classes;
    while classes != 0 {
        sink(4, feature(of_word::CLASS, u64::from(classes.trailing_zeros())));
        classes &= classes - 1;
    }
    for (set, &kind) in (0..).zip(&word.kinds) {
        sink(1, feature(of_word::KIND + set, u64::from(kind)));
        sink(3, feature(of_word::KIND + 2 + set, u64::from(kind >> 4)));
        sink(2, feature(of_word::KIND + 4 + set, u64::from(kind >> 6)));
    }
}

/// Calls `sink` with each feature of a word as the nearest cue.
#[inline(always)]
pub(super) fn of_cue(word: &Word, mut sink: impl FnMut(u32)) {
    sink(feature(of_word::FORM, word.form));
    sink(feature(of_word::SUFFIX, word.suffix));
    sink(feature(of_word::CLASSES, u64::from(word.classes)));
    let kind = u64::from(word.kinds[1] >> 4);
    sink(feature(of_word::KIND, kind));
    let mut classes = word.classes;
    while classes != 0 {
        sink(feature(of_word::CLASS, u64::from(classes.trailing_zeros())));
        classes &= classes - 1;
    }
}

/// The feature that a word `offset` places away has feature `number` of [`of_word()`].
#[inline]
pub(super) fn at(offset: isize, number: u32) -> u32 {
    feature(of_place::WORD + (offset + REACH) as u32, u64::from(number))
}

/// The feature that the nearest cue at a place has feature `number` of [`of_cue()`].
#[inline]
pub(super) fn cue_at(place: usize, number: u32) -> u32 {
    feature(of_place::CUE + place as u32, u64::from(number))
}

/// The feature that `offset` places away is beyond the block.
#[inline]
pub(super) fn edge(offset: isize) -> u32 {
    feature(of_place::EDGE + (offset + REACH) as u32, 0)
}

/// The feature that there is no cue before the place in the sentence, or none after it.
#[inline]
pub(super) fn no_cue(after: bool) -> u32 {
    feature(of_place::NO_CUE, u64::from(after))
}

/// Where the cue at `cue` stands to the place `index`.
#[inline]
pub(super) fn cue_place(index: usize, cue: usize) -> usize {
    let step = bucket(index.abs_diff(cue)) as usize;
    if cue < index { step } else { STEPS + step }
}

/// Distances in few steps.
#[inline]
pub(super) fn bucket(distance: usize) -> u64 {
    const OF: [u8; 25] =
        [0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8];
    OF.get(distance).map_or(STEPS as u64 - 1, |&step| u64::from(step))
}

/// Calls `sink` with each feature of the place of a word that more than one word decides.
#[inline(always)]
pub(super) fn of_place(
    words: &Words,
    index: usize,
    block: &Range<usize>,
    context: &Context,
    mut sink: impl FnMut(u32),
) {
    let near = Neighbours::of(words, block, index);
    let (before2, before, word, after, after2) =
        (near.at(-2), near.at(-1), near.at(0), near.at(1), near.at(2));
    let mut template = of_place::CONTEXT;
    let mut push = |value: u64| {
        template += 1;
        sink(feature(template, value));
    };
    let class = |word: &Word| u64::from(word.classes);
    push(mix(before.form, word.form));
    push(mix(word.form, after.form));
    let look = word.look();
    let shapes = before.look() | look << 6 | after.look() << 12;
    push(shapes | before2.look() << 18 | after2.look() << 24);
    let classes = mix(class(before), mix(class(word), class(after)));
    push(mix(classes, shapes));
    push(mix(before.kind(6), mix(word.kind(6), after.kind(6))));

    let in_sentence = bucket(index - context.sentence.0);
    let to_end = bucket(context.sentence.1 - index);
    push(mix(in_sentence | to_end << 4, look));
    let first = words.get(context.sentence.0);
    push(mix(first.form, in_sentence));
    push(u64::from(word.block_kind) | (first.shape as u64) << 4 | look << 8);

    let left = context.cue_before.map_or((1, 1 << 20, 15), |at| {
        let cue = words.get(at);
        (cue.form, class(cue), bucket(index - at))
    });
    let right = context.cue_after().map_or((1, 1 << 20, 15), |at| {
        let cue = words.get(at);
        (cue.form, class(cue), bucket(at - index))
    });
    push(mix(left.0, look));
    push(mix(right.0, look));
    push(mix(left.1, mix(right.1, look)));
    push(mix(mix(left.1, left.2), shapes));
    push(mix(mix(right.1, right.2), shapes));
    push(mix(left.0, word.form));

    let broken = context.break_before.map_or((1, 15), |at| {
        (mix(words.get(at).form, words.get(at + 1).form), bucket(index - at))
    });
    push(mix(broken.0, broken.1));

    let closed = context.closed.map_or(15, |at| bucket(index - at));
    let opens = context.opens().map_or(15, |at| bucket(at - index));
    push(mix(closed | opens << 8, look));
    if let (Some(opened), Some(closes)) = (context.opened, context.closes) {
        // what the quotation as a whole looks like
        template = of_place::IN_QUOTATION;
        let mut push = |value: u64| {
            template += 1;
            sink(feature(template, value));
        };
        let length = bucket(closes.saturating_sub(opened) / 2);
        let first = words.get(opened + 1);
        let last = words.get(closes.saturating_sub(2));
        let within =
            |place: usize| words.get(if block.contains(&place) { place } else { usize::MAX });
        let (preceding, following) = (within(opened.wrapping_sub(1)), within(closes));
        let looks = mix(
            length | (first.shape as u64) << 4 | (last.shape as u64) << 8,
            preceding.shape as u64 | (following.shape as u64) << 4,
        );
        push(mix(looks, look));
        push(mix(mix(preceding.form, length), look));
        push(mix(mix(following.form, length), look));
    }
    if word.entity | before.entity | after.entity > 0 {
        let entities =
            u64::from(word.entity) | u64::from(before.entity) << 8 | u64::from(after.entity) << 16;
        sink(feature(of_place::ENTITIES, entities));
    }
}
