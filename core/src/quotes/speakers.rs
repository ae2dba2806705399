//! Speakers: the mention that the text gives, how it gives it, and the entity behind it.

use super::lexicon::{self, Edge, Lexicon};
use super::words::Words;
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
}

/// The speaker that the text gives with `span`, whose words are `tokens`.
pub(super) fn resolve(
    page: &Page<'_>,
    span: Span,
    tokens: std::ops::Range<usize>,
    words: &Words,
    lexicon: &Lexicon,
    mentions: &Mentions,
    entities: &[Entity],
) -> Speaker {
    let text = page.text;
    let inside = mentions.within(span);
    let alone = tokens.len() == 1 && words.get(tokens.start).classes & lexicon::PRONOUN != 0;
    let mentioned = if alone {
        inside.iter().find(|mention| mention.span == span)
    } else {
        let begins_with_owner = words.get(tokens.start).classes & lexicon::POSSESSIVE != 0;
        let is_object = |mention: &KnownMention| {
            let behind = page.tokens.partition_point(|token| token.span.end <= mention.span.start);
            let before = (tokens.start..behind).rev().map(|index| lexicon.edge(words.get(index)));
            let nearest = before.filter(|edge| *edge != Some(Edge::Article)).next();
            nearest.flatten() == Some(Edge::BeforeObject)
        };
        main_mention(text, span, begins_with_owner, inside, entities, is_object)
    };
    let any_class = |class| tokens.clone().any(|token| words.get(token).classes & class != 0);
    let named = mentioned.is_some_and(|mention| mention.kind == MentionKind::Name);
    let resolution = if alone {
        SpeakerResolution::Pronoun
    } else if named {
        SpeakerResolution::Named
    } else if any_class(lexicon::ANONYMOUS) && mentioned.is_none() {
        SpeakerResolution::Anonymous
    } else {
        SpeakerResolution::Description
    };
    let entity = mentioned.and_then(|mention| entities.get(mention.entity as usize));
    Speaker {
        span,
        entity_id: entity.map(|entity| entity.id),
        name: entity.map(|entity| entity.name.clone()),
        resolution,
    }
}

/// The mention that a noun phrase is about: not the owner of it ("Berg's spokesman", "her critics"),
/// and a person before anything else ("Anna Berg of the Harbour Board"). `is_object` tells what stands
/// behind a preposition: who is in Leeds is not Leeds.
fn main_mention<'a>(
    text: &str,
    span: Span,
    begins_with_owner: bool,
    inside: &'a [KnownMention],
    entities: &[Entity],
    is_object: impl Fn(&KnownMention) -> bool,
) -> Option<&'a KnownMention> {
    let owns = |mention: &KnownMention| {
        let rest = Span::new(mention.span.end, span.end).slice(text);
        let is_name_of_owner = (rest.starts_with("'s") || rest.starts_with("’s"))
            && rest.trim_end().len() > "’s".len();
        let is_aside = mention.kind == MentionKind::Pronoun
            && mention.span != span
            && (begins_with_owner || mention.span.start != span.start);
        is_name_of_owner || is_aside
    };
    let is_a = |mention: &KnownMention, kind: EntityType| {
        entities.get(mention.entity as usize).is_some_and(|entity| entity.kind == kind)
    };
    let is_unfit = |mention: &KnownMention| owns(mention) || is_a(mention, EntityType::Nationality);
    let rank = |mention: &&KnownMention| {
        (mention.span != span, is_unfit(mention), !is_a(mention, EntityType::Person))
    };
    let best = inside.iter().min_by_key(rank)?;
    let (_, unfit, not_person) = rank(&best);
    let first = inside.iter().find(|mention| !is_unfit(mention));
    let first = first.is_some_and(|first| first.span == best.span);
    // a place or body deep inside a description is not who speaks
    let reaches = best.span.end == span.end || best.span.start == span.start;
    (!unfit && (!not_person || first && reaches && !is_object(best))).then_some(best)
}
