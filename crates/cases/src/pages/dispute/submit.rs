//! Showing a form, and taking it.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use contracts::CaseId;
use ui::{
    Density, Errors, Tone,
    panel::{Notice, Text},
};
use web::{Answer, MultipartForm, PathId, Problem, Signed, input::Typed, see_other};

use super::{
    act::Act,
    case_path, fields,
    given::{self, Given},
};
use crate::{
    Desk,
    act::ActError,
    case::Case,
    money::{claim::Side, evidence::Piece, intake},
    pages::{desk::submit::refused, shared, shared::Names},
    store,
};

/// What a browser sent.
pub enum Sent {
    Plain(Typed),
    Parts(MultipartForm),
}

/// A form in the making.
struct Page<'a> {
    signed: &'a Signed,
    desk: &'a Desk,
    id: CaseId,
    case: &'a Case,
    side: Side,
    act: Act,
}

/// `GET`: the form.
pub async fn ask(side: Side, act: Act, signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let case = load(&signed, &desk, side, act, id).await?;
    let page = Page { signed: &signed, desk: &desk, id, case: &case, side, act };
    Ok(page.show(StatusCode::OK, &Typed::default(), &Errors::new(), ""))
}

/// The case, when this may be done to it by this reader; otherwise it is not there.
async fn load(signed: &Signed, desk: &Desk, side: Side, act: Act, id: CaseId) -> Answer<Case> {
    let case = signed.app.store().read(move |db| store::find(db, id)).await?;
    let case = case.filter(|case| act.is_offered(desk, &signed.actor, case, side));
    case.ok_or_else(Problem::not_found)
}

/// `POST`: does it, or shows the form again with what was typed.
pub async fn perform(
    side: Side,
    act: Act,
    signed: Signed,
    PathId(id): PathId<CaseId>,
    sent: Sent,
) -> Answer {
    let desk = shared::desk(&signed.app)?;
    let (typed, kept) = match sent {
        Sent::Plain(typed) => (typed, Ok(Vec::new())),
        Sent::Parts(form) => {
            // Nothing is kept for somebody who may not hand anything in.
            load(&signed, &desk, side, act, id).await?;
            let kept = keep(&signed, &form).await;
            (form.raw, kept)
        }
    };
    let wrong = signed.t("money-plan-row-wrong");
    let read = match (kept, given::plan(&typed, wrong)) {
        (Ok(pieces), Ok(plan)) => Ok(Given { typed, number: number(&signed), pieces, plan }),
        (Ok(_), Err(errors)) => Err((typed, errors)),
        (Err(problem), _) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            Err((typed, problem.errors(signed.app.words(), signed.lang)))
        }
        (Err(problem), _) => return Err(problem),
    };
    let given = match read {
        Ok(given) => given,
        Err((typed, errors)) => {
            return again(&signed, &desk, (side, act, id), &typed, &errors, "").await;
        }
    };
    let (actor, working, sent) = (signed.actor.clone(), desk.clone(), given.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), act.path());
    let work =
        move |tx: &mut storage::Tx<'_>| given::run(tx, &working, &actor, id, side, act, &sent);
    let (errors, why) = match signed.app.store().write(stamp, work).await {
        Ok(_) => {
            let to = see_other(back(side, act, id)).flash(Tone::Good, "money-done");
            return Ok(to.into_response());
        }
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            (errors, String::new())
        }
        Err(ActError::Refused(refusal)) => {
            (Errors::new(), refused(Names::new(&signed, &desk), refusal))
        }
        Err(error) => return Err(error.into()),
    };
    again(&signed, &desk, (side, act, id), &given.typed, &errors, &why).await
}

async fn again(
    signed: &Signed,
    desk: &Desk,
    (side, act, id): (Side, Act, CaseId),
    typed: &Typed,
    errors: &Errors,
    why: &str,
) -> Answer {
    let case = load(signed, desk, side, act, id).await?;
    let page = Page { signed, desk, id, case: &case, side, act };
    let status =
        if why.is_empty() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    Ok(page.show(status, typed, errors, why))
}

async fn keep(signed: &Signed, form: &MultipartForm) -> Answer<Vec<Piece>> {
    form.check()?;
    let mut pieces = Vec::new();
    for field in ["photos", "pdf"] {
        for file in form.files_of(field) {
            pieces.push(intake::keep(&signed.app, field, file.bytes.clone()).await?);
        }
    }
    Ok(pieces)
}

/// The item or the payment that the address names.
fn number(signed: &Signed) -> u32 {
    signed.query.get("number").and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Where to go when it is done.
fn back(side: Side, act: Act, id: CaseId) -> String {
    let case = case_path(side, id);
    match side {
        Side::Worker => format!("{case}/money"),
        Side::Unit if act.is_mediation() => format!("{case}#mediation"),
        Side::Unit => format!("{case}#money"),
    }
}

impl Page<'_> {
    fn show(&self, status: StatusCode, typed: &Typed, errors: &Errors, why: &str) -> Response {
        let names = Names::new(self.signed, self.desk);
        let address = format!("{}/{}", case_path(self.side, self.id), self.act.path());
        let mut action = address;
        if let Some(number) = Some(number(self.signed)).filter(|number| *number > 0) {
            action = format!("{action}?number={number}");
        }
        let rows = self.signed.query.get("rows").and_then(|rows| rows.parse().ok());
        let sent = (1..).take_while(|n| typed.iter().any(|(name, _)| *name == format!("day-{n}")));
        let rows = rows.unwrap_or(fields::ROWS).max(sent.count());
        let mut form = ui::Form::post(names.lang(), action)
            .fields(fields::fields(names, self.case, self.act, rows))
            .submit(names.t(self.act.title()))
            .cancel(names.t("act-cancel"), back(self.side, self.act, self.id))
            .keep(typed)
            .errors(errors);
        if matches!(self.act, Act::Strike | Act::Return) {
            form = form.dangerous();
        }
        let density = match self.side {
            Side::Worker => Density::Phone,
            Side::Unit => Density::Desk,
        };
        let case = self.case;
        let mut shell = self
            .signed
            .shell(density, names.t(self.act.title()))
            .back(back(self.side, self.act, self.id))
            .body(Text::meta(format!("{} {}", case.number, case.title)));
        if !why.is_empty() {
            shell = shell.body(Notice::new(Tone::Bad, why));
        }
        let shell = shell.body(Text::new(names.t(self.act.explained()))).form(&form);
        self.signed.page_with(status, &shell)
    }
}
