//! Rare verbs in the place of the commonest.
//!
//! Nearly all quotations of a political text are "said". A model that learns from such texts alone
//! knows *said*, and not that whatever verb stands between a quotation and a name is a cue. So some of
//! the commonest give way to verbs that the texts hardly have.

use pullquote_core::learn::{hash_text, mix};
use pullquote_training::corpus::{AttributedDocument, CodePoints};

/// A verb that gives way, and those that may take its place: a paragraph of the list each.
const VERBS: &str = include_str!("../../quotes/rare_cues.txt");

/// One in so many gives way.
const SHARE: u64 = 8;

/// Puts rare verbs in the place of some of the cues of quotations. Which ones depends on the document's
/// name and the place alone.
pub(super) fn strew(document: AttributedDocument) -> AttributedDocument {
    let AttributedDocument { id, text, mut attributions } = document;
    let characters: Vec<char> = text.chars().collect();
    let seed = hash_text(&id);
    let quoted = attributions.iter().filter(|attribution| attribution.kind != "indirect");
    let mut changes: Vec<(CodePoints, &str)> = quoted
        .filter_map(|attribution| match *attribution.cue {
            [cue] => Some(cue),
            _ => None,
        })
        .filter_map(|cue| {
            let verb: String = characters.get(cue.start..cue.end)?.iter().collect();
            let chance = mix(seed, cue.start as u64);
            let others = others_than(&verb)?;
            let other = others.get((chance / SHARE) as usize % others.len().max(1))?;
            chance.is_multiple_of(SHARE).then_some((cue, *other))
        })
        .collect();
    changes.sort_by_key(|(cue, _)| cue.start);
    changes.dedup_by_key(|(cue, _)| cue.start);

    let mut changed = String::with_capacity(text.len());
    let mut done = 0;
    for (cue, verb) in &changes {
        changed.extend(characters.get(done..cue.start).into_iter().flatten());
        changed.push_str(verb);
        done = cue.end;
    }
    changed.extend(characters.get(done..).into_iter().flatten());
    let moved = |at: usize| {
        let before = changes.iter().take_while(|(cue, _)| cue.end <= at);
        let (more, less) = before.fold((0, 0), |(more, less), (cue, verb)| {
            (more + verb.chars().count(), less + cue.end - cue.start)
        });
        at + more - less
    };
    for attribution in &mut attributions {
        let parts = [&mut attribution.source, &mut attribution.cue, &mut attribution.content];
        for piece in parts.into_iter().flatten() {
            *piece = CodePoints { start: moved(piece.start), end: moved(piece.end) };
        }
    }
    AttributedDocument { id, text: changed, attributions }
}

/// The verbs that may take the place of one.
fn others_than(verb: &str) -> Option<Vec<&'static str>> {
    VERBS.split("\n\n").find_map(|paragraph| {
        let mut verbs = paragraph.lines();
        (verbs.next()? == verb).then(|| verbs.collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pullquote_training::corpus::Attribution;

    #[test]
    fn spans_move_with_the_text() {
        let text = "“Né,” said Bó. “Oui,” he said. ".repeat(40);
        let characters: Vec<char> = text.chars().collect();
        let find = |needle: &str| -> Vec<CodePoints> {
            let needle: Vec<char> = needle.chars().collect();
            let starts = (0..characters.len()).filter(|&at| characters[at..].starts_with(&needle));
            starts.map(|start| CodePoints { start, end: start + needle.len() }).collect()
        };
        let attribution = |((source, cue), content)| Attribution {
            kind: "direct".to_owned(),
            source: vec![source],
            cue: vec![cue],
            content: vec![content],
        };
        let parts = find("Bó").into_iter().zip(find("said")).zip(find("Né,"));
        let attributions = parts.map(attribution).collect();
        let document = AttributedDocument { id: "toy".to_owned(), text, attributions };
        let strewn = strew(document.clone());
        let of = |document: &AttributedDocument, piece: CodePoints| -> String {
            document.text.chars().skip(piece.start).take(piece.end - piece.start).collect()
        };
        let mut rare = 0;
        for (before, after) in document.attributions.iter().zip(&strewn.attributions) {
            assert_eq!(of(&strewn, after.source[0]), "Bó");
            assert_eq!(of(&strewn, after.content[0]), "Né,");
            let verb = of(&strewn, after.cue[0]);
            rare += usize::from(verb != of(&document, before.cue[0]));
            assert!(verb == "said" || others_than("said").unwrap().contains(&verb.as_str()));
        }
        assert!((1..20).contains(&rare), "{rare}");
    }
}
