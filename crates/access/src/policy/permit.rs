//! The proof that a question was asked and answered yes.

use contracts::PersonId;
use kernel::Moment;
use storage::Stamp;

use super::{Action, Target, sentences};
use crate::actor::{Actor, Membership};

/// Proof that policy allowed one person one action on one target. Only [`permit`] makes one, so a
/// function that wants a `Permit` cannot be reached without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    person: PersonId,
    action: Action,
    target: Target,
    role: String,
    membership: Option<Membership>,
}

/// Policy says no. The message tells nothing about the target, not even that it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("you may not {}: sign in with a post that allows it", action.english())]
pub struct Denied {
    pub action: Action,
}

impl Permit {
    /// Who was allowed.
    pub const fn person(&self) -> PersonId {
        self.person
    }
    pub const fn action(&self) -> Action {
        self.action
    }
    pub const fn target(&self) -> &Target {
        &self.target
    }
    /// The role that allowed it.
    pub fn role(&self) -> &str {
        &self.role
    }
    /// The post that allowed it; `None` for what every worker may do.
    pub const fn membership(&self) -> Option<&Membership> {
        self.membership.as_ref()
    }
    /// The stamp of a write made under this permit.
    pub fn stamp(&self, moment: Moment, purpose: &str) -> Stamp {
        Stamp { moment, actor: Some(self.person), role: self.role.clone(), purpose: purpose.into() }
    }
}

/// Asks policy.
///
/// # Errors
/// [`Denied`] unless a sentence allows the action to one of the actor's roles in a relation that
/// holds to the target.
pub fn permit(actor: &Actor, action: Action, target: &Target) -> Result<Permit, Denied> {
    let allowed = |role: &str, post: Option<&Membership>| {
        sentences()
            .filter(|sentence| sentence.role == role && sentence.actions.contains(&action))
            .any(|sentence| sentence.scope.holds(actor, post, target))
    };
    let granted = |role: &str, post: Option<&Membership>| Permit {
        person: actor.person,
        action,
        target: target.clone(),
        role: role.to_owned(),
        membership: post.cloned(),
    };
    for role in actor.implicit_roles() {
        if allowed(role, None) {
            return Ok(granted(role, None));
        }
    }
    for post in &actor.memberships {
        if allowed(&post.role, Some(post)) {
            return Ok(granted(&post.role, Some(post)));
        }
    }
    Err(Denied { action })
}
