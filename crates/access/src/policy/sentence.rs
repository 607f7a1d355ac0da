//! The grammar of a permission sentence: a role, what it may do, and in relation to what.

use std::fmt;

use super::{Action, Target};
use crate::actor::{Actor, Membership};

/// How a person must be related to a thing for a sentence to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// No relation is needed.
    Everywhere,
    /// The thing lies in the area of the post or in an area below it.
    InAreaAndBelow,
    /// The unit of the post holds the thing or takes part in it.
    HeldByOwnUnit,
    /// The thing is the person's own.
    OfTheirOwn,
    /// The thing is, or was, in the person's own hands.
    InTheirHands,
    /// The unit takes part and the worker agreed that it may know who they are.
    AgreedByTheWorker,
}

impl Scope {
    pub const ALL: [Self; 6] = [
        Self::Everywhere,
        Self::InAreaAndBelow,
        Self::HeldByOwnUnit,
        Self::OfTheirOwn,
        Self::InTheirHands,
        Self::AgreedByTheWorker,
    ];

    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Everywhere => "不限范围",
            Self::InAreaAndBelow => "限本辖区及下级辖区",
            Self::HeldByOwnUnit => "限本单位承办或参与的",
            Self::OfTheirOwn => "限本人的",
            Self::InTheirHands => "限本人经手的",
            Self::AgreedByTheWorker => "限本单位参与且劳动者本人同意的",
        }
    }
    pub const fn english(self) -> &'static str {
        match self {
            Self::Everywhere => "everywhere",
            Self::InAreaAndBelow => "in the area of the post and below",
            Self::HeldByOwnUnit => "where the own unit holds it or takes part",
            Self::OfTheirOwn => "of their own",
            Self::InTheirHands => "that are or were in their own hands",
            Self::AgreedByTheWorker => "where the own unit takes part and the worker agreed",
        }
    }

    /// Whether the relation holds. `post` is `None` for the roles that need no membership.
    pub(super) fn holds(self, actor: &Actor, post: Option<&Membership>, target: &Target) -> bool {
        match self {
            Self::Everywhere => true,
            Self::OfTheirOwn => target.person == Some(actor.person),
            Self::InTheirHands => post.is_some() && target.hands.contains(&actor.person),
            Self::InAreaAndBelow => {
                post.zip(target.area.as_ref()).is_some_and(|(post, area)| post.area.contains(area))
            }
            Self::HeldByOwnUnit => post.is_some_and(|post| target.units.contains(&post.unit)),
            Self::AgreedByTheWorker => post.is_some_and(|post| {
                target.units.contains(&post.unit) && target.agreed.contains(&post.unit)
            }),
        }
    }
}

/// "A street clerk may list, read and accept cases in the area of the post and below."
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    pub role: &'static str,
    pub actions: &'static [Action],
    pub scope: Scope,
}

/// Begins a sentence: `role("clerk").may(&[..]).in_area_and_below()`.
pub(super) const fn role(role: &'static str) -> Subject {
    Subject { role }
}

pub(super) struct Subject {
    role: &'static str,
}

pub(super) struct Permission {
    role: &'static str,
    actions: &'static [Action],
}

impl Subject {
    pub(super) const fn may(self, actions: &'static [Action]) -> Permission {
        Permission { role: self.role, actions }
    }
}

impl Permission {
    const fn within(self, scope: Scope) -> Sentence {
        Sentence { role: self.role, actions: self.actions, scope }
    }
    pub(super) const fn everywhere(self) -> Sentence {
        self.within(Scope::Everywhere)
    }
    pub(super) const fn in_area_and_below(self) -> Sentence {
        self.within(Scope::InAreaAndBelow)
    }
    pub(super) const fn held_by_own_unit(self) -> Sentence {
        self.within(Scope::HeldByOwnUnit)
    }
    pub(super) const fn of_their_own(self) -> Sentence {
        self.within(Scope::OfTheirOwn)
    }
    pub(super) const fn in_their_hands(self) -> Sentence {
        self.within(Scope::InTheirHands)
    }
    pub(super) const fn agreed_by_the_worker(self) -> Sentence {
        self.within(Scope::AgreedByTheWorker)
    }
}

impl Sentence {
    /// The sentence in Chinese; `role_name` is the role's name in the catalogue.
    pub fn chinese(&self, role_name: &str) -> String {
        let actions: Vec<_> = self.actions.iter().map(|action| action.chinese()).collect();
        format!("{role_name}可以{}，{}。", actions.join("、"), self.scope.chinese())
    }

    /// The sentence in English; `role_name` is the role's name in the catalogue.
    pub fn english(&self, role_name: &str) -> String {
        let actions: Vec<_> = self.actions.iter().map(|action| action.english()).collect();
        format!("{role_name} may {}: {}.", actions.join(", "), self.scope.english())
    }
}

impl fmt::Display for Sentence {
    /// The sentence in both languages, with the role's code for its name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.chinese(self.role), self.english(self.role))
    }
}
