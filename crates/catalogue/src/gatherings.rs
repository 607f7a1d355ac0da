//! Whatever is attended: `gatherings.toml`. A city that says nothing has the kinds shipped with the
//! program. There is no key for points: attendance earns none.

use serde::Serialize;

use crate::{
    fault::{Reason, Wanted, What},
    load::rows,
    named::named,
    read::Table,
    units::Category,
    words::Words,
};

named! {
    /// Whom a gathering is for.
    Invited {
        /// The members of the unit that calls it; nobody else is told of it.
        Members = "members",
        /// Whoever wants to come.
        Everybody = "everybody",
    }
}

named! {
    /// How often a gathering of a kind is due.
    Every {
        Week = "week",
        Month = "month",
        Quarter = "quarter",
        Year = "year",
    }
}

/// All of `gatherings.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gatherings {
    /// Hours that are not busy, in the order of the day (Asia/Shanghai).
    pub windows: Vec<Window>,
    /// A secret vote is not told in figures about fewer ballots.
    pub votes_min: u32,
    /// Hours after the end within which sign-ins without a network may be handed in.
    pub upload_hours: u32,
    /// Minutes before and after a sitting at which the door is open.
    pub early_minutes: u32,
    pub kinds: Vec<GatheringKind>,
}

/// Hours of any day, `09:30-11:00`, in minutes after midnight (Asia/Shanghai).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Window {
    pub from: u32,
    pub until: u32,
}

/// A kind of gathering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of the catalogue of its own")]
pub struct GatheringKind {
    pub code: String,
    pub name: Words,
    /// Sorts of unit that may call one.
    pub callers: Vec<Category>,
    pub invited: Invited,
    /// Whether its sittings must lie in the windows.
    pub off_peak: bool,
    /// Whether it may be attended online.
    pub hybrid: bool,
    pub sittings_max: u32,
    /// More than so many percent of the members make a quorum; `None` where none is asked for.
    pub quorum_percent: Option<u32>,
    /// Whether it votes.
    pub motions: bool,
    /// Whether workers propose topics, and what became of its decisions is public.
    pub topics: bool,
    /// Whether it reads out what is unresolved of everything that the unit which calls it has
    /// decided, not of its own series alone.
    pub carries_all: bool,
    pub every: Option<Every>,
    /// Days for which whoever missed it may make up for it; `None` where nobody can.
    pub make_up_days: Option<u32>,
}

/// Below this many figures would speak of single people; no city may declare less.
const VOTES_MIN: u32 = 5;

impl Gatherings {
    pub(crate) fn read(top: &Table<'_>) -> Option<Self> {
        let windows = top.texts("windows");
        let windows = windows.iter().filter_map(|(text, line)| {
            let window = Window::read(text);
            if window.is_none() {
                let reason = Reason::Unfit { key: "windows", wanted: Wanted::Hours };
                top.fault_on(*line, reason);
            }
            window
        });
        let windows = windows.collect();
        let votes = top.number("votes_min", VOTES_MIN..=1_000);
        let upload = top.number("upload_hours", 1..=24 * 14);
        let early = top.number("early_minutes", 0..=240);
        let kinds = rows(top, "gathering", GatheringKind::read);
        Some(Self {
            windows,
            votes_min: votes?,
            upload_hours: upload?,
            early_minutes: early?,
            kinds,
        })
    }

    /// A kind by its code.
    pub fn kind(&self, code: &str) -> Option<&GatheringKind> {
        self.kinds.iter().find(|kind| kind.code == code)
    }
}

impl Window {
    fn read(text: &str) -> Option<Self> {
        let minutes = |text: &str| -> Option<u32> {
            let (hour, minute) = text.trim().split_once(':')?;
            let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, until) = text.split_once('-')?;
        let (from, until) = (minutes(from)?, minutes(until)?);
        (from < until).then_some(Self { from, until })
    }
}

impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        write!(f, "{}-{}", clock(self.from), clock(self.until))
    }
}

impl GatheringKind {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::GatheringKind);
        let name = table.words("name");
        let callers = table.some_of("callers");
        let invited = table.one_of("invited");
        let (off_peak, hybrid) = (table.flag("off_peak"), table.flag("hybrid"));
        let sittings = table.number("sittings_max", 1..=12);
        let small = |number: u64| u32::try_from(number).unwrap_or(0);
        let quorum = table.number_if("quorum_percent", 1..=99).map(small);
        let (motions, topics) = (table.flag("motions"), table.flag("topics"));
        let carries_all = table.flag("carries_all");
        let every = table.one_of_if("every");
        let make_up = table.number_if("make_up_days", 1..=366).map(small);
        let kind = Self {
            code: code?,
            name: name?,
            callers: callers?,
            invited: invited?,
            off_peak,
            hybrid,
            sittings_max: sittings?,
            quorum_percent: quorum,
            motions,
            topics,
            carries_all,
            every,
            make_up_days: make_up,
        };
        if kind.invited == Invited::Everybody && kind.quorum_percent.is_some() {
            table.fault_at("quorum_percent", Reason::QuorumOfEverybody);
        }
        Some(kind)
    }

    /// Whether nobody but its members may know that it is held.
    pub fn is_private(&self) -> bool {
        self.invited == Invited::Members
    }
}

#[cfg(test)]
mod tests {
    use crate::{Catalogue, embedded::FILES};

    fn with(gatherings: &str) -> Vec<String> {
        let mut files: Vec<(&str, &str)> = FILES.to_vec();
        files.retain(|(name, _)| *name != "gatherings.toml");
        files.push(("gatherings.toml", gatherings));
        let read = Catalogue::from_sources(files);
        read.err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    const SHIPPED: &str = include_str!("../../../catalogue/gatherings.toml");

    #[test]
    fn the_kinds_of_the_seeds_are_there_and_earn_nothing() {
        let catalogue = Catalogue::embedded();
        let declared = catalogue.gatherings();
        let windows: Vec<_> = declared.windows.iter().map(ToString::to_string).collect();
        assert_eq!(windows, ["09:30-11:00", "14:30-17:00"]);
        let meeting = declared.kind("branch-meeting").unwrap();
        assert!(meeting.is_private() && meeting.off_peak && meeting.quorum_percent == Some(50));
        assert!(!declared.kind("council").unwrap().is_private());
        // A city cannot make attendance earn points: there is no such key.
        let paid = SHIPPED.replace("every = \"quarter\"\nmake_up_days = 60", "points = 5");
        assert!(with(&paid).iter().any(|fault| fault.contains("unknown key `points`")));
    }

    #[test]
    fn what_makes_no_sense_is_named_with_its_line() {
        let broken = SHIPPED.replace("14:30-17:00", "17:00-14:30");
        assert!(with(&broken)[0].contains("windows"), "{:?}", with(&broken));
        let open = SHIPPED.replace("topics = true", "quorum_percent = 50 #");
        assert!(with(&open)[0].contains("quorum"), "{:?}", with(&open));
        let few = SHIPPED.replace("votes_min = 5", "votes_min = 4");
        assert!(with(&few)[0].contains("votes_min"));
    }
}
