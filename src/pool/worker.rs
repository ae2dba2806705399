//! A worker: a thread that runs one job after the other.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::{Job, JobError, Shared, Stopped};

/// Runs jobs until the queue is closed and empty.
///
/// A panic fails its own job. What the worker had in hand may then be half written, so it goes on
/// with a new worker function.
pub(super) fn run<I, O, W>(shared: &Arc<Shared<I, O>>, make_worker: impl Fn() -> W)
where
    W: FnMut(I, &mut dyn FnMut() -> bool) -> Result<O, Stopped>,
{
    let mut work = make_worker();
    while let Some(job) = shared.queue.pop() {
        let Job { input, lane, deadline, submitted, place, reservation, span, answer } = job;
        let started = Instant::now();
        shared.observer.waited(lane, started - submitted);
        if answer.is_closed() {
            shared.observer.abandoned(lane);
            continue;
        }
        if started >= deadline {
            shared.observer.expired(lane);
            // The caller may be gone by now, here and below; then nobody minds.
            drop(place);
            let _ = answer.send(Err(JobError::DeadlineExceeded));
            continue;
        }
        let _in_span = span.enter();
        shared.busy.fetch_add(1, Ordering::Relaxed);
        let mut stop = || answer.is_closed() || Instant::now() >= deadline;
        let result = catch_unwind(AssertUnwindSafe(|| work(input, &mut stop)));
        let outcome = match result {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(Stopped)) => Err(JobError::DeadlineExceeded),
            Err(_) => {
                // Where it panicked is for the panic hook to say; what it said may quote the text.
                tracing::error!("a document made its worker panic");
                shared.observer.panicked(lane);
                work = make_worker();
                Err(JobError::Panicked)
            }
        };
        let time = started.elapsed();
        shared.busy.fetch_sub(1, Ordering::Relaxed);
        shared.run_time.add(time);
        shared.observer.ran(lane, time);
        // Before the answer: a caller that has it and comes back must find the place free.
        drop((place, reservation));
        let _ = answer.send(outcome);
    }
}
