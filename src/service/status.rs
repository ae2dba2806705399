//! The one error type of the service and the one table that says what a client sees of it.

use std::time::Duration;

use prost::Message;
use tonic::Code;

use crate::pool::{JobError, SubmitError};
use crate::proto::google::rpc;
use crate::proto::{Any, v1};
use crate::telemetry::RequestId;

/// The `domain` of every `ErrorInfo`.
pub const DOMAIN: &str = "pullquote";

/// How long a client should wait before it turns to a server that drains: long enough for a load
/// balancer to have sent it elsewhere.
const DRAINING_RETRY: Duration = Duration::from_secs(1);

/// Why a call, or a document of one, was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Fields of the request are at fault.
    #[error("{}", summary(.0))]
    Invalid(Vec<Violation>),
    /// A message is over the limit of the transport, before or after decompression.
    #[error(
        "the message is over the limit of {limit} bytes (max_message_bytes); send fewer documents in one message"
    )]
    MessageTooLarge {
        /// The limit.
        limit: usize,
    },
    /// What was sent is no message of the API.
    #[error("the message cannot be read: {0}")]
    MessageMalformed(String),
    /// There is no such method, or it cannot be called like this.
    #[error("{}", if .0.is_empty() { "there is no such method" } else { .0 })]
    Unimplemented(String),
    /// The pool has no room.
    #[error("the queue is full; try again later")]
    QueueFull {
        /// When another try is worth it.
        retry_after: Duration,
    },
    /// The deadline of the client, or the server's maximum, passed first.
    #[error("the deadline passed before the document was analysed")]
    DeadlineExceeded,
    /// The server is shutting down.
    #[error("the server is shutting down; try another")]
    Draining,
    /// The connection that the call came on is at its end; the server may well go on.
    #[error("the connection's time is over; try again on another")]
    ConnectionOver,
    /// The call brings no token that the server knows.
    #[error("a bearer token that the server knows is needed in the authorization header")]
    Unauthenticated,
    /// Nothing is served at a path of the HTTP port.
    #[error("nothing is served here")]
    NotFound,
    /// The analysis failed. What went wrong is in the server's log, under the request id.
    #[error("the analysis failed; the server's log has more under request id {0}")]
    Internal(RequestId),
}

/// A field of a request that is at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The path of the field: `documents[3].text`.
    pub field: String,
    /// What is wrong, from a fixed set.
    pub reason: Reason,
    /// What is wrong and what to do about it, in words.
    pub description: String,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// A field that must be set is not.
    Required,
    /// It is longer than the limit.
    TooLong,
    /// A list has more elements than the limit.
    TooMany,
    /// It is not of the form that it should have.
    Malformed,
    /// It is an enum value that the server does not know, or that is no choice.
    UnknownValue,
    /// It is a number outside the range.
    OutOfRange,
}

impl Reason {
    const fn name(self) -> &'static str {
        match self {
            Reason::Required => "FIELD_REQUIRED",
            Reason::TooLong => "FIELD_TOO_LONG",
            Reason::TooMany => "TOO_MANY_ELEMENTS",
            Reason::Malformed => "FIELD_MALFORMED",
            Reason::UnknownValue => "UNKNOWN_ENUM_VALUE",
            Reason::OutOfRange => "NUMBER_OUT_OF_RANGE",
        }
    }
}

impl Error {
    /// The status code and the reason of the `ErrorInfo`.
    const fn class(&self) -> (Code, &'static str) {
        match self {
            Error::Invalid(_) => (Code::InvalidArgument, "INVALID_REQUEST"),
            Error::MessageTooLarge { .. } => (Code::InvalidArgument, "MESSAGE_TOO_LARGE"),
            Error::MessageMalformed(_) => (Code::InvalidArgument, "MESSAGE_MALFORMED"),
            Error::Unimplemented(_) => (Code::Unimplemented, "UNIMPLEMENTED"),
            Error::QueueFull { .. } => (Code::ResourceExhausted, "QUEUE_FULL"),
            Error::DeadlineExceeded => (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"),
            Error::Draining => (Code::Unavailable, "SERVER_DRAINING"),
            Error::ConnectionOver => (Code::Unavailable, "CONNECTION_OVER"),
            Error::Unauthenticated => (Code::Unauthenticated, "TOKEN_MISSING_OR_UNKNOWN"),
            Error::NotFound => (Code::NotFound, "NO_SUCH_PATH"),
            Error::Internal(_) => (Code::Internal, "ANALYSIS_FAILED"),
        }
    }

    /// The status code.
    pub const fn code(&self) -> Code {
        self.class().0
    }

    /// When another try is worth it, for errors that pass.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::QueueFull { retry_after } => Some(*retry_after),
            Error::Draining => Some(DRAINING_RETRY),
            Error::ConnectionOver => Some(Duration::ZERO),
            _ => None,
        }
    }

    fn details(&self) -> Vec<Any> {
        let info = rpc::ErrorInfo {
            reason: self.class().1.to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: Default::default(),
        };
        let more = match self {
            Error::Invalid(violations) => Some(Any::pack(&bad_request(violations))),
            Error::Internal(request_id) => Some(Any::pack(&rpc::RequestInfo {
                request_id: request_id.to_string(),
                serving_data: String::new(),
            })),
            _ => self.retry_after().map(|delay| Any::pack(&retry_info(delay))),
        };
        std::iter::once(Any::pack(&info)).chain(more).collect()
    }
}

impl From<&Error> for rpc::Status {
    fn from(error: &Error) -> Self {
        let (code, _) = error.class();
        rpc::Status { code: code.into(), message: error.to_string(), details: error.details() }
    }
}

impl From<Error> for tonic::Status {
    fn from(error: Error) -> Self {
        let status = rpc::Status::from(&error);
        let details = status.encode_to_vec().into();
        tonic::Status::with_details(error.code(), status.message, details)
    }
}

impl From<Error> for v1::document_result::Outcome {
    fn from(error: Error) -> Self {
        v1::document_result::Outcome::Error(rpc::Status::from(&error))
    }
}

impl From<SubmitError> for Error {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Full { retry_after } => Error::QueueFull { retry_after },
            SubmitError::Closed => Error::Draining,
        }
    }
}

impl Error {
    /// The error for a document of the call `request_id` that the pool took and did not analyse.
    pub(super) fn of_job(error: JobError, request_id: &RequestId) -> Self {
        match error {
            JobError::DeadlineExceeded => Error::DeadlineExceeded,
            JobError::Panicked => Error::Internal(request_id.clone()),
            JobError::Closed => Error::Draining,
        }
    }
}

fn summary(violations: &[Violation]) -> String {
    let texts: Vec<String> = violations
        .iter()
        .map(|violation| format!("{}: {}", violation.field, violation.description))
        .collect();
    texts.join("; ")
}

fn bad_request(violations: &[Violation]) -> rpc::BadRequest {
    let field_violations = violations.iter().map(|violation| rpc::bad_request::FieldViolation {
        field: violation.field.clone(),
        description: violation.description.clone(),
        reason: violation.reason.name().to_owned(),
        localized_message: None,
    });
    rpc::BadRequest { field_violations: field_violations.collect() }
}

fn retry_info(delay: Duration) -> rpc::RetryInfo {
    let retry_delay = pbjson_types::Duration {
        seconds: i64::try_from(delay.as_secs()).unwrap_or(i64::MAX),
        nanos: delay.subsec_nanos().cast_signed(),
    };
    rpc::RetryInfo { retry_delay: Some(retry_delay) }
}
