//! Noun phrases as word lists and capitals tell them: who may be the subject of a cue.
//!
//! No parser: a phrase is a pronoun, or an article and a noun, or a noun for people, or a name, with
//! what belongs to it ("der Chef des Verbands, Karl-Heinz Lohse"). What stands behind a preposition
//! is no subject.

use std::ops::Range;

use super::super::lexicon::{self, Classes, Lexicon};
use super::super::words::{Place, Shape, Word, Words};

/// Words between an article and its noun.
const MOST_MODIFIERS: usize = 3;

/// Words of the name of a newspaper or the like.
const LONGEST_TITLE: usize = 3;

/// Words of a name behind a comma.
const LONGEST_NAME: usize = 5;

/// Words between a title and the name of whose it is.
const LONGEST_OFFICE: usize = 8;

/// Words of a phrase.
const LONGEST: usize = 24;

/// What a noun may belong to, one within the other.
const DEEPEST: usize = 3;

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
enum Kind {
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

    pub(super) fn shape(&self, index: usize) -> Shape {
        self.word(index).shape
    }

    pub(super) fn is_outside(&self, index: usize) -> bool {
        index < self.words.len() && self.word(index).place == Place::Outside
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

    /// Whether a quotation is no more than a name with an article before it: "dem „Tageblatt“".
    pub(super) fn is_name(&self, quotation: &Range<usize>) -> bool {
        let mut inside = quotation.clone().filter(|&at| self.word(at).place == Place::Inside);
        let has_capital = |at| matches!(self.shape(at), Shape::Capital | Shape::Upper);
        let is_short = quotation.len() <= LONGEST_TITLE + 2;
        let before = quotation.start.checked_sub(1);
        is_short
            && before.is_some_and(|before| self.is(before, lexicon::DETERMINER))
            && inside.all(has_capital)
    }

    /// Whether it is written like a name, or like any noun where nouns have capitals.
    pub(super) fn is_named(&self, index: usize) -> bool {
        self.has_capital(index) && !self.is(index, lexicon::TIME)
    }

    /// Like [`Grammar::is_named`], but of words that go on a name: "Paulo Dias".
    fn has_capital(&self, index: usize) -> bool {
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

    fn is_person(&self, index: usize) -> bool {
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
        Some(at..self.extended(head + 1, end, kind, DEEPEST))
    }

    /// The phrase of a noun that no list has, where nothing else can stand.
    pub(super) fn plain_phrase_from(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let is_noun = at < end && self.is_plain_noun(at) && !self.is(at, lexicon::TIME);
        is_noun.then(|| at..self.extended(at + 1, end, Kind::Titled, DEEPEST))
    }

    /// The phrase of a noun whose article is in the preposition before it: "dalla stampa locale".
    pub(super) fn described_from(&self, at: usize, end: usize) -> Option<Range<usize>> {
        let is_noun = self.is_person(at) || self.is_plain_noun(at);
        (at < end && is_noun && self.shape(at) == Shape::Lower)
            .then(|| at..self.extended(at + 1, end, Kind::Described, DEEPEST))
    }

    /// Whether it may be a noun of any kind.
    pub(super) fn is_noun(&self, index: usize) -> bool {
        self.is_person(index) || self.is_named(index) || self.is_plain_noun(index)
    }

    /// Where a phrase ends whose head ends at `from`. What belongs to it is sought unless it is a
    /// mere name.
    fn extended(&self, from: usize, end: usize, kind: Kind, depth: usize) -> usize {
        let is_description = kind != Kind::Name;
        let joins = |index: usize| {
            index < end
                && (self.has_capital(index)
                    || self.is_person(index) && !self.ends_full_name(from, index))
        };
        let has_adjectives_behind = !self.has_capital_nouns() && !self.lexicon.has_bare_titles();
        // "burgemeester Jan de Wit"
        let goes_on_name = |at: usize| {
            self.lexicon.has_bare_titles() && self.is_named(at - 1) && !self.is(at, lexicon::OF)
        };
        let mut at = from;
        loop {
            // a title before a name or a verb: "мэр города Анна Белова", "мэр города сказал"
            let title = || {
                let is_noun = self.is_plain_noun(at) && !self.is(at, lexicon::TIME);
                let is_listed = self.shape(at - 1) == Shape::Lower || self.is_person(at - 1);
                if kind != Kind::Titled || !is_listed || !is_noun {
                    return None;
                }
                let has_bare_titles = self.lexicon.has_bare_titles() && self.is_person(at - 1);
                let before_verb = (has_bare_titles || self.is(at - 1, lexicon::ANONYMOUS))
                    && self.is(at + 1, lexicon::VERB)
                    || has_bare_titles && self.ends_clause(at + 1);
                let goes_on = joins(at + 2) || self.is(at + 2, lexicon::PARTICLE) && joins(at + 3);
                match joins(at + 1) && goes_on {
                    true => Some(at + 2),
                    false => before_verb.then_some(at + 1).or_else(|| self.name_of_title(at, end)),
                }
            };
            let particles = (at..end.min(at + 3))
                .take_while(|&i| self.is(i, lexicon::PARTICLE) && !self.is(i, lexicon::VERB))
                .count();
            // "el ministro francés Jean Dupont"
            let is_adjective_between = || {
                is_description
                    && has_adjectives_behind
                    && at + 1 < end
                    && self.is_person(at - 1)
                    && self.is_plain_noun(at)
                    && (self.word(at + 1).starts_person()
                        || self.is_named(at + 1) && self.is_named(at + 2))
            };
            if joins(at) {
                at += 1;
            } else if let Some(title) = self.title_end(at).filter(|&title| title <= end) {
                at = title;
            } else if is_adjective_between()
                || (self.is_hyphen(at) || self.is_short_title(at - 1)) && joins(at + 1)
            {
                at += 2;
            } else if (!is_description || goes_on_name(at) || self.shape(at) == Shape::Capital)
                && particles > 0
                && at + particles < end
                && self.has_capital(at + particles)
            {
                at += particles + 1;
            } else if is_description && depth > 0 && at < end && self.is(at, lexicon::OF) {
                let Some(owner) = self.owner(at + 1, end, depth - 1) else { break };
                at = owner;
            } else if let Some(title) = title() {
                at = title;
            } else if let Some(name) =
                self.name_behind_office(at).filter(|&name| is_description && name < end)
            {
                at = name;
            } else if let Some(name) = self.name_of_office(kind, at, end) {
                at = name;
            } else {
                // an adjective: "la protezione civile", "la Protezione civile"
                let is_proper = |noun: usize| {
                    !self.has_capital_nouns() && self.is(noun - 1, lexicon::DETERMINER)
                };
                let is_titled = kind == Kind::Titled && self.is_person(at - 1);
                let ends =
                    self.ends_clause(at + 1) || self.is(at + 1, lexicon::VERB | lexicon::AUXILIARY);
                let is_adjective = (kind == Kind::Described || is_titled)
                    && at < end
                    && has_adjectives_behind
                    && (self.shape(at - 1) == Shape::Lower
                        || is_titled
                        || is_proper(at - 1)
                        || self.ends_clause(at + 1))
                    && self.is_plain_noun(at)
                    && (ends || self.is_auxiliary(at + 1))
                    && !self.is(at, lexicon::TIME);
                at += usize::from(is_adjective);
                break;
            }
        }
        if !is_description || self.has_full_name(from..at) {
            return at;
        }
        // "la portavoz del partido en el Congreso, Ana Molina"
        let further = || {
            let place = at + usize::from(self.is_plain_noun(at));
            let is_place = depth == DEEPEST && place < end && self.is(place, lexicon::PREPOSITION);
            let owner = if is_place { self.owner(place + 1, end, 0) } else { None };
            let is_comma = |index: usize| self.shape(index) == Shape::Comma;
            owner.filter(|&owner| (place..owner).any(is_comma))
        };
        // "Die Sprecherin des Ministeriums in Kiel, Anna Berg, sagte"
        let is_place = self.is(at, lexicon::PREPOSITION) && self.is_named(at + 1);
        let is_said = |&name: &usize| {
            let is_verb = self.is(name + 1, lexicon::VERB | lexicon::AUXILIARY);
            self.shape(name) != Shape::Comma || is_verb
        };
        let behind_place = || {
            let comma = at + 2;
            let is_fit = is_place && comma < end;
            if is_fit { self.name_behind(comma).filter(is_said) } else { None }
        };
        let name = self.name_behind(at).filter(|_| !is_place);
        name.or_else(behind_place).or_else(further).unwrap_or(at)
    }

    /// Where the name, or the comma before it, behind what somebody holds the office for starts:
    /// "l'assessora alla Casa Marta Gallo".
    fn name_behind_office(&self, at: usize) -> Option<usize> {
        let is_office = self.is(at, lexicon::PREPOSITION) && self.is_person(at - 1);
        let noun = at + 1 + usize::from(self.is(at + 1, lexicon::DETERMINER));
        let is_noun = !self.word(noun).starts_person()
            && !self.is_person(noun)
            && (self.is_named(noun) || self.is_plain_noun(noun));
        let is_name = self.is_named(noun + 1) && self.word(noun + 1).starts_person()
            || self.name_behind(noun + 1).is_some();
        (is_office && is_noun && is_name).then_some(noun + 1)
    }

    /// Whether a word can only be an auxiliary verb or stand for one.
    fn is_auxiliary(&self, index: usize) -> bool {
        self.is(index, lexicon::AUXILIARY) && !self.is(index, lexicon::DETERMINER)
    }

    /// Whether a name alone, or the full one of who bears a title, ends before a noun for people, which is
    /// then somebody else: "na Facebooku radna Ewa …", "zdaniem posłanki Anny Lis burmistrz …".
    fn ends_full_name(&self, from: usize, at: usize) -> bool {
        let is_name = |index: usize| self.is_named(index) && !self.is_person(index);
        self.lexicon.has_bare_titles()
            && self.shape(at) == Shape::Lower
            && is_name(at - 1)
            && (at > from && is_name(at - 2) || at == from && self.starts_person(at + 1))
    }

    /// Whether a word is a title that is written short, with a dot: "asp. Piotr Gajda".
    fn is_short_title(&self, index: usize) -> bool {
        self.is_person(index)
            && self.shape(index) == Shape::Lower
            && self.shape(index + 1) == Shape::Stop
            && !self.ends_reach(index + 1)
    }

    /// Where the words end that lead from a title to the first name of whose it is, the name not
    /// included: "председатель комитета по транспорту Игорь Самойлов". Titles stand bare there, and
    /// nothing but nouns and what belongs to them is in between.
    fn name_of_title(&self, at: usize, end: usize) -> Option<usize> {
        let links = |index: usize| {
            self.is_outside(index)
                && (self.is_noun(index) && !self.is(index, lexicon::TIME)
                    || self.is(index, lexicon::PREPOSITION))
        };
        let reach = at..end.min(at + LONGEST_OFFICE);
        let mut words = reach.take_while(|&index| links(index) || self.starts_person(index));
        let name = words.find(|&index| self.starts_person(index))?;
        self.lexicon.has_bare_titles().then_some(name)
    }

    /// The same, of a title with a preposition behind it, or with a name and a noun: "начальник
    /// Львовского вокзала Олег Белов".
    fn name_of_office(&self, kind: Kind, at: usize, end: usize) -> Option<usize> {
        let is_title = kind == Kind::Titled
            && at < end
            && (self.is(at, lexicon::PREPOSITION) || self.is_plain_noun(at));
        self.name_of_title(at, end).filter(|_| is_title)
    }

    fn starts_person(&self, index: usize) -> bool {
        self.is_outside(index) && self.word(index).starts_person()
    }

    /// Whether a name of two words and more stands in a range.
    pub(super) fn has_full_name(&self, range: Range<usize>) -> bool {
        let is_name = |index: usize| self.is_named(index) && !self.is_person(index);
        let mut pairs = range.clone().zip(range.skip(1));
        pairs.any(|(one, next)| is_name(one) && is_name(next))
    }

    /// Where what a noun belongs to ends, when it begins at an index.
    fn owner(&self, mut at: usize, end: usize, depth: usize) -> Option<usize> {
        while at < end && self.is(at, lexicon::DETERMINER | lexicon::OF | lexicon::PARTICLE) {
            at += 1;
        }
        if at >= end || self.is(at, lexicon::TIME) {
            return None;
        }
        // "una mujer de 34 años"
        if self.shape(at) == Shape::Number && self.is(at + 1, lexicon::TIME) {
            return (at + 1 < end).then_some(at + 2);
        }
        let named = self.is_named(at) || self.is_person(at);
        (named || self.is_plain_noun(at))
            .then(|| self.extended(at + 1, end, Kind::Described, depth))
    }

    /// Where the name ends that stands behind a comma at `comma` and is followed by another.
    fn name_behind(&self, comma: usize) -> Option<usize> {
        if self.shape(comma) != Shape::Comma || !self.is_outside(comma) {
            return None;
        }
        // "son avocate, Me Claire Dumas", "il portavoce, il generale Dragan"
        let start = comma + 1;
        let article = usize::from(self.is(start, lexicon::DETERMINER) && self.is_person(start + 1));
        let title = start + article;
        let titles = (title..title + 2).take_while(|&at| self.is_person(at)).count();
        let first = title + titles;
        let is_name = |&index: &usize| {
            self.is_named(index)
                || self.has_capital(index) && index > first
                || self.is_hyphen(index)
                || self.is(index, lexicon::PARTICLE) && index > first
        };
        let count = (first..first + LONGEST_NAME).take_while(is_name).count();
        let name = first..first + count;
        let after = name.end;
        let is_person = self.word(first).starts_person() || count > 1 || titles * count > 0;
        let closes = !self.is_outside(after) || self.ends_clause(after) && !self.is_hyphen(after);
        let is_role = self.is(first, PERSON) && count == 1;
        (is_person && closes && !is_role).then_some(after)
    }
}
