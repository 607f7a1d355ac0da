//! What a checker receives: the matter, the place, and words that a clerk released. Neither the
//! handler nor the reporter, nor a number by which either could be looked up.

use contracts::{AskId, CaseId, PersonId};
use kernel::{AreaCode, Timestamp, geo::Wgs84};
use storage::{Db, Error, params};

use super::Said;
use crate::{case::Case, store::folded};

/// One request, as its checker sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub id: AskId,
    /// Code of the matter.
    pub matter: String,
    pub area: AreaCode,
    pub address: Option<String>,
    pub place: Option<Wgs84>,
    /// Title and text, if a clerk released them.
    pub released: Option<(String, String)>,
    pub due_at: Timestamp,
    pub answer: Option<Said>,
    /// It can be answered no more.
    pub over: bool,
}

impl Asked {
    fn of(id: AskId, case: Case, due_at: Timestamp, answer: Option<Said>, over: bool) -> Self {
        Self {
            id,
            matter: case.matter,
            area: case.area,
            address: case.address,
            place: case.place,
            released: case.released,
            due_at,
            answer,
            over,
        }
    }
}

const ASKED: &str = "SELECT a.id, c.folded, a.due_at, a.answer, a.lapsed_at, k.case_id
    FROM cases_checks_asks a JOIN cases_checks k ON k.id = a.check_id
    JOIN cases_cases c ON c.id = k.case_id";

/// What is asked of a person and not answered yet, the most urgent first.
pub fn open(db: &mut Db<'_>, person: PersonId) -> Result<Vec<Asked>, Error> {
    const LIMIT: usize = 50;
    let sql = format!(
        "{ASKED} WHERE a.person = $1 AND a.answer IS NULL AND a.lapsed_at IS NULL
         ORDER BY a.due_at, a.id LIMIT $2"
    );
    db.query(&sql, params![person, LIMIT], asked)
}

/// One request of this person.
pub fn one(db: &mut Db<'_>, person: PersonId, id: AskId) -> Result<Option<Asked>, Error> {
    let sql = format!("{ASKED} WHERE a.person = $1 AND a.id = $2");
    db.query_opt(&sql, params![person, id], asked)
}

fn asked(row: &storage::Row<'_>) -> Result<Asked, Error> {
    let answer: Option<String> = row.get(3)?;
    let answer = answer.as_deref().and_then(Said::parse);
    let over = row.get::<Option<Timestamp>>(4)?.is_some() || answer.is_some();
    Ok(Asked::of(row.get(0)?, folded(row, 1)?, row.get(2)?, answer, over))
}

/// The case behind a request: for who answers for the draw, never for its checker.
pub fn case_of(db: &mut Db<'_>, id: AskId) -> Result<Option<CaseId>, Error> {
    db.query_opt(
        "SELECT k.case_id FROM cases_checks_asks a JOIN cases_checks k ON k.id = a.check_id
         WHERE a.id = $1",
        params![id],
        |row| row.get(0),
    )
}

/// How many answers somebody has given: for their own export and thanks, never compared.
pub fn answers_of(db: &mut Db<'_>, person: PersonId) -> Result<Vec<(Timestamp, Said)>, Error> {
    let rows = db.query(
        "SELECT answered_at, answer FROM cases_checks_asks
         WHERE person = $1 AND answer IS NOT NULL ORDER BY answered_at",
        params![person],
        |row| Ok((row.get::<Timestamp>(0)?, row.get::<String>(1)?)),
    )?;
    Ok(rows.into_iter().filter_map(|(at, said)| Some((at, Said::parse(&said)?))).collect())
}

/// One drawn case, as the auditor sees it: who was asked stays unsaid.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    pub lot: i64,
    pub case: CaseId,
    pub number: String,
    pub matter: String,
    pub area: AreaCode,
    pub verdict: String,
    pub solved: i64,
    pub unsolved: i64,
    pub unsure: i64,
}

/// The drawn cases in the order of their tickets.
pub fn drawn(db: &mut Db<'_>, draw: super::DrawId) -> Result<Vec<Drawn>, Error> {
    db.query(
        "SELECT k.lot, k.case_id, c.number, c.matter, c.area, k.verdict, k.solved, k.unsolved,
             k.unsure
         FROM cases_checks k JOIN cases_cases c ON c.id = k.case_id
         WHERE k.draw = $1 ORDER BY k.lot",
        params![draw],
        |row| {
            Ok(Drawn {
                lot: row.get(0)?,
                case: row.get(1)?,
                number: row.get(2)?,
                matter: row.get(3)?,
                area: row.parse(4)?,
                verdict: row.get(5)?,
                solved: row.get(6)?,
                unsolved: row.get(7)?,
                unsure: row.get(8)?,
            })
        },
    )
}
