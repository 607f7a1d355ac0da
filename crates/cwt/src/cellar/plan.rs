//! Who comes to which gate when, drawn from the seed.

use super::city::{City, Post, REVOKED_HOUR};

/// The seconds of the day.
pub const DAY_SECONDS: i64 = 86_400;
/// How many attempts there are of each dishonest kind.
const FORGED: usize = 600;
const SAME_GATE: usize = 250;
const OTHER_GATE: usize = 250;
const BORROWED: usize = 200;
const REVOKED: usize = 300;
const EXPIRED: usize = 400;
/// All together; the rest is honest.
const ATTEMPTS: usize = 10_000;
/// Of a hundred honest riders so many have their pass on paper.
const ON_PAPER: u64 = 4;
/// No honest rider rides faster, in metres a second in a straight line.
const RIDE: f64 = 8.0;

/// What somebody tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Honest,
    Paper,
    Borrowed,
    /// In one of eight ways.
    Forged(usize),
    /// A screenshot of the honest attempt of this number, shown at its gate so many seconds later.
    SameGate(usize, i64),
    /// The same at another gate.
    OtherGate(usize, i64),
    Revoked,
    Expired,
}

/// One attempt.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Seconds into the day.
    pub second: i64,
    pub gate: usize,
    pub rider: usize,
    pub kind: Kind,
}

/// The attempts of the day in the order of time; screenshots name the honest attempt by its place
/// in this order.
pub fn attempts(city: &City) -> Vec<Attempt> {
    let replays = SAME_GATE + OTHER_GATE;
    let dishonest = FORGED + replays + BORROWED + REVOKED + EXPIRED;
    let mut all = honest(city, ATTEMPTS - dishonest);
    all.extend((0..FORGED).map(|index| anywhere(city, Kind::Forged(index % 8))));
    all.extend((0..BORROWED).map(|_| anywhere(city, Kind::Borrowed)));
    all.extend((0..EXPIRED).map(|_| anywhere(city, Kind::Expired)));
    all.extend((0..REVOKED).map(|_| revoked(city)));
    all.sort_by_key(|attempt| attempt.second);
    let shown: Vec<_> = (0..all.len()).filter(|index| all[*index].kind == Kind::Honest).collect();
    for index in 0..replays {
        let source = shown[city.one_of(shown.len())];
        let Attempt { second, gate, rider, .. } = all[source];
        let made = if index < SAME_GATE {
            let later = city.between(1, 300);
            Attempt { second: second + later, gate, rider, kind: Kind::SameGate(source, later) }
        } else {
            let later = city.between(1, 120);
            let gate = (gate + 1 + city.one_of(city.posts.len() - 1)) % city.posts.len();
            Attempt { second: second + later, gate, rider, kind: Kind::OtherGate(source, later) }
        };
        all.push(made);
    }
    all
}

fn anywhere(city: &City, kind: Kind) -> Attempt {
    let rider = honest_rider(city);
    let (second, gate) = (city.between(0, DAY_SECONDS - 1), city.one_of(city.posts.len()));
    Attempt { second, gate, rider, kind }
}

fn honest_rider(city: &City) -> usize {
    loop {
        let rider = city.one_of(city.riders.len());
        if !city.riders[rider].is_revoked {
            return rider;
        }
    }
}

fn revoked(city: &City) -> Attempt {
    let revoked = city.riders.iter().filter(|rider| rider.is_revoked).count();
    let second = city.between(REVOKED_HOUR * 3_600, DAY_SECONDS - 1);
    let (rider, gate) = (city.one_of(revoked), city.one_of(city.posts.len()));
    Attempt { second, gate, rider, kind: Kind::Revoked }
}

/// Honest entries, each within reach of the rider's entry before.
fn honest(city: &City, count: usize) -> Vec<Attempt> {
    let mut by_rider = vec![Vec::new(); city.riders.len()];
    for _ in 0..count {
        by_rider[honest_rider(city)].push(city.between(0, DAY_SECONDS - 1));
    }
    let mut made = Vec::with_capacity(count);
    for (rider, mut seconds) in by_rider.into_iter().enumerate() {
        seconds.sort_unstable();
        let is_paper = city.moment.below(100) < ON_PAPER;
        let kind = if is_paper { Kind::Paper } else { Kind::Honest };
        let mut last: Option<(i64, usize)> = None;
        for second in seconds {
            // Two entries are some minutes apart.
            let second = last.map_or(second, |(before, _)| second.max(before + 240));
            let gate = reachable(city, last, second);
            made.push(Attempt { second, gate, rider, kind });
            last = Some((second, gate));
        }
    }
    made
}

fn reachable(city: &City, last: Option<(i64, usize)>, second: i64) -> usize {
    let Some((before, from)) = last else { return city.one_of(city.posts.len()) };
    let reach = RIDE * f64::from(i32::try_from(second - before).unwrap_or(i32::MAX));
    let near = |to: &usize| distance(&city.posts[from], &city.posts[*to]) <= reach;
    let tries = (0..20).map(|_| city.one_of(city.posts.len()));
    tries.into_iter().find(near).unwrap_or(from)
}

fn distance(from: &Post, to: &Post) -> f64 {
    from.place.zip(to.place).map_or(0.0, |(from, to)| from.distance_metres(to))
}
