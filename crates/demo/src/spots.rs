//! The places of the city, entered by the streets' clerks, and what riders tapped of late. Made
//! after everything else, with draws of its own.

use std::sync::{Arc, LazyLock};

use access::Actor;
use contracts::Units;
use kernel::{AreaCode, Day, Moment, Timestamp, Wgs84};
use nearby::{Said, Word};
use organizations::Directory;
use places::{
    Desk, Draft, Place,
    belief::About,
    edit,
    import::{Crs, amenities, shared},
    outline::Outline,
    photo,
    place::{Agreement, Detail, Standing},
    tap::{self, Tapper},
};
use serde::Deserialize;
use storage::Stamp;
use web::photos::StoredPhoto;

use crate::{
    city::Counts,
    data::NAMES,
    dice::Dice,
    error::Error,
    labels,
    place::{Community, Street, degrees},
    story::Plot,
    tools::Tools,
};

/// A place of the demo, as `data/spots.toml` has it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spot {
    /// `community` or `street`.
    of: String,
    kind: String,
    name: String,
    #[serde(default)]
    hours: Vec<String>,
    amenities: String,
    #[serde(default)]
    voltages: Vec<Vec<u16>>,
    #[serde(default)]
    shared: String,
    square_metres: Option<u32>,
    capacity: Option<u32>,
    battery_slots: Option<u32>,
    permille: u64,
}

#[derive(Debug, Default, Deserialize)]
struct Spots {
    spot: Vec<Spot>,
}

// A fault in the file leaves the city without places, which its tests notice.
static SPOTS: LazyLock<Spots> =
    LazyLock::new(|| toml::from_str(include_str!("../data/spots.toml")).unwrap_or_default());

const TERMS: &str = "环卫公司提供场地，街道承担水电和保洁，夜间值守由驿站负责。";
const COMPOUND_TERMS: &str =
    "骑手扫码登记即可进院，限速 10 公里，车停划线处，不压消防通道；居委会每季度听一次骑手意见。";
/// Minutes before now within which riders tapped.
const TAPPED_MINUTES: i64 = 2_400;

/// Enters every place, then lets riders tap.
pub fn add(tools: &Tools, plot: &Plot, opened: Day, counts: &mut Counts) -> Result<(), Error> {
    let units: Arc<dyn Units> = Arc::new(Directory::load(&tools.store)?);
    let desk = Desk {
        catalogue: Arc::clone(&tools.catalogue),
        calendar: Arc::clone(&tools.calendar),
        areas: Arc::clone(&tools.areas),
        units,
    };
    let mut made = Vec::new();
    for (number, street) in (0..).zip(&plot.places.streets) {
        let Some(clerk) = clerk(plot, street.code) else { continue };
        let mut dice = Dice::of(plot.seed, "spots", number);
        let drafts = drafts(street, opened, &mut dice);
        let at = opened.at(15, 0);
        let stamp = clerk.stamp(Moment::seeded(at, dice.seed()), "place-open");
        let desk = desk.clone();
        let opened = tools.store.write_blocking(stamp, move |tx| {
            let one = |draft| {
                let id = tx.id();
                edit::open(tx, &desk, &clerk, id, draft)
            };
            drafts.into_iter().map(one).collect::<Result<Vec<Place>, _>>()
        });
        made.extend(opened?);
    }
    counts.places = made.len();
    labels::add(tools, plot, &desk, &made, opened)?;
    photos(tools, plot, &desk, &made, opened)?;
    taps(tools, plot, &made)
}

/// A clerk of the street's office.
pub(crate) fn clerk(plot: &Plot, street: AreaCode) -> Option<Actor> {
    let office = plot.offices.find("street", street)?;
    let here = plot.cast.clerks.get(&office.id)?;
    here.iter().find(|clerk| clerk.role == "clerk").map(|clerk| clerk.actor.clone())
}

fn drafts(street: &Street, opened: Day, dice: &mut Dice) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let mut number = 0;
    let mut draw = |spot: &Spot, community: &Community, dice: &mut Dice| {
        if dice.chance(spot.permille) {
            number += 1;
            drafts.extend(draft(spot, street, community, (number, opened), dice));
        }
    };
    for spot in SPOTS.spot.iter().filter(|spot| spot.of == "street") {
        if let Some(community) = dice.pick(&street.communities) {
            draw(spot, community, dice);
        }
    }
    for community in &street.communities {
        for spot in SPOTS.spot.iter().filter(|spot| spot.of == "community") {
            draw(spot, community, dice);
        }
    }
    join(&mut drafts);
    drafts
}

/// The street's places are those of its community that serve riders; the street itself comes first,
/// for they name it.
fn join(drafts: &mut [Draft]) {
    let street = drafts.iter().find(|draft| draft.kind == "street");
    let Some((code, area)) = street.map(|it| (it.code.clone(), it.area)) else { return };
    for draft in drafts.iter_mut().filter(|draft| draft.area == area) {
        if ["station", "micro-point", "merchant", "toilet"].contains(&draft.kind.as_str()) {
            draft.detail.part_of.clone_from(&code);
        }
    }
    drafts.sort_by_key(|draft| draft.kind != "street");
}

/// A square of about 400 m² around a spot.
fn square(at: Wgs84) -> Option<Outline> {
    const HALF: (f64, f64) = (0.000_104, 0.000_09);
    let (lon, lat) = (at.lon(), at.lat());
    let corner = |east: f64, north: f64| [lon + east * HALF.0, lat + north * HALF.1];
    let ring = [corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)];
    let polygon = serde_json::json!({ "type": "Polygon", "coordinates": [ring] });
    Outline::read(&polygon.to_string(), Crs::Wgs84).ok()
}

fn draft(
    spot: &Spot,
    street: &Street,
    community: &Community,
    (number, opened): (u32, Day),
    dice: &mut Dice,
) -> Option<Draft> {
    let name = spot
        .name
        .replace("{community}", community.name.trim_end_matches("社区"))
        .replace("{street}", &street.name)
        .replace("{road}", dice.word(&street.roads))
        .replace("{compound}", dice.word(&community.compounds))
        .replace("{shop}", dice.word(&NAMES.merchants));
    let shared = shared(&spot.shared).unwrap_or_default();
    let terms = match spot.kind.as_str() {
        // Two compounds of three have agreed with their residents' committee.
        "compound" if number % 3 != 0 => Some(COMPOUND_TERMS),
        _ => (!shared.is_empty()).then_some(TERMS),
    };
    let agreement = terms.map(|terms| Agreement {
        standing: Standing::InForce,
        terms: terms.to_owned(),
        until: Some(opened.plus(3 * 365)),
    });
    let at = beside(community, dice)?;
    let parks = spot.kind == "parking";
    Some(Draft {
        // The street, then the number on it: 330102003-07.
        code: format!("{}-{number:02}", street.code),
        kind: spot.kind.clone(),
        name,
        brand: String::new(),
        area: Some(community.code),
        at,
        address: format!("{}{}号", dice.word(&street.roads), dice.between(1, 380)),
        hours: dice.word(&spot.hours).to_owned(),
        amenities: amenities(&spot.amenities).unwrap_or_default(),
        detail: Detail {
            capacity: spot.capacity,
            square_metres: spot.square_metres,
            voltages: dice.pick(&spot.voltages).cloned().unwrap_or_default(),
            battery_slots: spot.battery_slots,
            shared,
            agreement,
            outline: parks.then(|| square(at)).flatten(),
            vehicles: if parks { vec!["e-bike".to_owned()] } else { Vec::new() },
            stay_minutes: parks.then_some(30),
            ..Detail::default()
        },
        owner: None,
    })
}

/// Some spot near the community's middle.
fn beside(community: &Community, dice: &mut Dice) -> Option<Wgs84> {
    let [lat, lon] = community.centre_e5;
    let mut shift = || i32::try_from(dice.between(-330, 330)).unwrap_or(0);
    degrees([lat + shift(), lon + shift()])
}

/// Which painted pictures fit which places.
const PICTURED: [(&str, &str); 3] =
    [("station", "station"), ("swap-cabinet", "cabinet"), ("parking", "parking")];

/// Every other place of some kinds has a photo; most of those are released.
fn photos(
    tools: &Tools,
    plot: &Plot,
    desk: &Desk,
    made: &[Place],
    opened: Day,
) -> Result<(), Error> {
    for (number, street) in (0..).zip(&plot.places.streets) {
        let Some(clerk) = clerk(plot, street.code) else { continue };
        let mut dice = Dice::of(plot.seed, "spot-photos", number);
        let mut chosen = Vec::new();
        for place in made.iter().filter(|place| street.code.contains(&place.area)) {
            let motif = PICTURED.iter().find(|(kind, _)| *kind == place.kind);
            let pictures = motif.and_then(|(_, motif)| plot.photos.get(motif));
            if let Some(picture) = pictures.and_then(|pictures| dice.pick(pictures))
                && dice.chance(500)
            {
                chosen.push((place.id, picture.clone(), dice.chance(800)));
            }
        }
        let desk = desk.clone();
        let stamp = clerk.stamp(Moment::seeded(opened.at(17, 0), dice.seed()), "place-photo");
        tools.store.write_blocking(stamp, move |tx| -> Result<(), Error> {
            for (place, picture, public) in chosen {
                let cases::entry::Photo { file: name, width, height } = picture;
                let taken = StoredPhoto { name, width, height };
                let added = photo::add(tx, &desk, &clerk, place, taken.clone())?;
                if public {
                    photo::release(tx, &desk, &clerk, (place, added.id), Some(&taken))?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What happened at a door lately.
struct Tapped {
    at: Timestamp,
    place: usize,
    rider: usize,
    about: About,
    said: Said,
}

/// Most doors were confirmed within two days; a few were shut, a few microwaves are broken.
fn taps(tools: &Tools, plot: &Plot, made: &[Place]) -> Result<(), Error> {
    let mut dice = Dice::of(plot.seed, "spot-taps", 0);
    let mut all: Vec<Tapped> = Vec::new();
    for (place, known) in made.iter().enumerate().filter(|(_, place)| !place.hours.is_empty()) {
        let mut tap = |about: About, said: Said, dice: &mut Dice| {
            let at = plot.now.plus_minutes(-dice.between(3, TAPPED_MINUTES));
            all.push(Tapped { at, place, rider: dice.below(plot.cast.workers.len()), about, said });
        };
        if dice.chance(550) {
            tap(About::Door, Said::Works, &mut dice);
        }
        if dice.chance(25) {
            (0..3).for_each(|_| tap(About::Door, Said::Fails, &mut dice));
        }
        if known.offers("meal-heating") && dice.chance(80) {
            tap(About::Amenity("meal-heating".into()), Said::Fails, &mut dice);
        }
    }
    all.sort_by_key(|tapped| tapped.at);
    for tapped in all {
        let (Some(place), Some(rider)) =
            (made.get(tapped.place), plot.cast.workers.get(tapped.rider))
        else {
            continue;
        };
        let tapper = Tapper::known(&tools.vault, rider.actor.person);
        let stamp = Stamp::system(Moment::seeded(tapped.at, dice.seed()), "places-tap");
        let (id, about, said) = (place.id, tapped.about, tapped.said);
        let work = move |tx: &mut storage::Tx<'_>| {
            tap::tap(tx, tapper, id, &about, said, Word::Likely).map(drop)
        };
        tools.store.write_blocking(stamp, work)?;
    }
    Ok(())
}
