//! Citizen identity numbers: GB 11643-1999, check character by ISO 7064 MOD 11-2.
//!
//! A number is sensitive personal information: `Debug` and `Display` show it masked, nothing
//! serializes it, and whoever needs the digits calls [`IdentityNumber::reveal`] and logs why.

use std::fmt;

use crate::{area::AreaCode, text::fold_width, time::Day};

/// A valid 18-character identity number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber {
    text: String,
    birth: Day,
}

/// As the number states it: odd sequence numbers are male.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    Female,
    Male,
}

/// Why a text is no identity number. No message repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    #[error("identity number: has {0} characters; it must have 18")]
    Length(usize),
    #[error("identity number: must be 17 digits, then a digit or X")]
    Format,
    #[error("identity number: its first two digits are not a province")]
    Province,
    #[error("identity number: its birth date (characters 7 to 14) does not exist")]
    Date,
    #[error("identity number: its birth date (characters 7 to 14) lies in the future")]
    Future,
    #[error("identity number: the last character does not fit the others; a digit is mistyped")]
    Check,
}

const LENGTH: usize = 18;
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
/// Province numbers in use; 83 is on the residence permits of people from Taiwan.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

impl IdentityNumber {
    /// Reads a number as people type it: blanks, hyphens, full-width digits and a small x are put
    /// right. `today` bounds the birth date. Whether the county exists is not checked: counties
    /// are abolished while their numbers live on.
    pub fn parse(text: &str, today: Day) -> Result<Self, IdentityError> {
        let text = tidy(text);
        let length = text.chars().count();
        if length != LENGTH {
            return Err(IdentityError::Length(length));
        }
        let (body, check) = text.split_at_checked(LENGTH - 1).ok_or(IdentityError::Format)?;
        if !body.bytes().all(|byte| byte.is_ascii_digit())
            || !CHECKS.iter().any(|c| check.starts_with(*c))
        {
            return Err(IdentityError::Format);
        }
        if !PROVINCES.contains(&&body[..2]) {
            return Err(IdentityError::Province);
        }
        let birth = date(&body[6..14]).ok_or(IdentityError::Date)?;
        if birth > today {
            return Err(IdentityError::Future);
        }
        if check_character(body) != check.chars().next() {
            return Err(IdentityError::Check);
        }
        Ok(Self { text, birth })
    }

    /// Reads a number of 15 digits, as issued until 1999 (births of 19xx), from an old register.
    pub fn from_fifteen(text: &str, today: Day) -> Result<Self, IdentityError> {
        let text = tidy(text);
        if text.len() != 15 {
            return Err(IdentityError::Length(text.chars().count()));
        }
        let (area, rest) = text.split_at_checked(6).ok_or(IdentityError::Format)?;
        let body = format!("{area}19{rest}");
        let check = check_character(&body).ok_or(IdentityError::Format)?;
        Self::parse(&format!("{body}{check}"), today)
    }

    /// The number in full. The caller answers for the look.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// `110*************2X`: enough to tell two numbers apart on a screen.
    pub fn masked(&self) -> String {
        format!("{}*************{}", &self.text[..3], &self.text[16..])
    }

    pub const fn birth(&self) -> Day {
        self.birth
    }

    /// The county that issued the number first; it may no longer exist.
    pub fn area(&self) -> AreaCode {
        AreaCode::parse(&self.text[..6]).unwrap_or(AreaCode::NATION)
    }

    pub fn sex(&self) -> Sex {
        let odd = self.text.as_bytes().get(16).is_some_and(|digit| digit % 2 == 1);
        if odd { Sex::Male } else { Sex::Female }
    }

    /// Full years of age on `day`.
    pub fn age_on(&self, day: Day) -> i16 {
        let [born, on] = [self.birth.date(), day.date()];
        let before_birthday = (on.month(), on.day()) < (born.month(), born.day());
        on.year() - born.year() - i16::from(before_birthday)
    }
}

fn tidy(text: &str) -> String {
    let kept = text.chars().map(fold_width).filter(|c| !c.is_whitespace() && *c != '-');
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

fn date(digits: &str) -> Option<Day> {
    Day::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?)
}

/// The check character of the first 17 digits (GB 11643, ISO 7064 MOD 11-2); `None` when there is
/// another character among them.
pub fn check_character(body: &str) -> Option<char> {
    let digits: Option<Vec<u32>> = body.chars().map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits?.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
    CHECKS.into_iter().nth(usize::try_from(sum % 11).ok()?)
}

impl fmt::Display for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}
impl fmt::Debug for IdentityNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdentityNumber({})", self.masked())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shared_vectors;

    fn today() -> Day {
        Day::new(2026, 11, 21).unwrap()
    }

    #[test]
    fn numbers_are_accepted_or_refused_as_the_vectors_say() {
        let Some(file) = shared_vectors("id_gb11643") else { return };
        for vector in file["vectors"].as_array().unwrap() {
            let input = vector["input"].as_str().unwrap();
            let fault = match IdentityNumber::parse(input, today()) {
                Ok(number) => {
                    for (key, value) in [
                        ("birth", number.birth().to_string()),
                        ("region", input.chars().take(6).collect()),
                        ("sex", format!("{:?}", number.sex())[..1].to_owned()),
                    ] {
                        assert!(vector[key].is_null() || vector[key] == value, "{input} {key}");
                    }
                    "ok"
                }
                Err(IdentityError::Length(_)) => "length",
                Err(IdentityError::Format) => "format",
                Err(IdentityError::Province) => "province",
                Err(IdentityError::Date) => "date",
                Err(IdentityError::Future) => "date_future",
                Err(IdentityError::Check) => "check",
            };
            // The file notes that full-width digits and inner blanks are valid once put right.
            let put_right =
                vector["source"].as_str().is_some_and(|source| source.contains(" first, "));
            let expected = if put_right { "ok" } else { vector["expect"].as_str().unwrap() };
            assert_eq!(fault, expected, "{input}");
        }
        for pair in file["convert_15_to_18"].as_array().unwrap() {
            let number = IdentityNumber::from_fifteen(pair["input15"].as_str().unwrap(), today());
            assert_eq!(number.unwrap().reveal(), pair["output18"].as_str().unwrap());
        }
    }

    #[test]
    fn a_number_shows_itself_masked() {
        let number = IdentityNumber::parse("11010519491231002x", today()).unwrap();
        assert_eq!(number.to_string(), "110*************2X");
        assert_eq!(format!("{number:?}"), "IdentityNumber(110*************2X)");
        assert_eq!((number.age_on(today()), number.sex()), (76, Sex::Female));
        assert_eq!(number.area().as_str(), "110105");
        for odd in ["", "一二三四五六七八九十一二三四五六七八", "1101051949123100é"]
        {
            assert!(IdentityNumber::parse(odd, today()).is_err());
            assert!(IdentityNumber::from_fifteen(odd, today()).is_err());
        }
    }

    proptest! {
        #[test]
        fn any_single_mistyped_digit_is_noticed(area in 110_101_u32..110_120, day in 0_i32..15_000, seq in 0_u32..1_000, place in 0_usize..17, to in 0_u8..10) {
            let born = Day::new(1970, 1, 1).unwrap().plus(day).date();
            let body = format!("{area}{}{seq:03}", born.strftime("%Y%m%d"));
            let whole = format!("{body}{}", check_character(&body).unwrap());
            prop_assert_eq!(IdentityNumber::parse(&whole, today()).unwrap().birth().date(), born);
            let mut wrong = whole.clone().into_bytes();
            wrong[place] = b'0' + to;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(IdentityNumber::parse(&wrong, today()).is_ok(), wrong == whole);
        }
    }
}
