//! Everybody leaves within five months and is followed by somebody else: three hundred of the 15,190
//! whom `yilu simulate turnover` plays by itself.

use crate::harness::simulate;

#[test]
fn duties_contacts_and_points_outlive_a_complete_turnover() {
    let told = simulate("turnover", "5", &["--people", "300"]);
    let count = |key: &str| told[key].as_i64().unwrap();
    assert_eq!((count("people_in_the_end"), count("still_there")), (300, 0), "{told}");
    assert!(count("duties_ended") >= count("duties"), "every site lost somebody: {told}");
    assert!(count("duty_days_open") <= 3, "{told}");
    assert_eq!(count("duties_of_leavers"), 0, "{told}");
    assert!(told["covered_least"].as_f64().unwrap() >= 95.0, "{told}");
    assert!(count("points") > 0, "{told}");
    assert_eq!(count("points"), count("points_in_the_end"), "{told}");
    assert!(count("cases") > 0, "{told}");
    assert_eq!(count("cases"), count("cases_seen"), "{told}");
}
