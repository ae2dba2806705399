//! TLS from PEM files.

use std::path::PathBuf;
use std::sync::Arc;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::reload::Watched;
use crate::config::{ConfigError, Tls};

/// The TLS configuration that the settings name, if they name one.
///
/// # Errors
/// When the files cannot be used, by the name of the setting.
pub(crate) fn load(tls: &Tls) -> Result<Option<Arc<Watched<ServerConfig>>>, ConfigError> {
    let (Some(cert), Some(key)) = (&tls.tls_cert, &tls.tls_key) else {
        return Ok(None);
    };
    let mut paths: Vec<PathBuf> = vec![cert.clone(), key.clone()];
    paths.extend(tls.tls_client_ca.clone());
    Watched::load("TLS certificate", paths, server_config)
        .map(Some)
        .map_err(|why| ConfigError::new("tls_cert", why))
}

/// Takes the contents of the certificate, the key and, for mutual TLS, the client authorities.
fn server_config(files: &[Vec<u8>]) -> Result<ServerConfig, String> {
    let [cert, key, authorities @ ..] = files else {
        return Err("certificate and key are needed".to_owned());
    };
    let chain = certificates(cert).map_err(|why| format!("certificate: {why}"))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| format!("tls_key: {error}"))?;
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = match authorities.first() {
        None => builder.with_no_client_auth(),
        Some(pem) => {
            let mut roots = RootCertStore::empty();
            for authority in certificates(pem).map_err(|why| format!("tls_client_ca: {why}"))? {
                roots.add(authority).map_err(|error| format!("tls_client_ca: {error}"))?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(|error| format!("tls_client_ca: {error}"))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config =
        builder.with_single_cert(chain, key).map_err(|error| format!("tls_key: {error}"))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let parsed: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = parsed.map_err(|error| error.to_string())?;
    if certificates.is_empty() { Err("no certificate in it".to_owned()) } else { Ok(certificates) }
}
