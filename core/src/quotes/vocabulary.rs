//! What is known of words by themselves, kept from one document to the next: most words come again.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::lexicon::{CUE, Lexicon};
use super::words::{NO_KINDS, Shape, Word};
use crate::entities::names::Knowledge;
use crate::learn::{PassOn, hash_bytes, hash_text, mix};
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
    /// How many of the words are cues.
    cues: u32,
    /// Words there was no room for so far.
    misses: usize,
}

/// Words kept from one document to the next. Bounds memory.
const KEPT: usize = 16_384;

/// Words that were not kept before all are forgotten: those kept cannot be the common ones then.
const MOST_MISSES: usize = 4 * KEPT;

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

    /// The word of a token. Calls `on_new` when it was not known yet; numbers go up by one, and when
    /// they start again from a lower one, the words from there on are forgotten.
    pub(super) fn word(
        &mut self,
        text: &str,
        kind: TokenKind,
        language: Language<'_>,
        on_new: impl FnOnce(&Word),
    ) -> Word {
        let key = mix(hash_text(text), mix(language.number, kind as u64));
        let number = self.by_text.get(&key).copied();
        if let Some((_, word)) = number.and_then(|number| self.known.get(number as usize)) {
            return *word;
        }
        let (form, suffix) = hash_form(text);
        let Language { lexicon, knowledge, .. } = language;
        let mut word = Word {
            form,
            suffix,
            shape: shape(text, kind),
            classes: lexicon.classes(form) | lexicon.classes_of_inverted(text),
            kinds: knowledge.and_then(|known| known.classes(form)).unwrap_or(NO_KINDS),
            number: self.known.len() as u32,
            ..Word::default()
        };
        if word.classes & CUE != 0 {
            self.cues += 1;
            word.cue = self.cues;
        }
        on_new(&word);
        self.by_text.insert(key, word.number);
        self.known.push((key, word));
        word
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
