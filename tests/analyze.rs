//! `pullquote analyze`, run as a person or a script would run it.

use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

const ARTICLE: &str = "examples/article.txt";

fn analyze(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .arg("analyze")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().ok();
    output
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

fn json_lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Calls `check` with every span of an answer, wherever it is.
fn each_span(answer: &Value, check: &mut dyn FnMut(usize, usize, &str)) {
    match answer {
        Value::Object(fields) => {
            if let (Some(start), Some(end)) = (fields.get("start"), fields.get("end")) {
                let offset = |value: &Value| value.as_u64().unwrap() as usize;
                check(offset(start), offset(end), fields["text"].as_str().unwrap());
            }
            fields.values().for_each(|field| each_span(field, check));
        }
        Value::Array(items) => items.iter().for_each(|item| each_span(item, check)),
        _ => {}
    }
}

#[test]
fn people_get_a_page_without_escape_codes_in_a_pipe() {
    let output = analyze(&[ARTICLE], "");
    assert!(output.status.success(), "{}", stderr(&output));
    let page = stdout(&output);
    for part in [ARTICLE, "language en (Latn)", "Quotes", "Entities"] {
        assert!(page.contains(part), "no {part:?} in {page}");
    }
    assert!(!page.contains('\u{1b}'));
    assert!(stdout(&analyze(&["--color=always", ARTICLE], "")).contains("\u{1b}["));
}

#[test]
fn standard_input_is_read_when_no_file_or_a_dash_is_given() {
    for args in [&["--json"][..], &["--json", "-"]] {
        let answer: Value = serde_json::from_slice(&analyze(args, "It rains.").stdout).unwrap();
        assert_eq!(answer["sentences"][0]["span"]["text"], "It rains.");
    }
}

#[test]
fn json_spans_slice_the_file_in_the_unit_asked_for() {
    let text = "«Ça va», dit Zoë. 👩‍🚒 东京\u{a0}2025. \u{65}\u{301}té.";
    let code_points: Vec<char> = text.chars().collect();
    let code_units: Vec<u16> = text.encode_utf16().collect();
    for unit in ["utf8", "utf16", "utf32"] {
        let output = analyze(&["--json", "--offset-unit", unit], text);
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let mut spans = 0;
        each_span(&answer, &mut |start, end, expected| {
            let slice = match unit {
                "utf8" => text[start..end].to_owned(),
                "utf16" => String::from_utf16(&code_units[start..end]).unwrap(),
                _ => code_points[start..end].iter().collect(),
            };
            assert_eq!(slice, expected, "{unit}");
            spans += 1;
        });
        assert!(spans > 0, "{unit}");
    }
}

#[test]
fn only_what_is_asked_for_is_in_the_json() {
    let output = analyze(
        &["--json", "--analyses", "language", "--omit-text"],
        "It rained all night and stopped at dawn.",
    );
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["language"]["code"], "en");
    assert_eq!(answer["sentences"], json!([]));
    let output = analyze(
        &["--json", "--analyses", "sentences", "--omit-text"],
        "It rained all night and stopped at dawn.",
    );
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["sentences"][0]["span"]["text"], "");
    assert_eq!(answer.get("language"), None);
}

#[test]
fn lines_are_answered_in_order_on_any_number_of_threads() {
    let lines: Vec<String> = (0..500)
        .map(|id| json!({ "id": id.to_string(), "text": "Rain. ".repeat(id % 40 + 1) }).to_string())
        .collect();
    let input = lines.join("\n");
    let reference = analyze(&["--jsonl", "--threads", "1"], &input);
    assert_eq!(json_lines(&reference).len(), 500);
    for (at, answer) in json_lines(&reference).iter().enumerate() {
        assert_eq!(answer["id"], at.to_string());
    }
    let output = analyze(&["--jsonl", "--threads", "4"], &input);
    assert_eq!(output.stdout, reference.stdout);
    assert!(output.stderr.is_empty(), "a progress bar in a pipe: {}", stderr(&output));
}

#[test]
fn lines_may_have_other_keys_and_lack_what_is_optional() {
    let input = concat!(
        r#"{"publisher": {"x": [1]}, "id": 7, "text": "It rains.", "title": null}"#,
        "\r\n\n",
        r#"{"text": "Es regnet.", "language": "", "title": "Wetter"}"#,
    );
    let output = analyze(&["--jsonl"], input);
    assert!(output.status.success(), "{}", stderr(&output));
    let answers = json_lines(&output);
    assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!("7"), &json!("")));
}

#[test]
fn a_bad_line_is_reported_by_number_and_its_neighbours_are_answered() {
    let input = "{\"id\": \"a\", \"text\": \"One.\"}\n\nnot json\n{\"id\": \"b\"}\n{\"text\": \"\"}\n\
        {\"text\": \"One.\", \"language\": \"english\"}\n";
    let output = analyze(&["--jsonl"], input);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(json_lines(&output).len(), 2);
    let errors = stderr(&output);
    assert!(errors.contains("stdin:3: "), "{errors}");
    assert!(errors.contains("stdin:4: missing field `text`"), "{errors}");
    assert!(errors.contains("stdin:6: \"english\" does not start with"), "{errors}");
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_answered() {
    let output = analyze(&["--json", "no/such/file", ARTICLE], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("no/such/file: "), "{}", stderr(&output));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["id"], ARTICLE);

    let mut latin1 = tempfile::NamedTempFile::new().unwrap();
    latin1.write_all(b"caf\xe9").unwrap();
    let output = analyze(&[latin1.path().to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("not UTF-8 from byte 3 on"), "{}", stderr(&output));
}

#[test]
fn wrong_arguments_are_refused() {
    for args in [
        &["--min-confidence", "1.5"][..],
        &["--offset-unit", "utf7"],
        &["--language", "english"],
        &["--json", "--jsonl"],
    ] {
        let output = analyze(args, "");
        assert_eq!(output.status.code(), Some(64), "{args:?}");
        assert!(stderr(&output).contains(args[0]), "{}", stderr(&output));
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let line = json!({ "id": "x", "text": "Rain falls. ".repeat(200) }).to_string() + "\n";
    let mut child = Command::new(env!("CARGO_BIN_EXE_pullquote"))
        .args(["analyze", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        // Fails when the command stops reading, as it should.
        (0..2_000).try_for_each(|_| stdin.write_all(line.as_bytes())).ok();
    });
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut [0; 100]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{:?}: {}", output.status, stderr(&output));
    assert_eq!(stderr(&output), "");
}
