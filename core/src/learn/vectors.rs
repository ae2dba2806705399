//! Code compiled twice: as for any processor of its kind, and for x86 with AVX2.
//!
//! Much of the work is sums over rows of small integers, and hashes. The instructions that every
//! processor of x86-64 has widen bytes in several steps and add eight numbers at once; AVX2 widens in
//! one and adds sixteen, and what comes with it multiplies and shifts in fewer moves. Nearly all
//! servers have it, but a binary that relies on it stops on those that do not. So the hot loops are
//! there in both ways, and which one runs is looked up for each stretch of work: a block of text, a
//! sequence, a choice. The loops are the same, and so is every result: nothing here lets the compiler
//! reorder sums or fuse a product with one.

/// Runs `work` in the best way that this processor knows. Only what is inlined into `work` gains, so
/// it should be `#[inline(always)]`, as should what it spends its time in.
#[inline(always)]
pub(crate) fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = fearless_simd::Level::new().as_avx2() {
        return fearless_simd::Simd::vectorize(avx2, work);
    }
    work()
}
