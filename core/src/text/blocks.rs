//! Lines into blocks.

use crate::analysis::{Block, BlockKind, Span};

/// Splits a text into its blocks, in order, without the white space around each. Linear.
pub fn split_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at + (line.len() - line.trim_start().len());
            let span = Span::new(start as u32, (start + trimmed.len()) as u32);
            blocks.push(Block { span, kind: BlockKind::Paragraph });
        }
        at += line.len() + 1;
    }
    blocks
}
