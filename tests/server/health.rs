//! Health tells the truth, over gRPC and HTTP.

use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::support::start;

const SERVICE: &str = "pullquote.v1.TextAnalysisService";

#[tokio::test]
async fn a_server_that_can_do_its_work_is_serving() {
    let server = start(|_| {}).await;
    server.ready().await;
    let mut health = HealthClient::new(server.channel().await);
    for service in ["", SERVICE] {
        let request = HealthCheckRequest { service: service.into() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, ServingStatus::Serving, "{service:?}");
    }
    let unknown = HealthCheckRequest { service: "pullquote.v1.Unknown".into() };
    assert_eq!(health.check(unknown).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(server.http("GET", "/readyz", "").await.0, 200);
    assert_eq!(server.http("GET", "/healthz", "").await.0, 200);
    server.end().await;
}

/// A canary that cannot come through in time: workers are there, and far too slow.
#[tokio::test]
async fn a_server_that_cannot_do_its_work_in_time_is_not_serving() {
    let server = start(|config| {
        config.life.readiness_timeout = std::time::Duration::from_nanos(1);
    })
    .await;
    let mut health = HealthClient::new(server.channel().await);
    for service in ["", SERVICE] {
        let request = HealthCheckRequest { service: service.into() };
        let status = health.check(request).await.unwrap().into_inner().status();
        assert_eq!(status, ServingStatus::NotServing, "{service:?}");
    }
    assert_eq!(server.http("GET", "/readyz", "").await.0, 503);
    assert_eq!(server.http("GET", "/healthz", "").await.0, 200);
    server.end().await;
}
