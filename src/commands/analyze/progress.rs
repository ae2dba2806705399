//! The progress bar of bulk work: on standard error, and only when that is a terminal.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::STDIN;

/// A bar over the bytes of all `inputs`, or one that only counts them when an input is a pipe.
/// Hidden, and all but free, when standard error is not a terminal.
pub(super) fn bar(inputs: &[&Path]) -> ProgressBar {
    let lengths: Option<Vec<u64>> = inputs.iter().map(|path| length(path)).collect();
    let (bar, template) = match lengths {
        Some(lengths) => (
            ProgressBar::new(lengths.iter().sum()),
            "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta} left",
        ),
        None => (ProgressBar::no_length(), "{spinner} {bytes} {bytes_per_sec}"),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The length of a file, and of standard input when a file is redirected to it.
fn length(path: &Path) -> Option<u64> {
    let metadata = if path == Path::new(STDIN) { stdin_metadata() } else { fs::metadata(path) };
    metadata.ok().filter(fs::Metadata::is_file).map(|metadata| metadata.len())
}

#[cfg(unix)]
fn stdin_metadata() -> io::Result<fs::Metadata> {
    use std::os::fd::AsFd;
    File::from(io::stdin().as_fd().try_clone_to_owned()?).metadata()
}

#[cfg(not(unix))]
fn stdin_metadata() -> io::Result<fs::Metadata> {
    Err(io::ErrorKind::Unsupported.into())
}
