//! Numbers in digits and words, and what they count: money, percent, quantities.

use crate::entities::atoms::NumberForm;
use crate::entities::vocabulary::Case;

use super::classes::*;
use super::reader::Reader;

/// The most atoms that a number may have, so that no text makes the search long.
const MOST_ATOMS: usize = 12;

/// A number, or a range of numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    /// The position after it.
    pub(crate) end: usize,
    /// Whether it is in digits.
    pub(crate) in_digits: bool,
    /// Whether it is large enough to be of money by itself: grouped, or of thousands and more.
    pub(crate) large: bool,
    /// Whether it is a word such as "several".
    pub(crate) vague: bool,
    /// Whether it is just "one".
    pub(crate) one: bool,
}

impl Amount {
    fn in_words(end: usize) -> Self {
        Amount { end, in_digits: false, large: false, vague: false, one: false }
    }
}

/// Whether an abbreviated scale may follow the digits: "5m" is millions beside a currency only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scales {
    WordsOnly,
    Abbreviated,
}

/// The number that starts at `at`.
pub(crate) fn amount(reader: Reader<'_>, at: usize, scales: Scales) -> Option<Amount> {
    let first = reader.atom(at)?;
    if reader.number(at).is_some() {
        return digits(reader, at, scales);
    }
    if first.classes & VAGUE != 0 {
        let mut end = at + 1;
        while end < at + 4 && reader.is(end, HUNDRED | SCALE) {
            end += 1;
        }
        return Some(Amount { vague: true, ..Amount::in_words(end) });
    }
    words(reader, at)
}

fn digits(reader: Reader<'_>, at: usize, scales: Scales) -> Option<Amount> {
    let number = reader.number(at)?;
    let mut large = match number.form {
        NumberForm::Plain => number.whole >= 10_000,
        NumberForm::Grouped => true,
        NumberForm::Fraction => false,
        NumberForm::Dotted | NumberForm::Odd => return None,
    };
    let mut end = at + 1;
    // Thousands set apart by spaces: "120 000".
    if number.form == NumberForm::Plain && number.digits <= 3 && number.whole > 0 {
        while end < at + 5
            && !reader.is_glued(end)
            && reader
                .number(end)
                .is_some_and(|next| next.digits == 3 && next.form != NumberForm::Grouped)
            && reader.number(end - 1).is_some_and(|last| last.form == NumberForm::Plain)
        {
            end += 1;
            large = true;
        }
    }
    // "7¾"
    if reader.is_glued(end) && matches!(reader.mark(end), Some('½' | '¼' | '¾' | '⅓' | '⅔'))
    {
        end += 1;
    }
    let scale = reader.skip_hyphen(end);
    if reader.is(scale, SCALE) {
        end = scale + 1;
        large = true;
        // "2 thousand million"
        if reader.is(end, SCALE) {
            end += 1;
        }
    } else if scales == Scales::Abbreviated && reader.is(end, SCALE_ABBREVIATION) {
        let short = reader.slice(end).len() == 1;
        if reader.is_glued(end) || !short || reader.atom(end).is_some_and(|a| a.case == Case::Lower)
        {
            end += 1;
            large = true;
        }
    }
    end = and_a_half(reader, end);
    Some(Amount { large, in_digits: true, ..Amount::in_words(end) })
}

/// "twenty-five", "two hundred and fifty million", "a million", "half a million", "half an".
fn words(reader: Reader<'_>, at: usize) -> Option<Amount> {
    let mut end = at;
    if reader.is(at, HALF) && reader.is(at + 1, ARTICLE) {
        let end = at + 2;
        let scaled = reader.is(end, SCALE);
        return Some(Amount { large: scaled, ..Amount::in_words(end + usize::from(scaled)) });
    }
    if reader.is(at, ARTICLE) && reader.is(at + 1, HUNDRED | SCALE) {
        end = at + 2;
    } else if !reader.is(at, NUMBER_WORD) {
        return None;
    }
    let one = reader.is(at, ARTICLE);
    let mut large = reader.is(end.saturating_sub(1), SCALE) && end > at;
    while end < at + MOST_ATOMS {
        let next = reader.skip_hyphen(end);
        let next = if end > at && reader.is(next, AND) && reader.was(next, HUNDRED | SCALE) {
            next + 1
        } else {
            next
        };
        if !reader.is(next, NUMBER_WORD | HUNDRED | SCALE) {
            break;
        }
        large |= reader.is(next, SCALE);
        end = next + 1;
    }
    let one = one && end <= at + 1;
    let end = and_a_half(reader, end.max(at + 1));
    // "two-and-a-half million"
    let scaled = reader.is(end, SCALE) && !reader.was(end, SCALE);
    Some(Amount { large: large || scaled, one, ..Amount::in_words(end + usize::from(scaled)) })
}

/// The position after "and a half", "-and-a-half", else `at`.
pub(crate) fn and_a_half(reader: Reader<'_>, at: usize) -> usize {
    let and = reader.skip_hyphen(at);
    if !reader.is(and, AND) {
        return at;
    }
    let article = reader.skip_hyphen(and + 1);
    if !reader.is(article, ARTICLE) {
        return at;
    }
    let half = reader.skip_hyphen(article + 1);
    if reader.is(half, HALF) { half + 1 } else { at }
}

/// The number or range of numbers that starts at `at`; `between` says what may stand before the
/// second number, such as another currency sign.
pub(crate) fn range(reader: Reader<'_>, at: usize, scales: Scales, between: u64) -> Option<Amount> {
    let first = amount(reader, at, scales)?;
    let second = match range_mark(reader, at, first.end) {
        Some(mark_end) => amount(reader, reader.skip(mark_end, between), scales),
        None => None,
    };
    // "600-plus billion" and the like aside, both sides are of one kind.
    Some(match second {
        Some(second) if second.in_digits == first.in_digits && !second.vague && !first.vague => {
            Amount { large: first.large || second.large, one: false, ..second }
        }
        _ => first,
    })
}

/// The position after what makes a range of two numbers: a dash, "to", or "and" after "between".
pub(crate) fn range_mark(reader: Reader<'_>, start: usize, at: usize) -> Option<usize> {
    let between = reader.is(at, AND) && reader.was(start, BETWEEN);
    let dash = reader.is_dash(at) && (reader.is_glued(at) == reader.is_glued(at + 1));
    (reader.is(at, RANGE) || between || dash).then_some(at + 1)
}

/// An amount of money: "$1.2bn", "US$ 5-6 million", "5 million euros", "billions of dollars".
pub(crate) fn money(reader: Reader<'_>, at: usize) -> Option<usize> {
    if reader.is(at, CURRENCY_SIGN | CURRENCY_CODE | CURRENCY_LETTER)
        && let Some(end) = money_after_sign(reader, at)
    {
        return Some(end);
    }
    let amount = range(reader, at, Scales::Abbreviated, 0)?;
    let end = currency_after(reader, amount)?;
    reader.may_end(end).then_some(end)
}

fn money_after_sign(reader: Reader<'_>, at: usize) -> Option<usize> {
    let letter = !reader.is(at, CURRENCY_SIGN | CURRENCY_CODE);
    let code = !reader.is(at, CURRENCY_SIGN | CURRENCY_LETTER);
    let mut start = at + 1;
    // "USD $5", "Rs. 500", "US dollars 6000"
    if code {
        start = reader.skip(start, CURRENCY_SIGN);
        start = reader.skip_stop(start);
    }
    if letter && !reader.is_glued(start) {
        return None;
    }
    let first = amount(reader, start, Scales::Abbreviated)?;
    // "from $5 to $6" is two amounts, "$5 to $6" one.
    let two = reader.was(at, FROM) && reader.is(first.end + 1, CURRENCY_SIGN);
    let amount = match two {
        true => first,
        false => range(reader, start, Scales::Abbreviated, CURRENCY_SIGN)?,
    };
    if !amount.in_digits || (letter && !amount.large) {
        return None;
    }
    let mut end = amount.end;
    let word = reader.skip_hyphen(end);
    if reader.is(word, CURRENCY_WORD) {
        end = word + 1;
    } else if !code && reader.is(end, CURRENCY_CODE) && reader.slice(end).len() == 3 {
        end += 1;
    }
    reader.may_end(end).then_some(end)
}

/// The position after the currency that `amount` is of.
fn currency_after(reader: Reader<'_>, amount: Amount) -> Option<usize> {
    let at = reader.skip_hyphen(amount.end);
    let hyphenated = at > amount.end;
    let large = amount.large || amount.vague;
    if amount.one && !reader.is(at, CURRENCY_WORD | CENT) {
        return None;
    }
    if reader.is(at, CURRENCY_SIGN) {
        // "20 €", but "5 $10 bills"
        return (amount.in_digits && reader.number(at + 1).is_none()).then_some(at + 1);
    }
    if reader.is(at, CURRENCY_CODE) {
        return (amount.in_digits && !hyphenated && reader.number(at + 1).is_none())
            .then_some(at + 1);
    }
    if reader.is(at, CURRENCY_WORD) {
        return Some(at + 1);
    }
    if reader.is(at, CENT) {
        return reader.is_lower_word(at).then_some(at + 1);
    }
    if reader.is(at, CURRENCY_OR_WORD | POUND) {
        return (large && !hyphenated).then_some(at + 1);
    }
    // "20 Hong Kong dollars", "150,000 Egyptian pounds", "5 million U.S. dollars"
    let mut word = at;
    while word < at + 5 && (reader.is_capitalised(word) || reader.is_mark(word, '.')) {
        word += 1;
        if reader.is(word, CURRENCY_WORD | CURRENCY_OR_WORD | POUND) && !hyphenated {
            return Some(word + 1);
        }
    }
    None
}

/// A percentage: "5.5 %", "five per cent", "two percentage points".
pub(crate) fn percent(reader: Reader<'_>, at: usize) -> Option<usize> {
    let amount = match reader.is(at, ARTICLE) && reader.is(at + 1, PERCENT) {
        true => Amount::in_words(at + 1),
        false => range(reader, at, Scales::WordsOnly, 0)?,
    };
    let mut sign = reader.skip_hyphen(amount.end);
    // "half of a percent", "half a percent"
    if amount.vague || amount.one {
        sign = amount.end;
    }
    (reader.is(sign, PERCENT) && reader.may_end(sign + 1)).then_some(sign + 1)
}

/// A measured quantity: "40 kilometres", "6ft 2in", "5,000-square-foot", "12 degrees Celsius".
pub(crate) fn quantity(reader: Reader<'_>, at: usize) -> Option<usize> {
    let mut end = measure(reader, at)?;
    // "6ft 2in", "5-foot-10", "3 kg 200 g"
    let second = reader.skip_hyphen(end);
    if second > end && reader.plain(second, 1..=2).is_some() && reader.was(end, UNIT) {
        return reader.may_end(second + 1).then_some(second + 1);
    }
    if second == end
        && reader.number(end).is_some()
        && reader.was(end, UNIT | UNIT_ABBREVIATION)
        && reader.plain(end, 1..=2).is_some()
    {
        let inch = reader.atom(end + 1).is_some_and(|_| reader.slice(end + 1) == "in");
        if inch && reader.is_glued(end + 1) {
            end += 2;
        } else if let Some(longer) = measure(reader, end) {
            end = longer;
        }
    }
    reader.may_end(end).then_some(end)
}

fn measure(reader: Reader<'_>, at: usize) -> Option<usize> {
    let amount = range(reader, at, Scales::WordsOnly, 0)?;
    let mut unit = reader.skip_hyphen(amount.end);
    if reader.is(unit, UNIT_PREFIX) {
        let next = reader.skip_hyphen(unit + 1);
        if !reader.is(next, UNIT | UNIT_ABBREVIATION) {
            return None;
        }
        unit = next;
    }
    let end = if reader.is(unit, UNIT | POUND) && !amount.one {
        unit + 1
    } else if reader.is(unit, UNIT_ABBREVIATION) && amount.in_digits {
        // "5m" is five million as often as five metres.
        if reader.slice(unit) == "m" && reader.is_glued(unit) {
            return None;
        }
        unit + 1
    } else {
        return None;
    };
    // "12 degrees Celsius", "80 miles per hour"
    if reader.is(end, TEMPERATURE) {
        return Some(end + 1);
    }
    if reader.is(end, PER)
        && reader.is(end + 1, CLOCK_UNIT | UNIT | DAY)
        && reader.slice(end) != "a"
    {
        return Some(end + 2);
    }
    Some(end)
}
