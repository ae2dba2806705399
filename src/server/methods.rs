//! Names of methods and status codes, as metrics and logs write them.

use http::StatusCode;
use tonic::Code;

/// What a port speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Grpc,
    Http,
}

/// Paths of gRPC calls. Others, which anybody can make up, are counted together: each label costs
/// memory for as long as the server runs.
const GRPC: [&str; 8] = [
    "/pullquote.v1.TextAnalysisService/Analyze",
    "/pullquote.v1.TextAnalysisService/BatchAnalyze",
    "/pullquote.v1.TextAnalysisService/StreamAnalyze",
    "/pullquote.v1.TextAnalysisService/GetServerInfo",
    HEALTH_CHECK,
    HEALTH_WATCH,
    REFLECTION,
    REFLECTION_ALPHA,
];

/// Paths of the HTTP port.
const HTTP: [&str; 7] =
    ["/v1/analyze", "/v1/batchAnalyze", "/v1/info", "/", "/healthz", "/readyz", "/metrics"];

const HEALTH_CHECK: &str = "/grpc.health.v1.Health/Check";
const HEALTH_WATCH: &str = "/grpc.health.v1.Health/Watch";
const REFLECTION: &str = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const REFLECTION_ALPHA: &str = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";

/// The path, when it is one of the server's.
pub(crate) fn label(protocol: Protocol, path: &str) -> &'static str {
    let known: &[&'static str] = match protocol {
        Protocol::Grpc => &GRPC,
        Protocol::Http => &HTTP,
    };
    known.iter().find(|&&known| known == path).copied().unwrap_or("other")
}

/// Whether a method is one that machines call every few seconds.
pub(crate) fn is_probe(method: &str) -> bool {
    [HEALTH_CHECK, "/healthz", "/readyz", "/metrics"].contains(&method)
}

/// Whether a connection that should end waits for calls of a method. Streams that their clients
/// keep open for as long as they live would have it wait for ever.
pub(crate) fn is_work(method: &str) -> bool {
    ![HEALTH_WATCH, REFLECTION, REFLECTION_ALPHA].contains(&method)
}

/// The name of a code as the gRPC specification writes it.
pub(crate) const fn code_name(code: Code) -> &'static str {
    match code {
        Code::Ok => "OK",
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

/// The HTTP status that a code has where gRPC is spoken over plain HTTP, after [google.rpc.Code].
///
/// [google.rpc.Code]: https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
pub(crate) fn http_of_code(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => {
            StatusCode::BAD_REQUEST
        }
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The code that an answer of the HTTP port is counted under when its handler gave none.
pub(crate) fn code_of_http(status: StatusCode) -> Code {
    match status {
        _ if status.is_success() || status.is_redirection() => Code::Ok,
        StatusCode::NOT_FOUND => Code::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Code::Unimplemented,
        StatusCode::UNAUTHORIZED => Code::Unauthenticated,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        _ if status.is_client_error() => Code::InvalidArgument,
        _ => Code::Internal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_of_a_bounded_set() {
        assert_eq!(label(Protocol::Grpc, GRPC[0]), GRPC[0]);
        assert_eq!(label(Protocol::Grpc, "/pullquote.v1.TextAnalysisService/Made_Up"), "other");
        assert_eq!(label(Protocol::Http, "/v1/analyze"), "/v1/analyze");
        assert_eq!(label(Protocol::Http, GRPC[0]), "other");
    }
}
