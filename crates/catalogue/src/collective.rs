//! Matters that concern many: `collective.toml`. A city without the file has none.

use kernel::Span;
use serde::Serialize;

use crate::{
    fault::{Reason, What},
    load::rows,
    matter::{Deadlines, is_zero, span},
    named::named,
    read::Table,
    words::Words,
};

named! {
    /// Who may vote on what was tried.
    Electorate {
        /// The workers of the unit that decides, on the day on which the vote opens.
        Unit = "unit",
        /// Workers who reported it or joined before the vote opened.
        Joined = "joined",
    }
}

/// All of `collective.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Collectives {
    pub kinds: Vec<CollectiveKind>,
    /// Nothing is counted aloud about fewer voters, and no vote is held with fewer.
    pub votes_min: u32,
    /// Reports that one matter may gather.
    pub cases_max: u32,
}

/// A kind of matter that concerns many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CollectiveKind {
    pub code: String,
    pub name: Words,
    pub electorate: Electorate,
    /// By when the unit answers, and how long before a deadline it is warned.
    pub answer: Span,
    pub warn_before: Span,
    /// How long the urn is open.
    pub vote: Span,
    /// By when the unit decides, from the end of the vote.
    pub decide: Span,
    /// Calendar days that a trial, and its one extension, may last.
    pub trial_days_max: u32,
    /// Percent of those who may vote that must have voted.
    pub quorum_percent: u32,
    /// More than so many percent of yes and no together must be yes.
    pub majority_percent: u32,
}

/// Below this many a count would speak of single people; no city may declare less.
const VOTES_MIN: u32 = 5;

impl Collectives {
    pub(crate) fn read(top: &Table<'_>) -> Option<Self> {
        let votes = top.number("votes_min", VOTES_MIN..=1_000);
        let cases = top.number("cases_max", 1..=1_000);
        let kinds = rows(top, "collective", CollectiveKind::read);
        Some(Self { kinds, votes_min: votes?, cases_max: cases? })
    }

    pub fn kind(&self, code: &str) -> Option<&CollectiveKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

impl CollectiveKind {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::CollectiveKind);
        let name = table.words("name");
        let electorate = table.one_of("electorate");
        let (answer, warn) = (span(table, "answer"), span(table, "warn_before"));
        let (vote, decide) = (span(table, "vote"), span(table, "decide"));
        let trial = table.number("trial_days_max", 1..=366);
        let quorum = table.number("quorum_percent", 0..=100);
        let majority = table.number("majority_percent", 50..=99);
        let kind = Self {
            code: code?,
            name: name?,
            electorate: electorate?,
            answer: answer?,
            warn_before: warn?,
            vote: vote?,
            decide: decide?,
            trial_days_max: trial?,
            quorum_percent: quorum?,
            majority_percent: majority?,
        };
        for span in [kind.answer, kind.decide] {
            let after = kind.warn_after(span);
            if after == span || is_zero(after) {
                let (warn, answer) = (kind.warn_before.to_string(), span.to_string());
                table.fault_at("warn_before", Reason::WarnNotWithin { warn, answer });
            }
        }
        Some(kind)
    }

    /// How long after the start of `span` its warning comes.
    pub fn warn_after(&self, span: Span) -> Span {
        Deadlines { accept: span, answer: span, warn_before: self.warn_before }.warn_after()
    }
}
