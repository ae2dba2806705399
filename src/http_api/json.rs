//! The rpcs as JSON over HTTP.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::BytesMut;
use http_body_util::BodyExt;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::State;
use crate::proto::google::rpc;
use crate::proto::v1;
use crate::server::http_of_code;
use crate::service::{Call, Error, HeldIntake, IntakeBudget, Reason, Violation};
use crate::telemetry::RequestId;

/// Longer JSON is read and written off the threads that serve connections.
const LONG: usize = 64 << 10;

/// How long the caller waits, in seconds.
const TIMEOUT_HEADER: &str = "x-server-timeout";

pub(super) async fn analyze(
    Shared(state): Shared<State>,
    request: Request,
) -> Result<Response, Failure> {
    let (call, request) = receive::<v1::AnalyzeRequest>(&state, request).await?;
    send(state.service.analyze(request, &call).await?).await
}

pub(super) async fn batch_analyze(
    Shared(state): Shared<State>,
    request: Request,
) -> Result<Response, Failure> {
    let (call, request) = receive::<v1::BatchAnalyzeRequest>(&state, request).await?;
    send(state.service.batch_analyze(request, &call).await?).await
}

pub(super) async fn info(
    Shared(state): Shared<State>,
    request: Request,
) -> Result<Response, Failure> {
    state.policy.check(&request)?;
    send(state.service.server_info()).await
}

/// Reads a request: its token first, then its deadline, then its body.
async fn receive<T>(state: &State, request: Request) -> Result<(Call, T), Failure>
where
    T: DeserializeOwned + Send + 'static,
{
    state.policy.check(&request)?;
    let (head, body) = request.into_parts();
    let timeout = timeout(&head.headers)?;
    let request_id = head.extensions.get::<RequestId>().cloned();
    let request_id = request_id.unwrap_or_else(RequestId::generate);
    let call = Call::new(timeout, state.service.limits(), request_id);
    let reading = read(body, state.max_body_bytes, &state.intake);
    let (body, held) = tokio::time::timeout_at(call.document_deadline().into(), reading)
        .await
        .map_err(|_| Error::DeadlineExceeded)??;
    let message =
        off_runtime(body.len(), move || serde_json::from_slice(&body)).await.map_err(|error| {
            invalid("", Reason::Malformed, format!("is not as the API has it: {error}"))
        })?;
    // From here on the pool bounds what is held.
    drop(held);
    Ok((call, message))
}

/// Reads a body within the budget of what may be coming in, which the caller holds until it has made
/// a message of it.
async fn read(
    mut body: Body,
    limit: usize,
    budget: &IntakeBudget,
) -> Result<(Bytes, HeldIntake), Error> {
    let mut read = BytesMut::new();
    let mut held = None;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| {
            invalid("", Reason::Malformed, format!("could not be read: {error}"))
        })?;
        let Ok(data) = frame.into_data() else { continue };
        if read.len() + data.len() > limit {
            let description = format!("is over the limit of {limit} bytes: send fewer documents");
            return Err(invalid("", Reason::TooLong, description));
        }
        budget.hold(&mut held, data.len())?;
        read.extend_from_slice(&data);
    }
    Ok((read.freeze(), held))
}

fn timeout(headers: &HeaderMap) -> Result<Option<Duration>, Error> {
    let Some(value) = headers.get(TIMEOUT_HEADER) else { return Ok(None) };
    let seconds = value.to_str().ok().and_then(|text| text.trim().parse().ok());
    match seconds.map(Duration::try_from_secs_f64) {
        Some(Ok(timeout)) => Ok(Some(timeout)),
        _ => {
            let description = "is not a number of seconds, such as 2.5".to_owned();
            Err(invalid(TIMEOUT_HEADER, Reason::Malformed, description))
        }
    }
}

fn invalid(field: &str, reason: Reason, description: String) -> Error {
    let field = if field.is_empty() { "body" } else { field };
    Error::Invalid(vec![Violation { field: field.to_owned(), reason, description }])
}

async fn send<T: Serialize + Send + 'static>(message: T) -> Result<Response, Failure> {
    // How long it will be is not known before it is written, so that all are written elsewhere.
    let json = off_runtime(LONG, move || serde_json::to_vec(&message)).await;
    let json = json.map_err(|error| {
        tracing::error!(%error, "cannot write an answer as JSON");
        Error::Internal(RequestId::generate())
    })?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static(JSON))], json).into_response())
}

const JSON: &str = "application/json";

/// Does work on `bytes` of JSON where it holds up no connection.
async fn off_runtime<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> serde_json::Result<T> + Send + 'static,
) -> serde_json::Result<T> {
    if bytes < LONG {
        return work();
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(serde_json::Error::io(std::io::Error::other(error))),
    }
}

/// An error as an answer.
pub(super) struct Failure(pub(super) Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Failure(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Failure(error) = self;
        let code = error.code();
        let json = serde_json::to_vec(&rpc::Status::from(&error)).unwrap_or_default();
        let mut response = (http_of_code(code), json).into_response();
        // Read by the layer that counts calls.
        response.extensions_mut().insert(code);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON));
        if let Some(delay) = error.retry_after() {
            // Whole seconds, rounded up: 0 would ask for a try at once.
            let seconds = delay.as_millis().div_ceil(1000).max(1).to_string();
            headers.extend(HeaderValue::from_str(&seconds).ok().map(|v| (header::RETRY_AFTER, v)));
        }
        if matches!(error, Error::Unauthenticated) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
