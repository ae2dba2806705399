//! Classes of words that dates, times and amounts are made of, as bits.

macro_rules! classes {
    ($($name:ident = $bit:literal $section:literal,)*) => {
        $(#[doc = concat!("Words of the section `[", $section, "]`.")]
        pub(crate) const $name: u64 = 1 << $bit;)*

        /// The class that a section of a word list names.
        pub(crate) fn class_of(section: &str) -> Option<u64> {
            match section {
                $($section => Some($name),)*
                _ => None,
            }
        }
    };
}

classes! {
    MONTH = 0 "month",
    MONTH_OR_WORD = 1 "month that is a word too",
    MONTH_ABBREVIATION = 2 "month abbreviation",
    MONTH_CUE = 3 "month cue",
    WEEKDAY = 4 "weekday",
    WEEKDAY_ABBREVIATION = 5 "weekday abbreviation",
    PART_OF_DAY = 6 "part of day",
    NOON = 7 "noon",
    SEASON = 8 "season",
    PERIOD = 9 "period",
    PERIODS = 10 "periods",
    DAY = 11 "day",
    CENTURY = 12 "century",
    QUARTER = 13 "quarter",
    CLOCK_UNIT = 14 "clock unit",
    RELATIVE = 15 "relative",
    RELATIVE_AFTER = 16 "relative after",
    PART = 17 "part",
    TODAY = 18 "today",
    FROM = 19 "from",
    NUMBER_WORD = 20 "number word",
    HUNDRED = 21 "hundred",
    SCALE = 22 "scale",
    SCALE_ABBREVIATION = 23 "scale abbreviation",
    HALF = 24 "half",
    ARTICLE = 25 "article",
    DETERMINER = 26 "determiner",
    AND = 27 "and",
    VAGUE = 28 "vague",
    ORDINAL = 29 "ordinal",
    ORDINAL_SUFFIX = 30 "ordinal suffix",
    CURRENCY_SIGN = 31 "currency sign",
    CURRENCY_CODE = 32 "currency code",
    CURRENCY_LETTER = 33 "currency letter",
    CURRENCY_WORD = 34 "currency word",
    CURRENCY_OR_WORD = 35 "currency word that is a word too",
    POUND = 36 "pound",
    CENT = 37 "cent",
    PERCENT = 38 "percent",
    UNIT = 39 "unit",
    UNIT_ABBREVIATION = 40 "unit abbreviation",
    UNIT_PREFIX = 41 "unit prefix",
    TEMPERATURE = 42 "temperature",
    PER = 43 "per",
    ZONE = 44 "zone",
    AM_PM = 45 "am or pm",
    O_CLOCK = 46 "o'clock",
    OF = 47 "of",
    RANGE = 48 "range",
    BETWEEN = 49 "between",
    AGO = 50 "ago",
    AGO_BEFORE = 51 "ago before",
    ERA = 52 "era",
    HOLIDAY = 53 "holiday",
    YEAR_CUE = 54 "year cue",
    YEAR_WORD = 55 "year word",
    TIME_CUE = 56 "time cue",
    DURATION_CUE = 57 "duration cue",
    FISCAL = 58 "fiscal",
    PHONE_CUE = 59 "phone cue",
    OLD = 60 "old",
    FOLLOWING = 61 "following",
    IN = 62 "in",
    QUARTER_LETTER = 63 "quarter letter",
}
