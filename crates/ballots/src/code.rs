//! The code of a ballot: drawn by chance, read aloud and typed without mistakes.

use kernel::Moment;

/// Crockford's base 32: read aloud and typed without mistakes.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Sixty bits of chance.
const LENGTH: usize = 12;
const GROUP: usize = 4;

/// A code for a ballot that may be cast: `7K3M-9QXB-20FA`.
pub fn draw(moment: &Moment) -> String {
    let digit = || {
        let at = usize::try_from(moment.below(32)).unwrap_or(0);
        char::from(DIGITS.get(at).copied().unwrap_or(b'0'))
    };
    spaced(&(0..LENGTH).map(|_| digit()).collect::<String>())
}

fn spaced(plain: &str) -> String {
    let mut text = String::with_capacity(LENGTH + 2);
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            text.push('-');
        }
        text.push(digit);
    }
    text
}

/// A code as somebody typed it, put right; `None` when it cannot be one.
pub fn normalise(typed: &str) -> Option<String> {
    let plain: String = typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|digit| match digit.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    let known = |digit: char| DIGITS.iter().any(|one| char::from(*one) == digit);
    (plain.len() == LENGTH && plain.chars().all(known)).then(|| spaced(&plain))
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Timestamp;

    #[test]
    fn a_code_is_found_again_however_it_is_typed() {
        let moment = Moment::seeded(Timestamp::from_seconds(1), 7);
        let code = draw(&moment);
        assert_eq!(code.len(), 14);
        assert_ne!(code, draw(&moment));
        assert_eq!(normalise(&code), Some(code.clone()));
        assert_eq!(normalise(&code.to_lowercase().replace('-', " ")), Some(code.clone()));
        assert_eq!(normalise("o0il-1111-2222").as_deref(), Some("0011-1111-2222"));
        for wrong in ["", "7K3M", "7K3M-9QXB-20FAA", "UUUU-UUUU-UUUU", "一二三四五六七八九十一二"]
        {
            assert_eq!(normalise(wrong), None, "{wrong}");
        }
    }
}
