//! Settings from a TOML file, taken as the defaults of the command line.
//!
//! That way a value in the file is parsed and refused just as one on the command line is, and the
//! order flag, environment, file, default needs no code of its own.

use std::path::{Path, PathBuf};

use clap::Command;

/// Why a file of settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("config: cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is not TOML.
    #[error("config: {} is not TOML: {source}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: toml::de::Error,
    },
    /// It holds a key that is no setting.
    #[error("{key}: unknown setting in {}", path.display())]
    UnknownKey {
        /// The key.
        key: String,
        /// The file.
        path: PathBuf,
    },
    /// It holds a value that is no text, number, boolean or list of these.
    #[error("{key}: expected a text, number, boolean or list in {}", path.display())]
    BadValue {
        /// The key.
        key: String,
        /// The file.
        path: PathBuf,
    },
}

/// Gives `command` the values of the TOML file at `path` as its defaults.
///
/// # Errors
/// When the file cannot be read, is not TOML, or holds anything but settings of the command.
pub fn with_file_defaults(command: Command, path: &Path) -> Result<Command, FileError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| FileError::Unreadable { path: path.to_owned(), source })?;
    let table: toml::Table =
        text.parse().map_err(|source| FileError::Malformed { path: path.to_owned(), source })?;
    table.into_iter().try_fold(command, |command, (key, value)| {
        let known = key != "config"
            && command.get_arguments().any(|argument| argument.get_id() == key.as_str());
        if !known {
            return Err(FileError::UnknownKey { key, path: path.to_owned() });
        }
        let Some(values) = as_arguments(&value) else {
            return Err(FileError::BadValue { key, path: path.to_owned() });
        };
        Ok(command.mut_arg(key, |argument| argument.default_values(values)))
    })
}

/// The value as it would be written on the command line, one text for each element of a list.
fn as_arguments(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::String(text) => Some(vec![text.clone()]),
        toml::Value::Integer(number) => Some(vec![number.to_string()]),
        toml::Value::Boolean(flag) => Some(vec![flag.to_string()]),
        toml::Value::Array(values) => {
            let nested: Option<Vec<_>> = values.iter().map(as_arguments).collect();
            Some(nested?.into_iter().flatten().collect())
        }
        toml::Value::Float(_) | toml::Value::Datetime(_) | toml::Value::Table(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clap::{Args, FromArgMatches};

    fn parse(toml: &str, flags: &[&str]) -> Result<Config, String> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pullquote.toml");
        std::fs::write(&path, toml).unwrap();
        let command = Config::augment_args(Command::new("serve"))
            .mut_args(|argument| argument.env(None::<&'static str>));
        let command = with_file_defaults(command, &path).map_err(|error| error.to_string())?;
        let flags = ["serve"].iter().chain(flags);
        let matches = command.try_get_matches_from(flags).map_err(|error| error.to_string())?;
        Config::from_arg_matches(&matches).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_gives_values_of_every_kind() {
        let file = r#"
            listen = ["127.0.0.1:7000", "unix:/tmp/pullquote.sock"]
            max_connections = 7
            reflection = false
            max_document_bytes = "2MiB"
            max_deadline = "5s"
            tls_cert = "cert.pem"
            log_format = "json"
        "#;
        let config = parse(file, &[]).unwrap();
        assert_eq!(config.listening.listen.len(), 2);
        assert_eq!(config.connections.max_connections, 7);
        assert!(!config.listening.reflection);
        assert_eq!(config.limits.max_document_bytes, 2 << 20);
        assert_eq!(config.limits.max_deadline.as_secs(), 5);
        assert_eq!(config.tls.tls_cert.as_deref(), Some(Path::new("cert.pem")));
        assert_eq!(config.logs.log_format, crate::config::LogFormat::Json);
    }

    #[test]
    fn a_flag_wins_over_the_file() {
        let config = parse("max_connections = 7", &["--max-connections", "9"]).unwrap();
        assert_eq!(config.connections.max_connections, 9);
        let config = parse("listen = '127.0.0.1:1'", &["--listen", "127.0.0.1:2"]).unwrap();
        assert_eq!(config.listening.listen, ["127.0.0.1:2".parse().unwrap()]);
    }

    #[test]
    fn what_is_no_setting_is_refused_by_name() {
        let cases = [
            ("max_conections = 7", "max_conections: unknown setting"),
            ("config = 'other.toml'", "config: unknown setting"),
            ("help = true", "help: unknown setting"),
            ("[tls]\ncert = 'x'", "tls: unknown setting"),
            ("workers = 1.5", "workers: expected"),
            ("workers = -1", "--workers"),
            ("max_deadline = 30", "--max-deadline"),
            ("listen = ", "is not TOML"),
        ];
        for (file, says) in cases {
            let error = parse(file, &[]).expect_err(file);
            assert!(error.contains(says), "{file}: {error}");
        }
    }
}
