//! Messages that never reach an rpc, byte by byte.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};
use http::{Request, Response};
use hyper::body::Incoming;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use prost::Message;
use pullquote::pool::Config;
use pullquote::proto::v1;
use pullquote::service::Limits;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::fixture::{Server, Setup, request, stream_request};

fn setup() -> Setup {
    let limits =
        Limits { max_document_bytes: 1000, max_message_bytes: 10_000, ..Limits::default() };
    Setup { limits, ..Setup::default() }
}

fn reason(status: &Status) -> (Code, String) {
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.domain, "pullquote");
    (status.code(), info.reason)
}

fn too_large() -> (Code, String) {
    (Code::InvalidArgument, "MESSAGE_TOO_LARGE".to_owned())
}

fn malformed() -> (Code, String) {
    (Code::InvalidArgument, "MESSAGE_MALFORMED".to_owned())
}

/// Posts `body` to a method and gives the status in the head of the answer.
async fn post(server: &Server, method: &str, encoding: &str, body: Vec<u8>) -> Status {
    let response = send(server, method, &[("grpc-encoding", encoding)], Body::from(body)).await;
    Status::from_header_map(response.headers()).unwrap()
}

async fn send(
    server: &Server,
    method: &str,
    headers: &[(&str, &str)],
    body: Body,
) -> Response<Incoming> {
    let client = legacy::Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let path = format!("pullquote.v1.TextAnalysisService/{method}");
    let mut request = Request::post(format!("http://{}/{path}", server.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    for &(name, value) in headers {
        request = request.header(name, value);
    }
    client.request(request.body(body).unwrap()).await.unwrap()
}

/// A body that sends these bytes and then neither goes on nor ends.
fn stalled(bytes: Vec<u8>) -> Body {
    let first = Ok::<_, Infallible>(Bytes::from(bytes));
    Body::from_stream(stream::once(async { first }).chain(stream::pending()))
}

/// A message with the five bytes that gRPC puts before it.
fn framed(flag: u8, length: u32, message: &[u8]) -> Vec<u8> {
    let mut bytes = vec![flag];
    bytes.extend(length.to_be_bytes());
    bytes.extend(message);
    bytes
}

#[tokio::test]
async fn messages_that_are_none() {
    let server = Server::start(setup()).await;
    let message = request("a").encode_to_vec();
    let length = u32::try_from(message.len()).unwrap();
    // Field 1, length 4, then field 2 (the text), length 2, and two bytes that are not UTF-8.
    let not_utf8 = [10, 4, 18, 2, 0xC3, 0x28];
    for (body, expected) in [
        (vec![], malformed()),
        (vec![0, 0, 0], malformed()),
        (framed(0, length, &message[..5]), malformed()),
        (framed(0, 5, &message[..5]), malformed()),
        (framed(0, 6, &not_utf8), malformed()),
        (framed(9, length, &message), malformed()),
        (framed(1, 4, b"none"), malformed()),
        (framed(0, u32::MAX, &message), too_large()),
    ] {
        let status = post(&server, "Analyze", "gzip", body.clone()).await;
        assert_eq!(reason(&status), expected, "{body:?}: {status:?}");
    }
    let status = post(&server, "Analyze", "identity", framed(0, 6, &not_utf8)).await;
    assert!(status.message().contains("UTF-8"), "{status:?}");
    // The server is none the worse for it.
    server.client().analyze(request("a")).await.unwrap();
}

#[tokio::test]
async fn methods_and_encodings_that_there_are_not() {
    let server = Server::start(setup()).await;
    let unimplemented = (Code::Unimplemented, "UNIMPLEMENTED".to_owned());
    let status = post(&server, "Summarize", "identity", vec![]).await;
    assert_eq!(reason(&status), unimplemented);
    assert_eq!(status.message(), "there is no such method");
    let status = post(&server, "Analyze", "brotli", vec![]).await;
    assert_eq!(reason(&status), unimplemented);
    assert!(status.message().contains("brotli"), "{status:?}");
}

#[tokio::test]
async fn a_message_over_the_limit() {
    let server = Server::start(setup()).await;
    let text = "x".repeat(10_000);
    let mut large = request("a");
    large.document.as_mut().unwrap().text.clone_from(&text);
    let mut client = server.client();
    let status = client.analyze(large.clone()).await.unwrap_err();
    assert_eq!(reason(&status), too_large());
    assert!(status.message().contains("10000 bytes (max_message_bytes)"), "{status:?}");

    // A few bytes that become many.
    let mut compressing = server.client().send_compressed(CompressionEncoding::Gzip);
    large.document.as_mut().unwrap().text = "x".repeat(50_000_000);
    let status = compressing.analyze(large).await.unwrap_err();
    assert_eq!(reason(&status), too_large());

    let mut large = stream_request("large");
    large.document.as_mut().unwrap().text = text;
    let requests = [stream_request("a"), stream_request("b"), large, stream_request("c")];
    let responses = client.stream_analyze(tokio_stream::iter(requests)).await.unwrap();
    let mut responses = responses.into_inner();
    for id in ["a", "b"] {
        let response = responses.message().await.unwrap().unwrap();
        assert_eq!(response.result.unwrap().id, id);
    }
    assert_eq!(reason(&responses.message().await.unwrap_err()), too_large());
}

#[tokio::test]
async fn a_compressed_message_is_read() {
    let server = Server::start(setup()).await;
    let mut client = server.client().send_compressed(CompressionEncoding::Gzip);
    let response = client.analyze(request("a")).await.unwrap().into_inner();
    assert_eq!(response.sentences.len(), 1);
    let info = client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    assert!(!info.into_inner().version.is_empty());
}

/// Connections and calls are cheap to have. What they send before a call begins must be bounded too.
#[tokio::test]
async fn messages_that_are_being_read_are_bounded_together() {
    // The bound is what one message of the largest size needs: 10,000 bytes and a frame.
    let pool = Config { bytes: 20_000, ..setup().pool };
    let server = Arc::new(Server::start(Setup { pool, ..setup() }).await);
    let messages: Vec<_> = (0..3)
        .map(|_| {
            let server = Arc::clone(&server);
            let message = framed(0, 9000, &[7; 8000]);
            tokio::spawn(async move {
                send(&server, "Analyze", &[], stalled(message)).await;
            })
        })
        .collect();
    let mut client = server.client();
    let mut large = request("a");
    large.document.as_mut().unwrap().title = "x".repeat(4000);
    // Turned away as soon as those messages are in, and for as long as they are.
    let status = loop {
        if let Err(status) = client.analyze(large.clone()).await {
            break status;
        }
    };
    assert_eq!(reason(&status), (Code::ResourceExhausted, "QUEUE_FULL".to_owned()));
    assert!(status.get_details_retry_info().is_some());
    client.analyze(request("small")).await.unwrap();
    messages.iter().for_each(tokio::task::JoinHandle::abort);
    while client.analyze(large.clone()).await.is_err() {}
}

#[tokio::test]
async fn a_message_that_never_comes_is_given_up_at_the_deadline() {
    let server = Server::start(setup()).await;
    let message = framed(0, 9000, &[7; 100]);
    let headers = [("grpc-timeout", "20m")];
    let response = send(&server, "Analyze", &headers, stalled(message)).await;
    let status = Status::from_header_map(response.headers()).unwrap();
    assert_eq!(reason(&status), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED".to_owned()));
}

/// More bytes than the bound pass through a stream, a message at a time.
#[tokio::test]
async fn a_stream_is_not_held_to_the_bound_of_a_message() {
    let pool = Config { bytes: 20_000, ..setup().pool };
    let server = Server::start(Setup { pool, ..setup() }).await;
    let requests: Vec<_> = (0..100)
        .map(|n| {
            let mut request = stream_request(&n.to_string());
            request.document.as_mut().unwrap().title = "x".repeat(1000);
            request
        })
        .collect();
    let responses = server.client().stream_analyze(tokio_stream::iter(requests)).await.unwrap();
    let results: Vec<_> = responses.into_inner().collect().await;
    assert_eq!(results.len(), 100);
    assert!(results.iter().all(Result::is_ok));
}
