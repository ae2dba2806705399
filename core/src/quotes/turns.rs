//! Transcripts: blocks that give a name in capitals, a colon, and what was said.
//!
//! "ROE: Did you know?" is a quote without marks. One such line alone may be a heading or a label,
//! so that a page is read as a transcript only when several names take turns and one comes again.
//! The letters of questions and answers ("Q:", "A:") are as good as names where both are there.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::assembly::Verbatim;
use super::conventions::Glyph;
use super::linking::Attribution;
use super::marks::Quotation;
use super::spans::{Part, Segment};
use crate::analysis::{BlockKind, Span};
use crate::analyzer::Page;
use crate::lexicon;
use crate::text::{Token, TokenKind};

/// The longest name, in tokens: "SENATOR ANNA-MARIE VAN DER BERG (R)".
const LONGEST_NAME: usize = 8;

/// With fewer turns a page is no transcript.
const FEWEST_TURNS: usize = 3;

/// Somebody's turn to speak.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Turn {
    /// The tokens of the name.
    name: Range<usize>,
    /// The tokens of what is said, up to the end of the block. The colon is between the two.
    said: Range<usize>,
}

/// How sure it is that what follows a name in a transcript is what the person said.
const SURE: f32 = 0.9;

/// Makes a quote of each turn of a transcript, in the place of what was found within it. `verbatim`
/// stays in order; what is added to `segments` comes at their end. Linear but for sorting.
pub(super) fn give_turns(
    page: &Page<'_>,
    verbatim: &mut Vec<Verbatim>,
    segments: &mut Vec<Segment>,
    attributions: &mut Vec<Attribution>,
) {
    let turns = find_turns(page);
    if turns.is_empty() {
        return;
    }
    let is_in_turn = |token: usize| {
        let next = turns.partition_point(|turn| turn.said.end <= token);
        turns.get(next).is_some_and(|turn| turn.name.start <= token)
    };
    attributions.retain(|attribution| {
        let mut contents = attribution.contents.iter().filter_map(|&index| segments.get(index));
        !contents.any(|content| is_in_turn(content.tokens.start))
    });
    verbatim.retain(|verbatim| {
        let start = verbatim.quotation.outer.start;
        !is_in_turn(page.tokens.partition_point(|token| token.span.end <= start))
    });
    for Turn { name, said } in turns {
        let ends = page.tokens.get(said.start).zip(page.tokens.get(said.end - 1));
        let Some((first, last)) = ends else { continue };
        let span = Span::new(first.span.start, last.span.end);
        let quotation = Quotation {
            outer: span,
            inner: span,
            block: first.block,
            depth: 0,
            opener: Glyph::Turn,
            closed: true,
            continues: false,
            may_be_speech: true,
        };
        verbatim.push(Verbatim { quotation, probability: SURE, is_clause: None });
        let mut add = |part, tokens| {
            segments.push(Segment { part, tokens, confidence: SURE });
            segments.len() - 1
        };
        let colon = name.end..name.end + 1;
        attributions.push(Attribution {
            source: Some(add(Part::Source, name)),
            cue: Some(add(Part::Cue, colon)),
            contents: vec![add(Part::Content, said)],
            confidence: [1.0, 1.0],
        });
    }
    verbatim.sort_by_key(|verbatim| verbatim.quotation.outer.start);
}

/// The turns of a page in order; none when the page is no transcript. Looks no further into a block
/// than its first lower-case letter. Linear but for finding the tokens of blocks by their place.
fn find_turns(page: &Page<'_>) -> Vec<Turn> {
    let mut turns = Vec::new();
    let mut first = None;
    for (index, block) in page.blocks.iter().enumerate() {
        let is_text = matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem);
        // What a transcript begins with looks like its title.
        let may_be_first = index == 0 && block.kind == BlockKind::Title;
        if !(is_text || may_be_first) || !may_begin_with_name(block.span.slice(page.text)) {
            continue;
        }
        let start = page.tokens.partition_point(|token| token.span.start < block.span.start);
        let end = page.tokens.partition_point(|token| token.span.start < block.span.end);
        let tokens = page.tokens.get(start..end).unwrap_or_default();
        if let Some(length) = name_length(page.text, tokens) {
            let turn = Turn { name: start..start + length, said: start + length + 1..end };
            if may_be_first {
                first = Some(turn);
            } else {
                turns.push(turn);
            }
        }
    }
    let speaks_again =
        |first: &Turn| turns.iter().any(|turn| key_of(page, turn) == key_of(page, first));
    if let Some(first) = first.filter(speaks_again) {
        turns.insert(0, first);
    }
    keep_interviews(page, &mut turns);
    if turns.len() < FEWEST_TURNS || !take_turns(page, &turns) {
        turns.clear();
    }
    turns
}

/// Leaves out the turns of single letters, but for those of questions and answers. Linear.
fn keep_interviews(page: &Page<'_>, turns: &mut Vec<Turn>) {
    let letter = |turn: &Turn| match page.tokens.get(turn.name.clone()) {
        Some([token]) if is_letter(page.text, token) => Some(token.span.slice(page.text)),
        _ => None,
    };
    let letters: HashSet<&str> = turns.iter().filter_map(letter).collect();
    if letters.is_empty() {
        return;
    }
    let pairs = lexicon::entries(include_str!("../lexicon/neutral/interview_letters.txt"));
    let spoken: Vec<&str> = pairs
        .map(|pair| pair.split(' ').collect::<Vec<_>>())
        .filter(|pair| pair.iter().all(|letter| letters.contains(letter)))
        .flatten()
        .collect();
    turns.retain(|turn| letter(turn).is_none_or(|letter| spoken.contains(&letter)));
}

fn is_letter(text: &str, token: &Token) -> bool {
    token.kind == TokenKind::Word && token.span.slice(text).chars().nth(1).is_none()
}

/// Whether several names stand before the turns, and one of them more than once.
fn take_turns(page: &Page<'_>, turns: &[Turn]) -> bool {
    let mut by_name: HashMap<u64, usize> = HashMap::new();
    for turn in turns {
        *by_name.entry(key_of(page, turn)).or_default() += 1;
    }
    by_name.len() > 1 && by_name.values().any(|&count| count > 1)
}

/// What the turns of one person have in common. "SENATOR ANNA BERG" and "BERG" are one: the last word
/// tells.
fn key_of(page: &Page<'_>, turn: &Turn) -> u64 {
    let mut words = page.tokens.get(turn.name.clone()).unwrap_or_default().iter().rev();
    let last = words.find(|token| token.kind == TokenKind::Word);
    last.map_or(0, |token| token.hash)
}

/// Whether a colon comes before any small letter.
fn may_begin_with_name(block: &str) -> bool {
    let first = block.bytes().find(|byte| *byte == b':' || byte.is_ascii_lowercase());
    first == Some(b':')
}

/// The number of tokens of the name in capitals, or of the single letter, that a block begins with, when
/// a colon and more follow it.
fn name_length(text: &str, block: &[Token]) -> Option<usize> {
    let slice = |token: &Token| token.span.slice(text);
    let head = block.get(..block.len().min(LONGEST_NAME + 1))?;
    let colon = head.iter().position(|token| slice(token) == ":")?;
    let name = head.get(..colon)?;
    let is_upper = |token: &Token| {
        token.kind != TokenKind::QuotationMark && !slice(token).chars().any(char::is_lowercase)
    };
    let has_word = name.iter().any(|token| {
        token.kind == TokenKind::Word
            && slice(token).chars().filter(|c| c.is_uppercase()).nth(1).is_some()
    });
    let follows = block.get(colon + 1).is_some_and(|next| next.space_before);
    let has_name = has_word || matches!(name, [token] if is_letter(text, token));
    (has_name && follows && name.iter().all(is_upper)).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::Prepared;

    fn turns(text: &str) -> Vec<(&str, &str)> {
        let prepared = Prepared::without_sentences(text);
        let page = prepared.page();
        let slice = |range: Range<usize>| {
            let (first, last) = (page.tokens[range.start], page.tokens[range.end - 1]);
            &text[first.span.start as usize..last.span.end as usize]
        };
        find_turns(&page).into_iter().map(|turn| (slice(turn.name), slice(turn.said))).collect()
    }

    #[test]
    fn names_that_take_turns_make_a_transcript() {
        let text = "INTERVIEW: The harbour master\n\nROE: Did you know?\n\nSENATOR ANNA BERG: I did not. Nobody did.\n\n\
            She paused.\n\nROE: Really?\n\nBERG: Yes.";
        let expected = [
            ("ROE", "Did you know?"),
            ("SENATOR ANNA BERG", "I did not. Nobody did."),
            ("ROE", "Really?"),
            ("BERG", "Yes."),
        ];
        assert_eq!(turns(text), expected);
    }

    #[test]
    fn questions_and_answers_take_turns() {
        let text = "Talk of the harbour.\n\nQ: Did you know?\n\nA: I did not.\n\nB: Nor I.\n\nQ: Really?\n\nA: Yes.";
        let expected =
            [("Q", "Did you know?"), ("A", "I did not."), ("Q", "Really?"), ("A", "Yes.")];
        assert_eq!(turns(text), expected);
    }

    #[test]
    fn a_transcript_may_begin_with_a_turn() {
        let text = "ROE: Did you know?\n\nBERG: I did not.\n\nROE: Really?\n\nBERG: Yes.";
        assert_eq!(turns(text).first(), Some(&("ROE", "Did you know?")));
    }

    #[test]
    fn labels_make_none() {
        let texts = [
            "UPDATE: The bridge is open.\n\nIt was closed.",
            "UPDATE: It is open.\n\nEMAIL: anna@example.org\n\nNOTE: It was closed.",
            "Roe: Did you know?\n\nBerg: No.\n\nRoe: Really?",
            "ROE:\n\nBERG:\n\nROE:",
            "A: No.\n\nB: Yes.\n\nA: No.",
            "He said:\n\n“ROE: No.”\n\n“BERG: Yes.”\n\n“ROE: No.”",
        ];
        for text in texts {
            assert!(turns(text).is_empty(), "{text}");
        }
    }
}
