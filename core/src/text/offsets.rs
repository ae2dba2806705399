//! Byte offsets into other units.

/// What offsets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OffsetUnit {
    /// Bytes of UTF-8.
    #[default]
    Utf8,
    /// UTF-16 code units.
    Utf16,
    /// Unicode code points.
    Utf32,
}

/// Turns byte offsets of a text into another unit. Built in one pass over the text; each look-up
/// then reads at most one stride of it, whatever the order they come in.
#[derive(Debug)]
pub struct OffsetConverter<'a> {
    text: &'a str,
    unit: OffsetUnit,
    /// Units before each multiple of `STRIDE` bytes; empty when units are bytes.
    before: Vec<u32>,
}

const STRIDE: usize = 64;

impl<'a> OffsetConverter<'a> {
    /// A converter for the offsets of `text`. Linear, or constant for ASCII text and UTF-8.
    pub fn new(text: &'a str, unit: OffsetUnit) -> Self {
        let mut before = Vec::new();
        if unit != OffsetUnit::Utf8 && !text.is_ascii() {
            before.reserve(text.len() / STRIDE + 1);
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STRIDE) {
                before.push(count);
                count += units(chunk, unit);
            }
        }
        OffsetConverter { text, unit, before }
    }

    /// The offset in units of the character that starts at `byte`.
    pub fn convert(&self, byte: u32) -> u32 {
        let Some(index) = self.before.len().checked_sub(1) else { return byte };
        let stride = (byte as usize / STRIDE).min(index);
        let rest = &self.text.as_bytes()[stride * STRIDE..(byte as usize).min(self.text.len())];
        self.before[stride] + units(rest, self.unit)
    }
}

/// Units that the bytes of UTF-8 account for: one for each first byte of a character, and in UTF-16
/// one more for each character of four bytes.
fn units(bytes: &[u8], unit: OffsetUnit) -> u32 {
    let count = bytes.iter().map(|&byte| {
        let first = (byte & 0xC0) != 0x80;
        let pair = unit == OffsetUnit::Utf16 && byte >= 0xF0;
        u32::from(first) + u32::from(pair)
    });
    count.sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn agrees_with_counting_from_the_start(text in "\\PC{0,300}") {
            for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..byte];
                for (unit, expected) in [
                    (OffsetUnit::Utf8, byte),
                    (OffsetUnit::Utf16, before.encode_utf16().count()),
                    (OffsetUnit::Utf32, before.chars().count()),
                ] {
                    let converter = OffsetConverter::new(&text, unit);
                    prop_assert_eq!(converter.convert(byte as u32) as usize, expected);
                }
            }
        }
    }
}
