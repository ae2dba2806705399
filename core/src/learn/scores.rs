//! Scores of labels at positions.

/// A score for each label at each position of a sequence, in the model's units. Rows are padded to
/// the model's width, so that they are added in whole vectors; the padding is meaningless.
#[derive(Debug, Default, Clone)]
pub struct Scores {
    values: Vec<i16>,
    width: usize,
}

impl Scores {
    /// Starts anew with `positions` rows of zeros, `width` wide.
    pub fn reset(&mut self, positions: usize, width: usize) {
        self.width = width;
        self.values.clear();
        self.values.resize(positions * width, 0);
    }

    /// Starts anew with the rows of some positions of `other`.
    pub fn copy_from(&mut self, other: &Scores, positions: std::ops::Range<usize>) {
        self.width = other.width;
        self.values.clear();
        let rows = other.values.get(positions.start * self.width..positions.end * self.width);
        self.values.extend_from_slice(rows.unwrap_or_default());
    }

    /// The number of positions.
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.width).unwrap_or(0)
    }

    /// Whether there are no positions.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The scores at a position; empty past the end.
    #[inline]
    pub fn row(&self, position: usize) -> &[i16] {
        self.values.get(position * self.width..(position + 1) * self.width).unwrap_or_default()
    }

    /// The scores at all positions, when they are this wide.
    pub fn rows_mut<const WIDTH: usize>(&mut self) -> &mut [[i16; WIDTH]] {
        let values = if self.width == WIDTH { &mut *self.values } else { &mut [] };
        values.as_chunks_mut().0
    }

    /// The scores at a position, to add to.
    #[inline]
    pub fn row_mut(&mut self, position: usize) -> &mut [i16] {
        self.values.get_mut(position * self.width..(position + 1) * self.width).unwrap_or_default()
    }
}

/// Adds scores to scores. Sums stop at the ends of the range.
#[inline(always)]
pub fn add_scores(scores: &mut [i16], more: &[i16]) {
    for (score, more) in scores.iter_mut().zip(more) {
        *score = score.saturating_add(*more);
    }
}

/// [`add_scores`] of a width that the compiler knows.
#[inline(always)]
pub(crate) fn add_row<const WIDTH: usize>(scores: &mut [i16; WIDTH], more: &[i16; WIDTH]) {
    add_scores(scores, more);
}

/// Adds a row of quantised weights, a byte each, to scores. Sums stop at the ends of the range.
#[inline(always)]
pub(super) fn add_weights(scores: &mut [i16], weights: &[u8]) {
    for (score, weight) in scores.iter_mut().zip(weights) {
        *score = score.saturating_add(i16::from(*weight as i8));
    }
}
