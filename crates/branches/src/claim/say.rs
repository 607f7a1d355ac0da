//! Somebody says that a person is a member, or is not.

use access::{Action, Actor, Target, people::person_of_phone, permit};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Phone};
use serde_json::json;
use storage::{Record, Tx};

use super::{Claim, State, Voice, Word, fold, store};
use crate::{Desk, Fault, MemberId, fault::text, people, task};

/// Days in which a claim should be looked into.
pub const VERIFY_DAYS: i32 = 14;
/// Days in which a home branch should be told.
pub const TOLD_DAYS: i32 = 7;
/// Longest description of a home branch elsewhere, in characters.
pub const DETAILS_MAX: usize = 200;

/// What goes with a claim.
#[derive(Debug, Clone)]
pub struct About {
    /// Where the person works.
    pub area: AreaCode,
    /// The home branch, where it is one of this deployment's.
    pub home: Option<UnitId>,
    /// The home branch elsewhere in the person's own words, a name to ask for. Sealed. May be empty.
    pub details: String,
    /// The branch whose station was scanned, or that the person chose.
    pub provisional: Option<UnitId>,
}

/// The worker answers the question 是否党员. Skipping it (`None`) writes nothing, and so does a no
/// where nobody has said yes.
///
/// # Errors
/// [`Fault::Invalid`] of a field of `about`.
pub fn own(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    yes: Option<bool>,
    about: &About,
) -> Result<Option<State>, Fault> {
    permit(actor, Action::MembershipOwn, &Target::of(actor.person))?;
    let Some(yes) = yes else { return Ok(None) };
    let word = Word::Says { voice: Voice::Own, yes };
    say(tx, desk, actor.person, &word, None, Some(actor.person), about)
}

/// A platform or a street hands in what a worker told it and agreed to hand in. The answer is the
/// same whatever was known; the sender never learns how the claim stands.
///
/// # Errors
/// [`Fault::Invalid`] of `consent` without the worker's yes to this.
pub fn report(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    phone: &Phone,
    consent: bool,
    about: &About,
) -> Result<(), Fault> {
    let permit = permit(actor, Action::MembershipReport, &Target::none())?;
    if !consent {
        return Err(Fault::invalid("consent", "branches-consent"));
    }
    let voice = if permit.role() == "firm-clerk" { Voice::Platform } else { Voice::Street };
    let unit = permit.membership().map(|post| post.unit);
    let person = person_of_phone(tx, &desk.vault, phone)?;
    let word = Word::Says { voice, yes: true };
    say(tx, desk, person, &word, unit, Some(actor.person), about).map(drop)
}

/// The worker takes back what firms and streets were allowed to say. Where nothing else was said, the
/// claim is deleted with all its words. Whoever allowed nothing is answered alike.
///
/// # Errors
/// When the store fails.
pub fn withdraw(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor) -> Result<(), Fault> {
    permit(actor, Action::MembershipOwn, &Target::of(actor.person))?;
    let Some(id) = people::find(tx, desk, actor.person)? else { return Ok(()) };
    tx.lock(format!("branches-claim:{id}").as_bytes())?;
    let Some(claim) = store::find(tx, id)? else { return Ok(()) };
    let mut words: Vec<Word> = store::words(tx, id)?.into_iter().map(|told| told.word).collect();
    if !words.iter().any(Word::needs_consent) {
        return Ok(());
    }
    words.push(Word::Withdrawn);
    if fold(&words).is_some() {
        return heard(tx, &claim, &Word::Withdrawn, None, Some(actor.person)).map(drop);
    }
    store::remove(tx, id)?;
    for kind in [task::Kind::Verify, task::Kind::Told] {
        task::done(tx, kind, id, "withdrawn")?;
    }
    journal(tx, id, "withdrawn")
}

/// Registers were compared.
///
/// # Errors
/// [`Fault::Invalid`] of a field of `about`.
pub fn compared(
    tx: &mut Tx<'_>,
    desk: &Desk,
    person: PersonId,
    yes: bool,
    about: &About,
) -> Result<Option<State>, Fault> {
    let word = Word::Says { voice: Voice::Compared, yes };
    say(tx, desk, person, &word, None, None, about)
}

/// Appends the word, opens the claim the first time, sees to it that somebody looks into it.
pub(crate) fn say(
    tx: &mut Tx<'_>,
    desk: &Desk,
    person: PersonId,
    word: &Word,
    unit: Option<UnitId>,
    by: Option<PersonId>,
    about: &About,
) -> Result<Option<State>, Fault> {
    let area = desk.area(about.area)?;
    let details = text("details", &about.details, 0, DETAILS_MAX)?;
    let home = about.home.map(|home| desk.branch("home", home)).transpose()?.map(|card| card.id);
    if let Some(branch) = about.provisional {
        desk.branch("branch", branch)?;
    }
    let known = people::find(tx, desk, person)?;
    let claim = known.map(|id| store::find(tx, id)).transpose()?.flatten();
    if claim.is_none() && fold(std::slice::from_ref(word)).is_none() {
        return Ok(None);
    }
    let id = people::pseudonym(tx, desk, person)?;
    tx.lock(format!("branches-claim:{id}").as_bytes())?;
    let claim = if let Some(known) = claim {
        complete(tx, known, about.provisional, home)?
    } else {
        let claim = Claim {
            person: id,
            state: State::Claimed,
            area,
            unit: about.provisional.unwrap_or_else(|| desk.answering(&area)),
            provisional: about.provisional,
            home,
            made_at: tx.now(),
            changed_at: tx.now(),
        };
        let sealed = people::seal(tx, desk, id, &details)?;
        store::insert(tx, &claim, sealed)?;
        claim
    };
    tell_home(tx, &claim)?;
    heard(tx, &claim, word, unit, by).map(Some)
}

/// What is said later fills in what was missing, and changes nothing that was said before.
fn complete(
    tx: &mut Tx<'_>,
    mut claim: Claim,
    provisional: Option<UnitId>,
    home: Option<UnitId>,
) -> Result<Claim, Fault> {
    let before = (claim.provisional, claim.home);
    claim.provisional = claim.provisional.or(provisional);
    claim.home = claim.home.or(home);
    if before != (claim.provisional, claim.home) {
        store::complete(tx, &claim)?;
    }
    Ok(claim)
}

/// The home branch stands on its list that a member of its takes part elsewhere.
fn tell_home(tx: &mut Tx<'_>, claim: &Claim) -> Result<(), Fault> {
    if let (Some(home), Some(_)) = (claim.home, claim.provisional) {
        let due = tx.now().day().plus(TOLD_DAYS);
        task::open(tx, task::Kind::Told, claim.person, home, due)?;
    }
    Ok(())
}

/// Appends a word to a claim, unless the same voice said the same last time.
pub(super) fn heard(
    tx: &mut Tx<'_>,
    claim: &Claim,
    word: &Word,
    unit: Option<UnitId>,
    by: Option<PersonId>,
) -> Result<State, Fault> {
    let id = claim.person;
    let told = store::words(tx, id)?;
    let same_voice = |other: &&super::Told| match (&other.word, word) {
        (Word::Says { voice: a, .. }, Word::Says { voice: b, .. }) => a == b,
        (a, b) => a == b,
    };
    if told.iter().rev().find(same_voice).is_some_and(|last| last.word == *word)
        && !matches!(word, Word::Verified | Word::Refuted | Word::Withdrawn)
    {
        return Ok(claim.state);
    }
    let seq = told.last().map_or(1, |last| last.seq + 1);
    store::append(tx, id, seq, word, unit, by)?;
    let mut words: Vec<Word> = told.into_iter().map(|told| told.word).collect();
    words.push(word.clone());
    let state = fold(&words).unwrap_or(State::Claimed);
    store::set_state(tx, id, state)?;
    if state.is_open() {
        let due = tx.now().day().plus(VERIFY_DAYS);
        task::open(tx, task::Kind::Verify, id, claim.unit, due)?;
    } else {
        task::done(tx, task::Kind::Verify, id, state.as_str())?;
    }
    journal(tx, id, state.as_str())?;
    Ok(state)
}

fn journal(tx: &mut Tx<'_>, id: MemberId, state: &str) -> Result<(), Fault> {
    Ok(tx.record(Record {
        action: "membership.claim",
        subject_kind: "pseudonym",
        subject: *id.as_bytes(),
        area: "",
        detail: json!({ "state": state }),
    })?)
}
