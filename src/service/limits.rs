//! What a request may ask for.

use std::time::Duration;

use pullquote_core::Analyzer;

use crate::proto::v1;

/// The limits in force. `GetServerInfo` tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The largest text of a document, in bytes of UTF-8.
    pub max_document_bytes: usize,
    /// The largest message accepted, in bytes after decompression. Held to by the transport, so it
    /// must leave room for more than one largest document.
    pub max_message_bytes: usize,
    /// The most documents in a batch.
    pub max_batch_documents: usize,
    /// The most documents of one batch or stream that are held at a time.
    pub max_stream_window: usize,
    /// The longest that a document may wait and run.
    pub max_deadline: Duration,
}

impl Limits {
    /// The longest id of a document, in bytes.
    pub const MAX_ID_BYTES: usize = 1024;

    /// The longest title of a document, in bytes.
    pub const MAX_TITLE_BYTES: usize = 4096;

    /// The most that `max_document_bytes` may be.
    pub const MAX_DOCUMENT_BYTES: usize = Analyzer::MAX_TEXT_BYTES;
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_document_bytes: 1 << 20,
            max_message_bytes: 16 << 20,
            max_batch_documents: 256,
            max_stream_window: 32,
            max_deadline: Duration::from_secs(30),
        }
    }
}

impl From<Limits> for v1::Limits {
    fn from(limits: Limits) -> Self {
        v1::Limits {
            max_document_bytes: limits.max_document_bytes as u64,
            max_message_bytes: limits.max_message_bytes as u64,
            max_batch_documents: u32::try_from(limits.max_batch_documents).unwrap_or(u32::MAX),
            max_stream_window: u32::try_from(limits.max_stream_window).unwrap_or(u32::MAX),
            max_deadline_ms: u64::try_from(limits.max_deadline.as_millis()).unwrap_or(u64::MAX),
        }
    }
}
