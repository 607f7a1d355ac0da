//! Ids as the program makes them: UUIDv7, time first.

use std::time::{SystemTime, UNIX_EPOCH};

/// A small generator (`SplitMix64`): chance enough for rows that nobody reads.
pub struct Random(u64);

impl Random {
    /// Differs for each seed below 256, whenever it is made: the clock stays below the seed's bits.
    pub fn seeded(seed: u64) -> Self {
        Self((seed << 56) ^ micros().cast_unsigned())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        bytes
    }

    /// 48 bits of milliseconds, version, chance (RFC 9562, section 5.7).
    pub fn uuid(&mut self) -> [u8; 16] {
        let mut id: [u8; 16] = self.bytes();
        let millis = (micros() / 1_000).to_be_bytes();
        id[..6].copy_from_slice(&millis[2..]);
        id[6] = 0x70 | (id[6] & 0x0F);
        id[8] = 0x80 | (id[8] & 0x3F);
        id
    }
}

/// UTC microseconds since 1970.
pub fn micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// The usual text of a UUID.
pub fn uuid_text(id: [u8; 16]) -> String {
    let hex = hex(&id);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}
