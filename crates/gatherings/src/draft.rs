//! A draft of rules, clause by clause, open to comments. Every comment ends adopted, in part, or
//! declined, always with a reason: a draft is not closed before.

use std::{fmt, str::FromStr};

use access::{Action, Actor, Target, permit};
use contracts::UnitId;
use kernel::{AreaCode, Day, Timestamp};
use serde_json::json;
use storage::{Error, Record, Tx};

use crate::{CommentId, Desk, DraftId, Fault, fault::text, rules::Refusal, store::drafts as store};

/// Characters of a title, a clause, a comment, a reason.
pub const TITLE_MAX: usize = 60;
pub const CLAUSE_MAX: usize = 1_000;
pub const COMMENT_MAX: usize = 500;
pub const REASON_MAX: usize = 500;
/// Clauses of one draft, comments of one person on it.
pub const CLAUSES_MAX: usize = 200;
pub const COMMENTS_MAX: i64 = 50;

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub id: DraftId,
    pub unit: UnitId,
    pub area: AreaCode,
    pub title: String,
    pub clauses: Vec<String>,
    /// The last day for comments.
    pub open_until: Day,
    pub closed_at: Option<Timestamp>,
    pub made_at: Timestamp,
}

/// A comment with what became of it; nobody's name is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub draft: DraftId,
    /// Place of the clause, from 1.
    pub clause: i64,
    pub text: String,
    pub at: Timestamp,
    pub outcome: Option<(Outcome, String)>,
}

/// What becomes of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Adopted,
    Partly,
    Declined,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Adopted, Self::Partly, Self::Declined];

    /// The stable name, used in the API and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Partly => "partly",
            Self::Declined => "declined",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|one| one.as_str() == text);
        found.ok_or(Fault::invalid("outcome", "gathering-choose-outcome"))
    }
}

/// A draft to be put out.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Made with the form, so that sending it twice puts out one.
    pub id: DraftId,
    pub area: AreaCode,
    pub title: String,
    pub clauses: Vec<String>,
    pub open_until: Day,
}

/// Puts a draft out for comments.
///
/// # Errors
/// [`Fault::Invalid`] with the field.
pub fn put_out(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewDraft,
) -> Result<DraftId, Fault> {
    let own = actor.memberships.iter().map(|post| post.unit);
    let target = Target::area(new.area).with_units(own);
    let permit = permit(actor, Action::GatheringKeep, &target)?;
    let unit = permit.membership().map(|post| post.unit).ok_or(Fault::NotFound)?;
    if let Some(known) = store::find(tx, new.id)? {
        return if known.unit == unit { Ok(new.id) } else { Err(Fault::NotFound) };
    }
    if new.clauses.is_empty() || new.clauses.len() > CLAUSES_MAX {
        return Err(Fault::invalid("clauses", "gathering-clauses-count"));
    }
    if new.open_until < tx.now().day() {
        return Err(Fault::invalid("open_until", "gathering-due-past"));
    }
    let clauses = new.clauses.iter().map(|clause| text("clauses", clause, 2, CLAUSE_MAX));
    let draft = Draft {
        id: new.id,
        unit,
        area: desk.area(new.area)?,
        title: text("title", &new.title, 2, TITLE_MAX)?,
        clauses: clauses.collect::<Result<_, _>>()?,
        open_until: new.open_until,
        closed_at: None,
        made_at: tx.now(),
    };
    store::insert(tx, &draft, permit.person())?;
    record(tx, &draft, "put-out", json!({ "clauses": draft.clauses.len(), "unit": unit }))?;
    Ok(new.id)
}

/// A worker says something about a clause.
///
/// # Errors
/// [`Fault::Refused`] after the last day; [`Fault::Invalid`] for a clause that there is none.
pub fn comment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: DraftId,
    new: CommentId,
    clause: i64,
    typed: &str,
) -> Result<CommentId, Fault> {
    let permit = permit(actor, Action::GatheringAttend, &Target::none())?;
    let text = text("text", typed, 2, COMMENT_MAX)?;
    let draft = hold(tx, id)?;
    if draft.closed_at.is_some() || tx.now().day() > draft.open_until {
        return Err(Refusal::DraftClosed.into());
    }
    if !(1..=kernel::count::to_i64(draft.clauses.len())).contains(&clause) {
        return Err(Fault::invalid("clause", "gathering-clause-unknown"));
    }
    if store::count_of(tx, id, permit.person())? >= COMMENTS_MAX {
        return Err(Refusal::Full.into());
    }
    let (at, outcome) = (tx.now(), None);
    let comment = Comment { id: new, draft: id, clause, text, at, outcome };
    if store::insert_comment(tx, &comment, permit.person())? {
        record(tx, &draft, "comment", json!({ "clause": clause }))?;
    }
    Ok(new)
}

/// What becomes of a comment; it may be said anew while the draft is open, and what was said before
/// stays in the books.
///
/// # Errors
/// [`Fault::Invalid`] without a reason.
pub fn answer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CommentId,
    outcome: Outcome,
    reason: &str,
) -> Result<DraftId, Fault> {
    let reason = text("reason", reason, 2, REASON_MAX)?;
    let draft = store::draft_of(tx, id)?.ok_or(Fault::NotFound)?;
    let draft = as_keeper(tx, actor, draft)?;
    if draft.closed_at.is_some() {
        return Err(Refusal::DraftClosed.into());
    }
    store::answer(tx, id, outcome, &reason, actor.person)?;
    record(tx, &draft, "answer", json!({ "outcome": outcome.as_str() }))?;
    Ok(draft.id)
}

/// Closes a draft for good.
///
/// # Errors
/// [`Fault::Refused`] with [`Refusal::Unanswered`] while any comment has no outcome.
pub fn close(tx: &mut Tx<'_>, actor: &Actor, id: DraftId) -> Result<(), Fault> {
    let draft = as_keeper(tx, actor, id)?;
    if draft.closed_at.is_some() {
        return Ok(());
    }
    let comments = store::comments(tx, id)?;
    if comments.iter().any(|comment| comment.outcome.is_none()) {
        return Err(Refusal::Unanswered.into());
    }
    store::close(tx, id)?;
    Ok(record(tx, &draft, "close", json!({ "comments": comments.len() }))?)
}

fn hold(tx: &mut Tx<'_>, id: DraftId) -> Result<Draft, Fault> {
    tx.lock(format!("gathering-draft:{id}").as_bytes())?;
    store::find(tx, id)?.ok_or(Fault::NotFound)
}

fn as_keeper(tx: &mut Tx<'_>, actor: &Actor, id: DraftId) -> Result<Draft, Fault> {
    let draft = hold(tx, id)?;
    let target = Target::area(draft.area).with_units([draft.unit]);
    permit(actor, Action::GatheringKeep, &target).map_err(|_| Fault::NotFound)?;
    Ok(draft)
}

/// The journal says what happened to which draft, never its words.
fn record(
    tx: &mut Tx<'_>,
    draft: &Draft,
    kind: &str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    tx.record(Record {
        action: &format!("draft.{kind}"),
        subject_kind: "gathering-draft",
        subject: *draft.id.as_bytes(),
        area: draft.area.as_str(),
        detail,
    })
}
