use kernel::Timestamp;
use proptest::prelude::*;

use super::*;

const NOON: Timestamp = Timestamp::from_seconds(1_790_000_000);
const DOOR: &Policy = &Policy::DOOR;
const AMENITY: &Policy = &Policy::AMENITY;

fn by(number: u64) -> By {
    By::Reporter { number, trust: Trust::default() }
}
fn spotless() -> Trust {
    let mut trust = Trust::default();
    for _ in 0..500 {
        for (said, works) in [(Said::Works, 1.0), (Said::Fails, 0.0)] {
            trust.learn(&Verdict { reporter: 1, said, at: NOON, works });
        }
    }
    trust
}
fn hear(belief: &mut Belief, policy: &Policy, minutes: i64, said: Said, by: By) -> Heard {
    belief.hear(policy, &Report { at: NOON.plus_minutes(minutes), said, by })
}
fn told(belief: &Belief, policy: &Policy, minutes: i64) -> Word {
    Word::of(belief.works(policy, NOON.plus_minutes(minutes)))
}
fn confirmed() -> Belief {
    let mut belief = Belief::new(0.9, NOON.plus_hours(-1), Rates::door());
    hear(&mut belief, DOOR, 0, Said::Works, by(1));
    belief
}

#[test]
fn a_confirmed_door_fades_and_two_who_say_shut_close_it() {
    let mut belief = confirmed();
    assert_eq!(told(&belief, DOOR, 1), Word::Certain);
    assert_eq!(belief.confirmed_at(), Some(NOON));
    let fading = [0, 1, 5, 100].map(|day| belief.works(DOOR, NOON.plus_days(day)));
    assert!(fading.windows(2).all(|pair| pair[0] > pair[1]) && fading[3] > 0.8, "{fading:?}");
    hear(&mut belief, DOOR, 600, Said::Fails, by(2));
    assert!(told(&belief, DOOR, 601) > Word::Closed);
    hear(&mut belief, DOOR, 640, Said::Fails, by(3));
    assert_eq!((told(&belief, DOOR, 641), belief.voices_against(DOOR)), (Word::Closed, 2));
    for (minutes, number) in [(900, 4), (930, 5), (950, 6)] {
        hear(&mut belief, DOOR, minutes, Said::Works, by(number));
    }
    assert!(
        told(&belief, DOOR, 951).tells_open(),
        "{}",
        belief.works(DOOR, NOON.plus_minutes(951))
    );
    assert_eq!(belief.voices_against(DOOR), 0);
}

#[test]
fn a_keeper_closes_the_own_door_alone_and_opens_it_again() {
    let mut belief = confirmed();
    hear(&mut belief, DOOR, 5, Said::Fails, By::Keeper);
    assert_eq!(told(&belief, DOOR, 6), Word::Closed);
    hear(&mut belief, DOOR, 60, Said::Works, By::Keeper);
    assert!(told(&belief, DOOR, 61).tells_open());
}

#[test]
fn unknown_people_are_one_light_voice_however_many_tap() {
    let mut belief = confirmed();
    for minute in 1..500 {
        hear(&mut belief, DOOR, minute, Said::Fails, By::Anyone);
    }
    assert!(told(&belief, DOOR, 501).tells_open() && belief.voices_against(DOOR) == 1);
}

#[test]
fn one_reporter_hides_a_broken_microwave_and_one_shows_it_again() {
    let mut belief = Belief::new(0.95, NOON, Rates::amenity());
    hear(&mut belief, AMENITY, 10, Said::Works, by(1));
    hear(&mut belief, AMENITY, 20, Said::Fails, by(2));
    assert!(belief.works(AMENITY, NOON.plus_minutes(21)) < LISTED);
    assert!(belief.works(AMENITY, NOON.plus_days(200)) < LISTED, "hidden until mended");
    hear(&mut belief, AMENITY, 30_000, Said::Works, by(3));
    assert!(belief.works(AMENITY, NOON.plus_minutes(30_001)) > LISTED);
    // An unknown person's word is not enough.
    hear(&mut belief, AMENITY, 30_010, Said::Fails, By::Anyone);
    assert!(belief.works(AMENITY, NOON.plus_minutes(30_011)) > LISTED);
}

#[test]
fn words_are_judged_by_others_and_each_once() {
    let mut belief = confirmed();
    hear(&mut belief, DOOR, 60, Said::Fails, by(66));
    for (minutes, number) in [(90, 2), (120, 3), (180, 4)] {
        assert!(hear(&mut belief, DOOR, minutes, Said::Works, by(number)).verdicts.is_empty());
    }
    let verdicts = belief.settle(DOOR, NOON.plus_hours(16));
    let of = |number| verdicts.iter().find(|verdict| verdict.reporter == number).unwrap();
    assert_eq!((verdicts.len(), of(66).said), (5, Said::Fails));
    assert!(of(66).works > 0.95 && of(2).works > 0.8, "{verdicts:?}");
    assert!(belief.settle(DOOR, NOON.plus_hours(17)).is_empty());
    assert!(belief.settle(DOOR, NOON.plus_days(30)).is_empty());
    // Nobody else spoke: nothing can be judged.
    let mut alone = Belief::new(0.9, NOON, Rates::door());
    hear(&mut alone, DOOR, 1, Said::Fails, by(66));
    assert!(alone.settle(DOOR, NOON.plus_days(2)).is_empty());
}

#[test]
fn a_late_word_changes_nothing_and_the_state_is_small_and_round_trips() {
    let mut belief = confirmed();
    assert!(!hear(&mut belief, DOOR, -5, Said::Fails, by(9)).counted);
    for number in 0..200 {
        hear(&mut belief, DOOR, i64::try_from(number).unwrap() * 7, Said::Works, by(number));
    }
    let text = serde_json::to_string(&belief).unwrap();
    assert!(text.len() < 2_500, "{}", text.len());
    assert_eq!(serde_json::from_str::<Belief>(&text).unwrap(), belief);
    let trend = belief.trend(DOOR);
    for minutes in [1_400, 2_000, 90_000] {
        let at = NOON.plus_minutes(minutes);
        assert!((trend.works(at) - belief.works(DOOR, at)).abs() < 1e-12);
    }
}

proptest! {
    /// Whatever one hostile reporter taps and whenever, with whatever past, a door of which nobody
    /// else speaks stays listed unless time itself would have unlisted it.
    #[test]
    fn nobody_closes_a_door_alone(
        gaps in prop::collection::vec((1_i64..3_000, any::<bool>()), 1..40),
        trusted: bool,
    ) {
        let trust = if trusted { spotless() } else { Trust::default() };
        let (mut belief, untouched) = (confirmed(), confirmed());
        let mut minutes = 1;
        for (gap, shut) in gaps {
            minutes += gap;
            let said = if shut { Said::Fails } else { Said::Works };
            hear(&mut belief, DOOR, minutes, said, By::Reporter { number: 66, trust });
            if told(&untouched, DOOR, minutes) > Word::Closed {
                prop_assert!(told(&belief, DOOR, minutes) > Word::Closed);
            }
        }
    }

    /// Probabilities stay probabilities, and the votes stay few, whatever is said.
    #[test]
    fn any_words_in_any_order_leave_a_probability(
        words in prop::collection::vec((0_i64..5_000, 0_u64..6, any::<bool>()), 0..120),
    ) {
        let mut belief = Belief::new(0.9, NOON, Rates::door());
        let mut minutes = 0;
        for (gap, number, works) in words {
            minutes += gap;
            let said = if works { Said::Works } else { Said::Fails };
            let by = match number { 0 => By::Anyone, 1 => By::Keeper, number => by(number) };
            let heard = hear(&mut belief, DOOR, minutes, said, by);
            prop_assert!(heard.verdicts.iter().all(|verdict| (0.0..=1.0).contains(&verdict.works)));
            let works = belief.works(DOOR, NOON.plus_minutes(minutes));
            prop_assert!((0.0..=1.0).contains(&works) && belief.votes.len() <= DOOR.votes_max);
        }
    }
}
