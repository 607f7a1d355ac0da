//! A positive decimal figure kept as written, so that it can be computed with in whole numbers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// `units / per`, `per` a power of ten up to 10^12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    pub units: u64,
    pub per: u64,
}

/// The text is not a positive decimal figure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a positive figure below 1000 with at most 12 decimals, such as 0.5 or 1e-6")]
pub struct DecimalError;

impl Decimal {
    /// The nearest float.
    pub fn float(self) -> f64 {
        crate::num::float(self.units) / crate::num::float(self.per)
    }
}

impl FromStr for Decimal {
    type Err = DecimalError;
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        let text = text.trim();
        let (figures, exponent) = match text.split_once(['e', 'E']) {
            Some((figures, exponent)) => (figures, exponent.parse().map_err(|_| DecimalError)?),
            None => (text, 0_i32),
        };
        let (whole, part) = figures.split_once('.').unwrap_or((figures, ""));
        let digits: String = [whole, part.trim_end_matches('0')].concat();
        let plain = !whole.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain || digits.len() > 15 {
            return Err(DecimalError);
        }
        let mut units: u64 = digits.parse().map_err(|_| DecimalError)?;
        let decimals = i32::try_from(part.trim_end_matches('0').len()).map_err(|_| DecimalError)?;
        let mut places = decimals.checked_sub(exponent).ok_or(DecimalError)?;
        while places < 0 {
            units = units.checked_mul(10).ok_or(DecimalError)?;
            places += 1;
        }
        while places > 0 && units.is_multiple_of(10) && units > 0 {
            (units, places) = (units / 10, places - 1);
        }
        let places = u32::try_from(places).map_err(|_| DecimalError)?;
        let per = if places <= 12 { 10_u64.pow(places) } else { return Err(DecimalError) };
        let fits = units > 0 && units / per < 1_000;
        fits.then_some(Self { units, per }).ok_or(DecimalError)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = usize::try_from(self.per.ilog10()).unwrap_or(0);
        let (whole, part) = (self.units / self.per, self.units % self.per);
        if places == 0 { write!(f, "{whole}") } else { write!(f, "{whole}.{part:0places$}") }
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.float())
    }
}
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        format!("{number}").parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_kept_as_written() {
        for (text, units, per, shown) in [
            ("1", 1, 1, "1"),
            ("0.5", 5, 10, "0.5"),
            ("1.250", 125, 100, "1.25"),
            ("1e-6", 1, 1_000_000, "0.000001"),
            ("2.5E-7", 25, 100_000_000, "0.00000025"),
            ("1e2", 100, 1, "100"),
            ("10", 10, 1, "10"),
        ] {
            let read: Decimal = text.parse().unwrap();
            assert_eq!((read.units, read.per), (units, per), "{text}");
            assert_eq!(read.to_string(), shown);
            let json = serde_json::to_string(&read).unwrap();
            assert_eq!(serde_json::from_str::<Decimal>(&json).unwrap(), read, "{json}");
        }
        for text in ["", "0", "-1", "1e-13", "1000", "nan", ".5", "1e", "0x1", "1e99"] {
            assert_eq!(text.parse::<Decimal>(), Err(DecimalError), "{text}");
        }
    }
}
