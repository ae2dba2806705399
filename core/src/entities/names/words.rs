//! What is known of a word by itself, and of the words of a document together.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::knowledge::{GazetteerEntry, Knowledge, WordClasses};
use crate::analyzer::Page;
use crate::learn::{AHEAD, PassOn, call, hash_text, mix};
use crate::text::{Token, TokenKind};

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Case {
    /// Without capitals: "house".
    Lower,
    /// With a capital first: "House".
    Title,
    /// In capitals, two or more: "HOUSE", "U.S.".
    Upper,
    /// One capital, perhaps with a dot: "J.".
    Initial,
    /// With capitals inside: "iPhone", "McDonald".
    Mixed,
    /// Not a word.
    None,
}

impl Case {
    /// Whether a name may be written like this.
    pub(super) const fn is_capitalised(self) -> bool {
        matches!(self, Case::Title | Case::Upper | Case::Initial | Case::Mixed)
    }
}

/// A word as written.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Number of the word whatever its case.
    pub(super) caseless: u32,
    /// Hash of the word as written.
    pub(super) form: u64,
    /// Hash of the word in lower case.
    pub(super) lower: u64,
    pub(super) case: Case,
    pub(super) kind: TokenKind,
    /// Classes of the word by its meaning.
    pub(super) classes: Option<WordClasses>,
    /// What the gazetteers say of names that start with the word, when it is written like one.
    pub(super) entry: Option<GazetteerEntry>,
}

/// The words of a document, and of those before it: most words come again.
#[derive(Debug, Default)]
pub(super) struct Words {
    known: Vec<Word>,
    by_form: HashMap<u64, u32, BuildHasherDefault<PassOn>>,
    by_lower: HashMap<u64, u32, BuildHasherDefault<PassOn>>,
    /// For each token of the document the hash of its word as written.
    forms: Vec<u64>,
    /// For each token of the document its word.
    of_token: Vec<u32>,
    /// For each word whatever its case, how and where it stands in the document that it was last in.
    usage: Vec<Usage>,
    /// Number of the document.
    document: u32,
    /// Words there was no room for so far.
    misses: usize,
    lower: String,
    /// Hashes of an opening and a closing bracket.
    brackets: [u64; 2],
}

/// Words kept from one document to the next. Bounds memory.
const KEPT: usize = 16_384;

/// Words that were not kept before all are forgotten.
const MOST_MISSES: usize = 4 * KEPT;

/// Number of a word that is not known yet.
const UNKNOWN: u32 = u32::MAX;

/// How a word, whatever its case, is used in a document.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Usage {
    document: u32,
    /// Times in lower case.
    pub(super) lower: u32,
    /// Times capitalised where the place does not ask for it.
    pub(super) capitalised: u32,
    /// The first places where it is capitalised and the place does not ask for it, as tokens.
    places: [u32; Usage::PLACES],
    /// The token behind the last word of what it is short for, when the document says so; 0 if not.
    behind_expansion: u32,
}

impl Usage {
    /// How many places are kept.
    const PLACES: usize = 4;

    /// The places kept, but `token`.
    pub(super) fn other_places(&self, token: usize) -> impl Iterator<Item = usize> {
        let kept = (self.capitalised as usize).min(Usage::PLACES);
        self.places.into_iter().take(kept).map(|place| place as usize).filter(move |&p| p != token)
    }

    /// The last word of what it is short for, as a token: "Agency" of "IAEA".
    pub(super) fn head_of_expansion(&self) -> Option<usize> {
        (self.behind_expansion as usize).checked_sub(1)
    }
}

impl Words {
    /// Reads the words of a page. `asks_for_capital` says for each token whether its place makes
    /// it capitalised, name or not. Calls `on_new` with the number of each word that was not known
    /// yet, the word, and how it is written. Numbers go up by one; when they start again from a
    /// lower one, the words from there on are forgotten.
    pub(super) fn read(
        &mut self,
        page: &Page<'_>,
        asks_for_capital: &[bool],
        knowledge: &Knowledge,
        on_new: impl FnMut(usize, &Word, &str),
    ) {
        self.forget();
        self.document += 1;
        self.brackets = ["(", ")"].map(hash_text);
        // Each loop does one look-up for all tokens, so that these do not wait for one another, and
        // asks for what the next one needs.
        self.forms.clear();
        let form = |token: &Token| mix(token.hash, token.kind as u64);
        self.forms.extend(page.tokens.iter().map(form));
        self.of_token.clear();
        let number = |form| {
            let number = self.by_form.get(form).copied().unwrap_or(UNKNOWN);
            call(&self.known, number as usize);
            number
        };
        self.of_token.extend(self.forms.iter().map(number));
        self.learn(page, knowledge, on_new);
        for (index, &number) in self.of_token.iter().enumerate() {
            if let Some(&ahead) = self.of_token.get(index + AHEAD)
                && let Some(word) = self.known.get(ahead as usize)
            {
                call(&self.usage, word.caseless as usize);
            }
            let Some(word) = self.known.get(number as usize) else { continue };
            let Some(usage) = self.usage.get_mut(word.caseless as usize) else { continue };
            if usage.document != self.document {
                *usage = Usage { document: self.document, ..Usage::default() };
            }
            if word.case == Case::Lower {
                usage.lower += 1;
            } else if !asks_for_capital.get(index).copied().unwrap_or(true) {
                if let Some(place) = usage.places.get_mut(usage.capitalised as usize) {
                    *place = index as u32;
                }
                usage.capitalised += 1;
            }
            if word.case == Case::Upper && follows_expansion(page, index) {
                usage.behind_expansion = index as u32 - 1;
            }
        }
    }

    /// Numbers the tokens of a page that are not known yet.
    fn learn(
        &mut self,
        page: &Page<'_>,
        knowledge: &Knowledge,
        mut on_new: impl FnMut(usize, &Word, &str),
    ) {
        for (index, token) in page.tokens.iter().enumerate() {
            let (Some(&UNKNOWN), Some(&form)) = (self.of_token.get(index), self.forms.get(index))
            else {
                continue;
            };
            let number = match self.by_form.get(&form) {
                Some(&number) => number,
                None => {
                    let number = self.known.len() as u32;
                    let text = token.span.slice(page.text);
                    let word = self.word(text, form, token, knowledge);
                    on_new(number as usize, &word, text);
                    self.known.push(word);
                    self.by_form.insert(form, number);
                    number
                }
            };
            if let Some(of_token) = self.of_token.get_mut(index) {
                *of_token = number;
            }
        }
    }

    /// Forgets the words that there is no room for, and all when there were so many of them that
    /// the words kept cannot be the common ones.
    fn forget(&mut self) {
        let too_many = self.known.get(KEPT..).unwrap_or_default();
        self.misses += too_many.len();
        if self.misses > MOST_MISSES || self.document == u32::MAX {
            *self = Words::default();
            return;
        }
        let kept = self.known.get(..KEPT).unwrap_or_default();
        let caseless = kept.iter().map(|word| word.caseless as usize + 1).max();
        for word in too_many {
            self.by_form.remove(&word.form);
            if caseless.is_some_and(|kept| word.caseless as usize >= kept) {
                self.by_lower.remove(&word.lower);
            }
        }
        if !too_many.is_empty() {
            self.known.truncate(KEPT);
            self.usage.truncate(caseless.unwrap_or(0));
        }
    }

    fn word(&mut self, text: &str, form: u64, token: &Token, knowledge: &Knowledge) -> Word {
        self.lower.clear();
        self.lower.extend(text.chars().flat_map(char::to_lowercase).map(plain_mark));
        let lower = hash_text(&self.lower);
        let caseless = *self.by_lower.entry(lower).or_insert_with(|| {
            self.usage.push(Usage::default());
            self.usage.len() as u32 - 1
        });
        let case = case_of(text);
        let start = case.is_capitalised().then(|| Knowledge::phrase(None, lower));
        Word {
            caseless,
            form,
            lower,
            case,
            kind: token.kind,
            classes: knowledge.word_classes(text),
            entry: start.and_then(|start| knowledge.entry(start)),
        }
    }

    /// How many words are known, whatever their case.
    pub(super) fn caseless_words(&self) -> usize {
        self.usage.len()
    }

    /// How many tokens the document has.
    pub(super) fn tokens(&self) -> usize {
        self.of_token.len()
    }

    /// The number of a token's word.
    pub(super) fn number_of(&self, token: usize) -> Option<usize> {
        self.of_token.get(token).map(|&number| number as usize)
    }

    /// The word of a token.
    pub(super) fn of(&self, token: usize) -> Option<&Word> {
        self.known.get(self.number_of(token)?)
    }

    /// The token behind a word in brackets, of which the first is at a token: "project" in "(AVENIR)
    /// project".
    pub(super) fn behind_brackets(&self, token: usize) -> Option<usize> {
        let is = |token: usize, mark: u64| self.of(token).is_some_and(|word| word.lower == mark);
        let [opening, closing] = self.brackets;
        (is(token, opening) && is(token + 2, closing)).then_some(token + 3)
    }

    /// How the word of a token is used in the document.
    pub(super) fn usage(&self, word: &Word) -> Usage {
        self.usage.get(word.caseless as usize).copied().unwrap_or_default()
    }
}

/// Whether a token is letters in brackets that the words before them begin with: "World Bank (WB)".
/// Words without a capital may lack among the letters.
fn follows_expansion(page: &Page<'_>, token: usize) -> bool {
    /// Bytes of an acronym.
    const LONGEST: usize = 10;
    /// Words in a row that no letter stands for.
    const MOST_LACKING: usize = 2;
    /// Tokens before the bracket that are looked at.
    const REACH: usize = 20;
    let text = |token: usize| page.tokens.get(token).map(|token| token.span.slice(page.text));
    let Some(bracket) = token.checked_sub(1).filter(|&at| text(at) == Some("(")) else {
        return false;
    };
    let Some(acronym) = text(token).filter(|acronym| acronym.len() <= LONGEST) else {
        return false;
    };
    let mut letters = acronym.chars().rev().filter(|c| c.is_alphabetic()).peekable();
    let mut lacking = 0;
    for word in (0..bracket).rev().take(REACH).map_while(text) {
        let Some(letter) = letters.peek() else { break };
        let Some(first) = word.chars().next().filter(|c| c.is_alphanumeric()) else { continue };
        if first.to_uppercase().eq(letter.to_uppercase()) {
            letters.next();
            lacking = 0;
        } else if lacking == MOST_LACKING || first.is_uppercase() {
            return false;
        } else {
            lacking += 1;
        }
    }
    letters.next().is_none()
}

/// The plain form of marks that are set in several ways.
pub(super) const fn plain_mark(c: char) -> char {
    match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        c => c,
    }
}

/// How a word is written.
fn case_of(text: &str) -> Case {
    let (mut upper, mut lower, mut first_upper, mut length) = (0, 0, false, 0);
    for (index, c) in text.chars().enumerate() {
        length += 1;
        if c.is_uppercase() {
            upper += 1;
            first_upper |= index == 0;
        } else if c.is_lowercase() {
            lower += 1;
        } else if c.is_alphabetic() {
            // Scripts without case write names like this.
            return if upper + lower == 0 { Case::Title } else { Case::Mixed };
        }
    }
    match (upper, lower) {
        (0, 0) => Case::None,
        (0, _) => Case::Lower,
        (1, 0) if length <= 2 => Case::Initial,
        (_, 0) => Case::Upper,
        (1, _) if first_upper => Case::Title,
        _ => Case::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_told_from_what_else_stands_in_brackets() {
        let cases = [
            ("the International Atomic Energy Agency (IAEA)", Some("Agency")),
            ("the Ministry of Land and Water (MLW)", Some("Water")),
            ("psychosocial support (PS)", Some("support")),
            ("Bank of the West (BOTW)", Some("West")),
            ("the Ethics and Anti-Corruption Commission (EACC)", Some("Commission")),
            ("École Normale (ÉN)", Some("Normale")),
            ("the Energy Agency (IAEA)", None),
            ("Johan Berg (SPD)", None),
            ("(NATO)", None),
            ("World Bank WB", None),
        ];
        for (text, expected) in cases {
            let blocks = crate::text::split_blocks(text);
            let mut tokens = Vec::new();
            crate::text::tokenize(text, &blocks, &mut tokens);
            let page = Page {
                text,
                title: None,
                language: "en",
                blocks: &blocks,
                tokens: &tokens,
                sentences: &[],
            };
            let found = (0..tokens.len()).rev().find(|&token| follows_expansion(&page, token));
            let head = found.and_then(|token| tokens.get(token.checked_sub(2)?));
            assert_eq!(head.map(|head| head.span.slice(text)), expected, "{text}");
        }
    }

    #[test]
    fn cases_are_told() {
        let cases = [
            ("house", Case::Lower),
            ("state-owned", Case::Lower),
            ("House", Case::Title),
            ("Żory", Case::Title),
            ("HOUSE", Case::Upper),
            ("U.S.", Case::Upper),
            ("J.", Case::Initial),
            ("I", Case::Initial),
            ("McBride", Case::Mixed),
            ("iPad", Case::Mixed),
            ("1,000", Case::None),
            ("—", Case::None),
            ("東京", Case::Title),
        ];
        for (text, case) in cases {
            assert_eq!(case_of(text), case, "{text}");
        }
    }
}
