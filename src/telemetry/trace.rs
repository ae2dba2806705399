//! Names for a call: the request id, and the trace that the caller has it belong to.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, HeaderValue};

/// The header that carries the request id, both ways.
pub const REQUEST_ID: &str = "x-request-id";

/// What a call is named by in logs and errors, so that a user can report it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    const MAX_BYTES: usize = 64;

    /// The id that the caller gave when it is sane (up to 64 letters, digits and `-_.:`), and a
    /// new one otherwise.
    pub fn of(headers: &HeaderMap) -> Self {
        let sane = |value: &&HeaderValue| {
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(byte);
            (1..=Self::MAX_BYTES).contains(&value.len()) && value.as_bytes().iter().all(plain)
        };
        headers.get(REQUEST_ID).filter(sane).cloned().map_or_else(Self::generate, RequestId)
    }

    /// A new id: 16 hexadecimal digits, never the same twice in a process and unlikely to be the
    /// same in two.
    pub fn generate() -> Self {
        static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut hasher = SEED.build_hasher();
        hasher.write_u64(NEXT.fetch_add(1, Ordering::Relaxed));
        let text = format!("{:016x}", hasher.finish());
        RequestId(HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("0")))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    /// The id as the value of a header.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Where a call stands in its caller's trace: W3C Trace Context's `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TraceParent<'a> {
    /// The trace: 32 hexadecimal digits.
    pub trace_id: &'a str,
    /// The caller's span: 16 hexadecimal digits.
    pub parent_id: &'a str,
}

impl<'a> TraceParent<'a> {
    /// Reads the `traceparent` header; `None` when there is none or it is malformed.
    pub fn of(headers: &'a HeaderMap) -> Option<Self> {
        Self::parse(headers.get("traceparent")?.to_str().ok()?)
    }

    fn parse(value: &'a str) -> Option<Self> {
        let mut parts = value.split('-');
        let (version, trace_id) = (parts.next()?, parts.next()?);
        let (parent_id, flags) = (parts.next()?, parts.next()?);
        let hex = |text: &str, digits| {
            text.len() == digits
                && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        };
        let zero = |text: &str| text.bytes().all(|byte| byte == b'0');
        let whole = version != "00" || parts.next().is_none();
        let valid = hex(version, 2)
            && version != "ff"
            && hex(trace_id, 32)
            && !zero(trace_id)
            && hex(parent_id, 16)
            && !zero(parent_id)
            && hex(flags, 2)
            && whole;
        valid.then_some(TraceParent { trace_id, parent_id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(given: &'static [u8]) -> RequestId {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_bytes(given).unwrap());
        RequestId::of(&headers)
    }

    #[test]
    fn a_sane_request_id_is_kept() {
        assert_eq!(id_for(b"4bf92f35-77b3.a:1_B").as_str(), "4bf92f35-77b3.a:1_B");
    }

    #[test]
    fn any_other_is_replaced() {
        for bad in [&b""[..], b"a b", b"a\tb", b"\"quoted\"", b"\xff\xfe", &[b'a'; 65]] {
            let id = id_for(bad);
            assert_eq!(id.as_str().len(), 16);
            assert!(id.as_str().bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
        assert_ne!(RequestId::generate(), RequestId::generate());
    }

    #[test]
    fn traceparent_of_the_standard() {
        let parsed = TraceParent::parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        let parsed = parsed.unwrap();
        assert_eq!(parsed.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(parsed.parent_id, "00f067aa0ba902b7");
        let later = "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more";
        assert!(TraceParent::parse(later).is_some(), "a later version may say more");
    }

    #[test]
    fn malformed_traceparents_are_ignored() {
        for bad in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        ] {
            assert_eq!(TraceParent::parse(bad), None, "{bad:?}");
        }
    }
}
