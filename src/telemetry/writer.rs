//! Log lines on their way to standard error.
//!
//! They are written by a thread of their own behind a bounded queue, so that whoever reads the log
//! slowly, or not at all, slows nothing but the log: lines that find the queue full are dropped and
//! counted, and the count is written when there is room again.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Lines that wait: a few megabytes at most.
const QUEUE_LINES: usize = 8192;

/// How long the end of the process waits for the last lines to be written.
const LAST_LINES: Duration = Duration::from_secs(1);

enum Order {
    Write(Vec<u8>),
    /// Says so when everything before is written.
    Tell(SyncSender<()>),
}

/// Takes log lines. Cheap to clone.
#[derive(Clone)]
pub(super) struct LogWriter {
    orders: SyncSender<Order>,
    dropped: Arc<AtomicU64>,
}

/// Sees to it that the last lines of the log are written before the process ends: keep it until
/// then.
#[derive(Debug)]
#[must_use = "the last lines are lost without it"]
pub struct LastLines(SyncSender<Order>);

impl LogWriter {
    /// Starts the thread that writes to `out`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub(super) fn start(out: impl Write + Send + 'static) -> io::Result<(Self, LastLines)> {
        let (orders, queue) = mpsc::sync_channel(QUEUE_LINES);
        let dropped = Arc::new(AtomicU64::new(0));
        let writer = LogWriter { orders: orders.clone(), dropped: Arc::clone(&dropped) };
        std::thread::Builder::new()
            .name("log".to_owned())
            .spawn(move || write_lines(&queue, &dropped, out))?;
        Ok((writer, LastLines(orders)))
    }
}

fn write_lines(queue: &Receiver<Order>, dropped: &AtomicU64, mut out: impl Write) {
    for order in queue {
        // A log that cannot be written has nowhere to say so.
        match order {
            Order::Write(line) => {
                let _ = out.write_all(&line);
            }
            Order::Tell(done) => {
                let _ = done.try_send(());
            }
        }
        let missing = dropped.swap(0, Ordering::Relaxed);
        if missing > 0 {
            let _ = writeln!(out, "{missing} log lines were dropped: the log is read too slowly");
        }
        let _ = out.flush();
    }
}

impl Write for LogWriter {
    /// Takes a whole line, which is how the subscriber writes.
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if self.orders.try_send(Order::Write(line.to_vec())).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogWriter {
    type Writer = LogWriter;

    fn make_writer(&self) -> LogWriter {
        self.clone()
    }
}

impl LastLines {
    /// Waits for the lines so far to be written, but not for long.
    pub fn flush(&self) {
        let (done, written) = mpsc::sync_channel(1);
        if self.0.try_send(Order::Tell(done)).is_ok() {
            let _ = written.recv_timeout(LAST_LINES);
        }
    }
}

impl Drop for LastLines {
    fn drop(&mut self) {
        self.flush();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Mutex, PoisonError};

    /// Written to by the thread and read by the test.
    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Shared {
        fn text(&self) -> String {
            let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            String::from_utf8_lossy(&bytes).into_owned()
        }
    }

    #[test]
    fn lines_come_out_in_order_before_the_end() {
        let out = Shared::default();
        let (mut writer, last) = LogWriter::start(out.clone()).unwrap();
        writer.write_all(b"one\n").unwrap();
        writer.write_all(b"two\n").unwrap();
        drop(last);
        assert_eq!(out.text(), "one\ntwo\n");
    }

    /// Blocks until told to go on.
    struct Stuck(Receiver<()>, Shared);

    impl Write for Stuck {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            self.1.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_drops_lines_and_says_how_many() {
        let out = Shared::default();
        let (go_on, stuck) = mpsc::channel();
        let (mut writer, last) = LogWriter::start(Stuck(stuck, out.clone())).unwrap();
        for _ in 0..QUEUE_LINES + 100 {
            writer.write_all(b"line\n").unwrap();
        }
        // The thread holds one line at most, the queue the others: at least 99 found no room.
        assert!(writer.dropped.load(Ordering::Relaxed) >= 99);
        drop(go_on);
        while !out.text().contains("log lines were dropped") {
            std::thread::yield_now();
        }
        drop(last);
    }
}
