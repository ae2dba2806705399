//! What holds for every text whatever: no panic, spans that can be sliced in all units, in order,
//! the same answer twice, and the same answer from used scratch memory as from fresh.

use proptest::prelude::*;
use pullquote_core::text::{OffsetConverter, OffsetUnit};
use pullquote_core::{
    Analysis, AnalysisSet, AnalysisType, Analyzer, Document, MentionKind, Options, Scratch, Span,
};
use std::sync::LazyLock;

static ANALYZER: LazyLock<Analyzer> =
    LazyLock::new(|| Analyzer::new().expect("the embedded models load"));

fn analyze(text: &str, scratch: &mut Scratch) -> Analysis {
    ANALYZER.analyze(&Document::new(text), &Options::default(), scratch).expect("a short text")
}

/// One of some texts.
fn select(texts: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(texts).prop_map(str::to_owned)
}

/// Text with the marks, joints and traps of news in it, in several scripts.
fn newslike() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(&[
            "said", "he", "She", "Mr.", "Jane Roe", "the minister", "told", "according to", "that",
            "U.S.", "a.m.", "8:30", "$5", "million", "March", "25", "Acme Corp.", "(ACM)", "don't",
            "Getty Images", "Read more", "@name", "a@b.org", "https://a.org/b?c", "laut", "dit",
            "Москва", "сказал", "東京", "です。", "هذا", "เขา", "e\u{301}", "🎙️", "👩‍👩‍👧", "2013",
        ]),
        6 => select(&[
            "\"", "\u{201c}", "\u{201d}", "'", "\u{2018}", "\u{2019}", "«", "»", "„", "「", "」",
            "''", "``", "—", "...", "…", ".", ",", ":", "?", "!", "[", "]", "(", ")", "/", "-", "%",
        ]),
        6 => select(&[
            " ", " ", " ", "\u{a0}", "\n", "\n\n", "\r\n", "\t", "\u{200b}", "\u{2028}", "\u{ad}",
        ]),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

/// Languages that go by rule.
const BY_RULE: &[&str] = &["de", "es", "fr", "it", "nl", "pl", "pt", "ru", "uk"];

/// Text with what the rules of other languages look for.
fn foreign() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(&[
            "sagte", "er", "sie", "Anna", "von", "Berg", "Frau", "dem", "laut", "so", "dit-il", "M.",
            "Jean-Pierre", "d'Arc", "qui", "selon", "dijo", "Ana", "de la", "Torre", "que", "ha detto",
            "Giulia", "disse", "zei", "Henk", "volgens", "mówi", "pani", "Nowak", "сказал", "он",
            "Анна", "Белова", "по словам", "що", "вона", "der Minister", "la jueza", "asp.", "A28",
        ]),
        6 => select(&[
            "\"", "„", "\u{201c}", "\u{201d}", "«", "»", "'", "\u{2019}", ",,", "''", "—", " – ", "-",
            ".", ". ", ",", ", ", ":", ": ", "?", "(", ")",
        ]),
        6 => select(&[" ", " ", " ", "\u{a0}", "\n", "\n\n"]),
    ];
    prop::collection::vec(piece, 0..80).prop_map(|pieces| pieces.concat())
}

fn spans(analysis: &Analysis) -> Vec<Span> {
    let mut spans = Vec::new();
    if let Some(language) = &analysis.language {
        spans.extend(language.parts.iter().map(|part| part.span));
    }
    spans.extend(analysis.blocks.iter().map(|block| block.span));
    spans.extend(analysis.sentences.iter().map(|sentence| sentence.span));
    let mentions = analysis.entities.iter().flat_map(|entity| &entity.mentions);
    spans.extend(mentions.map(|mention| mention.span));
    for quote in &analysis.quotes {
        spans.extend(quote.content.iter().chain(&quote.quoted).copied());
        spans.extend(quote.cue);
        spans.extend(quote.speaker.as_ref().map(|speaker| speaker.span));
    }
    spans
}

fn check_spans(text: &str, analysis: &Analysis) -> Result<(), TestCaseError> {
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let utf32: Vec<char> = text.chars().collect();
    let to_utf16 = OffsetConverter::new(text, OffsetUnit::Utf16);
    let to_utf32 = OffsetConverter::new(text, OffsetUnit::Utf32);
    for span in spans(analysis) {
        prop_assert!(span.start < span.end, "{span:?} is empty");
        let slice = text.get(span.start as usize..span.end as usize);
        let Some(slice) = slice else {
            return Err(TestCaseError::fail(format!("{span:?} is no slice of {text:?}")));
        };
        let units =
            |of: &OffsetConverter| of.convert(span.start) as usize..of.convert(span.end) as usize;
        prop_assert_eq!(String::from_utf16_lossy(&utf16[units(&to_utf16)]), slice);
        prop_assert_eq!(utf32[units(&to_utf32)].iter().collect::<String>(), slice);
        prop_assert_eq!(slice.trim(), slice, "{:?} has white space around it", span);
    }
    Ok(())
}

fn check_shape(text: &str, analysis: &Analysis) -> Result<(), TestCaseError> {
    let in_order = |spans: &[Span]| spans.windows(2).all(|pair| pair[0].end <= pair[1].start);
    let blocks: Vec<Span> = analysis.blocks.iter().map(|block| block.span).collect();
    prop_assert!(in_order(&blocks), "blocks {blocks:?}");
    let mut at = 0;
    for sentence in &analysis.sentences {
        let block = blocks[sentence.block as usize];
        prop_assert!(block.contains(sentence.span), "{sentence:?} is not in {block:?}");
        prop_assert!(sentence.span.start >= at, "{sentence:?} starts before {at}");
        prop_assert!(Span::new(at, sentence.span.start).slice(text).trim().is_empty());
        at = sentence.span.end;
    }
    prop_assert!(text[at as usize..].trim().is_empty(), "text is lost after {at}");

    let mut ids: Vec<u32> = analysis.entities.iter().map(|entity| entity.id).collect();
    ids.sort_unstable();
    ids.dedup();
    prop_assert_eq!(ids.len(), analysis.entities.len());
    let mut names: Vec<Span> = Vec::new();
    for entity in &analysis.entities {
        prop_assert!(!entity.name.is_empty());
        prop_assert!(!entity.mentions.is_empty());
        let mentions: Vec<Span> = entity.mentions.iter().map(|mention| mention.span).collect();
        prop_assert!(in_order(&mentions), "mentions {mentions:?}");
        let by_name = entity.mentions.iter().filter(|mention| mention.kind == MentionKind::Name);
        names.extend(by_name.map(|mention| mention.span));
    }
    names.sort_unstable();
    prop_assert!(in_order(&names), "names {names:?}");
    let salience: f32 = analysis.entities.iter().map(|entity| entity.salience).sum();
    let some_named = analysis.entities.iter().any(|entity| entity.kind.is_named());
    prop_assert!((salience - f32::from(some_named)).abs() < 1e-3, "salience {salience}");

    let starts: Vec<Span> = analysis.quotes.iter().map(|quote| quote.content[0]).collect();
    prop_assert!(starts.is_sorted_by_key(|span| span.start), "quotes {starts:?}");
    for quote in &analysis.quotes {
        prop_assert!(in_order(&quote.content) && in_order(&quote.quoted), "{quote:?}");
        for piece in &quote.quoted {
            prop_assert!(quote.content.iter().any(|span| span.contains(*piece)), "{quote:?}");
        }
        if let Some(id) = quote.speaker.as_ref().and_then(|speaker| speaker.entity_id) {
            prop_assert!(ids.contains(&id));
        }
        prop_assert!((0.0..=1.0).contains(&quote.confidence));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn news_like_text(text in newslike()) {
        let mut scratch = Scratch::default();
        let analysis = analyze(&text, &mut scratch);
        check_spans(&text, &analysis)?;
        check_shape(&text, &analysis)?;
    }

    #[test]
    fn text_said_to_be_in_a_language(text in foreign(), language in prop::sample::select(BY_RULE)) {
        let document = Document { language: Some(language), ..Document::new(&text) };
        let analysis = ANALYZER
            .analyze(&document, &Options::default(), &mut Scratch::default())
            .expect("a short text");
        check_spans(&text, &analysis)?;
        check_shape(&text, &analysis)?;
    }

    #[test]
    fn any_bytes_turned_text(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let analysis = analyze(&text, &mut Scratch::default());
        check_spans(&text, &analysis)?;
        check_shape(&text, &analysis)?;
    }

    #[test]
    fn same_answer_from_used_scratch(first in newslike(), second in newslike()) {
        let mut used = Scratch::default();
        analyze(&first, &mut used);
        prop_assert_eq!(analyze(&second, &mut used), analyze(&second, &mut Scratch::default()));
    }

    #[test]
    fn an_analysis_does_not_change_with_what_else_is_asked(text in newslike()) {
        let all = analyze(&text, &mut Scratch::default());
        for analysis_type in AnalysisType::ALL {
            let analyses = AnalysisSet::NONE.with(analysis_type);
            let options = Options { analyses, ..Options::default() };
            let alone = ANALYZER
                .analyze(&Document::new(&text), &options, &mut Scratch::default())
                .expect("a short text");
            match analysis_type {
                AnalysisType::Language => prop_assert_eq!(&alone.language, &all.language),
                AnalysisType::Sentences => prop_assert_eq!(&alone.sentences, &all.sentences),
                AnalysisType::Entities => prop_assert_eq!(&alone.entities, &all.entities),
                AnalysisType::Quotes => {
                    let contents = |analysis: &Analysis| -> Vec<_> {
                        analysis.quotes.iter().map(|quote| quote.content.clone()).collect()
                    };
                    prop_assert_eq!(contents(&alone), contents(&all));
                }
            }
        }
    }
}
