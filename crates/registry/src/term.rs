//! What facts point to: areas, lines of areas, jobs. The same thing is written once, however many
//! people it holds of.

use std::collections::HashMap;

use contracts::UnitId;
use kernel::AreaCode;
use serde::{Deserialize, Serialize};
use storage::{Db, Error, Tx, Value, params};

/// What sort of thing a term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TermKind {
    /// An area's code.
    Area,
    /// Codes of areas in the order of travel, with commas.
    Line,
    /// A [`Job`] as JSON.
    Job,
}

impl TermKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Line => "line",
            Self::Job => "job",
        }
    }
}

/// On what footing somebody works (用工关系).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// 劳动合同
    Employment,
    /// 劳务
    Service,
    /// 承揽
    Contracting,
    /// 劳务派遣
    Dispatch,
    /// 加盟
    Franchise,
    /// 租赁
    Lease,
    /// 众包
    Crowdsourcing,
    /// 自雇、个体
    SelfEmployed,
}

impl Relation {
    pub const ALL: [Self; 8] = [
        Self::Employment,
        Self::Service,
        Self::Contracting,
        Self::Dispatch,
        Self::Franchise,
        Self::Lease,
        Self::Crowdsourcing,
        Self::SelfEmployed,
    ];

    /// The word by which it is stored and shown by the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Employment => "employment",
            Self::Service => "service",
            Self::Contracting => "contracting",
            Self::Dispatch => "dispatch",
            Self::Franchise => "franchise",
            Self::Lease => "lease",
            Self::Crowdsourcing => "crowdsourcing",
            Self::SelfEmployed => "self-employed",
        }
    }

    /// How files call it.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Employment => &["劳动合同", "劳动关系", "正式", "自有", "合同工"],
            Self::Service => &["劳务", "劳务合同", "劳务关系", "兼职"],
            Self::Contracting => &["承揽", "承揽合同", "外包"],
            Self::Dispatch => &["派遣", "劳务派遣"],
            Self::Franchise => &["加盟", "加盟商"],
            Self::Lease => &["租赁", "租车", "挂靠"],
            Self::Crowdsourcing => &["众包", "平台众包"],
            Self::SelfEmployed => &["自雇", "个体", "个体户", "自有车", "灵活就业"],
        }
    }

    /// Reads a file's word for it.
    pub fn named(word: &str) -> Option<Self> {
        let is_it = |relation: &Self| {
            relation.as_str().eq_ignore_ascii_case(word) || relation.names().contains(&word)
        };
        Self::ALL.into_iter().find(is_it)
    }
}

/// A firm in the chain: a unit where it is one that is known, and as the file calls it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    pub name: String,
}

/// What somebody works as, for whom, and on what footing: platform → partner → worker.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Job {
    /// Code of the catalogue's occupation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// Code of the catalogue's industry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub industry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// Whether there is a written contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<bool>,
    /// Where the work is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
}

impl Job {
    /// Every unit in the chain.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        [&self.platform, &self.partner, &self.site].into_iter().flatten().filter_map(|one| one.unit)
    }
}

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    Area(AreaCode),
    Line(Vec<AreaCode>),
    Job(Box<Job>),
}

/// Every term by its number. There are few: areas and the jobs that exist, not people.
///
/// # Errors
/// When the store fails or a term does not read.
pub fn all(db: &mut Db<'_>) -> Result<HashMap<i64, Term>, Error> {
    let mut found = HashMap::new();
    db.each("SELECT id, kind, text FROM registry_terms", params![], |row| {
        let (id, kind, text): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        found.insert(id, read(&kind, &text)?);
        Ok(())
    })?;
    Ok(found)
}

/// These terms by their numbers; those that are not there are left out.
///
/// # Errors
/// When the store fails or a term does not read.
pub fn some(
    db: &mut Db<'_>,
    wanted: impl IntoIterator<Item = i64>,
) -> Result<HashMap<i64, Term>, Error> {
    let mut found = HashMap::new();
    for id in wanted {
        if !found.contains_key(&id) {
            let sql = "SELECT kind, text FROM registry_terms WHERE id = $1";
            let term = db.query_opt(sql, params![id], |row| {
                read(&row.get::<String>(0)?, &row.get::<String>(1)?)
            })?;
            found.extend(term.map(|term| (id, term)));
        }
    }
    Ok(found)
}

fn read(kind: &str, text: &str) -> Result<Term, Error> {
    let corrupt = || Error::Corrupt(format!("no {kind} is {text:?}"));
    Ok(match kind {
        "area" => Term::Area(text.parse().map_err(|_| corrupt())?),
        "line" => Term::Line(
            text.split(',')
                .map(|code| code.parse().map_err(|_| corrupt()))
                .collect::<Result<_, _>>()?,
        ),
        "job" => Term::Job(Box::new(serde_json::from_str(text).map_err(|_| corrupt())?)),
        _ => return Err(corrupt()),
    })
}

/// The numbers of these terms, in their order; those that are new are written.
///
/// # Errors
/// When the store fails.
pub(crate) fn intern(tx: &mut Tx<'_>, terms: &[(TermKind, String)]) -> Result<Vec<i64>, Error> {
    tx.lock(b"registry-terms")?;
    let top = "SELECT COALESCE(MAX(id), 0) FROM registry_terms";
    let mut next: i64 = tx.query_one(top, params![], |row| row.get(0))?;
    let (mut numbers, mut rows) = (Vec::with_capacity(terms.len()), Vec::new());
    for (kind, text) in terms {
        let sql = "SELECT id FROM registry_terms WHERE kind = $1 AND text = $2";
        let known = tx.query_opt(sql, params![kind.as_str(), text], |row| row.get::<i64>(0))?;
        numbers.push(known.unwrap_or_else(|| {
            next += 1;
            rows.extend([Value::Int(next), kind.as_str().into(), text.into()]);
            next
        }));
    }
    tx.bulk("registry_terms", &["id", "kind", "text"], rows)?;
    Ok(numbers)
}
