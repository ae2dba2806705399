//! One type for one spelling: a document seldom means two things by one name.

use crate::entities::NameMention;
use crate::entities::vocabulary::{KeyMap, WordKey};

/// How many types have names.
const TYPES: usize = 8;
/// How many times the weight of its own type another must have for a name to change over. High,
/// for a city and its team do share a name.
const DOMINANCE: f32 = 4.0;

/// Gives names whose type is an exception among those of their spelling the type of the rest. The
/// weight of a type is the sum of its confidences. Linear.
pub(crate) fn agree(text: &str, names: &mut [NameMention]) {
    let mut weights: KeyMap<[f32; TYPES]> = KeyMap::default();
    let key = |name: &NameMention| WordKey::of(name.span.slice(text));
    for name in names.iter() {
        if let Some(weight) = weights.entry(key(name)).or_default().get_mut(name.kind as usize) {
            *weight += name.confidence;
        }
    }
    // The type with the most weight, as some name has it.
    let mut leaders = KeyMap::default();
    for name in names.iter() {
        let key = key(name);
        let weight = |kind| weights.get(&key).and_then(|all| all.get(kind as usize)).copied();
        let leader = leaders.entry(key).or_insert(name.kind);
        if weight(name.kind) > weight(*leader) {
            *leader = name.kind;
        }
    }
    for name in names {
        let key = key(name);
        let (Some(all), Some(&leader)) = (weights.get(&key), leaders.get(&key)) else { continue };
        let weight = |kind| all.get(kind as usize).copied().unwrap_or_default();
        if weight(leader) >= DOMINANCE * weight(name.kind) {
            name.kind = leader;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{EntityType, Span};

    fn kinds_after(kinds: &[EntityType]) -> Vec<EntityType> {
        let text = "Roe ".repeat(kinds.len());
        let name = |(index, &kind): (usize, &EntityType)| {
            let start = 4 * index as u32;
            let span = Span::new(start, start + 3);
            NameMention { span, first_token: 0, last_token: 0, kind, confidence: 0.9 }
        };
        let mut names: Vec<NameMention> = kinds.iter().enumerate().map(name).collect();
        agree(&text, &mut names);
        names.into_iter().map(|name| name.kind).collect()
    }

    #[test]
    fn an_exception_takes_the_type_of_the_rest() {
        use EntityType::{Location, Organization, Person};
        assert_eq!(kinds_after(&[Person, Location, Person, Person, Person]), [Person; 5]);
        let mixed = [Location, Organization, Location, Organization, Location];
        assert_eq!(kinds_after(&mixed), mixed);
        assert!(kinds_after(&[]).is_empty());
    }
}
