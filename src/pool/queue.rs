//! The queue between the callers and the workers: two lanes, each first come first served.
//!
//! It is bounded by admission: a job holds its place from before it is queued until it has run. A
//! job whose caller is gone can be taken out from the middle, so that the dead fill no places.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::Lane;

/// How many interactive jobs may overtake a waiting bulk job before it has its turn. Bulk work
/// thus slows down under a steady load of interactive calls and never stops.
const OVERTAKES: u32 = 8;

/// Jobs that wait for a worker.
#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// Names a job in the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct JobId {
    lane: Lane,
    number: u64,
}

#[derive(Debug)]
struct State<T> {
    /// By number, which is the order in which they came.
    interactive: BTreeMap<u64, T>,
    bulk: BTreeMap<u64, T>,
    next_number: u64,
    overtaken: u32,
    closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        let state = State {
            interactive: BTreeMap::new(),
            bulk: BTreeMap::new(),
            next_number: 0,
            overtaken: 0,
            closed: false,
        };
        Queue { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Queues a job, or gives it back when the queue is closed.
    pub(super) fn push(&self, lane: Lane, job: T) -> Result<JobId, T> {
        let mut state = self.lock();
        if state.closed {
            return Err(job);
        }
        let number = state.next_number;
        state.next_number += 1;
        state.lane(lane).insert(number, job);
        drop(state);
        self.changed.notify_one();
        Ok(JobId { lane, number })
    }

    /// Waits for a job. `None` when the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        loop {
            if let Some(job) = state.next() {
                return Some(job);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes a job out, unless a worker has taken it.
    pub(super) fn remove(&self, id: JobId) -> Option<T> {
        self.lock().lane(id.lane).remove(&id.number)
    }

    /// How many jobs wait in a lane.
    pub(super) fn len(&self, lane: Lane) -> usize {
        self.lock().lane(lane).len()
    }

    /// Takes no more jobs. Those that wait are still given out.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Takes all waiting jobs out.
    pub(super) fn clear(&self) {
        let mut state = self.lock();
        let jobs = (std::mem::take(&mut state.interactive), std::mem::take(&mut state.bulk));
        // Dropping a job wakes its caller, which must not find the queue locked.
        drop(state);
        drop(jobs);
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    fn lane(&mut self, lane: Lane) -> &mut BTreeMap<u64, T> {
        match lane {
            Lane::Interactive => &mut self.interactive,
            Lane::Bulk => &mut self.bulk,
        }
    }

    fn next(&mut self) -> Option<T> {
        let bulk_waits = !self.bulk.is_empty();
        if bulk_waits && (self.interactive.is_empty() || self.overtaken >= OVERTAKES) {
            self.overtaken = 0;
            return self.bulk.pop_first().map(|(_, job)| job);
        }
        if bulk_waits {
            self.overtaken += 1;
        }
        self.interactive.pop_first().map(|(_, job)| job)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interactive_jobs_overtake_bulk_jobs_but_not_forever() {
        let queue = Queue::new();
        for number in 0..3 {
            queue.push(Lane::Bulk, format!("bulk {number}")).unwrap();
        }
        for number in 0..12 {
            queue.push(Lane::Interactive, format!("interactive {number}")).unwrap();
        }
        queue.close();
        let order: Vec<String> = std::iter::from_fn(|| queue.pop()).collect();
        let mut expected: Vec<String> = (0..8).map(|n| format!("interactive {n}")).collect();
        expected.push("bulk 0".to_owned());
        expected.extend((8..12).map(|n| format!("interactive {n}")));
        expected.extend((1..3).map(|n| format!("bulk {n}")));
        assert_eq!(order, expected);
    }

    #[test]
    fn a_removed_job_is_not_given_out() {
        let queue = Queue::new();
        let first = queue.push(Lane::Bulk, 1).unwrap();
        queue.push(Lane::Bulk, 2).unwrap();
        assert_eq!(queue.remove(first), Some(1));
        assert_eq!(queue.remove(first), None);
        assert_eq!(queue.len(Lane::Bulk), 1);
        assert_eq!(queue.pop(), Some(2));
    }

    #[test]
    fn a_closed_queue_gives_out_what_it_has() {
        let queue = Queue::new();
        queue.push(Lane::Interactive, 1).unwrap();
        queue.close();
        assert_eq!(queue.push(Lane::Interactive, 2).unwrap_err(), 2);
        assert_eq!(queue.pop(), Some(1));
        assert_eq!(queue.pop(), None);
    }
}
