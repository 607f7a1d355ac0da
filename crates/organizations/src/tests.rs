mod duties;
mod moves;
mod pages;
mod seats;

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

use access::{Action, Actor, Membership, Target, membership};
use catalogue::Catalogue;
use contracts::{PersonId, UnitId, Units};
use kernel::{AreaBook, AreaCode, Day, Id, Level, Moment, Timestamp};
use storage::{
    Stamp, Store, Tx,
    testing::{TestStore, each_store},
};

use crate::{
    By, Desk, Directory, DirectoryError, MIGRATIONS, NewUnit, Refusal, Unit, UnitError, close,
    found, found_operator, regroup, rename, store,
};

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::embedded);
static AREAS: LazyLock<AreaBook> = LazyLock::new(|| AreaBook::national(&area("3301")));

fn desk() -> Desk<'static> {
    Desk { catalogue: &CATALOGUE, areas: &AREAS }
}
fn area(code: &str) -> AreaCode {
    code.parse().unwrap()
}
fn today() -> Day {
    moment().now().day()
}
/// Eleven in the morning of 21 November 2026; no two have the same randomness.
fn moment() -> Moment {
    static SEED: AtomicU64 = AtomicU64::new(0);
    let now: Timestamp = "2026-11-21T11:00:00+08:00".parse().unwrap();
    Moment::seeded(now, SEED.fetch_add(1, Ordering::Relaxed))
}
fn id<T>(number: u8) -> Id<T> {
    Id::from_bytes([number; 16])
}
fn new(number: u8, kind: &str, area_code: &str) -> NewUnit {
    NewUnit {
        id: id(number),
        kind: kind.into(),
        area: area(area_code),
        name_zh: format!("单位{number}"),
        name_en: format!("Unit {number}"),
        parent: None,
        in_charge: false,
        from: today(),
    }
}
fn act<T: Send + 'static>(
    store: &Store,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, UnitError> + Send + 'static,
) -> Result<T, UnitError> {
    store.write_blocking(Stamp::system(moment(), "test"), work)
}
fn make(store: &Store, new: NewUnit) -> Result<Unit, UnitError> {
    act(store, move |tx| found(tx, desk(), By::Program, &new))
}
fn code_of<T: std::fmt::Debug>(answer: Result<T, UnitError>) -> (&'static str, &'static str) {
    match answer {
        Err(UnitError::Refused(Refusal::Invalid { field, code })) => (field, code),
        other => std::panic::panic_any(format!("expected a wrong field, not {other:?}")),
    }
}
/// The units of a small city: the operator (1), a street (2) in charge with two committees (3, 4)
/// and its county's traffic police (5).
fn city(test: &TestStore) -> Directory {
    let store = &test.store;
    assert!(matches!(Directory::load(store), Err(DirectoryError::NoOperator)));
    let operator = NewUnit { in_charge: true, ..new(1, "social-work", "3301") };
    for _ in 0..2 {
        let operator = operator.clone();
        let made = act(store, move |tx| found_operator(tx, desk(), &operator)).unwrap();
        assert_eq!((made.id, made.operator), (id(1), true));
    }
    let street = NewUnit { in_charge: true, ..new(2, "street", "330102001") };
    make(store, street).unwrap();
    for (number, code) in [(3, "330102001051"), (4, "330102001055")] {
        let committee = new(number, "community", code);
        make(store, NewUnit { in_charge: true, parent: Some(id(2)), ..committee }).unwrap();
    }
    make(store, new(5, "public-security-traffic", "330102")).unwrap();
    Directory::load(store).unwrap()
}
fn each_city(test: impl Fn(&Store, Directory)) {
    let all: Vec<_> = access::MIGRATIONS.iter().chain(MIGRATIONS).copied().collect();
    each_store(&all, |one| test(&one.store, city(one)));
}

#[test]
fn the_directory_answers_what_cases_ask() {
    each_city(|store, directory| {
        let (street, committee) = (area("330102001"), area("330102001051"));
        assert_eq!(directory.operator(), id(1));
        assert_eq!(directory.serving("street", &street), Some(id(2)));
        assert_eq!(directory.serving("street", &committee), None, "exactly this area");
        assert_eq!(directory.in_charge(Level::Street, &committee), Some(id(2)));
        assert_eq!(directory.in_charge(Level::Community, &committee), Some(id(3)));
        assert_eq!(directory.in_charge(Level::County, &committee), None, "not in charge of all");
        assert_eq!(directory.in_charge(Level::Community, &street), None, "too large an area");
        let ids = |code: &str| -> Vec<UnitId> {
            directory.candidates(&area(code)).iter().map(|card| card.id).collect()
        };
        assert_eq!(ids("330102001051"), [id(3), id(2), id(5), id(1)], "nearest first");
        assert_eq!(ids("330102001"), [id(2), id(5), id(1), id(3), id(4)]);
        assert_eq!(directory.unit(id(3)).unwrap().name(true), "Unit 3");
        assert!(directory.unit(id(99)).is_none());

        for number in [6, 7] {
            make(store, new(number, "merchant", "330102001051")).unwrap();
            directory.refresh_blocking().unwrap();
            let one = (number == 6).then_some(id(6));
            assert_eq!(directory.serving("merchant", &committee), one, "two are a choice");
        }
    });
}

#[test]
fn another_node_sees_the_change() {
    each_city(|store, directory| {
        let other = Directory::load(store).unwrap();
        make(store, new(6, "union", "330102")).unwrap();
        assert!(other.unit(id(6)).is_none());
        other.refresh_blocking().unwrap();
        assert!(other.unit(id(6)).is_some());
        assert!(directory.unit(id(6)).is_none(), "each reads for itself");
    });
}

#[test]
fn a_unit_is_the_fold_of_its_facts() {
    each_city(|store, directory| {
        let yesterday = today().plus(-1);
        act(store, move |tx| rename(tx, By::Program, id(4), "清河坊社区", "Qinghefang", yesterday))
            .unwrap();
        act(store, move |tx| regroup(tx, desk(), By::Program, id(4), None, today())).unwrap();
        act(store, move |tx| close(tx, By::Program, id(4), "撤并到单位3", today())).unwrap();
        let (row, facts) = store
            .read_blocking(|db| {
                Ok::<_, storage::Error>((store::find(db, id(4))?, store::facts(db, id(4))?))
            })
            .unwrap();
        assert_eq!(facts.len(), 4, "nothing is overwritten");
        assert_eq!(Unit::fold(id(4), &facts), row);

        directory.refresh_blocking().unwrap();
        assert_eq!(directory.unit(id(4)).unwrap().name_zh, "清河坊社区", "its name is kept");
        let committee = area("330102001055");
        assert_eq!(directory.serving("community", &committee), None);
        assert_eq!(directory.in_charge(Level::Community, &committee), None);
        assert!(directory.candidates(&committee).iter().all(|card| card.id != id(4)));
        let again = act(store, move |tx| rename(tx, By::Program, id(4), "甲乙", "AB", today()));
        assert!(matches!(again, Err(UnitError::Refused(Refusal::Closed))));
        make(store, NewUnit { in_charge: true, ..new(8, "community", "330102001055") }).unwrap();
    });
}

#[test]
fn wrong_foundings_name_the_field() {
    each_city(|store, _| {
        let tomorrow = today().plus(1);
        for (new, expected) in [
            (new(9, "temple", "330102"), ("kind", "unit-kind-unknown")),
            (new(9, "street", "330102"), ("area", "unit-area-level")),
            (new(9, "street", "110101001"), ("area", "unit-area-unknown")),
            (new(9, "street", "330102999"), ("area", "unit-area-unknown")),
            (new(9, "street", "330102001"), ("kind", "unit-kind-there")),
            (
                NewUnit { in_charge: true, ..new(9, "union", "330102001") },
                ("in_charge", "unit-in-charge-there"),
            ),
            (NewUnit { from: tomorrow, ..new(9, "union", "330102") }, ("from", "unit-day-future")),
            (
                NewUnit { name_en: " x ".into(), ..new(9, "union", "330102") },
                ("name_en", "unit-text-short"),
            ),
            (
                NewUnit { name_zh: "长".repeat(81), ..new(9, "union", "330102") },
                ("name_zh", "unit-text-long"),
            ),
            (
                NewUnit { parent: Some(id(3)), ..new(9, "union", "330102") },
                ("parent", "unit-parent-unfit"),
            ),
            (new(2, "union", "330102"), ("id", "unit-id-taken")),
        ] {
            assert_eq!(code_of(make(store, new)), expected);
        }
        let repeated = make(store, new(5, "public-security-traffic", "330102")).unwrap();
        assert_eq!(repeated.id, id(5), "sent twice, founded once");
    });
}

#[test]
fn nothing_is_left_hanging() {
    each_city(|store, _| {
        let closing = |number: u8| {
            act(store, move |tx| close(tx, By::Program, id(number), "不再需要", today()))
        };
        assert_eq!(code_of(closing(1)), ("", "unit-close-operator"));
        assert_eq!(code_of(closing(2)), ("", "unit-close-parent"));
        let circle = act(store, |tx| regroup(tx, desk(), By::Program, id(2), Some(id(2)), today()));
        assert_eq!(code_of(circle), ("parent", "unit-parent-circle"));

        let post = membership::NewMembership {
            person: id(50),
            unit: id(5),
            unit_kind: "public-security-traffic".into(),
            role: "department-clerk".into(),
            area: area("330102"),
            from: today(),
            until: None,
        };
        let granted = store
            .write_blocking(Stamp::system(moment(), "test"), move |tx| {
                membership::grant(tx, membership::Issuer::Program, &post)
            })
            .unwrap();
        assert_eq!(code_of(closing(5)), ("", "unit-close-posts"));
        store
            .write_blocking(Stamp::system(moment(), "test"), move |tx| {
                membership::revoke(tx, membership::Issuer::Program, granted, today(), "调离")
            })
            .unwrap();
        assert_eq!(closing(5).unwrap().until, Some(today()));
    });
}

#[test]
fn a_permit_reaches_as_far_as_its_post() {
    each_city(|store, _| {
        let lead = |code: &str| {
            let post = Membership {
                id: id(70),
                unit: id(2),
                unit_kind: "street".into(),
                role: "street-lead".into(),
                area: area(code),
                from: today(),
                until: None,
            };
            let person: PersonId = id(60);
            Arc::new(Actor::new(person, None, vec![post], today()))
        };
        let attempt = |actor: Arc<Actor>, action, permit_area: &str, new: NewUnit| {
            let permit = access::permit(&actor, action, &Target::area(area(permit_area))).unwrap();
            act(store, move |tx| found(tx, desk(), By::Permit(&permit), &new))
        };
        let outside = new(10, "merchant", "330102008");
        let refused = attempt(lead("330102001"), Action::UnitManage, "330102001", outside);
        assert!(matches!(refused, Err(UnitError::Refused(Refusal::WrongPermit(_)))));
        let inside = || new(11, "merchant", "330102001");
        let refused = attempt(lead("330102001"), Action::UnitRead, "330102001", inside());
        assert!(matches!(refused, Err(UnitError::Refused(Refusal::WrongPermit(_)))));
        attempt(lead("330102001"), Action::UnitManage, "330102001", inside()).unwrap();
    });
}
