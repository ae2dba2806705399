//! How the server ends: what is told to connections and calls, and when.

use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// The server's end, in two steps, and those who must see it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Drain {
    ending: CancellationToken,
    over: CancellationToken,
    connections: TaskTracker,
}

impl Drain {
    /// Begins: no new connections, connections are asked to end, new calls are refused.
    pub(crate) fn begin(&self) {
        self.ending.cancel();
        self.connections.close();
    }

    /// Whether it has begun.
    pub(crate) fn has_begun(&self) -> bool {
        self.ending.is_cancelled()
    }

    /// A token that is cancelled when it begins.
    pub(crate) fn token(&self) -> CancellationToken {
        self.ending.clone()
    }

    /// Resolves when it begins.
    pub(crate) async fn begun(&self) {
        self.ending.cancelled().await;
    }

    /// Resolves when the grace is over and what still runs must end.
    pub(crate) async fn over(&self) {
        self.over.cancelled().await;
    }

    /// Where connections are counted until they end.
    pub(crate) fn connections(&self) -> &TaskTracker {
        &self.connections
    }

    /// Waits for all connections to end, for `grace` of their own accord and then, told that it is
    /// over, for `farewell` more. Gives the number that did not end even so.
    pub(crate) async fn finish(&self, grace: Duration, farewell: Duration) -> usize {
        if tokio::time::timeout(grace, self.connections.wait()).await.is_ok() {
            return 0;
        }
        tracing::warn!(connections = self.connections.len(), "drain grace is over");
        self.over.cancel();
        match tokio::time::timeout(farewell, self.connections.wait()).await {
            Ok(()) => 0,
            Err(_) => self.connections.len(),
        }
    }
}
