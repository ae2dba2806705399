//! Sentence ends by phenomenon: a table for each language, `sentences/<language>.txt`.

use std::path::Path;

use pullquote_core::sentences::Segmenter;
use pullquote_core::text::split_blocks;

/// Fewest cases that a language's table must hold.
const FEWEST: usize = 20;
const FEWEST_ENGLISH: usize = 150;

/// A line of a table: the text, and the sentences expected in it.
struct Case {
    text: String,
    sentences: Vec<String>,
}

impl Case {
    /// Reads a line in which "¦" marks sentence ends and "\n" line breaks.
    fn parse(line: &str) -> Self {
        let line = line.replace("\\n", "\n");
        let sentences = line.split(['¦', '\n']).map(str::trim).filter(|part| !part.is_empty());
        Case {
            sentences: sentences.map(str::to_owned).collect(),
            text: line.replace(" ¦ ", " ").replace('¦', ""),
        }
    }
}

#[test]
fn tables_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sentences");
    let segmenter = Segmenter::new().unwrap();
    let (mut tables, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let language = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let table = std::fs::read_to_string(&path).unwrap();
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let cases: Vec<Case> = lines.map(Case::parse).collect();
        let fewest = if language == "en" { FEWEST_ENGLISH } else { FEWEST };
        assert!(cases.len() >= fewest, "{language} has only {} cases", cases.len());
        tables += 1;
        for case in cases {
            let found = segmenter.segment(&case.text, &split_blocks(&case.text), &language);
            let found: Vec<&str> = found.iter().map(|s| s.span.slice(&case.text)).collect();
            if found != case.sentences {
                wrong.push(format!("{language}: {found:?}"));
            }
        }
    }
    assert_eq!(tables, 22);
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
