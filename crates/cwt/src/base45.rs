//! Base45 (RFC 9285), read strictly. The library `base45`, which writes here, lets a last pair stand
//! for more than a byte, so that one pass would have two texts; and by its call for each character
//! it took as long as everything else but the signature. Tests compare the two.

/// Marks what is not in the alphabet.
const NONE: u8 = 255;
const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
/// The value of each byte.
const VALUES: [u8; 256] = values();

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "constant, below 45 and below 256"
)]
const fn values() -> [u8; 256] {
    let mut values = [NONE; 256];
    let mut index = 0;
    while index < ALPHABET.len() {
        values[ALPHABET[index] as usize] = index as u8;
        index += 1;
    }
    values
}

/// The bytes of a text; none when it is not base45 to its last character.
pub(crate) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let (triples, last) = text.as_chunks::<3>();
    let mut bytes = Vec::with_capacity(triples.len() * 2 + 1);
    for [a, b, c] in triples {
        let number = value(*a)? + value(*b)? * 45 + value(*c)? * 2_025;
        bytes.extend_from_slice(&u16::try_from(number).ok()?.to_be_bytes());
    }
    match last {
        [] => {}
        [a, b] => bytes.push(u8::try_from(value(*a)? + value(*b)? * 45).ok()?),
        _ => return None,
    }
    Some(bytes)
}

fn value(byte: u8) -> Option<u32> {
    let value = VALUES[usize::from(byte)];
    (value != NONE).then_some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_standards_examples_are_read_and_what_it_forbids_is_not() {
        let read = |text: &str| decode(text.as_bytes());
        for (text, bytes) in
            [("BB8", "AB"), ("%69 VD92EX0", "Hello!!"), ("UJCLQE7W581", "base-45"), ("", "")]
        {
            assert_eq!(read(text).as_deref(), Some(bytes.as_bytes()), "{text}");
        }
        for text in ["GGW", "ZZ", "A", "::::", ":::", "a", "bb8", "V5", "码"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_the_library_writes_is_read_and_nothing_else(
            bytes in prop::collection::vec(any::<u8>(), 0..40),
            text in "[0-9A-Z $%*+./:-]{0,12}",
        ) {
            prop_assert_eq!(decode(::base45::encode(&bytes).as_bytes()), Some(bytes));
            if let Some(bytes) = decode(text.as_bytes()) {
                prop_assert_eq!(::base45::encode(&bytes), text);
            }
        }
    }
}
