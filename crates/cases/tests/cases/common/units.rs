//! The offices of the town.

use std::sync::LazyLock;

use contracts::{UnitCard, UnitId, Units};
use kernel::{AreaCode, Level, Moment, Timestamp};

use super::{COMMUNITY, OTHER_STREET, STREET, area};

/// Which offices there are; the same ids in every town.
#[derive(Clone)]
pub struct Offices {
    cards: Vec<UnitCard>,
    pub street: UnitId,
    pub other_street: UnitId,
    pub community: UnitId,
    pub urban: UnitId,
    pub traffic: UnitId,
    pub county_hotline: UnitId,
    pub city_hotline: UnitId,
    pub firm: UnitId,
    pub other_firm: UnitId,
    pub branch: UnitId,
    pub transport: UnitId,
    pub social: UnitId,
}

static OFFICES: LazyLock<Offices> = LazyLock::new(|| {
    let moment = Moment::seeded(Timestamp::from_seconds(1_700_000_000), 4_711);
    let mut cards = Vec::new();
    let mut open = |kind: &str, place: &str, name: &str| {
        let id: UnitId = moment.id();
        cards.push(UnitCard {
            id,
            kind: kind.into(),
            name_zh: name.into(),
            name_en: format!("{kind} of {place}"),
            area: area(place),
        });
        id
    };
    let (street, other_street) =
        (open("street", STREET, "清波街道"), open("street", OTHER_STREET, "湖滨街道"));
    let community = open("community", COMMUNITY, "社区居委会");
    let urban = open("urban-management", "330102", "城市管理局");
    let traffic = open("public-security-traffic", "330102", "交警大队");
    let county_hotline = open("hotline", "330102", "区热线中心");
    let city_hotline = open("hotline", "3301", "12345热线中心");
    let firm = open("platform-firm", "3301", "快跑平台");
    let other_firm = open("platform-firm", "33", "慢跑平台");
    let branch = open("party-committee", COMMUNITY, "快递党支部");
    let transport = open("transport", "330102", "交通运输局");
    let social = open("social-work", "330102", "社会工作部");
    Offices {
        cards,
        street,
        other_street,
        community,
        urban,
        traffic,
        county_hotline,
        city_hotline,
        firm,
        other_firm,
        branch,
        transport,
        social,
    }
});

impl Offices {
    pub fn new() -> Self {
        OFFICES.clone()
    }
    pub fn all(&self) -> impl Iterator<Item = UnitId> + '_ {
        self.cards.iter().map(|card| card.id)
    }
}

impl Units for Offices {
    fn unit(&self, id: UnitId) -> Option<UnitCard> {
        self.cards.iter().find(|card| card.id == id).cloned()
    }
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        let mut cards = self.cards.iter();
        cards.find(|card| card.kind == kind && card.area == *area).map(|card| card.id)
    }
    fn in_charge(&self, level: Level, area: &AreaCode) -> Option<UnitId> {
        let kind = match level {
            Level::Community => "community",
            Level::Street => "street",
            Level::County | Level::City => "hotline",
            _ => return None,
        };
        self.serving(kind, area)
    }
    fn operator(&self) -> UnitId {
        self.city_hotline
    }
    fn candidates(&self, area: &AreaCode) -> Vec<UnitCard> {
        self.cards.iter().filter(|card| card.area.contains(area)).cloned().collect()
    }
}
