//! The server: listeners, the services behind them, and its life from start to drained.
//!
//! [`Server::bind`] readies everything and binds; [`Server::serve`] serves until it is told to end
//! and has ended. Between the two a test, or a supervisor, reads the addresses that it got.

mod accept;
mod auth;
mod calls;
mod connection;
mod drain;
mod gate;
mod grpc;
mod listen;
mod methods;
mod readiness;
mod reload;
mod tls;

use std::future::Future;
use std::io;
use std::sync::{Arc, Weak};
use std::thread::available_parallelism;

use pullquote_core::Analyzer;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::rustls::ServerConfig;
use tonic::body::Body;
use tonic::service::Routes;
use tonic_health::server::HealthReporter;
use tonic_web::GrpcWebLayer;
use tower::{Layer, ServiceBuilder, ServiceExt};

use crate::config::{Config, ConfigError, ListenAddress};
use crate::http_api;
use crate::metrics::{Metrics, Port};
use crate::pool;
use crate::service::{About, AnalysisPool, IntakeBudget, Limits, TextAnalysis, start_pool};

use accept::Door;
use auth::Tokens;
use calls::Calls;
use connection::{Connections, FAREWELL};
use drain::Drain;
use gate::Gate;
use reload::{Reload, Watched};

pub(crate) use gate::Policy;
pub(crate) use methods::{Protocol, http_of_code};
pub(crate) use readiness::Readiness;

pub use listen::Listener;

/// Why a server could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A setting cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// An address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// The address.
        address: ListenAddress,
        /// Why.
        source: io::Error,
    },
    /// Worker threads cannot be started.
    #[error("cannot start the workers: {0}")]
    Workers(io::Error),
    /// What is embedded in the binary cannot be used; its tests rule that out.
    #[error("the binary is damaged: {0}")]
    Embedded(String),
}

/// A server that is ready to serve and bound to its addresses.
pub struct Server {
    config: Config,
    listeners: Vec<Listener>,
    http_listener: Option<Listener>,
    tls: Option<Arc<Watched<ServerConfig>>>,
    tokens: Option<Arc<Watched<Tokens>>>,
    metrics: Arc<Metrics>,
    pool: Arc<AnalysisPool>,
    service: TextAnalysis,
    intake: IntakeBudget,
    drain: Drain,
    reporter: HealthReporter,
    routes: Routes,
}

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// Connections that were dropped because they did not end within the grace.
    pub dropped: usize,
}

impl Server {
    /// Checks the settings, readies models and workers, and binds.
    ///
    /// # Errors
    /// Any [`StartError`]; nothing is bound for one that is not about binding.
    pub async fn bind(config: Config) -> Result<Self, StartError> {
        config.check()?;
        let tls = tls::load(&config.tls)?;
        let tokens = auth::load(&config.auth)?;

        let analyzer = Analyzer::new().map_err(|error| StartError::Embedded(error.to_string()))?;
        let about = About::new(&analyzer);
        let metrics = Metrics::new(about.analysis_version());
        let observer: Arc<Metrics> = Arc::clone(&metrics);
        let pool = start_pool(pool_config(&config), Arc::new(analyzer), observer)
            .map_err(StartError::Workers)?;
        let pool = Arc::new(pool);
        let drain = Drain::default();
        let service = TextAnalysis::new(Arc::clone(&pool), about, limits(&config), drain.token());
        let reporter = HealthReporter::new();
        let intake = IntakeBudget::new(service.limits(), config.workers.queue_bytes);
        let routes = grpc::routes(&config, service.clone(), intake.clone(), &reporter)
            .map_err(|error| StartError::Embedded(error.to_string()))?;

        let mut listeners = Vec::new();
        for address in &config.listening.listen {
            listeners.push(bind(address).await?);
        }
        let http_listener = match config.listening.http {
            true => Some(bind(&ListenAddress::Tcp(config.listening.http_listen)).await?),
            false => None,
        };
        Ok(Server {
            config,
            listeners,
            http_listener,
            tls,
            tokens,
            metrics,
            pool,
            service,
            intake,
            drain,
            reporter,
            routes,
        })
    }

    /// The addresses that gRPC is served on, in the order of the settings.
    pub fn addresses(&self) -> Vec<ListenAddress> {
        self.listeners.iter().filter_map(|listener| listener.address().ok()).collect()
    }

    /// The address that HTTP is served on.
    pub fn http_address(&self) -> Option<ListenAddress> {
        self.http_listener.as_ref()?.address().ok()
    }

    /// Serves until `shutdown` resolves, then drains: reports itself as not ready, goes on for the
    /// drain delay, refuses what is new, and answers what it has accepted for as long as the grace
    /// lasts.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Ended {
        for address in self.addresses() {
            tracing::info!(%address, tls = self.tls.is_some(), "serving gRPC");
        }
        if let Some(address) = self.http_address() {
            tracing::info!(%address, tls = self.config.tls.http_tls, "serving HTTP");
        }
        let readiness = Readiness::new(self.reporter.clone()).await;
        let life = self.config.life.clone();
        let trying =
            readiness.clone().keep_trying(self.service.clone(), life.clone(), self.drain.clone());
        let mut helpers = JoinSet::new();
        helpers.spawn(trying);
        helpers.spawn(reload::keep_reloading(self.watched(), self.config.tls.reload_interval));

        let Server { drain, pool, .. } = &self;
        let (drain, pool) = (drain.clone(), Arc::clone(pool));
        let mut loops = JoinSet::new();
        self.open(&readiness, &mut loops);

        shutdown.await;
        tracing::info!(delay = ?life.drain_delay, grace = ?life.drain_grace, "draining");
        readiness.leave().await;
        tokio::time::sleep(life.drain_delay).await;
        drain.begin();
        while loops.join_next().await.is_some() {}
        let dropped = drain.finish(life.drain_grace, FAREWELL).await;
        if dropped > 0 {
            tracing::warn!(connections = dropped, "dropped");
            pool.abort();
        }
        tracing::info!("drained");
        Ended { dropped }
    }

    /// What is read again when its files change.
    fn watched(&self) -> Vec<Weak<dyn Reload>> {
        let mut watched: Vec<Weak<dyn Reload>> = Vec::new();
        if let Some(tls) = &self.tls {
            let tls: Arc<dyn Reload> = Arc::<Watched<ServerConfig>>::clone(tls);
            watched.push(Arc::downgrade(&tls));
        }
        if let Some(tokens) = &self.tokens {
            let tokens: Arc<dyn Reload> = Arc::<Watched<Tokens>>::clone(tokens);
            watched.push(Arc::downgrade(&tokens));
        }
        watched
    }

    /// Starts to accept on every listener.
    fn open(self, readiness: &Readiness, loops: &mut JoinSet<()>) {
        let connections = |port, tls| {
            Connections::new(
                port,
                &self.config.connections,
                tls,
                self.drain.clone(),
                Arc::clone(&self.metrics),
            )
        };
        let permits = || Arc::new(Semaphore::new(self.config.connections.max_connections));
        let policy = Policy {
            tokens: self.tokens.clone(),
            guard_reflection: self.config.auth.auth_reflection,
            metrics: Arc::clone(&self.metrics),
        };
        let (metrics, access_log) = (Arc::clone(&self.metrics), self.config.logs.access_log);

        if let Some(listener) = self.http_listener {
            let tls = self.tls.clone().filter(|_| self.config.tls.http_tls);
            let api = http_api::router(http_api::State {
                service: self.service.clone(),
                metrics: Arc::clone(&self.metrics),
                readiness: readiness.clone(),
                policy: policy.clone(),
                pool: Arc::clone(&self.pool),
                max_body_bytes: self.config.limits.max_message_bytes,
                intake: self.intake,
                explorer: self.config.listening.explorer,
            });
            let cors = grpc::cors(&self.config.listening.cors_origins);
            let api = ServiceBuilder::new().option_layer(cors).service(api);
            let service = Calls::new(api, Protocol::Http, Arc::clone(&metrics), access_log);
            let connections = Arc::new(connections(Port::Http, tls));
            let door = Door { service, connections, permits: permits() };
            loops.spawn(accept::run(listener, door));
        }

        let gate = Gate { service: self.routes, policy };
        let service = Calls::new(gate, Protocol::Grpc, metrics, access_log);
        if self.config.listening.grpc_web {
            let cors = grpc::cors(&self.config.listening.cors_origins);
            let service = ServiceBuilder::new()
                .option_layer(cors)
                .service(GrpcWebLayer::new().layer(service));
            let connections = Arc::new(connections(Port::Grpc, self.tls.clone()));
            let door = Door { service, connections, permits: permits() };
            for listener in self.listeners {
                loops.spawn(accept::run(listener, door.clone()));
            }
        } else {
            let service = service.map_request(|request: http::Request<_>| request.map(Body::new));
            let connections = Arc::new(connections(Port::Grpc, self.tls.clone()).http2_only());
            let door = Door { service, connections, permits: permits() };
            for listener in self.listeners {
                loops.spawn(accept::run(listener, door.clone()));
            }
        }
    }
}

async fn bind(address: &ListenAddress) -> Result<Listener, StartError> {
    Listener::bind(address)
        .await
        .map_err(|source| StartError::Bind { address: address.clone(), source })
}

fn pool_config(config: &Config) -> pool::Config {
    let workers = &config.workers;
    let asked = std::num::NonZeroUsize::new(workers.workers);
    pool::Config {
        workers: pool::Config::worker_count(asked, available_parallelism().ok()),
        documents: workers.queue_documents,
        bytes: workers.queue_bytes,
    }
}

fn limits(config: &Config) -> Limits {
    let limits = &config.limits;
    Limits {
        max_document_bytes: limits.max_document_bytes,
        max_message_bytes: limits.max_message_bytes,
        max_batch_documents: limits.max_batch_documents,
        max_stream_window: limits.max_stream_window,
        max_deadline: limits.max_deadline,
    }
}
