//! A clerk of the Party looks into a claim and decides.

use access::{Action, Actor, Field};
use contracts::UnitId;
use kernel::Day;
use storage::{Db, Tx};

use super::{Claim, State, Word, say, store};
use crate::{
    Desk, Fault, MemberId,
    fault::text,
    member::{
        Link, Member, Source, Stage, What,
        admit::{EVIDENCE_MAX, enrol},
        state::{Told, state},
        store as members,
    },
    people, task,
};

/// What was found.
#[derive(Debug, Clone)]
pub enum Finding {
    /// A member, with a seat in a branch.
    Member {
        stage: Stage,
        link: Link,
        branch: UnitId,
        /// The first day (Shanghai) in the branch; today or earlier.
        from: Day,
        /// What showed it. Sealed.
        evidence: String,
    },
    /// No member; the reason is sealed.
    None { evidence: String },
}

/// Decides a claim that is open. Found true, the person is a member with a seat; whoever is one
/// already keeps the seat.
///
/// # Errors
/// [`Fault::NotFound`] for whoever may not verify; [`Fault::Conflict`] when it is decided already.
pub fn decide(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: MemberId,
    finding: &Finding,
) -> Result<Option<Member>, Fault> {
    tx.lock(format!("branches-claim:{id}").as_bytes())?;
    let claim = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let permit = desk.permit(actor, Action::MemberVerify, claim.unit)?;
    if !claim.state.is_open() {
        return Err(Fault::Conflict("branches-decided"));
    }
    let unit = permit.membership().map(|post| post.unit);
    match finding {
        Finding::None { evidence } => {
            text("evidence", evidence, 2, EVIDENCE_MAX)?;
            say::heard(tx, &claim, &Word::Refuted, unit, Some(actor.person))?;
            task::done(tx, task::Kind::Told, id, "refuted")?;
            Ok(None)
        }
        Finding::Member { stage, link, branch, from, evidence } => {
            let evidence = text("evidence", evidence, 2, EVIDENCE_MAX)?;
            if !stage.is_member() {
                return Err(Fault::invalid("stage", "branches-stage-member"));
            }
            desk.branch("branch", *branch)?;
            let member =
                take_in(tx, desk, &claim, (*stage, *link, *branch), *from, &evidence, actor)?;
            say::heard(tx, &claim, &Word::Verified, unit, Some(actor.person))?;
            Ok(Some(member))
        }
    }
}

fn take_in(
    tx: &mut Tx<'_>,
    desk: &Desk,
    claim: &Claim,
    (stage, link, branch): (Stage, Link, UnitId),
    from: Day,
    evidence: &str,
    actor: &Actor,
) -> Result<Member, Fault> {
    let person = people::person(tx, desk, claim.person)?.ok_or(Fault::NotFound)?;
    let id = enrol(tx, desk, person)?;
    let known = members::find(tx, id)?.ok_or(Fault::NotFound)?;
    let mut whats = Vec::new();
    if known.standing.stage.is_none_or(|(now, _)| now < stage) {
        whats.push(What::Stage { stage, introducers: Vec::new() });
    }
    if known.standing.seat(link).is_none() {
        whats.push(What::Joined { link, branch });
    }
    match claim.home {
        Some(home) if link == Link::Floating && known.standing.home.is_none() => {
            whats.push(What::Joined { link: Link::Home, branch: home });
        }
        None if link == Link::Floating && known.standing.home.is_none() => {
            whats.push(What::Elsewhere { elsewhere: true });
        }
        _ => {}
    }
    if known.standing.traits.area.is_none() {
        let mut traits = known.standing.traits.clone();
        traits.area = Some(claim.area);
        whats.push(What::Works(traits));
    }
    task::done(tx, task::Kind::Place, id, "seated")?;
    let told = Told { evidence, by: Some(actor.person), ..Told::program(from, Source::Claim) };
    state(tx, desk, id, &told, whats)
}

/// What the claimant said of themselves, for whoever may verify; the claimant sees who looked.
///
/// # Errors
/// [`Fault::NotFound`] for whoever may not verify.
pub fn details(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    claim: &Claim,
) -> Result<String, Fault> {
    desk.permit(actor, Action::MemberVerify, claim.unit)?;
    let Some(person) = people::person(tx, desk, claim.person)? else { return Ok(String::new()) };
    let sealed = store::details(tx, claim.person)?;
    if sealed.is_some() {
        let target = desk.target(claim.unit).with_person(person);
        let permit = access::permit(actor, Action::MemberVerify, &target)?;
        // Neither the field nor the purpose says of what it was a detail.
        access::vault::looked(tx, &permit, person, Field::new("details"), "核对本人提交的信息")?;
    }
    people::open(tx, desk, claim.person, sealed.as_deref())
}

/// The own claim's state, for the worker alone.
///
/// # Errors
/// When the store fails.
pub fn own_state(
    db: &mut Db<'_>,
    desk: &Desk,
    actor: &Actor,
) -> Result<Option<(Claim, State)>, Fault> {
    let Some(id) = people::find(db, desk, actor.person)? else { return Ok(None) };
    Ok(store::find(db, id)?.map(|claim| (claim.clone(), claim.state)))
}
