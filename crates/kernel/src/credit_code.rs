//! Unified social credit codes of organizations: GB 32100-2015, check character modulo 31
//! (GB/T 17710), the organization code inside by GB 11714.

use std::{fmt, str::FromStr};

use crate::{area::AreaCode, text::fold_width, text_serde::text_serde};

/// A valid 18-character credit code. Public information: shown in full.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// Why a text is no credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeError {
    #[error("credit code: has {0} characters; it must have 18")]
    Length(usize),
    #[error("credit code: {0:?} is not allowed; use digits and capitals without I, O, S, V, Z")]
    Format(char),
    #[error("credit code: no registering department has the sign {0:?}")]
    Department(char),
    #[error("credit code: the last character does not fit the others; one is mistyped")]
    Check,
}

const LENGTH: usize = 18;
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// Departments that register organizations, as the first character names them.
const DEPARTMENTS: &str = "123456789ANY";
const ORGANIZATION_WEIGHTS: [usize; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    /// Reads a code as people type it: blanks, hyphens, full-width and small letters are put
    /// right.
    pub fn parse(text: &str) -> Result<Self, CreditCodeError> {
        let kept = text.chars().map(fold_width).filter(|c| !c.is_whitespace() && *c != '-');
        let text: String = kept.map(|c| c.to_ascii_uppercase()).collect();
        let length = text.chars().count();
        if length != LENGTH {
            return Err(CreditCodeError::Length(length));
        }
        if let Some(strange) = text.chars().find(|c| !ALPHABET.contains(*c)) {
            return Err(CreditCodeError::Format(strange));
        }
        if let Some(sign) = text.chars().next().filter(|c| !DEPARTMENTS.contains(*c)) {
            return Err(CreditCodeError::Department(sign));
        }
        if check_character(&text) != text.chars().last() {
            return Err(CreditCodeError::Check);
        }
        Ok(Self(text))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The area of the registering office; `None` when the code does not state one.
    pub fn area(&self) -> Option<AreaCode> {
        AreaCode::parse(&self.0[2..8]).ok()
    }

    /// The organization code inside: `60003734-1`.
    pub fn organization_code(&self) -> String {
        format!("{}-{}", &self.0[8..16], &self.0[16..17])
    }

    /// Whether the organization code inside fits its own check character. Some codes in use do
    /// not, so this is a hint to look again and no reason to refuse.
    pub fn organization_code_fits(&self) -> bool {
        let sum: usize = self.0[8..16]
            .chars()
            .filter_map(|c| usize::try_from(c.to_digit(36)?).ok())
            .zip(ORGANIZATION_WEIGHTS)
            .map(|(value, weight)| value * weight)
            .sum();
        "0X987654321".chars().nth(sum % 11) == self.0[16..17].chars().next()
    }
}

/// The character that the first 17 demand: weights are the powers of 3 modulo 31.
fn check_character(text: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for character in text.chars().take(LENGTH - 1) {
        sum += ALPHABET.find(character)? * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}

impl FromStr for CreditCode {
    type Err = CreditCodeError;
    fn from_str(text: &str) -> Result<Self, CreditCodeError> {
        Self::parse(text)
    }
}
impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
text_serde!(CreditCode);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared_vectors;

    #[test]
    fn codes_are_accepted_or_refused_as_the_vectors_say() {
        let Some(file) = shared_vectors("uscc_gb32100") else { return };
        for vector in file["vectors"].as_array().unwrap() {
            let input = vector["input"].as_str().unwrap();
            let answer = match CreditCode::parse(input) {
                Ok(code) => {
                    assert_eq!(code.organization_code_fits(), vector["org_inner_ok"], "{input}");
                    "ok"
                }
                Err(CreditCodeError::Length(_)) => "length",
                Err(CreditCodeError::Format(_)) => "format",
                Err(CreditCodeError::Department(_)) => "department",
                Err(CreditCodeError::Check) => "check",
            };
            assert_eq!(answer, vector["expect"], "{input}");
        }
    }

    #[test]
    fn a_code_is_tidied_and_taken_apart() {
        let code = CreditCode::parse(" 91110000-６０００３７３４１l").unwrap();
        assert_eq!(code.to_string(), "91110000600037341L");
        assert_eq!(code.organization_code(), "60003734-1");
        assert_eq!(code.area(), Some(AreaCode::parse("11").unwrap()));
        assert_eq!(CreditCode::parse("9111000060003734é1"), Err(CreditCodeError::Format('é')));
    }

    proptest! {
        #[test]
        fn any_single_mistyped_character_is_noticed(body in "9[0-9]{7}[0-9A-HJ-NPQRTUWXY]{9}", place in 1_usize..17, to in 0_usize..31) {
            let whole = format!("{body}{}", check_character(&body).unwrap());
            prop_assert!(CreditCode::parse(&whole).is_ok());
            let mut wrong: Vec<char> = whole.chars().collect();
            wrong[place] = ALPHABET.chars().nth(to).unwrap();
            let wrong: String = wrong.into_iter().collect();
            prop_assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == whole);
        }
    }
}
