//! Who said what, by case files: a line holds a text and what is to be found in it.
//!
//! `text || content < speaker`: pieces of one quote are joined by ` + `, quotes by ` | `; `\n` is a
//! line end; nothing after `||` means no quote; a quote without `<` has no speaker. A second `||` may
//! give the kinds of the quotes. A line that begins with `?` says what would be right but is not
//! found; when it is, the test asks for the mark to be taken away.

use std::sync::LazyLock;

use proptest::prelude::*;
use pullquote_core::{Analyzer, Document, Options, Quote, Scratch};

/// What was found in a text, written as the case files do.
fn shown(quotes: &[Quote], text: &str) -> String {
    let quote = |quote: &Quote| {
        let pieces: Vec<&str> = quote.content.iter().map(|span| span.slice(text)).collect();
        let speaker = quote.speaker.as_ref().map(|speaker| speaker.span.slice(text));
        match speaker {
            Some(speaker) => format!("{} < {speaker}", pieces.join(" + ")),
            None => pieces.join(" + "),
        }
    };
    quotes.iter().map(quote).collect::<Vec<_>>().join(" | ")
}

/// The kinds of quotes, as the case files write them.
fn kinds(quotes: &[Quote]) -> String {
    let kinds: Vec<String> =
        quotes.iter().map(|quote| format!("{:?}", quote.kind).to_lowercase()).collect();
    kinds.join(" ")
}

/// The cases that fail, among them those that are known to and do not.
fn failures(language: &str, cases: &str) -> (usize, Vec<String>) {
    let analyzer = Analyzer::new().unwrap();
    let mut scratch = Scratch::default();
    let mut count = 0;
    let mut failed = Vec::new();
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (line, known) = line.strip_prefix("? ").map_or((line, false), |rest| (rest, true));
        let mut fields = line.split("||").map(str::trim);
        let text = fields.next().unwrap().replace("\\n", "\n");
        let expected = fields.next().unwrap();
        let document = Document { text: &text, title: None, language: Some(language) };
        let analysis = analyzer.analyze(&document, &Options::default(), &mut scratch).unwrap();
        let found = shown(&analysis.quotes, &text);
        let kinds = kinds(&analysis.quotes);
        let right = found == expected && fields.next().is_none_or(|expected| kinds == expected);
        count += 1;
        if right && known {
            failed.push(format!("{text}\n    is right now: take the question mark away"));
        } else if !right && !known {
            failed
                .push(format!("{text}\n    expected {expected}\n    found    {found} || {kinds}"));
        }
    }
    (count, failed)
}

/// English goes by trained models. What they get wrong is measured elsewhere and listed in
/// `docs/quality/quotes.md`; these are held.
#[test]
fn english() {
    let (count, failed) = failures("en", include_str!("quotes/en.txt"));
    assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
}

/// Speakers are given the names that the text has for them, and nobody's where it has none.
#[test]
fn speakers_have_their_names() {
    let analyzer = Analyzer::new().unwrap();
    let mut scratch = Scratch::default();
    let cases = include_str!("quotes/names.txt");
    let mut failed = Vec::new();
    for line in cases.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (language, rest) = line.split_once(" | ").unwrap();
        let (text, expected) = rest.split_once(" || ").unwrap();
        let document = Document { text, title: None, language: Some(language) };
        let analysis = analyzer.analyze(&document, &Options::default(), &mut scratch).unwrap();
        let name = |quote: &Quote| {
            let name = quote.speaker.as_ref().and_then(|speaker| speaker.name.clone());
            name.unwrap_or_else(|| "-".to_owned())
        };
        let found = analysis.quotes.iter().map(name).collect::<Vec<_>>().join("; ");
        if found != expected {
            failed.push(format!("{text}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(failed.is_empty(), "{} are wrong:\n{}", failed.len(), failed.join("\n"));
}

macro_rules! by_rule {
    ($($language:ident)*) => {$(
        #[test]
        fn $language() {
            let language = stringify!($language);
            let (count, failed) =
                failures(language, include_str!(concat!("quotes/", stringify!($language), ".txt")));
            assert!(count >= 25, "only {count} cases");
            assert!(failed.is_empty(), "{} of {count}:\n{}", failed.len(), failed.join("\n"));
        }
    )*};
}

by_rule!(de es fr it nl pl pt ru uk);

fn analyzed(text: &str, language: &str) -> Vec<Quote> {
    static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::new().unwrap());
    let document = Document { text, title: None, language: Some(language) };
    ANALYZER.analyze(&document, &Options::default(), &mut Scratch::default()).unwrap().quotes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn verbatim_pieces_lie_within_the_content(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "Anna Berg ", "said ", "sagte ", "he ", "that ", "the boat ", "left", ". ", ", ",
                "\"", "“", "”", "'", "‘", "’", "''", "«", "»", "„", "\n\n", ": ", "— ", "according to ",
                "dass ", "sei ", "laut ", "so ", "wie ", ", a-t-il dit, ", "dit-elle ", "selon lui ", "; ",
                "— сказал он. — ", "по его словам ", "мэр ", "как ", "que ", "le maire ", "(", ")", "– mówi ",
            ]),
            0..60,
        ),
        language in "en|de|fr|ru|pl",
    ) {
        let text = pieces.concat();
        let quotes = analyzed(&text, &language);
        for quote in &quotes {
            prop_assert!(!quote.content.is_empty());
            prop_assert!(quote.content.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(quote.quoted.windows(2).all(|pair| pair[0].end <= pair[1].start));
            for piece in &quote.quoted {
                prop_assert!(quote.content.iter().any(|content| content.contains(*piece)));
            }
            let spans = quote.content.iter().chain(&quote.quoted).chain(&quote.cue);
            prop_assert!(spans.into_iter().all(|span| !span.slice(&text).is_empty()));
            prop_assert!((0.0..=1.0).contains(&quote.confidence));
        }
        prop_assert_eq!(quotes, analyzed(&text, &language));
    }
}

/// However many quotations a sentence has, what they are pieces of does not all reach to its end: answers
/// hold the text of what was said, so their size is linear in that of the text only then.
#[test]
fn contents_do_not_pile_up() {
    let analyzer = Analyzer::new().unwrap();
    let mut scratch = Scratch::default();
    let repeated = [
        ("de", "„a“ sagte er, dass "),
        ("es", "«a» dijo que "),
        ("fr", "« a » a dit que "),
        ("it", "«a» ha detto che "),
        ("nl", "‘a’ zei dat "),
        ("pl", "„a” powiedział, że "),
        ("pt", "«a» disse que "),
        ("ru", "«а» сказал, что "),
        ("uk", "«а» сказав, що "),
        ("en", "“a” he said that "),
    ];
    for (language, piece) in repeated {
        let text = piece.repeat(3_000);
        let document = Document { text: &text, title: None, language: Some(language) };
        let analysis = analyzer.analyze(&document, &Options::default(), &mut scratch).unwrap();
        let contents = analysis.quotes.iter().flat_map(|quote| &quote.content);
        let said: usize = contents.map(|span| span.slice(&text).len()).sum();
        assert!(said < 64 * text.len(), "{language}: {said} of {}", text.len());
    }
}
