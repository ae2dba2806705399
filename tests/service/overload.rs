//! More than there is room for, callers that go away, and the end of the server.

use std::time::Duration;

use futures_util::future::join_all;
use pullquote::pool::Config;
use pullquote::proto::v1::document_result::Outcome;
use pullquote::service::Limits;
use tonic::Code;
use tonic_types::StatusExt;

use crate::fixture::{Server, Setup, batch, eventually, request, stream_request};

fn small() -> Setup {
    let pool = Config { workers: 1, documents: 4, bytes: 1 << 20 };
    Setup { pool, ..Setup::default() }
}

#[tokio::test]
async fn a_full_queue_says_so_at_once_and_when_to_come_back() {
    let server = Server::start(small()).await;
    let mut waiting = Vec::new();
    for n in 0..4 {
        let mut client = server.client();
        waiting
            .push(tokio::spawn(async move { client.analyze(request(&format!("gate {n}"))).await }));
    }
    eventually(|| server.pool.load().documents == 4).await;
    // The bound is on the server, not on the connection: each client has its own.
    for _ in 0..3 {
        let status = server.client().analyze(request("a")).await.unwrap_err();
        assert_eq!(status.code(), Code::ResourceExhausted);
        let details = status.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, "QUEUE_FULL");
        let delay = details.retry_info().unwrap().retry_delay.unwrap();
        assert!(delay >= Duration::from_millis(100) && delay <= Duration::from_secs(10));
    }
    server.gate.open();
    for call in waiting {
        call.await.unwrap().unwrap();
    }
    server.client().analyze(request("a")).await.unwrap();
    server.idle().await;
}

#[tokio::test]
async fn bytes_count_too() {
    let pool = Config { workers: 1, documents: 100, bytes: 2000 };
    let server = Server::start(Setup { pool, ..Setup::default() }).await;
    let mut large = request("gate");
    large.document.as_mut().unwrap().text = "x".repeat(1000);
    let mut client = server.client();
    let first = tokio::spawn({
        let (mut client, large) = (server.client(), large.clone());
        async move { client.analyze(large).await }
    });
    server.gate.arrived(1).await;
    let status = client.analyze(large.clone()).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    server.gate.open();
    first.await.unwrap().unwrap();
    client.analyze(large).await.unwrap();
}

#[tokio::test]
async fn a_document_whose_deadline_passed_in_the_queue_is_never_run() {
    let server = Server::start(small()).await;
    let mut client = server.client();
    let busy = tokio::spawn(async move { client.analyze(request("gate")).await });
    server.gate.arrived(1).await;
    let mut late = tonic::Request::new(request("late"));
    late.set_timeout(Duration::from_millis(20));
    let status = server.client().analyze(late).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(server.pool.load().documents, 1);
    server.gate.open();
    busy.await.unwrap().unwrap();
    server.client().analyze(request("next")).await.unwrap();
    assert_eq!(server.ran(), ["gate", "next"]);
}

#[tokio::test]
async fn a_cancelled_call_frees_its_place() {
    let server = Server::start(small()).await;
    let mut client = server.client();
    let busy = tokio::spawn(async move { client.analyze(request("gate")).await });
    server.gate.arrived(1).await;
    for round in 0..20 {
        let calls: Vec<_> = (0..3)
            .map(|n| {
                let mut client = server.client();
                let id = format!("gate {round}.{n}");
                tokio::spawn(async move { client.analyze(request(&id)).await })
            })
            .collect();
        eventually(|| server.pool.load().documents == 4).await;
        for call in &calls {
            call.abort();
        }
        eventually(|| server.pool.load().documents == 1).await;
    }
    busy.abort();
    server.idle().await;
    assert_eq!(server.ran(), ["gate"]);
}

/// A thousand calls of one client, all given up: nothing of them stays.
#[tokio::test]
async fn mass_cancel_leaves_nothing_behind() {
    let pool = Config { workers: 2, documents: 2000, bytes: 8 << 20 };
    let server = Server::start(Setup { pool, ..Setup::default() }).await;
    let client = server.client();
    for _ in 0..4 {
        let calls: Vec<_> = (0..250)
            .map(|n| {
                let mut client = client.clone();
                tokio::spawn(async move { client.analyze(request(&format!("gate {n}"))).await })
            })
            .collect();
        eventually(|| server.pool.load().documents >= 100).await;
        for call in calls {
            call.abort();
        }
        server.idle().await;
    }
    server.gate.open();
    client.clone().analyze(request("a")).await.unwrap();
}

#[tokio::test]
async fn a_call_of_one_document_is_not_stuck_behind_bulk_work() {
    let pool = Config { workers: 1, documents: 8, bytes: 8 << 20 };
    let limits = Limits { max_stream_window: 100, ..Limits::default() };
    let server = Server::start(Setup { pool, limits }).await;
    let names: Vec<String> = (0..100).map(|n| format!("gate {n}")).collect();
    let mut bulk = Vec::new();
    for _ in 0..3 {
        let (mut client, batch) = (server.client(), batch(names.iter().map(String::as_str)));
        bulk.push(tokio::spawn(async move { client.batch_analyze(batch).await.map(|_| ()) }));
    }
    let requests: Vec<_> = names.iter().map(|name| stream_request(name)).collect();
    let mut client = server.client();
    bulk.push(tokio::spawn(async move {
        let responses = client.stream_analyze(tokio_stream::iter(requests)).await?;
        let mut responses = responses.into_inner();
        while responses.message().await?.is_some() {}
        Ok(())
    }));
    // Bulk work fills its share of the eight places. Two are left, and the worker is taken.
    eventually(|| server.pool.load().documents == 6).await;
    server.gate.arrived(1).await;
    let mut client = server.client();
    let unary = tokio::spawn(async move { client.analyze(request("a")).await });
    eventually(|| server.pool.load().queued_interactive == 1).await;
    server.gate.open();
    unary.await.unwrap().unwrap();
    // It ran after the one document that was running already.
    assert_eq!(server.ran().iter().position(|id| id == "a"), Some(1));
    for call in bulk {
        call.await.unwrap().unwrap();
    }
    server.idle().await;
}

#[tokio::test]
async fn a_batch_over_the_bytes_that_are_left_is_turned_away_whole() {
    let pool = Config { workers: 1, documents: 100, bytes: 4000 };
    let server = Server::start(Setup { pool, ..Setup::default() }).await;
    let ids = ["gate a", "gate b", "gate c", "gate d", "gate e", "gate f"];
    let mut client = server.client();
    let first = tokio::spawn(async move { client.batch_analyze(batch(ids)).await });
    server.gate.arrived(1).await;
    let status = server.client().batch_analyze(batch(ids)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    assert!(status.get_details_retry_info().is_some());
    server.gate.open();
    let response = first.await.unwrap().unwrap().into_inner();
    let analysed = |outcome: &Option<Outcome>| matches!(outcome, Some(Outcome::Analysis(_)));
    assert!(response.results.iter().all(|result| analysed(&result.outcome)));
}

#[tokio::test]
async fn draining_refuses_new_calls_and_answers_those_accepted() {
    let server = Server::start(small()).await;
    let accepted: Vec<_> = ["gate a", "gate b", "c"]
        .map(|id| {
            let mut client = server.client();
            tokio::spawn(async move { client.analyze(request(id)).await })
        })
        .into_iter()
        .collect();
    eventually(|| server.pool.load().documents == 3).await;
    server.draining.cancel();
    let mut client = server.client();
    for status in [
        client.analyze(request("d")).await.unwrap_err(),
        client.batch_analyze(batch(["d"])).await.unwrap_err(),
        client.stream_analyze(tokio_stream::empty()).await.unwrap_err(),
    ] {
        assert_eq!(status.code(), Code::Unavailable);
        let details = status.get_error_details();
        assert_eq!(details.error_info().unwrap().reason, "SERVER_DRAINING");
        assert!(details.retry_info().is_some());
    }
    let ending = {
        let pool = std::sync::Arc::clone(&server.pool);
        tokio::task::spawn_blocking(move || pool.shutdown())
    };
    server.gate.open();
    for call in join_all(accepted).await {
        call.unwrap().unwrap();
    }
    ending.await.unwrap();
}
