//! The features of a few places, gathered before any of their rows is added.
//!
//! Rows of weights lie all over a table of megabytes. So each is asked for (see [`call`]) as soon as
//! its feature is computed, and has come when those of the places before it are summed up.
//!
//! [`call`]: super::call

use std::ops::Range;

/// So many words are asked for before they are worked on, where each takes little work.
pub(crate) const AHEAD: usize = 8;

/// Cuts places into stretches of as many as are gathered at once.
pub(crate) fn stretches(places: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let end = places.end;
    places.clone().step_by(Gathered::ROWS).map(move |at| at..end.min(at + Gathered::ROWS))
}

/// The features of up to [`Gathered::ROWS`] places.
#[derive(Debug)]
pub(crate) struct Gathered {
    rows: [GatheredRow; Gathered::ROWS],
    count: usize,
}

/// The features of a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct GatheredRow {
    features: [u32; GatheredRow::MOST],
    count: usize,
}

impl Gathered {
    /// Places that are gathered at once.
    pub(crate) const ROWS: usize = 16;

    /// Forgets all rows.
    pub(crate) const fn clear(&mut self) {
        self.count = 0;
    }

    /// Starts the row of the next place. There must be room for it.
    #[inline]
    pub(crate) fn start_row(&mut self) -> &mut GatheredRow {
        let row = self.count.min(Gathered::ROWS - 1);
        self.count = row + 1;
        let row = &mut self.rows[row];
        row.clear();
        row
    }

    /// The features of each place.
    #[inline]
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[u32]> {
        self.rows.iter().take(self.count).map(GatheredRow::features)
    }
}

impl Default for Gathered {
    fn default() -> Self {
        Gathered { rows: [GatheredRow::default(); Gathered::ROWS], count: 0 }
    }
}

impl Default for GatheredRow {
    fn default() -> Self {
        GatheredRow { features: [0; GatheredRow::MOST], count: 0 }
    }
}

impl GatheredRow {
    /// No place has more features.
    const MOST: usize = 127;

    /// Forgets the features.
    pub(crate) const fn clear(&mut self) {
        self.count = 0;
    }

    /// The features so far.
    #[inline]
    pub(crate) fn features(&self) -> &[u32] {
        self.features.get(..self.count).unwrap_or_default()
    }

    /// Adds a feature.
    #[inline]
    pub(crate) fn push(&mut self, feature: u32) {
        if let Some(slot) = self.features.get_mut(self.count) {
            *slot = feature;
            self.count += 1;
        }
    }
}
