//! What the features of a word add up to, computed once for each word and kept.
//!
//! Most features of a tagger depend on one word and on how far away it is from the place that is
//! scored. Their sum for each word and each distance is a row of scores, so a place costs the
//! addition of one such row for each word around it, however many features a word has.

use std::hash::Hasher;

use super::{add_row, add_scores, call, mix};

/// Rows of scores for words that are numbered from zero on: for each word one for each of a set
/// number of places that are scored around it.
///
/// Whoever numbers the words decides how long they are kept: to start the rows of a number drops
/// those of all higher ones.
#[derive(Debug)]
pub struct WordScores<const WIDTH: usize, const PLACES: usize> {
    rows: Vec<[[i16; WIDTH]; PLACES]>,
}

impl<const WIDTH: usize, const PLACES: usize> Default for WordScores<WIDTH, PLACES> {
    fn default() -> Self {
        WordScores { rows: Vec::new() }
    }
}

impl<const WIDTH: usize, const PLACES: usize> WordScores<WIDTH, PLACES> {
    /// Starts a word: a row of zeros for each place, to be added to. It must be the number after
    /// those of the words that are kept.
    pub fn start(&mut self, number: usize) -> &mut [[i16; WIDTH]] {
        self.rows.truncate(number);
        self.rows.resize(number + 1, [[0; WIDTH]; PLACES]);
        self.rows.last_mut().map_or(&mut [], |rows| rows.as_mut_slice())
    }

    /// Asks for what a word adds at a place, see [`call`].
    #[inline(always)]
    pub fn call(&self, number: usize, place: usize) {
        call(self.rows.as_flattened(), number * PLACES + place);
    }

    /// Asks for all that a word adds.
    #[inline(always)]
    pub fn call_all(&self, number: usize) {
        /// Scores in a line of the processor's cache.
        const LINE: usize = 32;
        let scores = self.rows.as_flattened().as_flattened();
        let start = number * PLACES * WIDTH;
        (0..PLACES * WIDTH).step_by(LINE).for_each(|score| call(scores, start + score));
    }

    /// What a word adds to the scores, place by place; nothing for words that are not known.
    #[inline(always)]
    pub fn of(&self, number: usize) -> Option<&[[i16; WIDTH]; PLACES]> {
        self.rows.get(number)
    }

    /// Adds what a word adds at a place.
    #[inline(always)]
    pub fn add(&self, number: usize, place: usize, scores: &mut [i16; WIDTH]) {
        if let Some(row) = self.of(number).and_then(|rows| rows.get(place)) {
            add_row(scores, row);
        }
    }

    /// Adds what a word adds to the scores of the first places of some; nothing when they are fewer.
    #[inline(always)]
    pub fn add_all(&self, number: usize, scores: &mut [[i16; WIDTH]]) {
        if let (Some(scores), Some(rows)) = (scores.first_chunk_mut::<PLACES>(), self.of(number)) {
            add_scores(scores.as_flattened_mut(), rows.as_flattened());
        }
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
        let mut scores = WordScores::<4, 2>::default();
        for number in 0..3 {
            for (place, row) in scores.start(number).iter_mut().enumerate() {
                row.fill((10 * number + place) as i16);
            }
        }
        assert_eq!(scores.of(2), Some(&[[20; 4], [21; 4]]));
        assert_eq!(scores.start(1).len(), 2);
        assert_eq!(scores.of(0), Some(&[[0; 4], [1; 4]]));
        assert_eq!(scores.of(1), Some(&[[0; 4]; 2]));
        assert_eq!(scores.of(2), None);
    }
}
