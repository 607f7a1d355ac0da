//! What the fold of a case remembers of leading and following.

use std::collections::BTreeSet;

use contracts::{CaseId, PersonId};
use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::fact::{Fact, Standing};
use crate::{case::Case, entry::Entry, state::State};

/// A case's part in a merge; absent from a case that has none.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// The case that this one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<Leader>,
    /// The cases that follow this one, in the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
    /// Its own reporter has withdrawn; it goes on for the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub stood_back: bool,
}

/// The case that is followed, and how the follower stood by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Leader {
    pub id: CaseId,
    pub number: String,
    pub before: Box<Standing>,
}

/// A case that follows another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: CaseId,
    pub number: String,
    pub reporter: Option<PersonId>,
    pub reported_at: Timestamp,
}

impl Member {
    pub fn of(id: CaseId, case: &Case) -> Self {
        Self {
            id,
            number: case.number.clone(),
            reporter: case.reporter,
            reported_at: case.created_at,
        }
    }
}

impl Case {
    /// The case that this one follows.
    pub fn leader(&self) -> Option<&Leader> {
        self.merge.as_ref()?.into.as_ref()
    }

    /// The cases that follow this one.
    pub fn members(&self) -> &[Member] {
        self.merge.as_ref().map_or(&[], |merge| &merge.members)
    }

    /// Everybody who reported the trouble and has not withdrawn, the earliest first, each with the
    /// case by which they hear of it; a person who reported it twice stands for the earlier one.
    pub fn reporters(&self, id: CaseId) -> Vec<Member> {
        let withdrew = self.merge.as_ref().is_some_and(|merge| merge.stood_back);
        let own = (!withdrew).then(|| Member::of(id, self));
        let mut all: Vec<Member> = own.into_iter().chain(self.members().iter().cloned()).collect();
        all.sort_by_key(|one| (one.reported_at, one.id));
        let mut seen = BTreeSet::new();
        all.retain(|one| one.reporter.is_some_and(|person| seen.insert(person)));
        all
    }

    /// The case without what it knows of other people's reports, for its own reporter's export.
    #[must_use]
    pub fn without_others(mut self) -> Self {
        self.merge = None;
        self
    }

    pub(crate) fn apply_merge(&mut self, fact: &Fact, entry: &Entry) {
        let mut merge = self.merge.take().map_or_else(Merge::default, |merge| *merge);
        match fact {
            Fact::Merged { into, number, standing } => {
                let before = Box::new(Standing::of(self));
                merge.into = Some(Leader { id: *into, number: number.clone(), before });
                self.stand(standing, entry.at);
            }
            Fact::Followed { standing } => self.stand(standing, entry.at),
            Fact::Unmerged { .. } => {
                if let Some(leader) = merge.into.take() {
                    self.stand(&leader.before, entry.at);
                }
            }
            Fact::Joined { member } => merge.members.push(member.clone()),
            Fact::Left { case } => merge.members.retain(|member| member.id != *case),
            Fact::StoodBack { .. } => merge.stood_back = true,
        }
        self.merge = (merge != Merge::default()).then(|| Box::new(merge));
    }

    fn stand(&mut self, standing: &Standing, at: Timestamp) {
        if standing.state == State::Confirmed && self.state != State::Confirmed {
            // Never set back: it tells one posting of points from the next.
            self.confirmations += 1;
        }
        let standing = standing.clone();
        self.state = standing.state;
        self.verdict = standing.verdict;
        self.owner = standing.owner;
        self.due = standing.due;
        self.warned = standing.warned;
        self.overdue = standing.overdue;
        self.answer_due = standing.answer_due;
        self.lapse_at = standing.lapse_at;
        self.answer = standing.answer;
        self.first_answered_at = standing.first_answered_at;
        self.closed_at = standing.closed_at;
        self.door = standing.door;
        self.refused_by = standing.refused_by;
        self.scope_appealed = standing.scope_appealed;
        self.hold(standing.holder, at);
    }
}
