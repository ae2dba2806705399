//! Showing how far a training is.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on the terminal, silent when there is none, for `length` steps.
pub fn bar(length: usize, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(length as u64).with_message(what.to_owned());
    match ProgressStyle::with_template("{msg:<24} {wide_bar} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
