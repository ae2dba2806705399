//! Lines of a text, and lines that a fixed column broke put together again.

use crate::analysis::Span;

/// One line, or several that were one before they were wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it is, without the white space around it. Never empty.
    pub(super) span: Span,
    /// White space before its first character.
    pub(super) indent: u32,
    /// Whether blank lines, or the start of the text, come before it.
    pub(super) blank_before: bool,
}

/// Columns that text is wrapped at lie between these.
const NARROWEST_COLUMN: u32 = 40;
const WIDEST_COLUMN: u32 = 100;
/// With fewer line breaks than this, there is too little to tell a column by.
const FEWEST_BREAKS: usize = 3;
/// The longest word that a line is taken to have ended before for want of room.
const LONGEST_WORD: u32 = 15;

/// The lines of `text` that are not blank, wrapped ones joined. Linear.
pub(super) fn logical_lines(text: &str) -> Vec<Line> {
    let lines = physical_lines(text);
    let is_adjacent = |pair: &[Line]| !pair[1].blank_before;
    let breaks: Vec<Break> = lines
        .windows(2)
        .filter(|pair| is_adjacent(pair))
        .map(|pair| Break::between(text, pair[0], pair[1]))
        .collect();
    let Some(column) = wrapping_column(&breaks) else { return lines };

    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    let mut breaks = breaks.iter();
    for line in lines {
        let line_break = if line.blank_before { None } else { breaks.next() };
        match (joined.last_mut(), line_break) {
            (Some(last), Some(line_break)) if line_break.is_wrap(column) => {
                last.span.end = line.span.end;
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// The lines of `text` that are not blank.
fn physical_lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    let mut blank_before = true;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        let line = &text[at..end];
        let start = at + (line.len() - line.trim_start_matches(char::is_whitespace).len());
        let end = at + line.trim_end_matches(char::is_whitespace).len();
        if start < end {
            let span = Span::new(start as u32, end as u32);
            lines.push(Line { span, indent: (start - at) as u32, blank_before });
            blank_before = false;
        } else {
            blank_before = true;
        }
        // Separators of paragraphs and pages do what a blank line does.
        blank_before |= matches!(text[..next].chars().next_back(), Some('\u{2029}' | '\u{C}'));
        at = next;
    }
    lines
}

/// Where the line that starts at `at` ends, and where the next one starts: line ends of Unicode
/// (UAX 14: BK, CR, LF, NL), "\r\n" being one.
fn line_end(text: &str, at: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut from = at;
    while let Some(found) = bytes[from..].iter().position(|&byte| MAY_END_LINE[byte as usize]) {
        let end = from + found;
        let length = match &bytes[end..] {
            [b'\r', b'\n', ..] | [0xC2, 0x85, ..] => 2,
            [b'\n' | b'\r' | 0xB | 0xC, ..] => 1,
            [0xE2, 0x80, 0xA8 | 0xA9, ..] => 3,
            _ => {
                from = end + 1;
                continue;
            }
        };
        return (end, end + length);
    }
    (text.len(), text.len())
}

/// First bytes of line ends.
const MAY_END_LINE: [bool; 256] = {
    let mut table = [false; 256];
    table[b'\n' as usize] = true;
    table[b'\r' as usize] = true;
    table[0xB] = true;
    table[0xC] = true;
    table[0xC2] = true;
    table[0xE2] = true;
    table
};

/// A line end with no blank line after it.
#[derive(Debug, Clone, Copy)]
struct Break {
    /// Characters before it on its line.
    width: u32,
    /// Length of the first word after it.
    next_word: u32,
    /// Whether the next line begins in lower case.
    goes_on: bool,
    /// Whether the next line begins a paragraph or list item whatever its length.
    begins_anew: bool,
}

impl Break {
    fn between(text: &str, line: Line, next: Line) -> Self {
        let (before, after) = (line.span.slice(text), next.span.slice(text));
        // Past the widest column, how long the line is no longer matters.
        let width = before.chars().take(WIDEST_COLUMN as usize + 1).count() as u32 + line.indent;
        let word = after.chars().take(LONGEST_WORD as usize).take_while(|c| !c.is_whitespace());
        Break {
            width,
            next_word: word.count() as u32,
            goes_on: after.chars().next().is_some_and(char::is_lowercase),
            begins_anew: next.indent > line.indent + 1 || super::block_kinds::is_list_item(after),
        }
    }

    /// Whether the line ended because its next word had no room before `column`.
    fn is_wrap(self, column: u32) -> bool {
        let lacks_room = self.width + 1 + self.next_word > column;
        self.width <= WIDEST_COLUMN && lacks_room && !self.begins_anew
    }
}

/// The column at which lines were broken, if they were: nearly all lines end for want of room, and
/// many of those after them begin in lower case.
fn wrapping_column(breaks: &[Break]) -> Option<u32> {
    if breaks.len() < FEWEST_BREAKS {
        // Too little to go by, unless every line begins in the middle of a sentence.
        let goes_on = !breaks.is_empty() && breaks.iter().all(|line_break| line_break.goes_on);
        let widest = breaks.iter().map(|line_break| line_break.width).max()?;
        let in_range = (NARROWEST_COLUMN..=WIDEST_COLUMN).contains(&widest);
        return (goes_on && in_range).then_some(widest);
    }
    let mut widths: Vec<u32> = breaks.iter().map(|line_break| line_break.width).collect();
    widths.sort_unstable();
    let column = widths[(widths.len() - 1) * 19 / 20];
    if !(NARROWEST_COLUMN..=WIDEST_COLUMN).contains(&column) {
        return None;
    }
    let wraps: Vec<&Break> =
        breaks.iter().filter(|line_break| line_break.is_wrap(column)).collect();
    let goes_on = wraps.iter().filter(|line_break| line_break.goes_on).count();
    let is_wrapped = wraps.len() * 5 >= breaks.len() * 3 && goes_on * 3 >= wraps.len();
    is_wrapped.then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<&str> {
        logical_lines(text).iter().map(|line| line.span.slice(text)).collect()
    }

    #[test]
    fn every_line_end_of_unicode_ends_a_line() {
        let text = "a\nb\r\nc\rd\u{2028}e\u{2029}f\u{C}g\u{B}h\u{85}i";
        assert_eq!(lines(text), ["a", "b", "c", "d", "e", "f", "g", "h", "i"]);
        assert_eq!(lines(" \u{3000} \n\t\n x \r\n\r\n"), ["x"]);
    }

    #[test]
    fn lines_broken_at_a_column_are_joined() {
        let text = "The ferry that links the two halves of the town stopped at noon, and\n\
                    nobody on the quay could say when the next one would leave. A man in a\n\
                    blue coat said he had waited since eight and would wait until dark, as\n\
                    he had nowhere else to go.\n\
                    A second paragraph followed without any blank line, and it was just as\n\
                    long as the first.\n\nShort.";
        let found = lines(text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].ends_with("nowhere else to go."));
        assert!(found[1].ends_with("as the first."));
    }

    #[test]
    fn one_line_a_paragraph_stays_so() {
        let text = "A heading of the usual length\n\
                    The ferry that links the two halves of the town stopped at noon, and nobody on the \
                    quay could say when the next one would leave.\n\
                    A man in a blue coat said he had waited since eight.\n\
                    He went home.\n\
                    The next ferry came at nine in the evening with two lamps out and no passengers.";
        assert_eq!(lines(text).len(), 5);
        let list =
            "Bread and butter from the shop\nMilk\nSix eggs, or eight if they are small\nTea";
        assert_eq!(lines(list).len(), 4);
    }
}
