//! What a document is about, and what to call it.

use crate::analysis::{Entity, EntityType, Mention, MentionKind, Span};
use crate::analyzer::Page;
use crate::entities::vocabulary::{Case, KeyMap};

use super::Lexicon;
use super::names;

/// What a mention of each kind adds.
const NAME_WEIGHT: f32 = 1.0;
const NOMINAL_WEIGHT: f32 = 0.7;
const PRONOUN_WEIGHT: f32 = 0.5;
/// What being first adds at most, falling off over the length of the text.
const FIRST_POSITION_WEIGHT: f32 = 2.0;
/// What being in the title adds, given apart or as the first block.
const TITLE_WEIGHT: f32 = 2.0;
/// What each mention early in its sentence, where subjects stand, adds.
const SUBJECT_WEIGHT: f32 = 0.5;
/// How many bytes into its sentence a mention counts as early.
const EARLY_BYTES: u32 = 24;

/// Gives the entities their salience, sorts them by it and numbers them from 1.
pub(super) fn rank(page: &Page<'_>, entities: &mut [Entity]) {
    let length = page.text.len().max(1) as f32;
    let title: Option<KeyMap<()>> = page.title.map(|title| {
        let mut words = Vec::new();
        title.split_whitespace().for_each(|word| names::split(possessor(word), &mut words));
        words.iter().map(|word| (word.key, ())).collect()
    });
    let mut words = Vec::new();
    let first_block_end = page.blocks.first().map_or(0, |block| block.span.end);
    let mut total = 0.0_f64;
    for entity in &mut *entities {
        let mut weight: f32 = entity.mentions.iter().map(|mention| weigh(page, mention)).sum();
        let first = entity.mentions.first().map_or(0, |mention| mention.span.start);
        weight += FIRST_POSITION_WEIGHT * (1.0 - first as f32 / length);
        words.clear();
        names::split(&entity.name, &mut words);
        let in_title = title
            .as_ref()
            .zip(words.last())
            .is_some_and(|(title, word)| title.contains_key(&word.key));
        if in_title || (page.title.is_none() && first < first_block_end) {
            weight += TITLE_WEIGHT;
        }
        entity.salience = weight;
        total += f64::from(weight);
    }
    for entity in &mut *entities {
        entity.salience = (f64::from(entity.salience) / total.max(f64::MIN_POSITIVE)) as f32;
    }
    entities.sort_by(|one, other| {
        other.salience.total_cmp(&one.salience).then_with(|| start(one).cmp(&start(other)))
    });
    for (index, entity) in entities.iter_mut().enumerate() {
        entity.id = index as u32 + 1;
    }
}

fn start(entity: &Entity) -> u32 {
    entity.mentions.first().map_or(0, |mention| mention.span.start)
}

fn weigh(page: &Page<'_>, mention: &Mention) -> f32 {
    let kind = match mention.kind {
        MentionKind::Name => NAME_WEIGHT,
        MentionKind::Nominal => NOMINAL_WEIGHT,
        MentionKind::Pronoun => PRONOUN_WEIGHT,
    };
    let index = page.sentences.partition_point(|sentence| sentence.span.end <= mention.span.start);
    let early = page.sentences.get(index).is_some_and(|sentence| {
        mention.span.start < sentence.span.start.saturating_add(EARLY_BYTES)
    });
    kind + if early { SUBJECT_WEIGHT } else { 0.0 }
}

/// The fullest name that the text has for an entity, or the title for a person whom the text names
/// by surname alone. Of names equally full, one not in capitals and come first. Names at birth, whose
/// spans are `of_birth` in order, come last.
pub(super) fn fullest_name(
    page: &Page<'_>,
    entity: &Entity,
    of_birth: &[Span],
    lexicon: &Lexicon,
) -> String {
    let mut best: Option<(&str, (bool, usize, bool))> = None;
    let mut words = Vec::new();
    for mention in entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name) {
        let name = mention.span.slice(page.text);
        // The same spelling again tells nothing new.
        if best.is_some_and(|(best, _)| best == name) {
            continue;
        }
        words.clear();
        names::split(name, &mut words);
        let shouted = words.iter().all(|word| word.case == Case::Upper);
        let is_of_birth = of_birth.binary_search(&mention.span).is_ok();
        let rank = (!is_of_birth, words.len(), !shouted);
        if best.is_none_or(|(_, most)| rank > most) {
            best = Some((name, rank));
        }
    }
    let Some((name, (_, word_count, _))) = best else { return String::new() };
    let in_title = page
        .title
        .filter(|_| entity.kind == EntityType::Person && word_count == 1)
        .and_then(|title| first_name_in_title(title, name, lexicon));
    match in_title {
        Some(first_name) => format!("{first_name} {name}"),
        None => spaced(name),
    }
}

/// A word without the ending of a possessive.
fn possessor(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// The name on one line.
fn spaced(name: &str) -> String {
    if name.contains(['\n', '\r', '\t']) {
        return name.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    name.to_owned()
}

/// The first name before a surname in a title, when it is one that is known.
fn first_name_in_title<'a>(title: &'a str, surname: &str, lexicon: &Lexicon) -> Option<&'a str> {
    let strip = |word: &'a str| word.trim_matches(|c: char| !c.is_alphanumeric());
    let mut before: Option<&str> = None;
    for word in title.split_whitespace() {
        let bare = strip(possessor(word));
        if bare == surname
            && let Some(first_name) = before
        {
            let mut words = Vec::new();
            names::split(first_name, &mut words);
            let known = words.first().is_some_and(|word| {
                word.case == Case::Capitalised && lexicon.sex_of_first_name(word.keyed()) != 0
            });
            return (known && words.len() == 1).then_some(first_name);
        }
        before = Some(word);
    }
    None
}
