//! A firm with charts, and the Party units that answer for its business units.

use std::{collections::BTreeSet, path::Path};

use branches::{
    Fault,
    chart::{
        Kind, Proposal, ProposalId,
        decide::{Outcome, Wish, accept, refuse},
        link,
        read::{Wrong, rows},
        store,
        take::{Handed, Taken, take},
    },
    port::NewBranch,
};
use contracts::UnitId;
use kernel::Day;
use sheets::Table;

use crate::town::{COUNTY, Town, area};

pub struct Firm<'t> {
    pub town: &'t Town,
    pub id: UnitId,
    /// The committee that decides.
    pub owner: UnitId,
}

/// A proposal: kind, codes before and after, Party units.
pub type Told = (Kind, Vec<String>, Vec<String>, BTreeSet<UnitId>);

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl<'t> Firm<'t> {
    /// A firm of its own, whose charts the clerk's committee decides about.
    pub fn new(town: &'t Town) -> Self {
        let owner = town.desk.tree.above(town.branch)[0];
        let mut firm = Self { town, id: owner, owner };
        firm.id = firm.found("platform-firm", "又一家平台", None);
        firm
    }

    pub fn found(&self, kind: &str, name: &str, parent: Option<UnitId>) -> UnitId {
        let id: UnitId = self.town.moment().id();
        let (name_zh, name_en) = (name.to_owned(), name.to_owned());
        let new = NewBranch { id, kind: kind.into(), area: area(COUNTY), name_zh, name_en, parent };
        self.town.system(move |tx, desk| desk.tree.found(tx, &new)).unwrap();
        id
    }

    /// A Party unit that answers for a business unit.
    pub fn party(&self, kind: &str, code: &str, name: &str, above: UnitId) -> UnitId {
        let unit = self.found(kind, name, Some(above));
        self.link(code, unit).unwrap();
        unit
    }

    pub fn link(&self, code: &str, unit: UnitId) -> Result<(), Fault> {
        let (firm, code) = (self.id, code.to_owned());
        let linked = move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| {
            link::link(tx, desk, by, firm, &code, unit).map(drop)
        };
        self.town.write(&self.town.clerk, linked)
    }

    /// Hands in a chart as CSV.
    pub fn hand_in(&self, on: &str, text: &str) -> Result<Result<Taken, Vec<Wrong>>, Fault> {
        let table = Table::read(Path::new("chart.csv"), text.as_bytes()).unwrap();
        let rows = match rows(&table) {
            Ok(rows) => rows,
            Err(wrong) => return Ok(Err(wrong)),
        };
        let handed = Handed { firm: self.id, owner: self.owner, day: day(on) };
        let take =
            move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| take(tx, desk, by, handed, &rows);
        self.town.write(&self.town.clerk, take)
    }

    /// Hands in a chart that is right; how many proposals are open after it.
    pub fn taken(&self, on: &str, text: &str) -> usize {
        self.hand_in(on, text).unwrap().unwrap();
        self.open().len()
    }

    pub fn open(&self) -> Vec<Proposal> {
        let firm = self.id;
        self.town.read(move |db| store::open(db, firm))
    }

    pub fn told(&self) -> Vec<Told> {
        let told = self.open().into_iter().map(|it| {
            let before = it.body.before.iter().map(|before| before.unit.code.clone()).collect();
            let after = it.body.after.iter().map(|unit| unit.code.clone()).collect();
            let parties = it.body.parties.iter().map(|party| party.unit).collect();
            (it.kind, before, after, parties)
        });
        told.collect()
    }

    pub fn accept(&self, id: ProposalId, wish: Wish) -> Result<Outcome, Fault> {
        let work =
            move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| accept(tx, desk, by, id, &wish);
        self.town.write(&self.town.clerk, work)
    }

    /// Accepts the one proposal that is open.
    pub fn accept_one(&self) -> Outcome {
        let open = self.open();
        assert_eq!(open.len(), 1, "{open:?}");
        self.accept(open[0].id, Wish::default()).unwrap()
    }

    pub fn refuse(&self, id: ProposalId, reason: &'static str) -> Result<(), Fault> {
        let work =
            move |tx: &mut storage::Tx<'_>, desk: &_, by: &_| refuse(tx, desk, by, id, reason);
        self.town.write(&self.town.clerk, work)
    }

    /// Who answers for what now.
    pub fn links(&self) -> Vec<(String, UnitId)> {
        let firm = self.id;
        let links = self.town.read(move |db| store::links(db, firm));
        links.into_iter().map(|link| (link.code, link.unit)).collect()
    }

    pub fn above(&self, unit: UnitId) -> Option<UnitId> {
        self.town.desk.tree.above(unit).first().copied()
    }

    pub fn is_open(&self, unit: UnitId) -> bool {
        let placed = self.town.system(move |tx, desk| Ok(desk.tree.place(tx, unit)?.is_some()));
        placed.unwrap()
    }
}
