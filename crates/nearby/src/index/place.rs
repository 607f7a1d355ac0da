//! A place as it is searched for.

use std::sync::Arc;

use kernel::{Timestamp, Wgs84};

use crate::{
    belief::Trend,
    hours::{Hours, Packed, State, When},
    set::Set,
};

/// A place that can be found. What the caller keeps with it for its answers is `about`.
#[derive(Debug, Clone)]
pub struct Spot<P> {
    /// The caller's id, such as the bits of a UUID.
    pub key: u128,
    pub point: Wgs84,
    /// Its kind, by the number that the catalogue gave it, below [`Set::SIZE`].
    pub kind: u8,
    /// What it has, by numbers.
    pub amenities: Set,
    /// Voltages of batteries that are swapped or charged here, by numbers.
    pub volts: Set,
    pub entrance: Entrance,
    /// How likely the door works.
    pub door: Trend,
    /// The same for amenities of which somebody spoke; the others are taken to work.
    pub doubts: Vec<(u8, Trend)>,
    pub about: P,
}

/// When one may come in, and who.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entrance {
    /// For everybody; `None` when it is open to nobody but the slots' groups, or not known.
    pub hours: Option<Hours>,
    /// Shared with some, at times of their own: a sanitation workers' room that drivers may use
    /// from 22:00 to 06:00.
    pub slots: Vec<Slot>,
}

/// A time in which some groups may come in.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    pub hours: Hours,
    pub groups: Set,
}

impl Entrance {
    /// Open to everybody at these hours.
    pub const fn public(hours: Hours) -> Self {
        Self { hours: Some(hours), slots: Vec::new() }
    }

    /// What a member of `groups` meets there.
    pub fn state(&self, when: &When, groups: Set) -> State {
        let by_hours = match (&self.hours, self.slots.is_empty()) {
            (Some(hours), _) => hours.state_when(when),
            (None, true) => State::Unknown,
            (None, false) => State::Closed,
        };
        if by_hours == State::Open || self.in_slot(*when, groups) { State::Open } else { by_hours }
    }

    /// Whether a member of `groups` is shown the place at all: what is only shared is hidden from
    /// others, and outside its slots.
    pub fn is_shown(&self, when: &When, groups: Set) -> bool {
        self.hours.is_some() || self.slots.is_empty() || self.in_slot(*when, groups)
    }

    /// When that changes next, for a member of `groups`. `None` when it does not within a year.
    pub fn next_change(&self, at: Timestamp, groups: Set) -> Option<Timestamp> {
        let theirs = self.slots.iter().filter(|slot| slot.groups.meets(groups));
        let hours: Vec<&Hours> = self.hours.iter().chain(theirs.map(|slot| &slot.hours)).collect();
        let state = |at| match hours.iter().map(|hours| hours.state(at)).collect::<Vec<_>>() {
            states if states.contains(&State::Open) => State::Open,
            states if states.contains(&State::Unknown) => State::Unknown,
            _ => State::Closed,
        };
        let (now, mut from) = (state(at), at);
        // Each turn moves to the next change of any of them; they change a few times a day.
        for _ in 0..4_000 {
            from = hours.iter().filter_map(|hours| hours.next_change(from)).min()?;
            if state(from) != now {
                return Some(from);
            }
        }
        None
    }

    fn in_slot(&self, when: When, groups: Set) -> bool {
        self.slots
            .iter()
            .any(|slot| slot.groups.meets(groups) && slot.hours.state_when(&when) == State::Open)
    }
}

/// What decides whether a place suits, close together in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    pub amenities: Set,
    pub volts: Set,
    pub kinds: Set,
    /// The hours when they are simple and for everybody; else the entrance has to be asked.
    pub hours: Option<Packed>,
}

/// A place as the tree keeps it.
#[derive(Debug)]
pub(super) struct Leaf<P> {
    /// On the unit sphere: chords order like arcs.
    pub at: [f64; 3],
    pub traits: Traits,
    pub spot: Arc<Spot<P>>,
}

impl<P> Clone for Leaf<P> {
    fn clone(&self) -> Self {
        Self { at: self.at, traits: self.traits, spot: Arc::clone(&self.spot) }
    }
}

impl<P> Leaf<P> {
    pub fn of(spot: Arc<Spot<P>>) -> Self {
        let Spot { amenities, volts, kind, entrance, .. } = &*spot;
        let simple = entrance.hours.as_ref().filter(|_| entrance.slots.is_empty());
        let traits = Traits {
            amenities: *amenities,
            volts: *volts,
            kinds: Set::one(*kind),
            hours: simple.and_then(Hours::packed),
        };
        Self { at: on_sphere(spot.point), traits, spot }
    }
}

/// The point on the unit sphere.
pub(super) fn on_sphere(point: Wgs84) -> [f64; 3] {
    let (lat, lon) = (point.lat().to_radians(), point.lon().to_radians());
    [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
}
