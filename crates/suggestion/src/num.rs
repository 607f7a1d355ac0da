//! Between the narrow numbers that are stored and the wide ones that are computed with.

/// The nearest `f32`; infinite beyond its range.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "rounding is meant")]
pub fn narrow(number: f64) -> f32 {
    number as f32
}

/// A term's number as an index.
pub fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
