//! Reflection, in both versions, with everything that is served.

use pullquote::proto::v1::text_analysis_service_server::SERVICE_NAME;
use tonic::Code;
use tonic_reflection::pb::{v1, v1alpha};

use crate::support::{Running, start};

/// Asks one question over a version of reflection and gives the answer's oneof.
macro_rules! ask {
    ($version:ident, $server:expr, $question:expr) => {{
        use $version::server_reflection_client::ServerReflectionClient;
        let mut client = ServerReflectionClient::new($server.channel().await);
        let question = $version::ServerReflectionRequest {
            host: String::new(),
            message_request: Some($question),
        };
        let questions = tokio_stream::once(question);
        match client.server_reflection_info(questions).await {
            Ok(answers) => answers.into_inner().message().await.map(|answer| {
                answer.and_then(|answer| answer.message_response).expect("an answer")
            }),
            Err(status) => Err(status),
        }
    }};
}

async fn services_by_v1(server: &Running) -> Vec<String> {
    use v1::server_reflection_request::MessageRequest;
    use v1::server_reflection_response::MessageResponse;
    match ask!(v1, server, MessageRequest::ListServices(String::new())).unwrap() {
        MessageResponse::ListServicesResponse(list) => {
            list.service.into_iter().map(|service| service.name).collect()
        }
        other => panic!("{other:?}"),
    }
}

async fn services_by_v1alpha(server: &Running) -> Vec<String> {
    use v1alpha::server_reflection_request::MessageRequest;
    use v1alpha::server_reflection_response::MessageResponse;
    match ask!(v1alpha, server, MessageRequest::ListServices(String::new())).unwrap() {
        MessageResponse::ListServicesResponse(list) => {
            list.service.into_iter().map(|service| service.name).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn both_versions_list_the_api_and_health() {
    let server = start(|_| {}).await;
    for services in [services_by_v1(&server).await, services_by_v1alpha(&server).await] {
        for expected in [SERVICE_NAME, "grpc.health.v1.Health"] {
            assert!(services.iter().any(|name| name == expected), "{expected}: {services:?}");
        }
    }
    server.end().await;
}

#[tokio::test]
async fn symbols_of_the_api_and_of_health_are_found() {
    use v1::server_reflection_request::MessageRequest::FileContainingSymbol;
    use v1::server_reflection_response::MessageResponse::FileDescriptorResponse;
    let server = start(|_| {}).await;
    for symbol in [SERVICE_NAME, "grpc.health.v1.Health", "google.rpc.Status"] {
        let answer = ask!(v1, server, FileContainingSymbol(symbol.into())).unwrap();
        assert!(matches!(answer, FileDescriptorResponse(_)), "{symbol}: {answer:?}");
    }
    server.end().await;
}

#[tokio::test]
async fn it_can_be_switched_off() {
    use v1::server_reflection_request::MessageRequest::ListServices;
    let server = start(|config| config.listening.reflection = false).await;
    let refused = ask!(v1, server, ListServices(String::new())).unwrap_err();
    assert_eq!(refused.code(), Code::Unimplemented);
    server.end().await;
}
