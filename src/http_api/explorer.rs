//! The explorer: a page to paste an article into and see what is found.

use axum::http::{HeaderName, header};
use axum::response::{Html, IntoResponse, Response};

const PAGE: &str = include_str!("explorer.html");

/// Nothing but what is in the page itself may run, and it may talk to its own server alone.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; \
    connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'";

pub(super) async fn page() -> Response {
    let headers: [(HeaderName, &str); 3] = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(PAGE)).into_response()
}
