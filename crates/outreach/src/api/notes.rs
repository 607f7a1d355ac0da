//! Notes, what was decided, digests.

use access::{Action, reach};
use axum::{Json, http::StatusCode};
use contracts::UnitId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, IdempotencyKey, PathId, Signed};

use super::{kept, write};
use crate::{
    Desk, Fault, NoteId, digest,
    note::{self, Adoption, NewNote, Note, store},
};

const NOTES_MAX: usize = 200;

/// What many people meet; not one person's own trouble.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoteIn {
    /// A UUIDv7 of the sender's making; sent twice, it keeps one note.
    #[schema(value_type = Option<String>)]
    id: Option<NoteId>,
    /// May be left out where one branch serves the area.
    #[schema(value_type = Option<String>)]
    branch: Option<UnitId>,
    area: String,
    /// A group of the catalogue.
    theme: String,
    #[serde(default)]
    place: String,
    text: String,
}

/// What becomes of a note.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionIn {
    /// `adopted`, `partly` or `noted`.
    adoption: String,
    /// What changed, or will.
    changed: String,
}

/// A note. Who collected it is in no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NoteOut {
    id: String,
    branch: String,
    area: String,
    theme: String,
    place: String,
    text: String,
    collected_at: String,
    /// `adopted`, `partly`, `noted`; null while it waits.
    adoption: Option<&'static str>,
    changed: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Notes {
    items: Vec<NoteOut>,
}

/// What a branch heard in a month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DigestOut {
    branch: String,
    /// `2026-05`, in Asia/Shanghai.
    month: String,
    made_at: String,
    notes: i64,
    themes: Vec<ThemeOut>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ThemeOut {
    theme: String,
    notes: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Digests {
    items: Vec<DigestOut>,
}

impl From<Note> for NoteOut {
    fn from(note: Note) -> Self {
        Self {
            id: note.id.to_string(),
            branch: note.branch.to_string(),
            area: note.area.to_string(),
            theme: note.theme,
            place: note.place,
            text: note.text,
            collected_at: note.collected_at.rfc3339(),
            adoption: note.decided.as_ref().map(|decided| decided.adoption.as_str()),
            changed: note.decided.map(|decided| decided.said),
        }
    }
}

/// Collect a note for a branch.
#[utoipa::path(post, path = "/api/v1/notes", tag = "outreach", request_body = NoteIn,
    params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = NoteOut)))]
pub(crate) async fn collect(signed: Signed, key: IdempotencyKey, body: ApiJson<NoteIn>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let sent = body.value;
    let area = AreaCode::parse(&sent.area).unwrap_or(AreaCode::NATION);
    let branches = desk.branches(&area);
    let only = branches.first().filter(|_| branches.len() == 1).map(|card| card.id);
    let branch = sent.branch.or(only);
    let branch = branch.ok_or(Fault::invalid("branch", "outreach-choose-branch"))?;
    let new = NewNote {
        id: sent.id.unwrap_or_else(|| signed.moment.id()),
        branch,
        area,
        theme: sent.theme,
        place: sent.place,
        text: sent.text,
    };
    let actor = signed.actor.clone();
    let work = move |tx: &mut Tx<'_>| {
        let id = note::collect(tx, &desk, &actor, &new)?;
        let note = store::find(tx, id)?.ok_or(Fault::NotFound)?;
        kept(StatusCode::CREATED, &NoteOut::from(note))
    };
    write(&signed, key, body.digest, "note-collect", work).await
}

/// What the caller collected, and what became of it.
#[utoipa::path(get, path = "/api/v1/notes/mine", operation_id = "notes_mine", tag = "outreach",
    responses((status = 200, body = Notes)))]
pub(crate) async fn mine(signed: Signed) -> Answer<Json<Notes>> {
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| store::of_collector(db, person, NOTES_MAX));
    Ok(Json(Notes { items: read.await?.into_iter().map(NoteOut::from).collect() }))
}

/// Notes within reach, the newest first.
#[utoipa::path(get, path = "/api/v1/notes", operation_id = "notes_list", tag = "outreach",
    responses((status = 200, body = Notes)))]
pub(crate) async fn list(signed: Signed) -> Answer<Json<Notes>> {
    let within = reach(&signed.actor, Action::NoteAdopt);
    let read = signed.app.store().read(move |db| store::within(db, &within, NOTES_MAX));
    Ok(Json(Notes { items: read.await?.into_iter().map(NoteOut::from).collect() }))
}

/// Say what becomes of a note.
#[utoipa::path(post, path = "/api/v1/notes/{id}/adoption", tag = "outreach",
    request_body = DecisionIn,
    params(("id" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = NoteOut)))]
pub(crate) async fn adopt(
    signed: Signed,
    PathId(id): PathId<NoteId>,
    key: IdempotencyKey,
    body: ApiJson<DecisionIn>,
) -> Answer {
    let actor = signed.actor.clone();
    let sent = body.value;
    let work = move |tx: &mut Tx<'_>| {
        let adoption: Adoption = sent.adoption.parse()?;
        let note = note::decide(tx, &actor, id, adoption, &sent.changed)?;
        kept(StatusCode::OK, &NoteOut::from(note))
    };
    write(&signed, key, body.digest, "note-adopt", work).await
}

/// Digests within reach, the newest first.
#[utoipa::path(get, path = "/api/v1/digests", tag = "outreach",
    responses((status = 200, body = Digests)))]
pub(crate) async fn digests(signed: Signed) -> Answer<Json<Digests>> {
    let within = reach(&signed.actor, Action::NoteAdopt);
    let read = signed.app.store().read(move |db| digest::within(db, &within, NOTES_MAX));
    let items = read.await?.into_iter().map(|digest| DigestOut {
        branch: digest.branch.to_string(),
        month: digest.month.to_string(),
        made_at: digest.made_at.rfc3339(),
        notes: digest.notes,
        themes: digest.themes.into_iter().map(|(theme, notes)| ThemeOut { theme, notes }).collect(),
    });
    Ok(Json(Digests { items: items.collect() }))
}
