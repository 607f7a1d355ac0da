//! Who is let in at the door. What may be done inside is asked about the very thing, later.

use access::{Action, Actor, SessionKind, policy};

/// What a route asks of its visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Anybody.
    Public,
    /// Anybody signed in, even with a session that only serves to enrol a second factor.
    SignedIn,
    /// Somebody whom at least one sentence of policy allows this, on whatever target.
    May(Action),
    /// Somebody who may do at least one of these.
    AnyOf(&'static [Action]),
}

/// What the gate does with a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Enter,
    SignIn,
    Forbidden,
}

impl Need {
    pub(super) fn judge(self, actor: Option<&Actor>) -> Verdict {
        let enough = match self {
            Self::Public => true,
            Self::SignedIn => actor.is_some(),
            Self::May(action) => may(actor, action),
            Self::AnyOf(actions) => actions.iter().any(|action| may(actor, *action)),
        };
        match actor {
            _ if enough => Verdict::Enter,
            None => Verdict::SignIn,
            Some(_) => Verdict::Forbidden,
        }
    }
}

/// Whether any sentence allows `action` to one of the actor's roles.
fn may(actor: Option<&Actor>, action: Action) -> bool {
    let Some(actor) = actor else { return policy::open_to_visitors(action) };
    let enrolling = actor.session.is_some_and(|session| session.kind == SessionKind::Enrolling);
    policy::sentences().filter(|sentence| sentence.actions.contains(&action)).any(|sentence| {
        match sentence.role {
            "visitor" => true,
            "worker" if !enrolling => true,
            role => actor.memberships.iter().any(|post| post.role == role),
        }
    })
}
