//! Who owns a matter first. Never nobody: what no rule gives to anybody is the street's, and where
//! there is no street office, the deployment's own unit takes it.

use contracts::UnitId;
use kernel::{AreaCode, Level};
use serde::Serialize;

use crate::{
    fault::{Wanted, What},
    matter::Matter,
    read::Table,
};

/// Gives a matter to the unit of a kind that serves its area.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnerRule {
    pub unit_kind: String,
    pub whose: Whose,
    /// Holds inside this area only; everywhere when absent.
    pub area: Option<AreaCode>,
}

/// Which unit of the kind is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The one serving the case's area at this level.
    Level(Level),
    /// The reporter's own one, such as the platform firm the reporter works through.
    Own,
}

/// The organizations that there are, as far as owner rules need to know them.
pub trait UnitDirectory {
    /// The unit of `kind` that serves exactly `area`, which is of the level a rule names.
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId>;

    /// The reporter's own unit of `kind`.
    fn own(&self, kind: &str) -> Option<UnitId>;

    /// The unit that runs the deployment. There always is one.
    fn operator(&self) -> UnitId;
}

/// The first owner, and why it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerChoice {
    pub unit: UnitId,
    pub reason: OwnerReason,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerReason {
    /// The matter's rule of this index matched.
    RuleMatched(usize),
    /// No rule found a unit: the street catches it (街道兜底).
    FallbackStreet,
    /// There is no street office either: the deployment's own unit.
    FallbackOperator,
}

impl Matter {
    /// The first owner of a case of this matter in `area`.
    pub fn owner_for(&self, area: &AreaCode, units: &dyn UnitDirectory) -> OwnerChoice {
        let mut rules = self.owners.iter().enumerate();
        let matched = rules.find_map(|(index, rule)| Some((index, rule.find(area, units)?)));
        if let Some((index, unit)) = matched {
            return OwnerChoice { unit, reason: OwnerReason::RuleMatched(index) };
        }
        let street = area.at(Level::Street).and_then(|area| units.serving(&self.catch_all, &area));
        match street {
            Some(unit) => OwnerChoice { unit, reason: OwnerReason::FallbackStreet },
            None => OwnerChoice { unit: units.operator(), reason: OwnerReason::FallbackOperator },
        }
    }

    /// The unit that gets a case of this matter in `area` at once with its `owner`, if any.
    pub fn copied_to(
        &self,
        area: &AreaCode,
        owner: UnitId,
        units: &dyn UnitDirectory,
    ) -> Option<UnitId> {
        let rule = self.copy_to.as_ref()?;
        rule.find(area, units).filter(|unit| *unit != owner)
    }
}

impl OwnerRule {
    fn find(&self, area: &AreaCode, units: &dyn UnitDirectory) -> Option<UnitId> {
        if self.area.is_some_and(|limit| !limit.contains(area)) {
            return None;
        }
        match self.whose {
            Whose::Own => units.own(&self.unit_kind),
            Whose::Level(level) => units.serving(&self.unit_kind, &at_or_above(area, level)?),
        }
    }

    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let unit_kind = table.refer("unit_kind", What::UnitKind);
        let area = table.parsed_if("area", Wanted::Area, |text| AreaCode::parse(text).ok());
        if table.flag("own") {
            return Some(Self { unit_kind: unit_kind?, whose: Whose::Own, area });
        }
        let level = table.one_of("level");
        let (unit_kind, level) = (unit_kind?, level?);
        table.expect_post(&unit_kind, level);
        Some(Self { unit_kind, whose: Whose::Level(level), area })
    }
}

/// The area of `level` around `area`. Where that level does not exist, as in a city without
/// counties, the next one above it; `None` when `area` itself is larger than `level`.
fn at_or_above(area: &AreaCode, level: Level) -> Option<AreaCode> {
    if area.level() < level {
        return None;
    }
    std::iter::once(*area).chain(area.ancestors()).find(|around| around.level() <= level)
}
