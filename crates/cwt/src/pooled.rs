//! Scans of many gates, looked at together once they are online: what no gate alone can see.

use std::fmt::Debug;

use kernel::{Timestamp, Wgs84};

use crate::{
    claims::{Cti, Issuer},
    rotation::{STEP_SECONDS, Step},
};

/// Somebody was let in at a gate. Holds no person: only the pass's id of the day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scan<G> {
    /// Which gate; its id, in whatever form the caller has it.
    pub gate: G,
    pub issuer: Issuer,
    pub cti: Cti,
    /// The step of a changing code; none for a static pass.
    pub step: Option<Step>,
    /// By the gate's clock.
    pub at: Timestamp,
    /// Where the gate is, if that is known.
    pub place: Option<Wgs84>,
}

/// How fast somebody can be, and how wrong gates' clocks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Travel {
    /// Metres a second, in a straight line.
    pub speed_max: f64,
    /// Seconds by which the clocks of two gates may differ.
    pub clocks_apart_seconds: i64,
    /// Two gates this near, in metres, count as one place: a code may be shown at both.
    pub near_metres: f64,
}

impl Default for Travel {
    /// 25 m/s (90 km/h), 10 s, 50 m.
    fn default() -> Self {
        Self { speed_max: 25.0, clocks_apart_seconds: 10, near_metres: 50.0 }
    }
}

/// Why two scans cannot both be the holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// One code, at two gates too far apart: one of them saw a picture.
    SameCode,
    /// Nobody gets from one gate to the other in that time.
    Travel,
}

/// Two scans that contradict each other; which of them was the holder is for people to find out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replay<G> {
    pub earlier: Scan<G>,
    pub later: Scan<G>,
    pub conflict: Conflict,
}

/// The contradictions among scans, by pass and time. A scan that was uploaded twice counts once;
/// the order in which scans come does not matter.
///
/// Each scan is compared with the one before it: whoever is in two places at once is so there.
pub fn find_replays<G: Copy + Ord + Debug>(
    scans: impl IntoIterator<Item = Scan<G>>,
    travel: &Travel,
) -> Vec<Replay<G>> {
    let mut scans: Vec<_> = scans.into_iter().collect();
    let key = |scan: &Scan<G>| (scan.issuer, scan.cti, scan.at, scan.gate, scan.step);
    scans.sort_by_key(key);
    scans.dedup_by_key(|scan| key(scan));
    let pairs = scans.windows(2).filter_map(|pair| match pair {
        [earlier, later] => {
            let conflict = conflict(earlier, later, travel)?;
            Some(Replay { earlier: *earlier, later: *later, conflict })
        }
        _ => None,
    });
    pairs.collect()
}

fn conflict<G: PartialEq>(earlier: &Scan<G>, later: &Scan<G>, travel: &Travel) -> Option<Conflict> {
    let is_other_pass = (earlier.issuer, earlier.cti) != (later.issuer, later.cti);
    if is_other_pass || earlier.gate == later.gate {
        return None;
    }
    let is_same_code = earlier.step.is_some() && earlier.step == later.step;
    let distance = earlier.place.zip(later.place).map(|(from, to)| from.distance_metres(to));
    let Some(distance) = distance else {
        // Without a place only a code used twice can be told.
        return is_same_code.then_some(Conflict::SameCode);
    };
    let apart = later.at.seconds_since(earlier.at);
    let seconds = apart.saturating_add(travel.clocks_apart_seconds);
    let reach = f64::from(i32::try_from(seconds).unwrap_or(i32::MAX)) * travel.speed_max;
    // A phone that is alive has another code by then.
    let is_stale = is_same_code && apart > STEP_SECONDS + travel.clocks_apart_seconds;
    let is_odd = distance > travel.near_metres && (distance > reach || is_stale);
    let conflict = if is_same_code { Conflict::SameCode } else { Conflict::Travel };
    is_odd.then_some(conflict)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scan(gate: u32, cti: u64, second: i64, step: Option<u32>, east_metres: f64) -> Scan<u32> {
        Scan {
            gate,
            issuer: "wx".parse().unwrap(),
            cti: Cti::from_bytes(cti.to_be_bytes()),
            step: step.map(Step),
            at: Timestamp::from_seconds(1_795_219_200 + second),
            place: Wgs84::new(31.5, 120.3 + east_metres / 95_000.0).ok(),
        }
    }

    fn conflicts(scans: &[Scan<u32>]) -> Vec<Conflict> {
        let found = find_replays(scans.iter().copied(), &Travel::default());
        found.iter().map(|replay| replay.conflict).collect()
    }

    #[test]
    fn one_code_at_two_gates_far_apart_is_found_and_at_neighbours_is_not() {
        let far = [scan(1, 7, 0, Some(9), 0.0), scan(2, 7, 20, Some(9), 3_000.0)];
        assert_eq!(conflicts(&far), [Conflict::SameCode]);
        let near = [scan(1, 7, 0, Some(9), 0.0), scan(2, 7, 20, Some(9), 40.0)];
        assert_eq!(conflicts(&near), []);
        let stale = [scan(1, 7, 0, Some(9), 0.0), scan(2, 7, 41, Some(9), 60.0)];
        assert_eq!(conflicts(&stale), [Conflict::SameCode], "a code of forty seconds ago");
        let unknown = far.map(|scan| Scan { place: None, ..scan });
        assert_eq!(conflicts(&unknown), [Conflict::SameCode]);
    }

    #[test]
    fn nobody_rides_three_kilometres_in_a_minute_nor_is_the_same_gate_a_journey() {
        let fast = [scan(1, 7, 0, None, 0.0), scan(2, 7, 60, None, 3_000.0)];
        assert_eq!(conflicts(&fast), [Conflict::Travel]);
        let ride = [scan(1, 7, 0, None, 0.0), scan(2, 7, 600, None, 3_000.0)];
        assert_eq!(conflicts(&ride), []);
        let same = [scan(1, 7, 0, None, 0.0), scan(1, 7, 1, None, 3_000.0)];
        assert_eq!(conflicts(&same), []);
        let others = [scan(1, 7, 0, None, 0.0), scan(2, 8, 1, None, 3_000.0)];
        assert_eq!(conflicts(&others), []);
    }

    proptest! {
        #[test]
        fn neither_order_nor_a_second_upload_changes_what_is_found(
            parts in prop::collection::vec(
                (0_u32..4, 0_u64..3, 0_i64..400, prop::option::of(0_u32..4), 0_u32..4),
                0..30,
            ),
            turn in 0_usize..30,
        ) {
            let scans: Vec<_> = parts
                .iter()
                .map(|(gate, cti, at, step, place)| {
                    scan(*gate, *cti, *at, *step, f64::from(*place) * 1_000.0)
                })
                .collect();
            let mut again = [scans.clone(), scans.clone()].concat();
            let turn = turn.min(again.len());
            again.rotate_left(turn);
            again.reverse();
            // Scans that differ in the place alone do not happen: a gate stays where it is.
            let unique = |scans: &[Scan<u32>]| {
                scans.iter().map(|scan| Scan { place: Wgs84::new(31.0, 120.0 + f64::from(scan.gate)).ok(), ..*scan }).collect::<Vec<_>>()
            };
            prop_assert_eq!(
                find_replays(unique(&scans), &Travel::default()),
                find_replays(unique(&again), &Travel::default())
            );
        }
    }
}
