//! What may happen to a collective matter next. The fold believes every entry; these rules decide
//! which are written.

use super::{
    fact::{Answer, Decision, Stage, What},
    fold::Collective,
};

/// Why something cannot happen to a matter now. Each says what can be done instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the matter has ended: reopen it once, on new facts")]
    Ended,
    #[error("the matter is answered already")]
    Answered,
    #[error("nothing is being tried now")]
    NoTrial,
    #[error("the trial was extended once already")]
    ExtendedBefore,
    #[error("the trial has not ended yet: measure when it has")]
    TrialRuns,
    #[error("what came of it is recorded already, and stays")]
    MeasuredBefore,
    #[error("record first what the measures say after the trial")]
    NotMeasured,
    #[error("the vote is not over: decide when it is")]
    NotDue,
    #[error("there is no vote now")]
    NoVote,
    #[error("you are not among those who may vote on this: you may still comment")]
    NotOnRoll,
    #[error("you have voted already; a ballot is secret and cannot be taken back")]
    VotedBefore,
    #[error("only what was turned down is reopened")]
    NotRejected,
    #[error("the matter was reopened once already: open a new one")]
    ReopenedBefore,
    #[error("that report is part of it already")]
    GatheredBefore,
    #[error("you have said enough here: let others speak")]
    TooManyComments,
    #[error("the comment was taken out already")]
    StruckBefore,
}

impl Refusal {
    pub const ALL: [Self; 16] = [
        Self::Ended,
        Self::Answered,
        Self::NoTrial,
        Self::ExtendedBefore,
        Self::TrialRuns,
        Self::MeasuredBefore,
        Self::NotMeasured,
        Self::NotDue,
        Self::NoVote,
        Self::NotOnRoll,
        Self::VotedBefore,
        Self::NotRejected,
        Self::ReopenedBefore,
        Self::GatheredBefore,
        Self::TooManyComments,
        Self::StruckBefore,
    ];

    /// The key of the words and of the API's problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ended => "collective-ended",
            Self::Answered => "collective-answered",
            Self::NoTrial => "collective-no-trial",
            Self::ExtendedBefore => "collective-extended-before",
            Self::TrialRuns => "collective-trial-runs",
            Self::MeasuredBefore => "collective-measured-before",
            Self::NotMeasured => "collective-not-measured",
            Self::NotDue => "collective-not-due",
            Self::NoVote => "collective-no-vote",
            Self::NotOnRoll => "collective-not-on-roll",
            Self::VotedBefore => "collective-voted-before",
            Self::NotRejected => "collective-not-rejected",
            Self::ReopenedBefore => "collective-reopened-before",
            Self::GatheredBefore => "collective-gathered-before",
            Self::TooManyComments => "collective-too-many-comments",
            Self::StruckBefore => "collective-struck-before",
        }
    }
}

/// Whether `what` may happen to `matter` now.
pub fn admit(matter: &Collective, what: &What) -> Result<(), Refusal> {
    let stage = matter.stage;
    match what {
        What::Raised(_) => Err(Refusal::Answered),
        What::Gathered { case } if matter.cases.contains(case) => Err(Refusal::GatheredBefore),
        What::Gathered { .. } => unless(stage.is_ended(), Refusal::Ended),
        What::Warned | What::Overdue { .. } => unless(!stage.awaits_unit(), Refusal::NotDue),
        What::Answered { answer, trial, .. } => {
            unless(stage.is_ended(), Refusal::Ended)?;
            unless(stage != Stage::Raised, Refusal::Answered)?;
            unless(trial.is_some() == (*answer == Answer::Declined), Refusal::NoTrial)
        }
        What::Withdrawn { .. } => {
            unless(stage.is_ended(), Refusal::Ended)?;
            unless(stage != Stage::Raised, Refusal::Answered)
        }
        What::Extended { .. } => {
            unless(stage != Stage::Trial, Refusal::NoTrial)?;
            let extended = matter.round().is_some_and(|round| round.extended.is_some());
            unless(extended, Refusal::ExtendedBefore)
        }
        What::TrialEnded => unless(stage != Stage::Trial, Refusal::NoTrial),
        What::Measured { .. } => match stage {
            Stage::Review | Stage::Vote | Stage::Decide => {
                unless(matter.measured().is_some(), Refusal::MeasuredBefore)
            }
            Stage::Trial => Err(Refusal::TrialRuns),
            _ => Err(Refusal::NoTrial),
        },
        What::VoteOpened { .. } | What::VoteSkipped { .. } => {
            unless(stage != Stage::Review, Refusal::NoTrial)
        }
        What::VoteClosed { .. } => unless(stage != Stage::Vote, Refusal::NoVote),
        What::Decided { .. } => {
            unless(stage.is_ended(), Refusal::Ended)?;
            unless(stage != Stage::Decide, Refusal::NotDue)?;
            unless(matter.measured().is_none(), Refusal::NotMeasured)
        }
        What::Reopened { .. } => reopen(matter),
    }
}

/// What was declined, dropped or cut down may come back once.
fn reopen(matter: &Collective) -> Result<(), Refusal> {
    let adopted = matter.decided().is_some_and(|decided| decided.decision == Decision::Adopted);
    match matter.stage {
        Stage::Declined | Stage::Decided if matter.was_reopened() => Err(Refusal::ReopenedBefore),
        Stage::Declined => Ok(()),
        Stage::Decided => unless(adopted, Refusal::NotRejected),
        _ => Err(Refusal::NotRejected),
    }
}

fn unless(condition: bool, refusal: Refusal) -> Result<(), Refusal> {
    if condition { Err(refusal) } else { Ok(()) }
}
