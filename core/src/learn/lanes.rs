//! Arithmetic on rows of numbers, one for each label, in vectors of the processor.
//!
//! The compiler makes vectors of loops over arrays whose length it knows. So rows are cut into
//! blocks of [`LANES`] numbers, and what works on them is compiled for each number of blocks.

/// The numbers of a block. Rows of scores are a multiple of them wide.
pub(super) const LANES: usize = 8;

/// A row in blocks.
pub(super) type Row<T, const BLOCKS: usize> = [[T; LANES]; BLOCKS];

/// A row from a slice; what it has no number for gets `fill`.
#[inline(always)]
pub(super) fn load<T: Copy, const BLOCKS: usize>(from: &[T], fill: T) -> Row<T, BLOCKS> {
    let mut row = [[fill; LANES]; BLOCKS];
    let (blocks, rest) = from.as_chunks::<LANES>();
    for (to, from) in row.iter_mut().zip(blocks) {
        *to = *from;
    }
    if let Some(to) = row.get_mut(blocks.len()) {
        to.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    }
    row
}

/// Adds a row to another. Sums stop at the ends of the range.
#[inline(always)]
pub(super) fn add<const BLOCKS: usize>(row: &mut Row<i16, BLOCKS>, more: &Row<i16, BLOCKS>) {
    for (to, more) in row.as_flattened_mut().iter_mut().zip(more.as_flattened()) {
        *to = to.saturating_add(*more);
    }
}

/// The higher of two numbers, lane by lane.
#[inline(always)]
fn higher(one: [i16; LANES], other: [i16; LANES]) -> [i16; LANES] {
    let mut row = one;
    row.iter_mut().zip(other).for_each(|(to, other)| *to = (*to).max(other));
    row
}

/// The highest number of a block in each lane. It goes round in halves, which compiles to a few
/// operations; a loop over the lanes would take them one by one.
#[inline(always)]
pub(super) fn highest_of_block(block: [i16; LANES]) -> [i16; LANES] {
    let [a, b, c, d, e, f, g, h] = block;
    let block = higher(block, [e, f, g, h, a, b, c, d]);
    let [a, b, c, d, e, f, g, h] = block;
    let block = higher(block, [c, d, a, b, g, h, e, f]);
    let [a, b, c, d, e, f, g, h] = block;
    higher(block, [b, a, d, c, f, e, h, g])
}

/// The highest number of a row, in each lane.
#[inline(always)]
pub(super) fn highest<const BLOCKS: usize>(row: &Row<i16, BLOCKS>) -> [i16; LANES] {
    highest_of_block(row.iter().copied().fold([i16::MIN; LANES], higher))
}

/// The place of the highest number of a row, the first of equals.
#[inline(always)]
pub(super) fn first_of_highest<const BLOCKS: usize>(row: &Row<i16, BLOCKS>) -> usize {
    let [highest, ..] = highest(row);
    row.as_flattened().iter().position(|&number| number == highest).unwrap_or(0)
}

/// Multiplies a row with another, number by number.
#[inline(always)]
pub(super) fn multiply<const BLOCKS: usize>(row: &mut Row<f32, BLOCKS>, by: &Row<f32, BLOCKS>) {
    for (to, by) in row.as_flattened_mut().iter_mut().zip(by.as_flattened()) {
        *to *= by;
    }
}

/// Multiplies all numbers of a row.
#[inline(always)]
pub(super) fn scale<const BLOCKS: usize>(row: &mut Row<f32, BLOCKS>, by: f32) {
    row.as_flattened_mut().iter_mut().for_each(|to| *to *= by);
}

/// The sum of a row.
#[inline(always)]
pub(super) fn sum<const BLOCKS: usize>(row: &Row<f32, BLOCKS>) -> f32 {
    let mut sums = [0.0; LANES];
    for block in row {
        sums.iter_mut().zip(block).for_each(|(sum, of)| *sum += of);
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (b + f)) + ((c + g) + (d + h))
}

/// The sum of the products of two rows.
#[inline(always)]
pub(super) fn dot<const BLOCKS: usize>(one: &Row<f32, BLOCKS>, other: &Row<f32, BLOCKS>) -> f32 {
    let mut products = *one;
    multiply(&mut products, other);
    sum(&products)
}

/// The weights of paths after one step, given those before it and a row of factors for each.
#[inline(always)]
pub(super) fn step<const BLOCKS: usize>(
    weights: &Row<f32, BLOCKS>,
    factors: &[Row<f32, BLOCKS>],
) -> Row<f32, BLOCKS> {
    let mut next = [[0.0; LANES]; BLOCKS];
    for (weight, row) in weights.as_flattened().iter().zip(factors) {
        for (next, factor) in next.as_flattened_mut().iter_mut().zip(row.as_flattened()) {
            *next += weight * factor;
        }
    }
    next
}

/// e to the power of each number of a row times `unit`. Numbers are at most zero; results that are
/// too small for the range come out as the smallest numbers.
///
/// Off by less than a hundred thousandth of the result.
#[inline(always)]
pub(super) fn exponentials<const BLOCKS: usize>(
    row: &Row<i16, BLOCKS>,
    unit: f32,
) -> Row<f32, BLOCKS> {
    let mut results = [[0.0; LANES]; BLOCKS];
    for (results, row) in results.iter_mut().zip(row) {
        *results = exponentials_of_block(row, unit * std::f32::consts::LOG2_E);
    }
    results
}

/// Two to the power of each number of a block times `unit`.
#[inline(always)]
fn exponentials_of_block(block: &[i16; LANES], unit: f32) -> [f32; LANES] {
    /// Added to a number of moderate size, leaves its nearest integer in the lowest bits.
    const ROUND: f32 = 12_582_912.0;
    const EXPONENT_OF_ONE: u32 = 127;
    const LEAST: f32 = -126.0;
    let mut results = [0.0; LANES];
    for (result, number) in results.iter_mut().zip(block) {
        let power = f32::from(*number) * unit;
        let power = if power < LEAST { LEAST } else { power };
        let rounded = power + ROUND;
        let rest = power - (rounded - ROUND);
        // Two to the power of the rest, which is half at most, by its Taylor series.
        let series = 0.009_618_129 + rest * 0.001_333_355_8;
        let series = 0.055_504_11 + rest * series;
        let series = 0.240_226_5 + rest * series;
        let series = 1.0 + rest * (std::f32::consts::LN_2 + rest * series);
        let exponent = rounded.to_bits().wrapping_sub(ROUND.to_bits());
        *result = series * f32::from_bits(exponent.wrapping_add(EXPONENT_OF_ONE) << 23);
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_close() {
        for unit in [0.001, 0.0173, 0.5] {
            for number in (0..20_000i16).step_by(7) {
                let exact = (-unit * f32::from(number)).exp();
                let [[found, ..]] = exponentials(&[[-number; LANES]], unit);
                assert!((found - exact).abs() <= 1e-5 * exact + 2e-38, "{number}: {found} {exact}");
            }
        }
    }

    #[test]
    fn rows_are_loaded_up_to_their_end() {
        let numbers: Vec<i16> = (1..12).collect();
        let row: Row<i16, 2> = load(&numbers, -1);
        assert_eq!(row, [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, -1, -1, -1, -1, -1]]);
        assert_eq!(load(&numbers, -1), [[1, 2, 3, 4, 5, 6, 7, 8]]);
        assert_eq!(first_of_highest(&row), 10);
    }
}
