//! The tagger of names alone, from tokens to names.
//!
//! `cargo bench -p pullquote-core --bench names`. News is the sample article over and over, or the
//! `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names. Items are tokens.

mod common;

use divan::counter::ItemsCount;
use pullquote_core::Prepared;
use pullquote_core::entities::names::{NameTagger, Scratch};
use pullquote_core::sentences::Segmenter;

fn main() {
    divan::main();
}

/// Names of English news, one article after the other on the same memory.
#[divan::bench]
fn names(bencher: divan::Bencher) {
    let segmenter = Segmenter::new().expect("the embedded model loads");
    let prepared = |text: &String| Prepared::new(text, &segmenter);
    let articles: Vec<Prepared> = common::articles().iter().map(prepared).collect();
    let tagger = NameTagger::new().expect("the embedded model loads");
    let mut scratch = Scratch::default();
    let mut names = Vec::new();
    let tokens: usize = articles.iter().map(|article| article.page().tokens.len()).sum();
    bencher.counter(ItemsCount::new(tokens)).bench_local(|| {
        for article in &articles {
            names.clear();
            tagger.find(divan::black_box(&article.page()), &mut scratch, &mut names);
        }
        names.len()
    });
}
