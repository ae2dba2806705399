//! Boundaries by lists: the decision for languages that no model was trained on.

use super::candidates::{Candidate, Mark};
use super::context::{Context, word_before};
use super::lists::{Lists, WordClass};
use crate::text::chars::{self, CharClass};
use crate::text::datelines::{dateline_end, is_dash};

/// Whether a sentence ends at a candidate.
pub(super) fn is_end(context: &Context<'_>, lists: &Lists) -> bool {
    match context.mark {
        Mark::None => lists.particles.iter().any(|word| context.before.ends_with(word)),
        Mark::FullStop => !carries_on(context, lists) && !is_abbreviation(context, lists),
        Mark::Exclamation => !goes_on(context, lists) && !carries_on(context, lists),
        Mark::Ellipsis => begins_high(context) && !carries_on(context, lists),
        Mark::Dot if lists.has_colonlike_dot => false,
        Mark::Dot => !carries_on(context, lists) && is_end_at_dot(context, lists),
    }
}

/// Whether a candidate of the block of `text` that starts at `start` ends no sentence in any text:
/// the dot of a title, the marker of a list item, the dash of a dateline, a quotation or aside after
/// which the sentence goes on in lower case.
pub(super) fn is_never_end(text: &str, start: usize, candidate: &Candidate, lists: &Lists) -> bool {
    let Candidate { mark, closers, end, next, kind } = *candidate;
    if end - start <= 3 && is_list_marker(text.get(start..end).unwrap_or_default()) {
        return true;
    }
    let is_lower = || text.get(next..).is_some_and(|rest| rest.starts_with(char::is_lowercase));
    match kind {
        Mark::None => {
            let has_dash = || text.get(start..end).is_some_and(|text| text.ends_with(is_dash));
            let dateline = || text.get(start..).and_then(dateline_end);
            has_dash() && dateline().is_some_and(|length| end <= start + length)
        }
        _ if closers < end => is_lower(),
        Mark::Dot => {
            let class = lists.of_abbreviation(word_before(text, start, mark));
            class.is(WordClass::ALWAYS)
                || text.get(next..).is_some_and(begins_with_listing)
                || (class.is(WordClass::PERHAPS) || class.is(WordClass::ETC)) && is_lower()
        }
        _ => false,
    }
}

/// Whether a text begins with where a company's shares are traded, and their symbol: "(NASDAQ: VYD)".
fn begins_with_listing(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('(') else { return false };
    let is_symbol =
        |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    let exchange = inner.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == ' ');
    let symbol = exchange.strip_prefix(':').map_or("", str::trim_start);
    let behind = symbol.trim_start_matches(is_symbol);
    inner.len() - exchange.len() <= LONGEST_EXCHANGE
        && behind.len() < symbol.len()
        && behind.starts_with([')', ',', ';'])
}

/// "Frankfurt Stock Exchange".
const LONGEST_EXCHANGE: usize = 32;

/// "-", "•", "1.", "a)".
fn is_list_marker(text: &str) -> bool {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.as_str()) {
        (Some('-' | '*' | '•' | '–' | '·' | '>' | '+'), None, _) => true,
        (Some(first), Some('.' | ')'), "") => first.is_alphanumeric(),
        (Some(first), Some(second), "." | ")") => first.is_numeric() && second.is_numeric(),
        _ => false,
    }
}

/// Whether what follows begins like a sentence: with a capital, a digit, or a letter of a script
/// without capitals.
fn begins_high(context: &Context<'_>) -> bool {
    context.first.is_some_and(|c| chars::is_word(c) && !c.is_lowercase())
}

/// Whether the next word is in lower case and does not begin sentences so ("'s Avonds").
fn goes_on(context: &Context<'_>, lists: &Lists) -> bool {
    let is_clipped =
        context.openers.ends_with(['\'', '’']) && lists.is_starter(&format!("'{}", context.after));
    context.goes_on_lower() && !is_clipped
}

/// Whether the words after a closing quotation mark say who spoke, in scripts without capitals; or
/// what follows begins with a mark that begins no sentence.
fn carries_on(context: &Context<'_>, lists: &Lists) -> bool {
    let is_cased = context.first.is_some_and(|c| c.is_uppercase() || c.is_lowercase());
    if context.closers.chars().any(|c| chars::class(c) == CharClass::Quote) && !is_cased {
        let reach = match context.first.map(chars::class) {
            Some(CharClass::Ideograph) => 2,
            _ => 6,
        };
        let is_near = |word: &&str| {
            let at = context.after.find(*word);
            at.is_some_and(|at| context.after[..at].chars().count() <= reach)
        };
        let follows = |word: &&str| context.after.starts_with(*word);
        if lists.reporting.iter().any(is_near) || lists.continuing.iter().any(follows) {
            return true;
        }
    }
    matches!(context.first, Some(',' | ';' | ':' | '%' | '、' | '，' | '；' | '،' | '؛' | '&'))
}

/// Whether the word before is an abbreviation that ends no sentence, in scripts whose full stop is
/// their own but whose abbreviations use a dot.
fn is_abbreviation(context: &Context<'_>, lists: &Lists) -> bool {
    context.is_glued && lists.of_abbreviation(context.before).is(WordClass::ALWAYS)
}

fn is_end_at_dot(context: &Context<'_>, lists: &Lists) -> bool {
    let Context { before, after, first, .. } = *context;
    let Some(first) = first else { return true };
    if goes_on(context, lists) {
        return false;
    }
    let has_closed = !context.closers.is_empty();
    let class = lists.of_abbreviation(before);
    let is_number = first.is_numeric();
    if !has_closed {
        if class.is(WordClass::ALWAYS) || (is_number && class.is(WordClass::NUMBER)) {
            return false;
        }
        // "napisała na platformie X. Minister milczy", not "Malcolm X. Nowak"
        let is_network = before == NETWORK && context.before_that.starts_with(char::is_lowercase);
        if is_initial(before) && !is_network {
            // "J. Doe", but also the end of "plan B" before "The": only starters tell.
            return lists.is_starter(after) && !is_single_letter(after);
        }
        if lists.has_ordinals && !is_network && is_ordinal_before(context, lists) {
            return false;
        }
        if class.is(WordClass::ETC) {
            return true;
        }
        if class.is(WordClass::PERHAPS) || has_inner_dots(before) {
            return lists.is_starter(after) || !context.openers.is_empty();
        }
        if class.is(WordClass::NUMBER) {
            return !is_number;
        }
    }
    chars::is_word(first) || !first.is_ascii() || matches!(first, '-' | '*' | '<' | '#' | '@' | '$')
}

/// Whether a number with a dot counts what follows: "3. Oktober", "20. Jahrhundert". Years do not.
fn is_ordinal_before(context: &Context<'_>, lists: &Lists) -> bool {
    let digits = context.before.len();
    let is_number = context.before.bytes().all(|byte| byte.is_ascii_digit());
    let is_roman = context.before.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    // "Kap. 3. Danach": the number is named already.
    let is_named = lists.of_abbreviation(context.before_that).is(WordClass::NUMBER);
    !is_named
        && (is_number && (1..=3).contains(&digits) || is_roman && digits > 0)
        && (lists.is_counted(context.after) || digits <= 2 && !lists.is_starter(context.after))
}

/// The social network whose name is one letter, which hardly any first name begins with.
const NETWORK: &str = "X";

fn is_single_letter(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
}

/// Whether a word is one capital, or several with dots or hyphens between them ("J.-P").
fn is_initial(word: &str) -> bool {
    let mut parts = word.split(['.', '-']);
    word.chars().next().is_some_and(char::is_uppercase)
        && word.len() <= 8
        && parts.next().is_some_and(is_single_letter)
        && parts.clone().all(is_single_letter)
        && (parts.next().is_none() || word.contains('-'))
}

fn has_inner_dots(word: &str) -> bool {
    word.contains('.')
        && word.len() <= 12
        && word
            .split('.')
            .all(|part| part.chars().count() <= 3 && part.contains(char::is_alphabetic))
}
