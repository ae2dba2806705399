//! The HTTP port: the API as JSON, metrics, probes, and a page to try it on.
//!
//! JSON is the proto3 JSON mapping of the messages of the API. Calls take the same way as those of
//! gRPC: the same token, validation, pool and table of errors, which come as the JSON of a
//! `google.rpc.Status` under the HTTP status that belongs to its code.

mod explorer;
mod json;

use std::sync::Arc;

use axum::Router;
use axum::extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::metrics::Metrics;
use crate::server::{Policy, Readiness};
use crate::service::{AnalysisPool, Error, IntakeBudget, TextAnalysis};

/// What the handlers need.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) service: TextAnalysis,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) readiness: Readiness,
    pub(crate) policy: Policy,
    pub(crate) pool: Arc<AnalysisPool>,
    pub(crate) max_body_bytes: usize,
    /// Shared with the gRPC ports.
    pub(crate) intake: IntakeBudget,
    pub(crate) explorer: bool,
}

/// All that is served on the HTTP port.
pub(crate) fn router(state: State) -> Router {
    let mut router = Router::new()
        .route("/v1/analyze", post(json::analyze))
        .route("/v1/batchAnalyze", post(json::batch_analyze))
        .route("/v1/info", get(json::info))
        .route("/metrics", get(metrics))
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .fallback(|| async { json::Failure(Error::NotFound) });
    if state.explorer {
        router = router.route("/", get(explorer::page));
    }
    router.with_state(state)
}

async fn metrics(extract::State(state): extract::State<State>) -> Response {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let text = state.metrics.encode(state.pool.load(), state.readiness.is_ready());
    ([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response()
}

async fn ready(extract::State(state): extract::State<State>) -> (StatusCode, &'static str) {
    if state.readiness.is_ready() {
        (StatusCode::OK, "ready\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not ready\n")
    }
}
