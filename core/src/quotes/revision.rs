//! The features of the second tagger: what the first made of the neighbourhood.
//!
//! The first tagger decides each label by the words around it. What makes up an attribution is
//! further apart: a content wants a cue, a cue wants a source, and where a content ends depends on
//! which cue it belongs to. So a second tagger reads the first one's draft (stacked sequential
//! learning, Cohen and Carvalho 2005).

use super::features::bucket;
use super::spans::{self, Part};
use super::words::{Word, Words};
use crate::learn::{feature, mix};
use std::ops::Range;

/// What the first tagger says of a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Draft {
    /// Its label.
    pub label: u8,
    /// How likely it is of a source, of a cue, of a content, in steps.
    pub levels: [u8; 3],
    /// Whether the label is so likely that it is not looked at again.
    pub is_sure: bool,
}

/// Labels at least this likely are not looked at again: they are most, and the second tagger would
/// hardly change any. Chosen on articles of the training data held out.
const SURE: f32 = 0.8;

/// From how likely on something is of the first level, of the second and so on.
const LEVELS: [f32; 4] = [0.05, 0.2, 0.5, 0.8];

impl Draft {
    /// A draft from a label and its probabilities.
    pub(super) fn new(label: u8, probabilities: &[f32]) -> Self {
        let share = |label: usize| probabilities.get(label).copied().unwrap_or(0.0);
        let level = |part: Part| {
            let sum = share(spans::label_of(part, true)) + share(spans::label_of(part, false));
            LEVELS.iter().map(|&from| u8::from(sum >= from)).sum()
        };
        let levels = [level(Part::Source), level(Part::Cue), level(Part::Content)];
        Draft { label, levels, is_sure: share(label.into()) >= SURE }
    }

    const fn packed_levels(self) -> u64 {
        let [source, cue, content] = self.levels;
        source as u64 | (cue as u64) << 4 | (content as u64) << 8
    }
}

/// The lowest level at which a token may be of a part.
const POSSIBLE: u8 = 2;

/// Templates start here, after those of the first tagger.
const FIRST_TEMPLATE: u32 = 200;

/// Segments further away than this many tokens say nothing.
const SIGHT: usize = 40;

/// A segment of the draft.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    part: Part,
    start: usize,
    end: usize,
}

/// Working memory.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    stretches: Vec<Stretch>,
    next_cue: Vec<u32>,
}

impl Scratch {
    /// Notes what a draft of a block, whose first word is at `offset`, holds.
    fn read(&mut self, draft: &[Draft], offset: usize) {
        self.stretches.clear();
        self.next_cue.clear();
        self.next_cue.resize(draft.len(), u32::MAX);
        for (position, token) in draft.iter().enumerate() {
            let Some(part) = spans::part_of(token.label) else { continue };
            let index = offset + position;
            match self.stretches.last_mut() {
                Some(last)
                    if !spans::begins(token.label) && last.part == part && last.end == index =>
                {
                    last.end += 1;
                }
                _ => self.stretches.push(Stretch { part, start: index, end: index + 1 }),
            }
        }
        let mut next = u32::MAX;
        for (position, (token, slot)) in draft.iter().zip(&mut self.next_cue).enumerate().rev() {
            *slot = next;
            if token.levels[Part::Cue as usize] >= POSSIBLE {
                next = (offset + position) as u32;
            }
        }
    }
}

/// A walk through words of a block and what the draft says around them. Linear in all.
pub(super) struct View<'a> {
    words: &'a Words,
    block: Range<usize>,
    draft: &'a [Draft],
    scratch: &'a Scratch,
    /// The first word of the sentence in the block, and the one after the last.
    sentence: (usize, usize),
    /// The first stretch that does not end before the word.
    stretch: usize,
    /// The first word that has not been passed.
    next: usize,
    /// The last word so far that may be of a cue.
    last_cue: Option<usize>,
    /// The last word so far that may be of a source.
    last_source: Option<usize>,
}

impl<'a> View<'a> {
    /// A walk through `block`, given the draft of it.
    pub(super) fn of(
        words: &'a Words,
        block: &Range<usize>,
        draft: &'a [Draft],
        scratch: &'a mut Scratch,
    ) -> Self {
        scratch.read(draft, block.start);
        View {
            words,
            block: block.clone(),
            draft,
            scratch,
            sentence: (block.start, block.start),
            stretch: 0,
            next: block.start,
            last_cue: None,
            last_source: None,
        }
    }

    fn draft(&self, index: usize) -> Draft {
        let position = index.wrapping_sub(self.block.start);
        self.draft.get(position).copied().unwrap_or_default()
    }

    fn word(&self, index: usize) -> &'a Word {
        self.words.get(if self.block.contains(&index) { index } else { usize::MAX })
    }

    /// Passes the words before `index`.
    fn pass(&mut self, index: usize) {
        for passed in self.next..index {
            let levels = self.draft(passed).levels;
            if levels[Part::Cue as usize] >= POSSIBLE {
                self.last_cue = Some(passed);
            }
            if levels[Part::Source as usize] >= POSSIBLE {
                self.last_source = Some(passed);
            }
        }
        self.next = index;
    }

    /// Calls `sink` with each feature of the word at `index`, which is after the last asked for.
    #[inline(always)]
    pub(super) fn row(&mut self, index: usize, mut sink: impl FnMut(u32)) {
        self.pass(index);
        let word = self.words.get(index);
        if index >= self.sentence.1 {
            let (first, last) = self.words.sentence(word.sentence);
            self.sentence = (first.max(self.block.start), last.min(self.block.end));
        }
        let sentence = self.sentence.0..self.sentence.1;
        let stretches = &self.scratch.stretches;
        while stretches.get(self.stretch).is_some_and(|stretch| stretch.end <= index) {
            self.stretch += 1;
        }
        let here = stretches.get(self.stretch).copied().filter(|stretch| stretch.start <= index);
        let beyond = self.stretch + usize::from(here.is_some());
        let before = |back: usize| {
            let stretch = stretches.get(self.stretch.checked_sub(back)?).copied()?;
            (stretch.start + SIGHT > index).then_some(stretch)
        };
        let after = |ahead: usize| stretches.get(beyond + ahead - 1).copied();
        let neighbour = |stretch: Option<Stretch>| {
            stretch.map_or(0, |stretch| {
                let together = self.words.get(stretch.start).sentence == word.sentence;
                (stretch.part as u64 + 1) | u64::from(together) << 3
            })
        };

        let mut template = FIRST_TEMPLATE;
        let mut push = |value: u64| {
            template += 1;
            sink(feature(template, value));
        };
        let label = |offset: isize| u64::from(self.draft(index.wrapping_add_signed(offset)).label);
        let levels = |offset: isize| self.draft(index.wrapping_add_signed(offset)).packed_levels();
        let look = word.look();
        push(label(-2) | label(-1) << 4 | label(0) << 8 | label(1) << 12 | label(2) << 16);
        push(mix(levels(0), levels(-1)));
        push(mix(levels(0), levels(1)));
        push(mix(levels(0), word.form));
        push(mix(levels(0), look));

        let part = here.map_or(0, |stretch| stretch.part as u64 + 1);
        let (left, left2) = (neighbour(before(1)), neighbour(before(2)));
        let (right, right2) = (neighbour(after(1)), neighbour(after(2)));
        let pattern = part | left << 4 | right << 8;
        let to_left = before(1).map_or(15, |stretch| bucket(index - stretch.end));
        let to_right = after(1).map_or(15, |stretch| bucket(stretch.start.saturating_sub(index)));
        push(pattern | left2 << 12 | right2 << 16);
        push(mix(pattern, look));
        push(pattern | to_left << 16 | to_right << 20);
        push(mix(left | to_left << 4 | part << 8, look));
        push(mix(right | to_right << 4 | part << 8, look));

        let next_cue = self.scratch.next_cue.get(index - self.block.start).copied();
        let next_cue = next_cue.map(|cue| cue as usize).filter(|cue| *cue < sentence.end);
        let last_cue = self.last_cue.filter(|cue| *cue >= sentence.start);
        let last_source = self.last_source.filter(|source| *source >= sentence.start);
        let form = |place: Option<usize>| place.map_or(1, |place| self.words.get(place).form);
        let distance =
            |place: Option<usize>| place.map_or(15, |place| bucket(place.abs_diff(index)));
        push(mix(form(last_cue), distance(last_cue)));
        push(mix(form(next_cue), distance(next_cue)));
        push(mix(form(last_cue), mix(part, look)));
        push(mix(form(next_cue), mix(part, look)));
        push(mix(distance(last_cue) | distance(next_cue) << 4, part));
        let after_cue = last_cue.map_or(1, |cue| self.words.get(cue + 1).form);
        push(mix(after_cue, mix(part, look)));
        push(mix(form(last_cue), mix(after_cue, part)));
        let order = u64::from(last_cue > last_source) | u64::from(last_cue.is_some()) << 1;
        push(distance(last_source) | part << 4 | order << 8);

        if let Some(stretch) = here {
            let length = bucket(stretch.end - stretch.start);
            let (head, tail) = (self.word(stretch.start), self.word(stretch.end - 1));
            let outer = (self.word(stretch.start.wrapping_sub(1)), self.word(stretch.end));
            let edges = outer.0.shape as u64 | (outer.1.shape as u64) << 4;
            let fits = u64::from(stretch.start == sentence.start)
                | u64::from(stretch.end >= sentence.end) << 1
                | u64::from(stretch.end + 1 >= sentence.end) << 2;
            let place = bucket(index - stretch.start) | bucket(stretch.end - 1 - index) << 4;
            push(mix(part | length << 4, place));
            push(mix(part, mix(head.form, length)));
            push(mix(part, mix(outer.0.form, outer.1.form)));
            push(mix(part, mix(head.shape as u64 | (tail.shape as u64) << 4, edges)));
            push(mix(part | fits << 4, left | right << 8));
            push(mix(part, mix(left | right << 8 | left2 << 12, edges)));
        }
    }
}
