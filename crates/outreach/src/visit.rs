//! A visit and its list: kept, added to, settled line by line.

pub mod store;

use access::{Action, Actor, Permit, Target, permit};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde_json::json;
use storage::{Record, Tx};

use crate::{Desk, Fault, LineId, VisitId, fault::text, port::NewCase};

/// Characters of a site's name, of a line, of a result or a reason.
pub const SITE_MAX: usize = 40;
pub const LINE_MAX: usize = 500;
pub const SAID_MAX: usize = 500;
/// Lines of one list.
pub const LINES_MAX: usize = 50;

/// A visit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub id: VisitId,
    pub area: AreaCode,
    /// Who went there.
    pub unit: UnitId,
    pub site: String,
    pub visited_on: Day,
    /// Opens the page of those who were visited.
    pub token: String,
    pub made_at: Timestamp,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: LineId,
    pub visit: VisitId,
    pub position: i64,
    pub text: String,
    pub owner: UnitId,
    pub due_on: Day,
    pub standing: Standing,
    /// The result, or the reason; empty while it is open.
    pub said: String,
    pub changed_at: Timestamp,
}

/// What has become of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Open,
    Done,
    Declined,
    /// It stands as its case does.
    Case(CaseId),
}

impl Standing {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Case(_) => "case",
        }
    }
}

/// A line to be kept.
#[derive(Debug, Clone)]
pub struct NewLine {
    pub text: String,
    pub owner: UnitId,
    pub due_on: Day,
}

/// A visit to be kept.
#[derive(Debug, Clone)]
pub struct NewVisit {
    /// Made with the form, so that sending it twice keeps one visit.
    pub id: VisitId,
    pub area: AreaCode,
    pub site: String,
    pub visited_on: Day,
    pub lines: Vec<NewLine>,
}

/// How a line is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settle {
    Done(String),
    Declined(String),
}

/// Keeps a visit with its list; there is none without a line.
pub fn keep(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, new: &NewVisit) -> Result<Visit, Fault> {
    let permit = permit(actor, Action::VisitKeep, &Target::area(new.area))?;
    if let Some(visit) = store::find(tx, new.id)? {
        return Ok(visit);
    }
    let area = desk.area(new.area)?;
    let site = text("site", &new.site, 2, SITE_MAX)?;
    if new.visited_on > tx.now().day() {
        return Err(Fault::invalid("visited_on", "outreach-not-yet"));
    }
    if new.lines.is_empty() {
        return Err(Fault::invalid("lines", "outreach-list-empty"));
    }
    let unit = permit.membership().map(|post| post.unit).ok_or(Fault::NotFound)?;
    let visit = Visit {
        id: new.id,
        area,
        unit,
        site,
        visited_on: new.visited_on,
        token: URL_SAFE_NO_PAD.encode(tx.moment().bytes::<16>()),
        made_at: tx.now(),
    };
    store::insert(tx, &visit, permit.person())?;
    for line in &new.lines {
        append(tx, desk, &visit, line)?;
    }
    record(tx, "visit.keep", "visit", *visit.id.as_bytes(), &visit, json!({ "unit": unit }))?;
    Ok(visit)
}

/// Adds a line to the list.
pub fn add(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: VisitId,
    new: &NewLine,
) -> Result<Line, Fault> {
    tx.lock(format!("outreach-visit:{id}").as_bytes())?;
    let visit = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let target = Target::area(visit.area).with_units([visit.unit]);
    permit(actor, Action::VisitKeep, &target).map_err(|_| Fault::NotFound)?;
    let line = append(tx, desk, &visit, new)?;
    let detail = json!({ "visit": visit.id, "owner": line.owner });
    record(tx, "visit.line", "line", *line.id.as_bytes(), &visit, detail)?;
    Ok(line)
}

fn append(tx: &mut Tx<'_>, desk: &Desk, visit: &Visit, new: &NewLine) -> Result<Line, Fault> {
    let position = store::count(tx, visit.id)? + 1;
    if usize::try_from(position).is_ok_and(|position| position > LINES_MAX) {
        return Err(Fault::invalid("lines", "outreach-list-full"));
    }
    if new.due_on < visit.visited_on {
        return Err(Fault::invalid("due_on", "outreach-due-before"));
    }
    let line = Line {
        id: tx.id(),
        visit: visit.id,
        position,
        text: text("lines", &new.text, 2, LINE_MAX)?,
        owner: desk.unit("owner", new.owner)?,
        due_on: new.due_on,
        standing: Standing::Open,
        said: String::new(),
        changed_at: tx.now(),
    };
    store::insert_line(tx, &line)?;
    Ok(line)
}

/// Done, with the result; or declined, with the reason.
pub fn settle(tx: &mut Tx<'_>, actor: &Actor, id: LineId, settle: &Settle) -> Result<Line, Fault> {
    let held = hold(tx, actor, id)?;
    let (standing, said) = match settle {
        Settle::Done(said) => (Standing::Done, text("said", said, 2, SAID_MAX)?),
        Settle::Declined(said) => (Standing::Declined, text("said", said, 2, SAID_MAX)?),
    };
    held.step(tx, standing, said)
}

/// One tap: the line becomes a case and follows it from now on.
pub fn to_case(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: LineId,
    matter: &str,
) -> Result<Line, Fault> {
    let held = hold(tx, actor, id)?;
    let case: CaseId = tx.id();
    let new = NewCase {
        id: case,
        matter: matter.to_owned(),
        area: held.visit.area,
        text: held.line.text.clone(),
        site: held.visit.site.clone(),
    };
    desk.cases.open(tx, &held.permit, new)?;
    held.step(tx, Standing::Case(case), String::new())
}

/// An open line held for one act.
struct Held {
    visit: Visit,
    line: Line,
    permit: Permit,
}

/// Whoever went there and whoever owns the line may settle it. For others it is not there.
fn hold(tx: &mut Tx<'_>, actor: &Actor, id: LineId) -> Result<Held, Fault> {
    tx.lock(format!("outreach-line:{id}").as_bytes())?;
    let line = store::line(tx, id)?.ok_or(Fault::NotFound)?;
    let visit = store::find(tx, line.visit)?.ok_or(Fault::NotFound)?;
    let target = Target::area(visit.area).with_units([visit.unit, line.owner]);
    let permit = permit(actor, Action::VisitKeep, &target).map_err(|_| Fault::NotFound)?;
    match line.standing {
        Standing::Open => Ok(Held { visit, line, permit }),
        _ => Err(Fault::Settled),
    }
}

impl Held {
    fn step(self, tx: &mut Tx<'_>, standing: Standing, said: String) -> Result<Line, Fault> {
        let line = Line { standing, said, changed_at: tx.now(), ..self.line };
        let unit = self.permit.membership().map(|post| post.unit);
        store::step(tx, &line, self.permit.person(), unit)?;
        let detail = json!({ "visit": line.visit, "standing": standing.as_str(), "unit": unit });
        record(tx, "visit.settle", "line", *line.id.as_bytes(), &self.visit, detail)?;
        Ok(line)
    }
}

/// The journal says what happened to which line, never its words.
fn record(
    tx: &mut Tx<'_>,
    action: &str,
    subject_kind: &str,
    subject: [u8; 16],
    visit: &Visit,
    detail: serde_json::Value,
) -> Result<(), Fault> {
    let area = visit.area.as_str();
    Ok(tx.record(Record { action, subject_kind, subject, area, detail })?)
}
