//! Opening an account for staff: login, name, first post; then the invitation, shown once.

use access::{Action, Target, membership::Issuer, policy::may_give};
use axum::response::Response;
use contracts::{PersonId, UnitCard};
use kernel::Day;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Tone,
    form::Pick,
    panel::{Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed};

use super::input::{again, phone, problem_of, role_name, unit_card, units};
use crate::account::{self, NewAccount, gives};

/// Units that a select offers; with more, one comes from the unit's own page.
const UNITS_MAX: usize = 300;

/// What the form sends.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    id: String,
    login: String,
    name: String,
    phone: String,
    unit: String,
    role: String,
    from: String,
}

/// `GET /people/staff/new?unit=`
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    let unit = signed.query.get("unit").unwrap_or_default();
    let shell = signed.shell(Density::Desk, signed.t("people-account-new")).back("/people");
    Ok(signed.page(&shell.form(&form(&signed, unit)?)))
}

/// `POST /people/staff`
pub(super) async fn open(signed: Signed, sent: Form<Typed>) -> Answer<Response> {
    match try_open(&signed, &sent).await {
        Ok(token) => Ok(invitation_page(&signed, &token)),
        Err(problem) => {
            let shell = signed.shell(Density::Desk, signed.t("people-account-new")).back("/people");
            again(&signed, shell, form(&signed, &sent.unit)?, &sent.raw, problem)
        }
    }
}

async fn try_open(signed: &Signed, typed: &Typed) -> Answer<String> {
    let unit = unit_card(signed, &typed.unit)?;
    let target = Target::area(unit.area).with_units([unit.id]);
    let permit = signed.permit(Action::MembershipGrant, &target)?;
    let from = typed.from.trim().parse::<Day>();
    let from = from.map_err(|_| Problem::invalid().field("from", "people-day-unreadable"))?;
    let given = Some(typed.phone.trim()).filter(|typed| !typed.is_empty());
    let new = NewAccount {
        id: typed.id.parse().unwrap_or_else(|_| signed.moment.id()),
        login: typed.login.clone(),
        name: typed.name.clone(),
        phone: given.map(phone).transpose()?,
        unit,
        role: typed.role.clone(),
        from,
    };
    let (vault, catalogue) = (signed.app.vault().clone(), signed.app.catalogue());
    let stamp = permit.stamp(signed.moment.clone(), "account-open");
    let work = signed.app.store().write(stamp, move |tx| {
        account::open(tx, &vault, &catalogue, Issuer::Permit(&permit), &new).map_err(problem_of)
    });
    work.await
}

/// The address to hand over, shown this once.
pub(super) fn invitation_page(signed: &Signed, token: &str) -> Response {
    let address = format!("{}/staff/welcome/{token}", signed.app.settings().public_url);
    let days = crate::invite::LIFE_DAYS;
    let shown = SafeHtml::trusted("<pre>").and(SafeHtml::text(&address));
    let shell = signed
        .shell(Density::Desk, signed.t("people-invited"))
        .back("/people")
        .body(Notice::new(Tone::Good, signed.t("people-invited-once")))
        .body(Text::new(signed.tf("people-invited-how", &[("days", days.into())])))
        .body(Panel::new("", shown.and(SafeHtml::trusted("</pre>"))));
    signed.page(&shell)
}

fn form(signed: &Signed, chosen: &str) -> Answer<FormView> {
    let t = |key: &'static str| signed.t(key);
    let (known, own) = (unit_card(signed, chosen).ok(), &signed.actor.memberships);
    let catalogue = signed.app.catalogue();
    let roles = catalogue.roles().iter().filter(|role| {
        let fits = known.as_ref().is_none_or(|unit| gives(&catalogue, &unit.kind, &role.code));
        // A worker comes in by phone and needs no account.
        fits && role.code != "worker" && own.iter().any(|post| may_give(&post.role, &role.code))
    });
    let roles: Vec<Pick> =
        roles.map(|role| Pick::new(&role.code, role_name(signed, &role.code))).collect();
    let english = !signed.lang.is_zh();
    let offered = match known {
        Some(unit) => vec![unit],
        None => within_reach(signed)?,
    };
    let offered = offered.iter().map(|unit| Pick::new(unit.id.to_string(), unit.name(english)));
    let id: PersonId = signed.moment.id();
    Ok(FormView::post(signed.lang, "/people/staff")
        .field(Field::hidden("id", id.to_string()))
        .field(Field::text("login", t("people-login")).hint(t("people-login-hint")).max_length(32))
        .field(Field::text("name", t("people-name")).max_length(40))
        .field(Field::phone("phone", t("people-phone")).optional())
        .field(Field::select("unit", t("people-unit"), offered.collect()).value(chosen))
        .field(Field::select("role", t("people-role"), roles))
        .field(Field::date("from", t("people-from")).value(signed.moment.now().day().to_string()))
        .submit(t("people-account-open")))
}

/// Organizations for which the reader may give posts, as many as a select can bear.
fn within_reach(signed: &Signed) -> Answer<Vec<UnitCard>> {
    let units = units(signed)?;
    let areas = signed.actor.memberships.iter().map(|post| post.area);
    let may = |area| signed.permit(Action::MembershipGrant, &Target::area(area)).is_ok();
    let all = areas.flat_map(|area| units.candidates(&area));
    Ok(all.filter(|unit| may(unit.area)).take(UNITS_MAX).collect())
}
