//! The pool, with functions in place of analysis.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use pullquote::observer::Observer;
use pullquote::pool::{Config, JobError, Lane, Pool, Stopped, SubmitError, Ticket};

type Job = Box<dyn FnOnce(&mut dyn FnMut() -> bool) -> Result<u32, Stopped> + Send>;
type JobPool = Pool<Job, u32>;

const SMALL: Config = Config { workers: 1, documents: 4, bytes: 400 };

/// A pool that runs whatever function it is given.
fn pool(config: Config) -> JobPool {
    pool_seen_by(config, Arc::new(()))
}

fn pool_seen_by(config: Config, observer: Arc<dyn Observer>) -> JobPool {
    Pool::start(config, observer, || |job: Job, stop: &mut dyn FnMut() -> bool| job(stop)).unwrap()
}

fn in_a_minute() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn job(function: impl FnOnce() -> u32 + Send + 'static) -> Job {
    Box::new(move |_| Ok(function()))
}

/// Submits an interactive job of 100 bytes.
fn submit(pool: &JobPool, job: Job) -> Result<Ticket<Job, u32>, SubmitError> {
    let reservation = pool.try_reserve(Lane::Interactive, 100)?;
    pool.try_submit(job, reservation, in_a_minute())
}

/// Submits a bulk job of one byte as soon as there is room.
async fn submit_bulk(pool: &JobPool, job: Job) -> Ticket<Job, u32> {
    let reservation = pool.reserve_for_bulk(1).await.unwrap();
    pool.submit_bulk(job, reservation, in_a_minute()).await.unwrap()
}

/// Keeps a worker busy until it is dropped.
struct Busy {
    release: mpsc::Sender<()>,
    ticket: Ticket<Job, u32>,
}

impl Busy {
    /// Returns when the worker has begun.
    fn start(pool: &JobPool) -> Self {
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = mpsc::channel();
        let ticket = submit(
            pool,
            job(move || {
                begin.send(()).unwrap();
                let _ = released.recv();
                0
            }),
        );
        begun.recv().unwrap();
        Busy { release, ticket: ticket.unwrap() }
    }

    async fn end(self) {
        drop(self.release);
        assert_eq!(self.ticket.await, Ok(0));
    }
}

#[test]
fn as_many_workers_as_asked_for_or_as_the_machine_grants() {
    let some = NonZeroUsize::new;
    for (asked, available, expected) in [
        (None, some(1), 1),
        (None, some(2), 2),
        (None, some(64), 64),
        (None, None, 1),
        (some(3), some(8), 3),
        (some(16), some(2), 16),
    ] {
        assert_eq!(Config::worker_count(asked, available), expected);
    }
}

#[tokio::test]
async fn runs_and_answers() {
    let pool = pool(Config { workers: 3, documents: 100, bytes: 100_000 });
    let tickets: Vec<_> = (0..50).map(|n| submit(&pool, job(move || n)).unwrap()).collect();
    for (n, ticket) in (0..50).zip(tickets) {
        assert_eq!(ticket.await, Ok(n));
    }
    assert_eq!((pool.load().documents, pool.load().bytes), (0, 0));
}

#[tokio::test]
async fn a_full_pool_says_so_at_once() {
    let pool = pool(SMALL);
    let busy = Busy::start(&pool);
    let waiting: Vec<_> = (0..3).map(|_| submit(&pool, job(|| 1)).unwrap()).collect();
    let Err(SubmitError::Full { retry_after }) = submit(&pool, job(|| 1)) else {
        panic!("took a fifth document");
    };
    assert!(retry_after >= Duration::from_millis(100) && retry_after <= Duration::from_secs(10));
    busy.end().await;
    for ticket in waiting {
        assert_eq!(ticket.await, Ok(1));
    }
    assert_eq!(submit(&pool, job(|| 2)).unwrap().await, Ok(2));
}

#[tokio::test]
async fn bytes_are_bounded_apart_from_documents() {
    let pool = pool(Config { workers: 1, documents: 100, bytes: 1000 });
    let held = pool.try_reserve(Lane::Interactive, 900).unwrap();
    assert!(pool.try_reserve(Lane::Interactive, 101).is_err());
    assert!(pool.try_reserve(Lane::Interactive, 100).is_ok());
    drop(held);
    assert!(pool.try_reserve(Lane::Interactive, 1000).is_ok());
    // What would never fit is let in alone: limits on documents are not the pool's business.
    assert!(pool.try_reserve(Lane::Interactive, 5000).is_ok());
}

#[tokio::test]
async fn a_document_past_its_deadline_is_not_run() {
    let pool = pool(SMALL);
    let busy = Busy::start(&pool);
    let reservation = pool.try_reserve(Lane::Interactive, 1).unwrap();
    let late: Job = job(|| panic!("was run"));
    let late = pool.try_submit(late, reservation, Instant::now()).unwrap();
    busy.end().await;
    assert_eq!(late.await, Err(JobError::DeadlineExceeded));
    assert_eq!(pool.load().documents, 0);
}

#[tokio::test]
async fn a_running_document_is_told_to_stop_at_its_deadline() {
    let pool = pool(SMALL);
    let reservation = pool.try_reserve(Lane::Interactive, 1).unwrap();
    let endless: Job = Box::new(|stop| {
        while !stop() {
            std::thread::yield_now();
        }
        Err(Stopped)
    });
    let deadline = Instant::now() + Duration::from_millis(20);
    let ticket = pool.try_submit(endless, reservation, deadline).unwrap();
    assert_eq!(ticket.await, Err(JobError::DeadlineExceeded));
}

#[tokio::test]
async fn dropping_the_ticket_frees_the_place_at_once() {
    let pool = pool(SMALL);
    let busy = Busy::start(&pool);
    for _ in 0..1000 {
        let waiting: Vec<_> =
            (0..3).map(|_| submit(&pool, job(|| panic!("was run"))).unwrap()).collect();
        assert!(submit(&pool, job(|| 1)).is_err());
        drop(waiting);
        assert_eq!((pool.load().documents, pool.load().queued_interactive), (1, 0));
    }
    busy.end().await;
    assert_eq!(submit(&pool, job(|| 3)).unwrap().await, Ok(3));
}

#[tokio::test]
async fn dropping_the_ticket_stops_a_running_document() {
    let pool = pool(SMALL);
    let (begin, begun) = tokio::sync::oneshot::channel();
    let (end, ended) = tokio::sync::oneshot::channel();
    let endless: Job = Box::new(|stop| {
        begin.send(()).unwrap();
        while !stop() {
            std::thread::yield_now();
        }
        end.send(()).unwrap();
        Err(Stopped)
    });
    let ticket = submit(&pool, endless).unwrap();
    begun.await.unwrap();
    drop(ticket);
    ended.await.unwrap();
}

#[tokio::test]
async fn a_panic_fails_its_own_document_and_renews_the_worker() {
    let made = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&made);
    let pool: Pool<u32, u32> = Pool::start(SMALL, Arc::new(()), move || {
        counter.fetch_add(1, Ordering::Relaxed);
        let mut scratch = 0;
        move |input, _: &mut dyn FnMut() -> bool| {
            scratch += input;
            assert!(input != 13, "unlucky");
            Ok(scratch)
        }
    })
    .unwrap();
    let mut outcomes = Vec::new();
    for input in [1, 2, 13, 4] {
        let reservation = pool.try_reserve(Lane::Interactive, 1).unwrap();
        outcomes.push(pool.try_submit(input, reservation, in_a_minute()).unwrap().await);
    }
    assert_eq!(outcomes, [Ok(1), Ok(3), Err(JobError::Panicked), Ok(4)]);
    assert_eq!(made.load(Ordering::Relaxed), 2);
    assert_eq!((pool.load().busy, pool.load().documents, pool.load().bytes), (0, 0, 0));
}

#[tokio::test]
async fn bulk_work_leaves_a_quarter_of_the_places_to_interactive_calls() {
    let pool = pool(Config { workers: 1, documents: 8, bytes: 100_000 });
    let busy = Busy::start(&pool);
    let mut tickets = Vec::new();
    for _ in 0..6 {
        tickets.push(submit_bulk(&pool, job(|| 1)).await);
    }
    let mut seventh = Box::pin(submit_bulk(&pool, job(|| 1)));
    assert!(futures_util::poll!(&mut seventh).is_pending());
    let interactive = submit(&pool, job(|| 2)).unwrap();
    assert!(submit(&pool, job(|| 2)).is_err());
    busy.end().await;
    assert_eq!(interactive.await, Ok(2));
    tickets.push(seventh.await);
    for ticket in tickets {
        assert_eq!(ticket.await, Ok(1));
    }
}

#[tokio::test]
async fn bulk_bytes_leave_a_quarter_to_interactive_calls() {
    let pool = pool(Config { workers: 1, documents: 8, bytes: 400 });
    // More than its share of three quarters is cut down to the share.
    let bulk = pool.try_reserve(Lane::Bulk, 1000).unwrap();
    assert!(pool.try_reserve(Lane::Bulk, 1).is_err());
    let interactive = pool.try_reserve(Lane::Interactive, 100).unwrap();
    assert!(pool.try_reserve(Lane::Interactive, 1).is_err());
    drop(bulk);
    pool.reserve_for_bulk(300).await.unwrap();
    drop(interactive);
}

#[tokio::test]
async fn interactive_documents_overtake_bulk() {
    let pool = pool(Config { workers: 1, documents: 100, bytes: 100_000 });
    let busy = Busy::start(&pool);
    let order = Arc::new(Mutex::new(Vec::new()));
    let log = |name: &'static str| {
        let order = Arc::clone(&order);
        job(move || {
            order.lock().unwrap().push(name);
            0
        })
    };
    let mut tickets = Vec::new();
    for _ in 0..3 {
        tickets.push(submit_bulk(&pool, log("bulk")).await);
    }
    tickets.push(submit(&pool, log("interactive")).unwrap());
    busy.end().await;
    for ticket in tickets {
        ticket.await.unwrap();
    }
    assert_eq!(*order.lock().unwrap(), ["interactive", "bulk", "bulk", "bulk"]);
}

#[tokio::test]
async fn shutdown_answers_all_that_was_taken() {
    let pool = Arc::new(pool(Config { workers: 2, documents: 100, bytes: 100_000 }));
    let busy = Busy::start(&pool);
    let tickets: Vec<_> = (0..40).map(|n| submit(&pool, job(move || n)).unwrap()).collect();
    let ending = {
        let pool = Arc::clone(&pool);
        tokio::task::spawn_blocking(move || pool.shutdown())
    };
    while !matches!(submit(&pool, job(|| 0)), Err(SubmitError::Closed)) {
        tokio::task::yield_now().await;
    }
    busy.end().await;
    for (n, ticket) in (0..40).zip(tickets) {
        assert_eq!(ticket.await, Ok(n));
    }
    ending.await.unwrap();
}

#[tokio::test]
async fn abort_answers_those_that_wait_that_it_is_closed() {
    let pool = pool(SMALL);
    let busy = Busy::start(&pool);
    let waiting = submit(&pool, job(|| panic!("was run"))).unwrap();
    pool.abort();
    assert_eq!(waiting.await, Err(JobError::Closed));
    busy.end().await;
    pool.shutdown();
}

#[tokio::test]
async fn observers_are_told_what_happens() {
    #[derive(Default)]
    struct Log(Mutex<Vec<&'static str>>);

    impl Log {
        fn add(&self, event: &'static str) {
            self.0.lock().unwrap().push(event);
        }
    }

    impl Observer for Log {
        fn shed(&self, _lane: Lane) {
            self.add("shed");
        }
        fn expired(&self, _lane: Lane) {
            self.add("expired");
        }
        fn panicked(&self, _lane: Lane) {
            self.add("panicked");
        }
        fn waited(&self, _lane: Lane, _time: Duration) {
            self.add("waited");
        }
        fn ran(&self, _lane: Lane, _time: Duration) {
            self.add("ran");
        }
    }

    let log = Arc::new(Log::default());
    let pool = pool_seen_by(SMALL, Arc::<Log>::clone(&log));
    assert!(pool.try_reserve(Lane::Interactive, 400).and(pool.try_reserve(Lane::Bulk, 0)).is_ok());
    let all = pool.try_reserve(Lane::Interactive, 400).unwrap();
    assert!(submit(&pool, job(|| 0)).is_err());
    drop(all);
    submit(&pool, job(|| 0)).unwrap().await.unwrap();
    submit(&pool, job(|| panic!("as told"))).unwrap().await.unwrap_err();
    let reservation = pool.try_reserve(Lane::Interactive, 1).unwrap();
    let late = pool.try_submit(job(|| 0), reservation, Instant::now()).unwrap();
    late.await.unwrap_err();
    pool.shutdown();
    let expected = ["shed", "waited", "ran", "waited", "panicked", "ran", "waited", "expired"];
    assert_eq!(*log.0.lock().unwrap(), expected);
}
