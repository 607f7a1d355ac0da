//! Cases that the program opens by a rule and closes by the same rule: nobody reported them, and
//! nobody's wish ends them. Whatever else can happen to a case can happen to them too.

use contracts::{CaseId, Event};
use kernel::{AreaCode, case_number};
use storage::{Error, Tx};

use crate::{
    act,
    case::Case,
    desk::Desk,
    entry::{Channel, Deadline, Entry, Outcome, Reported, What},
    handle::NoOwnUnits,
    rules::{self, Refusal},
    state::State,
    store,
};

/// What the source of such a case begins with; the rule's name follows.
const SOURCE: &str = "program:";

/// A case that a rule asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub id: CaseId,
    /// The rule's name: `ratings`.
    pub rule: &'static str,
    pub matter: String,
    pub area: AreaCode,
    pub title: String,
    pub text: String,
    pub fields: Vec<(String, String)>,
    /// Days from now after which it is overdue; the matter's own deadline is for answers.
    pub days: i64,
}

/// Opens a case that nobody reported, with the owner and the clock that its matter gives it. The
/// same id a second time changes nothing.
pub fn open(tx: &mut Tx<'_>, desk: &Desk, wanted: Wanted) -> Result<(), Error> {
    let Some(matter) = desk.matter(&wanted.matter) else {
        return Err(Error::Refused(format!("no matter {} in the catalogue", wanted.matter)));
    };
    let now = tx.now();
    let owner = matter.owner_for(&wanted.area, &NoOwnUnits(desk)).unit;
    let reported = Reported {
        number: case_number::new(tx.moment()),
        matter: matter.code.clone(),
        area: wanted.area,
        title: wanted.title,
        text: wanted.text,
        fields: wanted.fields,
        place: None,
        address: None,
        photos: Vec::new(),
        reporter: None,
        owner,
        urgent: false,
        visibility: matter.visibility.to_string(),
        channel: Channel::Program,
        source: format!("{SOURCE}{}", wanted.rule),
        source_number: None,
        accept: desk.accept_deadline(matter, now),
        answer: Deadline { by: now.plus_days(wanted.days), warn_at: None },
    };
    let mut case = Case::begin(&reported, now);
    let mut first = Entry { seq: 1, ..entry(&case, tx, What::Reported(Box::new(reported))) };
    if !store::insert(tx, wanted.id, &mut first, &mut case)? {
        return Ok(());
    }
    act::record(tx, wanted.id, &case, &first)?;
    let (number, notice) = (case.number, "reported".to_owned());
    tx.emit(&Event::UnitNotified { unit: owner, case: wanted.id, number, notice })
}

/// Closes it with the figures that the rule asks for, unless something in it is still open: then
/// nothing happens and the rule asks again. Says whether the case is closed now.
pub fn close(tx: &mut Tx<'_>, desk: &Desk, id: CaseId, text: &str) -> Result<bool, Error> {
    let Some(mut case) = store::hold(tx, id)? else { return Ok(true) };
    if !case.state.is_ended() && !end(tx, desk, id, &mut case, text)? {
        return Ok(false);
    }
    tx.emit(&Event::ImprovementClosed { case: id })?;
    Ok(true)
}

fn end(
    tx: &mut Tx<'_>,
    desk: &Desk,
    id: CaseId,
    case: &mut Case,
    text: &str,
) -> Result<bool, Error> {
    let lapse_at = desk.lapse_at(tx.now());
    let (text, outcome, photos) = (text.to_owned(), Outcome::Solved, Vec::new());
    let answered = What::Answered { text, outcome, photos, lapse_at };
    let mut steps = vec![answered, What::Lapsed];
    if case.state == State::Reported {
        steps.insert(0, What::Accepted);
    }
    // Tried on a copy first: either all of it happens or nothing.
    let mut tried = case.clone();
    for what in &steps {
        if rules::admit_program(&tried, what).is_err() {
            return Ok(false);
        }
        tried.apply(&entry(&tried, tx, what.clone()));
    }
    for what in steps {
        let entry = entry(case, tx, what);
        act::write(tx, id, case, &entry)?;
    }
    let (number, notice) = (case.number.clone(), "lapsed".to_owned());
    tx.emit(&Event::UnitNotified { unit: case.owner, case: id, number, notice })?;
    Ok(true)
}

/// What people may not do to such a case: end it, or open it again.
pub(crate) fn admit(case: &Case, what: &What) -> Result<(), Refusal> {
    let ends = matches!(
        what,
        What::Answered { .. }
            | What::OutOfScope { .. }
            | What::Withdrawn { .. }
            | What::Reopened { .. }
    );
    if ends && case.source.starts_with(SOURCE) { Err(Refusal::Measured) } else { Ok(()) }
}

pub(crate) fn entry(case: &Case, tx: &Tx<'_>, what: What) -> Entry {
    let at = tx.now().max(case.updated_at);
    Entry { seq: case.length + 1, at, actor: None, unit: None, role: "system".into(), what }
}
