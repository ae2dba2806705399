//! Events, works and products among names that the tagger gave no type.
//!
//! What tells them is in word lists: whole names, the words that names of a kind begin or end with,
//! nouns beside them, and the quotation marks around titles. A name that nothing tells stays
//! without a type: precision comes before recall.

use super::NameMention;
use super::atoms::{Atom, AtomKind, split_entry};
use super::vocabulary::{Case, KeyMap, Vocabulary, WordKey, classes};
use crate::analysis::EntityType;

classes! {
    EVENT = 0 "event",
    EVENT_ENDING = 1 "event ending",
    EVENT_BEGINNING = 2 "event beginning",
    WORK = 3 "work",
    WORK_ENDING = 4 "work ending",
    WORK_BEGINNING = 5 "work beginning",
    WORK_NOUN = 6 "work noun",
    PRODUCT = 7 "product",
    MAKER = 8 "maker",
    DESIGNATOR = 9 "designator",
    PRODUCT_NOUN = 10 "product noun",
    WORK_CUE = 11 "work cue",
}

const LIST: &str = include_str!("../lexicon/en/name_kinds.txt");

/// Tells kinds of names.
#[derive(Debug)]
pub(super) struct NameKinds(Vocabulary);

impl Default for NameKinds {
    fn default() -> Self {
        let mut vocabulary = Vocabulary::default();
        let added = vocabulary.add_list(LIST, class_of, split_entry);
        debug_assert_eq!(added, Ok(()), "a section of the list is no class");
        NameKinds(vocabulary)
    }
}

impl NameKinds {
    /// Gives names without a type that of an event, work or product where something tells it, there
    /// or at another place where the name is written alike. `names` and `atoms` are in order.
    /// Linear, but for finding the atoms of each name.
    pub(super) fn tell(&self, text: &str, atoms: &[Atom], names: &mut [NameMention]) {
        let mut told: KeyMap<EntityType> = KeyMap::default();
        for name in names.iter_mut().filter(|name| name.kind == EntityType::Other) {
            let start = atoms.partition_point(|atom| atom.span.end <= name.span.start);
            let end = atoms.partition_point(|atom| atom.span.start < name.span.end);
            if start < end
                && let Some(kind) = self.kind(Place { atoms, start, end })
            {
                name.kind = kind;
                told.entry(WordKey::of(name.span.slice(text))).or_insert(kind);
            }
        }
        if told.is_empty() {
            return;
        }
        for name in names.iter_mut().filter(|name| name.kind == EntityType::Other) {
            if let Some(&kind) = told.get(&WordKey::of(name.span.slice(text))) {
                name.kind = kind;
            }
        }
    }

    /// The kind of one name, surest evidence first.
    fn kind(&self, name: Place<'_>) -> Option<EntityType> {
        let (first, first_length) = self.look_up(name, name.start);
        let length = name.core_end() - name.start;
        let is_whole = first_length == length;
        let goes_on = length > first_length;
        if is_whole && first & EVENT != 0 {
            return Some(EntityType::Event);
        }
        if is_whole && first & WORK != 0 {
            return Some(EntityType::Work);
        }
        if first & PRODUCT != 0 || self.is_designation(name, first) {
            return Some(EntityType::Product);
        }
        let last = self.ending(name);
        if last & EVENT_ENDING != 0 && length > 1 || first & EVENT_BEGINNING != 0 && goes_on {
            return Some(EntityType::Event);
        }
        if last & WORK_ENDING != 0 && length > 1 || first & WORK_BEGINNING != 0 && goes_on {
            return Some(EntityType::Work);
        }
        let is_title = name.is_quoted() && name.capitalised_words() > 1 && self.has_work_cue(name);
        if is_title || self.has_work_noun(name) {
            return Some(EntityType::Work);
        }
        let (after, _) = self.look_up(name, name.end);
        let is_made = first & MAKER != 0 && goes_on;
        (is_made || after & PRODUCT_NOUN != 0).then_some(EntityType::Product)
    }

    /// The classes of the word or phrase that begins at `at`, and its length.
    fn look_up(&self, name: Place<'_>, at: usize) -> (u64, usize) {
        let Some(first) = name.atoms.get(at) else { return (0, 1) };
        let rest = name.atoms.get(at + 1..).unwrap_or_default();
        let rest = rest.iter().take_while(|next| next.block == first.block);
        self.0.look_up(first.keyed(), rest.map(Atom::keyed))
    }

    /// The classes of the word or phrase of up to three words that the name ends with.
    fn ending(&self, name: Place<'_>) -> u64 {
        let end = name.core_end();
        let reaches = |&at: &usize| at >= name.start && self.look_up(name, at).1 == end - at;
        let start = (end.saturating_sub(3)..end).find(reaches);
        start.map_or(0, |at| self.look_up(name, at).0)
    }

    /// Whether the name is letters, a hyphen and a number: "F-35", "MiG-29".
    fn is_designation(&self, name: Place<'_>, first: u64) -> bool {
        let kind = |offset: usize| name.atoms.get(name.start + offset).map(|atom| atom.kind);
        first & DESIGNATOR != 0
            && name.end >= name.start + 3
            && kind(1) == Some(AtomKind::Mark('-'))
            && matches!(kind(2), Some(AtomKind::Number(_)))
    }

    /// Whether a noun for works stands before the name, marks between them aside, or right after.
    fn has_work_noun(&self, name: Place<'_>) -> bool {
        let is_noun = |at: usize| self.look_up(name, at).0 & WORK_NOUN != 0;
        let mut before = name.start;
        while let Some(at) = before.checked_sub(1)
            && name.start - at <= 3
            && matches!(name.mark(at), Some(',' | '"' | '“' | '‘' | '\''))
        {
            before = at;
        }
        let is_before = before.checked_sub(1).is_some_and(is_noun);
        let is_quoted = before < name.start;
        // "the movie Jaws", "her novel, “Tides,”", but not "a play. Berg …" nor "books Berg wrote".
        is_before && (is_quoted || name.capitalised_words() > 0) || is_noun(name.end)
    }

    /// Whether words near the name, which is in quotation marks, speak of works: slogans and names
    /// held at arm's length are in quotation marks too.
    fn has_work_cue(&self, name: Place<'_>) -> bool {
        const REACH: usize = 10;
        let near = name.start.saturating_sub(REACH)..name.end + REACH;
        let block = name.atoms.get(name.start).map(|atom| atom.block);
        near.filter(|at| !(name.start..name.end).contains(at)).any(|at| {
            let is_near = name.atoms.get(at).map(|atom| atom.block) == block;
            is_near && self.look_up(name, at).0 & (WORK_NOUN | WORK_CUE) != 0
        })
    }
}

/// Where a name stands among the atoms of a text: those from `start` to `end`.
#[derive(Clone, Copy)]
struct Place<'a> {
    atoms: &'a [Atom],
    start: usize,
    end: usize,
}

impl Place<'_> {
    fn mark(&self, at: usize) -> Option<char> {
        match self.atoms.get(at)?.kind {
            AtomKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// The end of the name without the year or number after it.
    fn core_end(&self) -> usize {
        let is_number = |at: usize| {
            self.atoms.get(at).is_some_and(|atom| matches!(atom.kind, AtomKind::Number(_)))
        };
        let last = self.end - 1;
        if last > self.start && is_number(last) { last } else { self.end }
    }

    /// Whether the name is all that quotation marks hold, but for a mark that ends it.
    fn is_quoted(&self) -> bool {
        const OPENERS: [char; 4] = ['"', '“', '«', '„'];
        const CLOSERS: [char; 4] = ['"', '”', '»', '“'];
        let opened = self.start.checked_sub(1).and_then(|at| self.mark(at));
        let next = self.mark(self.end);
        let closed = match next {
            Some(',' | '.' | '!' | '?') => self.mark(self.end + 1),
            next => next,
        };
        opened.is_some_and(|mark| OPENERS.contains(&mark))
            && closed.is_some_and(|mark| CLOSERS.contains(&mark))
    }

    fn capitalised_words(&self) -> usize {
        let words = self.atoms.get(self.start..self.end).unwrap_or_default();
        words.iter().filter(|atom| atom.case != Case::Lower).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Span;
    use crate::text::{split_blocks, tokenize};

    /// The kinds of the names between square brackets.
    fn kinds(marked: &str) -> Vec<EntityType> {
        let (mut text, mut spans) = (String::new(), Vec::new());
        for (index, piece) in marked.split(['[', ']']).enumerate() {
            let start = text.len() as u32;
            text.push_str(piece);
            if index % 2 == 1 {
                spans.push(Span::new(start, text.len() as u32));
            }
        }
        let blocks = split_blocks(&text);
        let (mut tokens, mut atoms) = (Vec::new(), Vec::new());
        tokenize(&text, &blocks, &mut tokens);
        super::super::atoms::split(&text, &tokens, &Vocabulary::default(), &mut atoms);
        let name = |&span: &Span| NameMention {
            span,
            first_token: 0,
            last_token: 0,
            kind: EntityType::Other,
            confidence: 0.9,
        };
        let mut names: Vec<NameMention> = spans.iter().map(name).collect();
        NameKinds::default().tell(&text, &atoms, &mut names);
        names.iter().map(|name| name.kind).collect()
    }

    #[test]
    fn the_list_has_only_known_sections() {
        assert_eq!(Vocabulary::default().add_list(LIST, class_of, split_entry), Ok(()));
    }

    #[test]
    fn events_works_and_products_are_told() {
        use EntityType::{Event, Other, Product, Work};
        let cases: &[(&str, &[EntityType])] = &[
            ("They won the [World Cup] and the [Harbour Open 2019].", &[Event, Event]),
            ("[Hurricane Zelda] came before the [Battle of Oldport].", &[Event, Event]),
            ("He was born after [World War II].", &[Event]),
            ("The [Cup] was full.", &[Other]),
            ("Her novel “[The Long Tide],” sold well.", &[Work]),
            ("Her novel, [Tides], sold well. [Tides] is long.", &[Work, Work]),
            ("A report titled \"[Crumbling Spans]\" was read.", &[Work]),
            ("They sang “[Down by the Quay].”", &[Work]),
            ("The “[Quay]” was closed.", &[Other]),
            ("He ran under the motto “[Harbour First].”", &[Other]),
            (
                "Under the [Clean Harbours Act of] and the [Clean Harbours Act], it is.",
                &[Other, Work],
            ),
            ("Two [F-35]s and a [MiG-29] flew by with an [S-400].", &[Product, Product, Product]),
            ("He got [COVID-19] at the [G-20].", &[Other, Other]),
            ("She drives a [Ford Fjord] and has an [iPhone 14].", &[Product, Product]),
            ("A [Harpy] missile fell.", &[Product]),
            ("The [Nobel Prize] went to nobody.", &[Other]),
        ];
        for (text, expected) in cases {
            assert_eq!(kinds(text), *expected, "{text}");
        }
    }
}
