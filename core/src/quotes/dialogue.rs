//! Dialogue that opens with a dash: «— Who is there? — she asked. — Nobody?»
//!
//! A block that starts with a dash, or goes on with one behind the end of a sentence, is speech from there
//! up to the dash that hands over to the reporter; another dash takes it up again. Only some languages write
//! so, and none closes what the last dash opened.
//! A dash with spaces around it hands over only after a mark of punctuation or before a verb of speech:
//! else it is an aside. A hyphen between spaces is a dash only where such a verb shows it.

use super::conventions::Glyph;
use super::glyphs::Mark;
use super::interruptions::{DASHES, starts_with_verb};
use super::lexicon::{Lexicon, UTTER};
use super::marks::Quotation;
use crate::analysis::Span;
use crate::learn::hash_text;

/// Dashes of a block among which one is looked for that begins dialogue.
const MOST_DASHES: usize = 8;

/// Words between a verb of speech and the colon that leads to dialogue.
const VERB_REACH: usize = 8;

/// Marks that end what is said before a dash or the end of a block.
const ENDS: [char; 5] = ['.', '!', '?', '…', ','];

/// Appends what is said in the dialogue of a block, of which `marks` are the marks; where it begins, when
/// there is any. Linear.
pub(super) fn find(
    text: &str,
    block: Span,
    index: u32,
    marks: &[Mark],
    lexicon: &Lexicon,
    quotations: &mut Vec<Quotation>,
) -> Option<u32> {
    let known = quotations.len();
    let opens = marks.first().is_some_and(|mark| mark.start < block.start + SOON);
    if !opens {
        find_dialogue(text, block, index, false, lexicon, quotations);
    }
    if quotations.len() > known {
        return Some(block.start);
    }
    let dialogue_at = dialogue_start(block.slice(text))?;
    let introduced = is_introduced(block.slice(text).get(..dialogue_at)?, lexicon);
    let start = block.start + dialogue_at as u32;
    let is_before = |mark: &&Mark| mark.start < start;
    if marks.iter().filter(is_before).count().is_multiple_of(2) {
        let dialogue = Span::new(start, block.end);
        find_dialogue(text, dialogue, index, !introduced, lexicon, quotations);
    }
    (quotations.len() > known).then_some(start)
}

/// Bytes of a block within which a mark opens it.
const SOON: u32 = 8;

/// Where dialogue may begin in a block that starts otherwise: at a dash between two sentences,
/// or behind a colon.
fn dialogue_start(body: &str) -> Option<usize> {
    let begins = |&at: &usize| {
        let (before, behind) = body.split_at_checked(at).unwrap_or_default();
        let sentence = before.trim_end();
        let ends =
            sentence.trim_end_matches(['"', '”', '»', '“']).ends_with(['.', '!', '?', '…', ':']);
        let speech = behind.trim_start_matches(DASHES).trim_start();
        let begins_high = |c: char| c.is_uppercase() || matches!(c, '¿' | '¡');
        ends && sentence.len() < before.len() && speech.starts_with(begins_high)
    };
    let dashes = body.match_indices(['—', '–', '―']).map(|(at, _)| at);
    dashes.take(MOST_DASHES).find(begins)
}

/// Whether a colon behind a verb of speech ends some text.
fn is_introduced(before: &str, lexicon: &Lexicon) -> bool {
    let utters = |word: &str| lexicon.classes(hash_text(&word.to_lowercase())) & UTTER != 0;
    let words = || before.trim_end().strip_suffix(':').map(|text| text.split_whitespace().rev());
    words().is_some_and(|words| words.take(VERB_REACH).any(utters))
}

/// Appends what is said in a stretch of a block that starts with a dash. Nothing is when it is no
/// dialogue; when it `needs_verb`, only what a verb of speech hands over from is. Linear.
fn find_dialogue(
    text: &str,
    stretch: Span,
    index: u32,
    needs_verb: bool,
    lexicon: &Lexicon,
    quotations: &mut Vec<Quotation>,
) {
    let body = stretch.slice(text);
    if !body.starts_with(DASHES) || !body.ends_with(ENDS) {
        return;
    }
    let first = quotations.len();
    let mut is_sure = !needs_verb && !body.starts_with('-');
    let mut opened = Some(0);
    let mut before = ' ';
    let mut before_space = ' ';
    let mut chars = body.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at > 0 && DASHES.contains(&c) {
            let after = chars.peek().map_or(' ', |&(_, next)| next);
            let within_word = c == '-' && !(before.is_whitespace() && after.is_whitespace());
            let behind = body.get(at + c.len_utf8()..).unwrap_or_default();
            let is_verb = opened.is_some() && !within_word && starts_with_verb(behind, lexicon);
            is_sure |= is_verb;
            let hands_over = is_verb
                || c != '-'
                    && (ENDS.contains(&before_space)
                        || before.is_whitespace() && after.is_alphabetic());
            let takes_up = !within_word && (before.is_whitespace() || !after.is_alphanumeric());
            opened = match opened {
                Some(start) if hands_over => {
                    record(stretch.start, body, start, at, index, quotations);
                    None
                }
                None if takes_up => Some(at),
                same => same,
            };
        }
        before = c;
        if !c.is_whitespace() {
            before_space = c;
        }
    }
    if let Some(start) = opened {
        record(stretch.start, body, start, body.len(), index, quotations);
    }
    if !is_sure {
        quotations.truncate(first);
    }
}

/// Appends the speech between the dash at `start` and `end`, both within `body`.
fn record(
    offset: u32,
    body: &str,
    start: usize,
    end: usize,
    block: u32,
    quotations: &mut Vec<Quotation>,
) {
    let trailing = |c: char| c.is_whitespace() || c == ',';
    let with_dash = body.get(start..end).unwrap_or_default().trim_end_matches(trailing);
    let said = with_dash.trim_start_matches(|c: char| {
        c.is_whitespace() || c.is_ascii_punctuation() || DASHES.contains(&c)
    });
    if said.is_empty() {
        return;
    }
    let outer = Span::new(offset + start as u32, offset + (start + with_dash.len()) as u32);
    quotations.push(Quotation {
        outer,
        inner: Span::new(outer.end - said.len() as u32, outer.end),
        block,
        depth: 0,
        opener: Glyph::Dash,
        closed: false,
        continues: false,
        may_be_speech: true,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<&str> {
        let mut quotations = Vec::new();
        let span = Span::new(0, text.len() as u32);
        let lexicon = Lexicon::new(&["[speech]\nmówi dice"]);
        find_dialogue(text, span, 0, false, &lexicon, &mut quotations);
        quotations.iter().map(|quotation| quotation.inner.slice(text)).collect()
    }

    #[test]
    fn dialogue_may_begin_between_sentences() {
        for (text, start) in [
            ("Umowę podpisano. – Idziemy – mówi Anna.", Some("– Idziemy – mówi Anna.")),
            ("Es «así». —¿Vamos? —dice Ana.", Some("—¿Vamos? —dice Ana.")),
            ("Umowa – ta nowa – jest tu.", None),
            ("Umowę podpisano. – nowa", None),
        ] {
            assert_eq!(dialogue_start(text).map(|at| &text[at..]), start, "{text}");
        }
    }

    #[test]
    fn dashes_hand_over_and_take_up() {
        let cases: &[(&str, &[&str])] = &[
            ("— Кто там? — спросила Анна.", &["Кто там?"]),
            ("— Мы едем, — сказал он. — Завтра утром.", &["Мы едем", "Завтра утром."]),
            ("— Мы — это я и он.", &["Мы — это я и он."]),
            ("—Vamos a casa —dijo Ana—. Ya es tarde.", &["Vamos a casa", "Ya es tarde."]),
            ("– Idziemy do domu! – zawołała Anna.", &["Idziemy do domu!"]),
            ("— Nous partons, dit-elle.", &["Nous partons, dit-elle."]),
            ("– Idziemy do domu – mówi Anna. – Już.", &["Idziemy do domu", "Już."]),
            ("- Andiamo a casa - dice Anna.", &["Andiamo a casa"]),
            ("- Milk - two litres.", &[]),
            ("— Anna Berg", &[]),
            ("Vamos —dijo Ana.", &[]),
            ("— … —", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), *expected, "{text}");
        }
    }
}
