//! Step 3: check the answers. Step 4 follows with the case's number.

use access::{Action, Target};
use axum::response::IntoResponse as _;
use catalogue::Matter;
use contracts::CaseId;
use serde::Deserialize;
use ui::{
    Field, SafeHtml,
    form::{CheckAnswers, Pick},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{details, draft, like, shell};
use crate::{
    Desk,
    chain::begin,
    merge,
    pages::shared::{Names, desk, gallery::gallery, refuse},
    report::{self, ReportError},
    store::drafts::{self, Draft},
};

/// `GET /report/{id}/check`
pub(super) async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = desk(&signed.app)?;
    let Ok(draft) = draft::load(&signed, id).await else {
        return details::missing(&signed, id).await;
    };
    let report = draft::report(&desk, &signed.actor, &draft);
    let Ok((matter, title)) = report::check(&desk, &report) else {
        return Ok(see_other(format!("/report/{id}")).into_response());
    };
    let names = Names::new(&signed, &desk);
    let by = names.when(desk.answer_deadline(matter, signed.moment.now()).by);
    let photos = gallery(names, &format!("/report/{id}/photos"), &draft.photos);
    let mut shell = shell(&signed, names.t("check-title"))
        .back(format!("/report/{id}"))
        .body(answers(names, &draft, &report, &title));
    if !photos.is_empty() {
        shell = shell.body(Panel::new(names.t("field-photos-kept"), photos));
    }
    let found = like::find(&signed, &desk, &report).await?;
    let send = if found.is_empty() { "check-send" } else { "merge-send-apart" };
    let form = ui::Form::post(signed.lang, format!("/report/{id}/send"))
        .fields(ways(&signed, names, matter).await?)
        .extra(SafeHtml::from_safe(Text::meta(names.tf("check-promise", &[("by", by.into())]))))
        .submit(names.t(send));
    Ok(signed.page(&shell.body(like::panel(names, &signed, id, &found)).form(&form)))
}

fn answers(names: Names<'_>, draft: &Draft, report: &report::Report, title: &str) -> CheckAnswers {
    let change = |field: &str| format!("/report/{}#f-{field}", draft.id);
    let place = match report.address.as_str() {
        "" => names.area(&report.area),
        address => format!("{} {address}", names.area(&report.area)),
    };
    let place = if report.place.is_some() {
        format!("{place}\n{}", names.t("check-position"))
    } else {
        place
    };
    let matter = format!("/report/{}/matter", draft.id);
    let mut list = CheckAnswers::new(names.lang())
        .change(names.t("fact-matter"), names.matter(&draft.matter), matter)
        .change(names.t("field-title"), title, change("title"))
        .change(names.t("field-text"), &report.text, change("text"))
        .change(names.t("fact-place"), place, change("area"));
    if let Some(matter) = names.desk.catalogue.matter(&draft.matter) {
        for (key, value) in &report.fields {
            let Some(field) = matter.field(key) else { continue };
            let href = change(&format!("field-{key}"));
            list = list.change(names.of(&field.name), names.value(field, value), href);
        }
    }
    let count = i64::try_from(draft.photos.len()).unwrap_or_default();
    let photos = names.tf("check-photos", &[("n", count.into())]);
    list.change(names.t("field-photos-kept"), photos, change("photos"))
}

/// Through the contact member, or straight: asked of those who have one.
async fn ways(signed: &Signed, names: Names<'_>, matter: &Matter) -> Answer<Option<Field>> {
    let (worker, matter, desk) = (signed.actor.person, matter.clone(), names.desk.clone());
    let read = signed.app.store().read(move |db| begin::offered(db, &desk, worker, &matter));
    let Some(contact) = read.await? else { return Ok(None) };
    let through = names.tf("check-way-member", &[("name", contact.name.into())]);
    let straight = Pick::new("straight", names.t("check-way-straight"));
    let member = Pick::new("member", through).hint(names.t("check-way-member-hint"));
    Ok(Some(Field::choice("way", names.t("check-way"), vec![straight, member]).value("straight")))
}

#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    way: String,
    /// The report that it is one more of.
    #[serde(default)]
    join: String,
}

/// `POST /report/{id}/send`: the draft becomes a case. Sent twice, it leads to the same receipt.
pub(super) async fn send(signed: Signed, PathId(id): PathId<CaseId>, sent: Form<Sent>) -> Answer {
    let (through, join) = (sent.way == "member", like::join(&sent.join));
    let permit = signed.permit(Action::CaseReport, &Target::none())?;
    let desk = desk(&signed.app)?;
    let (actor, working) = (signed.actor.clone(), desk.clone());
    let stamp = permit.stamp(signed.moment.clone(), "report");
    let work = move |tx: &mut storage::Tx<'_>| -> Result<Option<Draft>, ReportError> {
        let now = tx.now();
        let found = drafts::find(tx, id, now)?.filter(|draft| draft.is_for(actor.person));
        let Some(draft) = found else { return Ok(None) };
        let report = draft::report(&working, &actor, &draft);
        if through {
            begin::report_through(tx, &working, &permit, report)?;
        } else {
            merge::join::report(tx, &working, &permit, report, join)?;
        }
        drafts::remove(tx, id)?;
        Ok(Some(draft))
    };
    match signed.app.store().write_in_group(stamp, work).await {
        Ok(Some(_)) => Ok(see_other(format!("/cases/{id}/sent")).into_response()),
        Ok(None) => details::missing(&signed, id).await,
        // What the city declares has changed since the answers were checked.
        Err(ReportError::Invalid(faults)) => again(&signed, &desk, id, &faults).await,
        Err(error) => Err(error.into()),
    }
}

async fn again(signed: &Signed, desk: &Desk, id: CaseId, faults: &[report::Fault]) -> Answer {
    let draft = draft::load(signed, id).await?;
    let mut errors = ui::Errors::new();
    for fault in faults {
        errors
            .add(fault.field.clone(), refuse::message(fault).text(signed.app.words(), signed.lang));
    }
    details::page(signed, desk, &draft, &errors)
}
