//! Whether the server is ready, found by asking it to do its work.
//!
//! Readiness is told over gRPC's health service and `/readyz`. It begins as not ready, becomes
//! ready when a small text came through the workers in time, and ends for good when the server
//! drains. Liveness, `/healthz`, asks nothing: a busy server is alive.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;
use tracing::Instrument;

use super::drain::Drain;
use crate::config::Life;
use crate::proto::v1;
use crate::proto::v1::text_analysis_service_server::SERVICE_NAME;
use crate::service::{Call, Error, TextAnalysis};
use crate::telemetry::RequestId;

/// The small text.
const CANARY: &str = "\"All is well,\" said the canary.";

/// Whether the server is ready.
#[derive(Debug, Clone)]
pub(crate) struct Readiness {
    ready: Arc<AtomicBool>,
    leaving: Arc<AtomicBool>,
    reporter: HealthReporter,
}

impl Readiness {
    /// Not ready yet, and says so over `reporter`, which would say otherwise.
    pub(crate) async fn new(reporter: HealthReporter) -> Self {
        let readiness = Readiness { ready: Arc::default(), leaving: Arc::default(), reporter };
        readiness.tell(ServingStatus::NotServing).await;
        readiness
    }

    /// Whether it is.
    pub(crate) fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed) && !self.leaving.load(Ordering::Relaxed)
    }

    /// Not ready, for good.
    pub(crate) async fn leave(&self) {
        self.leaving.store(true, Ordering::Relaxed);
        self.tell(ServingStatus::NotServing).await;
    }

    /// Tries the service again and again until the server drains.
    pub(crate) async fn keep_trying(self, service: TextAnalysis, life: Life, drain: Drain) {
        let mut known = None;
        loop {
            if let Some(ready) = self.try_once(&service, &life).await
                && known != Some(ready)
            {
                known = Some(ready);
                self.change(ready).await;
            }
            // A server that is not ready should be known to be as soon as it is.
            let pause = if known == Some(true) {
                life.readiness_interval
            } else {
                life.readiness_interval.min(std::time::Duration::from_millis(250))
            };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = drain.begun() => return,
            }
        }
    }

    async fn change(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
        if self.leaving.load(Ordering::Relaxed) {
            return;
        }
        if ready {
            tracing::info!("ready");
            self.tell(ServingStatus::Serving).await;
            // `leave` may have told its word between the look and the telling: it has the last.
            if self.leaving.load(Ordering::Relaxed) {
                self.tell(ServingStatus::NotServing).await;
            }
        } else {
            tracing::error!("not ready: a small text did not come through the workers in time");
            self.tell(ServingStatus::NotServing).await;
        }
    }

    /// Whether the small text comes through; `None` when the queue is full, which tells nothing:
    /// what is in it is being worked on, or was tried before.
    async fn try_once(&self, service: &TextAnalysis, life: &Life) -> Option<bool> {
        let call = Call::new(Some(life.readiness_timeout), service.limits(), RequestId::generate());
        let document = v1::Document { text: CANARY.to_owned(), ..Default::default() };
        let request = v1::AnalyzeRequest { document: Some(document), options: None };
        let span = tracing::info_span!("canary", request_id = %call.request_id());
        match service.analyze(request, &call).instrument(span).await {
            Ok(_) => Some(true),
            Err(Error::QueueFull { .. } | Error::Draining) => None,
            Err(_) => Some(false),
        }
    }

    async fn tell(&self, status: ServingStatus) {
        for name in ["", SERVICE_NAME] {
            self.reporter.set_service_status(name, status).await;
        }
    }
}
