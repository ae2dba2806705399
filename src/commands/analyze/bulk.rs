//! Documents in bulk: JSON Lines in, JSON Lines out, in order, on all cores.
//!
//! A reader thread hands lines to workers and, in the order of the lines, a place to wait for each
//! answer to the writer. Both queues are bounded, so that memory stays bounded however slow the
//! disk, the workers or whoever reads the output.

use std::borrow::Cow;
use std::io::{self, BufRead, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use pullquote::proto::v1::AnalyzeResponse;
use pullquote_core::{Document, Scratch};
use serde::Deserialize;

/// The longest line that is read, so that a file without line ends does not fill the memory.
const MAX_LINE_BYTES: u64 = 256 << 20;

/// Documents in flight for each worker: enough to keep it busy while a neighbour's long article
/// holds up the writer.
const WINDOW_PER_THREAD: usize = 16;

/// A line of the input.
#[derive(Debug, Deserialize)]
struct Line<'a> {
    #[serde(default, borrow)]
    id: Id<'a>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(default, borrow)]
    title: Option<Cow<'a, str>>,
    #[serde(default, borrow)]
    language: Option<Cow<'a, str>>,
}

/// The caller's name for a document. Databases like numbers; the API has strings.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Id<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Number(serde_json::Number),
    None(()),
}

impl Default for Id<'_> {
    fn default() -> Self {
        Id::None(())
    }
}

impl Id<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Id::Text(id) => Cow::Borrowed(id),
            Id::Number(id) => Cow::Owned(id.to_string()),
            Id::None(()) => Cow::Borrowed(""),
        }
    }
}

/// Analyses one document, given with its id.
type Analyze<'a> =
    dyn Fn(&str, Document<'_>, &mut Scratch) -> Result<AnalyzeResponse, String> + Sync + 'a;

/// A line of JSON to write, without its end, or why there is none.
type Answer = Result<Vec<u8>, String>;

/// A line to analyse, and where to leave the answer.
struct Job {
    line: Vec<u8>,
    answer: SyncSender<Answer>,
}

/// The place of one answer among the answers.
struct Awaited {
    line_number: u64,
    answer: Receiver<Answer>,
}

/// Analyses every line of `input` that is not blank with `analyze` on `threads` threads and writes
/// the answers to `output` in the order of the lines. What is wrong with a line goes to `fail` with
/// the line's number, counted from 1; an error of reading ends the input and goes there too.
///
/// # Errors
/// When `output` cannot be written.
pub(super) fn run(
    input: impl BufRead + Send,
    output: &mut impl Write,
    threads: usize,
    analyze: &Analyze<'_>,
    fail: &mut dyn FnMut(u64, &str),
) -> io::Result<()> {
    let window = threads * WINDOW_PER_THREAD;
    let (jobs, queue) = sync_channel(window);
    let (order, answers) = sync_channel(window);
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        scope.spawn(move || read(input, &jobs, &order));
        for _ in 0..threads {
            scope.spawn(|| work(&queue, analyze));
        }
        write(answers, output, fail)
    })
}

/// Reads lines until the input ends or nobody wants more.
fn read(mut input: impl BufRead, jobs: &SyncSender<Job>, order: &SyncSender<Awaited>) {
    let lines = std::iter::from_fn(|| read_line(&mut input).transpose());
    for (line_number, line) in (1..).zip(lines) {
        if line.as_ref().is_ok_and(|line| line.trim_ascii().is_empty()) {
            continue;
        }
        let (give, answer) = sync_channel(1);
        if order.send(Awaited { line_number, answer }).is_err() {
            return;
        }
        match line {
            Ok(line) => {
                if jobs.send(Job { line, answer: give }).is_err() {
                    return;
                }
            }
            Err(error) => {
                let _ = give.send(Err(error.to_string()));
                return;
            }
        }
    }
}

/// The next line with its end; none at the end of the input.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    let read = input.take(MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
    if read as u64 == MAX_LINE_BYTES && line.last() != Some(&b'\n') {
        let error = format!("line longer than {} MiB", MAX_LINE_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidData, error));
    }
    Ok((read > 0).then_some(line))
}

/// Answers jobs until there are no more.
fn work(queue: &Mutex<Receiver<Job>>, analyze: &Analyze<'_>) {
    let mut scratch = Scratch::default();
    loop {
        let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let answer = catch_unwind(AssertUnwindSafe(|| answer(&job.line, analyze, &mut scratch)));
        let answer = answer.unwrap_or_else(|_| {
            // What the panic left in it is anyone's guess.
            scratch = Scratch::default();
            Err("the analysis failed; please report this text".to_owned())
        });
        // A writer that has gone needs no answer.
        let _ = job.answer.send(answer);
    }
}

fn answer(line: &[u8], analyze: &Analyze<'_>, scratch: &mut Scratch) -> Answer {
    let line: Line<'_> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let document = Document {
        text: &line.text,
        title: line.title.as_deref(),
        language: line.language.as_deref(),
    };
    let answer = analyze(&line.id.text(), document, scratch)?;
    serde_json::to_vec(&answer).map_err(|error| error.to_string())
}

/// Writes answers in their order.
fn write(
    answers: Receiver<Awaited>,
    output: &mut impl Write,
    fail: &mut dyn FnMut(u64, &str),
) -> io::Result<()> {
    for awaited in answers {
        match awaited.answer.recv() {
            Ok(Ok(mut line)) => {
                line.push(b'\n');
                output.write_all(&line)?;
            }
            Ok(Err(error)) => fail(awaited.line_number, &error),
            // Only a worker that was stopped from outside lets go of a job without an answer.
            Err(_) => fail(awaited.line_number, "not analysed"),
        }
    }
    Ok(())
}
