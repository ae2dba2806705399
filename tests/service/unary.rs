//! `Analyze` and `GetServerInfo`.

use std::time::Duration;

use pullquote::proto::v1;
use pullquote::service::Limits;
use tonic::{Code, Request};
use tonic_types::StatusExt;

use crate::fixture::{Server, Setup, request};

#[tokio::test]
async fn answers_in_the_unit_asked_for() {
    let server = Server::start(Setup::default()).await;
    let mut client = server.client();
    let text = "Es 🌧 regnet. Wörter nass.";
    for (unit, answered, expected) in [
        (v1::OffsetUnit::Unspecified, v1::OffsetUnit::Utf8, text.len()),
        (v1::OffsetUnit::Utf8, v1::OffsetUnit::Utf8, text.len()),
        (v1::OffsetUnit::Utf16, v1::OffsetUnit::Utf16, text.encode_utf16().count()),
        (v1::OffsetUnit::Utf32, v1::OffsetUnit::Utf32, text.chars().count()),
    ] {
        let mut request = request("a");
        request.document.as_mut().unwrap().text = text.to_owned();
        request.options =
            Some(v1::AnalyzeOptions { offset_unit: unit.into(), ..Default::default() });
        let response = client.analyze(request).await.unwrap().into_inner();
        assert_eq!(response.id, "a");
        assert_eq!(response.offset_unit(), answered);
        assert!(!response.analysis_version.is_empty());
        let last = response.sentences.last().unwrap().span.as_ref().unwrap();
        assert_eq!(last.end as usize, expected);
        assert!(text.ends_with(&last.text));
    }
}

#[tokio::test]
async fn omits_texts_and_analyses_that_are_not_wanted() {
    let server = Server::start(Setup::default()).await;
    let mut request = request("a");
    request.options = Some(v1::AnalyzeOptions {
        analyses: vec![v1::AnalysisType::Sentences.into()],
        omit_text: true,
        ..Default::default()
    });
    let response = server.client().analyze(request).await.unwrap().into_inner();
    assert_eq!(response.language, None);
    assert_eq!(response.sentences.len(), 1);
    assert_eq!(response.sentences[0].span.as_ref().unwrap().text, "");
}

#[tokio::test]
async fn empty_text_has_an_empty_answer() {
    let server = Server::start(Setup::default()).await;
    let mut request = request("a");
    request.document.as_mut().unwrap().text.clear();
    let response = server.client().analyze(request).await.unwrap().into_inner();
    assert!(response.language.is_some());
    assert!(response.blocks.is_empty() && response.sentences.is_empty());
    assert!(response.entities.is_empty() && response.quotes.is_empty());
}

#[tokio::test]
async fn server_info_tells_the_limits_in_force() {
    let limits = Limits {
        max_document_bytes: 2000,
        max_message_bytes: 30_000,
        max_batch_documents: 4,
        max_stream_window: 5,
        max_deadline: Duration::from_millis(6500),
    };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let mut client = server.client();
    let info = client.get_server_info(v1::GetServerInfoRequest {}).await.unwrap().into_inner();
    let expected = v1::Limits {
        max_document_bytes: 2000,
        max_message_bytes: 30_000,
        max_batch_documents: 4,
        max_stream_window: 5,
        max_deadline_ms: 6500,
    };
    assert_eq!(info.limits, Some(expected));
    assert_eq!(info.version, env!("CARGO_PKG_VERSION"));
    let response = client.analyze(request("a")).await.unwrap().into_inner();
    assert_eq!(info.analysis_version, response.analysis_version);
}

#[tokio::test]
async fn server_info_tells_models_and_languages() {
    let server = Server::start(Setup::default()).await;
    let info = server.client().get_server_info(v1::GetServerInfoRequest {}).await.unwrap();
    let v1::GetServerInfoResponse { version, analysis_version, models, languages, .. } =
        info.into_inner();
    assert!(analysis_version.starts_with(&format!("{version}-")), "{analysis_version}");
    let english = languages.iter().find(|language| language.code == "en").unwrap();
    assert!(english.analyses().eq([
        v1::AnalysisType::Language,
        v1::AnalysisType::Sentences,
        v1::AnalysisType::Entities,
        v1::AnalysisType::Quotes,
    ]));
    assert!(languages.iter().all(|language| !language.analyses.is_empty()));
    assert!(languages.windows(2).all(|pair| pair[0].code < pair[1].code));
    assert!(models.iter().any(|model| model.name == "entities-en"));
    for model in &models {
        assert!(!model.version.is_empty() && !model.training_data.is_empty(), "{model:?}");
        assert!(model.bytes > 0, "{model:?}");
    }
}

/// tonic's own timeout would answer CANCELLED.
#[tokio::test]
async fn a_client_deadline_that_passes_is_deadline_exceeded() {
    let server = Server::start(Setup::default()).await;
    let mut request = Request::new(request("gate"));
    request.set_timeout(Duration::from_millis(20));
    let status = server.client().analyze(request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let info = status.get_details_error_info().unwrap();
    assert_eq!((info.reason.as_str(), info.domain.as_str()), ("DEADLINE_EXCEEDED", "pullquote"));
    server.idle().await;
}

#[tokio::test]
async fn the_servers_maximum_deadline_holds_without_a_clients() {
    let limits = Limits { max_deadline: Duration::from_millis(20), ..Limits::default() };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let mut client = server.client();
    let status = client.analyze(request("gate")).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    let mut longer = Request::new(request("gate"));
    longer.set_timeout(Duration::from_secs(3600));
    let status = client.analyze(longer).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    server.idle().await;
}

/// tonic turns a panic of a handler into a reset of the stream, which clients see as CANCELLED.
#[tokio::test]
async fn a_panic_is_internal_with_a_request_id_and_nothing_of_the_inside() {
    let server = Server::start(Setup::default()).await;
    let mut client = server.client();
    for _ in 0..5 {
        let status = client.analyze(request("panic")).await.unwrap_err();
        assert_eq!(status.code(), Code::Internal);
        let details = status.get_error_details();
        let request_id = &details.request_info().unwrap().request_id;
        assert!(!request_id.is_empty());
        assert_eq!(details.error_info().unwrap().reason, "ANALYSIS_FAILED");
        let expected =
            format!("the analysis failed; the server's log has more under request id {request_id}");
        assert_eq!(status.message(), expected);
    }
    // More panics than workers, and all workers still work.
    client.analyze(request("a")).await.unwrap();
    server.idle().await;
}
