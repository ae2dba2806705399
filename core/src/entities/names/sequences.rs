//! The stretches of text that are tagged as one: sentences.

use std::ops::Range;

use crate::analyzer::Page;
use crate::text::{Token, TokenKind};

/// How the words of a stretch are capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SequenceCase {
    /// As in running text.
    Sentence,
    /// Every longer word with a capital, as in headlines.
    Title,
    /// All in capitals.
    Upper,
    /// Without capitals.
    Lower,
}

/// A stretch of tokens that are tagged as one.
#[derive(Debug, Clone)]
pub(super) struct Sequence {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    pub(super) case: SequenceCase,
    /// Its first word, leaving out marks and numbers before it.
    first_word: usize,
}

/// The longest stretch tagged as one; longer sentences are cut. Bounds memory.
const LONGEST: usize = 512;

impl Sequence {
    /// Whether the place of a token makes it capitalised, name or not.
    pub(super) fn asks_for_capital(&self, token: usize) -> bool {
        token <= self.first_word || self.case != SequenceCase::Sentence
    }
}

/// Splits the tokens of a page into sequences, in order. Linear.
pub(super) fn split(page: &Page<'_>, sequences: &mut Vec<Sequence>) {
    sequences.clear();
    let mut start = 0;
    for sentence in page.sentences {
        let length = |tokens: &[Token]| {
            tokens.iter().take_while(|token| token.span.start < sentence.span.end).count()
        };
        let end = start + page.tokens.get(start..).map_or(0, length);
        let mut rest = start..end;
        while !rest.is_empty() {
            let cut = rest.end.min(rest.start + LONGEST);
            sequences.push(sequence(page, rest.start..cut));
            rest.start = cut;
        }
        start = end;
    }
}

fn sequence(page: &Page<'_>, tokens: Range<usize>) -> Sequence {
    let mut first_word = None;
    let (mut long_capitalised, mut long_lower, mut upper, mut lower) = (0, 0, 0, 0);
    for (index, token) in tokens.clone().zip(page.tokens.get(tokens.clone()).unwrap_or_default()) {
        if token.kind != TokenKind::Word {
            continue;
        }
        first_word.get_or_insert(index);
        let text = token.span.slice(page.text);
        let starts_upper = text.starts_with(char::is_uppercase);
        let has_lower = text.contains(char::is_lowercase);
        if text.len() > 3 {
            if starts_upper {
                long_capitalised += 1;
            } else {
                long_lower += 1;
            }
        }
        if has_lower {
            lower += 1;
        } else if starts_upper && text.len() > 1 {
            upper += 1;
        }
    }
    let case = if upper >= 3 && upper >= 4 * lower {
        SequenceCase::Upper
    } else if long_capitalised >= 3 && long_capitalised > 3 * long_lower {
        SequenceCase::Title
    } else if long_capitalised == 0 && long_lower >= 4 && upper == 0 {
        SequenceCase::Lower
    } else {
        SequenceCase::Sentence
    };
    let first_word = first_word.unwrap_or(tokens.start);
    Sequence { tokens, case, first_word }
}
