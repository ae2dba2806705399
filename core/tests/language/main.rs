//! The language of documents: codes, scripts, hints, parts, odd text.

mod news;

use proptest::prelude::*;
use pullquote_core::language::Detector;
use pullquote_core::text::split_blocks;
use pullquote_core::{Document, Language, Warning};

fn detect(document: &Document<'_>) -> (Language, Vec<Warning>) {
    let detector = Detector::new().unwrap();
    let mut warnings = Vec::new();
    let language = detector.detect(document, &split_blocks(document.text), &mut warnings);
    (language, warnings)
}

fn detect_text(text: &str) -> Language {
    detect(&Document::new(text)).0
}

fn with_hint(text: &str, hint: &str) -> (Language, Vec<Warning>) {
    detect(&Document { language: Some(hint), ..Document::new(text) })
}

const ENGLISH: &str = "The minister said on Tuesday that the talks would go on until both sides \
                       had agreed on a date for the vote.";
const GERMAN: &str = "Der Minister sagte am Dienstag, die Gespräche würden fortgesetzt, bis sich \
                      beide Seiten auf einen Termin geeinigt hätten.";
const RUSSIAN: &str = "Министр заявил во вторник, что переговоры продолжатся, пока стороны не \
                       договорятся о дате голосования.";

#[test]
fn scripts_of_one_language_tell_it() {
    for (text, code, script) in [
        ("Ο υπουργός είπε ότι", "el", "Grek"),
        ("รัฐมนตรีกล่าวว่า", "th", "Thai"),
        ("장관은 화요일에 말했다", "ko", "Kore"),
        ("მინისტრმა თქვა", "ka", "Geor"),
        ("Նախարարը ասաց", "hy", "Armn"),
        ("মন্ত্রী মঙ্গলবার বলেছেন", "bn", "Beng"),
        ("மந்திரி செவ்வாயன்று கூறினார்", "ta", "Taml"),
        ("ሚኒስትሩ ማክሰኞ ዕለት", "am", "Ethi"),
        ("ဝန်ကြီးက ပြောသည်", "my", "Mymr"),
        ("大臣は火曜日に会談を続けると述べた。", "ja", "Jpan"),
        ("部长星期二说，会谈将继续进行，直到双方达成协议。", "zh", "Hans"),
        ("部長星期二說，會談將繼續進行，直到雙方達成協議。", "zh", "Hant"),
    ] {
        let language = detect_text(text);
        assert_eq!((&*language.code, language.script), (code, script), "{text}");
    }
}

#[test]
fn a_few_words_are_taken_for_a_common_language() {
    for (text, code) in [
        ("It rains.", "en"),
        ("No comment.", "en"),
        ("We won.", "en"),
        ("Prices rose.", "en"),
        ("Il pleut.", "fr"),
        ("Guten Morgen!", "de"),
        ("Llueve.", "es"),
    ] {
        assert_eq!(detect_text(text).code, code, "{text}");
    }
}

#[test]
fn a_foreign_block_is_found_among_many() {
    let blocks = [ENGLISH, GERMAN, ENGLISH, RUSSIAN, ENGLISH, ENGLISH, ENGLISH, ENGLISH, ENGLISH];
    let language = detect_text(&blocks.join("\n\n"));
    assert_eq!(language.code, "en");
    let parts: Vec<&str> = language.parts.iter().map(|part| part.code).collect();
    assert_eq!(parts, ["de", "ru"]);
}

#[test]
fn nothing_to_go_by_is_undetermined() {
    for text in
        ["", " \n\n ", "1948", "12.5 % — 3:0 !!", "https://example.org/the/minister", "😀😀"]
    {
        let language = detect_text(text);
        assert_eq!((&*language.code, language.script), ("und", "Zyyy"), "{text:?}");
        assert!(!language.reliable && language.confidence == 0.0);
    }
}

#[test]
fn addresses_and_numbers_do_not_tell_the_language() {
    let text =
        format!("{GERMAN} https://www.example.com/the-news-of-the-day/and/what/it/means.html");
    assert_eq!(detect_text(&text).code, "de");
}

#[test]
fn a_serbian_text_is_serbian_in_both_scripts() {
    for (text, script) in [
        (
            "Министар је у уторак рекао да ће се преговори наставити све док се обе стране не договоре.",
            "Cyrl",
        ),
        (
            "Ministar je u utorak rekao da će se pregovori nastaviti sve dok se obe strane ne dogovore.",
            "Latn",
        ),
    ] {
        let language = detect_text(text);
        assert_eq!((&*language.code, language.script), ("sr", script));
    }
}

#[test]
fn names_in_another_script_do_not_change_the_language() {
    let language = detect_text(&format!("{RUSSIAN} Об этом сообщает The New York Times."));
    assert_eq!((&*language.code, language.script), ("ru", "Cyrl"));
}

#[test]
fn a_hint_keeps_its_subtags_when_the_text_agrees() {
    let (language, warnings) = with_hint(ENGLISH, "en-GB");
    assert_eq!(language.code, "en-GB");
    assert!(language.reliable && language.confidence > 0.95 && warnings.is_empty());
    assert!(language.parts.is_empty());
}

#[test]
fn a_hint_decides_where_the_text_says_little() {
    for (text, hint) in [("OK", "pt-BR"), ("", "sv"), ("12.5", "fr"), ("Madrid", "es")] {
        let (language, warnings) = with_hint(text, hint);
        assert_eq!(language.code, hint, "{text:?}");
        assert!(warnings.iter().all(|warning| *warning == Warning::AlternativesTruncated));
    }
}

#[test]
fn a_wrong_hint_is_reported_and_not_obeyed() {
    let (language, warnings) = with_hint(GERMAN, "en");
    assert_eq!(language.code, "de");
    let expected = Warning::LanguageHintDisagrees { hint: "en".to_owned(), detected: "de" };
    assert_eq!(warnings, [expected]);
}

#[test]
fn hints_have_other_names() {
    let norwegian =
        "Statsministeren sa tirsdag at forhandlingene vil fortsette til begge parter er enige.";
    for (text, hint, code) in
        [(norwegian, "no", "no"), (ENGLISH, "EN-us", "en-US"), (ENGLISH, "en_US", "en-US")]
    {
        let (language, warnings) = with_hint(text, hint);
        assert_eq!((&*language.code, warnings.as_slice()), (code, [].as_slice()));
    }
}

#[test]
fn the_language_of_the_hint_is_no_part_of_its_own() {
    let text = format!("{ENGLISH}\n\n{ENGLISH}");
    for hint in ["en", "EN", "en-US"] {
        let (language, _) = with_hint(&text, hint);
        assert!(language.parts.is_empty() && language.alternatives.is_empty(), "{language:?}");
    }
}

#[test]
fn a_hint_that_names_no_language_is_ignored() {
    for hint in ["und", "", "mul"] {
        assert_eq!(with_hint(ENGLISH, hint).0.code, "en");
    }
}

#[test]
fn blocks_in_another_language_are_parts() {
    let text =
        format!("{ENGLISH}\n\n{ENGLISH}\n\n{GERMAN}\n\n{GERMAN}\n\n{ENGLISH}\n\n{RUSSIAN}\n");
    let language = detect_text(&text);
    assert_eq!(language.code, "en");
    let parts: Vec<_> =
        language.parts.iter().map(|part| (part.code, part.span.slice(&text))).collect();
    let german = format!("{GERMAN}\n\n{GERMAN}");
    assert_eq!(parts, [("de", german.as_str()), ("ru", RUSSIAN)]);
}

#[test]
fn alternatives_are_ranked_and_bounded() {
    let language = detect_text("a la");
    let confidences: Vec<_> = language.alternatives.iter().map(|other| other.confidence).collect();
    assert!(confidences.is_sorted_by(|a, b| a >= b));
    assert!(
        confidences.len() <= 5 && confidences.iter().all(|&other| other <= language.confidence)
    );
    assert!(language.alternatives.iter().all(|other| other.code != language.code));
}

#[test]
fn every_language_of_the_list_is_known() {
    assert!(Detector::languages().count() > 80);
    assert!(Detector::languages().all(Detector::knows));
    assert!(!Detector::knows("und") && !Detector::knows(""));
}

#[test]
fn a_text_that_begins_with_a_megabyte_of_nothing_is_still_told() {
    let text = format!("{}{ENGLISH}", "1234567890 ".repeat(100_000));
    assert_eq!(detect_text(&text).code, "en");
}

proptest! {
    #[test]
    fn any_text_has_one_answer(text in "\\PC{0,400}", hint in prop::option::of("[a-zA-Z-]{0,8}")) {
        let document = Document { language: hint.as_deref(), ..Document::new(&text) };
        let (language, warnings) = detect(&document);
        prop_assert_eq!(&detect(&document), &(language.clone(), warnings));
        prop_assert!((0.0..=1.0).contains(&language.confidence));
        for part in &language.parts {
            prop_assert!(!part.span.slice(&text).is_empty());
        }
    }
}
