//! Features of a candidate, for training and use alike.

use super::candidates::{Candidate, Mark};
use super::context::Context;
use super::lists::{Lists, with_lower};
use super::place::Place;
use super::rules;
use super::style::Style;
use crate::learn::{FeatureRows, feature, hash_bytes, mix};
use crate::text::chars::{self, CharClass};

/// Number of this set of features. A change of what is computed here, or in what it calls, is a new
/// set and needs the model trained anew.
pub(super) const FEATURE_SET: u64 = 3;

/// Adds the row of a candidate.
pub(super) fn push_row(
    context: &Context<'_>,
    candidate: &Candidate,
    place: Place,
    style: Style,
    lists: &Lists,
    rows: &mut FeatureRows,
) {
    let kind = context.mark as u64;
    let before = hash_lower(context.before);
    let after = hash_lower(context.after);
    let before_shape = shape(context.before);
    let after_shape = shape(context.after);
    let is_starter = lists.is_starter(context.after);
    let class = match context.mark {
        Mark::Dot => u64::from(lists.of_abbreviation(context.before).0),
        _ => 0,
    };
    let verdict = u64::from(rules::is_end(context, lists));
    let form = form(context);
    let first = context.first.map_or(0, edge);
    let last = context.last.map_or(0, edge);
    let both = mix(before_shape, after_shape);
    let closed = u64::from(place.block_is_closed);
    let style = style.code();
    let mut row = Row { rows, kind, template: 0 };

    row.add(0);
    row.add(form);
    row.add(verdict);
    row.add(before);
    row.add(after);
    row.add(both);
    row.add(mix(class, mix(after_shape, u64::from(is_starter))));
    row.add(mix(before, after_shape));
    row.add(mix(after, before_shape));
    row.add(mix(shape(context.before_that), both));
    row.add(mix(hash_lower(context.after_that), mix(form, after_shape)));
    row.add(mix(last, first));
    row.add(mix(last, after_shape));
    row.add(mix(before_shape, first));
    row.add(mix(context.before.len().min(7) as u64, after_shape));
    row.add(mix(closed, both));
    row.add(mix(style, after_shape));
    row.add(mix(style, mix(closed, first)));
    row.add(mix(bucket(place.since_mark), mix(after_shape, last)));
    row.add(mix(bucket(place.to_mark), mix(after_shape, closed)));
    row.add(mix(u64::from(place.is_in_brackets), mix(after_shape, form)));
    row.add(mix((candidate.closers - candidate.mark).min(5) as u64, first));
    row.add(mix(u64::from(is_starter), mix(before_shape, last)));
    let pieces = mix(context.piece_before as u64, context.piece_after as u64);
    row.add(mix(pieces, both));
    row.add(mix(context.piece_before as u64, after_shape));
    row.add(mix(context.piece_after as u64, last));
    row.add(mix(before, mix(last, after_shape)));
    row.add(mix(style, both));
    let that_shape = shape(context.after_that);
    row.add(mix(after_shape, mix(that_shape, u64::from(lists.is_starter(context.after_that)))));
    let case = mix(place.block_case, closed);
    row.add(mix(case, mix(last, after_shape)));
    row.add(mix(case, both));
    row.add(mix(style, mix(last, after_shape)));
    row.add(mix(mix(shape(context.before_that), that_shape), both));
    rows.end_row();
}

/// Numbers templates in the order in which they are added, and tells kinds of marks apart.
struct Row<'a> {
    rows: &'a mut FeatureRows,
    kind: u64,
    template: u32,
}

impl Row<'_> {
    #[inline]
    fn add(&mut self, value: u64) {
        self.rows.push(feature(self.template, mix(value, self.kind)));
        self.template += 1;
    }
}

fn hash_lower(word: &str) -> u64 {
    with_lower(word, hash_bytes)
}

/// How a word is written.
fn shape(word: &str) -> u64 {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return 0 };
    if chars::class(first) == CharClass::Digit {
        return if word.bytes().all(|byte| byte.is_ascii_digit()) {
            1 + word.len().min(5) as u64
        } else {
            7
        };
    }
    let has_lower = word.contains(char::is_lowercase);
    let has_dot = word.contains('.');
    let is_single = chars.next().is_none();
    match (first.is_uppercase(), has_lower, has_dot, is_single) {
        (true, false, false, true) => 8,
        (true, false, false, false) => 9,
        (true, true, false, _) => 10,
        (true, false, true, _) => 11,
        (true, true, true, _) => 12,
        (false, true, true, _) => 13,
        (false, true, false, true) => 14,
        (false, true, false, false) => 15,
        _ => 16,
    }
}

/// The class of a character at the edge of a gap, and which one it is when it is a mark.
fn edge(c: char) -> u64 {
    match chars::class(c) {
        CharClass::Letter if c.is_uppercase() => 1,
        CharClass::Letter => 2,
        CharClass::Digit => 3,
        CharClass::Ideograph | CharClass::Katakana => 4,
        _ => 16 + u64::from(c as u32),
    }
}

/// Which marks stand around the gap.
fn form(context: &Context<'_>) -> u64 {
    let marks = |text: &str| text.chars().next().map_or(0, edge);
    let glued = u64::from(context.is_glued || context.mark == Mark::FullStop);
    mix(marks(context.closers), mix(marks(context.openers), glued))
}

/// Distances by powers of two.
fn bucket(distance: usize) -> u64 {
    u64::from((distance.min(1 << 10) as u32 + 1).ilog2())
}
