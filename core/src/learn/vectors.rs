//! Code compiled twice: as for any processor of its kind, and for x86 with AVX2.
//!
//! Much of the work is sums over rows of small integers, and hashes. The instructions that every
//! processor of x86-64 has widen bytes in several steps and add eight numbers at once; AVX2 widens in
//! one and adds sixteen, and what comes with it multiplies and shifts in fewer moves. Nearly all
//! servers have it, but a binary that relies on it stops on those that do not. So the hot loops are
//! there in both ways, and which one runs is looked up for each stretch of work: a block of text, a
//! sequence, a choice. The loops are the same, and so is every result: nothing here lets the compiler
//! reorder sums or fuse a product with one.

/// Calls a method of a model that is compiled for each number of blocks of labels, see
/// [`Transitions::blocks`](super::model::Transitions::blocks), with that of the model, [`vectorized`].
macro_rules! in_blocks {
    ($model:ident.$method:ident($($argument:expr),*)) => {
        $crate::learn::vectorized(
            #[inline(always)]
            || match $model.transitions().blocks() {
                1 => $model.$method::<1>($($argument),*),
                2 => $model.$method::<2>($($argument),*),
                3 => $model.$method::<3>($($argument),*),
                4 => $model.$method::<4>($($argument),*),
                _ => $model.$method::<{ $crate::learn::model::Wide::BLOCKS }>($($argument),*),
            },
        )
    };
}
pub(super) use in_blocks;

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
