//! Lines that say when a text was written, and nothing else: "12 May 2023", "Mon 3 June, 8:30 a.m. ET".

use std::collections::HashMap;
use std::sync::LazyLock;

use super::chars;
use crate::lexicon;

/// Longer lines say more than when.
const LONGEST: usize = 60;

/// The words of dates and times of day in lower case, of all languages, for blocks come before the
/// language is known; and whether each names a month or a day of the week.
static WORDS: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (_, list) in lexicon::EXPRESSIONS {
        let mut names_day = None;
        for entry in lexicon::entries(list) {
            match crate::lexicon::section(entry) {
                Some(section) => {
                    names_day = match section {
                        "zone" | "am or pm" | "of" => Some(false),
                        _ if section.starts_with("month cue") => None,
                        _ if section.starts_with("month") || section.starts_with("weekday") => {
                            Some(true)
                        }
                        _ => None,
                    }
                }
                None => {
                    let entry = names_day
                        .map(|is| entry.split(',').map(move |word| (normal(word.trim()), is)));
                    words.extend(entry.into_iter().flatten());
                }
            }
        }
    }
    words
});

/// In lower case, without full stops.
fn normal(word: &str) -> String {
    word.chars().filter(|&c| c != '.').flat_map(char::to_lowercase).collect()
}

/// Whether a line is a date, with or without a time of day: a number and a month or day of the week,
/// and no word that is not of dates; or a date in digits.
pub(super) fn is_date_line(line: &str) -> bool {
    if line.len() > LONGEST || !line.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let (mut has_number, mut has_day) = (false, false);
    let separates =
        |c: char| c.is_whitespace() || matches!(c, ',' | '|' | '·' | '•' | '–' | '—' | '(' | ')');
    for piece in line.split(separates).filter(|piece| piece.chars().any(chars::is_word)) {
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || ":./-".contains(c));
        let starts_with_digit = piece.starts_with(|c: char| c.is_ascii_digit());
        has_number |= starts_with_digit;
        if rest.is_empty() || starts_with_digit && is_ordinal_ending(rest) {
            continue;
        }
        match WORDS.get(&normal(rest)) {
            Some(names_day) => has_day |= names_day,
            None => return false,
        }
    }
    has_number && has_day || is_full_date(line)
}

/// "1st", "2nd", "3rd", "4th", "1er".
fn is_ordinal_ending(text: &str) -> bool {
    matches!(text, "st" | "nd" | "rd" | "th" | "er" | "º" | "o")
}

/// Whether a line is one date in digits: "03/31/2023", "2023-03-31".
fn is_full_date(line: &str) -> bool {
    let mut parts = line.split(['/', '.', '-']);
    let is_number = |part: &str| {
        matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let lengths: Vec<usize> =
        parts.by_ref().take(4).filter(|part| is_number(part)).map(str::len).collect();
    lengths.len() == 3 && parts.next().is_none() && (lengths[0] == 4) != (lengths[2] == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_alone_are_told_from_other_short_lines() {
        let dates = [
            "12 May 2023",
            "May 12, 2023",
            "Mon, June 3rd, 2024 | 8:30 a.m. ET",
            "3. Oktober 2021",
            "12 de mayo de 2023",
            "03/31/2023",
            "2023-03-31",
            "31.03.2023",
        ];
        for line in dates {
            assert!(is_date_line(line), "{line}");
        }
        let others = [
            "Arsenal 2 Chelsea 0",
            "May",
            "1984",
            "Apollo 13",
            "3-1",
            "Route 66",
            "12",
            "1.2.3.2023",
            "May leads 3-1 at noon",
        ];
        for line in others {
            assert!(!is_date_line(line), "{line}");
        }
    }
}
