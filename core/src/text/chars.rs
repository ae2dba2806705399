//! What a character is, as far as tokens and sentences care.

/// The class of a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CharClass {
    /// White space.
    Space,
    /// Format characters that show nothing and stand between words: zero-width space, directional
    /// marks, byte order mark.
    Invisible,
    /// A letter of a script that writes words of many letters.
    Letter,
    /// A digit or other number.
    Digit,
    /// Part of the word that it follows: combining marks, joiners, soft hyphens.
    Joining,
    /// A character that is a word of its own: Han and hiragana.
    Ideograph,
    /// Katakana, whose runs are words.
    Katakana,
    /// A quotation mark, single or double, or an apostrophe.
    Quote,
    /// Any other mark.
    Mark,
    /// Currency signs, arithmetic, emoji.
    Symbol,
}

/// Classes of the ASCII bytes; those of other characters are read by [`class`].
const ASCII: [CharClass; 128] = {
    let mut classes = [CharClass::Mark; 128];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = match byte as u8 {
            b'\t'..=b'\r' | b' ' | 0x1C..=0x1F => CharClass::Space,
            0..=0x1F | 0x7F => CharClass::Invisible,
            b'A'..=b'Z' | b'a'..=b'z' => CharClass::Letter,
            b'0'..=b'9' => CharClass::Digit,
            b'"' | b'\'' | b'`' => CharClass::Quote,
            b'#' | b'$' | b'%' | b'&' | b'+' | b'<'..=b'>' | b'@' | b'^' | b'|' | b'~' => {
                CharClass::Symbol
            }
            _ => CharClass::Mark,
        };
        byte += 1;
    }
    classes
};

/// The class of `c`.
pub(crate) fn class(c: char) -> CharClass {
    use CharClass::*;
    match c as u32 {
        code @ 0..0x80 => ASCII[code as usize],
        // The letters of the commonest scripts, so that few characters reach the long tables.
        0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x2AF => Letter,
        0x3B1..=0x3FF | 0x400..=0x481 | 0x48A..=0x52F => Letter,
        0x5D0..=0x5EA | 0x620..=0x64A | 0x671..=0x6D3 | 0x904..=0x939 => Letter,
        0xAC00..=0xD7A3 => Letter,
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x3005..=0x3007 | 0x3041..=0x3096 => Ideograph,
        0x20000..=0x3FFFD | 0xF900..=0xFAFF | 0x309D..=0x309F => Ideograph,
        0x30A1..=0x30FA | 0x30FC..=0x30FF | 0x31F0..=0x31FF | 0xFF66..=0xFF9F => Katakana,
        0xA0 | 0x1680 | 0x2000..=0x200A | 0x2028 | 0x2029 | 0x202F | 0x205F | 0x3000 | 0x85 => {
            Space
        }
        0x200B | 0x200E | 0x200F | 0x202A..=0x202E | 0x2061..=0x206F | 0xFEFF | 0x61C => Invisible,
        0x80..=0x9F | 0xFFF9..=0xFFFB => Invisible,
        0xAD | 0x200C | 0x200D | 0x2060 => Joining,
        0xAB | 0xBB | 0xB4 | 0x2018..=0x201F | 0x2039 | 0x203A | 0x300C..=0x300F => Quote,
        0x301D..=0x301F | 0xFF02 | 0xFF07 | 0xFE41..=0xFE44 | 0xFF62 | 0xFF63 => Quote,
        _ if is_combining(c) => Joining,
        _ if c.is_alphabetic() => Letter,
        _ if c.is_numeric() => Digit,
        _ if is_mark(c) => Mark,
        _ => Symbol,
    }
}

/// Marks that combine with the character before them and that `char::is_alphabetic` leaves out
/// (Unicode general categories Mn and Mc without the property Alphabetic), in the scripts of news.
fn is_combining(c: char) -> bool {
    matches!(c as u32,
        0x300..=0x36F | 0x483..=0x489 | 0x591..=0x5BD | 0x5BF | 0x5C1 | 0x5C2 | 0x5C4 | 0x5C5 | 0x5C7
        | 0x610..=0x61A | 0x64B..=0x65F | 0x670 | 0x6D6..=0x6DC | 0x6DF..=0x6E8 | 0x6EA..=0x6ED
        | 0x711 | 0x730..=0x74A | 0x7A6..=0x7B0
        | 0x93C | 0x94D | 0x951..=0x954 | 0x9BC | 0x9CD | 0xA3C | 0xA4D | 0xABC | 0xACD
        | 0xB3C | 0xB4D | 0xBCD | 0xC4D | 0xCBC | 0xCCD | 0xD4D | 0xDCA
        | 0xE47..=0xE4E | 0xEC8..=0xECE | 0xF18 | 0xF19 | 0xF35 | 0xF37 | 0xF39 | 0xF71..=0xF84
        | 0x1037 | 0x1039 | 0x103A | 0x17C9..=0x17D3 | 0x17DD
        | 0x180B..=0x180D | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF
        | 0x302A..=0x302F | 0x3099 | 0x309A | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xE0100..=0xE01EF)
}

/// Punctuation outside ASCII (general category P), quotation marks aside.
fn is_mark(c: char) -> bool {
    matches!(c as u32,
        0xA1 | 0xA7 | 0xB6 | 0xB7 | 0xBF | 0x37E | 0x387 | 0x55A..=0x55F | 0x589 | 0x58A
        | 0x5BE | 0x5C0 | 0x5C3 | 0x5C6 | 0x5F3 | 0x5F4 | 0x609 | 0x60A | 0x60C | 0x60D | 0x61B
        | 0x61D..=0x61F | 0x66A..=0x66D | 0x6D4 | 0x700..=0x70D | 0x964 | 0x965 | 0x970
        | 0xDF4 | 0xE2F | 0xE4F | 0xE5A | 0xE5B | 0xF04..=0xF14 | 0xF3A..=0xF3D
        | 0x104A..=0x104F | 0x10FB | 0x1361..=0x1368 | 0x166E | 0x17D4..=0x17D6 | 0x17D8..=0x17DA
        | 0x1800..=0x180A | 0x2010..=0x2027 | 0x2030..=0x205E | 0x207D | 0x207E
        | 0x2308..=0x230B | 0x2329 | 0x232A | 0x27E6..=0x27EF | 0x2E00..=0x2E5D
        | 0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301C | 0x3030 | 0x303D | 0x30A0 | 0x30FB
        | 0xA92E | 0xA92F | 0xA9C1..=0xA9CD | 0xAADE | 0xAADF | 0xFE10..=0xFE19 | 0xFE30..=0xFE40
        | 0xFE45..=0xFE52 | 0xFE54..=0xFE61 | 0xFE63 | 0xFE68 | 0xFE6A | 0xFE6B
        | 0xFF01 | 0xFF03 | 0xFF05 | 0xFF06 | 0xFF08..=0xFF0A | 0xFF0C..=0xFF0F | 0xFF1A | 0xFF1B
        | 0xFF1F | 0xFF20 | 0xFF3B..=0xFF3D | 0xFF3F | 0xFF5B | 0xFF5D | 0xFF5F..=0xFF61 | 0xFF64
        | 0xFF65)
}

/// Whether `c` is a letter, digit, or character of its own: what words are made of.
pub(crate) fn is_word(c: char) -> bool {
    matches!(
        class(c),
        CharClass::Letter | CharClass::Digit | CharClass::Ideograph | CharClass::Katakana
    )
}

/// Whether `c` follows a symbol to make one picture with it: variation selectors, skin tones, the
/// keycap, and the tags that spell flags.
pub(crate) fn is_emoji_part(c: char) -> bool {
    matches!(c as u32, 0xFE0E | 0xFE0F | 0x20E3 | 0x1F3FB..=0x1F3FF | 0xE0020..=0xE007F)
}

/// Whether `c` is one of the letters of which two spell a flag.
pub(crate) fn is_regional_indicator(c: char) -> bool {
    matches!(c as u32, 0x1F1E6..=0x1F1FF)
}
