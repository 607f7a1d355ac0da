//! 我的: what is known of me, and what I can do about it.

use access::{Action, Field, Masked, Target};
use axum::{
    http::header,
    response::{IntoResponse as _, Response},
};
use storage::Db;
use ui::{
    Density, Form as FormView,
    form::CheckAnswers,
    list::{Card, Cards},
    page::look_href,
    panel::{Button, Panel},
};
use web::{Answer, Problem, Signed};

use super::input::{role_name, unit_name};
use crate::{
    export::{Exports, gather},
    port::Consents,
};

/// `GET /me`, and `GET /me?full=1` with nothing masked.
pub(super) async fn show(signed: Signed) -> Answer<Response> {
    let full = signed.query.get("full").is_some();
    let known = if full { in_full(&signed).await? } else { masked(&signed).await? };
    let t = |key: &'static str| signed.t(key);
    let none = t("people-not-given").to_owned();
    let facts = CheckAnswers::new(signed.lang)
        .change(t("people-name"), known.name.unwrap_or_else(|| none.clone()), "/me/name")
        .row(t("people-phone"), known.phone.unwrap_or(none));
    let (label, href) =
        if full { ("people-show-masked", "/me") } else { ("people-show-full", "/me?full=1") };
    let mut shell = signed
        .shell(Density::Phone, t("people-me"))
        .body(facts)
        .body(Button::new(t(label), href).outline());
    let posts: Vec<Card> = signed
        .actor
        .memberships
        .iter()
        .map(|post| {
            let card = Card::new(role_name(&signed, &post.role), "");
            card.meta(unit_name(&signed, post.unit)).meta(post.from.to_string())
        })
        .collect();
    if !posts.is_empty() {
        shell = shell.body(Panel::new(t("people-posts"), Cards(posts)));
    }
    let links = [
        ("people-looks", "people-looks-why", "/me/looks"),
        ("people-consents", "people-consents-why", "/me/consents"),
        ("people-sessions", "people-sessions-why", "/me/sessions"),
        ("people-export", "people-export-why", "/me/export"),
        ("people-erase", "people-erase-why", "/me/erase"),
    ];
    // Whoever serves in an office does not look at what offices did.
    let of_worker = [
        ("people-known", "people-known-why", "/me/known"),
        ("people-checks", "people-checks-why", "/checks"),
    ];
    let of_worker = of_worker.into_iter().filter(|_| !signed.actor.is_staff());
    let links = of_worker.chain(links);
    let links = links.map(|(title, why, href)| Card::new(t(title), href).meta(t(why)));
    let look = [
        (t("people-other-language"), look_href(signed.lang.other(), signed.large, "/me")),
        (
            t(if signed.large { "people-size-normal" } else { "people-size-large" }),
            look_href(signed.lang, !signed.large, "/me"),
        ),
    ];
    let leave = FormView::post(signed.lang, "/sign-out").submit(t("people-sign-out"));
    let shell = shell.body(Cards(links.collect()));
    let shell = look
        .into_iter()
        .fold(shell, |shell, (label, href)| shell.body(Button::new(label, href).outline()));
    Ok(signed.page(&shell.body(leave)))
}

async fn masked(signed: &Signed) -> Answer<Masked> {
    let (vault, person) = (signed.app.vault().clone(), signed.actor.person);
    let read = move |db: &mut Db<'_>| vault.masked(db, person).map_err(Problem::from);
    signed.app.store().read(read).await
}

async fn in_full(signed: &Signed) -> Answer<Masked> {
    let vault = signed.app.vault().clone();
    let permit = signed.permit(Action::ProfileRead, &Target::of(signed.actor.person))?;
    let read = move |db: &mut Db<'_>| {
        let mut own = |field| -> Answer<Option<String>> {
            Ok(vault.own(db, &permit, field)?.map(|value| value.to_string()))
        };
        Ok::<_, Problem>(Masked { name: own(Field::NAME)?, phone: own(Field::PHONE)? })
    };
    signed.app.store().read(read).await
}

/// `GET /me/export`: a file to keep.
pub(super) async fn export(signed: Signed) -> Answer<Response> {
    let (vault, actor) = (signed.app.vault().clone(), signed.actor.clone());
    let now = signed.moment.now();
    let parts = signed.app.get::<Exports>().cloned().unwrap_or_default();
    let consents = signed.app.get::<Consents>().cloned().unwrap_or_default();
    let read = move |db: &mut Db<'_>| gather(db, &vault, &actor, now, (&parts, &consents));
    let document = signed.app.store().read(read).await?;
    let text = serde_json::to_string_pretty(&document).map_err(Problem::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"yilu-my-data.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, text).into_response())
}
