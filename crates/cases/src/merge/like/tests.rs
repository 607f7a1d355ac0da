use proptest::prelude::*;

use super::*;

fn sample(lat: f64, lon: f64, text: &str) -> Sample {
    Sample {
        matter: "road-hazard".into(),
        area: "330102001051".parse().unwrap(),
        place: Wgs84::new(lat, lon).ok(),
        address: String::new(),
        text: text.into(),
    }
}

fn addressed(address: &str, text: &str) -> Sample {
    Sample { place: None, address: address.into(), ..sample(30.25, 120.16, text) }
}

#[test]
fn one_pothole_in_several_words() {
    let told = [
        "路中间有个大坑，好几个人摔了",
        "文化路口一个大坑，差点摔了",
        "非机动车道上有大坑，夜里看不见",
        "这里有个大坑！",
    ];
    for one in told {
        for other in told {
            let likeness = compare(&sample(30.25, 120.16, one), &sample(30.2502, 120.1602, other));
            assert!(likeness.is_some(), "{one} / {other}");
        }
    }
}

#[test]
fn what_stands_beside_it_is_another_trouble() {
    let pothole = sample(30.25, 120.16, "路中间有个大坑，好几个人摔了");
    for other in ["路灯坏了一排，夜里很黑", "井盖松动，一压就翘", "下雨积水到小腿"]
    {
        assert_eq!(compare(&pothole, &sample(30.25, 120.16, other)), None, "{other}");
    }
}

#[test]
fn shared_words_are_told_as_phrases() {
    let one = sample(30.25, 120.16, "路中间有个大坑，好几个人摔了");
    let other = sample(30.25, 120.16, "这里有个大坑！有人摔了一跤");
    assert_eq!(compare(&one, &other).unwrap().shared, ["有个大坑", "人摔了"]);
}

#[test]
fn fifty_metres_are_near_and_more_are_not() {
    let text = "路中间有个大坑";
    let from = sample(30.25, 120.16, text);
    // A degree of latitude has 111,195 m on this sphere.
    let near = compare(&from, &sample(30.25 + 49.9 / 111_195.0, 120.16, text)).unwrap();
    assert!((near.metres.unwrap() - 49.9).abs() < 0.1);
    assert_eq!(compare(&from, &sample(30.25 + 50.2 / 111_195.0, 120.16, text)), None);
}

#[test]
fn without_a_position_the_address_decides() {
    let text = "路中间有个大坑";
    let one = addressed("文化路与中山街路口", text);
    assert!(compare(&one, &addressed("文化路中山街路口西南角", text)).is_some());
    assert_eq!(compare(&one, &addressed("体育场路12号", text)), None);
    assert_eq!(compare(&addressed("", text), &addressed("", text)), None, "nowhere is no place");
    let elsewhere = Sample { area: "330102003051".parse().unwrap(), ..one.clone() };
    assert_eq!(compare(&one, &elsewhere), None);
}

proptest! {
    #[test]
    fn likeness_has_no_direction(
        one in "[路坑灯井盖水滑大小]{0,12}",
        other in "[路坑灯井盖水滑大小]{0,12}",
        north in 0.0..0.001_f64,
    ) {
        let (one, other) = (sample(30.25, 120.16, &one), sample(30.25 + north, 120.16, &other));
        let (there, back) = (compare(&one, &other), compare(&other, &one));
        prop_assert_eq!(there.map(|it| it.words), back.map(|it| it.words));
    }

    #[test]
    fn every_report_is_like_itself(text in "[一-龥]{1,30}") {
        let one = sample(30.25, 120.16, &text);
        prop_assert!((compare(&one, &one).unwrap().words - 1.0).abs() < 1e-9);
    }
}
