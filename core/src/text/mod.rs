//! What the text is before anything is known of its meaning: blocks, tokens, units of offsets.

mod addresses;
mod block_kinds;
mod blocks;
pub(crate) mod chars;
pub(crate) mod datelines;
mod dates;
mod lines;
mod offsets;
mod tokens;

pub use blocks::split_blocks;
pub use offsets::{OffsetConverter, OffsetUnit};
pub(crate) use tokens::is_share_symbol;
pub use tokens::{Token, TokenKind, tokenize};
