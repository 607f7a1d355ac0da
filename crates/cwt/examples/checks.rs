//! How many passes a second are checked, beside the bare library checking the same signatures.
//!
//! `cargo run --release -p cwt --example checks -- [ROUNDS]`: each round times every side once, for
//! a twentieth of a second of one thread's processor time, so that what else runs on the machine
//! counts little; ratios are taken round by round. One line of JSON at the end.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a program for developers: a mistake may stop it, and time is what it measures"
)]

use std::time::{Duration, Instant};

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, UnparsedPublicKey};
use coset::{CborSerializable as _, CoseSign1};
use cwt::{
    Algorithm, Audience, Claims, Class, Cti, DayKeys, Gate, GateClock, KeyTable, Pass, RootKey,
    Rules, Signer as _, SoftwareKey, Step, TrustedKey, gate::Proof,
};
use kernel::{Moment, Timestamp, count};
use sm2::dsa::signature::Verifier as _;

const PASSES: u32 = 256;
const SLICE: Duration = Duration::from_millis(50);

/// The message and signature of a pass: what a bare library is given.
struct Bare {
    message: Vec<u8>,
    signature: Vec<u8>,
}

struct Bench {
    algorithm: Algorithm,
    key: Vec<u8>,
    bare: Vec<Bare>,
    texts: Vec<String>,
    rotating: Vec<String>,
    gate: Gate,
    now: Timestamp,
}

/// One way of checking, named; answers whether pass number `index` is good.
type Side<'a> = (&'static str, Box<dyn FnMut(usize) -> bool + 'a>);

fn main() {
    let rounds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(41);
    println!("| Algorithm | Side | a second | of the bare library, median (least) |");
    println!("|---|---|---|---|");
    let mut told = serde_json::Map::new();
    for algorithm in Algorithm::ALL {
        let bench = Bench::new(algorithm);
        let sides = bench.sides();
        told.insert(algorithm.name().to_owned(), measure(algorithm, sides, rounds));
    }
    println!("{}", serde_json::Value::Object(told));
}

fn measure(algorithm: Algorithm, mut sides: Vec<Side<'_>>, rounds: usize) -> serde_json::Value {
    let mut rates = vec![Vec::new(); sides.len()];
    for _ in 0..rounds {
        for ((_, side), rates) in sides.iter_mut().zip(&mut rates) {
            rates.push(rate(side));
        }
    }
    let median = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let bare = rates[0].clone();
    let mut told = serde_json::Map::new();
    for ((name, _), rates) in sides.iter().zip(&mut rates) {
        let mut ratios: Vec<_> = rates.iter().zip(&bare).map(|(rate, bare)| rate / bare).collect();
        let (ratio, rate) = (median(&mut ratios), median(rates));
        println!(
            "| {algorithm} | {name} | {} | {:.1} % ({:.1}) |",
            count::round(rate),
            ratio * 100.0,
            ratios[0] * 100.0
        );
        let figures = serde_json::json!({ "per_second": rate, "of_bare": ratio });
        told.insert((*name).to_owned(), figures);
    }
    told.into()
}

/// Processor time of this thread, where Linux tells it; else the time.
fn spent(since: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

/// Checks a second, over one slice of time.
fn rate(side: &mut dyn FnMut(usize) -> bool) -> f64 {
    let passes = usize::try_from(PASSES).unwrap();
    let clock = Instant::now();
    let started = spent(clock);
    let mut checked = 0_u32;
    while spent(clock).saturating_sub(started) < SLICE {
        for index in 0..32 {
            let index = (usize::try_from(checked).unwrap() + index) % passes;
            assert!(side(index), "pass {index} is good");
        }
        checked += 32;
    }
    f64::from(checked) / spent(clock).saturating_sub(started).as_secs_f64()
}

impl Bench {
    fn new(algorithm: Algorithm) -> Self {
        let now = "2026-11-21T08:00:00+08:00".parse().unwrap();
        let moment = Moment::seeded(now, 1);
        let (key, root) = (SoftwareKey::draw(&moment, algorithm), RootKey::draw(&moment));
        let area = "320211".parse().unwrap();
        let issuer = "wx".parse().unwrap();
        let (mut texts, mut rotating, mut bare) = (Vec::new(), Vec::new(), Vec::new());
        for index in 0..PASSES {
            let claims = Claims {
                issuer,
                audience: Audience::GATE,
                expires: now.plus_hours(24),
                not_before: now,
                cti: Cti::draw(&moment, index),
                class: Class::try_from(1).unwrap(),
                area,
                holder: None,
            };
            let pass = Pass::issue(&claims, &key).unwrap();
            texts.push(pass.text());
            rotating.push(pass.rotating(&root.pass_key(&claims), Step::at(now)));
            let signed = CoseSign1::from_slice(pass.cose()).unwrap();
            bare.push(Bare { message: signed.tbs_data(b""), signature: signed.signature });
        }
        let trusted = TrustedKey {
            kid: key.kid(),
            key: key.public().clone(),
            issuer,
            from: now.plus_days(-1),
            until: now.plus_days(1),
            areas: vec![area],
            guests: None,
        };
        let rules = Rules::new(Audience::GATE, area).taking_all(Proof::Picture);
        let mut gate = Gate::new(rules, KeyTable::new([trusted]));
        let mut day_keys = DayKeys::default();
        day_keys.insert(issuer, area, now.day(), root.day_key(area, now.day()));
        gate.day_keys = day_keys;
        let key = key.public().as_bytes().to_vec();
        Self { algorithm, key, bare, texts, rotating, gate, now }
    }

    /// The bare library first.
    fn sides(&self) -> Vec<Side<'_>> {
        let mut sides = self.libraries();
        let clock = GateClock::Known(self.now);
        sides.push((
            "gate, static pass",
            Box::new(move |index| self.gate.peek(&self.texts[index], clock).is_accepted()),
        ));
        sides.push((
            "gate, changing code",
            Box::new(move |index| self.gate.peek(&self.rotating[index], clock).is_accepted()),
        ));
        let mut gate = self.gate.clone();
        gate.rules.again_seconds = 0;
        sides.push((
            "gate, static pass, remembered",
            Box::new(move |index| gate.check(&self.texts[index], clock).is_accepted()),
        ));
        sides
    }

    fn libraries(&self) -> Vec<Side<'_>> {
        let aws_lc = |algorithm: &'static dyn aws_lc_rs::signature::VerificationAlgorithm| {
            let parsed = ParsedPublicKey::new(algorithm, &self.key).unwrap();
            let unparsed = UnparsedPublicKey::new(algorithm, self.key.clone());
            let by_parsed: Side<'_> = (
                "aws-lc-rs, parsed key",
                Box::new(move |index| {
                    let Bare { message, signature } = &self.bare[index];
                    parsed.verify_sig(message, signature).is_ok()
                }),
            );
            let by_unparsed: Side<'_> = (
                "aws-lc-rs, unparsed key",
                Box::new(move |index| {
                    let Bare { message, signature } = &self.bare[index];
                    unparsed.verify(message, signature).is_ok()
                }),
            );
            vec![by_parsed, by_unparsed]
        };
        match self.algorithm {
            Algorithm::Es256 => aws_lc(&ECDSA_P256_SHA256_FIXED),
            Algorithm::EdDsa => {
                let bytes = self.key.as_slice().try_into().unwrap();
                let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).unwrap();
                let dalek: Side<'_> = (
                    "ed25519-dalek",
                    Box::new(move |index| {
                        let Bare { message, signature } = &self.bare[index];
                        let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
                        key.verify(message, &signature).is_ok()
                    }),
                );
                std::iter::once(dalek).chain(aws_lc(&ED25519)).collect()
            }
            Algorithm::Sm2 => {
                let id = "1234567812345678";
                let key = sm2::dsa::VerifyingKey::from_sec1_bytes(id, &self.key).unwrap();
                vec![(
                    "sm2",
                    Box::new(move |index| {
                        let Bare { message, signature } = &self.bare[index];
                        let signature = sm2::dsa::Signature::from_slice(signature).unwrap();
                        key.verify(message, &signature).is_ok()
                    }),
                )]
            }
        }
    }
}
