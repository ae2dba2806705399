//! What was read of a text, and which languages that speaks for.

use super::features::visit_words;
use super::languages::{self, Class, GROUPS};
use super::model::{BURST, Models, Scores};
use super::script::Script;

/// A language with the probability that a text is in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) class: Class,
    pub(super) probability: f32,
}

/// With so many letters, a text speaks for itself.
const LETTERS_ENOUGH: f32 = 24.0;

/// Languages less likely than this are left out.
const OUT_OF_THE_QUESTION: f32 = 1e-7;

/// Letters counted by script, and scores added up by group of languages.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    letters: [u32; Script::COUNT],
    features: [u32; GROUPS.len()],
    scores: [Scores; GROUPS.len()],
}

impl Tally {
    /// Counts a piece of text in.
    pub(super) fn read(&mut self, models: &Models, text: &str) {
        // A word has too few features to be worth a sum of its own.
        let mut features = Vec::with_capacity(BURST);
        let mut group_read = None;
        visit_words(text, |word| {
            self.letters[word.script as usize] += word.letters;
            let Some(group) = word.group() else { return };
            if group_read != Some(group) || features.len() + word.features.len() > BURST {
                self.add_features(models, group_read.replace(group), &features);
                features.clear();
            }
            features.extend_from_slice(word.features);
        });
        self.add_features(models, group_read, &features);
    }

    /// Counts features in that were read in the script of a group.
    fn add_features(&mut self, models: &Models, group: Option<usize>, features: &[u32]) {
        if let Some(group) = group {
            self.features[group] += features.len() as u32;
            models.add(group, features, &mut self.scores[group]);
        }
    }

    /// Counts all in that another tally has.
    pub(super) fn add(&mut self, other: &Tally) {
        for (own, more) in self.letters.iter_mut().zip(other.letters) {
            *own += more;
        }
        for group in 0..GROUPS.len() {
            if other.features[group] > 0 {
                self.features[group] += other.features[group];
                let (own, more) = (&mut self.scores[group], &other.scores[group]);
                own.resize(more.len(), 0);
                own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
            }
        }
    }

    /// How many letters were read, as letters of an alphabet.
    pub(super) fn letters(&self) -> u32 {
        Script::ALL.into_iter().map(|script| self.weight(script)).sum()
    }

    /// The script of most letters; none without letters.
    pub(super) fn script(&self) -> Option<Script> {
        let most =
            Script::ALL.into_iter().rev().max_by_key(|&script| self.letters[script as usize]);
        most.filter(|&script| self.letters[script as usize] > 0)
    }

    fn weight(&self, script: Script) -> u32 {
        self.letters[script as usize] * script.weight()
    }

    /// The languages that it speaks for, likeliest first. Empty without letters of a known script.
    pub(super) fn candidates(&self, models: &Models) -> Vec<Candidate> {
        let mut candidates = Vec::new();
        for (share, origin) in self.shares() {
            match origin {
                Origin::Group(group) => {
                    let (scores, features) = (&self.scores[group], self.features[group]);
                    let probabilities = models.probabilities(group, scores, features);
                    for (&class, probability) in GROUPS[group].classes.iter().zip(probabilities) {
                        if share * probability > OUT_OF_THE_QUESTION {
                            add(&mut candidates, class, share * probability);
                        }
                    }
                }
                Origin::Only(code, script) => {
                    add(&mut candidates, Class { code, script: script.code(), label: code }, share);
                }
            }
        }
        self.favour_common(&mut candidates);
        candidates.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        candidates
    }

    /// Weighs in how common languages are, the more the less was read: a few letters fit many
    /// languages, and most of what people write is in a few of these.
    fn favour_common(&self, candidates: &mut [Candidate]) {
        let doubt = 1.0 - self.letters() as f32 / LETTERS_ENOUGH;
        if doubt <= 0.0 {
            return;
        }
        for candidate in &mut *candidates {
            candidate.probability *= languages::weight(candidate.class.code).powf(doubt);
        }
        let sum: f32 = candidates.iter().map(|candidate| candidate.probability).sum();
        candidates.iter_mut().for_each(|candidate| candidate.probability /= sum);
    }

    /// The first of [`Tally::candidates`].
    pub(super) fn best(&self, models: &Models) -> Option<Candidate> {
        let mut scripts = Script::ALL.into_iter().filter(|&script| self.weight(script) > 0);
        // Most text is in one script, and then there is nothing to share out.
        match (scripts.next().and_then(languages::group), scripts.next()) {
            (Some(group), None) if !GROUPS[group].has_language_twice => {
                let scores = &self.scores[group];
                let (best, probability) = models.likeliest(group, scores, self.features[group])?;
                Some(Candidate { class: *GROUPS[group].classes.get(best)?, probability })
            }
            _ => self.candidates(models).into_iter().next(),
        }
    }

    /// How likely it is that the text is in a language of each group, or the only one of a script.
    /// Grows faster than the share of the letters: foreign names do not make a text foreign.
    fn shares(&self) -> Vec<(f32, Origin)> {
        let mut shares: Vec<(f32, Origin)> = Vec::new();
        let mut group_weights = [0u32; GROUPS.len()];
        for script in Script::ALL {
            if let Some(group) = languages::group(script) {
                group_weights[group] += self.weight(script);
            } else if let Some(code) = languages::only_language(script)
                && self.weight(script) > 0
            {
                shares.push((self.weight(script) as f32, Origin::Only(code, script)));
            }
        }
        for (group, &weight) in group_weights.iter().enumerate() {
            if weight > 0 {
                shares.push((weight as f32, Origin::Group(group)));
            }
        }
        let sum: f32 = shares.iter().map(|(weight, _)| weight.powi(3)).sum();
        shares.iter_mut().for_each(|(weight, _)| *weight = weight.powi(3) / sum);
        shares
    }
}

/// Where a candidate comes from.
#[derive(Debug, Clone, Copy)]
enum Origin {
    Group(usize),
    Only(&'static str, Script),
}

/// Adds a candidate; a language in two scripts is one, by its likelier script.
fn add(candidates: &mut Vec<Candidate>, class: Class, probability: f32) {
    match candidates.iter_mut().find(|candidate| candidate.class.code == class.code) {
        Some(candidate) => {
            if probability > candidate.probability {
                candidate.class = class;
            }
            candidate.probability += probability;
        }
        None => candidates.push(Candidate { class, probability }),
    }
}
