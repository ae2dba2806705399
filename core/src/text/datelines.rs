//! Datelines: the place that a report begins with, "ROME (AP) —", "AKRON, Ohio, Sept. 30 -".

/// The longest dateline in bytes, when it names no agency in brackets and when it does.
const LONGEST: usize = 40;
const LONGEST_WITH_AGENCY: usize = 80;

/// Where the dateline that a block begins with ends, right behind its dash. None when it has none. Looks
/// at a bounded number of bytes.
pub(crate) fn dateline_end(block: &str) -> Option<usize> {
    let may_name_agency = block.bytes().take(LONGEST_WITH_AGENCY).any(|byte| byte == b')');
    if !may_name_agency && !is_shouted(block) {
        return None;
    }
    let mut end = dash_end(block, 0)?;
    let place = block.get(..end)?.trim_end_matches(is_dash_or_space);
    let has_agency = place.ends_with(')');
    let longest = if has_agency { LONGEST_WITH_AGENCY } else { LONGEST };
    if place.len() > longest || !has_agency && !is_shouted(place) {
        return None;
    }
    // "SAN DIEGO -- (BUSINESS WIRE) -- Halden Corp."
    if block.get(end..)?.trim_start().starts_with('(')
        && let Some(next) = dash_end(block, end)
        && block.get(..next)?.trim_end_matches(is_dash_or_space).ends_with(')')
    {
        end = next;
    }
    // "NASA — the agency that …" goes on in lower case.
    let begins = block.get(end..)?.trim_start().chars().next()?;
    (!begins.is_lowercase()).then_some(end)
}

/// The end of the first dash behind a place, within the longest dateline from there.
fn dash_end(block: &str, from: usize) -> Option<usize> {
    let rest = block.get(from..)?;
    let mut before = ' ';
    for (at, c) in rest.char_indices().take_while(|&(at, _)| at <= LONGEST_WITH_AGENCY + 1) {
        let behind = rest.get(at + c.len_utf8()..)?;
        let is_spaced =
            (before.is_whitespace() || before == '.') && behind.starts_with(char::is_whitespace);
        let is_long = matches!(c, '—' | '–') || behind.starts_with('-') || is_spaced;
        if at > 0 && is_dash(c) && is_long {
            return Some(from + rest.len() - behind.trim_start_matches(is_dash).len());
        }
        before = c;
    }
    None
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

pub(crate) fn is_dash_or_space(c: char) -> bool {
    is_dash(c) || c.is_whitespace()
}

/// Whether the first word is in capitals.
fn is_shouted(place: &str) -> bool {
    let word = place.split([' ', ',', '.', '—', '–']).next().unwrap_or_default();
    word.len() > 1 && word.chars().all(|c| c.is_uppercase() || matches!(c, '\'' | '’' | '-'))
}

#[cfg(test)]
mod tests {
    use super::dateline_end;

    #[test]
    fn datelines_end_behind_their_dash() {
        let cases = [
            ("ROME (AP) — The", "ROME (AP) —"),
            ("Rome (AP) -- The", "Rome (AP) --"),
            ("AKRON, Ohio - The", "AKRON, Ohio -"),
            ("PARIS—The", "PARIS—"),
            ("MADRID.- La", "MADRID.-"),
            ("ST. PETERSBURG, Fla. — “We", "ST. PETERSBURG, Fla. —"),
            ("KIEV, 3 жовтня – Уряд", "KIEV, 3 жовтня –"),
            ("BOSTON, Nov. 3, 2026 (NEWSLINE) -- Arden", "BOSTON, Nov. 3, 2026 (NEWSLINE) --"),
            ("SAN DIEGO -- (NEWSLINE) -- Halden", "SAN DIEGO -- (NEWSLINE) --"),
            ("NASA — the agency for space — said", ""),
            ("COVID-19 cases rose", ""),
            ("He left — The", ""),
            ("— The", ""),
            ("ROME", ""),
            ("", ""),
        ];
        for (block, dateline) in cases {
            let end = dateline_end(block).unwrap_or(0);
            assert_eq!(&block[..end], dateline, "{block}");
        }
    }
}
