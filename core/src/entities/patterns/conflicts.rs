//! Which of two stands where an expression and a name share characters.

use crate::analysis::EntityType;
use crate::entities::NameMention;

use super::Expression;

/// A lone word is the name of a person rather than a month or day ("May", "April") from this
/// confidence on.
const SURE_OF_PERSON: f32 = 0.5;

/// Takes out of `names` and `expressions`, both in order, one of each two that overlap. Linear.
///
/// A name that holds more than the expression stands ("Black Friday Coalition", "Expo 2020"); so
/// does one that an uncertain expression only touches. Elsewhere the expression stands ("US" in
/// "US$ 5"), but for a month or day that is a person.
pub(crate) fn settle(names: &mut Vec<NameMention>, expressions: &mut Vec<Expression>) {
    let mut next = 0;
    let mut name_stays = vec![true; names.len()];
    expressions.retain(|expression| {
        while names.get(next).is_some_and(|name| name.span.end <= expression.span.start) {
            next += 1;
        }
        let mut stays = true;
        let overlapping = names
            .iter()
            .enumerate()
            .skip(next)
            .take_while(|(_, name)| name.span.start < expression.span.end);
        for (index, name) in overlapping {
            if name_stands(name, expression) {
                stays = false;
            } else if let Some(slot) = name_stays.get_mut(index) {
                *slot = false;
            }
        }
        stays
    });
    let mut stays = name_stays.into_iter();
    names.retain(|_| stays.next().unwrap_or(true));
}

fn name_stands(name: &NameMention, expression: &Expression) -> bool {
    if name.span == expression.span {
        let person = name.kind == EntityType::Person && name.confidence >= SURE_OF_PERSON;
        return person && !expression.certain;
    }
    if name.span.contains(expression.span) {
        return true;
    }
    !expression.certain && !expression.span.contains(name.span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Span;

    #[test]
    fn one_of_each_overlapping_pair_stands() {
        use EntityType::{Date, Event, Location, Money, Person};
        for (name, kind, expression, what, certain, name_wins) in [
            ((0, 3), Person, (0, 3), Date, false, true),
            ((0, 3), Event, (0, 3), Date, false, false),
            ((0, 9), Event, (5, 9), Date, false, true),
            ((0, 2), Location, (0, 5), Money, true, false),
            ((3, 9), Location, (0, 5), Date, false, true),
            ((3, 9), Location, (0, 5), Date, true, false),
        ] {
            let span = Span::new(name.0, name.1);
            let mut names =
                vec![NameMention { span, first_token: 0, last_token: 0, kind, confidence: 0.9 }];
            let span = Span::new(expression.0, expression.1);
            let mut expressions = vec![Expression { span, kind: what, certain }];
            settle(&mut names, &mut expressions);
            assert_eq!((names.len(), expressions.len()), if name_wins { (1, 0) } else { (0, 1) });
        }
    }
}
