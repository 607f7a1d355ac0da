//! What I filed for others, and where it stands: waiting for the worker's yes, or a case by now.

use axum::response::{IntoResponse as _, Response};
use contracts::CaseId;
use serde::Deserialize;
use ui::{
    Density, Errors, Field, Form as UiForm, SafeHtml, Tone,
    form::CheckAnswers,
    list::{Card, Cards, Empty},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::file;
use crate::{
    case::Case,
    chain::{
        filing::{self, Filing, Standing},
        store as filings,
    },
    pages::shared::{Names, desk, refuse, state},
    store,
};

/// How many of the newest are listed.
const LISTED: usize = 50;

/// `GET /desk/filed`
pub async fn list(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        let filed = filings::filings_by(db, person, LISTED)?;
        let with_case = |filing: Filing| Ok((store::find(db, filing.id)?, filing));
        filed.into_iter().map(with_case).collect::<Result<Vec<_>, storage::Error>>()
    });
    let filed = read.await?;
    let card = |(case, filing): &(Option<Case>, Filing)| {
        let card = Card::new(filing.title.clone(), format!("/desk/filed/{}", filing.id))
            .meta(names.when(filing.filed_at));
        match case {
            Some(case) => card.tag(state::tag(names.visit, case.state)).meta(case.number.clone()),
            None => card.meta(names.t(standing(filing, names.now()))),
        }
    };
    let shell = signed
        .shell(Density::Desk, names.t("filed-list"))
        .body(Button::new(names.t("file-title"), file::PATH));
    let shell = if filed.is_empty() {
        shell.body(Empty::new(names.t("filed-none"), names.t("file-explained")))
    } else {
        shell.body(Cards(filed.iter().map(card).collect()))
    };
    Ok(signed.page(&shell))
}

/// `GET /desk/filed/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    page(&signed, id, &Errors::new()).await
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    code: String,
}

/// `POST /desk/filed/{id}/confirm`: the code that the worker read out.
pub async fn confirm(signed: Signed, PathId(id): PathId<CaseId>, given: Form<Given>) -> Answer {
    let desk = desk(&signed.app)?;
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let (stamp, code) =
        (signed.actor.stamp(signed.moment.clone(), "case-file"), given.code.clone());
    let work =
        move |tx: &mut storage::Tx<'_>| filing::confirm(tx, &desk, &vault, &actor, id, &code);
    if signed.app.store().write(stamp, work).await?.is_some() {
        let to = format!("/desk/filed/{id}");
        return Ok(see_other(to).flash(Tone::Good, "filed-confirmed").into_response());
    }
    let mut errors = Errors::new();
    errors.add("code", signed.t("filed-code-wrong"));
    page(&signed, id, &errors).await
}

/// `POST /desk/filed/{id}/again`: another code.
pub async fn again(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let (vault, actor, from) =
        (signed.app.vault().clone(), signed.actor.clone(), refuse::address(&signed));
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-file");
    let work = move |tx: &mut storage::Tx<'_>| filing::send_again(tx, &vault, &actor, id, from);
    let sent = signed.app.store().write(stamp, work).await?;
    let (tone, told) = match refuse::sent(sent) {
        Ok(_) => (Tone::Good, "filed-sent-again"),
        Err(_) => (Tone::Warn, "filed-too-soon"),
    };
    Ok(see_other(format!("/desk/filed/{id}")).flash(tone, told).into_response())
}

async fn page(signed: &Signed, id: CaseId, errors: &Errors) -> Answer<Response> {
    let desk = desk(&signed.app)?;
    let names = Names::new(signed, &desk);
    let read = signed
        .app
        .store()
        .read(move |db| Ok::<_, storage::Error>((filings::filing(db, id)?, store::find(db, id)?)));
    let (filing, case) = read.await?;
    let filing = filing.filter(|filing| filing.filer == signed.actor.person);
    let filing = filing.ok_or_else(Problem::not_found)?;
    let shell = signed.shell(Density::Desk, filing.title.clone()).back("/desk/filed");
    let waits = filing.standing == Standing::Waiting && names.now() < filing.expires_at;
    let mut shell = match &case {
        Some(case) => shell.body(where_it_stands(names, case)),
        None => shell.body(Text::new(names.t(standing(&filing, names.now())))),
    };
    if waits {
        let phone = filing::masked_phone(signed.app.vault(), &filing).unwrap_or_default();
        let told = [("phone", phone.into()), ("by", names.when(filing.expires_at).into())];
        let form = UiForm::post(names.lang(), format!("/desk/filed/{id}/confirm"))
            .field(Field::code("code", names.t("filed-code")).hint(names.t("filed-code-hint")))
            .submit(names.t("filed-confirm"))
            .errors(errors);
        let more = UiForm::post(names.lang(), format!("/desk/filed/{id}/again"))
            .submit(names.t("filed-again"))
            .inline();
        shell = shell
            .body(Text::new(names.tf("filed-waits", &told)))
            .form(&form)
            .body(SafeHtml::from_safe(more));
    }
    if let Some(report) = &filing.report {
        let said = Text::new(report.text.clone());
        shell = shell.body(Panel::new(names.t("desk-told"), SafeHtml::from_safe(said)));
    }
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// Number, state and deadline: what the filer may tell the worker, and no more.
fn where_it_stands(names: Names<'_>, case: &Case) -> CheckAnswers {
    CheckAnswers::new(names.lang())
        .row(names.t("fact-number"), &case.number)
        .row(names.t("filed-state"), names.t(state::key(case.state)))
        .row(names.t("fact-promised"), names.when(case.promised_by))
}

fn standing(filing: &Filing, now: kernel::Timestamp) -> &'static str {
    match filing.standing {
        Standing::Waiting if now < filing.expires_at => "filed-standing-waiting",
        Standing::Waiting | Standing::Lapsed => "filed-standing-lapsed",
        Standing::Claimed => "filed-standing-claimed",
        Standing::Declined => "filed-standing-declined",
    }
}
