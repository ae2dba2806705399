//! The pooled core: a fixed number of threads that analyse, and a bounded queue before them.
//!
//! Analysis is work for a processor, so it runs on threads of its own and never on those that serve
//! connections. The pool knows nothing of analysis: it runs any function that each worker is given.
//!
//! A document passes two gates. First its bytes are reserved, which bounds memory: a reservation
//! lasts as long as its text or the answer to it is held. Then it takes a place in the queue, which
//! bounds waiting: a place lasts until the document has run. Calls of one document are turned away
//! at once when there is no room; batches and streams wait for places, and may hold no more than
//! three quarters of either, so that a call of one document always finds some.
//!
//! Every accepted document is answered: by its result, by the panic that it caused, by the deadline
//! that it missed (then it is not run), or, after [`Pool::abort`], by [`JobError::Closed`].

mod admission;
mod queue;
mod ticket;
mod worker;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use tokio::sync::oneshot;

use admission::{Budget, Permit};
use queue::Queue;

pub use admission::Lane;
pub use ticket::Ticket;

use crate::observer::Observer;

/// What the names of worker threads start with.
pub const THREAD_NAME: &str = "analyze-";

/// How large a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Config {
    /// The number of worker threads; at least one is started.
    pub workers: usize,
    /// The most documents that wait or run; at least two, so that each lane has a place.
    pub documents: usize,
    /// The most bytes of text held: of documents that wait or run and of answers not yet taken.
    pub bytes: usize,
}

impl Config {
    /// The number of workers for a machine: what was asked for, or the number of processors that
    /// the process may use, which honours the quota of its cgroup.
    pub fn worker_count(asked: Option<NonZeroUsize>, available: Option<NonZeroUsize>) -> usize {
        asked.or(available).map_or(1, NonZeroUsize::get)
    }
}

/// Why a document was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SubmitError {
    /// There is no room. Worth another try after this long.
    #[error("the queue is full")]
    Full {
        /// About how long what is held takes to run.
        retry_after: Duration,
    },
    /// The pool is shutting down.
    #[error("the pool is closed")]
    Closed,
}

/// Why a document that was taken has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum JobError {
    /// Its deadline passed before it had run, or before it was done.
    #[error("the deadline passed")]
    DeadlineExceeded,
    /// It made its worker panic.
    #[error("the analysis panicked")]
    Panicked,
    /// It was thrown out unrun because the pool had to end.
    #[error("the pool is closed")]
    Closed,
}

/// Says that a worker function gave up because it was told to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped;

/// Bytes of text admitted to the pool, given back when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Reservation(#[expect(dead_code, reason = "held, not read")] Arc<Permit>);

/// How full a pool is, for metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Worker threads.
    pub workers: usize,
    /// Workers that run a document.
    pub busy: usize,
    /// Interactive documents that wait for a worker.
    pub queued_interactive: usize,
    /// Bulk documents that wait for a worker.
    pub queued_bulk: usize,
    /// Places taken by documents that wait or run.
    pub documents: usize,
    /// Bytes of text held.
    pub bytes: usize,
}

/// Worker threads and the queue before them. See the [module](self).
pub struct Pool<I, O> {
    shared: Arc<Shared<I, O>>,
    workers: usize,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

struct Shared<I, O> {
    queue: Arc<Queue<Job<I, O>>>,
    places: Budget,
    bytes: Budget,
    busy: AtomicUsize,
    run_time: RunTime,
    observer: Arc<dyn Observer>,
}

struct Job<I, O> {
    input: I,
    lane: Lane,
    deadline: Instant,
    submitted: Instant,
    place: Permit,
    reservation: Reservation,
    span: tracing::Span,
    answer: oneshot::Sender<Result<O, JobError>>,
}

impl<I, O> Pool<I, O>
where
    I: Send + 'static,
    O: Send + 'static,
{
    /// Starts the workers. `make_worker` makes the function that a worker runs documents with, once
    /// for each thread and once more after each panic; the function owns the thread's scratch
    /// memory. It is given a document and a question to ask now and then: whether to stop.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start<W>(
        config: Config,
        observer: Arc<dyn Observer>,
        make_worker: impl Fn() -> W + Send + Sync + 'static,
    ) -> io::Result<Self>
    where
        W: FnMut(I, &mut dyn FnMut() -> bool) -> Result<O, Stopped> + 'static,
    {
        let shared = Arc::new(Shared {
            queue: Arc::new(Queue::new()),
            places: Budget::new(config.documents),
            bytes: Budget::new(config.bytes),
            busy: AtomicUsize::new(0),
            run_time: RunTime::default(),
            observer,
        });
        let make_worker = Arc::new(make_worker);
        let workers = config.workers.max(1);
        // Made before the threads: when one fails to start, dropping the pool ends the others.
        let pool = Pool { shared, workers, threads: Mutex::default() };
        for number in 0..workers {
            let shared = Arc::clone(&pool.shared);
            let make_worker = Arc::clone(&make_worker);
            let thread = thread::Builder::new()
                .name(format!("{THREAD_NAME}{number}"))
                .spawn(move || worker::run(&shared, &*make_worker))?;
            pool.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
        }
        Ok(pool)
    }
}

impl<I, O> Pool<I, O> {
    /// Reserves room for bytes of text.
    ///
    /// # Errors
    /// [`SubmitError::Full`] when there is none.
    pub fn try_reserve(&self, lane: Lane, bytes: usize) -> Result<Reservation, SubmitError> {
        let permit = self.shared.bytes.try_take(lane, bytes).ok_or_else(|| self.shed(lane))?;
        Ok(Reservation(Arc::new(permit)))
    }

    /// Reserves room for bytes of bulk text as soon as there is some.
    ///
    /// # Errors
    /// [`SubmitError::Closed`] when the pool is shutting down.
    pub async fn reserve_for_bulk(&self, bytes: usize) -> Result<Reservation, SubmitError> {
        let permit = self.shared.bytes.take_for_bulk(bytes).await.ok_or(SubmitError::Closed)?;
        Ok(Reservation(Arc::new(permit)))
    }

    /// Submits a document of an interactive call.
    ///
    /// # Errors
    /// [`SubmitError::Full`] when all places are taken, [`SubmitError::Closed`] when the pool is
    /// shutting down.
    pub fn try_submit(
        &self,
        input: I,
        reservation: Reservation,
        deadline: Instant,
    ) -> Result<Ticket<I, O>, SubmitError> {
        let lane = Lane::Interactive;
        let place = self.shared.places.try_take(lane, 1).ok_or_else(|| self.shed(lane))?;
        self.push(input, lane, place, reservation, deadline)
    }

    /// Submits a document of a batch or stream as soon as there is a place for it, first come first
    /// served.
    ///
    /// # Errors
    /// [`SubmitError::Closed`] when the pool is shutting down.
    pub async fn submit_bulk(
        &self,
        input: I,
        reservation: Reservation,
        deadline: Instant,
    ) -> Result<Ticket<I, O>, SubmitError> {
        let place = self.shared.places.take_for_bulk(1).await.ok_or(SubmitError::Closed)?;
        self.push(input, Lane::Bulk, place, reservation, deadline)
    }

    fn push(
        &self,
        input: I,
        lane: Lane,
        place: Permit,
        reservation: Reservation,
        deadline: Instant,
    ) -> Result<Ticket<I, O>, SubmitError> {
        let (sender, receiver) = oneshot::channel();
        let job = Job {
            input,
            lane,
            deadline,
            submitted: Instant::now(),
            place,
            reservation,
            span: tracing::Span::current(),
            answer: sender,
        };
        let queue = &self.shared.queue;
        let id = queue.push(lane, job).map_err(|_| SubmitError::Closed)?;
        Ok(Ticket::new(receiver, Arc::clone(queue), id))
    }

    fn shed(&self, lane: Lane) -> SubmitError {
        self.shared.observer.shed(lane);
        let waiting = self.shared.places.taken() / self.workers + 1;
        SubmitError::Full { retry_after: self.shared.run_time.retry_after(waiting) }
    }

    /// How full the pool is now.
    pub fn load(&self) -> Load {
        Load {
            workers: self.workers,
            busy: self.shared.busy.load(Ordering::Relaxed),
            queued_interactive: self.shared.queue.len(Lane::Interactive),
            queued_bulk: self.shared.queue.len(Lane::Bulk),
            documents: self.shared.places.taken(),
            bytes: self.shared.bytes.taken(),
        }
    }

    /// Takes no more documents, answers those taken, and returns when all workers have ended.
    /// Blocks: call it where that does no harm.
    pub fn shutdown(&self) {
        self.shared.queue.close();
        let threads =
            std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A worker catches the panics of its work; one of its own leaves nothing to do here.
            let _ = thread.join();
        }
    }

    /// Takes no more documents and throws out those that wait; those that run go on.
    pub fn abort(&self) {
        self.shared.queue.close();
        self.shared.queue.clear();
    }
}

impl<I, O> Drop for Pool<I, O> {
    /// Lets the workers end when they have run what was taken, without waiting for them.
    fn drop(&mut self) {
        self.shared.queue.close();
    }
}

impl<I, O> fmt::Debug for Pool<I, O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pool").field("load", &self.load()).finish_non_exhaustive()
    }
}

/// How long documents ran of late, in microseconds: a moving average over about sixteen.
#[derive(Debug, Default)]
struct RunTime(AtomicU64);

impl RunTime {
    const WEIGHT: u64 = 16;

    fn add(&self, time: Duration) {
        let time = u64::try_from(time.as_micros()).unwrap_or(u64::MAX / Self::WEIGHT);
        // Two workers may overwrite each other's part: an estimate need not be exact.
        let average = self.0.load(Ordering::Relaxed);
        let average = average - average / Self::WEIGHT + time / Self::WEIGHT;
        self.0.store(average, Ordering::Relaxed);
    }

    /// How long a worker takes for `documents`, in the bounds of good manners.
    fn retry_after(&self, documents: usize) -> Duration {
        let documents = u32::try_from(documents).unwrap_or(u32::MAX);
        let time = Duration::from_micros(self.0.load(Ordering::Relaxed));
        time.saturating_mul(documents).clamp(Duration::from_millis(100), Duration::from_secs(10))
    }
}
