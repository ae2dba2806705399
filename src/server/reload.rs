//! What is read from files and read again when they change: certificates and tokens.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::signal::unix::{SignalKind, signal};

type Parse<T> = fn(&[Vec<u8>]) -> Result<T, String>;

/// A value made of the contents of some files.
pub(crate) struct Watched<T> {
    name: &'static str,
    paths: Vec<PathBuf>,
    parse: Parse<T>,
    current: ArcSwap<T>,
    /// Hash of the contents last looked at, whether or not they could be used, so that a bad file
    /// is complained of once.
    seen: AtomicU64,
}

impl<T> Watched<T> {
    /// Reads the files for the first time.
    ///
    /// # Errors
    /// Which file cannot be read, or why the contents cannot be used.
    pub(crate) fn load(
        name: &'static str,
        paths: Vec<PathBuf>,
        parse: Parse<T>,
    ) -> Result<Arc<Self>, String> {
        let contents = read(&paths)?;
        let current = ArcSwap::from_pointee(parse(&contents)?);
        let seen = AtomicU64::new(fingerprint(&contents));
        Ok(Arc::new(Watched { name, paths, parse, current, seen }))
    }

    /// The value in force.
    pub(crate) fn current(&self) -> Arc<T> {
        self.current.load_full()
    }
}

impl<T> fmt::Debug for Watched<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Watched").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What can look at its files again.
pub(crate) trait Reload: Send + Sync {
    /// Takes over what changed; what cannot be used is logged, and what was in force stays.
    fn reload(&self);
}

impl<T: Send + Sync> Reload for Watched<T> {
    fn reload(&self) {
        let contents = match read(&self.paths) {
            Ok(contents) => contents,
            Err(why) => {
                // Unreadable files have a fingerprint of their own, not to be that of any content.
                if self.seen.swap(0, Ordering::Relaxed) != 0 {
                    tracing::error!(what = self.name, why, "kept what was in force");
                }
                return;
            }
        };
        let fingerprint = fingerprint(&contents);
        if self.seen.swap(fingerprint, Ordering::Relaxed) == fingerprint {
            return;
        }
        match (self.parse)(&contents) {
            Ok(value) => {
                self.current.store(Arc::new(value));
                tracing::info!(what = self.name, "reloaded");
            }
            Err(why) => tracing::error!(what = self.name, why, "kept what was in force"),
        }
    }
}

/// Reloads `watched` every `interval` (never when it is zero) and on SIGHUP, for as long as anybody
/// else holds them.
pub(crate) async fn keep_reloading(watched: Vec<Weak<dyn Reload>>, interval: Duration) {
    let mut hangup = match signal(SignalKind::hangup()) {
        Ok(hangup) => hangup,
        Err(error) => {
            tracing::error!(%error, "cannot listen for SIGHUP: nothing will be reloaded");
            return;
        }
    };
    loop {
        tokio::select! {
            _ = hangup.recv() => {}
            () = tokio::time::sleep(interval), if !interval.is_zero() => {}
        }
        let mut alive = false;
        for watched in watched.iter().filter_map(Weak::upgrade) {
            alive = true;
            // Files may be on a slow network disk.
            let _ = tokio::task::spawn_blocking(move || watched.reload()).await;
        }
        if !alive {
            return;
        }
    }
}

fn read(paths: &[PathBuf]) -> Result<Vec<Vec<u8>>, String> {
    let one = |path: &PathBuf| {
        std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
    };
    paths.iter().map(one).collect()
}

/// Never 0.
fn fingerprint(contents: &[Vec<u8>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    contents.hash(&mut hasher);
    hasher.finish() | 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(contents: &[Vec<u8>]) -> Result<u32, String> {
        let text = String::from_utf8_lossy(&contents[0]);
        text.trim().parse().map_err(|_| "no number".to_owned())
    }

    #[test]
    fn a_change_is_taken_over_and_a_bad_one_is_not() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let watched = Watched::load("number", vec![path.clone()], number).unwrap();
        assert_eq!(*watched.current(), 1);

        for (content, now) in [("2", 2), ("none", 2), ("3", 3)] {
            std::fs::write(&path, content).unwrap();
            watched.reload();
            assert_eq!(*watched.current(), now);
        }
        std::fs::remove_file(&path).unwrap();
        watched.reload();
        assert_eq!(*watched.current(), 3);
        std::fs::write(&path, "4").unwrap();
        watched.reload();
        assert_eq!(*watched.current(), 4);
    }

    #[test]
    fn a_bad_file_at_the_start_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("number");
        let error = Watched::load("number", vec![path.clone()], number).unwrap_err();
        assert!(error.contains("cannot read"), "{error}");
        std::fs::write(&path, "none").unwrap();
        assert_eq!(Watched::load("number", vec![path], number).unwrap_err(), "no number");
    }
}
