//! Settings looked at together: each error names the setting at fault and says why.

use super::{Config, Limits, ListenAddress, Tls};

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{field}: {why}")]
pub struct ConfigError {
    field: &'static str,
    why: String,
}

impl ConfigError {
    /// Names the setting, as in the file, and says why it cannot be used.
    pub fn new(field: &'static str, why: impl Into<String>) -> Self {
        ConfigError { field, why: why.into() }
    }
}

impl Config {
    /// Looks at the settings together.
    ///
    /// # Errors
    /// The first setting found that cannot be used, by name.
    pub fn check(&self) -> Result<(), ConfigError> {
        self.check_listening()?;
        self.check_limits()?;
        self.check_connections()?;
        self.check_tls()?;
        if self.life.readiness_interval.is_zero() {
            return Err(ConfigError::new("readiness_interval", "must be above 0"));
        }
        if self.life.readiness_timeout.is_zero() {
            return Err(ConfigError::new("readiness_timeout", "must be above 0"));
        }
        crate::telemetry::check_filter(&self.logs.log)
            .map_err(|error| ConfigError::new("log", error.to_string()))
    }

    fn check_listening(&self) -> Result<(), ConfigError> {
        let listen = &self.listening.listen;
        if listen.is_empty() {
            return Err(ConfigError::new("listen", "needs at least one address"));
        }
        let fixed = |address: &ListenAddress| !matches!(address, ListenAddress::Tcp(tcp) if tcp.port() == 0);
        for (index, address) in listen.iter().enumerate() {
            if fixed(address) && listen.iter().take(index).any(|other| other == address) {
                return Err(ConfigError::new("listen", format!("{address} is given twice")));
            }
        }
        let http = ListenAddress::Tcp(self.listening.http_listen);
        if self.listening.http && fixed(&http) && listen.contains(&http) {
            return Err(ConfigError::new("http_listen", format!("{http} is in listen already")));
        }
        for origin in &self.listening.cors_origins {
            let with_scheme = ["http://", "https://"].iter().any(|scheme| {
                origin
                    .strip_prefix(scheme)
                    .is_some_and(|host| !host.is_empty() && !host.contains('/'))
            });
            if origin != "*" && !with_scheme || http::HeaderValue::from_str(origin).is_err() {
                let why =
                    format!("{origin:?} is no origin: expected such as https://news.example or *");
                return Err(ConfigError::new("cors_origins", why));
            }
        }
        Ok(())
    }

    fn check_limits(&self) -> Result<(), ConfigError> {
        /// Document ids, options and framing, which a message holds beside the text.
        const MESSAGE_OVERHEAD: usize = 16 << 10;
        const LARGEST_MESSAGE: usize = 1 << 30;
        let Limits { max_document_bytes, max_message_bytes, .. } = self.limits;
        if max_document_bytes == 0 {
            return Err(ConfigError::new("max_document_bytes", "must be above 0"));
        }
        if max_message_bytes > LARGEST_MESSAGE {
            return Err(ConfigError::new("max_message_bytes", "must be at most 1GiB"));
        }
        if max_message_bytes < max_document_bytes.saturating_add(MESSAGE_OVERHEAD) {
            let why = format!(
                "must be at least max_document_bytes ({max_document_bytes}) and 16KiB more"
            );
            return Err(ConfigError::new("max_message_bytes", why));
        }
        if self.limits.max_batch_documents == 0 {
            return Err(ConfigError::new("max_batch_documents", "must be above 0"));
        }
        if self.limits.max_stream_window == 0 {
            return Err(ConfigError::new("max_stream_window", "must be above 0"));
        }
        if self.limits.max_deadline.is_zero() {
            return Err(ConfigError::new("max_deadline", "must be above 0"));
        }
        const MOST_THREADS: usize = 1024;
        if self.workers.workers > MOST_THREADS {
            return Err(ConfigError::new("workers", "must be at most 1024"));
        }
        if self.workers.io_threads > MOST_THREADS {
            return Err(ConfigError::new("io_threads", "must be at most 1024"));
        }
        if self.workers.queue_documents == 0 {
            return Err(ConfigError::new("queue_documents", "must be above 0"));
        }
        if self.workers.queue_bytes < max_document_bytes {
            let why = format!("must be at least max_document_bytes ({max_document_bytes})");
            return Err(ConfigError::new("queue_bytes", why));
        }
        Ok(())
    }

    fn check_connections(&self) -> Result<(), ConfigError> {
        let connections = &self.connections;
        if connections.max_connections == 0 {
            return Err(ConfigError::new("max_connections", "must be above 0"));
        }
        if connections.max_streams == 0 {
            return Err(ConfigError::new("max_streams", "must be above 0"));
        }
        if !(1 << 10..=1 << 20).contains(&connections.max_header_bytes) {
            return Err(ConfigError::new("max_header_bytes", "must be from 1KiB to 1MiB"));
        }
        if connections.preface_timeout.is_zero() {
            return Err(ConfigError::new("preface_timeout", "must be above 0"));
        }
        if !connections.keepalive_interval.is_zero() && connections.keepalive_timeout.is_zero() {
            return Err(ConfigError::new("keepalive_timeout", "must be above 0"));
        }
        Ok(())
    }

    fn check_tls(&self) -> Result<(), ConfigError> {
        let Tls { tls_cert, tls_key, tls_client_ca, http_tls, .. } = &self.tls;
        match (tls_cert, tls_key) {
            (Some(_), None) => Err(ConfigError::new("tls_key", "is needed with tls_cert")),
            (None, Some(_)) => Err(ConfigError::new("tls_cert", "is needed with tls_key")),
            (None, None) if tls_client_ca.is_some() => {
                Err(ConfigError::new("tls_client_ca", "needs tls_cert and tls_key"))
            }
            (None, None) if *http_tls => {
                Err(ConfigError::new("http_tls", "needs tls_cert and tls_key"))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_valid() {
        let config = Config::default();
        config.check().unwrap();
        assert_eq!(config.listening.listen, ["0.0.0.0:50051".parse().unwrap()]);
        assert_eq!(config.limits.max_document_bytes, 1 << 20);
    }

    #[test]
    fn bad_combinations_are_refused_by_name() {
        type Spoil = fn(&mut Config);
        let cases: [(&str, Spoil); 12] = [
            ("listen", |config| config.listening.listen.clear()),
            ("listen", |config| config.listening.listen.push("0.0.0.0:50051".parse().unwrap())),
            ("http_listen", |config| {
                config.listening.http_listen = "0.0.0.0:50051".parse().unwrap();
            }),
            ("cors_origins", |config| config.listening.cors_origins = vec!["news.example".into()]),
            ("max_message_bytes", |config| config.limits.max_message_bytes = 1 << 20),
            ("queue_bytes", |config| config.workers.queue_bytes = 1),
            ("queue_documents", |config| config.workers.queue_documents = 0),
            ("max_header_bytes", |config| config.connections.max_header_bytes = 1),
            ("tls_key", |config| config.tls.tls_cert = Some("cert.pem".into())),
            ("tls_client_ca", |config| config.tls.tls_client_ca = Some("ca.pem".into())),
            ("http_tls", |config| config.tls.http_tls = true),
            ("log", |config| config.logs.log = "pullquote=loud".into()),
        ];
        for (field, spoil) in cases {
            let mut config = Config::default();
            spoil(&mut config);
            let error = config.check().expect_err(field).to_string();
            assert!(error.starts_with(&format!("{field}: ")), "{field}: got {error}");
        }
    }
}
