//! What a kind asks for besides names and place: credit code, industry, way to meet.

use catalogue::{Meeting, Need, UnitKind};
use contracts::UnitId;
use kernel::{CreditCode, Day};
use storage::Tx;

use crate::{
    act::{self, By, Desk, Refusal, UnitError},
    store,
    unit::{Details, Unit, What},
};

/// Changes a unit's details from a day on, today or earlier.
///
/// # Errors
/// See [`Refusal`]; nothing is written then.
pub fn detail(
    tx: &mut Tx<'_>,
    desk: Desk<'_>,
    by: By<'_>,
    id: UnitId,
    details: &Details,
    from: Day,
) -> Result<Unit, UnitError> {
    let unit = act::hold(tx, by, id)?;
    act::past(tx, "from", from)?;
    let details = checked(desk, &unit.kind, details)?;
    unique(tx, id, &details)?;
    if details == unit.details {
        return Ok(unit);
    }
    act::state(tx, unit, from, What::Detailed { details })
}

/// Details put right, with everything that the kind needs.
pub(crate) fn checked(desk: Desk<'_>, kind: &str, typed: &Details) -> Result<Details, Refusal> {
    let wrong = |field, code| Refusal::Invalid { field, code };
    let kind = desk.catalogue.unit_kind(kind).ok_or(wrong("kind", "unit-kind-unknown"))?;
    let uscc = match given(typed.uscc.as_ref()) {
        Some(text) => {
            let code = CreditCode::parse(text).map_err(|_| wrong("uscc", "unit-uscc-wrong"))?;
            Some(code.as_str().to_owned())
        }
        None => None,
    };
    let industry = match given(typed.industry.as_ref()) {
        Some(word) => {
            let found = desk.catalogue.industries().industry_named(word);
            Some(found.ok_or(wrong("industry", "unit-industry-unknown"))?.code.clone())
        }
        None => None,
    };
    let meets = given(typed.meets.as_ref()).map(str::to_owned);
    let modes = [Meeting::OnSite, Meeting::Online, Meeting::Hybrid];
    if meets.as_ref().is_some_and(|typed| modes.iter().all(|mode| mode.to_string() != *typed)) {
        return Err(wrong("meets", "unit-meets-unknown"));
    }
    let details = Details { uscc, industry, meets };
    complete(kind, &details)?;
    Ok(details)
}

fn complete(kind: &UnitKind, details: &Details) -> Result<(), Refusal> {
    for need in &kind.needs {
        let (field, code, there) = match need {
            Need::Uscc => ("uscc", "unit-uscc-needed", details.uscc.is_some()),
            Need::Industry => ("industry", "unit-industry-needed", details.industry.is_some()),
            // The unit above is not a detail: see `act::parent`.
            Need::Parent => continue,
        };
        if !there {
            return Err(Refusal::Invalid { field, code });
        }
    }
    Ok(())
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

/// No two open units have one credit code.
pub(crate) fn unique(tx: &mut Tx<'_>, id: UnitId, details: &Details) -> Result<(), UnitError> {
    let Some(uscc) = &details.uscc else { return Ok(()) };
    match store::of_uscc(tx, uscc)?.filter(|known| known.id != id) {
        Some(_) => Err(Refusal::Invalid { field: "uscc", code: "unit-uscc-taken" }.into()),
        None => Ok(()),
    }
}

impl Unit {
    /// How it meets: as it says itself, else as its kind does; `None` for what holds no meetings.
    pub fn meeting(&self, catalogue: &catalogue::Catalogue) -> Option<String> {
        let usual = || catalogue.unit_kind(&self.kind)?.meets.map(|mode| mode.to_string());
        self.details.meets.clone().or_else(usual)
    }
}
