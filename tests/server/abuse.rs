//! Peers that mean ill: each is stopped, and the server goes on for everybody else.

use std::time::Duration;

use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tonic::codec::CompressionEncoding;
use tonic::metadata::MetadataValue;
use tonic::{Code, Request};

use crate::support::{H2_PREFACE, Running, closed, request, start, within};

/// The server still works.
async fn goes_on(server: Running) {
    server.client().await.analyze(request("All is well.")).await.unwrap();
    server.end().await;
}

/// CVE-2023-44487: calls that are begun and reset at once.
#[tokio::test]
async fn rapid_reset_ends_the_connection() {
    let server = start(|_| {}).await;
    let stream = server.connect().await;
    let (sender, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let uri = format!("http://{}/pullquote.v1.TextAnalysisService/Analyze", server.tcp());
    within("the connection's end", async {
        loop {
            let Ok(mut ready) = sender.clone().ready().await else { return };
            let head = http::Request::post(&uri).body(()).unwrap();
            let Ok((_, mut body)) = ready.send_request(head, false) else { return };
            body.send_reset(h2::Reason::CANCEL);
            tokio::task::yield_now().await;
        }
    })
    .await;
    let end = within("the reason", connection).await.unwrap();
    assert!(end.is_err(), "the connection ended without complaint");
    goes_on(server).await;
}

#[tokio::test]
async fn headers_over_the_limit_are_refused() {
    let server = start(|_| {}).await;
    let mut client = server.client().await;
    let mut bloated = Request::new(request("Small."));
    let value = MetadataValue::try_from("x".repeat(64 << 10)).unwrap();
    bloated.metadata_mut().insert("x-bloat", value);
    within("a refusal", client.analyze(bloated)).await.unwrap_err();
    goes_on(server).await;
}

/// 64 MiB of one letter are 64 KiB of gzip: the limit holds for what comes out.
#[tokio::test]
async fn what_inflates_over_the_limit_is_refused() {
    let server = start(|_| {}).await;
    let bomb = request(&"a".repeat(64 << 20));
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let client = TextAnalysisServiceClient::new(server.channel().await);
        let refused = client.send_compressed(encoding).analyze(bomb.clone()).await.unwrap_err();
        assert_eq!(refused.code(), Code::InvalidArgument, "{encoding:?}: {refused}");
    }
    goes_on(server).await;
}

#[tokio::test]
async fn compressed_requests_are_read_and_answers_compressed_when_asked() {
    let server = start(|config| config.listening.compress_answers = true).await;
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let mut client = TextAnalysisServiceClient::new(server.channel().await)
            .send_compressed(encoding)
            .accept_compressed(encoding);
        let answer = client.analyze(request("Short and sweet.")).await.unwrap();
        let name = if encoding == CompressionEncoding::Gzip { "gzip" } else { "zstd" };
        assert_eq!(answer.metadata().get("grpc-encoding").unwrap(), name);
        assert_eq!(answer.into_inner().sentences.len(), 1);
    }
    server.end().await;
}

#[tokio::test]
async fn a_frame_over_the_limit_ends_the_connection() {
    let server = start(|_| {}).await;
    let mut stream = server.connect().await;
    stream.write_all(H2_PREFACE).await.unwrap();
    // DATA of 16 MiB less one byte, on stream 1.
    stream.write_all(&[0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1]).await.unwrap();
    closed(&mut stream).await;
    goes_on(server).await;
}

/// Half a frame and then silence: the ping finds it out.
#[tokio::test]
async fn a_truncated_frame_does_not_hold_a_connection_for_ever() {
    let server = start(|config| {
        config.connections.keepalive_interval = Duration::from_millis(100);
        config.connections.keepalive_timeout = Duration::from_millis(100);
    })
    .await;
    let mut stream = server.connect().await;
    stream.write_all(H2_PREFACE).await.unwrap();
    stream.write_all(&[0, 0, 100, 1, 4]).await.unwrap();
    closed(&mut stream).await;
    goes_on(server).await;
}

/// A HEADERS frame that is continued and continued.
#[tokio::test]
async fn a_flood_of_continuations_ends_the_connection() {
    let server = start(|_| {}).await;
    let mut stream = server.connect().await;
    stream.write_all(H2_PREFACE).await.unwrap();
    stream.write_all(&[0, 0, 0, 1, 0, 0, 0, 0, 1]).await.unwrap();
    within("the connection's end", async {
        // CONTINUATION of one byte, an indexed header that repeats.
        while stream.write_all(&[0, 0, 1, 9, 0, 0, 0, 0, 1, 0x82]).await.is_ok() {
            tokio::task::yield_now().await;
        }
    })
    .await;
    goes_on(server).await;
}

/// A message that says it is 4 GiB long.
#[tokio::test]
async fn a_length_prefix_over_the_limit_is_refused_before_it_is_read() {
    let server = start(|_| {}).await;
    let (mut sender, connection) = h2::client::handshake(server.connect().await).await.unwrap();
    tokio::spawn(connection);
    let uri = format!("http://{}/pullquote.v1.TextAnalysisService/Analyze", server.tcp());
    let head = http::Request::post(uri).header("content-type", "application/grpc").body(());
    let (answer, mut body) = sender.send_request(head.unwrap(), false).unwrap();
    body.send_data(vec![0, 0xff, 0xff, 0xff, 0xff].into(), false).unwrap();
    let answer = within("a refusal", answer).await.unwrap();
    assert_eq!(answer.headers()["grpc-status"], "3");
    goes_on(server).await;
}

/// Clients that are given a list of addresses send the list, comma and all, as the name of the
/// server, which HTTP/2 does not take. `docs/operations.md` tells them what to do; here is what
/// they see: the call is reset with PROTOCOL_ERROR, and the connection goes on.
#[tokio::test]
async fn a_list_of_addresses_as_authority_is_refused() {
    const RST_STREAM: u8 = 3;
    const PROTOCOL_ERROR: u32 = 1;
    let server = start(|_| {}).await;
    let mut stream = server.connect().await;
    // HPACK: indexed `:method: POST` and `:scheme: http`, literal `:path` and `:authority`.
    let mut head = vec![0x83, 0x86];
    for (name, value) in [(0x04, "/pullquote.v1.TextAnalysisService/Analyze"), (0x01, "a:1,b:2")] {
        head.extend([name, u8::try_from(value.len()).unwrap()]);
        head.extend(value.as_bytes());
    }
    stream.write_all(H2_PREFACE).await.unwrap();
    // HEADERS with END_HEADERS, on stream 1.
    let length = u8::try_from(head.len()).unwrap();
    stream.write_all(&[0, 0, length, 1, 4, 0, 0, 0, 1]).await.unwrap();
    stream.write_all(&head).await.unwrap();
    within("the reset", async {
        loop {
            let mut frame = [0; 9];
            stream.read_exact(&mut frame).await.unwrap();
            let length = u32::from_be_bytes([0, frame[0], frame[1], frame[2]]) as usize;
            let mut payload = vec![0; length];
            stream.read_exact(&mut payload).await.unwrap();
            if frame[3] == RST_STREAM {
                let reason = u32::from_be_bytes(payload.try_into().unwrap());
                assert_eq!(reason, PROTOCOL_ERROR);
                return;
            }
        }
    })
    .await;
    goes_on(server).await;
}
