//! Articles written for training, with their names marked in the text:
//!
//! ```text
//! # a comment
//! {L NAIROBI} - {P Juana Mbeki} of {O Harvest Fund} met {N Kenyan} farmers.
//! ---
//! the next article
//! ```
//!
//! The letters stand for person, organization, location, nationality and other (M, as in MISC).

use std::path::Path;

use anyhow::{Context, Result, bail};
use pullquote_training::corpus::{self, CodePointRange, NameAnnotation, NamedDocument};

/// Stands alone on the line between two articles.
const BETWEEN: &str = "---";

/// Whether a file is of marked articles, by its name.
fn is_marked(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "txt")
}

/// The name of the data that a file is of: of marked articles that of their folder.
pub(super) fn name_of_data(path: &Path) -> String {
    corpus::name_of(path.parent().filter(|_| is_marked(path)).unwrap_or(path))
}

/// Reads a file of annotated documents: marked articles when its name ends with `.txt`, JSON lines
/// otherwise.
pub(super) fn read(path: &Path) -> Result<Vec<NamedDocument>> {
    if !is_marked(path) {
        return corpus::read(path);
    }
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    let articles = lines.split(|line| line.trim() == BETWEEN).map(|lines| lines.join("\n"));
    let articles = articles.filter(|article| !article.trim().is_empty());
    let parse_numbered = |(index, article): (usize, String)| {
        let id = format!("{}-{}", corpus::name_of(path), index + 1);
        parse(&id, article.trim()).with_context(|| format!("article {id}"))
    };
    articles.enumerate().map(parse_numbered).collect()
}

/// An article without its marks, and the names that they mark.
fn parse(id: &str, marked: &str) -> Result<NamedDocument> {
    let mut document = NamedDocument { id: id.into(), text: String::new(), entities: Vec::new() };
    let mut rest = marked;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, behind)) = behind.split_once('}') else {
            bail!("nothing closes the brace before {behind:.30}");
        };
        let (kind, fine) = match name.split_once(' ').map(|(letter, _)| letter) {
            Some("P") => ("PER", None),
            Some("O") => ("ORG", None),
            Some("L") => ("LOC", None),
            Some("N") => ("MISC", Some("NORP")),
            Some("M") => ("MISC", Some("OTHER")),
            _ => bail!("no letter of a type in {{{name}}}"),
        };
        let (kind, fine) = (kind.to_owned(), fine.map(str::to_owned));
        document.text.push_str(before);
        let start = document.text.chars().count();
        document.text.push_str(&name[2..]);
        let range = CodePointRange { start, end: document.text.chars().count() };
        document.entities.push(NameAnnotation { range, kind, fine });
        rest = behind;
    }
    document.text.push_str(rest);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_names() {
        let document = parse("a", "Où est {P Zoë Ruiz} de {L São Tomé}?").unwrap();
        assert_eq!(document.text, "Où est Zoë Ruiz de São Tomé?");
        let names: Vec<_> = document
            .entities
            .iter()
            .map(|name| (name.kind.as_str(), name.range.start, name.range.end))
            .collect();
        assert_eq!(names, [("PER", 7, 15), ("LOC", 19, 27)]);
    }

    #[test]
    fn what_is_no_mark_is_an_error() {
        for wrong in ["{P Zoë", "{Z Zoë}", "{Zoë}", "{}"] {
            assert!(parse("a", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_articles_written_for_training_can_be_read() {
        let names = Path::new(env!("CARGO_MANIFEST_DIR")).join("names");
        for folder in [names.clone(), names.join("held-out")] {
            let mut articles = 0;
            for file in std::fs::read_dir(folder).unwrap() {
                let path = file.unwrap().path();
                if is_marked(&path) {
                    articles += read(&path).unwrap().len();
                }
            }
            assert!(articles > 0);
        }
    }
}
