//! Text whose language is known.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use pullquote_core::language::training::{GROUPS, visit_words};
use serde::Deserialize;

/// A line of text as the model sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The hashed features of all its words.
    pub(crate) features: Vec<u32>,
    /// Where in `features` each word ends.
    pub(crate) ends: Vec<u32>,
}

impl Line {
    /// The words of `text` that belong to a group, in order.
    pub(crate) fn new(text: &str, group: usize) -> Self {
        let mut line = Line::default();
        visit_words(text, |word| {
            if word.group() == Some(group) {
                line.features.extend_from_slice(word.features);
                line.ends.push(line.features.len() as u32);
            }
        });
        line
    }

    /// The features of `count` words from `start` on.
    pub(crate) fn words(&self, start: usize, count: usize) -> &[u32] {
        let end = (start + count).min(self.ends.len());
        let from = if start == 0 { 0 } else { self.ends[start - 1] as usize };
        if end <= start { &[] } else { &self.features[from..self.ends[end - 1] as usize] }
    }
}

/// A document of an annotated set.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Labelled {
    /// Its id; `udhr-por_BR-39-s` is about paragraph 39 of the Brazilian text.
    pub(crate) id: String,
    /// ISO 639-3 code of its language.
    pub(crate) language: String,
    /// Its text.
    pub(crate) text: String,
}

impl Labelled {
    /// Number of the paragraph that it is, or ends with.
    pub(crate) fn paragraph(&self) -> u32 {
        self.id.split('-').nth(2).and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Which translation it is from.
    pub(crate) fn edition(&self) -> &str {
        self.id.split('-').nth(1).unwrap_or_default()
    }
}

/// The documents in a file of JSON lines.
///
/// # Errors
/// When the file cannot be read or a line is not such a document.
pub(crate) fn read_labelled(path: &Path) -> Result<Vec<Labelled>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().map(|line| serde_json::from_str(line).context("no labelled text"));
    lines.collect()
}

/// The lines for each class of each group that `collect.py` wrote to a folder.
///
/// # Errors
/// When no file at all is there or one cannot be read.
pub(crate) fn read_folder(folder: &Path) -> Result<Vec<Vec<Vec<String>>>> {
    let mut files = 0;
    let mut read = |path: PathBuf| -> Result<Vec<String>> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        files += 1;
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Ok(text.lines().map(str::to_owned).collect())
    };
    let mut groups = Vec::new();
    for group in &GROUPS {
        let mut classes = Vec::new();
        for class in group.classes {
            let with_script = folder.join(format!("{}-{}.txt", class.code, class.script));
            let plain = folder.join(format!("{}.txt", class.code));
            classes.push(read(if with_script.exists() { with_script } else { plain })?);
        }
        groups.push(classes);
    }
    ensure!(files > 0, "no text in {}", folder.display());
    Ok(groups)
}

/// Index of the class of a labelled text within a group, if it is one of that group's.
pub(crate) fn class_of(document: &Labelled, group: usize) -> Option<usize> {
    let code = bcp47(&document.language);
    let mut classes = GROUPS[group].classes.iter();
    if code == "zh" {
        let script = if document.edition().ends_with("hant") { "Hant" } else { "Hans" };
        return classes.position(|class| class.script == script);
    }
    classes.position(|class| class.code == code)
}

/// The BCP-47 code of a language that has an ISO 639-3 code.
pub(crate) fn bcp47(iso: &str) -> &str {
    let pairs = include_str!("iso639.txt").lines().filter_map(|line| line.split_once(' '));
    pairs.into_iter().find(|(three, _)| *three == iso).map_or(iso, |(_, two)| two)
}
