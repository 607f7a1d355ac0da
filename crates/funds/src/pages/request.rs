//! `/desk/fund-requests/{id}`: a request with its voucher, and what can be done with it.

use access::{Action, Target};
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use contracts::UnitId;
use kernel::money::yuan;
use storage::Db;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Shell, Tone,
    list::{Column, Row, Table},
    panel::{Notice, Panel, Text},
    photo::{Gallery, Shot},
    query::Query,
};
use web::{Answer, Form, MultipartForm, PathId, Problem, Signed, photos, see_other};

use super::{Any, get, show::wish, state_tag, unit_name, write};
use crate::{
    Desk, Fault, Fund, Request, RequestId, Share, State, Wish,
    ask::{EVIDENCE_MAX, deciders, prove as add, withdraw},
    decide::{REASON_MAX, approve, decline, reverse},
    desk::permit,
    sight::above,
    store,
};

/// The field of the photos.
const FIELD: &str = "photo";

/// A request as its page shows it.
struct Seen {
    fund: Fund,
    request: Request,
    share: Share,
    evidence: Vec<String>,
    /// The units that decide.
    deciders: Vec<UnitId>,
}

/// Those of the share's unit and above it read a request, and the unit that shall receive.
fn read(db: &mut Db<'_>, signed: &Signed, id: RequestId) -> Result<Seen, Fault> {
    let request = store::request(db, id)?.ok_or(Fault::NotFound)?;
    let share = store::share(db, request.share)?.ok_or(Fault::NotFound)?;
    let fund = store::fund(db, request.fund)?.ok_or(Fault::NotFound)?;
    let line = above(db, &share)?;
    permit(&signed.actor, Action::FundRead, sides(&request, &share).into_iter().chain(line))?;
    let (evidence, deciders) = (store::evidence(db, id)?, deciders(db, &request, &share)?);
    Ok(Seen { fund, request, share, evidence, deciders })
}

/// The units that asked or may have asked.
fn sides(request: &Request, share: &Share) -> Vec<UnitId> {
    match request.wish {
        Wish::Allocation { receiver } => vec![share.unit, receiver],
        Wish::Spending { .. } => vec![share.unit],
    }
}

/// `GET /desk/fund-requests/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<RequestId>) -> Answer {
    page(&signed, id, &Errors::new()).await
}

async fn page(signed: &Signed, id: RequestId, errors: &Errors) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    let reader = signed.clone();
    let seen = signed.app.store().read(move |db| read(db, &reader, id)).await?;
    let mut shell = signed
        .shell(Density::Desk, seen.request.text.clone())
        .back(format!("/desk/funds/{}", seen.fund.id))
        .body(Panel::new("", facts(signed, &desk, &seen)));
    if let Some(reason) = &seen.request.reason {
        shell = shell.body(Notice::new(Tone::Bad, reason.clone()));
    }
    if !seen.evidence.is_empty() {
        let gallery = gallery(signed, &seen);
        shell = shell.body(Panel::new(signed.t("funds-evidence"), gallery));
    }
    shell = acts(signed, &seen, errors, shell);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

fn facts(signed: &Signed, desk: &Desk, seen: &Seen) -> Table {
    let request = &seen.request;
    let caption = signed.t("funds-request").to_owned();
    let mut table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("funds-item")))
        .column(Column::new(signed.t("funds-detail")).wrap());
    let mut put = |key: &str, value: ui::list::Cell| {
        let row = Row::new(key, signed.t(key)).cell(signed.t(key)).cell(value);
        table = table.clone().row(row);
    };
    put("funds-state", state_tag(signed, request.state).into());
    put("funds-fund", seen.fund.title.as_str().into());
    put("funds-unit", unit_name(signed, desk, seen.share.unit).into());
    put("funds-what", wish(signed, desk, &request.wish).into());
    put("funds-amount", yuan(request.amount).into());
    if let Wish::Spending { voucher, .. } = &request.wish {
        put("funds-voucher", voucher.as_str().into());
    }
    put("funds-asked-at", request.asked_at.display_minute().into());
    if let Some(at) = request.decided_at {
        put("funds-decided-at", at.display_minute().into());
    }
    table
}

fn gallery(signed: &Signed, seen: &Seen) -> Gallery {
    let here = format!("/desk/fund-requests/{}/evidence", seen.request.id);
    let addresses = seen.evidence.iter().map(|file| format!("{here}/{file}"));
    let photos = addresses.enumerate().map(|(index, href)| {
        let number = i64::try_from(index + 1).unwrap_or(i64::MAX);
        Shot { href, alt: signed.tf("photo-alt", &[("n", number.into())]) }
    });
    Gallery { photos: photos.collect() }
}

/// What the reader can do now.
fn acts(signed: &Signed, seen: &Seen, errors: &Errors, mut shell: Shell) -> Shell {
    let request = &seen.request;
    let here = |step: &str| format!("/desk/fund-requests/{}/{step}", request.id);
    let may = |action, units: Vec<UnitId>| {
        access::permit(&signed.actor, action, &Target::none().with_units(units)).is_ok()
    };
    let open = request.state == State::Asked;
    let spending = matches!(request.wish, Wish::Spending { .. });
    if open && spending && may(Action::FundKeep, vec![seen.share.unit]) {
        let most = u8::try_from(EVIDENCE_MAX).unwrap_or(u8::MAX);
        let form = Shown::post(signed.lang, here("evidence"))
            .field(Field::photos(FIELD, signed.t("funds-evidence"), most))
            .submit(signed.t("funds-evidence-add"))
            .errors(errors);
        shell = shell.form(&form);
    }
    if open && spending && seen.evidence.is_empty() {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("funds-evidence-wanted")));
    }
    let decides = may(Action::FundDecide, seen.deciders.clone());
    let reason = || {
        Field::text("reason", signed.t("funds-reason"))
            .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
    };
    if open && decides && request.asked_by == signed.actor.person {
        shell = shell.body(Text::meta(signed.t("funds-own-request")));
    } else if open && decides {
        shell = shell
            .body(Shown::post(signed.lang, here("approve")).submit(signed.t("funds-approve")))
            .form(
                &Shown::post(signed.lang, here("decline"))
                    .field(reason())
                    .submit(signed.t("funds-decline"))
                    .dangerous()
                    .errors(errors),
            );
    }
    if request.state == State::Approved && spending && decides {
        let form = Shown::post(signed.lang, here("reverse")).field(reason());
        shell = shell.form(&form.submit(signed.t("funds-reverse")).dangerous().errors(errors));
    }
    if open && may(Action::FundKeep, sides(request, &seen.share)) {
        let form = Shown::post(signed.lang, here("withdraw")).submit(signed.t("funds-withdraw"));
        shell = shell.body(SafeHtml::from_safe(form.dangerous()));
    }
    shell
}

/// `POST /desk/fund-requests/{id}/{step}`
pub async fn step(
    signed: Signed,
    Path((id, step)): Path<(String, String)>,
    sent: Form<Any>,
) -> Answer {
    let id: RequestId = id.parse().map_err(|_| Problem::not_found())?;
    let reason = get(&sent.raw, "reason").to_owned();
    match perform(&signed, id, &step, reason).await {
        Ok(()) => {
            let there = see_other(format!("/desk/fund-requests/{id}"));
            Ok(there.flash(Tone::Good, "funds-settled").into_response())
        }
        Err(problem) if problem.status() == 422 => {
            page(&signed, id, &problem.errors(signed.app.words(), signed.lang)).await
        }
        Err(problem) => Err(problem),
    }
}

/// One step of a request, for the page and the API.
pub(crate) async fn perform(
    signed: &Signed,
    id: RequestId,
    step: &str,
    reason: String,
) -> Answer<()> {
    match step {
        "approve" => {
            write(signed, "fund-approve", move |tx, desk, by| approve(tx, desk, by, id)).await
        }
        "decline" => {
            let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
                decline(tx, desk, by, id, &reason)
            };
            write(signed, "fund-decline", work).await
        }
        "reverse" => {
            let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
                reverse(tx, desk, by, id, &reason)
            };
            write(signed, "fund-reverse", work).await
        }
        "withdraw" => {
            write(signed, "fund-withdraw", move |tx, desk, by| withdraw(tx, desk, by, id)).await
        }
        _ => Err(Problem::not_found()),
    }
}

/// `POST /desk/fund-requests/{id}/evidence`
pub async fn prove(signed: Signed, PathId(id): PathId<RequestId>, sent: MultipartForm) -> Answer {
    match keep(&signed, id, &sent).await {
        Ok(()) => {
            let there = see_other(format!("/desk/fund-requests/{id}"));
            Ok(there.flash(Tone::Good, "funds-evidence-kept").into_response())
        }
        Err(problem) if problem.status() == 422 => {
            page(&signed, id, &problem.errors(signed.app.words(), signed.lang)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Keeps the photos of a voucher, for the page and the API; nothing is kept for whoever may not.
pub(crate) async fn keep(signed: &Signed, id: RequestId, sent: &MultipartForm) -> Answer<()> {
    let reader = signed.clone();
    let seen = signed.app.store().read(move |db| read(db, &reader, id)).await?;
    signed.permit_or_hide(Action::FundKeep, &Target::none().with_units([seen.share.unit]))?;
    sent.check()?;
    let mut kept = Vec::new();
    for file in sent.files_of(FIELD) {
        kept.push(photos::keep(&signed.app, FIELD, file.bytes.clone()).await?.name);
    }
    if kept.is_empty() {
        return Err(Problem::invalid().field(FIELD, "funds-evidence-missing"));
    }
    let work = move |tx: &mut storage::Tx<'_>, desk: &Desk, by: &access::Actor| {
        kept.iter().try_for_each(|file| add(tx, desk, by, id, file))
    };
    write(signed, "fund-evidence", work).await
}

/// `GET /desk/fund-requests/{id}/evidence/{file}`
pub async fn evidence(signed: Signed, PathId((id, file)): PathId<(RequestId, String)>) -> Answer {
    let reader = signed.clone();
    let seen = signed.app.store().read(move |db| read(db, &reader, id)).await?;
    let known = seen.evidence.iter().find(|one| **one == file).ok_or_else(Problem::not_found)?;
    photos::serve(&signed.app, known).await
}
