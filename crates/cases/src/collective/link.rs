//! What a report learns of the matter that it is part of. Its own clock runs on.

use contracts::CaseId;
use serde::{Deserialize, Serialize};
use storage::{Error, Tx};

use super::{
    CollectiveId,
    fact::{Answer, Decision, Stage},
    fold::Collective,
    people,
};
use crate::{
    act,
    case::Case,
    entry::{Entry, What},
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// It is part of a matter that concerns many.
    Gathered { matter: CollectiveId, number: String },
    /// That matter has ended; without a decision when it was declined or taken back.
    Ended { matter: CollectiveId, stage: Stage, decision: Option<Decision> },
}

impl Fact {
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Gathered { .. } => "collective.gathered",
            Self::Ended { .. } => "collective.ended",
        }
    }
}

/// The matters that a case is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    pub matter: CollectiveId,
    pub number: String,
    /// Where it ended, if it has.
    pub ended: Option<Stage>,
}

/// Takes one more fact in.
pub(crate) fn apply(links: &mut Vec<Link>, fact: &Fact) {
    match fact {
        Fact::Gathered { matter, number } => {
            links.push(Link { matter: *matter, number: number.clone(), ended: None });
        }
        Fact::Ended { matter, stage, .. } => {
            for link in links.iter_mut().filter(|link| link.matter == *matter) {
                link.ended = Some(*stage);
            }
        }
    }
}

/// Writes into a report that it is part of the matter, and takes its reporters among those told.
pub(super) fn gathered(
    tx: &mut Tx<'_>,
    id: CollectiveId,
    matter: &mut Collective,
    case: CaseId,
) -> Result<(), Error> {
    let number = matter.number.clone();
    write(tx, case, Fact::Gathered { matter: id, number })?;
    people::enlist(tx, id, case)
}

/// Writes the end into every report.
pub(super) fn ended(tx: &mut Tx<'_>, id: CollectiveId, matter: &Collective) -> Result<(), Error> {
    let decision = matter.decided().map(|decided| decided.decision);
    for case in &matter.cases {
        write(tx, *case, Fact::Ended { matter: id, stage: matter.stage, decision })?;
    }
    Ok(())
}

fn write(tx: &mut Tx<'_>, id: CaseId, fact: Fact) -> Result<(), Error> {
    let Some(mut case) = crate::store::hold(tx, id)? else { return Ok(()) };
    let entry = Entry {
        seq: case.length + 1,
        at: tx.now().max(case.updated_at),
        actor: None,
        unit: None,
        role: "system".into(),
        what: What::Collective(fact),
    };
    act::write(tx, id, &mut case, &entry)
}

/// The key of the words for how a matter ended.
pub(crate) const fn ended_key(stage: Stage, decision: Option<Decision>) -> &'static str {
    match (stage, decision) {
        (_, Some(Decision::Adopted)) => "collective-decision-adopted",
        (_, Some(Decision::Adjusted)) => "collective-decision-adjusted",
        (_, Some(Decision::Dropped)) => "collective-decision-dropped",
        (Stage::Declined, None) => "collective-answer-declined",
        _ => "collective-stage-withdrawn",
    }
}

/// The words of an answer.
pub(crate) const fn answer_key(answer: Answer) -> &'static str {
    match answer {
        Answer::Accepted => "collective-answer-accepted",
        Answer::Partly => "collective-answer-partly",
        Answer::Declined => "collective-answer-declined",
    }
}

/// The matters of a case that a reader may open.
pub fn of(case: &Case) -> &[Link] {
    &case.collective
}
