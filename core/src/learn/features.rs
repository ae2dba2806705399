//! What holds at each position of a sequence.

/// The features of a sequence, a row for each position. Features are numbers from [`feature`].
///
/// ```
/// use pullquote_core::learn::{FeatureRows, feature, hash_text};
///
/// let mut rows = FeatureRows::default();
/// for word in ["it", "rained"] {
///     rows.push(feature(0, hash_text(word)));
///     rows.push(feature(1, word.len() as u64));
///     rows.end_row();
/// }
/// assert_eq!(rows.len(), 2);
/// assert_eq!(rows.row(0).len(), 2);
/// ```
///
/// [`feature`]: super::feature
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct FeatureRows {
    features: Vec<u32>,
    ends: Vec<u32>,
}

impl FeatureRows {
    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.features.clear();
        self.ends.clear();
    }

    /// Adds a feature to the row that is being made.
    #[inline]
    pub fn push(&mut self, feature: u32) {
        self.features.push(feature);
    }

    /// Ends the row that is being made; the next feature starts another.
    pub fn end_row(&mut self) {
        self.ends.push(self.features.len() as u32);
    }

    /// The number of finished rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no row is finished.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The features at a position; empty past the end.
    pub fn row(&self, position: usize) -> &[u32] {
        let start = match position.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(u32::MAX),
            None => 0,
        };
        let end = self.ends.get(position).copied().unwrap_or(0);
        self.features.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.len()).map(|position| self.row(position))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_hold_what_was_pushed() {
        let mut rows = FeatureRows::default();
        rows.end_row();
        rows.push(3);
        rows.push(4);
        rows.end_row();
        rows.push(5);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [&[][..], &[3, 4]]);
        assert_eq!(rows.row(2), &[] as &[u32]);
        rows.clear();
        assert!(rows.is_empty());
    }
}
