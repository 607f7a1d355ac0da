//! A statement of somebody's attendance, for a branch elsewhere: a signed text that can be checked
//! without a network and without this program. Statements of different days may be laid together;
//! a gathering that stands in several counts once.
//!
//! ```text
//! yilu attendance 1
//! from 330102.example/yilu
//! for 王师傅
//! on 2026-05-31
//! 0190163d-8694-739b-aea5-966c26f8ad91 2026-05-13 attended branch-meeting
//! 0190163d-8694-739b-aea5-966c26f8ad92 2026-05-20 made-up party-lesson
//! ```
//! followed by a blank line and a signature line (C2SP signed-note).

use std::collections::BTreeMap;

use contracts::PersonId;
use credential::{LogKey, VerifierKey, note};
use kernel::{Day, Timestamp};

use crate::{GatheringId, gathering::Stage, store::Kept};

const HEAD: &str = "yilu attendance 1";

/// A gathering at which somebody was, or for which they made up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: GatheringId,
    pub day: Day,
    pub part: Part,
    /// Code of the kind.
    pub kind: String,
}

/// How somebody took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Counted apart from being there.
    MadeUp,
    Attended,
}

impl Part {
    const fn as_str(self) -> &'static str {
        match self {
            Self::MadeUp => "made-up",
            Self::Attended => "attended",
        }
    }
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The name under which the deployment signs.
    pub from: String,
    /// The name that the person gave for it.
    pub name: String,
    pub on: Day,
    pub lines: Vec<Line>,
}

/// Why a statement cannot be relied upon.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementError {
    #[error("{0}")]
    Signature(String),
    #[error("line {0}: not a statement of attendance; ask for it again")]
    Form(usize),
    #[error("the statements are of different people: {0} and {1}")]
    People(String, String),
}

/// What somebody's gatherings say; only what can change no more is stated.
pub fn lines(person: PersonId, kept: &[Kept]) -> Vec<Line> {
    let mut lines = Vec::new();
    for Kept { id, gathering } in kept {
        let part = match () {
            () if gathering.stage != Stage::Settled => continue,
            () if gathering.present.contains_key(&person) => Part::Attended,
            () if gathering.made_up.contains(&person) => Part::MadeUp,
            () => continue,
        };
        let (day, kind) = (gathering.starts_at().day(), gathering.kind.clone());
        lines.push(Line { id: *id, day, part, kind });
    }
    lines
}

impl Statement {
    /// A statement made now.
    pub fn new(from: &str, name: &str, now: Timestamp, lines: Vec<Line>) -> Self {
        let name = name.chars().filter(|c| !c.is_control()).collect();
        Self { from: from.to_owned(), name, on: now.day(), lines }
    }

    /// The signed text.
    pub fn sign(&self, key: &LogKey) -> String {
        let head = format!("{HEAD}\nfrom {}\nfor {}\non {}\n", self.from, self.name, self.on);
        let lines = self.lines.iter().map(|line| {
            let Line { id, day, part, kind } = line;
            format!("{id} {day} {} {kind}\n", part.as_str())
        });
        let text: String = std::iter::once(head).chain(lines).collect();
        note::sign(&text, key)
    }

    /// Checks and reads a signed text.
    ///
    /// # Errors
    /// [`StatementError`] when a single byte was altered, or another key signed.
    pub fn open(signed: &str, key: &VerifierKey) -> Result<Self, StatementError> {
        let text = note::open(signed, key);
        let text = text.map_err(|error| StatementError::Signature(error.to_string()))?;
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let mut head = |start: &str| match lines.next() {
            Some((at, line)) => {
                line.strip_prefix(start).map(str::to_owned).ok_or(StatementError::Form(at))
            }
            None => Err(StatementError::Form(1)),
        };
        if !head(HEAD)?.is_empty() {
            return Err(StatementError::Form(1));
        }
        let (from, name, on) = (head("from ")?, head("for ")?, head("on ")?);
        let on = on.parse().map_err(|_| StatementError::Form(4))?;
        let lines = lines.map(|(at, line)| Line::read(line).ok_or(StatementError::Form(at)));
        Ok(Self { from, name, on, lines: lines.collect::<Result<_, _>>()? })
    }
}

impl Line {
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let (id, day) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let part = match words.next()? {
            "attended" => Part::Attended,
            "made-up" => Part::MadeUp,
            _ => return None,
        };
        let kind = words.next()?.to_owned();
        words.next().is_none().then_some(Self { id, day, part, kind })
    }
}

/// Attended, and made up for, by kind, over several statements of one person. A gathering counts
/// once, whatever number of statements name it; having been there outweighs having made up for it.
///
/// # Errors
/// [`StatementError::People`] when the statements are of different people.
pub fn totals(
    statements: &[Statement],
) -> Result<BTreeMap<String, (usize, usize)>, StatementError> {
    let mut once: BTreeMap<(&str, GatheringId), (&str, Part)> = BTreeMap::new();
    for statement in statements {
        let first = &statements[0].name;
        if statement.name != *first {
            return Err(StatementError::People(first.clone(), statement.name.clone()));
        }
        for line in &statement.lines {
            let known = once.entry((&statement.from, line.id)).or_insert((&line.kind, line.part));
            known.1 = known.1.max(line.part);
        }
    }
    let mut totals: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (kind, part) in once.values() {
        let (attended, made_up) = totals.entry((*kind).to_owned()).or_default();
        match part {
            Part::Attended => *attended += 1,
            Part::MadeUp => *made_up += 1,
        }
    }
    Ok(totals)
}
