//! Dates, times, amounts and addresses: expressions found by grammar, not by guess.
//!
//! The grammar is one for all languages; the words in it are lists, a file a language
//! (`lexicon/<language>/expressions.txt`), so that a language without a list still has what is
//! written alike everywhere: addresses, telephone numbers, percentages, amounts with a currency
//! sign, dates in digits. Every rule looks at a bounded number of atoms, so the whole is linear.

mod addresses;
mod amounts;
mod classes;
mod conflicts;
mod dates;
mod reader;
#[cfg(test)]
mod tests;
mod times;

use crate::analysis::{EntityType, Span};
use crate::lexicon::EXPRESSIONS;

use super::atoms::{self, Atom, AtomKind};
use super::vocabulary::Vocabulary;
pub(crate) use conflicts::settle;
use reader::Reader;

/// An expression found in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    /// Where it is.
    pub span: Span,
    /// What it is.
    pub kind: EntityType,
    /// Whether digits or an address make it certain, so that it stands even where a tagger sees
    /// (part of) a name.
    pub certain: bool,
}

/// The words of the languages that have a list.
#[derive(Debug)]
pub struct Grammar {
    languages: Vec<(&'static str, Vocabulary)>,
    /// For every other language.
    neutral: Vocabulary,
}

const CURRENCIES: &str = include_str!("../../lexicon/currencies.txt");

impl Default for Grammar {
    fn default() -> Self {
        let languages =
            EXPRESSIONS.map(|(language, list)| (language, vocabulary(&[CURRENCIES, list])));
        Grammar { languages: languages.into(), neutral: vocabulary(&[CURRENCIES, "[percent]\n%"]) }
    }
}

/// The vocabulary of some lists. A section that is no class, which a test rules out, is passed
/// over.
fn vocabulary(lists: &[&str]) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for list in lists {
        let added = vocabulary.add_list(list, classes::class_of, atoms::split_entry);
        debug_assert_eq!(added, Ok(()), "a section of a list is no class");
    }
    vocabulary
}

impl Grammar {
    /// The words of a language, given by its primary subtag.
    pub(crate) fn vocabulary(&self, language: &str) -> &Vocabulary {
        let known = self.languages.iter().find(|(code, _)| *code == language);
        known.map_or(&self.neutral, |(_, vocabulary)| vocabulary)
    }
}

/// Finds the expressions in the atoms of `text`, in order, none overlapping another, and appends
/// them to `found`. Linear.
pub(crate) fn find(text: &str, atoms: &[Atom], found: &mut Vec<Expression>) {
    for block in atoms.chunk_by(|one, next| one.block == next.block) {
        find_in_block(Reader { text, atoms: block }, found);
    }
}

fn find_in_block(reader: Reader<'_>, found: &mut Vec<Expression>) {
    let mut at = 0;
    let mut last_date_end = usize::MAX;
    while let Some(atom) = reader.atom(at) {
        if !may_begin(atom) {
            at += 1;
            continue;
        }
        let Some((kind, start, end)) = longest(reader, at, last_date_end) else {
            at += 1;
            continue;
        };
        let (Some(first), Some(last)) = (reader.atom(start), reader.atom(end - 1)) else { break };
        let digits = (start..end).any(|at| reader.number(at).is_some());
        found.push(Expression {
            span: Span::new(first.span.start, last.span.end),
            kind,
            certain: digits && end > start + 1 || atom.kind == AtomKind::Address,
        });
        if kind == EntityType::Date {
            last_date_end = end;
        }
        at = end;
    }
}

/// Whether an expression may begin with the atom: all but a few do not.
fn may_begin(atom: &Atom) -> bool {
    match atom.kind {
        AtomKind::Word => atom.classes & BEGINNINGS != 0,
        AtomKind::Number(_) | AtomKind::Address => true,
        AtomKind::Mark(mark) => {
            atom.classes & BEGINNINGS != 0
                || matches!(mark, '+' | '(' | '-' | '\u{2212}' | '\'' | '’' | '‘')
        }
    }
}

/// Classes of words that an expression may begin with.
const BEGINNINGS: u64 = {
    use classes::*;
    MONTH
        | MONTH_OR_WORD
        | MONTH_ABBREVIATION
        | WEEKDAY
        | WEEKDAY_ABBREVIATION
        | NOON
        | SEASON
        | PERIOD
        | PERIODS
        | DAY
        | QUARTER
        | RELATIVE
        | PART
        | TODAY
        | QUARTER_LETTER
        | NUMBER_WORD
        | HUNDRED
        | HALF
        | ARTICLE
        | VAGUE
        | ORDINAL
        | CURRENCY_SIGN
        | CURRENCY_CODE
        | CURRENCY_LETTER
        | AGO_BEFORE
        | HOLIDAY
        | FISCAL
};

/// The longest expression at `at`: its kind, start and end.
fn longest(
    reader: Reader<'_>,
    at: usize,
    last_date_end: usize,
) -> Option<(EntityType, usize, usize)> {
    let atom = reader.atom(at)?;
    if atom.kind == AtomKind::Address {
        let kind = addresses::kind_of_address(atom.span.slice(reader.text))?;
        return Some((kind, at, at + 1));
    }
    let continues = last_date_end.checked_add(1) == Some(at);
    if !(reader.may_start(at) || continues && reader.is_dash(at - 1)) {
        return None;
    }
    // A sign before a number goes with it: "-12°C", "+5%".
    if matches!(reader.mark(at), Some('-' | '\u{2212}' | '+'))
        && reader.number(at + 1).is_some()
        && reader.is_glued(at + 1)
        && (!reader.is_glued(at) || reader.is_mark(at - 1, '('))
    {
        let phone = addresses::phone(reader, at).map(|end| (EntityType::Phone, at, end));
        let signed = || {
            let quantity =
                amounts::quantity(reader, at + 1).map(|end| (EntityType::Quantity, at, end));
            quantity.or_else(|| {
                amounts::percent(reader, at + 1).map(|end| (EntityType::Percent, at, end))
            })
        };
        return phone.or_else(signed);
    }
    // "2018, and 2019"
    let after_comma = last_date_end.checked_add(2) == Some(at) && reader.is_mark(at - 2, ',');
    let after_date = last_date_end == at || continues || after_comma;
    let (date, date_is_time) = match dates::date(reader, at, after_date) {
        Some(date) => (Some(date.end), date.is_time),
        None => (None, false),
    };
    let (duration, ago) = match times::length(reader, at) {
        Some(times::Length::Duration(end)) => (Some(end), None),
        Some(times::Length::Date(end)) => (None, Some(end)),
        None => (None, None),
    };
    let digit_or_bracket = reader.number(at).is_some() || reader.is_mark(at, '(');
    let phone = digit_or_bracket.then(|| addresses::phone(reader, at)).flatten();
    let date_kind = if date_is_time { EntityType::Time } else { EntityType::Date };
    let candidates = [
        (EntityType::Phone, phone),
        (EntityType::Date, ago),
        (date_kind, date),
        (EntityType::Time, times::time(reader, at)),
        (EntityType::Money, amounts::money(reader, at)),
        (EntityType::Percent, amounts::percent(reader, at)),
        (EntityType::Quantity, amounts::quantity(reader, at)),
        (EntityType::Duration, duration),
    ];
    let mut best: Option<(EntityType, usize, usize)> = None;
    for (kind, end) in candidates {
        if let Some(end) = end
            && best.is_none_or(|(_, _, longest)| end > longest)
        {
            best = Some((kind, at, end));
        }
    }
    best.filter(|&(_, start, end)| end > start)
}
