//! `BatchAnalyze`.

use std::time::Duration;

use pullquote::proto::google::rpc;
use pullquote::proto::v1;
use pullquote::proto::v1::document_result::Outcome;
use pullquote::service::Limits;
use tonic::Code;

use crate::fixture::{Server, Setup, batch};

/// The code of each result; `Ok` for an analysis.
fn codes(response: &v1::BatchAnalyzeResponse) -> Vec<Code> {
    let code = |result: &v1::DocumentResult| match result.outcome.as_ref().unwrap() {
        Outcome::Analysis(_) => Code::Ok,
        Outcome::Error(status) => Code::from(status.code),
    };
    response.results.iter().map(code).collect()
}

fn error(result: &v1::DocumentResult) -> &rpc::Status {
    match result.outcome.as_ref().unwrap() {
        Outcome::Analysis(_) => panic!("was analysed: {result:?}"),
        Outcome::Error(status) => status,
    }
}

#[tokio::test]
async fn results_come_in_the_order_of_the_request() {
    let server = Server::start(Setup::default()).await;
    let ids: Vec<String> = (0..200).map(|n| format!("document {n}")).collect();
    let request = batch(ids.iter().map(String::as_str));
    let response = server.client().batch_analyze(request).await.unwrap().into_inner();
    assert_eq!(response.results.len(), ids.len());
    for (index, (result, id)) in response.results.iter().zip(&ids).enumerate() {
        assert_eq!((result.index as usize, &result.id), (index, id));
        let Some(Outcome::Analysis(analysis)) = &result.outcome else { panic!("{result:?}") };
        assert_eq!(&analysis.id, id);
        assert!(!analysis.analysis_version.is_empty());
    }
    server.idle().await;
}

#[tokio::test]
async fn a_bad_document_fails_alone() {
    let server = Server::start(Setup::default()).await;
    let mut request = batch(["a", "b", "c", "d", "e"]);
    request.documents[1].text = "x".repeat(1001);
    request.documents[3].language = "not a language".to_owned();
    let response = server.client().batch_analyze(request).await.unwrap().into_inner();
    let bad = Code::InvalidArgument;
    assert_eq!(codes(&response), [Code::Ok, bad, Code::Ok, bad, Code::Ok]);
    for (index, field) in [(1, "documents[1].text"), (3, "documents[3].language")] {
        let details = &error(&response.results[index]).details;
        let info: rpc::ErrorInfo = details[0].unpack().unwrap();
        assert_eq!(info.reason, "INVALID_REQUEST");
        let bad_request: rpc::BadRequest = details[1].unpack().unwrap();
        assert_eq!(bad_request.field_violations.len(), 1);
        assert_eq!(bad_request.field_violations[0].field, field);
    }
}

#[tokio::test]
async fn a_panic_fails_its_document_alone() {
    let server = Server::start(Setup::default()).await;
    let request = batch(["a", "panic", "b", "panic", "c"]);
    let response = server.client().batch_analyze(request).await.unwrap().into_inner();
    let internal = Code::Internal;
    assert_eq!(codes(&response), [Code::Ok, internal, Code::Ok, internal, Code::Ok]);
    let status = error(&response.results[1]);
    let info: rpc::RequestInfo = status.details[1].unpack().unwrap();
    assert!(!info.request_id.is_empty());
    assert!(!status.message.contains("It rained"));
    server.idle().await;
}

#[tokio::test]
async fn documents_that_miss_the_deadline_fail_alone() {
    let limits = Limits { max_deadline: Duration::from_millis(200), ..Limits::default() };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let request = batch(["a", "gate", "b"]);
    let response = server.client().batch_analyze(request).await.unwrap().into_inner();
    assert_eq!(codes(&response), [Code::Ok, Code::DeadlineExceeded, Code::Ok]);
    server.idle().await;
}

#[tokio::test]
async fn json_of_a_result_has_the_error_in_full() {
    let server = Server::start(Setup::default()).await;
    let mut request = batch(["a"]);
    request.documents[0].text = "x".repeat(1001);
    let response = server.client().batch_analyze(request).await.unwrap().into_inner();
    let json = serde_json::to_value(&response).unwrap();
    let violation = "is 1001 bytes long, over the limit of 1000 (max_document_bytes); split it \
                     between paragraphs into several documents";
    let expected = serde_json::json!({
        "results": [{
            "index": 0,
            "id": "a",
            "error": {
                "code": 3,
                "message": format!("documents[0].text: {violation}"),
                "details": [
                    {
                        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                        "reason": "INVALID_REQUEST",
                        "domain": "pullquote",
                        "metadata": {},
                    },
                    {
                        "@type": "type.googleapis.com/google.rpc.BadRequest",
                        "fieldViolations": [{
                            "field": "documents[0].text",
                            "description": violation,
                            "reason": "FIELD_TOO_LONG",
                        }],
                    },
                ],
            },
        }],
    });
    assert_eq!(json, expected);
    let back: v1::BatchAnalyzeResponse = serde_json::from_value(json).unwrap();
    assert_eq!(back, response);
}
