//! Facts about many words in little memory: a hash table that lies in a file and is read there.
//!
//! A file is `PQFT`, the number of buckets in 32 bits, for each bucket where its slots end in 32 bits,
//! and the slots: for each a fingerprint of its key in 16 bits and its value in the bytes that are left
//! of it; all little endian. Keys are hashes of 64 bits. The upper half chooses the bucket, the lowest
//! bits are the fingerprint. There are eight slots to a bucket on average and none is empty. A key that
//! is not in the table is taken for one that is about once in eight thousand times: too seldom for
//! what is learned from it to suffer.

use std::ops::Range;

use crate::learn::{ModelError, call};

const MAGIC: &[u8; 4] = b"PQFT";

/// Slots to a bucket on average.
const BUCKET: usize = 8;

/// A table from hashes to numbers, of which each takes a slot of `SLOT` bytes, three at least.
#[derive(Clone, Copy)]
pub struct FingerprintTable<const SLOT: usize> {
    bucket_ends: &'static [[u8; 4]],
    slots: &'static [[u8; SLOT]],
}

impl<const SLOT: usize> std::fmt::Debug for FingerprintTable<SLOT> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FingerprintTable").field("slots", &self.slots.len()).finish()
    }
}

impl<const SLOT: usize> FingerprintTable<SLOT> {
    /// Reads a file where it lies.
    ///
    /// # Errors
    /// When `bytes` is not a whole table with slots of this size.
    pub fn load(name: &str, bytes: &'static [u8]) -> Result<Self, ModelError> {
        FingerprintTable::parse(bytes).map_err(|reason| ModelError::Malformed {
            model: name.to_owned(),
            reason: reason.to_owned(),
        })
    }

    fn parse(bytes: &'static [u8]) -> Result<Self, &'static str> {
        let (magic, rest) = bytes.split_first_chunk::<4>().ok_or("it is cut short")?;
        let (count, rest) = rest.split_first_chunk::<4>().ok_or("it is cut short")?;
        if magic != MAGIC {
            return Err("it does not start as one");
        }
        let ends = u32::from_le_bytes(*count) as usize * 4;
        let (bucket_ends, slots) = rest.split_at_checked(ends).ok_or("it is cut short")?;
        let bucket_ends = bucket_ends.as_chunks::<4>().0;
        let (slots, remainder) = slots.as_chunks::<SLOT>();
        let end = bucket_ends.last().map(|end| u32::from_le_bytes(*end) as usize);
        if end != Some(slots.len()) || !remainder.is_empty() {
            return Err("it is of another length than it says");
        }
        Ok(FingerprintTable { bucket_ends, slots })
    }

    /// Asks for what says where the slots of a key are, see [`call`].
    pub(super) fn call_end(&self, key: u64) {
        call(self.bucket_ends, bucket_of(key, self.bucket_ends.len()));
    }

    /// Asks for the slots of a key.
    pub(super) fn call_slots(&self, key: u64) {
        if let Some(slots) = self.slots_of(key) {
            call(self.slots, slots.start);
        }
    }

    /// Where the slots of a key are.
    #[inline]
    fn slots_of(&self, key: u64) -> Option<Range<usize>> {
        let bucket = bucket_of(key, self.bucket_ends.len());
        let end_of = |bucket: usize| {
            self.bucket_ends.get(bucket).map(|end| u32::from_le_bytes(*end) as usize)
        };
        let start = bucket.checked_sub(1).map_or(Some(0), end_of)?;
        Some(start..end_of(bucket)?)
    }

    /// The value of a key. Constant time.
    #[inline]
    pub fn get(&self, key: u64) -> Option<u32> {
        let slots = self.slots.get(self.slots_of(key)?)?;
        let fingerprint = (key as u16).to_le_bytes();
        let slot = slots.iter().find(|slot| slot.starts_with(&fingerprint))?;
        let mut value = [0; 4];
        value.iter_mut().zip(slot.iter().skip(2)).for_each(|(to, from)| *to = *from);
        Some(u32::from_le_bytes(value))
    }

    /// The file of a table with these keys and values; of equal keys the first counts. For builders
    /// and tests.
    ///
    /// # Panics
    /// When a value has more bytes than a slot has room for.
    pub fn encode(entries: &[(u64, u32)]) -> Vec<u8> {
        let most = 1u64 << (8 * (SLOT - 2)).min(32);
        assert!(entries.iter().all(|entry| u64::from(entry.1) < most), "a value is too large");
        let mut buckets = vec![Vec::new(); entries.len() / BUCKET + 1];
        for &(key, value) in entries {
            let bucket = &mut buckets[bucket_of(key, entries.len() / BUCKET + 1)];
            if bucket.iter().all(|&(fingerprint, _)| fingerprint != key as u16) {
                bucket.push((key as u16, value));
            }
        }
        let mut file = MAGIC.to_vec();
        file.extend_from_slice(&(buckets.len() as u32).to_le_bytes());
        let mut end = 0;
        for bucket in &buckets {
            end += bucket.len() as u32;
            file.extend_from_slice(&end.to_le_bytes());
        }
        for (fingerprint, value) in buckets.into_iter().flatten() {
            file.extend_from_slice(&fingerprint.to_le_bytes());
            file.extend(value.to_le_bytes().into_iter().take(SLOT - 2));
        }
        file
    }
}

/// The bucket of a key: the upper half of its bits says how far into the table it is.
#[inline]
const fn bucket_of(key: u64, buckets: usize) -> usize {
    (((key >> 32) * buckets as u64) >> 32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::mix;

    type Table = FingerprintTable<5>;

    #[test]
    fn what_is_put_in_is_found_and_hardly_anything_else() {
        let entries: Vec<(u64, u32)> = (0..3000).map(|n| (mix(n, 1), 5000 * n as u32)).collect();
        let file = Table::encode(&entries);
        let table = Table::load("toy", Box::leak(file.into_boxed_slice())).unwrap();
        // One or two keys may share a fingerprint with another in the same bucket.
        let right = entries.iter().filter(|&&(key, value)| table.get(key) == Some(value)).count();
        assert!(right >= 2998, "{right}");
        let others = (3000..103_000).filter(|&n| table.get(mix(n, 1)).is_some()).count();
        assert!(others < 40, "{others}");
    }

    #[test]
    fn malformed_files_are_refused() {
        let file: &'static [u8] = Box::leak(Table::encode(&[(1, 1)]).into_boxed_slice());
        assert!(Table::load("toy", file).is_ok());
        for length in 0..file.len() {
            assert!(Table::load("toy", &file[..length]).is_err());
        }
        assert!(FingerprintTable::<4>::load("toy", file).is_err());
        assert!(Table::load("toy", b"PQFT\x01\0\0\0\x02\0\0\0aaaaa").is_err());
        assert!(Table::load("toy", b"PQFT\xff\xff\xff\xffaaaaa").is_err());
    }
}
