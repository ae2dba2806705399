//! Who a part of a name may stand for.

use crate::entities::vocabulary::KeyMap;

/// The most things that a part of a name is kept for; beyond, it stands for nobody.
const MOST: usize = 4;

/// The clusters that share a part of a name, the first come first.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    clusters: [u32; MOST],
    count: usize,
}

impl Slot {
    fn add(&mut self, cluster: u32) {
        if self.known().contains(&cluster) {
            return;
        }
        if let Some(place) = self.clusters.get_mut(self.count) {
            *place = cluster;
        }
        self.count += 1;
    }

    fn known(&self) -> &[u32] {
        self.clusters.get(..self.count).unwrap_or(&self.clusters)
    }

    /// The clusters, none when there are too many to tell.
    pub(super) fn clusters(&self) -> &[u32] {
        self.clusters.get(..self.count).unwrap_or_default()
    }

    /// The cluster, when there is one alone.
    pub(super) fn only(&self) -> Option<u32> {
        match self.clusters() {
            &[cluster] => Some(cluster),
            _ => None,
        }
    }
}

/// Parts of names and the clusters that have them.
#[derive(Debug, Default)]
pub(super) struct Slots(KeyMap<Slot>);

impl Slots {
    /// Notes that `cluster` has the part.
    pub(super) fn add(&mut self, part: u64, cluster: u32) {
        self.0.entry(part).or_default().add(cluster);
    }

    /// The clusters that have the part.
    pub(super) fn get(&self, part: u64) -> Slot {
        self.0.get(&part).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_too_many_stands_for_none() {
        let mut slots = Slots::default();
        slots.add(7, 1);
        slots.add(7, 1);
        assert_eq!(slots.get(7).only(), Some(1));
        slots.add(7, 2);
        assert_eq!(slots.get(7).only(), None);
        assert_eq!(slots.get(7).clusters(), [1, 2]);
        (3..9).for_each(|cluster| slots.add(7, cluster));
        assert!(slots.get(7).clusters().is_empty());
        assert!(slots.get(8).clusters().is_empty());
    }
}
