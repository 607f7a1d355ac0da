//! Area codes: the national divisions and the grids below them, one code whose prefix is its
//! ancestry.
//!
//! Source: the statistical codes of administrative divisions (National Bureau of Statistics;
//! the first six digits are GB/T 2260). A code keeps only the digits that say something: the
//! bureau's padding groups (`00` city or county, `000` street or community) are dropped from its
//! end. So a city without counties such as Dongguan, which the bureau also lists as its own
//! county 441900, is 4419 alone, and its streets (441900003) lie directly below it.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::text_serde::text_serde;

/// How deep an area lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 全国
    Nation,
    /// 省、自治区、直辖市
    Province,
    /// 市、州
    City,
    /// 区、县
    County,
    /// 街道、乡镇
    Street,
    /// 社区、村
    Community,
    /// 网格
    Grid,
}

impl Level {
    pub const ALL: [Self; 7] = [
        Self::Nation,
        Self::Province,
        Self::City,
        Self::County,
        Self::Street,
        Self::Community,
        Self::Grid,
    ];

    /// How many digits a code of this level has.
    pub const fn digits(self) -> usize {
        match self {
            Self::Nation => 0,
            Self::Province => 2,
            Self::City => 4,
            Self::County => 6,
            Self::Street => 9,
            Self::Community => 12,
            Self::Grid => 15,
        }
    }

    /// The name in files, in addresses and in the words' keys.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::City => "city",
            Self::County => "county",
            Self::Street => "street",
            Self::Community => "community",
            Self::Grid => "grid",
        }
    }

    fn of_digits(count: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.digits() == count)
    }
}

const LONGEST: usize = Level::Grid.digits();

/// The code of an area; sorts so that an area comes just before everything inside it.
///
/// Sixteen bytes, copied freely. In the stores it is text: see [`AreaCode::range`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AreaCode {
    /// ASCII digits, then zero bytes, which sort before every digit.
    digits: [u8; LONGEST],
    level: Level,
}

/// The text is not an area code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaCodeError {
    #[error("area code {0:?}: only digits are allowed")]
    NotDigits(String),
    #[error("area code {0:?}: needs 2, 4, 6, 9, 12 or 15 digits")]
    Length(String),
    #[error("area code {0:?}: no province has the number 00")]
    NoProvince(String),
}

impl AreaCode {
    /// The whole country: the empty code, above every province.
    pub const NATION: Self = Self { digits: [0; LONGEST], level: Level::Nation };

    /// Reads a code of any level, padded to 6 or 12 digits with zeros or not.
    pub fn parse(text: &str) -> Result<Self, AreaCodeError> {
        let text = text.trim();
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(AreaCodeError::NotDigits(text.to_owned()));
        }
        if Level::of_digits(text.len()).is_none() {
            return Err(AreaCodeError::Length(text.to_owned()));
        }
        if text.starts_with("00") {
            return Err(AreaCodeError::NoProvince(text.to_owned()));
        }
        Ok(Self::of_digits(text.as_bytes()))
    }

    /// The area of `digits`, which has the length of a level, or of the nearest area above it that
    /// does not end in padding.
    fn of_digits(digits: &[u8]) -> Self {
        for level in Level::ALL.into_iter().rev() {
            let above = above(level);
            let Some(group) = digits.get(above.digits()..level.digits()) else { continue };
            if group.iter().any(|digit| *digit != b'0') {
                let mut code = Self { digits: [0; LONGEST], level };
                for (slot, digit) in code.digits.iter_mut().zip(&digits[..level.digits()]) {
                    *slot = *digit;
                }
                return code;
            }
        }
        Self::NATION
    }

    pub const fn level(&self) -> Level {
        self.level
    }

    /// The canonical digits, without padding; empty for the nation.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.bytes()).unwrap_or_default()
    }

    fn bytes(&self) -> &[u8] {
        &self.digits[..self.level.digits()]
    }

    /// The area directly above; `None` for the nation.
    pub fn parent(&self) -> Option<Self> {
        (self.level != Level::Nation)
            .then(|| Self::of_digits(&self.digits[..above(self.level).digits()]))
    }

    /// The areas above, nearest first, the nation last.
    pub fn ancestors(&self) -> impl Iterator<Item = Self> + use<> {
        std::iter::successors(self.parent(), Self::parent)
    }

    /// The area of `level` that this one is or lies in; `None` when it is larger than that, or
    /// when its line of ancestors has no such level.
    pub fn at(&self, level: Level) -> Option<Self> {
        std::iter::once(*self).chain(self.ancestors()).find(|area| area.level == level)
    }

    /// Whether `other` is this area or lies inside it.
    pub fn contains(&self, other: &Self) -> bool {
        other.bytes().starts_with(self.bytes())
    }

    /// The first and last text that this area's subtree can have, both included, so that
    /// `area BETWEEN low AND high` finds it under every collation (only digits are compared).
    pub fn range(&self) -> (String, String) {
        (self.as_str().to_owned(), format!("{:9<LONGEST$}", self.as_str()))
    }

    /// A code that sorts after everything in this area and before whatever follows it.
    pub(crate) fn last(&self) -> Self {
        let digits = self.digits.map(|digit| if digit == 0 { b'9' } else { digit });
        Self { digits, level: Level::Grid }
    }

    /// The bureau's 12-digit form, padded with zeros; a grid keeps its 15 digits.
    pub fn national(&self) -> String {
        format!("{:0<12}", self.as_str())
    }
}

fn above(level: Level) -> Level {
    Level::ALL.into_iter().rev().find(|other| *other < level).unwrap_or(Level::Nation)
}

impl fmt::Display for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
impl fmt::Debug for AreaCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AreaCode({})", self.as_str())
    }
}
impl FromStr for AreaCode {
    type Err = AreaCodeError;
    fn from_str(text: &str) -> Result<Self, AreaCodeError> {
        Self::parse(text)
    }
}
text_serde!(AreaCode);

#[cfg(test)]
#[path = "area_tests.rs"]
mod tests;
