//! What the transport refuses, said in the service's words.
//!
//! A message over the limit, one that is cut short or is no message at all never reaches an rpc:
//! tonic answers OUT_OF_RANGE, RESOURCE_EXHAUSTED or INTERNAL, without details. For a client all of
//! these are faults of what it sent, and none is worth another try.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::{Code, Status};
use tower::Service;

use super::limits::Limits;
use super::status::Error;

/// A gRPC service whose transport errors are explained.
#[derive(Debug, Clone)]
pub struct Explained<S> {
    service: S,
    limits: Limits,
}

impl<S> Explained<S> {
    /// Explains the errors of `service`, which holds messages to `limits`.
    pub fn new(service: S, limits: Limits) -> Self {
        Explained { service, limits }
    }
}

impl<S: NamedService> NamedService for Explained<S> {
    const NAME: &'static str = S::NAME;
}

impl<S, B> Service<Request<B>> for Explained<S>
where
    S: Service<Request<B>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let answering = self.service.call(request);
        let limits = self.limits;
        Box::pin(async move {
            let response = answering.await?;
            // Only an error that came before any answer has its status in the head.
            if !response.headers().contains_key(Status::GRPC_STATUS) {
                return Ok(response);
            }
            Ok(match Status::from_header_map(response.headers()) {
                Some(status) if status.details().is_empty() && status.code() != Code::Ok => {
                    explain(status, &limits).into_http()
                }
                _ => response,
            })
        })
    }
}

/// The status for what the transport found wrong with a message that came in.
pub(super) fn explain(status: Status, limits: &Limits) -> Status {
    let why = status.message().to_owned();
    match status.code() {
        Code::OutOfRange | Code::ResourceExhausted => {
            Error::MessageTooLarge { limit: limits.max_message_bytes }.into()
        }
        Code::Internal => Error::MessageMalformed(why).into(),
        Code::Unimplemented => Error::Unimplemented(why).into(),
        _ => status,
    }
}
