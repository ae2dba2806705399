//! Times of day and lengths of time.

use crate::entities::atoms::NumberForm;

use super::amounts::{self, Scales};
use super::classes::*;
use super::reader::Reader;

/// A time of day: "8:30 a.m. ET", "0830 GMT", "noon", "5pm", "Friday morning".
pub(crate) fn time(reader: Reader<'_>, at: usize) -> Option<usize> {
    if reader.is(at, NOON) {
        return Some(zone(reader, at + 1));
    }
    let cued = reader.was(at, TIME_CUE);
    let first = clock(reader, at)?;
    if let Some(second_at) = amounts::range_mark(reader, at, first.end)
        && let Some(second) = clock(reader, second_at)
        && (second.marked || (first.marked && first.colon == second.colon))
        && (first.marked || second.colon == first.colon || !second.colon || !first.colon)
        && reader.may_end(second.end)
    {
        return Some(second.end);
    }
    let sure = first.marked || (cued && first.colon);
    (sure && reader.may_end(first.end)).then_some(first.end)
}

struct Clock {
    end: usize,
    /// Whether a.m., p.m., a zone or "o'clock" says that it is a time.
    marked: bool,
    /// Whether minutes follow the hour.
    colon: bool,
}

/// Hours, minutes and what says that they are.
fn clock(reader: Reader<'_>, at: usize) -> Option<Clock> {
    let number = reader.number(at);
    if number.is_none() && !reader.is(at, NUMBER_WORD) {
        return None;
    }
    let mut end = at + 1;
    let mut colon = false;
    if let Some(number) = number {
        match number.form {
            NumberForm::Plain if number.digits <= 2 && number.whole <= 24 => {
                while reader.is_mark(end, ':')
                    && reader.is_glued(end)
                    && reader.is_glued(end + 1)
                    && reader.plain(end + 1, 2..=2).is_some_and(|minutes| minutes < 60)
                    && end < at + 4
                {
                    end += 2;
                    colon = true;
                }
            }
            // "0830 GMT"
            NumberForm::Plain
                if number.digits == 4 && number.whole < 2400 && number.whole % 100 < 60 =>
            {
                let after = zone(reader, end);
                return (after > end).then_some(Clock { end: after, marked: true, colon });
            }
            // "14.30 Uhr", "7.30pm"
            NumberForm::Fraction if number.whole <= 24 => {}
            _ => return None,
        }
    }
    let start = end;
    if reader.is(end, O_CLOCK) {
        end += 1;
        // "20h30"
        if reader.is_glued(end) && reader.plain(end, 2..=2).is_some_and(|minutes| minutes < 60) {
            end += 1;
        }
    } else if reader.is(end, AM_PM) && number.is_some_and(|number| number.whole <= 12 || colon) {
        end += 1;
    }
    let dotted = number.is_some_and(|number| number.form == NumberForm::Fraction);
    let marked_here = end > start;
    // A bare hour with a zone ("5 ET") is no time that anybody writes, and "3 PT" may be anything.
    let after = if marked_here || (colon && !dotted) { zone(reader, end) } else { end };
    let marked = marked_here || after > end;
    if (number.is_none() || dotted) && !marked_here {
        return None;
    }
    Some(Clock { end: after, marked, colon })
}

fn zone(reader: Reader<'_>, at: usize) -> usize {
    if reader.is(at, ZONE) && reader.may_end(at + 1) { at + 1 } else { at }
}

/// A length of time, or, when "ago" or the like goes with it, a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// "three weeks"
    Duration(usize),
    /// "three weeks ago"
    Date(usize),
}

/// A length of time that starts at `at`: "two-and-a-half years", "10-year", "an hour" after "for".
pub(crate) fn length(reader: Reader<'_>, at: usize) -> Option<Length> {
    if reader.is(at, AGO_BEFORE) {
        let end = measured(reader, at + 1)?;
        return Some(Length::Date(end));
    }
    if reader.is(at, PERIODS) {
        return (reader.is(at + 1, AGO)).then_some(Length::Date(at + 2));
    }
    let end = match measured(reader, at) {
        Some(end) => end,
        None if reader.is(at, ARTICLE) => {
            let unit = at + 1;
            if !reader.is(unit, PERIOD | DAY | CENTURY | CLOCK_UNIT) {
                return None;
            }
            if reader.is(unit + 1, AGO) {
                return Some(Length::Date(unit + 2));
            }
            // "for a second time"
            let ordinal = reader.is(unit, ORDINAL) && !ends_phrase(reader, unit + 1);
            if !reader.was(at, DURATION_CUE) || ordinal {
                return None;
            }
            unit + 1
        }
        None => return None,
    };
    if reader.is(end, AGO) {
        return Some(Length::Date(end + 1));
    }
    Some(Length::Duration(end))
}

/// "3 hours and 20 minutes", "5-6 years"; no ages.
fn measured(reader: Reader<'_>, at: usize) -> Option<usize> {
    let mut end = unit_of_time(reader, at)?;
    for _ in 0..3 {
        let next = reader.skip(reader.skip_comma(end), AND);
        match unit_of_time(reader, next) {
            Some(longer) if !reader.is(next, VAGUE) => end = longer,
            _ => break,
        }
    }
    end = amounts::and_a_half(reader, end);
    let joined = reader.skip_hyphen(end);
    let age = reader.is(joined, OLD);
    let compound = joined > end && reader.slice(joined) != "long";
    (!age && !compound && reader.may_end(end)).then_some(end)
}

fn unit_of_time(reader: Reader<'_>, at: usize) -> Option<usize> {
    let amount = amounts::range(reader, at, Scales::WordsOnly, 0)?;
    let unit = reader.skip_hyphen(amount.end);
    let hyphenated = unit > amount.end;
    if !reader.is(unit, PERIOD | PERIODS | DAY | CENTURY | CLOCK_UNIT) {
        return None;
    }
    // "one day he …", "the second one minute", "five second halves"
    if amount.one && reader.is(unit, DAY) && !hyphenated {
        return None;
    }
    if reader.is(unit, ORDINAL) && !hyphenated && !amount.one && !amount.in_digits {
        return None;
    }
    // "the 2022 fiscal year"
    if reader.plain(at, 4..=4).is_some() && !hyphenated && !reader.is(unit, PERIODS) {
        return None;
    }
    Some(unit + 1)
}

fn ends_phrase(reader: Reader<'_>, at: usize) -> bool {
    !reader.is_word(at)
}
