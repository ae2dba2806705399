//! What serving adds to analysing: the CPU that a call costs beside the CPU that the bare core takes
//! for the same article, latency below capacity, start-up and memory. All in one run, so that the
//! ratios hold whatever the machine.
//!
//! ```text
//! cargo bench --bench load -- ../shared/data/quotes/polnear_dev.jsonl
//! ```
//!
//! The articles are the `text` of the lines of the file, cut at a line end near 4 KB; without a
//! file, the sample article. The server runs with one worker and one thread for the network, the
//! client in this process. Linux only: CPU and memory are read from `/proc`.

use std::error::Error;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs};

use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
use pullquote::proto::v1::{AnalyzeRequest, Document};
use pullquote_core::{Analyzer, Options, Scratch};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};
use tonic::transport::{Channel, Endpoint};

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Client = TextAnalysisServiceClient<Channel>;

/// How long each measurement lasts.
const SPAN: Duration = Duration::from_secs(10);
/// Calls in flight when the server is driven to its capacity.
const CONCURRENCY: usize = 16;
/// Share of the capacity at which latency is taken.
const LOAD: f64 = 0.7;
/// Where texts are cut.
const ARTICLE_BYTES: usize = 4096;
/// The kernel's unit of CPU time in `/proc`.
const TICKS_PER_SECOND: f64 = 100.0;

fn main() -> Result<()> {
    let path = env::args().skip(1).find(|arg| !arg.starts_with("--"));
    let articles = articles(path.as_deref())?;
    let bytes: usize = articles.iter().map(String::len).sum();
    let size = bytes as f64 / articles.len() as f64;
    println!("{} articles of {size:.0} bytes on average\n", articles.len());
    println!("| measured | value |\n|---|---|");

    let core = core_cpu_per_article(&articles)?;
    row("bare core: CPU per article", format!("{:.0} µs", core * 1e6));

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure_server(Arc::new(articles), core))
}

async fn measure_server(articles: Arc<Vec<String>>, core: f64) -> Result<()> {
    let mut idle = Server::start().await?;
    row("start to first answer", format!("{:.0} ms", idle.start_up.as_secs_f64() * 1e3));
    row("memory after the first answer", format!("{:.0} MB", idle.memory("VmRSS:")?));
    idle.stop()?;

    let mut server = Server::start().await?;
    let before = server.cpu()?;
    let (calls, elapsed) = drive(&server.client, &articles).await?;
    let per_call = (server.cpu()? - before) / calls as f64;
    let capacity = calls as f64 / elapsed.as_secs_f64();
    row("capacity, one worker", format!("{capacity:.0} calls/s"));
    row("server: CPU per call", format!("{:.0} µs", per_call * 1e6));
    row("server CPU per call / core CPU per article", format!("{:.2}", per_call / core));

    let mut latencies = latencies(&server.client, &articles, capacity * LOAD).await?;
    latencies.sort_unstable();
    let at = |share: f64| latencies[(latencies.len() as f64 * share) as usize].as_secs_f64() * 1e3;
    let load = LOAD * 100.0;
    row(&format!("latency at {load:.0} % load: p50"), format!("{:.2} ms", at(0.5)));
    row(&format!("latency at {load:.0} % load: p99"), format!("{:.2} ms", at(0.99)));
    row("p99 / p50", format!("{:.2}", at(0.99) / at(0.5)));

    let served = calls + latencies.len();
    row(&format!("memory after {served} articles"), format!("{:.0} MB", server.memory("VmRSS:")?));
    row("highest memory", format!("{:.0} MB", server.memory("VmHWM:")?));
    server.stop()
}

fn row(what: &str, value: String) {
    println!("| {what} | {value} |");
}

/// The texts to analyse.
fn articles(path: Option<&str>) -> Result<Vec<String>> {
    let Some(path) = path else {
        return Ok(vec![fs::read_to_string("examples/article.txt")?]);
    };
    let mut articles = Vec::new();
    for line in fs::read_to_string(path)?.lines() {
        let document: serde_json::Value = serde_json::from_str(line)?;
        let text = document["text"].as_str().ok_or("a line without text")?;
        let mut ends = (0..=text.len().min(ARTICLE_BYTES)).rev();
        let end = ends.find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        let end = if end < text.len() { text[..end].rfind('\n').unwrap_or(end) } else { end };
        articles.push(text[..end].to_owned());
    }
    Ok(articles)
}

/// Seconds of CPU that the core takes for an article, on one thread in its steady state.
fn core_cpu_per_article(articles: &[String]) -> Result<f64> {
    let analyzer = Analyzer::new()?;
    let mut scratch = Scratch::default();
    let mut analyze_all = || {
        articles.iter().try_for_each(|text| {
            let document = pullquote_core::Document::new(text);
            analyzer.analyze(&document, &Options::default(), &mut scratch).map(drop)
        })
    };
    analyze_all()?;
    let (begun, before) = (Instant::now(), cpu_of("self")?);
    let mut rounds = 0;
    while begun.elapsed() < SPAN {
        analyze_all()?;
        rounds += 1;
    }
    Ok((cpu_of("self")? - before) / (rounds * articles.len()) as f64)
}

/// Calls the server as fast as it answers. Gives the number of calls and the time they took.
async fn drive(client: &Client, articles: &Arc<Vec<String>>) -> Result<(usize, Duration)> {
    let calls = Arc::new(AtomicUsize::new(0));
    let begun = Instant::now();
    let mut callers = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (mut client, articles, calls) = (client.clone(), articles.clone(), calls.clone());
        callers.spawn(async move {
            while begun.elapsed() < SPAN {
                let call = calls.fetch_add(1, Ordering::Relaxed);
                client.analyze(request(&articles, call)).await?;
            }
            Ok::<(), tonic::Status>(())
        });
    }
    while let Some(outcome) = callers.join_next().await {
        outcome??;
    }
    Ok((calls.load(Ordering::Relaxed), begun.elapsed()))
}

/// Calls the server at a fixed rate, whether it keeps up or not. A call's latency counts from when
/// it was due, so that a stall is felt by every call that it held up.
async fn latencies(
    client: &Client,
    articles: &Arc<Vec<String>>,
    rate: f64,
) -> Result<Vec<Duration>> {
    let begun = tokio::time::Instant::now();
    let mut calls = JoinSet::new();
    for call in 0..(rate * SPAN.as_secs_f64()) as usize {
        let due = begun + Duration::from_secs_f64(call as f64 / rate);
        let (mut client, articles) = (client.clone(), articles.clone());
        sleep_until(due).await;
        calls.spawn(async move {
            client.analyze(request(&articles, call)).await?;
            Ok::<Duration, tonic::Status>(due.elapsed())
        });
    }
    let mut latencies = Vec::new();
    while let Some(outcome) = calls.join_next().await {
        latencies.push(outcome??);
    }
    Ok(latencies)
}

fn request(articles: &[String], call: usize) -> AnalyzeRequest {
    let text = articles[call % articles.len()].clone();
    AnalyzeRequest { document: Some(Document { text, ..Document::default() }), options: None }
}

/// A server of its own process, ended when it is dropped.
struct Server {
    process: Child,
    client: Client,
    start_up: Duration,
}

impl Server {
    async fn start() -> Result<Self> {
        let address = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let begun = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_pullquote"))
            .args(["serve", "--http=false", "--access-log=false", "--workers=1", "--io-threads=1"])
            .args(["--listen", &address])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let channel = Endpoint::from_shared(format!("http://{address}"))?.connect_lazy();
        let mut server = Server { process, client: Client::new(channel), start_up: Duration::ZERO };
        let hello = vec!["It rains.".to_owned()];
        while server.client.analyze(request(&hello, 0)).await.is_err() {
            if let Some(status) = server.process.try_wait()? {
                return Err(format!("the server ended: {status}").into());
            }
            sleep(Duration::from_millis(1)).await;
        }
        server.start_up = begun.elapsed();
        Ok(server)
    }

    fn cpu(&self) -> Result<f64> {
        cpu_of(&self.process.id().to_string())
    }

    /// A line of `/proc/PID/status`, in MB.
    fn memory(&self, field: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find(|line| line.starts_with(field)).ok_or("no such field")?;
        let kib: f64 = line.split_whitespace().nth(1).ok_or("no value")?.parse()?;
        Ok(kib * 1024.0 / 1e6)
    }

    fn stop(&mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.stop();
    }
}

/// Seconds of CPU that a process has used, in user and kernel mode.
fn cpu_of(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |index| -> Result<f64> {
        Ok(after_name.split_whitespace().nth(index).ok_or("no such field")?.parse()?)
    };
    Ok((ticks(11)? + ticks(12)?) / TICKS_PER_SECOND)
}
