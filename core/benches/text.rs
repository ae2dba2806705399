//! What comes before any analysis: blocks and tokens; and the language, which every document needs.
//!
//! `cargo bench -p pullquote-core --bench text`. News is the sample article, or the `text` of each
//! line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

mod common;

use divan::counter::BytesCount;
use pullquote_core::language::Detector;
use pullquote_core::text::{split_blocks, tokenize};
use pullquote_core::{Block, Document};

fn main() {
    divan::main();
}

fn bench(bencher: divan::Bencher, mut read: impl FnMut(&str, &[Block])) {
    let articles = common::articles_in_blocks();
    let bytes: usize = articles.iter().map(|(text, _)| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        for (text, blocks) in &articles {
            read(divan::black_box(text), blocks);
        }
    });
}

#[divan::bench]
fn blocks(bencher: divan::Bencher) {
    bench(bencher, |text, _| {
        divan::black_box(split_blocks(text));
    });
}

#[divan::bench]
fn tokens(bencher: divan::Bencher) {
    let mut tokens = Vec::new();
    bench(bencher, |text, blocks| {
        tokens.clear();
        tokenize(text, blocks, &mut tokens);
    });
}

#[divan::bench]
fn language(bencher: divan::Bencher) {
    let detector = Detector::new().expect("the embedded models load");
    bench(bencher, |text, blocks| {
        divan::black_box(detector.detect(&Document::new(text), blocks, &mut Vec::new()));
    });
}

#[divan::bench]
fn sentences(bencher: divan::Bencher) {
    let segmenter = pullquote_core::sentences::Segmenter::new().expect("the embedded model loads");
    bench(bencher, |text, blocks| {
        divan::black_box(segmenter.segment(text, blocks, "en"));
    });
}
