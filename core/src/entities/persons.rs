//! Persons by their first names, in languages that no tagger was trained for.
//!
//! A first name of the lists with capitalised words behind it is a person's; so is what follows a title
//! ("Frau Hoffmann"). Elsewhere in the text the surname alone, or the first name, is the same person's.
//! What no list has is missed: precision comes before recall.

use std::ops::Range;

use super::NameMention;
use super::clusters::Lexicon;
use super::vocabulary::{Case, KeyMap, KeyedWord, WordKey};
use crate::analysis::{EntityType, Span};
use crate::analyzer::Page;
use crate::text::TokenKind;

/// How sure it is that a first name with a surname is a person's, and that a part of the name alone is.
const SURE_OF_FULL: f32 = 0.9;
const SURE_OF_PART: f32 = 0.8;

/// Words of a surname that stand beside one another without a particle: "García Lorca".
const MOST_SURNAMES: usize = 2;

/// Small words within a name that stand beside one another: "de la".
const MOST_PARTICLES: usize = 3;

/// Appends the persons named on a page to `names`, in order. Linear.
pub(super) fn find(page: &Page<'_>, lexicon: &Lexicon, names: &mut Vec<NameMention>) {
    let finder = Finder { page, lexicon };
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
    /// Last words, with the number of particles before each.
    surnames: KeyMap<usize>,
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
}

/// A capitalised word on the page.
#[derive(Debug, Clone, Copy)]
struct Capitalised {
    keyed: KeyedWord,
    is_first_name: bool,
    may_be_surname: bool,
}

impl Finder<'_> {
    /// The full name that starts at a token, or the surname behind a title there.
    fn name_at(&self, at: usize, known: &mut Known) -> Option<Range<usize>> {
        let first = self.capitalised(at);
        if let Some(first) = first.filter(|first| first.is_first_name) {
            let (end, particles, last) = self.name_end(at)?;
            known.first_names.insert(first.keyed.0, ());
            known.surnames.insert(last.keyed.0, particles);
            return Some(at..end);
        }
        if !self.is(at, Lexicon::is_title) {
            return None;
        }
        // "M. Payan", "Frau von Berg"
        let dot = usize::from(self.slice(at + 1) == Some("."));
        let start = at + 1 + dot;
        if self.capitalised(start).is_some_and(|word| word.is_first_name) {
            return None;
        }
        let particles = self.particles(start);
        let surname = self.surname(start + particles, start)?;
        known.surnames.insert(surname.keyed.0, particles);
        Some(start..start + particles + 1)
    }

    /// Where the name ends whose first word is at `start`, the particles before its last word, and
    /// that word; none when no surname follows.
    fn name_end(&self, start: usize) -> Option<(usize, usize, Capitalised)> {
        let most = if self.lexicon.has_capital_nouns() { 1 } else { MOST_SURNAMES };
        let mut last = None;
        let mut surnames = 0;
        let mut at = start + 1;
        while surnames < most {
            // "Anne-Marie", "Berg-Holt"
            if self.slice(at) == Some("-")
                && self.is_glued(at)
                && self.is_glued(at + 1)
                && let Some(word) = self.capitalised(at + 1)
            {
                at += 2;
                last = last.map(|_| (at, 0, word));
                continue;
            }
            if surnames == 0 && self.is_initial(at) && self.is_beside(at, start) {
                at += 1 + usize::from(self.slice(at + 1) == Some("."));
                continue;
            }
            let particles = self.particles(at);
            let place = at + particles;
            let Some(word) = self.surname(place, start) else { break };
            at = place + 1;
            // A second first name may be the surname, if none comes behind it.
            let is_given = word.is_first_name && particles == 0 && last.is_none();
            let goes_on = is_given && self.surname(at + self.particles(at), start).is_some();
            if !goes_on {
                last = Some((at, particles, word));
                surnames += 1;
            }
        }
        // The second part of a surname with a hyphen.
        while self.slice(at) == Some("-")
            && self.is_glued(at)
            && self.is_glued(at + 1)
            && let Some(word) = self.capitalised(at + 1)
        {
            at += 2;
            last = Some((at, 0, word));
        }
        last
    }

    /// The part of a known name that stands alone at a token. Its particles begin no earlier than
    /// `floor`.
    fn part_at(&self, at: usize, floor: usize, known: &Known) -> Option<Range<usize>> {
        let word = self.capitalised(at)?;
        let before = at.checked_sub(1).filter(|&before| self.is_beside(before, at));
        let is_part_of_more = self.slice(at + 1) == Some("-") && self.is_glued(at + 1);
        if is_part_of_more || before.is_some_and(|before| self.is(before, Lexicon::is_determiner)) {
            return None;
        }
        if known.first_names.contains_key(&word.keyed.0) {
            return Some(at..at + 1);
        }
        let particles = *known.surnames.get(&word.keyed.0)?;
        let start = at.saturating_sub(particles).max(floor);
        let has_particles = self.particles(start) >= particles;
        Some(if has_particles { start } else { at }..at + 1)
    }

    fn mention(&self, name: Range<usize>, confidence: f32) -> Option<NameMention> {
        let first = self.page.tokens.get(name.start)?;
        let last = self.page.tokens.get(name.end.checked_sub(1)?)?;
        Some(NameMention {
            span: Span::new(first.span.start, last.span.end),
            first_token: name.start as u32,
            last_token: name.end as u32 - 1,
            kind: EntityType::Person,
            confidence,
        })
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
        let word = self.slice(at)?;
        let case = match () {
            () if !word.starts_with(char::is_uppercase) => Case::Lower,
            () if word.contains(char::is_lowercase) => Case::Capitalised,
            () => Case::Upper,
        };
        Some((WordKey::of(word), case))
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
        Some(Capitalised { keyed, is_first_name, may_be_surname })
    }
}
