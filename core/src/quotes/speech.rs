//! Which quotations are speech. Titles of works, nicknames, words held at arm's length and slogans
//! stand between quotation marks too.

use super::conventions::Glyph;
use super::features::{FEATURE_SET, bucket};
use super::marks::Quotation;
use super::revision::Draft;
use super::spans::{self, Part};
use super::words::{Place, Shape, Words};
use crate::learn::{Model, ModelCard, ModelId, feature, mix};

/// The model that tells speech.
pub const SPEECH: ModelId<'static> = ModelId { name: "quotes-speech-en", feature_set: FEATURE_SET };

/// The label of quotations that are speech.
pub const IS_SPEECH: usize = 1;

/// Tells which quotations are speech.
#[derive(Debug)]
pub struct SpeechClassifier {
    model: Model,
}

impl SpeechClassifier {
    /// A classifier with this model.
    pub const fn with(model: Model) -> Self {
        SpeechClassifier { model }
    }

    /// What people should know of the model.
    pub(super) const fn card(&self) -> &ModelCard {
        self.model.card()
    }

    /// The probability that a quotation, whose words are `tokens`, is speech.
    pub(super) fn probability(
        &self,
        words: &Words,
        tags: &[Draft],
        quotation: &Quotation,
        tokens: std::ops::Range<usize>,
    ) -> f32 {
        let row = row(words, tags, quotation, tokens);
        self.model.probabilities(&row).get(IS_SPEECH).copied().unwrap_or_default()
    }
}

/// The features of a quotation, whose words, marks included, are `tokens`.
pub(super) fn row(
    words: &Words,
    tags: &[Draft],
    quotation: &Quotation,
    tokens: std::ops::Range<usize>,
) -> Vec<u32> {
    let mut features = Vec::with_capacity(48);
    let mut template = 0;
    let mut push = |value: u64| {
        template += 1;
        features.push(feature(template, value));
    };
    let tag = |index: usize| tags.get(index).copied().unwrap_or_default();
    let content = |draft: Draft| spans::part_of(draft.label) == Some(Part::Content);
    let covered = tokens.clone().filter(|&index| content(tag(index))).count();
    let coverage = (4 * covered / tokens.len().max(1)) as u64;
    let level = tokens.clone().map(|i| usize::from(tag(i).levels[Part::Content as usize]));
    let level_sum = level.sum::<usize>();
    let level = (level_sum / tokens.len().max(1)) as u64;

    let first_inside = words.get(tokens.start + 1);
    let last_inside = words.get(tokens.end.saturating_sub(2));
    let before = words.get(tokens.start.wrapping_sub(1));
    let before2 = words.get(tokens.start.wrapping_sub(2));
    let after = words.get(tokens.end);
    let after2 = words.get(tokens.end + 1);
    let length = bucket(tokens.len().saturating_sub(2));
    let capitals = tokens
        .clone()
        .filter(|&index| matches!(words.get(index).shape, Shape::Capital | Shape::Upper))
        .count();
    let all_capital = u64::from(2 * capitals >= tokens.len().saturating_sub(2));
    let (start, end) = words.sentence(words.get(tokens.start).sentence);
    let whole = u64::from(tokens.start <= start) | u64::from(tokens.end >= end) << 1;
    let in_sentence = |part: Part| {
        (start..end.min(start + 80))
            .any(|index| spans::part_of(tag(index).label) == Some(part) && !tokens.contains(&index))
    };
    let parts = u64::from(in_sentence(Part::Source)) | u64::from(in_sentence(Part::Cue)) << 1;
    let others = (start..end.min(start + 80))
        .filter(|&index| words.get(index).place == Place::Opens)
        .count()
        .min(3) as u64;
    let inner = first_inside.shape as u64 | (last_inside.shape as u64) << 4;
    let outer = before.shape as u64 | (after.shape as u64) << 4;
    // Single marks are asked about where a text quotes with these, as others do with double ones.
    let opener = if quotation.opener.is_single() { Glyph::High6 } else { quotation.opener };
    let states = u64::from(quotation.closed) | u64::from(quotation.continues) << 1;

    push(0);
    push((opener as u64) << 2 | states);
    push(coverage);
    push(level);
    push(mix(level, coverage));
    push(mix(coverage, length));
    push(mix(level, parts));
    push(mix(level, mix(length, all_capital)));
    push(length);
    push(mix(length, all_capital));
    push(mix(length, inner));
    push(inner);
    push(outer);
    push(mix(inner, outer));
    push(whole | parts << 2);
    push(mix(whole | parts << 2, length));
    push(others);
    push(mix(others, length));
    push(before.form);
    push(mix(before2.form, before.form));
    push(after.form);
    push(mix(after.form, after2.form));
    push(mix(before.form, after.form));
    push(u64::from(before.classes));
    push(u64::from(after.classes));
    push(mix(u64::from(before.classes), u64::from(before2.classes)));
    push(mix(before.form, length));
    push(mix(after.form, length));
    push(first_inside.form);
    push(last_inside.form);
    push(mix(first_inside.form, length));
    push(before.suffix);
    push(after.suffix);
    let labels = u64::from(tag(tokens.start.wrapping_sub(1)).label)
        | u64::from(tag(tokens.start).label) << 4
        | u64::from(tag(tokens.end.wrapping_sub(1)).label) << 8
        | u64::from(tag(tokens.end).label) << 12;
    push(labels);
    push(mix(labels, length));
    push(before.kind(8));
    push(after.kind(8));
    push(mix(first_inside.kind(6), length));
    push(mix(last_inside.kind(6), length));
    push(u64::from(first_inside.entity) | u64::from(last_inside.entity) << 8);

    // the nearest words that may be a cue, on either side in the sentence
    let near = 12;
    let cue_before = (start.max(tokens.start.saturating_sub(near))..tokens.start)
        .rev()
        .find(|&index| words.get(index).is_cue());
    let cue_after =
        (tokens.end..end.min(tokens.end + near)).find(|&index| words.get(index).is_cue());
    let cue = |place: Option<usize>| {
        place.map_or((1, 15), |at| {
            let away = if at < tokens.start { tokens.start - at } else { at - tokens.end };
            (words.get(at).form, bucket(away))
        })
    };
    let (left, right) = (cue(cue_before), cue(cue_after));
    push(left.0);
    push(right.0);
    push(mix(left.0, left.1));
    push(mix(right.0, right.1));
    push(mix(left.1 | right.1 << 4, mix(length, inner)));
    push(mix(before.form, inner));
    push(mix(after.form, inner));

    // whether the block holds anything else, and what it is
    let block = words.get(tokens.start).block;
    let alone = u64::from(words.get(tokens.start.wrapping_sub(1)).block != block)
        | u64::from(words.get(tokens.end).block != block) << 1;
    push(alone | u64::from(first_inside.block_kind) << 2 | states << 6);
    push(mix(alone | states << 2, length));
    push(mix(alone, mix(level, coverage)));
    let fine_level = (2 * level_sum / tokens.len().max(1)) as u64;
    push(fine_level);
    push(mix(fine_level, length));
    push(mix(fine_level, mix(before.form, after.form)));
    push(mix(fine_level, inner));
    push(mix(parts | others << 2, fine_level));
    push(mix(first_inside.form, last_inside.form));
    push(mix(before.kind(8), first_inside.shape as u64));
    push(mix(before.kind(6), mix(before2.kind(6), length)));
    push(mix(u64::from(before.entity) | u64::from(after.entity) << 8, length));
    features
}
