//! TLS and mutual TLS, from files that change.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use pullquote::config::Config;
use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use pullquote::server::{Server, StartError};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tonic::transport::Endpoint;

use crate::support::{Running, config, request, start, within};

/// A certificate authority that issues certificates for `localhost`.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: rcgen::Certificate,
}

/// What an authority issued.
struct Issued {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Authority { issuer: Issuer::new(params, key), certificate }
    }

    fn issue(&self) -> Issued {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        Issued { certificate: params.signed_by(&key, &self.issuer).unwrap(), key }
    }

    fn client(&self, identity: Option<&Issued>) -> TlsConnector {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.der().clone()).unwrap();
        let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match identity {
            None => builder.with_no_client_auth(),
            Some(Issued { certificate, key }) => {
                let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
                builder.with_client_auth_cert(vec![certificate.der().clone()], key).unwrap()
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        TlsConnector::from(Arc::new(config))
    }
}

impl Issued {
    fn write(&self, directory: &Path) {
        std::fs::write(directory.join("cert.pem"), self.certificate.pem()).unwrap();
        std::fs::write(directory.join("key.pem"), self.key.serialize_pem()).unwrap();
    }
}

/// Settings for TLS with the files of `directory`, looked at often.
fn tls_from(directory: &Path) -> impl FnOnce(&mut Config) {
    let directory = directory.to_owned();
    move |config| {
        config.tls.tls_cert = Some(directory.join("cert.pem"));
        config.tls.tls_key = Some(directory.join("key.pem"));
        config.tls.reload_interval = Duration::from_millis(50);
    }
}

async fn connect(
    server: &Running,
    connector: &TlsConnector,
) -> std::io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from("localhost").unwrap();
    connector.connect(name, server.connect().await).await
}

/// A call over a connection that was made by `connector`.
async fn call(server: &Running, connector: &TlsConnector) -> Result<(), String> {
    let stream = connect(server, connector).await.map_err(|error| error.to_string())?;
    let mut stream = Some(hyper_util::rt::TokioIo::new(stream));
    let once = tower::service_fn(move |_| {
        let stream = stream.take();
        std::future::ready(stream.ok_or_else(|| std::io::Error::other("used up")))
    });
    let channel = Endpoint::from_static("http://localhost").connect_with_connector(once).await;
    let channel = channel.map_err(|error| error.to_string())?;
    let answer = TextAnalysisServiceClient::new(channel).analyze(request("In secret.")).await;
    answer.map(drop).map_err(|status| status.to_string())
}

/// The certificate that the server shows.
async fn shown(server: &Running, connector: &TlsConnector) -> CertificateDer<'static> {
    let stream = connect(server, connector).await.unwrap();
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

#[tokio::test]
async fn calls_are_encrypted_and_plain_ones_refused() {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    authority.issue().write(directory.path());
    let server = start(tls_from(directory.path())).await;
    call(&server, &authority.client(None)).await.unwrap();
    let endpoint = server.endpoint();
    if let Ok(channel) = within("a refusal", endpoint.connect()).await {
        TextAnalysisServiceClient::new(channel).analyze(request("Hello?")).await.unwrap_err();
    }
    assert_eq!(server.http("GET", "/healthz", "").await.0, 200, "HTTP is plain unless asked");
    server.end().await;
}

#[tokio::test]
async fn mutual_tls_wants_a_certificate_of_the_right_authority() {
    let directory = tempfile::tempdir().unwrap();
    let (authority, stranger) = (Authority::new(), Authority::new());
    authority.issue().write(directory.path());
    let ca = directory.path().join("ca.pem");
    std::fs::write(&ca, authority.certificate.pem()).unwrap();
    let with_tls = tls_from(directory.path());
    let server = start(|config| {
        with_tls(config);
        config.tls.tls_client_ca = Some(ca);
    })
    .await;
    call(&server, &authority.client(Some(&authority.issue()))).await.unwrap();
    call(&server, &authority.client(None)).await.unwrap_err();
    call(&server, &authority.client(Some(&stranger.issue()))).await.unwrap_err();
    server.end().await;
}

#[tokio::test]
async fn a_new_certificate_is_taken_up_and_a_bad_one_is_not() {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let (first, second) = (authority.issue(), authority.issue());
    first.write(directory.path());
    let server = start(tls_from(directory.path())).await;
    let connector = authority.client(None);
    assert_eq!(&shown(&server, &connector).await, first.certificate.der());

    std::fs::write(directory.path().join("cert.pem"), "no certificate").unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(&shown(&server, &connector).await, first.certificate.der());
    call(&server, &connector).await.unwrap();

    second.write(directory.path());
    within("the new certificate", async {
        while &shown(&server, &connector).await != second.certificate.der() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
    call(&server, &connector).await.unwrap();
    server.end().await;
}

#[tokio::test]
async fn a_bad_file_at_the_start_is_refused_by_the_name_of_the_setting() {
    let directory = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    authority.issue().write(directory.path());
    // The key of another certificate.
    std::fs::write(directory.path().join("key.pem"), authority.issue().key.serialize_pem())
        .unwrap();
    let mut config = config();
    tls_from(directory.path())(&mut config);
    match Server::bind(config).await {
        Err(StartError::Config(error)) => assert!(error.to_string().contains("tls_"), "{error}"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
}

#[tokio::test]
async fn a_peer_that_never_shakes_hands_is_closed() {
    let directory = tempfile::tempdir().unwrap();
    Authority::new().issue().write(directory.path());
    let with_tls = tls_from(directory.path());
    let server = start(|config| {
        with_tls(config);
        config.connections.preface_timeout = Duration::from_millis(100);
    })
    .await;
    crate::support::closed(&mut server.connect().await).await;
    server.end().await;
}
