//! What the server counts, for Prometheus.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use pullquote_core::{Stage, StageTimes};

use crate::observer::Observer;
use crate::pool::{Lane, Load};

/// Upper bounds of the buckets of times, in seconds: from a cached probe to the longest deadline.
const TIME_BUCKETS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// Which of the server's ports a connection is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelValue)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Port {
    Grpc,
    Http,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CallLabels {
    method: &'static str,
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MethodLabel {
    method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LaneLabel {
    lane: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PortLabel {
    port: Port,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageLabel {
    stage: &'static str,
}

/// Everything that is counted. Cheap to count with from any thread.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    calls: Family<CallLabels, Counter>,
    call_time: Family<MethodLabel, Histogram, fn() -> Histogram>,
    calls_in_flight: Gauge,
    received_bytes: Counter,
    sent_bytes: Counter,
    connections: Family<PortLabel, Gauge>,
    connections_total: Family<PortLabel, Counter>,
    connections_refused: Family<PortLabel, Counter>,
    preface_timeouts: Counter,
    handshake_failures: Counter,
    unauthenticated: Counter,
    wait_time: Family<LaneLabel, Histogram, fn() -> Histogram>,
    run_time: Family<LaneLabel, Histogram, fn() -> Histogram>,
    shed: Family<LaneLabel, Counter>,
    expired: Family<LaneLabel, Counter>,
    abandoned: Family<LaneLabel, Counter>,
    panics: Family<LaneLabel, Counter>,
    documents: Counter,
    text_bytes: Counter,
    stage_seconds: Family<StageLabel, Counter<f64, AtomicU64>>,
    pool: PoolGauges,
}

#[derive(Debug, Default)]
struct PoolGauges {
    workers: Gauge,
    busy: Gauge,
    queued: Family<LaneLabel, Gauge>,
    held_documents: Gauge,
    held_bytes: Gauge,
    ready: Gauge,
}

fn times() -> Histogram {
    Histogram::new(TIME_BUCKETS)
}

impl Metrics {
    /// Metrics that stand at nothing.
    #[must_use]
    pub fn new(analysis_version: &str) -> Arc<Self> {
        let mut metrics = Metrics {
            registry: Registry::with_prefix("pullquote"),
            calls: Family::default(),
            call_time: Family::new_with_constructor(times),
            calls_in_flight: Gauge::default(),
            received_bytes: Counter::default(),
            sent_bytes: Counter::default(),
            connections: Family::default(),
            connections_total: Family::default(),
            connections_refused: Family::default(),
            preface_timeouts: Counter::default(),
            handshake_failures: Counter::default(),
            unauthenticated: Counter::default(),
            wait_time: Family::new_with_constructor(times),
            run_time: Family::new_with_constructor(times),
            shed: Family::default(),
            expired: Family::default(),
            abandoned: Family::default(),
            panics: Family::default(),
            documents: Counter::default(),
            text_bytes: Counter::default(),
            stage_seconds: Family::default(),
            pool: PoolGauges::default(),
        };
        metrics.register(analysis_version);
        // Counters are there from the start, so that their first step is not lost on who takes
        // differences.
        for lane in Lane::ALL {
            for counter in [&metrics.shed, &metrics.expired, &metrics.abandoned, &metrics.panics] {
                drop(counter.get_or_create(&LaneLabel { lane: lane.name() }));
            }
        }
        for port in [Port::Grpc, Port::Http] {
            drop(metrics.connections_refused.get_or_create(&PortLabel { port }));
        }
        Arc::new(metrics)
    }

    fn register(&mut self, analysis_version: &str) {
        let build = Info::new(vec![
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("analysis_version", analysis_version.to_owned()),
        ]);
        let registry = &mut self.registry;
        registry.register("build", "What is running", build);
        registry.register(
            "requests",
            "Calls answered, by method and status code",
            self.calls.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "Time from a call's headers to the end of its answer",
            Unit::Seconds,
            self.call_time.clone(),
        );
        registry.register(
            "requests_in_flight",
            "Calls being answered",
            self.calls_in_flight.clone(),
        );
        registry.register_with_unit(
            "received",
            "Bodies of calls, as on the wire",
            Unit::Bytes,
            self.received_bytes.clone(),
        );
        registry.register_with_unit(
            "sent",
            "Bodies of answers, as on the wire",
            Unit::Bytes,
            self.sent_bytes.clone(),
        );
        registry.register("connections", "Connections open", self.connections.clone());
        registry.register(
            "connections_accepted",
            "Connections accepted",
            self.connections_total.clone(),
        );
        registry.register(
            "connections_refused",
            "Connections closed at once because there were too many",
            self.connections_refused.clone(),
        );
        registry.register(
            "preface_timeouts",
            "Connections closed because their peer said nothing",
            self.preface_timeouts.clone(),
        );
        registry.register(
            "tls_handshake_failures",
            "TLS handshakes that failed or took too long",
            self.handshake_failures.clone(),
        );
        registry.register(
            "unauthenticated",
            "Calls refused for want of a valid token",
            self.unauthenticated.clone(),
        );
        self.register_pool();
    }

    fn register_pool(&mut self) {
        let registry = &mut self.registry;
        registry.register_with_unit(
            "queue_wait",
            "Time that documents waited for a worker",
            Unit::Seconds,
            self.wait_time.clone(),
        );
        registry.register_with_unit(
            "analysis_duration",
            "Time that a worker was busy with a document",
            Unit::Seconds,
            self.run_time.clone(),
        );
        registry.register("shed", "Documents turned away: no room", self.shed.clone());
        registry.register("expired", "Documents not run: deadline passed", self.expired.clone());
        registry.register("abandoned", "Documents not run: caller gone", self.abandoned.clone());
        registry.register("panics", "Documents that made a worker panic", self.panics.clone());
        registry.register("documents", "Documents analysed", self.documents.clone());
        registry.register_with_unit(
            "text",
            "Text of the documents analysed",
            Unit::Bytes,
            self.text_bytes.clone(),
        );
        registry.register_with_unit(
            "stage",
            "Time that each stage of the analysis took, in all",
            Unit::Seconds,
            self.stage_seconds.clone(),
        );
        registry.register("workers", "Worker threads", self.pool.workers.clone());
        registry.register("workers_busy", "Workers that run a document", self.pool.busy.clone());
        registry.register("queue_documents", "Documents that wait", self.pool.queued.clone());
        registry.register(
            "held_documents",
            "Documents that wait or run",
            self.pool.held_documents.clone(),
        );
        registry.register_with_unit(
            "held",
            "Text of documents that wait, run, or whose answer is not yet sent",
            Unit::Bytes,
            self.pool.held_bytes.clone(),
        );
        registry.register("ready", "1 when the server is ready", self.pool.ready.clone());
    }

    /// The metrics as OpenMetrics text, with the pool's load as of now.
    #[must_use]
    pub fn encode(&self, load: Load, ready: bool) -> String {
        let gauge = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let pool = &self.pool;
        pool.workers.set(gauge(load.workers));
        pool.busy.set(gauge(load.busy));
        for (lane, queued) in
            [(Lane::Interactive, load.queued_interactive), (Lane::Bulk, load.queued_bulk)]
        {
            pool.queued.get_or_create(&LaneLabel { lane: lane.name() }).set(gauge(queued));
        }
        pool.held_documents.set(gauge(load.documents));
        pool.held_bytes.set(gauge(load.bytes));
        pool.ready.set(ready.into());
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            let _ = write!(text, "# EOF");
        }
        text
    }

    /// Counts a connection that was closed because there were too many.
    pub fn connection_refused(&self, port: Port) {
        self.connections_refused.get_or_create(&PortLabel { port }).inc();
    }

    /// Counts a connection whose peer said nothing.
    pub fn preface_timed_out(&self) {
        self.preface_timeouts.inc();
    }

    /// Counts a TLS handshake that came to nothing.
    pub fn handshake_failed(&self) {
        self.handshake_failures.inc();
    }

    /// Counts a call without a valid token.
    pub fn call_unauthenticated(&self) {
        self.unauthenticated.inc();
    }

    /// Counts a call that begins.
    pub fn call_began(&self) {
        self.calls_in_flight.inc();
    }

    /// Counts a call that has ended.
    pub fn call_ended(&self, call: &CallSummary) {
        self.calls_in_flight.dec();
        let CallSummary { method, code, .. } = *call;
        self.calls.get_or_create(&CallLabels { method, code }).inc();
        self.call_time.get_or_create(&MethodLabel { method }).observe(call.time.as_secs_f64());
        self.received_bytes.inc_by(call.received_bytes);
        self.sent_bytes.inc_by(call.sent_bytes);
    }
}

/// What is counted of a call.
#[derive(Debug, Clone, Copy)]
pub struct CallSummary {
    /// Its method, of a bounded set of names.
    pub method: &'static str,
    /// The name of its status code.
    pub code: &'static str,
    /// How long it took.
    pub time: Duration,
    /// The bytes of its request's body.
    pub received_bytes: u64,
    /// The bytes of its answer's body.
    pub sent_bytes: u64,
}

impl Observer for Metrics {
    fn shed(&self, lane: Lane) {
        self.shed.get_or_create(&LaneLabel { lane: lane.name() }).inc();
    }

    fn waited(&self, lane: Lane, time: Duration) {
        self.wait_time.get_or_create(&LaneLabel { lane: lane.name() }).observe(time.as_secs_f64());
    }

    fn expired(&self, lane: Lane) {
        self.expired.get_or_create(&LaneLabel { lane: lane.name() }).inc();
    }

    fn abandoned(&self, lane: Lane) {
        self.abandoned.get_or_create(&LaneLabel { lane: lane.name() }).inc();
    }

    fn ran(&self, lane: Lane, time: Duration) {
        self.run_time.get_or_create(&LaneLabel { lane: lane.name() }).observe(time.as_secs_f64());
    }

    fn panicked(&self, lane: Lane) {
        self.panics.get_or_create(&LaneLabel { lane: lane.name() }).inc();
    }

    fn analyzed(&self, text_bytes: usize, stages: &StageTimes) {
        self.documents.inc();
        self.text_bytes.inc_by(text_bytes as u64);
        for stage in Stage::ALL {
            let label = StageLabel { stage: stage.name() };
            self.stage_seconds.get_or_create(&label).inc_by(stages.get(stage).as_secs_f64());
        }
    }
}

/// Counts a connection for as long as it is open.
#[derive(Debug)]
pub struct ConnectionGuard(Gauge);

impl ConnectionGuard {
    /// Counts a connection on `port`.
    #[must_use]
    pub fn new(metrics: &Metrics, port: Port) -> Self {
        metrics.connections_total.get_or_create(&PortLabel { port }).inc();
        let open = metrics.connections.get_or_create(&PortLabel { port }).clone();
        open.inc();
        ConnectionGuard(open)
    }
}

impl Drop for ConnectionGuard {
    fn drop(&mut self) {
        self.0.dec();
    }
}
