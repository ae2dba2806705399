//! Where noun phrases end: what belongs to a name, a title or a noun for people, up to the name that it
//! leads to.

use super::super::lexicon;
use super::super::words::Shape;
use super::phrases::{DEEPEST, Grammar, Kind, PERSON};

/// Words of a name behind a comma.
const LONGEST_NAME: usize = 5;

/// Words between a title and the name of whose it is.
const LONGEST_OFFICE: usize = 8;

/// A phrase whose end is sought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// Where its head ends.
    from: usize,
    /// Where it ends at the latest.
    end: usize,
    kind: Kind,
    /// How deep what belongs to it may be nested.
    depth: usize,
}

impl Extent {
    pub(super) const fn new(from: usize, end: usize, kind: Kind) -> Self {
        Extent { from, end, kind, depth: DEEPEST }
    }

    fn is_description(&self) -> bool {
        self.kind != Kind::Name
    }
}

impl Grammar<'_> {
    /// Where a phrase ends. What belongs to it is sought unless it is a mere name.
    pub(super) fn extended(&self, phrase: Extent) -> usize {
        let mut at = phrase.from;
        while let Some(next) = self.part_behind(phrase, at) {
            at = next;
        }
        at += usize::from(self.is_adjective_behind(phrase, at));
        if !phrase.is_description() || self.has_full_name(phrase.from..at) {
            return at;
        }
        self.name_apart(phrase, at).unwrap_or(at)
    }

    /// Where the part of a phrase ends that stands at an index, if any.
    fn part_behind(&self, phrase: Extent, at: usize) -> Option<usize> {
        let Extent { end, kind, depth, .. } = phrase;
        let is_description = phrase.is_description();
        if self.joins(phrase, at) {
            return Some(at + 1);
        }
        if let Some(title) = self.title_end(at).filter(|&title| title <= end) {
            return Some(title);
        }
        let is_half = self.is_hyphen(at) || self.is_short_title(at - 1);
        if self.is_adjective_between(phrase, at) || is_half && self.joins(phrase, at + 1) {
            return Some(at + 2);
        }
        let particles = (at..end.min(at + 3))
            .take_while(|&i| self.is(i, lexicon::PARTICLE) && !self.is(i, lexicon::VERB))
            .count();
        // "sagte Anna Berg der Zeitung"
        let is_article = self.has_capital_nouns() && self.is(at, lexicon::DETERMINER);
        // "burgemeester Jan de Wit"
        let goes_on_name =
            self.lexicon.has_bare_titles() && self.is_named(at - 1) && !self.is(at, lexicon::OF);
        if (!is_description || goes_on_name || self.shape(at) == Shape::Capital)
            && particles > 0
            && !is_article
            && at + particles < end
            && self.has_capital(at + particles)
        {
            return Some(at + particles + 1);
        }
        let is_addressed = is_article && self.word(at - 1).is_of_person();
        if is_description && depth > 0 && at < end && self.is(at, lexicon::OF) && !is_addressed {
            return self.owner(at + 1, end, depth - 1);
        }
        let office = || self.name_behind_office(at).filter(|&name| is_description && name < end);
        self.rest_of_title(phrase, at)
            .or_else(office)
            .or_else(|| self.name_of_office(kind, at, end))
    }

    /// Whether a word goes on a name or a title.
    fn joins(&self, phrase: Extent, at: usize) -> bool {
        let is_title = || self.is_person(at) && !self.ends_full_name(phrase.from, at);
        at < phrase.end && (self.has_capital(at) || is_title())
    }

    /// The rest of a title before a name or a verb: "мэр города Анна Белова", "мэр города сказал".
    fn rest_of_title(&self, phrase: Extent, at: usize) -> Option<usize> {
        let joins = |index: usize| self.joins(phrase, index);
        let is_noun = self.is_plain_noun(at) && !self.is(at, lexicon::TIME);
        let is_listed = self.shape(at - 1) == Shape::Lower || self.is_person(at - 1);
        if phrase.kind != Kind::Titled || !is_listed || !is_noun {
            return None;
        }
        let has_bare_titles = self.lexicon.has_bare_titles() && self.is_person(at - 1);
        let before_verb = (has_bare_titles || self.is(at - 1, lexicon::ANONYMOUS))
            && self.is(at + 1, lexicon::VERB)
            || has_bare_titles && self.ends_clause(at + 1);
        let goes_on = joins(at + 2) || self.is(at + 2, lexicon::PARTICLE) && joins(at + 3);
        match joins(at + 1) && goes_on {
            true => Some(at + 2),
            false => before_verb.then_some(at + 1).or_else(|| self.name_of_title(at, phrase.end)),
        }
    }

    /// Whether adjectives stand behind their nouns.
    fn has_adjectives_behind(&self) -> bool {
        !self.has_capital_nouns() && !self.lexicon.has_bare_titles()
    }

    /// Whether an adjective stands between a title and a name: "el ministro francés Jean Dupont".
    fn is_adjective_between(&self, phrase: Extent, at: usize) -> bool {
        phrase.is_description()
            && self.has_adjectives_behind()
            && at + 1 < phrase.end
            && self.is_person(at - 1)
            && self.is_plain_noun(at)
            && (self.word(at + 1).starts_person() || self.is_named(at + 1) && self.is_named(at + 2))
    }

    /// Whether a phrase ends with an adjective: "la protezione civile", "la Protezione civile".
    fn is_adjective_behind(&self, phrase: Extent, at: usize) -> bool {
        let is_proper =
            |noun: usize| !self.has_capital_nouns() && self.is(noun - 1, lexicon::DETERMINER);
        let is_titled = phrase.kind == Kind::Titled && self.is_person(at - 1);
        let closes = self.ends_clause(at + 1);
        (phrase.kind == Kind::Described || is_titled)
            && at < phrase.end
            && self.has_adjectives_behind()
            && (self.shape(at - 1) == Shape::Lower || is_titled || is_proper(at - 1) || closes)
            && self.is_plain_noun(at)
            && (closes || self.is(at + 1, lexicon::VERB | lexicon::AUXILIARY))
            && !self.is(at, lexicon::TIME)
    }

    /// Where the name ends that stands behind a comma, and behind a place before that: "la portavoz del
    /// partido en el Congreso, Ana Molina".
    fn name_apart(&self, phrase: Extent, at: usize) -> Option<usize> {
        let Extent { end, depth, .. } = phrase;
        if let Some(name) = self.name_behind(at) {
            return Some(name);
        }
        let place = at + usize::from(self.is_plain_noun(at));
        let is_place = depth == DEEPEST && place < end && self.is(place, lexicon::PREPOSITION);
        let owner = if is_place { self.owner(place + 1, end, 0) } else { None };
        owner.filter(|&owner| (place..owner).any(|at| self.is_comma(at)))
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

    /// Where what a noun belongs to ends, when it begins at an index.
    pub(super) fn owner(&self, mut at: usize, end: usize, depth: usize) -> Option<usize> {
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
            .then(|| self.extended(Extent { depth, ..Extent::new(at + 1, end, Kind::Described) }))
    }

    /// Where the name ends that stands behind a comma at `comma` and is followed by another.
    fn name_behind(&self, comma: usize) -> Option<usize> {
        if !self.is_comma(comma) || !self.is_outside(comma) {
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
