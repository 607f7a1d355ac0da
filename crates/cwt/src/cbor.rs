//! A strict reader of CBOR (RFC 8949) that borrows, never allocates and never recurses by itself.
//!
//! The libraries that write CBOR here also read it, but they take every length written in a longer
//! form than needed, and maps with a key twice: two readers could then see two different passes.
//! What this one takes is the core deterministic encoding (section 4.2.1), except that keys may
//! come in any order. Tests compare it with `ciborium`.

use ciborium::Value;

/// How many entries a map may have; a pass has at most eight.
const ENTRIES_MAX: usize = 16;

/// Why bytes were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Not strict CBOR: cut off, too long a form, a key twice, bytes left over.
    Malformed,
    /// Strict CBOR, but not of the kind that belongs here.
    Unexpected,
}

/// Major types (RFC 8949, section 3.1).
mod major {
    pub const UNSIGNED: u8 = 0;
    pub const NEGATIVE: u8 = 1;
    pub const BYTES: u8 = 2;
    pub const TEXT: u8 = 3;
    pub const ARRAY: u8 = 4;
    pub const MAP: u8 = 5;
    pub const SIMPLE: u8 = 7;
}

/// Reads forward through bytes.
#[derive(Debug, Clone)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// What has not been read yet.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Nothing may be left over.
    pub(crate) const fn end(&self) -> Result<(), Fault> {
        if self.rest.is_empty() { Ok(()) } else { Err(Fault::Malformed) }
    }

    pub(crate) fn unsigned(&mut self) -> Result<u64, Fault> {
        self.of(major::UNSIGNED)
    }

    /// A whole number of either sign that fits 64 bits.
    pub(crate) fn integer(&mut self) -> Result<i64, Fault> {
        let (major, argument) = self.head()?;
        let magnitude = i64::try_from(argument).map_err(|_| Fault::Unexpected)?;
        match major {
            major::UNSIGNED => Ok(magnitude),
            major::NEGATIVE => Ok(-1 - magnitude),
            _ => Err(Fault::Unexpected),
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, Fault> {
        match self.of(major::SIMPLE)? {
            20 => Ok(false),
            21 => Ok(true),
            _ => Err(Fault::Unexpected),
        }
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Fault> {
        let length = self.of(major::BYTES)?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Fault> {
        let length = self.of(major::TEXT)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Fault::Malformed)
    }

    /// The number of items that follow.
    pub(crate) fn array(&mut self) -> Result<u64, Fault> {
        self.of(major::ARRAY)
    }

    /// Reads a map whose keys are whole numbers, each once; `each` reads the value.
    pub(crate) fn map(
        &mut self,
        mut each: impl FnMut(&mut Self, i64) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let count = usize::try_from(self.of(major::MAP)?).map_err(|_| Fault::Malformed)?;
        let mut seen = [0; ENTRIES_MAX];
        for index in 0..count {
            let key = self.integer()?;
            let (before, rest) = seen.split_at_mut(index.min(ENTRIES_MAX));
            let slot = rest.first_mut().ok_or(Fault::Malformed)?;
            if before.contains(&key) {
                return Err(Fault::Malformed);
            }
            *slot = key;
            each(self, key)?;
        }
        Ok(())
    }

    fn of(&mut self, wanted: u8) -> Result<u64, Fault> {
        let (major, argument) = self.head()?;
        if major == wanted { Ok(argument) } else { Err(Fault::Unexpected) }
    }

    /// An item's major type and argument, in the shortest form only.
    fn head(&mut self) -> Result<(u8, u64), Fault> {
        let (first, rest) = self.rest.split_first().ok_or(Fault::Malformed)?;
        self.rest = rest;
        let (major, short) = (first >> 5, first & 0x1f);
        let (argument, least) = match short {
            0..=23 => return Ok((major, short.into())),
            24 => (u8::from_be_bytes(self.fixed()?).into(), 24),
            25 => (u16::from_be_bytes(self.fixed()?).into(), 1 << 8),
            26 => (u32::from_be_bytes(self.fixed()?).into(), 1 << 16),
            27 => (u64::from_be_bytes(self.fixed()?), 1 << 32),
            // Reserved forms, and lengths that are told only at the end.
            _ => return Err(Fault::Malformed),
        };
        // Floating-point numbers have no shorter integer form; nothing here may be one anyway.
        if major == major::SIMPLE || argument < least {
            return Err(Fault::Malformed);
        }
        Ok((major, argument))
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Fault> {
        let length = usize::try_from(length).map_err(|_| Fault::Malformed)?;
        let (bytes, rest) = self.rest.split_at_checked(length).ok_or(Fault::Malformed)?;
        self.rest = rest;
        Ok(bytes)
    }
}

/// An entry of a map to be written.
pub(crate) fn entry(key: i64, value: impl Into<Value>) -> (Value, Value) {
    (key.into(), value.into())
}

/// The bytes of a value; lengths and numbers come out in the shortest form.
pub(crate) fn encode(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to memory cannot fail; a value that cannot be written would leave nothing.
    if ciborium::into_writer(value, &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Reads whatever comes, as a pass could hold it, and writes it again.
    fn read(reader: &mut Reader<'_>, depth: usize) -> Result<Value, Fault> {
        if depth == 0 {
            return Err(Fault::Unexpected);
        }
        let major = reader.rest().first().ok_or(Fault::Malformed)? >> 5;
        Ok(match major {
            major::UNSIGNED | major::NEGATIVE => reader.integer()?.into(),
            major::BYTES => reader.bytes()?.into(),
            major::TEXT => reader.text()?.into(),
            major::ARRAY => {
                let count = reader.array()?;
                let items = (0..count).map(|_| read(reader, depth - 1));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            major::MAP => {
                let mut entries = Vec::new();
                reader.map(|reader, key| {
                    entries.push((key.into(), read(reader, depth - 1)?));
                    Ok(())
                })?;
                Value::Map(entries)
            }
            _ => reader.boolean()?.into(),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn what_is_read_is_what_another_library_reads_and_writes(
            bytes in prop::collection::vec(
                prop_oneof![Just(0xa1_u8), Just(0x82), Just(0x41), Just(0x61), 0_u8..24, any::<u8>()],
                0..40,
            ),
        ) {
            let mut reader = Reader::new(&bytes);
            if let Ok(value) = read(&mut reader, 4) {
                let used = &bytes[..bytes.len() - reader.rest().len()];
                let other: Value = ciborium::from_reader(used).unwrap();
                prop_assert_eq!(&value, &other);
                prop_assert_eq!(encode(&value), used);
            }
        }
    }

    #[test]
    fn longer_forms_open_lengths_and_keys_twice_are_refused() {
        let refused: [&[u8]; 9] = [
            &[0x18, 23],
            &[0x19, 0, 255],
            &[0x1a, 0, 0, 255, 255],
            &[0x1b, 0, 0, 0, 0, 255, 255, 255, 255],
            &[0x1c],
            &[0x5f, 0x41, 0, 0xff],
            &[0xbf, 0xff],
            &[0xa2, 1, 2, 1, 3],
            &[0xf8, 21],
        ];
        for bytes in refused {
            assert_eq!(read(&mut Reader::new(bytes), 4), Err(Fault::Malformed), "{bytes:x?}");
        }
        let huge = [0x5b, 255, 255, 255, 255, 255, 255, 255, 255];
        assert_eq!(Reader::new(&huge).bytes(), Err(Fault::Malformed));
        assert_eq!(Reader::new(&[0x3b; 9]).integer(), Ok(-1 - 0x3b3b_3b3b_3b3b_3b3b));
        assert_eq!(Reader::new(&[0, 0]).end(), Err(Fault::Malformed));
    }

    #[test]
    fn a_map_of_too_many_entries_is_refused() {
        let map = |count: u8| {
            let keys = (0..count).flat_map(|key| [key, 0]);
            [0xa0 | count.min(23)].into_iter().chain(keys).collect::<Vec<u8>>()
        };
        assert!(read(&mut Reader::new(&map(16)), 4).is_ok());
        assert_eq!(read(&mut Reader::new(&map(17)), 4), Err(Fault::Malformed));
    }
}
