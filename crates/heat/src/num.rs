//! Conversions between the widths in which numbers are kept and computed with.

/// An index as the machine counts.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "indices come from lengths of this very machine"
)]
pub(crate) const fn at(index: u64) -> usize {
    index as usize
}

/// A length as 64 bits.
#[expect(clippy::as_conversions, reason = "usize is at most 64 bits where we run")]
pub(crate) const fn wide(length: usize) -> u64 {
    length as u64
}

/// The lowest 32 bits.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "the cut is meant")]
pub(crate) const fn low(number: u64) -> u32 {
    number as u32
}

/// A whole number as a float: exact up to 2^53, then the nearest.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "the loss is the contract")]
pub(crate) const fn float(number: u64) -> f64 {
    number as f64
}

/// The whole number below; for figures far below 2^31, as positions on Earth are.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "`as` saturates, and goes both ways in a constant function"
)]
pub(crate) const fn floor(number: f64) -> i32 {
    // Not `f64::floor`, which is a call where the processor's own is not taken for granted.
    let near_zero = number as i32;
    near_zero - (near_zero as f64 > number) as i32
}

/// The nearest whole number, as float and as integer; for figures far below 2^51. Adding 1.5 * 2^52
/// leaves no bits for a fraction, so the processor rounds, and the low bits are the number.
pub(crate) const fn nearest(number: f64) -> (f64, i32) {
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    let shifted = number + SHIFT;
    (shifted - SHIFT, low(shifted.to_bits()).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_whole_number_is_found_on_both_sides_of_zero() {
        for (number, expected) in [(2.4, 2), (-2.4, -2), (-7.6, -8), (33_614.49, 33_614), (0.0, 0)]
        {
            let (as_float, as_integer) = nearest(number);
            assert_eq!((as_float, as_integer), (f64::from(expected), expected));
        }
        assert_eq!((floor(-0.5), floor(3.9)), (-1, 3));
    }
}
