//! What the text is before anything is known of its meaning: blocks, tokens, units of offsets.

mod addresses;
mod blocks;
pub(crate) mod chars;
mod offsets;
mod tokens;

pub use blocks::split_blocks;
pub use offsets::{OffsetConverter, OffsetUnit};
pub use tokens::{Token, TokenKind, tokenize};
