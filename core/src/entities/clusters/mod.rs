//! Mentions into entities: one for each thing.
//!
//! Names are told apart first, whole documents at a time (`people`, `bodies`); then one sweep over
//! the text resolves pronouns (`references`) and descriptions (`descriptions`) to those named so far.
//! Everything is found by key in hash maps and a stack of bounded size, so the whole is linear.
//!
//! The order of the passes is that of Lee et al., "Deterministic coreference resolution based on
//! entity-centric, precision-ranked rules" (2013): the surest rules first.

mod bodies;
mod context;
mod descriptions;
mod expressions;
mod forms;
mod lexicon;
mod names;
mod people;
mod references;
mod salience;
mod slots;
mod stack;
#[cfg(test)]
mod tests;
mod types;

use crate::analysis::{Entity, EntityType, Mention, MentionKind, Span};
use crate::analyzer::Page;

use super::NameMention;
use super::atoms::Atom;
use context::{Setting, Traits};
use forms::Forms;

pub(crate) use expressions::gather as gather_expressions;
pub(crate) use lexicon::{Lexicon, Lexicons};
pub(crate) use types::agree as agree_on_types;

/// No cluster.
const NO_CLUSTER: u32 = u32::MAX;

/// The mentions of one thing.
#[derive(Debug, Clone)]
struct Cluster {
    kind: EntityType,
    /// Index of the first name among the names.
    first: usize,
    /// How many times it is named by several words.
    full: u32,
    traits: Traits,
    /// What first names say of sex.
    sex_of_name: i32,
    names: u32,
}

/// The things of a document, and which each name is of.
#[derive(Debug, Default)]
struct Clusters {
    all: Vec<Cluster>,
    of_mention: Vec<u32>,
}

impl Clusters {
    fn add(&mut self, kind: EntityType, first: usize) -> u32 {
        let traits = Traits::default();
        self.all.push(Cluster { kind, first, full: 0, traits, sex_of_name: 0, names: 0 });
        self.all.len() as u32 - 1
    }

    fn get(&self, cluster: u32) -> Option<&Cluster> {
        self.all.get(cluster as usize)
    }

    fn get_mut(&mut self, cluster: u32) -> Option<&mut Cluster> {
        self.all.get_mut(cluster as usize)
    }

    fn assign(&mut self, mention: usize, cluster: u32) {
        if let Some(slot) = self.of_mention.get_mut(mention) {
            *slot = cluster;
        }
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.names += 1;
        }
    }

    fn note_first(&mut self, cluster: u32, mention: usize) {
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.first = cluster.first.min(mention);
        }
    }

    fn first_mention(&self, cluster: u32) -> usize {
        self.get(cluster).map_or(usize::MAX, |cluster| cluster.first)
    }

    fn count_full(&mut self, cluster: u32, count: u32) {
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.full += count;
        }
    }

    fn full_count(&self, cluster: u32) -> u32 {
        self.get(cluster).map_or(0, |cluster| cluster.full)
    }

    fn learn(&mut self, cluster: u32, traits: &Traits) {
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.traits.add(traits);
        }
    }

    fn learn_sex(&mut self, cluster: u32, sex: i32) {
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.sex_of_name = sex;
        }
    }

    fn learn_roles(&mut self, cluster: u32, roles: u64) {
        if let Some(cluster) = self.get_mut(cluster) {
            cluster.traits.roles |= roles;
        }
    }

    /// 1 for a man, -1 for a woman, 0 when nothing tells. Titles and roles outweigh first names.
    fn sex(&self, cluster: u32) -> i32 {
        self.get(cluster)
            .map_or(0, |cluster| (cluster.traits.sex * 2 + cluster.sex_of_name).signum())
    }
}

/// Working memory.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    settings: Vec<Setting>,
}

/// Gathers the names of a page, and the descriptions and pronouns that refer to them, into
/// entities: most salient first, with ids from 1. Linear but for sorting.
pub(crate) fn gather(
    page: &Page<'_>,
    atoms: &[Atom],
    names: &[NameMention],
    lexicon: &Lexicon,
    scratch: &mut Scratch,
) -> Vec<Entity> {
    if names.is_empty() {
        return Vec::new();
    }
    let settings = &mut scratch.settings;
    context::read(page.text, atoms, names, lexicon, settings);
    let forms = Forms::gather(page.text, names, lexicon);
    let mut clusters = Clusters { all: Vec::new(), of_mention: vec![NO_CLUSTER; names.len()] };
    people::link(&forms, settings, lexicon, &mut clusters);
    bodies::link(&forms, settings, atoms, lexicon, &mut clusters);
    let references = references::find(page, atoms, names, settings, lexicon, &mut clusters);

    let mut entities: Vec<Entity> = clusters
        .all
        .iter()
        .map(|cluster| Entity {
            id: 0,
            name: String::new(),
            kind: cluster.kind,
            salience: 0.0,
            mentions: Vec::with_capacity(cluster.names as usize),
        })
        .collect();
    let mentions = names.iter().zip(&clusters.of_mention).map(|(name, &cluster)| {
        let kind = MentionKind::Name;
        (cluster, Mention { span: name.span, kind, confidence: name.confidence })
    });
    for (cluster, mention) in merge(mentions, references) {
        if let Some(entity) = entities.get_mut(cluster as usize) {
            entity.mentions.push(mention);
        }
    }
    entities.retain(|entity| !entity.mentions.is_empty());
    let named = names.iter().zip(settings.iter());
    let of_birth: Vec<Span> =
        named.filter(|(_, setting)| setting.is_of_birth).map(|(name, _)| name.span).collect();
    for entity in &mut entities {
        entity.name = salience::fullest_name(page, entity, &of_birth, lexicon);
    }
    salience::rank(page, &mut entities);
    entities
}

/// Names and references, both in order, as one list in order.
fn merge(
    names: impl Iterator<Item = (u32, Mention)>,
    references: Vec<(u32, Mention)>,
) -> Vec<(u32, Mention)> {
    let mut all = references;
    all.extend(names);
    // Two runs in order: the sort finds them and merges in linear time.
    all.sort_by_key(|(_, mention)| (mention.span.start, mention.span.end));
    all
}
