//! The settings of `pullquote serve`, all of them, in one typed structure.
//!
//! A setting is defined once, as a field below: its flag, its environment variable (`PULLQUOTE_`
//! and the field's name), its key in the file (the field's name), its default and its manual. What
//! is given wins in the order flag, environment, file, default. [`Config::check`] then looks at
//! the settings together, so that nothing binds on a configuration that cannot work.

mod check;
mod file;
mod table;
mod units;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

pub use check::ConfigError;
pub use file::{FileError, with_file_defaults};
pub use table::markdown_table;
pub use units::{ListenAddress, parse_bytes, parse_duration};

/// The settings of the server.
#[derive(Debug, Clone, clap::Args)]
pub struct Config {
    /// TOML file with settings, by the names of the flags with _ for -. A flag or environment
    /// variable wins over the file
    #[arg(long, env = "PULLQUOTE_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Where to listen.
    #[command(flatten, next_help_heading = "Listening")]
    pub listening: Listening,

    /// What a request may ask for.
    #[command(flatten, next_help_heading = "Limits of requests")]
    pub limits: Limits,

    /// The workers and their queue.
    #[command(flatten, next_help_heading = "Workers")]
    pub workers: Workers,

    /// What a connection may do.
    #[command(flatten, next_help_heading = "Connections")]
    pub connections: Connections,

    /// Encryption.
    #[command(flatten, next_help_heading = "TLS")]
    pub tls: Tls,

    /// Who may call.
    #[command(flatten, next_help_heading = "Authentication")]
    pub auth: Auth,

    /// Starting, being ready, ending.
    #[command(flatten, next_help_heading = "Life cycle")]
    pub life: Life,

    /// What is logged, and how.
    #[command(flatten, next_help_heading = "Logs")]
    pub logs: Logs,
}

/// Where to listen, and what is served there.
#[derive(Debug, Clone, clap::Args)]
pub struct Listening {
    /// Addresses to serve gRPC and gRPC-Web on: IP:PORT or unix:/path, several with commas. Port 0
    /// takes a free port, which the log tells
    #[arg(
        long,
        env = "PULLQUOTE_LISTEN",
        value_name = "ADDRESS",
        default_value = "0.0.0.0:50051",
        value_delimiter = ','
    )]
    pub listen: Vec<ListenAddress>,

    /// Address to serve HTTP on: JSON, metrics, probes and the explorer page
    #[arg(
        long,
        env = "PULLQUOTE_HTTP_LISTEN",
        value_name = "IP:PORT",
        default_value = "0.0.0.0:8080"
    )]
    pub http_listen: SocketAddr,

    /// Whether to serve HTTP at all
    #[arg(long, env = "PULLQUOTE_HTTP", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub http: bool,

    /// Whether to serve the explorer page at / of the HTTP address
    #[arg(long, env = "PULLQUOTE_EXPLORER", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub explorer: bool,

    /// Whether to serve gRPC reflection (v1 and v1alpha), which lets tools such as grpcurl work
    /// without the proto files
    #[arg(long, env = "PULLQUOTE_REFLECTION", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub reflection: bool,

    /// Whether to take gRPC-Web calls, over HTTP/1.1 or HTTP/2
    #[arg(long, env = "PULLQUOTE_GRPC_WEB", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub grpc_web: bool,

    /// Whether to compress answers, with gzip or zstd, for clients that take it. Requests may be
    /// compressed either way
    #[arg(long, env = "PULLQUOTE_COMPRESS_ANSWERS", value_name = "BOOL", default_value_t = false,
        action = clap::ArgAction::Set)]
    pub compress_answers: bool,

    #[allow(rustdoc::bare_urls, reason = "the text of --help too, where brackets would show")]
    /// Origins whose pages may call with gRPC-Web or JSON, such as https://news.example, several
    /// with commas; * for all. None unless given
    #[arg(long, env = "PULLQUOTE_CORS_ORIGINS", value_name = "ORIGIN", value_delimiter = ',')]
    pub cors_origins: Vec<String>,
}

/// What a request may ask for. The server tells these limits in `GetServerInfo`.
#[derive(Debug, Clone, clap::Args)]
pub struct Limits {
    /// The largest text of a document, in bytes of UTF-8
    #[arg(long, env = "PULLQUOTE_MAX_DOCUMENT_BYTES", value_name = "BYTES",
        default_value = "1MiB", value_parser = parse_bytes)]
    pub max_document_bytes: usize,

    /// The largest message accepted, in bytes after decompression
    #[arg(long, env = "PULLQUOTE_MAX_MESSAGE_BYTES", value_name = "BYTES",
        default_value = "16MiB", value_parser = parse_bytes)]
    pub max_message_bytes: usize,

    /// The most documents in a batch
    #[arg(
        long,
        env = "PULLQUOTE_MAX_BATCH_DOCUMENTS",
        value_name = "COUNT",
        default_value_t = 256
    )]
    pub max_batch_documents: usize,

    /// The most documents of one stream that are held at a time
    #[arg(long, env = "PULLQUOTE_MAX_STREAM_WINDOW", value_name = "COUNT", default_value_t = 32)]
    pub max_stream_window: usize,

    /// The longest that a document may wait and run. A client's shorter deadline wins
    #[arg(long, env = "PULLQUOTE_MAX_DEADLINE", value_name = "TIME",
        default_value = "30s", value_parser = parse_duration)]
    pub max_deadline: Duration,
}

/// The worker threads that analyse, and their queue.
#[derive(Debug, Clone, clap::Args)]
pub struct Workers {
    /// Threads that analyse; 0 for one for each CPU that the machine or container grants
    #[arg(long, env = "PULLQUOTE_WORKERS", value_name = "COUNT", default_value_t = 0)]
    pub workers: usize,

    /// Threads that read and write the network; 0 for one for every four CPUs, at least one
    #[arg(long, env = "PULLQUOTE_IO_THREADS", value_name = "COUNT", default_value_t = 0)]
    pub io_threads: usize,

    /// The most documents that wait for a worker. Calls beyond are answered RESOURCE_EXHAUSTED
    #[arg(long, env = "PULLQUOTE_QUEUE_DOCUMENTS", value_name = "COUNT", default_value_t = 1024)]
    pub queue_documents: usize,

    /// The most bytes of text that wait for a worker
    #[arg(long, env = "PULLQUOTE_QUEUE_BYTES", value_name = "BYTES",
        default_value = "64MiB", value_parser = parse_bytes)]
    pub queue_bytes: usize,
}

/// What a connection may do. The HTTP address counts its connections apart from those of gRPC, so
/// that probes come through when gRPC is at its cap.
#[derive(Debug, Clone, clap::Args)]
pub struct Connections {
    /// The most connections at a time, of gRPC and of HTTP each. More are closed at once
    #[arg(long, env = "PULLQUOTE_MAX_CONNECTIONS", value_name = "COUNT", default_value_t = 4096)]
    pub max_connections: usize,

    /// The most calls at a time on one connection
    #[arg(long, env = "PULLQUOTE_MAX_STREAMS", value_name = "COUNT", default_value_t = 1024)]
    pub max_streams: u32,

    /// The largest header list of a call, in bytes
    #[arg(long, env = "PULLQUOTE_MAX_HEADER_BYTES", value_name = "BYTES",
        default_value = "16KiB", value_parser = parse_bytes)]
    pub max_header_bytes: usize,

    /// How long a new connection may take over its TLS handshake, and again over its first bytes
    #[arg(long, env = "PULLQUOTE_PREFACE_TIMEOUT", value_name = "TIME",
        default_value = "10s", value_parser = parse_duration)]
    pub preface_timeout: Duration,

    /// How often to ping an HTTP/2 peer; 0 for never
    #[arg(long, env = "PULLQUOTE_KEEPALIVE_INTERVAL", value_name = "TIME",
        default_value = "30s", value_parser = parse_duration)]
    pub keepalive_interval: Duration,

    /// How long a peer may take to answer a ping before its connection is closed
    #[arg(long, env = "PULLQUOTE_KEEPALIVE_TIMEOUT", value_name = "TIME",
        default_value = "20s", value_parser = parse_duration)]
    pub keepalive_timeout: Duration,

    /// The age at which a connection is asked to end, give or take a tenth, so that clients spread
    /// over new servers; 0 for never
    #[arg(long, env = "PULLQUOTE_MAX_CONNECTION_AGE", value_name = "TIME",
        default_value = "0", value_parser = parse_duration)]
    pub max_connection_age: Duration,

    /// How long calls may go on after their connection reached its maximum age
    #[arg(long, env = "PULLQUOTE_MAX_CONNECTION_AGE_GRACE", value_name = "TIME",
        default_value = "60s", value_parser = parse_duration)]
    pub max_connection_age_grace: Duration,
}

/// Encryption, with files that are read again when they change.
#[derive(Debug, Clone, clap::Args)]
pub struct Tls {
    /// Certificate chain, as PEM. Turns TLS on for the TCP addresses of gRPC
    #[arg(long, env = "PULLQUOTE_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// Private key of the certificate, as PEM
    #[arg(long, env = "PULLQUOTE_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,

    /// Authorities, as PEM, one of which must have signed a client's certificate. Turns mutual TLS
    /// on
    #[arg(long, env = "PULLQUOTE_TLS_CLIENT_CA", value_name = "FILE")]
    pub tls_client_ca: Option<PathBuf>,

    /// Whether the HTTP address uses TLS too
    #[arg(long, env = "PULLQUOTE_HTTP_TLS", value_name = "BOOL", default_value_t = false,
        action = clap::ArgAction::Set)]
    pub http_tls: bool,

    /// How often to look whether certificate, key, authorities or tokens changed; 0 for only on
    /// SIGHUP. A file that cannot be used is logged and what was in force stays
    #[arg(long, env = "PULLQUOTE_RELOAD_INTERVAL", value_name = "TIME",
        default_value = "10s", value_parser = parse_duration)]
    pub reload_interval: Duration,
}

/// Who may call.
#[derive(Debug, Clone, clap::Args)]
pub struct Auth {
    /// File of bearer tokens, one a line, # for comments. A call must bring one of them in its
    /// `authorization` header. Health checks, probes and metrics need none
    #[arg(long, env = "PULLQUOTE_AUTH_TOKENS", value_name = "FILE")]
    pub auth_tokens: Option<PathBuf>,

    /// Whether reflection needs a token too
    #[arg(long, env = "PULLQUOTE_AUTH_REFLECTION", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub auth_reflection: bool,
}

/// Starting, being ready, ending.
#[derive(Debug, Clone, clap::Args)]
pub struct Life {
    /// How often readiness is tried by analysing a small text through the workers
    #[arg(long, env = "PULLQUOTE_READINESS_INTERVAL", value_name = "TIME",
        default_value = "5s", value_parser = parse_duration)]
    pub readiness_interval: Duration,

    /// How long that small text may take before the server counts as not ready
    #[arg(long, env = "PULLQUOTE_READINESS_TIMEOUT", value_name = "TIME",
        default_value = "2s", value_parser = parse_duration)]
    pub readiness_timeout: Duration,

    /// How long to go on serving after SIGTERM, already reported as not ready, so that load
    /// balancers stop sending first
    #[arg(long, env = "PULLQUOTE_DRAIN_DELAY", value_name = "TIME",
        default_value = "0", value_parser = parse_duration)]
    pub drain_delay: Duration,

    /// How long accepted calls may then take. What is left after is dropped
    #[arg(long, env = "PULLQUOTE_DRAIN_GRACE", value_name = "TIME",
        default_value = "25s", value_parser = parse_duration)]
    pub drain_grace: Duration,
}

/// What is logged, and how. The text of documents is never logged.
#[derive(Debug, Clone, clap::Args)]
pub struct Logs {
    /// What to log, by level and target: error, warn, info, debug, or such as
    /// info,pullquote::access=off
    #[arg(long, env = "PULLQUOTE_LOG", value_name = "FILTER", default_value = "info")]
    pub log: String,

    /// How to log
    #[arg(long, env = "PULLQUOTE_LOG_FORMAT", value_enum, default_value_t = LogFormat::Pretty)]
    pub log_format: LogFormat,

    /// Whether to log a line for each call
    #[arg(long, env = "PULLQUOTE_ACCESS_LOG", value_name = "BOOL", default_value_t = true,
        action = clap::ArgAction::Set)]
    pub access_log: bool,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Config {
    /// The settings that the environment gives, and the file that it names, for commands beside the
    /// server that must find it.
    ///
    /// # Errors
    /// What cannot be used, in a sentence.
    pub fn from_environment() -> Result<Self, String> {
        use clap::{Args, FromArgMatches};
        let command = || Config::augment_args(clap::Command::new("pullquote"));
        let first = command().try_get_matches_from(["pullquote"]);
        let first = first.map_err(|error| error.to_string())?;
        let matches = match first.get_one::<PathBuf>("config") {
            None => first,
            Some(path) => with_file_defaults(command(), path)
                .map_err(|error| error.to_string())?
                .try_get_matches_from(["pullquote"])
                .map_err(|error| error.to_string())?,
        };
        Config::from_arg_matches(&matches).map_err(|error| error.to_string())
    }
}

impl Default for Config {
    /// The settings when nothing is given, not even in the environment.
    #[allow(clippy::expect_used, reason = "a test holds the defaults to be valid")]
    fn default() -> Self {
        use clap::{Args, FromArgMatches};
        let command = Config::augment_args(clap::Command::new("pullquote"))
            .mut_args(|argument| argument.env(None::<&'static str>));
        let matches = command.try_get_matches_from(["pullquote"]).expect("defaults parse");
        Config::from_arg_matches(&matches).expect("defaults fit their types")
    }
}
