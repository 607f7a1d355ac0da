//! The organizations of the demo city: founded before anything else happens.

use std::sync::Arc;

use catalogue::Catalogue;
use contracts::UnitId;
use kernel::{AreaBook, AreaCode, Day};
use organizations::{By, Desk, NewUnit, found, found_operator};
use storage::Tx;

use crate::{
    data::NAMES,
    error::Error,
    place::{County, Places},
};

/// Departments that every county has, with the words that follow the county's name.
const DEPARTMENTS: [(&str, &str, &str); 13] = [
    ("urban-management", "综合行政执法局（城市管理局）", "Urban Management"),
    ("emergency", "应急管理局", "Emergency Management"),
    ("transport", "交通运输局", "Transport"),
    ("market-regulation", "市场监督管理局", "Market Regulation"),
    ("hrss", "人力资源和社会保障局", "Human Resources and Social Security"),
    ("housing", "住房和城乡建设局", "Housing"),
    ("education", "教育局", "Education"),
    ("health", "卫生健康局", "Health"),
    ("public-security-traffic", "公安分局交警大队", "Traffic Police"),
    ("justice", "司法局", "Justice"),
    ("social-work", "委社会工作部", "Social Work Department"),
    ("union", "总工会", "Federation of Trade Unions"),
    ("postal", "邮政管理局", "Postal Administration"),
];

/// A unit that was founded.
#[derive(Debug, Clone)]
pub struct Office {
    pub id: UnitId,
    pub kind: String,
    pub area: AreaCode,
}

/// The units of the demo city.
#[derive(Debug, Clone)]
pub struct Offices {
    pub operator: Office,
    pub all: Vec<Office>,
}

impl Offices {
    /// The platform firms, in the order of `names.toml`.
    pub fn firms(&self) -> impl Iterator<Item = &Office> {
        self.all.iter().filter(|office| office.kind == "platform-firm")
    }
    pub fn find(&self, kind: &str, area: AreaCode) -> Option<&Office> {
        self.all.iter().find(|office| office.kind == kind && office.area == area)
    }
    pub fn get(&self, id: UnitId) -> Option<&Office> {
        self.all.iter().find(|office| office.id == id)
    }
}

/// What units are founded with.
pub struct Founder {
    pub catalogue: Arc<Catalogue>,
    pub areas: Arc<AreaBook>,
    pub places: Places,
    pub from: Day,
}

impl Founder {
    /// Founds everything; a deployment that runs already keeps its operator.
    pub fn found(&self, tx: &mut Tx<'_>) -> Result<Offices, Error> {
        let city = self.catalogue.city();
        let mut centre = self.unit(tx, "hotline", city.area, None);
        centre.name_zh = format!("{}社会治理中心（12345）", city.name.zh);
        centre.name_en = format!("{} Governance Centre", city.name.en);
        centre.in_charge = true;
        let operator = found_operator(tx, self.desk(), &centre)?;
        let operator = Office { id: operator.id, kind: operator.kind, area: operator.area };
        let mut all = vec![operator.clone()];
        for county in &self.places.counties {
            self.found_county(tx, county, operator.id, &mut all)?;
        }
        for firm in &NAMES.firm {
            let named = (firm.zh.clone(), firm.en.clone());
            self.found_one(tx, "platform-firm", city.area, None, named, &mut all)?;
        }
        self.found_managers(tx, &mut all)?;
        Ok(Offices { operator, all })
    }

    fn found_county(
        &self,
        tx: &mut Tx<'_>,
        county: &County,
        operator: UnitId,
        all: &mut Vec<Office>,
    ) -> Result<(), Error> {
        let named =
            (format!("{}社会治理中心", county.name), format!("{} Governance Centre", county.en));
        let centre = self.found_one(tx, "hotline", county.code, Some(operator), named, all)?;
        for (kind, zh, en) in DEPARTMENTS {
            let named = (format!("{}{zh}", county.name), format!("{} {en}", county.en));
            self.found_one(tx, kind, county.code, Some(centre), named, all)?;
        }
        for street in self.places.streets.iter().filter(|street| street.county == county.code) {
            let named = (format!("{}办事处", street.name), format!("{} Street Office", street.en));
            let office = self.found_one(tx, "street", street.code, Some(centre), named, all)?;
            for community in &street.communities {
                let named = (
                    format!("{}居委会", community.name),
                    format!("{} Residents' Committee", community.en),
                );
                self.found_one(tx, "community", community.code, Some(office), named, all)?;
            }
        }
        Ok(())
    }

    /// Property managers serve some communities; the others turn to the residents' committee.
    fn found_managers(&self, tx: &mut Tx<'_>, all: &mut Vec<Office>) -> Result<(), Error> {
        let communities = self.places.streets.iter().flat_map(|street| &street.communities);
        let served = communities.step_by(3).zip(NAMES.managers.iter().zip(1..));
        for (community, (name, number)) in served {
            let named = (
                format!("{name}（{}服务中心）", community.name),
                format!("Property Manager {number}, {}", community.en),
            );
            self.found_one(tx, "property", community.code, None, named, all)?;
        }
        Ok(())
    }

    fn found_one(
        &self,
        tx: &mut Tx<'_>,
        kind: &str,
        area: AreaCode,
        parent: Option<UnitId>,
        (name_zh, name_en): (String, String),
        all: &mut Vec<Office>,
    ) -> Result<UnitId, Error> {
        let in_charge = ["hotline", "street", "community"].contains(&kind);
        let unit = NewUnit { name_zh, name_en, in_charge, ..self.unit(tx, kind, area, parent) };
        found(tx, self.desk(), By::Program, &unit)?;
        let NewUnit { id, kind, .. } = unit;
        all.push(Office { id, kind, area });
        Ok(id)
    }

    fn unit(&self, tx: &Tx<'_>, kind: &str, area: AreaCode, parent: Option<UnitId>) -> NewUnit {
        NewUnit {
            id: tx.id(),
            kind: kind.to_owned(),
            area,
            name_zh: String::new(),
            name_en: String::new(),
            parent,
            in_charge: false,
            from: self.from,
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk { catalogue: &self.catalogue, areas: &self.areas }
    }
}
