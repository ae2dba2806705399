//! Attributions into quotes: spans without outer marks, verbatim pieces, kinds.

use super::declined::Declined;
use super::lexicon::{Edge, Lexicon};
use super::linking::Attribution;
use super::marks::{Quotation, ends_as_a_clause, is_as_long_as_a_clause};
use super::spans::{Part, Segment};
use super::speakers::{Mentions, Resolver};
use super::words::Words;
use crate::analysis::{Entity, Quote, QuoteKind, Span};
use crate::analyzer::Page;

/// A quotation that was found to be speech.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verbatim {
    pub(super) quotation: Quotation,
    pub(super) probability: f32,
    /// Whether it is a clause of its own, when the sentence around it shows that.
    pub(super) is_clause: Option<bool>,
}

/// What quotes are assembled from.
pub(super) struct Parts<'a> {
    pub(super) page: &'a Page<'a>,
    pub(super) words: &'a Words,
    pub(super) lexicon: &'a Lexicon,
    pub(super) segments: &'a [Segment],
    pub(super) verbatim: &'a [Verbatim],
    pub(super) entities: &'a [Entity],
}

/// Attributions without verbatim pieces that are less sure than this, before calibration, are wrong
/// so often that leaving them out finds more right ones for each wrong one. Chosen on articles of the
/// training data held out.
const LEAST_INDIRECT: f32 = 0.04;

impl Parts<'_> {
    /// The quotes that attributions make, by the start of their content.
    pub(super) fn assemble(&self, attributions: &[Attribution]) -> Vec<Quote> {
        let resolver = Resolver {
            page: self.page,
            words: self.words,
            lexicon: self.lexicon,
            entities: self.entities,
            mentions: Mentions::of(self.entities),
            declined: match self.lexicon.has_bare_titles() {
                true => Declined::of(self.entities),
                false => Declined::default(),
            },
        };
        let mut quotes: Vec<Quote> = attributions
            .iter()
            .filter_map(|attribution| self.quote(attribution, &resolver))
            .collect();
        quotes.sort_by_key(|quote| quote.content.first().copied());
        quotes
    }

    fn quote(&self, attribution: &Attribution, resolver: &Resolver<'_>) -> Option<Quote> {
        let confidence = self.confidence(attribution);
        let mut content = Vec::new();
        let mut quoted = Vec::new();
        let mut pieces = 0;
        let mut clauses = 0;
        for &index in &attribution.contents {
            let span = self.span(index)?;
            let first = self.verbatim.partition_point(|v| v.quotation.outer.end <= span.start);
            let inside = self.verbatim.get(first..).unwrap_or_default();
            let inside: Vec<&Verbatim> = inside
                .iter()
                .take_while(|verbatim| verbatim.quotation.outer.start < span.end)
                .filter(|verbatim| mostly_within(verbatim.quotation.inner, span))
                .collect();
            let whole = inside.iter().map(|verbatim| &verbatim.quotation).find(|quotation| {
                quotation.outer.start <= span.start && quotation.outer.end + 1 >= span.end
            });
            for Verbatim { quotation, is_clause: known, .. } in inside.iter().copied() {
                if quotation.opener.marks_verbatim() {
                    quoted.push(quotation.inner);
                }
                let seems = || self.is_clause(quotation);
                clauses += usize::from(known.unwrap_or_else(seems));
            }
            pieces += usize::from(whole.is_none());
            content.push(match whole {
                Some(quotation) => quotation.inner,
                None => inside
                    .iter()
                    .map(|verbatim| verbatim.quotation.inner)
                    .fold(span, |span, inner| {
                        Span::new(span.start.min(inner.start), span.end.max(inner.end))
                    }),
            });
        }
        let content = joined(content);
        quoted.sort();
        quoted.dedup();
        let kind = if quoted.is_empty() && clauses == 0 {
            QuoteKind::Indirect
        } else if pieces == 0 && clauses > 0 {
            QuoteKind::Direct
        } else {
            QuoteKind::Mixed
        };
        if quoted.is_empty() && confidence < LEAST_INDIRECT {
            return None;
        }
        let speaker = attribution.source.and_then(|source| {
            let tokens = self.segments.get(source)?.tokens.clone();
            let span = self.trimmed(self.span(source)?);
            Some(resolver.resolve(span, tokens))
        });
        Some(Quote {
            kind,
            content,
            quoted,
            cue: attribution.cue.and_then(|cue| self.span(cue)),
            speaker,
            confidence: calibrated(confidence, kind),
        })
    }

    /// Whether quoted words are a clause of their own: by their length, unless they begin as a noun
    /// does ("a cry for help from a tired profession"), or by the mark at their end.
    fn is_clause(&self, quotation: &Quotation) -> bool {
        let quoted = quotation.inner.slice(self.page.text);
        let begins_low = quoted.starts_with(char::is_lowercase);
        let first = self.page.tokens.partition_point(|t| t.span.end <= quotation.inner.start);
        let is_noun =
            || begins_low && self.lexicon.edge(self.words.get(first)) == Some(Edge::Article);
        ends_as_a_clause(quoted) || is_as_long_as_a_clause(quoted) && !is_noun()
    }

    fn span(&self, segment: usize) -> Option<Span> {
        let tokens = &self.segments.get(segment)?.tokens;
        let first = self.page.tokens.get(tokens.start)?;
        let last = self.page.tokens.get(tokens.end.checked_sub(1)?)?;
        let span = Span::new(first.span.start, last.span.end);
        // "dit-il" is a cue with its speaker
        let pronoun = u32::from(self.words.get(tokens.start).clitic);
        let middle = span.end.saturating_sub(pronoun);
        let verb = Span::new(span.start, middle.saturating_sub(1));
        Some(match self.segments.get(segment)?.part {
            _ if pronoun == 0 || tokens.len() > 1 => span,
            Part::Source => Span::new(middle, span.end),
            Part::Cue if verb.slice(self.page.text).ends_with("-t") => {
                Span::new(verb.start, verb.end - 2)
            }
            Part::Cue => verb,
            Part::Content => span,
        })
    }

    /// A span without the marks of the clause around it at its ends.
    fn trimmed(&self, span: Span) -> Span {
        let text = span.slice(self.page.text);
        let kept =
            text.trim_end_matches(|c: char| matches!(c, ',' | ';' | ':') || c.is_whitespace());
        if kept.is_empty() { span } else { Span::new(span.start, span.start + kept.len() as u32) }
    }

    fn confidence(&self, attribution: &Attribution) -> f32 {
        let of =
            |index: &usize| self.segments.get(*index).map_or(0.0, |segment| segment.confidence);
        let content = attribution.contents.iter().map(of).fold(1.0, f32::min);
        let [cue, source] = attribution.confidence;
        (content * cue * source).clamp(0.0, 1.0)
    }
}

/// The probability that a quote and its speaker are right, from the product of the probabilities of
/// its parts, which are not independent: by logistic regression (Platt 1999) on articles of the
/// training data held out.
fn calibrated(confidence: f32, kind: QuoteKind) -> f32 {
    let (slope, intercept) = match kind {
        QuoteKind::Indirect => (0.46, 0.05),
        QuoteKind::Direct | QuoteKind::Mixed => (0.60, 0.60),
    };
    let share = confidence.clamp(1e-4, 1.0 - 1e-4);
    let logit = (share / (1.0 - share)).ln();
    1.0 / (1.0 + (-(slope * logit + intercept)).exp())
}

fn mostly_within(inner: Span, outer: Span) -> bool {
    let shared = inner.end.min(outer.end).saturating_sub(inner.start.max(outer.start));
    2 * shared > inner.len()
}

/// Spans in order, with those that overlap made one.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}
