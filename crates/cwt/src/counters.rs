//! The warm card's counters: how often a card may use an offer, also where the merchant was offline.

use std::collections::BTreeMap;

use kernel::{Day, Timestamp};

/// Over which time an offer's uses are counted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A civil day in Asia/Shanghai.
    Day,
    /// Monday to Sunday, in Asia/Shanghai.
    Week,
    /// A civil month in Asia/Shanghai.
    Month,
    /// For as long as the offer lasts.
    Offer,
}

/// Whose uses are counted together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Each merchant's by itself.
    ByMerchant,
    /// Those of all merchants.
    Together,
}

/// How often a card may use an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limit {
    /// Uses of one card in one period.
    pub uses: u32,
    pub period: Period,
    pub counted: Counted,
}

/// One use of an offer. `K` names cards, merchants, offers and uses in whatever form the caller has
/// them; a merchant's own device knows a card by its id of the day only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redemption<K> {
    /// When, by the merchant's clock.
    pub at: Timestamp,
    /// The use's own id, the same each time it is uploaded.
    pub id: K,
    pub card: K,
    pub merchant: K,
    pub offer: K,
}

/// What came of the uses when they were put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement<K> {
    /// Within the limit.
    pub honoured: Vec<Redemption<K>>,
    /// Over it, found only now. The worker has eaten and owes nothing: the offer's sponsor pays,
    /// and people look at who gave the card away, or which device was offline.
    pub over: Vec<Redemption<K>>,
    /// Of an offer that there is no limit for: not counted.
    pub unknown: Vec<Redemption<K>>,
}

/// Who pays for a use that was over the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// The offer's sponsor. There is no other: nothing is ever taken from the worker.
    Sponsor,
}

impl<K> Settlement<K> {
    /// The code under which an over-limit use is reported.
    pub const OVER_CODE: &str = "double_spend";

    /// Who pays for what was over.
    pub const fn payer(&self) -> Payer {
        Payer::Sponsor
    }
}

/// What is counted together: card, merchant unless all count together, offer, period.
type Key<K> = (K, Option<K>, K, i64);

/// How often offers were used: at a merchant who is offline, and where all uses come together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counters<K: Ord>(BTreeMap<Key<K>, u32>);

impl<K: Ord> Default for Counters<K> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Copy + Ord> Counters<K> {
    /// Counts a use if the limit allows it; false, and nothing counted, if not.
    pub fn redeem(&mut self, redemption: &Redemption<K>, limit: Limit) -> bool {
        let uses = self.0.entry(key(redemption, limit)).or_default();
        let is_within = *uses < limit.uses;
        *uses += u32::from(is_within);
        is_within
    }

    /// How many uses are left.
    pub fn left(&self, redemption: &Redemption<K>, limit: Limit) -> u32 {
        let used = self.0.get(&key(redemption, limit)).copied().unwrap_or(0);
        limit.uses.saturating_sub(used)
    }
}

/// Puts uses of many merchants together, in the order in which they happened, whatever the order
/// in which they were uploaded, and however often.
pub fn settle<K: Copy + Ord>(
    redemptions: impl IntoIterator<Item = Redemption<K>>,
    limits: &BTreeMap<K, Limit>,
) -> Settlement<K> {
    let once: BTreeMap<K, Redemption<K>> =
        redemptions.into_iter().map(|redemption| (redemption.id, redemption)).collect();
    let mut ordered: Vec<_> = once.into_values().collect();
    ordered.sort_unstable();
    let mut counters = Counters::default();
    let (mut honoured, mut over, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for redemption in ordered {
        match limits.get(&redemption.offer) {
            None => unknown.push(redemption),
            Some(&limit) if counters.redeem(&redemption, limit) => honoured.push(redemption),
            Some(_) => over.push(redemption),
        }
    }
    Settlement { honoured, over, unknown }
}

fn key<K: Copy>(redemption: &Redemption<K>, limit: Limit) -> Key<K> {
    let merchant = match limit.counted {
        Counted::ByMerchant => Some(redemption.merchant),
        Counted::Together => None,
    };
    let period = period(redemption.at.day(), limit.period);
    (redemption.card, merchant, redemption.offer, period)
}

/// A number that is the same for every day of one period.
fn period(day: Day, period: Period) -> i64 {
    match period {
        Period::Day => day.number(),
        // 1970-01-01 was a Thursday.
        Period::Week => (day.number() + 3).div_euclid(7),
        Period::Month => i64::from(day.year()) * 12 + i64::from(day.date().month()),
        Period::Offer => 0,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MEAL: u32 = 1;

    fn limits(uses: u32, period: Period, counted: Counted) -> BTreeMap<u32, Limit> {
        BTreeMap::from([(MEAL, Limit { uses, period, counted })])
    }

    fn meal(id: u32, card: u32, merchant: u32, at: &str) -> Redemption<u32> {
        let at = format!("{at}:00+08:00").parse().unwrap();
        Redemption { at, id, card, merchant, offer: MEAL }
    }

    fn ids(redemptions: &[Redemption<u32>]) -> Vec<u32> {
        redemptions.iter().map(|redemption| redemption.id).collect()
    }

    #[test]
    fn the_second_lunch_of_a_day_is_found_when_the_offline_merchant_comes_back() {
        let lunches = [
            meal(1, 9, 100, "2026-11-21T11:40"),
            meal(2, 9, 200, "2026-11-21T12:10"),
            meal(3, 9, 200, "2026-11-22T12:10"),
            meal(4, 8, 200, "2026-11-21T12:15"),
        ];
        let together = settle(lunches, &limits(1, Period::Day, Counted::Together));
        assert_eq!(ids(&together.over), [2]);
        assert_eq!(together.payer(), Payer::Sponsor);
        let each = settle(lunches, &limits(1, Period::Day, Counted::ByMerchant));
        assert!(each.over.is_empty(), "{:?}", ids(&each.over));
        let none = settle(lunches, &BTreeMap::new());
        assert_eq!(none.unknown.len(), 4);
    }

    #[test]
    fn weeks_begin_on_monday_months_on_the_first_and_days_at_midnight_in_shanghai() {
        let over = |first: &str, second: &str, period| {
            let uses = [meal(1, 9, 100, first), meal(2, 9, 100, second)];
            !settle(uses, &limits(1, period, Counted::Together)).over.is_empty()
        };
        assert!(over("2026-11-16T00:00", "2026-11-22T23:59", Period::Week));
        assert!(!over("2026-11-22T23:59", "2026-11-23T00:00", Period::Week));
        assert!(over("2026-11-01T00:00", "2026-11-30T23:59", Period::Month));
        assert!(!over("2026-11-30T23:59", "2026-12-01T00:00", Period::Month));
        assert!(over("2026-11-21T00:00", "2026-11-21T23:59", Period::Day));
        assert!(!over("2026-11-21T23:59", "2026-11-22T00:00", Period::Day));
        assert!(over("2020-01-01T00:00", "2026-11-22T00:00", Period::Offer));
    }

    proptest! {
        #[test]
        fn never_more_than_the_limit_is_honoured_whatever_the_order_of_uploads(
            uses in prop::collection::vec((0_u32..5, 0_u32..4, 0_i64..3_000), 0..60),
            limit in 1_u32..4,
            turn in 0_usize..60,
        ) {
            let made: Vec<_> = (0..).zip(&uses).map(|(id, (card, merchant, minute))| Redemption {
                at: Timestamp::from_seconds(1_795_219_200).plus_minutes(*minute),
                id, card: *card, merchant: *merchant, offer: MEAL,
            }).collect();
            let limits = limits(limit, Period::Day, Counted::Together);
            let settled = settle(made.iter().copied(), &limits);
            prop_assert_eq!(settled.honoured.len() + settled.over.len(), made.len());
            let mut counted = BTreeMap::new();
            for use_ in &settled.honoured {
                *counted.entry((use_.card, use_.at.day())).or_insert(0) += 1;
            }
            prop_assert!(counted.values().all(|count| *count <= limit));
            let mut later = [made.clone(), made.clone()].concat();
            let turn = turn.min(later.len());
            later.rotate_left(turn);
            prop_assert_eq!(settle(later, &limits), settled);
        }
    }
}
