//! The features of names. The trainer and the tagger both get them here.

use super::gazetteer::Matches;
use super::knowledge::WordClasses;
use super::sequences::Sequence;
use super::words::{Case, Word, Words};
use crate::learn::{feature, hash_text, mix};
use crate::text::TokenKind;

/// Changes whenever the features below do; models trained with others are refused.
pub const FEATURE_SET: u64 = 6;

/// How far around a word its features reach.
pub(super) const REACH: isize = 2;

/// How many bits of the classes of each kind are features.
const CLASS_BITS: [&[u32]; 3] = [&[4, 6, 8, 10, 12], &[3, 5, 8], &[4, 6, 8, 11]];

/// Templates of features of a word by itself.
mod of_word {
    pub(super) const FORM: u32 = 1;
    pub(super) const LOWER: u32 = 2;
    pub(super) const SHAPE: u32 = 3;
    pub(super) const SHORT_SHAPE: u32 = 4;
    pub(super) const CASE: u32 = 5;
    pub(super) const KIND: u32 = 6;
    pub(super) const PREFIX: u32 = 10;
    pub(super) const SUFFIX: u32 = 20;
    pub(super) const CLASS: u32 = 30;
    pub(super) const CLASS_AND_CASE: u32 = 40;
}

/// Templates of features of a place in the text.
mod of_place {
    pub(super) const WORD: u32 = 100;
    pub(super) const EDGE: u32 = 110;
    pub(super) const PAIR_BEFORE: u32 = 120;
    pub(super) const PAIR_AFTER: u32 = 121;
    pub(super) const SHAPES: u32 = 122;
    pub(super) const CLASSES_BEFORE: u32 = 123;
    pub(super) const CLASSES_AFTER: u32 = 124;
    pub(super) const CLASSES_AROUND: u32 = 125;
    pub(super) const WORDS_AROUND: u32 = 126;
    pub(super) const USAGE: u32 = 130;
    pub(super) const SEQUENCE_CASE: u32 = 131;
    pub(super) const POSITION: u32 = 132;
    pub(super) const GAZETTEER: u32 = 133;
    pub(super) const NEXT_IN_GAZETTEER: u32 = 134;
    pub(super) const NOT_IN_GAZETTEER: u32 = 135;
    pub(super) const LONGEST: u32 = 136;
    pub(super) const WHOLE_RUN: u32 = 137;
    pub(super) const NEXT_LONGEST: u32 = 138;
    pub(super) const BEFORE_ELSEWHERE: u32 = 140;
    pub(super) const AFTER_ELSEWHERE: u32 = 141;
    pub(super) const CLASS_BEFORE_ELSEWHERE: u32 = 142;
    pub(super) const CLASS_AFTER_ELSEWHERE: u32 = 143;
    pub(super) const HEAD_OF_EXPANSION: u32 = 144;
    pub(super) const CLASS_OF_EXPANSION: u32 = 145;
    pub(super) const CASE_OF_EXPANSION: u32 = 146;
    pub(super) const WORD_BEHIND_BRACKETS: u32 = 147;
    pub(super) const CLASS_BEHIND_BRACKETS: u32 = 148;
}

/// Calls `sink` with each feature of a word by itself and how many places away it is of use.
#[inline(always)]
pub(super) fn of_word(word: &Word, text: &str, mut sink: impl FnMut(isize, u32)) {
    sink(1, feature(of_word::FORM, word.form));
    sink(2, feature(of_word::LOWER, word.lower));
    sink(2, feature(of_word::CASE, word.case as u64));
    sink(1, feature(of_word::KIND, word.kind as u64));
    let (shape, short) = shapes(text);
    sink(0, feature(of_word::SHAPE, shape));
    sink(1, feature(of_word::SHORT_SHAPE, short));
    if let Some(classes) = word.classes {
        for (kind, levels) in CLASS_BITS.iter().enumerate() {
            for &bits in *levels {
                let Some(class) = classes.coarse(kind, bits) else { continue };
                let class = mix(u64::from(bits) << 4 | kind as u64, u64::from(class));
                sink(2, feature(of_word::CLASS, class));
                if bits >= 8 {
                    sink(0, feature(of_word::CLASS_AND_CASE, mix(class, word.case as u64)));
                }
            }
        }
    } else if word.kind == TokenKind::Word {
        sink(2, feature(of_word::CLASS, word.case as u64));
    }
    if word.kind == TokenKind::Word {
        affixes(text, &mut sink);
    }
}

/// The first and last one to four or five characters.
#[inline(always)]
fn affixes(text: &str, sink: &mut impl FnMut(isize, u32)) {
    for (length, (end, _)) in text.char_indices().skip(1).take(4).enumerate() {
        let prefix = text.get(..end).unwrap_or_default();
        sink(0, feature(of_word::PREFIX + length as u32, hash_text(prefix)));
    }
    for (length, (start, _)) in text.char_indices().rev().take(5).enumerate() {
        let suffix = text.get(start..).unwrap_or_default();
        let reach = isize::from((1..=2).contains(&length));
        sink(reach, feature(of_word::SUFFIX + length as u32, hash_text(suffix)));
    }
}

/// The shape of a word ("Xxxx-0000") and the same with repeats left out ("Xx-0").
fn shapes(text: &str) -> (u64, u64) {
    let (mut shape, mut short, mut last) = (0, 0, '\0');
    for c in text.chars().take(20) {
        let class = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_lowercase() => 'x',
            c if c.is_numeric() => '0',
            c if c.is_alphabetic() => 'o',
            c => c,
        };
        shape = mix(shape, class as u64);
        if class != last {
            short = mix(short, class as u64);
            last = class;
        }
    }
    (shape, short)
}

/// The feature that a word `offset` places away has feature `number` of [`of_word()`].
#[inline]
pub(super) fn at(offset: isize, number: u32) -> u32 {
    feature(of_place::WORD + (offset + REACH) as u32, u64::from(number))
}

/// The feature that `offset` places away is beyond the sequence.
#[inline]
pub(super) fn edge(offset: isize) -> u32 {
    feature(of_place::EDGE + (offset + REACH) as u32, 0)
}

/// Calls `sink` with each feature of a place that more than one word or the document decides.
#[inline(always)]
pub(super) fn of_place(
    words: &Words,
    matches: &Matches,
    sequence: &Sequence,
    token: usize,
    mut sink: impl FnMut(u32),
) {
    let neighbour = |place: Option<usize>| {
        place.filter(|place| sequence.tokens.contains(place)).and_then(|place| words.of(place))
    };
    let before = neighbour(token.checked_sub(1));
    let after = neighbour(Some(token + 1));
    let Some(word) = words.of(token) else { return };
    let capitalised = |word: Option<&Word>| word.is_some_and(|word| word.case.is_capitalised());
    if !word.case.is_capitalised() && !capitalised(before) && !capitalised(after) {
        return;
    }
    let lower = |word: Option<&Word>| word.map_or(0, |word| word.lower);
    let class = |word: Option<&Word>, bits: u32| match word {
        Some(word) => {
            match word.classes.and_then(|classes| classes.coarse(WordClasses::BY_VECTOR, bits)) {
                Some(class) => u64::from(class),
                None => 1 << 16 | word.case as u64,
            }
        }
        None => 1 << 20,
    };
    let case = |word: Option<&Word>| word.map_or(9, |word| word.case as u64);
    let mut push = |template: u32, value: u64| sink(feature(template, value));
    push(of_place::PAIR_BEFORE, mix(lower(before), word.lower));
    push(of_place::PAIR_AFTER, mix(word.lower, lower(after)));
    push(of_place::WORDS_AROUND, mix(lower(before), mix(lower(after), word.case as u64)));
    push(of_place::SHAPES, case(before) << 8 | (word.case as u64) << 4 | case(after));
    let own = class(Some(word), 10);
    push(of_place::CLASSES_BEFORE, mix(class(before, 10), own));
    push(of_place::CLASSES_AFTER, mix(own, class(after, 10)));
    push(of_place::CLASSES_AROUND, mix(class(before, 8), mix(class(after, 8), word.case as u64)));

    let place = (token - sequence.tokens.start).min(3) as u64;
    push(of_place::POSITION, place << 4 | word.case as u64);
    push(of_place::SEQUENCE_CASE, (sequence.case as u64) << 4 | word.case as u64);
    if !word.case.is_capitalised() {
        return;
    }
    for part in matches.of(token) {
        push(of_place::GAZETTEER, part);
    }
    for part in matches.of(token + 1) {
        push(of_place::NEXT_IN_GAZETTEER, part);
    }
    if let Some(name) = matches.longest(token) {
        push(of_place::LONGEST, name.kinds_and_part() << 2 | name.length());
        push(of_place::WHOLE_RUN, name.kinds_and_part() << 1 | u64::from(name.is_whole_run()));
    }
    if let Some(name) = matches.longest(token + 1) {
        push(of_place::NEXT_LONGEST, name.kinds_and_part());
    }
    if matches.of(token).next().is_none() {
        push(of_place::NOT_IN_GAZETTEER, word.case as u64);
    }
    let usage = words.usage(word);
    let asks = u64::from(sequence.asks_for_capital(token));
    let written = (usage.lower > 0, usage.capitalised > u32::from(asks == 0));
    push(of_place::USAGE, asks << 2 | u64::from(written.0) << 1 | u64::from(written.1));
    if word.case == Case::Initial {
        return;
    }
    if let Some(behind) = words.behind_brackets(token + 1) {
        let behind = neighbour(Some(behind));
        push(of_place::WORD_BEHIND_BRACKETS, lower(behind));
        push(of_place::CLASS_BEHIND_BRACKETS, class(behind, 8));
    }
    if let Some(head) = usage.head_of_expansion().and_then(|head| words.of(head)) {
        push(of_place::HEAD_OF_EXPANSION, head.form);
        push(of_place::CLASS_OF_EXPANSION, mix(class(Some(head), 8), head.case as u64));
        push(of_place::CASE_OF_EXPANSION, head.case as u64);
    }
    for other in usage.other_places(token).take(3) {
        let before = other.checked_sub(1).and_then(|place| words.of(place));
        let after = words.of(other + 1);
        push(of_place::BEFORE_ELSEWHERE, lower(before));
        push(of_place::AFTER_ELSEWHERE, lower(after));
        push(of_place::CLASS_BEFORE_ELSEWHERE, mix(class(before, 8), case(before)));
        push(of_place::CLASS_AFTER_ELSEWHERE, mix(class(after, 8), case(after)));
    }
}
