//! Draws words from the n-gram models of lingua, which were counted in a million sentences of news
//! a language.
//!
//! A model says how likely each character is after the up to four before it, within words. Where
//! the likelihoods of what may follow add up to less than one, the rest is the end of the word; and
//! what is left of an n-gram's frequency when it is not the end of a longer one is its frequency at
//! the start of words. So words of up to four characters come out as often as they were counted,
//! and longer ones follow a Markov chain of the fourth order.

use std::collections::HashMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use clap::Args;
use pullquote_training::Random;

/// Draw words from an n-gram model of lingua's
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The model: `ngrams.fst` of one of lingua's language-model crates
    model: PathBuf,
    /// Lines to write
    #[arg(long, default_value_t = 10_000)]
    lines: usize,
    /// Words a line
    #[arg(long, default_value_t = 12)]
    words: usize,
}

/// The longest n-grams of a model.
const ORDER: usize = 5;

/// No word is longer than this many characters.
const LONGEST_WORD: usize = 30;

/// Writes lines of words to standard output.
///
/// # Errors
/// When the model cannot be read.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let bytes =
        fs::read(&arguments.model).with_context(|| arguments.model.display().to_string())?;
    let source = Source::read(bytes)?;
    let mut random = Random::new(1);
    let mut output = std::io::stdout().lock();
    for _ in 0..arguments.lines {
        let words: Vec<String> = (0..arguments.words).map(|_| source.draw(&mut random)).collect();
        writeln!(output, "{}", words.join(" "))?;
    }
    Ok(())
}

/// What words are drawn from.
struct Source {
    /// How words begin, with cumulative frequencies: whole words that are shorter than four
    /// characters, and the first four characters of others.
    starts: Vec<(f64, Vec<char>)>,
    /// What follows four characters, with likelihoods.
    next: HashMap<Vec<char>, Vec<(char, f64)>>,
}

impl Source {
    fn read(bytes: Vec<u8>) -> Result<Source> {
        let pairs = fst::Map::new(bytes)?.stream().into_str_vec()?;
        let mut likelihoods: HashMap<Vec<char>, f64> = HashMap::with_capacity(pairs.len());
        for (ngram, value) in pairs {
            likelihoods.insert(ngram.chars().collect(), f64::from_bits(value).exp());
        }
        let starts = starts(&likelihoods);
        let mut next: HashMap<Vec<char>, Vec<(char, f64)>> = HashMap::new();
        for (ngram, likelihood) in likelihoods {
            if let [before @ .., last] = ngram.as_slice()
                && before.len() == ORDER - 1
            {
                next.entry(before.to_vec()).or_default().push((*last, likelihood));
            }
        }
        next.values_mut().for_each(|choices| choices.sort_by_key(|&(c, _)| c));
        ensure!(!starts.is_empty(), "no words begin in this model");
        Ok(Source { starts, next })
    }

    fn draw(&self, random: &mut Random) -> String {
        let total = self.starts.last().map_or(0.0, |&(sum, _)| sum);
        let point = f64::from(random.fraction()) * total;
        let index = self.starts.partition_point(|&(sum, _)| sum <= point);
        let mut word = self.starts[index.min(self.starts.len() - 1)].1.clone();
        while word.len() >= ORDER - 1 && word.len() < LONGEST_WORD {
            let Some(choices) = self.next.get(&word[word.len() + 1 - ORDER..]) else { break };
            let mut point = f64::from(random.fraction());
            let Some(&(c, _)) = choices.iter().find(|&&(_, likelihood)| {
                point -= likelihood;
                point < 0.0
            }) else {
                break;
            };
            word.push(c);
        }
        word.into_iter().collect()
    }
}

/// How words begin, by cumulative frequency.
fn starts(likelihoods: &HashMap<Vec<char>, f64>) -> Vec<(f64, Vec<char>)> {
    // How often each n-gram is read, and how often with a character before it.
    let mut frequencies: HashMap<&[char], f64> = HashMap::new();
    for ngram in likelihoods.keys().filter(|ngram| ngram.len() < ORDER + 1) {
        let chain = (1..=ngram.len()).filter_map(|length| likelihoods.get(&ngram[..length]));
        frequencies.insert(ngram, chain.product());
    }
    let mut starting = frequencies.clone();
    for (ngram, frequency) in &frequencies {
        if let Some(rest) = starting.get_mut(&ngram[1..]) {
            *rest -= frequency;
        }
    }
    // Words of fewer than four characters are what no longer start goes on from.
    let mut whole = starting.clone();
    for (ngram, frequency) in &starting {
        if ngram.len() < ORDER
            && let Some(rest) = whole.get_mut(&ngram[..ngram.len() - 1])
        {
            *rest -= frequency.max(0.0);
        }
    }
    let mut list: Vec<(f64, Vec<char>)> = whole
        .into_iter()
        .filter(|(ngram, _)| ngram.len() < ORDER)
        .map(|(ngram, frequency)| {
            let is_whole = ngram.len() < ORDER - 1;
            let frequency = if is_whole { frequency } else { starting[ngram] };
            (frequency, ngram.to_vec())
        })
        .filter(|&(frequency, _)| frequency > 1e-9)
        .collect();
    list.sort_by(|a, b| a.1.cmp(&b.1));
    let mut sum = 0.0;
    for (frequency, _) in &mut list {
        sum += *frequency;
        *frequency = sum;
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The model that lingua would count in some words.
    fn model(words: &[&str]) -> Vec<u8> {
        let mut counts = std::collections::BTreeMap::<String, f64>::new();
        let mut letters = 0.0;
        for word in words {
            let chars: Vec<char> = word.chars().collect();
            letters += chars.len() as f64;
            for start in 0..chars.len() {
                for end in start + 1..=chars.len().min(start + ORDER) {
                    *counts.entry(chars[start..end].iter().collect()).or_default() += 1.0;
                }
            }
        }
        let likelihood = |ngram: &str, count: f64| {
            let before: String = ngram.chars().take(ngram.chars().count() - 1).collect();
            (count / counts.get(&before).copied().unwrap_or(letters)).ln().to_bits()
        };
        let pairs = counts.iter().map(|(ngram, &count)| (ngram, likelihood(ngram, count)));
        fst::Map::from_iter(pairs).unwrap().into_fst().into_inner()
    }

    #[test]
    fn draws_the_words_that_were_counted_as_often() {
        let words = ["a", "to", "to", "tot", "tomato", "mato"];
        let source = Source::read(model(&words)).unwrap();
        let mut random = Random::new(7);
        let mut drawn = HashMap::<String, usize>::new();
        for _ in 0..6000 {
            *drawn.entry(source.draw(&mut random)).or_default() += 1;
        }
        for word in words {
            let expected = 1000 * words.iter().filter(|&&other| other == word).count();
            let count = drawn.get(word).copied().unwrap_or(0);
            assert!(count.abs_diff(expected) < 150, "{word}: {count} of {drawn:?}");
        }
    }
}
