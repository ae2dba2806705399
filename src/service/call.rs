//! What is known of a call beside its messages: how long it may take and what it is named.

use std::time::{Duration, Instant};

use http::HeaderMap;

use super::limits::Limits;
use super::status::{Error, Reason};
use super::validate::Violations;
use crate::telemetry::RequestId;

/// The name of the header with the client's deadline.
const TIMEOUT_HEADER: &str = "grpc-timeout";

/// When the head of a request came. Deadlines count from there, not from when its message was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arrived(pub(super) Instant);

/// A call.
#[derive(Debug, Clone)]
pub struct Call {
    /// When the client stops waiting, if it said so.
    client_deadline: Option<Instant>,
    max_deadline: Duration,
    request_id: RequestId,
}

impl Call {
    /// A call that began now. `timeout` is what the client allows.
    pub fn new(timeout: Option<Duration>, limits: &Limits, request_id: RequestId) -> Self {
        Call::since(Instant::now(), timeout, limits, request_id)
    }

    fn since(
        began: Instant,
        timeout: Option<Duration>,
        limits: &Limits,
        request_id: RequestId,
    ) -> Self {
        Call {
            client_deadline: timeout.and_then(|timeout| began.checked_add(timeout)),
            max_deadline: limits.max_deadline,
            request_id,
        }
    }

    /// The call that `request` makes. Its request id is the extension that the server put there,
    /// or a new one.
    pub(super) fn of<T>(request: &tonic::Request<T>, limits: &Limits) -> Result<Self, Error> {
        let timeout = timeout(request.metadata().as_ref())?;
        let known = request.extensions();
        let began = known.get().map_or_else(Instant::now, |&Arrived(at)| at);
        let request_id = known.get().cloned().unwrap_or_else(RequestId::generate);
        Ok(Call::since(began, timeout, limits, request_id))
    }

    /// What the call is named in logs and errors.
    pub fn request_id(&self) -> &RequestId {
        &self.request_id
    }

    /// When the client stops waiting for the call.
    pub(super) fn client_deadline(&self) -> Option<Instant> {
        self.client_deadline
    }

    /// When a document that has come now must be done: the client's deadline or the server's
    /// maximum, whichever is sooner.
    pub fn document_deadline(&self) -> Instant {
        let latest = Instant::now() + self.max_deadline;
        self.client_deadline.map_or(latest, |client| client.min(latest))
    }
}

/// Reads the client's timeout as the [gRPC protocol] writes it: up to eight digits and a unit.
///
/// [gRPC protocol]: https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md
pub(super) fn timeout(headers: &HeaderMap) -> Result<Option<Duration>, Error> {
    let Some(value) = headers.get(TIMEOUT_HEADER) else { return Ok(None) };
    let timeout = value.to_str().ok().and_then(parse_timeout);
    let mut violations = Violations::default();
    if timeout.is_none() {
        let description = "is not a timeout: up to eight digits and one of H, M, S, m, u, n";
        violations.add(TIMEOUT_HEADER, Reason::Malformed, description.to_owned());
    }
    violations.or_none(timeout)
}

fn parse_timeout(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    let well_formed = (1..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let number: u64 = well_formed.then(|| digits.parse().ok())??;
    match unit {
        "H" => Some(Duration::from_secs(number * 3600)),
        "M" => Some(Duration::from_secs(number * 60)),
        "S" => Some(Duration::from_secs(number)),
        "m" => Some(Duration::from_millis(number)),
        "u" => Some(Duration::from_micros(number)),
        "n" => Some(Duration::from_nanos(number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_writes_them() {
        for (value, expected) in [
            ("2H", Some(Duration::from_secs(7200))),
            ("3M", Some(Duration::from_secs(180))),
            ("0S", Some(Duration::ZERO)),
            ("250m", Some(Duration::from_millis(250))),
            ("17u", Some(Duration::from_micros(17))),
            ("99999999n", Some(Duration::from_nanos(99_999_999))),
            ("99999999H", Some(Duration::from_secs(99_999_999 * 3600))),
            ("", None),
            ("S", None),
            ("10", None),
            ("-1S", None),
            ("+1S", None),
            ("123456789S", None),
            ("1s", None),
            ("1é", None),
        ] {
            assert_eq!(parse_timeout(value), expected, "{value:?}");
        }
    }
}
