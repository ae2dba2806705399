//! The whole pipeline: its stages on news, and every hostile text beside as much news.
//!
//! `cargo bench -p pullquote-core --bench pipeline`. News is the sample article over and over, or the `text` of
//! each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use pullquote_core::{AnalysisSet, AnalysisType, Analyzer, Document, Options, Scratch, text};

fn main() {
    divan::main();
}

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::new().expect("the embedded models load"));

static NEWS: LazyLock<Vec<String>> =
    LazyLock::new(|| match std::env::var("PULLQUOTE_BENCH_JSONL") {
        Ok(path) => {
            let lines = std::fs::read_to_string(path).expect("PULLQUOTE_BENCH_JSONL names a file");
            let text = |line| {
                let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
                value["text"].as_str().expect("a text in each line").to_owned()
            };
            lines.lines().map(text).collect()
        }
        Err(_) => vec![include_str!("../../examples/article.txt").to_owned(); 20],
    });

fn tokens(articles: &[String]) -> usize {
    let mut tokens = Vec::new();
    for article in articles {
        text::tokenize(article, &text::split_blocks(article), &mut tokens);
    }
    tokens.len()
}

fn bench(bencher: divan::Bencher, articles: &[String], analyses: AnalysisSet) {
    let options = Options { analyses, ..Options::default() };
    let mut scratch = Scratch::default();
    bencher
        .counter(BytesCount::new(articles.iter().map(String::len).sum::<usize>()))
        .counter(ItemsCount::new(tokens(articles)))
        .bench_local(|| {
            for article in articles {
                let document = Document::new(divan::black_box(article));
                divan::black_box(ANALYZER.analyze(&document, &options, &mut scratch).is_ok());
            }
        });
}

/// What a caller pays who asks for one analysis, with the stages it needs. Items are tokens.
#[divan::bench(args = ["language", "sentences", "entities", "quotes", "all"])]
fn news(bencher: divan::Bencher, analyses: &str) {
    let analyses = match analyses {
        "language" => AnalysisSet::NONE.with(AnalysisType::Language),
        "sentences" => AnalysisSet::NONE.with(AnalysisType::Sentences),
        "entities" => AnalysisSet::NONE.with(AnalysisType::Entities),
        "quotes" => AnalysisSet::NONE.with(AnalysisType::Quotes),
        _ => AnalysisSet::ALL,
    };
    bench(bencher, &NEWS, analyses);
}

/// The same article again and again with warm caches: the best case of a busy server.
#[divan::bench]
fn one_article(bencher: divan::Bencher) {
    bench(bencher, &NEWS[..1], AnalysisSet::ALL);
}

const MEGABYTE: usize = 1 << 20;

/// Passes articles on until there is a megabyte of them.
fn until_megabyte<'a>(total: &mut usize, article: &'a str) -> Option<&'a str> {
    *total += article.len();
    (*total <= MEGABYTE).then_some(article)
}

/// A megabyte of each text that has a name for making analysers slow, beside a megabyte of news.
#[divan::bench(sample_count = 10, args = [
    "news", "straight marks", "opening marks", "apostrophes", "brackets", "full stops", "one word",
    "spaces", "line breaks", "scripts", "pronouns", "one name", "capitals", "digits", "said",
])]
fn megabyte(bencher: divan::Bencher, of: &str) {
    let unit: String = match of {
        "news" => NEWS.iter().cycle().map(String::as_str).scan(0, until_megabyte).collect(),
        "straight marks" => "\"".into(),
        "opening marks" => "\u{201c}".into(),
        "apostrophes" => "'".into(),
        "brackets" => "(".into(),
        "full stops" => ".".into(),
        "one word" => "a".into(),
        "spaces" => " ".into(),
        "line breaks" => "\n".into(),
        "scripts" => "aяא中あ가".into(),
        "pronouns" => "he said she said ".into(),
        "one name" => "Jane Roe ".into(),
        "capitals" => "Ab Cd Ef. ".into(),
        "digits" => "1,1.1:1-1 ".into(),
        "said" => "said \"said\" ".into(),
        other => unreachable!("{other}"),
    };
    let units = if of == "news" { 1 } else { MEGABYTE / unit.len() };
    let text = unit.repeat(units);
    bench(bencher, &[text], AnalysisSet::ALL);
}
