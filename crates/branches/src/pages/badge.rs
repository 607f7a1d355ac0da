//! `/badge`: a member's own badge with its tag, and `/badges/{token}`: what whoever scans it sees.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Tag},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed, Visit, input::Typed, see_other};

use super::{Any, act, get, unit_name};
use crate::{
    Desk, Fault,
    badge::{self, Badge, NAME_MAX, PLEDGE_MAX, Wish},
};

/// Longer than any token that was ever made.
const TOKEN_MAX: usize = 64;

/// `GET /badge`
pub async fn mine(signed: Signed) -> Answer {
    page(&signed, None, &Errors::new()).await
}

async fn page(signed: &Signed, typed: Option<&Typed>, errors: &Errors) -> Answer<Response> {
    let desk = Desk::of(&signed.app)?;
    let (consulted, actor) = (desk.clone(), signed.actor.clone());
    let read = signed.app.store().read(move |db| {
        let member = badge::is_member(db, &consulted, &actor)?;
        Ok::<_, Fault>((member, badge::own(db, &consulted, &actor)?))
    });
    let (member, own) = read.await?;
    let mut shell = signed
        .shell(Density::Phone, signed.t("branches-badge"))
        .back("/branch")
        .body(Text::new(signed.t("branches-badge-lead")));
    if !member {
        let none =
            Empty::new(signed.t("branches-badge-none"), signed.t("branches-badge-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    if let Some(own) = &own {
        shell = shell.body(Panel::new(signed.t("branches-badge-tag"), tag(signed, own)));
    }
    let form = form(signed, own.as_ref().map(|own| &own.wish), typed, errors);
    shell = shell.form(&form);
    if own.is_some() {
        let form = Shown::post(signed.lang, "/badge/withdraw")
            .submit(signed.t("branches-badge-withdraw"))
            .dangerous();
        shell = shell.body(SafeHtml::from_safe(form));
    }
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// What is printed for the vehicle, and where it leads.
fn tag(signed: &Signed, own: &Badge) -> SafeHtml {
    let path = format!("/badges/{}", own.token);
    let link = format!("{}{path}", signed.app.settings().public_url);
    let code = ui::qr::svg(&link, signed.t("branches-badge-tag")).unwrap_or_default();
    code.and(Text::meta(signed.t("branches-badge-tag-how")))
        .and(Button::new(signed.t("branches-badge-look"), path).outline())
}

/// Nothing is ticked before the member ticks it.
fn form(signed: &Signed, wish: Option<&Wish>, typed: Option<&Typed>, errors: &Errors) -> Shown {
    let t = |key| signed.t(key);
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let also = [
        ("pledge", "branches-badge-show-pledge"),
        ("name", "branches-badge-show-name"),
        ("branch", "branches-badge-show-branch"),
    ];
    let picks = also.map(|(value, key)| Pick::new(value, t(key)));
    let form = Shown::post(signed.lang, "/badge")
        .field(Field::agree("membership", t("branches-badge-show")))
        .field(Field::checks("also", t("branches-badge-also"), picks.into()).optional())
        .field(
            Field::text("pledge", t("branches-badge-pledge"))
                .hint(t("branches-badge-pledge-hint"))
                .max_length(max(PLEDGE_MAX))
                .autocomplete("off")
                .optional(),
        )
        .field(
            Field::text("name", t("branches-badge-name"))
                .hint(t("branches-badge-name-hint"))
                .max_length(max(NAME_MAX))
                .autocomplete("off")
                .optional(),
        )
        .submit(t("branches-badge-save"));
    let known = wish.map(known).unwrap_or_default();
    form.keep(typed.unwrap_or(&known)).errors(errors)
}

/// What is shown now, as the form sends it.
fn known(wish: &Wish) -> Typed {
    wish.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// `POST /badge`
pub async fn show(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let also = |name: &str| sent.raw.iter().any(|(key, value)| key == "also" && value == name);
    let words = |name: &str| also(name).then(|| get(&sent.raw, name).to_owned());
    let wish = Wish {
        membership: get(&sent.raw, "membership") == "1",
        pledge: words("pledge"),
        name: words("name"),
        branch: also("branch"),
    };
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "badge-show");
    let work = move |tx: &mut Tx<'_>| badge::show(tx, &desk, &actor, &wish);
    match signed.app.store().write(stamp, work).await.map_err(Problem::from) {
        Ok(_) => Ok(see_other("/badge").flash(Tone::Good, "branches-badge-shown").into_response()),
        Err(problem) if problem.status() == StatusCode::UNPROCESSABLE_ENTITY => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            page(&signed, Some(&sent.raw), &errors).await
        }
        Err(problem) => Err(problem),
    }
}

/// `POST /badge/withdraw`
pub async fn withdraw(signed: Signed) -> Answer {
    act(&signed, "badge-withdraw", "/badge".into(), "branches-badge-withdrawn", badge::withdraw)
        .await
}

/// `GET /badges/{token}`: for anybody, and kept by nobody.
pub async fn scanned(visit: Visit, Path(token): Path<String>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let (consulted, asked) =
        (desk.clone(), Some(token).filter(|token| token.len() <= TOKEN_MAX).unwrap_or_default());
    let found = visit.app.store().read(move |db| badge::scanned(db, &consulted, &asked)).await?;
    let shell = visit.shell(Density::Phone, visit.t("branches-badge"));
    let Some(shown) = found else {
        let none =
            Empty::new(visit.t("branches-badge-nothing"), visit.t("branches-badge-nothing-text"));
        return Ok(visit.page_with(StatusCode::NOT_FOUND, &shell.body(none)));
    };
    let name = shown.name.unwrap_or_else(|| visit.t("branches-badge-nameless").to_owned());
    let mut card = Card::new(name, "").tag(Tag::new(Tone::Bad, visit.t("branches-badge-member")));
    if let Some(branch) = shown.branch {
        card = card.meta(unit_name(&visit, &desk, branch));
    }
    if let Some(pledge) = shown.pledge {
        card = card.body(Notice::new(Tone::Plain, pledge));
    }
    let shell = shell
        .body(Cards(vec![card]))
        .body(Text::meta(visit.t("branches-badge-own-choice")))
        .body(Button::new(visit.t("branches-badge-report"), "/report").outline());
    Ok(visit.page(&shell))
}
