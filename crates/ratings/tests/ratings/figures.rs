//! What is published, when, and what withdrawal and erasure change.

use ratings::{RateError, batch, store};

use crate::town::{at, each_town};

#[test]
fn batches_are_on_mondays_at_four() {
    let monday = at("2026-11-09 04:00");
    for before in ["2026-11-03 12:00", "2026-11-08 23:59", "2026-11-09 03:59"] {
        assert_eq!(batch::next(at(before)), monday, "{before}");
    }
    assert_eq!(batch::next(monday), at("2026-11-16 04:00"));
}

#[test]
fn nothing_is_shown_below_five_riders_nor_before_the_delay() {
    each_town(|town| {
        let riders = town.riders(5);
        town.all_rate(&riders[..4], 20);
        town.ripen();
        assert_eq!(town.figures(), [], "four riders are too few");
        town.rate(riders[4], 30);
        let rated = town.now();
        let first = loop {
            let batch = town.next_batch();
            if !town.releases().is_empty() {
                break batch;
            }
        };
        assert!(first >= rated.plus_days(10), "a window of 7 days and a delay of 3");
        assert!(first < rated.plus_days(17));
        assert_eq!(town.figures(), [Some((20, 5))]);
        let released = town.releases().remove(0);
        assert_eq!(released.figure.unwrap().reasons, ["slow-kitchen"]);
    });
}

#[test]
fn one_rider_rating_twelve_times_counts_once_and_the_latest_stands() {
    each_town(|town| {
        let riders = town.riders(5);
        town.all_rate(&riders[..4], 10);
        for minutes in 1..=12 {
            town.clock.set(town.now().plus_hours(2));
            town.rate(riders[4], minutes * 10);
        }
        let (rider, unit) = (riders[4], town.noodles);
        let mine = town.read(move |db| store::mine(db, rider, 50));
        assert_eq!(mine.len(), 1, "eleven were replaced");
        assert_eq!(mine[0].minutes, 120);
        town.ripen();
        assert_eq!(town.figures(), [Some((10, 5))]);
        let release = town.releases()[0].id;
        let voices = town.read(move |db| store::groups::released(db, release));
        assert_eq!(voices.len(), 5);
        // Another window begins with the next rating.
        town.rate(rider, 5);
        let last = town.read(move |db| store::last_of(db, rider, unit)).unwrap();
        assert_eq!(last.window_ends_at, town.now().plus_days(7));
        // Taking the last one back and rating again stays within it.
        town.withdraw(rider, last.id).unwrap();
        town.clock.set(town.now().plus_hours(1));
        town.rate(rider, 8);
        let again = town.read(move |db| store::last_of(db, rider, unit)).unwrap();
        assert_eq!(again.window_ends_at, last.window_ends_at);
    });
}

#[test]
fn a_figure_moves_only_when_five_riders_move_it() {
    each_town(|town| {
        town.all_rate(&town.riders(6), 20);
        town.ripen();
        assert_eq!(town.figures(), [Some((20, 5))]);
        town.all_rate(&town.riders(4), 0);
        town.ripen();
        assert_eq!(town.figures().len(), 1, "four more riders change nothing");
        town.rate(town.rider(), 0);
        town.ripen();
        assert_eq!(town.figures(), [Some((20, 5)), Some((20, 10))]);
        // After sixty days the first group leaves, and later the second.
        town.wait_days(40);
        town.next_batch();
        assert_eq!(town.figures()[2], Some((0, 5)));
        town.wait_days(30);
        town.next_batch();
        assert_eq!(town.figures()[3], None, "the figure is not shown for ever");
    });
}

#[test]
fn withdrawal_and_erasure_leave_releases_as_they_are_and_later_ones_right() {
    each_town(|town| {
        let (first, second) = (town.riders(5), town.riders(5));
        let mut ids = Vec::new();
        for rider in &first {
            ids.push(town.rate(*rider, 40));
        }
        town.clock.set(town.now().plus_hours(1));
        town.all_rate(&second, 10);
        town.ripen();
        let before = town.releases();
        assert_eq!(town.figures(), [Some((25, 10))]);
        assert!(matches!(town.withdraw(second[0], ids[0]), Err(RateError::NotFound)));
        assert!(!town.withdraw(first[0], ids[0]).unwrap().live);
        assert!(!town.withdraw(first[0], ids[0]).unwrap().live, "twice is as once");
        assert_eq!(town.releases(), before, "what is published stays");
        town.next_batch();
        assert_eq!(town.figures(), [Some((25, 10)), Some((10, 5))], "the whole group leaves");
        assert_eq!(town.releases()[0], before[0]);
        town.erase(second[3]);
        assert_eq!(town.figures().len(), 2);
        town.next_batch();
        assert_eq!(town.figures()[2], None);
        // Those who left with the group may speak again.
        town.all_rate(&first[1..], 12);
        town.rate(town.rider(), 12);
        town.ripen();
        assert_eq!(town.figures()[3], Some((12, 5)));
    });
}

#[test]
fn notes_are_sealed_and_gone_with_their_writer() {
    each_town(|town| {
        let rider = town.rider();
        let mut new = town.new_rating(25);
        new.note = "  让骑手进门等  ".into();
        town.try_rate(rider, new).unwrap();
        let area: kernel::AreaCode = crate::town::STREET.parse().unwrap();
        let now = town.now();
        assert!(town.read(move |db| store::notes(db, &area, now, 9)).is_empty(), "not at once");
        let later = now.plus_days(8);
        let vault = town.desk.vault.clone();
        let read = move |db: &mut storage::Db<'_>| {
            let note = store::notes(db, &area, later, 9)?.remove(0);
            Ok(vault.open_bytes(db, rider, ratings::rate::NOTE, &note.sealed).ok())
        };
        let opened = town.read(read.clone()).unwrap();
        assert_eq!(&opened[..], "让骑手进门等".as_bytes());
        town.erase(rider);
        let left = town.read(move |db| store::notes(db, &area, later, 9));
        assert!(left.is_empty());
    });
}

#[test]
fn what_is_no_rating_is_refused_with_its_field() {
    each_town(|town| {
        let rider = town.rider();
        let refused = |change: &dyn Fn(&mut ratings::NewRating)| {
            let mut new = town.new_rating(10);
            change(&mut new);
            match town.try_rate(rider, new).unwrap_err() {
                RateError::Invalid { field, .. } => field,
                RateError::NotFound => "not-found",
                other => panic!("{other}"),
            }
        };
        assert_eq!(refused(&|new| new.minutes = 181), "minutes");
        assert_eq!(refused(&|new| new.minutes = -1), "minutes");
        assert_eq!(refused(&|new| new.reason = "rude".into()), "reason");
        assert_eq!(refused(&|new| new.note = "慢".repeat(301)), "note");
        let office = crate::town::Shops::new().office();
        assert_eq!(refused(&|new| new.unit = office), "not-found", "only merchants are rated");
        // The same sending twice is one rating; somebody else's id is not taken over.
        let new = town.new_rating(10);
        assert_eq!(
            town.try_rate(rider, new.clone()).unwrap(),
            town.try_rate(rider, new.clone()).unwrap()
        );
        assert!(matches!(town.try_rate(town.rider(), new), Err(RateError::NotFound)));
    });
}
