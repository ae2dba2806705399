//! Telling the language of what is read of a text, beside two detectors that are quick to build;
//! slower ones are measured by `benches/peers/language`.
//!
//! `cargo bench -p pullquote-core --bench language`

use std::sync::LazyLock;

use divan::counter::BytesCount;
use pullquote_core::Document;
use pullquote_core::language::Detector;
use pullquote_core::text::split_blocks;

fn main() {
    divan::main();
}

static DETECTOR: LazyLock<Detector> =
    LazyLock::new(|| Detector::new().expect("the embedded models load"));

/// Name of a kind of text, and the text.
const TEXTS: [&str; 5] = ["english", "russian", "hindi", "chinese", "headline"];

/// About as much text as is read of a document, or a headline.
fn text(name: &str) -> String {
    let sentence = match name {
        "english" => {
            "The minister said on Tuesday that the talks would go on until both sides agreed. "
        }
        "russian" => {
            "Министр заявил во вторник, что переговоры продолжатся, пока стороны не договорятся. "
        }
        "hindi" => "मंत्री ने मंगलवार को कहा कि दोनों पक्षों के सहमत होने तक बातचीत जारी रहेगी। ",
        "chinese" => "部长星期二说，会谈将继续进行，直到双方就投票日期达成一致。",
        _ => return "Minister says talks will go on until both sides agree".to_owned(),
    };
    sentence.repeat(3900 / sentence.len())
}

#[divan::bench(args = TEXTS)]
fn pullquote(bencher: divan::Bencher, name: &str) {
    let text = text(name);
    let blocks = split_blocks(&text);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        DETECTOR.detect(&Document::new(divan::black_box(&text)), &blocks, &mut Vec::new())
    });
}

#[divan::bench(args = TEXTS)]
fn whatlang(bencher: divan::Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| ::whatlang::detect(divan::black_box(&text)));
}

#[divan::bench(args = TEXTS)]
fn whichlang(bencher: divan::Bencher, name: &str) {
    let text = text(name);
    bencher
        .counter(BytesCount::of_str(&text))
        .bench_local(|| ::whichlang::detect_language(divan::black_box(&text)));
}

/// A megabyte, of which only a sample is read.
#[divan::bench]
fn megabyte(bencher: divan::Bencher) {
    let text = format!("{}\n", text("english")).repeat(270);
    let blocks = split_blocks(&text);
    bencher.bench_local(|| {
        DETECTOR.detect(&Document::new(divan::black_box(&text)), &blocks, &mut Vec::new())
    });
}
