//! The nearest places that are open and have what is asked for, in memory.
//!
//! The index is for reading: a search takes a [`View`], which is one consistent state, and never
//! waits for anybody. Changes are few beside searches. They go into a short list beside the large
//! tree and are looked through with every search; when the list has grown long, the tree is built
//! anew by whoever brought the change that was one too many.
//!
//! Distances are great-circle metres on the mean sphere, as [`kernel::Wgs84::distance_metres`] has
//! them, and the order is theirs: as good as looking at every place, which the tests do.
//!
//! The tree is our own because a general one can only be asked for neighbours, which are then
//! thrown away one by one: with rare amenities nine in ten. This one knows for every branch what
//! its places have, and does not go where nothing suits (`bench/run nearby` compares the two).

mod place;
mod search;
mod tree;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use arc_swap::{ArcSwap, Guard};
use kernel::{Timestamp, Wgs84};

use crate::{hours::Calendar, set::Set};

use place::Leaf;
pub use place::{Entrance, Slot, Spot};
use tree::Tree;

/// What is looked for. [`Query::near`] gives one without conditions; set what is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Query {
    pub point: Wgs84,
    /// How many at most.
    pub count: usize,
    /// Nothing farther away than this, in metres.
    pub reach_metres: f64,
    /// One of these kinds.
    pub kinds: Set,
    /// All of these amenities.
    pub amenities: Set,
    /// One of these voltages; empty when it does not matter.
    pub volts: Set,
    /// When the rider would be there.
    pub at: Timestamp,
    /// Only what is open then, by its hours.
    pub open: bool,
    /// The groups that the rider belongs to, for slots that are shared with some.
    pub groups: Set,
    /// Only what works with at least this probability then, the door and each amenity asked for;
    /// 0 for no condition, [`crate::belief::LISTED`] for what a list of open places shows.
    pub belief_min: f64,
}

impl Query {
    /// The places nearest to a point, however far, with no condition but that one may see them.
    pub const fn near(point: Wgs84, count: usize, at: Timestamp) -> Self {
        Self {
            point,
            count,
            reach_metres: f64::INFINITY,
            kinds: Set::ALL,
            amenities: Set::EMPTY,
            volts: Set::EMPTY,
            at,
            open: false,
            groups: Set::EMPTY,
            belief_min: 0.0,
        }
    }
}

/// A place that was found.
#[derive(Debug)]
pub struct Hit<'v, P> {
    /// Great-circle distance.
    pub metres: f64,
    pub spot: &'v Spot<P>,
}

/// A place that came, changed or went.
#[derive(Debug, Clone)]
pub enum Change<P> {
    /// New, or instead of the one with this key.
    Put(Arc<Spot<P>>),
    /// Gone; nothing when there is none.
    Remove(u128),
}

/// All places, for many readers and one writer at a time. `P` is what the caller keeps with each.
#[derive(Debug)]
pub struct Index<P> {
    state: ArcSwap<Places<P>>,
    writer: Mutex<HashMap<u128, Seat>>,
}

/// One state of the index. Cheap; hold it for one search, not longer.
pub struct View<P>(Guard<Arc<Places<P>>>);

/// The large tree, which of it is no longer so, and what came since.
#[derive(Debug)]
struct Places<P> {
    calendar: Calendar,
    tree: Arc<Tree<P>>,
    /// A bit for each place of the tree that has gone or changed.
    gone: Vec<u64>,
    gone_count: usize,
    fresh: Vec<Leaf<P>>,
}

/// Where a place is kept.
#[derive(Debug, Clone, Copy)]
enum Seat {
    Tree(usize),
    Fresh(usize),
}

/// Changes beside the tree, at most.
const FRESH_MAX: usize = 1_024;

impl<P> Index<P> {
    /// An index of these places. Of several with one key the last one counts.
    pub fn of(calendar: Calendar, spots: impl IntoIterator<Item = Arc<Spot<P>>>) -> Self {
        let by_key: HashMap<u128, Arc<Spot<P>>> =
            spots.into_iter().map(|spot| (spot.key, spot)).collect();
        let (places, seats) = Places::built(calendar, by_key.into_values().collect());
        Self { state: ArcSwap::from_pointee(places), writer: Mutex::new(seats) }
    }

    /// The state as it is now.
    pub fn view(&self) -> View<P> {
        View(self.state.load())
    }

    /// Takes in changes, all at once for every reader. Searches in progress go on with what they
    /// have; other writers wait.
    pub fn apply(&self, changes: impl IntoIterator<Item = Change<P>>) {
        let mut seats = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut places = self.state.load().changing();
        for change in changes {
            places.take(change, &mut seats);
        }
        if places.fresh.len() + places.gone_count > FRESH_MAX {
            let (built, anew) = Places::built(places.calendar.clone(), places.spots());
            *seats = anew;
            places = built;
        }
        self.state.store(Arc::new(places));
    }

    /// Replaces everything, as after a change of the calendar.
    pub fn replace(&self, calendar: Calendar, spots: impl IntoIterator<Item = Arc<Spot<P>>>) {
        let Self { state, writer } = Self::of(calendar, spots);
        let mut seats = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        *seats = writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.state.store(state.into_inner());
    }
}

impl<P> Places<P> {
    fn built(calendar: Calendar, spots: Vec<Arc<Spot<P>>>) -> (Self, HashMap<u128, Seat>) {
        let tree = Tree::of(spots.into_iter().map(Leaf::of).collect());
        let seats =
            tree.leaves().enumerate().map(|(at, spot)| (spot.key, Seat::Tree(at))).collect();
        let gone = vec![0; tree.len().div_ceil(64)];
        let tree = Arc::new(tree);
        (Self { calendar, tree, gone, gone_count: 0, fresh: Vec::new() }, seats)
    }

    /// A copy to be changed; the tree is shared.
    fn changing(&self) -> Self {
        Self {
            calendar: self.calendar.clone(),
            tree: Arc::clone(&self.tree),
            gone: self.gone.clone(),
            gone_count: self.gone_count,
            fresh: self.fresh.clone(),
        }
    }

    fn take(&mut self, change: Change<P>, seats: &mut HashMap<u128, Seat>) {
        let key = match &change {
            Change::Put(spot) => spot.key,
            Change::Remove(key) => *key,
        };
        match seats.remove(&key) {
            Some(Seat::Tree(at)) => {
                if let Some(word) = self.gone.get_mut(at / 64) {
                    *word |= 1 << (at % 64);
                    self.gone_count += 1;
                }
            }
            Some(Seat::Fresh(at)) if at < self.fresh.len() => {
                self.fresh.swap_remove(at);
                if let Some(moved) = self.fresh.get(at) {
                    seats.insert(moved.spot.key, Seat::Fresh(at));
                }
            }
            _ => {}
        }
        if let Change::Put(spot) = change {
            seats.insert(key, Seat::Fresh(self.fresh.len()));
            self.fresh.push(Leaf::of(spot));
        }
    }

    fn is_gone(&self, at: usize) -> bool {
        self.gone.get(at / 64).is_some_and(|word| word >> (at % 64) & 1 == 1)
    }

    /// Every place that is there.
    fn spots(&self) -> Vec<Arc<Spot<P>>> {
        let kept = self.tree.leaves().enumerate().filter(|(at, _)| !self.is_gone(*at));
        let kept = kept.map(|(_, spot)| Arc::clone(spot));
        kept.chain(self.fresh.iter().map(|leaf| Arc::clone(&leaf.spot))).collect()
    }
}

impl<P> View<P> {
    /// The places that suit, nearest first; of equally near ones the smaller key first. Fewer than
    /// asked for, or none, when that is all within reach.
    pub fn nearest(&self, query: &Query) -> Vec<Hit<'_, P>> {
        search::nearest(&self.0, query)
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        self.0.tree.len() - self.0.gone_count + self.0.fresh.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The calendar that hours are read by.
    pub fn calendar(&self) -> &Calendar {
        &self.0.calendar
    }

    /// Every place, in no order.
    pub fn spots(&self) -> Vec<Arc<Spot<P>>> {
        self.0.spots()
    }
}

#[cfg(test)]
mod tests;
