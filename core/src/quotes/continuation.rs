//! Quotes that go on over several paragraphs, each of which opens with a mark and only the last of
//! which closes: one quote of one speaker, wherever in it the speaker is named. Where one paragraph
//! after another names who speaks, each is a quote with the mention that it gives.

use super::assembly::Verbatim;
use super::linking::Attribution;
use super::spans::Segment;
use super::words::Words;
use crate::analyzer::Page;

/// Makes one attribution of those of a quotation and of what carries it on. `verbatim` is in order.
/// Linear but for sorting contents and finding them by their place.
pub(super) fn carry_on(
    page: &Page<'_>,
    words: &Words,
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
    let start = |content: &usize| segments.get(*content).map(|segment| segment.tokens.start);
    let contents = attributions.iter().flat_map(|attribution| &attribution.contents);
    let mut contents: Vec<usize> = contents.copied().collect();
    contents.sort_by_key(start);
    let block = |index: usize| Some(words.get(segments.get(index)?.tokens.start).block);
    // Whether an attribution names its speaker in a block of its own.
    let names = |attribution: Option<&Attribution>| {
        attribution.is_some_and(|attribution| {
            let named = attribution.source.and_then(block);
            named.is_some() && attribution.contents.iter().any(|&content| block(content) == named)
        })
    };
    let mut before: Option<usize> = None;
    for Verbatim { quotation, .. } in verbatim {
        let content = content_at(page, segments, &contents, quotation.inner.start);
        let own = content.and_then(|content| of_segment.get(content).copied().flatten());
        before = match (before, own) {
            (Some(first), Some(second))
                if quotation.continues
                    && first != second
                    && !(names(attributions.get(first)) && names(attributions.get(second))) =>
            {
                join(attributions, first, second, &mut of_segment);
                Some(first)
            }
            _ => own,
        };
    }
    attributions.retain(|attribution| !attribution.contents.is_empty());
}

/// The one of `contents`, which are in order, that holds the byte at `at`.
fn content_at(page: &Page<'_>, segments: &[Segment], contents: &[usize], at: u32) -> Option<usize> {
    let token = page.tokens.partition_point(|token| token.span.end <= at);
    let tokens = |content: &usize| segments.get(*content).map(|segment| &segment.tokens);
    let ends = |content: &usize| tokens(content).is_some_and(|tokens| tokens.end <= token);
    let content = contents.get(contents.partition_point(ends)).copied()?;
    tokens(&content).is_some_and(|tokens| tokens.contains(&token)).then_some(content)
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
