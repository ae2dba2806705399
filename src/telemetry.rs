//! Logs: where they go, how they look, and what ties the lines of one call together.

mod panics;
mod trace;
mod writer;

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::{LogFormat, Logs};

use writer::LogWriter;

pub use trace::{REQUEST_ID, RequestId, TraceParent};
pub use writer::LastLines;

/// The target of the lines that tell of each call: `--log info,pullquote::access=off` silences it.
pub const ACCESS: &str = "pullquote::access";

/// Whether `filter` can be used.
///
/// # Errors
/// What is wrong with it.
pub fn check_filter(filter: &str) -> Result<(), ParseError> {
    EnvFilter::builder().parse(filter).map(drop)
}

/// Sends the logs of the whole process, panics among them, to standard error. Leaves what logs
/// already when that was done before.
///
/// # Errors
/// When the thread that writes them cannot be started.
pub fn init(logs: &Logs) -> io::Result<LastLines> {
    let (writer, last_lines) = LogWriter::start(io::stderr())?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::builder().parse_lossy(&logs.log))
        .with_writer(writer)
        .with_ansi(io::stderr().is_terminal());
    // A second call, as in tests, must not end the process.
    let _ = match logs.log_format {
        LogFormat::Pretty => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
    };
    panics::log();
    Ok(last_lines)
}
