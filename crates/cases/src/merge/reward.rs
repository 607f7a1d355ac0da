//! Whom a confirmed case thanks.

use contracts::{CaseId, CaseOutcome, Supporter};
use storage::{Error, Tx};

use crate::{case::Case, store};

/// What others need to know of a confirmed case: the earliest reporter and everybody who reported
/// the same. `None` when nobody did.
pub(crate) fn outcome(
    tx: &mut Tx<'_>,
    id: CaseId,
    case: &Case,
) -> Result<Option<CaseOutcome>, Error> {
    let mut thanked = Vec::new();
    for one in case.reporters(id) {
        let Some(reporter) = one.reporter else { continue };
        let round = if one.id == id {
            case.confirmations
        } else {
            store::find(tx, one.id)?.map_or(0, |case| case.confirmations)
        };
        thanked.push(Supporter { case: one.id, number: one.number, reporter, round });
    }
    let mut thanked = thanked.into_iter();
    Ok(thanked.next().map(|first| CaseOutcome {
        case: first.case,
        number: first.number,
        matter: case.matter.clone(),
        reporter: first.reporter,
        area: case.area.as_str().to_owned(),
        round: first.round,
        supporters: thanked.collect(),
    }))
}
