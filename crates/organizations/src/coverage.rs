//! Who answers for which industry where, and where nobody does.
//!
//! Every firm has an office that leads its industry and an office that answers for its area. Where
//! the first is missing, the second is the owner; where both are, whoever runs the deployment: what
//! is asked of nobody never waits in nobody's list. All of it follows from facts; nothing is kept.

use catalogue::{Catalogue, Category, Need, Rank};
use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day, Level};

use crate::{directory::Snapshot, unit::Unit};

/// Who answers for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Responsible {
    /// Code of its industry: its own, else that of the nearest unit above that has one.
    pub industry: Option<String>,
    /// The office that runs the industry, of the nearest level.
    pub industry_lead: Option<UnitId>,
    /// The office that answers for the area: the street's, else of the nearest level above.
    pub territorial_lead: Option<UnitId>,
    /// Whose turn it is when nothing else is said.
    pub owner: UnitId,
}

/// One industry in one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub industry: String,
    /// The Party committee of the industry there; none is a gap.
    pub committee: Option<UnitId>,
    /// Who has to close the gap, or leads the committee.
    pub owner: UnitId,
    /// Open firms of the industry in the area.
    pub firms: usize,
    /// The day since which it has been so.
    pub since: Day,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Missing {
    /// An area has no Party committee of an industry.
    Committee,
    /// A firm says no industry.
    Industry,
    /// Nobody runs a firm's or branch's industry at any level above it.
    IndustryLead,
    /// Nobody answers for its area.
    TerritorialLead,
}

/// Something missing, with who has to see to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub missing: Missing,
    pub area: AreaCode,
    /// The firm or branch that it is about.
    pub unit: Option<UnitId>,
    pub industry: Option<String>,
    pub owner: UnitId,
    pub since: Day,
}

impl Missing {
    /// The name in the API and in the words' keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Industry => "industry",
            Self::IndustryLead => "industry-lead",
            Self::TerritorialLead => "territorial-lead",
        }
    }
}

/// Who answers for a unit.
pub fn responsible(units: &Snapshot, catalogue: &Catalogue, unit: &Unit) -> Responsible {
    let industry = industry_of(units, unit);
    let industry_lead =
        industry.as_deref().and_then(|code| lead(units, catalogue, code, &unit.area));
    let territorial_lead = territorial(units, &unit.area);
    let owner = industry_lead.or(territorial_lead).unwrap_or_else(|| units.operator());
    Responsible { industry, industry_lead, territorial_lead, owner }
}

/// The areas that make up the deployment, one level below it: the rows of the matrix.
pub fn rows(areas: &AreaBook, city: &AreaCode) -> Vec<AreaCode> {
    areas.children(city).collect()
}

/// A row of cells, in the order of the catalogue's industries, for each area.
pub fn matrix(
    units: &Snapshot,
    catalogue: &Catalogue,
    areas: &[AreaCode],
) -> Vec<(AreaCode, Vec<Cell>)> {
    let cells = |area: &AreaCode| {
        let industries = catalogue.industries().industries.iter();
        industries.map(|industry| cell(units, catalogue, &industry.code, area)).collect()
    };
    areas.iter().map(|area| (*area, cells(area))).collect()
}

fn cell(units: &Snapshot, catalogue: &Catalogue, industry: &str, area: &AreaCode) -> Cell {
    let covers = |unit: &&Unit| {
        let kind = catalogue.unit_kind(&unit.kind);
        kind.is_some_and(|kind| kind.covers_industry)
            && unit.area == *area
            && unit.details.industry.as_deref() == Some(industry)
    };
    let all: Vec<&Unit> = units.units().iter().filter(covers).collect();
    let committee = all.iter().find(|unit| unit.is_open());
    let founded = units.find(units.operator()).map(|unit| unit.from);
    let ended = all.iter().filter_map(|unit| unit.until).max();
    let since = committee.map(|unit| unit.from).or(ended).or(founded);
    let owner = lead(units, catalogue, industry, area)
        .or_else(|| territorial(units, area))
        .unwrap_or_else(|| units.operator());
    let is_firm =
        |unit: &&Unit| unit.is_open() && area.contains(&unit.area) && is_led_firm(catalogue, unit);
    let of_it = |unit: &&Unit| industry_of(units, unit).as_deref() == Some(industry);
    Cell {
        industry: industry.to_owned(),
        committee: committee.map(|unit| unit.id),
        owner,
        firms: units.units().iter().filter(is_firm).filter(of_it).count(),
        since: since.unwrap_or_else(|| kernel::Timestamp::from_seconds(0).day()),
    }
}

/// Everything that is missing, the longest first.
pub fn gaps(units: &Snapshot, catalogue: &Catalogue, areas: &[AreaCode]) -> Vec<Gap> {
    let mut found = Vec::new();
    for (area, cells) in matrix(units, catalogue, areas) {
        found.extend(cells.into_iter().filter(|cell| cell.committee.is_none()).map(|cell| Gap {
            missing: Missing::Committee,
            area,
            unit: None,
            industry: Some(cell.industry),
            owner: cell.owner,
            since: cell.since,
        }));
    }
    for unit in units.units().iter().filter(|unit| unit.is_open()) {
        if is_led_firm(catalogue, unit) || is_branch(catalogue, unit) {
            found.extend(gaps_of(units, catalogue, unit));
        }
    }
    found.sort_by_key(|gap| (gap.since, gap.missing, gap.area, gap.unit));
    found
}

fn gaps_of(units: &Snapshot, catalogue: &Catalogue, unit: &Unit) -> Vec<Gap> {
    let known = responsible(units, catalogue, unit);
    let gap = |missing, since: Day| Gap {
        missing,
        area: unit.area,
        unit: Some(unit.id),
        industry: known.industry.clone(),
        owner: known.owner,
        since: since.max(unit.from),
    };
    let mut found = Vec::new();
    match &known.industry {
        // A branch in a territory belongs to none.
        None if is_branch(catalogue, unit) => {}
        None => found.push(gap(Missing::Industry, unit.from)),
        Some(code) if known.industry_lead.is_none() => {
            let kind = catalogue.industries().industry(code).map(|industry| industry.lead.as_str());
            let ended = units.units().iter().filter(|one| Some(one.kind.as_str()) == kind);
            let ended = ended.filter(|one| one.area.contains(&unit.area));
            let ended = ended.filter_map(|one| one.until).max();
            found.push(gap(Missing::IndustryLead, ended.unwrap_or(unit.from)));
        }
        Some(_) => {}
    }
    if known.territorial_lead.is_none() {
        found.push(gap(Missing::TerritorialLead, unit.from));
    }
    found
}

/// Its own industry, else that of the nearest unit above that has one.
fn industry_of(units: &Snapshot, unit: &Unit) -> Option<String> {
    let mut next = Some(unit);
    // No tree is deeper than it has units; a circle in broken data ends here.
    for _ in units.units() {
        let here = next?;
        if here.details.industry.is_some() {
            return here.details.industry.clone();
        }
        next = here.parent.and_then(|above| units.find(above));
    }
    None
}

fn lead(
    units: &Snapshot,
    catalogue: &Catalogue,
    industry: &str,
    area: &AreaCode,
) -> Option<UnitId> {
    let kind = &catalogue.industries().industry(industry)?.lead;
    [Level::County, Level::City, Level::Province]
        .into_iter()
        .filter_map(|level| area.at(level))
        .find_map(|area| units.serving(kind, &area))
}

fn territorial(units: &Snapshot, area: &AreaCode) -> Option<UnitId> {
    [Level::Street, Level::County, Level::City, Level::Province]
        .into_iter()
        .find_map(|level| units.in_charge(level, area))
}

/// Firms that belong to an industry: those of a kind that asks for one, and what stands under them.
fn is_led_firm(catalogue: &Catalogue, unit: &Unit) -> bool {
    let kind = catalogue.unit_kind(&unit.kind);
    kind.is_some_and(|kind| {
        let asks = [Need::Industry, Need::Parent].iter().any(|need| kind.needs.contains(need));
        kind.category == Category::Firm && asks
    })
}

fn is_branch(catalogue: &Catalogue, unit: &Unit) -> bool {
    catalogue.unit_kind(&unit.kind).is_some_and(|kind| kind.rank == Some(Rank::Branch))
}
