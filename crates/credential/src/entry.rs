//! A journal entry as the log sees it: pseudonymous ids and a salted commitment. What happened and
//! to whom cannot be read from it; whoever holds the payload and its salt can prove them.

use kernel::{Id, Timestamp};

use crate::hash::{Hash, leaf_hash};

const VERSION: u8 = 1;
const COMMITMENT_CONTEXT: &[u8] = b"yilu journal v1";
/// An action is a word of the code, not a place for anybody's text.
const ACTION_BYTES_MAX: usize = 100;

/// One entry of the journal, without anything personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLeaf {
    pub id: Id<JournalLeaf>,
    /// When it happened.
    pub at: Timestamp,
    /// Pseudonym of who did it.
    pub actor: [u8; 16],
    /// What was done, as `case.report`: 1 to 100 printable ASCII characters, no space.
    pub action: String,
    /// Pseudonym of what it was done to.
    pub subject: [u8; 16],
    /// [`commitment`] to the entry's content.
    pub commitment: [u8; 32],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    #[error(
        "leaf: its action is not 1 to 100 printable ASCII characters without a space: name it like case.report"
    )]
    Action,
    #[error("leaf: its encoding has version {0}; this program reads version 1")]
    Version(u8),
    #[error("leaf: its length is wrong: it was cut, or something was added")]
    Length,
}

/// Binds an entry to its content without telling it: `SHA-256("yilu journal v1" || salt ||
/// payload)`. The salt is 16 random bytes kept with the payload; when both are deleted, nobody
/// can find out what the entry said, not even by trying likely payloads.
pub fn commitment(salt: &[u8; 16], payload: &[u8]) -> [u8; 32] {
    *Hash::of(&[COMMITMENT_CONTEXT, salt, payload]).as_bytes()
}

impl JournalLeaf {
    /// The canonical bytes (laid out in this crate's README): each leaf has exactly one encoding.
    pub fn encode(&self) -> Result<Vec<u8>, LeafError> {
        let length = action_length(&self.action)?;
        let at = self.at.micros().to_be_bytes();
        let parts: [&[u8]; 8] = [
            &[VERSION],
            self.id.as_bytes(),
            &at,
            &self.actor,
            &[length],
            self.action.as_bytes(),
            &self.subject,
            &self.commitment,
        ];
        Ok(parts.concat())
    }

    /// Reads what [`encode`](Self::encode) wrote, and nothing else.
    pub fn decode(bytes: &[u8]) -> Result<Self, LeafError> {
        let mut rest = bytes;
        let [version] = take(&mut rest)?;
        if version != VERSION {
            return Err(LeafError::Version(version));
        }
        let id = Id::from_bytes(take(&mut rest)?);
        let at = Timestamp::from_micros(i64::from_be_bytes(take(&mut rest)?));
        let actor = take(&mut rest)?;
        let [length] = take(&mut rest)?;
        let (action, mut rest) =
            rest.split_at_checked(usize::from(length)).ok_or(LeafError::Length)?;
        let action = str::from_utf8(action).map_err(|_| LeafError::Action)?.to_owned();
        action_length(&action)?;
        let (subject, commitment) = (take(&mut rest)?, take(&mut rest)?);
        if !rest.is_empty() {
            return Err(LeafError::Length);
        }
        Ok(Self { id, at, actor, action, subject, commitment })
    }

    /// The hash by which the entry stands in the log.
    pub fn hash(&self) -> Result<Hash, LeafError> {
        Ok(leaf_hash(&self.encode()?))
    }

    /// Whether this entry was made for exactly this content.
    pub fn commits_to(&self, salt: &[u8; 16], payload: &[u8]) -> bool {
        self.commitment == commitment(salt, payload)
    }
}

fn action_length(action: &str) -> Result<u8, LeafError> {
    let plain = action.bytes().all(|byte| byte.is_ascii_graphic());
    match u8::try_from(action.len()) {
        Ok(length) if plain && (1..=ACTION_BYTES_MAX).contains(&action.len()) => Ok(length),
        _ => Err(LeafError::Action),
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], LeafError> {
    let (taken, after) = rest.split_first_chunk().ok_or(LeafError::Length)?;
    *rest = after;
    Ok(*taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn leaf(action: &str) -> JournalLeaf {
        JournalLeaf {
            id: Id::from_bytes([1; 16]),
            at: Timestamp::from_micros(-2),
            actor: [3; 16],
            action: action.to_owned(),
            subject: [4; 16],
            commitment: commitment(&[5; 16], b"content"),
        }
    }

    proptest! {
        #[test]
        fn bytes_that_decode_are_the_encoding_of_what_they_decode_to(
            action in "[!-~]{1,100}", at: i64, flip: prop::sample::Index, to: u8, cut: prop::sample::Index,
        ) {
            let leaf = JournalLeaf { at: Timestamp::from_micros(at), ..leaf(&action) };
            let mut bytes = leaf.encode().unwrap();
            prop_assert_eq!(JournalLeaf::decode(&bytes), Ok(leaf));
            prop_assert!(JournalLeaf::decode(&bytes[..cut.index(bytes.len())]).is_err());
            let index = flip.index(bytes.len());
            bytes[index] = to;
            if let Ok(other) = JournalLeaf::decode(&bytes) {
                prop_assert_eq!(other.encode(), Ok(bytes));
            }
        }
    }

    #[test]
    fn an_action_is_a_word_and_nothing_follows_the_leaf() {
        for action in ["", "cases report", "上报", "a\n", &"a".repeat(101)] {
            assert_eq!(leaf(action).encode(), Err(LeafError::Action), "{action:?}");
        }
        let mut bytes = leaf("case.report").encode().unwrap();
        bytes.push(0);
        assert_eq!(JournalLeaf::decode(&bytes), Err(LeafError::Length));
        bytes[0] = 2;
        assert_eq!(JournalLeaf::decode(&bytes), Err(LeafError::Version(2)));
    }

    #[test]
    fn a_leaf_commits_to_its_content_alone() {
        let leaf = leaf("case.report");
        assert!(leaf.commits_to(&[5; 16], b"content"));
        assert!(!leaf.commits_to(&[6; 16], b"content"));
        assert!(!leaf.commits_to(&[5; 16], b"contents"));
    }
}
