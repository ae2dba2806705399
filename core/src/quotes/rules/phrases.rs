//! Noun phrases as word lists and capitals tell them: who may be the subject of a cue.
//!
//! No parser: a phrase is a pronoun, or an article and a noun, or a noun for people, or a name, with
//! what belongs to it ("der Chef des Verbands, Karl-Heinz Lohse"). What stands behind a preposition
//! is no subject.

use std::ops::Range;

use super::super::lexicon::{self, Classes, Lexicon};
use super::super::words::{Place, Shape, Word, Words};
use super::extents::Extent;

/// Words between an article and its noun.
const MOST_MODIFIERS: usize = 3;

/// Words of a phrase.
const LONGEST: usize = 24;

/// What a noun may belong to, one within the other.
pub(super) const DEEPEST: usize = 3;

/// Nouns for people.
pub(super) const PERSON: Classes = lexicon::ROLE | lexicon::ANONYMOUS;

/// Words that are neither names nor nouns.
const NO_NOUN: Classes = lexicon::VERB
    | lexicon::THAT
    | lexicon::DETERMINER
    | lexicon::PREPOSITION
    | lexicon::FUNCTION
    | lexicon::AS
    | lexicon::ATTACHED
    | lexicon::BEHIND
    | lexicon::SUBJUNCTIVE
    | lexicon::AUXILIARY;

/// How a phrase gives somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// By a name alone.
    Name,
    /// By a noun without an article: "мэр", "Minister Anna Berg".
    Titled,
    /// By a noun with its article.
    Described,
}

/// The words of a page with what its language knows of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grammar<'a> {
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
}

impl<'a> Grammar<'a> {
    pub(super) fn word(&self, index: usize) -> &'a Word {
        self.words.get(index)
    }

    pub(super) fn is(&self, index: usize, class: Classes) -> bool {
        self.word(index).classes & class != 0
    }

    /// Whether it may give a view at the start of a sentence: "Para Ana Molina, …".
    pub(super) fn gives_view(&self, index: usize) -> bool {
        self.lexicon.gives_view(self.word(index).form)
    }

    pub(super) fn shape(&self, index: usize) -> Shape {
        self.word(index).shape
    }

    pub(super) fn is_outside(&self, index: usize) -> bool {
        index < self.words.len() && self.word(index).place == Place::Outside
    }

    pub(super) fn are_outside(&self, mut range: Range<usize>) -> bool {
        range.all(|index| self.is_outside(index))
    }

    pub(super) fn is_comma(&self, index: usize) -> bool {
        self.words.is_comma(index)
    }

    /// Where the sentence of a word starts and ends.
    pub(super) fn sentence_of(&self, index: usize) -> (usize, usize) {
        self.words.sentence(self.word(index).sentence)
    }

    /// Whether a word ends what a cue may reach: a full stop or the like, or a semicolon. The dot of
    /// an abbreviation does not.
    pub(super) fn ends_reach(&self, index: usize) -> bool {
        let ends_sentence = || self.word(index + 1).sentence != self.word(index).sentence;
        self.shape(index) == Shape::Stop && ends_sentence()
            || self.word(index).form == crate::learn::hash_text(";")
    }

    /// Whether a word ends what can be one clause with the words before it.
    pub(super) fn ends_clause(&self, index: usize) -> bool {
        matches!(self.shape(index), Shape::Comma | Shape::Stop | Shape::Colon | Shape::Dash)
    }

    /// Whether every noun has a capital.
    pub(super) const fn has_capital_nouns(&self) -> bool {
        self.lexicon.has_capital_nouns()
    }

    /// Whether it is written like a name, or like any noun where nouns have capitals.
    pub(super) fn is_named(&self, index: usize) -> bool {
        self.has_capital(index) && !self.is(index, lexicon::TIME)
    }

    /// Like [`Grammar::is_named`], but of words that go on a name: "Paulo Dias".
    pub(super) fn has_capital(&self, index: usize) -> bool {
        let has_capital =
            matches!(self.shape(index), Shape::Capital | Shape::Upper | Shape::Initial);
        // "het OM", while "om" is a preposition
        let is_upper = |index: usize| self.shape(index) == Shape::Upper;
        let is_short_form =
            || is_upper(index) && !is_upper(index + 1) && !is_upper(index.wrapping_sub(1));
        has_capital && self.is_outside(index) && (!self.is(index, NO_NOUN) || is_short_form())
    }

    /// Whether a word is known to be somebody or somebody's name.
    pub(super) fn is_someone(&self, index: usize) -> bool {
        self.is(index, PERSON | lexicon::PRONOUN) || self.word(index).entity != 0
    }

    /// Whether a phrase is somebody, or a name and no more.
    pub(super) fn is_speaker(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|index| self.is_someone(index) || self.is(index, lexicon::DOCUMENT))
            || phrase.clone().all(|index| self.is_named(index))
    }

    pub(super) fn is_person(&self, index: usize) -> bool {
        self.is_outside(index) && self.is(index, PERSON)
    }

    /// Whether it may be a noun that no list has.
    pub(super) fn is_plain_noun(&self, index: usize) -> bool {
        matches!(self.shape(index), Shape::Lower | Shape::Number)
            && self.is_outside(index)
            && !self.is(index, NO_NOUN | lexicon::PRONOUN | lexicon::PARTICLE | lexicon::OF)
    }

    /// Whether a word joins clauses and names: "y".
    pub(super) fn is_conjunction(&self, index: usize) -> bool {
        self.is(index, lexicon::FUNCTION) && self.is(index, lexicon::PARTICLE)
    }

    /// Whether a verb that reports follows on a word that joins its clause to the one before: "y ha
    /// dicho".
    pub(super) fn joins_verb(&self, index: usize) -> bool {
        let reports = lexicon::UTTER | lexicon::JUDGE;
        let verb = index + 1 + usize::from(self.is(index + 1, lexicon::AUXILIARY));
        self.is_conjunction(index) && (index + 1..=verb).any(|verb| self.is(verb, reports))
    }

    /// Whether a hyphen stands at an index: "US-Präsident" is three words.
    pub(super) fn is_hyphen(&self, index: usize) -> bool {
        self.shape(index) == Shape::Dash && self.word(index).form == crate::learn::hash_text("-")
    }

    /// The noun phrase that begins at an index and ends no later than `end`.
    pub(super) fn phrase_from(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let end = end.min(at + LONGEST);
        if at >= end {
            return None;
        }
        let article = usize::from(self.is_outside(at) && self.is(at, lexicon::DETERMINER));
        if let Some(title) = self.title_end(at + article).filter(|&title| title <= end) {
            return Some(at..title);
        }
        if !self.is_outside(at) {
            return None;
        }
        let is_pronoun = self.is(at, lexicon::PRONOUN);
        if is_pronoun && !(self.is(at, lexicon::DETERMINER) && self.is_noun(at + 1)) {
            return Some(at..at + 1);
        }
        let mut head = at;
        while head < end && head < at + 2 && self.is(head, lexicon::DETERMINER) {
            head += 1;
        }
        let has_determiner = head > at;
        // "una de las vecinas"
        if has_determiner && self.is(head, lexicon::OF) {
            let owner = self.owner(head + 1, end, DEEPEST - 1)?;
            return (head..owner).any(|index| self.is_person(index)).then_some(at..owner);
        }
        let reach = end.min(head + MOST_MODIFIERS);
        let listed = (head..reach)
            .take_while(|&index| index == head || self.is_plain_noun(index - 1))
            .find(|&index| self.is_person(index) || self.is_named(index));
        head = match listed {
            Some(index) if has_determiner || index == head || self.is_person(index) => index,
            None if has_determiner && head < end && self.is_plain_noun(head) => head,
            _ => return None,
        };
        if (at..=head).any(|index| self.is(index, lexicon::TIME)) {
            return None;
        }
        let kind = match (has_determiner, head > at || self.is_person(head)) {
            (true, _) => Kind::Described,
            (false, true) => Kind::Titled,
            (false, false) => Kind::Name,
        };
        Some(at..self.extended(Extent::new(head + 1, end, kind)))
    }

    /// The phrase of a noun that no list has, where nothing else can stand.
    pub(super) fn plain_phrase_from(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let is_noun = at < end && self.is_plain_noun(at) && !self.is(at, lexicon::TIME);
        is_noun.then(|| at..self.extended(Extent::new(at + 1, end, Kind::Titled)))
    }

    /// The phrase of a noun whose article is in the preposition before it: "dalla stampa locale".
    pub(super) fn described_from(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let is_noun = self.is_person(at) || self.is_plain_noun(at);
        (at < end && is_noun && self.shape(at) == Shape::Lower)
            .then(|| at..self.extended(Extent::new(at + 1, end, Kind::Described)))
    }

    /// Whether it may be a noun of any kind.
    pub(super) fn is_noun(&self, index: usize) -> bool {
        self.is_person(index) || self.is_named(index) || self.is_plain_noun(index)
    }

    pub(super) fn starts_person(&self, index: usize) -> bool {
        self.is_outside(index) && self.word(index).starts_person()
    }

    /// Whether a name of two words and more stands in a range.
    pub(super) fn has_full_name(&self, range: Range<usize>) -> bool {
        let is_name = |index: usize| self.is_named(index) && !self.is_person(index);
        let mut pairs = range.clone().zip(range.skip(1));
        pairs.any(|(one, next)| is_name(one) && is_name(next))
    }
}
