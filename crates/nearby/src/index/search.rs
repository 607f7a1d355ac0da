//! Best first: the nearest branch is opened next, until none can hold anything nearer.

use std::{cmp::Ordering, collections::BinaryHeap};

use kernel::Wgs84;

use super::{
    Hit, Places, Query,
    place::{Leaf, Spot, Traits, on_sphere},
    tree::{BLOCK, Branch, FAN},
};
use crate::{
    hours::{State, When},
    set::Set,
};

/// Mean radius of the earth in metres (IUGG), as in the kernel.
const EARTH_RADIUS_METRES: f64 = 6_371_008.8;

/// A branch to be opened: the one with the shortest chord comes first.
#[derive(Clone, Copy)]
struct Open {
    chord2: f64,
    level: usize,
    at: usize,
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        other.chord2.total_cmp(&self.chord2)
    }
}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}

/// The best so far, nearest first.
struct Best<'v, P> {
    count: usize,
    /// Nothing at or beyond this chord is of use.
    limit: f64,
    found: Vec<(f64, &'v Spot<P>)>,
}

impl<'v, P> Best<'v, P> {
    fn offer(&mut self, chord2: f64, spot: &'v Spot<P>) {
        let place = self.found.partition_point(|(other, kept)| {
            other.total_cmp(&chord2).then_with(|| kept.key.cmp(&spot.key)).is_lt()
        });
        if place >= self.count {
            return;
        }
        self.found.truncate(self.count - 1);
        self.found.insert(place, (chord2, spot));
        if let Some((last, _)) = self.found.get(self.count - 1) {
            self.limit = *last;
        }
    }
}

/// The conditions, worked out once.
struct Wanted<'q> {
    query: &'q Query,
    from: [f64; 3],
    when: When,
}

impl Wanted<'_> {
    /// Whether anything below the branch can suit.
    fn may_hold(&self, branch: &Branch) -> bool {
        self.has(branch.amenities, branch.volts, branch.kinds)
    }

    fn has(&self, amenities: Set, volts: Set, kinds: Set) -> bool {
        amenities.has_all(self.query.amenities)
            && kinds.meets(self.query.kinds)
            && (self.query.volts.is_empty() || volts.meets(self.query.volts))
    }

    fn suits<P>(&self, traits: &Traits, spot: &Spot<P>) -> bool {
        self.has(traits.amenities, traits.volts, traits.kinds)
            && self.lets_in(traits, spot)
            && self.is_believed(spot)
    }

    fn lets_in<P>(&self, traits: &Traits, spot: &Spot<P>) -> bool {
        match traits.hours {
            Some(hours) => !self.query.open || hours.is_open(self.when),
            None if self.query.open => {
                spot.entrance.state(&self.when, self.query.groups) == State::Open
            }
            None => spot.entrance.is_shown(&self.when, self.query.groups),
        }
    }

    fn is_believed<P>(&self, spot: &Spot<P>) -> bool {
        let (least, at) = (self.query.belief_min, self.query.at);
        if least <= 0.0 {
            return true;
        }
        let asked = |(amenity, _): &&(u8, _)| self.query.amenities.has(*amenity);
        spot.door.works(at) >= least
            && spot.doubts.iter().filter(asked).all(|(_, trend)| trend.works(at) >= least)
    }
}

/// The square of the chord between two points of the unit sphere.
fn chord2(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let side = |axis: usize| (a[axis] - b[axis]) * (a[axis] - b[axis]);
    side(0) + side(1) + side(2)
}

/// The longest chord within reach, squared, and a little more so that the edge counts.
fn limit_of(reach_metres: f64) -> f64 {
    let half = (reach_metres / (2.0 * EARTH_RADIUS_METRES)).clamp(0.0, std::f64::consts::FRAC_PI_2);
    let chord = 2.0 * half.sin();
    chord * chord * (1.0 + 1e-12) + 1e-24
}

pub(super) fn nearest<'v, P>(places: &'v Places<P>, query: &Query) -> Vec<Hit<'v, P>> {
    let when = places.calendar.when(query.at);
    let wanted = Wanted { query, from: on_sphere(query.point), when };
    let found = Vec::with_capacity(query.count.min(256) + 1);
    let mut best = Best { count: query.count, limit: limit_of(query.reach_metres), found };
    if query.count > 0 {
        in_tree(places, &wanted, &mut best);
        for leaf in &places.fresh {
            consider(leaf, &wanted, &mut best);
        }
    }
    let metres = |point: Wgs84| query.point.distance_metres(point);
    best.found.into_iter().map(|(_, spot)| Hit { metres: metres(spot.point), spot }).collect()
}

fn consider<'v, P>(leaf: &'v Leaf<P>, wanted: &Wanted<'_>, best: &mut Best<'v, P>) {
    let chord2 = chord2(&leaf.at, &wanted.from);
    if chord2 <= best.limit && wanted.suits(&leaf.traits, &leaf.spot) {
        best.offer(chord2, &leaf.spot);
    }
}

fn in_tree<'v, P>(places: &'v Places<P>, wanted: &Wanted<'_>, best: &mut Best<'v, P>) {
    let tree = &*places.tree;
    let mut open = BinaryHeap::with_capacity(128);
    let level = |number: usize| tree.levels.get(number).map_or(&[][..], Vec::as_slice);
    let top = tree.levels.len().saturating_sub(1);
    open_branches(level(top), top, 0, 1, wanted, best.limit, &mut open);
    while let Some(next) = open.pop() {
        if next.chord2 > best.limit {
            break;
        }
        if next.level > 0 {
            let below = next.level - 1;
            let first = next.at * FAN;
            open_branches(level(below), below, first, FAN, wanted, best.limit, &mut open);
            continue;
        }
        let run = next.at * BLOCK..((next.at + 1) * BLOCK).min(tree.len());
        let (points, traits) = (&tree.points[run.clone()], &tree.traits[run.clone()]);
        for ((at, point), traits) in run.zip(points).zip(traits) {
            let chord2 = chord2(point, &wanted.from);
            if chord2 > best.limit || places.is_gone(at) {
                continue;
            }
            if !wanted.has(traits.amenities, traits.volts, traits.kinds) {
                continue;
            }
            let spot = &tree.spots[at];
            if wanted.lets_in(traits, spot) && wanted.is_believed(spot) {
                best.offer(chord2, spot);
            }
        }
    }
}

/// Puts branches that may hold something near enough among the open ones.
fn open_branches(
    level: &[Branch],
    number: usize,
    first: usize,
    count: usize,
    wanted: &Wanted<'_>,
    limit: f64,
    open: &mut BinaryHeap<Open>,
) {
    let run = first..(first + count).min(level.len());
    for (at, branch) in run.clone().zip(level.get(run).unwrap_or_default()) {
        if !wanted.may_hold(branch) {
            continue;
        }
        let chord2 = branch.chord2(&wanted.from);
        if chord2 <= limit {
            open.push(Open { chord2, level: number, at });
        }
    }
}
