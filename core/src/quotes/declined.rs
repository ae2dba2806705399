//! Persons named in another case than the one in which the text gives their full name: "по словам Анны
//! Берг" where it has "Анна Берг" elsewhere.
//!
//! Only endings may differ, and only one person of the text may fit.

use std::collections::HashMap;

use crate::analysis::{Entity, EntityType};
use crate::learn::hash_text;

/// Letters by which persons are looked up.
const KEY: usize = 3;

/// Persons with the same first letters that are compared. A bound.
const MOST: usize = 4;

/// The most letters that an ending takes away, and that it adds.
const TAKEN: usize = 2;
const ADDED: usize = 3;

/// The fewest letters that a surname alone shares with the one that is known.
const SHORTEST_STEM: usize = 4;

/// The persons of a text by the first letters of their surnames.
#[derive(Debug, Default)]
pub(super) struct Declined(HashMap<u64, Vec<usize>>);

impl Declined {
    /// Those of `entities` that are named in full.
    pub(super) fn of(entities: &[Entity]) -> Self {
        let mut persons: HashMap<u64, Vec<usize>> = HashMap::new();
        for (index, entity) in entities.iter().enumerate() {
            if entity.kind == EntityType::Person
                && let Some((_, surname)) = entity.name.rsplit_once(' ')
            {
                let known = persons.entry(key(surname)).or_default();
                if known.len() < MOST {
                    known.push(index);
                }
            }
        }
        Declined(persons)
    }

    /// The one person of `entities` whose name these words are in another case: a first name, when the
    /// text has one here, and a surname.
    pub(super) fn find<'a>(
        &self,
        entities: &'a [Entity],
        first_name: Option<&str>,
        surname: &str,
    ) -> Option<&'a Entity> {
        let known = self.0.get(&key(surname))?;
        let fits = |entity: &&Entity| {
            let names = entity.name.split_once(' ').zip(entity.name.rsplit_once(' '));
            names.is_some_and(|((first, _), (_, last))| match first_name {
                Some(name) => is_form(first, name, KEY - 1) && is_form(last, surname, KEY - 1),
                None => is_form(last, surname, SHORTEST_STEM),
            })
        };
        let mut fitting = known.iter().filter_map(|&index| entities.get(index)).filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    }
}

fn key(word: &str) -> u64 {
    let end = word.char_indices().nth(KEY).map_or(word.len(), |(at, _)| at);
    hash_text(&word.get(..end).unwrap_or(word).to_lowercase())
}

/// Whether `other` differs from a name by its ending at most, behind `least` letters or more.
fn is_form(name: &str, other: &str, least: usize) -> bool {
    let shared = name.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let (taken, added) = (name.chars().count() - shared, other.chars().count() - shared);
    shared >= least && taken < shared && taken <= TAKEN && added <= ADDED
}

#[cfg(test)]
mod tests {
    use super::is_form;

    #[test]
    fn endings_make_forms() {
        for (name, other, expected) in [
            ("Анна", "Анны", true),
            ("Павел", "Павла", true),
            ("Вельский", "Вельского", true),
            ("Kowalski", "Kowalskiego", true),
            ("Wróbel", "Wróbla", true),
            ("Ганжа", "Ганжі", true),
            ("Анна", "Антон", false),
            ("Nowak", "Nowicki", false),
        ] {
            assert_eq!(is_form(name, other, 2), expected, "{name} {other}");
        }
    }
}
