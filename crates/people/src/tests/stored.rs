//! Requests to erase somebody, on both stores.

use std::sync::atomic::{AtomicU64, Ordering};

use access::{
    Action, Actor, Membership, NewPerson, Vault,
    membership::{self, Issuer, NewMembership},
    people::create_person,
    reach,
};
use contracts::PersonId;
use kernel::{Day, Moment, Phone, Timestamp};
use storage::{
    Stamp, Tx, params,
    testing::{TestStore, each_store},
};

use super::{PHONE, street};
use crate::{
    MIGRATIONS,
    erase::{self, EraseError},
    erasure::{self, Asker, ErasureError, ErasureId, Ground, NewErasure, State, said},
    store::erasures,
};

fn noon() -> Timestamp {
    Day::new(2026, 11, 20).unwrap().at(12, 0)
}

fn vault() -> Vault {
    Vault::open([7; 32]).unwrap()
}

fn of_street(number: u8, role: &str) -> Actor {
    let post = Membership {
        id: kernel::Id::from_bytes([number; 16]),
        unit: street().id,
        unit_kind: "street".into(),
        role: role.into(),
        area: street().area,
        from: noon().day(),
        until: None,
    };
    Actor::new(PersonId::from_bytes([number; 16]), None, vec![post], noon().day())
}

fn write<T: Send + 'static, E: From<storage::Error> + Send + 'static>(
    test: &TestStore,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    test.store.write_blocking(stamp(noon()), work)
}

/// Each a second later than the one before.
fn stamp(from: Timestamp) -> Stamp {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let seconds = i64::try_from(count).unwrap();
    Stamp::system(Moment::seeded(from.plus_seconds(seconds), count), "test")
}

fn somebody(test: &TestStore) -> PersonId {
    let new = NewPerson {
        name: Some("张三丰".into()),
        phone: Some(Phone::parse(PHONE).unwrap()),
        ..NewPerson::default()
    };
    write(test, move |tx| create_person(tx, &vault(), &new)).unwrap()
}

fn ask(test: &TestStore, by: &Actor, person: PersonId) -> Result<ErasureId, ErasureError> {
    let by = by.clone();
    let new = NewErasure {
        person,
        area: street().area,
        unit: street().id,
        ground: Ground::Consent,
        asker: Asker::Person,
        note: "窗口三".into(),
    };
    write(test, move |tx| erasure::ask(tx, &vault(), &by, &new))
}

#[test]
fn a_request_is_recorded_refused_recorded_again_and_granted() {
    each_store(&[access::MIGRATIONS, MIGRATIONS].concat(), |test| {
        let (clerk, lead) = (of_street(1, "clerk"), of_street(2, "street-lead"));
        let person = somebody(test);
        let first = ask(test, &clerk, person).unwrap();
        assert!(matches!(ask(test, &lead, person), Err(ErasureError::Waits)));
        let by = lead.clone();
        let refused = write(test, move |tx| erasure::refuse(tx, &vault(), &by, first, "还在调解"));
        refused.unwrap();
        let second = ask(test, &lead, person).unwrap();
        let list = |actor: &Actor| {
            let reach = reach(actor, Action::ErasureAsk);
            test.store.read_blocking(move |db| erasures::within(db, &reach, 10)).unwrap()
        };
        let told: Vec<_> = list(&clerk).iter().map(|one| (one.id, one.state)).collect();
        assert_eq!(
            told,
            [(second, State::Waiting), (first, State::Refused)],
            "what waits is first"
        );
        let mut elsewhere = of_street(3, "street-lead");
        elsewhere.memberships[0].area = "330103001".parse().unwrap();
        assert_eq!(list(&elsewhere), []);
        let about = test.store.read_blocking(move |db| erasures::about(db, person, 9)).unwrap();
        let words = test.store.read_blocking(move |db| said(db, &vault(), &about[1])).unwrap();
        assert_eq!(words, ("窗口三".to_owned(), "还在调解".to_owned()));

        for (by, expected) in [(&lead, "whoever recorded"), (&elsewhere, "there is no such")] {
            let by = by.clone();
            let refused = write(test, move |tx| erasure::approve(tx, &vault(), &by, second));
            assert!(refused.unwrap_err().to_string().starts_with(expected));
        }
        let by = of_street(4, "street-lead");
        let erased = write(test, move |tx| erasure::approve(tx, &vault(), &by, second)).unwrap();
        assert_eq!(erased.receipt, person);
        for one in list(&clerk) {
            let words = test.store.read_blocking(move |db| said(db, &vault(), &one)).unwrap();
            assert_eq!(words, (String::new(), String::new()), "the words went with the key");
        }
        assert!(matches!(ask(test, &clerk, person), Err(ErasureError::Vault(_))));
        let sql = "SELECT COUNT(*) FROM people_erasures WHERE note IS NULL AND answer IS NULL";
        let wiped = test
            .store
            .read_blocking(move |db| db.query_one(sql, params![], |row| row.get::<i64>(0)));
        assert_eq!(wiped.unwrap(), 2);
    });
}

#[test]
fn posts_of_an_office_end_first_and_posts_of_work_end_along() {
    each_store(&[access::MIGRATIONS, MIGRATIONS].concat(), |test| {
        let person = somebody(test);
        let grant = |role: &str| {
            let post = NewMembership {
                person,
                unit: street().id,
                unit_kind: "street".into(),
                role: role.into(),
                area: street().area,
                from: noon().day().plus(2),
                until: None,
            };
            write(test, move |tx| membership::grant(tx, Issuer::Program, &post)).unwrap()
        };
        let (_, office) = (grant("worker"), grant("clerk"));
        let erase = || write(test, move |tx| erase::erase(tx, &vault(), person));
        let Err(EraseError::InOffice(posts)) = erase() else { panic!("serves in an office") };
        assert_eq!(posts.len(), 1, "not what every worker has");
        let until = noon().day().plus(2);
        write(test, move |tx| membership::revoke(tx, Issuer::Program, office, until, "免职"))
            .unwrap_or_else(|error| panic!("{error}"));
        let left = test.store.read_blocking(move |db| erase::offices(db, person, until)).unwrap();
        assert_eq!(left, []);
        test.store
            .write_blocking(stamp(until.at(9, 0)), move |tx| erase::erase(tx, &vault(), person))
            .unwrap();
        let all = test.store.read_blocking(move |db| membership::history_of(db, person)).unwrap();
        assert!(all.iter().all(|post| post.until.is_some()), "nobody is left in a post");
    });
}
