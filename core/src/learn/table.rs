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

    /// Reads a bit of the row of each feature, so that rows that are far away are on their way when
    /// they are added: one after another they are waited for, all at once they come together.
    #[inline(always)]
    pub(crate) fn call(&self, features: &[u32]) {
        call(self.rows, self.shift, features);
    }

    /// What some features say of each label.
    #[inline(always)]
    pub(crate) fn sum_of(&self, features: &[u32]) -> [i16; WIDTH] {
        self.call(features);
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
        // Nothing waits for these rows one by one, so they need no call.
        let weight = |&feature: &u32| {
            let row = self.rows.get((feature >> self.shift) as usize);
            row.map_or(0, |&[weight]| i32::from(weight as i8))
        };
        features.iter().map(weight).sum()
    }
}

/// See [`Table::call`].
#[inline(always)]
pub(crate) fn call<const WIDTH: usize>(rows: &[[u8; WIDTH]], shift: u32, features: &[u32]) {
    let mut read = 0;
    for feature in features {
        read ^= rows.get((feature >> shift) as usize).map_or(0, |row| row[0]);
    }
    std::hint::black_box(read);
}
