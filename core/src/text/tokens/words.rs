//! Words, numbers and addresses: where they end.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{Scanner, TokenKind};
use crate::lexicon;
use crate::text::addresses::{self, AddressEnd};
use crate::text::chars::{self, CharClass};

/// Abbreviations that keep their dot.
static DOTTED: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lexicon::entries(include_str!("../../lexicon/neutral/dotted.txt")).collect());

/// Words that end at their apostrophe.
static ELISIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    lexicon::entries(include_str!("../../lexicon/neutral/elisions.txt")).collect()
});

/// The longest abbreviation or elided word that is looked up.
const LONGEST_LISTED: usize = 8;

/// Digits of the longest number that says how a player is seeded.
const LONGEST_SEED: usize = 2;

/// The longest symbol of a share, and of the exchange behind its dot.
const LONGEST_SHARE: usize = 5;
const LONGEST_EXCHANGE: usize = 2;

/// Whether a token is the symbol of a share with its exchange: "BRLS.L", "TRN.DE".
pub(crate) fn is_share_symbol(token: &str) -> bool {
    share_symbol_end(token.as_bytes()) == Some(token.len())
}

/// Where the symbol of a share ends that some bytes begin with.
fn share_symbol_end(bytes: &[u8]) -> Option<usize> {
    let capitals = |from: usize, most: usize| {
        let rest = bytes.get(from..).unwrap_or_default().iter();
        rest.take(most + 1).take_while(|byte| byte.is_ascii_uppercase()).count()
    };
    let dot = capitals(0, LONGEST_SHARE);
    let exchange = capitals(dot + 1, LONGEST_EXCHANGE);
    let is_symbol = bytes.get(dot) == Some(&b'.')
        && (2..=LONGEST_SHARE).contains(&dot)
        && (1..=LONGEST_EXCHANGE).contains(&exchange);
    is_symbol.then_some(dot + 1 + exchange)
}

/// What an apostrophe or a hyphen between two parts of a word does.
enum Join {
    /// The word goes on to here.
    On(usize),
    /// The word ends here.
    End(usize),
}

impl Scanner<'_> {
    /// Reads a word or number, which may go on over marks that join: "O'Brien", "1,000", "U.S.".
    pub(super) fn word(&mut self, kind: TokenKind) {
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

    pub(super) fn is_letter_at(&self, at: usize) -> bool {
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
        // "L'arrivée" begins a sentence; "L'Oréal" is a name
        let is_listed = |word: &str| {
            let begins_sentence = || !self.is_upper_at(next) && word != "O" && word != "M";
            ELISIONS.contains(word)
                || begins_sentence() && ELISIONS.contains(word.to_lowercase().as_str())
        };
        let is_elision = part == self.at
            && mark - part <= LONGEST_LISTED
            && self.text.get(part..mark).is_some_and(is_listed);
        if is_elision { Join::End(next) } else { Join::On(next) }
    }

    /// Whether a clitic that English writes with an apostrophe starts at `at`, just after it.
    pub(super) fn is_clitic(&self, at: usize) -> bool {
        let lower = |at: usize| self.byte(at).to_ascii_lowercase();
        let end = match (lower(at), lower(at + 1)) {
            (b'l', b'l') | (b'r' | b'v', b'e') => at + 2,
            (b's' | b'd' | b'm', _) => at + 1,
            _ => return false,
        };
        self.char(end).is_none_or(|c| !chars::is_word(c))
    }

    /// Decides at the hyphen at `mark`. Parts that may be names of their own are split off; what is
    /// in lower case, or tied to a single letter or a number ("T-shirt", "F-16"), stays whole, but not the
    /// seed of a player ("1-Daria Kolesnik").
    fn join_at_hyphen(&self, part: usize, mark: usize, next: usize) -> Join {
        let Some(c) = self.char(next).filter(|&c| chars::is_word(c)) else {
            return Join::End(mark);
        };
        let before = self.bytes[mark - 1];
        let is_seed = part == self.at
            && mark - part <= LONGEST_SEED
            && self.bytes[part..mark].iter().all(u8::is_ascii_digit)
            && c.is_uppercase()
            && self.char(next + c.len_utf8()).is_some_and(char::is_lowercase);
        if is_seed {
            return Join::End(mark);
        }
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
        if part == start
            && let Some(end) = share_symbol_end(&self.bytes[start..])
            && self.char(start + end).is_none_or(|c| !chars::is_word(c) && c != '.')
        {
            return Join::End(start + end);
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
}
