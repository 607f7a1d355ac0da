//! What a guard should know about somebody who was let in.

use std::fmt;

/// A remark beside an accepted pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// The list of revoked passes is old or missing: the pass may have been taken back.
    StaleList,
    /// A pass that is always the same: compare the face or the plate.
    Static,
    /// The changing code could not be checked for want of a key of the day: as good as static.
    Unproved,
    /// A pass of another city.
    Guest,
    /// The phone's clock is off; two codes have proved that it is alive.
    PhoneClock,
}

impl Note {
    pub const ALL: [Self; 5] =
        [Self::StaleList, Self::Static, Self::Unproved, Self::Guest, Self::PhoneClock];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::StaleList => "stale_list",
            Self::Static => "static",
            Self::Unproved => "unproved",
            Self::Guest => "guest",
            Self::PhoneClock => "phone_clock",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::StaleList => 1,
            Self::Static => 2,
            Self::Unproved => 4,
            Self::Guest => 8,
            Self::PhoneClock => 16,
        }
    }
}

/// A set of remarks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes(u8);

impl Notes {
    pub(crate) const fn add(&mut self, note: Note) {
        self.0 |= note.bit();
    }
    pub const fn has(self, note: Note) -> bool {
        self.0 & note.bit() != 0
    }
    pub fn iter(self) -> impl Iterator<Item = Note> {
        Note::ALL.into_iter().filter(move |note| self.has(*note))
    }
}

impl fmt::Debug for Notes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
