//! Where things happen: streets and communities with their national names, roads, and compounds
//! that do not exist.

use kernel::{AreaBook, AreaCode, Wgs84};

use crate::{
    data::{self, NAMES, PLACES},
    dice::Dice,
    error::Error,
};

/// A community of the demo.
#[derive(Debug, Clone)]
pub struct Community {
    pub code: AreaCode,
    /// The national name.
    pub name: String,
    pub en: String,
    /// Schematic centre, in 1/100,000 of a degree.
    pub centre_e5: [i32; 2],
    pub compounds: Vec<String>,
}

/// A street of the demo.
#[derive(Debug, Clone)]
pub struct Street {
    pub code: AreaCode,
    pub county: AreaCode,
    pub name: String,
    pub en: String,
    pub roads: Vec<String>,
    pub communities: Vec<Community>,
}

/// A county of the demo.
#[derive(Debug, Clone)]
pub struct County {
    pub code: AreaCode,
    pub name: String,
    pub en: String,
}

/// The part of the city that the demo plays in.
#[derive(Debug, Clone)]
pub struct Places {
    pub counties: Vec<County>,
    pub streets: Vec<Street>,
}

/// One spot, as a report names it.
#[derive(Debug, Clone)]
pub struct Spot {
    pub area: AreaCode,
    pub street: String,
    pub community: String,
    pub compound: String,
    pub road: String,
    /// A road that crosses it.
    pub cross: String,
    pub address: String,
    pub at: Option<Wgs84>,
}

/// How far a community's schematic centre lies from its street's, in 1/100,000 of a degree.
const OFFSETS: [[i32; 2]; 4] = [[420, -480], [380, 500], [-430, 450], [-400, -520]];

impl Places {
    /// The places with the names that the area book has for them.
    pub fn named(areas: &AreaBook) -> Result<Self, Error> {
        let counties = PLACES.county.iter().map(|county| {
            let (code, name) = known(areas, &county.code)?;
            Ok::<_, Error>(County { code, name, en: county.en.clone() })
        });
        let streets = PLACES.street.iter().enumerate().map(|(index, street)| {
            let (code, name) = known(areas, &street.code)?;
            let communities = street.communities.iter().enumerate();
            let communities = communities.map(|(within, community)| {
                let (code, name) = known(areas, &community.code)?;
                let number = index * OFFSETS.len() + within;
                Ok::<_, Error>(Community {
                    code,
                    name,
                    en: community.en.clone(),
                    centre_e5: centre(street, within),
                    compounds: compounds(number),
                })
            });
            Ok::<_, Error>(Street {
                code,
                county: code.parent().unwrap_or(AreaCode::NATION),
                name,
                en: street.en.clone(),
                roads: street.roads.clone(),
                communities: communities.collect::<Result<_, Error>>()?,
            })
        });
        Ok(Self {
            counties: counties.collect::<Result<_, Error>>()?,
            streets: streets.collect::<Result<_, _>>()?,
        })
    }
}

impl Street {
    /// Some spot in the street.
    pub fn spot(&self, dice: &mut Dice) -> Option<Spot> {
        let community = dice.pick(&self.communities)?;
        self.spot_in(community, dice)
    }

    /// Some spot in one of its communities.
    pub fn spot_in(&self, community: &Community, dice: &mut Dice) -> Option<Spot> {
        let road = dice.below(self.roads.len());
        let cross =
            (road + 1 + dice.below(self.roads.len().saturating_sub(1))) % self.roads.len().max(1);
        let road = self.roads.get(road)?.clone();
        let [lat, lon] = community.centre_e5;
        let mut shift = || i32::try_from(dice.between(-300, 300)).unwrap_or(0);
        let at = degrees([lat + shift(), lon + shift()]);
        let address = format!("{road}{}号附近", dice.between(1, 380));
        Some(Spot {
            area: community.code,
            street: self.name.clone(),
            community: community.name.clone(),
            compound: dice.word(&community.compounds).to_owned(),
            cross: self.roads.get(cross)?.clone(),
            road,
            address,
            at,
        })
    }
}

/// Schematic centres of the demo's communities, so that a phone's position can be given to the
/// nearest one. WGS-84; good for a demonstration, not for deciding where something lies.
pub fn centres() -> Vec<(AreaCode, Wgs84)> {
    let communities = PLACES.street.iter().flat_map(|street| {
        let within = street.communities.iter().enumerate();
        within.map(move |(within, community)| (&community.code, centre(street, within)))
    });
    communities.filter_map(|(code, at)| Some((AreaCode::parse(code).ok()?, degrees(at)?))).collect()
}

fn centre(street: &data::Street, within: usize) -> [i32; 2] {
    let [lat, lon] = OFFSETS.get(within).copied().unwrap_or_default();
    [street.centre_e5[0] + lat, street.centre_e5[1] + lon]
}

/// A point from 1/100,000 of a degree.
pub fn degrees([lat, lon]: [i32; 2]) -> Option<Wgs84> {
    Wgs84::new(f64::from(lat) / 1e5, f64::from(lon) / 1e5).ok()
}

/// The two compounds of the demo's `number`-th community.
fn compounds(number: usize) -> Vec<String> {
    let all = &NAMES.compounds;
    [number, number + 17].iter().filter_map(|at| all.get(at % all.len().max(1)).cloned()).collect()
}

fn known(areas: &AreaBook, code: &str) -> Result<(AreaCode, String), Error> {
    let unknown = || Error::Area(code.to_owned());
    let code = areas.code(code).map_err(|_| unknown())?;
    Ok((code, areas.name(&code).ok_or_else(unknown)?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_community_is_a_real_one_and_has_a_centre_of_its_own() {
        let city = AreaCode::parse("3301").unwrap();
        let places = Places::named(&AreaBook::national(&city)).unwrap();
        for (street, known) in places.streets.iter().zip(&PLACES.street) {
            assert_eq!(street.name, known.zh);
        }
        assert_eq!(places.streets[0].communities[0].name, "涌金门社区");
        assert!(
            places
                .streets
                .iter()
                .all(|street| places.counties.iter().any(|it| it.code == street.county))
        );
        let centres = centres();
        assert_eq!(centres.len(), 36);
        let nearest = centres
            .iter()
            .flat_map(|(one, a)| {
                centres
                    .iter()
                    .filter(move |(two, _)| one != two)
                    .map(|(_, b)| a.distance_metres(*b))
            })
            .fold(f64::MAX, f64::min);
        assert!(nearest > 300.0, "{nearest}");
    }
}
