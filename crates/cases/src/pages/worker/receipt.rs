//! The proof that a report is in the journal, and what it proves in plain words.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use contracts::CaseId;
use credential::Receipt;
use storage::journal;
use ui::{
    Shell, Tone,
    form::CheckAnswers,
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, PathId, Problem, Signed};

use super::{own, shell, to_case};
use crate::{case::Case, entry::Entry};

/// The journal's word for a report.
pub(crate) const REPORTED: &str = "case.reported";

/// `GET /cases/{id}/receipt`
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (case, _): (Case, Vec<Entry>) = own::load(&signed, id).await?;
    let shell = shell(&signed, signed.t("receipt-title"))
        .back(format!("/cases/{id}"))
        .body(Text::meta(format!("{} {}", case.number, case.title)));
    let Some(key) = signed.app.settings().log_key.clone() else {
        let notice = Notice::new(Tone::Warn, signed.t("receipt-none"));
        return Ok(signed.page(&shell.body(notice)));
    };
    let Some(receipt) = find(&signed, id).await? else {
        let notice = Notice::new(Tone::Plain, signed.t("receipt-waits"));
        let again =
            Button::new(signed.t("receipt-again"), format!("/cases/{id}/receipt")).outline();
        return Ok(signed.page(&explained(&signed, shell.body(notice)).body(again)));
    };
    let verified = receipt.verify(key.public()).map_err(Problem::internal)?;
    let facts = CheckAnswers::new(signed.lang)
        .row(signed.t("fact-number"), &case.number)
        .row(signed.t("receipt-at"), verified.at.display_minute())
        .row(signed.t("receipt-sealed-at"), verified.sealed_at.display_minute())
        .row(signed.t("receipt-place"), (receipt.index + 1).to_string())
        .row(signed.t("receipt-key"), key.public().to_string());
    let shell = explained(&signed, shell.body(Notice::new(Tone::Good, signed.t("receipt-sealed"))))
        .body(facts)
        .body(Button::new(signed.t("receipt-download"), format!("/cases/{id}/receipt.json")))
        .body(Button::new(signed.t("receipt-verify"), "/verify").outline());
    Ok(signed.page(&shell))
}

fn explained(signed: &Signed, shell: Shell) -> Shell {
    let proves = ui::SafeHtml::from_safe(Text::new(signed.t("receipt-proves-1")))
        .and(Text::new(signed.t("receipt-proves-2")))
        .and(Text::meta(signed.t("receipt-proves-not")));
    shell.body(Panel::new(signed.t("receipt-proves"), proves))
}

/// `GET /cases/{id}/receipt.json`
pub(super) async fn download(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (case, _) = own::load(&signed, id).await?;
    let Some(receipt) = find(&signed, id).await? else {
        return Ok(to_case(id).flash(Tone::Warn, "receipt-waits").into_response());
    };
    let text = serde_json::to_string_pretty(&receipt).map_err(Problem::internal)?;
    let name = format!("attachment; filename=\"yilu-{}.json\"", case.number);
    let mut response = ([(header::CONTENT_TYPE, "application/json")], text).into_response();
    let name = HeaderValue::try_from(name).map_err(Problem::internal)?;
    response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// `None` until a checkpoint covers the report.
async fn find(signed: &Signed, id: CaseId) -> Answer<Option<Receipt>> {
    Ok(signed.app.store().read(move |db| journal::receipt(db, *id.as_bytes(), REPORTED)).await?)
}
