//! The features by which one of several candidates is chosen.
//!
//! What all candidates of a choice share tells none of them from another. So what an anchor looks
//! like counts for that there is none, and together with how a candidate lies to it.

use std::ops::Range;

use super::candidates::{self, Candidate, Possible};
use super::features::bucket;
use super::lexicon;
use super::revision::Draft;
use super::spans::{Part, Segment};
use super::words::{Place, Shape, Word, Words};
use crate::learn::{feature, mix};

/// What choices are made in.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The words.
    pub words: &'a Words,
    /// What the taggers say of each.
    pub tags: &'a [Draft],
    /// The segments, in order.
    pub segments: &'a [Segment],
    /// What may be a source, and what may be a cue, besides them: see [`candidates::possible`].
    pub possible: [&'a [Possible]; 2],
}

/// The choice of the cue of a content, or of its source.
#[derive(Debug)]
pub struct Choice<'a> {
    scene: &'a Scene<'a>,
    sought: Part,
    content: Candidate,
    cue: Option<&'a Candidate>,
    /// See [`Scene::ends`], of the content.
    ends: u64,
    /// See [`Scene::company`], of the content and of the cue.
    company: [u64; 2],
}

/// Changes with the features, so that a model trained with others is refused.
pub(super) const FEATURE_SET: u64 = 7;

/// Segments on either side that are the company of one.
const COMPANY: usize = 6;

/// A stretch between a candidate and its anchor is read so far.
const LONGEST: usize = 16;

/// Added to the score of that nobody is named: a text names most speakers. Chosen on articles of the
/// training data held out.
const NO_SOURCE: f32 = -1.0;

/// Templates of features, by what they are of.
mod of {
    pub(super) const RELATION: u32 = 30;
    pub(super) const CANDIDATE: u32 = 90;
    pub(super) const LEVEL: u32 = 120;
    pub(super) const CLAUSE: u32 = 180;
    pub(super) const NEIGHBOURS: u32 = 200;
}

/// A row in the making. Each kind of choice has templates of its own.
struct Row<S> {
    sink: S,
    kind: u32,
    template: u32,
}

/// Templates of one kind of choice.
const TEMPLATES: u32 = 256;

impl<S: FnMut(u32)> Row<S> {
    #[inline(always)]
    fn push(&mut self, value: u64) {
        self.template += 1;
        (self.sink)(feature(self.kind * TEMPLATES + self.template, value));
    }
}

impl<'a> Choice<'a> {
    /// The choice of the cue of a content, given by its segment.
    pub fn of_cue(scene: &'a Scene<'a>, content: usize) -> Self {
        Choice::new(scene, Part::Cue, content, None)
    }

    /// The choice of the source of a content whose cue is known.
    pub fn of_source(scene: &'a Scene<'a>, content: usize, cue: Option<&'a Candidate>) -> Self {
        Choice::new(scene, Part::Source, content, cue)
    }

    fn new(scene: &'a Scene<'a>, sought: Part, content: usize, cue: Option<&'a Candidate>) -> Self {
        let content = Candidate::of_segment(scene.segments, content, 0);
        let ends = scene.ends(&content.tokens);
        let company = [scene.company(&content), cue.map_or(0, |cue| scene.company(cue))];
        Choice { scene, sought, content, cue, ends, company }
    }

    /// The candidates: the nearest segments, none, and what is less likely.
    pub fn candidates(&self) -> impl Iterator<Item = Option<Candidate>> + use<'a> {
        let from = self.cue.unwrap_or(&self.content);
        let [sources, cues] = self.scene.possible;
        let possible = if self.sought == Part::Source { sources } else { cues };
        let near = || candidates::near(self.scene.segments, from, self.sought);
        let nearest = near().filter(|candidate| candidate.rank == 0).map(Some);
        let others = near().filter(|candidate| candidate.rank > 0);
        let others = others.chain(candidates::possible_near(possible, from, self.sought)).map(Some);
        nearest.chain(std::iter::once(None)).chain(others)
    }

    /// What is added to the score of that there is none, in logits.
    pub(super) const fn bonus_of_none(&self) -> f32 {
        match self.sought {
            Part::Source => NO_SOURCE,
            Part::Cue | Part::Content => 0.0,
        }
    }

    /// Calls `sink` with the features of a candidate.
    #[inline(always)]
    pub fn row(&self, candidate: Option<&Candidate>, sink: impl FnMut(u32)) {
        let Choice { scene, content, cue, .. } = self;
        let none = u32::from(candidate.is_none());
        let kind = self.sought as u32 | none << 2 | u32::from(cue.is_some()) << 3;
        let mut row = Row { sink, kind, template: 0 };
        let Some(candidate) = candidate else {
            self.describe_anchor(&mut row);
            return;
        };
        let tagged = u64::from(candidate.segment.is_some());
        let rank = candidate.rank as u64 | tagged << 4;
        row.push(rank);
        row.template = of::RELATION;
        let [company, of_cue] = self.company;
        scene.relate(content, company, candidate, &mut row);
        if let Some(cue) = cue {
            scene.relate(cue, of_cue, candidate, &mut row);
            let (head, order) = (scene.head(cue), self.order(candidate));
            row.push(order);
            row.push(mix(order, distance(&cue.tokens, &candidate.tokens)));
            row.push(mix(order, u64::from(head.classes)));
            row.push(mix(head.form, order));
            row.push(mix(head.form, rank));
        }
        row.template = of::CANDIDATE;
        let (head, tail) = (scene.head(candidate), scene.tail(candidate));
        row.push(head.form);
        row.push(mix(tail.form, u64::from(tail.classes)));
        row.push(mix(u64::from(head.classes), head.look()));
        row.push(length(candidate));
        row.push(u64::from(head.entity) | u64::from(tail.entity) << 8);
        row.push(mix(u64::from(head.place as u8), rank));
        row.push(tail.kind(8));
        row.push(mix(tail.kind(6), head.kind(6)));
        if let Some(cue) = cue {
            row.push(mix(scene.tail(cue).kind(8), tail.kind(6)));
        }
        row.template = of::LEVEL;
        let level = scene.level(&candidate.tokens, self.sought) | tagged << 4;
        row.push(level);
        row.push(mix(level, rank));
        if self.sought == Part::Source {
            row.template = of::CLAUSE;
            self.describe_clause(candidate, level, &mut row);
        }
        row.template = of::NEIGHBOURS;
        self.describe_neighbours(candidate, &mut row);
    }

    /// What the content and the cue look like.
    #[inline(always)]
    fn describe_anchor(&self, row: &mut Row<impl FnMut(u32)>) {
        let Choice { scene, content, cue, company: [company, _], .. } = self;
        let (head, tail) = (scene.head(content), scene.tail(content));
        row.push(mix(head.look(), tail.look()));
        row.push(mix(head.look(), length(content)));
        row.push(head.form);
        let Range { start, end } = content.tokens;
        let (before, after) = (scene.words.get(start.wrapping_sub(1)), scene.words.get(end));
        row.push(mix(before.look(), after.look()));
        row.push(before.form);
        row.push(after.form);
        let alone =
            u64::from(before.block != head.block) | u64::from(after.block != head.block) << 1;
        row.push(*company);
        row.push(mix(*company, alone | head.look() << 2));
        row.push(mix(*company, length(content)));
        let earlier = scene.words.get(start.wrapping_sub(2));
        row.push(mix(alone, earlier.look() | before.look() << 8));
        if let Some(cue) = cue {
            row.push(scene.head(cue).form);
            row.push(u64::from(scene.head(cue).classes));
            row.push(scene.tail(cue).form);
        }
    }

    /// Where a candidate stands in its sentence, and what lies between it and the cue: whether it may
    /// be the subject of it.
    #[inline(always)]
    fn describe_clause(&self, candidate: &Candidate, level: u64, row: &mut Row<impl FnMut(u32)>) {
        let Choice { scene, content, cue, .. } = self;
        let words = scene.words;
        let anchor = cue.unwrap_or(content);
        let Range { start, end } = candidate.tokens;
        let gap = if start < anchor.tokens.start {
            end..anchor.tokens.start
        } else {
            anchor.tokens.end..start
        };
        let (mut commas, mut verbs, mut clauses, mut nouns, mut marks) =
            (0u64, 0u64, 0u64, 0u64, 0u64);
        for word in gap.take(LONGEST).map(|index| words.get(index)) {
            commas += u64::from(matches!(word.shape, Shape::Comma | Shape::Dash));
            verbs += u64::from(word.classes & lexicon::VERB != 0);
            clauses += u64::from(word.classes & lexicon::THAT != 0);
            nouns += u64::from(word.starts_name() || word.classes & lexicon::PRONOUN != 0);
            marks += u64::from(word.place != Place::Outside);
        }
        let between = commas.min(2)
            | verbs.min(1) << 2
            | clauses.min(1) << 3
            | nouns.min(2) << 4
            | marks.min(1) << 6;
        let head = scene.head(candidate);
        let (first, last) = words.sentence(head.sentence);
        let at = bucket(start.saturating_sub(first));
        let edge = u64::from(start == first) | u64::from(end >= last) << 1;
        let before = words.get(start.wrapping_sub(1)).form;
        let verb = scene.head(anchor);
        let order = self.order(candidate);
        let form = mix(order, verb.suffix);
        row.push(mix(between, order));
        row.push(mix(between, form));
        row.push(mix(between, mix(order, level)));
        row.push(mix(at, order));
        row.push(mix(at, form));
        row.push(mix(before, form));
        row.push(mix(commas.min(2), mix(before, verb.suffix)));
        row.push(mix(nouns.min(3), form));
        row.push(mix(edge, form));
        row.push(mix(before, edge));
        row.push(mix(before, mix(order, u64::from(verb.classes))));
    }

    /// How a content ends on the side of a candidate, and what else is right beside the candidate:
    /// a comma asks for a cue, and a cue that another content leads up to belongs to that.
    #[inline(always)]
    fn describe_neighbours(&self, candidate: &Candidate, row: &mut Row<impl FnMut(u32)>) {
        let Choice { scene, content, ends, .. } = self;
        let (first, last) = (scene.head(content), scene.tail(content));
        let head = scene.head(candidate);
        let near = distance(&content.tokens, &candidate.tokens).min(5);
        let side = u64::from(content.tokens.start < candidate.tokens.start);
        let together = u64::from(first.sentence == head.sentence)
            | u64::from(last.sentence == head.sentence) << 1
            | u64::from(first.block == head.block) << 2;
        let lies = side | near << 1 | together << 4;
        let beside = |index: Option<usize>| scene.beside(&candidate.tokens, index?, content.first);
        let left = beside(candidate.first.checked_sub(1)).unwrap_or(0);
        let right = beside(Some(candidate.next)).unwrap_or(0);
        row.push(mix(lies, *ends));
        row.push(mix(lies, mix(*ends, u64::from(head.classes))));
        row.push(mix(lies, mix(*ends, head.form)));
        row.push(mix(lies, left));
        row.push(mix(lies, right));
        row.push(mix(lies, mix(left, right)));
        row.push(mix(mix(lies, *ends), mix(left, right)));
    }

    /// The order in which content, cue and candidate stand in the text.
    fn order(&self, candidate: &Candidate) -> u64 {
        let (content, candidate) = (self.content.tokens.start, candidate.tokens.start);
        let side = u64::from(content < candidate);
        let Some(cue) = self.cue else { return side | 1 << 3 };
        let cue = cue.tokens.start;
        u64::from(content < cue) | side << 1 | u64::from(cue < candidate) << 2
    }
}

impl Scene<'_> {
    /// How many sources, cues and contents the block and the sentence of a segment hold, as far as
    /// they are near; two stands for more.
    fn company(&self, candidate: &Candidate) -> u64 {
        let word = self.head(candidate);
        let start = candidate.first.saturating_sub(COMPANY);
        let near = self.segments.get(start..).unwrap_or_default();
        let mut counts = [0u64; 6];
        for segment in near.iter().take(candidate.first + COMPANY + 1 - start) {
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

    /// How a candidate lies to the content or the cue.
    #[inline(always)]
    fn relate(
        &self,
        from: &Candidate,
        company: u64,
        candidate: &Candidate,
        row: &mut Row<impl FnMut(u32)>,
    ) {
        let is_after = from.tokens.start < candidate.tokens.start;
        let (first, second) = if is_after { (from, candidate) } else { (candidate, from) };
        let (start, end) = (first.tokens.end, second.tokens.start);
        let side = u64::from(is_after);
        let distance = bucket(end.saturating_sub(start));
        let (near, far) = (self.words.get(start.saturating_sub(1)), self.words.get(end));
        let sentences = u64::from(far.sentence.abs_diff(near.sentence).min(2));
        let blocks = u64::from(far.block.abs_diff(near.block).min(2));
        let mut between = [0u64; 3];
        for segment in self.segments.get(first.next..second.first).unwrap_or_default() {
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
        let of_candidate = self.head(candidate);
        let looks = self.head(from).look() | self.tail(from).look() << 8;
        row.push(side | distance << 1);
        row.push(side | sentences << 1 | blocks << 3);
        row.push(side | between << 1);
        row.push(mix(side | sentences << 1 | blocks << 3, company));
        row.push(mix(side | between << 1, sentences | blocks << 2));
        row.push(mix(side | between << 1, distance));
        row.push(mix(side | gap << 1, distance));
        row.push(mix(side | gap << 1, sentences | blocks << 2 | between << 4));
        row.push(mix(side, head.form));
        row.push(mix(side, last.form));
        row.push(mix(side, mix(head.form, last.form)));
        row.push(mix(side | distance << 1, u64::from(of_candidate.classes)));
        row.push(mix(side | sentences << 1, of_candidate.form));
        row.push(mix(side | distance << 1, looks));
        row.push(mix(side | between << 1, looks));
    }

    /// How a content begins and ends within its marks.
    fn ends(&self, content: &Range<usize>) -> u64 {
        let shape = |outer: usize, inner: usize| match self.words.get(outer).shape {
            Shape::Mark => self.words.get(inner).shape as u64 | 1 << 4,
            shape => shape as u64,
        };
        let last = content.end.wrapping_sub(2);
        shape(content.start, content.start + 1)
            | shape(content.end.wrapping_sub(1), last) << 5
            | u64::from(self.words.get(last).is_question_mark()) << 10
    }

    /// What a segment is that may be right beside a candidate; one when it is not.
    fn beside(&self, candidate: &Range<usize>, index: usize, content: usize) -> Option<u64> {
        let segment = self.segments.get(index)?;
        let gap = bucket(gap(&segment.tokens, candidate));
        if gap > 3 {
            return Some(1);
        }
        let is_content = segment.part == Part::Content;
        let ends = if is_content { self.ends(&segment.tokens) } else { 0 };
        let own = u64::from(index == content);
        Some(2 + (segment.part as u64 | gap.min(2) << 2 | own << 4 | ends << 5))
    }

    fn head(&self, candidate: &Candidate) -> &Word {
        self.words.get(candidate.tokens.start)
    }

    fn tail(&self, candidate: &Candidate) -> &Word {
        self.words.get(candidate.tokens.end.wrapping_sub(1))
    }

    /// How likely the first tagger thinks that some tokens are of a part, in steps.
    fn level(&self, tokens: &Range<usize>, part: Part) -> u64 {
        let tags = self.tags.get(tokens.clone()).unwrap_or_default();
        let level = tags.iter().map(|tag| tag.levels[part as usize]).max();
        u64::from(level.unwrap_or(0))
    }
}

/// How many tokens are between others.
fn gap(one: &Range<usize>, other: &Range<usize>) -> usize {
    let (first, second) = if one.start < other.start { (one, other) } else { (other, one) };
    second.start.saturating_sub(first.end)
}

fn distance(one: &Range<usize>, other: &Range<usize>) -> u64 {
    bucket(gap(one, other))
}

fn length(candidate: &Candidate) -> u64 {
    bucket(candidate.tokens.len() / 2)
}
