//! Segments into attributions: which cue a content belongs to, and which source said it.
//!
//! Each choice is among the few nearest candidates and none, by a classifier that says of every pair
//! how likely it is one (a mention-ranking model, as Denis and Baldridge 2008 use for coreference).

use super::features::FEATURE_SET;
use super::features::bucket;
use super::lexicon;
use super::spans::{Part, Segment};
use super::words::{Word, Words};
use crate::learn::{GatheredRow, Model, ModelCard, ModelId, feature, mix};

/// The model that pairs segments.
pub const LINKS: ModelId<'static> = ModelId { name: "quotes-links-en", feature_set: FEATURE_SET };

/// The label of pairs that belong together.
pub const TOGETHER: usize = 1;

/// Candidates of a kind on either side.
const REACH: usize = 3;

/// Segments on either side that are looked at for candidates.
const SIGHT: usize = 12;

/// An attribution as indices of its segments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribution {
    pub(super) contents: Vec<usize>,
    pub(super) cue: Option<usize>,
    pub(super) source: Option<usize>,
    /// How likely the cue and the source are right.
    pub(super) confidence: [f32; 2],
}

/// Pairs segments.
#[derive(Debug)]
pub(super) struct Linker {
    model: Model,
}

/// A choice to make: the anchor, and what is known of it already.
#[derive(Debug, Clone, Copy)]
pub struct Anchor {
    /// The content.
    pub content: usize,
    /// Its cue, when a source is sought.
    pub cue: Option<usize>,
    /// What is sought.
    pub sought: Part,
}

impl Linker {
    /// A linker with this model.
    pub(super) const fn with(model: Model) -> Self {
        Linker { model }
    }

    /// What people should know of the model.
    pub(super) const fn card(&self) -> &ModelCard {
        self.model.card()
    }

    /// Groups the segments of a page into attributions, in the order of their first content. Linear.
    pub(super) fn link(&self, words: &Words, segments: &[Segment]) -> Vec<Attribution> {
        let mut attributions: Vec<Attribution> = Vec::new();
        let mut answered: Vec<usize> = Vec::new();
        let mut of_cue: Vec<Option<usize>> = vec![None; segments.len()];
        for (content, segment) in segments.iter().enumerate() {
            if segment.part != Part::Content {
                continue;
            }
            let (cue, confidence) =
                self.choose(words, segments, Anchor { content, cue: None, sought: Part::Cue });
            let known = cue.and_then(|cue| of_cue.get(cue).copied().flatten());
            let known = known.and_then(|known| attributions.get_mut(known));
            // Who asks does not answer.
            let answers = known.as_ref().is_some_and(|asked| {
                let last = asked.contents.last().and_then(|&last| segments.get(last));
                let cue = asked.cue.and_then(|cue| segments.get(cue));
                last.zip(cue).is_some_and(|(last, cue)| is_asked(words, last, cue, segment))
            });
            if answers {
                answered.push(attributions.len());
                let contents = vec![content];
                let confidence = [1.0, 0.0];
                attributions.push(Attribution { contents, cue: None, source: None, confidence });
                continue;
            }
            if let Some(attribution) = known {
                attribution.contents.push(content);
                continue;
            }
            if let Some(slot) = cue.and_then(|cue| of_cue.get_mut(cue)) {
                *slot = Some(attributions.len());
            }
            let contents = vec![content];
            attributions.push(Attribution {
                contents,
                cue,
                source: None,
                confidence: [confidence, 0.0],
            });
        }
        for attribution in &mut attributions {
            let Some(&content) = attribution.contents.first() else { continue };
            let anchor = Anchor { content, cue: attribution.cue, sought: Part::Source };
            let (source, confidence) = self.choose(words, segments, anchor);
            attribution.source = source;
            attribution.confidence[1] = confidence;
        }
        for answer in answered {
            let source = |back: usize| attributions.get(answer.checked_sub(back)?)?.source;
            // The one who spoke before the question was put answers it.
            let (asker, before) = (source(1), source(2));
            if let Some(attribution) = attributions.get_mut(answer)
                && attribution.source.is_none_or(|source| Some(source) == asker)
            {
                attribution.source = before.filter(|_| before != asker);
            }
        }
        attributions
    }

    /// The likeliest candidate and how likely it is right; none when that is likelier.
    fn choose(&self, words: &Words, segments: &[Segment], anchor: Anchor) -> (Option<usize>, f32) {
        let table = self.model.table::<WIDTH>();
        let scene = Scene { words, segments, anchor };
        let mut row = GatheredRow::default();
        let mut best = (None, 0.0f32);
        let mut sum = 0.0;
        for (candidate, rank) in scene.candidates() {
            row.clear();
            scene.row(candidate, rank, |feature| row.push(feature));
            let sums = table.sum_of(row.features());
            let mut together = self.model.probability_of(TOGETHER, &sums);
            if candidate.is_none() && anchor.sought == Part::Source {
                together *= NO_SOURCE;
            }
            sum += together;
            if together > best.1 {
                best = (candidate, together);
            }
        }
        (best.0, if sum > 1.0 { best.1 / sum } else { best.1 })
    }
}

/// What the probability that nobody is named counts against the sources found: a text names most
/// speakers. Chosen on articles of the training data held out.
const NO_SOURCE: f32 = 0.2;

/// Whether `next`, in a later block, comes after a question that its cue says was asked.
fn is_asked(words: &Words, question: &Segment, cue: &Segment, next: &Segment) -> bool {
    let block = |segment: &Segment| words.get(segment.tokens.start).block;
    let asks = |index: usize| words.get(index).classes & lexicon::ASK != 0;
    let end = question.tokens.end;
    block(next) > block(question)
        && cue.tokens.clone().any(asks)
        && (end.saturating_sub(2)..end).any(|index| words.get(index).is_question_mark())
}

/// Scores of the model: its two labels, padded.
const WIDTH: usize = 8;

/// The candidates for a choice with their features; the last is none.
pub fn candidate_rows(
    words: &Words,
    segments: &[Segment],
    anchor: Anchor,
) -> Vec<(Option<usize>, Vec<u32>)> {
    let scene = Scene { words, segments, anchor };
    let row = |(candidate, rank)| {
        let mut features = Vec::new();
        scene.row(candidate, rank, |feature| features.push(feature));
        (candidate, features)
    };
    scene.candidates().map(row).collect()
}

struct Scene<'a> {
    words: &'a Words,
    segments: &'a [Segment],
    anchor: Anchor,
}

/// A row in the making. Templates of the two kinds of choice are kept apart by `kind`.
struct Row<S> {
    sink: S,
    kind: u64,
    template: u32,
}

impl<S: FnMut(u32)> Row<S> {
    #[inline]
    fn push(&mut self, value: u64) {
        self.template += 1;
        (self.sink)(feature(self.template, mix(self.kind, value)));
    }
}

impl Scene<'_> {
    /// The candidates, each with how many of its side are nearer; the last is none.
    fn candidates(&self) -> impl Iterator<Item = (Option<usize>, usize)> {
        let Anchor { content, cue, sought } = self.anchor;
        let from = cue.unwrap_or(content);
        let is_sought =
            move |index: &usize| self.segments.get(*index).is_some_and(|s| s.part == sought);
        let before = (from.saturating_sub(SIGHT)..from).rev().filter(is_sought).take(REACH);
        let end = self.segments.len().min(from + 1 + SIGHT);
        let after = (from + 1..end).filter(is_sought).take(REACH);
        let count = before.clone().count() + after.clone().count();
        let ranked = before.enumerate().chain(after.enumerate());
        ranked.map(|(rank, index)| (Some(index), rank)).chain(std::iter::once((None, count)))
    }

    /// Calls `sink` with the features of a candidate.
    fn row(&self, candidate: Option<usize>, rank: usize, sink: impl FnMut(u32)) {
        let Anchor { content, cue, sought } = self.anchor;
        let none = u64::from(candidate.is_none());
        let kind = sought as u64 | none << 2 | u64::from(cue.is_some()) << 3;
        let mut row = Row { sink, kind, template: 0 };
        row.push(rank as u64);
        self.describe_content(content, &mut row);
        if let Some(cue) = cue {
            row.push(mix(self.head(cue).form, rank as u64));
            row.push(u64::from(self.head(cue).classes));
            row.push(self.tail(cue).form);
        }
        let Some(candidate) = candidate else { return };
        row.template = 30;
        self.relate(content, candidate, &mut row);
        if let Some(cue) = cue {
            self.relate(cue, candidate, &mut row);
            let order = self.order(&[content, cue, candidate]);
            row.push(order);
            row.push(mix(order, self.words_between(cue, candidate)));
            row.push(mix(order, u64::from(self.head(cue).classes)));
            row.push(mix(self.head(cue).form, order));
        }
        row.template = 90;
        let (head, tail) = (self.head(candidate), self.tail(candidate));
        row.push(head.form);
        row.push(mix(tail.form, u64::from(tail.classes)));
        row.push(mix(u64::from(head.classes), head.look()));
        row.push(self.length(candidate));
        row.push(u64::from(head.entity) | u64::from(tail.entity) << 8);
        row.push(mix(u64::from(head.place as u8), rank as u64));
        row.push(tail.kind(8));
        row.push(mix(tail.kind(6), head.kind(6)));
        if let Some(cue) = cue {
            row.push(mix(self.tail(cue).kind(8), tail.kind(6)));
        }
    }

    fn describe_content(&self, content: usize, row: &mut Row<impl FnMut(u32)>) {
        let (head, tail) = (self.head(content), self.tail(content));
        row.push(mix(head.look(), tail.look()));
        row.push(mix(head.look(), self.length(content)));
        row.push(head.form);
        let tokens = self.tokens(content);
        let before = self.words.get(tokens.0.wrapping_sub(1));
        let after = self.words.get(tokens.1);
        row.push(mix(before.look(), after.look()));
        row.push(before.form);
        row.push(after.form);
        let company = self.company(content);
        let block = self.words.get(tokens.0).block;
        let alone = u64::from(before.block != block) | u64::from(after.block != block) << 1;
        row.push(company);
        row.push(mix(company, alone | head.look() << 2));
        row.push(mix(company, self.length(content)));
        let follows = self.words.get(tokens.0.wrapping_sub(2));
        row.push(mix(alone, follows.look() | before.look() << 8));
    }

    /// How many cues and sources the block and the sentence of a content hold, as far as they are
    /// near; two stands for more.
    fn company(&self, content: usize) -> u64 {
        let word = self.head(content);
        let near = content.saturating_sub(REACH * 2)..content + REACH * 2 + 1;
        let mut counts = [0u64; 6];
        for segment in self.segments.get(near.start..).unwrap_or_default().iter().take(near.len()) {
            let other = self.words.get(segment.tokens.start);
            if other.block != word.block {
                continue;
            }
            let sentence = usize::from(other.sentence == word.sentence) * 3;
            if let Some(count) = counts.get_mut(segment.part as usize + sentence) {
                *count = (*count + 1).min(2);
            }
        }
        counts.iter().fold(0, |packed, count| packed << 2 | count)
    }

    /// How a candidate lies to another segment.
    fn relate(&self, from: usize, candidate: usize, row: &mut Row<impl FnMut(u32)>) {
        let ((_, start), (first, second)) = if from < candidate {
            (self.tokens(from), (from, candidate))
        } else {
            (self.tokens(candidate), (candidate, from))
        };
        let end = self.tokens(second).0;
        let side = u64::from(from < candidate);
        let distance = bucket(end.saturating_sub(start));
        let (near, far) = (self.words.get(start.saturating_sub(1)), self.words.get(end));
        let sentences = u64::from(far.sentence.abs_diff(near.sentence).min(2));
        let blocks = u64::from(far.block.abs_diff(near.block).min(2));
        let mut between = [0u64; 3];
        for segment in self.segments.get(first + 1..second).unwrap_or_default() {
            if let Some(count) = between.get_mut(segment.part as usize) {
                *count = (*count + 1).min(2);
            }
        }
        let [sources, cues, contents] = between;
        let between = sources | cues << 2 | contents << 4;
        let (head, last) = if end > start {
            (self.words.get(start), self.words.get(end - 1))
        } else {
            (self.words.get(usize::MAX), self.words.get(usize::MAX))
        };
        let gap = head.shape as u64 | (last.shape as u64) << 4;
        row.push(side | distance << 1);
        row.push(side | sentences << 1 | blocks << 3);
        row.push(side | between << 1);
        row.push(mix(side | sentences << 1 | blocks << 3, self.company(from)));
        row.push(mix(side | between << 1, sentences | blocks << 2));
        row.push(mix(side | between << 1, distance));
        row.push(mix(side | gap << 1, distance));
        row.push(mix(side | gap << 1, sentences | blocks << 2 | between << 4));
        row.push(mix(side, head.form));
        row.push(mix(side, last.form));
        row.push(mix(side, mix(head.form, last.form)));
        row.push(mix(side | distance << 1, u64::from(self.head(candidate).classes)));
        row.push(mix(side | sentences << 1, self.head(candidate).form));
        row.push(mix(side | distance << 1, self.head(from).look() | self.tail(from).look() << 8));
        row.push(mix(side | between << 1, self.head(from).look() | self.tail(from).look() << 8));
    }

    /// The order in which segments stand in the text.
    fn order(&self, segments: &[usize; 3]) -> u64 {
        let [a, b, c] = *segments;
        u64::from(a < b) | u64::from(a < c) << 1 | u64::from(b < c) << 2
    }

    fn words_between(&self, one: usize, other: usize) -> u64 {
        let (first, second) = (one.min(other), one.max(other));
        bucket(self.tokens(second).0.saturating_sub(self.tokens(first).1))
    }

    fn tokens(&self, segment: usize) -> (usize, usize) {
        self.segments
            .get(segment)
            .map_or((0, 0), |segment| (segment.tokens.start, segment.tokens.end))
    }

    fn head(&self, segment: usize) -> &Word {
        self.words.get(self.tokens(segment).0)
    }

    fn tail(&self, segment: usize) -> &Word {
        self.words.get(self.tokens(segment).1.wrapping_sub(1))
    }

    fn length(&self, segment: usize) -> u64 {
        let (start, end) = self.tokens(segment);
        bucket((end - start) / 2)
    }
}
