//! The city of the scene: its keys, gates, riders and their passes.

use kernel::{AreaCode, Moment, Timestamp, Wgs84};

use crate::{
    algorithm::Algorithm,
    claims::{Audience, Claims, Class, Cti, Issuer},
    gate::{Gate, Proof, Rules},
    key::{Signer as _, SoftwareKey},
    pass::{IssueError, Pass},
    revocation::{Delta, Revocations},
    rotation::{DayKeys, RootKey},
    table::{KeyTable, TrustedKey},
    word::Word,
};

pub const GATES: u32 = 300;
pub const RIDERS: u32 = 5_000;
/// Riders whose passes are taken back at hour 6.
const REVOKED: u32 = 150;
/// Gates that have network for a moment at hour 8; the others have none all day.
const SYNCED: u32 = 60;
/// Of a hundred phones, so many had their clock set after the pass was fetched.
const CLOCKS_SET: u64 = 5;
pub const REVOKED_HOUR: i64 = 6;
pub const SYNCED_HOUR: i64 = 8;
const ROTATED_HOUR: i64 = 12;
/// The class of passes on phones, and of those on paper.
const ON_PHONE: Class = Class::constant(1);
const ON_PAPER: Class = Class::constant(2);
const ISSUER: Issuer = Issuer(Word::constant(*b"wx\0\0"));

/// A gate, where it is, and by how many seconds its clock has drifted.
pub struct Post {
    pub gate: Gate,
    pub place: Option<Wgs84>,
    pub drift: i64,
    pub is_synced: bool,
}

/// A rider: when the pass is fetched, and what the phone's clock shows.
pub struct Rider {
    /// Second of the day at which the new pass is fetched; the old one is good until then.
    pub fetches: i64,
    /// Seconds by which the code shown is ahead of the time.
    pub ahead: i64,
    pub is_revoked: bool,
}

/// A pass in somebody's hand.
pub struct Held {
    pub claims: Claims,
    pub pass: Pass,
    /// Signed with the key that takes over at hour 12.
    pub is_rotated: bool,
}

pub struct City {
    /// When the gates lose their network: a morning in Asia/Shanghai.
    pub from: Timestamp,
    pub moment: Moment,
    pub root: RootKey,
    pub old_key: SoftwareKey,
    pub new_key: SoftwareKey,
    pub retired_key: SoftwareKey,
    pub posts: Vec<Post>,
    pub riders: Vec<Rider>,
    /// The issuer's list in the evening.
    pub revocations: Revocations,
    delta: Option<Delta>,
}

impl City {
    pub fn found(seed: u64) -> Self {
        let from = Timestamp::from_seconds(1_795_219_200);
        let moment = Moment::seeded(from, seed);
        let key = || SoftwareKey::draw(&moment, Algorithm::Es256);
        let (old_key, new_key, retired_key) = (key(), key(), key());
        let riders: Vec<_> = (0..RIDERS).map(|index| rider(&moment, index)).collect();
        let places = 2 * RIDERS;
        let morning = Revocations::new(ISSUER, 1, from, from.plus_hours(36), places);
        let mut later = morning.clone();
        (later.sequence, later.at) = (2, from.plus_hours(REVOKED_HOUR));
        for (index, _) in (0..).zip(&riders).filter(|(_, rider)| rider.is_revoked) {
            later.set(Self::place(index, false), true);
            later.set(Self::place(index, true), true);
        }
        let delta = Delta::between(&morning, &later);
        let root = RootKey::draw(&moment);
        let (posts, revocations) = (Vec::new(), later);
        let mut city = Self {
            from,
            moment,
            root,
            old_key,
            new_key,
            retired_key,
            posts,
            riders,
            revocations,
            delta,
        };
        city.posts = (0..GATES).map(|number| city.post(number, &morning)).collect();
        city
    }

    /// The place in the bitmap of a rider's pass of yesterday or today.
    fn place(rider: u32, is_new: bool) -> u32 {
        2 * rider + u32::from(is_new)
    }

    /// A gate as it was this morning: it knows the key to come, three days' keys, the list.
    fn post(&self, number: u32, list: &Revocations) -> Post {
        let area = AreaCode::parse(&format!("3202{:02}{:03}", 11 + number % 6, 1 + number % 50))
            .unwrap_or(AreaCode::NATION);
        let rules = Rules::new(Audience::GATE, area)
            .taking(ON_PHONE, Proof::Rotating)
            .taking(ON_PAPER, Proof::Picture);
        let mut gate = Gate::new(rules, self.table());
        let mut day_keys = DayKeys::default();
        for day in [-1, 0, 1].map(|days| self.from.day().plus(days)) {
            for area in std::iter::once(area).chain(area.ancestors()) {
                day_keys.insert(ISSUER, area, day, self.root.day_key(area, day));
            }
        }
        gate.day_keys = day_keys;
        // The first list is never older than another.
        let _first = gate.take_revocations(list.clone());
        let spread = |centre: f64| {
            let step = i32::try_from(self.moment.below(20_000)).unwrap_or(0);
            centre + f64::from(step) / 100_000.0
        };
        Post {
            gate,
            place: Wgs84::new(spread(31.5), spread(120.2)).ok(),
            drift: self.between(-2, 2),
            is_synced: number < SYNCED,
        }
    }

    /// The issuer's keys, as every gate has had them since the day before.
    fn table(&self) -> KeyTable {
        let turn = self.from.plus_hours(ROTATED_HOUR);
        let trusted = |key: &SoftwareKey, from, until| TrustedKey {
            kid: key.kid(),
            key: key.public().clone(),
            issuer: ISSUER,
            from,
            until,
            areas: AreaCode::parse("3202").into_iter().collect(),
            guests: None,
        };
        let long_ago = self.from.plus_days(-60);
        KeyTable::new([
            trusted(&self.old_key, long_ago, turn.plus_hours(48)),
            trusted(&self.new_key, turn, turn.plus_days(60)),
            trusted(&self.retired_key, long_ago, self.from.plus_days(-2)),
        ])
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.moment.below(span)).unwrap_or(0)
    }

    /// One of `count`.
    pub fn one_of(&self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(1);
        usize::try_from(self.moment.below(count)).unwrap_or(0)
    }

    /// What a pass of a rider says that was fetched `second` seconds into the day.
    fn claims(&self, rider: usize, second: i64, class: Class, is_new: bool) -> Claims {
        let fetched = self.from.plus_seconds(second);
        let index = Self::place(u32::try_from(rider).unwrap_or(0), is_new);
        // The same pass again has the same id: it is drawn from rider and day.
        let drawn = Moment::seeded(self.from, u64::from(index));
        Claims {
            issuer: ISSUER,
            audience: Audience::GATE,
            expires: fetched.plus_hours(24),
            not_before: fetched.plus_seconds(-60),
            cti: Cti::draw(&drawn, index),
            class,
            area: AreaCode::parse("3202").unwrap_or(AreaCode::NATION),
            holder: None,
        }
    }

    /// The pass that a rider has `second` seconds into the day; a revoked rider gets no new one.
    pub fn held(&self, rider: usize, second: i64, is_paper: bool) -> Result<Held, IssueError> {
        let who = self.riders.get(rider);
        let fetches = who.map_or(0, |rider| rider.fetches);
        let is_denied =
            who.is_some_and(|rider| rider.is_revoked) && fetches >= REVOKED_HOUR * 3_600;
        let is_new = second >= fetches && !is_denied;
        let fetched = if is_new { fetches } else { fetches - 86_400 };
        let class = if is_paper { ON_PAPER } else { ON_PHONE };
        let claims = self.claims(rider, fetched, class, is_new);
        let is_rotated = fetched >= ROTATED_HOUR * 3_600;
        let key = if is_rotated { &self.new_key } else { &self.old_key };
        let pass = Pass::issue(&claims, key)?;
        Ok(Held { claims, pass, is_rotated })
    }

    /// A pass that is over: of two days ago, or of a key that was retired.
    pub fn over(&self, rider: usize, second: i64) -> Result<Held, IssueError> {
        let is_retired = rider.is_multiple_of(2);
        let fetched = if is_retired { second - 3_600 } else { second - 2 * 86_400 };
        let claims = self.claims(rider, fetched, ON_PHONE, false);
        let key = if is_retired { &self.retired_key } else { &self.old_key };
        Ok(Held { pass: Pass::issue(&claims, key)?, claims, is_rotated: false })
    }

    /// The moment of network that some gates have.
    pub fn sync(&mut self) {
        let Some(delta) = &self.delta else { return };
        for post in self.posts.iter_mut().filter(|post| post.is_synced) {
            if let Some(list) = post.gate.revocations_mut(delta.issuer()) {
                // Every gate has the list that the change belongs to.
                let _applied = list.apply(delta);
            }
        }
    }
}

fn rider(moment: &Moment, index: u32) -> Rider {
    let minutes = |bound: u64| i64::try_from(moment.below(bound)).unwrap_or(0);
    // The page shows codes by the server's time, to two seconds, unless the clock was set since.
    let is_off = moment.below(100) < CLOCKS_SET;
    let ahead = if is_off { minutes(361) - 180 } else { minutes(5) - 2 };
    Rider { fetches: minutes(1_440) * 60, ahead, is_revoked: index < REVOKED }
}
