//! What a connection may do, and for how long.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tonic::transport::Endpoint;

use crate::support::{H2_PREFACE, closed, metric, request, start, within};
use pullquote::config::ListenAddress;
use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;

#[tokio::test]
async fn connections_over_the_cap_are_closed_at_once() {
    let server = start(|config| config.connections.max_connections = 2).await;
    let mut first = server.client().await;
    first.analyze(request("One.")).await.unwrap();
    let mut second = server.client().await;
    second.analyze(request("Two.")).await.unwrap();

    closed(&mut server.connect().await).await;
    first.analyze(request("The others go on.")).await.unwrap();
    let (_, metrics) = server.http("GET", "/metrics", "").await;
    assert_eq!(metric(&metrics, "pullquote_connections_refused_total{port=\"Grpc\"}"), 1);

    drop(second);
    within("room for another", async {
        loop {
            let channel = server.endpoint().connect().await;
            let Ok(channel) = channel else { continue };
            if TextAnalysisServiceClient::new(channel).analyze(request("Three.")).await.is_ok() {
                return;
            }
        }
    })
    .await;
    server.end().await;
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_closed() {
    let short = Duration::from_millis(100);
    let server = start(|config| config.connections.preface_timeout = short).await;
    closed(&mut server.connect().await).await;

    let mut dribbling = server.connect().await;
    dribbling.write_all(&H2_PREFACE[..10]).await.unwrap();
    closed(&mut dribbling).await;

    let mut on_http = tokio::net::TcpStream::connect(server.http.unwrap()).await.unwrap();
    on_http.write_all(b"POST /v1/analyze HTTP/1.1\r\nhost: te").await.unwrap();
    closed(&mut on_http).await;

    let (_, metrics) = server.http("GET", "/metrics", "").await;
    assert!(metric(&metrics, "pullquote_preface_timeouts_total") >= 2, "{metrics}");
    server.end().await;
}

#[tokio::test]
async fn a_peer_that_does_not_answer_pings_is_closed() {
    let server = start(|config| {
        config.connections.keepalive_interval = Duration::from_millis(100);
        config.connections.keepalive_timeout = Duration::from_millis(100);
    })
    .await;
    let mut mute = server.connect().await;
    mute.write_all(H2_PREFACE).await.unwrap();
    closed(&mut mute).await;
    server.end().await;
}

/// Whether a call failed before it was sent, because its connection had just ended: it is safe to send
/// again, as gRPC's own clients do by themselves.
fn was_never_sent(status: &tonic::Status) -> bool {
    let mut cause = std::error::Error::source(status);
    while let Some(error) = cause {
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled) {
            return true;
        }
        cause = error.source();
    }
    false
}

/// A connection at its maximum age is asked to end between calls: none that was sent fails.
#[tokio::test]
async fn the_maximum_age_ends_connections_politely() {
    let server = start(|config| {
        config.connections.max_connection_age = Duration::from_millis(200);
    })
    .await;
    let mut client = server.client().await;
    within("a few connections", async {
        loop {
            if let Err(status) = client.analyze(request("We move on.")).await {
                assert!(was_never_sent(&status), "{status:?}");
            }
            let (_, metrics) = server.http("GET", "/metrics", "").await;
            if metric(&metrics, "pullquote_connections_accepted_total{port=\"Grpc\"}") >= 4 {
                return;
            }
        }
    })
    .await;
    server.end().await;
}

/// A stream that goes on beyond age and grace ends with a status that says to come again.
#[tokio::test]
async fn a_stream_that_outlasts_its_connection_ends_with_a_status() {
    let server = start(|config| {
        config.connections.max_connection_age = Duration::from_millis(100);
        config.connections.max_connection_age_grace = Duration::from_millis(100);
    })
    .await;
    let mut client = server.client().await;
    let never = tokio_stream::pending::<pullquote::proto::v1::StreamAnalyzeRequest>();
    let mut answers = client.stream_analyze(never).await.unwrap().into_inner();
    let end = within("the end of the stream", answers.message()).await.unwrap_err();
    assert_eq!(end.code(), tonic::Code::Unavailable);
    server.end().await;
}

#[tokio::test]
async fn unix_sockets_are_served() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("pullquote.sock");
    let server = start(|config| {
        config.listening.listen = vec![ListenAddress::Unix(path.clone())];
    })
    .await;
    let to = path.clone();
    let connector = tower::service_fn(move |_| {
        let path = to.clone();
        async move { UnixStream::connect(path).await.map(hyper_util::rt::TokioIo::new) }
    });
    let channel =
        Endpoint::from_static("http://test").connect_with_connector(connector).await.unwrap();
    let answer = TextAnalysisServiceClient::new(channel).analyze(request("By file.")).await;
    assert_eq!(answer.unwrap().into_inner().sentences.len(), 1);
    server.end().await;
    assert!(!path.exists(), "the socket file was left behind");
}
