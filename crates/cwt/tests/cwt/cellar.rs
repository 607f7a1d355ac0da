//! The scene, on seeds that are fixed.

use cwt::cellar;

#[test]
fn a_day_without_network_lets_in_the_honest_and_no_forger() {
    for seed in [1, 20_261_121] {
        let day = cellar::run(seed).unwrap();
        assert!(day.holds(), "{day:#?}");
        assert_eq!((day.gates, day.riders, day.attempts), (300, 5_000, 10_000));
        assert_eq!((day.warm.cards, day.warm.merchants, day.warm.offline), (674, 165, 20));
        // The day is worth playing only when all of it happened.
        assert!(day.forged_attempts == 600 && day.honest_attempts == 8_000, "{day:#?}");
        assert!(day.honest_second_code > 100, "{day:#?}");
        assert!(day.rotated_attempts > 500, "{day:#?}");
        assert_eq!(day.rotated_accepted, day.rotated_attempts, "{day:#?}");
        assert!(day.replayed_inside_window > 50, "{day:#?}");
        assert!(day.replayed_flagged * 100 >= day.replayed_inside_window * 98, "{day:#?}");
        assert!(day.revoked_accepted_offline > 50 && day.revoked_refused > 50, "{day:#?}");
        assert_eq!(day.borrowed_accepted, day.borrowed_attempts, "{day:#?}");
        assert!(day.warm.over_found > 20, "{day:#?}");
    }
}
