//! What may happen to a gathering when. Pure.

use crate::{
    fact::What,
    gathering::{Gathering, Stage},
};

/// Declares every refusal once: its name in code, its text, and what it says.
macro_rules! refusals {
    ($($variant:ident $text:literal $says:literal;)+) => {
        /// Why something may not happen to a gathering now.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
        pub enum Refusal { $(#[error($says)] $variant),+ }

        impl Refusal {
            /// The stable code, which is also the key of its words.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => concat!("gathering-", $text)),+ }
            }
            /// The key of what to do, for a page that shows it at its head.
            pub const fn remedy(self) -> &'static str {
                match self { $(Self::$variant => concat!("problem-gathering-", $text, "-detail")),+ }
            }
        }
    };
}

refusals! {
    NotNow "not-now" "the gathering is not open for this any more, or not yet";
    SignedUpBefore "signed-up-before" "this person has said so already";
    NotSignedUp "not-signed-up" "this person did not sign up";
    Frozen "frozen" "papers and motions are frozen from the first sitting to the last";
    NotOfKind "not-of-kind" "this kind of gathering has no such part";
    DoorClosed "door-closed" "the door is not open at this hour";
    NotOnRoll "not-on-roll" "this person is not on the roll of the day";
    NotPresent "not-present" "this person was not at any sitting";
    VotedBefore "voted-before" "this person has voted already";
    Full "full" "the list is full";
    WrongCode "wrong-code" "the code is wrong or over";
    UsedCode "used-code" "the code was used before";
    WasThere "was-there" "whoever was there has nothing to make up for";
    DraftClosed "draft-closed" "the draft is closed";
    Unanswered "unanswered" "a comment has no outcome yet";
}

/// Topics, motions, papers and points of one gathering.
const LIST_MAX: usize = 100;

fn when(holds: bool, refusal: Refusal) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(refusal) }
}

fn room(length: usize) -> Result<(), Refusal> {
    when(length < LIST_MAX, Refusal::Full)
}

/// Whether this may happen now.
///
/// # Errors
/// The [`Refusal`] that says why not.
pub fn admit(gathering: &Gathering, what: &What) -> Result<(), Refusal> {
    use Stage::{Called, Closed, Open, Settled};
    let stage = gathering.stage;
    let during = |stages: &[Stage]| when(stages.contains(&stage), Refusal::NotNow);
    match what {
        What::Called(_) => Err(Refusal::NotNow),
        What::Moved { .. } | What::CalledOff { .. } | What::Reminded | What::Opened { .. } => {
            during(&[Called])
        }
        What::PaperAdded { .. } => {
            when(stage != Open, Refusal::Frozen)?;
            during(&[Called])?;
            room(gathering.papers.len())
        }
        What::ItemAdded { .. } => {
            during(&[Called, Open])?;
            room(gathering.items.len())
        }
        What::MotionPut { .. } => {
            when(gathering.rules.motions, Refusal::NotOfKind)?;
            // Whoever was at the first sitting only must know what is voted on.
            let before = stage == Called || gathering.sittings.len() == 1;
            when(before, Refusal::Frozen)?;
            during(&[Called, Open])?;
            room(gathering.motions.len())
        }
        What::Decided(_) => {
            during(&[Open, Closed, Settled])?;
            room(gathering.decisions.len())
        }
        What::MinutesKept { .. } => during(&[Open, Closed, Settled]),
        What::Closed { .. } => during(&[Open]),
        What::Settled => during(&[Closed]),
        _ => admit_person(gathering, what),
    }
}

/// Whether somebody may do this, or have it done to them.
fn admit_person(gathering: &Gathering, what: &What) -> Result<(), Refusal> {
    use Stage::{Called, Closed, Open, Settled};
    let during = |stages: &[Stage]| when(stages.contains(&gathering.stage), Refusal::NotNow);
    match what {
        What::SignedUp { person } => {
            during(&[Called])?;
            when(!gathering.signed_up.contains(person), Refusal::SignedUpBefore)
        }
        What::Cancelled { person } => {
            during(&[Called])?;
            when(gathering.signed_up.contains(person), Refusal::NotSignedUp)
        }
        What::TopicRaised { .. } => {
            when(gathering.rules.topics, Refusal::NotOfKind)?;
            during(&[Called])?;
            room(gathering.topics.len())
        }
        What::TopicSupported { topic, person } => {
            during(&[Called])?;
            let topic = gathering.topics.get(*topic).ok_or(Refusal::NotNow)?;
            when(!topic.is_wanted_by(*person), Refusal::SignedUpBefore)
        }
        What::SignedIn { person, shown_at, sitting, .. } => {
            during(&[Open, Closed])?;
            when(gathering.sitting_at(*shown_at) == Some(*sitting), Refusal::DoorClosed)?;
            when(gathering.is_entitled(*person), Refusal::NotOnRoll)
        }
        What::Voted { motion, person, .. } => {
            let motion = may_vote(gathering, *motion, *person)?;
            when(!motion.secret, Refusal::NotOfKind)?;
            when(!motion.votes.contains_key(person), Refusal::VotedBefore)
        }
        What::Judged { decision, person, .. } => {
            during(&[Open])?;
            when(gathering.present.contains_key(person), Refusal::NotPresent)?;
            when(gathering.read.iter().any(|read| read.decision == *decision), Refusal::NotNow)
        }
        What::MadeUp { person } => {
            during(&[Closed, Settled])?;
            when(gathering.rules.make_up_days.is_some(), Refusal::NotOfKind)?;
            when(gathering.is_entitled(*person), Refusal::NotOnRoll)?;
            when(!gathering.present.contains_key(person), Refusal::WasThere)
        }
        _ => Err(Refusal::NotNow),
    }
}

/// The motion, if this person may vote on it now.
///
/// # Errors
/// The [`Refusal`] that says why not.
pub fn may_vote(
    gathering: &Gathering,
    motion: usize,
    person: contracts::PersonId,
) -> Result<&crate::gathering::Motion, Refusal> {
    if gathering.stage != Stage::Open {
        return Err(Refusal::NotNow);
    }
    let motion = gathering.motions.get(motion).ok_or(Refusal::NotNow)?;
    if !gathering.is_entitled(person) {
        return Err(Refusal::NotOnRoll);
    }
    if gathering.present.contains_key(&person) { Ok(motion) } else { Err(Refusal::NotPresent) }
}
