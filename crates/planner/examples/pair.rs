//! Pairs everybody of a city that is made up from a seed, then again after some have left:
//! `cargo run -p planner --release --example pair -- --workers 15190 --seed 1`.

use std::error::Error;

use kernel::{AreaCode, Clock as _, Day, Rng, SeededRng, SystemClock};
use planner::Spot;
use planner::pairing::{Charge, Contact, Quota, Roster, Rules, pair};

#[expect(clippy::unwrap_used, reason = "made for tests, from numbers that are always right")]
#[expect(dead_code, reason = "only the ids are used here")]
#[path = "../tests/planner/made.rs"]
mod made;

fn option(name: &str, usual: u64) -> Result<u64, Box<dyn Error>> {
    let mut words = std::env::args().skip_while(|word| word != name).skip(1);
    Ok(words.next().map_or(Ok(usual), |word| word.parse())?)
}

/// One of 360 communities: 30 streets with 12 each.
fn spot(rng: &mut SeededRng) -> Result<Spot, Box<dyn Error>> {
    let (street, community) = (1 + rng.below(30), 1 + rng.below(12));
    Ok(Spot::of(AreaCode::parse(&format!("330106{street:03}{community:03}"))?))
}

fn main() -> Result<(), Box<dyn Error>> {
    let workers = option("--workers", 15_190)?;
    let mut rng = SeededRng::new(option("--seed", 1)?);
    let mut roster = Roster::default();
    for number in 0..workers / 5 + workers / 100 {
        roster.contacts.push(Contact {
            id: made::person(number),
            quota: Quota::default(),
            spot: spot(&mut rng)?,
            languages: vec![["zh", "yue", "ug"][usize::try_from(rng.below(3))?].to_owned()],
            home: Some(format!("{}", rng.below(30))),
            branch: None,
        });
    }
    for number in 0..workers {
        roster.charges.push(Charge {
            id: made::person(1_000_000 + number),
            spot: spot(&mut rng)?,
            languages: vec![["zh", "yue", "ug"][usize::try_from(rng.below(3))?].to_owned()],
            home: Some(format!("{}", rng.below(30))),
            within: None,
            declined: rng.below(50) == 0,
            refused: Vec::new(),
            unpaired_since: None,
        });
    }
    let today = Day::from_date("2026-03-01".parse()?);
    for round in ["all", "after 100 contacts left"] {
        let begin = SystemClock.now();
        let found = pair(&roster, &Rules::default(), today);
        let millis = (SystemClock.now().micros() - begin.micros()) / 1_000;
        let (have, want) = found.coverage();
        println!(
            "{round}: {} kept, {} given, {have} of {want} have one",
            found.kept.len(),
            found.given.len()
        );
        println!(
            "{} metres in all, {millis} ms",
            found.given.iter().map(|one| one.metres).sum::<i64>()
        );
        roster.pairs = found.pairs();
        roster.contacts.drain(..100);
    }
    Ok(())
}
