//! One type for one spelling: a document seldom means two things by one name.

use super::lexicon::{DEFINITE_ARTICLE, Lexicon, ONE_OF_A_NATION};
use crate::analysis::{EntityType, Span};
use crate::entities::NameMention;
use crate::entities::vocabulary::{Case, KeyMap, WordKey};

/// How many types have names.
const TYPES: usize = 8;
/// How many times the weight of its own type another must have for a name to change over. High,
/// for a city and its team do share a name.
const DOMINANCE: f32 = 4.0;
/// What a name of several words in capitals alone weighs: where all is in capitals, they tell little.
const CAPITALS: f32 = 0.25;

/// Gives names whose type is an exception among those of their spelling the type of the rest, and
/// short names of persons and organizations that the document names in full their type. The weight of
/// a type is the sum of its confidences. Linear.
pub(crate) fn agree(text: &str, lexicon: &Lexicon, names: &mut [NameMention]) {
    tell_nationals(text, lexicon, names);
    agree_by_spelling(text, names);
    let of_persons = words_of_persons(text, names);
    agree_with_full_names(text, names, &of_persons);
    agree_with_organizations(text, names, &of_persons);
}

/// Makes nationalities of persons that an article makes one of a nation: "the Dane".
fn tell_nationals(text: &str, lexicon: &Lexicon, names: &mut [NameMention]) {
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let word = name.span.slice(text);
        let before = Span::new(0, name.span.start).slice(text);
        if !word.contains(' ')
            && lexicon.word_is((WordKey::of(word), Case::Capitalised), ONE_OF_A_NATION)
            && before.split_whitespace().next_back().is_some_and(|word| {
                lexicon.word_is((WordKey::of(word), Case::Lower), DEFINITE_ARTICLE)
            })
        {
            name.kind = EntityType::Nationality;
        }
    }
}

fn agree_by_spelling(text: &str, names: &mut [NameMention]) {
    let mut weights: KeyMap<[f32; TYPES]> = KeyMap::default();
    let key = |name: &NameMention| WordKey::of(name.span.slice(text));
    for name in names.iter() {
        let share = if is_shouted(name.span.slice(text)) { CAPITALS } else { 1.0 };
        if let Some(weight) = weights.entry(key(name)).or_default().get_mut(name.kind as usize) {
            *weight += share * name.confidence;
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

/// Whether a name is of several words in capitals alone. One word may be an acronym.
fn is_shouted(name: &str) -> bool {
    !name.contains(char::is_lowercase) && name.contains(char::is_whitespace)
}

/// The first and the last words of the full names of persons, and the weight of each.
fn words_of_persons(text: &str, names: &[NameMention]) -> KeyMap<f32> {
    let mut of_persons: KeyMap<f32> = KeyMap::default();
    for name in names.iter().filter(|name| name.kind == EntityType::Person) {
        let mut words = name.span.slice(text).split_whitespace();
        if let (Some(first), Some(last)) = (words.next(), words.next_back()) {
            for word in [first, last] {
                *of_persons.entry(WordKey::of(word)).or_default() += name.confidence;
            }
        }
    }
    of_persons
}

/// Makes persons of names that are the first or last word of a person's full name. In annotated
/// news, 6,200 of 6,300 such names are of persons. Places and bodies are named after persons too,
/// so that those named much more often than the person keep their type, and nationalities always.
fn agree_with_full_names(text: &str, names: &mut [NameMention], of_persons: &KeyMap<f32>) {
    if of_persons.is_empty() {
        return;
    }
    let mut others: KeyMap<f32> = KeyMap::default();
    let person = |name: &NameMention| {
        let key = WordKey::of(name.span.slice(text));
        let of_person = of_persons.get(&key).copied()?;
        let dominance = match name.kind {
            EntityType::Person | EntityType::Nationality => return None,
            EntityType::Location => 1.0,
            _ => DOMINANCE,
        };
        Some((key, dominance * of_person))
    };
    for name in names.iter() {
        if let Some((key, _)) = person(name) {
            *others.entry(key).or_default() += name.confidence;
        }
    }
    for name in names {
        if let Some((key, limit)) = person(name)
            && others.get(&key).is_some_and(|&weight| weight < limit)
        {
            name.kind = EntityType::Person;
        }
    }
}

/// Makes organizations of persons who have one name alone, which is the first word of an
/// organization's: "Brightwell Homes", then "Brightwell". In annotated news, 803 of the 817 persons and
/// organizations named so are organizations.
fn agree_with_organizations(text: &str, names: &mut [NameMention], of_persons: &KeyMap<f32>) {
    let of_organizations: KeyMap<()> = names
        .iter()
        .filter(|name| name.kind == EntityType::Organization)
        .filter_map(|name| name.span.slice(text).split_once(char::is_whitespace))
        .map(|(first, _)| (WordKey::of(first), ()))
        .collect();
    for name in names.iter_mut().filter(|name| name.kind == EntityType::Person) {
        let key = WordKey::of(name.span.slice(text));
        if of_organizations.contains_key(&key) && !of_persons.contains_key(&key) {
            name.kind = EntityType::Organization;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lexicons;
    use super::*;

    fn kinds_after(kinds: &[EntityType]) -> Vec<EntityType> {
        let text = "Roe ".repeat(kinds.len());
        let name = |(index, &kind): (usize, &EntityType)| {
            let start = 4 * index as u32;
            let span = Span::new(start, start + 3);
            NameMention { span, first_token: 0, last_token: 0, kind, confidence: 0.9 }
        };
        let mut names: Vec<NameMention> = kinds.iter().enumerate().map(name).collect();
        agree(&text, Lexicons::default().of("en"), &mut names);
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

    #[test]
    fn a_word_of_a_full_name_names_the_person() {
        use EntityType::{Location, Organization, Person};
        let lexicons = Lexicons::default();
        let kinds = |names: &[(&str, EntityType)]| {
            let text: String = names.iter().map(|(name, _)| format!("{name}\n")).collect();
            let mut start = 0;
            let mut mentions = Vec::new();
            for &(name, kind) in names {
                let span = Span::new(start, start + name.len() as u32);
                let (first_token, last_token) = (0, 0);
                mentions.push(NameMention { span, first_token, last_token, kind, confidence: 0.9 });
                start = span.end + 1;
            }
            agree(&text, lexicons.of("en"), &mut mentions);
            mentions.into_iter().map(|name| name.kind).collect::<Vec<_>>()
        };
        let full = ("Isa van Holt", Person);
        assert_eq!(
            kinds(&[full, ("Isa", Organization), ("Holt", Location)])[1..],
            [Person, Location]
        );
        let twice = [full, full, ("Holt", Location), ("Isa", EntityType::Nationality)];
        assert_eq!(kinds(&twice)[2..], [Person, EntityType::Nationality]);
        let shouted = ("ISA VAN HOLT", Location);
        assert_eq!(kinds(&[full, shouted]), [Person; 2]);
        let often = [&[full][..], &[("Holt", Organization); 5]].concat();
        assert_eq!(kinds(&often)[1..], [Organization; 5]);
        assert_eq!(kinds(&[("Holt", Person), ("Holt Isa", Location)]), [Person, Location]);
        let body = ("Holt Homes", Organization);
        assert_eq!(kinds(&[body, ("Holt", Person)]), [Organization; 2]);
        assert_eq!(kinds(&[body, ("Isa", Person)]), [Organization, Person]);
        assert_eq!(kinds(&[body, full, ("Holt", Person)])[1..], [Person; 2]);
    }
}
