//! A small town with a sponsor, and short ways to say what happens in it.

use std::sync::{
    Arc, LazyLock,
    atomic::{AtomicU64, Ordering},
};

use access::{Actor, policy};
use catalogue::Catalogue;
use contracts::{CaseId, CaseOutcome, PersonId};
use kernel::{AreaCode, Id, Moment, Timestamp};
use ledger::{Award, FundError, Funding, Reserve, TakenBack};
use storage::{Error, Stamp, Store};

static SEED: AtomicU64 = AtomicU64::new(1);

pub const STREET: &str = "330102001";
pub const CITY: &str = "3301";

/// A moment with randomness of its own: ids never meet.
pub fn moment(now: Timestamp) -> Moment {
    Moment::seeded(now, SEED.fetch_add(1, Ordering::Relaxed))
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Noon of a Saturday in Shanghai.
pub fn noon() -> Timestamp {
    at("2026-11-21T12:00:00+08:00")
}

pub fn person() -> PersonId {
    moment(noon()).id()
}

/// The shipped catalogue: parking earns 10 points, at most 50 a day.
pub fn catalogue() -> Arc<Catalogue> {
    static SHIPPED: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::embedded()));
    Arc::clone(&SHIPPED)
}

/// The shipped catalogue with another amount for a confirmed report.
pub fn catalogue_paying(amount: i64, daily_cap: i64) -> Arc<Catalogue> {
    let files: Vec<(String, String)> = Catalogue::embedded_files()
        .iter()
        .map(|(name, text)| {
            let text = match *name {
                "points.toml" => text
                    .replacen("amount = 10", &format!("amount = {amount}"), 1)
                    .replacen("daily_cap = 50", &format!("daily_cap = {daily_cap}"), 1),
                _ => (*text).to_owned(),
            };
            ((*name).to_owned(), text)
        })
        .collect();
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    Arc::new(Catalogue::from_sources(files).unwrap())
}

/// A parking case of `reporter` in the street.
pub fn case_of(reporter: PersonId) -> CaseOutcome {
    let case: CaseId = moment(noon()).id();
    CaseOutcome {
        case,
        number: format!("261121-{}", &case.to_string()[24..]),
        matter: "parking".into(),
        reporter,
        area: "330102001002".into(),
        round: 1,
        supporters: Vec::new(),
    }
}

pub fn fund(store: &Store, area: &str, amount: i64) -> Result<usize, FundError> {
    let sponsor: AreaCode = area.parse().unwrap();
    let moment = moment(noon());
    let id = moment.id();
    fund_with(store, Funding { id, sponsor, amount })
}

pub fn fund_with(store: &Store, funding: Funding) -> Result<usize, FundError> {
    let stamp = Stamp::system(moment(noon()), "test");
    store.write_blocking(stamp, move |tx| ledger::top_up(tx, funding))
}

pub fn confirm_at(store: &Store, now: Timestamp, case: &CaseOutcome) -> Result<Award, Error> {
    confirm_under(store, catalogue(), now, case)
}

pub fn confirm_under(
    store: &Store,
    catalogue: Arc<Catalogue>,
    now: Timestamp,
    case: &CaseOutcome,
) -> Result<Award, Error> {
    let case = case.clone();
    let stamp = Stamp::system(moment(now), "test");
    store.write_blocking(stamp, move |tx| ledger::post_for_case(tx, &catalogue, &case))
}

pub fn confirm(store: &Store, case: &CaseOutcome) -> Result<Award, Error> {
    confirm_at(store, noon(), case)
}

pub fn reopen(store: &Store, case: &CaseOutcome) -> Result<TakenBack, Error> {
    let case = case.clone();
    let stamp = Stamp::system(moment(noon().plus_hours(1)), "test");
    store.write_blocking(stamp, move |tx| ledger::take_back(tx, &case))
}

/// A worker's permit to read their own points.
pub fn own_permit(person: PersonId) -> policy::Permit {
    let actor = Actor::new(person, None, Vec::new(), noon().day());
    policy::permit(&actor, policy::Action::PointsRead, &policy::Target::of(person)).unwrap()
}

pub fn points(store: &Store, person: PersonId) -> i64 {
    let permit = own_permit(person);
    store.read_blocking(move |db| ledger::balance(db, &permit)).unwrap().points
}

pub fn lines(store: &Store, person: PersonId) -> Vec<ledger::Line> {
    let permit = own_permit(person);
    store.read_blocking(move |db| ledger::statement(db, &permit, None, 1_000)).unwrap()
}

pub fn reserve(store: &Store, area: &str) -> Reserve {
    let area: AreaCode = area.parse().unwrap();
    store.read_blocking(move |db| ledger::reserve(db, &area)).unwrap()
}

/// The books balance.
pub fn assert_books(store: &Store) {
    let findings = store.read_blocking(ledger::verify).unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
}

/// Runs a statement behind the ledger's back.
pub fn tamper(store: &Store, sql: &'static str) -> Result<u64, Error> {
    store.write_blocking(Stamp::system(moment(noon()), "tamper"), move |tx| tx.execute(sql, &[]))
}

pub fn funding(amount: i64) -> Funding {
    let id: Id<Funding> = moment(noon()).id();
    Funding { id, sponsor: STREET.parse().unwrap(), amount }
}
