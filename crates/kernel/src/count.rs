//! Numbers between counts, floats and figures: the conversions that `as` would do silently.

/// A count as a signed number; the largest one when it does not fit.
pub fn to_i64(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A signed number as a count; 0 when negative.
pub fn to_usize(number: i64) -> usize {
    usize::try_from(number.max(0)).unwrap_or(usize::MAX)
}

/// A count as a small number; the largest one when it does not fit.
pub fn to_u32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Exact up to 2^53, then the nearest float.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "the loss is the contract")]
pub const fn to_f64(number: i64) -> f64 {
    number as f64
}

/// A count as a float: exact up to 2^53.
pub fn size_to_f64(count: usize) -> f64 {
    to_f64(to_i64(count))
}

/// The nearest whole number, halves away from zero; saturating, 0 for NaN.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "`as` saturates")]
pub fn round(number: f64) -> i64 {
    number.round() as i64
}

/// `part` of `whole`, 0 when there is no whole.
pub fn ratio(part: i64, whole: i64) -> f64 {
    if whole == 0 { 0.0 } else { to_f64(part) / to_f64(whole) }
}

/// The value below which the share `q` (0 to 1) of `values` lies, with linear interpolation
/// between neighbours (type 7 of Hyndman and Fan 1996, the default of numpy and R). `None` without
/// values. The order of `values` does not matter.
pub fn quantile(values: &[i64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let place = q.clamp(0.0, 1.0) * size_to_f64(sorted.len().checked_sub(1)?);
    let below = to_usize(round(place.floor()));
    let low = to_f64(*sorted.get(below)?);
    let high = sorted.get(below + 1).map_or(low, |value| to_f64(*value));
    Some(low + (high - low) * place.fract())
}

/// The middle value; the mean of the middle two when there is no single one.
pub fn median(values: &[i64]) -> Option<f64> {
    quantile(values, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate_between_neighbours() {
        assert_eq!(median(&[5, 1, 3]), Some(3.0));
        assert_eq!(median(&[4, 1, 3, 2]), Some(2.5));
        let tens: Vec<i64> = (1..=10).rev().collect();
        assert!((quantile(&tens, 0.9).unwrap() - 9.1).abs() < 1e-12);
        assert_eq!(
            [0.0, 1.0, 7.0].map(|q| quantile(&tens, q)),
            [Some(1.0), Some(10.0), Some(10.0)]
        );
        assert_eq!((median(&[]), median(&[7])), (None, Some(7.0)));
    }

    #[test]
    fn conversions_saturate_instead_of_wrapping() {
        assert_eq!((to_usize(-3), to_i64(usize::MAX), to_u32(usize::MAX)), (0, i64::MAX, u32::MAX));
        assert_eq!([round(2.5), round(-2.5), round(f64::NAN), round(1e300)], [3, -3, 0, i64::MAX]);
        assert!((ratio(1, 4) - 0.25).abs() < 1e-12 && ratio(3, 0).abs() < 1e-12);
    }
}
