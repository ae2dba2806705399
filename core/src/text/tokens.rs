//! Blocks into tokens.

use crate::analysis::{Block, Span};

/// A word, number, mark or symbol of the text. Tokens are in order, never overlap, and never cross
/// a block; between two of them is only white space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it is.
    pub span: Span,
    /// Index of its block.
    pub block: u32,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether white space, or the start of a block, comes before it.
    pub space_before: bool,
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with what joins them: "state-owned", "O'Brien", "U.S.".
    Word,
    /// Digits, with what joins them: "1,000.5", "24th".
    Number,
    /// A web or e-mail address, a handle, a hashtag.
    Address,
    /// A quotation mark of any kind, or an apostrophe that stands alone.
    QuotationMark,
    /// Any other mark.
    Punctuation,
    /// Anything else: currency signs, emoji.
    Symbol,
}

/// Splits `text`, within its blocks, into tokens and appends them to `tokens`. Linear.
pub fn tokenize(text: &str, blocks: &[Block], tokens: &mut Vec<Token>) {
    for (index, block) in blocks.iter().enumerate() {
        let mut at = block.span.start as usize;
        for piece in block.span.slice(text).split_inclusive(char::is_whitespace) {
            let word = piece.trim();
            if !word.is_empty() {
                tokens.push(Token {
                    span: Span::new(at as u32, (at + word.len()) as u32),
                    block: index as u32,
                    kind: TokenKind::Word,
                    space_before: true,
                });
            }
            at += piece.len();
        }
    }
}
