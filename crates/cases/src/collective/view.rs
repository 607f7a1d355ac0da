//! A matter as everybody may read it: counts and no names, and no count of fewer people than may
//! be told.

use contracts::PersonId;
use kernel::Timestamp;
use storage::{Db, Error};

use super::{
    CollectiveId, CommentId, act,
    fact::{Side, Stage},
    fold::Collective,
    store,
};
use crate::desk::Desk;

/// What somebody said, under no name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    pub side: Side,
    pub text: String,
    pub at: Timestamp,
    /// Why it was taken out; its text is shown no more.
    pub struck: Option<String>,
}

/// What the reader has done in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mine {
    /// Reported it or joined.
    pub joined: bool,
    /// Reported it: cannot be left.
    pub reported: bool,
    /// May vote in the present round, and whether they have.
    pub voted: Option<bool>,
}

/// A matter with what stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub id: CollectiveId,
    pub matter: Collective,
    /// How many reported it or joined; `None` below the city's least number.
    pub people: Option<i64>,
    /// How many have voted; `None` without a vote, and below the least number.
    pub turnout: Option<i64>,
    pub comments: Vec<Comment>,
    pub mine: Mine,
}

/// Reads a matter for somebody, or for nobody in particular.
pub fn show(
    db: &mut Db<'_>,
    desk: &Desk,
    id: CollectiveId,
    reader: Option<PersonId>,
) -> Result<Option<Shown>, Error> {
    let Some(matter) = store::find(db, id)? else { return Ok(None) };
    let people = people_count(db, desk, id)?;
    let voted = matter.vote().is_some().then(|| matter.round_number());
    let turnout = match voted {
        Some(round) => Some(store::people::turnout(db, id, round)?.1),
        None => None,
    };
    let mine = match reader {
        Some(person) => mine(db, id, &matter, person)?,
        None => Mine::default(),
    };
    Ok(Some(Shown {
        id,
        people,
        turnout: turnout.filter(|count| *count >= act::votes_min(desk)),
        comments: store::people::comments(db, id)?,
        mine,
        matter,
    }))
}

fn mine(
    db: &mut Db<'_>,
    id: CollectiveId,
    matter: &Collective,
    person: PersonId,
) -> Result<Mine, Error> {
    let reported = store::people::reported(db, id, person)?;
    let joined = reported || store::people::joined(db, id, person)?;
    let voted = match matter.stage {
        Stage::Vote => store::people::on_roll(db, id, matter.round_number(), person)?,
        _ => None,
    };
    Ok(Mine { joined, reported, voted })
}

/// How many reported it or joined, from the least number on that a city tells.
pub fn people_count(db: &mut Db<'_>, desk: &Desk, id: CollectiveId) -> Result<Option<i64>, Error> {
    let least = i64::from(desk.catalogue.city().privacy.support_min);
    let count = store::people::count(db, id)?;
    Ok(Some(count).filter(|count| *count >= least))
}
