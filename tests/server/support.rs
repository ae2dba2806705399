//! A server of its own for each test, on free ports, and clients for it.

use std::net::SocketAddr;
use std::time::Duration;

use pullquote::config::{Config, ListenAddress};
use pullquote::proto::v1;
use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use pullquote::server::{Ended, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// How long anything may take before a test counts it as hanging.
pub(crate) const HANGS: Duration = Duration::from_secs(60);

/// The settings that tests start from: free ports on loopback, quick readiness, no waiting.
pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.listening.listen = vec!["127.0.0.1:0".parse().unwrap()];
    config.listening.http_listen = "127.0.0.1:0".parse().unwrap();
    config.life.readiness_timeout = Duration::from_secs(20);
    config.life.drain_grace = Duration::from_secs(120);
    config.limits.max_deadline = Duration::from_secs(120);
    config
}

/// A server that runs in this process.
pub(crate) struct Running {
    pub(crate) grpc: ListenAddress,
    pub(crate) http: Option<SocketAddr>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Ended>,
}

/// Starts a server with the settings that `change` leaves.
pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Running {
    let mut config = config();
    change(&mut config);
    let server = Server::bind(config).await.unwrap();
    let grpc = server.addresses().remove(0);
    let http = server.http_address().map(|address| match address {
        ListenAddress::Tcp(address) => address,
        ListenAddress::Unix(_) => panic!("HTTP is served over TCP"),
    });
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(server.serve(async {
        let _ = stopped.await;
    }));
    Running { grpc, http, stop: Some(stop), task }
}

impl Running {
    pub(crate) fn tcp(&self) -> SocketAddr {
        match &self.grpc {
            ListenAddress::Tcp(address) => *address,
            ListenAddress::Unix(_) => panic!("served over a Unix socket"),
        }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        Endpoint::from_shared(format!("http://{}", self.tcp())).unwrap()
    }

    pub(crate) async fn channel(&self) -> Channel {
        self.endpoint().connect().await.unwrap()
    }

    pub(crate) async fn client(&self) -> TextAnalysisServiceClient<Channel> {
        TextAnalysisServiceClient::new(self.channel().await)
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.tcp()).await.unwrap()
    }

    /// Tells the server to end.
    pub(crate) fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Tells the server to end, and waits until it has.
    pub(crate) async fn end(mut self) -> Ended {
        self.stop();
        within("the server's end", self.task).await.unwrap()
    }

    /// Waits until the server reports itself as ready.
    pub(crate) async fn ready(&self) {
        let mut health = HealthClient::new(self.channel().await);
        let mut statuses = health.watch(HealthCheckRequest::default()).await.unwrap().into_inner();
        within("readiness", async {
            while let Some(answer) = statuses.message().await.unwrap() {
                if answer.status() == ServingStatus::Serving {
                    return;
                }
            }
            panic!("the server stopped telling its health");
        })
        .await;
    }

    /// The metrics, once `name` stands at `value`: calls are counted when they have ended, which is
    /// a moment after their clients have the answer.
    pub(crate) async fn metrics_when(&self, name: &str, value: u64) -> String {
        within(name, async {
            loop {
                let (_, metrics) = self.http("GET", "/metrics", "").await;
                if metric(&metrics, name) == value {
                    return metrics;
                }
            }
        })
        .await
    }

    /// An HTTP/1.1 call: its status and the whole answer, head and body.
    pub(crate) async fn http(&self, method: &str, path: &str, body: &str) -> (u16, String) {
        self.http_with(method, path, &[], body).await
    }

    /// Like [`Running::http`], with headers.
    pub(crate) async fn http_with(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, String) {
        let address = self.http.unwrap();
        let answer = http(address, method, path, headers, body.as_bytes()).await;
        (status(&answer), String::from_utf8_lossy(&answer).into_owned())
    }
}

/// An HTTP/1.1 call over a connection of its own.
pub(crate) async fn http(
    address: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut head = format!("{method} {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body).await.unwrap();
    let mut answer = Vec::new();
    within("the answer over HTTP", stream.read_to_end(&mut answer)).await.unwrap();
    answer
}

fn status(answer: &[u8]) -> u16 {
    let head = String::from_utf8_lossy(answer);
    head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default()
}

/// Waits for something that a test would otherwise hang on.
pub(crate) async fn within<T>(what: &str, future: impl Future<Output = T>) -> T {
    tokio::time::timeout(HANGS, future).await.unwrap_or_else(|_| panic!("{what} did not come"))
}

/// A request to analyse a text.
pub(crate) fn request(text: &str) -> v1::AnalyzeRequest {
    let document = v1::Document { text: text.to_owned(), ..Default::default() };
    v1::AnalyzeRequest { document: Some(document), options: None }
}

/// Invented news of about so many bytes.
pub(crate) fn news(bytes: usize) -> String {
    let sentence = "\"The bridge will open in May,\" said Maria Lindqvist, the mayor of Eastport. ";
    sentence.repeat(bytes / sentence.len() + 1)
}

/// The first bytes of an HTTP/2 client: the preface and empty SETTINGS.
pub(crate) const H2_PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// Reads until the peer closes the connection, however it does.
pub(crate) async fn closed(stream: &mut TcpStream) {
    let mut sink = [0; 4096];
    within("the end of the connection", async {
        while stream.read(&mut sink).await.is_ok_and(|bytes| bytes > 0) {}
    })
    .await;
}

/// The value of a metric, by its name and labels as written; 0 when it is not there.
pub(crate) fn metric(metrics: &str, name: &str) -> u64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.and_then(|value| value.parse().ok()).unwrap_or_default()
}
