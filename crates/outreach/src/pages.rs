//! The pages of visits and notes.

pub mod digests;
pub mod notes;
pub mod site;
pub mod visit;
pub mod visits;

use access::{Action, reach};
use contracts::UnitId;
use kernel::{AreaCode, Day, Level};
use serde::Deserialize;
use ui::form::Pick;
use web::{Signed, Visit as Visiting, input::Typed};

use crate::Desk;

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// A unit's name in the reader's language.
fn unit_name(visit: &Visiting, desk: &Desk, id: UnitId) -> String {
    let english = !visit.lang.is_zh();
    desk.units.unit(id).map_or_else(String::new, |card| card.name(english).to_owned())
}

/// A day as people say it.
fn day(visit: &Visiting, day: Day) -> String {
    ui::when::day(visit.lang, day, visit.moment.now().day())
}

/// The streets and communities within reach of an action, by name.
fn areas(signed: &Signed, desk: &Desk, action: Action) -> Vec<Pick> {
    let within = reach(&signed.actor, action);
    let everywhere = within.everything;
    let levels =
        if everywhere { Level::Street..=Level::Street } else { Level::Street..=Level::Community };
    let book = &desk.areas;
    let city = desk.catalogue.city().area;
    let here = |code: &AreaCode| city.contains(code) && within.holds(Some(code), &[], None);
    book.iter()
        .filter(|(code, _)| levels.contains(&code.level()) && here(code))
        .map(|(code, own)| {
            let above = code.parent().and_then(|above| book.name(&above)).unwrap_or_default();
            Pick::new(code.to_string(), format!("{above} {own}").trim().to_owned())
        })
        .collect()
}

/// Units that may own something in an area, the nearest first.
fn owners(signed: &Signed, desk: &Desk, area: &AreaCode) -> Vec<Pick> {
    let mut cards = desk.units.candidates(area);
    cards.sort_by_key(|card| std::cmp::Reverse(card.area.level()));
    let english = !signed.lang.is_zh();
    cards.iter().map(|card| Pick::new(card.id.to_string(), card.name(english).to_owned())).collect()
}
