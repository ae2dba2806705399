//! Messages that never reach an rpc, byte by byte.

use axum::body::Body;
use http::Request;
use hyper_util::client::legacy;
use hyper_util::rt::TokioExecutor;
use prost::Message;
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
    let client = legacy::Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    let path = format!("pullquote.v1.TextAnalysisService/{method}");
    let request = Request::post(format!("http://{}/{path}", server.address))
        .header("content-type", "application/grpc")
        .header("te", "trailers")
        .header("grpc-encoding", encoding)
        .body(Body::from(body))
        .unwrap();
    let response = client.request(request).await.unwrap();
    Status::from_header_map(response.headers()).unwrap()
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
