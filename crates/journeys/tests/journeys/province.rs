//! Oversized branches are cleared and floating branches founded: a twentieth of what
//! `yilu simulate province` plays by itself.

use crate::harness::simulate;

#[test]
fn branches_are_divided_and_founded_by_rules_and_nobody_counts_twice() {
    let told = simulate("province", "3", &["--part", "20"]);
    let (oversized, floating) = (&told["oversized"], &told["floating"]);
    let count = |part: &serde_json::Value, key: &str| part[key].as_i64().unwrap();
    assert_eq!((count(oversized, "branches"), count(oversized, "largest")), (5, 312), "{told}");
    for key in ["undone_exactly", "the_same_again"] {
        assert_eq!(count(oversized, key), 5, "{key}: {told}");
    }
    assert_eq!((count(oversized, "left_over"), count(oversized, "flagged")), (0, 0), "{told}");
    assert_eq!(count(oversized, "seated"), count(oversized, "members"), "{told}");
    let sizes = |part: &serde_json::Value| [0, 1].map(|at| part["sizes"][at].as_i64().unwrap());
    for part in [oversized, floating] {
        let [least, most] = sizes(part);
        assert!(least >= 3 && most <= 50, "{told}");
    }
    assert_eq!((count(floating, "branches"), count(floating, "verified")), (35, 719), "{told}");
    let named = |key: &str| -> i64 {
        floating[key].as_object().unwrap().values().map(|count| count.as_i64().unwrap()).sum()
    };
    assert_eq!(named("rules"), 719, "everybody's rule is named: {told}");
    assert!(count(floating, "open") > 0 && count(floating, "refuted") > 0, "{told}");
    assert_eq!(named("obstacles"), count(floating, "open"), "or the obstacle: {told}");
    assert!(floating["rules"].as_object().unwrap().contains_key("site_then_street 2"), "{told}");
    assert!(count(floating, "at_home_too") > 100, "{told}");
    assert_eq!(count(floating, "people"), 719, "nobody is counted twice: {told}");
    assert_eq!(count(floating, "counted"), 719, "{told}");
}
