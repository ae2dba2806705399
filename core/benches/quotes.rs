//! The quote stage by itself, on news and on texts made to be slow.
//!
//! `cargo bench -p pullquote-core --bench quotes`. Items are tokens. News is the sample article over
//! and over, or the `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

use divan::counter::ItemsCount;
use pullquote_core::entities::{self, Recognizer};
use pullquote_core::quotes::{self, Attributor};
use pullquote_core::sentences::Segmenter;
use pullquote_core::{Page, text};

fn main() {
    divan::main();
}

const MEGABYTE: usize = 1 << 20;

fn news() -> String {
    match std::env::var("PULLQUOTE_BENCH_JSONL") {
        Ok(path) => {
            let lines = std::fs::read_to_string(path).expect("PULLQUOTE_BENCH_JSONL names a file");
            let text = |line: &str| {
                let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
                value["text"].as_str().expect("a text in each line").to_owned() + "\n\n"
            };
            lines.lines().map(text).collect()
        }
        Err(_) => megabyte_of(include_str!("../../examples/article.txt")),
    }
}

fn megabyte_of(unit: &str) -> String {
    unit.repeat(MEGABYTE / unit.len() + 1)
}

fn bench(bencher: divan::Bencher, text: &str) {
    let blocks = text::split_blocks(text);
    let mut tokens = Vec::new();
    text::tokenize(text, &blocks, &mut tokens);
    let sentences = Segmenter::new().expect("it loads").segment(text, &blocks, "en");
    let page = Page {
        text,
        title: None,
        language: "en",
        blocks: &blocks,
        tokens: &tokens,
        sentences: &sentences,
    };
    let recognizer = Recognizer::new().expect("the embedded models load");
    let entities = recognizer.recognize(&page, &mut entities::Scratch::default());
    let attributor = Attributor::new().expect("the embedded models load");
    let mut scratch = quotes::Scratch::default();
    bencher
        .counter(ItemsCount::new(tokens.len()))
        .bench_local(|| attributor.attribute(divan::black_box(&page), &entities, &mut scratch));
}

#[divan::bench(sample_count = 5)]
fn on_news(bencher: divan::Bencher) {
    bench(bencher, &news());
}

#[divan::bench(sample_count = 3, args = ["\"", "“x” ", "\"x\" 'y' ", "said ", "he said \"no\" ", "'' "])]
fn hostile(bencher: divan::Bencher, unit: &str) {
    bench(bencher, &megabyte_of(unit));
}
