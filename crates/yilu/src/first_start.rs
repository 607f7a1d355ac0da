//! What a deployment needs before anything else: the unit that runs it, so that no matter is ever
//! without an owner.

use catalogue::{Catalogue, Category, UnitKind};
use kernel::{AreaBook, Moment};
use organizations::{Desk, NewUnit, UnitError, found_operator, store};
use storage::{Stamp, Store};

use crate::outcome::{Failure, Outcome};

/// Founds the operator in a store that has none; later starts change nothing. Its administrator
/// renames it on the page of the unit.
pub fn ready(store: &Store, catalogue: &Catalogue, areas: &AreaBook, moment: &Moment) -> Outcome {
    if store.read_blocking(store::operator)?.is_some() {
        return Ok(());
    }
    let city = catalogue.city();
    let kind = operator_kind(catalogue).ok_or_else(|| {
        let reason = format!("units.toml: no kind of unit exists at the level of {}", city.area);
        Failure::told(format!("{reason}, so none can run the deployment: add the level to one"))
    })?;
    // The same id on every node and machine: two first starts at once found one unit.
    let seed = city.area.as_str().parse().unwrap_or_default();
    let new = NewUnit {
        id: Moment::seeded(moment.now().day().start(), seed).id(),
        kind: kind.code.clone(),
        area: city.area,
        name_zh: format!("{}{}", city.name.zh, kind.name.zh),
        name_en: format!("{} {}", city.name.en, kind.name.en),
        parent: None,
        in_charge: true,
        from: moment.now().day(),
    };
    let (catalogue, areas) = (catalogue.clone(), areas.clone());
    let stamp = Stamp::system(moment.clone(), "first start");
    store
        .write_blocking(stamp, move |tx| -> Result<_, UnitError> {
            found_operator(tx, Desk { catalogue: &catalogue, areas: &areas }, &new)
        })
        .map_err(|error| Failure::told(format!("the operator was not founded: {error}")))?;
    Ok(())
}

/// A government body at the city's own level, for only such a one can give the posts of
/// administrators; rather one to which no matter is given by rule, so that the departments remain
/// to be founded.
fn operator_kind(catalogue: &Catalogue) -> Option<&UnitKind> {
    let level = catalogue.city().area.level();
    let here = || catalogue.unit_kinds().iter().filter(|kind| kind.levels.contains(&level));
    let offices = || here().filter(|kind| kind.category == Category::Government);
    let rules = || catalogue.matters().iter().flat_map(|matter| &matter.owners);
    let is_owner = |kind: &UnitKind| rules().any(|rule| rule.unit_kind == kind.code);
    offices().find(|kind| !is_owner(kind)).or_else(|| offices().next()).or_else(|| here().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_centre_that_owns_no_matter_by_rule_runs_the_shipped_city() {
        let catalogue = Catalogue::embedded();
        assert_eq!(operator_kind(&catalogue).unwrap().code, "hotline");
    }
}
