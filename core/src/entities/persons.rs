//! Persons by their first names, in languages that no tagger was trained for.
//!
//! A first name of the lists with capitalised words behind it is a person's; so is what follows a title
//! ("Frau Hoffmann"). Elsewhere in the text the surname alone, or the first name, is the same person's.
//! What no list has is missed: precision comes before recall.

use std::ops::Range;

use super::NameMention;
use super::clusters::Lexicon;
use super::vocabulary::{Case, KeyMap, KeyedWord, WordKey};
use crate::analysis::EntityType;
use crate::analyzer::Page;
use crate::text::TokenKind;

/// How sure it is that a first name with a surname is a person's, and that a part of the name alone is.
const SURE_OF_FULL: f32 = 0.9;
const SURE_OF_PART: f32 = 0.8;

/// Words of a surname that stand beside one another without a particle: "García Lorca".
const MOST_SURNAMES: usize = 2;

/// Words that hang on one by hyphens. A bound, so that a chain of first names takes linear time.
const MOST_HYPHENS: usize = 3;

/// Small words within a name that stand beside one another: "de la".
const MOST_PARTICLES: usize = 3;

/// Appends the persons named on a page to `names`, in order. Linear.
pub(super) fn find(page: &Page<'_>, lexicon: &Lexicon, names: &mut Vec<NameMention>) {
    let keyed = page.tokens.iter().map(|token| keyed(token.span.slice(page.text))).collect();
    let finder = Finder { page, lexicon, keyed };
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut known = Known::default();
    let mut at = 0;
    while at < page.tokens.len() {
        match finder.name_at(at, &mut known) {
            Some(name) => {
                at = name.end;
                found.push(name);
            }
            None => at += 1,
        }
    }
    if known.is_empty() {
        return;
    }
    let mut full = found.into_iter().peekable();
    let (mut at, mut taken) = (0, 0);
    while at < page.tokens.len() {
        let name = match full.next_if(|name| name.start <= at) {
            Some(name) => Some((name, SURE_OF_FULL)),
            None => finder.part_at(at, taken, &known).map(|part| (part, SURE_OF_PART)),
        };
        at += 1;
        if let Some((name, confidence)) = name {
            (at, taken) = (name.end, name.end);
            names.extend(finder.mention(name, confidence));
        }
    }
}

/// Parts of the names that were found in full.
#[derive(Debug, Default)]
struct Known {
    /// By the last word of a surname, its words from the last to the first.
    surnames: KeyMap<Vec<u64>>,
    first_names: KeyMap<()>,
}

impl Known {
    fn is_empty(&self) -> bool {
        self.surnames.is_empty()
    }
}

struct Finder<'a> {
    page: &'a Page<'a>,
    lexicon: &'a Lexicon,
    /// Key and capitals of each token.
    keyed: Vec<KeyedWord>,
}

/// The key and the capitals of a token, without the apostrophe of "d'Orsini".
fn keyed(token: &str) -> KeyedWord {
    let word = token.trim_end_matches(['\'', '’']);
    let case = match () {
        () if !word.starts_with(char::is_uppercase) => Case::Lower,
        () if word.contains(char::is_lowercase) => Case::Capitalised,
        () => Case::Upper,
    };
    (WordKey::of(word), case)
}

/// A capitalised word on the page.
#[derive(Debug, Clone, Copy)]
struct Capitalised {
    is_first_name: bool,
    may_be_surname: bool,
}

impl Finder<'_> {
    /// The full name that starts at a token, or the surname behind a title there.
    fn name_at(&self, at: usize, known: &mut Known) -> Option<Range<usize>> {
        if self.capitalised(at).is_some_and(|first| first.is_first_name) {
            // "der Ernst der Lage"
            let is_noun = self.lexicon.has_capital_nouns() && self.has_determiner(at);
            let surname = self.surname_behind(at).filter(|_| !is_noun)?;
            known.first_names.insert(self.key(at), ());
            self.remember(&surname, known);
            return Some(at..surname.end);
        }
        if !self.is(at, Lexicon::is_title) {
            let name = self.name_behind_role(at)?;
            self.remember(&(name.start + 1..name.end), known);
            return Some(name);
        }
        // "M. Payan", "Frau von Berg"
        let start = at + 1 + usize::from(self.slice(at + 1) == Some("."));
        if self.capitalised(start).is_some_and(|word| word.is_first_name) {
            return None;
        }
        let word = start + self.particles(start);
        self.surname(word, at)?;
        let surname = start..self.hyphens_from(word + 1);
        self.remember(&surname, known);
        Some(surname)
    }

    /// The name of two words and more behind what a person is: "der Politologe Keno Ravn". Those with a
    /// first name of the lists are found without it.
    fn name_behind_role(&self, at: usize) -> Option<Range<usize>> {
        let written = self.slice(at)?;
        if !self.is(at, |lexicon, word| lexicon.is_role(word, written)) {
            return None;
        }
        let is_unknown = |at: usize| {
            let is_capitalised = self.keyed(at).is_some_and(|keyed| keyed.1 == Case::Capitalised);
            let word = self.surname(at, at).filter(|_| is_capitalised);
            word.is_some_and(|word| !word.is_first_name)
        };
        let start = at + 1;
        let surname = self.surname_behind(start).filter(|_| self.is_beside(start, at))?;
        let mut words = surname.clone().filter(|&at| !self.is(at, Lexicon::is_particle));
        let is_name = is_unknown(start) && words.all(is_unknown);
        (is_name && surname.start == start + 1).then_some(start..surname.end)
    }

    fn remember(&self, surname: &Range<usize>, known: &mut Known) {
        let words = surname.clone().rev().map(|at| self.key(at)).collect();
        known.surnames.insert(self.key(surname.end - 1), words);
    }

    /// The surname, with its particles, behind the first names of which the first is at `start`.
    fn surname_behind(&self, start: usize) -> Option<Range<usize>> {
        let most = if self.lexicon.has_capital_nouns() { 1 } else { MOST_SURNAMES };
        let mut at = self.hyphens_from(start + 1);
        let mut first = None;
        let mut end = at;
        let mut surnames = 0;
        while surnames < most {
            if surnames == 0 && self.is_initial(at) && self.is_beside(at, start) {
                at += 1 + usize::from(self.slice(at + 1) == Some("."));
                continue;
            }
            let particles = self.particles(at);
            let place = at + particles;
            let Some(word) = self.surname(place, start) else { break };
            let next = self.hyphens_from(place + 1);
            // A second first name may be the surname, if none comes behind it.
            let is_given = word.is_first_name && particles == 0 && first.is_none();
            if !is_given || self.surname(next + self.particles(next), start).is_none() {
                first = first.or(Some(at));
                end = next;
                surnames += 1;
            }
            at = next;
        }
        first.map(|first| first..end)
    }

    /// Where the words end that hang by hyphens on a word that ends at `at`: "Anne-Marie".
    fn hyphens_from(&self, at: usize) -> usize {
        let hangs = |&hyphen: &usize| {
            self.slice(hyphen) == Some("-")
                && self.is_glued(hyphen)
                && self.is_glued(hyphen + 1)
                && self.capitalised(hyphen + 1).is_some()
        };
        at + 2 * (at..).step_by(2).take(MOST_HYPHENS).take_while(hangs).count()
    }

    /// The part of a known name that stands alone and ends with the word at a token. It begins no
    /// earlier than `floor`.
    fn part_at(&self, at: usize, floor: usize, known: &Known) -> Option<Range<usize>> {
        self.capitalised(at)?;
        if self.slice(at + 1) == Some("-") && self.is_glued(at + 1) {
            return None;
        }
        let key = self.key(at);
        if let Some(words) = known.surnames.get(&key) {
            let before = (floor..at).rev().zip(words.iter().skip(1));
            let more = before.take_while(|&(at, &word)| self.key(at) == word).count();
            return (!self.has_determiner(at - more)).then_some(at - more..at + 1);
        }
        let is_verb = |at: usize| self.is(at, Lexicon::is_reporting_verb);
        let speaks = is_verb(at + 1) || at.checked_sub(1).is_some_and(is_verb);
        (speaks && known.first_names.contains_key(&key)).then_some(at..at + 1)
    }

    /// Whether an article or the like stands before a token.
    fn has_determiner(&self, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|&before| self.is_beside(before, at));
        before.is_some_and(|before| self.is(before, Lexicon::is_determiner))
    }

    fn key(&self, at: usize) -> u64 {
        self.keyed(at).map_or(0, |keyed| keyed.0)
    }

    fn mention(&self, name: Range<usize>, confidence: f32) -> Option<NameMention> {
        NameMention::of_tokens(self.page, name, EntityType::Person, confidence)
    }

    fn slice(&self, at: usize) -> Option<&str> {
        self.page.tokens.get(at).map(|token| token.span.slice(self.page.text))
    }

    fn is_beside(&self, one: usize, other: usize) -> bool {
        let block = |at: usize| self.page.tokens.get(at).map(|token| token.block);
        block(one) == block(other)
    }

    /// Whether no space comes before a token.
    fn is_glued(&self, at: usize) -> bool {
        self.page.tokens.get(at).is_some_and(|token| !token.space_before)
    }

    fn keyed(&self, at: usize) -> Option<KeyedWord> {
        self.keyed.get(at).copied()
    }

    fn is(&self, at: usize, of: impl Fn(&Lexicon, KeyedWord) -> bool) -> bool {
        self.keyed(at).is_some_and(|keyed| of(self.lexicon, keyed))
    }

    /// "J.", "J"
    fn is_initial(&self, at: usize) -> bool {
        let letters = self.slice(at).map(|word| word.trim_end_matches('.').chars());
        letters.is_some_and(|mut letters| {
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
    }

    /// How many particles stand at a token and after it.
    fn particles(&self, at: usize) -> usize {
        let is_particle = |&at: &usize| self.is(at, Lexicon::is_particle);
        (at..at + MOST_PARTICLES).take_while(is_particle).count()
    }

    fn surname(&self, at: usize, start: usize) -> Option<Capitalised> {
        let is_here = self.is_beside(at, start);
        self.capitalised(at).filter(|word| word.may_be_surname && is_here)
    }

    fn capitalised(&self, at: usize) -> Option<Capitalised> {
        let token = self.page.tokens.get(at)?;
        let keyed = self.keyed(at).filter(|keyed| keyed.1 != Case::Lower)?;
        if token.kind != TokenKind::Word || token.span.len() < 2 || self.is_initial(at) {
            return None;
        }
        let is_first_name = self.lexicon.is_first_name(keyed);
        let may_be_surname = self.lexicon.may_be_surname(keyed);
        Some(Capitalised { is_first_name, may_be_surname })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Entity, Span};
    use crate::entities::{Gatherer, GathererScratch};
    use crate::sentences::Segmenter;
    use crate::text::{split_blocks, tokenize};

    const TABLE: &str = include_str!("../../tests/entities/persons.txt");

    /// The persons of a text.
    fn persons(text: &str, language: &str, gatherer: &Gatherer, ends: &Segmenter) -> Vec<Entity> {
        let blocks = split_blocks(text);
        let mut tokens = Vec::new();
        tokenize(text, &blocks, &mut tokens);
        let sentences = ends.segment(text, &blocks, language);
        let (blocks, tokens, sentences) = (&blocks[..], &tokens[..], &sentences[..]);
        let page = Page { text, title: None, language, blocks, tokens, sentences };
        let mut names = Vec::new();
        gatherer.find_persons(&page, &mut names);
        let mut entities = gatherer.gather(&page, &mut names, &mut GathererScratch::default());
        entities.retain(|entity| entity.kind == EntityType::Person);
        entities
    }

    /// A text and its marked mentions, each with the letter of its person.
    fn parse(marked: &str) -> (String, Vec<(Span, String)>) {
        let (mut text, mut mentions) = (String::new(), Vec::new());
        for (index, piece) in marked.split(['[', ']']).enumerate() {
            let Some((letter, name)) = piece.split_once(':').filter(|_| index % 2 == 1) else {
                text.push_str(piece);
                continue;
            };
            let start = text.len() as u32;
            text.push_str(name);
            mentions.push((Span::new(start, text.len() as u32), letter.to_owned()));
        }
        (text, mentions)
    }

    #[test]
    fn persons_of_the_table_are_found_as_marked() {
        let (gatherer, ends) = (Gatherer::default(), Segmenter::new().unwrap());
        let mut wrong = Vec::new();
        for line in crate::lexicon::entries(TABLE) {
            let (language, marked) = line.split_once(" | ").unwrap();
            let (text, expected) = parse(&marked.replace("\\n", "\n"));
            let found = persons(&text, language, &gatherer, &ends);
            let mut mentions: Vec<(Span, String)> = Vec::new();
            for entity in &found {
                let spans = entity.mentions.iter().map(|mention| mention.span);
                let first = expected.iter().find(|(span, _)| spans.clone().any(|one| one == *span));
                let letter = first.map_or("?", |(_, letter)| letter);
                mentions.extend(spans.map(|span| (span, letter.to_owned())));
            }
            mentions.sort();
            let letters: std::collections::HashSet<_> =
                expected.iter().map(|(_, letter)| letter).collect();
            if mentions != expected || found.len() != letters.len() {
                let shown: Vec<_> = mentions
                    .iter()
                    .map(|(span, of)| format!("{of}:{}", span.slice(&text)))
                    .collect();
                wrong.push(format!("{line}\n    found {}", shown.join(", ")));
            }
        }
        assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), wrong.join("\n"));
    }
}
