//! Case numbers: `261121-7K3M9Q-X`, the day in Shanghai, six random characters, a check character.
//! Read over the telephone without mistakes: Crockford's base 32 has no I, L, O, U.

use crate::clock::Moment;

const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM_LENGTH: usize = 6;

/// A new number. Thirty bits of chance a day; who keeps it draws again on the rare double.
pub fn new(moment: &Moment) -> String {
    let date = moment.now().local().strftime("%y%m%d").to_string();
    let random: String = (0..RANDOM_LENGTH)
        .map(|_| char::from(digit(usize::try_from(moment.below(32)).unwrap_or(0))))
        .collect();
    let check = check(&format!("{date}{random}"));
    format!("{date}-{random}-{check}")
}

/// A number as somebody typed it, put right: lower case, blanks, missing dashes, look-alikes.
/// `None` when it cannot be one or its check character does not fit.
pub fn normalise(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    if plain.len() != 6 + RANDOM_LENGTH + 1 {
        return None;
    }
    let (body, last) = plain.split_at(plain.len() - 1);
    let (date, random) = body.split_at(6);
    (last == check(body).to_string()).then(|| format!("{date}-{random}-{last}"))
}

/// Weighted sum modulo 31, a prime: notices every single wrong character and every swap.
fn check(body: &str) -> char {
    let sum: usize = body
        .bytes()
        .enumerate()
        .map(|(position, byte)| {
            let value = DIGITS.iter().position(|digit| *digit == byte).unwrap_or(0);
            (position + 1) * value
        })
        .sum();
    char::from(digit(sum % 31))
}

fn digit(value: usize) -> u8 {
    DIGITS.get(value).copied().unwrap_or(b'0')
}

#[cfg(test)]
mod tests {
    use crate::{Moment, Timestamp};

    use super::*;

    #[test]
    fn numbers_survive_being_typed_and_wrong_ones_are_noticed() {
        let moment = Moment::seeded("2026-11-21T01:00:00Z".parse::<Timestamp>().unwrap(), 3);
        for _ in 0..200 {
            let number = new(&moment);
            assert!(number.starts_with("261121-"), "{number}");
            assert_eq!(normalise(&number.to_lowercase().replace('-', " ")), Some(number.clone()));
            let mut wrong = number.clone().into_bytes();
            wrong[8] = if wrong[8] == b'2' { b'3' } else { b'2' };
            assert_eq!(normalise(&String::from_utf8(wrong).unwrap()), None, "{number}");
        }
        assert_eq!(normalise("261121"), None);
    }
}
