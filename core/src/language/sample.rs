//! The part of a text that is read: all of a short one, pieces from every stretch of a long one.

use super::script::Script;
use crate::analysis::{Block, Span};

/// The most that is read of a text, in bytes. More would not make the answer surer.
pub const SAMPLE_BYTES: usize = 4096;

/// The least that is read of a block, in bytes. When there are so many blocks that this is too
/// much for all, some blocks are left out.
const PIECE_BYTES: usize = 96;

/// A piece that is cut out of a block is never longer than this; a longer share is spread over
/// the block in several.
const LONGEST_PIECE: usize = 256;

/// The least that is read of a piece at first, in bytes.
const LOOK_BYTES: usize = 40;

/// Pieces of the blocks of a text, in order, each with the index of its block.
pub(super) fn pieces<'a>(text: &'a str, blocks: &[Block]) -> Vec<(usize, &'a str)> {
    let spans: Vec<(usize, Span)> =
        blocks.iter().enumerate().map(|(index, block)| (index, block.span)).collect();
    let total: usize = spans.iter().map(|(_, span)| span.len() as usize).sum();
    if total <= SAMPLE_BYTES {
        return spans.into_iter().map(|(index, span)| (index, span.slice(text))).collect();
    }
    let chosen = spread(&spans, SAMPLE_BYTES / PIECE_BYTES);
    let share = share_of_each(&chosen);
    let mut pieces = Vec::new();
    for (index, span) in chosen {
        cut(text, span, share, |piece| pieces.push((index, piece)));
    }
    if pieces.iter().any(|(_, piece)| has_letter(piece)) {
        return pieces;
    }
    first_letters(text, &spans).into_iter().collect()
}

fn has_letter(text: &str) -> bool {
    text.contains(|c| Script::of(c).is_some())
}

/// The text from its first letter on, for a text that is mostly something else.
fn first_letters<'a>(text: &'a str, spans: &[(usize, Span)]) -> Option<(usize, &'a str)> {
    spans.iter().find_map(|&(index, span)| {
        let block = span.slice(text);
        let start = block.find(|c| Script::of(c).is_some())?;
        let end = boundary_before(block, start + SAMPLE_BYTES);
        Some((index, block.get(start..end)?))
    })
}

/// At most `most` of `items`, evenly spread over them.
fn spread<T: Copy>(items: &[T], most: usize) -> Vec<T> {
    if items.len() <= most {
        return items.to_vec();
    }
    (0..most).filter_map(|index| items.get(index * items.len() / most).copied()).collect()
}

/// How much to read of each block, so that short ones are read whole and the rest is shared
/// equally between the long ones.
fn share_of_each(spans: &[(usize, Span)]) -> usize {
    let mut lengths: Vec<usize> = spans.iter().map(|(_, span)| span.len() as usize).collect();
    lengths.sort_unstable();
    let mut left = SAMPLE_BYTES;
    let mut share = SAMPLE_BYTES;
    for (index, &length) in lengths.iter().enumerate() {
        share = left / (lengths.len() - index);
        if length > share {
            break;
        }
        left -= length;
    }
    share
}

/// Cuts pieces that add up to `share` bytes out of a block, evenly spread over it.
fn cut<'a>(text: &'a str, span: Span, share: usize, mut push: impl FnMut(&'a str)) {
    let block = span.slice(text);
    if block.len() <= share {
        return push(block);
    }
    let count = share.div_ceil(LONGEST_PIECE).max(1);
    for index in 0..count {
        let start = index * block.len() / count;
        push(piece(block, start, share / count));
    }
}

/// Splits a piece into what is read of it at first and what is read only when that leaves a doubt:
/// the first quarter, and a few words at least.
pub(super) fn first_look(piece: &str) -> (&str, &str) {
    let least = (piece.len() / 4).max(LOOK_BYTES);
    let ends = |at: &usize| piece.as_bytes().get(*at).is_none_or(|&byte| byte == b' ');
    match (least..piece.len()).take(LONGEST_PIECE / 4).find(ends) {
        Some(at) => piece.split_at_checked(at).unwrap_or((piece, "")),
        None => (piece, ""),
    }
}

/// The last place at or before `at` where a character begins or the text ends.
fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// About `length` bytes from `start` on, from the next word that begins there, if one soon does.
fn piece(block: &str, start: usize, length: usize) -> &str {
    let from = boundary_before(block, start);
    let end = boundary_before(block, from + length);
    let Some(piece) = block.get(from..end) else { return "" };
    if start == 0 {
        return piece;
    }
    match piece.find(char::is_whitespace) {
        Some(space) if space < LONGEST_PIECE / 4 => piece.get(space..).unwrap_or_default(),
        _ => piece,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::split_blocks;

    #[test]
    fn a_short_text_is_read_whole() {
        let text = "First line.\n\nSecond line.";
        let read: Vec<_> = pieces(text, &split_blocks(text));
        assert_eq!(read, [(0, "First line."), (1, "Second line.")]);
    }

    #[test]
    fn a_long_text_is_read_in_part_but_everywhere() {
        let text = "Ein langer Satz über dies und das. ".repeat(100) + "\n";
        let text = text.repeat(8) + "Kurz.\n" + &"汉字".repeat(50_000);
        let blocks = split_blocks(&text);
        let read = pieces(&text, &blocks);
        assert!(read.iter().map(|(_, piece)| piece.len()).sum::<usize>() <= SAMPLE_BYTES);
        for index in 0..blocks.len() {
            assert!(read.iter().any(|&(block, piece)| block == index && !piece.is_empty()));
        }
    }

    #[test]
    fn many_blocks_are_read_here_and_there() {
        let text = "A line of forty characters, more or less.\n".repeat(10_000);
        let read = pieces(&text, &split_blocks(&text));
        assert!(read.iter().map(|(_, piece)| piece.len()).sum::<usize>() <= SAMPLE_BYTES);
        assert!(read.last().is_some_and(|&(block, _)| block > 9_000));
    }
}
