//! The answer for people: who said what, and who and what the article is about, on one page.

use std::collections::BTreeMap;
use std::io::{self, Write};

use console::{Style, Term, measure_text_width};
use pullquote::proto::v1::{
    AnalyzeResponse, BlockKind, Entity, EntityType, Quote, QuoteKind, Span,
};
use pullquote_core::{AnalysisSet, AnalysisType};

/// The widest that lines get: longer ones are hard to read.
const MAX_WIDTH: usize = 100;

/// The width of the column of entity types.
const TYPE_WIDTH: usize = 14;

/// How the page looks.
struct Look {
    width: usize,
    heading: Style,
    name: Style,
    aside: Style,
    warning: Style,
}

impl Look {
    fn new(colored: bool) -> Self {
        let style = || Style::new().force_styling(colored);
        let width = Term::stdout().size_checked().map_or(MAX_WIDTH, |(_, width)| width.into());
        Look {
            width: width.clamp(40, MAX_WIDTH),
            heading: style().bold(),
            name: style().bold().cyan(),
            aside: style().dim(),
            warning: style().yellow(),
        }
    }
}

/// Writes the page about one document, which has to carry the text of its spans.
///
/// # Errors
/// When `output` cannot be written.
pub(super) fn write(
    answer: &AnalyzeResponse,
    asked: AnalysisSet,
    colored: bool,
    output: &mut impl Write,
) -> io::Result<()> {
    let look = Look::new(colored);
    write_summary(answer, &look, output)?;
    for warning in &answer.warnings {
        let text = format!("warning: {}", warning.message);
        writeln!(output, "{}", look.warning.apply_to(text))?;
    }
    if asked.contains(AnalysisType::Quotes) {
        write_heading("Quotes", answer.quotes.len(), &look, output)?;
        for quote in &answer.quotes {
            write_quote(quote, &look, output)?;
        }
    }
    if asked.contains(AnalysisType::Entities) {
        write_heading("Entities", answer.entities.len(), &look, output)?;
        write_entities(&answer.entities, &look, output)?;
    }
    writeln!(output)
}

fn write_summary(answer: &AnalyzeResponse, look: &Look, output: &mut impl Write) -> io::Result<()> {
    writeln!(output, "{}", look.heading.apply_to(&answer.id))?;
    if let Some(language) = &answer.language {
        let unsure = if language.reliable { "" } else { ", not reliable" };
        let line = format!(
            "language {} ({}), confidence {:.2}{unsure}",
            language.code, language.script, language.confidence
        );
        writeln!(output, "{}", look.aside.apply_to(line))?;
    }
    if answer.blocks.is_empty() {
        return Ok(());
    }
    let mut kinds = BTreeMap::new();
    for block in &answer.blocks {
        *kinds.entry(block.kind).or_insert(0_usize) += 1;
    }
    let kinds: Vec<String> = kinds
        .into_iter()
        .filter_map(|(kind, count)| Some((BlockKind::try_from(kind).ok()?, count)))
        .map(|(kind, count)| format!("{count} {}", words(kind.as_str_name(), "BLOCK_KIND_")))
        .collect();
    let line = format!("{} sentences; blocks: {}", answer.sentences.len(), kinds.join(", "));
    for line in wrap(&line, look.width) {
        writeln!(output, "{}", look.aside.apply_to(line))?;
    }
    Ok(())
}

fn write_heading(
    heading: &str,
    count: usize,
    look: &Look,
    output: &mut impl Write,
) -> io::Result<()> {
    let count = if count == 0 { "none".to_owned() } else { count.to_string() };
    writeln!(output, "\n{} {}", look.heading.apply_to(heading), look.aside.apply_to(count))
}

/// Writes who, as what the text calls them, with which cue, and below it what they said.
fn write_quote(quote: &Quote, look: &Look, output: &mut impl Write) -> io::Result<()> {
    let (name, given) = speaker(quote);
    let cue = quote.cue.as_ref().map(one_line);
    let aside: Vec<String> = given.into_iter().chain(cue).collect();
    let kind = words(quote.kind().as_str_name(), "QUOTE_KIND_");
    let verdict = format!("{kind} {:.2}", quote.confidence);

    let left = format!("  {} {}", look.name.apply_to(name), look.aside.apply_to(aside.join(" ")));
    let taken = measure_text_width(&left) + measure_text_width(&verdict);
    let gap = " ".repeat(look.width.saturating_sub(taken).max(1));
    writeln!(output, "{left}{gap}{}", look.aside.apply_to(verdict))?;

    let said: Vec<String> = quote.content.iter().map(|span| piece(quote.kind(), span)).collect();
    for line in wrap(&said.join(" … "), look.width - 4) {
        writeln!(output, "    {line}")?;
    }
    Ok(())
}

/// The best name of the speaker and, when the text says it otherwise, how.
fn speaker(quote: &Quote) -> (String, Option<String>) {
    let Some(speaker) = &quote.speaker else {
        return ("(no speaker)".to_owned(), None);
    };
    let given = speaker.span.as_ref().map(one_line).unwrap_or_default();
    if speaker.name.is_empty() || speaker.name == given {
        (given, None)
    } else {
        (speaker.name.clone(), Some(format!("({given})")))
    }
}

/// A piece of what was said. The outer marks, which are not part of it, are put back.
fn piece(kind: QuoteKind, span: &Span) -> String {
    let said = one_line(span);
    if kind == QuoteKind::Direct { format!("“{said}”") } else { said }
}

/// Writes the entities by type, each with the number of its mentions, pronouns included.
fn write_entities(entities: &[Entity], look: &Look, output: &mut impl Write) -> io::Result<()> {
    let mut types: BTreeMap<i32, Vec<String>> = BTreeMap::new();
    for entity in entities {
        // Held together while the line is wrapped.
        let name = entity.name.split_whitespace().collect::<Vec<_>>().join("\u{a0}");
        let count = match entity.mentions.len() {
            0 | 1 => String::new(),
            count => format!("\u{a0}×{count}"),
        };
        types.entry(entity.r#type).or_default().push(name + &count);
    }
    for (kind, names) in types {
        let kind = EntityType::try_from(kind).unwrap_or(EntityType::Unspecified);
        let kind = words(kind.as_str_name(), "ENTITY_TYPE_");
        let mut label = look.name.apply_to(format!("{kind:<TYPE_WIDTH$}"));
        for line in wrap(&names.join(", "), look.width - 2 - TYPE_WIDTH) {
            writeln!(output, "  {label}{}", line.replace('\u{a0}', " "))?;
            label = look.name.apply_to(" ".repeat(TYPE_WIDTH));
        }
    }
    Ok(())
}

/// A name of the API in plain words: `LIST_ITEM` as "list item".
fn words(name: &str, prefix: &str) -> String {
    name.trim_start_matches(prefix).to_ascii_lowercase().replace('_', " ")
}

fn one_line(span: &Span) -> String {
    span.text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Breaks a line at spaces, but not at no-break spaces, so that each part is at most `width` cells
/// wide where its words allow it.
fn wrap(line: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0;
    for word in line.split(' ') {
        let cells = measure_text_width(word);
        if used > 0 && used + 1 + cells > width {
            lines.push(std::mem::take(&mut current));
            used = 0;
        }
        if used > 0 {
            current.push(' ');
            used += 1;
        }
        current.push_str(word);
        used += cells;
    }
    lines.push(current);
    lines
}

#[cfg(test)]
mod tests {
    use pullquote::proto::v1::{Mention, MentionKind, Speaker};

    use super::*;

    fn span(text: &str) -> Option<Span> {
        Some(Span { start: 0, end: 1, text: text.to_owned() })
    }

    fn page(answer: &AnalyzeResponse) -> String {
        let mut output = Vec::new();
        write(answer, AnalysisSet::ALL, false, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    }

    #[test]
    fn a_quote_shows_the_name_behind_the_pronoun() {
        let quote = Quote {
            kind: QuoteKind::Direct.into(),
            content: vec![span("We stay\nput.").unwrap(), span("It is late.").unwrap()],
            cue: span("said"),
            speaker: Some(Speaker {
                span: span("she"),
                name: "Ada Bell".to_owned(),
                ..Speaker::default()
            }),
            confidence: 0.5,
            ..Quote::default()
        };
        let page = page(&AnalyzeResponse { quotes: vec![quote], ..AnalyzeResponse::default() });
        assert!(page.contains("  Ada Bell (she) said "), "{page}");
        assert!(page.contains("direct 0.50\n    “We stay put.” … “It is late.”\n"), "{page}");
        assert!(!page.contains('\u{1b}'), "coloured without being asked: {page}");
    }

    #[test]
    fn a_quote_without_speaker_says_so() {
        let quote = Quote { content: vec![span("Run").unwrap()], ..Quote::default() };
        let page = page(&AnalyzeResponse { quotes: vec![quote], ..AnalyzeResponse::default() });
        assert!(page.contains("(no speaker)"), "{page}");
    }

    #[test]
    fn entities_are_counted_by_type() {
        let named = Mention { kind: MentionKind::Name.into(), ..Mention::default() };
        let pronoun = Mention { kind: MentionKind::Pronoun.into(), ..Mention::default() };
        let entity = |name: &str, kind: EntityType, mentions| Entity {
            name: name.to_owned(),
            r#type: kind.into(),
            mentions,
            ..Entity::default()
        };
        let entities = vec![
            entity("Ada Bell", EntityType::Person, vec![named.clone(), named.clone(), pronoun]),
            entity("Oslo", EntityType::Location, vec![named.clone()]),
            entity("Bo Li", EntityType::Person, vec![named.clone(), named]),
        ];
        let page = page(&AnalyzeResponse { entities, ..AnalyzeResponse::default() });
        assert!(page.contains("person        Ada Bell ×3, Bo Li ×2\n"), "{page}");
        assert!(page.contains("location      Oslo\n"), "{page}");
    }

    #[test]
    fn wrapping_loses_no_word_and_measures_cells() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("unbreakable", 4), ["unbreakable"]);
        assert_eq!(wrap("東京 大阪", 5), ["東京", "大阪"]);
        assert_eq!(wrap("a\u{a0}b c", 3), ["a\u{a0}b", "c"]);
    }
}
