//! Cases that were decided, by a gathering or with a plan of sites: nobody reported them, a unit
//! answers for each by a day, and whoever was at a gathering hears of it at the next. Unlike a case
//! that figures open and close (`program`), people answer it. Where several units have to do it
//! together, each has a part with a task of its own, and the whole is answered once, when every part
//! is closed.

use contracts::{CaseId, Event, UnitId};
use kernel::{AreaCode, Day, Timestamp, case_number};
use storage::{Error, Tx};

use crate::{
    act,
    case::Case,
    desk::Desk,
    entry::{Channel, Deadline, Entry, Reported, What},
    joint::{
        call::limits,
        fact::{Called, Fact, Limits},
    },
    program, report, store,
};

/// What the source of a case says that a gathering decided.
pub const GATHERING: &str = "gathering";
/// What it says when it is a site of a plan.
pub const SITE_PLAN: &str = "site-plan";

/// A decision that is to be worked on.
#[derive(Debug, Clone)]
pub struct Decided {
    pub id: CaseId,
    pub owner: UnitId,
    /// Others who do it with the owner.
    pub with: Vec<UnitId>,
    pub area: AreaCode,
    /// What its address says: the title of the gathering or the site; empty where that would tell
    /// who meets.
    pub at: String,
    pub text: String,
    /// The owner answers before its offices close on this day.
    pub due_on: Day,
    /// Whether it is shown nowhere.
    pub private: bool,
    /// [`GATHERING`] or [`SITE_PLAN`].
    pub source: &'static str,
}

/// Opens the case; the same id a second time changes nothing.
///
/// # Errors
/// When the store fails.
pub fn open(tx: &mut Tx<'_>, desk: &Desk, decided: Decided) -> Result<(), Error> {
    let code = desk.catalogue.catch_all_matter();
    let Some(matter) = desk.matter(code) else {
        return Err(Error::Refused(format!("no matter {code} in the catalogue")));
    };
    let now = tx.now();
    // A day whose offices have closed already leaves an hour.
    let by = desk.calendar.hours().close(decided.due_on).max(now.plus_hours(1));
    let visibility = if decided.private { "private" } else { "public-category-only" };
    let reported = Reported {
        number: case_number::new(tx.moment()),
        matter: matter.code.clone(),
        area: decided.area,
        title: report::title("", &decided.text),
        text: decided.text.clone(),
        fields: Vec::new(),
        place: None,
        address: Some(decided.at.clone()).filter(|at| !at.is_empty()),
        photos: Vec::new(),
        reporter: None,
        owner: decided.owner,
        urgent: false,
        visibility: visibility.to_owned(),
        channel: Channel::Program,
        source: decided.source.to_owned(),
        source_number: None,
        accept: desk.accept_deadline(matter, now),
        answer: Deadline { by, warn_at: None },
    };
    let mut case = Case::begin(&reported, now);
    let what = What::Reported(Box::new(reported));
    let mut first = Entry { seq: 1, at: now, actor: None, unit: None, role: "system".into(), what };
    if !store::insert(tx, decided.id, &mut first, &mut case)? {
        return Ok(());
    }
    act::record(tx, decided.id, &case, &first)?;
    if !decided.with.is_empty() {
        share(tx, desk, &mut case, &decided, by)?;
    }
    let (number, notice) = (case.number, "reported".to_owned());
    tx.emit(&Event::UnitNotified { unit: decided.owner, case: decided.id, number, notice })
}

/// Gives each unit a part. Who sat in the conference has taken it on there.
fn share(
    tx: &mut Tx<'_>,
    desk: &Desk,
    case: &mut Case,
    decided: &Decided,
    by: Timestamp,
) -> Result<(), Error> {
    let mut units = vec![decided.owner];
    for unit in &decided.with {
        if !units.contains(unit) {
            units.push(*unit);
        }
    }
    let acknowledge = limits(desk, tx.now(), None, None).acknowledge.min(by);
    let limits = Limits { acknowledge, answer: by };
    let called = |unit: &UnitId| Called { unit: *unit, task: decided.text.clone(), limits };
    let parts = units.iter().map(called).collect();
    let lead = Some(decided.owner);
    for what in [What::Accepted, What::Joint(Fact::Called { lead, parts })] {
        let entry = program::entry(case, tx, what);
        act::write(tx, decided.id, case, &entry)?;
    }
    for unit in units.into_iter().skip(1) {
        let (number, notice) = (case.number.clone(), "part-called".to_owned());
        tx.emit(&Event::UnitNotified { unit, case: decided.id, number, notice })?;
    }
    Ok(())
}
