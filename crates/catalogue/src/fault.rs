//! What can be wrong with a catalogue: each fault says where, what, and what to do.

mod chinese;

use std::fmt;

use crate::form::ValueFault;

/// One thing to mend in a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    pub reason: Reason,
}

/// A line of a file; ordered by file, then line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The path inside the catalogue: `matters/access.toml`.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
}

/// Why a line is at fault, with the remedy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("cannot be read ({0}); check that it exists, is UTF-8 and may be opened")]
    Unreadable(String),
    #[error("is missing; add it, if need be by copying the one shipped with the program")]
    MissingFile,
    #[error(
        "is not a file of the catalogue; rename or remove it (city, groups, units, roles, points, \
         scopes, ratings, chain, collective, results, passes, places, industries, duties, \
         gatherings, funds, matters/*.toml)"
    )]
    UnknownFile,
    #[error("is not TOML: {0}")]
    Syntax(String),
    #[error("unknown key `{key}`; remove it or use one of {}", list(.known))]
    UnknownKey { key: String, known: Vec<String> },
    #[error("`{key}` is missing; add it")]
    MissingKey { key: &'static str },
    #[error("`{key}` must be {wanted}")]
    Unfit { key: &'static str, wanted: Wanted },
    #[error("`{key}` cannot be `{value}`; use one of {}", list(.known))]
    NotOneOf { key: &'static str, value: String, known: Vec<String> },
    #[error("{what} `{code}` already stands at {first}; change or remove one of the two")]
    Duplicate { what: What, code: String, first: Place },
    #[error("there is no {what} `{code}`; declare it or use one of {}", list(.known))]
    Undeclared { what: What, code: String, known: Vec<String> },
    #[error(
        "`{unit_kind}` does not exist at level `{level}`; use one of {} or add the level in \
         units.toml", list(.known)
    )]
    LevelNotHeld { unit_kind: String, level: &'static str, known: Vec<String> },
    #[error("`{unit_kind}` catches everything, so it must exist at level `street`; add the level")]
    CatchAllNotStreet { unit_kind: String },
    #[error(
        "`{code}` is the matter of whatever fits nothing; remove its owner rules, so that it goes to the street"
    )]
    CatchAllOwned { code: String },
    #[error(
        "`accept` ({accept}) may end after `answer` ({answer}); shorten it, and count both in work time or both in natural time"
    )]
    AcceptAfterAnswer { accept: String, answer: String },
    #[error(
        "`warn_before` ({warn}) must be shorter than `answer` ({answer}) and in the same unit; change it"
    )]
    WarnNotWithin { warn: String, answer: String },
    #[error("an urgent matter runs through nights and holidays; write `{key}` in hours or minutes")]
    UrgentInWorkTime { key: &'static str },
    #[error("climbs must rise from level to level; move `{level}` or remove it")]
    ClimbNotUp { level: &'static str },
    #[error(
        "a sensitive matter is never published; make `visibility` private or public-category-only"
    )]
    SensitivePublished,
    #[error("a signal is shown to nobody but the branch; make `visibility` private")]
    SignalShown,
    #[error("what is sensitive is never shown to other workers; remove `checkable`")]
    SensitiveChecked,
    #[error("{count} example sentences; write 8 to 15, as riders would say them")]
    PhraseCount { count: usize },
    #[error("no sample; add a [[matter.sample]] with title and text")]
    NoSample,
    #[error("the sample's field `{key}` does not fit: {fault}")]
    SampleUnfit { key: String, fault: ValueFault },
    #[error("`close_days` ({close}) must not be less than `answer_days` ({answer}); raise it")]
    CheckClosesEarly { answer: u32, close: u32 },
    #[error("`{key}` does not belong to a field of kind `{kind}`; remove it")]
    NotOfKind { key: &'static str, kind: &'static str },
    #[error(
        "rule `{code}` does not pay for a confirmed case; use one with when = \"case-confirmed\""
    )]
    RuleForOther { code: String },
    #[error("no matter belongs to group `{code}`; remove the group or add a matter")]
    EmptyGroup { code: String },
    #[error("a branch meets in some way; add `meets` = on-site, online or hybrid to `{code}`")]
    BranchWithoutMeeting { code: String },
    #[error("occupation `{code}` is a sort of itself; mend the `of` of one in the circle")]
    OccupationRound { code: String },
    #[error("{count} groups do not fit on one screen; keep at most {max}")]
    TooManyGroups { count: usize, max: usize },
    #[error("{count} times [[{key}]]; a city may declare at most {max}, so remove some")]
    TooManyRows { key: &'static str, count: usize, max: usize },
    #[error(
        "`confirm_days` ({confirm}) must not be less than `silence_days` ({silence}); raise it"
    )]
    ConfirmBeforeSilence { silence: u32, confirm: u32 },
    #[error(
        "a quorum needs a roll of members; remove `quorum_percent` or make `invited` \"members\""
    )]
    QuorumOfEverybody,
}

/// The form a value must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wanted {
    #[error("text in quotes, not blank")]
    Text,
    #[error("a whole number from {min} to {max}")]
    Number { min: u64, max: u64 },
    #[error("true or false")]
    TrueOrFalse,
    #[error("a list in brackets with at least one entry")]
    List,
    #[error("a table such as {{ zh = \"…\", en = \"…\" }}")]
    Table,
    #[error("a code of small letters, digits and single hyphens, such as \"gate-access\"")]
    Kebab,
    #[error("a field's key of small letters, digits and underscores, such as \"area_needed\"")]
    Key,
    #[error(
        "a length of time such as \"7 workdays\", \"4 work hours\", \"24 hours\", \"15 minutes\""
    )]
    Span,
    #[error("an area code of 2, 4, 6, 9, 12 or 15 digits, such as \"330106\"")]
    Area,
    #[error("a telephone number, such as \"12345\" or \"0571-87000000\"")]
    Phone,
    #[error("hours of a day, such as \"09:30-11:00\"")]
    Hours,
}

/// What a code names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum What {
    #[error("matter")]
    Matter,
    #[error("group")]
    Group,
    #[error("kind of organization")]
    UnitKind,
    #[error("role")]
    Role,
    #[error("point rule")]
    PointRule,
    #[error("door")]
    Door,
    #[error("kind of result")]
    ResultKind,
    #[error("kind of collective matter")]
    CollectiveKind,
    #[error("kind of gathering")]
    GatheringKind,
    #[error("purpose of funds")]
    Purpose,
    #[error("kind of pass")]
    PassKind,
    #[error("class of pass")]
    PassClass,
    #[error("field")]
    Field,
    #[error("choice")]
    Choice,
    #[error("example sentence")]
    Phrase,
    #[error("reason of a rating")]
    RatingReason,
    #[error("kind of place")]
    PlaceKind,
    #[error("amenity")]
    Amenity,
    #[error("service family")]
    ServiceFamily,
    #[error("group of workers")]
    WorkerGroup,
    #[error("brand")]
    Brand,
    #[error("label of places")]
    Label,
    #[error("criterion of a label")]
    Criterion,
    #[error("reason of a complaint")]
    ComplaintReason,
    #[error("template of a compound")]
    Template,
    #[error("kind of vehicle")]
    Vehicle,
    #[error("industry")]
    Industry,
    #[error("occupation")]
    Occupation,
    #[error("other name")]
    OtherName,
    #[error("duty")]
    Duty,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// `matters/access.toml:12: …`, in English; [`Fault::zh`] says it in Chinese.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

impl Fault {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        format!("{}：{}", self.place, self.reason.zh())
    }
}

fn list(names: &[String]) -> String {
    if names.is_empty() { "(none)".to_owned() } else { names.join(", ") }
}
