//! `StreamAnalyze`.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use pullquote::proto::v1;
use pullquote::proto::v1::document_result::Outcome;
use pullquote::service::Limits;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status, Streaming};
use tonic_types::StatusExt;

use crate::fixture::{Server, Setup, stream_request};

/// An open stream.
struct Call {
    requests: mpsc::Sender<v1::StreamAnalyzeRequest>,
    responses: Streaming<v1::StreamAnalyzeResponse>,
}

impl Call {
    async fn open(server: &Server) -> Self {
        // The channel is as wide as all that a test sends: what is not read stays in HTTP/2.
        let (requests, receiver) = mpsc::channel(4096);
        let requested = ReceiverStream::new(receiver);
        let responses = server.client().stream_analyze(requested).await.unwrap().into_inner();
        Call { requests, responses }
    }

    async fn send(&self, request: v1::StreamAnalyzeRequest) {
        self.requests.send(request).await.unwrap();
    }

    async fn next(&mut self) -> v1::DocumentResult {
        self.responses.message().await.unwrap().unwrap().result.unwrap()
    }

    /// Sends no more and gives all answers that are left, and the status of the call.
    async fn finish(self) -> (Vec<v1::DocumentResult>, Status) {
        drop(self.requests);
        all(self.responses).await
    }
}

async fn all(
    mut responses: Streaming<v1::StreamAnalyzeResponse>,
) -> (Vec<v1::DocumentResult>, Status) {
    let mut results = Vec::new();
    loop {
        match responses.message().await {
            Ok(Some(response)) => results.push(response.result.unwrap()),
            Ok(None) => return (results, Status::ok("")),
            Err(status) => return (results, status),
        }
    }
}

fn ids(results: &[v1::DocumentResult]) -> Vec<&str> {
    results.iter().map(|result| result.id.as_str()).collect()
}

fn code(result: &v1::DocumentResult) -> Code {
    match result.outcome.as_ref().unwrap() {
        Outcome::Analysis(_) => Code::Ok,
        Outcome::Error(status) => Code::from(status.code),
    }
}

fn analysis(result: &v1::DocumentResult) -> &v1::AnalyzeResponse {
    match result.outcome.as_ref().unwrap() {
        Outcome::Analysis(analysis) => analysis,
        Outcome::Error(status) => panic!("was not analysed: {status:?}"),
    }
}

#[tokio::test]
async fn answers_come_in_order() {
    let server = Server::start(Setup::default()).await;
    let names: Vec<String> = (0..500).map(|n| format!("document {n}")).collect();
    let requests: Vec<_> = names.iter().map(|name| stream_request(name)).collect();
    let responses = server.client().stream_analyze(stream::iter(requests)).await.unwrap();
    let (results, status) = all(responses.into_inner()).await;
    assert_eq!(status.code(), Code::Ok);
    assert_eq!(ids(&results), names);
    assert!(results.iter().enumerate().all(|(index, result)| result.index as usize == index));
    server.idle().await;
}

#[tokio::test]
async fn unordered_answers_come_as_they_are_ready() {
    let server = Server::start(Setup::default()).await;
    let mut call = Call::open(&server).await;
    call.send(v1::StreamAnalyzeRequest { unordered: true, ..stream_request("gate") }).await;
    server.gate.arrived(1).await;
    for id in ["a", "b"] {
        call.send(stream_request(id)).await;
    }
    let (a, b) = (call.next().await, call.next().await);
    assert_eq!(((a.index, a.id.as_str()), (b.index, b.id.as_str())), ((1, "a"), (2, "b")));
    server.gate.open();
    let (rest, status) = call.finish().await;
    assert_eq!((ids(&rest), status.code()), (vec!["gate"], Code::Ok));
}

#[tokio::test]
async fn a_document_fails_alone() {
    let server = Server::start(Setup::default()).await;
    let call = Call::open(&server).await;
    let mut long = stream_request("long");
    long.document.as_mut().unwrap().text = "x".repeat(1001);
    for request in [
        stream_request("a"),
        long,
        stream_request("panic"),
        v1::StreamAnalyzeRequest::default(),
        stream_request("b"),
    ] {
        call.send(request).await;
    }
    let (results, status) = call.finish().await;
    let codes: Vec<Code> = results.iter().map(code).collect();
    let (bad, internal) = (Code::InvalidArgument, Code::Internal);
    assert_eq!(codes, [Code::Ok, bad, internal, bad, Code::Ok]);
    assert_eq!(ids(&results), ["a", "long", "panic", "", "b"]);
    let Some(Outcome::Error(error)) = &results[1].outcome else { panic!("{results:?}") };
    assert!(error.message.starts_with("document.text: is 1001 bytes long"));
    assert_eq!(status.code(), Code::Ok);
    server.idle().await;
}

#[tokio::test]
async fn options_stay_until_others_are_given() {
    let server = Server::start(Setup::default()).await;
    let call = Call::open(&server).await;
    let with = |id, unit: v1::OffsetUnit| {
        let options = v1::AnalyzeOptions { offset_unit: unit.into(), ..Default::default() };
        v1::StreamAnalyzeRequest { options: Some(options), ..stream_request(id) }
    };
    call.send(stream_request("a")).await;
    call.send(with("b", v1::OffsetUnit::Utf16)).await;
    call.send(stream_request("c")).await;
    call.send(with("d", v1::OffsetUnit::Utf32)).await;
    call.send(stream_request("e")).await;
    let (results, _) = call.finish().await;
    let units: Vec<_> = results.iter().map(|result| analysis(result).offset_unit()).collect();
    use v1::OffsetUnit::{Utf8, Utf16, Utf32};
    assert_eq!(units, [Utf8, Utf16, Utf16, Utf32, Utf32]);
}

#[tokio::test]
async fn bad_options_end_the_stream_after_what_came_before() {
    let server = Server::start(Setup::default()).await;
    for unordered in [false, true] {
        let call = Call::open(&server).await;
        for id in ["a", "b"] {
            call.send(v1::StreamAnalyzeRequest { unordered, ..stream_request(id) }).await;
        }
        let options = v1::AnalyzeOptions { analyses: vec![1, 77], ..Default::default() };
        let bad = v1::StreamAnalyzeRequest { options: Some(options), ..stream_request("c") };
        call.send(bad).await;
        let _ = call.requests.send(stream_request("d")).await;
        let (results, status) = call.finish().await;
        assert_eq!(results.len(), 2);
        assert_eq!(status.code(), Code::InvalidArgument);
        let violations = status.get_details_bad_request().unwrap().field_violations;
        assert_eq!(violations[0].field, "options.analyses[1]");
    }
}

/// The documents of a client that takes no answers fill the window and no more.
#[tokio::test]
async fn a_slow_reader_is_read_no_further_than_its_window() {
    let limits = Limits { max_stream_window: 4, ..Limits::default() };
    let server = Server::start(Setup { limits, ..Setup::default() }).await;
    let mut call = Call::open(&server).await;
    // Each answer is larger than the window that HTTP/2 gives a stream by default, so that the
    // transport holds no answers back but the first.
    let text = "It rained. ".repeat(20_000);
    let sentences = vec![v1::AnalysisType::Sentences.into()];
    for n in 0..32 {
        let mut request = stream_request(&format!("{n}"));
        request.document.as_mut().unwrap().text.clone_from(&text);
        request.options =
            Some(v1::AnalyzeOptions { analyses: sentences.clone(), ..Default::default() });
        call.send(request).await;
    }
    crate::fixture::eventually(|| server.pool.load().busy == 0 && server.ran().len() >= 4).await;
    // Time for the server to do what it must not.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let in_transport = 2;
    assert!(server.ran().len() <= 4 + in_transport, "ran {:?}", server.ran());
    let held = server.pool.load().bytes;
    assert!(held <= (4 + in_transport) * (text.len() + 1000), "held {held}");
    for n in 0..32 {
        assert_eq!(call.next().await.id, n.to_string());
    }
    let (rest, status) = call.finish().await;
    assert_eq!((rest.len(), status.code()), (0, Code::Ok));
    server.idle().await;
}

#[tokio::test]
async fn a_client_that_goes_away_frees_what_it_held() {
    let server = Server::start(Setup::default()).await;
    let call = Call::open(&server).await;
    for n in 0..100 {
        call.send(stream_request(&format!("gate {n}"))).await;
    }
    server.gate.arrived(2).await;
    drop(call);
    server.idle().await;
    assert!(server.ran().len() < 100);
}

#[tokio::test]
async fn draining_answers_what_was_accepted_and_then_ends_the_stream() {
    let server = Server::start(Setup::default()).await;
    let call = Call::open(&server).await;
    for id in ["gate a", "gate b"] {
        call.send(stream_request(id)).await;
    }
    server.gate.arrived(2).await;
    server.draining.cancel();
    let _ = call.requests.send(stream_request("c")).await;
    server.gate.open();
    let (results, status) = call.finish().await;
    assert_eq!(ids(&results), ["gate a", "gate b"]);
    assert!(results.iter().all(|result| code(result) == Code::Ok));
    assert_eq!(status.code(), Code::Unavailable);
    let details = status.get_error_details();
    assert_eq!(details.error_info().unwrap().reason, "SERVER_DRAINING");
    assert!(details.retry_info().is_some());
}

#[tokio::test]
async fn the_clients_deadline_ends_the_stream() {
    let server = Server::start(Setup::default()).await;
    let (_requests, receiver) = mpsc::channel::<v1::StreamAnalyzeRequest>(1);
    let mut request = Request::new(ReceiverStream::new(receiver));
    request.set_timeout(Duration::from_millis(20));
    let responses = server.client().stream_analyze(request).await.unwrap().into_inner();
    let (results, status) = all(responses).await;
    assert_eq!((results.len(), status.code()), (0, Code::DeadlineExceeded));
}

#[tokio::test]
async fn a_stream_without_documents_ends_well() {
    let server = Server::start(Setup::default()).await;
    let responses = server.client().stream_analyze(stream::empty()).await.unwrap().into_inner();
    assert_eq!(responses.count().await, 0);
}
