//! Expressions into entities: those of one type and wording are one.

use crate::analysis::{Entity, Mention, MentionKind};
use crate::entities::patterns::Expression;
use crate::entities::vocabulary::{KeyMap, WordKey};

/// Appends an entity for each different expression, in the order of their first mentions, with ids
/// that go on from those there. Linear.
pub(crate) fn gather(text: &str, expressions: &[Expression], entities: &mut Vec<Entity>) {
    let mut known: KeyMap<usize> = KeyMap::default();
    for expression in expressions {
        let words = expression.span.slice(text);
        let key = WordKey::of(words) ^ (expression.kind as u64).rotate_right(8);
        let mention = Mention { span: expression.span, kind: MentionKind::Name, confidence: 1.0 };
        let index = *known.entry(key).or_insert(entities.len());
        match entities.get_mut(index) {
            Some(entity) => entity.mentions.push(mention),
            None => entities.push(Entity {
                id: entities.len() as u32 + 1,
                name: words.to_owned(),
                kind: expression.kind,
                salience: 0.0,
                mentions: vec![mention],
            }),
        }
    }
}
