//! The units a street can call: those that serve the place, and the streets next to it.

use contracts::UnitCard;
use kernel::Level;

use super::super::{forms::gather, grouped::Group};
use crate::{case::Case, pages::shared::Names};

/// Who may be called, grouped by nearness.
pub fn groups(names: Names<'_>, case: &Case) -> Vec<Group> {
    let english = !names.lang().is_zh();
    let cards = cards(names, case).into_iter();
    gather(
        names,
        cards.map(|card| {
            let name = card.name(english).to_owned();
            (card, name)
        }),
    )
}

fn cards(names: Names<'_>, case: &Case) -> Vec<UnitCard> {
    let units = &names.desk.units;
    let mut cards = units.candidates(&case.area);
    let county = case.area.at(Level::County);
    let streets = county.iter().flat_map(|county| names.desk.areas.children(county));
    for street in streets {
        let next = units.in_charge(Level::Street, &street).and_then(|unit| units.unit(unit));
        cards.extend(next.filter(|next| cards.iter().all(|card| card.id != next.id)));
    }
    cards
}
