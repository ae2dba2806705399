//! Names of bodies, places and all else into things: abbreviations, acronyms, heads.

use crate::analysis::EntityType;
use crate::entities::atoms::{Atom, AtomKind};
use crate::entities::vocabulary::{Case, KeyMap};

use super::context::Setting;
use super::forms::Forms;
use super::lexicon::{FIRST_WORD_OF_MANY, Lexicon, SMALL_WORD};
use super::names::{self, NameWord};
use super::slots::Slots;
use super::{Clusters, NO_CLUSTER};

/// The shortest acronym that is believed without brackets.
const SURE_ACRONYM_LETTERS: u16 = 3;
/// The longest acronym.
const MOST_ACRONYM_LETTERS: u16 = 8;

/// Parts of names of bodies.
#[derive(Debug, Default)]
struct Parts {
    acronym: Slots,
    beginning: Slots,
    last: Slots,
}

/// Gives each mention of anything but a person its cluster. Linear but for sorting the forms.
pub(super) fn link(
    forms: &Forms,
    settings: &[Setting],
    atoms: &[Atom],
    lexicon: &Lexicon,
    clusters: &mut Clusters,
) {
    let bracketed = bracketed_acronyms(forms, settings, atoms, lexicon);
    let mut of_form = vec![NO_CLUSTER; forms.forms.len()];
    let mut parts = Parts::default();
    let places: KeyMap<()> = forms
        .forms
        .iter()
        .filter(|form| matches!(form.kind, EntityType::Location | EntityType::Nationality))
        .map(|form| (form.key, ()))
        .collect();
    for form in forms.longest_first(|kind| kind != EntityType::Person) {
        let Some(this) = forms.forms.get(form) else { continue };
        let words = forms.words(form);
        let is_body = this.kind == EntityType::Organization;
        let known = match bracketed.get(&(form as u64)) {
            Some(&expansion) => {
                of_form.get(expansion).copied().filter(|&cluster| cluster != NO_CLUSTER)
            }
            None if is_body => parts.find(
                this.upper,
                this.key,
                words,
                |cluster| clusters.first_mention(cluster) < this.first,
                places.contains_key(&this.key),
                lexicon,
            ),
            None => None,
        };
        let cluster = known.unwrap_or_else(|| clusters.add(this.kind, this.first));
        clusters.note_first(cluster, this.first);
        if let Some(slot) = of_form.get_mut(form) {
            *slot = cluster;
        }
        if is_body {
            parts.register(words, cluster, lexicon);
        }
    }
    for (mention, &form) in forms.of_mention.iter().enumerate() {
        let cluster = of_form.get(form).copied().unwrap_or(NO_CLUSTER);
        if cluster == NO_CLUSTER {
            continue;
        }
        clusters.assign(mention, cluster);
        if let Some(setting) = settings.get(mention) {
            clusters.learn(cluster, &setting.traits);
        }
        if forms.forms.get(form).is_some_and(|form| form.first == mention) {
            let kinds = forms.spelled(form).iter();
            let roles = kinds
                .map(|word| lexicon.bodies.defining.look_up(word.keyed(), std::iter::empty()).0)
                .fold(0, |all, one| all | one);
            clusters.learn_roles(cluster, roles);
        }
    }
}

impl Parts {
    fn find(
        &self,
        upper: bool,
        key: u64,
        words: &[NameWord],
        is_earlier: impl Fn(u32) -> bool,
        is_place: bool,
        lexicon: &Lexicon,
    ) -> Option<u32> {
        let first = words.first()?;
        let one_word = words.len() == 1;
        let acronym = upper
            && one_word
            && (SURE_ACRONYM_LETTERS..=MOST_ACRONYM_LETTERS).contains(&first.letters);
        let expansion = self.acronym.get(first.key).only().filter(|_| acronym);
        if expansion.is_some() {
            return expansion;
        }
        let telling = !(one_word && lexicon.word_is(first.keyed(), FIRST_WORD_OF_MANY));
        let beginning =
            self.beginning.get(key).only().filter(|&cluster| {
                telling && !is_place && !is_initials(words) && is_earlier(cluster)
            });
        if beginning.is_some() {
            return beginning;
        }
        if one_word && first.case == Case::Capitalised {
            return self.last.get(first.key).only().filter(|&cluster| is_earlier(cluster));
        }
        None
    }

    fn register(&mut self, words: &[NameWord], cluster: u32, lexicon: &Lexicon) {
        if words.len() < 2 {
            return;
        }
        initials(words, lexicon).into_iter().for_each(|key| self.acronym.add(key, cluster));
        for end in 1..words.len() {
            self.beginning.add(names::key(&words[..end]), cluster);
        }
        if let Some(last) = words.last() {
            self.last.add(last.key, cluster);
        }
    }
}

fn is_initials(words: &[NameWord]) -> bool {
    words.iter().all(NameWord::is_initial)
}

/// The acronyms that a name of several words may have: of all words, and of those that count.
fn initials(words: &[NameWord], lexicon: &Lexicon) -> [u64; 2] {
    use crate::entities::vocabulary::WordKey;
    let (mut all, mut large) = (WordKey::EMPTY, WordKey::EMPTY);
    for word in words {
        all.push(word.first);
        if !lexicon.word_is(word.keyed(), SMALL_WORD) {
            large.push(word.first);
        }
    }
    [all.value(), large.value()]
}

/// Forms that a bracket gives as the acronym of the name before it, with the form of that name:
/// "International Atomic Energy Agency (IAEA)".
fn bracketed_acronyms(
    forms: &Forms,
    settings: &[Setting],
    atoms: &[Atom],
    lexicon: &Lexicon,
) -> KeyMap<usize> {
    let mut found = KeyMap::default();
    let is_mark =
        |at: usize, mark| atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Mark(mark));
    for (mention, pair) in settings.windows(2).enumerate() {
        let [long, short] = pair else { continue };
        let joined =
            is_mark(long.end, '(') && short.first == long.end + 1 && is_mark(short.end, ')');
        if !joined {
            continue;
        }
        let (Some(&long), Some(&short)) =
            (forms.of_mention.get(mention), forms.of_mention.get(mention + 1))
        else {
            continue;
        };
        let words = forms.words(short);
        let &[acronym] = words else { continue };
        let long_words = forms.words(long);
        let fits = acronym.letters <= MOST_ACRONYM_LETTERS
            && acronym.case == Case::Upper
            && long_words.len() > 1
            && (initials(long_words, lexicon).contains(&acronym.key)
                || long_words.first().is_some_and(|word| word.first == acronym.first));
        if fits {
            found.entry(short as u64).or_insert(long);
        }
    }
    found
}
