//! A place as the shelf keeps it: what decides a search, and what an answer says.

use std::sync::Arc;

use catalogue::Catalogue;
use kernel::{AreaCode, Day, Timestamp, Wgs84};
use nearby::{Calendar, Entrance, Set, Slot, Spot};

use crate::{
    PlaceId,
    hours::Reader,
    import::Crs,
    place::{Place, SharedSlot},
    store::Kept,
};

/// What an answer says of a place without asking the store.
#[derive(Debug, Clone)]
pub struct Card {
    pub id: PlaceId,
    pub code: String,
    /// Code of the catalogue's kind.
    pub kind: String,
    pub name: String,
    pub brand: String,
    pub address: String,
    pub area: AreaCode,
    /// Volts of the batteries that are swapped there.
    pub voltages: Vec<u16>,
    /// When somebody last said that it is open.
    pub confirmed_at: Option<Timestamp>,
    /// Whether its kind is vetted before it counts.
    pub merchant: bool,
    /// What an answer says of it: `{"id":…` up to the distance, and `"kind":…` after it. One text,
    /// for each that is fetched from somewhere in memory costs as much as a step of the search.
    told: Box<str>,
    /// Bytes before the distance.
    head: usize,
}

impl Card {
    /// JSON before and after the distance.
    pub(crate) fn told(&self) -> (&str, &str) {
        self.told.split_at_checked(self.head).unwrap_or_default()
    }

    /// The tail with the position in another datum, which is named in it.
    pub(crate) fn tail_in(&self, at: Wgs84, crs: Crs) -> String {
        tail(&self.kind, &self.name, at, crs)
    }
}

/// `,"kind":…` up to the state.
fn tail(kind: &str, name: &str, at: Wgs84, crs: Crs) -> String {
    let (lat, lon) = crs.write(at);
    let (kind, name) = (quoted(kind), quoted(name));
    format!(
        ",\"kind\":{kind},\"name\":{name},\"lon\":{lon},\"lat\":{lat},\"crs\":\"{crs}\",\"state\":\""
    )
}

/// Makes spots, one after the other, with what they share.
pub(super) struct Maker {
    catalogue: Arc<Catalogue>,
    hours: Reader,
    today: Day,
}

/// The index's key of a place.
pub(super) fn key(id: PlaceId) -> u128 {
    u128::from_be_bytes(*id.as_bytes())
}

/// Voltages have no list in the catalogue: the ones in use are few and lie apart.
pub(crate) fn volts(voltages: &[u16]) -> Set {
    voltages.iter().filter_map(|volts| u8::try_from(volts % u16::from(Set::SIZE)).ok()).collect()
}

impl Maker {
    pub fn new(catalogue: Arc<Catalogue>, hours: Reader, today: Day) -> Self {
        Self { catalogue, hours, today }
    }

    pub const fn calendar(&self) -> &Calendar {
        self.hours.calendar()
    }

    pub fn spot(&mut self, kept: &Kept) -> Spot<Card> {
        let Kept { place, belief } = kept;
        let entrance = self.entrance(place);
        let rules = self.catalogue.places();
        let bit = |code: &str| {
            let at = rules.amenities.iter().position(|amenity| amenity.code == code)?;
            u8::try_from(at).ok()
        };
        let kind = rules.kinds.iter().position(|kind| kind.code == place.kind);
        let doubts = belief.doubts().filter_map(|(code, trend)| Some((bit(code)?, trend)));
        Spot {
            key: key(place.id),
            point: place.at,
            kind: kind.and_then(|at| u8::try_from(at).ok()).unwrap_or(Set::SIZE),
            amenities: place.amenities.iter().filter_map(|one| bit(&one.code)).collect(),
            volts: volts(&place.detail.voltages),
            entrance,
            door: belief.trend(),
            doubts: doubts.collect(),
            about: self.card(kept),
        }
    }

    fn card(&self, Kept { place, belief }: &Kept) -> Card {
        let kind = self.catalogue.places().kind(&place.kind);
        let head = format!("{{\"id\":{},\"metres\":", quoted(&place.code));
        let tail = tail(&place.kind, &place.name, place.at, Crs::Wgs84);
        Card {
            id: place.id,
            code: place.code.clone(),
            kind: place.kind.clone(),
            name: place.name.clone(),
            brand: place.brand.clone(),
            address: place.address.clone(),
            area: place.area,
            voltages: place.detail.voltages.clone(),
            confirmed_at: belief.confirmed_at(),
            merchant: kind.is_some_and(|kind| kind.merchant),
            told: format!("{head}{tail}").into(),
            head: head.len(),
        }
    }

    /// Slots count while the agreement holds; without one they are the keeper's own offer.
    fn entrance(&mut self, place: &Place) -> Entrance {
        let hours = self.hours.read(&place.hours);
        let agreed = place.detail.agreement.as_ref();
        let holds = agreed.is_none_or(|agreement| agreement.holds(self.today));
        let shared = &place.detail.shared;
        let slots: Vec<Slot> = shared
            .iter()
            .filter(|_| holds)
            .filter_map(|slot| {
                Some(Slot { hours: self.hours.read(&slot.hours)?, groups: self.groups(slot) })
            })
            .collect();
        // What is only shared stays hidden also when nothing of it holds today.
        let slots = match (shared.is_empty(), slots.is_empty()) {
            (false, true) => self.never(),
            _ => slots,
        };
        Entrance { hours, slots }
    }

    fn never(&mut self) -> Vec<Slot> {
        let hours = self.hours.read("off");
        hours.map(|hours| Slot { hours, groups: Set::EMPTY }).into_iter().collect()
    }

    fn groups(&self, slot: &SharedSlot) -> Set {
        let known = &self.catalogue.places().groups;
        let at = |code: &String| known.iter().position(|group| group.code == *code);
        slot.groups.iter().filter_map(at).filter_map(|at| u8::try_from(at).ok()).collect()
    }
}

/// Text as a JSON string.
pub(crate) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
