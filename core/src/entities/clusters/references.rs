//! Pronouns and descriptions: one sweep over the text with a stack of who was mentioned last.
//!
//! "The Belarusian leader" is who the text has called Belarusian president; "he" is whoever fits by
//! sex, nearness and standing. Somebody unnamed ("a spokesman") may be meant too, so such people
//! are on the stack as well: a pronoun that is theirs refers to nobody named.

use crate::analysis::{BlockKind, EntityType, Mention, MentionKind, Span};
use crate::analyzer::Page;
use crate::entities::NameMention;
use crate::entities::atoms::{Atom, AtomKind};
use crate::text::datelines::dateline_end;

use super::context::{Setting, Traits, sex_of};
use super::lexicon::*;
use super::stack::{Pronoun, Sighting, Stack};
use super::{Clusters, NO_CLUSTER};

/// How many atoms may follow a reporting verb before "it" that stands for who speaks.
const IT_ATOMS: usize = 3;

/// How many atoms an apposition may have before its noun.
const APPOSITION_ATOMS: usize = 4;

/// How far and how many names ahead are looked at for whom a pronoun cannot mean.
const LATER_ATOMS: usize = 25;
const LATER_NAMES: usize = 4;

/// The confidence from which a pronoun tells the sex of whom it refers to.
const SURE_OF_SEX: f32 = 0.7;

/// Finds descriptions and pronouns and what they refer to, in order. Linear: a bounded number of
/// atoms is looked at for each, and a bounded number of candidates.
pub(super) fn find(
    page: &Page<'_>,
    atoms: &[Atom],
    names: &[NameMention],
    settings: &[Setting],
    lexicon: &Lexicon,
    clusters: &mut Clusters,
) -> Vec<(u32, Mention)> {
    let mut sweep = Sweep {
        page,
        atoms,
        names,
        settings,
        lexicon,
        clusters,
        next_name: 0,
        sentence: 0,
        block: u32::MAX,
        quote: None,
        people: Stack::default(),
        bodies: Stack::default(),
        speaking_body: None,
        subject_seen: false,
        found: Vec::new(),
    };
    let mut at = 0;
    while at < atoms.len() {
        at = sweep.step(at);
    }
    sweep.found
}

/// The sweep over a page.
pub(super) struct Sweep<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) atoms: &'a [Atom],
    pub(super) names: &'a [NameMention],
    pub(super) settings: &'a [Setting],
    pub(super) lexicon: &'a Lexicon,
    pub(super) clusters: &'a mut Clusters,
    pub(super) next_name: usize,
    pub(super) sentence: usize,
    pub(super) block: u32,
    /// The mark that opened the quotation that is read.
    pub(super) quote: Option<char>,
    pub(super) people: Stack,
    pub(super) bodies: Stack,
    /// The body that is the subject of the sentence, and where its reporting verb stands.
    pub(super) speaking_body: Option<(u32, Option<usize>)>,
    /// Whether the sentence has had a person outside quotation marks.
    pub(super) subject_seen: bool,
    pub(super) found: Vec<(u32, Mention)>,
}

impl Sweep<'_> {
    /// Reads what stands at an atom; the position after it.
    fn step(&mut self, at: usize) -> usize {
        let Some(atom) = self.atoms.get(at) else { return at + 1 };
        self.follow(atom);
        if let Some(setting) = self.settings.get(self.next_name)
            && setting.first <= at
        {
            let index = self.next_name;
            self.next_name += 1;
            self.see_name(index, setting);
            return setting.end.max(at + 1);
        }
        match atom.kind {
            AtomKind::Mark(mark @ ('"' | '“' | '”' | '„' | '«' | '»')) => {
                self.pass_mark(mark, at)
            }
            // Two apostrophes for a mark: ''so''.
            AtomKind::Mark('\'') if self.is_doubled_apostrophe(at) => {
                self.pass_mark('"', at + 1);
                return at + 2;
            }
            AtomKind::Word => return self.read_word(at),
            _ => {}
        }
        at + 1
    }

    /// Keeps up with sentences and blocks.
    fn follow(&mut self, atom: &Atom) {
        if atom.block != self.block {
            self.block = atom.block;
            self.quote = None;
        }
        let before = self.sentence;
        while self
            .page
            .sentences
            .get(self.sentence)
            .is_some_and(|sentence| sentence.span.end <= atom.span.start)
        {
            self.sentence += 1;
        }
        if self.sentence != before {
            self.speaking_body = None;
            self.subject_seen = false;
        }
    }

    /// Opens a quotation at a mark, or closes it. What closes in one language opens in another: “so”,
    /// „so“, «so», »so«.
    fn pass_mark(&mut self, mark: char, at: usize) {
        let leads_on = || self.atoms.get(at + 1).is_some_and(|next| !next.space_before);
        self.quote = match (self.quote, mark) {
            (None, '”') => None,
            (None, '»') => Some(mark).filter(|_| leads_on()),
            (None, _) => Some(mark),
            (Some('„'), '“') | (Some('»'), '«') => None,
            (open, '“' | '„' | '«') => open,
            _ => None,
        };
    }

    pub(super) fn is(&self, at: usize, classes: u64) -> bool {
        self.lexicon.is(self.atoms, at, classes)
    }

    fn is_doubled_apostrophe(&self, at: usize) -> bool {
        self.atoms
            .get(at + 1)
            .is_some_and(|next| next.kind == AtomKind::Mark('\'') && !next.space_before)
    }

    fn see_name(&mut self, index: usize, setting: &Setting) {
        let (Some(name), Some(&cluster)) =
            (self.names.get(index), self.clusters.of_mention.get(index))
        else {
            return;
        };
        if self.quote.is_some() || cluster == NO_CLUSTER || self.is_apart(setting) {
            return;
        }
        let mut sighting = self.sighting(cluster, setting.phrase, setting.end);
        // "Aster spokeswoman Jane Roe": the first name only says whose.
        let attributive = self
            .settings
            .get(index + 1)
            .is_some_and(|next| next.phrase == setting.end && next.first > setting.end);
        if attributive {
            sighting = Sighting { subject: false, oblique: true, speaks: false, ..sighting };
        }
        match name.kind {
            EntityType::Person => {
                self.people.push(Sighting { sex: self.clusters.sex(cluster), ..sighting });
                self.subject_seen |= !attributive;
            }
            EntityType::Organization | EntityType::Location => {
                let in_subject =
                    self.speaking_body.is_none() && !self.subject_seen && !sighting.oblique;
                if in_subject && self.starts_sentence(setting.first) {
                    self.speaking_body = Some((cluster, None));
                }
                if name.kind == EntityType::Organization {
                    self.bodies.push(sighting);
                }
            }
            _ => {}
        }
    }

    /// Whether a name stands apart from what the text tells: in a byline or credit, in brackets, alone in
    /// its block, as whoever wrote it may be, or as the place of a dateline: "PARIS (Reuters) -", "LONDON, Feb 11 -".
    fn is_apart(&self, setting: &Setting) -> bool {
        let in_block = |atom: &&Atom| atom.block == self.block;
        let kind = self.page.blocks.get(self.block as usize).map(|block| block.kind);
        if matches!(kind, Some(BlockKind::Byline | BlockKind::Credit)) {
            return true;
        }
        let before = setting.phrase.checked_sub(1).and_then(|at| self.atoms.get(at));
        if let Some(atom) = before.filter(in_block) {
            return atom.kind == AtomKind::Mark('(');
        }
        let behind = self.atoms.get(setting.end);
        behind.filter(in_block).is_none() || self.is_in_dateline(setting)
    }

    fn is_in_dateline(&self, setting: &Setting) -> bool {
        let text = self.page.text;
        let block = self.page.blocks.get(self.block as usize).map(|block| block.span);
        let name = self.atoms.get(setting.first).map(|atom| atom.span);
        block.zip(name).is_some_and(|(block, name)| {
            let dateline = dateline_end(block.slice(text));
            dateline.is_some_and(|length| name.start < block.start + length as u32)
        })
    }

    /// Whether the atom is among the first words of its sentence.
    fn starts_sentence(&self, at: usize) -> bool {
        let start =
            self.page.sentences.get(self.sentence).map_or(0, |sentence| sentence.span.start);
        let from = at.saturating_sub(2);
        self.atoms.get(from).is_none_or(|atom| atom.span.start <= start)
            || self.atoms.get(at).is_some_and(|atom| atom.span.start == start)
    }

    /// A mention from `start` to `end`, as it will look to later pronouns.
    pub(super) fn sighting(&self, cluster: u32, start: usize, end: usize) -> Sighting {
        let possessive = self.is_possessive_ending(end);
        let oblique = start > 0 && self.is(start - 1, PREPOSITION);
        // "Jane Roe said", "his aunt, Jane Roe, said"
        let comma = self.atoms.get(end).is_some_and(|atom| atom.kind == AtomKind::Mark(','));
        let speaks = self.is(end + usize::from(comma), REPORTING_VERB)
            || (start > 0 && self.is(start - 1, REPORTING_VERB) && !self.subject_seen);
        Sighting {
            cluster,
            sentence: self.sentence,
            block: self.block,
            sex: 0,
            subject: !self.subject_seen && !oblique && !possessive,
            oblique: oblique || possessive,
            speaks,
        }
    }

    fn is_possessive_ending(&self, at: usize) -> bool {
        let glued = |at: usize| self.atoms.get(at).is_some_and(|atom| !atom.space_before);
        let mark =
            matches!(self.atoms.get(at).map(|atom| atom.kind), Some(AtomKind::Mark('\'' | '’')));
        mark && glued(at)
    }

    fn read_word(&mut self, at: usize) -> usize {
        let (class, length) = self.lexicon.classes(self.atoms, at);
        if class & (HE | SHE) != 0 {
            self.read_pronoun(at, class);
            return at + 1;
        }
        // "sie", "il", "он": who speaks, or a thing, or nobody.
        if class & (HE_BESIDE_A_VERB | SHE_BESIDE_A_VERB) != 0 {
            if self.is_beside_verb(at) {
                let sex = if class & HE_BESIDE_A_VERB != 0 { HE } else { SHE };
                self.read_pronoun(at, sex | SUBJECT_PRONOUN);
            }
            return at + 1;
        }
        if class & IT != 0 {
            self.read_it(at);
            return at + 1;
        }
        if class & REPORTING_VERB != 0
            && let Some((_, verb)) = &mut self.speaking_body
        {
            *verb = Some(at);
        }
        if class & DEFINITE_ARTICLE != 0
            && let Some(end) = self.read_description(at)
        {
            return end;
        }
        self.read_unnamed(at, class, length)
    }

    /// Somebody without a name: "a spokesman", "his mother". Later pronouns may be theirs.
    fn read_unnamed(&mut self, at: usize, class: u64, length: usize) -> usize {
        let mut sex = sex_of(class);
        let (role, role_length) = look_up(&self.lexicon.roles.defining, self.atoms, at);
        if role != 0 {
            sex = sex_of(self.lexicon.classes(self.atoms, at + role_length - 1).0);
        }
        let end = at + if role != 0 { role_length } else { length };
        let a_person = role != 0 || class & (WORD_OF_MAN | WORD_OF_WOMAN) != 0;
        let is_named =
            || self.leads_to_name(end) || self.is_named_next(end) || self.is_named_before(at);
        if a_person && self.quote.is_none() && !is_named() {
            let start = at.saturating_sub(1);
            let sighting = self.sighting(NO_CLUSTER, start, end);
            self.people.push(Sighting { sex, ..sighting });
        }
        end.max(at + 1)
    }

    /// Whether a name that a title or role belongs to comes next.
    fn leads_to_name(&self, end: usize) -> bool {
        self.settings.get(self.next_name).is_some_and(|setting| {
            setting.phrase < end && setting.first >= end && setting.first <= end + 3
        }) || self.is(end, TITLE_OF_MAN | TITLE_OF_WOMAN | TITLE)
    }

    /// Whether it is an apposition that describes who was named: "Jane Roe, 34, a nurse".
    fn is_named_before(&self, at: usize) -> bool {
        let mark = |at: usize, mark| {
            self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Mark(mark))
        };
        let name = self.next_name.checked_sub(1).and_then(|name| self.settings.get(name));
        let Some(end) = name.map(|name| name.end) else { return false };
        let has_age = mark(end, ',') && mark(end + 2, ',');
        let article = if has_age { end + 3 } else { end + 1 };
        mark(end, ',')
            && self.is(article, INDEFINITE_ARTICLE | DEFINITE_ARTICLE)
            && (article + 1..article + 1 + APPOSITION_ATOMS).contains(&at)
            && (article + 1..at).all(|between| !mark(between, ','))
    }

    /// Whether an apposition names who is described: "the chief executive, Jane Roe".
    fn is_named_next(&self, end: usize) -> bool {
        let comma = self.atoms.get(end).is_some_and(|atom| atom.kind == AtomKind::Mark(','));
        comma && self.settings.get(self.next_name).is_some_and(|setting| setting.first == end + 1)
    }

    /// Whether a reporting verb stands right before a pronoun or after it: "sagte sie", "dit-il",
    /// "ajoute-t-elle".
    fn is_beside_verb(&self, at: usize) -> bool {
        let is_hyphen =
            |at: usize| self.atoms.get(at).is_some_and(|atom| atom.kind == AtomKind::Mark('-'));
        let hyphens = (1..=2).take_while(|back| is_hyphen(at.wrapping_sub(2 * back - 1))).count();
        let before = at.checked_sub(2 * hyphens + usize::from(hyphens == 0));
        self.is(at + 1, REPORTING_VERB)
            || before.is_some_and(|before| self.is(before, REPORTING_VERB))
    }

    fn read_pronoun(&mut self, at: usize, class: u64) {
        if self.quote.is_some() {
            return;
        }
        let sex = if class & HE != 0 { 1 } else { -1 };
        let nothing_is_hers = || {
            let next = self.atoms.get(at + 1);
            next.is_none_or(|next| matches!(next.kind, AtomKind::Mark(_)))
                || self.is(at + 1, PREPOSITION | INDEFINITE_ARTICLE | DEFINITE_ARTICLE)
        };
        let object = class & OBJECT_PRONOUN != 0 || class & HER != 0 && nothing_is_hers();
        let pronoun = Pronoun { sex, object };
        let later = match class & SUBJECT_PRONOUN {
            0 => [NO_CLUSTER; LATER_NAMES],
            _ => self.named_later(at),
        };
        let chosen = self.people.choose(pronoun, self.sentence, self.block, |cluster| {
            let ruled_out = later.contains(&cluster);
            self.clusters.get(cluster).filter(|_| !ruled_out).map(|cluster| cluster.names)
        });
        let Some((cluster, confidence)) = chosen else {
            return;
        };
        if cluster == NO_CLUSTER {
            self.people.push(Sighting { sex, ..self.sighting(NO_CLUSTER, at, at + 1) });
        } else {
            self.refer(cluster, at, at + 1, MentionKind::Pronoun, confidence);
            // Who has been "she" stays so.
            if confidence >= SURE_OF_SEX && self.clusters.sex(cluster) == 0 {
                self.clusters.learn(cluster, &Traits { sex, ..Traits::default() });
            }
            self.people.push(Sighting { sex, ..self.sighting(cluster, at, at + 1) });
        }
        self.subject_seen |= class & SUBJECT_PRONOUN != 0;
    }

    /// Those named in the rest of the sentence before any quotation: in "he thanked Roe", "he" is
    /// not Roe. Looks at a bounded number of atoms.
    fn named_later(&self, at: usize) -> [u32; LATER_NAMES] {
        let mut later = [NO_CLUSTER; LATER_NAMES];
        let sentence_end =
            self.page.sentences.get(self.sentence).map_or(u32::MAX, |sentence| sentence.span.end);
        let quoted = |atom: &&Atom| matches!(atom.kind, AtomKind::Mark('"' | '“' | '«' | '\''));
        let mut ahead = self.atoms.iter().skip(at).take(LATER_ATOMS);
        let limit = ahead
            .clone()
            .find(quoted)
            .or(ahead.next_back())
            .map_or(sentence_end, |atom| atom.span.start.min(sentence_end));
        let names = self.names.iter().zip(&self.clusters.of_mention).skip(self.next_name);
        let names = names.take_while(|(name, _)| name.span.end <= limit);
        for (slot, (_, &cluster)) in later.iter_mut().zip(names) {
            *slot = cluster;
        }
        later
    }

    /// "The U.S. has said it has …": the body that speaks.
    fn read_it(&mut self, at: usize) {
        if self.quote.is_some() {
            return;
        }
        if let Some((cluster, Some(verb))) = self.speaking_body
            && at > verb
            && at - verb <= IT_ATOMS
            && !self.subject_seen
        {
            self.refer(cluster, at, at + 1, MentionKind::Pronoun, 0.7);
        }
    }

    pub(super) fn refer(
        &mut self,
        cluster: u32,
        start: usize,
        end: usize,
        kind: MentionKind,
        confidence: f32,
    ) {
        let (Some(first), Some(last)) = (self.atoms.get(start), self.atoms.get(end - 1)) else {
            return;
        };
        let span = Span::new(first.span.start, last.span.end);
        self.found.push((cluster, Mention { span, kind, confidence }));
    }
}
