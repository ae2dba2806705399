//! The scan for sentence ends alone: on news, and on a megabyte of each text that has a name for
//! making segmenters slow beside a megabyte of news. Others are measured by `benches/peers/sentences`.
//!
//! `cargo bench -p pullquote-core --bench sentences`. News is the sample article, or the `text` of each
//! line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names.

mod common;

use std::sync::LazyLock;

use divan::counter::BytesCount;
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::split_blocks;

fn main() {
    divan::main();
}

static SEGMENTER: LazyLock<Segmenter> =
    LazyLock::new(|| Segmenter::new().expect("the embedded model loads"));

fn bench(bencher: divan::Bencher, text: &str) {
    let blocks = split_blocks(text);
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(|| SEGMENTER.segment(divan::black_box(text), &blocks, "en"));
}

const TEXTS: [(&str, &str); 12] = [
    ("full stops", "."),
    ("?!", "?!"),
    ("a.b.c.", "a.b.c."),
    ("A. B. C.", "A. B. C. "),
    ("quotation marks", "\""),
    ("ends in brackets", ".) "),
    ("no spaces", "abcdefghij"),
    ("line breaks", "a\n"),
    ("spaced line breaks", "a \n\n"),
    ("emoji", "\u{1F600}"),
    ("capitals", "Aa Bb "),
    ("numbers", "1 2. 3 "),
];

/// The articles one by one.
#[divan::bench]
fn news(bencher: divan::Bencher) {
    let articles = common::articles_in_blocks();
    let bytes: usize = articles.iter().map(|(text, _)| text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let all = articles.iter();
        all.map(|(text, blocks)| SEGMENTER.segment(divan::black_box(text), blocks, "en").len())
            .sum::<usize>()
    });
}

#[divan::bench(sample_count = 20, args = std::iter::once("news").chain(TEXTS.map(|(name, _)| name)))]
fn megabyte(bencher: divan::Bencher, name: &str) {
    let unit = TEXTS.iter().find(|(other, _)| *other == name);
    let text = unit.map_or_else(common::megabyte_of_news, |(_, unit)| common::megabyte_of(unit));
    bench(bencher, &text);
}

/// A megabyte and four: what takes four times as long is linear.
#[divan::bench(sample_count = 10, args = TEXTS.map(|(name, _)| name))]
fn four_megabytes(bencher: divan::Bencher, name: &str) {
    let unit = TEXTS.iter().find(|(other, _)| *other == name).map_or(" ", |(_, unit)| unit);
    bench(bencher, &common::megabyte_of(unit).repeat(4));
}
