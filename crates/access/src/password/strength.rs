//! What a password must be: long, and not what everybody tries first. No composition rules, no
//! expiry (NIST SP 800-63B, section 5.1.1.2).

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    #[error("password: needs at least 10 characters; a sentence of your own is easiest to keep")]
    TooShort,
    #[error("password: has more than 200 characters; give a shorter one")]
    TooLong,
    #[error("password: is one of those tried first; give another")]
    Common,
    #[error("password: repeats or counts on; give one with less pattern")]
    Pattern,
    #[error("password: contains your login name, phone or name; give one without them")]
    AboutYou,
}

const SHORTEST: usize = 10;
const LONGEST: usize = 200;
/// One a line, lower case, ten characters or more: shorter ones fail anyway.
const COMMON: &str = include_str!("../../words/common_passwords.txt");

/// Judges a new password. `about` are words that it must not contain.
///
/// # Errors
/// The first rule that it breaks.
pub fn check_strength(password: &str, about: &[&str]) -> Result<(), Weak> {
    let lowered = password.to_lowercase();
    let letters: Vec<char> = lowered.chars().collect();
    if letters.len() < SHORTEST {
        return Err(Weak::TooShort);
    }
    if letters.len() > LONGEST {
        return Err(Weak::TooLong);
    }
    if COMMON.lines().any(|common| common == lowered) {
        return Err(Weak::Common);
    }
    if repeats(&letters) || counts_on(&letters) {
        return Err(Weak::Pattern);
    }
    let named = |word: &&str| word.chars().count() >= 4 && lowered.contains(&word.to_lowercase());
    if about.iter().any(named) {
        return Err(Weak::AboutYou);
    }
    Ok(())
}

/// One to four characters over and over.
fn repeats(letters: &[char]) -> bool {
    (1..=4).any(|period| letters.iter().zip(letters.iter().skip(period)).all(|(a, b)| a == b))
}

/// Every character follows the one before it, up or down: `abcdefghij`, `9876543210`.
fn counts_on(letters: &[char]) -> bool {
    let steps = |step: i64| {
        letters.windows(2).all(|pair| match pair {
            [a, b] => i64::from(u32::from(*b)) - i64::from(u32::from(*a)) == step,
            _ => true,
        })
    };
    steps(1) || steps(-1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_refuses_what_it_is_for_and_a_sentence_passes() {
        for (password, fault) in [
            ("short", Weak::TooShort),
            ("Password123", Weak::Common),
            ("abababababab", Weak::Pattern),
            ("9876543210", Weak::Pattern),
            ("ZhangWei-2026-x", Weak::AboutYou),
        ] {
            assert_eq!(check_strength(password, &["zhangwei"]), Err(fault), "{password}");
        }
        assert_eq!(check_strength(&"长".repeat(201), &[]), Err(Weak::TooLong));
        assert_eq!(check_strength("早上七点桥头见老王", &[]), Err(Weak::TooShort));
        assert_eq!(check_strength("早上七点半桥头见老王头", &["zhangwei", "王"]), Ok(()));
        assert_eq!(check_strength("correct horse battery", &[]), Ok(()));
    }

    #[test]
    fn the_list_is_written_the_way_it_is_compared() {
        for line in COMMON.lines() {
            assert_eq!(line, line.to_lowercase().trim());
            assert!(line.chars().count() >= SHORTEST, "{line} fails by its length already");
        }
    }
}
