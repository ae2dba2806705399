//! Segments into attributions: which cue a content belongs to, and which source said it.
//!
//! Each choice is among a few candidates and none, by a model that ranks them (as Denis and Baldridge
//! 2008 do for coreference): [`candidates`] finds them, [`choices`](super::choices) describes them.

use std::ops::Range;

use super::candidates::{self, Candidate};
use super::choices::{Choice, FEATURE_SET, Scene};
use super::lexicon;
use super::revision::Draft;
use super::spans::{Part, Segment};
use super::words::Words;
use crate::learn::{Gathered, Model, ModelCard, ModelId, vectorized};

/// The model that pairs segments.
pub const LINKS: ModelId<'static> = ModelId { name: "quotes-links-en", feature_set: FEATURE_SET };

/// An attribution as indices of its segments.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribution {
    pub(super) contents: Vec<usize>,
    pub(super) cue: Option<usize>,
    pub(super) source: Option<usize>,
    /// How likely the cue and the source are right.
    pub(super) confidence: [f32; 2],
}

/// A candidate, or none, and how likely it is right.
type Chosen = (Option<Candidate>, f32);

/// Working memory of weighing candidates: several, so that the rows that each asks for have time to
/// come before they are added.
#[derive(Debug, Default)]
struct Weighing {
    group: Vec<Option<Candidate>>,
    rows: Gathered,
}

/// Pairs segments.
#[derive(Debug)]
pub(super) struct Linker {
    model: Model,
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

    /// Groups the segments of a page into attributions, in the order of their first content. Cues and
    /// sources that are no segments yet come at the end of `segments`. Linear.
    pub(super) fn link(
        &self,
        words: &Words,
        tags: &[Draft],
        segments: &mut Vec<Segment>,
    ) -> Vec<Attribution> {
        let possible = |part| candidates::possible(words, tags, segments, part);
        let (sources, cues) = (possible(Part::Source), possible(Part::Cue));
        let scene = Scene { words, tags, segments, possible: [&sources, &cues] };
        let mut added = Vec::new();
        let attributions = self.attributions(&scene, &mut added);
        segments.extend(added);
        attributions
    }

    fn attributions(&self, scene: &Scene<'_>, added: &mut Vec<Segment>) -> Vec<Attribution> {
        let Scene { words, segments, .. } = *scene;
        let weighing = &mut Weighing::default();
        let mut attributions: Vec<Attribution> = Vec::new();
        let mut cues: Vec<Option<Candidate>> = Vec::new();
        let mut sources: Vec<Option<Chosen>> = Vec::new();
        let mut answered: Vec<usize> = Vec::new();
        for (content, segment) in segments.iter().enumerate() {
            if segment.part != Part::Content {
                continue;
            }
            let ((cue, confidence), source) = self.choose_cue(scene, content, weighing);
            let is_same = |other: &Option<Candidate>| match (other, &cue) {
                (Some(other), Some(cue)) => other.tokens == cue.tokens,
                _ => false,
            };
            let back = cues.iter().rev().take(SIGHT).position(is_same);
            let known = back.and_then(|back| attributions.len().checked_sub(back + 1));
            let known = known.and_then(|known| attributions.get_mut(known));
            let answers = known.as_ref().zip(cue.as_ref()).is_some_and(|(asked, cue)| {
                let last = asked.contents.last().and_then(|&last| segments.get(last));
                last.is_some_and(|last| is_asked(words, last, &cue.tokens, segment))
            });
            if let Some(attribution) = known
                && !answers
            {
                attribution.contents.push(content);
                continue;
            }
            if answers {
                answered.push(attributions.len());
            }
            let confidence = [if answers { 1.0 } else { confidence }, 0.0];
            let contents = vec![content];
            attributions.push(Attribution { contents, cue: None, source: None, confidence });
            // Who asks does not answer.
            cues.push(cue.filter(|_| !answers));
            sources.push(source.filter(|_| !answers));
        }
        for ((attribution, cue), source) in attributions.iter_mut().zip(cues).zip(sources) {
            let Some(&content) = attribution.contents.first() else { continue };
            let (source, confidence) = source.unwrap_or_else(|| {
                self.choose(&Choice::of_source(scene, content, cue.as_ref()), weighing)
            });
            attribution.confidence[1] = confidence;
            if let Some(source) = &source {
                leave_out(&source.tokens, &mut attribution.contents, segments);
            }
            let mut index_of = |part, candidate: Candidate| {
                let tokens = candidate.tokens;
                let is_same = |other: &Segment| other.part == part && other.tokens == tokens;
                let known = candidate.segment.or_else(|| {
                    let back = added.iter().rev().take(SIGHT).position(is_same)?;
                    Some(segments.len() + added.len() - 1 - back)
                });
                known.unwrap_or_else(|| {
                    added.push(Segment { part, tokens, confidence });
                    segments.len() + added.len() - 1
                })
            };
            attribution.source = source.map(|source| index_of(Part::Source, source));
            attribution.cue = cue.map(|cue| index_of(Part::Cue, cue));
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

    /// The likeliest cue of a content and how likely it is right. When another is nearly as likely,
    /// the one that has the clearer source, which is then known too.
    fn choose_cue(
        &self,
        scene: &Scene<'_>,
        content: usize,
        weighing: &mut Weighing,
    ) -> (Chosen, Option<Chosen>) {
        let choice = Choice::of_cue(scene, content);
        let [first, second] = self.rank(&choice, weighing);
        if second.1 < CLOSE * first.1 {
            return (first, None);
        }
        let mut source_of = |(cue, _): &Chosen| {
            self.choose(&Choice::of_source(scene, content, cue.as_ref()), weighing)
        };
        let (of_second, of_first) = (source_of(&second), source_of(&first));
        if second.1 * of_second.1 > first.1 * of_first.1 {
            (second, Some(of_second))
        } else {
            (first, Some(of_first))
        }
    }

    /// The likeliest candidate and how likely it is right; none when that is likelier.
    fn choose(&self, choice: &Choice<'_>, weighing: &mut Weighing) -> Chosen {
        let [best, _] = self.rank(choice, weighing);
        best
    }

    /// The two likeliest candidates and how likely they are right, none among them.
    fn rank(&self, choice: &Choice<'_>, weighing: &mut Weighing) -> [Chosen; 2] {
        vectorized(
            #[inline(always)]
            || self.weigh(choice, weighing),
        )
    }

    /// See [`Linker::rank`].
    #[inline(always)]
    fn weigh(&self, choice: &Choice<'_>, weighing: &mut Weighing) -> [Chosen; 2] {
        let table = self.model.table::<WIDTH>();
        let Weighing { group, rows } = weighing;
        let mut candidates = choice.candidates();
        let mut best: Chosen = (None, f32::NEG_INFINITY);
        let mut second: Chosen = (None, f32::NEG_INFINITY);
        // What all weigh together, as a multiple of what the best does.
        let mut weight = 0.0;
        loop {
            // The nearest and none; then, unless one of the nearest is settled on, the others.
            rows.clear();
            for candidate in candidates.by_ref() {
                let row = rows.start_row();
                choice.row(
                    candidate.as_ref(),
                    #[inline(always)]
                    |feature| {
                        table.call(feature);
                        row.push(feature);
                    },
                );
                let is_none = candidate.is_none();
                group.push(candidate);
                if is_none {
                    break;
                }
            }
            if group.is_empty() {
                break;
            }
            for (candidate, row) in group.drain(..).zip(rows.rows()) {
                let bonus = if candidate.is_none() { choice.bonus_of_none() } else { 0.0 };
                let score = self.model.unit() * table.sum_of_one(row) as f32 + bonus;
                if score > best.1 {
                    weight = weight * (best.1 - score).exp() + 1.0;
                    second = std::mem::replace(&mut best, (candidate, score));
                } else {
                    weight += (score - best.1).exp();
                    if score > second.1 {
                        second = (candidate, score);
                    }
                }
            }
            if best.0.is_some() && 1.0 / weight > SETTLED {
                break;
            }
        }
        let behind = (second.1 - best.1).exp();
        [(best.0, 1.0 / weight), (second.0, behind / weight)]
    }
}

/// One of the nearest segments that is this likely, among them and none, is not weighed against what is
/// further away.
const SETTLED: f32 = 0.99;

/// What a cue that is nearly as likely as another has of its probability at the least.
const CLOSE: f32 = 0.2;

/// Attributions before one that may have the same cue or a source in common with it.
const SIGHT: usize = 24;

/// Leaves out contents that are but a source or a part of it, where there are others.
fn leave_out(source: &Range<usize>, contents: &mut Vec<usize>, segments: &[Segment]) {
    let is_said = |&content: &usize| {
        let tokens = segments.get(content).map(|segment| &segment.tokens);
        tokens.is_some_and(|said| said.start < source.start || said.end > source.end)
    };
    if contents.iter().any(is_said) {
        contents.retain(is_said);
    }
}

/// Whether `next`, in a later block, comes after a question that its cue says was asked.
fn is_asked(words: &Words, question: &Segment, cue: &Range<usize>, next: &Segment) -> bool {
    let block = |segment: &Segment| words.get(segment.tokens.start).block;
    let asks = |index: usize| words.get(index).classes & lexicon::ASK != 0;
    let end = question.tokens.end;
    block(next) > block(question)
        && cue.clone().any(asks)
        && (end.saturating_sub(2)..end).any(|index| words.get(index).is_question_mark())
}

/// Scores of the model: its one label.
const WIDTH: usize = 1;
