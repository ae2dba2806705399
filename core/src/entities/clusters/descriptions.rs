//! Descriptions: "the Belarusian leader", "the agency", "the 24-year-old", "the Dane".
//!
//! Only a definite article, and only what the text has said before: a role or kind that one alone of
//! those mentioned last has, or an age; who is called by a nation alone is whoever a pronoun would mean.

use crate::analysis::MentionKind;
use crate::entities::atoms::AtomKind;
use crate::entities::vocabulary::Case;

use super::context::{self, sex_of};
use super::lexicon::*;
use super::references::Sweep;
use super::stack::{Pronoun, Sighting};
use super::{Cluster, NO_CLUSTER};

/// The confidence of a description by the age that the text gives.
const SURE_OF_AGE: f32 = 0.9;

impl Sweep<'_> {
    /// "the Belarusian leader", "the agency": the position after it when it refers to a thing named.
    pub(super) fn read_description(&mut self, article: usize) -> Option<usize> {
        if self.quote.is_some() {
            return None;
        }
        if let Some((age, end)) = context::age_at(self.page.text, self.atoms, article + 1) {
            return self.read_age(article, end, age);
        }
        if let Some(end) = self.read_one_of_nation(article) {
            return Some(end);
        }
        let mut at = article + 1;
        let mut name = self.next_name;
        let mut modifier = None;
        let mut former = false;
        for _ in 0..2 {
            if let Some(setting) = self.settings.get(name).filter(|setting| setting.first == at) {
                let words = self.names.get(name)?.span.slice(self.page.text);
                modifier = Some(self.lexicon.place(super::names::key_of(words)));
                at = setting.end;
                name += 1;
            } else if self.is(at, FORMER) {
                former = true;
                at += 1;
            }
        }
        let (roles, role_length) = look_up(&self.lexicon.roles.referring, self.atoms, at);
        let (kinds, kind_length) = look_up(&self.lexicon.bodies.referring, self.atoms, at);
        let length = if roles != 0 { role_length } else { kind_length };
        let end = at + length;
        if roles == 0 && kinds == 0 || !self.ends_noun_phrase(end, name) {
            return None;
        }
        // A word of the phrase that is a name itself is no role.
        if self.settings.get(name).is_some_and(|setting| setting.first < end) {
            return None;
        }
        let cluster = match roles {
            0 => self.body_described(kinds, modifier, at),
            _ => self.person_described(roles, modifier, former),
        };
        let Some((cluster, confidence)) = cluster else {
            if roles != 0 {
                let sex = sex_of(self.lexicon.classes(self.atoms, end - 1).0);
                self.people.push(Sighting { sex, ..self.sighting(NO_CLUSTER, article, end) });
                return Some(end.max(self.skip_names(name, end)));
            }
            return None;
        };
        if roles != 0 {
            self.refer_to_person(cluster, article, end, confidence);
        } else {
            self.refer(cluster, article, end, MentionKind::Nominal, confidence);
            self.bodies.push(self.sighting(cluster, article, end));
        }
        Some(self.skip_names(name, end))
    }

    /// "the 24-year-old": who the text has given this age, or else who was mentioned last.
    fn read_age(&mut self, article: usize, end: usize, age: u32) -> Option<usize> {
        // "the 24-year-old from Arden"
        if !self.ends_noun_phrase(end, self.next_name) && !self.is(end, PREPOSITION) {
            return None;
        }
        let (cluster, confidence) = self.person_of_age(age)?;
        self.refer_to_person(cluster, article, end, confidence);
        Some(end)
    }

    /// "the Dane": whoever a pronoun would mean.
    fn read_one_of_nation(&mut self, article: usize) -> Option<usize> {
        let (class, length) = self.lexicon.classes(self.atoms, article + 1);
        let end = article + 1 + length;
        let name = self.settings.get(self.next_name).filter(|setting| setting.first == article + 1);
        if class & ONE_OF_A_NATION == 0
            || name.is_some_and(|name| name.end != end)
            || !self.is(end, REPORTING_VERB | AFTER_NOUN)
            || self.is(end, SMALL_WORD)
        {
            return None;
        }
        let (cluster, confidence) = self.anybody(|_| true)?;
        self.refer_to_person(cluster, article, end, confidence);
        let next_name = self.next_name + usize::from(name.is_some());
        Some(self.skip_names(next_name, end))
    }

    fn refer_to_person(&mut self, cluster: u32, start: usize, end: usize, confidence: f32) {
        if cluster != NO_CLUSTER {
            self.refer(cluster, start, end, MentionKind::Nominal, confidence);
            let sex = self.clusters.sex(cluster);
            self.people.push(Sighting { sex, ..self.sighting(cluster, start, end) });
            self.subject_seen = true;
        }
    }

    /// Passes the names inside a description.
    fn skip_names(&mut self, next_name: usize, end: usize) -> usize {
        self.next_name = self.next_name.max(next_name);
        end
    }

    /// Whether what follows does not go on with the phrase: "the president said", but not "the
    /// president of", "the party leader".
    fn ends_noun_phrase(&self, end: usize, next_name: usize) -> bool {
        let Some(atom) = self.atoms.get(end).filter(|atom| atom.block == self.block) else {
            return true;
        };
        match atom.kind {
            AtomKind::Mark('-' | '/' | '(' | '&') => false,
            // ", Jane Roe," names who is described.
            AtomKind::Mark(',') => !self
                .settings
                .get(next_name)
                .is_some_and(|setting| setting.first > end && setting.phrase <= end + 1),
            AtomKind::Mark(_) => true,
            // "lashed out": what ends so is hardly ever a noun.
            AtomKind::Word => {
                let past =
                    atom.case == Case::Lower && atom.span.slice(self.page.text).ends_with("ed");
                (past || self.is(end, AFTER_NOUN | REPORTING_VERB)) && !self.is(end, OF)
            }
            AtomKind::Number(_) | AtomKind::Address => false,
        }
    }

    /// The person on the stack whom a role describes, when there is one alone.
    fn person_described(
        &self,
        roles: u64,
        modifier: Option<u64>,
        former: bool,
    ) -> Option<(u32, f32)> {
        let mut fitting = self.people.clusters().filter(|&cluster| {
            self.clusters.get(cluster).is_some_and(|cluster| {
                let traits = &cluster.traits;
                let placed = modifier.is_none_or(|key| traits.has_modifier(key));
                traits.roles & roles != 0 && traits.former == former && placed
            })
        });
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some((only, if modifier.is_some() { 0.85 } else { 0.75 })),
            _ => None,
        }
    }

    /// The only person on the stack of an age, or else whoever of unknown age a pronoun would mean.
    fn person_of_age(&self, age: u32) -> Option<(u32, f32)> {
        let age_of = |cluster| self.clusters.get(cluster).map_or(0, |cluster| cluster.traits.age);
        let mut of_age = self.people.clusters().filter(|&cluster| age_of(cluster) == age);
        if let (Some(only), None) = (of_age.next(), of_age.next()) {
            return Some((only, SURE_OF_AGE));
        }
        self.anybody(|cluster| [0, age].contains(&cluster.traits.age))
    }

    /// Whom of those that fit a pronoun would mean that says nothing of sex.
    fn anybody(&self, fits: impl Fn(&Cluster) -> bool) -> Option<(u32, f32)> {
        let pronoun = Pronoun { sex: 0, object: false };
        self.people.choose(pronoun, self.sentence, self.block, |cluster| {
            self.clusters.get(cluster).filter(|cluster| fits(cluster)).map(|cluster| cluster.names)
        })
    }

    /// The body that a kind describes: one whose name has the word, or the only or last one of
    /// that kind.
    fn body_described(&self, kinds: u64, modifier: Option<u64>, noun: usize) -> Option<(u32, f32)> {
        let telling = look_up(&self.lexicon.bodies.telling, self.atoms, noun).0 != 0;
        let mut fitting = self.bodies.clusters().filter(|&cluster| {
            self.clusters.get(cluster).is_some_and(|cluster| {
                let placed = modifier.is_none_or(|key| cluster.traits.has_modifier(key));
                cluster.traits.roles & kinds != 0 && placed
            })
        });
        let (first, second) = (fitting.next()?, fitting.next());
        let last = self.bodies.clusters().next()?;
        let sure = second.is_none() && (first == last || telling);
        sure.then_some((first, 0.7))
    }
}
