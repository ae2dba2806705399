//! Reading the blocks of a text, no further than is needed to be sure of their languages.

use std::ops::Range;

use super::model::Models;
use super::sample;
use super::tally::{Candidate, Tally};
use crate::analysis::Block;

/// A block that is not in the document's language must be at least as surely in another.
const RELIABLE_PART: f32 = 0.98;

/// Blocks with fewer letters than this are not looked at apart.
const PART_LETTERS: u32 = 40;

/// When first looks add up to at least so sure an answer for the document, blocks are done with
/// whose own says the same at least so surely. Few blocks are in another language than most, so
/// that is enough to be of one with them.
const SETTLED: f32 = 0.9999;
const SETTLED_BLOCK: f32 = 0.8;

/// Of a text no longer than this, in bytes, all is read at once.
const SHORT_TEXT: usize = 1024;

/// What was read of a block.
#[derive(Debug)]
pub(super) struct Reading {
    /// Index of the block.
    pub(super) block: usize,
    /// What was read.
    pub(super) tally: Tally,
    /// Its own language, when that is sure.
    pub(super) verdict: Option<Candidate>,
    /// Which of the pieces are of the block.
    pieces: Range<usize>,
    /// How many bytes they have, and how many of these were read.
    bytes: u32,
    read: u32,
}

impl Reading {
    /// Whether it surely is in another language than `main`.
    pub(super) fn is_foreign_to(&self, main: Option<&str>) -> bool {
        let other = |main| self.verdict.is_some_and(|verdict| verdict.class.code != main);
        main.is_some_and(other)
    }

    /// About how many letters the pieces of the block have.
    fn letters(&self) -> u64 {
        u64::from(self.tally.letters()) * u64::from(self.bytes) / u64::from(self.read.max(1))
    }

    fn take(&mut self, models: &Models, text: &str) {
        self.tally.read(models, text);
        self.read += text.len() as u32;
    }
}

/// What was read of each block of `text`, in order.
///
/// A first look takes in the start of every piece of the sample. Blocks that it shows to be in the
/// language of most are done with; the others are read on, so that a language of their own, or a
/// doubt, rests on the whole sample. A block that changes its language after its first words is
/// taken for what it begins with.
pub(super) fn read(models: &Models, text: &str, blocks: &[Block]) -> Vec<Reading> {
    let pieces = sample::pieces(text, blocks);
    let is_short = pieces.iter().map(|(_, piece)| piece.len()).sum::<usize>() <= SHORT_TEXT;
    let split = |piece| if is_short { (piece, "") } else { sample::first_look(piece) };
    let mut readings: Vec<Reading> = Vec::new();
    for (index, &(block, piece)) in pieces.iter().enumerate() {
        if readings.last().is_none_or(|last| last.block != block) {
            let pieces = index..index;
            let tally = Tally::default();
            readings.push(Reading { block, tally, verdict: None, pieces, bytes: 0, read: 0 });
        }
        if let Some(reading) = readings.last_mut() {
            reading.pieces.end = index + 1;
            reading.bytes += piece.len() as u32;
            reading.take(models, split(piece).0);
        }
    }
    if !is_short {
        for reading in &mut readings {
            let best = reading.tally.best(models);
            reading.verdict = best.filter(|best| best.probability >= SETTLED_BLOCK);
        }
        let main = main_language(&readings);
        let is_of_main = |reading: &Reading| {
            reading.verdict.is_some_and(|verdict| Some(verdict.class.code) == main)
        };
        let mut whole = Tally::default();
        readings.iter().filter(|reading| is_of_main(reading)).for_each(|reading| {
            whole.add(&reading.tally);
        });
        let is_sure = whole.best(models).is_some_and(|best| best.probability >= SETTLED);
        for reading in &mut readings {
            let is_settled = is_sure && is_of_main(reading);
            if reading.read < reading.bytes && !is_settled {
                for &(_, piece) in pieces.get(reading.pieces.clone()).unwrap_or_default() {
                    reading.take(models, split(piece).1);
                }
            }
        }
    }
    let is_alone = readings.len() == 1;
    for reading in &mut readings {
        reading.verdict = if is_alone { None } else { verdict(models, &reading.tally) };
    }
    readings
}

/// The language of a block that is long enough to be sure of it by itself.
fn verdict(models: &Models, tally: &Tally) -> Option<Candidate> {
    if tally.letters() < PART_LETTERS {
        return None;
    }
    tally.best(models).filter(|best| best.probability >= RELIABLE_PART)
}

/// The language that most letters surely are in, if any are.
pub(super) fn main_language(readings: &[Reading]) -> Option<&'static str> {
    let mut letters: Vec<(&'static str, u64)> = Vec::new();
    for reading in readings {
        let Some(verdict) = reading.verdict else { continue };
        match letters.iter_mut().find(|(code, _)| *code == verdict.class.code) {
            Some((_, count)) => *count += reading.letters(),
            None => letters.push((verdict.class.code, reading.letters())),
        }
    }
    letters.into_iter().rev().max_by_key(|&(_, count)| count).map(|(code, _)| code)
}
