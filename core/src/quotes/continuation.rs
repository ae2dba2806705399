//! Quotes that go on over several paragraphs, each of which opens with a mark and only the last of
//! which closes: one quote of one speaker, wherever in it the speaker is named.

use super::assembly::Verbatim;
use super::linking::Attribution;
use super::spans::{Part, Segment};
use crate::analyzer::Page;

/// Makes one attribution of those of a quotation and of what carries it on. `verbatim` and `segments`
/// are in order. Linear but for finding segments by their place.
pub(super) fn carry_on(
    page: &Page<'_>,
    verbatim: &[Verbatim],
    segments: &[Segment],
    attributions: &mut Vec<Attribution>,
) {
    if !verbatim.iter().any(|verbatim| verbatim.quotation.continues) {
        return;
    }
    let mut of_segment: Vec<Option<usize>> = vec![None; segments.len()];
    for (index, attribution) in attributions.iter().enumerate() {
        for &content in &attribution.contents {
            if let Some(owner) = of_segment.get_mut(content) {
                *owner = Some(index);
            }
        }
    }
    let mut before: Option<usize> = None;
    for Verbatim { quotation, .. } in verbatim {
        let content = content_at(page, segments, quotation.inner.start);
        let own = content.and_then(|content| of_segment.get(content).copied().flatten());
        before = match (before, own) {
            (Some(first), Some(second)) if quotation.continues && first != second => {
                join(attributions, first, second, &mut of_segment);
                Some(first)
            }
            _ => own,
        };
    }
    attributions.retain(|attribution| !attribution.contents.is_empty());
}

/// The content that holds the byte at `at`.
fn content_at(page: &Page<'_>, segments: &[Segment], at: u32) -> Option<usize> {
    let token = page.tokens.partition_point(|token| token.span.end <= at);
    let first = segments.partition_point(|segment| segment.tokens.end <= token);
    let near = segments.iter().enumerate().skip(first).take(2);
    let mut holding = near.filter(|(_, segment)| segment.tokens.contains(&token));
    holding.find(|(_, segment)| segment.part == Part::Content).map(|(index, _)| index)
}

/// Moves what `second` has to `first`, which keeps the surer speaker of the two.
fn join(
    attributions: &mut [Attribution],
    first: usize,
    second: usize,
    of_segment: &mut [Option<usize>],
) {
    let Some(taken) = attributions.get_mut(second) else { return };
    let contents = std::mem::take(&mut taken.contents);
    let (cue, source, confidence) = (taken.cue, taken.source, taken.confidence);
    for &content in &contents {
        if let Some(owner) = of_segment.get_mut(content) {
            *owner = Some(first);
        }
    }
    let Some(kept) = attributions.get_mut(first) else { return };
    kept.contents.extend(contents);
    let is_surer = kept.source.is_none() || confidence[1] > kept.confidence[1];
    if source.is_some() && is_surer {
        (kept.cue, kept.source, kept.confidence) = (cue, source, confidence);
    }
}
