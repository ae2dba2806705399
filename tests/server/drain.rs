//! How a server ends: politely, and in time whatever its peers do.

use std::time::Duration;

use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use tokio::io::AsyncWriteExt;
use tonic::Code;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use crate::support::{H2_PREFACE, metric, news, request, start, within};

/// tonic's own graceful shutdown waits for such a peer for as long as it lives.
#[tokio::test]
async fn a_peer_that_never_says_anything_does_not_hold_up_the_end() {
    let server = start(|_| {}).await;
    let _silent = server.connect().await;
    server.ready().await;
    assert_eq!(server.end().await.dropped, 0);
}

/// It will never read the GOAWAY, nor answer the ping that comes with it.
#[tokio::test]
async fn an_idle_peer_that_reads_nothing_does_not_hold_up_the_end() {
    let server = start(|_| {}).await;
    let mut idle = server.connect().await;
    idle.write_all(H2_PREFACE).await.unwrap();
    server.ready().await;
    assert_eq!(server.end().await.dropped, 0);
}

#[tokio::test]
async fn an_idle_http_connection_does_not_hold_up_the_end() {
    let server = start(|_| {}).await;
    let mut idle = tokio::net::TcpStream::connect(server.http.unwrap()).await.unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    idle.readable().await.unwrap();
    assert_eq!(server.end().await.dropped, 0);
}

#[tokio::test]
async fn who_watches_the_health_is_told_and_then_sent_away() {
    let mut server = start(|_| {}).await;
    server.ready().await;
    let mut health = HealthClient::new(server.channel().await);
    let mut statuses = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    let first = within("health", statuses.message()).await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);

    server.stop();
    let second = within("health", statuses.message()).await.unwrap().unwrap();
    assert_eq!(second.status(), ServingStatus::NotServing);
    let end = within("the end of the stream", statuses.message()).await.unwrap_err();
    assert_eq!(end.code(), Code::Unavailable);
    assert_eq!(server.end().await.dropped, 0);
}

#[tokio::test]
async fn every_accepted_call_is_answered() {
    const CALLS: u64 = 12;
    let mut server = start(|config| {
        config.workers.workers = 1;
        // No canary among the documents that are counted below.
        config.life.readiness_interval = Duration::from_secs(3600);
    })
    .await;
    server.ready().await;
    let text = news(20_000);
    let calls: Vec<_> = (0..CALLS)
        .map(|_| {
            let (endpoint, request) = (server.endpoint(), request(&text));
            tokio::spawn(async move {
                let channel = endpoint.connect().await.unwrap();
                TextAnalysisServiceClient::new(channel).analyze(request).await
            })
        })
        .collect();
    within("the server to accept all", async {
        loop {
            let (_, metrics) = server.http("GET", "/metrics", "").await;
            let held = metric(&metrics, "pullquote_held_documents");
            let answered = metric(&metrics, ANALYZED);
            if held + answered == CALLS {
                return;
            }
        }
    })
    .await;
    server.stop();
    for call in calls {
        within("an answer", call).await.unwrap().unwrap();
    }
    assert_eq!(server.end().await.dropped, 0);
}

const ANALYZED: &str =
    "pullquote_requests_total{method=\"/pullquote.v1.TextAnalysisService/Analyze\",code=\"OK\"}";

/// Load balancers are given time to see that the server is not ready, during which it serves on.
#[tokio::test]
async fn calls_are_served_during_the_drain_delay() {
    let mut server = start(|config| config.life.drain_delay = Duration::from_secs(3)).await;
    server.ready().await;
    let mut client = server.client().await;
    let mut health = HealthClient::new(server.channel().await);
    let mut statuses = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
    within("health", statuses.message()).await.unwrap();
    server.stop();
    let told = within("health", statuses.message()).await.unwrap().unwrap();
    assert_eq!(told.status(), ServingStatus::NotServing);
    assert_eq!(server.http("GET", "/readyz", "").await.0, 503);
    assert_eq!(server.http("GET", "/healthz", "").await.0, 200);
    client.analyze(request("It is late.")).await.unwrap();
    server.end().await;
}

#[tokio::test]
async fn a_call_that_outlasts_the_grace_is_ended_with_a_status() {
    let server = start(|config| config.life.drain_grace = Duration::from_millis(100)).await;
    server.ready().await;
    // A call whose body never comes.
    let stream = server.connect().await;
    let (mut sender, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let head = http::Request::post(format!(
        "http://{}/pullquote.v1.TextAnalysisService/Analyze",
        server.tcp()
    ))
    .header("content-type", "application/grpc")
    .header("te", "trailers")
    .body(())
    .unwrap();
    let (answer, _body) = sender.send_request(head, false).unwrap();
    // The server has it when it answers a later one.
    server.client().await.analyze(request("Later.")).await.unwrap();
    server.end().await;
    let answer = within("the end of the call", answer).await.unwrap();
    assert_eq!(answer.headers()["grpc-status"], "14");
}
