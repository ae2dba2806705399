//! Hashes of features. They are stored in models, so they must never change without the feature
//! sets changing too; and they are fast, not secret: whoever picks colliding words gets a worse
//! answer for them, no slower one.

const MULTIPLIER: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes two numbers into one. Not symmetric.
#[inline]
pub const fn mix(a: u64, b: u64) -> u64 {
    let product = (a ^ MULTIPLIER) as u128 * (b.rotate_left(32) ^ 0xd6e8_feb8_6659_fd93) as u128;
    let folded = (product as u64) ^ ((product >> 64) as u64);
    (folded ^ a.rotate_left(17)).wrapping_mul(MULTIPLIER)
}

/// The hash of some bytes.
#[inline]
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash = bytes.len() as u64;
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        hash = mix(hash, u64::from_le_bytes(last));
    }
    mix(hash, MULTIPLIER)
}

/// The hash of a text.
#[inline]
pub fn hash_text(text: &str) -> u64 {
    hash_bytes(text.as_bytes())
}

/// The feature that `value` holds for `template`. Templates are the kinds of features of a task
/// ("this word", "the two words before"), numbered by it.
#[inline]
pub const fn feature(template: u32, value: u64) -> u32 {
    (mix(template as u64, value) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn different_texts_differ() {
        let texts = ["", "\0", "a", "b", "ab", "ba", "abcdefgh", "abcdefg\0", "abcdefgh\0"];
        let hashes: HashSet<u64> = texts.iter().map(|text| hash_text(text)).collect();
        assert_eq!(hashes.len(), texts.len());
    }

    #[test]
    fn features_spread_over_a_small_table() {
        for bits in [8, 12] {
            let slots: HashSet<u32> =
                (0..1 << bits).map(|value| feature(7, value) >> (32 - bits)).collect();
            let share = slots.len() as f64 / f64::from(1 << bits);
            assert!(share > 0.55, "{share} of the slots are used, 0.63 would be random");
        }
    }

    #[test]
    fn templates_keep_equal_values_apart() {
        assert_ne!(feature(1, 42), feature(2, 42));
        assert_ne!(mix(1, 2), mix(2, 1));
    }
}
