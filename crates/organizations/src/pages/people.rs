//! The forms by which posts are given and ended.

use access::{MembershipId, policy::may_give};
use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use serde::Deserialize;
use ui::{Field, Form as FormView, Tone, form::Pick};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{
    found::limit,
    input::{Ask, day, day_or_none, person, role_name, titled},
    show::{Holder, holders},
    work,
};
use crate::{Unit, act::roles_of, posts::NewPost};

/// What either form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    who: String,
    role: String,
    from: String,
    until: String,
    reason: String,
}

/// `GET /units/{id}/posts/new?who=`
pub(super) async fn ask_post(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    Ok(post_form(&signed, &work::readable(&signed, id)?).page())
}

/// `POST /units/{id}/posts`
pub(super) async fn give(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = work::readable(&signed, id)?;
    let given = async {
        let new = NewPost {
            unit: id,
            person: person(&signed, &sent.who).await?,
            role: sent.role.clone(),
            from: day("from", &sent.from)?,
            until: day_or_none("until", &sent.until)?,
        };
        work::give(&signed, &unit, new).await
    };
    match given.await {
        Ok(_) => Ok(back_to(&unit, "unit-post-given")),
        Err(problem) => post_form(&signed, &unit).again(&sent.raw, problem),
    }
}

/// `GET /units/{id}/posts/{post}/end`
pub(super) async fn ask_end(
    signed: Signed,
    PathId((id, post)): PathId<(UnitId, MembershipId)>,
) -> Answer<Response> {
    let unit = work::readable(&signed, id)?;
    let holder = holder(&signed, id, post).await?;
    Ok(end_form(&signed, &unit, &holder).page())
}

/// `POST /units/{id}/posts/{post}/end`
pub(super) async fn end(
    signed: Signed,
    PathId((id, post)): PathId<(UnitId, MembershipId)>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = work::readable(&signed, id)?;
    let holder = holder(&signed, id, post).await?;
    let ended = async {
        let until = day("until", &sent.until)?;
        work::end(&signed, &unit, (holder.person, post), until, sent.reason.clone()).await
    };
    match ended.await {
        Ok(()) => Ok(back_to(&unit, "unit-post-was-ended")),
        Err(problem) => end_form(&signed, &unit, &holder).again(&sent.raw, problem),
    }
}

/// A post that counts today.
async fn holder(signed: &Signed, unit: UnitId, post: MembershipId) -> Answer<Holder> {
    let found = holders(signed, unit, signed.moment.now().day()).await?;
    found.into_iter().find(|one| one.post.id == post).ok_or_else(Problem::not_found)
}

fn back_to(unit: &Unit, flash: &'static str) -> Response {
    see_other(format!("/units/{}", unit.id)).flash(Tone::Good, flash).into_response()
}

fn post_form<'v>(signed: &'v Signed, unit: &Unit) -> Ask<'v> {
    let t = |key: &'static str| signed.t(key);
    let catalogue = signed.app.catalogue();
    let own = &signed.actor.memberships;
    let roles = roles_of(&catalogue, &unit.kind);
    let roles = roles.filter(|role| own.iter().any(|post| may_give(&post.role, &role.code)));
    let roles: Vec<Pick> =
        roles.map(|role| Pick::new(&role.code, role_name(signed, &role.code))).collect();
    let who = signed.query.get("who").unwrap_or_default();
    let form = FormView::post(signed.lang, format!("/units/{}/posts", unit.id))
        .field(Field::text("who", t("unit-who")).hint(t("unit-who-hint")).value(who))
        .field(Field::select("role", t("unit-role"), roles))
        .field(
            Field::date("from", t("unit-post-from")).value(signed.moment.now().day().to_string()),
        )
        .field(Field::date("until", t("unit-post-until")).hint(t("unit-until-hint")).optional())
        .submit(t("unit-post-give"))
        .cancel(t("unit-account-new"), format!("/people/staff/new?unit={}", unit.id));
    asked(signed, unit, t("unit-post-give"), form)
}

fn end_form<'v>(signed: &'v Signed, unit: &Unit, holder: &Holder) -> Ask<'v> {
    let t = |key: &'static str| signed.t(key);
    let role = role_name(signed, &holder.post.role);
    let (name, today) = (holder.name.as_str(), signed.moment.now().day());
    let title = signed.tf("unit-post-end-of", &[("name", name.into()), ("role", role.into())]);
    let action = format!("/units/{}/posts/{}/end", unit.id, holder.post.id);
    let form = FormView::post(signed.lang, action)
        .field(Field::text("reason", t("unit-reason")).max_length(limit()))
        .field(
            Field::date("until", t("unit-post-until"))
                .hint(t("unit-until-hint"))
                .value(today.to_string()),
        )
        .submit(t("unit-post-end"))
        .dangerous();
    asked(signed, unit, &title, form)
}

fn asked<'v>(signed: &'v Signed, unit: &Unit, title: &str, form: FormView) -> Ask<'v> {
    let title = titled(signed, title, unit);
    Ask { visit: signed, title, back: format!("/units/{}", unit.id), form }
}
