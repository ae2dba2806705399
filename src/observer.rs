//! What the pool and the service tell about their work, for metrics.

use std::time::Duration;

use pullquote_core::StageTimes;

use crate::pool::Lane;

/// Is told what happens to documents. Every method is called on the thread that does the work, so
/// none may block. What is not implemented is ignored.
pub trait Observer: Send + Sync + 'static {
    /// A document was turned away because the pool had no room for it.
    fn shed(&self, _lane: Lane) {}

    /// A worker took a document that had waited this long.
    fn waited(&self, _lane: Lane, _time: Duration) {}

    /// A document's deadline passed before a worker took it; it was not run.
    fn expired(&self, _lane: Lane) {}

    /// A document's caller was gone before a worker took it; it was not run.
    fn abandoned(&self, _lane: Lane) {}

    /// A worker was busy this long with a document, whatever came of it.
    fn ran(&self, _lane: Lane, _time: Duration) {}

    /// A document made its worker panic. Told before [`Observer::ran`].
    fn panicked(&self, _lane: Lane) {}

    /// A document of `text_bytes` was analysed; `stages` tells how long each stage took.
    fn analyzed(&self, _text_bytes: usize, _stages: &StageTimes) {}
}

/// Listens to nothing.
impl Observer for () {}
