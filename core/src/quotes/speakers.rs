//! Speakers: the mention that the text gives, how it gives it, and the entity behind it.

use std::ops::Range;

use super::declined::Declined;
use super::lexicon::{self, Edge, Lexicon};
use super::words::{Shape, Word, Words};
use crate::analysis::{Entity, EntityType, MentionKind, Span, Speaker, SpeakerResolution};
use crate::analyzer::Page;

/// A mention that may name a speaker.
#[derive(Debug, Clone, Copy)]
struct KnownMention {
    span: Span,
    kind: MentionKind,
    /// Index of its entity.
    entity: u32,
}

/// The mentions of a page, ordered, to look speakers up in.
#[derive(Debug, Default)]
pub(super) struct Mentions(Vec<KnownMention>);

impl Mentions {
    /// The mentions of `entities` that can speak.
    pub(super) fn of(entities: &[Entity]) -> Self {
        let mut mentions = Vec::new();
        for (index, entity) in entities.iter().enumerate() {
            if entity.kind.is_named() {
                mentions.extend(entity.mentions.iter().map(|mention| KnownMention {
                    span: mention.span,
                    kind: mention.kind,
                    entity: index as u32,
                }));
            }
        }
        mentions.sort_by_key(|mention| mention.span);
        Mentions(mentions)
    }

    fn within(&self, span: Span) -> &[KnownMention] {
        let first = self.0.partition_point(|mention| mention.span.start < span.start);
        let end = self.0.partition_point(|mention| mention.span.start < span.end);
        self.0.get(first..end).unwrap_or_default()
    }

    /// Those before a place, the nearest first.
    fn before(&self, at: u32) -> impl Iterator<Item = &KnownMention> {
        let end = self.0.partition_point(|mention| mention.span.start < at);
        self.0.get(..end).unwrap_or_default().iter().rev()
    }
}

/// Resolves speakers.
#[derive(Debug)]
pub(super) struct Resolver<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    pub(super) entities: &'a [Entity],
    pub(super) mentions: Mentions,
    pub(super) declined: Declined,
}

/// Words before a mention among which a preposition is looked for. A bound: a speaker may be a long list
/// of names.
const REACH: usize = 40;

/// Words of a phrase that gives a source: "по словам".
const LONGEST_PHRASE: usize = 3;

/// Mentions before a relative pronoun among which the one is looked for that it stands for.
const SIGHT: usize = 4;

impl Resolver<'_> {
    /// The speaker that the text gives with `span`, whose words are `tokens`.
    pub(super) fn resolve(&self, span: Span, tokens: Range<usize>) -> Speaker {
        let Resolver { words, entities, mentions, .. } = self;
        let inside = mentions.within(span);
        let alone = tokens.len() == 1 && words.get(tokens.start).classes & lexicon::PRONOUN != 0;
        let mentioned = if alone {
            inside
                .iter()
                .find(|mention| mention.span == span)
                .or_else(|| self.antecedent(span, tokens.start))
        } else {
            self.main_mention(span, &tokens, inside)
        };
        let any_class = |class| tokens.clone().any(|token| words.get(token).classes & class != 0);
        let declined = match mentioned {
            None if !alone => self.declined(&tokens),
            _ => None,
        };
        let named = mentioned.is_some_and(|mention| mention.kind == MentionKind::Name)
            || declined.is_some();
        let resolution = if alone {
            SpeakerResolution::Pronoun
        } else if named {
            SpeakerResolution::Named
        } else if any_class(lexicon::ANONYMOUS) && mentioned.is_none() {
            SpeakerResolution::Anonymous
        } else {
            SpeakerResolution::Description
        };
        let entity =
            mentioned.and_then(|mention| entities.get(mention.entity as usize)).or(declined);
        Speaker {
            span,
            entity_id: entity.map(|entity| entity.id),
            name: entity.map(|entity| entity.name.clone()),
            resolution,
        }
    }

    /// The person whose name, in another case, is among the words of a source that a preposition gives:
    /// the last two capitals beside one another, or the last.
    fn declined(&self, tokens: &Range<usize>) -> Option<&Entity> {
        // else it is somebody's that the speaker belongs to: "адвокат Анны Берг сказал"
        let gives = |back: usize| {
            let at = tokens.start.checked_sub(back)?;
            self.lexicon.phrase_at(self.words, at).filter(|phrase| phrase.length <= back)
        };
        (1..=LONGEST_PHRASE).find_map(gives)?;
        let is_name = |&index: &usize| self.words.get(index).shape == Shape::Capital;
        let text = |index: usize| {
            self.page.tokens.get(index).map_or("", |token| token.span.slice(self.page.text))
        };
        let surname = tokens.clone().rev().take(REACH).find(is_name)?;
        let first = surname.checked_sub(1).filter(|first| tokens.contains(first)).filter(is_name);
        self.declined.find(self.entities, first.map(text), text(surname))
    }

    fn is_a(&self, mention: &KnownMention, kind: EntityType) -> bool {
        self.entities.get(mention.entity as usize).is_some_and(|entity| entity.kind == kind)
    }

    /// The person named before a relative pronoun, with a comma behind the name: "Anna Berg, a teacher
    /// in Leeds, who said …".
    fn antecedent(&self, span: Span, pronoun: usize) -> Option<&KnownMention> {
        let word = self.words.get(pronoun);
        if self.lexicon.edge(word) != Some(Edge::Relative) {
            return None;
        }
        let (start, _) = self.words.sentence(word.sentence);
        let person = self.mentions.before(span.start).take(SIGHT).find(|mention| {
            mention.kind == MentionKind::Name && self.is_a(mention, EntityType::Person)
        })?;
        let behind = Span::new(person.span.end, span.start).slice(self.page.text);
        let is_here = self.first_token(person) >= start;
        (is_here && behind.starts_with(',') && !self.is_object(person, start)).then_some(person)
    }

    fn first_token(&self, mention: &KnownMention) -> usize {
        self.page.tokens.partition_point(|token| token.span.end <= mention.span.start)
    }

    /// Whether a mention stands behind a preposition, no earlier than the token `floor`: a person with
    /// its titles, or a list of them, right behind it; a body or place anywhere.
    fn is_object(&self, mention: &KnownMention, floor: usize) -> bool {
        let is_person = self.is_a(mention, EntityType::Person);
        let belongs = |word: &Word| {
            !is_person
                || matches!(self.lexicon.edge(word), Some(Edge::Article | Edge::NoEnd))
                || word.classes & lexicon::ROLE != 0
                || word.entity != 0
        };
        let is_preposition = |word: &&Word| self.lexicon.edge(word) == Some(Edge::BeforeObject);
        let before = (floor..self.first_token(mention)).rev().take(REACH);
        before
            .map(|at| self.words.get(at))
            .find(|word| is_preposition(word) || !belongs(word))
            .is_some_and(|word| is_preposition(&word))
    }

    /// Whether a mention only says which: "Trump aides", "White House-era documents".
    fn is_attribute(&self, mention: &KnownMention, end: usize) -> bool {
        let behind = self.page.tokens.partition_point(|token| token.span.end <= mention.span.end);
        let word = self.words.get(behind);
        let text =
            self.page.tokens.get(behind).map_or("", |token| token.span.slice(self.page.text));
        let is_noun = word.shape == Shape::Lower
            && !text.starts_with(['\'', '’'])
            && self.lexicon.edge(word).is_none()
            && word.classes & (lexicon::PRONOUN | lexicon::VERB) == 0;
        behind < end && (is_noun || text == "-")
    }

    /// The mention that a noun phrase is about: not the owner of it ("Berg's spokesman", "her
    /// critics"), what only says which ("Berg aides") or stands behind a preposition, and a person
    /// before anything else ("Anna Berg of the Harbour Board").
    fn main_mention<'b>(
        &self,
        span: Span,
        tokens: &Range<usize>,
        inside: &'b [KnownMention],
    ) -> Option<&'b KnownMention> {
        let begins_with_owner = self.words.get(tokens.start).classes & lexicon::POSSESSIVE != 0;
        let owns = |mention: &KnownMention| {
            let rest = Span::new(mention.span.end, span.end).slice(self.page.text);
            let is_name_of_owner = (rest.starts_with("'s") || rest.starts_with("’s"))
                && rest.trim_end().len() > "’s".len();
            let is_aside = mention.kind == MentionKind::Pronoun
                && mention.span != span
                && (begins_with_owner || mention.span.start != span.start);
            is_name_of_owner || is_aside
        };
        let is_unfit = |mention: &KnownMention| {
            owns(mention)
                || self.is_a(mention, EntityType::Nationality)
                || self.is_object(mention, tokens.start)
                || self.is_attribute(mention, tokens.end)
        };
        let rank = |mention: &&KnownMention| {
            (mention.span != span, is_unfit(mention), !self.is_a(mention, EntityType::Person))
        };
        let best = inside.iter().min_by_key(rank)?;
        let (_, unfit, not_person) = rank(&best);
        let first = inside.iter().find(|mention| !is_unfit(mention));
        let first = first.is_some_and(|first| first.span == best.span);
        // a place or body deep inside a description is not who speaks
        let article =
            usize::from(self.lexicon.edge(self.words.get(tokens.start)) == Some(Edge::Article));
        let begins = self.first_token(best) <= tokens.start + article;
        let reaches = best.span.end == span.end || begins;
        (!unfit && (!not_person || first && reaches)).then_some(best)
    }
}
