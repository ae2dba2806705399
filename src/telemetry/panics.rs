//! Panics in the log.

use std::panic::{PanicHookInfo, set_hook};
use std::thread;

use crate::pool::THREAD_NAME;

/// Sends the panics of the whole process to the log, where they stand among the lines of the call
/// that caused them. What a worker says in a panic is left out, since it may quote the text of a
/// document: the place is enough to find the cause.
pub(super) fn log() {
    set_hook(Box::new(|panic| {
        let place = panic.location().map(tracing::field::display);
        let analyses = thread::current().name().is_some_and(|name| name.starts_with(THREAD_NAME));
        let message = if analyses { None } else { message(panic) };
        tracing::error!(place, message, "panicked");
    }));
}

fn message<'a>(panic: &'a PanicHookInfo<'_>) -> Option<&'a str> {
    let payload = panic.payload();
    payload.downcast_ref::<&str>().copied().or(payload.downcast_ref::<String>().map(String::as_str))
}
