//! Branches made up from a seed: members, lines, shifts, districts, pairs of the 1+1+5.

use contracts::PersonId;
use kernel::{AreaCode, Rng, SeededRng};
use planner::Spot;
use planner::split::{Ask, Member, Standing, Tie};

pub fn person(number: u64) -> PersonId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&number.to_be_bytes());
    PersonId::from_bytes(bytes)
}

/// A branch of `count` members in three lines, four shifts and nine districts, everybody in a
/// group of six: a contact and five others, mostly of one line and district, as they find
/// themselves at work.
pub fn branch(count: u64, seed: u64) -> Ask {
    let mut rng = SeededRng::new(seed);
    let mut ask = Ask { seed, ..Ask::default() };
    let mut group = (0, 0, 0);
    for number in 0..count {
        if number % 6 == 0 {
            group = (number, rng.below(3), rng.below(9));
        } else {
            ask.ties.push(Tie::of(person(group.0), person(number)));
        }
        let odd = rng.below(10) == 0;
        let line = if odd { rng.below(3) } else { group.1 };
        let district = if rng.below(10) == 0 { rng.below(9) } else { group.2 };
        let area = AreaCode::parse(&format!("3301{:02}", district + 2)).unwrap();
        ask.members.push(Member {
            standing: if rng.below(12) == 0 { Standing::Probationary } else { Standing::Full },
            line: Some(["delivery", "express", "ride-hail"][usize::try_from(line).unwrap()].into()),
            shift: Some(format!("shift {}", rng.below(4))),
            spot: Spot::of(area),
            can_serve: rng.below(4) == 0,
            ..Member::full(person(number))
        });
    }
    ask
}
