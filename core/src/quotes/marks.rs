//! Quotation marks into quotations: which mark opens, which closes, and which is none at all.
//!
//! One pass over the marks of each block with a small stack. A mark's shape and its neighbours say
//! whether it can open or close; the language's convention says which marks go together. A quotation
//! that nothing closes ends with its block; the next block carries it on when it opens with the same
//! mark, or when it holds a closing mark that nothing in it opened.

use super::conventions::{Convention, Glyph};
use super::dialogue;
use super::glyphs::{Mark, Side, collect_marks, settle_doubts};
use super::interruptions;
use super::lexicon::Lexicon;
use crate::analysis::{Block, BlockKind, Span};

/// Text between quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotation {
    /// With its marks.
    pub(super) outer: Span,
    /// Without them, and without white space at either end.
    pub(super) inner: Span,
    /// Index of its block.
    pub(super) block: u32,
    /// The quotations that it lies in.
    pub(super) depth: u8,
    /// What opens it.
    pub(super) opener: Glyph,
    /// Whether a mark closes it.
    pub(super) closed: bool,
    /// Whether it carries on the last quotation of the block before.
    pub(super) continues: bool,
    /// Whether its marks are such as the text quotes speech with.
    pub(super) may_be_speech: bool,
}

/// Quoted words fewer than this are a piece of a sentence, not a clause.
const SHORTEST_CLAUSE: usize = 4;

/// Whether quoted words are as many as a clause of its own has.
pub(super) fn is_as_long_as_a_clause(quoted: &str) -> bool {
    quoted.split_whitespace().nth(SHORTEST_CLAUSE - 1).is_some()
}

/// Whether quoted words have the mark at their end that ends a clause or leads over to the cue.
pub(super) fn ends_as_a_clause(quoted: &str) -> bool {
    quoted.ends_with(['.', '!', '?', '…', ','])
}

/// Tells the quotations whose marks are not those of speech: beside double marks, single ones are those
/// of headlines and of words held at arm's length, unless a whole sentence of the text is between them.
/// Where all are single, as in British news, or in languages that quote so, these are the marks of
/// speech.
fn tell_marks_of_speech(
    text: &str,
    blocks: &[Block],
    convention: &Convention,
    quotations: &mut [Quotation],
) {
    let outermost = |quotation: &&Quotation| quotation.depth == 0;
    if convention.speaks_in_single_marks()
        || quotations.iter().filter(outermost).all(|quotation| quotation.opener.is_single())
    {
        return;
    }
    for quotation in quotations.iter_mut().filter(|quotation| quotation.opener.is_single()) {
        let kind = blocks.get(quotation.block as usize).map(|block| block.kind);
        let said = quotation.inner.slice(text);
        quotation.may_be_speech = kind == Some(BlockKind::Paragraph)
            && is_as_long_as_a_clause(said)
            && ends_as_a_clause(said);
    }
}

/// Working memory.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    marks: Vec<Mark>,
    open: Vec<Open>,
}

/// A quotation that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    /// Its mark; empty when it is carried over from the block before.
    mark: Mark,
    continues: bool,
}

/// Quotations nest no deeper than this; what does is not prose.
const DEEPEST: usize = 4;

/// Marks ahead among which one that closes is looked for.
const SIGHT: usize = 64;

/// Longest stretch, in bytes, that an opening mark may claim when no mark closes it and the next block
/// does not carry on; beyond it, only its first sentence is taken.
const LONGEST_UNCLOSED: usize = 1000;

/// Appends the quotations of a text, ordered by their start, to `quotations`. Where a `lexicon` tells
/// verbs of speech, those that the reporter cuts in on are cut. Linear.
pub(super) fn pair_marks(
    text: &str,
    blocks: &[Block],
    convention: &Convention,
    lexicon: Option<&Lexicon>,
    scratch: &mut Scratch,
    quotations: &mut Vec<Quotation>,
) {
    let mut carried = None;
    for (index, block) in blocks.iter().enumerate() {
        scratch.marks.clear();
        collect_marks(text, block.span, convention, &mut scratch.marks);
        let first = quotations.len();
        let cut = |quotations: &mut Vec<Quotation>| {
            if let Some(lexicon) = lexicon {
                let between_commas = convention.cuts_at_commas();
                interruptions::cut(text, lexicon, between_commas, first, quotations);
            }
        };
        let lexicon_of_dialogue = lexicon.filter(|_| convention.has_dash_dialogue());
        let dialogue = lexicon_of_dialogue.and_then(|lexicon| {
            let marks = &scratch.marks;
            dialogue::find(text, block.span, index as u32, marks, lexicon, quotations)
        });
        // What stands before dialogue is read for marks as any text is.
        if let Some(start) = dialogue {
            scratch.marks.retain(|mark| mark.start < start);
        }
        if scratch.marks.is_empty() {
            carried = None;
            cut(quotations);
            continue;
        }
        settle_doubts(&mut scratch.marks);
        let mut pairing = Pairing {
            text,
            block: Span::new(block.span.start, dialogue.unwrap_or(block.span.end)),
            index: index as u32,
            convention,
            open: &mut scratch.open,
            quotations,
        };
        carried = pairing.run(&scratch.marks, carried);
        if let Some(newly) = quotations.get_mut(first..) {
            newly.sort_by_key(|quotation| (quotation.outer.start, quotation.depth));
        }
        cut(quotations);
    }
    tell_marks_of_speech(text, blocks, convention, quotations);
}

struct Pairing<'a> {
    text: &'a str,
    block: Span,
    index: u32,
    convention: &'a Convention,
    open: &'a mut Vec<Open>,
    quotations: &'a mut Vec<Quotation>,
}

impl Pairing<'_> {
    /// Pairs the marks of a block. `carried` is the mark that the block before left open; what this
    /// one leaves open is returned.
    fn run(&mut self, marks: &[Mark], carried: Option<Glyph>) -> Option<Glyph> {
        self.open.clear();
        let mut awaited = carried;
        for (position, &mark) in marks.iter().enumerate() {
            if self.close(mark) {
                continue;
            }
            if let Some(opener) = awaited
                && mark.side != Side::Before
                && self.convention.closes(opener, mark.glyph)
            {
                awaited = None;
                self.nest();
                let start =
                    Mark { end: self.block.start, start: self.block.start, glyph: opener, ..mark };
                self.record(Open { mark: start, continues: true }, mark.start, mark.end, true, 0);
            } else if self.can_open(mark, marks.get(position + 1..).unwrap_or_default()) {
                let continues = awaited == Some(mark.glyph) && mark.start == self.block.start;
                if !mark.glyph.is_single() {
                    awaited = None;
                }
                if !self.is_nested(mark, marks.get(position + 1..).unwrap_or_default()) {
                    self.supersede(mark);
                }
                if self.open.len() < DEEPEST {
                    self.open.push(Open { mark, continues });
                }
            }
        }
        self.leave()
    }

    /// Puts what the block holds so far inside of a quotation that was open before it.
    fn nest(&mut self) {
        self.open.clear();
        let of_block = self.quotations.iter_mut().rev();
        for quotation in of_block.take_while(|quotation| quotation.block == self.index) {
            quotation.depth += 1;
        }
    }

    /// Closes the innermost open quotation that `mark` can close, if there is one.
    fn close(&mut self, mark: Mark) -> bool {
        if mark.side == Side::Before && (mark.glyph.is_symmetric() || !self.only_closes(mark)) {
            return false;
        }
        // “like this“ is a slip that the place after a word gives away
        let slipped = |open: &Open| {
            open.mark.glyph == Glyph::High6
                && mark.glyph == Glyph::High6
                && mark.side == Side::After
        };
        let closes =
            |open: &Open| self.convention.closes(open.mark.glyph, mark.glyph) || slipped(open);
        let Some(level) = self.open.iter().rposition(closes) else { return false };
        let Some(&open) = self.open.get(level) else { return false };
        self.open.truncate(level);
        self.record(open, mark.start, mark.end, true, level as u8);
        true
    }

    /// Whether a mark never opens in this language.
    fn only_closes(&self, mark: Mark) -> bool {
        !self.convention.opens(mark.glyph)
            || self.open.iter().any(|open| open.mark.glyph == Glyph::Low9)
    }

    fn can_open(&self, mark: Mark, later: &[Mark]) -> bool {
        if !self.convention.opens(mark.glyph) || mark.side == Side::After {
            return false;
        }
        let is_closed = || {
            later.iter().take(SIGHT).any(|other| {
                other.side != Side::Before && self.convention.closes(mark.glyph, other.glyph)
            })
        };
        if mark.glyph.is_apostrophe() {
            // an apostrophe is likelier than a quotation that is never closed
            return mark.side == Side::Before && is_closed();
        }
        mark.side == Side::Before
            || !mark.glyph.is_symmetric()
            || self.open.is_empty() && is_closed()
    }

    /// Whether an opening mark within a quotation of the same kind opens another one inside of it:
    /// then there are marks ahead that close both. “He told me “no” twice,” she said.
    fn is_nested(&self, mark: Mark, later: &[Mark]) -> bool {
        let mut open = self.open.iter().filter(|open| open.mark.glyph == mark.glyph).count() + 1;
        if open < 2 || mark.glyph.is_symmetric() {
            return false;
        }
        for other in later.iter().take(SIGHT) {
            if other.glyph == mark.glyph && other.side != Side::After {
                open += 1;
            } else if other.side != Side::Before && self.convention.closes(mark.glyph, other.glyph)
            {
                open -= 1;
            }
            if open == 0 {
                return true;
            }
        }
        false
    }

    /// Ends the open quotation that an opening mark of the same kind shows to have been left
    /// unclosed.
    fn supersede(&mut self, mark: Mark) {
        let same = |open: &Open| open.mark.glyph == mark.glyph;
        if let Some(level) = self.open.iter().position(same)
            && let Some(&open) = self.open.get(level)
        {
            self.open.truncate(level);
            let end = self.first_sentence(open.mark.end, mark.start);
            self.record(open, end, end, false, level as u8);
        }
    }

    /// Ends what the block leaves open; returns the mark that the next block may carry on.
    fn leave(&mut self) -> Option<Glyph> {
        let outermost = *self.open.first()?;
        self.open.clear();
        if outermost.mark.glyph.is_single() {
            return None;
        }
        let end = if (self.block.end - outermost.mark.end) as usize > LONGEST_UNCLOSED {
            self.first_sentence(outermost.mark.end, self.block.end)
        } else {
            self.block.end
        };
        self.record(outermost, end, end, false, 0);
        Some(outermost.mark.glyph)
    }

    /// Where the first sentence between two places ends, roughly.
    fn first_sentence(&self, start: u32, end: u32) -> u32 {
        let stretch = Span::new(start, end).slice(self.text);
        let mut chars = stretch.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let space_follows = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
            if matches!(c, '.' | '!' | '?' | '…' | '。') && space_follows {
                return start + (at + c.len_utf8()) as u32;
            }
        }
        end
    }

    fn record(&mut self, open: Open, inner_end: u32, outer_end: u32, closed: bool, depth: u8) {
        let inner = Span::new(open.mark.end, inner_end).slice(self.text);
        let start = open.mark.end + (inner.len() - inner.trim_start().len()) as u32;
        let inner = Span::new(start, start + inner.trim().len() as u32);
        if inner.is_empty() {
            return;
        }
        self.quotations.push(Quotation {
            outer: Span::new(open.mark.start, outer_end.max(inner.end)),
            inner,
            block: self.index,
            depth,
            opener: open.mark.glyph,
            closed,
            continues: open.continues,
            may_be_speech: true,
        });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::conventions::Conventions;
    use super::*;
    use crate::text::split_blocks;

    fn quotations(text: &str, language: &str) -> Vec<Quotation> {
        let mut found = Vec::new();
        let conventions = Conventions::new();
        let blocks = split_blocks(text);
        let mut scratch = Scratch::default();
        pair_marks(text, &blocks, conventions.of(language), None, &mut scratch, &mut found);
        found
    }

    /// The outer quotations of a text, divided by ` | `, then the nested ones after ` > `.
    fn shown(text: &str, language: &str) -> String {
        let found = quotations(text, language);
        let of = |nested: bool| {
            let inner: Vec<&str> = found
                .iter()
                .filter(|quotation| (quotation.depth > 0) == nested)
                .map(|quotation| quotation.inner.slice(text))
                .collect();
            inner.join(" | ")
        };
        match of(true) {
            nested if nested.is_empty() => of(false),
            nested => format!("{} > {nested}", of(false)),
        }
    }

    #[test]
    fn english_marks_are_paired() {
        let cases = [
            // straight, curly, mixed, doubled
            ("\"Go,\" he said.", "Go,"),
            ("“Go,” he said.", "Go,"),
            ("“Go,\" he said. \"Now,” he added.", "Go, | Now,"),
            ("''Go,'' he said.", "Go,"),
            ("``Go,'' he said.", "Go,"),
            ("‘Go,’ he said.", "Go,"),
            ("'Go,' he said.", "Go,"),
            ("She (\"the boss\") left.", "the boss"),
            ("He said:\"Stay.\"", "Stay."),
            ("It was \"good\"—\"great,\" even.", "good | great,"),
            ("“Go,“ he said. “Now,” he added.", "Go, | Now,"),
            ("\"A,\" he said. \"B.\" \"C,\" she said.", "A, | B. | C,"),
            // nesting
            ("“He told me ‘no’ twice,” she said.", "He told me ‘no’ twice, > no"),
            ("\"He told me 'no' twice,\" she said.", "He told me 'no' twice, > no"),
            ("“He told me “no” twice,” she said.", "He told me “no” twice, > no"),
            (
                "“A “very” long, “very” cold night.” It was.",
                "A “very” long, “very” cold night. > very | very",
            ),
            ("“He left. “Now,” he said, “go.”", "He left. | Now, | go."),
            ("“It held.“[Photo: Anna Berg] “Now,” he said.", "It held. | Now,"),
            ("\"I heard 'never again,'\" she said.", "I heard 'never again,' > never again,"),
            ("\"'Never again' is now,\" she said.", "'Never again' is now, > Never again"),
            // apostrophes
            ("It's the dog's bone, isn't it?", ""),
            ("The workers' rights and the boss's car.", ""),
            ("Rock 'n' roll of the '90s and ’80s.", ""),
            ("Get 'em while they're hot.", ""),
            ("‘The workers’ rights,’ he said.", "The workers’ rights,"),
            ("'The workers' rights matter,' he said.", "The workers' rights matter,"),
            ("'Tis the season.", ""),
            ("“The '90s were wild,” she said.", "The '90s were wild,"),
            // inches and feet
            ("A 12\" pipe and a 6\" nail.", ""),
            ("He is 5'10\" tall. \"So what?\" he said.", "So what?"),
            ("\"I bought a 12\" pizza,\" he said.", "I bought a 12\" pizza,"),
            ("\"We won in 2016\" was the slogan.", "We won in 2016"),
            // missing marks
            ("\"I am off, he said. \"Bye,\" she said.", "I am off, he said. | Bye,"),
            ("“I am off, he said. “Bye,” she said.", "I am off, he said. | Bye,"),
            ("I am off,\" he said. \"Bye.\"", "Bye."),
            ("One stray \" here.", ""),
            ("He said: \"I am off.", "I am off."),
            // marks around nothing
            ("He said \"\" and left.", ""),
            ("He said \" \" and left.", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, "en"), expected, "{text}");
        }
    }

    #[test]
    fn conventions_of_other_languages() {
        let cases = [
            ("de", "„Geh“, sagte er.", "Geh"),
            ("de", "»Geh«, sagte er.", "Geh"),
            ("de", "«Geh», sagte er.", "Geh"),
            ("de", "„Er sagte ‚nein‘ zu mir“, so Berg.", "Er sagte ‚nein‘ zu mir > nein"),
            ("de", "„Geh\", sagte er.", "Geh"),
            ("fr", "« Partez », dit-il.", "Partez"),
            ("fr", "«\u{a0}Partez\u{a0}», dit-il. “Oui.”", "Partez | Oui."),
            ("sv", "”Gå”, sa han.", "Gå"),
            ("fi", "”Mene”, hän sanoi. »Nyt», hän lisäsi.", "Mene | Nyt"),
            ("pl", "„Idź”, powiedział. «Teraz».", "Idź | Teraz"),
            ("pl", "„Idź, rzekł »on«”, dodał.", "Idź, rzekł »on« > on"),
            ("ru", "«Иди», — сказал он. „Сейчас“.", "Иди | Сейчас"),
            ("ru", "«Он сказал „нет“ мне», — сказала она.", "Он сказал „нет“ мне > нет"),
            ("da", "»Gå«, sagde han.", "Gå"),
            ("nl", "‘Ga’s avonds’, zei hij. 's Ochtends niet.", "Ga’s avonds"),
            ("ja", "「行け」と彼は言った。『今』", "行け | 今"),
            ("ja", "「彼は『行け』と言った」", "彼は『行け』と言った > 行け"),
            ("he", "”לך” הוא אמר", "לך"),
        ];
        for (language, text, expected) in cases {
            assert_eq!(shown(text, language), expected, "{language}: {text}");
        }
    }

    #[test]
    fn quotations_go_on_over_paragraphs() {
        let text = "“One.\n\n“Two.\n\n“Three,” he said.\n\n“Four.”";
        let found = quotations(text, "en");
        let states: Vec<_> =
            found.iter().map(|q| (q.inner.slice(text), q.closed, q.continues)).collect();
        let expected = [
            ("One.", false, false),
            ("Two.", false, true),
            ("Three,", true, true),
            ("Four.", true, false),
        ];
        assert_eq!(states, expected);
        assert_eq!(shown("“One.\n\nTwo,” he said.", "en"), "One. | Two,");
    }

    #[test]
    fn a_stray_mark_does_not_swallow_the_article() {
        let long = "The council met again. ".repeat(100);
        let text = format!("He said \"yes. {long}\n\n{long}\n\n\"No,\" she said.");
        assert_eq!(shown(&text, "en"), "yes. | No,");
    }

    proptest! {
        #[test]
        fn quotations_lie_within_their_blocks(text in "[a-z \n.,'\"“”‘’«»„`0-9—]{0,200}", language in "en|de|fr|sv|nl") {
            let blocks = split_blocks(&text);
            let found = quotations(&text, &language);
            for quotation in &found {
                prop_assert!(!quotation.inner.is_empty());
                prop_assert!(quotation.outer.contains(quotation.inner));
                prop_assert!(blocks[quotation.block as usize].span.contains(quotation.outer));
                prop_assert!(!quotation.inner.slice(&text).is_empty());
            }
            let outer: Vec<_> = found.iter().filter(|quotation| quotation.depth == 0).collect();
            prop_assert!(outer.windows(2).all(|pair| pair[0].outer.end <= pair[1].outer.start));
        }
    }
}
