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

    /// The scores at a position, to add to.
    #[inline]
    pub fn row_mut(&mut self, position: usize) -> &mut [i16] {
        self.values.get_mut(position * self.width..(position + 1) * self.width).unwrap_or_default()
    }
}

/// Adds a row of quantised weights, a byte each, to scores, eight at a time. Sums stop at the ends
/// of the range.
#[inline]
pub(super) fn add_weights(scores: &mut [i16], weights: &[u8]) {
    let (scores, _) = scores.as_chunks_mut::<8>();
    let (weights, _) = weights.as_chunks::<8>();
    for (scores, weights) in scores.iter_mut().zip(weights) {
        for (score, weight) in scores.iter_mut().zip(weights) {
            *score = score.saturating_add(i16::from(*weight as i8));
        }
    }
}
