//! Bearer tokens.

use std::path::Path;
use std::time::Duration;

use pullquote::config::Config;
use pullquote::proto::v1;
use tonic::{Code, Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use crate::support::{Running, request, start, within};

const TOKEN: &str = "newsroom-token-0123456789";
const OTHER: &str = "archive-token-0123456789";

fn with_tokens(path: &Path) -> impl FnOnce(&mut Config) {
    let path = path.to_owned();
    move |config| {
        config.auth.auth_tokens = Some(path);
        config.tls.reload_interval = Duration::from_millis(50);
    }
}

async fn call(server: &Running, token: Option<&str>) -> Result<v1::AnalyzeResponse, Status> {
    let mut request = Request::new(request("Who goes there?"));
    if let Some(token) = token {
        let value = format!("Bearer {token}").parse().unwrap();
        request.metadata_mut().insert("authorization", value);
    }
    server.client().await.analyze(request).await.map(tonic::Response::into_inner)
}

#[tokio::test]
async fn calls_need_a_token_and_probes_need_none() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens");
    std::fs::write(&file, format!("# two desks\n{TOKEN}\n{OTHER}\n")).unwrap();
    let server = start(with_tokens(&file)).await;

    for token in [None, Some("wrong-token-0123456789"), Some("")] {
        let refused = call(&server, token).await.unwrap_err();
        assert_eq!(refused.code(), Code::Unauthenticated, "{token:?}");
        let info = refused.get_details_error_info().unwrap();
        assert_eq!(info.domain, "pullquote");
        assert_eq!(info.reason, "TOKEN_MISSING_OR_UNKNOWN");
    }
    for token in [TOKEN, OTHER] {
        call(&server, Some(token)).await.unwrap();
    }

    let mut health = HealthClient::new(server.channel().await);
    health.check(HealthCheckRequest::default()).await.unwrap();
    for path in ["/healthz", "/metrics"] {
        assert_eq!(server.http("GET", path, "").await.0, 200, "{path}");
    }
    server.end().await;
}

#[tokio::test]
async fn json_needs_a_token_too() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens");
    std::fs::write(&file, TOKEN).unwrap();
    let server = start(with_tokens(&file)).await;
    let body = r#"{"document": {"text": "Who goes there?"}}"#;
    let (status, answer) = server.http("POST", "/v1/analyze", body).await;
    assert_eq!(status, 401);
    assert!(answer.to_lowercase().contains("www-authenticate: bearer"), "{answer}");
    assert!(answer.contains("TOKEN_MISSING_OR_UNKNOWN"), "{answer}");
    assert_eq!(server.http("GET", "/v1/info", "").await.0, 401);
    let authorization = format!("Bearer {TOKEN}");
    let headers = [("authorization", authorization.as_str())];
    assert_eq!(server.http_with("POST", "/v1/analyze", &headers, body).await.0, 200);
    server.end().await;
}

#[tokio::test]
async fn tokens_change_without_a_restart_and_a_bad_file_changes_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens");
    std::fs::write(&file, TOKEN).unwrap();
    let server = start(with_tokens(&file)).await;
    call(&server, Some(TOKEN)).await.unwrap();

    std::fs::write(&file, "short").unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    call(&server, Some(TOKEN)).await.unwrap();

    std::fs::write(&file, OTHER).unwrap();
    within("the new token", async { while call(&server, Some(OTHER)).await.is_err() {} }).await;
    assert_eq!(call(&server, Some(TOKEN)).await.unwrap_err().code(), Code::Unauthenticated);
    server.end().await;
}

#[tokio::test]
async fn reflection_is_guarded_unless_it_is_exempt() {
    use tonic_reflection::pb::v1::ServerReflectionRequest;
    use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
    use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("tokens");
    std::fs::write(&file, TOKEN).unwrap();
    for guarded in [true, false] {
        let with_tokens = with_tokens(&file);
        let server = start(|config| {
            with_tokens(config);
            config.auth.auth_reflection = guarded;
        })
        .await;
        let question = ServerReflectionRequest {
            host: String::new(),
            message_request: Some(MessageRequest::ListServices(String::new())),
        };
        let mut client = ServerReflectionClient::new(server.channel().await);
        let answer = client.server_reflection_info(tokio_stream::once(question)).await;
        match answer {
            Ok(_) => assert!(!guarded),
            Err(refused) => {
                assert!(guarded, "{refused}");
                assert_eq!(refused.code(), Code::Unauthenticated);
            }
        }
        server.end().await;
    }
}
