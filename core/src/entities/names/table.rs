//! Facts about many words in little memory: a hash table that lies in a file and is read there.
//!
//! A file is `PQFT`, the number of bits of a slot's number, three zero bytes, and the slots: for each
//! a fingerprint of its key and its value, 32 bits each, little endian. Keys are hashes of 64 bits.
//! The upper bits choose the slot, the lower are the fingerprint; a key that finds its slot taken is
//! in one of the next ones. An empty slot has the fingerprint 0. A key that is not in the table is
//! taken for one that is about once in a thousand million times.

use crate::learn::ModelError;

const MAGIC: &[u8; 8] = b"PQFT\0\0\0\0";
const SLOT: usize = 8;

/// A table from hashes to 32 bits.
#[derive(Clone, Copy)]
pub struct FingerprintTable {
    slots: &'static [[u8; SLOT]],
    shift: u32,
}

impl std::fmt::Debug for FingerprintTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FingerprintTable").field("slots", &self.slots.len()).finish()
    }
}

impl FingerprintTable {
    /// Reads a file where it lies.
    ///
    /// # Errors
    /// When `bytes` is not a whole table.
    pub fn load(name: &str, bytes: &'static [u8]) -> Result<Self, ModelError> {
        let malformed = |reason: &str| ModelError::Malformed {
            model: name.to_owned(),
            reason: reason.to_owned(),
        };
        let Some((header, rest)) = bytes.split_first_chunk::<8>() else {
            return Err(malformed("it is cut short"));
        };
        let bits = header[4];
        if header[..4] != MAGIC[..4] || !(1..=28).contains(&bits) {
            return Err(malformed("it does not start as one"));
        }
        let (slots, remainder) = rest.as_chunks::<SLOT>();
        if slots.len() != 1 << bits || !remainder.is_empty() {
            return Err(malformed("it is of another length than it says"));
        }
        Ok(FingerprintTable { slots, shift: 64 - u32::from(bits) })
    }

    /// The value of a key. Constant time.
    #[inline]
    pub fn get(&self, key: u64) -> Option<u32> {
        let fingerprint = fingerprint(key);
        let first = (key >> self.shift) as usize;
        for probe in 0..LONGEST_PROBE {
            let slot = self.slots.get((first + probe) & (self.slots.len() - 1))?;
            let [a, b, c, d, e, f, g, h] = *slot;
            match u32::from_le_bytes([a, b, c, d]) {
                0 => return None,
                found if found == fingerprint => return Some(u32::from_le_bytes([e, f, g, h])),
                _ => {}
            }
        }
        None
    }

    /// The file of a table with these keys and values; of equal keys the first counts. For builders
    /// and tests.
    ///
    /// # Panics
    /// When there are too many keys for a table of 2^28 slots.
    pub fn encode(entries: &[(u64, u32)]) -> Vec<u8> {
        let mut bits = (entries.len().max(2) * 5 / 4).next_power_of_two().trailing_zeros();
        loop {
            assert!(bits <= 28, "{} keys", entries.len());
            if let Some(slots) = fill(entries, bits) {
                let mut file = MAGIC.to_vec();
                file[4] = bits as u8;
                for (fingerprint, value) in slots {
                    file.extend_from_slice(&u32::to_le_bytes(fingerprint));
                    file.extend_from_slice(&u32::to_le_bytes(value));
                }
                return file;
            }
            bits += 1;
        }
    }
}

/// A key that is in the table is at most so many slots away from its own.
const LONGEST_PROBE: usize = 128;

/// The slots of a table of 2^`bits`; `None` when a key would be too far from its own.
fn fill(entries: &[(u64, u32)], bits: u32) -> Option<Vec<(u32, u32)>> {
    let mut slots = vec![(0, 0); 1 << bits];
    for &(key, value) in entries {
        let first = (key >> (64 - bits)) as usize;
        let place = (0..LONGEST_PROBE)
            .map(|probe| (first + probe) & (slots.len() - 1))
            .find(|&slot| slots[slot].0 == 0 || slots[slot].0 == fingerprint(key))?;
        if slots[place].0 == 0 {
            slots[place] = (fingerprint(key), value);
        }
    }
    Some(slots)
}

#[inline]
const fn fingerprint(key: u64) -> u32 {
    key as u32 | 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::mix;

    #[test]
    fn what_is_put_in_is_found_and_nothing_else() {
        let entries: Vec<(u64, u32)> = (0..3000).map(|n| (mix(n, 1), n as u32)).collect();
        let file = FingerprintTable::encode(&entries);
        let table = FingerprintTable::load("toy", Box::leak(file.into_boxed_slice())).unwrap();
        assert!(entries.iter().all(|&(key, value)| table.get(key) == Some(value)));
        assert!((3000..9000).all(|n| table.get(mix(n, 1)).is_none()));
    }

    #[test]
    fn malformed_files_are_refused() {
        let file: &'static [u8] = Box::leak(FingerprintTable::encode(&[(1, 1)]).into_boxed_slice());
        assert!(FingerprintTable::load("toy", file).is_ok());
        for length in 0..file.len() {
            assert!(FingerprintTable::load("toy", &file[..length]).is_err());
        }
        assert!(FingerprintTable::load("toy", b"PQFT\x01\0\0\x01aaaaaaaabbbbbbbbc").is_err());
    }
}
