//! Mentions of one type and spelling: a form. Names are told apart form by form, so that a name
//! that is repeated a thousand times is looked at once.

use std::ops::Range;

use crate::analysis::EntityType;
use crate::entities::NameMention;
use crate::entities::vocabulary::{Case, KeyMap};

use super::lexicon::{COMPANY_ENDING, GENERATION, Lexicon, TITLE, TITLE_OF_MAN, TITLE_OF_WOMAN};
use super::names::{self, NameWord};

/// The mentions of one type and spelling.
#[derive(Debug, Clone)]
pub(super) struct Form {
    /// What it names.
    pub(super) kind: EntityType,
    /// Its words, in [`Forms::words`], without titles and endings such as "Jr" and "Inc".
    pub(super) words: Range<usize>,
    /// All its words.
    pub(super) spelled: Range<usize>,
    /// The key of those words.
    pub(super) key: u64,
    /// Index of its first mention.
    pub(super) first: usize,
    /// How many mentions there are.
    pub(super) count: u32,
    /// Whether it is all capitals.
    pub(super) upper: bool,
}

/// The forms of a document.
#[derive(Debug, Default)]
pub(super) struct Forms {
    /// In the order of their first mentions.
    pub(super) forms: Vec<Form>,
    /// The form of each mention.
    pub(super) of_mention: Vec<usize>,
    words: Vec<NameWord>,
    by_key: KeyMap<usize>,
}

impl Forms {
    /// Sorts the mentions into forms. Linear.
    pub(super) fn gather(text: &str, mentions: &[NameMention], lexicon: &Lexicon) -> Self {
        let mut forms = Forms::default();
        for (index, mention) in mentions.iter().enumerate() {
            let start = forms.words.len();
            names::split(mention.span.slice(text), &mut forms.words);
            let core = core_of(&forms.words, start, mention.kind, lexicon);
            let key = match mention.kind {
                EntityType::Location | EntityType::Organization => {
                    lexicon.country(names::key(&forms.words[core.clone()]))
                }
                EntityType::Nationality => lexicon.place(names::key(&forms.words[core.clone()])),
                _ => names::key(&forms.words[core.clone()]),
            };
            let full_key = names::join(key, mention.kind as u64);
            let next = forms.forms.len();
            let form = *forms.by_key.entry(full_key).or_insert(next);
            if form == next {
                let upper = forms.words[core.clone()].iter().all(|word| word.case == Case::Upper);
                let kind = mention.kind;
                forms.forms.push(Form {
                    kind,
                    words: core,
                    spelled: start..forms.words.len(),
                    key,
                    first: index,
                    count: 0,
                    upper,
                });
            } else {
                forms.words.truncate(start);
            }
            if let Some(form) = forms.forms.get_mut(form) {
                form.count += 1;
            }
            forms.of_mention.push(form);
        }
        forms
    }

    /// The words of a form.
    pub(super) fn words(&self, form: usize) -> &[NameWord] {
        let range = self.forms.get(form).map(|form| form.words.clone()).unwrap_or_default();
        self.words.get(range).unwrap_or_default()
    }

    /// All the words of a form, with its title or ending.
    pub(super) fn spelled(&self, form: usize) -> &[NameWord] {
        let range = self.forms.get(form).map(|form| form.spelled.clone()).unwrap_or_default();
        self.words.get(range).unwrap_or_default()
    }

    /// The forms of a type that `wanted` says, those of most words first and then in order.
    pub(super) fn longest_first(&self, wanted: impl Fn(EntityType) -> bool) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.forms.len())
            .filter(|&form| self.forms.get(form).is_some_and(|form| wanted(form.kind)))
            .collect();
        order.sort_by_key(|&form| std::cmp::Reverse(self.words(form).len()));
        order
    }
}

/// The words that make the name, without titles before it and endings after it.
fn core_of(words: &[NameWord], start: usize, kind: EntityType, lexicon: &Lexicon) -> Range<usize> {
    let (mut from, mut to) = (start, words.len());
    let (before, after) = match kind {
        EntityType::Person => (TITLE_OF_MAN | TITLE_OF_WOMAN | TITLE, GENERATION),
        EntityType::Organization => (0, COMPANY_ENDING),
        _ => return start..to,
    };
    let is = |at: usize, classes| {
        words.get(at).is_some_and(|word| lexicon.word_is(word.keyed(), classes))
    };
    while to > from + 1 && is(to - 1, after) {
        to -= 1;
    }
    while to > from + 1 && is(from, before) {
        from += 1;
    }
    from..to
}
