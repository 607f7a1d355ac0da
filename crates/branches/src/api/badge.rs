//! The own badge for programs. What a tag shows is a page for people.

use axum::{Json, http::StatusCode};
use serde::{Deserialize, Serialize};
use storage::Tx;
use utoipa::ToSchema;
use web::{Answer, ApiJson, Signed};

use crate::{
    Desk,
    badge::{self, Badge, Wish},
};

/// What the caller shows of their own accord.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct BadgeIn {
    /// Whoever scans may know of the membership. Without it nothing is shown.
    membership: bool,
    /// Shown when it is given.
    pledge: Option<String>,
    /// What the member wants to be called; shown when it is given.
    name: Option<String>,
    #[serde(default)]
    branch: bool,
}

/// The caller's badge.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Badge)]
pub(crate) struct BadgeOut {
    /// Where the tag leads.
    url: String,
    pledge: Option<String>,
    name: Option<String>,
    branch: bool,
    shown_since: String,
}

/// The caller's badge, if one is shown.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwnBadge {
    badge: Option<BadgeOut>,
}

fn out(signed: &Signed, badge: Badge) -> BadgeOut {
    BadgeOut {
        url: format!("{}/badges/{}", signed.app.settings().public_url, badge.token),
        pledge: badge.wish.pledge,
        name: badge.wish.name,
        branch: badge.wish.branch,
        shown_since: badge.made_at.rfc3339(),
    }
}

/// The own badge; null when none is shown.
#[utoipa::path(get, path = "/api/v1/badge", operation_id = "badge_own", tag = "branches",
    responses((status = 200, body = OwnBadge)))]
pub(crate) async fn own(signed: Signed) -> Answer<Json<OwnBadge>> {
    let (desk, actor) = (Desk::of(&signed.app)?, signed.actor.clone());
    let found = signed.app.store().read(move |db| badge::own(db, &desk, &actor)).await?;
    Ok(Json(OwnBadge { badge: found.map(|found| out(&signed, found)) }))
}

/// Show a badge, or change what it shows. What is left out is shown no more.
#[utoipa::path(post, path = "/api/v1/badge", operation_id = "badge_show", tag = "branches",
    request_body = BadgeIn, responses((status = 200, body = BadgeOut)))]
pub(crate) async fn show(signed: Signed, body: ApiJson<BadgeIn>) -> Answer<Json<BadgeOut>> {
    let (desk, actor, sent) = (Desk::of(&signed.app)?, signed.actor.clone(), body.value);
    let wish = Wish {
        membership: sent.membership,
        pledge: sent.pledge,
        name: sent.name,
        branch: sent.branch,
    };
    let stamp = signed.actor.stamp(signed.moment.clone(), "badge-show");
    let work = move |tx: &mut Tx<'_>| badge::show(tx, &desk, &actor, &wish);
    let shown = signed.app.store().write(stamp, work).await?;
    Ok(Json(out(&signed, shown)))
}

/// Take the badge back, at once; answered alike when none is shown.
#[utoipa::path(post, path = "/api/v1/badge/withdraw", operation_id = "badge_withdraw",
    tag = "branches", responses((status = 204)))]
pub(crate) async fn withdraw(signed: Signed) -> Answer<StatusCode> {
    let (desk, actor) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "badge-withdraw");
    signed.app.store().write(stamp, move |tx| badge::withdraw(tx, &desk, &actor)).await?;
    Ok(StatusCode::NO_CONTENT)
}
