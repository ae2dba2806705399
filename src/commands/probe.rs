//! `pullquote probe`: asks a server whether it is ready, for health checks of containers, which
//! have no other tool inside to ask with.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use pullquote::config::{Config, ListenAddress, parse_duration};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tonic::transport::{Channel, Endpoint, Uri};
use tonic_health::ServingStatus;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use super::EX_USAGE;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Ask a server whether it is ready, for health checks
///
/// Exits with 0 when it is, with 1 when it is not or does not answer, and with 64 for wrong
/// arguments.
#[derive(Debug, clap::Args)]
pub(crate) struct ProbeArgs {
    /// Whom to ask: HOST:PORT or unix:/path by gRPC's health service, or an http:// address, such as
    /// http://127.0.0.1:8080/readyz. Unless given, the server that the environment (PULLQUOTE_…)
    /// configures on this machine, by HTTP when it serves that
    target: Option<String>,

    /// The service to ask gRPC about; the server as a whole when empty
    #[arg(long, value_name = "NAME", default_value = "")]
    service: String,

    /// How long the answer may take
    #[arg(long, value_name = "TIME", default_value = "3s", value_parser = parse_duration)]
    timeout: Duration,

    /// Authorities, as PEM, one of which must have signed the server's certificate. Turns TLS on
    /// for gRPC over TCP
    #[arg(long, value_name = "FILE")]
    tls_ca: Option<PathBuf>,

    /// The name that the server's certificate must bear; the host asked unless given
    #[arg(long, value_name = "NAME", requires = "tls_ca")]
    tls_name: Option<String>,
}

/// Asks once.
pub(crate) fn run(args: &ProbeArgs) -> ExitCode {
    let target = match args.target.as_deref().map_or_else(from_environment, parse_target) {
        Ok(target) => target,
        Err(why) => {
            eprintln!("error: {why}");
            return ExitCode::from(EX_USAGE);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = runtime.map_err(BoxError::from).and_then(|runtime| {
        runtime.block_on(async {
            match tokio::time::timeout(args.timeout, ask(&target, args)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(format!("no answer within {:?}", args.timeout).into()),
            }
        })
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("not ready: {why}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Target {
    Http { authority: String, path: String },
    GrpcTcp { authority: String },
    GrpcUnix { path: PathBuf },
}

fn parse_target(text: &str) -> Result<Target, String> {
    if let Some(path) = text.strip_prefix("unix:") {
        return Ok(Target::GrpcUnix { path: path.into() });
    }
    if let Some(rest) = text.strip_prefix("http://") {
        let (authority, path) = rest.split_once('/').unwrap_or((rest, "readyz"));
        return Ok(Target::Http { authority: with_port(authority)?, path: format!("/{path}") });
    }
    Ok(Target::GrpcTcp { authority: with_port(text)? })
}

fn with_port(authority: &str) -> Result<String, String> {
    let port = authority.rsplit_once(':').map(|(_, port)| port.parse::<u16>());
    match port {
        Some(Ok(_)) => Ok(authority.to_owned()),
        _ => Err(format!("{authority:?} has no port: expected HOST:PORT, unix:/path or http://…")),
    }
}

/// The server that the environment of this process configures.
fn from_environment() -> Result<Target, String> {
    let config = Config::from_environment()?;
    if config.listening.http && !config.tls.http_tls {
        let address = ListenAddress::Tcp(config.listening.http_listen).reachable();
        return Ok(Target::Http { authority: address.to_string(), path: "/readyz".to_owned() });
    }
    match config.listening.listen.first().map(ListenAddress::reachable) {
        Some(ListenAddress::Tcp(address)) => Ok(Target::GrpcTcp { authority: address.to_string() }),
        Some(ListenAddress::Unix(path)) => Ok(Target::GrpcUnix { path }),
        None => Err("nothing is listened on".to_owned()),
    }
}

async fn ask(target: &Target, args: &ProbeArgs) -> Result<(), BoxError> {
    match target {
        Target::Http { authority, path } => ask_http(authority, path).await,
        Target::GrpcTcp { .. } | Target::GrpcUnix { .. } => ask_grpc(target, args).await,
    }
}

async fn ask_http(authority: &str, path: &str) -> Result<(), BoxError> {
    /// A status line fits in it, and nothing beyond is of interest.
    const HEAD_BYTES: u64 = 1024;
    let mut stream = TcpStream::connect(authority).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    stream.take(HEAD_BYTES).read_to_end(&mut head).await?;
    let head = String::from_utf8_lossy(&head);
    let status = head.lines().next().unwrap_or_default();
    match status.split(' ').nth(1) {
        Some("200") => Ok(()),
        _ => Err(format!("answered {status:?}").into()),
    }
}

async fn ask_grpc(target: &Target, args: &ProbeArgs) -> Result<(), BoxError> {
    let mut client = HealthClient::new(connect(target, args).await?);
    let request = HealthCheckRequest { service: args.service.clone() };
    let status = client.check(request).await?.into_inner().status();
    // The client's enum and the reporter's are two.
    if status as i32 == ServingStatus::Serving as i32 {
        Ok(())
    } else {
        Err(format!("answered {}", status.as_str_name()).into())
    }
}

trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

async fn connect(target: &Target, args: &ProbeArgs) -> Result<Channel, BoxError> {
    let io: Box<dyn Io> = match target {
        Target::GrpcUnix { path } => Box::new(UnixStream::connect(path).await?),
        Target::GrpcTcp { authority } | Target::Http { authority, .. } => {
            let stream = TcpStream::connect(authority).await?;
            match &args.tls_ca {
                None => Box::new(stream),
                Some(authorities) => {
                    let host = authority.rsplit_once(':').map_or("", |(host, _)| host);
                    let name = args.tls_name.as_deref().unwrap_or(host);
                    let name = ServerName::try_from(name.trim_matches(['[', ']']).to_owned())?;
                    Box::new(tls(authorities)?.connect(name, stream).await?)
                }
            }
        }
    };
    // The connection is there already: the address is but a name for it.
    let mut io = Some(io);
    let connector = tower::service_fn(move |_: Uri| {
        let io = io.take().map(TokioIo::new);
        std::future::ready(io.ok_or_else(|| io::Error::from(io::ErrorKind::NotConnected)))
    });
    Ok(Endpoint::from_static("http://pullquote").connect_with_connector(connector).await?)
}

fn tls(authorities: &Path) -> Result<TlsConnector, BoxError> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authorities)? {
        roots.add(certificate?)?;
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets() {
        let grpc = |authority: &str| Ok(Target::GrpcTcp { authority: authority.into() });
        let http = |authority: &str, path: &str| {
            Ok(Target::Http { authority: authority.into(), path: path.into() })
        };
        assert_eq!(parse_target("127.0.0.1:50051"), grpc("127.0.0.1:50051"));
        assert_eq!(parse_target("[::1]:50051"), grpc("[::1]:50051"));
        assert_eq!(parse_target("http://localhost:8080"), http("localhost:8080", "/readyz"));
        assert_eq!(
            parse_target("http://localhost:8080/healthz"),
            http("localhost:8080", "/healthz")
        );
        let socket = Target::GrpcUnix { path: "/run/pullquote.sock".into() };
        assert_eq!(parse_target("unix:/run/pullquote.sock"), Ok(socket));
        for bad in ["", "localhost", "http://localhost/readyz", "localhost:port"] {
            assert!(parse_target(bad).is_err(), "{bad:?} was taken");
        }
    }
}
