//! From what the core found to the messages of the API.

use pullquote_core::text::{OffsetConverter, OffsetUnit};
use pullquote_core::{
    Analysis, AnalysisSet, AnalysisType, BlockKind, Entity, EntityType, Language, MentionKind,
    Quote, QuoteKind, Span, Speaker, SpeakerResolution, Warning,
};

use crate::proto::v1;

/// How the spans of an answer are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SpanStyle {
    /// What offsets count.
    pub unit: OffsetUnit,
    /// Leaves the text of spans out.
    pub omit_text: bool,
}

/// The message for what was found in `text`. Its `id` and `analysis_version` are the caller's to
/// fill. Linear in the text and in what was found.
pub fn analyze_response(text: &str, analysis: Analysis, style: SpanStyle) -> v1::AnalyzeResponse {
    let spans = Spans { text, offsets: OffsetConverter::new(text, style.unit), style };
    let blocks = analysis.blocks.iter().map(|block| v1::Block {
        span: spans.message(block.span),
        kind: v1::BlockKind::from(block.kind).into(),
    });
    let sentences = analysis
        .sentences
        .iter()
        .map(|sentence| v1::Sentence { span: spans.message(sentence.span), block: sentence.block });
    v1::AnalyzeResponse {
        id: String::new(),
        offset_unit: v1::OffsetUnit::from(style.unit).into(),
        language: analysis.language.map(|language| spans.language(language)),
        blocks: blocks.collect(),
        sentences: sentences.collect(),
        entities: analysis.entities.into_iter().map(|entity| spans.entity(entity)).collect(),
        quotes: analysis.quotes.into_iter().map(|quote| spans.quote(quote)).collect(),
        warnings: analysis.warnings.iter().map(warning).collect(),
        analysis_version: String::new(),
    }
}

/// Writes spans of one text in one style.
struct Spans<'a> {
    text: &'a str,
    offsets: OffsetConverter<'a>,
    style: SpanStyle,
}

impl Spans<'_> {
    fn message(&self, span: Span) -> Option<v1::Span> {
        let text = if self.style.omit_text { "" } else { span.slice(self.text) };
        Some(v1::Span {
            start: self.offsets.convert(span.start),
            end: self.offsets.convert(span.end),
            text: text.to_owned(),
        })
    }

    fn messages(&self, spans: &[Span]) -> Vec<v1::Span> {
        spans.iter().filter_map(|&span| self.message(span)).collect()
    }

    fn language(&self, language: Language) -> v1::Language {
        let alternatives = language.alternatives.iter().map(|alternative| {
            let code = alternative.code.to_owned();
            v1::LanguageAlternative { code, confidence: alternative.confidence }
        });
        let parts = language.parts.iter().map(|part| v1::LanguagePart {
            span: self.message(part.span),
            code: part.code.to_owned(),
            confidence: part.confidence,
        });
        v1::Language {
            script: language.script.to_owned(),
            confidence: language.confidence,
            reliable: language.reliable,
            alternatives: alternatives.collect(),
            parts: parts.collect(),
            code: language.code.into_owned(),
        }
    }

    fn entity(&self, entity: Entity) -> v1::Entity {
        let mentions = entity.mentions.iter().map(|mention| v1::Mention {
            span: self.message(mention.span),
            kind: v1::MentionKind::from(mention.kind).into(),
            confidence: mention.confidence,
        });
        v1::Entity {
            id: entity.id,
            name: entity.name,
            r#type: v1::EntityType::from(entity.kind).into(),
            salience: entity.salience,
            mentions: mentions.collect(),
        }
    }

    fn quote(&self, quote: Quote) -> v1::Quote {
        v1::Quote {
            kind: v1::QuoteKind::from(quote.kind).into(),
            content: self.messages(&quote.content),
            quoted: self.messages(&quote.quoted),
            cue: quote.cue.and_then(|cue| self.message(cue)),
            speaker: quote.speaker.map(|speaker| self.speaker(speaker)),
            confidence: quote.confidence,
        }
    }

    fn speaker(&self, speaker: Speaker) -> v1::Speaker {
        v1::Speaker {
            span: self.message(speaker.span),
            entity_id: speaker.entity_id.unwrap_or_default(),
            name: speaker.name.unwrap_or_default(),
            resolution: v1::SpeakerResolution::from(speaker.resolution).into(),
        }
    }
}

fn warning(warning: &Warning) -> v1::Warning {
    let (code, message) = match warning {
        Warning::UnsupportedLanguage { code, analyses } => (
            v1::WarningCode::UnsupportedLanguage,
            format!(
                "no {} for the language {code:?}: only what is language-neutral ran",
                names(*analyses)
            ),
        ),
        Warning::LanguageHintDisagrees { hint, detected } => (
            v1::WarningCode::LanguageHintDisagrees,
            format!("the hint says {hint:?} and the text looks like {detected:?}"),
        ),
        Warning::AlternativesTruncated => (
            v1::WarningCode::AlternativesTruncated,
            "only the likeliest alternative languages are listed".to_owned(),
        ),
    };
    v1::Warning { code: code.into(), message }
}

fn names(analyses: AnalysisSet) -> String {
    let names = AnalysisType::ALL.into_iter().filter(|&analysis| analyses.contains(analysis)).map(
        |analysis| match analysis {
            AnalysisType::Language => "language",
            AnalysisType::Sentences => "sentences",
            AnalysisType::Entities => "entities",
            AnalysisType::Quotes => "quotes",
        },
    );
    names.collect::<Vec<_>>().join(", ")
}

/// Maps an enum of the core onto the API's enum with the same variants.
macro_rules! same_variants {
    ($core:ident => $api:ident { $($variant:ident),+ $(,)? }) => {
        impl From<$core> for v1::$api {
            fn from(value: $core) -> Self {
                match value {
                    $($core::$variant => v1::$api::$variant,)+
                }
            }
        }
    };
}

same_variants!(OffsetUnit => OffsetUnit { Utf8, Utf16, Utf32 });
same_variants!(AnalysisType => AnalysisType { Language, Sentences, Entities, Quotes });
same_variants!(BlockKind => BlockKind {
    Title, Paragraph, ListItem, Caption, Credit, Byline, Boilerplate,
});
same_variants!(EntityType => EntityType {
    Person, Organization, Location, Nationality, Event, Work, Product, Other, Date, Time, Duration,
    Money, Percent, Quantity, Email, Url, Handle, Phone,
});
same_variants!(MentionKind => MentionKind { Name, Nominal, Pronoun });
same_variants!(QuoteKind => QuoteKind { Direct, Mixed, Indirect });
same_variants!(SpeakerResolution => SpeakerResolution { Named, Pronoun, Description, Anonymous });

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pullquote_core::Mention;

    use super::*;

    /// The part of `text` that `span` covers, taken the way a client of each unit takes it.
    fn slice(text: &str, span: &v1::Span, unit: OffsetUnit) -> String {
        let (start, end) = (span.start as usize, span.end as usize);
        match unit {
            OffsetUnit::Utf8 => text[start..end].to_owned(),
            OffsetUnit::Utf16 => {
                let units: Vec<u16> = text.encode_utf16().collect();
                String::from_utf16(&units[start..end]).unwrap()
            }
            OffsetUnit::Utf32 => text.chars().skip(start).take(end - start).collect(),
        }
    }

    proptest! {
        #[test]
        fn slicing_by_any_unit_gives_the_text_of_the_span(text in "\\PC{1,80}", from in 0usize..80, to in 0usize..80) {
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (from, to) = (from % (bounds.len() - 1), to % bounds.len());
            let (start, end) = (bounds[from.min(to)], bounds[from.max(to).max(from + 1)]);
            let span = Span::new(start as u32, end as u32);
            for unit in [OffsetUnit::Utf8, OffsetUnit::Utf16, OffsetUnit::Utf32] {
                let mention = Mention { span, kind: MentionKind::Name, confidence: 1.0 };
                let entity = Entity {
                    id: 1,
                    name: String::new(),
                    kind: EntityType::Person,
                    salience: 1.0,
                    mentions: vec![mention],
                };
                let analysis = Analysis { entities: vec![entity], ..Analysis::default() };
                let style = SpanStyle { unit, omit_text: false };
                let response = analyze_response(&text, analysis, style);
                prop_assert_eq!(response.offset_unit, v1::OffsetUnit::from(unit) as i32);
                let span = response.entities[0].mentions[0].span.as_ref().unwrap();
                prop_assert_eq!(&slice(&text, span, unit), &span.text);
            }
        }
    }

    #[test]
    fn what_the_text_does_not_tell_stays_unset() {
        let quote = Quote {
            kind: QuoteKind::Direct,
            content: vec![Span::new(1, 3)],
            quoted: vec![Span::new(1, 3)],
            cue: None,
            speaker: None,
            confidence: 0.5,
        };
        let analysis = Analysis { quotes: vec![quote], ..Analysis::default() };
        let style = SpanStyle { omit_text: true, ..SpanStyle::default() };
        let response = analyze_response("“é”", analysis, style);
        let quote = &response.quotes[0];
        assert_eq!((&quote.cue, &quote.speaker), (&None, &None));
        assert_eq!(quote.content[0].text, "");
        assert_eq!(response.language, None);
    }

    #[test]
    fn a_warning_names_the_analyses_and_the_language() {
        let analyses = [AnalysisType::Entities, AnalysisType::Quotes].into_iter().collect();
        let message = warning(&Warning::UnsupportedLanguage { code: "tlh".to_owned(), analyses });
        assert_eq!(message.code(), v1::WarningCode::UnsupportedLanguage);
        assert!(message.message.starts_with("no entities, quotes for the language \"tlh\""));
    }
}
