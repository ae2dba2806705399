//! Which tokens make up a name that is in the gazetteers.

use super::knowledge::{GAZETTEERS, Knowledge};
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
}

/// For each token the names of the gazetteers that it may be part of.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Bit `kind * Part::COUNT + part`.
    of_token: Vec<u64>,
}

impl Matches {
    /// Finds the longest name of each kind from each capitalised token on. Linear: names have few
    /// words.
    pub(super) fn find(&mut self, words: &Words, sequences: &[Sequence], knowledge: &Knowledge) {
        self.of_token.clear();
        self.of_token.resize(words.tokens(), 0);
        for sequence in sequences {
            for first in sequence.tokens.clone() {
                if words.of(first).is_some_and(|word| word.case.is_capitalised()) {
                    self.find_from(words, first, sequence.tokens.end, knowledge);
                }
            }
        }
    }

    fn find_from(&mut self, words: &Words, first: usize, end: usize, knowledge: &Knowledge) {
        let mut last_of_kind = [None; GAZETTEERS.len()];
        let mut phrase = None;
        for token in first..end.min(first + LONGEST) {
            let Some(word) = words.of(token) else { break };
            let key = Knowledge::phrase(phrase, word.lower);
            let Some(entry) = knowledge.entry(key) else { break };
            for (kind, last) in last_of_kind.iter_mut().enumerate() {
                if entry.kinds() >> kind & 1 == 1 {
                    *last = Some(token);
                }
            }
            if !entry.goes_on() {
                break;
            }
            phrase = Some(key);
        }
        for (kind, last) in last_of_kind.into_iter().enumerate() {
            let Some(last) = last else { continue };
            for (token, parts) in self.of_token.iter_mut().enumerate().take(last + 1).skip(first) {
                let part = match (token == first, token == last) {
                    (true, true) => Part::Unit,
                    (true, false) => Part::Begin,
                    (false, true) => Part::Last,
                    (false, false) => Part::Inside,
                };
                *parts |= 1 << (kind * Part::COUNT + part as usize);
            }
        }
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
