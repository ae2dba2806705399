//! One connection, from its first byte to its last.

use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tower::{Service, ServiceExt};

use super::drain::Drain;
use super::reload::Watched;
use crate::config;
use crate::metrics::{ConnectionGuard, Metrics, Port};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// How long a connection that was asked to end may be without calls and without traffic.
const LINGER: Duration = Duration::from_secs(1);

/// How long the last words of a connection may take once its time is over.
pub(crate) const FAREWELL: Duration = Duration::from_millis(500);

/// Who is at the other end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Peer {
    Tcp(SocketAddr),
    Unix,
}

impl std::fmt::Display for Peer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Peer::Tcp(address) => address.fmt(out),
            Peer::Unix => out.write_str("unix"),
        }
    }
}

/// What every request knows of its connection: an extension of it.
#[derive(Debug, Clone)]
pub(crate) struct OfConnection {
    pub(crate) peer: Peer,
    /// Cancelled when the connection's time is over: calls then end, with a status.
    pub(crate) over: CancellationToken,
    /// How many calls are open on it that do work, and are waited for.
    pub(crate) calls: Arc<AtomicUsize>,
}

/// Serves connections of one kind under one policy.
pub(crate) struct Connections {
    port: Port,
    http: auto::Builder<TokioExecutor>,
    tls: Option<Arc<Watched<ServerConfig>>>,
    policy: config::Connections,
    drain: Drain,
    metrics: Arc<Metrics>,
}

impl Connections {
    pub(crate) fn new(
        port: Port,
        policy: &config::Connections,
        tls: Option<Arc<Watched<ServerConfig>>>,
        drain: Drain,
        metrics: Arc<Metrics>,
    ) -> Self {
        let policy = policy.clone();
        let header_bytes = policy.max_header_bytes;
        let mut http = auto::Builder::new(TokioExecutor::new());
        let keepalive = Some(policy.keepalive_interval).filter(|interval| !interval.is_zero());
        http.http2()
            .timer(TokioTimer::new())
            .keep_alive_interval(keepalive)
            .keep_alive_timeout(policy.keepalive_timeout)
            .max_concurrent_streams(policy.max_streams)
            .max_header_list_size(u32::try_from(header_bytes).unwrap_or(u32::MAX));
        // hyper's own buffer is at least 8 KiB, and holds a whole head.
        http.http1()
            .timer(TokioTimer::new())
            .header_read_timeout(policy.preface_timeout)
            .max_buf_size(header_bytes.max(8 << 10));
        Connections { port, http, tls, policy, drain, metrics }
    }

    /// Takes HTTP/2 alone: without gRPC-Web nothing on a gRPC port speaks HTTP/1.
    pub(crate) fn http2_only(mut self) -> Self {
        self.http = self.http.http2_only();
        self
    }

    pub(crate) fn drain(&self) -> &Drain {
        &self.drain
    }

    /// Counts a connection that was closed because there are too many.
    pub(crate) fn count_refused(&self) {
        self.metrics.connection_refused(self.port);
    }

    /// Serves a TCP connection, encrypted when TLS is on.
    pub(crate) async fn serve<S, B>(&self, stream: TcpStream, peer: Peer, service: S)
    where
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let Some(tls) = &self.tls else {
            return self.serve_plain(stream, peer, service).await;
        };
        let acceptor = TlsAcceptor::from(tls.current());
        let handshake = timeout(self.policy.preface_timeout, acceptor.accept(stream));
        let outcome = tokio::select! {
            outcome = handshake => outcome,
            () = self.drain.begun() => return,
        };
        match outcome {
            Ok(Ok(stream)) => self.serve_plain(stream, peer, service).await,
            Ok(Err(error)) => {
                self.metrics.handshake_failed();
                tracing::debug!(%peer, %error, "TLS handshake failed");
            }
            Err(_) => {
                self.metrics.handshake_failed();
                tracing::debug!(%peer, "TLS handshake took too long");
            }
        }
    }

    /// Serves a connection that carries HTTP as it is.
    pub(crate) async fn serve_plain<I, S, B>(&self, io: I, peer: Peer, service: S)
    where
        I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let _open = ConnectionGuard::new(&self.metrics, self.port);
        let over = CancellationToken::new();
        // However the connection ends, its calls end with it.
        let _ended = over.clone().drop_guard();
        let calls = Arc::new(AtomicUsize::new(0));
        let known = OfConnection { peer, over: over.clone(), calls: Arc::clone(&calls) };
        let service = service.map_request(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(known.clone());
            request
        });
        let traffic = Arc::new(Traffic::default());
        let io = TokioIo::new(Counted { io, traffic: Arc::clone(&traffic) });
        let connection = self.http.serve_connection(io, TowerToHyperService::new(service));
        let mut connection = pin!(connection);

        let opened = Instant::now();
        let preface = sleep_until(opened + self.policy.preface_timeout);
        let mut preface = pin!(preface);
        let mut prefaced = false;
        let age = self.jittered_age();
        let aged = sleep_until(opened + age.unwrap_or_default());
        let mut aged = pin!(aged);
        loop {
            tokio::select! {
                outcome = connection.as_mut() => return log_end(peer, outcome),
                () = preface.as_mut(), if !prefaced => {
                    if traffic.read.load(Ordering::Relaxed) < PREFACE_BYTES {
                        self.metrics.preface_timed_out();
                        tracing::debug!(%peer, "closed: said nothing");
                        return;
                    }
                    prefaced = true;
                }
                () = aged.as_mut(), if age.is_some() => {
                    tracing::debug!(%peer, "reached its maximum age");
                    break;
                }
                () = self.drain.begun() => break,
            }
        }

        // A peer is asked to end, and may finish its calls. One that has none and is silent is not
        // waited for: it may never read the question, or it only watches the server's health.
        connection.as_mut().graceful_shutdown();
        let draining = self.drain.has_begun();
        let mut grace = pin!(sleep(self.policy.max_connection_age_grace));
        let mut moved = traffic.total();
        loop {
            tokio::select! {
                outcome = connection.as_mut() => return log_end(peer, outcome),
                () = self.drain.over() => break,
                // While the server drains its own grace counts.
                () = grace.as_mut(), if !draining => break,
                () = sleep(LINGER) => {
                    let before = std::mem::replace(&mut moved, traffic.total());
                    if calls.load(Ordering::Relaxed) == 0 && moved == before {
                        break;
                    }
                }
            }
        }
        over.cancel();
        if timeout(FAREWELL, connection).await.is_err() {
            tracing::debug!(%peer, "dropped: did not end in time");
        }
    }

    /// The maximum age, give or take a tenth, so that connections opened together do not end
    /// together.
    fn jittered_age(&self) -> Option<Duration> {
        use std::hash::{BuildHasher, RandomState};
        let age = self.policy.max_connection_age;
        if age.is_zero() {
            return None;
        }
        let random = RandomState::new().hash_one(0) % 1_000;
        let factor = 0.9 + 0.2 * (random as f64 / 1_000.0);
        Some(age.mul_f64(factor))
    }
}

/// The shortest that either protocol begins with: HTTP/2's preface.
const PREFACE_BYTES: usize = 24;

fn log_end(peer: Peer, outcome: Result<(), BoxError>) {
    if let Err(error) = outcome {
        tracing::debug!(%peer, %error, "connection ended");
    }
}

/// What went over a connection, in bytes.
#[derive(Debug, Default)]
struct Traffic {
    read: AtomicUsize,
    written: AtomicUsize,
}

impl Traffic {
    fn total(&self) -> usize {
        self.read.load(Ordering::Relaxed).wrapping_add(self.written.load(Ordering::Relaxed))
    }

    fn count_written(&self, outcome: &Poll<io::Result<usize>>) {
        if let Poll::Ready(Ok(bytes)) = outcome {
            self.written.fetch_add(*bytes, Ordering::Relaxed);
        }
    }
}

/// Counts its traffic.
struct Counted<I> {
    io: I,
    traffic: Arc<Traffic>,
}

impl<I: AsyncRead + Unpin> AsyncRead for Counted<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let outcome = Pin::new(&mut self.io).poll_read(cx, buffer);
        self.traffic.read.fetch_add(buffer.filled().len() - before, Ordering::Relaxed);
        outcome
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Counted<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write(cx, bytes);
        self.traffic.count_written(&outcome);
        outcome
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.io).poll_write_vectored(cx, pieces);
        self.traffic.count_written(&outcome);
        outcome
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }
}
