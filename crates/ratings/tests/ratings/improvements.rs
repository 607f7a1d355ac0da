//! The figures open a case and close it.

use contracts::Event;
use ratings::store;

use crate::town::each_town;

#[test]
fn twelve_slow_ratings_of_twelve_riders_ask_for_a_case_once() {
    each_town(|town| {
        let riders = town.riders(12);
        town.all_rate(&riders[..11], 25);
        town.ripen();
        assert_eq!(town.heard(), [], "eleven are too few");
        town.rate(riders[11], 25);
        assert_eq!(town.heard(), [], "not at once: that would tell who came last");
        town.ripen();
        let told = town.heard();
        let [Event::ImprovementNeeded(told)] = &told[..] else { panic!("{told:?}") };
        assert_eq!((told.unit, told.people_min, told.minutes_limit), (town.noodles, 12, 15));
        assert_eq!(told.published.map(|(_, riders)| riders), Some(10), "nothing finer than public");
        let unit = town.noodles;
        let open = town.read(move |db| store::improvements::open_of(db, unit)).unwrap();
        assert_eq!(open.case, told.case);
        town.next_batch();
        assert_eq!(town.heard(), [], "once while it is open");
    });
}

#[test]
fn a_rider_who_rates_again_is_no_twelfth_rider() {
    each_town(|town| {
        let riders = town.riders(11);
        town.all_rate(&riders, 25);
        town.wait_days(8);
        town.all_rate(&riders, 60);
        town.ripen();
        assert_eq!(town.heard(), []);
    });
}

#[test]
fn a_median_at_the_limit_asks_for_nothing() {
    each_town(|town| {
        town.all_rate(&town.riders(12), 15);
        town.ripen();
        assert_eq!(town.heard(), []);
    });
}

#[test]
fn the_case_closes_when_later_ratings_are_good_and_not_before() {
    each_town(|town| {
        let riders = town.riders(14);
        town.all_rate(&riders[..12], 30);
        town.ripen();
        let told = town.heard();
        let [Event::ImprovementNeeded(opened)] = &told[..] else { panic!("{told:?}") };
        // Still slow: it stays open.
        town.clock.set(town.now().plus_hours(5));
        town.all_rate(&riders[..12], 20);
        town.ripen();
        assert_eq!(town.heard(), []);
        // Better, but told by too few.
        town.wait_days(30);
        town.all_rate(&riders[..11], 8);
        town.ripen();
        assert_eq!(town.heard(), []);
        town.all_rate(&riders, 9);
        town.ripen();
        let told = town.heard();
        let Some(Event::ImprovementReached(reached)) = told.last() else { panic!("{told:?}") };
        assert_eq!(reached.case, opened.case);
        // Until somebody says that the case is closed, each batch asks again.
        town.next_batch();
        assert!(!town.heard().is_empty());
        town.close(opened.case);
        town.next_batch();
        assert_eq!(town.heard(), []);
        let unit = town.noodles;
        assert_eq!(town.read(move |db| store::improvements::open_of(db, unit)), None);
        // If it becomes slow again, another case opens.
        town.wait_days(40);
        town.all_rate(&riders, 40);
        town.ripen();
        let told = town.heard();
        let [Event::ImprovementNeeded(again)] = &told[..] else { panic!("{told:?}") };
        assert_ne!(again.case, opened.case);
    });
}
