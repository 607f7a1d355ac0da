//! Where one case stands, for whoever has its number. It names units, never persons.

use contracts::{CaseId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Db, Error, params};

/// What anybody may see of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub number: String,
    pub matter: String,
    pub area: AreaCode,
    pub state: String,
    pub owner: UnitId,
    pub created_at: Timestamp,
    pub due_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub steps: Vec<Step>,
    /// Title and text as a clerk released them.
    pub released: Option<(String, String)>,
    /// Files of photos as a clerk released them.
    pub photos: Vec<String>,
    /// How many people reported it.
    pub people: usize,
}

/// One step of its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub at: Timestamp,
    pub kind: String,
    pub unit: Option<UnitId>,
    /// A unit that let a deadline of its part pass.
    pub silence: Option<Silence>,
}

/// Who was silent at which stage, and which unit was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    pub stage: String,
    pub unit: UnitId,
    pub told: Option<UnitId>,
}

/// Steps that are the unit's own business: remarks and warnings.
const INNER: [&str; 3] = ["noted", "warned", "resorted"];

/// Of the capabilities (their words have a dot) what everybody may follow; the others tell of money,
/// of contact members and of who may see whose name.
const OPEN: [&str; 6] =
    ["joint.", "result.", "check.", "merge.merged", "merge.unmerged", "merge.stood-back"];

fn is_public(kind: &str) -> bool {
    let open = OPEN.iter().any(|open| kind.starts_with(open));
    !INNER.contains(&kind) && (open || !kind.contains('.'))
}

/// The case with this number; `None` when there is none or its kind is shown nowhere.
pub fn find(db: &mut Db<'_>, number: &str) -> Result<Option<Progress>, Error> {
    let found = db.query_opt(
        "SELECT id, number, matter, area, state, owner, created_at, due_at, closed_at
         FROM pub_cases_numbers WHERE number = $1 AND visibility <> 'private'",
        params![number],
        |row| {
            let progress = Progress {
                number: row.get(1)?,
                matter: row.get(2)?,
                area: row.parse(3)?,
                state: row.get(4)?,
                owner: row.get(5)?,
                created_at: row.get(6)?,
                due_at: row.get(7)?,
                closed_at: row.get(8)?,
                steps: Vec::new(),
                released: None,
                photos: Vec::new(),
                people: 1,
            };
            Ok((row.get::<CaseId>(0)?, progress))
        },
    )?;
    let Some((id, mut progress)) = found else { return Ok(None) };
    progress.steps = db.query(
        "SELECT s.at, s.kind, s.unit, q.stage, q.unit, q.told FROM pub_cases_steps s
         LEFT JOIN pub_cases_silences q ON q.case_id = s.case_id AND q.seq = s.seq
         WHERE s.case_id = $1 ORDER BY s.seq",
        params![id],
        |row| {
            let (stage, unit): (Option<String>, Option<UnitId>) = (row.get(3)?, row.get(4)?);
            let told = row.get(5)?;
            let silence = stage.zip(unit).map(|(stage, unit)| Silence { stage, unit, told });
            Ok(Step { at: row.get(0)?, kind: row.get(1)?, unit: row.get(2)?, silence })
        },
    )?;
    progress.steps.retain(|step| is_public(&step.kind));
    progress.released = db
        .query_opt(
            "SELECT payload FROM pub_cases_released WHERE case_id = $1 ORDER BY seq DESC LIMIT 1",
            params![id],
            |row| row.get::<String>(0),
        )?
        .and_then(|payload| wording(&payload));
    progress.photos = db.query(
        "SELECT file FROM pub_cases_photos WHERE case_id = $1 ORDER BY file",
        params![id],
        |row| row.get(0),
    )?;
    let people = db.query_opt(
        "SELECT people FROM pub_cases_support WHERE case_id = $1",
        params![id],
        |row| row.get(0),
    )?;
    progress.people = people.unwrap_or(progress.people);
    Ok(Some(progress))
}

/// Public cases that changed last: the list of what the city works on.
pub fn latest(db: &mut Db<'_>, limit: usize) -> Result<Vec<Progress>, Error> {
    let numbers = db.query(
        "SELECT number FROM pub_cases_facts WHERE visibility = 'public-after-release'
         AND state NOT IN ('reported', 'withdrawn', 'out-of-scope') AND source = 'yilu'
         ORDER BY created_at DESC, id DESC LIMIT $1",
        params![limit],
        |row| row.get::<String>(0),
    )?;
    let mut found = Vec::with_capacity(numbers.len());
    for number in numbers {
        found.extend(find(db, &number)?);
    }
    Ok(found)
}

fn wording(payload: &str) -> Option<(String, String)> {
    let value: serde_json::Value = serde_json::from_str(payload).ok()?;
    let text = |key: &str| value.get("payload")?.get(key)?.as_str().map(str::to_owned);
    Some((text("title")?, text("text")?))
}
