//! gRPC-Web, for pages in browsers.

use prost::Message;
use pullquote::proto::v1;
use tokio::io::AsyncWriteExt;

use crate::support::{closed, http, request, start};

const ANALYZE: &str = "/pullquote.v1.TextAnalysisService/Analyze";

/// A message behind its gRPC prefix.
fn framed(message: &impl Message) -> Vec<u8> {
    let bytes = message.encode_to_vec();
    let mut frame = vec![0];
    frame.extend(u32::try_from(bytes.len()).unwrap().to_be_bytes());
    frame.extend(bytes);
    frame
}

#[tokio::test]
async fn calls_come_over_http_1() {
    let server = start(|_| {}).await;
    let headers = [("content-type", "application/grpc-web+proto"), ("x-grpc-web", "1")];
    let body = framed(&request("From a page. To the server."));
    let answer = http(server.tcp(), "POST", ANALYZE, &headers, &body).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(text.contains("x-request-id:"), "{text}");
    assert!(text.contains("grpc-status:0"), "the trailers are in the body: {text}");
    assert!(text.contains("From a page."), "{text}");
    server.end().await;
}

#[tokio::test]
async fn errors_come_over_http_1() {
    let server = start(|_| {}).await;
    let headers = [("content-type", "application/grpc-web+proto")];
    let body = framed(&v1::AnalyzeRequest::default());
    let answer = http(server.tcp(), "POST", ANALYZE, &headers, &body).await;
    let text = String::from_utf8_lossy(&answer);
    assert!(text.contains("grpc-status: 3"), "{text}");
    server.end().await;
}

#[tokio::test]
async fn pages_of_the_origins_named_may_call_and_no_others() {
    let server = start(|config| {
        config.listening.cors_origins = vec!["https://news.example".into()];
    })
    .await;
    let ports = [(server.tcp(), ANALYZE), (server.http.unwrap(), "/v1/analyze")];
    for (port, path) in ports {
        for (origin, allowed) in [("https://news.example", true), ("https://evil.example", false)] {
            let headers = [
                ("origin", origin),
                ("access-control-request-method", "POST"),
                ("access-control-request-headers", "content-type,x-grpc-web,authorization"),
            ];
            let answer = http(port, "OPTIONS", path, &headers, b"").await;
            let text = String::from_utf8_lossy(&answer).to_lowercase();
            let header = format!("access-control-allow-origin: {origin}");
            assert_eq!(text.contains(&header), allowed, "{path} from {origin}: {text}");
        }
    }
    server.end().await;
}

#[tokio::test]
async fn no_page_may_call_unless_its_origin_is_named() {
    let server = start(|_| {}).await;
    let headers = [("origin", "https://news.example"), ("access-control-request-method", "POST")];
    for (port, path) in [(server.tcp(), ANALYZE), (server.http.unwrap(), "/v1/analyze")] {
        let answer = http(port, "OPTIONS", path, &headers, b"").await;
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        assert!(!text.contains("access-control-allow-origin"), "{path}: {text}");
    }
    server.end().await;
}

#[tokio::test]
async fn it_can_be_switched_off() {
    let server = start(|config| config.listening.grpc_web = false).await;
    let mut page = server.connect().await;
    page.write_all(b"POST / HTTP/1.1\r\nhost: test\r\n\r\n").await.unwrap();
    closed(&mut page).await;
    server.client().await.analyze(request("gRPC goes on.")).await.unwrap();
    server.end().await;
}
