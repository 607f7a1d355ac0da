//! What is put before a gathering: papers, points of the agenda, topics that workers want, motions.

use access::Actor;
use storage::Tx;

use crate::{
    Desk, Fault, GatheringId, act,
    fact::{Base, What},
    fault::text,
};

/// Characters of a paper's title, a paper, a point, a topic, a motion.
pub const PAPER_TITLE_MAX: usize = 60;
pub const PAPER_MAX: usize = 20_000;
pub const POINT_MAX: usize = 200;
pub const TOPIC_MAX: usize = 300;
pub const MOTION_MAX: usize = 500;

/// A paper; none is added between the first sitting and the last.
///
/// # Errors
/// [`Fault::Refused`] once the door has opened.
pub fn paper(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    title: &str,
    body: &str,
) -> Result<(), Fault> {
    let title = text("title", title, 2, PAPER_TITLE_MAX)?;
    let body = text("text", body, 2, PAPER_MAX)?;
    act::as_keeper(tx, desk, actor, id)?.append(tx, What::PaperAdded { title, text: body })
}

/// A point of the agenda.
///
/// # Errors
/// [`Fault::Refused`] when it is over.
pub fn item(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    typed: &str,
) -> Result<(), Fault> {
    let text = text("text", typed, 2, POINT_MAX)?;
    act::as_keeper(tx, desk, actor, id)?.append(tx, What::ItemAdded { text })
}

/// A worker wants something to be spoken of.
///
/// # Errors
/// [`Fault::Refused`] where the kind takes no topics, or the door has opened.
pub fn topic(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    typed: &str,
) -> Result<(), Fault> {
    let text = text("text", typed, 4, TOPIC_MAX)?;
    let person = actor.person;
    act::as_attendee(tx, desk, actor, id)?.append(tx, What::TopicRaised { person, text })
}

/// Another worker wants the same.
///
/// # Errors
/// [`Fault::Refused`] for whoever said so before.
pub fn support(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    topic: usize,
) -> Result<(), Fault> {
    let person = actor.person;
    act::as_attendee(tx, desk, actor, id)?.append(tx, What::TopicSupported { topic, person })
}

/// A motion as it is put.
#[derive(Debug, Clone)]
pub struct NewMotion {
    pub text: String,
    pub secret: bool,
    /// More than so many percent must be for it; 50 is a simple majority.
    pub majority_percent: u32,
    pub of: Base,
}

/// Puts a motion to the vote. Where there are several sittings it must be there before the first,
/// so that everybody votes on the same.
///
/// # Errors
/// [`Fault::Refused`] where the kind does not vote, or too late.
pub fn motion(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    new: &NewMotion,
) -> Result<(), Fault> {
    let text = text("text", &new.text, 4, MOTION_MAX)?;
    if !(50..=99).contains(&new.majority_percent) {
        return Err(Fault::invalid("majority_percent", "gathering-majority-wrong"));
    }
    let (secret, majority_percent, of) = (new.secret, new.majority_percent, new.of);
    let what = What::MotionPut { text, secret, majority_percent, of };
    act::as_keeper(tx, desk, actor, id)?.append(tx, what)
}
