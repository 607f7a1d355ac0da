//! `POST /desk/passes`: the desk gives a pass to somebody without an account, prints it, ends it.

use access::{Action, Permit, Target};
use axum::response::{IntoResponse as _, Response};
use kernel::AreaCode;
use serde::Deserialize;
use ui::{Density, Form as FormView, Shell, Tone, panel::Notice};
use web::{Answer, Form, Message, PathId, Problem, Signed, see_other};

use super::{desk, paper};
use crate::{
    Desk, bearer,
    card::{Card, CardId},
    issue::Asked,
    revoke as ended,
    store::{cards, tokens},
};

/// What the form sends.
#[derive(Debug, Clone, Deserialize)]
pub struct Typed {
    id: CardId,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    area: String,
    #[serde(default)]
    detail: String,
}

/// Why it ends.
#[derive(Debug, Clone, Deserialize)]
pub struct Why {
    #[serde(default)]
    why: String,
}

/// `POST /desk/passes`
pub async fn issue(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_issue(&signed, &sent).await {
        Ok(card) => Ok(see_other(format!("/desk/passes/{}", card.id)).into_response()),
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = desk::page(&signed, false, |form| form.keep(&sent.raw).errors(&errors));
            Ok(signed.page_again(&shell.await?))
        }
        Err(problem) => Err(problem),
    }
}

async fn try_issue(signed: &Signed, typed: &Typed) -> Answer<Card> {
    let wrong = || Problem::invalid().field("area", Message::key("pass-area-wrong"));
    let area = AreaCode::parse(typed.area.trim()).map_err(|_| wrong())?;
    let permit = signed.permit(Action::PassIssue, &Target::area(area)).map_err(|_| wrong())?;
    let desk = Desk::of(&signed.app)?;
    if !bearer::kinds(&desk).iter().any(|kind| kind.code == typed.kind) {
        return Err(Problem::invalid().field("kind", Message::key("field-missing")));
    }
    let detail = typed.detail.trim().to_owned();
    let asked = Asked { kind: typed.kind.clone(), area: Some(area), detail, firm: None };
    let (id, stamp) = (typed.id, permit.stamp(signed.moment.clone(), "pass-issue"));
    let work = move |tx: &mut storage::Tx<'_>| bearer::issue(tx, &desk, &permit, id, &asked);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// A pass that a desk gave out in the asker's area; for others there is none.
async fn given(signed: &Signed, id: CardId) -> Answer<(Card, Permit)> {
    let found = signed.app.store().read(move |db| cards::of_desk(db, id)).await?;
    let card = found.ok_or_else(Problem::not_found)?;
    let permit = signed.permit_or_hide(Action::PassIssue, &Target::area(card.area))?;
    Ok((card, permit))
}

/// `GET /desk/passes/{id}`: what is printed, and below it what the desk may do.
pub async fn show(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Response> {
    let (card, _) = given(&signed, id).await?;
    let (desk, now, asked) = (Desk::of(&signed.app)?, signed.moment.now(), card.clone());
    let read = move |db: &mut storage::Db<'_>| {
        let token = tokens::printed(db, asked.id, now)?;
        Ok::<_, storage::Error>((token, bearer::detail(db, &desk, &asked)?))
    };
    let (token, detail) = signed.app.store().read(read).await?;
    let live = card.is_live(now);
    let shell = match token.filter(|_| live) {
        Some(token) => {
            let printed = paper::Printed { token, detail, photo: false };
            paper::sheet(&signed, &card, printed, Density::Desk)?
        }
        None => over(&signed, &card)?,
    };
    let shell = shell.back("/desk/passes");
    Ok(signed.page(&if live { acts(&signed, id, shell) } else { shell }))
}

fn over(signed: &Signed, card: &Card) -> Answer<Shell> {
    let desk = Desk::of(&signed.app)?;
    let name = desk.kind(&card.kind).map_or_else(String::new, |it| super::kind_name(signed, it));
    let live = card.is_live(signed.moment.now());
    let told = if live { "bearer-paper-over" } else { "bearer-over" };
    let shell = signed.shell(Density::Desk, name).body(Notice::new(Tone::Warn, signed.t(told)));
    if !live {
        return Ok(shell);
    }
    let print = FormView::post(signed.lang, format!("/desk/passes/{}/print", card.id)).inline();
    Ok(shell.body(print.submit(signed.t("bearer-print-new"))))
}

fn acts(signed: &Signed, id: CardId, shell: Shell) -> Shell {
    let end = FormView::post(signed.lang, format!("/desk/passes/{id}/revoke"))
        .field(desk::reasons(signed))
        .submit(signed.t("desk-revoke"))
        .dangerous();
    shell.body(
        ui::SafeHtml::trusted("<div class=\"noprint\">")
            .and(&end)
            .and(ui::SafeHtml::trusted("</div>")),
    )
}

/// `POST /desk/passes/{id}/print`: a new paper once the old one is over.
pub async fn print(signed: Signed, PathId(id): PathId<CardId>) -> Answer<Response> {
    let (card, permit) = given(&signed, id).await?;
    let desk = Desk::of(&signed.app)?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-print");
    let work = move |tx: &mut storage::Tx<'_>| bearer::print(tx, &desk, &card).map(drop);
    signed.app.store().write::<_, storage::Error>(stamp, work).await?;
    Ok(see_other(format!("/desk/passes/{id}")).into_response())
}

/// `POST /desk/passes/{id}/revoke`
pub async fn revoke(
    signed: Signed,
    PathId(id): PathId<CardId>,
    sent: Form<Why>,
) -> Answer<Response> {
    let (_, permit) = given(&signed, id).await?;
    let why = desk::reason(&sent.why)?;
    let stamp = permit.stamp(signed.moment.clone(), "pass-revoke");
    let work = move |tx: &mut storage::Tx<'_>| ended::of_bearer(tx, &permit, id, why);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other("/desk/passes").flash(Tone::Good, "pass-revoked").into_response())
}
