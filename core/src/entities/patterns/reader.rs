//! A cursor's view of the atoms of one block.

use crate::entities::atoms::{Atom, AtomKind, Number, NumberForm};
use crate::entities::vocabulary::Case;

/// The atoms of one block. Positions past its ends have no class and are no mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a str,
    pub(crate) atoms: &'a [Atom],
}

impl<'a> Reader<'a> {
    pub(crate) fn atom(self, at: usize) -> Option<&'a Atom> {
        self.atoms.get(at)
    }

    /// Whether the atom is of one of `classes`.
    pub(crate) fn is(self, at: usize, classes: u64) -> bool {
        self.atom(at).is_some_and(|atom| atom.classes & classes != 0)
    }

    /// Whether the atom before `at` is of one of `classes`.
    pub(crate) fn was(self, at: usize, classes: u64) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is(before, classes))
    }

    /// The position after `at` when the atom there is of one of `classes`, else `at`.
    pub(crate) fn skip(self, at: usize, classes: u64) -> usize {
        at + usize::from(self.is(at, classes))
    }

    /// The character of a mark.
    pub(crate) fn mark(self, at: usize) -> Option<char> {
        match self.atom(at)?.kind {
            AtomKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(crate) fn is_mark(self, at: usize, mark: char) -> bool {
        self.mark(at) == Some(mark)
    }

    pub(crate) fn is_word(self, at: usize) -> bool {
        self.atom(at).is_some_and(|atom| atom.kind == AtomKind::Word)
    }

    pub(crate) fn is_lower_word(self, at: usize) -> bool {
        self.is_word(at) && self.atom(at).is_some_and(|atom| atom.case == Case::Lower)
    }

    pub(crate) fn is_capitalised(self, at: usize) -> bool {
        self.is_word(at) && self.atom(at).is_some_and(|atom| atom.case >= Case::Capitalised)
    }

    pub(crate) fn number(self, at: usize) -> Option<Number> {
        match self.atom(at)?.kind {
            AtomKind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The value of a number of nothing but `digits` digits.
    pub(crate) fn plain(self, at: usize, digits: std::ops::RangeInclusive<u8>) -> Option<u32> {
        let number = self.number(at)?;
        let fits = number.form == NumberForm::Plain && digits.contains(&number.digits);
        fits.then_some(number.whole)
    }

    pub(crate) fn slice(self, at: usize) -> &'a str {
        self.atom(at).map_or("", |atom| atom.span.slice(self.text))
    }

    /// Whether the atom stands right after the one before it.
    pub(crate) fn is_glued(self, at: usize) -> bool {
        self.atom(at).is_some_and(|atom| !atom.space_before) && at > 0
    }

    pub(crate) fn is_hyphen(self, at: usize) -> bool {
        matches!(self.mark(at), Some('-' | '\u{2010}' | '\u{2011}'))
    }

    /// A hyphen or dash.
    pub(crate) fn is_dash(self, at: usize) -> bool {
        self.is_hyphen(at) || matches!(self.mark(at), Some('\u{2012}' | '–' | '—' | '\u{2212}'))
    }

    /// The position after a hyphen that joins the atoms around it, else `at`.
    pub(crate) fn skip_hyphen(self, at: usize) -> usize {
        let joins = self.is_hyphen(at) && self.is_glued(at) && self.is_glued(at + 1);
        at + usize::from(joins)
    }

    /// The position after the full stop of an abbreviation, else `at`.
    pub(crate) fn skip_stop(self, at: usize) -> usize {
        at + usize::from(self.is_mark(at, '.') && self.is_glued(at))
    }

    pub(crate) fn skip_comma(self, at: usize) -> usize {
        at + usize::from(self.is_mark(at, ','))
    }

    /// Whether an expression may start at `at`: it is no second half of a word, number or code.
    pub(crate) fn may_start(self, at: usize) -> bool {
        if !self.is_glued(at) {
            return true;
        }
        match self.mark(at - 1) {
            None => false,
            // "59%-28%", but not "3-2"
            Some('-' | '\u{2010}' | '\u{2011}') => {
                !self.is_glued(at - 1) || at == 1 || self.mark(at - 2).is_some()
            }
            Some('.' | ':' | ',') => !self.is_glued(at - 1) || self.number(at).is_none(),
            Some('/' | '_' | '@' | '#' | '&' | '=' | '\\') => false,
            Some(_) => true,
        }
    }

    /// Whether an expression may end before `at`: what follows does not go on with it.
    pub(crate) fn may_end(self, at: usize) -> bool {
        if !self.is_glued(at) {
            return true;
        }
        match self.mark(at) {
            None => false,
            Some('-' | ':' | '/' | '_' | '\u{2010}' | '\u{2011}') => {
                let goes_on = self.is_glued(at + 1) && self.number(at + 1).is_some();
                !goes_on || (at > 0 && self.mark(at - 1).is_some())
            }
            Some('@' | '\\' | '=') => false,
            Some(_) => true,
        }
    }
}
