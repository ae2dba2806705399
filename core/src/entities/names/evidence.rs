//! What a name is called in one place decides what it is in another: the scores of the types of a
//! word are shared among its places in the document.

use super::TYPES;
use super::sequences::Sequence;
use super::words::Words;
use crate::learn::Scores;

/// How much of the evidence of other places counts, in 256ths.
const SHARE_OF_OTHERS: i32 = 192;

/// So many more places are taken to say nothing, so that one place alone does not decide.
const SILENT: i32 = 1;

/// Labels of a type, which come in a row after the one of no type.
const LABELS: usize = 4;

/// Sums over the places of words.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// For each token in question, its word's sums and its own evidence.
    tokens: Vec<(u32, usize, [i32; TYPES.len()])>,
    sums: Vec<(i32, [i32; TYPES.len()])>,
    slots: Vec<u32>,
}

impl Evidence {
    /// Adds to the scores of each name-like token what the other places of its word say of its
    /// type.
    pub(super) fn share(&mut self, words: &Words, sequences: &[Sequence], scores: &mut Scores) {
        self.tokens.clear();
        self.sums.clear();
        self.slots.clear();
        self.slots.resize(words.caseless_words(), u32::MAX);
        for token in sequences.iter().flat_map(|sequence| sequence.tokens.clone()) {
            let Some(word) = words.of(token) else { continue };
            if !word.case.is_capitalised() || words.usage(word).capitalised < 1 {
                continue;
            }
            let own = type_scores(scores.row(token));
            let Some(slot) = self.slots.get_mut(word.caseless as usize) else { continue };
            if *slot == u32::MAX {
                *slot = self.sums.len() as u32;
                self.sums.push((0, [0; TYPES.len()]));
            }
            if let Some((count, sums)) = self.sums.get_mut(*slot as usize) {
                *count += 1;
                sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            self.tokens.push((*slot, token, own));
        }
        for (slot, token, own) in &self.tokens {
            let Some((count, sums)) = self.sums.get(*slot as usize) else { continue };
            if *count < 2 {
                continue;
            }
            let row = scores.row_mut(*token).get_mut(1..).unwrap_or_default();
            for ((labels, sum), own) in row.chunks_exact_mut(LABELS).zip(sums).zip(own) {
                let others = SHARE_OF_OTHERS * (sum - own) / (256 * (count - 1 + SILENT));
                for label in labels {
                    *label = label.saturating_add(others as i16);
                }
            }
        }
    }
}

/// The highest score of a label of each type, less the mean of these.
fn type_scores(row: &[i16]) -> [i32; TYPES.len()] {
    let mut scores = [0; TYPES.len()];
    let labels = row.get(1..).unwrap_or_default().chunks_exact(LABELS);
    for (score, labels) in scores.iter_mut().zip(labels) {
        *score = labels.iter().copied().max().map_or(0, i32::from);
    }
    let mean = scores.iter().sum::<i32>() / TYPES.len() as i32;
    scores.map(|score| score - mean)
}
