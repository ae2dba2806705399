//! Addresses that tokens hold whole, and telephone numbers.

use crate::analysis::EntityType;
use crate::entities::atoms::{AtomKind, NumberForm};

use super::classes::PHONE_CUE;
use super::reader::Reader;

/// What kind of address a token is; none for a hashtag.
pub(crate) fn kind_of_address(address: &str) -> Option<EntityType> {
    if let Some(name) = address.strip_prefix(['@', '＠']) {
        return (!name.is_empty()).then_some(EntityType::Handle);
    }
    if address.starts_with(['#', '＃']) {
        return None;
    }
    let scheme = address.contains("://");
    match address.split_once('@') {
        Some((user, domain)) if !scheme && !user.is_empty() && domain.contains('.') => {
            Some(EntityType::Email)
        }
        _ => Some(EntityType::Url),
    }
}

/// The most atoms of a telephone number.
const MOST_ATOMS: usize = 18;

/// A telephone number: "+1 (555) 010-1234", "020 7946 0018", "555-010-1234".
pub(crate) fn phone(reader: Reader<'_>, at: usize) -> Option<usize> {
    let international = reader.is_mark(at, '+');
    let bracketed = reader.is_mark(at, '(');
    let leading_zero = reader.number(at).is_some_and(|_| reader.slice(at).starts_with('0'));
    let mut groups = Groups::default();
    let mut end = at;
    let mut next = at;
    while next < at + MOST_ATOMS {
        let Some(atom) = reader.atom(next) else { break };
        match atom.kind {
            AtomKind::Number(number) => {
                if number.form == NumberForm::Plain {
                    groups.push(number.digits);
                } else if number.form == NumberForm::Grouped && !reader.slice(next).contains('.') {
                    break;
                } else {
                    reader.slice(next).split('.').for_each(|run| groups.push(run.len() as u8));
                }
                end = next + 1;
            }
            AtomKind::Mark('+') if next == at => {}
            AtomKind::Mark('(') if reader.number(next + 1).is_some() => {}
            AtomKind::Mark(')') if groups.count > 0 && reader.is_glued(next) => {}
            AtomKind::Mark('-' | '‑' | '–' | '/') if groups.count > 0 && reader.is_glued(next) =>
                {}
            _ => break,
        }
        next += 1;
    }
    if groups.count > groups.lengths.len() {
        return None;
    }
    let cued = is_cued(reader, at);
    let american = matches!(groups.lengths(), [3, 3, 4] | [1, 3, 3, 4])
        && (bracketed || groups_are_joined(reader, at, end));
    let sure = match () {
        () if international => (8..=15).contains(&groups.digits),
        () if american => true,
        () if cued => (7..=15).contains(&groups.digits) && groups.lengths().iter().all(|&n| n >= 2),
        () if leading_zero => {
            (9..=12).contains(&groups.digits)
                && groups.count >= 2
                && groups.lengths().iter().all(|&n| n >= 2)
                && groups.lengths().first().is_some_and(|&n| n >= 3)
        }
        () => false,
    };
    (sure && reader.may_end(end)).then_some(end)
}

/// Lengths of the groups of digits.
#[derive(Default)]
struct Groups {
    lengths: [u8; 8],
    count: usize,
    digits: u32,
}

impl Groups {
    fn push(&mut self, length: u8) {
        if let Some(slot) = self.lengths.get_mut(self.count) {
            *slot = length;
        }
        self.count += 1;
        self.digits += u32::from(length);
    }

    fn lengths(&self) -> &[u8] {
        self.lengths.get(..self.count).unwrap_or_default()
    }
}

/// Whether no space stands inside.
fn groups_are_joined(reader: Reader<'_>, at: usize, end: usize) -> bool {
    (at + 1..end).all(|inner| reader.is_glued(inner))
}

/// Whether a word before says that a telephone number comes: "call", "tel:".
fn is_cued(reader: Reader<'_>, at: usize) -> bool {
    (1..=3).any(|back| at.checked_sub(back).is_some_and(|cue| reader.is(cue, PHONE_CUE)))
}
