//! Names of persons into persons: full names, surnames, first names, initials and nicknames.
//!
//! Longer names are settled first, and shorter ones are then looked up by their words. Where two
//! persons could be meant, a title or the story decides, or else the name stays by itself: a wrong
//! merge is worse than a missed one.

use crate::analysis::EntityType;
use crate::entities::vocabulary::KeyMap;

use super::context::Setting;
use super::forms::Forms;
use super::lexicon::Lexicon;
use super::names::{self, NameWord};
use super::slots::{Slot, Slots};
use super::{Clusters, NO_CLUSTER};

/// The most words at the end of a name that may stand for it.
const SURNAME_WORDS: usize = 4;
/// How many times as often as the next one somebody must be named in full for a surname that they
/// share to mean them.
const DOMINANCE: u32 = 2;

/// Parts of the names of persons.
#[derive(Debug, Default)]
struct Parts {
    /// First and last word together.
    full: KeyMap<u32>,
    /// Initial and last word together.
    initial: Slots,
    /// Last words.
    surname: Slots,
    /// The first word.
    given: Slots,
    /// Words between.
    inner: Slots,
}

/// Gives each mention of a person its cluster. Linear but for sorting the forms.
pub(super) fn link(
    forms: &Forms,
    settings: &[Setting],
    lexicon: &Lexicon,
    clusters: &mut Clusters,
) {
    let mut parts = Parts::default();
    let order = forms.longest_first(|kind| kind == EntityType::Person);
    let mut of_form = vec![NO_CLUSTER; forms.forms.len()];
    for &form in order.iter().take_while(|&&form| forms.words(form).len() > 1) {
        let words = forms.words(form);
        let first_mention = forms.forms.get(form).map_or(0, |form| form.first);
        let cluster = parts
            .find_full(words, lexicon)
            .unwrap_or_else(|| clusters.add(EntityType::Person, first_mention));
        parts.register(words, cluster);
        clusters.note_first(cluster, first_mention);
        if let Some(slot) = of_form.get_mut(form) {
            *slot = cluster;
        }
    }
    for (&form, setting) in forms.of_mention.iter().zip(settings) {
        let is_person = forms.forms.get(form).is_some_and(|form| form.kind == EntityType::Person);
        if let Some(slot) = of_form.get_mut(form)
            && is_person
            && setting.is_of_birth
            && let Some(other) = parts.named_later(forms.words(form), *slot)
        {
            *slot = other;
        }
    }
    for (form, &cluster) in forms.forms.iter().zip(&of_form) {
        if cluster != NO_CLUSTER {
            clusters.count_full(cluster, form.count);
        }
    }
    let mut singles =
        Singles { parts, clusters, forms, own: KeyMap::default(), latest: KeyMap::default() };
    let mut before = NO_CLUSTER;
    for (mention, &form) in forms.of_mention.iter().enumerate() {
        if forms.forms.get(form).is_none_or(|form| form.kind != EntityType::Person) {
            continue;
        }
        let known = of_form.get(form).copied().unwrap_or(NO_CLUSTER);
        let setting = settings.get(mention);
        let cluster = match known {
            // "Jane Roe (née Holt)"
            NO_CLUSTER if setting.is_some_and(|setting| setting.is_of_birth) => before,
            known => known,
        };
        let cluster = match cluster {
            NO_CLUSTER => {
                singles.find(form, mention, setting.map_or(0, |setting| setting.title_sex))
            }
            known => known,
        };
        before = cluster;
        if let (Some(setting), [word]) = (setting, forms.words(form))
            && setting.is_of_birth
        {
            singles.parts.surname.add(names::key(std::slice::from_ref(word)), cluster);
        }
        if known != NO_CLUSTER
            && let Some(word) = forms.words(form).last()
        {
            singles.latest.insert(word.key, cluster);
        }
        singles.clusters.assign(mention, cluster);
        if let Some(setting) = setting {
            singles.clusters.learn(cluster, &setting.traits);
        }
        let first_name = forms.words(form).first().filter(|_| forms.words(form).len() > 1);
        if let Some(word) = first_name {
            singles.clusters.learn_sex(cluster, lexicon.sex_of_first_name(word.keyed()));
        }
    }
}

impl Parts {
    /// The person that a name of several words is known for by longer or other names.
    fn find_full(&self, words: &[NameWord], lexicon: &Lexicon) -> Option<u32> {
        let (first, last) = (words.first()?, words.last()?);
        // "López Obrador" of "Andrés Manuel López Obrador"
        if let Some(cluster) = self.surname.get(names::key(words)).only() {
            return Some(cluster);
        }
        let pair = names::join(first.key, last.key);
        if let Some(&cluster) = self.full.get(&pair) {
            return Some(cluster);
        }
        let initial = names::join(u64::from(u32::from(first.first)), last.key);
        if first.is_initial() {
            return self.initial.get(initial).only();
        }
        let nicknames = lexicon.nicknames.get(&first.key).map(Vec::as_slice).unwrap_or_default();
        let by_nickname =
            nicknames.iter().find_map(|&other| self.full.get(&names::join(other, last.key)));
        let initial_alone = u64::from(u32::from(first.first)).wrapping_mul(3);
        by_nickname
            .copied()
            .or_else(|| self.initial.get(names::join(initial_alone, last.key)).only())
    }

    /// Who else has the first name of somebody's name at birth: "Jane Roe, born Jane Anna Holt".
    fn named_later(&self, words: &[NameWord], cluster: u32) -> Option<u32> {
        let given = self.given.get(words.first()?.key);
        let mut others = given.clusters().iter().copied().filter(|&other| other != cluster);
        others.next().filter(|_| others.next().is_none())
    }

    fn register(&mut self, words: &[NameWord], cluster: u32) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return };
        self.full.entry(names::join(first.key, last.key)).or_insert(cluster);
        let letter = u64::from(u32::from(first.first));
        self.initial.add(names::join(letter, last.key), cluster);
        if first.is_initial() {
            self.initial.add(names::join(letter.wrapping_mul(3), last.key), cluster);
        } else {
            self.given.add(first.key, cluster);
        }
        for start in (1..words.len()).rev().take(SURNAME_WORDS) {
            self.surname.add(names::key(&words[start..]), cluster);
        }
        for word in words.iter().skip(1).take(words.len().saturating_sub(2)) {
            self.inner.add(names::key(std::slice::from_ref(word)), cluster);
        }
    }
}

/// Finds the persons of names of one word.
struct Singles<'a> {
    parts: Parts,
    clusters: &'a mut Clusters,
    forms: &'a Forms,
    /// Persons known by one word only, by that word and the sex of their title.
    own: KeyMap<u32>,
    /// The person last named in full, by surname.
    latest: KeyMap<u32>,
}

impl Singles<'_> {
    fn find(&mut self, form: usize, mention: usize, title_sex: i32) -> u32 {
        let words = self.forms.words(form);
        let Some(word) = words.first() else { return self.own(0, mention, title_sex) };
        let key = names::key(words);
        let surname = self.parts.surname.get(key);
        if surname.only().is_some() || !surname.clusters().is_empty() {
            let chosen = self.choose(surname, word.key, title_sex);
            return chosen.unwrap_or_else(|| self.own(key, mention, title_sex));
        }
        // A first name or middle name alone comes after the full name.
        let given = self.parts.given.get(word.key).only();
        let inner = self.parts.inner.get(key).only();
        let known = given.or(inner).filter(|&cluster| {
            self.clusters.first_mention(cluster) < mention && !self.conflicts(cluster, title_sex)
        });
        known.unwrap_or_else(|| self.own(key, mention, title_sex))
    }

    /// Which of those with a surname is meant.
    fn choose(&self, slot: Slot, surname: u64, title_sex: i32) -> Option<u32> {
        let fits = |cluster: &&u32| !self.conflicts(**cluster, title_sex);
        let mut candidates = slot.clusters().iter().filter(fits).copied();
        let (first, second) = (candidates.next()?, candidates.next());
        let Some(second) = second else { return Some(first) };
        let all = || slot.clusters().iter().filter(fits).copied();
        // "Mrs. Roe" is the one known to be a woman.
        if title_sex != 0 {
            let mut same = all().filter(|&cluster| self.sex(cluster) == title_sex);
            if let (Some(only), None) = (same.next(), same.next()) {
                return Some(only);
            }
        }
        // The one that the story names in full more often than any other, or has just named.
        let count = |cluster: u32| self.clusters.full_count(cluster);
        let (mut most, mut next) =
            if count(second) > count(first) { (second, first) } else { (first, second) };
        for other in all().skip(2) {
            if count(other) > count(most) {
                (most, next) = (other, most);
            } else if count(other) > count(next) {
                next = other;
            }
        }
        if count(most) >= DOMINANCE * count(next) {
            return Some(most);
        }
        let latest = self.latest.get(&surname).copied()?;
        (latest == most).then_some(most)
    }

    fn sex(&self, cluster: u32) -> i32 {
        self.clusters.sex(cluster)
    }

    fn conflicts(&self, cluster: u32, title_sex: i32) -> bool {
        self.sex(cluster) * title_sex < 0
    }

    /// The person that is known by this word alone.
    fn own(&mut self, key: u64, mention: usize, title_sex: i32) -> u32 {
        let sexed = names::join(key, title_sex as u64);
        if let Some(&cluster) = self.own.get(&sexed) {
            return cluster;
        }
        // "Roe" and "Mr. Roe" are one as long as there is no "Mrs. Roe".
        let others =
            [0, 1, -1].map(|sex: i32| self.own.get(&names::join(key, sex as u64)).copied());
        let mut known = others.into_iter().flatten();
        let cluster = match (known.next(), known.next()) {
            (Some(other), None) if !self.conflicts(other, title_sex) => other,
            _ => self.clusters.add(EntityType::Person, mention),
        };
        self.own.insert(sexed, cluster);
        cluster
    }
}
