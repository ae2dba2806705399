//! How messages come in: bounded in bytes and in time, and refused in the service's words.
//!
//! The pool bounds what was read. This bounds what is being read: many large messages that trickle
//! in at once would fill the memory before any of them knocks at the pool. What is over the bound is
//! turned away at once, as by a full queue.

mod arriving;

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{Request, Response};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::{Code, Status};
use tower::Service;

use super::call::{self, Arrived};
use super::limits::Limits;
use super::status::Error;
use arriving::Arriving;

/// The one method that takes more than one message, and takes them for as long as the client likes.
const STREAMING_METHOD: &str = "StreamAnalyze";

/// How many bytes of unfinished messages may be coming in at a time, on all connections together.
#[derive(Debug, Clone)]
pub struct IntakeBudget(Arc<Semaphore>);

/// A part of the budget; given back when dropped.
pub type HeldIntake = Option<OwnedSemaphorePermit>;

/// When another try is worth it for a client whose message found no room: messages in flight are
/// short-lived.
const RETRY_AFTER: Duration = Duration::from_millis(100);

impl IntakeBudget {
    /// `bytes`, or as many as one message of the largest size needs, whichever is more.
    pub fn new(limits: &Limits, bytes: usize) -> Self {
        /// A frame of HTTP/2, which may hold the end of a message and the beginning of the next.
        const FRAME: usize = 16 << 10;
        let largest = limits.max_message_bytes.saturating_add(FRAME);
        IntakeBudget::of(bytes.max(largest).min(Semaphore::MAX_PERMITS))
    }

    fn of(bytes: usize) -> Self {
        IntakeBudget(Arc::new(Semaphore::new(bytes)))
    }

    #[cfg(test)]
    fn left(&self) -> usize {
        self.0.available_permits()
    }

    /// Adds `bytes` to what is held.
    ///
    /// # Errors
    /// [`Error::QueueFull`] when there is no room for them.
    pub fn hold(&self, held: &mut HeldIntake, bytes: usize) -> Result<(), Error> {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let more = Arc::clone(&self.0)
            .try_acquire_many_owned(bytes)
            .map_err(|_| Error::QueueFull { retry_after: RETRY_AFTER })?;
        match held {
            Some(held) => held.merge(more),
            None => *held = Some(more),
        }
        Ok(())
    }
}

/// A gRPC service whose messages come in like this.
#[derive(Debug, Clone)]
pub struct Intake<S> {
    service: S,
    limits: Limits,
    budget: IntakeBudget,
}

impl<S> Intake<S> {
    /// Lets messages come in to `service` as far as `budget` has room for them.
    pub fn new(service: S, limits: Limits, budget: IntakeBudget) -> Self {
        Intake { service, limits, budget }
    }
}

impl<S: NamedService> NamedService for Intake<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for Intake<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let now = Instant::now();
        request.extensions_mut().insert(Arrived(now));
        let budget = self.budget.clone();
        let request = if request.uri().path().ends_with(STREAMING_METHOD) {
            request.map(|body| Body::new(Arriving::stream(body, budget)))
        } else {
            // A timeout that cannot be read is refused by the rpc, not here.
            let timeout = call::timeout(request.headers()).ok().flatten();
            let timeout = timeout.unwrap_or(self.limits.max_deadline).min(self.limits.max_deadline);
            request.map(|body| Body::new(Arriving::message(body, budget, now + timeout)))
        };
        let answering = self.service.call(request);
        let limits = self.limits;
        Box::pin(async move {
            let response = answering.await?;
            // Only an error that came before any answer has its status in the head.
            if !response.headers().contains_key(Status::GRPC_STATUS) {
                return Ok(response);
            }
            Ok(match Status::from_header_map(response.headers()) {
                Some(status) => explain(status, &limits).into_http(),
                None => response,
            })
        })
    }
}

/// The status for what the transport found wrong with what came in.
///
/// tonic answers OUT_OF_RANGE, RESOURCE_EXHAUSTED or INTERNAL, without details, for a message that
/// is over the limit, that is over it once inflated, or that is none. All of these are faults of
/// what the client sent, and none is worth another try.
pub(super) fn explain(status: Status, limits: &Limits) -> Status {
    if !status.details().is_empty() {
        return status;
    }
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => {
            Error::MessageTooLarge { limit: limits.max_message_bytes }.into()
        }
        Code::Internal => Error::MessageMalformed(status.message().to_owned()).into(),
        Code::Unimplemented => Error::Unimplemented(status.message().to_owned()).into(),
        _ => status,
    }
}
