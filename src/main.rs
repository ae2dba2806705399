//! The `pullquote` command.

#![warn(clippy::unwrap_used, clippy::expect_used)]

mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
