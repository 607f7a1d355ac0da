//! Step 4: it has arrived. The number to keep, by when, who has it now.

use contracts::CaseId;
use ui::form::Receipt;
use web::{Answer, PathId, Signed};

use super::{own, shell};
use crate::pages::shared::{Audience, Names, desk, holding::holder};

/// `GET /cases/{id}/sent`
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let (case, _) = own::load(&signed, id).await?;
    let names = Names::new(&signed, &desk);
    let by = names.when(case.promised_by);
    let now_with = holder(names, Audience::Worker, &case, case.holder());
    let mut receipt = Receipt::new(names.lang(), names.t("sent-title"), case.number.clone())
        .line(names.tf("sent-by", &[("by", by.into())]))
        .line(names.tf("sent-with", &[("unit", now_with.into())]));
    let rule = desk.catalogue.matter(&case.matter).and_then(|matter| matter.points.as_deref());
    if let Some(rule) = rule.and_then(|code| desk.catalogue.point_rule(code)) {
        let points = [("points", i64::from(rule.amount).into())];
        receipt = receipt.line(names.tf("sent-points", &points));
    }
    if case.leader().is_some() {
        receipt = receipt.line(names.t("merge-sent"));
    }
    if case.urgent {
        receipt = receipt.line(names.t("warn-urgent"));
    }
    let receipt = receipt
        .link(names.t("sent-follow"), format!("/cases/{id}"))
        .link(names.t("case-receipt"), format!("/cases/{id}/receipt"))
        .link(names.t("sent-mine"), "/cases/mine");
    Ok(signed.page(&shell(&signed, names.t("sent-title")).no_heading().body(receipt)))
}
