//! A member as the fold of dated facts.

pub mod admit;
pub mod state;
pub mod store;

use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Day, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{BatchId, MemberId};

/// The two ties that a member has to branches; both may stand at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Link {
    /// The organisational relation (组织关系).
    Home,
    /// Where the member takes part while away from home (流动党员).
    Floating,
}

impl Link {
    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "home",
            Self::Floating => "floating",
        }
    }

    /// Reads what [`Link::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Home, Self::Floating].into_iter().find(|link| link.as_str() == text)
    }
}

/// How far somebody is on the path to membership (发展党员), in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// 入党申请人
    Applicant,
    /// 入党积极分子
    Activist,
    /// 发展对象
    Candidate,
    /// 预备党员
    Probationary,
    /// 正式党员
    Full,
}

impl Stage {
    pub const ALL: [Self; 5] =
        [Self::Applicant, Self::Activist, Self::Candidate, Self::Probationary, Self::Full];

    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Activist => "activist",
            Self::Candidate => "candidate",
            Self::Probationary => "probationary",
            Self::Full => "full",
        }
    }

    /// Reads what [`Stage::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == text)
    }

    /// Whether this is membership, on probation or full.
    pub const fn is_member(self) -> bool {
        matches!(self, Self::Probationary | Self::Full)
    }
}

/// From whom a fact comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The branch's own books.
    Branch,
    /// A claim that was verified.
    Claim,
    /// A transfer that was received.
    Transfer,
    /// A split, or its undoing.
    Plan,
    /// An import by a Party unit.
    Import,
    /// The program: somebody was erased.
    Program,
}

impl Source {
    /// The word by which it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Branch => "branch",
            Self::Claim => "claim",
            Self::Transfer => "transfer",
            Self::Plan => "plan",
            Self::Import => "import",
            Self::Program => "program",
        }
    }

    /// Reads what [`Source::as_str`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        [Self::Branch, Self::Claim, Self::Transfer, Self::Plan, Self::Import, Self::Program]
            .into_iter()
            .find(|source| source.as_str() == text)
    }
}

/// Why a tie to a branch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaving {
    /// To another branch.
    Transferred,
    /// The branch was divided.
    Split,
    /// Moved away or changed trade.
    Moved,
    /// Is a member no more, or has died.
    Ended,
    /// The firm left the joint branch, or the branch was dissolved.
    Dissolved,
}

/// Business line, shift and area: what a split goes by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Traits {
    /// The business line in the branch's own words; empty when unknown.
    pub line: String,
    /// The shift in the branch's own words; empty when unknown.
    pub shift: String,
    /// Where the member works.
    pub area: Option<AreaCode>,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum What {
    /// Reached a stage; `introducers` are members who stand for it.
    Stage { stage: Stage, introducers: Vec<MemberId> },
    /// Belongs to a branch from this day on.
    Joined { link: Link, branch: UnitId },
    /// Belongs to it no more.
    Left { link: Link, why: Leaving },
    /// The home branch is none of this deployment's; its name is the fact's sealed evidence.
    Elsewhere { elsewhere: bool },
    /// Works so and there.
    Works(Traits),
    /// An earlier fact was wrong, or is taken back: it counts no more.
    Voided { seq: i64 },
}

impl What {
    /// The last part of the journal's verb and of the words' key.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Stage { .. } => "stage",
            Self::Joined { .. } => "join",
            Self::Left { .. } => "leave",
            Self::Elsewhere { .. } => "elsewhere",
            Self::Works(_) => "works",
            Self::Voided { .. } => "void",
        }
    }
}

/// Something that is true of a member from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Counts from 1 within the member.
    pub seq: i64,
    /// The first day (Shanghai) on which it is true.
    pub from: Day,
    pub what: What,
    pub source: Source,
    /// Facts that were stated together and are taken back together.
    pub batch: Option<BatchId>,
    /// `None` when the program itself stated it.
    pub stated_by: Option<PersonId>,
    /// When it became known.
    pub stated_at: Timestamp,
}

/// A branch and the first day there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub branch: UnitId,
    pub from: Day,
}

/// How a member stands, as far as some facts tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    pub stage: Option<(Stage, Day)>,
    pub home: Option<Seat>,
    pub floating: Option<Seat>,
    /// The home branch is known and not here.
    pub home_elsewhere: bool,
    pub traits: Traits,
    /// Every stage reached, in order.
    pub path: Vec<(Stage, Day)>,
}

impl Standing {
    /// The seat of a link.
    pub const fn seat(&self, link: Link) -> Option<Seat> {
        match link {
            Link::Home => self.home,
            Link::Floating => self.floating,
        }
    }

    /// Where the member takes part: the floating branch, or else the home branch.
    pub fn takes_part_in(&self) -> Option<UnitId> {
        self.floating.or(self.home).map(|seat| seat.branch)
    }

    /// A member, on probation or full.
    pub fn is_member(&self) -> bool {
        self.stage.is_some_and(|(stage, _)| stage.is_member())
    }
}

/// A member as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MemberId,
    pub standing: Standing,
    /// How many facts there are.
    pub facts: i64,
}

/// What the facts add up to: as true on `day`, as known at `known`. The order in which facts came
/// in does not matter but where two are of one day; then the later word stands.
pub fn fold(facts: &[Fact], day: Day, known: Timestamp) -> Standing {
    let told: Vec<&Fact> = facts.iter().filter(|fact| fact.stated_at <= known).collect();
    let is_void = |fact: &Fact| {
        told.iter().any(|other| matches!(other.what, What::Voided { seq } if seq == fact.seq))
    };
    let mut counting: Vec<&Fact> =
        told.iter().copied().filter(|fact| fact.from <= day && !is_void(fact)).collect();
    counting.sort_by_key(|fact| (fact.from, fact.seq));
    let mut standing = Standing::default();
    for fact in counting {
        standing.apply(fact);
    }
    standing
}

impl Standing {
    fn apply(&mut self, fact: &Fact) {
        match &fact.what {
            What::Stage { stage, .. } => {
                self.stage = Some((*stage, fact.from));
                self.path.push((*stage, fact.from));
            }
            What::Joined { link, branch } => {
                let seat = Some(Seat { branch: *branch, from: fact.from });
                match link {
                    Link::Home => (self.home, self.home_elsewhere) = (seat, false),
                    Link::Floating => self.floating = seat,
                }
            }
            What::Left { link: Link::Home, .. } => self.home = None,
            What::Left { link: Link::Floating, .. } => self.floating = None,
            What::Elsewhere { elsewhere } => self.home_elsewhere = *elsewhere,
            What::Works(traits) => self.traits.clone_from(traits),
            What::Voided { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i8) -> Day {
        Day::new(2026, 5, number).unwrap()
    }

    fn fact(seq: i64, from: Day, what: What) -> Fact {
        let stated_at = Timestamp::from_seconds(seq);
        Fact { seq, from, what, source: Source::Branch, batch: None, stated_by: None, stated_at }
    }

    fn unit(number: u8) -> UnitId {
        UnitId::from_bytes([number; 16])
    }

    #[test]
    fn home_and_floating_stand_side_by_side_and_voids_restore() {
        let join = |link, number| What::Joined { link, branch: unit(number) };
        let mut facts = vec![
            fact(1, day(1), What::Stage { stage: Stage::Full, introducers: vec![] }),
            fact(2, day(1), join(Link::Home, 1)),
            fact(3, day(4), join(Link::Floating, 2)),
        ];
        let end = Timestamp::from_seconds(99);
        let before = fold(&facts, day(9), end);
        assert_eq!(before.home, Some(Seat { branch: unit(1), from: day(1) }));
        assert_eq!(before.takes_part_in(), Some(unit(2)));
        facts.push(fact(4, day(6), What::Left { link: Link::Home, why: Leaving::Split }));
        facts.push(fact(5, day(6), join(Link::Home, 3)));
        assert_eq!(fold(&facts, day(9), end).home.unwrap().branch, unit(3));
        facts.push(fact(6, day(7), What::Voided { seq: 4 }));
        facts.push(fact(7, day(7), What::Voided { seq: 5 }));
        assert_eq!(fold(&facts, day(9), end), before);
        // As known before the undoing, and as true before the split.
        assert_eq!(fold(&facts, day(9), Timestamp::from_seconds(5)).home.unwrap().branch, unit(3));
        assert_eq!(fold(&facts, day(5), end).home.unwrap().branch, unit(1));
        assert_eq!(fold(&facts, day(3), end).floating, None);
    }

    #[test]
    fn what_comes_in_late_takes_its_place() {
        let join = |number| What::Joined { link: Link::Home, branch: unit(number) };
        let facts = [fact(1, day(8), join(2)), fact(2, day(3), join(1))];
        let end = Timestamp::from_seconds(9);
        assert_eq!(fold(&facts, day(9), end).home.unwrap().branch, unit(2));
        assert_eq!(fold(&facts, day(5), end).home.unwrap().branch, unit(1));
        assert_eq!(fold(&facts, day(5), Timestamp::from_seconds(1)).home, None);
    }
}
