//! The features by which source, cue and content are tagged.

use std::ops::Range;

use super::words::{Place, Shape, Word, Words};
use crate::learn::{FeatureRows, feature, mix};

/// Changes with the features, so that a model trained with others is refused.
pub(super) const FEATURE_SET: u64 = 2;

/// Appends a row of features for each of the words of one block. Linear.
pub(super) fn push_rows(words: &Words, block: Range<usize>, rows: &mut FeatureRows) {
    let mut context = Context::default();
    for index in block.clone() {
        context.advance(words, index, &block);
        push_row(words, index, &block, &context, rows);
        rows.end_row();
    }
}

/// What lies around a word within its sentence and block.
#[derive(Debug, Default)]
struct Context {
    sentence: (usize, usize),
    /// The last cue word before this one in the sentence.
    cue_before: Option<usize>,
    /// The next cue word after this one in the sentence.
    cue_after: Option<usize>,
    /// The last comma, dash or mark before this one in the sentence.
    break_before: Option<usize>,
    /// The last closing mark in the block.
    closed: Option<usize>,
    /// The next opening mark in the sentence.
    opens: Option<usize>,
    /// The last opening mark, when it is inside a quotation.
    opened: Option<usize>,
    /// One after the quotation that it is in.
    closes: Option<usize>,
}

impl Context {
    fn advance(&mut self, words: &Words, index: usize, block: &Range<usize>) {
        let &Range { start, end } = block;
        let word = words.get(index);
        let (first, last) = words.sentence(word.sentence);
        let sentence = (first.max(start), last.min(end));
        if sentence != self.sentence || index == start {
            *self = Context {
                sentence,
                closed: self.closed,
                opened: self.opened,
                closes: self.closes,
                ..Context::default()
            };
            if index == start {
                self.closed = None;
                self.opened = None;
                self.closes = None;
            }
        } else if let Some(before) = index.checked_sub(1) {
            let previous = words.get(before);
            if previous.is_cue() {
                self.cue_before = Some(before);
            }
            if matches!(previous.shape, Shape::Comma | Shape::Dash | Shape::Colon | Shape::Mark) {
                self.break_before = Some(before);
            }
        }
        if index > start && words.get(index - 1).place == Place::Closes {
            self.closed = Some(index - 1);
        }
        if word.place == Place::Opens {
            self.opened = Some(index);
        }
        let after = |from: Option<usize>| from.is_none_or(|at| at <= index);
        if after(self.cue_after) {
            self.cue_after = (index + 1..sentence.1).find(|&at| words.get(at).is_cue());
            if self.cue_after.is_none() {
                self.cue_after = Some(usize::MAX);
            }
        }
        if after(self.opens) {
            let opening = |&at: &usize| words.get(at).place == Place::Opens;
            self.opens = (index + 1..sentence.1).find(opening).or(Some(usize::MAX));
        }
        if word.place == Place::Outside {
            self.closes = None;
        } else if after(self.closes) {
            let other = |&at: &usize| words.get(at).quotation != word.quotation;
            self.closes = (index + 1..end).find(other).or(Some(end));
        }
    }
}

/// A row in the making: each feature is of the next template.
struct Row<'a> {
    rows: &'a mut FeatureRows,
    template: u32,
}

impl Row<'_> {
    fn push(&mut self, value: u64) {
        self.template += 1;
        self.rows.push(feature(self.template, value));
    }
}

/// The first template of those that not every row has.
const ENTITY_TEMPLATES: u32 = 100;

/// Distances in few steps.
pub(super) fn bucket(distance: usize) -> u64 {
    match distance {
        0..=4 => distance as u64,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=24 => 8,
        _ => 9,
    }
}

fn push_row(
    words: &Words,
    index: usize,
    block: &Range<usize>,
    context: &Context,
    rows: &mut FeatureRows,
) {
    let &Range { start, end } = block;
    let at = |offset: isize| {
        let other = index.wrapping_add_signed(offset);
        if (start..end).contains(&other) { words.get(other) } else { Word::default() }
    };
    let (before3, before2, before, word, after, after2, after3) =
        (at(-3), at(-2), at(-1), at(0), at(1), at(2), at(3));
    let mut row = Row { rows, template: 0 };
    let mut push = |value: u64| row.push(value);
    let shape = |w: Word| w.look();
    let class = |w: Word| u64::from(w.classes);
    push(0);
    push(word.form);
    push(before.form);
    push(after.form);
    push(before2.form);
    push(after2.form);
    push(mix(before.form, word.form));
    push(mix(word.form, after.form));
    push(mix(before.form, after.form));
    push(mix(before2.form, before.form));
    push(mix(after.form, after2.form));
    push(before3.form);
    push(after3.form);
    push(word.suffix);
    push(mix(before.suffix, word.suffix));
    push(mix(word.suffix, after.suffix));
    let shapes = shape(before) | shape(word) << 6 | shape(after) << 12;
    push(shapes);
    push(shapes | shape(before2) << 18 | shape(after2) << 24);
    push(mix(word.form, shape(before) | shape(after) << 6 | (word.place as u64) << 12));
    let near_classes = mix(class(before), mix(class(word), class(after)));
    push(near_classes);
    push(mix(class(before2), mix(class(before), class(word))));
    push(mix(class(word), mix(class(after), class(after2))));
    push(mix(near_classes, shapes));
    push(mix(class(word), word.suffix));
    push(mix(class(before), word.form));
    push(mix(class(after), word.form));
    push(mix(word.suffix, mix(before.suffix, after.suffix)));

    let in_sentence = index - context.sentence.0;
    let to_end = context.sentence.1 - index;
    push(mix(bucket(in_sentence), shape(word)));
    push(mix(bucket(to_end), shape(word)));
    push(mix(words.get(context.sentence.0).form, bucket(in_sentence)));
    push(mix(words.get(context.sentence.1 - 1).form, words.get(context.sentence.0).shape as u64));

    let left = context.cue_before.map(|cue| (words.get(cue), index - cue));
    let right = context.cue_after.filter(|&cue| cue < end).map(|cue| (words.get(cue), cue - index));
    let form = |cue: Option<(Word, usize)>| cue.map_or(1, |(cue, _)| cue.form);
    let distance = |cue: Option<(Word, usize)>| cue.map_or(15, |(_, distance)| bucket(distance));
    let classes =
        |cue: Option<(Word, usize)>| cue.map_or(1 << 20, |(cue, _)| u64::from(cue.classes));
    push(mix(form(left), distance(left)));
    push(mix(form(right), distance(right)));
    push(mix(form(left), shape(word)));
    push(mix(form(right), shape(word)));
    push(mix(classes(left), mix(classes(right), shape(word))));
    push(mix(mix(classes(left), distance(left)), shapes));
    push(mix(mix(classes(right), distance(right)), shapes));
    push(mix(form(left), word.form));
    push(mix(form(right), word.form));

    let first = |w: Word, bits: u32| u64::from(w.kinds[0]) >> (12 - bits);
    let second = |w: Word, bits: u32| u64::from(w.kinds[1]) >> (12 - bits);
    push(first(word, 12));
    push(second(word, 12));
    push(first(word, 8));
    push(second(word, 8));
    push(mix(first(before, 7), first(word, 7)));
    push(mix(first(word, 7), first(after, 7)));
    push(mix(second(before, 7), second(word, 7)));
    push(mix(second(word, 7), second(after, 7)));
    push(mix(second(before, 6), mix(second(word, 6), second(after, 6))));
    push(mix(second(before2, 6), mix(second(before, 6), second(word, 6))));
    push(mix(second(word, 6), mix(second(after, 6), second(after2, 6))));

    let broken = context.break_before.map(|at| index - at);
    let break_form =
        context.break_before.map_or(1, |at| mix(words.get(at).form, words.get(at + 1).form));
    push(mix(break_form, broken.map_or(15, bucket)));
    push(mix(break_form, form(left)));

    let closed = context.closed.map_or(15, |at| bucket(index - at));
    let opens = context.opens.filter(|&at| at < end).map_or(15, |at| bucket(at - index));
    push(mix(closed | opens << 8, shape(word)));
    push(mix(closed | opens << 8, class(word)));
    if let (Some(opened), Some(closes)) = (context.opened, context.closes) {
        // what the quotation as a whole looks like
        let length = bucket(closes.saturating_sub(opened) / 2);
        let first = words.get(opened + 1);
        let last = words.get(closes.saturating_sub(2));
        let preceding = if opened > start { words.get(opened - 1) } else { Word::default() };
        let following = if closes < end { words.get(closes) } else { Word::default() };
        let look = mix(
            length | (first.shape as u64) << 4 | (last.shape as u64) << 8,
            preceding.shape as u64 | (following.shape as u64) << 4,
        );
        push(mix(look, shape(word)));
        push(mix(mix(preceding.form, length), shape(word)));
        push(mix(mix(following.form, length), shape(word)));
        push(mix(preceding.form, following.form));
    }
    if word.entity + before.entity + after.entity > 0 {
        row.template = ENTITY_TEMPLATES;
        row.push(
            u64::from(word.entity) | u64::from(before.entity) << 8 | u64::from(after.entity) << 16,
        );
    }
}
