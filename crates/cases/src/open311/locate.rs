//! Where a request lies: an area code, a position, or the names in an address.

use kernel::{AreaBook, AreaCode, Level, geo::Wgs84};

use super::{
    answer::{Refused, Said},
    params::Params,
};
use crate::Desk;

/// Characters of an address.
const ADDRESS_MAX: usize = 200;

/// A place as a case keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Located {
    pub area: AreaCode,
    pub place: Option<Wgs84>,
    pub address: String,
}

/// One of the three is needed; an area code overrules what the others would tell.
pub(super) fn locate(params: &Params<'_>, desk: &Desk) -> Said<Located> {
    let wrong = |key: &str| Refused::wrong(params.visit, key, &[]);
    let place = position(params)?;
    let address = params.get("address_string").unwrap_or_default();
    if address.chars().count() > ADDRESS_MAX {
        return Err(wrong("open311-address-long"));
    }
    let (city, book) = (desk.catalogue.city().area, &desk.areas);
    let area = if let Some(id) = params.get("address_id") {
        let known = book.code(id).ok();
        let fits = |code: &AreaCode| code.level() >= Level::Street && city.contains(code);
        known.filter(fits).ok_or_else(|| wrong("open311-no-address-id"))?
    } else if let Some(place) = place.filter(|_| book.has_centres()) {
        book.nearest(place).ok_or_else(|| wrong("open311-outside"))?
    } else if address.is_empty() {
        let key = if place.is_some() { "open311-no-geometry" } else { "open311-no-place" };
        return Err(wrong(key));
    } else {
        named(book, &city, address).ok_or_else(|| wrong("open311-no-address"))?
    };
    Ok(Located { area, place, address: address.to_owned() })
}

fn position(params: &Params<'_>) -> Said<Option<Wgs84>> {
    let (lat, long) = (params.get("lat"), params.get("long"));
    let (Some(lat), Some(long)) = (lat, long) else {
        return if lat.is_none() && long.is_none() {
            Ok(None)
        } else {
            Err(Refused::wrong(params.visit, "open311-half-a-position", &[]))
        };
    };
    let read = || Wgs84::new(lat.parse().ok()?, long.parse().ok()?).ok();
    read().map(Some).ok_or_else(|| Refused::wrong(params.visit, "open311-no-position", &[]))
}

/// The one street or community that an address names; the names of those above it tell it from
/// others of the same name. Where two communities of a street are named it is the street's.
fn named(book: &AreaBook, city: &AreaCode, address: &str) -> Option<AreaCode> {
    let text: String = address.chars().filter(|letter| !letter.is_whitespace()).collect();
    let says = |code: &AreaCode| book.name(code).is_some_and(|name| text.contains(name));
    let within = book.iter().map(|(code, _)| code).filter(|code| {
        city.contains(code) && matches!(code.level(), Level::Street | Level::Community)
    });
    let scored = within.filter(|code| says(code)).map(|code| {
        let above = code.ancestors().filter(|one| one.level() >= Level::County);
        (above.filter(|one| says(one)).count(), code.level(), code)
    });
    let scored: Vec<_> = scored.collect();
    let (score, level, _) = scored.iter().max_by_key(|(score, level, _)| (*score, *level))?;
    let mut best = scored
        .iter()
        .filter(|(other, at, _)| other == score && at == level)
        .map(|(.., code)| *code);
    let first = best.next()?;
    let rest: Vec<AreaCode> = best.collect();
    if rest.is_empty() {
        return Some(first);
    }
    let street = book.street_of(&first)?;
    rest.iter().all(|code| street.contains(code)).then_some(street)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_found_by_the_names_in_it() {
        let city: AreaCode = "3301".parse().unwrap();
        let book = AreaBook::national(&city);
        for (address, area) in [
            ("上城区湖滨街道延安路 1 号", Some("330102003")),
            ("杭州市上城区湖滨街道 涌金门社区 3 幢", Some("330102003050")),
            ("湖滨街道涌金门社区与青年路社区之间", Some("330102003")),
            ("涌金门社区", Some("330102003050")),
            ("长安街一号", None),
        ] {
            let found = named(&book, &city, address).map(|code| code.to_string());
            assert_eq!(found.as_deref(), area, "{address}");
        }
    }
}
