//! The whole pipeline: its stages on news, and every hostile text beside as much news.
//!
//! `cargo bench -p pullquote-core --bench pipeline`. News is the sample article over and over, or the
//! `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

mod common;

use std::sync::LazyLock;

use divan::counter::{BytesCount, ItemsCount};
use pullquote_core::{AnalysisSet, AnalysisType, Analyzer, Document, Options, Scratch, text};

fn main() {
    divan::main();
}

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::new().expect("the embedded models load"));

static NEWS: LazyLock<Vec<String>> = LazyLock::new(|| match common::articles() {
    sample if sample.len() == 1 => std::iter::repeat_n(sample, 20).flatten().collect(),
    articles => articles,
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

/// A megabyte of each text that has a name for making analysers slow, beside a megabyte of news.
#[divan::bench(sample_count = 10, args = [
    "news", "straight marks", "opening marks", "apostrophes", "brackets", "full stops", "one word",
    "spaces", "line breaks", "scripts", "pronouns", "one name", "capitals", "digits", "said", "German",
    "Dutch", "datelines",
])]
fn megabyte(bencher: divan::Bencher, of: &str) {
    let unit = match of {
        "news" => return bench(bencher, &[common::megabyte_of_news()], AnalysisSet::ALL),
        "straight marks" => "\"",
        "opening marks" => "\u{201c}",
        "apostrophes" => "'",
        "brackets" => "(",
        "full stops" => ".",
        "one word" => "a",
        "spaces" => " ",
        "line breaks" => "\n",
        "scripts" => "aяא中あ가",
        "pronouns" => "he said she said ",
        "one name" => "Jane Roe ",
        "capitals" => "Ab Cd Ef. ",
        "digits" => "1,1.1:1-1 ",
        "said" => "said \"said\" ",
        "German" => "kündigte an, das Gesetz zu ändern ",
        "Dutch" => "zegt de minister te gaan ",
        "datelines" => "DL (AP) — A\n\n",
        other => unreachable!("{other}"),
    };
    bench(bencher, &[common::megabyte_of(unit)], AnalysisSet::ALL);
}
