//! Bad input for every field, and what the answer says of it.

use pullquote::proto::v1;
use pullquote::service::Limits;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;

use crate::fixture::{Server, Setup, batch, document, request};

/// The violations of a status: field and reason.
fn violations(status: &Status) -> Vec<(String, String)> {
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("INVALID_REQUEST", "pullquote"));
    let bad_request = details.bad_request().unwrap();
    let violations = bad_request.field_violations.iter();
    violations.map(|violation| (violation.field.clone(), violation.reason.clone())).collect()
}

fn expect(status: &Status, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|&(field, reason)| (field.to_owned(), reason.to_owned())).collect();
    assert_eq!(violations(status), expected);
}

#[tokio::test]
async fn every_field_of_a_request() {
    let server = Server::start(Setup::default()).await;
    let mut client = server.client();
    type Change = fn(&mut v1::Document, &mut v1::AnalyzeOptions);
    let cases: [(Change, (&str, &str)); 16] = [
        (|d, _| d.id = "i".repeat(1025), ("document.id", "FIELD_TOO_LONG")),
        (|d, _| d.text = "t".repeat(1001), ("document.text", "FIELD_TOO_LONG")),
        (|d, _| d.title = "t".repeat(4097), ("document.title", "FIELD_TOO_LONG")),
        (|d, _| d.language = "english".into(), ("document.language", "FIELD_MALFORMED")),
        (|d, _| d.language = "en_US".into(), ("document.language", "FIELD_MALFORMED")),
        (|d, _| d.language = "e".into(), ("document.language", "FIELD_MALFORMED")),
        (|d, _| d.language = "en-".into(), ("document.language", "FIELD_MALFORMED")),
        (|d, _| d.language = "x-klingon".into(), ("document.language", "FIELD_MALFORMED")),
        (|d, _| d.language = "日本語".into(), ("document.language", "FIELD_MALFORMED")),
        (|_, o| o.analyses = vec![1, 99], ("options.analyses[1]", "UNKNOWN_ENUM_VALUE")),
        (|_, o| o.analyses = vec![0], ("options.analyses[0]", "UNKNOWN_ENUM_VALUE")),
        (|_, o| o.offset_unit = 7, ("options.offset_unit", "UNKNOWN_ENUM_VALUE")),
        (|_, o| o.offset_unit = -1, ("options.offset_unit", "UNKNOWN_ENUM_VALUE")),
        (|_, o| o.min_confidence = -0.1, ("options.min_confidence", "NUMBER_OUT_OF_RANGE")),
        (|_, o| o.min_confidence = 1.1, ("options.min_confidence", "NUMBER_OUT_OF_RANGE")),
        (|_, o| o.min_confidence = f32::NAN, ("options.min_confidence", "NUMBER_OUT_OF_RANGE")),
    ];
    for (change, expected) in cases {
        let mut request = request("a");
        change(request.document.as_mut().unwrap(), request.options.get_or_insert_default());
        let status = client.analyze(request).await.unwrap_err();
        expect(&status, &[expected]);
    }
    let status = client.analyze(v1::AnalyzeRequest::default()).await.unwrap_err();
    expect(&status, &[("document", "FIELD_REQUIRED")]);
    assert_eq!(server.ran(), [""; 0]);
}

#[tokio::test]
async fn all_that_is_wrong_is_told_at_once() {
    let server = Server::start(Setup::default()).await;
    let mut request = request(&"i".repeat(2000));
    request.document.as_mut().unwrap().language = "?".to_owned();
    request.options = Some(v1::AnalyzeOptions {
        analyses: vec![9, 1, 8],
        min_confidence: 2.0,
        ..Default::default()
    });
    let status = server.client().analyze(request).await.unwrap_err();
    expect(
        &status,
        &[
            ("document.id", "FIELD_TOO_LONG"),
            ("document.language", "FIELD_MALFORMED"),
            ("options.analyses[0]", "UNKNOWN_ENUM_VALUE"),
            ("options.analyses[2]", "UNKNOWN_ENUM_VALUE"),
            ("options.min_confidence", "NUMBER_OUT_OF_RANGE"),
        ],
    );
}

#[tokio::test]
async fn what_is_at_the_limit_is_taken() {
    let server = Server::start(Setup::default()).await;
    let mut client = server.client();
    for language in ["en", "pt-BR", "zh-Hant-TW", "haw", "und", "de-CH-1901"] {
        let request = v1::AnalyzeRequest {
            document: Some(v1::Document {
                id: "i".repeat(Limits::MAX_ID_BYTES),
                text: "t".repeat(1000),
                title: "t".repeat(Limits::MAX_TITLE_BYTES),
                language: language.to_owned(),
            }),
            options: Some(v1::AnalyzeOptions {
                analyses: vec![1, 2, 3, 4, 4],
                min_confidence: 1.0,
                ..Default::default()
            }),
        };
        client.analyze(request).await.unwrap();
    }
}

/// The transport answers OUT_OF_RANGE for a message over its limit, without details. That limit is
/// above the one on documents, so that this answer is the one that users see.
#[tokio::test]
async fn a_text_over_the_limit_is_told_the_limit_and_what_to_do() {
    let limits =
        Limits { max_document_bytes: 5 << 20, max_message_bytes: 8 << 20, ..Limits::default() };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let mut request = request("a");
    request.document.as_mut().unwrap().text = "x".repeat((5 << 20) + 1);
    let status = server.client().analyze(request).await.unwrap_err();
    expect(&status, &[("document.text", "FIELD_TOO_LONG")]);
    let details = status.get_error_details();
    assert_eq!(
        details.bad_request().unwrap().field_violations[0].description,
        "is 5242881 bytes long, over the limit of 5242880 (max_document_bytes); split it between \
         paragraphs into several documents"
    );
    assert!(status.message().starts_with("document.text: is 5242881 bytes long"));
}

#[tokio::test]
async fn a_batch_as_a_whole() {
    let limits = Limits { max_batch_documents: 3, ..Limits::default() };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let mut client = server.client();
    let status = client.batch_analyze(batch([])).await.unwrap_err();
    expect(&status, &[("documents", "FIELD_REQUIRED")]);
    let status = client.batch_analyze(batch(["a", "b", "c", "d"])).await.unwrap_err();
    expect(&status, &[("documents", "TOO_MANY_ELEMENTS")]);
    let options = v1::AnalyzeOptions { offset_unit: 9, ..Default::default() };
    let request =
        v1::BatchAnalyzeRequest { options: Some(options), documents: vec![document("a")] };
    let status = client.batch_analyze(request).await.unwrap_err();
    expect(&status, &[("options.offset_unit", "UNKNOWN_ENUM_VALUE")]);
}

#[tokio::test]
async fn a_timeout_that_is_none() {
    let server = Server::start(Setup::default()).await;
    let mut request = Request::new(request("a"));
    request.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    let status = server.client().analyze(request).await.unwrap_err();
    expect(&status, &[("grpc-timeout", "FIELD_MALFORMED")]);
}
