//! Admission: how much the pool holds, and what part of that bulk work may take.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Which kind of call a document came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lane {
    /// A call of one document, whose caller waits for it.
    Interactive,
    /// A batch or a stream, which takes what interactive calls leave.
    Bulk,
}

impl Lane {
    /// Both lanes.
    pub const ALL: [Lane; 2] = [Lane::Interactive, Lane::Bulk];

    /// Its name in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Lane::Interactive => "interactive",
            Lane::Bulk => "bulk",
        }
    }
}

/// A bounded supply of something, of which bulk work may hold only a share.
///
/// Bulk work takes from its share first and from the whole then. It always takes in that order and
/// interactive work never waits, so none can wait for another in a circle.
#[derive(Debug)]
pub(super) struct Budget {
    capacity: usize,
    whole: Arc<Semaphore>,
    bulk_capacity: usize,
    bulk_share: Arc<Semaphore>,
}

/// A part of a [`Budget`], given back when dropped.
#[derive(Debug)]
pub(super) struct Permit {
    _of_whole: OwnedSemaphorePermit,
    _of_bulk_share: Option<OwnedSemaphorePermit>,
}

impl Budget {
    /// A budget that leaves at least a quarter to interactive work.
    pub(super) fn new(capacity: usize) -> Self {
        let capacity = capacity.clamp(2, Semaphore::MAX_PERMITS);
        let bulk_capacity = capacity - capacity.div_ceil(4);
        Budget {
            capacity,
            whole: Arc::new(Semaphore::new(capacity)),
            bulk_capacity,
            bulk_share: Arc::new(Semaphore::new(bulk_capacity)),
        }
    }

    /// How much is taken.
    pub(super) fn taken(&self) -> usize {
        self.capacity.saturating_sub(self.whole.available_permits())
    }

    /// Takes `amount`, or nothing when there is less.
    pub(super) fn try_take(&self, lane: Lane, amount: usize) -> Option<Permit> {
        let of_bulk_share = match lane {
            Lane::Interactive => None,
            Lane::Bulk => {
                let share = Arc::clone(&self.bulk_share);
                Some(share.try_acquire_many_owned(at_most(amount, self.bulk_capacity)).ok()?)
            }
        };
        let amount = at_most(amount, self.limit(lane));
        let of_whole = Arc::clone(&self.whole).try_acquire_many_owned(amount).ok()?;
        Some(Permit { _of_whole: of_whole, _of_bulk_share: of_bulk_share })
    }

    /// Takes `amount` for bulk work as soon as there is so much, first come first served. `None`
    /// never comes as long as the pool lives.
    pub(super) async fn take_for_bulk(&self, amount: usize) -> Option<Permit> {
        let amount = at_most(amount, self.bulk_capacity);
        let of_bulk_share = Arc::clone(&self.bulk_share).acquire_many_owned(amount).await.ok()?;
        let of_whole = Arc::clone(&self.whole).acquire_many_owned(amount).await.ok()?;
        Some(Permit { _of_whole: of_whole, _of_bulk_share: Some(of_bulk_share) })
    }

    fn limit(&self, lane: Lane) -> usize {
        match lane {
            Lane::Interactive => self.capacity,
            Lane::Bulk => self.bulk_capacity,
        }
    }
}

/// An amount over the limit takes all there is: it can then run, alone, where it would wait forever.
fn at_most(amount: usize, limit: usize) -> u32 {
    u32::try_from(amount.min(limit)).unwrap_or(u32::MAX)
}
