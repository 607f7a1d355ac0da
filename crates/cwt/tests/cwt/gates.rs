//! What a gate lets in and what it refuses, path by path.

use cwt::{
    Algorithm, Audience, Claims, Class, GateClock, KeyTable, Note, Pass, Revocations, Signer as _,
    SoftwareKey, Step, TrustedKey, Verdict,
    gate::{MissingDayKey, Proof, StaleList},
};
use kernel::Timestamp;

use crate::city::{City, area, kid, morning, said};

const STREET: &str = "320211001";

fn notes(verdict: &Verdict) -> Vec<Note> {
    match verdict {
        Verdict::Accept(entry) => entry.notes.iter().collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_algorithm_opens_and_no_key_opens_for_another() {
    for algorithm in Algorithm::ALL {
        let city = City::new("wx", algorithm, 1);
        let claims = city.claims(STREET, 7);
        let text = city.pass(&claims).text();
        let mut gate = city.gate(STREET, Proof::Picture);
        assert_eq!(said(&mut gate, &text, morning()), "accept", "{algorithm}");
        // The same name, another key of the same kind.
        let thief = City::new("wx", algorithm, 2);
        let stolen_name =
            SoftwareKey::from_secret(city.key.kid(), algorithm, &thief.key.to_secret()).unwrap();
        let forged = Pass::issue(&claims, &stolen_name).unwrap().text();
        assert_eq!(said(&mut gate, &forged, morning()), "reject_signature", "{algorithm}");
        // Another name that nobody knows.
        let other = Pass::issue(&claims, &thief.key).unwrap().text();
        assert_eq!(said(&mut gate, &other, morning()), "reject_kid", "{algorithm}");
    }
}

#[test]
fn two_cities_may_have_named_their_keys_alike() {
    let [here, there] = [("wx", 1), ("sz", 2)].map(|(issuer, seed)| {
        let mut city = City::new(issuer, Algorithm::Es256, seed);
        let secret = city.key.to_secret();
        city.key = SoftwareKey::from_secret(kid(0x2611), Algorithm::Es256, &secret).unwrap();
        city
    });
    let mut gate = here.gate(STREET, Proof::Picture);
    gate.keys = KeyTable::new([there.guest("3205", "3202"), here.trusted("3202")]);
    for city in [&here, &there] {
        let home = if city.issuer == here.issuer { STREET } else { "3205" };
        let claims = city.claims(home, 1);
        assert_eq!(said(&mut gate, &city.pass(&claims).text(), morning()), "accept");
        // A city may not speak for the other.
        let other = if city.issuer == here.issuer { there.issuer } else { here.issuer };
        let lie = Claims { issuer: other, ..claims };
        assert_eq!(said(&mut gate, &city.pass(&lie).text(), morning()), "reject_issuer");
    }
}

#[test]
fn a_pass_of_another_city_opens_where_that_city_is_on_the_list() {
    let [here, there] = [City::new("wx", Algorithm::Es256, 1), City::new("sz", Algorithm::Sm2, 2)];
    let mut gate = here.gate(STREET, Proof::Picture);
    let text = there.pass(&there.claims("320505", 1)).text();
    assert_eq!(said(&mut gate, &text, morning()), "reject_kid");
    gate.keys.insert(there.guest("3205", "320213"));
    assert_eq!(said(&mut gate, &text, morning()), "reject_scope", "welcome in another county");
    gate.keys = KeyTable::new([there.guest("3205", "320211")]);
    let verdict = gate.check(&text, GateClock::Known(morning()));
    assert!(notes(&verdict).contains(&Note::Guest));
    let Verdict::Accept(entry) = verdict else { panic!() };
    assert_eq!(entry.class.number(), 2, "as the class that the host gives to guests");
    let overreach = there.pass(&there.claims(STREET, 2)).text();
    assert_eq!(said(&mut gate, &overreach, morning()), "reject_scope", "no say in our areas");
}

#[test]
fn keys_rotate_without_a_gap() {
    let [old, new] = [City::new("wx", Algorithm::Es256, 1), City::new("wx", Algorithm::Es256, 2)];
    let turn = morning().plus_hours(12);
    let mut gate = old.gate(STREET, Proof::Picture);
    gate.rules.again_seconds = 0;
    gate.keys = KeyTable::new([
        TrustedKey { until: turn.plus_hours(48), ..old.trusted("3202") },
        TrustedKey { from: turn, ..new.trusted("3202") },
    ]);
    let pass = |city: &City, from: Timestamp| {
        let (not_before, expires) = (from.plus_seconds(-60), from.plus_hours(24));
        city.pass(&Claims { not_before, expires, ..city.claims(STREET, 1) }).text()
    };
    let last_of_old = pass(&old, turn.plus_seconds(-1));
    let first_of_new = pass(&new, turn);
    for hours in 0..24 {
        let now = turn.plus_hours(hours);
        assert_eq!(said(&mut gate, &last_of_old, now), "accept", "hour {hours}");
        assert_eq!(said(&mut gate, &first_of_new, now), "accept", "hour {hours}");
    }
    let late = turn.plus_hours(49);
    assert_eq!(said(&mut gate, &pass(&old, late), late), "reject_kid", "the old key is over");
    let early = turn.plus_hours(-1);
    assert_eq!(said(&mut gate, &pass(&new, early), early), "reject_kid", "not its time yet");
}

#[test]
fn the_order_of_checks_is_the_contract() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let good = city.claims(STREET, 3);
    let at = morning().plus_hours(25);
    let mut gate = city.gate(STREET, Proof::Rotating);
    let mut list = Revocations::new(city.issuer, 1, morning(), at.plus_days(1), 64);
    list.set(3, true);
    gate.take_revocations(list).unwrap();
    // Everything is wrong with the first; each next one has one fault less, from the front.
    let meeting = Audience::MEET;
    let other_area = area("320213");
    let chain = [
        (Claims { audience: meeting, area: other_area, ..good.clone() }, at, "reject_aud"),
        (Claims { area: other_area, ..good.clone() }, at, "reject_expired"),
        (
            Claims { not_before: at.plus_seconds(61), expires: at.plus_hours(1), ..good.clone() },
            at,
            "reject_not_yet",
        ),
        (Claims { area: other_area, ..good.clone() }, morning(), "reject_scope"),
        (good.clone(), morning(), "reject_revoked"),
    ];
    for (claims, now, expected) in chain {
        assert_eq!(said(&mut gate, &city.pass(&claims).text(), now), expected);
    }
    let held = Claims { cti: city.claims(STREET, 4).cti, ..good };
    assert_eq!(said(&mut gate, &city.pass(&held).text(), morning()), "reject_static");
}

#[test]
fn areas_and_classes_decide_where_a_pass_opens() {
    let city = City::new("wx", Algorithm::EdDsa, 1);
    let mut gate = city.gate(STREET, Proof::Picture);
    gate.keys = KeyTable::new([city.trusted("3202")]);
    for (code, expected) in [
        ("3202", "accept"),
        ("320211", "accept"),
        (STREET, "accept"),
        ("320211002", "reject_scope"),
        ("320211001001", "reject_scope"),
        ("3205", "reject_scope"),
        ("32", "reject_scope"),
    ] {
        let text = city.pass(&city.claims(code, 1)).text();
        assert_eq!(said(&mut gate, &text, morning()), expected, "{code}");
    }
    gate.rules = cwt::Rules::new(Audience::GATE, area(STREET))
        .taking(Class::try_from(1).unwrap(), Proof::Picture);
    let claims = city.claims(STREET, 1);
    assert_eq!(said(&mut gate, &city.pass(&claims).text(), morning()), "accept");
    let visitor = Claims { class: Class::try_from(9).unwrap(), ..claims };
    assert_eq!(said(&mut gate, &city.pass(&visitor).text(), morning()), "reject_scope");
}

#[test]
fn a_screenshot_dies_within_ninety_seconds_and_never_opens_twice() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = city.claims(STREET, 1);
    let (pass, key) = (city.pass(&claims), city.root.pass_key(&claims));
    let shot = pass.rotating(&key, Step::at(morning()));
    for (seconds, expected) in [
        (0, "accept"),
        (59, "accept"),
        (60, "again"),
        (239, "again"),
        (240, "reject_step"),
        (3_600, "reject_step"),
        (-30, "accept"),
        (-31, "again"),
    ] {
        let mut gate = city.gate(STREET, Proof::Rotating);
        gate.day_keys = city.day_keys(&claims);
        assert_eq!(
            said(&mut gate, &shot, morning().plus_seconds(seconds)),
            expected,
            "{seconds} s"
        );
    }
    let mut gate = city.gate(STREET, Proof::Rotating);
    gate.day_keys = city.day_keys(&claims);
    // However often it is held up, a picture stays a picture.
    for seconds in [60, 65, 90, 120, 180] {
        assert_eq!(said(&mut gate, &shot, morning().plus_seconds(seconds)), "again");
    }
    let now = morning().plus_seconds(200);
    assert_eq!(said(&mut gate, &pass.rotating(&key, Step::at(now)), now), "accept");
    assert_eq!(said(&mut gate, &shot, now), "reject_replay", "the phone has moved on");
    // A code for another pass, and a picture with its trailer cut off.
    let other = city.root.pass_key(&city.claims(STREET, 2));
    let later = now.plus_seconds(60);
    assert_eq!(said(&mut gate, &pass.rotating(&other, Step::at(later)), later), "reject_code");
    assert_eq!(said(&mut gate, &pass.text(), later), "reject_static");
}

#[test]
fn a_phone_three_minutes_off_gets_in_with_its_second_code() {
    let city = City::new("wx", Algorithm::Es256, 1);
    for off in [-180, -95, 95, 180] {
        let claims = city.claims(STREET, 1);
        let (pass, key) = (city.pass(&claims), city.root.pass_key(&claims));
        let mut gate = city.gate(STREET, Proof::Rotating);
        gate.day_keys = city.day_keys(&claims);
        let mut show = |seconds: i64| {
            let now = morning().plus_seconds(seconds);
            let code = pass.rotating(&key, Step::at(now.plus_seconds(off)));
            gate.check(&code, GateClock::Known(now))
        };
        assert_eq!(show(17), Verdict::Again, "{off}");
        assert_eq!(notes(&show(47)), [Note::StaleList, Note::PhoneClock], "{off}");
        assert_eq!(notes(&show(3_600)), [Note::StaleList, Note::PhoneClock], "known from then on");
    }
}

#[test]
fn old_lists_are_told_or_refused_as_the_gate_decides() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = city.claims(STREET, 9);
    let pass = city.pass(&claims);
    let mut gate = city.gate(STREET, Proof::Picture);
    gate.rules.again_seconds = 0;
    gate.day_keys = city.day_keys(&claims);
    let check =
        |gate: &mut cwt::Gate, now: Timestamp| gate.check(&pass.text(), GateClock::Known(now));
    assert_eq!(notes(&check(&mut gate, morning())), [Note::StaleList, Note::Static]);
    let list =
        |sequence, at: Timestamp, expires| Revocations::new(city.issuer, sequence, at, expires, 64);
    gate.take_revocations(list(1, morning().plus_hours(-20), morning().plus_days(3))).unwrap();
    assert_eq!(notes(&check(&mut gate, morning())), [Note::Static]);
    assert_eq!(notes(&check(&mut gate, morning().plus_hours(5))), [Note::StaleList, Note::Static]);
    gate.rules.stale_list = StaleList::RefuseStatic;
    let late = morning().plus_hours(5);
    assert_eq!(check(&mut gate, late).code(), "reject_stale_list");
    let rotating = pass.rotating(&city.root.pass_key(&claims), Step::at(late));
    let verdict = gate.check(&rotating, GateClock::Known(late));
    assert_eq!(notes(&verdict), [Note::StaleList]);
    // Its own end counts too, and an older list never comes back.
    gate.take_revocations(list(2, late, late.plus_hours(1))).unwrap();
    assert_eq!(notes(&check(&mut gate, late)), [Note::Static]);
    assert_eq!(check(&mut gate, late.plus_hours(2)).code(), "reject_stale_list");
    assert!(gate.take_revocations(list(1, late, late.plus_days(1))).is_err());
}

#[test]
fn without_the_key_of_the_day_a_code_is_as_good_as_a_picture() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = city.claims(STREET, 1);
    let (pass, key) = (city.pass(&claims), city.root.pass_key(&claims));
    let code = pass.rotating(&key, Step::at(morning()));
    // Where a picture would do, it goes in with a remark; where not, anybody could make a code up.
    let mut gate = city.gate(STREET, Proof::Rotating);
    assert_eq!(said(&mut gate, &code, morning()), "reject_day_key");
    let mut gate = city.gate(STREET, Proof::Picture);
    let verdict = gate.check(&code, GateClock::Known(morning()));
    assert_eq!(notes(&verdict), [Note::StaleList, Note::Unproved]);
    assert_eq!(said(&mut gate, &code, morning().plus_seconds(5)), "reject_replay");
    gate.rules.missing_day_key = MissingDayKey::Refuse;
    assert_eq!(said(&mut gate, &code, morning().plus_seconds(50)), "reject_day_key");
}

#[test]
fn a_gate_that_has_lost_its_clock_lets_nobody_in_and_still_knows_a_forgery() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = city.claims(STREET, 1);
    let mut gate = city.gate(STREET, Proof::Picture);
    assert_eq!(gate.check(&city.pass(&claims).text(), GateClock::Lost).code(), "reject_clock");
    let forged = Pass::issue(&claims, &City::new("wx", Algorithm::Es256, 2).key).unwrap();
    assert_eq!(gate.check(&forged.text(), GateClock::Lost).code(), "reject_kid");
}

#[test]
fn a_static_pass_waits_half_a_minute_before_it_opens_again() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let text = city.pass(&city.claims(STREET, 1)).text();
    let mut gate = city.gate(STREET, Proof::Picture);
    for (seconds, expected) in
        [(0, "accept"), (1, "reject_replay"), (29, "reject_replay"), (30, "accept")]
    {
        assert_eq!(said(&mut gate, &text, morning().plus_seconds(seconds)), expected, "{seconds}");
    }
    assert_eq!(gate.remembered(), 1);
}

#[test]
fn the_holders_own_key_signs_the_gates_nonce() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let phone = SoftwareKey::draw(&city.moment, Algorithm::Es256);
    let point = phone.public().as_bytes();
    let mut holder = [if point[64] % 2 == 1 { 3 } else { 2 }; 33];
    holder[1..].copy_from_slice(&point[1..33]);
    let claims = Claims { holder: Some(holder), ..city.claims(STREET, 1) };
    let pass = city.pass(&claims);
    let mut gate = city.gate(STREET, Proof::Holder);
    let step = Step::at(morning());
    let known = GateClock::Known(morning());
    let code = pass.held(&claims, &phone, step, *b"gate-one").unwrap();
    assert_eq!(gate.check_with(&code, known, *b"gate-two").code(), "reject_code");
    assert_eq!(gate.check_with(&code, known, *b"gate-one").code(), "accept");
    assert_eq!(gate.check_with(&code, known, *b"gate-one").code(), "reject_replay");
    let thief = SoftwareKey::draw(&city.moment, Algorithm::Es256);
    let stolen = pass.held(&claims, &thief, step, *b"gate-one").unwrap();
    assert_eq!(gate.check_with(&stolen, known, *b"gate-one").code(), "reject_code");
    assert_eq!(gate.check(&pass.text(), known).code(), "reject_static");
}
