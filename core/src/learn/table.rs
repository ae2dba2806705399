//! Rows of weights, looked up by the numbers of features.

use super::scores::add_weights;

/// The weights of a model whose width the compiler knows, which then adds them in registers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<const WIDTH: usize> {
    pub(super) rows: &'static [[u8; WIDTH]],
    pub(super) shift: u32,
}

impl<const WIDTH: usize> Table<WIDTH> {
    /// The rows in order.
    pub(crate) const fn rows(&self) -> &'static [[u8; WIDTH]] {
        self.rows
    }

    /// Bits of a feature's number that do not count for the number of its row.
    pub(crate) const fn shift(&self) -> u32 {
        self.shift
    }

    /// Asks for the row of a feature that will be added soon, see [`call`].
    #[inline(always)]
    pub(crate) fn call(&self, feature: u32) {
        call(self.rows, (feature >> self.shift) as usize);
    }

    /// What some features say of each label.
    #[inline(always)]
    pub(crate) fn sum_of(&self, features: &[u32]) -> [i16; WIDTH] {
        features.iter().for_each(|&feature| self.call(feature));
        let mut sums = [0; WIDTH];
        features.iter().for_each(|&feature| self.add(feature, &mut sums));
        sums
    }

    /// Adds what a feature says of each label to a row of scores.
    #[inline(always)]
    pub(crate) fn add(&self, feature: u32, scores: &mut [i16; WIDTH]) {
        if let Some(weights) = self.rows.get((feature >> self.shift) as usize) {
            add_weights(scores, weights);
        }
    }
}

impl Table<1> {
    /// What some features say of the only label.
    #[inline(always)]
    pub(crate) fn sum_of_one(&self, features: &[u32]) -> i32 {
        let weight = |&feature: &u32| {
            let row = self.rows.get((feature >> self.shift) as usize);
            row.map_or(0, |&[weight]| i32::from(weight as i8))
        };
        features.iter().map(weight).sum()
    }
}

/// Asks for a row, which need not be there. If it is far away, it is on its way from then on, while
/// others are worked on: to read it would make these wait. Tells nothing and changes nothing.
#[inline(always)]
pub(crate) fn call<T>(rows: &[T], row: usize) {
    prefetch_index::prefetch_index(rows, row);
}
