//! Who is asking: a person, the posts they hold today, and how they signed in.

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Id, Moment, Timestamp};
use storage::Stamp;

use crate::session::{SessionId, SessionKind, TOUCH_SECONDS};

/// The name of membership ids.
pub enum MembershipName {}
pub type MembershipId = Id<MembershipName>;

/// A post: a person has a role in a unit, for an area, over days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub unit: UnitId,
    /// Code of the catalogue's unit kind.
    pub unit_kind: String,
    /// Code of the catalogue's role.
    pub role: String,
    /// The area served; what lies below it is included.
    pub area: AreaCode,
    /// The first day on which it counts.
    pub from: Day,
    /// The first day on which it counts no more; `None` while no end is known.
    pub until: Option<Day>,
}

impl Membership {
    pub fn counts_on(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// The session by which an actor came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveSession {
    pub id: SessionId,
    pub kind: SessionKind,
    pub seen_at: Timestamp,
}

impl ActiveSession {
    /// Whether [`crate::session::touch`] is due.
    pub const fn needs_touch(&self, now: Timestamp) -> bool {
        now.seconds_since(self.seen_at) >= TOUCH_SECONDS
    }
}

/// Somebody signed in. Made by [`crate::session::find`], or by [`Actor::new`] for commands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Actor {
    pub person: PersonId,
    /// The posts that count today under this session.
    pub memberships: Vec<Membership>,
    /// `None` when a command acts for the person.
    pub session: Option<ActiveSession>,
}

impl Actor {
    /// An actor on `day`: memberships that do not count then are left out, and so are those that
    /// a session of this kind is too weak for.
    pub fn new(
        person: PersonId,
        session: Option<ActiveSession>,
        mut memberships: Vec<Membership>,
        day: Day,
    ) -> Self {
        let kind = session.map_or(SessionKind::Staff, |session| session.kind);
        memberships.retain(|post| post.counts_on(day) && kind.carries(&post.role));
        Self { person, memberships, session }
    }

    /// The roles that need no membership. A session that only serves to enrol a second factor has
    /// none but the visitor's.
    pub(crate) fn implicit_roles(&self) -> &'static [&'static str] {
        match self.session {
            Some(ActiveSession { kind: SessionKind::Enrolling, .. }) => &["visitor"],
            _ => &["visitor", "worker"],
        }
    }

    /// Whether any post makes this person more than a worker; a contact member is one.
    pub fn is_staff(&self) -> bool {
        self.memberships.iter().any(|post| !matches!(post.role.as_str(), "worker" | "member"))
    }

    /// The stamp of a write for which no post matters; where a permit decided, prefer
    /// [`crate::Permit::stamp`], which names the role that was used.
    pub fn stamp(&self, moment: Moment, purpose: &str) -> Stamp {
        let role = self.memberships.first().map_or("worker", |post| &post.role);
        Stamp { moment, actor: Some(self.person), role: role.into(), purpose: purpose.into() }
    }
}
