//! The command itself: exit codes, signals, probes.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use crate::support::{HANGS, news, request, within};

/// The command, with nothing of the caller's settings.
fn pullquote(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pullquote"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PULLQUOTE_")) {
        command.env_remove(name);
    }
    command.args(arguments);
    command
}

fn run(command: &mut Command) -> (i32, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let said = [stdout, stderr].concat();
    (status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

/// A server in a process of its own, on free ports; killed when dropped.
struct Served {
    child: Child,
    grpc: SocketAddr,
    http: SocketAddr,
    lines: mpsc::Receiver<String>,
}

impl Served {
    fn start(more: &[&str]) -> Self {
        Self::start_as(pullquote(&["serve", "--listen", "127.0.0.1:0"]), more)
    }

    fn start_as(mut command: Command, more: &[&str]) -> Self {
        command.args(["--http-listen", "127.0.0.1:0"]).args(more);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let address = |what: &str| {
            let line = line_with(&lines, what);
            let (_, address) = line.split_once("address=").unwrap();
            address.split(' ').next().unwrap().parse().unwrap()
        };
        let grpc = address("serving gRPC");
        let http = address("serving HTTP");
        line_with(&lines, ": ready");
        Served { child, grpc, http, lines }
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    fn wait_for(&self, text: &str) {
        line_with(&self.lines, text);
    }

    fn exit_code(&mut self) -> Option<i32> {
        let status = self.child.wait().unwrap();
        status.code().or(status.signal().map(|signal| -signal))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The next line of the log with a text in it.
fn line_with(lines: &mpsc::Receiver<String>, text: &str) -> String {
    loop {
        let line =
            lines.recv_timeout(HANGS).unwrap_or_else(|_| panic!("{text:?} was never logged"));
        if line.contains(text) {
            return line;
        }
    }
}

#[test]
fn bad_settings_are_refused_by_name_before_anything_binds() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let by_flag: [(&[&str], &str); 8] = [
        (&["--max-connections", "many"], "--max-connections"),
        (&["--max-connections", "0"], "max_connections"),
        (&["--listen", "localhost"], "--listen"),
        (&["--max-deadline", "30"], "--max-deadline"),
        (&["--queue-bytes", "1"], "queue_bytes"),
        (&["--tls-cert", "cert.pem"], "tls_key"),
        (&["--auth-tokens", "/nowhere/tokens"], "auth_tokens"),
        (&["--unknown"], "--unknown"),
    ];
    for (flags, name) in by_flag {
        let (code, said) = run(pullquote(&["serve"]).args(flags));
        assert_eq!(code, 64, "{flags:?}: {said}");
        assert!(said.contains(name), "{flags:?}: {said}");
    }
    for (variable, value) in
        [("PULLQUOTE_WORKERS", "all"), ("PULLQUOTE_LOG_FORMAT", "xml"), ("PULLQUOTE_LISTEN", "")]
    {
        let (code, said) = run(pullquote(&["serve"]).env(variable, value));
        assert_eq!(code, 64, "{variable}: {said}");
        assert!(said.contains(variable), "{variable}: {said}");
    }
    for (content, name) in [
        ("max_connections = 'many'", "--max-connections"),
        ("max_conections = 7", "max_conections"),
        ("max_connections = 0", "max_connections"),
        ("listen = [", "TOML"),
    ] {
        let path = file("bad.toml", content);
        let (code, said) = run(&mut pullquote(&["serve", "--config", &path]));
        assert_eq!(code, 64, "{content}: {said}");
        assert!(said.contains(name), "{content}: {said}");
    }
}

#[test]
fn an_address_in_use_is_an_error_that_names_it() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let (code, said) = run(&mut pullquote(&["serve", "--listen", &address]));
    assert_eq!(code, 1);
    assert!(said.contains(&address), "{said}");
}

#[test]
fn sigterm_and_sigint_end_it_with_0() {
    for signal in ["TERM", "INT"] {
        let mut server = Served::start(&[]);
        server.signal(signal);
        assert_eq!(server.exit_code(), Some(0), "SIG{signal}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let mut server = Served::start(&["--drain-delay", "1h"]);
    server.signal("TERM");
    server.wait_for("draining");
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(128 + 15));
}

#[test]
fn the_probe_tells_by_its_exit_code() {
    let mut server = Served::start(&["--drain-delay", "1h"]);
    let http = format!("http://{}/readyz", server.http);
    let grpc = server.grpc.to_string();
    let service = "--service=pullquote.v1.TextAnalysisService";
    for target in [&[&*http][..], &[&*grpc], &[&*grpc, service]] {
        let (code, said) = run(pullquote(&["probe"]).args(target));
        assert_eq!(code, 0, "{target:?}: {said}");
    }
    let by_environment =
        run(pullquote(&["probe"]).env("PULLQUOTE_HTTP_LISTEN", server.http.to_string()));
    assert_eq!(by_environment.0, 0, "{}", by_environment.1);

    server.signal("TERM");
    server.wait_for("draining");
    let not_ready = |target: &str| {
        std::iter::repeat_with(|| run(&mut pullquote(&["probe", target])).0)
            .take(100)
            .any(|code| code == 1)
    };
    assert!(not_ready(&http) && not_ready(&grpc), "it stayed ready");

    server.signal("TERM");
    server.exit_code();
    assert_eq!(run(&mut pullquote(&["probe", &grpc])).0, 1, "nobody is there");
    assert_eq!(run(&mut pullquote(&["probe", "localhost"])).0, 64);
}

#[test]
fn logs_tell_of_each_call_but_not_of_its_text() {
    let mut server = Served::start(&["--log", "trace"]);
    let secret = "The minister whispered to the heron.";
    let body = format!("{{\"document\": {{\"text\": \"{secret}\"}}}}");
    let mut stream = std::net::TcpStream::connect(server.http).unwrap();
    let request = format!(
        "POST /v1/analyze HTTP/1.1\r\nhost: test\r\nconnection: close\r\ncontent-length: {}\r\n\
         traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n\r\n{body}",
        body.len()
    );
    std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains("heron"), "{answer}");
    server.signal("TERM");
    let log: Vec<String> = server.lines.iter().collect();
    assert_eq!(server.exit_code(), Some(0));
    assert!(!log.iter().any(|line| line.contains("heron")), "text was logged");
    let access = log.iter().find(|line| line.contains("pullquote::access")).unwrap();
    for part in ["/v1/analyze", "code=\"OK\"", "4bf92f3577b34da6a3ce929d0e0e4736", "milliseconds="]
    {
        assert!(access.contains(part), "{part}: {access}");
    }
}

/// More callers than workers keep calling over connections of their own while the process is told
/// to end: each call that the server began reaches its caller, by its result or, once the server
/// drains, by `UNAVAILABLE`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_under_load_loses_no_accepted_call() {
    use pullquote::proto::v1::text_analysis_service_client::TextAnalysisServiceClient;
    const CALLERS: usize = 8;
    let mut server = Served::start(&["--workers", "1", "--max-deadline", "10m"]);
    let answered = Arc::new(AtomicUsize::new(0));
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let address = format!("http://{}", server.grpc);
            let answered = Arc::clone(&answered);
            tokio::spawn(async move {
                let mut client = TextAnalysisServiceClient::connect(address).await.unwrap();
                let request = request(&news(5_000));
                loop {
                    match client.analyze(request.clone()).await {
                        Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                        // Refused, or never sent because the connection was gone.
                        Err(_) => return,
                    };
                }
            })
        })
        .collect();
    within("some answers", async {
        while answered.load(Ordering::Relaxed) < 4 * CALLERS {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    })
    .await;
    server.signal("TERM");
    for caller in callers {
        within("the end of a caller", caller).await.unwrap();
    }
    assert_eq!(server.exit_code(), Some(0));
    let log: Vec<String> = server.lines.iter().collect();
    let calls: Vec<_> = log.iter().filter(|line| line.contains("pullquote::access")).collect();
    let with = |code: &str| calls.iter().filter(|line| line.contains(code)).count();
    assert_eq!(with("code=\"OK\""), answered.load(Ordering::Relaxed));
    assert_eq!(with("code=\"OK\"") + with("code=\"UNAVAILABLE\""), calls.len(), "{calls:#?}");
}

/// With no file descriptor left the accept loop waits for one, and serves on when it has it.
#[test]
fn running_out_of_file_descriptors_is_survived() {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 48; exec \"$0\" serve --listen 127.0.0.1:0 \"$@\""]);
    limited.arg(env!("CARGO_BIN_EXE_pullquote"));
    let mut server = Served::start_as(limited, &[]);
    let greedy: Vec<_> =
        (0..64).map(|_| std::net::TcpStream::connect(server.grpc).unwrap()).collect();
    server.wait_for("cannot accept connections");
    drop(greedy);
    let grpc = server.grpc.to_string();
    let (code, said) = run(&mut pullquote(&["probe", "--timeout", "30s", &grpc]));
    assert_eq!(code, 0, "{said}");
    server.signal("TERM");
    assert_eq!(server.exit_code(), Some(0));
}
