//! A server on a free port whose documents can be made to wait or to panic, and a client of it.

use std::net::SocketAddr;
use std::sync::{Arc, Condvar, LazyLock, Mutex};
use std::time::Duration;

use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use pullquote::pool::{Config, Pool, Stopped};
use pullquote::proto::v1;
use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use pullquote::proto::v1::text_analysis_service_server::TextAnalysisServiceServer;
use pullquote::service::{
    About, AnalysisPool, Intake, IntakeBudget, Limits, Task, TextAnalysis, worker,
};
use pullquote_core::Analyzer;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;
use tonic::service::Routes;

/// A client without timeouts of its own, so that those of the server show. tonic's channel would
/// answer CANCELLED when the `grpc-timeout` that it sends passes.
pub(crate) type Client =
    TextAnalysisServiceClient<legacy::Client<HttpConnector, tonic::body::Body>>;

/// Readied once for all tests: unoptimised, that takes a while.
static ANALYZER: LazyLock<Arc<Analyzer>> = LazyLock::new(|| Arc::new(Analyzer::new().unwrap()));

/// What to serve with.
pub(crate) struct Setup {
    pub(crate) pool: Config,
    pub(crate) limits: Limits,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            pool: Config { workers: 2, documents: 64, bytes: 32 << 20 },
            limits: Limits { max_document_bytes: 1000, ..Limits::default() },
        }
    }
}

/// A server. Documents whose id starts with `gate` wait until the gate is opened, those whose id is
/// `panic` make their worker panic, all others are analysed.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) pool: Arc<AnalysisPool>,
    pub(crate) gate: Arc<Gate>,
    pub(crate) draining: CancellationToken,
    /// The ids of the documents that were run, in order.
    ran: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub(crate) async fn start(setup: Setup) -> Self {
        let analyzer = Arc::clone(&ANALYZER);
        let about = About::new(&analyzer);
        let gate = Arc::new(Gate::default());
        let ran = Arc::new(Mutex::new(Vec::new()));
        let draining = CancellationToken::new();
        let pool = {
            let (gate, ran) = (Arc::clone(&gate), Arc::clone(&ran));
            Pool::start(setup.pool, Arc::new(()), move || {
                let (gate, ran) = (Arc::clone(&gate), Arc::clone(&ran));
                let mut analyze = worker(Arc::clone(&analyzer), Arc::new(()));
                move |task: Task, stop: &mut dyn FnMut() -> bool| {
                    let id = task.document.id.clone();
                    ran.lock().unwrap().push(id.clone());
                    assert!(id != "panic", "something about {}", task.document.text);
                    if id.starts_with("gate") {
                        gate.pass(stop)?;
                    }
                    analyze(task, stop)
                }
            })
        };
        let pool = Arc::new(pool.unwrap());
        let service = TextAnalysis::new(Arc::clone(&pool), about, setup.limits, draining.clone());
        let service = TextAnalysisServiceServer::new(service)
            .max_decoding_message_size(setup.limits.max_message_bytes)
            .accept_compressed(CompressionEncoding::Gzip);
        let service =
            Intake::new(service, setup.limits, IntakeBudget::new(&setup.limits, setup.pool.bytes));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, Routes::new(service)));
        Server { address, pool, gate, draining, ran }
    }

    /// A client on a connection of its own.
    pub(crate) fn client(&self) -> Client {
        // The windows that HTTP/2 begins with: what a client does not take stays at the server.
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        let http = legacy::Client::builder(TokioExecutor::new())
            .http2_only(true)
            .http2_initial_stream_window_size(65_535)
            .http2_initial_connection_window_size(65_535)
            .build(connector);
        let origin = format!("http://{}", self.address).parse().unwrap();
        TextAnalysisServiceClient::with_origin(http, origin)
    }

    /// The ids of the documents that were run, in order.
    pub(crate) fn ran(&self) -> Vec<String> {
        self.ran.lock().unwrap().clone()
    }

    /// Waits until no document and no byte is held.
    pub(crate) async fn idle(&self) {
        let load = || self.pool.load();
        eventually(|| load().documents == 0 && load().bytes == 0 && load().busy == 0).await;
    }
}

async fn serve(listener: TcpListener, routes: Routes) {
    loop {
        let (connection, _) = listener.accept().await.unwrap();
        connection.set_nodelay(true).unwrap();
        let service = TowerToHyperService::new(routes.clone());
        tokio::spawn(async move {
            let builder = auto::Builder::new(TokioExecutor::new()).http2_only();
            // A client that goes away ends its connection with an error.
            let _ = builder.serve_connection(TokioIo::new(connection), service).await;
        });
    }
}

/// Holds documents on their workers until it is opened.
#[derive(Default)]
pub(crate) struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
    arrived: watch::Sender<usize>,
}

impl Gate {
    /// Lets all documents pass from now on.
    pub(crate) fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }

    /// Waits until so many documents have arrived in all.
    pub(crate) async fn arrived(&self, count: usize) {
        self.arrived.subscribe().wait_for(|&arrived| arrived >= count).await.unwrap();
    }

    fn pass(&self, stop: &mut dyn FnMut() -> bool) -> Result<(), Stopped> {
        self.arrived.send_modify(|arrived| *arrived += 1);
        let mut open = self.open.lock().unwrap();
        while !*open {
            if stop() {
                return Err(Stopped);
            }
            open = self.opened.wait_timeout(open, Duration::from_millis(1)).unwrap().0;
        }
        Ok(())
    }
}

/// Waits until `condition` holds.
pub(crate) async fn eventually(condition: impl Fn() -> bool) {
    let waiting = async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("never came true");
}

/// A document of a sentence.
pub(crate) fn document(id: &str) -> v1::Document {
    v1::Document { id: id.to_owned(), text: "It rained.".to_owned(), ..Default::default() }
}

/// A request to analyse it.
pub(crate) fn request(id: &str) -> v1::AnalyzeRequest {
    v1::AnalyzeRequest { document: Some(document(id)), options: None }
}

/// A request of a stream to analyse it.
pub(crate) fn stream_request(id: &str) -> v1::StreamAnalyzeRequest {
    v1::StreamAnalyzeRequest { document: Some(document(id)), ..Default::default() }
}

/// A request to analyse several.
pub(crate) fn batch<'a>(ids: impl IntoIterator<Item = &'a str>) -> v1::BatchAnalyzeRequest {
    v1::BatchAnalyzeRequest { documents: ids.into_iter().map(document).collect(), options: None }
}
