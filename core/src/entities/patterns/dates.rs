//! Days and longer times: calendar dates, years, and dates told from today.

use crate::entities::atoms::NumberForm;

use super::classes::*;
use super::reader::Reader;

const ANY_MONTH: u64 = MONTH | MONTH_OR_WORD | MONTH_ABBREVIATION;

/// What was found: where it ends, and whether it is a time of day after all ("Friday morning").
#[derive(Debug, Clone, Copy)]
pub(crate) struct Date {
    pub(crate) end: usize,
    pub(crate) is_time: bool,
}

impl Date {
    fn until(end: usize) -> Option<Self> {
        Some(Date { end, is_time: false })
    }
}

/// The date that starts at `at`. `after_date` says that another date ended just before, so that a
/// bare year or day may go on with it: "2018, 2019 and 2020".
pub(crate) fn date(reader: Reader<'_>, at: usize, after_date: bool) -> Option<Date> {
    if reader.is(at, PART) {
        let next = reader.skip_hyphen(at + 1);
        let inner = told_from_today(reader, next)
            .or_else(|| weekday(reader, next))
            .or_else(|| Date::until(calendar(reader, next, true)?))
            .or_else(|| Date::until(season(reader, next)?))
            .or_else(|| Date::until(years(reader, next, true)?));
        if let Some(date) = inner {
            return Some(date);
        }
    }
    let goes_on = after_date
        && (reader.was(at, AND | RANGE)
            || at > 0 && matches!(reader.mark(at - 1), Some(',' | '-' | '–' | '/')));
    let longest = [
        told_from_today(reader, at),
        weekday(reader, at),
        calendar(reader, at, reader.was(at, MONTH_CUE)).and_then(Date::until),
        season(reader, at).and_then(Date::until),
        years(reader, at, reader.was(at, YEAR_CUE) || goes_on).and_then(Date::until),
        century(reader, at).and_then(Date::until),
        quarter(reader, at).and_then(Date::until),
        holiday(reader, at).and_then(Date::until),
    ];
    let best = longest.into_iter().flatten().max_by_key(|date| date.end)?;
    reader.may_end(best.end).then_some(best)
}

/// "today", "last month", "this week", "next Friday", "this morning".
fn told_from_today(reader: Reader<'_>, at: usize) -> Option<Date> {
    if reader.is(at, TODAY) {
        return Some(with_part_of_day(reader, at + 1));
    }
    if reader.is(at, PERIOD | DAY | WEEKDAY | SEASON) && reader.is(at + 1, RELATIVE_AFTER) {
        return Date::until(at + 2);
    }
    if !reader.is(at, RELATIVE) {
        return None;
    }
    let next = at + 1;
    if reader.is(next, PART_OF_DAY) {
        return Some(Date { end: next + 1, is_time: true });
    }
    if reader.is(next, WEEKDAY) {
        return Some(with_part_of_day(reader, next + 1));
    }
    if reader.is(next, ANY_MONTH) && !reader.is(next, MONTH_ABBREVIATION) {
        return Date::until(month_and_year(reader, next + 1));
    }
    if reader.is(next, PERIOD | SEASON | HOLIDAY) {
        return Date::until(next + 1);
    }
    // "the next day", but "the last day of"; "last quarter", but "last half".
    let following = reader.is(next, DAY) && reader.is(at, FOLLOWING);
    let quarter = reader.is(next, QUARTER) && reader.is(next, HALF) && !reader.is(next + 1, OF);
    let quarter = quarter && reader.slice(next).len() > 4;
    (following || quarter).then(|| Date { end: next + 1, is_time: false })
}

/// A part of the day after a day makes it a time.
fn with_part_of_day(reader: Reader<'_>, at: usize) -> Date {
    let is_time = reader.is(at, PART_OF_DAY);
    Date { end: at + usize::from(is_time), is_time }
}

/// "Friday", "Friday, March 25, 2022", "Fri. 25 March", "Monday night".
fn weekday(reader: Reader<'_>, at: usize) -> Option<Date> {
    let full = reader.is(at, WEEKDAY);
    let short = reader.is(at, WEEKDAY_ABBREVIATION);
    if !full && !short {
        return None;
    }
    let after = if full { at + 1 } else { reader.skip_stop(at + 1) };
    let day = reader.skip(reader.skip_comma(after), DETERMINER);
    if let Some(end) = calendar(reader, day, false)
        && end > day + 1
    {
        return Date::until(end);
    }
    full.then(|| with_part_of_day(reader, after))
}

/// Dates by the calendar: "March 25, 2022", "24 October", "March 3-5", "2013-10-24", "May 2020",
/// and a month alone where it can be nothing else.
///
/// `cued` says that a word before makes a month of "March" and "May".
fn calendar(reader: Reader<'_>, at: usize, cued: bool) -> Option<usize> {
    if reader.is(at, ANY_MONTH) {
        return month_first(reader, at, cued);
    }
    numeric(reader, at).or_else(|| day_first(reader, at))
}

fn month_first(reader: Reader<'_>, at: usize, cued: bool) -> Option<usize> {
    let after_month = match reader.is(at, MONTH_ABBREVIATION) {
        true => reader.skip_stop(at + 1),
        false => at + 1,
    };
    if let Some(mut end) =
        day(reader, after_month).filter(|_| !counts_in_month(reader, at, after_month))
    {
        // "March 3-5", "September 26 and 27", "July 6 to 16", "Feb. 27 - March 3"
        if let Some(second) = range_of_days(reader, end) {
            let month = reader.is(second, ANY_MONTH);
            let second_day = if month { reader.skip_stop(second + 1) } else { second };
            if let Some(longer) = day(reader, second_day) {
                end = longer;
            }
        }
        return Some(year_after(reader, end));
    }
    let with_year = month_and_year(reader, after_month);
    if with_year > after_month {
        return Some(with_year);
    }
    let certain = reader.is(at, MONTH) || (reader.is(at, MONTH_OR_WORD) && cued);
    certain.then_some(at + 1)
}

/// Whether the number after a month counts something: "In May 20 people were hurt".
fn counts_in_month(reader: Reader<'_>, at: usize, day: usize) -> bool {
    reader.was(at, IN) && reader.is_lower_word(day + 1) && !reader.is(day + 1, RANGE | AND)
}

/// A day of the month: "25", "25th", "first".
fn day(reader: Reader<'_>, at: usize) -> Option<usize> {
    if reader.is(at, ORDINAL) && reader.is_lower_word(at) {
        return None;
    }
    let day = reader.plain(at, 1..=2)?;
    if !(1..=31).contains(&day) || reader.is(at + 1, PERCENT | CURRENCY_SIGN) {
        return None;
    }
    let suffix = reader.is(at + 1, ORDINAL_SUFFIX) && reader.is_glued(at + 1);
    let end = at + 1 + usize::from(suffix);
    // "May 5:30", "May 3.5"
    let time =
        reader.is_mark(end, ':') && reader.is_glued(end + 1) && reader.number(end + 1).is_some();
    let goes_on = reader.is_glued(end) && (time || reader.is_word(end));
    (!goes_on).then_some(end)
}

/// The position after what joins two days.
fn range_of_days(reader: Reader<'_>, at: usize) -> Option<usize> {
    let dash = reader.is_dash(at) && reader.is_glued(at) == reader.is_glued(at + 1);
    let slash = reader.is_mark(at, '/') && reader.is_glued(at);
    (reader.is(at, RANGE | AND) || dash || slash).then_some(at + 1)
}

/// The position after a year that goes on with a day and month ("March 25, 2022"), else `at`.
fn year_after(reader: Reader<'_>, at: usize) -> usize {
    let start = reader.skip(reader.skip_comma(at), OF);
    if year(reader, start).is_some() && !counted(reader, start) {
        return reader.skip(start + 1, YEAR_WORD);
    }
    at
}

/// The position after a year that goes on with a month ("May 2020", "May of 2020"), else `at`.
fn month_and_year(reader: Reader<'_>, at: usize) -> usize {
    let end = year_after(reader, at);
    if end > at { year_span(reader, end - 1).unwrap_or(end).max(end) } else { at }
}

/// "24 October 2013", "the 3rd of March", "3-5 March", "3. Oktober", "3 de octubre de 2022".
fn day_first(reader: Reader<'_>, at: usize) -> Option<usize> {
    let mut end = day(reader, at)?;
    if let Some(second) = range_of_days(reader, end)
        && let Some(longer) = day(reader, second)
    {
        end = longer;
    }
    let end = reader.skip_stop(end);
    let month = reader.skip(reader.skip_hyphen(end), OF);
    if !reader.is(month, ANY_MONTH) || (reader.is(month, OF) && month == end) {
        return None;
    }
    // "20 May supporters"
    let after = match reader.is(month, MONTH_ABBREVIATION) {
        true => reader.skip_stop(month + 1),
        false => month + 1,
    };
    let joined = reader.skip_hyphen(after);
    if joined > after && year(reader, joined).is_some() {
        return Some(joined + 1);
    }
    Some(year_after(reader, after))
}

/// "2013-10-24", "03/31/23", "24.02.2022".
fn numeric(reader: Reader<'_>, at: usize) -> Option<usize> {
    let number = reader.number(at)?;
    if number.form == NumberForm::Dotted {
        let mut parts = reader.slice(at).split('.');
        let (day, month) = (parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
        let year = parts.next()?;
        let valid = (1..=31).contains(&day) && (1..=12).contains(&month);
        let modern = year.len() == 4 && year.starts_with(['1', '2']);
        return (valid && modern).then_some(at + 1);
    }
    let mark = reader.mark(at + 1).filter(|mark| matches!(mark, '-' | '/' | '.' | '‑'))?;
    let joined = (at + 1..at + 5).all(|inner| reader.is_glued(inner));
    if !joined || !reader.is_mark(at + 3, mark) {
        return None;
    }
    let first = reader.plain(at, 1..=4)?;
    let second = reader.plain(at + 2, 1..=2)?;
    let third = reader.plain(at + 4, 1..=4)?;
    let (year_digits, last_digits) = (number.digits, reader.number(at + 4)?.digits);
    let valid = match (year_digits, last_digits) {
        (4, 1..=2) => (1..=12).contains(&second) && (1..=31).contains(&third) && first > 1000,
        (1..=2, 2 | 4) => {
            let (low, high) = (first.min(second), first.max(second));
            (1..=12).contains(&low)
                && high <= 31
                && (last_digits == 2 || (1000..2200).contains(&third))
        }
        _ => false,
    };
    // Three short numbers with hyphens are a score as soon as a date.
    let sure = mark == '/' || last_digits == 4 || year_digits == 4;
    (valid && sure && reader.may_end(at + 5)).then_some(at + 5)
}

/// "summer 2022", "the winter of 2010-11", "last spring" (see `told_from_today`).
fn season(reader: Reader<'_>, at: usize) -> Option<usize> {
    if !reader.is(at, SEASON) {
        return None;
    }
    let start = reader.skip(at + 1, OF);
    year(reader, start)?;
    Some(year_span(reader, start).unwrap_or(start + 1))
}

/// A year: four digits from 1000 to 2199.
fn year(reader: Reader<'_>, at: usize) -> Option<u32> {
    reader.plain(at, 4..=4).filter(|year| (1000..2200).contains(year))
}

/// Years alone, decades and spans of years, where the words around them say that they are; `cued`
/// says that a word before does.
fn years(reader: Reader<'_>, at: usize, cued: bool) -> Option<usize> {
    if let Some(end) = decade(reader, at, cued) {
        return Some(end);
    }
    if reader.is(at, FISCAL) {
        let start = at + 1;
        year(reader, start)?;
        return Some(year_span(reader, start).unwrap_or(start + 1));
    }
    let value = year(reader, at)?;
    if let Some(end) = year_span(reader, at) {
        return (!counted(reader, end - 1)).then_some(end);
    }
    let end = at + 1;
    if reader.is(end, ERA) {
        return Some(end + 1);
    }
    if reader.is(end, YEAR_WORD) {
        return Some(end + 1);
    }
    if counted(reader, at) {
        return None;
    }
    if cued {
        return Some(end);
    }
    let modern = (1900..2060).contains(&value);
    let bracketed = at > 0 && reader.is_mark(at - 1, '(') && reader.is_mark(end, ')');
    let owned = matches!(reader.mark(end), Some('\'' | '’')) && reader.is_glued(end);
    let attributive = (reader.was(at, DETERMINER | ARTICLE) || is_possessive(reader, at))
        && reader.is_word(end)
        && !reader.is_glued(end)
        && value % 100 != 0;
    (modern && (bracketed || owned || attributive)).then_some(end)
}

/// Whether the word before `at` is a possessive ending.
fn is_possessive(reader: Reader<'_>, at: usize) -> bool {
    at > 1 && reader.is_glued(at - 1) && matches!(reader.mark(at - 2), Some('\'' | '’'))
}

/// Whether the number at `at` counts or measures what follows.
fn counted(reader: Reader<'_>, at: usize) -> bool {
    let next = reader.skip_hyphen(at + 1);
    if reader
        .is(next, PERCENT | UNIT | UNIT_ABBREVIATION | CURRENCY_WORD | SCALE | PERIODS | CLOCK_UNIT)
    {
        return !reader.is(next, AM_PM);
    }
    let round = reader.plain(at, 4..=4).is_some_and(|number| number % 100 == 0);
    let old = reader.plain(at, 4..=4).is_some_and(|number| !(1700..2060).contains(&number));
    (round || old)
        && reader.is_lower_word(next)
        && reader.slice(next).ends_with(['s', 'e', 'n'])
        && next == at + 1
        && !reader.is(next, YEAR_CUE | AND | RANGE | OF | TIME_CUE)
}

/// "1990s", "'90s", "1960's".
fn decade(reader: Reader<'_>, at: usize, cued: bool) -> Option<usize> {
    let is_s = |at: usize| reader.is_glued(at) && matches!(reader.slice(at), "s" | "S");
    if matches!(reader.mark(at), Some('\'' | '’' | '‘')) {
        let number = reader.plain(at + 1, 2..=2)?;
        return (number % 10 == 0 && reader.is_glued(at + 1) && is_s(at + 2)).then_some(at + 3);
    }
    if let Some(year) = year(reader, at).filter(|year| year % 10 == 0) {
        if is_s(at + 1) {
            return Some(at + 2);
        }
        let apostrophe = matches!(reader.mark(at + 1), Some('\'' | '’')) && reader.is_glued(at + 1);
        // "1990's" may be the year's own.
        return (apostrophe
            && is_s(at + 2)
            && year % 100 != 0
            && reader.was(at, DETERMINER | PART))
        .then_some(at + 3);
    }
    let number = reader.plain(at, 2..=2)?;
    (number % 10 == 0
        && number >= 20
        && is_s(at + 1)
        && (reader.was(at, PART) || (cued && reader.was(at, AND))))
    .then_some(at + 2)
}

/// "2022-23", "1914–1918", "2019/20".
fn year_span(reader: Reader<'_>, at: usize) -> Option<usize> {
    let first = year(reader, at)?;
    let joins = (reader.is_dash(at + 1) || reader.is_mark(at + 1, '/'))
        && reader.is_glued(at + 1)
        && reader.is_glued(at + 2);
    if !joins {
        return None;
    }
    let second = at + 2;
    let goes_on = match reader.number(second)?.digits {
        4 => year(reader, second).is_some_and(|second| second > first),
        2 => reader.plain(second, 2..=2).is_some_and(|second| second > first % 100 || second == 0),
        _ => false,
    };
    (goes_on && reader.may_end(second + 1)).then_some(second + 1)
}

/// "20th century", "the fifth century BC", "19th-century".
fn century(reader: Reader<'_>, at: usize) -> Option<usize> {
    let word = ordinal(reader, at)?;
    let century = reader.skip_hyphen(word);
    if !reader.is(century, CENTURY) {
        return None;
    }
    Some(reader.skip(century + 1, ERA))
}

fn ordinal(reader: Reader<'_>, at: usize) -> Option<usize> {
    if reader.is(at, ORDINAL) {
        let unit = reader.skip_hyphen(at + 1);
        let compound = unit > at + 1 && reader.is(unit, ORDINAL);
        return Some(if compound { unit + 1 } else { at + 1 });
    }
    if reader.is(at, NUMBER_WORD) {
        let unit = reader.skip_hyphen(at + 1);
        return reader.is(unit, ORDINAL).then_some(unit + 1);
    }
    reader.plain(at, 1..=3)?;
    (reader.is(at + 1, ORDINAL_SUFFIX) && reader.is_glued(at + 1)).then_some(at + 2)
}

/// "the third quarter of 2020", "first half of the year", "Q1 2022".
fn quarter(reader: Reader<'_>, at: usize) -> Option<usize> {
    if reader.is(at, QUARTER_LETTER) && reader.is_glued(at + 1) {
        reader.plain(at + 1, 1..=1).filter(|number| (1..=4).contains(number))?;
        let start = reader.skip(at + 2, OF);
        let end = if year(reader, start).is_some() { start + 1 } else { at + 2 };
        // "Q1" alone is a quarter; "H1" may be anything.
        return (end > at + 2 || reader.slice(at) == "Q").then_some(end);
    }
    let word = ordinal(reader, at)?;
    if !reader.is(word, QUARTER) {
        return None;
    }
    let start = reader.skip(word + 1, OF);
    let start_of_year = reader.skip(start, DETERMINER);
    if year(reader, start).is_some() {
        return Some(start + 1);
    }
    if reader.is(start, FISCAL) && year(reader, start + 1).is_some() {
        return Some(start + 2);
    }
    let told = told_from_today(reader, start_of_year).map(|date| date.end);
    told.filter(|_| start > word + 1).or_else(|| {
        (start_of_year > start && reader.is(start_of_year, PERIOD)).then_some(start_of_year + 1)
    })
}

/// "Christmas", "New Year's Eve 2019".
fn holiday(reader: Reader<'_>, at: usize) -> Option<usize> {
    if !reader.is(at, HOLIDAY) {
        return None;
    }
    let end = at + 1;
    // "Christmas Island", "Ramadan Kadyrov"
    if reader.is_capitalised(end) && !reader.is_glued(end) && !reader.is(end, ANY_MONTH | WEEKDAY) {
        return None;
    }
    Some(if year(reader, end).is_some() { end + 1 } else { end })
}
