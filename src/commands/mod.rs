//! The subcommands of `pullquote`.

mod analyze;
mod probe;
mod serve;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Command, CommandFactory, FromArgMatches, Parser, Subcommand};
use pullquote::config::with_file_defaults;

/// EX_USAGE of sysexits.h: the command was used wrongly, or its configuration is.
const EX_USAGE: u8 = 64;

/// Who said what in news text.
#[derive(Debug, Parser)]
#[command(name = "pullquote", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Subcommands,
}

#[derive(Debug, Subcommand)]
enum Subcommands {
    /// Serve the API over gRPC and HTTP
    Serve(Box<pullquote::config::Config>),

    /// Analyse articles without a server
    Analyze(analyze::AnalyzeArgs),

    /// Ask a server whether it is ready, for health checks
    Probe(probe::ProbeArgs),
}

/// Runs what the command line asks for.
pub(crate) fn run() -> ExitCode {
    match parse(std::env::args_os().collect()) {
        Ok(Subcommands::Serve(config)) => serve::run(*config),
        Ok(Subcommands::Analyze(args)) => analyze::run(&args),
        Ok(Subcommands::Probe(args)) => probe::run(&args),
        Err(code) => code,
    }
}

/// Reads the command line, and for `serve` the environment and the file as well. Help that is asked
/// for, and what is wrong, is printed and the exit code given back.
fn parse(arguments: Vec<OsString>) -> Result<Subcommands, ExitCode> {
    let first = Cli::command().try_get_matches_from(&arguments);
    let matches = first.map_err(|error| {
        let note = variable_at_fault(&error, &arguments).map(|name| format!("({name} is set)"));
        refuse(&error, note)
    })?;
    let matches = match settings_file(&matches) {
        None => matches,
        Some(path) => {
            let command = add_file(Cli::command(), &path).map_err(|error| {
                eprintln!("error: {error}");
                ExitCode::from(EX_USAGE)
            })?;
            // Flags and variables were found good above: what fails here is the file's.
            command
                .try_get_matches_from(&arguments)
                .map_err(|error| refuse(&error, Some(format!("(in {})", path.display()))))?
        }
    };
    Cli::from_arg_matches(&matches).map(|cli| cli.command).map_err(|error| refuse(&error, None))
}

/// Prints what clap has to say and a note on where the value at fault stands.
fn refuse(error: &clap::Error, note: Option<String>) -> ExitCode {
    let _ = error.print();
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => ExitCode::SUCCESS,
        _ => {
            if let Some(note) = note {
                eprintln!("{note}");
            }
            ExitCode::from(EX_USAGE)
        }
    }
}

/// The environment variable that gave the value that `error` is about, when no flag did: clap
/// itself names the flag whatever the source.
fn variable_at_fault(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let Some(ContextValue::String(usage)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let flag = usage.split_whitespace().next()?;
    let given = arguments.iter().filter_map(|argument| argument.to_str()).any(|argument| {
        argument.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    });
    let variable =
        format!("PULLQUOTE_{}", flag.trim_start_matches('-').replace('-', "_").to_uppercase());
    (!given && std::env::var_os(&variable).is_some()).then_some(variable)
}

fn settings_file(matches: &ArgMatches) -> Option<PathBuf> {
    let (name, matches) = matches.subcommand()?;
    (name == "serve").then(|| matches.get_one("config").cloned())?
}

fn add_file(command: Command, path: &Path) -> Result<Command, pullquote::config::FileError> {
    let mut outcome = Ok(());
    let command = command.mut_subcommand("serve", |serve| {
        let untouched = serve.clone();
        with_file_defaults(serve, path).unwrap_or_else(|error| {
            outcome = Err(error);
            untouched
        })
    });
    outcome.map(|()| command)
}
