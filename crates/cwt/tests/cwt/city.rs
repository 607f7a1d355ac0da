//! A city that issues passes, and a gate that knows it.

use cwt::{
    Algorithm, Audience, Claims, Class, Cti, DayKeys, Gate, GateClock, Issuer, KeyTable, Kid, Pass,
    RootKey, Rules, SoftwareKey, TrustedKey, gate::Proof, table::Guests,
};
use kernel::{AreaCode, Moment, Timestamp};

/// 2026-11-21 08:00 in Asia/Shanghai.
pub fn morning() -> Timestamp {
    "2026-11-21T08:00:00+08:00".parse().unwrap()
}

pub fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}

pub struct City {
    pub issuer: Issuer,
    pub key: SoftwareKey,
    pub root: RootKey,
    pub moment: Moment,
}

impl City {
    pub fn new(issuer: &str, algorithm: Algorithm, seed: u64) -> Self {
        let moment = Moment::seeded(morning(), seed);
        let key = SoftwareKey::draw(&moment, algorithm);
        let root = RootKey::draw(&moment);
        Self { issuer: issuer.parse().unwrap(), key, root, moment }
    }

    /// What a pass of class 1 for `area_code` says, good for 24 hours from the morning.
    pub fn claims(&self, area_code: &str, index: u32) -> Claims {
        Claims {
            issuer: self.issuer,
            audience: Audience::GATE,
            expires: morning().plus_hours(24),
            not_before: morning().plus_seconds(-60),
            cti: Cti::draw(&self.moment, index),
            class: Class::try_from(1).unwrap(),
            area: area(area_code),
            holder: None,
        }
    }

    pub fn pass(&self, claims: &Claims) -> Pass {
        Pass::issue(claims, &self.key).unwrap()
    }

    /// The key as this city's gates know it, for passes in `area_code`.
    pub fn trusted(&self, area_code: &str) -> TrustedKey {
        TrustedKey {
            kid: cwt::Signer::kid(&self.key),
            key: self.key.public().clone(),
            issuer: self.issuer,
            from: morning().plus_days(-30),
            until: morning().plus_days(30),
            areas: vec![area(area_code)],
            guests: None,
        }
    }

    /// The same, welcome in `host` as class 2.
    pub fn guest(&self, home: &str, host: &str) -> TrustedKey {
        let guests = Guests { areas: vec![area(host)], class: Class::try_from(2).unwrap() };
        TrustedKey { guests: Some(guests), ..self.trusted(home) }
    }

    /// The keys of the day for passes of one area.
    pub fn day_keys(&self, claims: &Claims) -> DayKeys {
        let mut keys = DayKeys::default();
        let day = claims.not_before.day();
        keys.insert(self.issuer, claims.area, day, self.root.day_key(claims.area, day));
        keys
    }

    /// A gate of this city in `area_code` that takes every class.
    pub fn gate(&self, area_code: &str, proof: Proof) -> Gate {
        let rules = Rules::new(Audience::GATE, area(area_code)).taking_all(proof);
        Gate::new(rules, KeyTable::new([self.trusted(area_code)]))
    }
}

/// What a gate says at `now`.
pub fn said(gate: &mut Gate, text: &str, now: Timestamp) -> &'static str {
    gate.check(text, GateClock::Known(now)).code()
}

/// Another name for a key, where two must not be alike.
pub fn kid(number: u16) -> Kid {
    Kid(number.to_be_bytes())
}
