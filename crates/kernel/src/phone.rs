//! Mobile numbers of mainland China.
//!
//! A number is personal information: `Debug` and `Display` show it masked, nothing serializes it,
//! and whoever needs the digits calls [`Phone::reveal`] and logs why.

use std::{fmt, str::FromStr};

use crate::text::fold_width;

/// A mobile number of mainland China: eleven digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

/// Why a text is no mobile number. No message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    #[error("phone: only digits are allowed, with +86, blanks or hyphens at most")]
    Format,
    #[error("phone: only numbers of mainland China (+86) can receive the code")]
    Abroad,
    #[error("phone: this is a landline; a mobile number is needed to receive the code")]
    Landline,
    #[error("phone: this is a 400 or 800 service number; a mobile number is needed")]
    Service,
    #[error("phone: this is a short number; a mobile number has 11 digits")]
    Short,
    #[error("phone: has {0} digits; a mobile number has 11")]
    Length(usize),
    #[error("phone: no mobile number begins with these digits")]
    Prefix,
}

impl Phone {
    /// Reads a number as people type it: +86, 0086 or 86 before it, blanks, hyphens, dots,
    /// brackets and full-width digits are put right. Prefixes not yet assigned are let through,
    /// as new ones open every year; only 154 and 194, which no operator has, are refused.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let kept = text.chars().map(fold_width);
        let text: String = kept.filter(|c| !c.is_whitespace() && !"-.()".contains(*c)).collect();
        let digits = national(&text)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneError::Format);
        }
        match digits.len() {
            3..=6 => return Err(PhoneError::Short),
            10 if digits.starts_with("400") || digits.starts_with("800") => {
                return Err(PhoneError::Service);
            }
            10..=12 if digits.starts_with('0') => return Err(PhoneError::Landline),
            11 => {}
            length => return Err(PhoneError::Length(length)),
        }
        let mobile = matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..]);
        if !mobile || digits.starts_with("154") || digits.starts_with("194") {
            return Err(PhoneError::Prefix);
        }
        Ok(Self(digits.to_owned()))
    }

    /// The eleven digits. The caller answers for the look.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `+8613800000000`, for gateways.
    pub fn e164(&self) -> String {
        format!("+86{}", self.0)
    }

    /// `138****2231`.
    pub fn masked(&self) -> String {
        format!("{}****{}", &self.0[..3], &self.0[7..])
    }
}

/// The number without the country's prefix.
fn national(text: &str) -> Result<&str, PhoneError> {
    match text.strip_prefix('+').or_else(|| text.strip_prefix("00")) {
        Some(international) => international.strip_prefix("86").ok_or(PhoneError::Abroad),
        None if text.len() == 13 => Ok(text.strip_prefix("86").unwrap_or(text)),
        None => Ok(text),
    }
}

impl FromStr for Phone {
    type Err = PhoneError;
    fn from_str(text: &str) -> Result<Self, PhoneError> {
        Self::parse(text)
    }
}
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared_vectors;

    #[test]
    fn numbers_are_accepted_or_refused_as_the_vectors_say() {
        let Some(file) = shared_vectors("phone_cn") else { return };
        for vector in file["vectors"].as_array().unwrap() {
            let input = vector["input"].as_str().unwrap();
            let answer = match Phone::parse(input) {
                Ok(phone) => {
                    assert_eq!(phone.reveal(), vector["normalised"], "{input}");
                    assert_eq!(phone.e164(), vector["e164"], "{input}");
                    "mobile"
                }
                Err(PhoneError::Landline) => "fixed",
                Err(PhoneError::Service) => "shared_cost",
                Err(PhoneError::Short) => "short",
                Err(_) => "invalid",
            };
            assert_eq!(answer, vector["expect"], "{input}");
        }
    }

    #[test]
    fn a_number_shows_itself_masked_and_faults_are_told_apart() {
        let phone = Phone::parse("（+86）138-0000 2231").unwrap();
        assert_eq!(phone.to_string(), "138****2231");
        assert_eq!(format!("{phone:?}"), "Phone(138****2231)");
        for (text, error) in [
            ("+1 202 555 0100", PhoneError::Abroad),
            ("13800o00000", PhoneError::Format),
            ("一三八〇〇〇〇〇〇〇〇", PhoneError::Format),
            ("138000000000", PhoneError::Length(12)),
            ("", PhoneError::Length(0)),
            ("12000000000", PhoneError::Prefix),
        ] {
            assert_eq!(Phone::parse(text), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_way_to_write_a_number_is_the_same_number(number in "1[35678][0-35-9][0-9]{8}") {
            let phone = Phone::parse(&number).unwrap();
            let wide: String = number.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect();
            let spaced = format!("0086 {}-{}", &number[..3], &number[3..]);
            for text in [phone.e164(), wide, spaced, format!("86{number}")] {
                prop_assert_eq!(Phone::parse(&text), Ok(phone.clone()));
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            prop_assert!(Phone::parse(&text).is_err());
        }
    }
}
