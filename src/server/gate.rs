//! The gate before the methods: who brings no token gets no further.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::future::Either;
use http::{Request, Response};
use tower::Service;

use super::auth::Tokens;
use super::reload::Watched;
use crate::metrics::Metrics;
use crate::service::Error;

/// What callers must bring.
#[derive(Clone)]
pub(crate) struct Policy {
    pub(crate) tokens: Option<Arc<Watched<Tokens>>>,
    pub(crate) guard_reflection: bool,
    pub(crate) metrics: Arc<Metrics>,
}

impl Policy {
    /// # Errors
    /// [`Error::Unauthenticated`] for a call that needs a token and brings none that is valid.
    pub(crate) fn check<B>(&self, request: &Request<B>) -> Result<(), Error> {
        let Some(tokens) = &self.tokens else {
            return Ok(());
        };
        let path = request.uri().path();
        let exempt = path.starts_with("/grpc.health.v1.Health/")
            || !self.guard_reflection && path.starts_with("/grpc.reflection.");
        if exempt || tokens.current().admit(request.headers()) {
            return Ok(());
        }
        self.metrics.call_unauthenticated();
        Err(Error::Unauthenticated)
    }
}

/// A gRPC service behind the gate.
#[derive(Clone)]
pub(crate) struct Gate<S> {
    pub(crate) service: S,
    pub(crate) policy: Policy,
}

impl<S, ReqBody, B> Service<Request<ReqBody>> for Gate<S>
where
    S: Service<Request<ReqBody>, Response = Response<B>, Error = Infallible>,
    B: Default,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response<B>, Infallible>>, S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: Request<ReqBody>) -> Self::Future {
        match self.policy.check(&request) {
            Ok(()) => Either::Right(self.service.call(request)),
            Err(error) => Either::Left(ready(Ok(tonic::Status::from(error).into_http()))),
        }
    }
}
