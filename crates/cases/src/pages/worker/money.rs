//! The dispute on the worker's phone: in short on the page of the case, whole on a page of its own.

use contracts::CaseId;
use ui::{
    SafeHtml,
    panel::{Button, Panel, Text},
};
use web::{Answer, PathId, Problem, Signed};

use super::{own, shell};
use crate::{
    case::Case,
    money::claim::{self, Side},
    pages::{
        dispute::show::Sight,
        shared::{Names, desk},
    },
};

/// What has come, and the way to the rest; empty for a case without a dispute.
pub(super) fn summary(signed: &Signed, names: Names<'_>, id: CaseId, case: &Case) -> SafeHtml {
    if !has_dispute(names, case) {
        return SafeHtml::default();
    }
    let sight = Sight { signed, names, id, case, side: Side::Worker };
    let kit = case.money.clone().unwrap_or_default();
    let all = Button::new(names.t("money-open"), format!("/cases/{id}/money")).outline();
    let body = sight.figures(&kit).and(all);
    SafeHtml::from_safe(Panel::new(names.t("money-title"), body))
}

/// `GET /cases/{id}/money`
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, _) = own::load(&signed, id).await?;
    let names = Names::new(&signed, &desk);
    if !has_dispute(names, &case) {
        return Err(Problem::not_found());
    }
    let sight = Sight { signed: &signed, names, id, case: &case, side: Side::Worker };
    let shell = shell(&signed, names.t("money-title"))
        .back(format!("/cases/{id}"))
        .body(Text::meta(format!("{} {}", case.number, case.title)))
        .body(sight.money())
        .body(sight.mediation());
    Ok(signed.page(&shell))
}

fn has_dispute(names: Names<'_>, case: &Case) -> bool {
    case.mediation.is_some() || claim::is_about_money(names.desk, case)
}
