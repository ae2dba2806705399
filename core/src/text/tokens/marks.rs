//! Quotation marks, other marks and symbols: where they end.

use super::{Scanner, TokenKind};
use crate::text::chars::{self, CharClass};

impl Scanner<'_> {
    pub(super) fn quote(&mut self, c: char) {
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

    pub(super) fn mark(&mut self, c: char) {
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

    pub(super) fn symbol(&mut self, c: char) {
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
