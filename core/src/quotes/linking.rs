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
use crate::learn::{GatheredRow, Model, ModelCard, ModelId, vectorized};

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
        let mut attributions: Vec<Attribution> = Vec::new();
        let mut cues: Vec<Option<Candidate>> = Vec::new();
        let mut answered: Vec<usize> = Vec::new();
        for (content, segment) in segments.iter().enumerate() {
            if segment.part != Part::Content {
                continue;
            }
            let (cue, confidence) = self.choose_cue(scene, content);
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
        }
        for (attribution, cue) in attributions.iter_mut().zip(cues) {
            let Some(&content) = attribution.contents.first() else { continue };
            let (source, confidence) =
                self.choose(&Choice::of_source(scene, content, cue.as_ref()));
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
    /// the one that has the clearer source.
    fn choose_cue(&self, scene: &Scene<'_>, content: usize) -> (Option<Candidate>, f32) {
        let choice = Choice::of_cue(scene, content);
        let [(first, likely), (second, less)] = self.rank(&choice);
        if less < CLOSE * likely {
            return (first, likely);
        }
        let with_source = |cue: Option<&Candidate>, likely: f32| {
            let (_, of_source) = self.choose(&Choice::of_source(scene, content, cue));
            likely * of_source
        };
        if with_source(second.as_ref(), less) > with_source(first.as_ref(), likely) {
            (second, less)
        } else {
            (first, likely)
        }
    }

    /// The likeliest candidate and how likely it is right; none when that is likelier.
    fn choose(&self, choice: &Choice<'_>) -> (Option<Candidate>, f32) {
        let [best, _] = self.rank(choice);
        best
    }

    /// The two likeliest candidates and how likely they are right, none among them.
    fn rank(&self, choice: &Choice<'_>) -> [(Option<Candidate>, f32); 2] {
        vectorized(
            #[inline(always)]
            || self.weigh(choice),
        )
    }

    /// See [`Linker::rank`].
    #[inline(always)]
    fn weigh(&self, choice: &Choice<'_>) -> [(Option<Candidate>, f32); 2] {
        let table = self.model.table::<WIDTH>();
        let mut row = GatheredRow::default();
        let mut best: (Option<Candidate>, f32) = (None, f32::NEG_INFINITY);
        let mut second: (Option<Candidate>, f32) = (None, f32::NEG_INFINITY);
        // What all weigh together, as a multiple of what the best does.
        let mut weight = 0.0;
        for candidate in choice.candidates() {
            let is_none = candidate.is_none();
            row.clear();
            choice.row(
                candidate.as_ref(),
                #[inline(always)]
                |feature| {
                    table.call(feature);
                    row.push(feature);
                },
            );
            let sum = table.sum_of_one(row.features());
            let bonus = if is_none { choice.bonus_of_none() } else { 0.0 };
            let score = self.model.unit() * sum as f32 + bonus;
            if score > best.1 {
                weight = weight * (best.1 - score).exp() + 1.0;
                second = std::mem::replace(&mut best, (candidate, score));
            } else {
                weight += (score - best.1).exp();
                if score > second.1 {
                    second = (candidate, score);
                }
            }
            if is_none && best.0.is_some() && 1.0 / weight > SETTLED {
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
