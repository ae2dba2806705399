//! How fast segmenters find the sentences of news, all on the same text in one run.
//!
//! `cargo run --release --manifest-path benches/peers/sentences/Cargo.toml`, from the root of the
//! repository. News is the sample article, or the `text` of each line of the JSONL file that
//! `PULLQUOTE_BENCH_JSONL` names.

use divan::counter::BytesCount;
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::split_blocks;
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    divan::main();
}

fn articles() -> Vec<String> {
    let Ok(path) = std::env::var("PULLQUOTE_BENCH_JSONL") else {
        return vec![include_str!("../../../../examples/article.txt").to_owned(); 40];
    };
    let lines = std::fs::read_to_string(path).expect("PULLQUOTE_BENCH_JSONL names a file");
    let text = |line| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        value["text"].as_str().expect("a text in each line").to_owned()
    };
    lines.lines().map(text).collect()
}

fn bench(bencher: divan::Bencher, sentences: impl Fn(&str) -> usize) {
    let articles = articles();
    let bytes: usize = articles.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        articles.iter().map(|text| sentences(divan::black_box(text))).sum::<usize>()
    });
}

/// Sentences, given the blocks, as in the service, where other stages need these too.
#[divan::bench]
fn pullquote(bencher: divan::Bencher) {
    let segmenter = Segmenter::new().expect("the embedded model loads");
    let articles = articles();
    let blocks: Vec<_> = articles.iter().map(|text| split_blocks(text)).collect();
    let bytes: usize = articles.iter().map(String::len).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let pairs = articles.iter().zip(&blocks);
        pairs
            .map(|(text, blocks)| segmenter.segment(divan::black_box(text), blocks, "en").len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn pullquote_with_blocks(bencher: divan::Bencher) {
    let segmenter = Segmenter::new().expect("the embedded model loads");
    bench(bencher, |text| segmenter.segment(text, &split_blocks(text), "en").len());
}

#[divan::bench(sample_count = 5)]
fn sentencex(bencher: divan::Bencher) {
    bench(bencher, |text| ::sentencex::segment("en", text).len());
}

#[divan::bench]
fn unicode_segmentation(bencher: divan::Bencher) {
    bench(bencher, |text| text.unicode_sentences().count());
}

#[divan::bench]
fn unicode_segmentation_bounds(bencher: divan::Bencher) {
    bench(bencher, |text| text.split_sentence_bounds().count());
}
