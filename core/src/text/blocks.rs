//! Lines into blocks.

use super::block_kinds::{self, Cue};
use super::dates;
use super::lines::logical_lines;
use crate::analysis::{Block, BlockKind, Span};

/// Splits a text into its blocks, in order, without the white space around each, and says what each
/// is by its cue words, length, marks, case and neighbours. Lines that were broken at a column are
/// one block; a picture credit at the end of a caption is a block of its own. Linear.
pub fn split_blocks(text: &str) -> Vec<Block> {
    let pieces = pieces(text);
    let captions = captions(text, &pieces);
    let mut is_story_over = false;
    let mut has_begun = false;
    let mut blocks: Vec<Block> = Vec::with_capacity(pieces.len());
    for (index, piece) in pieces.iter().enumerate() {
        let kind = match piece.cue {
            _ if is_story_over => BlockKind::Boilerplate,
            // A heading that nothing follows, or that the text starts with, heads nothing off.
            Some(Cue::Heading) => {
                is_story_over = has_begun;
                BlockKind::Boilerplate
            }
            Some(Cue::Kind(kind)) => kind,
            None if captions[index] => BlockKind::Caption,
            None if is_title(text, &pieces, index, has_begun) => BlockKind::Title,
            None => BlockKind::Paragraph,
        };
        has_begun |= kind == BlockKind::Paragraph;
        blocks.push(Block { span: piece.span, kind });
    }
    blocks
}

/// A block to be, with what its own words say.
#[derive(Debug, Clone, Copy)]
struct Piece {
    span: Span,
    cue: Option<Cue>,
    /// Whether it follows the one before it without a blank line.
    is_glued: bool,
}

fn pieces(text: &str) -> Vec<Piece> {
    let lines = logical_lines(text);
    let mut pieces = Vec::with_capacity(lines.len());
    let mut lower = String::new();
    for line in lines {
        let content = line.span.slice(text);
        let is_glued = !line.blank_before;
        if let Some(at) = block_kinds::credit_start(content) {
            let caption = content[..at].trim_end().len() as u32;
            let Span { start, end } = line.span;
            let caption = Span::new(start, start + caption);
            let credit = Span::new(start + at as u32, end);
            let cue = Some(Cue::Kind(BlockKind::Caption));
            pieces.push(Piece { span: caption, cue, is_glued });
            let cue = Some(Cue::Kind(BlockKind::Credit));
            pieces.push(Piece { span: credit, cue, is_glued: true });
            continue;
        }
        let cue = block_kinds::cue(content, &mut lower).or_else(|| {
            if block_kinds::is_separator(content) {
                Some(Cue::Kind(BlockKind::Boilerplate))
            } else if block_kinds::is_list_item(content) {
                Some(Cue::Kind(BlockKind::ListItem))
            } else if block_kinds::is_credit(content) {
                Some(Cue::Kind(BlockKind::Credit))
            } else if dates::is_date_line(content) {
                Some(Cue::Kind(BlockKind::Byline))
            } else {
                None
            }
        });
        pieces.push(Piece { span: line.span, cue, is_glued });
    }
    pieces
}

/// Longest line, in bytes, that is taken for a caption because a credit follows it.
const LONGEST_CAPTION: u32 = 500;

/// Which pieces are captions by what follows them: a line right above a credit, and a short line
/// right above a caption.
fn captions(text: &str, pieces: &[Piece]) -> Vec<bool> {
    let mut captions = vec![false; pieces.len()];
    for index in (0..pieces.len().saturating_sub(1)).rev() {
        let next = pieces[index + 1];
        let is_caption = match next.cue {
            _ if pieces[index].cue.is_some() || !next.is_glued => false,
            Some(Cue::Kind(BlockKind::Credit)) => pieces[index].span.len() <= LONGEST_CAPTION,
            Some(Cue::Kind(BlockKind::Caption)) => {
                block_kinds::is_heading_like(pieces[index].span.slice(text))
            }
            _ => {
                captions[index + 1] && block_kinds::is_heading_like(pieces[index].span.slice(text))
            }
        };
        captions[index] = is_caption;
    }
    captions
}

/// Whether the piece at `index` heads what follows it: it has the form of a heading and something
/// longer follows. Below the headline, headings also are short and stand apart.
fn is_title(text: &str, pieces: &[Piece], index: usize, has_begun: bool) -> bool {
    let piece = pieces[index];
    let content = piece.span.slice(text);
    let mut following = pieces[index + 1..].iter().take(3).map(|next| next.span.len());
    let longest_after = following.clone().max().unwrap_or(0);
    let next = following.next().unwrap_or(0);
    if !block_kinds::is_heading_like(content) {
        return index == 0 && block_kinds::is_title_case(content) && next > piece.span.len();
    }
    if index > 0 && block_kinds::is_turn(content) {
        return false;
    }
    if !has_begun && index < 3 {
        return longest_after > piece.span.len();
    }
    let is_short =
        content.split_whitespace().count() <= 12 && !block_kinds::asks_or_exclaims(content);
    is_short && !piece.is_glued && next > 2 * piece.span.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_article_falls_into_its_parts() {
        let article = "Mayor Opens New Bridge After Ten Years\n\
            \n\
            By Jane Doe, Staff Writer\n\
            Published March 3, 2021 8:30 a.m.\n\
            \n\
            The mayor of Exampletown opened the bridge on Monday and said that she was glad.\n\
            \n\
            The new bridge\n\
            The bridge in Exampletown is 300 meters long and opened in the... Max Muster/AFP\n\
            \n\
            Why it took so long\n\
            \n\
            Work began ten years ago and was stopped twice, once for want of steel and once for birds.\n\
            - Steel came late.\n\
            - The birds stayed.\n\
            \n\
            Sign up for our newsletter.\n\
            Editor's note: The length of the bridge was corrected.\n\
            About the author\n\
            Jane Doe writes on bridges.";
        let found: Vec<(BlockKind, &str)> = split_blocks(article)
            .iter()
            .map(|block| (block.kind, &article[block.span.start as usize..][..12]))
            .collect();
        let expected = [
            (BlockKind::Title, "Mayor Opens "),
            (BlockKind::Byline, "By Jane Doe,"),
            (BlockKind::Byline, "Published Ma"),
            (BlockKind::Paragraph, "The mayor of"),
            (BlockKind::Caption, "The new brid"),
            (BlockKind::Caption, "The bridge i"),
            (BlockKind::Credit, "Max Muster/A"),
            (BlockKind::Title, "Why it took "),
            (BlockKind::Paragraph, "Work began t"),
            (BlockKind::ListItem, "- Steel came"),
            (BlockKind::ListItem, "- The birds "),
            (BlockKind::Boilerplate, "Sign up for "),
            (BlockKind::Boilerplate, "Editor's not"),
            (BlockKind::Boilerplate, "About the au"),
            (BlockKind::Boilerplate, "Jane Doe wri"),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_alone_is_a_paragraph() {
        for text in ["Nothing but this", "One sentence.", "By the way, it rained. It rained a lot."]
        {
            let kinds: Vec<BlockKind> = split_blocks(text).iter().map(|block| block.kind).collect();
            assert_eq!(kinds, [BlockKind::Paragraph], "{text}");
        }
    }

    #[test]
    fn bylines_are_told_by_roles_and_dates() {
        for line in [
            "Political editor Anna Berg",
            "Anna Berg, Staff Writer",
            "(Reporting by Anna Berg; Editing by Carl Dorn)",
            "Additional reporting by Carl Dorn",
            "12 May 2023",
            "Mon, June 3rd, 2024 | 8:30 a.m. ET",
        ] {
            let text = format!("Harbour bridge to close\n{line}\nThe bridge was closed on Monday.");
            assert_eq!(split_blocks(&text)[1].kind, BlockKind::Byline, "{line}");
        }
        for line in [
            "Political editor Anna Berg has left.",
            "Arsenal 2 Chelsea 0",
            "Council fires staff writer",
        ] {
            let text = format!("Harbour bridge to close\n{line}\nThe bridge was closed on Monday.");
            assert_ne!(split_blocks(&text)[1].kind, BlockKind::Byline, "{line}");
        }
    }

    #[test]
    fn turns_questions_and_separators_head_nothing() {
        let text = "TRANSCRIPT: An interview with the harbour master\n\n\
            ROE: Did you know of the leak?\n\n\
            BERG: I did not, and nobody in my office did, as far as I can tell from here.\n\n\
            * * *\n\n\
            Berg was asked about it again on Tuesday, and on Wednesday he was asked once more.\n\n\
            \u{201C}Why not?\u{201D}\n\n\
            \u{201C}Because it costs a great deal of money, and nobody here has got any of it.\u{201D}";
        let kinds: Vec<BlockKind> = split_blocks(text).iter().map(|block| block.kind).collect();
        let mut expected = [BlockKind::Paragraph; 7];
        expected[0] = BlockKind::Title;
        expected[3] = BlockKind::Boilerplate;
        assert_eq!(kinds, expected);
    }

    #[test]
    fn words_of_a_cue_inside_a_story_change_nothing() {
        for line in [
            "By noon the water had reached the second step of the old town hall, they said.",
            "\u{201C}Follow us,\u{201D} she said, and they did.",
            "Gov. Jane Doe (R) and Sen. John Roe (D) signed the bill on Monday.",
            "Photographers of Example/Getty Images waited outside, she said.",
        ] {
            let text = format!("First paragraph of the story, with a full stop.\n\n{line}");
            assert_eq!(split_blocks(&text)[1].kind, BlockKind::Paragraph, "{line}");
        }
    }

    #[test]
    fn kinds_are_known_in_other_languages() {
        for (line, kind) in [
            ("Foto: Max Muster/dpa", BlockKind::Credit),
            ("Lesen Sie auch: Zehn Jahre Brücke", BlockKind::Boilerplate),
            ("Publié le 3 mars 2021 à 8h30", BlockKind::Byline),
            ("Suscríbete a nuestro boletín", BlockKind::Boilerplate),
            ("Фото: Ганна Приклад", BlockKind::Credit),
            ("Читайте також: Міст відкрили", BlockKind::Boilerplate),
        ] {
            let text = format!("Eine Zeile davor, mit Punkt.\n\n{line}");
            assert_eq!(split_blocks(&text)[1].kind, kind, "{line}");
        }
    }

    proptest! {
        #[test]
        fn blocks_are_ordered_and_lose_nothing(text in block_text()) {
            let mut at = 0;
            for block in split_blocks(&text) {
                let content = block.span.slice(&text);
                prop_assert!(at <= block.span.start && !content.is_empty());
                prop_assert!(text[at as usize..block.span.start as usize].chars().all(char::is_whitespace));
                prop_assert!(!content.starts_with(char::is_whitespace) && !content.ends_with(char::is_whitespace));
                at = block.span.end;
            }
            prop_assert!(text[at as usize..].chars().all(char::is_whitespace));
        }
    }

    /// Any text, and text dense in what blocks are told by.
    fn block_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "(By |Photo: |- |1\\. |[A-Za-z]{1,9}|[ .,?\"/\u{2026}]|Getty Images|\r?\n){0,60}",
        ]
    }
}
