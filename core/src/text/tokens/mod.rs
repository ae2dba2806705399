//! Blocks into tokens.
//!
//! One pass over the text. Words of ASCII letters, which most of news is, are read byte by byte;
//! only where a word meets an apostrophe, a hyphen, a dot and the like is there anything to decide.
//!
//! What is one token follows from where names begin and end: "Russia's" is two, so that the name is
//! one of them; "Russia-Ukraine" is three; "state-owned" is one, as is "F-16".

mod marks;
mod words;

pub(crate) use words::is_share_symbol;

use super::chars::{self, CharClass};
use crate::analysis::{Block, Span};
use crate::learn::hash_text;

/// A word, number, mark or symbol of the text. Tokens are in order, never overlap, and never cross
/// a block; between two of them is only white space and characters that show nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it is.
    pub span: Span,
    /// The hash of its text, by which several stages look it up.
    pub hash: u64,
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
    /// Letters, with what joins them: "state-owned", "O'Brien", "U.S.", "BRLS.L", and the clitic
    /// "'s".
    Word,
    /// Digits, with what joins them: "1,000.5", "24th", "8:30".
    Number,
    /// A web or e-mail address, a handle, a hashtag.
    Address,
    /// A quotation mark of any kind, or an apostrophe that stands alone.
    QuotationMark,
    /// Any other mark, or a run of the same: "--", "...", "?!".
    Punctuation,
    /// Anything else: currency signs, emoji.
    Symbol,
}

/// Splits `text`, within its blocks, into tokens and appends them to `tokens`. Linear.
pub fn tokenize(text: &str, blocks: &[Block], tokens: &mut Vec<Token>) {
    for (index, block) in blocks.iter().enumerate() {
        let end = block.span.end as usize;
        let Some(head) = text.get(..end) else { continue };
        let mut scanner = Scanner {
            text: head,
            bytes: head.as_bytes(),
            at: block.span.start as usize,
            start: block.span.start as usize,
            block: index as u32,
            space: true,
            no_host_before: 0,
            tokens,
        };
        scanner.run();
    }
}

struct Scanner<'a> {
    /// The text up to the end of the block.
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Where the block starts.
    start: usize,
    block: u32,
    /// Whether there was white space since the last token.
    space: bool,
    /// No host name starts before this byte: keeps looking ahead for one linear.
    no_host_before: usize,
    tokens: &'a mut Vec<Token>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.char(self.at) {
            match chars::class(c) {
                CharClass::Space => {
                    self.space = true;
                    self.at += c.len_utf8();
                }
                CharClass::Invisible => {
                    self.space |= c == '\u{200B}';
                    self.at += c.len_utf8();
                }
                CharClass::Letter => self.word(TokenKind::Word),
                CharClass::Digit => self.word(TokenKind::Number),
                CharClass::Katakana => {
                    let end = self.while_class(self.at, CharClass::Katakana);
                    self.push(end, TokenKind::Word);
                }
                CharClass::Ideograph | CharClass::Joining => {
                    let end = self.while_class(self.at + c.len_utf8(), CharClass::Joining);
                    self.push(end, TokenKind::Word);
                }
                CharClass::Quote => self.quote(c),
                CharClass::Mark => self.mark(c),
                CharClass::Symbol => self.symbol(c),
            }
        }
    }

    /// The byte at `at`, or a space past the end of the block.
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b' ')
    }

    /// The character at `at`.
    fn char(&self, at: usize) -> Option<char> {
        match self.bytes.get(at) {
            Some(&byte) if byte < 0x80 => Some(byte as char),
            Some(_) => self.text.get(at..)?.chars().next(),
            None => None,
        }
    }

    fn push(&mut self, end: usize, kind: TokenKind) {
        self.tokens.push(Token {
            span: Span::new(self.at as u32, end as u32),
            hash: hash_text(self.text.get(self.at..end).unwrap_or_default()),
            block: self.block,
            kind,
            space_before: self.space,
        });
        self.at = end;
        self.space = false;
    }

    fn while_class(&self, mut at: usize, class: CharClass) -> usize {
        while let Some(c) = self.char(at)
            && chars::class(c) == class
        {
            at += c.len_utf8();
        }
        at
    }

    /// Where the letters and digits from `at` on end.
    fn run_end(&self, mut at: usize) -> usize {
        loop {
            while self.byte(at).is_ascii_alphanumeric() {
                at += 1;
            }
            let Some(c) = self.char(at).filter(|c| !c.is_ascii()) else { return at };
            match chars::class(c) {
                CharClass::Letter | CharClass::Digit | CharClass::Joining => at += c.len_utf8(),
                _ => return at,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::split_blocks;

    fn tokens(text: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        tokenize(text, &split_blocks(text), &mut tokens);
        tokens
    }

    /// The tokens with a space between them.
    fn spaced(text: &str) -> String {
        let tokens = tokens(text);
        let words: Vec<&str> = tokens.iter().map(|token| token.span.slice(text)).collect();
        words.join(" ")
    }

    #[test]
    fn words_split_where_names_begin_and_end() {
        for (text, expected) in [
            ("Russia's war", "Russia 's war"),
            ("Russia\u{2019}s RUSSIA'S", "Russia \u{2019}s RUSSIA 'S"),
            ("they're I'd she'll we've I'm", "they 're I 'd she 'll we 've I 'm"),
            ("don't O'Brien o'clock rock'n'roll", "don't O'Brien o'clock rock'n'roll"),
            ("workers' rights", "workers ' rights"),
            ("l'Allemagne dell'Italia L'Aquila", "l' Allemagne dell' Italia L'Aquila"),
            ("the U.S. at 8:30 a.m. ET", "the U.S. at 8:30 a.m. ET"),
            ("U.S.-led pro-Kremlin", "U.S. - led pro - Kremlin"),
            ("Russia-Ukraine state-owned", "Russia - Ukraine state-owned"),
            (
                "F-16 COVID-19 T-shirt e-mail 15-year-old",
                "F-16 COVID-19 T-shirt e-mail 15-year-old",
            ),
            ("1-Daria Roe beat 12-Ann", "1 - Daria Roe beat 12 - Ann"),
            ("J. K. Rowling, J.K. Rowling", "J. K. Rowling , J.K. Rowling"),
            ("World War I. Then I. M. Pei", "World War I . Then I. M. Pei"),
            ("Mr. Doe of Acme Inc. left.", "Mr. Doe of Acme Inc. left ."),
            ("a Ph.D. in it", "a Ph.D. in it"),
            ("ended.The next", "ended . The next"),
            ("Mordovets/Getty", "Mordovets / Getty"),
            ("AT&T and R&D", "AT&T and R&D"),
            ("Borealis BRLS.L fell <TRN.O>.", "Borealis BRLS.L fell < TRN.O > ."),
            ("THE END.THE NEXT", "THE END . THE NEXT"),
            ("it was Acme Inc...", "it was Acme Inc ..."),
            ("It was Acme Inc.", "It was Acme Inc ."),
        ] {
            assert_eq!(spaced(text), expected);
        }
    }

    #[test]
    fn numbers_keep_what_is_inside_them() {
        for (text, expected) in [
            ("1,000.5 and 3,", "1,000.5 and 3 ,"),
            ("$5m US$5 24th 1990s '90s", "$ 5m US $ 5 24th 1990s '90s"),
            ("03/31/23 2010-2012 5%", "03/31/23 2010 - 2012 5 %"),
            ("a .5 share, v2.0.", "a .5 share , v2.0 ."),
            ("\u{661}\u{662} \u{BD}", "\u{661}\u{662} \u{BD}"),
        ] {
            assert_eq!(spaced(text), expected);
        }
    }

    #[test]
    fn marks_stand_alone_even_when_glued() {
        for (text, expected) in [
            ("hostilities...a", "hostilities ... a"),
            ("talks\u{2014}said talks--said", "talks \u{2014} said talks -- said"),
            ("``So,'' he said", "`` So , '' he said"),
            ("\"'No,'\" (yes)", "\" ' No , ' \" ( yes )"),
            ("[Ukraine]...", "[ Ukraine ] ..."),
            ("What?! ***", "What ?! ***"),
        ] {
            assert_eq!(spaced(text), expected);
        }
    }

    #[test]
    fn addresses_are_one_token() {
        for (text, expected) in [
            ("See https://example.org/a?b=1. Then", "See https://example.org/a?b=1 . Then"),
            ("at example.com, www.example.lan", "at example.com , www.example.lan"),
            ("mail j.doe@example.org.", "mail j.doe@example.org ."),
            ("(first.last-x@mail.example.org)", "( first.last-x@mail.example.org )"),
            ("\u{E9}t@example.org", "\u{E9}t@example.org"),
            ("on X @jane_doe #vote2024", "on X @jane_doe #vote2024"),
        ] {
            assert_eq!(spaced(text), expected);
        }
        let kinds: Vec<TokenKind> = tokens("j.doe@a.org #a").iter().map(|t| t.kind).collect();
        assert_eq!(kinds, [TokenKind::Address, TokenKind::Address]);
    }

    #[test]
    fn scripts_without_spaces_split_by_character_or_run() {
        for (text, expected) in [
            ("\u{4E2D}\u{56FD}\u{3002}", "\u{4E2D} \u{56FD} \u{3002}"),
            ("\u{30B8}\u{30E7}\u{30F3}\u{306F}", "\u{30B8}\u{30E7}\u{30F3} \u{306F}"),
            ("\u{E44}\u{E17}\u{E22} \u{E14}\u{E35}", "\u{E44}\u{E17}\u{E22} \u{E14}\u{E35}"),
            ("e\u{301}te\u{301} co\u{AD}op", "e\u{301}te\u{301} co\u{AD}op"),
            ("a\u{A0}b\u{200B}c", "a b c"),
            ("\u{1F469}\u{200D}\u{1F4BB}ok", "\u{1F469}\u{200D}\u{1F4BB} ok"),
            ("\u{1F1FA}\u{1F1E6}\u{1F1F5}\u{1F1F1}", "\u{1F1FA}\u{1F1E6} \u{1F1F5}\u{1F1F1}"),
        ] {
            assert_eq!(spaced(text), expected);
        }
    }

    proptest! {
        #[test]
        fn tokens_are_ordered_and_lose_nothing(text in token_text()) {
            let blocks = split_blocks(&text);
            let mut found = Vec::new();
            tokenize(&text, &blocks, &mut found);
            let mut at = 0;
            for token in &found {
                prop_assert!(at <= token.span.start && token.span.start < token.span.end);
                prop_assert!(blocks[token.block as usize].span.contains(token.span));
                let gap = text.get(at as usize..token.span.start as usize);
                prop_assert!(gap.is_some_and(is_blank));
                prop_assert!(!token.span.slice(&text).is_empty());
                at = token.span.end;
            }
            prop_assert!(is_blank(&text[at as usize..]));
        }
    }

    fn is_blank(gap: &str) -> bool {
        let is_blank = |c| matches!(chars::class(c), CharClass::Space | CharClass::Invisible);
        gap.chars().all(is_blank)
    }

    /// Any text, and text dense in what the scanner decides on.
    fn token_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[a-cA-C1-2.@:/'\u{2019}\u{E9}\u{4E2D}\u{200D}\u{1F469}& #\\n_,-]{0,60}",
        ]
    }
}
