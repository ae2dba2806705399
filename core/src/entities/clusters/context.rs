//! What the words around a name say of who it names: title, role, country, sex.

use crate::analysis::EntityType;
use crate::entities::NameMention;
use crate::entities::atoms::{Atom, AtomKind, Number, NumberForm};

use super::lexicon::*;
use super::names;

/// How far an apposition is read.
const APPOSITION_ATOMS: usize = 8;
/// The longest role, in atoms.
const ROLE_ATOMS: usize = 4;

/// What is known of one that is named or described.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits {
    /// Evidence for a man (positive) or a woman (negative).
    pub(super) sex: i32,
    /// Classes of roles or bodies.
    pub(super) roles: u64,
    /// Keys of the places and bodies that the role goes with; 0 for none.
    pub(super) modifiers: [u64; 4],
    /// Whether the role is one of the past.
    pub(super) former: bool,
    /// Age in years; 0 when nothing tells.
    pub(super) age: u32,
}

impl Traits {
    /// Adds what another mention says.
    pub(super) fn add(&mut self, other: &Traits) {
        self.sex += other.sex;
        self.roles |= other.roles;
        self.former |= other.former;
        self.age = self.age.max(other.age);
        other.modifiers.iter().filter(|&&key| key != 0).for_each(|&key| self.add_modifier(key));
    }

    fn add_modifier(&mut self, key: u64) {
        if !self.modifiers.contains(&key)
            && let Some(slot) = self.modifiers.iter_mut().find(|slot| **slot == 0)
        {
            *slot = key;
        }
    }

    /// Whether it goes with none or with this place or body.
    pub(super) fn has_modifier(&self, key: u64) -> bool {
        self.modifiers.contains(&key)
    }
}

/// A name with its place among the atoms and what the words around it say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Index of its first atom.
    pub(super) first: usize,
    /// One past its last atom.
    pub(super) end: usize,
    /// Index of the first atom of title, role and modifiers before it.
    pub(super) phrase: usize,
    /// What the words around it say.
    pub(super) traits: Traits,
    /// What a title right before it says of sex; the same sign as in [`Traits`].
    pub(super) title_sex: i32,
    /// Whether it is said to be the name that somebody had at birth.
    pub(super) is_of_birth: bool,
}

/// Reads the surroundings of every name. Linear: a bounded number of atoms around each.
pub(super) fn read(
    text: &str,
    atoms: &[Atom],
    mentions: &[NameMention],
    lexicon: &Lexicon,
    settings: &mut Vec<Setting>,
) {
    settings.clear();
    let mut at = 0;
    for mention in mentions {
        while atoms.get(at).is_some_and(|atom| atom.span.end <= mention.span.start) {
            at += 1;
        }
        let mut end = at;
        while atoms.get(end).is_some_and(|atom| atom.span.start < mention.span.end) {
            end += 1;
        }
        let end = end.max(at + 1).min(atoms.len());
        settings.push(Setting {
            first: at,
            end,
            phrase: at,
            traits: Traits::default(),
            title_sex: 0,
            is_of_birth: false,
        });
    }
    let page = Surroundings { text, atoms, mentions, lexicon };
    for index in 0..mentions.len() {
        page.read(index, settings);
    }
}

struct Surroundings<'a> {
    text: &'a str,
    atoms: &'a [Atom],
    mentions: &'a [NameMention],
    lexicon: &'a Lexicon,
}

impl Surroundings<'_> {
    fn read(&self, index: usize, settings: &mut [Setting]) {
        let Some(kind) = self.mentions.get(index).map(|mention| mention.kind) else { return };
        let roles = match kind {
            EntityType::Person => &self.lexicon.roles,
            EntityType::Organization => &self.lexicon.bodies,
            _ => return,
        };
        self.read_back(index, roles, settings);
        self.read_ahead(index, roles, settings);
    }

    fn is(&self, at: usize, classes: u64) -> bool {
        self.lexicon.is(self.atoms, at, classes)
    }

    fn mark(&self, at: usize) -> Option<char> {
        match self.atoms.get(at)?.kind {
            AtomKind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// The key of the place or body that a name stands for.
    fn modifier_key(&self, index: usize) -> Option<u64> {
        let mention = self.mentions.get(index)?;
        (mention.kind.is_named() && mention.kind != EntityType::Person)
            .then(|| self.lexicon.place(names::key_of(mention.span.slice(self.text))))
    }

    /// Reads titles, roles and modifiers leftwards from a name.
    fn read_back(&self, index: usize, roles: &Roles, settings: &mut [Setting]) {
        let Some(&Setting { first, .. }) = settings.get(index) else { return };
        let block = self.atoms.get(first).map(|atom| atom.block);
        let same_block = |at: usize| self.atoms.get(at).map(|atom| atom.block) == block;
        let floor = index
            .checked_sub(1)
            .and_then(|before| settings.get(before))
            .map_or(0, |before| before.end);
        let mut traits = Traits::default();
        let mut title_sex = 0;
        let mut at = first;
        // Titles and roles, at most three of them: "Prime Minister", "Gen.", "Mr."
        for _ in 0..3 {
            // The stop of "Mr.", "Gen."
            let stop = at > floor && self.mark(at - 1) == Some('.');
            let end = if stop { at - 1 } else { at };
            let Some(start) = (1..=ROLE_ATOMS)
                .rev()
                .filter_map(|length| end.checked_sub(length))
                .filter(|&start| start >= floor && same_block(start))
                .find(|&start| self.is_title_or_role(start, end, roles))
            else {
                break;
            };
            let short =
                end - start == 1 && self.atoms.get(start).is_some_and(|atom| atom.span.len() <= 5);
            if stop && !short {
                break;
            }
            let (class, _) = self.lexicon.classes(self.atoms, start);
            let sex = sex_of(class) + sex_of(self.lexicon.classes(self.atoms, end - 1).0);
            traits.sex += 2 * sex.signum();
            if at == first {
                title_sex = sex_of(class & (TITLE_OF_MAN | TITLE_OF_WOMAN));
            }
            let lesser = start > floor && self.is(start - 1, LESSER);
            if !lesser {
                traits.roles |= look_up(&roles.defining, self.atoms, start).0;
            }
            at = start;
        }
        if at == first && at > floor && same_block(at - 1) {
            // "his wife Jane Roe"
            traits.sex += 2 * sex_of(self.lexicon.classes(self.atoms, at - 1).0).signum();
        }
        if at < first {
            at = self.read_modifiers_back(index, at, &mut traits, settings);
        }
        if let Some(setting) = settings.get_mut(index) {
            setting.phrase = at;
            setting.traits = traits;
            setting.title_sex = title_sex;
            setting.is_of_birth = at > floor && same_block(at - 1) && self.is(at - 1, BORN);
        }
    }

    /// Whether the atoms from `start` to `end` are one title or role.
    fn is_title_or_role(&self, start: usize, end: usize, roles: &Roles) -> bool {
        let (role, length) = look_up(&roles.defining, self.atoms, start);
        if role != 0 && start + length == end {
            return true;
        }
        let (class, length) = self.lexicon.classes(self.atoms, start);
        class & (TITLE_OF_MAN | TITLE_OF_WOMAN | TITLE) != 0 && start + length == end
    }

    /// Reads what a role goes with: "Belarusian", "Belarus'", "former U.S.".
    fn read_modifiers_back(
        &self,
        index: usize,
        mut at: usize,
        traits: &mut Traits,
        settings: &[Setting],
    ) -> usize {
        let mut before = index;
        for _ in 0..2 {
            if at > 0 && self.is(at - 1, FORMER) {
                traits.former = true;
                at -= 1;
            }
            let mut end = at;
            // "Belarus's", "Belarus'"
            let is_s = end > 0
                && self
                    .atoms
                    .get(end - 1)
                    .is_some_and(|atom| !atom.space_before && atom.span.slice(self.text) == "s");
            if is_s {
                end -= 1;
            }
            if end > 0 && matches!(self.mark(end - 1), Some('\'' | '’')) {
                end -= 1;
            } else {
                end = at;
            }
            let Some(previous) = before.checked_sub(1) else { break };
            let touches = settings.get(previous).is_some_and(|setting| setting.end == end);
            let Some(key) = self.modifier_key(previous).filter(|_| touches) else { break };
            traits.add_modifier(key);
            at = settings.get(previous).map_or(at, |setting| setting.first);
            before = previous;
        }
        if at > 0 && self.is(at - 1, FORMER) {
            traits.former = true;
        }
        at
    }

    /// Reads an apposition or predicate after a name: ", the head of Ukraine's council,".
    fn read_ahead(&self, index: usize, roles: &Roles, settings: &mut [Setting]) {
        let Some(&Setting { end, .. }) = settings.get(index) else { return };
        let block = self.atoms.get(end).map(|atom| atom.block);
        if self.atoms.get(end - 1).map(|atom| atom.block) != block {
            return;
        }
        let mut at = match self.mark(end) {
            Some(',') => end + 1,
            None if self.is(end, BE) => end + 1,
            _ => return,
        };
        // ", 45, a spokesman"
        let mut traits = Traits::default();
        if let Some(age) = age_of(self.atoms, at)
            && matches!(self.mark(at + 1), Some(',' | '.'))
        {
            traits.age = age;
            if let Some(setting) = settings.get_mut(index) {
                setting.traits.age = age;
            }
            at += 2;
        }
        let mut next_name = index + 1;
        let limit = at + APPOSITION_ATOMS;
        while at < limit && self.atoms.get(at).map(|atom| atom.block) == block {
            while settings.get(next_name).is_some_and(|setting| setting.end <= at) {
                next_name += 1;
            }
            let name_here = settings.get(next_name).filter(|setting| setting.first <= at);
            if let Some(name) = name_here {
                let Some(key) = self.modifier_key(next_name) else { return };
                traits.add_modifier(key);
                at = name.end;
                continue;
            }
            let possessive = matches!(self.mark(at), Some('\'' | '’' | '-'));
            if self.mark(at).is_some() && !possessive
                || self.is(at, REPORTING_VERB | LESSER | PREPOSITION)
            {
                return;
            }
            traits.former |= self.is(at, FORMER);
            let (role, length) = look_up(&roles.defining, self.atoms, at);
            let sex = sex_of(self.lexicon.classes(self.atoms, at + length - 1).0);
            if role != 0 {
                let after = at + length;
                // ", the president said" is no apposition.
                if self.is(after, REPORTING_VERB) {
                    return;
                }
                traits.roles |= role;
                traits.sex += 2 * sex.signum();
                self.read_of(after, next_name, &mut traits, settings);
                if let Some(setting) = settings.get_mut(index) {
                    setting.traits.add(&traits);
                }
                return;
            }
            at += 1;
        }
    }

    /// Reads "of Ukraine" after a role.
    fn read_of(&self, at: usize, next_name: usize, traits: &mut Traits, settings: &[Setting]) {
        if !self.is(at, OF) {
            return;
        }
        let near = |setting: &&Setting| setting.first > at && setting.first <= at + 2;
        if settings.get(next_name).as_ref().is_some_and(near)
            && let Some(key) = self.modifier_key(next_name)
        {
            traits.add_modifier(key);
        }
    }
}

/// The number at an atom that may be somebody's age in years.
fn age_of(atoms: &[Atom], at: usize) -> Option<u32> {
    match atoms.get(at)?.kind {
        AtomKind::Number(Number { whole, form: NumberForm::Plain, .. }) => {
            (1..=OLDEST).contains(&whole).then_some(whole)
        }
        _ => None,
    }
}

/// The age that "24-year-old" at an atom gives, and the position after it.
pub(super) fn age_at(text: &str, atoms: &[Atom], at: usize) -> Option<(u32, usize)> {
    let age = age_of(atoms, at)?;
    let rest = atoms.get(at + 1..at + 5)?;
    let is_glued = rest.iter().all(|atom| !atom.space_before);
    let is_written = rest.iter().map(|atom| atom.span.slice(text)).eq(["-", "year", "-", "old"]);
    (is_glued && is_written).then_some((age, at + 5))
}

/// Nobody whom news gives an age is older.
const OLDEST: u32 = 125;

/// What a word says of sex: 1 for a man, -1 for a woman, 0 for neither.
pub(super) fn sex_of(classes: u64) -> i32 {
    const OF_MAN: u64 = TITLE_OF_MAN | WORD_OF_MAN;
    const OF_WOMAN: u64 = TITLE_OF_WOMAN | WORD_OF_WOMAN;
    i32::from(classes & OF_MAN != 0) - i32::from(classes & OF_WOMAN != 0)
}
