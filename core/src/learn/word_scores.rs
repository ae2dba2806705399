//! What the features of a word add up to, computed once for each word and kept.
//!
//! Most features of a tagger depend on one word and on how far away it is from the place that is
//! scored. Their sum for each word and each distance is a row of scores, so a place costs the
//! addition of one such row for each word around it, however many features a word has.

use std::hash::Hasher;

use super::mix;

/// Rows of scores for words that are numbered from zero on: for each word one for each of a set
/// number of places that it may stand at, seen from the place that is scored.
///
/// Whoever numbers the words decides how long they are kept: to start the rows of a number drops
/// those of all higher ones.
#[derive(Debug, Default)]
pub struct WordScores<const WIDTH: usize> {
    rows: Vec<[i16; WIDTH]>,
    places: usize,
}

impl<const WIDTH: usize> WordScores<WIDTH> {
    /// Starts a word: a row of zeros for each of `places`, to be added to. It must be the number
    /// after those of the words that are kept, with as many places.
    pub fn start(&mut self, number: usize, places: usize) -> &mut [[i16; WIDTH]] {
        self.places = places;
        self.rows.truncate(number * places);
        self.rows.resize((number + 1) * places, [0; WIDTH]);
        self.rows.get_mut(number * places..).unwrap_or_default()
    }

    /// Reads a bit of what each word adds, so that rows that are far away come
    /// together, as `Table::call` does for features.
    #[inline]
    pub fn call(&self, numbers: impl Iterator<Item = usize>) {
        let mut read = 0;
        for number in numbers {
            // Every second or third row is in another line of the cache.
            self.of(number).iter().step_by(2).for_each(|row| read ^= row[0]);
        }
        std::hint::black_box(read);
    }

    /// What a word adds to the scores, place by place; empty for words that are not known.
    #[inline]
    pub fn of(&self, number: usize) -> &[[i16; WIDTH]] {
        self.rows.get(number * self.places..(number + 1) * self.places).unwrap_or_default()
    }
}

/// Hashes keys of tables that are hashes already: passes them on.
#[derive(Debug, Default, Clone, Copy)]
pub struct PassOn(u64);

impl Hasher for PassOn {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = mix(self.0, u64::from(byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_kept_until_a_lower_number_starts_anew() {
        let mut scores = WordScores::<4>::default();
        for number in 0..3 {
            for (place, row) in scores.start(number, 2).iter_mut().enumerate() {
                row.fill((10 * number + place) as i16);
            }
        }
        assert_eq!(scores.of(2), [[20; 4], [21; 4]]);
        assert_eq!(scores.start(1, 2).len(), 2);
        assert_eq!(scores.of(0), [[0; 4], [1; 4]]);
        assert_eq!(scores.of(1), [[0; 4]; 2]);
        assert!(scores.of(2).is_empty());
    }
}
