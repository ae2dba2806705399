//! What is known of words by themselves, kept from one document to the next: most words come again.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::lexicon::{CUE, Lexicon};
use super::words::{NO_KINDS, Shape, Word};
use crate::analyzer::Page;
use crate::entities::names::Knowledge;
use crate::learn::{PassOn, call, hash_bytes, hash_text, mix};
use crate::text::TokenKind;

/// What a language knows of words.
#[derive(Debug, Clone, Copy)]
pub(super) struct Language<'a> {
    /// A number that stands for it.
    pub(super) number: u64,
    pub(super) lexicon: &'a Lexicon,
    pub(super) knowledge: Option<&'a Knowledge>,
}

/// Words seen so far, each with a number.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    known: Vec<(u64, Word)>,
    by_text: HashMap<u64, u32, BuildHasherDefault<PassOn>>,
    /// For each token of the page the key of its word.
    keys: Vec<u64>,
    /// For each token of the page its word.
    of_token: Vec<u32>,
    /// The words that stand for the marks that open and close, see [`Vocabulary::mark`].
    marks: [u32; 2],
    /// How many of the words are cues.
    cues: u32,
    /// Words there was no room for so far.
    misses: usize,
}

/// Words kept from one document to the next. Bounds memory.
const KEPT: usize = 16_384;

/// Words that were not kept before all are forgotten: those kept cannot be the common ones then.
const MOST_MISSES: usize = 4 * KEPT;

/// Number of a word that is not known yet.
const UNKNOWN: u32 = u32::MAX;

impl Vocabulary {
    /// Makes room for the words of another document.
    pub(super) fn begin_document(&mut self) {
        let too_many = self.known.get(KEPT..).unwrap_or_default();
        if too_many.is_empty() {
            return;
        }
        self.misses += too_many.len();
        if self.misses > MOST_MISSES {
            *self = Vocabulary::default();
            return;
        }
        for (key, _) in too_many {
            self.by_text.remove(key);
        }
        self.known.truncate(KEPT);
        self.known.shrink_to(2 * KEPT);
        self.cues = self.known.iter().map(|(_, word)| word.cue).max().unwrap_or(0);
    }

    /// Numbers the words of a page. Calls `on_new` with each that was not known yet; numbers go up
    /// by one, and when they start again from a lower one, the words from there on are forgotten.
    pub(super) fn number(
        &mut self,
        page: &Page<'_>,
        language: Language<'_>,
        mut on_new: impl FnMut(&Word),
    ) {
        // Each loop does one look-up for all tokens, so that these do not wait for one another, and
        // asks for what comes next.
        self.keys.clear();
        let key_of = |text: u64, kind: TokenKind| mix(text, mix(language.number, kind as u64));
        self.keys.extend(page.tokens.iter().map(|token| key_of(token.hash, token.kind)));
        self.of_token.clear();
        let number = |key| {
            let number = self.by_text.get(key).copied().unwrap_or(UNKNOWN);
            call(&self.known, number as usize);
            number
        };
        self.of_token.extend(self.keys.iter().map(number));
        let Vocabulary { known, by_text, cues, .. } = self;
        let mut number_of = |key, text: &str, kind| {
            *by_text.entry(key).or_insert_with(|| {
                let number = known.len() as u32;
                let mut word = Word { number, ..word(text, kind, language) };
                if word.classes & CUE != 0 {
                    *cues += 1;
                    word.cue = *cues;
                }
                on_new(&word);
                known.push((key, word));
                number
            })
        };
        for ((token, number), &key) in page.tokens.iter().zip(&mut self.of_token).zip(&self.keys) {
            if *number == UNKNOWN {
                let text = token.span.slice(page.text);
                *number = number_of(key, text, token.kind);
            }
        }
        self.marks = ["“", "”"].map(|mark| {
            let kind = TokenKind::QuotationMark;
            number_of(key_of(hash_text(mark), kind), mark, kind)
        });
    }

    /// The word of the double mark that opens a quotation, or of the one that closes it. It stands
    /// for the single marks of a text that quotes with these: which ones is a matter of house style.
    pub(super) fn mark(&self, closes: bool) -> Option<&Word> {
        let [opening, closing] = self.marks;
        let number = if closes { closing } else { opening };
        self.known.get(number as usize).map(|(_, word)| word)
    }

    /// The words of the tokens that were numbered last.
    pub(super) fn words(&self) -> impl Iterator<Item = Word> {
        let word = |number: &u32| self.known.get(*number as usize).map(|(_, word)| *word);
        self.of_token.iter().map(move |number| word(number).unwrap_or_default())
    }
}

/// A word by itself, without its numbers.
fn word(text: &str, kind: TokenKind, language: Language<'_>) -> Word {
    let (form, suffix) = hash_form(text);
    let Language { lexicon, knowledge, .. } = language;
    let listed = match lexicon.classes(form) {
        0 => lexicon.of_affixes(text),
        listed => listed,
    };
    let (inverted, clitic) = lexicon.inverted(text).unwrap_or_default();
    Word {
        form,
        suffix,
        shape: shape(text, kind),
        classes: listed | inverted,
        clitic,
        kinds: knowledge.and_then(|known| known.classes(text)).unwrap_or(NO_KINDS),
        ..Word::default()
    }
}

/// The longest word that is read in full, in bytes.
const LONGEST: usize = 32;

/// The hashes of a word's lower-case form and of its last letters.
fn hash_form(text: &str) -> (u64, u64) {
    let mut buffer = [0; LONGEST];
    if text.is_ascii() {
        let form = buffer.get_mut(..text.len().min(LONGEST)).unwrap_or_default();
        for (to, from) in form.iter_mut().zip(text.bytes()) {
            *to = if from.is_ascii_digit() { b'0' } else { from.to_ascii_lowercase() };
        }
        let suffix = form.get(form.len().saturating_sub(3)..).unwrap_or_default();
        (hash_bytes(form), hash_bytes(suffix))
    } else {
        let form: String = text.chars().take(LONGEST).flat_map(char::to_lowercase).collect();
        let form = form.replace('’', "'");
        let from = form.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        (hash_text(&form), hash_text(form.get(from..).unwrap_or_default()))
    }
}

fn shape(text: &str, kind: TokenKind) -> Shape {
    match kind {
        TokenKind::QuotationMark => Shape::Mark,
        TokenKind::Number => Shape::Number,
        TokenKind::Word => {
            let mut letters = text.chars();
            let capital = letters.next().is_some_and(char::is_uppercase);
            let mut rest = letters.filter(|c| c.is_alphabetic()).peekable();
            match (capital, rest.peek().is_some()) {
                (false, _) => Shape::Lower,
                (true, false) => Shape::Initial,
                (true, true) if rest.all(char::is_uppercase) => Shape::Upper,
                (true, true) => Shape::Capital,
            }
        }
        TokenKind::Punctuation => match text.chars().next() {
            Some(',' | ';' | '،' | '、' | '，') => Shape::Comma,
            Some('.' | '!' | '?' | '…' | '。') => Shape::Stop,
            Some(':' | '：') => Shape::Colon,
            Some('-' | '–' | '—') => Shape::Dash,
            _ => Shape::Other,
        },
        TokenKind::Address | TokenKind::Symbol => Shape::Other,
    }
}
