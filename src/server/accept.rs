//! The accept loop.
//!
//! It is our own because tonic's has no cap on connections, no timeout on a peer that never says
//! anything, and waits without end for such peers when it shuts down.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use hyper::body::{Body, Incoming};
use tokio::sync::Semaphore;
use tower::Service;

use super::connection::{Connections, Peer};
use super::listen::{Listener, Stream};

/// What connections are given to, with the bounds that all of its kind share.
#[derive(Clone)]
pub(crate) struct Door<S> {
    pub(crate) service: S,
    pub(crate) connections: Arc<Connections>,
    pub(crate) permits: Arc<Semaphore>,
}

/// How long to wait when the process has no file descriptor left: doubling, from a fraction of a
/// second to a whole one, since every connection that ends frees one.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Accepts connections until the server drains.
pub(crate) async fn run<S, B>(listener: Listener, door: Door<S>)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let drain = door.connections.drain().clone();
    let mut pause = FIRST_PAUSE;
    loop {
        let accepted = tokio::select! {
            biased;
            () = drain.begun() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(stream) => {
                pause = FIRST_PAUSE;
                admit(stream, &door);
            }
            Err(error) if concerns_one_peer(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }
}

/// Whether the error is that of a connection that its peer gave up.
fn concerns_one_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// Serves a connection on a task of its own, or closes it when there are too many: a client that
/// is told at once can turn to another server, one that is left waiting cannot.
fn admit<S, B>(stream: Stream, door: &Door<S>)
where
    S: Service<Request<Incoming>, Response = Response<B>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    B: Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let Ok(permit) = Arc::clone(&door.permits).try_acquire_owned() else {
        door.connections.count_refused();
        return;
    };
    let connections = Arc::clone(&door.connections);
    let service = door.service.clone();
    let task = async move {
        let _permit = permit;
        match stream {
            Stream::Tcp(stream, peer) => connections.serve(stream, Peer::Tcp(peer), service).await,
            Stream::Unix(stream) => connections.serve_plain(stream, Peer::Unix, service).await,
        }
    };
    door.connections.drain().connections().spawn(task);
}
