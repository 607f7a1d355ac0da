//! What the facts of the chain do to a case.

use contracts::UnitId;
use kernel::Timestamp;

use super::{Chain, Fact, Level};
use crate::{case::Case, entry::Deadline, holder::Holder, state::State};

impl Case {
    pub(crate) fn apply_chain(&mut self, fact: &Fact, at: Timestamp) {
        match fact {
            Fact::Filed { by, .. } => self.chain_mut().filed_by = Some(*by),
            Fact::Copied { to } => self.chain_mut().copied.push(*to),
            Fact::Taken { member, branch, name, due } => {
                let chain = self.chain_mut();
                (chain.member, chain.branch) = (Some(*member), Some(*branch));
                chain.name.clone_from(name);
                // It was the member's from the first instant.
                self.holdings.retain(|held| held.since != at);
                self.wait_for(Holder::Member(*member), *branch, *due, at);
            }
            Fact::Passed { level, to, due, .. } => {
                self.chain_mut().left |= *level == Level::Street;
                self.wait_for(Holder::Unit(*to), *to, *due, at);
            }
            Fact::Climbed { level, to, due, .. } => {
                self.escalations += 1;
                self.chain_mut().left |= *level == Level::Street;
                self.wait_for(Holder::Unit(*to), *to, *due, at);
            }
            Fact::Bypassed { to, due } => {
                let chain = self.chain_mut();
                (chain.left, chain.bypassed) = (true, true);
                self.wait_for(Holder::Unit(*to), *to, *due, at);
            }
        }
    }

    fn chain_mut(&mut self) -> &mut Chain {
        self.chain.get_or_insert_default()
    }

    /// It waits at a level, against that level's limit. The answer's deadline stays what it was.
    fn wait_for(&mut self, holder: Holder, owner: UnitId, due: Deadline, at: Timestamp) {
        self.state = State::Reported;
        self.owner = owner;
        self.due = Some(due);
        self.warned = false;
        self.overdue = false;
        self.given_by = None;
        self.hold(holder, at);
    }
}
