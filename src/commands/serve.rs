//! `pullquote serve`: the server, from its settings to its end.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;

use pullquote::config::Config;
use pullquote::server::{Server, StartError};
use pullquote::telemetry::{self, LastLines};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::EX_USAGE;

/// Serves until SIGTERM or SIGINT, then drains. A second signal ends the process at once.
pub(crate) fn run(config: Config) -> ExitCode {
    if let Err(error) = config.check() {
        eprintln!("error: {error}");
        return ExitCode::from(EX_USAGE);
    }
    let last_lines = match telemetry::init(&config.logs) {
        Ok(last_lines) => Arc::new(last_lines),
        Err(error) => {
            eprintln!("error: {}", Failure::from(error));
            return ExitCode::FAILURE;
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(io_threads(config.workers.io_threads))
        .thread_name("io")
        .enable_all()
        .build();
    let outcome = match runtime {
        Ok(runtime) => {
            let outcome = runtime.block_on(serve(config, Arc::clone(&last_lines)));
            // What still runs on it is what the drain gave up on.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Failure::System(error)),
    };
    last_lines.flush();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Start(StartError::Config(error))) => {
            eprintln!("error: {error}");
            ExitCode::from(EX_USAGE)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("the system refuses: {0}")]
    System(#[from] io::Error),
}

async fn serve(config: Config, last_lines: Arc<LastLines>) -> Result<(), Failure> {
    // Listened for before anything else, so that a signal that comes early is not lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let server = Server::bind(config).await?;
    let (told, heard) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        let first = next(&mut terminate, &mut interrupt).await;
        tracing::info!(signal = first.name, "told to end");
        let _ = told.send(());
        let second = next(&mut terminate, &mut interrupt).await;
        tracing::warn!(signal = second.name, "told to end at once");
        last_lines.flush();
        std::process::exit(128 + second.number);
    });
    server
        .serve(async {
            let _ = heard.await;
        })
        .await;
    Ok(())
}

struct Told {
    name: &'static str,
    number: i32,
}

async fn next(terminate: &mut Signal, interrupt: &mut Signal) -> Told {
    tokio::select! {
        _ = terminate.recv() => Told { name: "SIGTERM", number: 15 },
        _ = interrupt.recv() => Told { name: "SIGINT", number: 2 },
    }
}

/// What was asked for, or one thread for every four processors: the network takes a fraction of
/// the time that analysis does.
fn io_threads(asked: usize) -> usize {
    match asked {
        0 => available_parallelism().map_or(1, |cpus| cpus.get().div_ceil(4)),
        asked => asked,
    }
}
