//! Lists of cases for those who work on them, filtered by what the reader may reach.

use access::policy::{self, Reach};
use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, Row, Value};

use crate::state::State;

/// Which cases are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    pub part: Part,
    pub matter: Option<String>,
    pub owner: Option<UnitId>,
    pub area: Option<AreaCode>,
    /// Only these, as a search found them.
    pub among: Option<Vec<CaseId>>,
}

/// The tabs of the inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    /// A unit has to act; by deadline.
    #[default]
    Open,
    /// Waits to be accepted.
    New,
    /// The deadline has passed.
    Overdue,
    /// Answered; the worker's verdict is awaited.
    Awaiting,
    /// Ended.
    Closed,
    /// Everything, newest first.
    All,
}

/// A case as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub id: CaseId,
    pub number: String,
    pub area: AreaCode,
    pub matter: String,
    pub state: State,
    pub title: String,
    pub owner: UnitId,
    pub created_at: Timestamp,
    pub due_at: Option<Timestamp>,
    pub urgent: bool,
    pub escalations: i64,
    /// Entries so far: sent back with a bulk act, so that nobody acts on what has changed.
    pub length: i64,
}

/// Where a page of a list begins: after this sort key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub key: i64,
    pub id: CaseId,
}

const LINE: &str = "c.id, c.number, c.area, c.matter, c.state, c.title, c.owner, c.created_at, \
                    c.due_at, c.urgent, c.escalations, c.length";

impl Part {
    pub const ALL: [Self; 6] =
        [Self::Open, Self::New, Self::Overdue, Self::Awaiting, Self::Closed, Self::All];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::New => "new",
            Self::Overdue => "overdue",
            Self::Awaiting => "awaiting",
            Self::Closed => "closed",
            Self::All => "all",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.as_str() == text)
    }

    /// Sorted by deadline; the others newest first.
    pub const fn is_by_deadline(self) -> bool {
        matches!(self, Self::Open | Self::New | Self::Overdue)
    }

    /// `{}` stands for the present instant.
    const fn condition(self) -> &'static str {
        match self {
            Self::Open => "c.due_at IS NOT NULL",
            Self::New => "c.due_at IS NOT NULL AND c.state = 'reported'",
            Self::Overdue => "c.due_at < {}",
            Self::Awaiting => "c.state = 'answered'",
            Self::Closed => "c.closed_at IS NOT NULL",
            Self::All => "1 = 1",
        }
    }
}

/// How a case is known to have been held by one of the reader's units. Beside an area, a list that
/// is read in its order stops at its page only when nothing tempts the planner to gather all that
/// is in reach first and sort it; to count, gathering is quicker. `OFFSET 0` says nothing, and keeps
/// PostgreSQL from making a table of all that the units have held before it reads the first line.
const HELD_ONE_BY_ONE: &str = "EXISTS (SELECT 1 FROM cases_participants p \
     WHERE p.case_id = c.id AND p.unit IN {} LIMIT 1 OFFSET 0)";
const HELD_TOGETHER: &str =
    "c.id IN (SELECT p.case_id FROM cases_participants p WHERE p.unit IN {})";

const HANDS: &str =
    "c.id IN (SELECT h.case_id FROM cases_chain_hands h WHERE h.person = {} AND h.reads = 1)";

/// A statement's conditions with their parameters.
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// For a list that is read in its order.
    fn sorted(filter: &Filter, reach: &Reach, now: Timestamp) -> Self {
        let held = if reach.areas.is_empty() { HELD_TOGETHER } else { HELD_ONE_BY_ONE };
        Self::new(filter, reach, held, now)
    }

    fn new(filter: &Filter, reach: &Reach, held: &str, now: Timestamp) -> Self {
        let mut all = Self { sql: Vec::new(), values: Vec::new() };
        match filter.part {
            Part::Overdue => all.add(filter.part.condition(), now),
            part => all.sql.push(part.condition().into()),
        }
        // One trouble stands once in a list; a search finds every report of it. What follows
        // another case has no deadline of its own.
        if filter.among.is_none() && !filter.part.is_by_deadline() {
            all.sql.push("c.id NOT IN (SELECT follower FROM cases_merged)".into());
        }
        let columns = policy::Columns {
            area: Some("c.area"),
            unit: Some(held),
            person: None,
            hands: Some(HANDS),
        };
        let (sql, values) = reach.sql(&columns, all.values.len() + 1);
        all.sql.push(sql);
        all.values.extend(values);
        if let Some(matter) = &filter.matter {
            all.add("c.matter = {}", matter);
        }
        if let Some(owner) = filter.owner {
            all.add("c.owner = {}", owner);
        }
        if let Some(area) = &filter.area {
            let (low, high) = area.range();
            all.add("c.area >= {}", low);
            all.add("c.area <= {}", high);
        }
        if let Some(among) = &filter.among {
            let places: Vec<String> = among
                .iter()
                .map(|id| {
                    all.values.push((*id).into());
                    format!("${}", all.values.len())
                })
                .collect();
            all.sql.push(if places.is_empty() {
                "1 = 0".into()
            } else {
                format!("c.id IN ({})", places.join(", "))
            });
        }
        all
    }

    fn add(&mut self, sql: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        self.sql.push(sql.replace("{}", &format!("${}", self.values.len())));
    }

    fn text(&self) -> String {
        self.sql.join(" AND ")
    }
}

/// One page of a list.
pub fn page(
    db: &mut Db<'_>,
    filter: &Filter,
    reach: &Reach,
    now: Timestamp,
    after: Option<After>,
    limit: usize,
) -> Result<Vec<Line>, Error> {
    sorted(db, Conditions::sorted(filter, reach, now), filter.part, after, limit)
}

/// The first page of a list by deadline: the urgent ones, which stand before all others (at most
/// `pinned` of them), and the list with them in it. One statement: this is the page that clerks ask
/// for all day.
pub fn first_page(
    db: &mut Db<'_>,
    filter: &Filter,
    reach: &Reach,
    now: Timestamp,
    (pinned, limit): (usize, usize),
) -> Result<(Vec<Line>, Vec<Line>), Error> {
    let mut wanted = Conditions::sorted(filter, reach, now);
    let (conditions, first) = (wanted.text(), wanted.values.len() + 1);
    wanted.values.extend([pinned.into(), limit.into()]);
    let half = |urgent: &str, mark: u8, limit: usize| {
        format!(
            "SELECT * FROM (SELECT {LINE}, {mark} FROM cases_cases c WHERE {conditions}{urgent} \
             ORDER BY c.due_at ASC, c.id ASC LIMIT ${limit}) AS half{mark}"
        )
    };
    let urgent = half(" AND c.urgent = 1", 1, first);
    let sql = format!("{urgent} UNION ALL {}", half("", 0, first + 1));
    let (mut pinned, mut listed) = (Vec::new(), Vec::with_capacity(limit));
    db.each(&sql, &wanted.values, |row| {
        let half = if row.get::<i64>(12)? == 1 { &mut pinned } else { &mut listed };
        half.push(line(row)?);
        Ok(())
    })?;
    // A union does not promise its parts' order.
    for half in [&mut pinned, &mut listed] {
        half.sort_by_key(|line| (line.due_at, line.id));
    }
    Ok((pinned, listed))
}

fn sorted(
    db: &mut Db<'_>,
    mut wanted: Conditions,
    part: Part,
    after: Option<After>,
    limit: usize,
) -> Result<Vec<Line>, Error> {
    let (column, compare, direction) = if part.is_by_deadline() {
        ("c.due_at", ">", "ASC")
    } else {
        ("c.created_at", "<", "DESC")
    };
    if let Some(after) = after {
        wanted.values.extend([after.key.into(), after.id.into()]);
        let (key, id) = (wanted.values.len() - 1, wanted.values.len());
        wanted.sql.push(format!("({column}, c.id) {compare} (${key}, ${id})"));
    }
    wanted.values.push(limit.into());
    let sql = format!(
        "SELECT {LINE} FROM cases_cases c WHERE {} ORDER BY {column} {direction}, c.id {direction} LIMIT ${}",
        wanted.text(),
        wanted.values.len()
    );
    db.query(&sql, &wanted.values, line)
}

/// How many cases each tab of the inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub open: i64,
    pub new: i64,
    pub overdue: i64,
    pub due_today: i64,
    pub awaiting: i64,
    pub closed_by_handler: i64,
    pub confirmed: i64,
    /// All but withdrawn and out of scope: the base of both closing figures.
    pub counted: i64,
}

/// Counts what the reader may reach. `tonight` is the end of the present day.
pub fn counts(
    db: &mut Db<'_>,
    reach: &Reach,
    now: Timestamp,
    tonight: Timestamp,
) -> Result<Counts, Error> {
    let filter = Filter { part: Part::All, matter: None, owner: None, area: None, among: None };
    let mut wanted = Conditions::new(&filter, reach, HELD_TOGETHER, now);
    wanted.values.extend([now.into(), tonight.into()]);
    let (now, tonight) = (wanted.values.len() - 1, wanted.values.len());
    let sql = format!(
        "SELECT COUNT(c.due_at),
            CAST(COALESCE(SUM(CASE WHEN c.state = 'reported' THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN c.due_at < ${now} THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN c.due_at >= ${now} AND c.due_at < ${tonight} THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN c.state = 'answered' THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(c.handler_closed), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN c.state = 'confirmed' THEN 1 ELSE 0 END), 0) AS BIGINT),
            CAST(COALESCE(SUM(CASE WHEN c.state IN ('withdrawn', 'out-of-scope') THEN 0 ELSE 1 END), 0) AS BIGINT)
         FROM cases_cases c WHERE {}",
        wanted.text()
    );
    db.query_one(&sql, &wanted.values, |row| {
        Ok(Counts {
            open: row.get(0)?,
            new: row.get(1)?,
            overdue: row.get(2)?,
            due_today: row.get(3)?,
            awaiting: row.get(4)?,
            closed_by_handler: row.get(5)?,
            confirmed: row.get(6)?,
            counted: row.get(7)?,
        })
    })
}

fn line(row: &Row<'_>) -> Result<Line, Error> {
    Ok(Line {
        id: row.get(0)?,
        number: row.get(1)?,
        area: row.parse(2)?,
        matter: row.get(3)?,
        state: row.parse(4)?,
        title: row.get(5)?,
        owner: row.get(6)?,
        created_at: row.get(7)?,
        due_at: row.get(8)?,
        urgent: row.get(9)?,
        escalations: row.get(10)?,
        length: row.get(11)?,
    })
}
