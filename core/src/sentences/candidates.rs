//! Places where a sentence may end.
//!
//! One pass over the bytes looks only at those that a terminator or white space begins with. A
//! *marked* candidate has a terminator before it ("!", "。", …, with the brackets and quotation
//! marks that close after it); a *bare* one has none, and is taken up only where the text leaves
//! some hint of a break: a capital, a number, a colon, a dash.

use super::style;
use crate::text::chars::{self, CharClass};

/// What stands before the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// One full stop.
    Dot,
    /// Several, or "…".
    Ellipsis,
    /// A mark of question or exclamation, or several.
    Exclamation,
    /// The full stop of a script in which it is used for nothing else.
    FullStop,
    /// None of them.
    None,
}

/// A place where a sentence may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Where its terminator starts; `end` when there is none.
    pub(super) mark: usize,
    /// Where its terminator ends and closing marks start.
    pub(super) closers: usize,
    /// Where the sentence would end: after its closing marks.
    pub(super) end: usize,
    /// Where the next sentence would start: after white space, if any.
    pub(super) next: usize,
    /// What the terminator is.
    pub(super) kind: Mark,
}

impl Candidate {
    /// Whether a sentence ends here in any text: a long word in lower case, a full stop, white space,
    /// a capital. Three in four ends of news are such, and need no further look.
    pub(super) fn is_certain(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let word = self.mark.checked_sub(LONG_WORD).and_then(|from| bytes.get(from..self.mark));
        self.kind == Mark::Dot
            && self.closers == self.end
            && self.next > self.end
            && bytes.get(self.next).is_some_and(u8::is_ascii_uppercase)
            && word.is_some_and(|word| word.iter().all(u8::is_ascii_lowercase))
    }

    /// Whether a terminator comes before it, or another mark that may end something.
    pub(super) fn follows_mark(&self, text: &str) -> bool {
        let before = || text.as_bytes().get(self.end.wrapping_sub(1)).copied();
        // Other bytes than ASCII: the long dashes.
        self.kind != Mark::None
            || before().is_some_and(|byte| BREAKS_BEFORE[byte as usize] || !byte.is_ascii())
    }

    /// Whether the number of a note or of a figure comes before it: "…ended. 4 Then", "Figure 1.5 A".
    /// After these a sentence begins without a mark in edited text too. The block starts at `start`.
    pub(super) fn follows_number(&self, text: &str, start: usize) -> bool {
        let before = text.get(start..self.end).unwrap_or_default();
        let is_part = |byte: &u8| matches!(byte, b'0'..=b'9' | b'.');
        let reach = before.bytes().rev().take(LONGEST_NUMBER + 1);
        let length = reach.take_while(is_part).count();
        let Some((rest, number)) = before.split_at_checked(before.len() - length) else {
            return false;
        };
        let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && rest.ends_with(' ');
        let rest = rest.trim_end_matches(' ');
        let is_label = || {
            rest.len() <= LONGEST_LABEL
                && rest.starts_with(char::is_uppercase)
                && !rest.contains(' ')
        };
        is_number && length <= LONGEST_NUMBER && (style::is_closed(rest) || is_label())
    }
}

/// "Exhibit", "Figure", "Photograph".
const LONGEST_LABEL: usize = 10;
/// "1.5", "10.12".
const LONGEST_NUMBER: usize = 5;

/// No abbreviation that is not listed ends in so many letters in lower case.
const LONG_WORD: usize = 5;

/// Finds the candidates of one block, in order.
#[derive(Debug)]
pub(super) struct Candidates<'a> {
    /// The text up to the end of the block.
    text: &'a str,
    at: usize,
    start: usize,
    scope: Scope,
}

/// Which candidates without a terminator are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    None,
    /// Those where the text hints at a break.
    Hinted,
    /// All white space.
    All,
}

/// Which candidates are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scope {
    /// Which bare candidates are.
    pub(super) bare: Bare,
    /// A mark of ASCII that ends sentences in this language alone, and its kind.
    pub(super) own_mark: Option<(u8, Mark)>,
}

/// What a byte may begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trigger {
    Nothing,
    /// A terminator of ASCII.
    Mark,
    /// A mark that is a terminator in some languages.
    OwnMark,
    /// A character of several bytes that may be a terminator.
    Wide,
    Space,
}

const TRIGGERS: [Trigger; 256] = table(
    Trigger::Nothing,
    &[
        (b".!?", Trigger::Mark),
        (b":;", Trigger::OwnMark),
        (&[0xCD, 0xD6, 0xD8, 0xDB, 0xE0, 0xE1, 0xE2, 0xE3, 0xEF], Trigger::Wide),
        (b" \n\t", Trigger::Space),
    ],
);

/// Bytes before white space that make it a candidate, whatever follows.
const BREAKS_BEFORE: [bool; 256] = table(false, &[(b";:-)]>*_=~", true)]);

/// Bytes after white space that make it a candidate, whatever comes before: capitals, digits, and
/// marks that lines and list items begin with. Of other characters, those in the block of "“", "•".
const BREAKS_AFTER: [bool; 256] =
    table(false, &[(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<*=_#>-(", true), (&[0xE2], true)]);

const fn table<T: Copy>(otherwise: T, entries: &[(&[u8], T)]) -> [T; 256] {
    let mut table = [otherwise; 256];
    let mut entry = 0;
    while entry < entries.len() {
        let (bytes, value) = entries[entry];
        let mut index = 0;
        while index < bytes.len() {
            table[bytes[index] as usize] = value;
            index += 1;
        }
        entry += 1;
    }
    table
}

/// The kind of mark that a character is (Unicode property Sentence_Terminal, in the scripts that
/// news is written in).
fn terminator(c: char) -> Option<Mark> {
    match c {
        '.' => Some(Mark::Dot),
        '…' => Some(Mark::Ellipsis),
        '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '\u{37E}' | '؟' | '！' | '？' | '፧' => {
            Some(Mark::Exclamation)
        }
        '。' | '｡' | '．' | '։' | '۔' | '।' | '॥' | '။' | '።' | '។' | '៕' => {
            Some(Mark::FullStop)
        }
        _ => None,
    }
}

impl<'a> Candidates<'a> {
    /// The candidates of the block of `text` from `start` to `end`; its own end is none.
    pub(super) fn new(text: &'a str, start: usize, end: usize, scope: Scope) -> Self {
        Candidates { text: text.get(..end).unwrap_or_default(), at: start, start, scope }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        match self.text.as_bytes().get(at) {
            Some(&byte) if byte < 0x80 => Some(byte as char),
            Some(_) => self.text.get(at..)?.chars().next(),
            None => None,
        }
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text.get(self.start..at)?.chars().next_back()
    }

    fn after_blanks(&self, mut at: usize) -> usize {
        while let Some(c) = self.char_at(at).filter(|&c| c.is_whitespace()) {
            at += c.len_utf8();
        }
        at
    }

    fn terminator_at(&self, at: usize) -> Option<(Mark, usize)> {
        let c = self.char_at(at)?;
        let own = || self.scope.own_mark.filter(|&(own, _)| own as char == c).map(|(_, kind)| kind);
        Some((terminator(c).or_else(own)?, c.len_utf8()))
    }

    /// The candidate whose terminator starts at `mark`, if any; moves on in any case.
    fn marked(&mut self, mark: usize) -> Option<Candidate> {
        let Some((mut kind, length)) = self.terminator_at(mark) else {
            self.at = mark + self.char_at(mark).map_or(1, char::len_utf8);
            return None;
        };
        let mut closers = mark + length;
        while let Some((more, length)) = self.terminator_at(closers) {
            kind = match (kind, more) {
                (Mark::Exclamation, _) | (_, Mark::Exclamation) => Mark::Exclamation,
                (Mark::FullStop, _) => Mark::FullStop,
                _ => Mark::Ellipsis,
            };
            closers += length;
        }
        let end = self.closers_end(closers);
        let next = self.after_blanks(end);
        self.at = end;
        let following = self.char_at(next)?;
        if terminator(following).is_some() || (next == end && !self.may_be_glued(mark, end, kind)) {
            return None;
        }
        self.at = next;
        Some(Candidate { mark, closers, end, next, kind })
    }

    /// Where the marks end that close what the terminator before `at` is part of: brackets,
    /// quotation marks, numbers of notes.
    fn closers_end(&self, mut at: usize) -> usize {
        loop {
            let Some(c) = self.char_at(at) else { return at };
            let after = at + c.len_utf8();
            if is_closer(c) || (may_close(c) && !self.char_at(after).is_some_and(chars::is_word)) {
                at = after;
            } else if let Some(after) = self.note_end(at) {
                at = after;
            } else if c.is_whitespace() && c != '\n' {
                // French sets « » off by a space; notes are set off in some encyclopedias, and what
                // was left out belongs to the sentence after which it was.
                let spaced = self.char_at(after).filter(|&c| matches!(c, '»' | '›' | '”'));
                let closed = spaced.map(|c| after + c.len_utf8());
                let closed = closed.or_else(|| self.note_end(after));
                let closed = closed.or_else(|| self.omission_end(after));
                match closed {
                    Some(closed) if self.char_at(closed).is_none_or(char::is_whitespace) => {
                        at = closed
                    }
                    _ => return at,
                }
            } else {
                return at;
            }
        }
    }

    /// The end of the number of a note, `[12]`, that starts at `at`.
    fn note_end(&self, at: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(at..)?.strip_prefix(b"[")?;
        let digits = rest.iter().take(4).take_while(|byte| byte.is_ascii_digit()).count();
        (digits > 0 && rest.get(digits) == Some(&b']')).then_some(at + digits + 2)
    }

    /// The end of the sign of omission, `[...]`, that starts at `at`.
    fn omission_end(&self, at: usize) -> Option<usize> {
        let rest = self.text.get(at..)?;
        let omissions = ["[...]", "[…]", "(...)", "(…)"];
        let found = omissions.iter().find(|omission| rest.starts_with(**omission))?;
        Some(at + found.len())
    }

    /// Whether a sentence may end at `end` although no white space follows.
    fn may_be_glued(&self, mark: usize, end: usize, kind: Mark) -> bool {
        let Some(following) = self.char_at(end) else { return false };
        let class = chars::class(following);
        let is_own = self.scope.own_mark.is_some_and(|(own, _)| self.text.as_bytes()[mark] == own);
        if is_own {
            return false;
        }
        if matches!(class, CharClass::Mark) && !matches!(following, '（' | '《' | '〈' | '【') {
            return false;
        }
        if kind == Mark::FullStop {
            // The wide dot is also one of decimal numbers.
            return class != CharClass::Digit || self.char_at(mark) != Some('．');
        }
        if matches!(class, CharClass::Ideograph | CharClass::Katakana) || is_wide_opener(following)
        {
            return kind != Mark::Ellipsis;
        }
        // "ended.The next": not "U.S.", not "example.Com", not "A.The".
        let mut before = self.text.get(self.start..mark).unwrap_or_default().chars().rev();
        let mut after = self.text.get(end..).unwrap_or_default().chars();
        let is_opened = matches!(following, '"' | '“' | '‘' | '(');
        let first = after.by_ref().nth(usize::from(is_opened));
        kind != Mark::Ellipsis
            && before.by_ref().take(3).filter(|c| c.is_lowercase()).count() == 3
            && first.is_some_and(char::is_uppercase)
            && (first == Some('I') || after.next().is_some_and(char::is_lowercase))
    }

    /// Whether the white space here is like most: it hints at nothing, and more need not be looked
    /// at to know.
    #[inline]
    fn is_between_words(&self) -> bool {
        let bytes = self.text.as_bytes();
        let before = self.at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(self.at + 1);
        before.is_some_and(|&byte| byte.is_ascii_alphanumeric() || byte == b',')
            // Not "http" or "www.".
            && after.is_some_and(|&byte| byte.is_ascii_lowercase() && byte != b'h' && byte != b'w')
    }

    /// The candidate at the white space at `at`, where no terminator stands.
    fn bare(&mut self, at: usize) -> Option<Candidate> {
        let next = self.after_blanks(at);
        self.at = next;
        let bytes = self.text.as_bytes();
        let before = at.checked_sub(1).filter(|&before| before >= self.start)?;
        let breaks = self.scope.bare == Bare::All
            || BREAKS_AFTER[*bytes.get(next)? as usize]
            || BREAKS_BEFORE[bytes[before] as usize]
            || bytes.get(next..next + 4).is_some_and(|start| matches!(start, b"http" | b"www."))
            || matches!(self.char_before(at), Some('—' | '–'));
        // White space beyond ASCII triggers nothing, so some of it may come before.
        let end = self.start + self.text.get(self.start..at)?.trim_end().len();
        breaks.then_some(Candidate { mark: end, closers: end, end, next, kind: Mark::None })
    }
}

/// Marks that only ever close.
fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | '”' | '」' | '』' | '）' | '】' | '》' | '〉' | '］' | '｝' | '〕' | '〟'
    )
}

/// Marks that close in some languages or places, and open in others.
fn may_close(c: char) -> bool {
    chars::class(c) == CharClass::Quote && !is_wide_opener(c) && !matches!(c, '„' | '‚')
}

fn is_wide_opener(c: char) -> bool {
    matches!(c, '「' | '『' | '〝' | '｢' | '﹁' | '﹃')
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let found = match TRIGGERS[byte as usize] {
                Trigger::Nothing => {
                    self.at += 1;
                    continue;
                }
                Trigger::OwnMark if self.scope.own_mark.is_none_or(|(own, _)| own != byte) => {
                    self.at += 1;
                    continue;
                }
                Trigger::Mark | Trigger::OwnMark | Trigger::Wide => self.marked(self.at),
                Trigger::Space if self.scope.bare == Bare::Hinted && self.is_between_words() => {
                    self.at += 2;
                    continue;
                }
                Trigger::Space if self.scope.bare != Bare::None => self.bare(self.at),
                Trigger::Space => {
                    self.at += 1;
                    continue;
                }
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }
}
