//! The HTTP port: JSON, metrics, request ids and the explorer.

use serde_json::{Value, json};
use tonic::Request;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::support::{metric, news, request, start, within};

/// The JSON in the body of an answer.
fn body(answer: &str) -> Value {
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn a_document_is_analysed() {
    let server = start(|_| {}).await;
    let text = "\"It rained,\" said Ann Smith. The match was put off.";
    let ask = json!({
        "document": {"id": "a1", "text": text},
        "options": {"analyses": ["ANALYSIS_TYPE_SENTENCES"], "offsetUnit": "OFFSET_UNIT_UTF16"},
    });
    let (status, answer) = server.http("POST", "/v1/analyze", &ask.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    assert!(answer.contains("content-type: application/json"), "{answer}");
    let answer = body(&answer);
    assert_eq!(answer["id"], "a1");
    assert_eq!(answer["offsetUnit"], "OFFSET_UNIT_UTF16");
    assert_eq!(answer["sentences"][1]["span"]["text"], "The match was put off.");
    assert_eq!(answer["entities"], json!([]));
    server.end().await;
}

#[tokio::test]
async fn a_batch_is_analysed_document_by_document() {
    let server = start(|config| config.limits.max_document_bytes = 100).await;
    let ask = json!({"documents": [{"id": "short", "text": "Yes."}, {"text": news(200)}]});
    let (status, answer) = server.http("POST", "/v1/batchAnalyze", &ask.to_string()).await;
    assert_eq!(status, 200, "{answer}");
    let results = &body(&answer)["results"];
    assert_eq!(results[0]["analysis"]["id"], "short");
    assert_eq!(results[1]["index"], 1);
    assert_eq!(results[1]["error"]["code"], 3);
    server.end().await;
}

#[tokio::test]
async fn errors_are_statuses_in_json() {
    let server = start(|config| {
        config.limits.max_document_bytes = 1000;
        config.limits.max_message_bytes = 20_000;
    })
    .await;
    let long = json!({"document": {"text": news(2000)}}).to_string();
    let longer = json!({"document": {"text": news(50_000)}}).to_string();
    let cases = [
        ("POST", "/v1/analyze", "{}", 400, "document"),
        ("POST", "/v1/analyze", "{\"document\": ", 400, "body"),
        ("POST", "/v1/analyze", "{\"documnet\": {}}", 400, "documnet"),
        ("POST", "/v1/analyze", "[]", 400, "body"),
        ("POST", "/v1/analyze", "\u{0}", 400, "body"),
        ("POST", "/v1/analyze", &long, 400, "document.text"),
        ("POST", "/v1/analyze", &longer, 400, "limit of 20000 bytes"),
        ("POST", "/v1/batchAnalyze", "{}", 400, "documents"),
        ("POST", "/v1/unknown", "{}", 404, "NO_SUCH_PATH"),
    ];
    for (method, path, ask, expected, says) in cases {
        let (status, answer) = server.http(method, path, ask).await;
        assert_eq!(status, expected, "{path} {ask:.40}: {answer}");
        assert!(answer.contains(says), "{path} {ask:.40}: {answer}");
        let error = body(&answer);
        let info = &error["details"][0];
        assert_eq!(info["@type"], "type.googleapis.com/google.rpc.ErrorInfo", "{error}");
        assert_eq!(info["domain"], "pullquote");
    }
    assert_eq!(server.http("GET", "/v1/analyze", "").await.0, 405);
    server.end().await;
}

#[tokio::test]
async fn a_deadline_can_be_set() {
    let server = start(|_| {}).await;
    let ask = json!({"document": {"text": news(10_000)}}).to_string();
    let with = |value: &'static str| [("x-server-timeout", value)];
    let late = server.http_with("POST", "/v1/analyze", &with("0.000001"), &ask).await;
    assert_eq!(late.0, 504, "{}", late.1);
    for bad in ["soon", "-1", "inf", "NaN"] {
        let (status, answer) = server.http_with("POST", "/v1/analyze", &with(bad), &ask).await;
        assert_eq!(status, 400, "{bad}: {answer}");
        assert!(answer.contains("x-server-timeout"), "{answer}");
    }
    assert_eq!(server.http_with("POST", "/v1/analyze", &with("60.5"), &ask).await.0, 200);
    server.end().await;
}

#[tokio::test]
async fn the_server_tells_what_it_is() {
    let server = start(|config| config.limits.max_batch_documents = 7).await;
    let (status, answer) = server.http("GET", "/v1/info", "").await;
    assert_eq!(status, 200);
    let info = body(&answer);
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(info["limits"]["maxBatchDocuments"], 7);
    server.end().await;
}

#[tokio::test]
async fn metrics_count_calls_documents_and_failures() {
    let server = start(|_| {}).await;
    server.ready().await;
    let mut client = server.client().await;
    let text = "Seven words are in this short text.";
    client.analyze(request(text)).await.unwrap();
    client.analyze(pullquote::proto::v1::AnalyzeRequest::default()).await.unwrap_err();
    let method = "method=\"/pullquote.v1.TextAnalysisService/Analyze\"";
    let duration = format!("pullquote_request_duration_seconds_count{{{method}}}");
    let metrics = server.metrics_when(&duration, 2).await;
    for (name, value) in [
        (format!("pullquote_requests_total{{{method},code=\"OK\"}}"), 1),
        (format!("pullquote_requests_total{{{method},code=\"INVALID_ARGUMENT\"}}"), 1),
        ("pullquote_connections{port=\"Grpc\"}".into(), 1),
        ("pullquote_ready".into(), 1),
    ] {
        assert_eq!(metric(&metrics, &name), value, "{name}:\n{metrics}");
    }
    assert!(metric(&metrics, "pullquote_text_bytes_total") >= text.len() as u64);
    assert!(metric(&metrics, "pullquote_workers") >= 1);
    for name in [
        "pullquote_build_info{",
        "pullquote_requests_in_flight ",
        "pullquote_queue_documents{lane=\"interactive\"} ",
        "pullquote_queue_wait_seconds_count{lane=\"interactive\"} ",
        "pullquote_analysis_duration_seconds_count{",
        "pullquote_held_bytes ",
        "pullquote_stage_seconds_total{stage=\"sentences\"} ",
        "pullquote_sent_bytes_total ",
        "pullquote_shed_total{lane=\"interactive\"} 0",
        "pullquote_panics_total{lane=\"bulk\"} 0",
        "# EOF",
    ] {
        assert!(metrics.contains(name), "{name} is missing:\n{metrics}");
    }
    server.end().await;
}

/// Whoever calls methods that there are none of makes no new labels.
#[tokio::test]
async fn made_up_methods_are_counted_together() {
    let server = start(|_| {}).await;
    for number in 0..3 {
        server.http("GET", &format!("/made/up/{number}"), "").await;
    }
    let name = "pullquote_requests_total{method=\"other\",code=\"NOT_FOUND\"}";
    let metrics = server.metrics_when(name, 3).await;
    assert!(!metrics.contains("/made"), "{metrics}");
    server.end().await;
}

#[tokio::test]
async fn request_ids_are_kept_or_made() {
    let server = start(|_| {}).await;
    let mut client = server.client().await;
    let mut named = Request::new(request("Call me."));
    named.metadata_mut().insert("x-request-id", "desk-7.42".parse().unwrap());
    let answer = client.analyze(named).await.unwrap();
    assert_eq!(answer.metadata().get("x-request-id").unwrap(), "desk-7.42");
    let answer = client.analyze(request("Call me.")).await.unwrap();
    assert_eq!(answer.metadata().get("x-request-id").unwrap().len(), 16);
    let refused = client.analyze(pullquote::proto::v1::AnalyzeRequest::default()).await;
    assert!(refused.unwrap_err().metadata().get("x-request-id").is_some());

    let headers = [("x-request-id", "desk-7.43")];
    let (_, answer) = server.http_with("GET", "/v1/info", &headers, "").await;
    assert!(answer.contains("x-request-id: desk-7.43"), "{answer}");
    server.end().await;
}

#[tokio::test]
async fn the_explorer_may_run_nothing_but_itself() {
    let server = start(|_| {}).await;
    let (status, answer) = server.http("GET", "/", "").await;
    assert_eq!(status, 200);
    assert!(answer.contains("content-security-policy: default-src 'none'"), "{answer:.800}");
    server.end().await;
    let server = start(|config| config.listening.explorer = false).await;
    assert_eq!(server.http("GET", "/", "").await.0, 404);
    server.end().await;
}

/// Bodies that never end take room from everybody's, until their callers go away.
#[tokio::test]
async fn bodies_on_their_way_share_a_budget() {
    const LARGEST: usize = 100_000;
    let server = start(|config| {
        config.limits.max_document_bytes = LARGEST / 2;
        config.limits.max_message_bytes = LARGEST;
        config.workers.queue_bytes = LARGEST;
    })
    .await;
    let ask = json!({"document": {"text": news(40_000)}}).to_string();
    let mut stalled = TcpStream::connect(server.http.unwrap()).await.unwrap();
    let head =
        format!("POST /v1/analyze HTTP/1.1\r\nhost: test\r\ncontent-length: {LARGEST}\r\n\r\n");
    stalled.write_all(head.as_bytes()).await.unwrap();
    stalled.write_all(&vec![b' '; LARGEST - 1]).await.unwrap();
    let answered = |expected: u16| {
        let (server, ask) = (&server, &ask);
        async move {
            while server.http("POST", "/v1/analyze", ask).await.0 != expected {
                tokio::task::yield_now().await;
            }
        }
    };
    within("a refusal", answered(429)).await;
    let mut client = server.client().await;
    let refused = client.analyze(crate::support::request(&news(40_000))).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::ResourceExhausted);
    drop(stalled);
    within("room", answered(200)).await;
    server.end().await;
}
