//! The tagger of names alone, from tokens to names.
//!
//! `cargo bench -p pullquote-core --bench names`. News is the sample article over and over, or the
//! `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names. Items are tokens.

mod common;

use divan::counter::ItemsCount;
use pullquote_core::entities::names::{NameTagger, Scratch};
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::{self, Token};
use pullquote_core::{Block, Page, Sentence};

fn main() {
    divan::main();
}

/// A text with what the tagger reads of it.
struct Article {
    text: String,
    blocks: Vec<Block>,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
}

impl Article {
    fn new(text: &str) -> Self {
        let blocks = text::split_blocks(text);
        let mut tokens = Vec::new();
        text::tokenize(text, &blocks, &mut tokens);
        let segmenter = Segmenter::new().expect("the embedded model loads");
        let sentences = segmenter.segment(text, &blocks, "en");
        Article { text: text.to_owned(), blocks, tokens, sentences }
    }

    fn page(&self) -> Page<'_> {
        let Article { text, blocks, tokens, sentences } = self;
        Page { text, title: None, language: "en", blocks, tokens, sentences }
    }
}

/// Names of English news, one article after the other on the same memory.
#[divan::bench]
fn names(bencher: divan::Bencher) {
    let articles: Vec<Article> = common::articles().iter().map(|text| Article::new(text)).collect();
    let tagger = NameTagger::new().expect("the embedded model loads");
    let mut scratch = Scratch::default();
    let mut names = Vec::new();
    let tokens: usize = articles.iter().map(|article| article.tokens.len()).sum();
    bencher.counter(ItemsCount::new(tokens)).bench_local(|| {
        for article in &articles {
            names.clear();
            tagger.find(divan::black_box(&article.page()), &mut scratch, &mut names);
        }
        names.len()
    });
}
