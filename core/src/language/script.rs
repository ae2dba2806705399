//! Scripts: which writing system a character is of.

/// A writing system that the detector tells apart from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    Thaana,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Oriya,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Tibetan,
    Myanmar,
    Khmer,
    Ethiopic,
    Cherokee,
    Hangul,
    Kana,
    Han,
    /// Letters of any other script.
    Other,
}

impl Script {
    /// How many there are.
    pub(super) const COUNT: usize = Script::Other as usize + 1;

    /// Every script, in order.
    pub(super) const ALL: [Script; Script::COUNT] = {
        use Script::*;
        [
            Latin, Cyrillic, Greek, Armenian, Georgian, Hebrew, Arabic, Thaana, Devanagari,
            Bengali, Gurmukhi, Gujarati, Oriya, Tamil, Telugu, Kannada, Malayalam, Sinhala, Thai,
            Lao, Tibetan, Myanmar, Khmer, Ethiopic, Cherokee, Hangul, Kana, Han, Other,
        ]
    };

    /// The script of a letter, or of a mark that is written on letters of one script; none for
    /// anything else: digits, punctuation, symbols, marks that many scripts share. By code blocks
    /// of Unicode 16, which hold the letters of news in any language.
    pub(super) fn of(c: char) -> Option<Script> {
        use Script::*;
        let script = match c as u32 {
            0x41..=0x5A | 0x61..=0x7A => return Some(Latin),
            ..0xAA => return None,
            0xAA..=0x24F | 0x250..=0x2AF | 0x1E00..=0x1EFF | 0x2C60..=0x2C7F => Latin,
            0xA720..=0xA7FF | 0xAB30..=0xAB6F | 0xFB00..=0xFB06 | 0xFF21..=0xFF5A => Latin,
            0x370..=0x3FF | 0x1F00..=0x1FFF => Greek,
            0x400..=0x52F | 0x1C80..=0x1C8F | 0x2DE0..=0x2DFF | 0xA640..=0xA69F => Cyrillic,
            0x531..=0x588 | 0xFB13..=0xFB17 => Armenian,
            0x591..=0x5F4 | 0xFB1D..=0xFB4F => Hebrew,
            0x600..=0x6FF | 0x750..=0x77F | 0x870..=0x8FF | 0xFB50..=0xFDFF | 0xFE70..=0xFEFC => {
                Arabic
            }
            0x780..=0x7BF => Thaana,
            0x900..=0x97F | 0xA8E0..=0xA8FF => Devanagari,
            0x980..=0x9FF => Bengali,
            0xA00..=0xA7F => Gurmukhi,
            0xA80..=0xAFF => Gujarati,
            0xB00..=0xB7F => Oriya,
            0xB80..=0xBFF => Tamil,
            0xC00..=0xC7F => Telugu,
            0xC80..=0xCFF => Kannada,
            0xD00..=0xD7F => Malayalam,
            0xD80..=0xDFF => Sinhala,
            0xE00..=0xE7F => Thai,
            0xE80..=0xEFF => Lao,
            0xF00..=0xFFF => Tibetan,
            0x1000..=0x109F | 0xA9E0..=0xA9FF | 0xAA60..=0xAA7F => Myanmar,
            0x10A0..=0x10FF | 0x1C90..=0x1CBF | 0x2D00..=0x2D2F => Georgian,
            0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF => Hangul,
            0x1200..=0x139F | 0x2D80..=0x2DDF | 0xAB00..=0xAB2F => Ethiopic,
            0x13A0..=0x13FF | 0xAB70..=0xABBF => Cherokee,
            0x1780..=0x17FF | 0x19E0..=0x19FF => Khmer,
            0x3040..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9D => Kana,
            0x3005..=0x3007 | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF => Han,
            0x20000..=0x3FFFF => Han,
            _ => Other,
        };
        // Signs for vowels and their absence are written on the letters of these scripts.
        let is_letter = match script {
            Han => true,
            Latin | Cyrillic | Greek | Armenian | Other => c.is_alphabetic(),
            _ => c.is_alphabetic() || is_mark(c),
        };
        is_letter.then_some(script)
    }

    /// Its ISO 15924 code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Script::Latin => "Latn",
            Script::Cyrillic => "Cyrl",
            Script::Greek => "Grek",
            Script::Armenian => "Armn",
            Script::Georgian => "Geor",
            Script::Hebrew => "Hebr",
            Script::Arabic => "Arab",
            Script::Thaana => "Thaa",
            Script::Devanagari => "Deva",
            Script::Bengali => "Beng",
            Script::Gurmukhi => "Guru",
            Script::Gujarati => "Gujr",
            Script::Oriya => "Orya",
            Script::Tamil => "Taml",
            Script::Telugu => "Telu",
            Script::Kannada => "Knda",
            Script::Malayalam => "Mlym",
            Script::Sinhala => "Sinh",
            Script::Thai => "Thai",
            Script::Lao => "Laoo",
            Script::Tibetan => "Tibt",
            Script::Myanmar => "Mymr",
            Script::Khmer => "Khmr",
            Script::Ethiopic => "Ethi",
            Script::Cherokee => "Cher",
            Script::Hangul => "Kore",
            Script::Kana => "Jpan",
            Script::Han => "Hani",
            Script::Other => "Zzzz",
        }
    }

    /// How much text one of its characters stands for, against a letter of an alphabet: a word of
    /// Chinese is about two characters.
    pub(super) const fn weight(self) -> u32 {
        match self {
            Script::Han | Script::Kana | Script::Hangul => 3,
            _ => 1,
        }
    }
}

/// Whether a character within the block of a script is one of its signs, not a digit or stop.
fn is_mark(c: char) -> bool {
    match c as u32 {
        0x591..=0x5C7 => !matches!(c, '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5C6}'),
        0x610..=0x61A | 0x64B..=0x65F => true,
        // The Indic blocks share one layout: signs at the start, a nukta at 0x3C, a virama at 0x4D.
        0x900..=0xD7F => matches!(c as u32 & 0x7F, 0..=3 | 0x3C | 0x4D),
        0xDCA | 0xE47..=0xE4E | 0xEB9..=0xECD | 0xF39..=0xF84 => true,
        0x1037..=0x103A | 0x135D..=0x135F | 0x17C6..=0x17D3 => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_script_of_their_block() {
        for (text, script) in [
            ("aÉßřŁạﬁ", Script::Latin),
            ("яЁїқ", Script::Cyrillic),
            ("Ωάἐ", Script::Greek),
            ("שלוֹם", Script::Hebrew),
            ("سلامٌ", Script::Arabic),
            ("नमस्ते", Script::Devanagari),
            ("ကြည့်", Script::Myanmar),
            ("ភាសាខ្មែរ", Script::Khmer),
            ("ภาษาที่", Script::Thai),
            ("한국어", Script::Hangul),
            ("ひらカナー", Script::Kana),
            ("漢字々", Script::Han),
            ("አማርኛ", Script::Ethiopic),
        ] {
            for c in text.chars() {
                assert_eq!(Script::of(c), Some(script), "{c} {:x}", c as u32);
            }
        }
    }

    #[test]
    fn what_is_not_a_letter_has_no_script() {
        for c in "0 .,٣५–“”«»。！؟।\u{301}€😀\u{200d}".chars() {
            assert_eq!(Script::of(c), None, "{c} {:x}", c as u32);
        }
    }

    #[test]
    fn all_are_listed_in_order() {
        for (index, script) in Script::ALL.into_iter().enumerate() {
            assert_eq!(script as usize, index);
        }
    }
}
