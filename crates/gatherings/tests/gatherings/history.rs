//! Whatever anybody tries in whatever order: the row is the fold of its entries, and nobody is
//! counted twice.

use gatherings::{
    Fault, GatheringId, attend, call, decide,
    fact::{Base, Choice},
    gathering::fold,
    prepare::{self, NewMotion},
    signin, store, vote,
};
use kernel::{Rng, SeededRng};

use crate::town::{Codes, Town, each_town, sitting};

const STEPS: usize = 80;

#[test]
fn whatever_is_tried_the_row_is_the_fold_and_nobody_counts_twice() {
    each_town(|town| {
        for seed in 0..2 {
            story(town, seed);
        }
    });
}

fn story(town: &Town, seed: u64) {
    let mut rng = SeededRng::new(seed);
    town.clock.set(crate::town::at("2026-05-06 09:00"));
    town.rolls.0.lock().unwrap().clear();
    let members = town.members(6, "2020-01-01");
    let private = seed.is_multiple_of(2);
    let (kind, keeper) =
        if private { ("branch-meeting", &town.secretary) } else { ("council", &town.clerk) };
    let sittings =
        [sitting("2026-05-07", "09:30", "11:00"), sitting("2026-05-07", "14:30", "16:00")];
    let id = town.call(keeper, kind, &sittings, Some(3)).unwrap();
    for secret in [true, false] {
        let new = NewMotion {
            text: "通过工作计划".into(),
            secret,
            majority_percent: 50,
            of: Base::Present,
        };
        town.write(keeper, move |tx, desk, by| prepare::motion(tx, desk, by, id, &new)).unwrap();
    }
    for _ in 0..STEPS {
        town.clock.advance_seconds(i64::try_from(rng.below(3_600)).unwrap());
        let who = members[usize::try_from(rng.below(6)).unwrap()].clone();
        let tried = step(town, id, keeper, &who, &mut rng);
        let known = matches!(tried, Ok(()) | Err(Fault::Refused(_) | Fault::Invalid { .. }));
        assert!(known, "{tried:?}");
    }
    town.tick_at("2026-05-12 16:00");
    let (row, history) =
        town.read(move |db| Ok((store::find(db, id)?.unwrap(), store::entries(db, id)?)));
    assert_eq!(fold(&history), Some(row.clone()));
    town.assert_holds();
    for motion in &row.motions {
        let cast = motion.counted.as_ref().unwrap().tally.cast();
        assert!(cast <= row.attended(), "somebody voted twice, or without having been there");
    }
    assert!(row.attended() <= 6);
    assert!(row.made_up.iter().all(|person| !row.present.contains_key(person)));
}

fn step(
    town: &Town,
    id: GatheringId,
    keeper: &access::Actor,
    who: &access::Actor,
    rng: &mut SeededRng,
) -> Result<(), Fault> {
    let text = Codes::shown(who.person, town.clock_now());
    let person = who.person;
    let choice = Choice::ALL[usize::try_from(rng.below(3)).unwrap()];
    let ballot = ballots::draw(&town.moment());
    match rng.below(12) {
        0 | 1 => town.write(who, move |tx, desk, by| attend::sign_up(tx, desk, by, id).map(drop)),
        2 => town.write(who, move |tx, desk, by| attend::cancel(tx, desk, by, id)),
        3..=5 => town
            .write(keeper, move |tx, desk, by| signin::by_pass(tx, desk, by, id, &text).map(drop)),
        6 => town.write(keeper, move |tx, desk, by| {
            match signin::by_list(tx, desk, by, id, person) {
                Err(Fault::NotFound) => Ok(()),
                other => other.map(drop),
            }
        }),
        7 | 8 => {
            town.write(who, move |tx, desk, by| vote::cast(tx, desk, by, id, 0, choice, &ballot))
        }
        9 => town.write(who, move |tx, desk, by| vote::cast(tx, desk, by, id, 1, choice, "")),
        10 => town.write(who, move |tx, desk, by| attend::make_up(tx, desk, by, id)),
        _ => town.write(keeper, move |tx, desk, by| decide::minutes(tx, desk, by, id, "会议记录")),
    }?;
    // A keeper who moves it early in the story.
    if rng.below(40) == 0 {
        let later = [sitting("2026-05-08", "09:30", "11:00")];
        return town.write(keeper, move |tx, desk, by| call::shift(tx, desk, by, id, &later));
    }
    Ok(())
}
