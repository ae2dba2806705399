//! Which tokens make up a name that is in the gazetteers.

use std::ops::Range;

use super::knowledge::{GAZETTEERS, GazetteerEntry, Knowledge};
use super::sequences::Sequence;
use super::words::Words;

/// The words of the longest names that are looked for.
const LONGEST: usize = 6;

/// Which part of a name a token is.
#[derive(Debug, Clone, Copy)]
enum Part {
    Begin,
    Inside,
    Last,
    Unit,
}

impl Part {
    const COUNT: usize = 4;

    /// The part that a token of a name is.
    fn of(token: usize, first: usize, last: usize) -> Self {
        match (token == first, token == last) {
            (true, true) => Part::Unit,
            (true, false) => Part::Begin,
            (false, true) => Part::Last,
            (false, false) => Part::Inside,
        }
    }
}

/// For each token the names of the gazetteers that it may be part of.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Bit `kind * Part::COUNT + part`.
    of_token: Vec<u64>,
    /// For each token the longest name that it may be part of.
    longest: Vec<Option<Longest>>,
    /// The first two words of what may be names of more.
    pairs: Vec<u64>,
}

/// The longest name of the gazetteers that a token may be part of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Longest {
    kinds: u32,
    part: Part,
    tokens: usize,
    is_whole_run: bool,
}

impl Longest {
    /// The kinds of the name and which part of it the token is, as a number.
    pub(super) const fn kinds_and_part(self) -> u64 {
        (self.kinds as u64) << 4 | self.part as u64
    }

    /// How many tokens the name has; three stands for more.
    pub(super) fn length(self) -> u64 {
        self.tokens.min(3) as u64
    }

    /// Whether no capitalised word stands right before or after the name.
    pub(super) const fn is_whole_run(self) -> bool {
        self.is_whole_run
    }
}

impl Matches {
    /// Finds the longest name of each kind from each capitalised token on. Linear: names have few
    /// words.
    pub(super) fn find(&mut self, words: &Words, sequences: &[Sequence], knowledge: &Knowledge) {
        self.of_token.clear();
        self.of_token.resize(words.tokens(), 0);
        self.longest.clear();
        self.longest.resize(words.tokens(), None);
        self.call_pairs(words, sequences, knowledge);
        for sequence in sequences {
            for first in sequence.tokens.clone() {
                if is_capitalised(words, first) {
                    self.find_from(words, first, &sequence.tokens, knowledge);
                }
            }
        }
    }

    /// Asks for what the gazetteers say of each two words that may start a longer name, of all before
    /// any is looked up.
    fn call_pairs(&mut self, words: &Words, sequences: &[Sequence], knowledge: &Knowledge) {
        self.pairs.clear();
        for sequence in sequences {
            for (first, second) in sequence.tokens.clone().zip(sequence.tokens.clone().skip(1)) {
                if let (Some(first), Some(second)) = (words.of(first), words.of(second))
                    && first.entry.is_some_and(GazetteerEntry::goes_on)
                {
                    let start = Knowledge::phrase(None, first.lower);
                    self.pairs.push(Knowledge::phrase(Some(start), second.lower));
                }
            }
        }
        self.pairs.iter().for_each(|&pair| knowledge.call_place(pair));
        self.pairs.iter().for_each(|&pair| knowledge.call_entry(pair));
    }

    fn find_from(
        &mut self,
        words: &Words,
        first: usize,
        sequence: &Range<usize>,
        knowledge: &Knowledge,
    ) {
        let mut last_of_kind = [None; GAZETTEERS.len()];
        let mut longest = None;
        let mut phrase = None;
        for token in first..sequence.end.min(first + LONGEST) {
            let Some(word) = words.of(token) else { break };
            let key = Knowledge::phrase(phrase, word.lower);
            let entry = if token == first { word.entry } else { knowledge.entry(key) };
            let Some(entry) = entry else { break };
            for (kind, last) in last_of_kind.iter_mut().enumerate() {
                if entry.kinds() >> kind & 1 == 1 {
                    *last = Some(token);
                }
            }
            if entry.kinds() != 0 {
                longest = Some((token, entry.kinds()));
            }
            if !entry.goes_on() {
                break;
            }
            phrase = Some(key);
        }
        let Some((last, kinds)) = longest else { return };
        for (kind, last) in last_of_kind.into_iter().enumerate() {
            let Some(last) = last else { continue };
            for (token, parts) in self.of_token.iter_mut().enumerate().take(last + 1).skip(first) {
                *parts |= 1 << (kind * Part::COUNT + Part::of(token, first, last) as usize);
            }
        }
        let in_run = |token| sequence.contains(&token) && is_capitalised(words, token);
        let before = first.checked_sub(1).is_some_and(in_run);
        let is_whole_run = !before && !in_run(last + 1);
        let tokens = last + 1 - first;
        for (token, known) in self.longest.iter_mut().enumerate().take(last + 1).skip(first) {
            if known.is_none_or(|known| known.tokens < tokens) {
                let part = Part::of(token, first, last);
                *known = Some(Longest { kinds, part, tokens, is_whole_run });
            }
        }
    }

    /// The longest name that a token may be part of; of several the first.
    pub(super) fn longest(&self, token: usize) -> Option<Longest> {
        self.longest.get(token).copied().flatten()
    }

    /// The kinds of names that a token may be part of, and as which part, as numbers.
    pub(super) fn of(&self, token: usize) -> impl Iterator<Item = u64> {
        let mut parts = self.of_token.get(token).copied().unwrap_or(0);
        std::iter::from_fn(move || {
            let part = (parts != 0).then(|| u64::from(parts.trailing_zeros()))?;
            parts &= parts - 1;
            Some(part)
        })
    }
}

fn is_capitalised(words: &Words, token: usize) -> bool {
    words.of(token).is_some_and(|word| word.case.is_capitalised())
}
