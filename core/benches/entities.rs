//! What the part of the entity stage costs that is not learned: expressions, and names into things.
//!
//! `cargo bench -p pullquote-core --bench entities`. Items are tokens. News is the sample article,
//! or the `text` of each line of the JSONL file that `PULLQUOTE_BENCH_JSONL` names. Hostile texts
//! are a megabyte each, beside a megabyte of news.

mod common;

use divan::counter::{BytesCount, ItemsCount};
use pullquote_core::entities::{Gatherer, GathererScratch, NameMention};
use pullquote_core::sentences::Segmenter;
use pullquote_core::text::{Token, TokenKind, split_blocks, tokenize};
use pullquote_core::{
    AnalysisSet, AnalysisType, Analyzer, Block, Document, EntityType, MentionKind, Options, Page,
    Scratch, Sentence,
};

fn main() {
    divan::main();
}

/// A text with all that the gatherer reads.
struct Prepared {
    text: String,
    blocks: Vec<Block>,
    tokens: Vec<Token>,
    sentences: Vec<Sentence>,
    names: Vec<NameMention>,
}

impl Prepared {
    fn new(text: String, names: impl Fn(&str, &[Token]) -> Vec<NameMention>) -> Self {
        let blocks = split_blocks(&text);
        let mut tokens = Vec::new();
        tokenize(&text, &blocks, &mut tokens);
        let segmenter = Segmenter::new().expect("the embedded model loads");
        let sentences = segmenter.segment(&text, &blocks, "en");
        let names = names(&text, &tokens);
        Prepared { text, blocks, tokens, sentences, names }
    }

    fn gather(&self, gatherer: &Gatherer, scratch: &mut GathererScratch) -> usize {
        let page = Page {
            text: &self.text,
            title: None,
            language: "en",
            blocks: &self.blocks,
            tokens: &self.tokens,
            sentences: &self.sentences,
        };
        gatherer.gather(&page, &mut self.names.clone(), scratch).len()
    }
}

/// The names that the analyzer finds.
fn tagged(text: &str) -> Vec<NameMention> {
    let analyzer = Analyzer::new().expect("the embedded models load");
    let entities = AnalysisSet::NONE.with(AnalysisType::Entities);
    let options = Options { analyses: entities, ..Options::default() };
    let document = Document { language: Some("en"), ..Document::new(text) };
    let analysis = analyzer
        .analyze(&document, &options, &mut Scratch::default())
        .expect("a text under the limit");
    let mut names: Vec<NameMention> = analysis
        .entities
        .iter()
        .filter(|entity| entity.kind.is_named())
        .flat_map(|entity| entity.mentions.iter().map(|mention| (entity.kind, mention)))
        .filter(|(_, mention)| mention.kind == MentionKind::Name)
        .map(|(kind, mention)| NameMention {
            span: mention.span,
            first_token: 0,
            last_token: 0,
            kind,
            confidence: mention.confidence,
        })
        .collect();
    names.sort_by_key(|name| name.span);
    names
}

/// Every capitalised word a name of a person.
fn capitalised(text: &str, tokens: &[Token]) -> Vec<NameMention> {
    let name = |token: &Token| NameMention {
        span: token.span,
        first_token: 0,
        last_token: 0,
        kind: EntityType::Person,
        confidence: 0.9,
    };
    tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Word)
        .filter(|token| token.span.slice(text).starts_with(char::is_uppercase))
        .map(name)
        .collect()
}

#[divan::bench]
fn news(bencher: divan::Bencher) {
    let pages: Vec<Prepared> = common::articles()
        .into_iter()
        .map(|text| Prepared::new(text, |text, _| tagged(text)))
        .collect();
    let gatherer = Gatherer::default();
    let mut scratch = GathererScratch::default();
    bencher
        .counter(BytesCount::new(pages.iter().map(|page| page.text.len()).sum::<usize>()))
        .counter(ItemsCount::new(pages.iter().map(|page| page.tokens.len()).sum::<usize>()))
        .bench_local(|| {
            pages.iter().map(|page| page.gather(&gatherer, &mut scratch)).sum::<usize>()
        });
}

#[divan::bench(args = [
    "news", "he", "one name", "many names", "one surname", "digits", "commas", "number words", "the president",
])]
fn megabyte(bencher: divan::Bencher, what: &str) {
    let piece = |index: usize| match what {
        "news" => common::articles().swap_remove(0) + "\n\n",
        "he" => "he ".to_owned(),
        "one name" => "Roe ".to_owned(),
        "many names" => format!("Xa{} ", letters(index)),
        "one surname" => format!("Xa{} Roe. ", letters(index)),
        "digits" => "1234567890".to_owned(),
        "commas" => "1,1,".to_owned(),
        "number words" => "one hundred and ".to_owned(),
        _ => "President Roe said the president ".to_owned(),
    };
    let mut text = String::with_capacity(common::MEGABYTE + 64);
    for index in 0.. {
        if text.len() >= common::MEGABYTE {
            break;
        }
        text.push_str(&piece(index));
    }
    let page = Prepared::new(text, |text, tokens| match what {
        "news" => tagged(text),
        "one surname" => capitalised(text, tokens)
            .chunks_exact(2)
            .map(|pair| NameMention {
                span: pullquote_core::Span::new(pair[0].span.start, pair[1].span.end),
                ..pair[0]
            })
            .collect(),
        _ => capitalised(text, tokens),
    });
    let gatherer = Gatherer::default();
    let mut scratch = GathererScratch::default();
    bencher
        .counter(BytesCount::new(page.text.len()))
        .bench_local(|| page.gather(&gatherer, &mut scratch));
}

/// A number in letters.
fn letters(mut number: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
        if number == 0 {
            return letters;
        }
    }
}
