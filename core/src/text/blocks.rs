//! Lines into blocks.

use super::block_kinds::{self, Kinds};
use super::lines::logical_lines;
use crate::analysis::{Block, Span};

/// Splits a text into its blocks, in order, without the white space around each, and says what each
/// is by its length, marks, case, neighbours and cue words. Lines that were broken at a column are
/// one block; a picture credit at the end of a caption is a block of its own. Linear.
pub fn split_blocks(text: &str) -> Vec<Block> {
    let lines = logical_lines(text);
    let mut kinds = Kinds::default();
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1);
        let content = line.span.slice(text);
        let kind = kinds.of(content, line.blank_before, next.map(|next| next.span.slice(text)));
        match block_kinds::credit_start(content) {
            Some(at) => {
                let caption = content[..at].trim_end();
                let (caption_kind, credit_kind) = kinds.of_caption_and_credit();
                let caption_end = line.span.start + caption.len() as u32;
                blocks.push(Block {
                    span: Span::new(line.span.start, caption_end),
                    kind: caption_kind,
                });
                blocks.push(Block {
                    span: Span::new(line.span.start + at as u32, line.span.end),
                    kind: credit_kind,
                });
            }
            None => blocks.push(Block { span: line.span, kind }),
        }
    }
    block_kinds::settle_by_neighbours(text, &lines, &mut blocks);
    blocks
}
