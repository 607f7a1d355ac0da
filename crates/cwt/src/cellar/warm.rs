//! The warm card's noon: 674 cards, 165 merchants, 20 of them without network.

use std::collections::BTreeMap;

use kernel::{Moment, Timestamp};
use serde::Serialize;

use crate::{
    algorithm::Algorithm,
    claims::{Audience, Claims, Class, Cti, Issuer},
    counters::{Counted, Counters, Limit, Payer, Period, Redemption, settle},
    gate::{Gate, GateClock, Proof, Rules},
    key::{Signer as _, SoftwareKey},
    pass::{IssueError, Pass},
    rotation::{DayKeys, RootKey, Step},
    table::{KeyTable, TrustedKey},
    word::Word,
};

const CARDS: u64 = 674;
const MERCHANTS: u64 = 165;
/// The merchants without network.
const OFFLINE: u64 = 20;
/// Cards whose holders try a second meal at an offline merchant, and a third.
const GREEDY: u64 = 60;
const MEAL: u64 = 1;
const ISSUER: Issuer = Issuer(Word::constant(*b"wx\0\0"));
const CARD: Class = Class::constant(1);

/// What came of the noon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Warm {
    pub cards: u64,
    pub merchants: u64,
    pub offline: u64,
    /// Meals given at the reduced price.
    pub meals: usize,
    /// Refused at the counter because the limit was known to be reached.
    pub refused: usize,
    /// Within one meal a day, after sync.
    pub honoured: usize,
    /// Over the limit, as the merchants that were offline could not know.
    pub over_planted: usize,
    /// Of these, reported as `double_spend`.
    pub over_found: usize,
    /// Meals that a worker has to pay for afterwards.
    pub charged_to_workers: usize,
}

/// A place that takes cards: its gate, and the counters that it goes by.
struct Till {
    gate: Gate,
    local: Counters<u64>,
}

/// Plays the noon.
pub fn run(seed: u64) -> Result<Warm, IssueError> {
    let noon = Timestamp::from_seconds(1_795_219_200).plus_hours(4);
    let moment = Moment::seeded(noon, seed.wrapping_add(1));
    let (key, root) = (SoftwareKey::draw(&moment, Algorithm::Es256), RootKey::draw(&moment));
    let mut tills: Vec<_> = (0..MERCHANTS).map(|_| till(&key, &root, noon)).collect();
    let limit = Limit { uses: 1, period: Period::Day, counted: Counted::Together };
    let mut server = Counters::default();
    let (mut meals, mut refused) = (Vec::new(), 0);
    let mut per_card = BTreeMap::<u64, usize>::new();
    for (at, card, merchant) in visits(&moment, noon) {
        let claims = claims(noon, card);
        let text = Pass::issue(&claims, &key)?.rotating(&root.pass_key(&claims), Step::at(at));
        let Some(till) = usize::try_from(merchant).ok().and_then(|at| tills.get_mut(at)) else {
            continue;
        };
        let is_good = till.gate.check(&text, GateClock::Known(at)).is_accepted();
        let id = u64::try_from(meals.len() + refused).unwrap_or(u64::MAX);
        let meal = Redemption { at, id, card, merchant, offer: MEAL };
        let counters = if merchant < OFFLINE { &mut till.local } else { &mut server };
        if is_good && counters.redeem(&meal, limit) {
            *per_card.entry(card).or_default() += 1;
            meals.push(meal);
        } else {
            refused += 1;
        }
    }
    let over_planted = per_card.values().map(|meals| meals - 1).sum();
    let count = meals.len();
    // Merchants upload when they can: the later ones first, and one of them twice.
    let twice: Vec<_> = meals.iter().filter(|meal| meal.merchant == 0).copied().collect();
    let settled = settle(meals.into_iter().rev().chain(twice), &BTreeMap::from([(MEAL, limit)]));
    let is_workers = match settled.payer() {
        Payer::Sponsor => false,
    };
    Ok(Warm {
        cards: CARDS,
        merchants: MERCHANTS,
        offline: OFFLINE,
        meals: count,
        refused,
        honoured: settled.honoured.len(),
        over_planted,
        over_found: settled.over.len(),
        charged_to_workers: if is_workers { settled.over.len() } else { 0 },
    })
}

/// Who eats where, in the order of time: everybody once, the greedy up to three times.
fn visits(moment: &Moment, noon: Timestamp) -> Vec<(Timestamp, u64, u64)> {
    let mut visits = Vec::new();
    let time = || noon.plus_seconds(i64::try_from(moment.below(7_200)).unwrap_or(0));
    for card in 0..CARDS {
        visits.push((time(), card, moment.below(MERCHANTS)));
        if card < GREEDY {
            visits.push((time(), card, moment.below(OFFLINE)));
            visits.push((time(), card, moment.below(MERCHANTS)));
        }
    }
    visits.sort_unstable();
    visits
}

fn claims(noon: Timestamp, card: u64) -> Claims {
    let index = u32::try_from(card).unwrap_or(0);
    Claims {
        issuer: ISSUER,
        audience: Audience::WARM,
        expires: noon.plus_hours(20),
        not_before: noon.plus_hours(-4),
        cti: Cti::draw(&Moment::seeded(noon, card), index),
        class: CARD,
        area: kernel::AreaCode::NATION,
        holder: None,
    }
}

fn till(key: &SoftwareKey, root: &RootKey, noon: Timestamp) -> Till {
    let area = kernel::AreaCode::NATION;
    let trusted = TrustedKey {
        kid: key.kid(),
        key: key.public().clone(),
        issuer: ISSUER,
        from: noon.plus_days(-1),
        until: noon.plus_days(2),
        areas: vec![area],
        guests: None,
    };
    let rules = Rules::new(Audience::WARM, area).taking(CARD, Proof::Rotating);
    let mut gate = Gate::new(rules, KeyTable::new([trusted]));
    let mut day_keys = DayKeys::default();
    day_keys.insert(ISSUER, area, noon.day(), root.day_key(area, noon.day()));
    gate.day_keys = day_keys;
    Till { gate, local: Counters::default() }
}
