//! Answers of other language detectors, in the form that `score.py` reads, with their speed.
//!
//! `language-peers lingua-high|lingua-low|whatlang|whichlang < GOLD.jsonl > ANSWERS.jsonl`
//! reads lines of `{"id", "text"}`; `language-peers PEER languages` lists the ISO 639-3 codes that
//! the peer knows.

use std::io::{BufRead, Write};
use std::time::{Duration, Instant};

use lingua::{Language, LanguageDetectorBuilder};

/// Tells the ISO 639-3 code of a text.
type Detect = Box<dyn Fn(&str) -> Option<String>>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let peer = arguments.first().map_or("", String::as_str);
    if arguments.get(1).is_some_and(|argument| argument == "languages") {
        println!("{}", languages(peer).join(" "));
        return Ok(());
    }
    let Some(detect) = detector(peer) else {
        return Err("which peer? lingua-high, lingua-low, whatlang or whichlang".into());
    };
    detect("Models are loaded when they are first used, which is not what is measured here.");
    let mut took = Duration::ZERO;
    let mut bytes = 0;
    let mut output = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let document: serde_json::Value = serde_json::from_str(&line?)?;
        let text = document["text"].as_str().unwrap_or_default();
        let start = Instant::now();
        let code = detect(text).unwrap_or_else(|| "und".to_owned());
        took += start.elapsed();
        bytes += text.len();
        let answer = serde_json::json!({"id": document["id"], "language": {"code": code}});
        writeln!(output, "{answer}")?;
    }
    eprintln!("{peer}: {:.2} MB/s", bytes as f64 / 1e6 / took.as_secs_f64());
    Ok(())
}

fn detector(peer: &str) -> Option<Detect> {
    let lingua_code = |language: Language| language.iso_code_639_3().to_string();
    Some(match peer {
        "lingua-high" | "lingua-low" => {
            let mut builder = LanguageDetectorBuilder::from_all_languages();
            if peer == "lingua-low" {
                builder.with_low_accuracy_mode();
            }
            let detector = builder.with_preloaded_language_models().build();
            Box::new(move |text| detector.detect_language_of(text).map(lingua_code))
        }
        "whatlang" => Box::new(|text| whatlang::detect_lang(text).map(|lang| standard(lang.code()))),
        "whichlang" => {
            Box::new(|text| Some(standard(whichlang::detect_language(text).three_letter_code())))
        }
        _ => return None,
    })
}

fn languages(peer: &str) -> Vec<String> {
    match peer {
        "whatlang" => whatlang::Lang::all().iter().map(|lang| standard(lang.code())).collect(),
        "whichlang" => {
            let all = whichlang::LANGUAGES.iter();
            all.map(|lang| standard(lang.three_letter_code())).collect()
        }
        _ => Language::all().iter().map(|language| language.iso_code_639_3().to_string()).collect(),
    }
}

/// The peers name some macrolanguages by their main member.
fn standard(code: &str) -> String {
    match code {
        "cmn" => "zho",
        "pes" => "fas",
        "arb" => "ara",
        other => other,
    }
    .to_owned()
}
