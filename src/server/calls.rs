//! What every call gets, whatever it asks for: a request id, a span for its logs, a line in the
//! access log, its place in the metrics, and an end when its connection's time is over.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use hyper::body::{Body, Frame, SizeHint};
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::{Code, Status};
use tower::Service;
use tracing::{Instrument, Span};

use super::connection::{OfConnection, Peer};
use super::methods::{self, Protocol};
use crate::metrics::{CallSummary, Metrics};
use crate::service::Error;
use crate::telemetry::{ACCESS, REQUEST_ID, RequestId, TraceParent};

/// A service with all that around it.
#[derive(Clone)]
pub(crate) struct Calls<S> {
    service: S,
    protocol: Protocol,
    metrics: Arc<Metrics>,
    access_log: bool,
}

impl<S> Calls<S> {
    pub(crate) fn new(
        service: S,
        protocol: Protocol,
        metrics: Arc<Metrics>,
        access_log: bool,
    ) -> Self {
        Calls { service, protocol, metrics, access_log }
    }

    fn begin<B>(&self, request: &Request<B>) -> OpenCall {
        let (peer, calls) = match request.extensions().get::<OfConnection>() {
            Some(OfConnection { peer, calls, .. }) => (Some(*peer), Arc::clone(calls)),
            None => (None, Arc::default()),
        };
        let method = methods::label(self.protocol, request.uri().path());
        let of_connection = Some(calls).filter(|_| methods::is_work(method));
        if let Some(calls) = &of_connection {
            calls.fetch_add(1, Ordering::Relaxed);
        }
        self.metrics.call_began();
        let request_id = RequestId::of(request.headers());
        let trace_id = TraceParent::of(request.headers()).map(|parent| parent.trace_id);
        let span = tracing::info_span!("call", %request_id, trace_id, method);
        OpenCall {
            metrics: Arc::clone(&self.metrics),
            of_connection,
            access_log: self.access_log,
            peer,
            method,
            request_id,
            span,
            began: Instant::now(),
            received: Arc::default(),
            sent: 0,
            code: None,
        }
    }
}

impl<S, ReqBody, B> Service<Request<ReqBody>> for Calls<S>
where
    S: Service<Request<Received<ReqBody>>, Response = Response<B>, Error = Infallible>
        + Clone
        + Send
        + 'static,
    S::Future: Send + 'static,
    ReqBody: Send + 'static,
    B: Default + Send + 'static,
{
    type Response = Response<Answer<B>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<ReqBody>) -> Self::Future {
        let mut call = self.begin(&request);
        let over = request.extensions().get::<OfConnection>().map(|known| known.over.clone());
        request.extensions_mut().insert(call.request_id.clone());
        let received = Arc::clone(&call.received);
        let request = request.map(|body| Received { body, bytes: received });
        let protocol = self.protocol;
        let answering = self.service.call(request).instrument(call.span.clone());
        Box::pin(async move {
            let over = over.unwrap_or_default();
            let mut response = tokio::select! {
                biased;
                response = answering => response?,
                () = over.cancelled() => cut_short(protocol),
            };
            response.headers_mut().insert(REQUEST_ID, call.request_id.header());
            call.code = code_of(protocol, &response);
            let over = (protocol == Protocol::Grpc).then(|| Over::NotAsked(over));
            Ok(response.map(|body| Answer { body, call, over }))
        })
    }
}

/// The answer to a call whose connection's time was over before there was another.
fn cut_short<B: Default>(protocol: Protocol) -> Response<B> {
    match protocol {
        Protocol::Grpc => connection_over().into_http(),
        Protocol::Http => {
            let mut response = Response::new(B::default());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
}

fn connection_over() -> Status {
    Error::ConnectionOver.into()
}

/// The code in the head of an answer. A gRPC answer with a body has its code in its trailers.
fn code_of<B>(protocol: Protocol, response: &Response<B>) -> Option<&'static str> {
    if let Some(code) = response.extensions().get::<Code>() {
        return Some(methods::code_name(*code));
    }
    match protocol {
        Protocol::Grpc => code_in(response.headers()),
        Protocol::Http => Some(methods::code_name(methods::code_of_http(response.status()))),
    }
}

fn code_in(headers: &HeaderMap) -> Option<&'static str> {
    let status: &HeaderValue = headers.get("grpc-status")?;
    Some(methods::code_name(Code::from_bytes(status.as_bytes())))
}

/// A call from its head to the end of its answer. Counted and logged when dropped, so that calls
/// whose clients went away are too.
struct OpenCall {
    metrics: Arc<Metrics>,
    /// The count of the connection's calls, when this is one of them.
    of_connection: Option<Arc<AtomicUsize>>,
    access_log: bool,
    peer: Option<Peer>,
    method: &'static str,
    request_id: RequestId,
    span: Span,
    began: Instant,
    received: Arc<AtomicU64>,
    sent: u64,
    code: Option<&'static str>,
}

impl Drop for OpenCall {
    fn drop(&mut self) {
        if let Some(calls) = &self.of_connection {
            calls.fetch_sub(1, Ordering::Relaxed);
        }
        let call = CallSummary {
            method: self.method,
            code: self.code.unwrap_or(methods::code_name(Code::Cancelled)),
            time: self.began.elapsed(),
            received_bytes: self.received.load(Ordering::Relaxed),
            sent_bytes: self.sent,
        };
        self.metrics.call_ended(&call);
        if self.access_log {
            self.log(&call);
        }
    }
}

impl OpenCall {
    fn log(&self, call: &CallSummary) {
        let CallSummary { code, received_bytes, sent_bytes, .. } = *call;
        let milliseconds = milliseconds(call.time);
        let peer = self.peer.map(tracing::field::display);
        // Probes come every few seconds for ever: only who asks for them sees them.
        if methods::is_probe(call.method) {
            tracing::debug!(target: ACCESS, parent: &self.span, code, milliseconds, peer, "called");
        } else {
            tracing::info!(
                target: ACCESS,
                parent: &self.span,
                code,
                milliseconds,
                received_bytes,
                sent_bytes,
                peer,
                "called"
            );
        }
    }
}

/// To the microsecond.
fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1e3
}

/// The body of a request, counted.
pub(crate) struct Received<B> {
    body: B,
    bytes: Arc<AtomicU64>,
}

impl<B: Body<Data = Bytes> + Unpin> Body for Received<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The body of an answer: counted, and ended with a status when the connection's time is over.
pub(crate) struct Answer<B> {
    body: B,
    call: OpenCall,
    /// `None` once the answer has ended, and for HTTP, which has no status to end with.
    over: Option<Over>,
}

/// Waiting costs an allocation, so it begins only when an answer is not there at once.
enum Over {
    NotAsked(tokio_util::sync::CancellationToken),
    Waiting(Pin<Box<WaitForCancellationFutureOwned>>),
}

impl Over {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            match self {
                Over::NotAsked(token) => {
                    *self = Over::Waiting(Box::pin(token.clone().cancelled_owned()));
                }
                Over::Waiting(waiting) => return waiting.as_mut().poll(cx),
            }
        }
    }
}

impl<B: Body<Data = Bytes> + Unpin> Body for Answer<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(data) = frame.data_ref() {
                    this.call.sent += data.len() as u64;
                } else if let Some(trailers) = frame.trailers_ref() {
                    this.call.code = code_in(trailers);
                    this.over = None;
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Pending => match &mut this.over {
                Some(over) => match over.poll(cx) {
                    Poll::Ready(()) => {
                        this.over = None;
                        Poll::Ready(last_words(&mut this.call).map(Ok))
                    }
                    Poll::Pending => Poll::Pending,
                },
                None => Poll::Pending,
            },
            end => end,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The trailers of an answer that is cut short.
fn last_words<D>(call: &mut OpenCall) -> Option<Frame<D>> {
    let mut trailers = HeaderMap::new();
    connection_over().add_header(&mut trailers).ok()?;
    call.code = Some(methods::code_name(Code::Unavailable));
    Some(Frame::trailers(trailers))
}
