//! From a description as somebody wrote it to a place: every word is checked, and each fault names
//! its field.

use kernel::{Timestamp, Wgs84, count::round};

use crate::{
    Desk, Fault, PlaceId,
    fault::text,
    hours,
    place::{Agreement, Draft, Offered, Place, SharedSlot},
};

/// Characters of a code, a name, an address, a note, the terms of an agreement.
pub const CODE_MAX: usize = 40;
pub const NAME_MAX: usize = 60;
pub const ADDRESS_MAX: usize = 120;
pub const NOTE_MAX: usize = 300;
pub const TERMS_MAX: usize = 300;
/// Shared slots of one place.
pub const SLOTS_MAX: usize = 8;
/// Volts: from a scooter's battery to a truck's.
const VOLTS: std::ops::RangeInclusive<u16> = 12..=1_000;

/// Minutes for which one may stop: up to a day.
const STAY: std::ops::RangeInclusive<u32> = 1..=1_440;

/// Checks a draft; the place that comes out has version 1.
///
/// # Errors
/// [`Fault::Invalid`] with the field and what to mend.
pub(crate) fn check(
    desk: &Desk,
    draft: Draft,
    id: PlaceId,
    now: Timestamp,
    source: &str,
) -> Result<Place, Fault> {
    let rules = desk.rules();
    let name = text("name", &draft.name, 1, NAME_MAX)?;
    let kind = draft.kind.trim();
    let known = rules.kind_named(kind).and_then(|bit| rules.kinds.get(bit));
    let known = known.ok_or_else(|| Fault::about("kind", "places-kind-unknown", kind))?;
    let brand = match draft.brand.trim() {
        "" => rules.brand_in(&name).or_else(|| rules.brand_in(kind)),
        given => rules.brand_in(given),
    };
    let at = position(draft.at)?;
    let area = match draft.area {
        Some(area) => desk.area(area)?,
        None => desk.area_of(at),
    };
    let owner = draft.owner.map(|unit| desk.unit(unit)).transpose()?;
    let mut detail = draft.detail;
    detail.note = text("note", &detail.note, 0, NOTE_MAX)?;
    detail.shared = shared(desk, detail.shared)?;
    detail.agreement = detail.agreement.map(agreement).transpose()?;
    detail.vehicles = vehicles(desk, &detail.vehicles)?;
    if detail.stay_minutes.is_some_and(|minutes| !STAY.contains(&minutes)) {
        return Err(Fault::invalid("stay_minutes", "places-stay-wrong"));
    }
    if let Some(outline) = &detail.outline {
        detail.square_metres = u32::try_from(round(outline.square_metres())).ok();
    }
    detail.voltages.sort_unstable();
    detail.voltages.dedup();
    if let Some(wrong) = detail.voltages.iter().find(|volts| !VOLTS.contains(volts)) {
        return Err(Fault::about("voltages", "places-voltage-wrong", wrong.to_string()));
    }
    Ok(Place {
        id,
        code: code(&draft.code)?,
        kind: known.code.clone(),
        brand: brand.map(|brand| brand.name.clone()).unwrap_or_default(),
        name,
        area,
        at,
        address: text("address", &draft.address, 0, ADDRESS_MAX)?,
        hours: hours_of("hours", &draft.hours)?,
        amenities: amenities(desk, &draft.amenities)?,
        detail,
        owner,
        source: source.to_owned(),
        edition: 1,
        version: 1,
        changed_at: now,
        closed_at: None,
    })
}

/// Swapped or missing figures lie outside China.
fn position(at: Wgs84) -> Result<Wgs84, Fault> {
    if at.in_china() {
        Ok(at)
    } else {
        Err(Fault::about("position", "places-outside", at.to_string()))
    }
}

/// A code can stand in an address.
pub(crate) fn code(typed: &str) -> Result<String, Fault> {
    let code = text("code", typed, 0, CODE_MAX)?;
    let wrong = |c: char| c.is_control() || c.is_whitespace() || "/?#%&+\"'<>".contains(c);
    if code.contains(wrong) || code == "." || code == ".." {
        return Err(Fault::about("code", "places-code-wrong", code));
    }
    Ok(code)
}

fn hours_of(field: &'static str, typed: &str) -> Result<String, Fault> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    match hours::parse(typed) {
        Ok(_) => Ok(typed.to_owned()),
        Err(fault) => Err(Fault::about(field, "places-hours-wrong", fault.position.to_string())),
    }
}

fn amenities(desk: &Desk, named: &[(String, Option<u32>)]) -> Result<Vec<Offered>, Fault> {
    let rules = desk.rules();
    let mut bits: Vec<(usize, Option<u32>)> = Vec::with_capacity(named.len());
    for (word, count) in named {
        let bit = rules.amenity_named(word.trim());
        let bit = bit.ok_or_else(|| Fault::about("amenities", "places-amenity-unknown", word))?;
        if !bits.iter().any(|(known, _)| *known == bit) {
            bits.push((bit, *count));
        }
    }
    bits.sort_unstable_by_key(|(bit, _)| *bit);
    let offered = bits.into_iter().filter_map(|(bit, count)| {
        Some(Offered { code: rules.amenities.get(bit)?.code.clone(), count })
    });
    Ok(offered.collect())
}

fn vehicles(desk: &Desk, named: &[String]) -> Result<Vec<String>, Fault> {
    let rules = desk.rules();
    for word in named {
        if rules.vehicle_named(word.trim()).is_none() {
            return Err(Fault::about("vehicles", "places-vehicle-unknown", word));
        }
    }
    let is_named = |code: &str| {
        named.iter().filter_map(|word| rules.vehicle_named(word.trim())).any(|it| it.code == code)
    };
    let codes = rules.vehicles.iter().map(|one| one.code.clone());
    Ok(codes.filter(|code| is_named(code)).collect())
}

fn shared(desk: &Desk, slots: Vec<SharedSlot>) -> Result<Vec<SharedSlot>, Fault> {
    if slots.len() > SLOTS_MAX {
        return Err(Fault::invalid("shared", "places-slots-full"));
    }
    slots.into_iter().map(|slot| slot_of(desk, slot)).collect()
}

fn slot_of(desk: &Desk, slot: SharedSlot) -> Result<SharedSlot, Fault> {
    let hours = hours_of("shared", &slot.hours)?;
    if hours.is_empty() || slot.groups.is_empty() {
        return Err(Fault::invalid("shared", "places-slot-empty"));
    }
    let groups = slot.groups.iter().map(|word| {
        let rules = desk.rules();
        let group = rules.group_named(word.trim()).and_then(|bit| rules.groups.get(bit));
        let unknown = || Fault::about("shared", "places-group-unknown", word);
        group.map(|group| group.code.clone()).ok_or_else(unknown)
    });
    let mut groups = groups.collect::<Result<Vec<_>, Fault>>()?;
    groups.dedup();
    Ok(SharedSlot { hours, groups })
}

fn agreement(given: Agreement) -> Result<Agreement, Fault> {
    Ok(Agreement { terms: text("terms", &given.terms, 2, TERMS_MAX)?, ..given })
}
