//! Units from a table: brands, legal entities, franchises and sites, each with the person who is
//! responsible. Rows may name units of the same file as what they belong to, in any order.
//!
//! A row that cannot be taken comes back with line and reason, and so does what belongs to it; the
//! others go in. What is there already, by credit code or by kind, area and name, stays as it is, so
//! the same file may be sent again.

use std::collections::HashMap;

use access::{NewPerson, Vault, people::create_person};
use contracts::{PersonId, UnitId};
use kernel::{Day, Phone};
use serde::Serialize;
use sheets::{Sheet, Table};
use storage::{Stamp, Store, Tx};

use crate::{
    Details, NewUnit,
    act::{By, Consulted, Desk, Refusal, UnitError},
    duties::{self, NewDuty},
    found::found_as,
    moves::For,
    store,
    unit::Unit,
};

/// Rows that share a transaction.
const CHUNK: usize = 200;

/// Code of the duty that the responsible person of a row carries.
const RESPONSIBLE: &str = "responsible";

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Tally {
    pub imported: i64,
    /// Rows whose unit is known already; nothing was changed for them.
    pub unchanged: i64,
    pub rejected: i64,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// As the file counts; the header is line 1.
    pub line: u64,
    /// Key of the words.
    pub code: &'static str,
    pub cells: Vec<String>,
}

/// What came of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    pub tally: Tally,
    pub rejected: Vec<Rejected>,
    pub header: Vec<String>,
}

/// A column that must be there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {0:?} is missing; the columns are: {1}")]
pub struct HeaderFault(pub &'static str, pub String);

/// The columns by name: in the API's words, and as forms in Chinese call them.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("kind", &["类别", "单位类别"]),
    ("name_zh", &["名称", "单位名称", "企业名称", "网点名称", "name"]),
    ("name_en", &["英文名称"]),
    ("uscc", &["统一社会信用代码", "信用代码"]),
    ("industry", &["行业"]),
    ("area", &["辖区", "地区", "所在街道"]),
    ("parent", &["隶属于", "上级", "所属企业"]),
    ("responsible", &["负责人", "负责人姓名"]),
    ("phone", &["负责人电话", "手机号", "联系电话"]),
];

#[derive(Debug, Clone)]
struct Line {
    number: u64,
    cells: Vec<String>,
    kind: String,
    name_zh: String,
    name_en: String,
    details: Details,
    area: String,
    parent: String,
    responsible: String,
    phone: String,
}

/// Reads a file into units. What is known of a unit holds from `from`, today or earlier;
/// `progress` is told how many rows are done. Not for an async thread.
///
/// # Errors
/// When a column is missing, or the store fails; what was taken in before stays.
pub fn run(
    store: &Store,
    stamp: impl Fn() -> Stamp,
    consulted: &Consulted,
    vault: &Vault,
    table: Table,
    from: Day,
    mut progress: impl FnMut(usize),
) -> Result<Result<Outcome, HeaderFault>, storage::Error> {
    let places = match columns(&table.header) {
        Ok(places) => places,
        Err(fault) => return Ok(Err(fault)),
    };
    let mut outcome = Outcome { header: table.header, ..Outcome::default() };
    let mut waiting: Vec<Line> =
        table.rows.into_iter().map(|(number, cells)| line(number, cells, &places)).collect();
    let mut done = 0;
    // Each round takes those whose parent is there; what waits for a rejected one is rejected last.
    loop {
        let mut later = Vec::new();
        let before = waiting.len();
        for chunk in waiting.chunks(CHUNK) {
            let (rows, keeper, known) = (chunk.to_vec(), vault.clone(), consulted.clone());
            let answers: Vec<(Line, Taken)> = store.write_blocking(stamp(), move |tx| {
                let rows = rows.into_iter();
                rows.map(|row| take(tx, known.desk(), &keeper, row, from))
                    .collect::<Result<_, storage::Error>>()
            })?;
            for (row, taken) in answers {
                match taken {
                    Taken::New => outcome.tally.imported += 1,
                    Taken::Known => outcome.tally.unchanged += 1,
                    Taken::Waits => {
                        later.push(row);
                        continue;
                    }
                    Taken::Refused(code) => outcome.reject(row, code),
                }
                done += 1;
                progress(done);
            }
        }
        if later.is_empty() || later.len() == before {
            for row in later {
                outcome.reject(row, "unit-import-parent");
            }
            break;
        }
        waiting = later;
    }
    outcome.rejected.sort_by_key(|row| row.line);
    Ok(Ok(outcome))
}

enum Taken {
    New,
    Known,
    /// What it belongs to is not there yet.
    Waits,
    Refused(&'static str),
}

/// One row, or why not; a row that is refused leaves nothing behind, for all is checked first.
fn take(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    vault: &Vault,
    row: Line,
    from: Day,
) -> Result<(Line, Taken), storage::Error> {
    let taken = match found(tx, desk, vault, &row, from) {
        Ok(taken) => taken,
        Err(UnitError::Refused(refusal)) => Taken::Refused(code(&refusal)),
        Err(UnitError::Store(error)) => return Err(error),
    };
    Ok((row, taken))
}

const fn code(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Invalid { code, .. } => code,
        Refusal::Closed => "problem-unit-closed",
        Refusal::NotFound | Refusal::WrongPermit(_) => "unit-parent-unfit",
    }
}

fn found(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    vault: &Vault,
    row: &Line,
    from: Day,
) -> Result<Taken, UnitError> {
    store::hold(tx)?;
    let wrong = |field, code| Refusal::Invalid { field, code };
    let kind = desk.catalogue.unit_kinds().iter().find(|kind| {
        let named = [&kind.code, &kind.name.zh, &kind.name.en];
        named.into_iter().any(|name| name.eq_ignore_ascii_case(&row.kind))
    });
    let kind = kind.ok_or(wrong("kind", "unit-kind-unknown"))?;
    // A code needs no search; and what roams may lie in another province, where only a code tells.
    let area = match row.area.parse() {
        Ok(code) => code,
        Err(_) => match desk.areas.find(&row.area)[..] {
            [one] => one,
            [] => return Err(wrong("area", "unit-area-unknown").into()),
            _ => return Err(wrong("area", "unit-area-several").into()),
        },
    };
    let phone = match row.phone.as_str() {
        "" => None,
        typed => Some(Phone::parse(typed).map_err(|_| wrong("phone", "unit-import-phone"))?),
    };
    if phone.is_some() == row.responsible.is_empty() {
        return Err(wrong("responsible", "unit-import-responsible").into());
    }
    let known = known(tx, row, &kind.code, area)?;
    if known.is_some() {
        return Ok(Taken::Known);
    }
    let parent = match row.parent.as_str() {
        "" => None,
        typed => match store::named(tx, typed)?[..] {
            [one] => Some(one),
            [] => return Ok(Taken::Waits),
            _ => return Err(wrong("parent", "unit-import-several").into()),
        },
    };
    let new = NewUnit {
        id: tx.id(),
        kind: kind.code.clone(),
        area,
        name_zh: row.name_zh.clone(),
        name_en: if row.name_en.is_empty() { row.name_zh.clone() } else { row.name_en.clone() },
        parent,
        in_charge: false,
        from,
    };
    let unit = found_as(tx, desk, By::Program, &new, &row.details)?;
    if let Some(phone) = phone {
        let person = person(tx, vault, &row.responsible, phone)?;
        responsible(tx, desk, unit.id, person, from)?;
    }
    Ok(Taken::New)
}

/// The unit of a row, when it is there: by credit code, else by kind, area and name.
fn known(
    tx: &mut Tx<'_>,
    row: &Line,
    kind: &str,
    area: kernel::AreaCode,
) -> Result<Option<Unit>, storage::Error> {
    if let Some(uscc) = &row.details.uscc
        && let Ok(code) = kernel::CreditCode::parse(uscc)
    {
        return store::of_uscc(tx, code.as_str());
    }
    store::alike(tx, kind, &area, &row.name_zh)
}

/// Whoever has this phone; the first time, this makes a person with a key of their own.
fn person(
    tx: &mut Tx<'_>,
    vault: &Vault,
    name: &str,
    phone: Phone,
) -> Result<PersonId, storage::Error> {
    if let Some(known) = vault.find_by_phone(tx, &phone)? {
        return Ok(known);
    }
    let new = NewPerson { name: Some(name.to_owned()), phone: Some(phone), ..NewPerson::default() };
    create_person(tx, vault, &new).map_err(|error| storage::Error::Refused(error.to_string()))
}

fn responsible(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    unit: UnitId,
    person: PersonId,
    from: Day,
) -> Result<(), UnitError> {
    let new = NewDuty::of(tx.id(), RESPONSIBLE, unit, Some(person), from);
    match duties::give(tx, desk, For::Program, &new) {
        // Kinds for which nobody is responsible, as the catalogue says.
        Err(UnitError::Refused(Refusal::Invalid { field: "duty", .. })) | Ok(_) => Ok(()),
        Err(error) => Err(error),
    }
}

fn columns(header: &[String]) -> Result<HashMap<&'static str, usize>, HeaderFault> {
    let mut places = HashMap::new();
    for (name, others) in COLUMNS {
        let is_it = |title: &String| {
            let title = title.trim();
            title.eq_ignore_ascii_case(name) || others.contains(&title)
        };
        places.extend(header.iter().position(is_it).map(|place| (name, place)));
    }
    let all = || COLUMNS.map(|(name, others)| format!("{name}/{}", others[0])).join(", ");
    for must in ["kind", "name_zh", "area"] {
        if !places.contains_key(must) {
            return Err(HeaderFault(must, all()));
        }
    }
    Ok(places)
}

fn line(number: u64, cells: Vec<String>, places: &HashMap<&'static str, usize>) -> Line {
    let cell = |name: &str| {
        let text = places.get(name).and_then(|place| cells.get(*place));
        text.map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let given = |name: &str| Some(cell(name)).filter(|text| !text.is_empty());
    Line {
        number,
        kind: cell("kind"),
        name_zh: cell("name_zh"),
        name_en: cell("name_en"),
        details: Details { uscc: given("uscc"), industry: given("industry"), meets: None },
        area: cell("area"),
        parent: cell("parent"),
        responsible: cell("responsible"),
        phone: cell("phone"),
        cells,
    }
}

impl Outcome {
    fn reject(&mut self, row: Line, code: &'static str) {
        self.tally.rejected += 1;
        self.rejected.push(Rejected { line: row.number, code, cells: row.cells });
    }

    /// The rejected rows with line and reason before their own cells, to be corrected and sent
    /// again; `told` puts a reason into words.
    pub fn rejects(&self, told: impl Fn(&'static str) -> String) -> Sheet {
        let row = |row: &Rejected| {
            let lead = [row.line.to_string(), told(row.code)];
            lead.into_iter().chain(row.cells.iter().cloned()).collect()
        };
        let lead = ["line".to_owned(), "reason".to_owned()];
        Sheet {
            header: lead.into_iter().chain(self.header.iter().cloned()).collect(),
            rows: self.rejected.iter().map(row).collect(),
        }
    }
}
