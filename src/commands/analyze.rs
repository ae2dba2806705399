//! `pullquote analyze`: articles from files or standard input, analysed here, without a server.
//!
//! Three forms of answer: for people (the default), JSON (`--json`), and JSON Lines for bulk work
//! (`--jsonl`). Both JSON forms are the proto3 JSON mapping of the API's `AnalyzeResponse`, made by
//! the same code as the service's answers.

mod bulk;
mod page;
mod progress;

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use clap::{Args, ValueEnum};
use pullquote::proto::v1::AnalyzeResponse;
use pullquote::service::convert::{SpanStyle, analyze_response};
use pullquote::service::{About, check_language};
use pullquote_core::text::OffsetUnit;
use pullquote_core::{AnalysisSet, AnalysisType, Analyzer, Document, Options, Scratch};

/// The name that stands for standard input.
const STDIN: &str = "-";

/// What happened, for scripts.
const EXIT_CODES: &str = "Exits with 0 when every document was analysed, 1 when one could not be \
    read or analysed (the others are), and 64 for wrong arguments.";

/// The command line of `pullquote analyze`.
#[derive(Debug, Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct AnalyzeArgs {
    /// Files to read, UTF-8; `-`, or none at all, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write each answer as JSON: an `AnalyzeResponse` of the API
    #[arg(long, conflicts_with = "jsonl")]
    json: bool,

    /// Read a document a line, `{"id", "text"}` with optional `"title"` and `"language"`, and write
    /// an answer a line, in order, on all cores; other keys are ignored
    #[arg(long)]
    jsonl: bool,

    /// What offsets in the JSON count: bytes, UTF-16 code units or code points
    #[arg(long, value_enum, default_value_t = Unit::Utf8, value_name = "UNIT")]
    offset_unit: Unit,

    /// The analyses wanted, with commas between; all when left out
    #[arg(long, value_enum, value_delimiter = ',', value_name = "ANALYSIS")]
    analyses: Vec<Wanted>,

    /// Leave the text of spans out of the JSON
    #[arg(long)]
    omit_text: bool,

    /// Leave out quotes and name mentions less sure than this
    #[arg(long, default_value_t = 0.0, value_parser = parse_confidence, value_name = "0..1")]
    min_confidence: f32,

    /// The language of the texts as a BCP-47 tag, such as `en`; detected when left out
    #[arg(long, value_parser = parse_language, value_name = "TAG")]
    language: Option<String>,

    /// Threads for `--jsonl`; 0 is as many as there are CPUs to use
    #[arg(long, default_value_t = 0, value_name = "N")]
    threads: usize,

    /// When to colour the answer for people; `auto` asks the terminal and NO_COLOR
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
}

/// An [`OffsetUnit`] by its name on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Unit {
    Utf8,
    Utf16,
    Utf32,
}

/// An [`AnalysisType`] by its name on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Wanted {
    Language,
    Sentences,
    Entities,
    Quotes,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Utf8 => OffsetUnit::Utf8,
            Unit::Utf16 => OffsetUnit::Utf16,
            Unit::Utf32 => OffsetUnit::Utf32,
        }
    }
}

impl From<Wanted> for AnalysisType {
    fn from(wanted: Wanted) -> Self {
        match wanted {
            Wanted::Language => AnalysisType::Language,
            Wanted::Sentences => AnalysisType::Sentences,
            Wanted::Entities => AnalysisType::Entities,
            Wanted::Quotes => AnalysisType::Quotes,
        }
    }
}

fn parse_confidence(value: &str) -> Result<f32, String> {
    match value.parse() {
        Ok(confidence) if (0.0..=1.0).contains(&confidence) => Ok(confidence),
        _ => Err("expected a number from 0 to 1".to_owned()),
    }
}

fn parse_language(tag: &str) -> Result<String, String> {
    check_language(tag).map(|()| tag.to_owned())
}

/// Runs the command and gives its exit code.
pub(crate) fn run(args: &AnalyzeArgs) -> ExitCode {
    let outcome = match Analyzer::new() {
        Ok(analyzer) if args.jsonl => Analysis::new(args, &analyzer).of_lines(),
        Ok(analyzer) => Analysis::new(args, &analyzer).of_files(),
        Err(error) => {
            complain(format_args!("cannot start: {error}"));
            return ExitCode::FAILURE;
        }
    };
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        // The reader has seen enough, as with `| head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("cannot write the answer: {error}"));
            ExitCode::FAILURE
        }
    }
}

impl AnalyzeArgs {
    fn inputs(&self) -> Vec<&Path> {
        if self.files.is_empty() {
            vec![Path::new(STDIN)]
        } else {
            self.files.iter().map(PathBuf::as_path).collect()
        }
    }

    fn colored(&self) -> bool {
        match self.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
                io::stdout().is_terminal() && !forbidden
            }
        }
    }
}

/// Analyses documents with the options of the command line.
struct Analysis<'a> {
    args: &'a AnalyzeArgs,
    analyzer: &'a Analyzer,
    about: About,
    options: Options,
    style: SpanStyle,
}

impl<'a> Analysis<'a> {
    fn new(args: &'a AnalyzeArgs, analyzer: &'a Analyzer) -> Self {
        let analyses = if args.analyses.is_empty() {
            AnalysisSet::ALL
        } else {
            args.analyses.iter().map(|&wanted| AnalysisType::from(wanted)).collect()
        };
        Analysis {
            args,
            analyzer,
            about: About::new(analyzer),
            options: Options { analyses, min_confidence: args.min_confidence },
            style: SpanStyle {
                unit: args.offset_unit.into(),
                omit_text: args.omit_text && (args.json || args.jsonl),
            },
        }
    }

    /// The answer that the service would give, or why there is none.
    fn of(
        &self,
        id: &str,
        document: Document<'_>,
        scratch: &mut Scratch,
    ) -> Result<AnalyzeResponse, String> {
        if let Some(tag) = document.language {
            check_language(tag)?;
        }
        let language = document.language.or(self.args.language.as_deref());
        let document = Document { language, ..document };
        let analysis = self
            .analyzer
            .analyze(&document, &self.options, scratch)
            .map_err(|error| error.to_string())?;
        Ok(AnalyzeResponse {
            id: id.to_owned(),
            analysis_version: self.about.analysis_version().to_owned(),
            ..analyze_response(document.text, analysis, self.style)
        })
    }

    /// Analyses each file as one document. Gives the number of files that failed.
    ///
    /// # Errors
    /// When standard output cannot be written.
    fn of_files(&self) -> io::Result<usize> {
        let mut scratch = Scratch::default();
        let mut output = BufWriter::new(io::stdout().lock());
        let mut failures = 0;
        for path in self.args.inputs() {
            let name = name_of(path);
            let answer =
                read_text(path).and_then(|text| self.of(&name, Document::new(&text), &mut scratch));
            match answer {
                Ok(answer) if self.args.json => {
                    serde_json::to_writer_pretty(&mut output, &answer)?;
                    writeln!(output)?;
                }
                Ok(answer) => {
                    page::write(&answer, self.options.analyses, self.args.colored(), &mut output)?
                }
                Err(error) => {
                    complain(format_args!("{name}: {error}"));
                    failures += 1;
                }
            }
        }
        output.flush()?;
        Ok(failures)
    }

    /// Analyses each line of each file as one document. Gives the number of lines and files that
    /// failed.
    ///
    /// # Errors
    /// When standard output cannot be written.
    fn of_lines(&self) -> io::Result<usize> {
        let threads = match self.args.threads {
            0 => thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let inputs = self.args.inputs();
        let bar = progress::bar(&inputs);
        let mut output = BufWriter::new(io::stdout().lock());
        let mut failures = 0;
        for path in inputs {
            let name = name_of(path);
            let mut fail = |place: &str, error: &str| {
                failures += 1;
                bar.suspend(|| complain(format_args!("{place}: {error}")));
            };
            match open(path) {
                Err(error) => fail(&name, &error.to_string()),
                Ok(input) => bulk::run(
                    BufReader::with_capacity(1 << 16, bar.wrap_read(input)),
                    &mut output,
                    threads,
                    &|id, document, scratch| self.of(id, document, scratch),
                    &mut |line, error| fail(&format!("{name}:{line}"), error),
                )?,
            }
        }
        output.flush()?;
        bar.finish_and_clear();
        Ok(failures)
    }
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new(STDIN) {
        if io::stdin().is_terminal() {
            complain(format_args!("reading standard input; end it with Ctrl-D"));
        }
        Ok(Box::new(io::stdin()))
    } else {
        Ok(Box::new(File::open(path)?))
    }
}

fn read_text(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(|e| e.to_string())?;
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 from byte {} on", error.utf8_error().valid_up_to()))
}

fn name_of(path: &Path) -> String {
    if path == Path::new(STDIN) { "stdin".to_owned() } else { path.display().to_string() }
}

/// Tells a person about trouble. That nobody may be listening is no further trouble.
fn complain(message: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "pullquote: {message}");
}
