//! Who was mentioned last.

use super::NO_CLUSTER;

/// How many are remembered.
const DEPTH: usize = 8;
/// How many sentences back somebody may be for a pronoun to mean them.
const MOST_SENTENCES: usize = 4;
/// By how much the best candidate must lead the next.
const LEAST_LEAD: f32 = 0.3;

/// What speaks against an object being the subject of its sentence.
const OBJECT_PENALTY: f32 = 2.0;

/// A mention as it looks to later pronouns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sighting {
    /// Who was mentioned; [`NO_CLUSTER`] for somebody unnamed.
    pub(super) cluster: u32,
    /// Index of the sentence.
    pub(super) sentence: usize,
    /// Index of the block.
    pub(super) block: u32,
    /// 1 for a man, -1 for a woman, 0 when nothing tells.
    pub(super) sex: i32,
    /// Whether it comes first in its sentence, as subjects do.
    pub(super) subject: bool,
    /// Whether it is a possessive or stands after a preposition.
    pub(super) oblique: bool,
    /// Whether a reporting verb stands beside it.
    pub(super) speaks: bool,
}

/// A pronoun of the third person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pronoun {
    /// 1 for "he", -1 for "she", 0 for what says neither.
    pub(super) sex: i32,
    /// Whether it can be nothing but an object, so that it is hardly the subject of its sentence.
    pub(super) object: bool,
}

/// The last few who were mentioned, each once, the latest at the end.
#[derive(Debug, Default)]
pub(super) struct Stack {
    sightings: Vec<Sighting>,
}

impl Stack {
    /// Notes a mention. Constant time.
    pub(super) fn push(&mut self, sighting: Sighting) {
        let same = |one: &Sighting| one.cluster == sighting.cluster && one.cluster != NO_CLUSTER;
        let mut sighting = sighting;
        if let Some(before) = self.sightings.iter().position(same) {
            let before = self.sightings.remove(before);
            // A subject stays the subject of its sentence however it is mentioned again.
            if before.sentence == sighting.sentence {
                sighting.subject |= before.subject;
                sighting.oblique &= before.oblique;
                sighting.speaks |= before.speaks;
            }
        } else if self.sightings.len() == DEPTH {
            self.sightings.remove(0);
        }
        self.sightings.push(sighting);
    }

    /// The named ones, the latest first.
    pub(super) fn clusters(&self) -> impl Iterator<Item = u32> {
        let named = self.sightings.iter().rev().map(|sighting| sighting.cluster);
        named.filter(|&cluster| cluster != NO_CLUSTER)
    }

    /// Whom a pronoun means, with a confidence; [`NO_CLUSTER`] for somebody unnamed.
    /// None when nobody fits, or several about as well. `names` counts how often somebody is named; none rules
    /// them out.
    pub(super) fn choose(
        &self,
        pronoun: Pronoun,
        sentence: usize,
        block: u32,
        names: impl Fn(u32) -> Option<u32>,
    ) -> Option<(u32, f32)> {
        let mut best: Option<(f32, Sighting)> = None;
        let mut next = f32::MIN;
        for (age, sighting) in self.sightings.iter().rev().enumerate() {
            let distance = sentence.saturating_sub(sighting.sentence);
            if sighting.sex * pronoun.sex < 0 || distance > MOST_SENTENCES {
                continue;
            }
            let unnamed = sighting.cluster == NO_CLUSTER;
            let Some(named) = (if unnamed { Some(0) } else { names(sighting.cluster) }) else {
                continue;
            };
            let mut score = score(sighting, pronoun.sex, distance, age, named, block);
            // An object is hardly the subject of its own sentence.
            if pronoun.object && distance == 0 && sighting.subject {
                score -= OBJECT_PENALTY;
            }
            match best {
                Some((most, _)) if score <= most => next = next.max(score),
                Some((most, _)) => {
                    next = most;
                    best = Some((score, *sighting));
                }
                None => best = Some((score, *sighting)),
            }
        }
        let (score, chosen) = best?;
        let lead = if next == f32::MIN { 3.0 } else { score - next };
        if lead < LEAST_LEAD {
            return None;
        }
        Some((chosen.cluster, (0.5 + 0.15 * lead).clamp(0.5, 0.95)))
    }
}

/// How well somebody fits: near, known to be of the sex, a subject, a speaker, often named.
fn score(
    sighting: &Sighting,
    sex: i32,
    distance: usize,
    age: usize,
    named: u32,
    block: u32,
) -> f32 {
    let mut score = -1.2 * distance as f32 - 0.15 * age as f32;
    score += 0.1 * named.min(8) as f32;
    if sex != 0 && sighting.sex == sex {
        score += 1.0;
    }
    if sighting.subject {
        score += 1.2;
    }
    if sighting.speaks {
        score += 0.8;
    }
    if sighting.oblique {
        score -= 0.8;
    }
    if sighting.block == block {
        score += 0.3;
    }
    if sighting.cluster == NO_CLUSTER {
        score -= 0.4;
    }
    score
}
