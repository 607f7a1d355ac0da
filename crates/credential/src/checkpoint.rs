//! What a log says about itself at one instant: so many entries, with this root (C2SP
//! tlog-checkpoint), and the time as an extension line.

use kernel::Timestamp;

use crate::{
    hash::Hash,
    key::{LogKey, VerifierKey},
    note::{self, NoteError},
};

const TIME_MARK: &str = "time ";

/// The tree of a log at one instant. Two checkpoints of one log must be consistent
/// ([`crate::merkle::verify_consistency`]); if they are not, the log has rewritten its past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many entries the log had.
    pub size: u64,
    pub root: Hash,
    /// When the log signed; by the log's own clock.
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    #[error("checkpoint: its origin is {origin}, but the key is that of {name}")]
    Origin { origin: String, name: String },
    #[error("checkpoint: line {line} is not {expected}")]
    Line { line: u8, expected: &'static str },
}

impl Checkpoint {
    /// The signed text. Its origin line is the key's name.
    pub fn sign(&self, key: &LogKey) -> String {
        let Self { size, root, at } = self;
        let origin = key.public().name();
        note::sign(&format!("{origin}\n{size}\n{root}\n{TIME_MARK}{}\n", at.rfc3339()), key)
    }

    /// Reads a signed text and checks its signature: a checkpoint that nobody has verified is of
    /// no use, so there is no way to have one. Extension lines after the time are passed over.
    pub fn open(text: &str, key: &VerifierKey) -> Result<Self, CheckpointError> {
        let mut lines = note::open(text, key)?.split_terminator('\n');
        let origin = lines.next().unwrap_or_default();
        if origin != key.name() {
            let (origin, name) = (origin.to_owned(), key.name().to_owned());
            return Err(CheckpointError::Origin { origin, name });
        }
        let wrong = |line, expected| CheckpointError::Line { line, expected };
        let size = lines.next().and_then(size).ok_or(wrong(2, "a size in decimal digits"))?;
        let root = lines.next().and_then(|line| line.parse().ok());
        let root = root.ok_or(wrong(3, "a root of 32 bytes in base64"))?;
        let at = lines.next().and_then(time).ok_or(wrong(4, "`time` and an RFC 3339 time"))?;
        if lines.any(str::is_empty) {
            return Err(wrong(5, "an extension: no line may be empty"));
        }
        Ok(Self { size, root, at })
    }
}

/// Decimal digits without a sign or leading zeros.
fn size(line: &str) -> Option<u64> {
    line.parse().ok().filter(|size: &u64| size.to_string() == line)
}

fn time(line: &str) -> Option<Timestamp> {
    line.strip_prefix(TIME_MARK)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> LogKey {
        LogKey::from_seed("city.example/yilu", [1; 32]).unwrap()
    }

    fn open(text: &str) -> Result<Checkpoint, CheckpointError> {
        Checkpoint::open(text, key().public())
    }

    #[test]
    fn any_flipped_bit_of_a_checkpoint_is_noticed() {
        let at = "2026-11-21T09:30:00.25+08:00".parse().unwrap();
        let text = Checkpoint { size: 1_234, root: Hash::of(&[]), at }.sign(&key());
        assert!(open(&text).is_ok());
        for index in 0..text.len() {
            for bit in 0..8 {
                let mut bytes = text.clone().into_bytes();
                bytes[index] ^= 1 << bit;
                if let Ok(altered) = String::from_utf8(bytes) {
                    assert!(open(&altered).is_err(), "byte {index}, bit {bit}: {altered}");
                }
            }
        }
    }

    proptest! {
        #[test]
        fn a_checkpoint_survives_its_text(size: u64, root: [u8; 32], at in 0..4_000_000_000_000_000_i64) {
            let root = Hash::from_bytes(root);
            let checkpoint = Checkpoint { size, root, at: Timestamp::from_micros(at) };
            prop_assert_eq!(open(&checkpoint.sign(&key())), Ok(checkpoint));
        }
    }

    #[test]
    fn a_signed_text_that_is_no_checkpoint_is_refused_with_its_line() {
        let root = Hash::of(&[]);
        let time = "time 2026-11-21T09:30:00+08:00";
        let refused = |text: String| match open(&note::sign(&text, &key())) {
            Err(CheckpointError::Line { line, .. }) => line,
            other => panic!("{text}: {other:?}"),
        };
        for size in ["", "-1", "+1", "01", "1 ", "0x1", "18446744073709551616"] {
            assert_eq!(
                refused(format!("city.example/yilu\n{size}\n{root}\n{time}\n")),
                2,
                "{size}"
            );
        }
        assert_eq!(refused(format!("city.example/yilu\n1\nAAAA\n{time}\n")), 3);
        assert_eq!(refused(format!("city.example/yilu\n1\n{root}\n")), 4);
        assert_eq!(refused(format!("city.example/yilu\n1\n{root}\n2026-11-21T09:30:00Z\n")), 4);
        assert_eq!(refused(format!("city.example/yilu\n1\n{root}\n{time}\n\nmore\n")), 5);
        let text = format!("city.example/yilu\n1\n{root}\n{time}\nmore\n");
        assert!(open(&note::sign(&text, &key())).is_ok());
        let text = format!("other.example/yilu\n1\n{root}\n{time}\n");
        let error = open(&note::sign(&text, &key())).unwrap_err();
        assert!(matches!(error, CheckpointError::Origin { .. }), "{error}");
    }
}
