//! The quote stage by itself, on news and on texts made to be slow.
//!
//! `cargo bench -p pullquote-core --bench quotes`. Items are tokens. News is a megabyte of the
//! sample article, or of the `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

mod common;

use divan::counter::ItemsCount;
use pullquote_core::Prepared;
use pullquote_core::entities::{self, Recognizer};
use pullquote_core::quotes::{self, Attributor};
use pullquote_core::sentences::Segmenter;

fn main() {
    divan::main();
}

fn bench(bencher: divan::Bencher, text: &str) {
    let prepared = Prepared::new(text, &Segmenter::new().expect("it loads"));
    let page = prepared.page();
    let recognizer = Recognizer::new().expect("the embedded models load");
    let entities = recognizer.recognize(&page, &mut entities::Scratch::default());
    let attributor = Attributor::new().expect("the embedded models load");
    let mut scratch = quotes::Scratch::default();
    bencher
        .counter(ItemsCount::new(page.tokens.len()))
        .bench_local(|| attributor.attribute(divan::black_box(&page), &entities, &mut scratch));
}

#[divan::bench(sample_count = 5)]
fn on_news(bencher: divan::Bencher) {
    bench(bencher, &common::megabyte_of_news());
}

#[divan::bench(sample_count = 3, args = ["\"", "“x” ", "\"x\" 'y' ", "said ", "he said \"no\" ", "'' "])]
fn hostile(bencher: divan::Bencher, unit: &str) {
    bench(bencher, &common::megabyte_of(unit));
}
