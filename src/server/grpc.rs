//! The gRPC services of the server and the layers around them.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method};
use tonic::codec::CompressionEncoding::{Gzip, Zstd};
use tonic::service::Routes;
use tonic_health::pb::FILE_DESCRIPTOR_SET as HEALTH_DESCRIPTORS;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::{HealthReporter, HealthService};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::Config;
use crate::proto::DESCRIPTORS;
use crate::proto::v1::text_analysis_service_server::TextAnalysisServiceServer;
use crate::service::{Intake, IntakeBudget, TextAnalysis};
use crate::telemetry::REQUEST_ID;

/// The services: the API, health, and reflection where it is on.
///
/// # Errors
/// When the embedded descriptors cannot be read, which tests rule out.
pub(crate) fn routes(
    config: &Config,
    service: TextAnalysis,
    intake: IntakeBudget,
    reporter: &HealthReporter,
) -> Result<Routes, tonic_reflection::server::Error> {
    let limits = *service.limits();
    let mut api = TextAnalysisServiceServer::new(service)
        .max_decoding_message_size(limits.max_message_bytes)
        .max_encoding_message_size(usize::MAX)
        .accept_compressed(Gzip)
        .accept_compressed(Zstd);
    if config.listening.compress_answers {
        api = api.send_compressed(Zstd).send_compressed(Gzip);
    }
    let health = HealthServer::new(HealthService::from_health_reporter(reporter.clone()));
    let mut routes = Routes::new(Intake::new(api, limits, intake)).add_service(health);
    if config.listening.reflection {
        // Clients still in use, such as grpcurl 1.8.6, know the older version alone.
        routes =
            routes.add_service(reflection().build_v1()?).add_service(reflection().build_v1alpha()?);
    }
    Ok(routes.prepare())
}

fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(HEALTH_DESCRIPTORS)
}

/// What lets pages of `origins` call; nothing when there are none.
pub(crate) fn cors(origins: &[String]) -> Option<CorsLayer> {
    const PREFLIGHT_KEPT: Duration = Duration::from_secs(3600);
    if origins.is_empty() {
        return None;
    }
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    let names = |names: &[&'static str]| -> Vec<HeaderName> {
        names.iter().copied().map(HeaderName::from_static).collect()
    };
    let layer = CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(names(&[
            "content-type",
            "authorization",
            "grpc-timeout",
            "x-grpc-web",
            "x-user-agent",
            "x-server-timeout",
            "traceparent",
            REQUEST_ID,
        ]))
        .expose_headers(names(&[
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin",
            "retry-after",
            REQUEST_ID,
        ]))
        .max_age(PREFLIGHT_KEPT);
    Some(layer)
}
