//! Typed identifiers: UUIDv7 (RFC 9562), made by the caller, so that a retry is idempotent.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::Uuid;

use crate::{rng::Rng, time::Timestamp};

/// The id of a `T`. `T` is only a name: an `Id<Case>` cannot be passed where an `Id<Person>` is
/// wanted.
pub struct Id<T: ?Sized> {
    uuid: Uuid,
    kind: PhantomData<fn() -> Box<T>>,
}

/// The text is not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id: expected a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91")]
pub struct IdError;

impl<T: ?Sized> Id<T> {
    /// A new id carrying `now` in its first 48 bits (milliseconds), the rest random.
    pub fn new(now: Timestamp, rng: &mut dyn Rng) -> Self {
        let mut random = [0_u8; 10];
        rng.fill(&mut random);
        let millis = u64::try_from(now.millis()).unwrap_or(0);
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self::from_uuid(Uuid::from_bytes(bytes))
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        self.uuid.as_bytes()
    }

    pub const fn uuid(&self) -> Uuid {
        self.uuid
    }

    /// The same id under another name; for the few places where one thing is seen as two.
    pub const fn cast<U: ?Sized>(self) -> Id<U> {
        Id::from_uuid(self.uuid)
    }
}

impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: ?Sized> Copy for Id<T> {}
impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T: ?Sized> Eq for Id<T> {}
impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T: ?Sized> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}
impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}
impl<T: ?Sized> FromStr for Id<T> {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| IdError)
    }
}
impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.uuid)
    }
}
impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::SeededRng;

    struct Thing;

    #[test]
    fn ids_made_later_sort_later_and_survive_text_and_json() {
        let mut rng = SeededRng::new(7);
        let early = Id::<Thing>::new(Timestamp::from_millis(1_000), &mut rng);
        let late = Id::<Thing>::new(Timestamp::from_millis(1_001), &mut rng);
        assert!(early < late);
        assert_eq!(early.to_string().parse::<Id<Thing>>(), Ok(early));
        let json = serde_json::to_string(&late).unwrap();
        assert_eq!(serde_json::from_str::<Id<Thing>>(&json).unwrap(), late);
        assert_eq!("nonsense".parse::<Id<Thing>>(), Err(IdError));
    }
}
