//! What words are by those around them: verbs in several words or in two parts, nouns that look like
//! verbs, and words in marks that are names.

use super::super::lexicon::{self, FUNCTION, Lexicon, SUBJUNCTIVE, VERB};
use super::super::words::{Place, Shape, Word, Words};

/// The most words of a verb.
const LONGEST_VERB: usize = 4;

/// Words between the two parts of a verb.
const PART_REACH: usize = 24;

impl Words {
    /// Gives words the classes that they have by those around them, and takes away those that they have
    /// not. Linear.
    pub(super) fn settle(&mut self, lexicon: &Lexicon) {
        if lexicon.has_capital_nouns() {
            self.settle_capitals();
        }
        self.settle_nouns();
        self.settle_verbs(lexicon);
        self.join_parted(lexicon);
    }

    /// Takes the verb from words with a capital, where every noun has one: "Die Stelle", "die Fragen".
    fn settle_capitals(&mut self) {
        let mut sentence = None;
        for word in self.all_mut() {
            let opens = sentence.replace(word.sentence) != Some(word.sentence);
            if word.shape == Shape::Capital {
                word.classes &= if opens { !SUBJUNCTIVE } else { !(SUBJUNCTIVE | VERB) };
            }
        }
    }

    /// Takes the verb from a word with an article before it and the verb of its clause behind it,
    /// "l'accusa sostiene", « la demande a été rejetée », and from one with a capital within a
    /// sentence: "il direttore della Mostra".
    fn settle_nouns(&mut self) {
        let is = |word: &Word, classes| word.classes & classes != 0;
        let is_word = |word: &Word| matches!(word.shape, Shape::Lower | Shape::Capital);
        for middle in 1..self.len().saturating_sub(1) {
            let (before, behind) = (*self.get(middle - 1), *self.get(middle + 1));
            let is_verb = is(&behind, lexicon::VERB)
                || is(&behind, lexicon::AUXILIARY) && !is(&behind, lexicon::DETERMINER);
            if let Some(word) = self.all_mut().get_mut(middle) {
                let is_noun = is(&before, lexicon::DETERMINER) && is_verb;
                let is_name = word.shape == Shape::Capital
                    && is_word(&before)
                    && before.sentence == word.sentence;
                if is_noun || is_name {
                    word.classes &= !lexicon::VERB;
                }
            }
        }
    }

    /// Gives the last word of a verb in several words what the whole does.
    fn settle_verbs(&mut self, lexicon: &Lexicon) {
        for last in 0..self.len() {
            let words = self.all().get(last.saturating_sub(LONGEST_VERB - 1)..=last);
            let classes = lexicon.verb_in_words(words.unwrap_or_default());
            if let Some(word) = self.all_mut().get_mut(last).filter(|_| classes != 0) {
                word.classes |= classes;
            }
        }
    }

    /// Gives a verb whose other part ends its clause the classes that it has with it: "teilte die
    /// Polizei am Montag mit". Linear: the other part is near.
    fn join_parted(&mut self, lexicon: &Lexicon) {
        if !lexicon.has_parted() {
            return;
        }
        for index in 0..self.len() {
            let word = *self.get(index);
            let parts = lexicon.parted(word.form);
            if parts.is_empty() {
                continue;
            }
            let ends = |at: usize| {
                let next = self.get(at + 1);
                next.sentence != word.sentence
                    || next.place != word.place
                    || next.classes & FUNCTION != 0
                    || matches!(next.shape, Shape::Comma | Shape::Stop | Shape::Colon | Shape::Dash)
            };
            let is_apart = |at: usize| {
                let other = self.get(at);
                other.sentence != word.sentence || other.shape == Shape::Colon
            };
            let reach = index + 1..(index + 1 + PART_REACH).min(self.len());
            let found = reach.take_while(|&at| !is_apart(at)).find_map(|at| {
                let other = self.get(at);
                let known = parts.iter().find(|(form, _)| *form == other.form)?;
                (other.place == word.place && ends(at)).then_some(known.1)
            });
            if let (Some(classes), Some(word)) = (found, self.all_mut().get_mut(index)) {
                word.classes |= classes;
            }
        }
    }

    /// Takes words out of the quotation that they make up.
    pub(super) fn leave_outside(&mut self, words: std::ops::Range<usize>) {
        for word in self.all_mut().get_mut(words).unwrap_or_default() {
            word.place = Place::Outside;
            word.quotation = None;
        }
    }
}
