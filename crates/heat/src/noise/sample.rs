//! The two distributions.

use kernel::Rng as _;

use super::Bits;

/// Whole-number noise, symmetric around 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Discrete Laplace: the chance of `x` is proportional to `exp(-|x| · rate / scale)`.
    Laplace { scale: u64, rate: u64 },
    /// Discrete Gaussian: the chance of `x` is proportional to `exp(-x² / (2 · variance))`.
    /// The variance is at most 10^9.
    Gaussian { variance: u64 },
}

impl Noise {
    /// One draw.
    pub fn draw(self, bits: &mut Bits<'_>) -> i64 {
        match self {
            Self::Laplace { scale, rate } => laplace(bits, scale.max(1), rate.max(1)),
            Self::Gaussian { variance } => gaussian(bits, variance.clamp(1, 1_000_000_000)),
        }
    }
}

/// True with chance `exp(-part / whole)`, for `part <= whole` (algorithm 1): the first `k` at which
/// a chance of `part / (whole · k)` fails is odd that often.
fn decays_within(bits: &mut Bits<'_>, part: u64, whole: u64) -> bool {
    let mut k = 1_u64;
    while bits.below(whole) < part && bits.one_in(k) {
        k += 1;
    }
    k % 2 == 1
}

/// True with chance `exp(-(times + part / whole))`, for `part < whole`.
fn decays(bits: &mut Bits<'_>, times: u128, part: u64, whole: u64) -> bool {
    let mut left = times;
    while left > 0 {
        if !decays_within(bits, 1, 1) {
            return false;
        }
        left -= 1;
    }
    decays_within(bits, part, whole)
}

/// Algorithm 2.
fn laplace(bits: &mut Bits<'_>, scale: u64, rate: u64) -> i64 {
    loop {
        let within = bits.below(scale);
        if !decays_within(bits, within, scale) {
            continue;
        }
        let mut whole = 0_u64;
        while decays_within(bits, 1, 1) {
            whole += 1;
        }
        let size = scale.saturating_mul(whole).saturating_add(within) / rate;
        let negative = bits.one_in(2);
        // Zero has two signs and would come twice as often.
        if negative && size == 0 {
            continue;
        }
        let size = i64::try_from(size).unwrap_or(i64::MAX);
        return if negative { -size } else { size };
    }
}

/// Algorithm 3: a Laplace draw of nearly the same width, kept as often as makes it Gaussian.
fn gaussian(bits: &mut Bits<'_>, variance: u64) -> i64 {
    let width = variance.isqrt() + 1;
    let divisor = 2 * u128::from(variance) * u128::from(width) * u128::from(width);
    loop {
        let drawn = laplace(bits, width, 1);
        let size = u128::from(drawn.unsigned_abs()).saturating_mul(u128::from(width));
        let off = size.abs_diff(u128::from(variance));
        let square = off.saturating_mul(off);
        // The divisor is below 2^61 for the largest variance.
        let part = u64::try_from(square % divisor).unwrap_or(0);
        let whole = u64::try_from(divisor).unwrap_or(u64::MAX);
        if decays(bits, square / divisor, part, whole) {
            return drawn;
        }
    }
}
