//! Public-opinion notes (社情民意): what many people meet, collected for a branch; what became of
//! them is told to whoever collected them.

pub mod store;

use std::{fmt, str::FromStr};

use access::{Action, Actor, Target, permit};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use serde_json::json;
use storage::{Record, Tx};

use crate::{Desk, Fault, NoteId, digest, fault::text};

pub const PLACE_MAX: usize = 40;
pub const TEXT_MIN: usize = 10;
pub const TEXT_MAX: usize = 1_000;
pub const SAID_MAX: usize = 500;

/// A note as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub id: NoteId,
    pub branch: UnitId,
    pub area: AreaCode,
    /// A group of the catalogue.
    pub theme: String,
    pub place: String,
    pub text: String,
    pub collected_at: Timestamp,
    /// What was decided last, with what changed.
    pub decided: Option<Decided>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    pub adoption: Adoption,
    /// What changed, or will.
    pub said: String,
    pub unit: Option<UnitId>,
    pub at: Timestamp,
}

/// What a committee makes of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adoption {
    /// 采纳
    Adopted,
    /// 部分采纳
    Partly,
    /// 留作参考
    Noted,
}

impl Adoption {
    pub const ALL: [Self; 3] = [Self::Adopted, Self::Partly, Self::Noted];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Adopted => "adopted",
            Self::Partly => "partly",
            Self::Noted => "noted",
        }
    }
}

impl fmt::Display for Adoption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Adoption {
    type Err = Fault;
    fn from_str(text: &str) -> Result<Self, Fault> {
        Self::ALL
            .into_iter()
            .find(|one| one.as_str() == text)
            .ok_or(Fault::invalid("adoption", "outreach-choose-adoption"))
    }
}

/// A note to be kept.
#[derive(Debug, Clone)]
pub struct NewNote {
    /// Made with the form, so that sending it twice keeps one note.
    pub id: NoteId,
    pub branch: UnitId,
    pub area: AreaCode,
    pub theme: String,
    pub place: String,
    pub text: String,
}

/// Keeps a note. From a branch's first note on, each month has its digest.
pub fn collect(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewNote,
) -> Result<NoteId, Fault> {
    let permit = permit(actor, Action::NoteCollect, &Target::area(new.area))?;
    let area = desk.area(new.area)?;
    let theme = desk.catalogue.group(&new.theme);
    let theme = theme.ok_or(Fault::invalid("theme", "outreach-choose-theme"))?.code.clone();
    if !desk.branches(&area).iter().any(|card| card.id == new.branch) {
        return Err(Fault::invalid("branch", "outreach-choose-branch"));
    }
    let note = Note {
        id: new.id,
        branch: new.branch,
        area,
        theme,
        place: text("place", &new.place, 0, PLACE_MAX)?,
        text: text("text", &new.text, TEXT_MIN, TEXT_MAX)?,
        collected_at: tx.now(),
        decided: None,
    };
    if !store::insert(tx, &note, permit.person())? {
        return sent_again(tx, new.id, permit.person());
    }
    digest::begin(tx, note.branch)?;
    record(tx, "note.collect", &note, json!({ "branch": note.branch, "theme": note.theme }))?;
    Ok(note.id)
}

fn sent_again(tx: &mut Tx<'_>, id: NoteId, by: PersonId) -> Result<NoteId, Fault> {
    match store::collector(tx, id)? {
        Some(collector) if collector == by => Ok(id),
        _ => Err(Fault::NotFound),
    }
}

/// Says what becomes of a note. It may be said anew; what was said before stays in the books.
pub fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: NoteId,
    adoption: Adoption,
    said: &str,
) -> Result<Note, Fault> {
    tx.lock(format!("outreach-note:{id}").as_bytes())?;
    let note = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let target = Target::area(note.area).with_units([note.branch]);
    let permit = permit(actor, Action::NoteAdopt, &target).map_err(|_| Fault::NotFound)?;
    let unit = permit.membership().map(|post| post.unit);
    let said = text("said", said, 2, SAID_MAX)?;
    let decided = Decided { adoption, said, unit, at: tx.now() };
    store::decide(tx, id, &decided, permit.person())?;
    record(tx, "note.decide", &note, json!({ "adoption": adoption.as_str(), "unit": unit }))?;
    Ok(Note { decided: Some(decided), ..note })
}

/// The journal says what happened to which note, never its words.
fn record(
    tx: &mut Tx<'_>,
    action: &str,
    note: &Note,
    detail: serde_json::Value,
) -> Result<(), storage::Error> {
    let (subject, area) = (*note.id.as_bytes(), note.area.as_str());
    tx.record(Record { action, subject_kind: "note", subject, area, detail })
}
