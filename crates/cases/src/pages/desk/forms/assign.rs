//! Handing over: the units that may take it, nearest first.

use kernel::Level;
use ui::Form;

use super::{
    super::grouped::{Group, Grouped},
    Sheet,
};
use crate::pages::shared::Names;

/// How near a unit is to the case; firms serve a whole city and stand last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Community,
    Street,
    County,
    Above,
    Firm,
}

pub(super) fn sheet(sheet: Sheet<'_>) -> Form {
    let names = sheet.names;
    let select = Grouped {
        name: sheet.name("unit"),
        label: names.t("desk-assign-unit"),
        first: names.t("desk-choose"),
        groups: groups(&sheet),
        chosen: sheet.typed("unit").unwrap_or_default().to_owned(),
        error: sheet.error("unit"),
    };
    let reason = sheet.long("reason", "desk-assign-reason");
    sheet.extra(select).field(reason).form
}

fn groups(sheet: &Sheet<'_>) -> Vec<Group> {
    let (names, case) = (sheet.names, &sheet.sight.case);
    let gave = |unit| case.given_by == Some(unit);
    let english = !names.lang().is_zh();
    let units = names.desk.units.candidates(&case.area);
    let units = units.into_iter().filter(|card| card.id != case.owner && !names.veils(card.id));
    // A case is given back once; then it stays where it is or goes on.
    let units = units.filter(|card| case.hand_backs == 0 || !gave(card.id));
    let labelled = units.map(|card| {
        let name = card.name(english);
        let label = if gave(card.id) {
            names.tf("desk-assign-back", &[("unit", name.into())])
        } else {
            name.to_owned()
        };
        (card, label)
    });
    gather(names, labelled)
}

/// Units with their labels, grouped by nearness.
pub fn gather(
    names: Names<'_>,
    units: impl Iterator<Item = (contracts::UnitCard, String)>,
) -> Vec<Group> {
    let options = units.map(|(card, label)| (near(names, &card), card.id.to_string(), label));
    Group::gather(options, |near| {
        names
            .t(match near {
                Near::Community => "desk-near-community",
                Near::Street => "desk-near-street",
                Near::County => "desk-near-county",
                Near::Above => "desk-near-above",
                Near::Firm => "desk-near-firm",
            })
            .to_owned()
    })
}

fn near(names: Names<'_>, card: &contracts::UnitCard) -> Near {
    let kind = names.desk.catalogue.unit_kind(&card.kind);
    if kind.is_some_and(|kind| kind.category == catalogue::Category::Firm) {
        return Near::Firm;
    }
    match card.area.level() {
        Level::Grid | Level::Community => Near::Community,
        Level::Street => Near::Street,
        Level::County => Near::County,
        Level::City | Level::Province | Level::Nation => Near::Above,
    }
}
