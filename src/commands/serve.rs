//! `pullquote serve`: the server, from its settings to its end.

use std::process::ExitCode;

use pullquote::config::Config;

use super::EX_USAGE;

/// Serves until told to end.
pub(crate) fn run(config: Config) -> ExitCode {
    if let Err(error) = config.check() {
        eprintln!("error: {error}");
        return ExitCode::from(EX_USAGE);
    }
    ExitCode::SUCCESS
}
