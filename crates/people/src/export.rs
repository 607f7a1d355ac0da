//! Everything that is known of a person, for that person.

use std::sync::Arc;

use access::{
    Action, Actor, Field, Target, Vault, membership, session,
    vault::{Look, looks_of},
};
use contracts::PersonId;
use kernel::Timestamp;
use serde_json::{Value, json};
use storage::Db;
use web::Problem;

use crate::{
    erasure::said,
    port::{self, Consent, Consents},
    store::erasures,
};

/// Looks that an export holds at most.
const LOOKS_MAX: usize = 10_000;

/// Reads what one domain knows of a person.
pub type Read = Arc<dyn Fn(&mut Db<'_>, PersonId) -> Result<Value, storage::Error> + Send + Sync>;

/// A domain's part of the export.
#[derive(Clone)]
pub struct ExportPart {
    /// The key in the document: `cases`, `points`.
    pub name: &'static str,
    pub read: Read,
}

/// Hung on the app by the deployment, so that the export holds what other domains know too.
#[derive(Clone, Default)]
pub struct Exports(pub Vec<ExportPart>);

/// The document.
pub(crate) fn gather(
    db: &mut Db<'_>,
    vault: &Vault,
    actor: &Actor,
    now: Timestamp,
    (parts, consents): (&Exports, &Consents),
) -> Result<Value, Problem> {
    let person = actor.person;
    let profile = access::permit(actor, Action::ProfileRead, &Target::of(person))?;
    let looks = access::permit(actor, Action::LooksRead, &Target::of(person))?;
    let own = |db: &mut Db<'_>, field| -> Result<Option<String>, Problem> {
        Ok(vault.own(db, &profile, field)?.map(|value| value.to_string()))
    };
    let mut document = json!({
        "exported_at": now.rfc3339(),
        "person": person,
        "name": own(db, Field::NAME)?,
        "phone": own(db, Field::PHONE)?,
        "identity": own(db, Field::IDENTITY)?,
        "login": own(db, Field::LOGIN)?,
        "posts": posts(db, person)?,
        "sessions": sessions(db, person, now)?,
        "looks": looks_of(db, &looks, None, LOOKS_MAX)?.iter().map(look).collect::<Vec<_>>(),
        "consents": port::ask(db, &consents.0, person)?.iter().map(consent).collect::<Vec<_>>(),
        "erasure_requests": erasure_requests(db, vault, person)?,
    });
    for part in &parts.0 {
        let value = (part.read)(db, person)?;
        if let Some(document) = document.as_object_mut() {
            document.insert(part.name.to_owned(), value);
        }
    }
    Ok(document)
}

/// A consent, with how to take it back.
pub(crate) fn consent(consent: &Consent) -> Value {
    let fields = consent.withdrawal.fields.iter().map(|(name, value)| json!([name, value]));
    json!({
        "purpose": consent.purpose, "about": consent.about, "to": consent.to,
        "since": consent.since.rfc3339(), "withdraw_at": consent.withdrawal.action,
        "withdraw_fields": fields.collect::<Vec<_>>(),
    })
}

/// What offices were asked to erase, and what they answered.
fn erasure_requests(
    db: &mut Db<'_>,
    vault: &Vault,
    person: PersonId,
) -> Result<Vec<Value>, Problem> {
    let mut told = Vec::new();
    for one in erasures::about(db, person, LOOKS_MAX)? {
        let (note, answer) = said(db, vault, &one)?;
        told.push(json!({
            "unit": one.unit, "asked_at": one.asked_at.rfc3339(), "ground": one.ground.as_str(),
            "asker": one.asker.as_str(), "state": one.state.as_str(), "note": note,
            "answer": answer, "decided_at": one.decided_at.map(Timestamp::rfc3339),
        }));
    }
    Ok(told)
}

fn posts(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Value>, storage::Error> {
    let posts = membership::history_of(db, person)?;
    let told = posts.into_iter().map(|post| {
        json!({
            "unit": post.unit, "role": post.role, "area": post.area,
            "from": post.from, "until": post.until,
        })
    });
    Ok(told.collect())
}

fn sessions(
    db: &mut Db<'_>,
    person: PersonId,
    now: Timestamp,
) -> Result<Vec<Value>, storage::Error> {
    let sessions = session::sessions_of(db, person, now)?;
    let told = sessions.into_iter().map(|one| {
        json!({
            "device": one.device, "since": one.created_at.rfc3339(), "seen": one.seen_at.rfc3339(),
        })
    });
    Ok(told.collect())
}

/// A look as its person may know it: the looker's post, not the looker.
pub(crate) fn look(look: &Look) -> Value {
    json!({
        "at": look.at.rfc3339(), "field": look.field, "role": look.role, "unit": look.unit,
        "purpose": look.purpose,
    })
}
