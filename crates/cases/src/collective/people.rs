//! Those whom a matter concerns: who reported it, who joined, and what both sides say about it.

use access::{
    Actor,
    policy::{Action, Denied, Permit},
};
use contracts::{CaseId, PersonId};
use kernel::Day;
use storage::{Db, Error, Tx};

use super::{
    CollectiveId, CommentId, Refusal,
    act::{self, Held},
    fact::Side,
    fold::Collective,
    store,
};
use crate::{act::ActError, act::text, handle::REASON_MAX, rules};

/// Characters in a comment.
pub const COMMENT_MAX: usize = 300;
/// So often one person speaks in one matter.
const COMMENTS_MAX: i64 = 3;

/// Joins: the same concerns me. From now on they are told. Joining twice is joining once.
pub fn join(tx: &mut Tx<'_>, actor: &Actor, id: CollectiveId) -> Result<(), ActError> {
    let held = hold(tx, actor, id)?;
    workers_only(actor)?;
    open(&held.matter)?;
    if store::people::join(tx, id, actor.person)? {
        act::note(tx, id, &held.matter, "joined", serde_json::json!({}))?;
    }
    Ok(())
}

/// Takes the joining back; who reported it goes on being told.
pub fn leave(tx: &mut Tx<'_>, actor: &Actor, id: CollectiveId) -> Result<(), ActError> {
    let held = hold(tx, actor, id)?;
    if store::people::leave(tx, id, actor.person)? {
        act::note(tx, id, &held.matter, "left", serde_json::json!({}))?;
    }
    Ok(())
}

/// What somebody says, under no name.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Made with the form, so that sending it twice says it once.
    pub id: CommentId,
    pub side: Side,
    pub text: String,
}

/// Says something for riders, residents or merchants. Everybody may read it, nobody who it was.
pub fn comment(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    new: NewComment,
) -> Result<(), ActError> {
    let held = hold(tx, actor, id)?;
    if new.side != Side::Merchant || !is_of_merchant(actor, &held.matter) {
        workers_only(actor)?;
    }
    if store::people::has_comment(tx, new.id)? {
        return Ok(());
    }
    open(&held.matter)?;
    let text = text("text", &new.text, 2, COMMENT_MAX)?;
    if store::people::comments_by(tx, id, actor.person)? >= COMMENTS_MAX {
        return Err(refused(Refusal::TooManyComments));
    }
    store::people::insert_comment(tx, id, actor.person, &NewComment { text, ..new })?;
    let detail = serde_json::json!({ "comment": new.id, "side": new.side });
    Ok(act::note(tx, id, &held.matter, "commented", detail)?)
}

/// Takes a comment out, with the reason: an insult, somebody's name or number.
pub fn strike(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CollectiveId,
    comment: CommentId,
    reason: &str,
) -> Result<(), ActError> {
    let held = act::hold(tx, actor, id, Action::CollectiveOpen, None)?;
    let reason = text("reason", reason, 2, REASON_MAX)?;
    match store::people::is_struck(tx, id, comment)? {
        None => Err(ActError::NotFound),
        Some(true) => Err(refused(Refusal::StruckBefore)),
        Some(false) => {
            store::people::strike(tx, comment, &reason)?;
            let detail = serde_json::json!({ "comment": comment });
            Ok(act::note(tx, id, &held.matter, "comment-struck", detail)?)
        }
    }
}

pub(super) fn hold(tx: &mut Tx<'_>, actor: &Actor, id: CollectiveId) -> Result<Held, ActError> {
    act::hold(tx, actor, id, Action::CollectiveJoin, None)
}

/// Whoever serves in an office answers, and does not speak for those concerned.
pub(super) fn workers_only(actor: &Actor) -> Result<(), Denied> {
    if actor.is_staff() { Err(Denied { action: Action::CollectiveJoin }) } else { Ok(()) }
}

/// A shop is affected by what a platform or a street decides; the deciding unit is not a shop here.
fn is_of_merchant(actor: &Actor, matter: &Collective) -> bool {
    let mut posts = actor.memberships.iter();
    posts.any(|post| post.role == "firm-clerk" && post.unit != matter.owner)
}

fn open(matter: &Collective) -> Result<(), ActError> {
    if matter.stage.is_ended() { Err(refused(Refusal::Ended)) } else { Ok(()) }
}

pub(super) fn refused(refusal: Refusal) -> ActError {
    rules::Refusal::from(refusal).into()
}

/// Takes those who reported a case among those told, with those whose reports were merged into it.
pub(super) fn enlist(tx: &mut Tx<'_>, id: CollectiveId, case: CaseId) -> Result<(), Error> {
    let Some(found) = crate::store::find(tx, case)? else { return Ok(()) };
    for one in found.reporters(case) {
        if let Some(person) = one.reporter {
            store::people::enlist(tx, id, person)?;
        }
    }
    Ok(())
}

/// Reports may have been merged into a gathered one since.
pub(super) fn refresh(tx: &mut Tx<'_>, id: CollectiveId, matter: &Collective) -> Result<(), Error> {
    for case in &matter.cases {
        enlist(tx, id, *case)?;
    }
    Ok(())
}

/// What a person's posts of a day make them in a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A registered worker.
    Worker,
    /// Somebody in an office: does not vote.
    Office,
    /// Neither.
    Nobody,
}

pub(super) fn standing(db: &mut Db<'_>, person: PersonId, day: Day) -> Result<Standing, Error> {
    let posts = access::membership::memberships_of(db, person, day)?;
    let office = |role: &str| !matches!(role, "worker" | "member");
    Ok(if posts.iter().any(|post| office(&post.role)) {
        Standing::Office
    } else if posts.iter().any(|post| post.role == "worker") {
        Standing::Worker
    } else {
        Standing::Nobody
    })
}

/// The permit to take part, for handlers that only read.
pub fn may_take_part(actor: &Actor, matter: &Collective) -> Result<Permit, Denied> {
    workers_only(actor)?;
    access::policy::permit(actor, Action::CollectiveJoin, &act::target(matter))
}
