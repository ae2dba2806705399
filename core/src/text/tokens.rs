//! Blocks into tokens.
//!
//! One pass over the text. Words of ASCII letters, which most of news is, are read byte by byte;
//! only where a word meets an apostrophe, a hyphen, a dot and the like is there anything to decide.
//!
//! What is one token follows from where names begin and end: "Russia's" is two, so that the name is
//! one of them; "Russia-Ukraine" is three; "state-owned" is one, as is "F-16".

use std::collections::HashSet;
use std::sync::LazyLock;

use super::addresses::{self, AddressEnd};
use super::chars::{self, CharClass};
use crate::analysis::{Block, Span};
use crate::lexicon;

/// A word, number, mark or symbol of the text. Tokens are in order, never overlap, and never cross
/// a block; between two of them is only white space and characters that show nothing.
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
    /// Letters, with what joins them: "state-owned", "O'Brien", "U.S.", and the clitic "'s".
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

/// Abbreviations that keep their dot.
static DOTTED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lexicon::entries(include_str!("../lexicon/neutral/dotted.txt")).collect());

/// Words that end at their apostrophe.
static ELISIONS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lexicon::entries(include_str!("../lexicon/neutral/elisions.txt")).collect());

/// The longest abbreviation or elided word that is looked up.
const LONGEST_LISTED: usize = 8;

/// What an apostrophe or a hyphen between two parts of a word does.
enum Join {
    /// The word goes on to here.
    On(usize),
    /// The word ends here.
    End(usize),
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

    /// Reads a word or number, which may go on over marks that join: "O'Brien", "1,000", "U.S.".
    fn word(&mut self, kind: TokenKind) {
        let start = self.at;
        let mut part = start;
        let mut end = self.run_end(start);
        loop {
            let mark = self.byte(end);
            let join = match mark {
                b'\'' => self.join_at_apostrophe(part, end, end + 1),
                b'-' => self.join_at_hyphen(part, end, end + 1),
                b'.' => {
                    if let Some(address) = self.host(start, end) {
                        return self.push(address, TokenKind::Address);
                    }
                    self.join_at_dot(start, part, end)
                }
                b',' | b':' | b'/' if self.between_digits(end) => Join::On(end + 1),
                b':' if addresses::is_scheme(&self.bytes[start..end], &self.bytes[end..]) => {
                    let end = addresses::url_end(self.text, end + 3);
                    return self.push(end, TokenKind::Address);
                }
                b'&' if self.bytes[end - 1].is_ascii_uppercase()
                    && self.byte(end + 1).is_ascii_uppercase() =>
                {
                    Join::On(end + 1)
                }
                b'_' => Join::On(end + 1),
                b'@' => match self.email(end) {
                    Some(()) => return,
                    None => Join::End(end),
                },
                0xE2 => match self.char(end) {
                    Some(c @ '\u{2019}') => self.join_at_apostrophe(part, end, end + c.len_utf8()),
                    Some(c @ ('\u{2010}' | '\u{2011}')) => {
                        self.join_at_hyphen(part, end, end + c.len_utf8())
                    }
                    _ => Join::End(end),
                },
                _ => Join::End(end),
            };
            match join {
                Join::On(next) => {
                    part = next;
                    end = self.run_end(next);
                }
                Join::End(at) => return self.push(at, kind),
            }
        }
    }

    fn between_digits(&self, at: usize) -> bool {
        at > 0 && self.bytes[at - 1].is_ascii_digit() && self.byte(at + 1).is_ascii_digit()
    }

    fn is_letter_at(&self, at: usize) -> bool {
        self.char(at).is_some_and(|c| chars::class(c) == CharClass::Letter)
    }

    fn is_upper_at(&self, at: usize) -> bool {
        self.char(at).is_some_and(char::is_uppercase)
    }

    /// Decides at the apostrophe at `mark`, after which `next` is the first byte and before which
    /// the part of the word began at `part`.
    fn join_at_apostrophe(&self, part: usize, mark: usize, next: usize) -> Join {
        if !self.is_letter_at(next) || self.is_clitic(next) {
            return Join::End(mark);
        }
        let is_elision = part == self.at
            && mark - part <= LONGEST_LISTED
            && self.text.get(part..mark).is_some_and(|word| ELISIONS.contains(word));
        if is_elision { Join::End(next) } else { Join::On(next) }
    }

    /// Whether a clitic that English writes with an apostrophe starts at `at`, just after it.
    fn is_clitic(&self, at: usize) -> bool {
        let lower = |at: usize| self.byte(at).to_ascii_lowercase();
        let end = match (lower(at), lower(at + 1)) {
            (b'l', b'l') | (b'r' | b'v', b'e') => at + 2,
            (b's' | b'd' | b'm', _) => at + 1,
            _ => return false,
        };
        self.char(end).is_none_or(|c| !chars::is_word(c))
    }

    /// Decides at the hyphen at `mark`. Parts that may be names of their own are split off; what is
    /// in lower case, or tied to a single letter or a number ("T-shirt", "F-16"), stays whole.
    fn join_at_hyphen(&self, part: usize, mark: usize, next: usize) -> Join {
        let Some(c) = self.char(next).filter(|&c| chars::is_word(c)) else {
            return Join::End(mark);
        };
        let before = self.bytes[mark - 1];
        if c.is_ascii_digit() {
            return if before.is_ascii_digit() { Join::End(mark) } else { Join::On(next) };
        }
        let is_single = |from: usize, to: usize| to - from <= 1;
        let has_name = c.is_uppercase() || self.is_upper_at(part);
        if has_name && !is_single(part, mark) && !before.is_ascii_digit() {
            let after = next + c.len_utf8();
            let single_after = self.char(after).is_none_or(|c| !chars::is_word(c) && c != '.');
            return if single_after { Join::On(next) } else { Join::End(mark) };
        }
        Join::On(next)
    }

    /// Decides at the dot at `dot`: decimal numbers, "U.S.", "a.m.", initials, abbreviations.
    fn join_at_dot(&self, start: usize, part: usize, dot: usize) -> Join {
        let next = dot + 1;
        match self.byte(next) {
            b'0'..=b'9' if self.bytes[dot - 1].is_ascii_digit() => return Join::On(next),
            b'.' => return Join::End(dot),
            _ => {}
        }
        if self.is_single_letter(part, dot) {
            let after = self.char(next).map_or(next, |c| next + c.len_utf8());
            let is_chain = self.is_letter_at(next) && self.is_single_letter(next, after);
            if is_chain && self.char(after).is_none_or(|c| !chars::is_word(c)) {
                return Join::On(next);
            }
            let ends_chain = part > start && self.bytes[part - 1] == b'.';
            if ends_chain || (self.is_upper_at(part) && self.is_initial(part, next)) {
                return Join::End(if ends_chain { next } else { self.unless_last(next) });
            }
        }
        let is_listed = |end: usize| {
            end - start <= LONGEST_LISTED
                && self.text.get(start..end).is_some_and(|word| DOTTED.contains(word))
        };
        if is_listed(dot) {
            return Join::End(self.unless_last(next));
        }
        if self.is_letter_at(next) && dot - start <= LONGEST_LISTED {
            let end = self.run_end(next);
            if is_listed(end) {
                return Join::On(next);
            }
        }
        Join::End(dot)
    }

    /// The end of an abbreviation whose dot ends at `next`. A dot that ends the block ends its last
    /// sentence, and stands alone.
    fn unless_last(&self, next: usize) -> usize {
        if next == self.bytes.len() { next - 1 } else { next }
    }

    fn is_single_letter(&self, from: usize, to: usize) -> bool {
        self.is_letter_at(from) && self.char(from).is_some_and(|c| from + c.len_utf8() == to)
    }

    /// Whether the capital at `letter`, with a dot that ends at `next`, is an initial. "I." is one
    /// only when another letter with a dot is beside it.
    fn is_initial(&self, letter: usize, next: usize) -> bool {
        if self.byte(letter) != b'I' {
            return true;
        }
        let after = next + usize::from(self.byte(next) == b' ');
        self.is_upper_at(after) && self.byte(after + 1) == b'.'
    }

    /// The end of the address whose host name starts at `start` and has its first dot at `dot`.
    fn host(&mut self, start: usize, dot: usize) -> Option<usize> {
        if start < self.no_host_before || !self.byte(dot + 1).is_ascii_alphanumeric() {
            return None;
        }
        match addresses::host_end(self.text, start) {
            AddressEnd::At(end) => Some(end),
            AddressEnd::NoneBefore(end) => {
                self.no_host_before = end;
                None
            }
        }
    }

    /// Reads the e-mail address whose "@" is at `at`, taking back tokens that were part of it.
    fn email(&mut self, at: usize) -> Option<()> {
        let (start, end) = addresses::email_bounds(&self.bytes[self.start..], at - self.start)?;
        let (start, end) = (start + self.start, end + self.start);
        while let Some(token) = self.tokens.last()
            && token.block == self.block
            && token.span.start as usize >= start
        {
            self.space = token.space_before;
            self.tokens.pop();
        }
        let taken = self.tokens.last().filter(|token| token.block == self.block);
        let free_from = taken.map_or(self.start, |token| token.span.end as usize);
        // A word before "@" that has other letters than ASCII belongs to it whole.
        self.at = start.max(free_from).min(self.at);
        self.push(end, TokenKind::Address);
        Some(())
    }

    fn quote(&mut self, c: char) {
        let next = self.at + c.len_utf8();
        let is_apostrophe = matches!(c, '\'' | '\u{2019}');
        if is_apostrophe && self.is_clitic(next) && (!self.space || self.byte(next) == b's') {
            let end = self.run_end(next);
            return self.push(end, TokenKind::Word);
        }
        // A decade: '90s.
        if is_apostrophe
            && self.byte(next).is_ascii_digit()
            && self.byte(next + 1).is_ascii_digit()
            && self.byte(next + 2) == b's'
        {
            return self.push(next + 3, TokenKind::Number);
        }
        let is_pair = matches!(c, '\'' | '`' | '\u{2018}' | '\u{2019}')
            && self.char(next) == Some(c)
            && self.char(next + c.len_utf8()) != Some(c);
        self.push(if is_pair { next + c.len_utf8() } else { next }, TokenKind::QuotationMark);
    }

    fn mark(&mut self, c: char) {
        let next = self.at + c.len_utf8();
        if c == '.' && self.space && self.byte(next).is_ascii_digit() {
            let end = self.run_end(next);
            return self.push(end, TokenKind::Number);
        }
        let end = match c {
            '.' | '-' | '*' | '_' | '/' | '\\' | '…' | '—' | '–' => {
                self.while_char(next, &[c])
            }
            '!' | '?' => self.while_char(next, &['!', '?']),
            _ => next,
        };
        self.push(end, TokenKind::Punctuation);
    }

    fn symbol(&mut self, c: char) {
        let next = self.at + c.len_utf8();
        let is_tag = match c {
            '@' => self.byte(next).is_ascii_alphanumeric() || self.byte(next) == b'_',
            '#' => self.is_letter_at(next),
            _ => false,
        };
        if is_tag {
            let mut end = self.run_end(next);
            while self.byte(end) == b'_' {
                end = self.run_end(end + 1);
            }
            return self.push(end, TokenKind::Address);
        }
        let end = match c {
            '+' | '<' | '=' | '>' | '|' | '~' | '#' | '^' => self.while_char(next, &[c]),
            _ if c.is_ascii() => next,
            _ => self.emoji_end(c, next),
        };
        self.push(end, TokenKind::Symbol);
    }

    fn while_char(&self, mut at: usize, set: &[char]) -> usize {
        while let Some(c) = self.char(at)
            && set.contains(&c)
        {
            at += c.len_utf8();
        }
        at
    }

    /// Where the picture that starts with `first` ends: flags of two letters, skin tones, and
    /// pictures tied together by zero-width joiners are one.
    fn emoji_end(&self, first: char, mut at: usize) -> usize {
        if chars::is_regional_indicator(first)
            && let Some(c) = self.char(at).filter(|&c| chars::is_regional_indicator(c))
        {
            at += c.len_utf8();
        }
        while let Some(c) = self.char(at) {
            let tied = if c == '\u{200D}' { self.char(at + c.len_utf8()) } else { None };
            match tied {
                Some(next) if chars::class(next) == CharClass::Symbol && !next.is_ascii() => {
                    at += c.len_utf8() + next.len_utf8();
                }
                _ if c == '\u{200D}' || chars::is_emoji_part(c) => at += c.len_utf8(),
                _ => break,
            }
        }
        at
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
            ("J. K. Rowling, J.K. Rowling", "J. K. Rowling , J.K. Rowling"),
            ("World War I. Then I. M. Pei", "World War I . Then I. M. Pei"),
            ("Mr. Doe of Acme Inc. left.", "Mr. Doe of Acme Inc. left ."),
            ("a Ph.D. in it", "a Ph.D. in it"),
            ("ended.The next", "ended . The next"),
            ("Mordovets/Getty", "Mordovets / Getty"),
            ("AT&T and R&D", "AT&T and R&D"),
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
