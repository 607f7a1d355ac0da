//! What a person does with links: says yes, no or later to a proposal, draws a link, takes one back.
//!
//! These are the changes themselves; who may make them is asked by [`super::look`].

use std::collections::BTreeSet;

use contracts::PersonId;

use storage::{Error, Record, Tx};

use super::{Link, LinkId, Pair, Proposal, Reason, State, store};
use crate::{Fault, RecordId};

/// The days for which "later" puts a proposal off.
const LATER_DAYS: i64 = 7;

/// What a person says to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Same,
    Apart,
    Later,
}

impl Answer {
    /// Reads a form's word.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "same" => Some(Self::Same),
            "apart" => Some(Self::Apart),
            "later" => Some(Self::Later),
            _ => None,
        }
    }
}

/// Answers a proposal. Yes draws the link; no is remembered and never asked again.
///
/// # Errors
/// [`Fault::NotFound`] where there is none; [`Fault::Conflict`] when it is answered already, or when
/// yes would contradict what somebody said.
pub(crate) fn answer(
    tx: &mut Tx<'_>,
    proposal: &Proposal,
    answer: Answer,
    by: PersonId,
) -> Result<(), Fault> {
    store::hold(tx)?;
    let now = store::find_proposal(tx, proposal.id)?.ok_or(Fault::NotFound)?;
    if now.state != State::Waiting {
        return Err(Fault::Conflict("registry-proposal-answered"));
    }
    let at = tx.now();
    match answer {
        Answer::Later => {
            let after = at.plus_days(LATER_DAYS);
            store::set_proposal(tx, now.id, State::Waiting, after, by)?;
        }
        Answer::Apart => {
            if store::subject_of(tx, now.pair.one)? == store::subject_of(tx, now.pair.other)? {
                return Err(Fault::Conflict("registry-proposal-linked"));
            }
            store::say_apart(tx, now.pair, Some(by))?;
            store::set_proposal(tx, now.id, State::Apart, at, by)?;
        }
        Answer::Same => {
            connect(tx, now.pair, now.probability, now.reasons, by)?;
            store::set_proposal(tx, now.id, State::Same, at, by)?;
        }
    }
    told(tx, "registry.link-answer", *now.id.as_bytes(), answer_word(answer))
}

const fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Same => "same",
        Answer::Apart => "apart",
        Answer::Later => "later",
    }
}

/// Draws a link that nobody proposed; the person answers for it.
///
/// # Errors
/// [`Fault::Invalid`] for a record with itself; otherwise as for a yes to a proposal.
pub fn draw(
    tx: &mut Tx<'_>,
    one: RecordId,
    other: RecordId,
    by: PersonId,
) -> Result<LinkId, Fault> {
    store::hold(tx)?;
    let pair = Pair::of(one, other).ok_or(Fault::invalid("other", "registry-link-itself"))?;
    let id = connect(tx, pair, 1.0, Vec::new(), by)?;
    told(tx, "registry.link-draw", *id.as_bytes(), "drawn")?;
    Ok(id)
}

fn connect(
    tx: &mut Tx<'_>,
    pair: Pair,
    probability: f64,
    reasons: Vec<Reason>,
    by: PersonId,
) -> Result<LinkId, Fault> {
    let subjects = [store::subject_of(tx, pair.one)?, store::subject_of(tx, pair.other)?];
    if subjects[0] == subjects[1] {
        return Err(Fault::Conflict("registry-link-already"));
    }
    let others: BTreeSet<RecordId> = store::members(tx, subjects[1])?.into_iter().collect();
    for record in store::members(tx, subjects[0])? {
        if store::apart_from(tx, record)?.iter().any(|enemy| others.contains(enemy)) {
            return Err(Fault::Conflict("registry-link-apart"));
        }
    }
    let (id, since) = (tx.id(), tx.now());
    let (made_by, until) = (Some(by), None);
    let (ended_by, ended_why) = (None, None);
    let link = Link {
        id,
        pair,
        since,
        probability,
        reasons,
        run: None,
        made_by,
        until,
        ended_by,
        ended_why,
    };
    store::add_links(tx, [&link])?;
    store::renew(tx, &subjects.into())?;
    Ok(id)
}

/// Takes a link back; answers it as it is then. What it joined is apart again, exactly as if it had never been drawn, and the
/// program never draws it again.
///
/// # Errors
/// [`Fault::NotFound`] where there is none; [`Fault::Conflict`] when it was taken back already.
pub fn undo(tx: &mut Tx<'_>, id: LinkId, by: PersonId, why: &str) -> Result<Link, Fault> {
    let why = crate::fault::text("why", why, 2, 200)?;
    store::hold(tx)?;
    let link = store::find_link(tx, id)?.ok_or(Fault::NotFound)?;
    if link.until.is_some() {
        return Err(Fault::Conflict("registry-link-undone"));
    }
    let subject = store::subject_of(tx, link.pair.one)?;
    store::end_link(tx, id, Some(by), &why)?;
    store::say_apart(tx, link.pair, Some(by))?;
    store::renew(tx, &BTreeSet::from([subject]))?;
    told(tx, "registry.link-undo", *id.as_bytes(), "undone")?;
    let (until, ended_by, ended_why) = (Some(tx.now()), Some(by), Some(why));
    Ok(Link { until, ended_by, ended_why, ..link })
}

/// A record is erased: its links end and nothing is asked about it any more.
///
/// # Errors
/// When the store fails.
pub fn erased(tx: &mut Tx<'_>, record: RecordId) -> Result<(), Error> {
    store::hold(tx)?;
    let subject = store::subject_of(tx, record)?;
    for link in store::links_of(tx, record, false)? {
        store::end_link(tx, link.id, None, "erased")?;
    }
    store::drop_proposals(tx, record)?;
    store::renew(tx, &BTreeSet::from([subject]))
}

fn told(tx: &mut Tx<'_>, action: &str, subject: [u8; 16], how: &str) -> Result<(), Fault> {
    let detail = serde_json::json!({ "how": how });
    tx.record(Record { action, subject_kind: "registry-link", subject, area: "", detail })?;
    Ok(())
}
