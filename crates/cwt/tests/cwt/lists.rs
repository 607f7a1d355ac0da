//! Signed lists: keys of cities, revoked passes, what changed.

use cwt::{
    Algorithm, Delta, GateClock, KeyTable, Revocations, gate::Proof, revocation::ListError,
    table::TableError,
};
use proptest::prelude::*;

use crate::city::{City, area, morning, said};

#[test]
fn a_table_of_cities_survives_signing_and_only_its_owners_root_opens_it() {
    let root = City::new("wx", Algorithm::Es256, 9);
    let cities = Algorithm::ALL.map(|algorithm| City::new("sz", algorithm, 3));
    let [a, b, c] = &cities;
    let table =
        KeyTable::new([a.trusted("3205"), b.guest("3205", "3202"), c.guest("3205", "320211001")]);
    let (from, until) = (morning(), morning().plus_days(30));
    let signed = table.seal(root.issuer, 4, from, until, &root.key).unwrap();
    let key = root.key.public();
    let opened = KeyTable::open(&signed, root.issuer, key, morning()).unwrap();
    assert_eq!(opened.sequence(), 4);
    assert!(opened.keys().eq(table.keys()));

    let open = |bytes: &[u8], key, now| KeyTable::open(bytes, root.issuer, key, now);
    let stranger = City::new("wx", Algorithm::Es256, 8);
    assert_eq!(open(&signed, stranger.key.public(), morning()), Err(TableError::Signature));
    let other = City::new("sz", Algorithm::Es256, 9);
    let foreign = KeyTable::open(&signed, other.issuer, key, morning());
    assert_eq!(foreign, Err(TableError::Signature));
    assert_eq!(open(&signed, key, until.plus_seconds(1)), Err(TableError::Time));
    assert_eq!(open(&signed, key, from.plus_seconds(-1)), Err(TableError::Time));
    let mut used = opened;
    let older = table.seal(root.issuer, 3, from, until, &root.key).unwrap();
    assert_eq!(used.replace(open(&older, key, morning()).unwrap()), Err(TableError::Older));
    // A signed pass or a signed list is no table.
    let pass = root.pass(&root.claims("3202", 1));
    assert_eq!(open(pass.cose(), key, morning()), Err(TableError::Format));
}

#[test]
fn a_list_or_a_table_is_never_a_pass() {
    let city = City::new("wx", Algorithm::EdDsa, 1);
    let mut gate = city.gate("3202", Proof::Picture);
    let list = Revocations::new(city.issuer, 1, morning(), morning().plus_days(1), 8);
    let table = KeyTable::default();
    let (from, until) = (morning(), morning().plus_days(1));
    for bytes in
        [list.seal(&city.key).unwrap(), table.seal(city.issuer, 1, from, until, &city.key).unwrap()]
    {
        let text = cwt::Pass::from_cose(bytes).text();
        assert_eq!(said(&mut gate, &text, morning()), "reject_claims");
    }
}

#[test]
fn a_revoked_pass_stays_out_after_the_change_has_come_and_not_before() {
    let city = City::new("wx", Algorithm::Es256, 1);
    let claims = city.claims("3202", 70_000);
    let text = city.pass(&claims).text();
    let mut gate = city.gate("3202", Proof::Picture);
    gate.rules.again_seconds = 0;
    let first = Revocations::new(city.issuer, 1, morning(), morning().plus_days(2), 50_000);
    let mut second = first.clone();
    (second.sequence, second.at) = (2, morning().plus_hours(6));
    assert!(second.set(70_000, true), "the list grows with the passes given out");
    let delta = Delta::between(&first, &second).unwrap().seal(&city.key).unwrap();
    let whole = second.seal(&city.key).unwrap();
    assert!(delta.len() < 200, "{} bytes", delta.len());

    let open = |gate: &cwt::Gate, bytes: &[u8]| Revocations::open(bytes, &gate.keys, morning());
    gate.take_revocations(open(&gate, &first.seal(&city.key).unwrap()).unwrap()).unwrap();
    assert_eq!(said(&mut gate, &text, morning()), "accept");
    let late = morning().plus_hours(6);
    let not_whole = Revocations::open(&delta, &gate.keys, late);
    assert_eq!(not_whole, Err(ListError::Format), "a change is not a list");
    assert_eq!(Delta::open(&whole, &gate.keys, late), Err(ListError::Format));
    let future = Delta::open(&delta, &gate.keys, morning());
    assert_eq!(future, Err(ListError::Time), "from the future");
    let delta = Delta::open(&delta, &gate.keys, late).unwrap();
    let list = gate.revocations_mut(delta.issuer()).unwrap();
    list.apply(&delta).unwrap();
    assert_eq!(*list, second);
    assert_eq!(list.apply(&delta), Err(ListError::Base), "not twice");
    assert_eq!(said(&mut gate, &text, late), "reject_revoked");
    assert_eq!(gate.peek(&text, GateClock::Known(late)).code(), "reject_revoked");
}

#[test]
fn only_the_issuer_revokes_its_passes() {
    let [here, there] =
        [("wx", 1), ("sz", 2)].map(|(id, seed)| City::new(id, Algorithm::Es256, seed));
    let keys = KeyTable::new([here.trusted("3202"), there.guest("3205", "3202")]);
    let list = Revocations::new(here.issuer, 1, morning(), morning().plus_days(1), 8);
    let forged = list.seal(&there.key).unwrap();
    let opened = Revocations::open(&forged, &keys, morning());
    assert_eq!(opened, Err(ListError::Sealed(cwt::Reason::Issuer)));
    let stranger = City::new("wx", Algorithm::Es256, 3);
    let opened = Revocations::open(&list.seal(&stranger.key).unwrap(), &keys, morning());
    assert_eq!(opened, Err(ListError::Sealed(cwt::Reason::Signature)));
    let expired = Revocations::open(&list.seal(&here.key).unwrap(), &keys, morning().plus_days(2));
    assert_eq!(expired, Err(ListError::Time));
    assert!(area("3202").contains(&area("320211")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_list_survives_signing_and_any_two_lists_are_one_change_apart(
        old in prop::collection::btree_set(0_u32..3_000, 0..50),
        new in prop::collection::btree_set(0_u32..5_000, 0..50),
    ) {
        let city = City::new("wx", Algorithm::EdDsa, 1);
        let keys = KeyTable::new([city.trusted("3202")]);
        let made = |sequence, revoked: &std::collections::BTreeSet<u32>| {
            let end = morning().plus_days(1);
            let mut list = Revocations::new(city.issuer, sequence, morning(), end, 1_000);
            for index in revoked {
                list.set(*index, true);
            }
            list
        };
        let [first, second] = [made(1, &old), made(2, &new)];
        let signed = second.seal(&city.key).unwrap();
        prop_assert_eq!(&Revocations::open(&signed, &keys, morning()).unwrap(), &second);
        let delta = Delta::between(&first, &second).unwrap().seal(&city.key).unwrap();
        let mut list = first;
        list.apply(&Delta::open(&delta, &keys, morning()).unwrap()).unwrap();
        for index in 0..6_000 {
            prop_assert_eq!(list.is_revoked(index), new.contains(&index), "{}", index);
        }
    }
}
