//! What is answered: who goes where and why, what it costs, what it cannot do better.

use contracts::PersonId;
use serde::{Deserialize, Serialize};

/// What a plan costs. Compared from the first field to the last: one broken bound is worse than
/// any number of broken pairs, one broken pair worse than any mixture of lines, and so on.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Cost {
    /// Members too many, full members or members able to serve too few, and people who are
    /// together but must be apart, over all branches. 0 when every bound is kept.
    pub bounds: i64,
    /// Members who go elsewhere than approved; only a replan has any.
    pub moves: i64,
    /// The weight of the pairs that break.
    pub pairs: i64,
    /// Members by which branches lie outside the band around the mean size.
    pub size: i64,
    /// Members who are not of their branch's main business line.
    pub line: i64,
    /// Balanced: members by which the shifts of branches differ from their share in the whole, in
    /// hundredths. Together: members who are not of their branch's main shift, in hundredths.
    pub shift: i64,
    /// How scattered branches are: for each its mean distance between two members, in metres,
    /// times half its members.
    pub area: i64,
}

impl Cost {
    /// Field by field the sum.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            bounds: self.bounds + other.bounds,
            moves: self.moves + other.moves,
            pairs: self.pairs + other.pairs,
            size: self.size + other.size,
            line: self.line + other.line,
            shift: self.shift + other.shift,
            area: self.area + other.area,
        }
    }

    /// Field by field the difference.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self {
            bounds: self.bounds - other.bounds,
            moves: self.moves - other.moves,
            pairs: self.pairs - other.pairs,
            size: self.size - other.size,
            line: self.line - other.line,
            shift: self.shift - other.shift,
            area: self.area - other.area,
        }
    }

    /// The figures with what they judge, the one that decides first in front.
    pub const fn criteria(&self) -> [(Criterion, i64); 7] {
        [
            (Criterion::Bounds, self.bounds),
            (Criterion::Moves, self.moves),
            (Criterion::Pairs, self.pairs),
            (Criterion::Size, self.size),
            (Criterion::Line, self.line),
            (Criterion::Shift, self.shift),
            (Criterion::Area, self.area),
        ]
    }
}

/// What decided, in the order of [`Cost`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// Bounds: at most, at least, able to serve, apart.
    Bounds,
    /// Stays where the approved plan had the person.
    Moves,
    /// Keeps a pair.
    Pairs,
    /// Keeps sizes alike.
    Size,
    /// The branch's business line is the person's.
    Line,
    /// Serves the shifts.
    Shift,
    /// Is nearer.
    Area,
    /// Nothing: another branch would have done as well.
    Even,
}

/// Why somebody is in this branch rather than in the next best one. It is a fact about the plan,
/// found by moving the person there and looking which figure gets worse first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// What decided.
    pub decided: Criterion,
    /// The next best branch.
    pub instead_of: u32,
    /// What would have been better there, though it decides less: the member who was moved to
    /// satisfy a bound has `decided: Bounds` and here `Line`.
    pub despite: Option<Criterion>,
}

/// Where somebody goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Who.
    pub member: PersonId,
    /// The branch, an index into [`Plan::branches`].
    pub branch: u32,
    /// Partners who come along.
    pub with: Vec<PersonId>,
    /// Partners who go elsewhere.
    pub parted_from: Vec<PersonId>,
    /// Why the person alone is here; `None` when there is only one branch.
    pub because: Option<Because>,
    /// Why the whole group of partners is here, for somebody who has a partner here.
    pub group_because: Option<Because>,
}

/// What a branch of the plan is like.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BranchFacts {
    /// Members, full and probationary, also those in transit.
    pub party: u32,
    /// Full members, without those in transit.
    pub full: u32,
    /// Others who come along.
    pub companions: u32,
    /// Members in transit.
    pub in_transit: u32,
    /// Members able to serve, without those in transit.
    pub can_serve: u32,
    /// Whether it needs a committee.
    pub committee: bool,
    /// Members by line, most first.
    pub lines: Vec<(String, u32)>,
    /// Members by shift, most first.
    pub shifts: Vec<(String, u32)>,
    /// Members by area, most first.
    pub areas: Vec<(String, u32)>,
}

/// A bound that could not be kept. A plan with flags is shown but should not be applied unseen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// More members than allowed.
    TooMany {
        /// The branch.
        branch: u32,
        /// Its members.
        party: u32,
        /// The most allowed.
        party_max: u32,
    },
    /// Fewer full members than needed.
    TooFew {
        /// The branch.
        branch: u32,
        /// Its full members.
        full: u32,
        /// The fewest allowed.
        full_min: u32,
    },
    /// Too few members able to serve on its committee, or none to be its secretary.
    NobodyToServe {
        /// The branch.
        branch: u32,
        /// Members able to serve.
        can_serve: u32,
        /// How many are needed.
        needed: u32,
    },
    /// Two people who should be apart are together.
    NotApart {
        /// One.
        a: PersonId,
        /// The other.
        b: PersonId,
    },
}

/// Pairs by what becomes of them. Numbers of pairs, not weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Pairs {
    /// All.
    pub all: u32,
    /// Kept.
    pub kept: u32,
    /// Broken.
    pub broken: u32,
    /// The weight that breaks, [`Cost::pairs`].
    pub broken_weight: i64,
    /// Any plan within the bounds breaks at least this weight. `broken_weight` less this is the
    /// gap: 0 means that no plan keeps more. A plan with flags, which is not within the bounds,
    /// may break less.
    pub broken_weight_min: i64,
}

impl Pairs {
    /// How much weight a better plan might still keep; 0 when this one is proved best.
    pub const fn gap(&self) -> i64 {
        let gap = self.broken_weight.saturating_sub(self.broken_weight_min);
        if gap < 0 { 0 } else { gap }
    }

    /// Kept pairs in hundredths of a percent of all; 10000 when there are none.
    pub fn kept_per_myriad(&self) -> u32 {
        let kept = u64::from(self.kept).saturating_mul(10_000).checked_div(u64::from(self.all));
        kept.and_then(|kept| u32::try_from(kept).ok()).unwrap_or(10_000)
    }
}

/// A split: everybody in exactly one branch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The branches, the one with the smallest person id first, so that equal plans look equal.
    pub branches: Vec<BranchFacts>,
    /// Everybody, by person id.
    pub placed: Vec<Placed>,
    /// What it costs.
    pub cost: Cost,
    /// What becomes of the pairs.
    pub pairs: Pairs,
    /// Bounds that could not be kept.
    pub flags: Vec<Flag>,
}

impl Plan {
    /// The branch of a person; `None` for a stranger.
    pub fn branch_of(&self, person: PersonId) -> Option<u32> {
        let found = self.placed.binary_search_by_key(&person, |placed| placed.member).ok()?;
        self.placed.get(found).map(|placed| placed.branch)
    }
}

/// What is different from the approved plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Somebody is no longer there.
    Left {
        /// Who.
        member: PersonId,
        /// Where the person was to go.
        branch: u32,
    },
    /// Somebody came.
    Joined {
        /// Who.
        member: PersonId,
        /// Where the person goes.
        branch: u32,
    },
    /// Somebody goes elsewhere than approved; the reason stands in [`Plan::placed`].
    Moved {
        /// Who.
        member: PersonId,
        /// Where the person was to go.
        from: u32,
        /// Where the person goes.
        to: u32,
    },
    /// Somebody's transfer is under way: placed and counted, not relied upon.
    InTransit {
        /// Who.
        member: PersonId,
        /// Where the person goes if the transfer fails.
        branch: u32,
    },
}

/// An approved plan brought up to date. Branches keep their numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replan {
    /// The plan as it is now.
    pub plan: Plan,
    /// What is different, by person id.
    pub changes: Vec<Change>,
    /// At least so many members must go elsewhere than approved for the bounds to be kept;
    /// equal to [`Cost::moves`] when the replan is proved the smallest.
    pub moves_min: i64,
}
