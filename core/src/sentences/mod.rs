//! Where sentences end.
//!
//! A scan finds the places where one may end, and what stands around each decides.

mod candidates;
mod context;
mod lists;
mod rules;

use self::candidates::{Bare, Candidates, Scope};
use self::context::Context;
use self::lists::AllLists;
use crate::analysis::{Block, Sentence, Span};
use crate::learn::ModelError;

/// Finds sentence boundaries.
#[derive(Debug)]
pub struct Segmenter {
    lists: AllLists,
}

impl Segmenter {
    /// Readies the segmenter.
    ///
    /// # Errors
    /// When an embedded model does not fit this build.
    pub fn new() -> Result<Self, ModelError> {
        Ok(Segmenter { lists: AllLists::new() })
    }

    /// Whether a language, given by its primary subtag, is known.
    pub fn knows(language: &str) -> bool {
        AllLists::know(language)
    }

    /// Splits blocks into sentences: in order, none crossing a block, and together with the white
    /// space between them making up each block exactly. Linear.
    pub fn segment(&self, text: &str, blocks: &[Block], language: &str) -> Vec<Sentence> {
        let language = if language == "und" { "en" } else { language };
        let lists = self.lists.of(language);
        let own_mark = match language {
            "hy" => Some(b':'),
            "el" => Some(b';'),
            _ => None,
        };
        let scope = Scope { bare: if language == "th" { Bare::All } else { Bare::None }, own_mark };
        let mut sentences = Vec::with_capacity(text.len() / 120 + blocks.len());
        for (index, block) in blocks.iter().enumerate() {
            let Span { start, end } = block.span;
            let (block_start, block_end) = (start as usize, end as usize);
            let mut start = start;
            for candidate in Candidates::new(text, block_start, block_end, scope) {
                let context = Context::of(text, block_start, block_end, &candidate);
                if rules::is_end(&context, lists) {
                    let span = Span::new(start, candidate.end as u32);
                    sentences.push(Sentence { span, block: index as u32 });
                    start = candidate.next as u32;
                }
            }
            sentences.push(Sentence { span: Span::new(start, end), block: index as u32 });
        }
        sentences
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::split_blocks;

    proptest! {
        #[test]
        fn sentences_and_blanks_make_up_each_block(text in sentence_text(), language in 0usize..6) {
            let segmenter = Segmenter::new().unwrap();
            let language = ["en", "de", "th", "ja", "hy", "xx"][language];
            let blocks = split_blocks(&text);
            let sentences = segmenter.segment(&text, &blocks, language);
            for (index, block) in blocks.iter().enumerate() {
                let of_block = |sentence: &&Sentence| sentence.block == index as u32;
                let spans: Vec<Span> = sentences.iter().filter(of_block).map(|s| s.span).collect();
                prop_assert_eq!(spans.first().map(|span| span.start), Some(block.span.start));
                prop_assert_eq!(spans.last().map(|span| span.end), Some(block.span.end));
                for span in &spans {
                    let content = span.slice(&text);
                    prop_assert!(!content.is_empty());
                    prop_assert!(!content.starts_with(char::is_whitespace) && !content.ends_with(char::is_whitespace));
                }
                for pair in spans.windows(2) {
                    let gap = text.get(pair[0].end as usize..pair[1].start as usize);
                    prop_assert!(gap.is_some_and(|gap| gap.chars().all(char::is_whitespace)));
                }
            }
            let order: Vec<u32> = sentences.iter().map(|sentence| sentence.block).collect();
            prop_assert!(order.is_sorted());
        }
    }

    /// Any text, and text dense in what sentences end by.
    fn sentence_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-cA-C1.!?:;\\u{2026}\\u{3002}\\u{4E2D}\\u{964}\\u{201D}\\u{300C}\\u{300D}\"'\\[\\]() \\n-]{0,60}",
        ]
    }
}
