//! Labels that places earn (暖心诚信商家, 骑手友好小区): `[[label]]` of `places.toml`.

use serde::Serialize;

use crate::{fault::What, load::rows, named::named, read::Table, words::Words};

named! {
    /// Which kinds of places a label is for, as the kinds themselves are marked.
    LabelFor {
        Merchant = "merchant",
        Compound = "compound",
    }
}

/// What a city declares about a label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LabelRule {
    pub code: String,
    pub name: Words,
    pub of: LabelFor,
    /// Only a place whose agreement is in force carries it.
    pub agreement: bool,
    /// Code of the matter under which a rider's complaint becomes a case; the catch-all without one.
    pub matter: Option<String>,
    /// Days for which a label lasts at most.
    pub term_days: u32,
    /// Days after an assessment by which the place is looked at again.
    pub recheck_days: u32,
    /// So many upheld complaints since the last assessment propose a re-check at once.
    pub upheld_max: u32,
    /// What a place is judged by: 食材, 价格, 质量.
    pub criteria: Vec<Criterion>,
    /// What a rider may complain of.
    pub reasons: Vec<ComplaintReason>,
}

/// Something a place is judged by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Criterion {
    pub code: String,
    pub name: Words,
    /// What is looked at.
    pub hint: Words,
    /// Not needed for the label; each that is good raises its level by one.
    pub extra: bool,
}

/// What a rider may complain of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintReason {
    pub code: String,
    pub name: Words,
    /// One upheld complaint of this kind ends the label at once.
    pub ends: bool,
}

impl LabelRule {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Label), table.words("name"));
        let (of, agreement) = (table.one_of("of"), table.flag("agreement"));
        let matter = table.has("matter").then(|| table.refer("matter", What::Matter)).flatten();
        let term = table.number("term_days", 30..=1_100);
        let recheck = table.number("recheck_days", 14..=1_100);
        let upheld = table.number("upheld_max", 1..=50);
        let criteria = rows(table, "criterion", Criterion::read);
        let reasons = rows(table, "reason", ComplaintReason::read);
        Some(Self {
            code: code?,
            name: name?,
            of: of?,
            agreement,
            matter,
            term_days: term?,
            recheck_days: recheck?,
            upheld_max: upheld?,
            criteria,
            reasons,
        })
    }

    pub fn criterion(&self, code: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.code == code)
    }
    pub fn reason(&self, code: &str) -> Option<&ComplaintReason> {
        self.reasons.iter().find(|reason| reason.code == code)
    }
    /// How many levels there are: one, and one more for each extra criterion.
    pub fn levels(&self) -> usize {
        1 + self.criteria.iter().filter(|criterion| criterion.extra).count()
    }
}

impl Criterion {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::Criterion);
        let (name, hint) = (table.words("name"), table.words("hint"));
        let extra = table.flag("extra");
        Some(Self { code: code?, name: name?, hint: hint?, extra })
    }
}

impl ComplaintReason {
    fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::ComplaintReason);
        let (name, ends) = (table.words("name"), table.flag("ends"));
        Some(Self { code: code?, name: name?, ends })
    }
}
