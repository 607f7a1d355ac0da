//! What cells say that many rows have in common: areas, lines, jobs. Each is understood once a run
//! and becomes a term; rows carry places in this list until the terms have their numbers.

use std::{
    collections::HashMap,
    sync::{OnceLock, PoisonError, RwLock},
};

use kernel::{AreaBook, AreaCode};
use sheets::Line;

use super::row::{Reason, relation, unknown_area, unknown_occupation, yes_or_no};
use crate::{
    Desk,
    map::{Column, Layout},
    source::{Kind, Source},
    term::{Job, Party, TermKind},
};

/// The words of one run.
pub(crate) struct Words<'w> {
    desk: &'w Desk,
    source: &'w Source,
    /// Made when the first name, not a code, is met.
    areas: OnceLock<HashMap<String, Option<AreaCode>>>,
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    cells: HashMap<(TermKind, String), Result<u32, Option<Reason>>>,
    terms: Vec<(TermKind, String)>,
    numbers: HashMap<(TermKind, String), u32>,
}

/// The columns that make a job, in the order of its key.
const JOB: [Column; 9] = [
    Column::Platform,
    Column::PlatformCode,
    Column::Partner,
    Column::PartnerCode,
    Column::Site,
    Column::Occupation,
    Column::Relation,
    Column::Contract,
    Column::Area,
];

impl<'w> Words<'w> {
    pub fn new(desk: &'w Desk, source: &'w Source) -> Self {
        Self { desk, source, areas: OnceLock::new(), known: RwLock::default() }
    }

    /// The term of an area by code or by name; `None` where the cell names none.
    pub fn area(&self, cell: &str) -> Option<u32> {
        self.term(TermKind::Area, cell, || {
            let code = self.code(cell).ok_or(None)?;
            Ok((TermKind::Area, code.to_string()))
        })
        .ok()
    }

    /// The term of a freight line; `None` where a part of it is no area.
    pub fn line(&self, cell: &str) -> Option<u32> {
        self.term(TermKind::Line, cell, || {
            let parts = cell.split(['-', '—', '→', '>', ',', '，', '、', '至']);
            let parts = parts.map(str::trim).filter(|part| !part.is_empty());
            let codes: Option<Vec<String>> =
                parts.map(|part| self.code(part).map(|code| code.to_string())).collect();
            let codes = codes.filter(|codes| codes.len() > 1).ok_or(None)?;
            Ok((TermKind::Line, codes.join(",")))
        })
        .ok()
    }

    /// The term of a row's job.
    pub fn job(&self, layout: &Layout, line: &Line) -> Result<u32, Reason> {
        let mut key = String::with_capacity(96);
        for column in JOB {
            key.push_str(layout.cell(line, column));
            key.push('\u{1f}');
        }
        let made = self.term(TermKind::Job, &key, || {
            let job = self.made(|column| layout.cell(line, column)).map_err(Some)?;
            Ok((TermKind::Job, serde_json::to_string(&job).unwrap_or_default()))
        });
        made.map_err(|reason| reason.unwrap_or_else(unknown_occupation))
    }

    /// Terms that have come since `first`, in their order.
    pub fn since(&self, first: usize) -> Vec<(TermKind, String)> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known.terms.get(first..).unwrap_or_default().to_vec()
    }

    fn term(
        &self,
        kind: TermKind,
        cell: &str,
        make: impl FnOnce() -> Result<(TermKind, String), Option<Reason>>,
    ) -> Result<u32, Option<Reason>> {
        if cell.is_empty() {
            return Err(None);
        }
        let key = (kind, cell.to_owned());
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.cells.get(&key) {
            return *found;
        }
        drop(known);
        let made = make();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let found = made.map(|term| known.number(term));
        known.cells.insert(key, found);
        found
    }

    fn code(&self, text: &str) -> Option<AreaCode> {
        // A code of another province is an area too, though its name is not known here.
        if text.bytes().all(|c| c.is_ascii_digit()) {
            return AreaCode::parse(text).ok().filter(|code| *code != AreaCode::NATION);
        }
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        self.areas.get_or_init(|| named(&self.desk.areas)).get(&plain).copied().flatten()
    }

    fn made<'c>(&self, cell: impl Fn(Column) -> &'c str) -> Result<Job, Reason> {
        let industries = self.desk.catalogue.industries();
        let occupation = match cell(Column::Occupation) {
            "" => None,
            word => Some(industries.occupation_named(word).ok_or_else(unknown_occupation)?),
        };
        let place = cell(Column::Area);
        let area = self.code(place);
        if area.is_none() && !place.is_empty() {
            return Err(unknown_area());
        }
        let site = self.party(cell(Column::Site), "");
        let mut platform = self.party(cell(Column::Platform), cell(Column::PlatformCode));
        if platform.is_none() && self.source.kind == Kind::Roster {
            platform = self.source.firm.map(|firm| {
                let card = self.desk.units.unit(firm);
                let name = card.map(|card| card.name(false).to_owned());
                let name = name.unwrap_or_else(|| self.source.name_zh.clone());
                Party { unit: Some(firm), name }
            });
        }
        let of_site = site.as_ref().and_then(|site| site.unit);
        let of_site = of_site.and_then(|unit| self.desk.units.unit(unit)).map(|card| card.area);
        Ok(Job {
            occupation: occupation.map(|one| one.code.clone()),
            industry: occupation.map(|one| one.industry.clone()),
            platform,
            partner: self.party(cell(Column::Partner), cell(Column::PartnerCode)),
            area: area.or(of_site),
            site,
            relation: relation(cell(Column::Relation))?,
            contract: yes_or_no(cell(Column::Contract))?,
        })
    }

    /// A firm by credit code, else by name; a name that several bear stays a name.
    fn party(&self, name: &str, code: &str) -> Option<Party> {
        if name.is_empty() && code.is_empty() {
            return None;
        }
        let one = |text: &str| match self.desk.firms.named(text)[..] {
            [unit] if !text.is_empty() => Some(unit),
            _ => None,
        };
        let name = if name.is_empty() { code } else { name };
        Some(Party { unit: one(code).or_else(|| one(name)), name: name.to_owned() })
    }
}

/// The areas by every way to name them; `None` for a name that several have.
fn named(book: &AreaBook) -> HashMap<String, Option<AreaCode>> {
    let mut areas: HashMap<String, Option<AreaCode>> = HashMap::new();
    let mut add = |name: String, code: AreaCode| {
        let known = areas.entry(name).or_insert(Some(code));
        if *known != Some(code) {
            *known = None;
        }
    };
    for (code, own) in book.iter() {
        add(own.to_owned(), code);
        for whole in [book.full_name(&code), book.local_name(&code)] {
            if whole != own {
                add(whole, code);
            }
        }
    }
    areas
}

impl Known {
    fn number(&mut self, term: (TermKind, String)) -> u32 {
        if let Some(known) = self.numbers.get(&term) {
            return *known;
        }
        let number = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        self.terms.push(term.clone());
        self.numbers.insert(term, number);
        number
    }
}
