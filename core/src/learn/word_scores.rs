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
pub struct WordScores {
    values: Vec<i16>,
    places: usize,
    width: usize,
}

impl WordScores {
    /// Starts a word: `places` rows of zeros, `width` wide, to be added to. It must be the number
    /// after those of the words that are kept, with as many places of the same width.
    pub fn start(
        &mut self,
        number: usize,
        places: usize,
        width: usize,
    ) -> impl Iterator<Item = &mut [i16]> {
        self.places = places;
        self.width = width;
        let stride = places * width;
        self.values.truncate(number * stride);
        self.values.resize((number + 1) * stride, 0);
        self.values.get_mut(number * stride..).unwrap_or_default().chunks_exact_mut(width.max(1))
    }

    /// What a word at a place adds to the scores; empty for words that are not known.
    #[inline]
    pub fn at(&self, number: usize, place: usize) -> &[i16] {
        let start = (number * self.places + place) * self.width;
        self.values.get(start..start + self.width).unwrap_or_default()
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
        let mut scores = WordScores::default();
        for number in 0..3 {
            for (place, row) in scores.start(number, 2, 4).enumerate() {
                row.fill((10 * number + place) as i16);
            }
        }
        assert_eq!(scores.at(2, 1), [21; 4]);
        assert_eq!(scores.start(1, 2, 4).count(), 2);
        assert_eq!(scores.at(0, 1), [1; 4]);
        assert_eq!(scores.at(1, 0), [0; 4]);
        assert!(scores.at(2, 1).is_empty());
    }
}
