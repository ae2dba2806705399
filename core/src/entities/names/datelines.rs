//! The place that a report begins with is a place, whatever else is called so: "DETROIT (AP) — …".

use crate::analysis::{EntityType, Span};
use crate::analyzer::Page;
use crate::entities::NameMention;
use crate::text::datelines::{dateline_end, is_dash, is_dash_or_space};

/// How sure it is that what stands before an agency in a dateline is a place.
const SURE: f32 = 0.9;

/// Ends the names in datelines before the dash; and where a dateline names an agency, makes those before it
/// places, and adds one where none was found. The names are in order, and stay so. Linear but for the
/// order, in which what is added is sorted.
pub(super) fn settle(page: &Page<'_>, names: &mut Vec<NameMention>) {
    let mut added = Vec::new();
    for block in page.blocks {
        let text = block.span.slice(page.text);
        let Some(dateline) = dateline_end(text).and_then(|end| text.get(..end)) else { continue };
        let dateline = dateline.trim_end_matches(|c: char| is_dash(c) || c == ' ');
        let start = block.span.start;
        let first = names.partition_point(|name| name.span.end <= start);
        added.extend(part_at(page, names, start + dateline.len() as u32));
        let Some(agency) = dateline.find('(').filter(|_| dateline.ends_with(')')) else { continue };
        let agency = start + agency as u32;
        // "AKRON, Ohio, Sept. 30 (NEWSLINE)"
        let place = dateline.split([',', '(']).next().unwrap_or_default().trim_end();
        let place = Span::new(start, start + place.len() as u32);
        let is_named = names.get(first).is_some_and(|name| name.span.start < place.end);
        let before_agency = |name: &&mut NameMention| name.span.end <= agency;
        for name in names.iter_mut().skip(first).take_while(before_agency) {
            name.kind = EntityType::Location;
        }
        if !is_named {
            added.extend(mention(page, place, EntityType::Location, SURE));
        }
    }
    if !added.is_empty() {
        names.extend(added);
        names.sort_by_key(|name| name.span.start);
    }
}

/// Ends the name that reaches over the dash at an offset there. Returns the rest of it.
fn part_at(page: &Page<'_>, names: &mut [NameMention], dash: u32) -> Option<NameMention> {
    let index = names.partition_point(|name| name.span.end <= dash);
    let name = names.get_mut(index).filter(|name| name.span.start < dash)?;
    let NameMention { span, kind, confidence, .. } = *name;
    *name = mention(page, Span::new(span.start, dash), kind, confidence)?;
    let rest = Span::new(dash, span.end).slice(page.text).trim_start_matches(is_dash_or_space);
    mention(page, Span::new(span.end - rest.len() as u32, span.end), kind, confidence)
}

/// The mention of a name that makes up whole tokens; none when there are none.
fn mention(page: &Page<'_>, span: Span, kind: EntityType, confidence: f32) -> Option<NameMention> {
    let first = page.tokens.partition_point(|token| token.span.start < span.start);
    let behind = page.tokens.partition_point(|token| token.span.end <= span.end);
    NameMention::of_tokens(page, first..behind, kind, confidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{split_blocks, tokenize};

    type Name<'a> = (&'a str, EntityType);

    /// What becomes of names, given by their text and type, in a text.
    fn settled(text: &str, names: &[Name<'_>]) -> Vec<(String, EntityType)> {
        let blocks = split_blocks(text);
        let mut tokens = Vec::new();
        tokenize(text, &blocks, &mut tokens);
        let (blocks, tokens) = (&blocks[..], &tokens[..]);
        let page = Page { text, title: None, language: "en", blocks, tokens, sentences: &[] };
        let find = |&(name, kind): &Name<'_>| {
            let start = text.find(name).unwrap() as u32;
            mention(&page, Span::new(start, start + name.len() as u32), kind, 0.5).unwrap()
        };
        let mut names = names.iter().map(find).collect();
        settle(&page, &mut names);
        names.iter().map(|name| (name.span.slice(text).to_owned(), name.kind)).collect()
    }

    #[test]
    fn what_stands_before_an_agency_is_a_place() {
        use EntityType::{Location, Organization, Person};
        let (place, body) = (Location, Organization);
        let cases: &[(&str, &[Name<'_>], &[Name<'_>])] = &[
            (
                "DETROIT (AP) — A",
                &[("DETROIT", body), ("AP", body)],
                &[("DETROIT", place), ("AP", body)],
            ),
            (
                "NABE, Mali, May 3 (AFP) - A",
                &[("Mali", place), ("AFP", body)],
                &[("NABE", place), ("Mali", place), ("AFP", body)],
            ),
            (
                "SÃO TIAGO - Dealer Boa Serra SA said",
                &[("SÃO TIAGO - Dealer Boa Serra SA", body)],
                &[("SÃO TIAGO", body), ("Dealer Boa Serra SA", body)],
            ),
            ("Upper NABE (AFP) - A", &[("NABE", body)], &[("NABE", place)]),
            ("Ann Roe (AP) left — Now", &[("Ann Roe", Person)], &[("Ann Roe", Person)]),
            ("NASA — Nobody knows", &[("NASA", body)], &[("NASA", body)]),
        ];
        for (text, names, expected) in cases {
            let found = settled(text, names);
            let found: Vec<_> = found.iter().map(|(name, kind)| (&**name, *kind)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
