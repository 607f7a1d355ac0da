mod calendar;
mod log;
mod pages;

use access::{Action, Actor, Membership, Permit, Target};
use contracts::PersonId;
use kernel::{Id, Moment, Timestamp};
use storage::Stamp;
use web::testing::{Client, TestApp};

use crate::{MIGRATIONS, WORDS, routes};

/// New Year of 2027, as a notice might have it: Friday to Sunday off, Monday swapped.
const TABLE: &str = "date,name,is_off_day\n2026-12-31,元旦,1\n2027-01-01,元旦,1\n2027-01-04,元旦,1\n2027-01-09,元旦,0\n";

fn app() -> TestApp {
    TestApp::new(routes(), MIGRATIONS, &[WORDS])
}
fn admin(app: &TestApp) -> Client {
    app.holder("admin", "hotline", "3301")
}
fn clerk(app: &TestApp) -> Client {
    app.holder("clerk", "street", "330102001")
}
fn auditor(app: &TestApp) -> Client {
    app.holder("auditor", "hotline", "3301")
}

/// Ten in the morning of 20 November 2026, always the same instant.
fn moment(seed: u64) -> Moment {
    Moment::seeded(Timestamp::from_seconds(web::testing::START), seed)
}

fn permit(action: Action) -> Permit {
    let post = Membership {
        id: Id::from_bytes([1; 16]),
        unit: Id::from_bytes([2; 16]),
        unit_kind: "hotline".into(),
        role: "admin".into(),
        area: "3301".parse().unwrap(),
        from: moment(0).now().day(),
        until: None,
    };
    let person: PersonId = Id::from_bytes([3; 16]);
    let actor = Actor::new(person, None, vec![post], moment(0).now().day());
    access::permit(&actor, action, &Target::area("3301".parse().unwrap())).unwrap()
}

fn stamp(seed: u64) -> Stamp {
    permit(Action::CalendarImport).stamp(moment(seed), "test")
}

#[test]
fn words_are_complete() {
    assert_eq!(web::words::gather(&[WORDS]).check(), Ok(()));
}
