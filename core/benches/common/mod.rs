//! Texts that benchmarks run on.

// Each benchmark uses some of it.
#![allow(dead_code)]

use std::path::Path;

use pullquote_core::Block;
use pullquote_core::text::split_blocks;

/// A megabyte, in bytes.
pub(crate) const MEGABYTE: usize = 1 << 20;

/// The `text` of each line of the JSONL file that the environment's `PULLQUOTE_BENCH_JSONL` names,
/// or the sample article alone. Cargo runs benchmarks in the folder of their package, so a relative
/// path counts from the root of the repository, where they are started.
pub(crate) fn articles() -> Vec<String> {
    let Ok(path) = std::env::var("PULLQUOTE_BENCH_JSONL") else {
        return vec![include_str!("../../../examples/article.txt").to_owned()];
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let lines = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("PULLQUOTE_BENCH_JSONL names {}: {error}", path.display()));
    let text = |line| {
        let value: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        value["text"].as_str().expect("a text in each line").to_owned()
    };
    lines.lines().map(text).collect()
}

/// The articles, each with its blocks.
pub(crate) fn articles_in_blocks() -> Vec<(String, Vec<Block>)> {
    let with_blocks = |text: String| {
        let blocks = split_blocks(&text);
        (text, blocks)
    };
    articles().into_iter().map(with_blocks).collect()
}

/// Articles, a blank line between them, until they are a megabyte.
pub(crate) fn megabyte_of_news() -> String {
    let articles = articles();
    let mut text = String::with_capacity(MEGABYTE + (MEGABYTE >> 4));
    for article in articles.iter().cycle() {
        if text.len() >= MEGABYTE {
            break;
        }
        text.push_str(article);
        text.push_str("\n\n");
    }
    text
}

/// A text over and over, until it is a megabyte.
pub(crate) fn megabyte_of(unit: &str) -> String {
    unit.repeat(MEGABYTE.div_ceil(unit.len()))
}
