//! Visits that were made, and a new one with its list.

use access::{Action, Target, permit, reach};
use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use kernel::{AreaCode, Day};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, Tone,
    list::{Card, Cards, Empty},
    panel::{Button, Text},
};
use web::{Answer, Form, Problem, Signed, input::Typed, see_other};

use super::{Any, areas, day, get, owners, unit_name};
use crate::{
    Desk, Fault, VisitId,
    visit::{self, NewLine, NewVisit, SITE_MAX, store},
};

const VISITS_MAX: usize = 100;
/// Days until a line is due when nobody says otherwise: the site looks again a month later.
const DUE_DAYS: i32 = 30;

/// `GET /visits`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::VisitKeep);
    let read = signed.app.store().read(move |db| {
        let visits = store::within(db, &within, VISITS_MAX)?;
        visits
            .into_iter()
            .map(|visit| {
                let lines = store::lines(db, visit.id)?;
                let open = lines.iter().filter(|it| it.standing == visit::Standing::Open).count();
                Ok((visit, lines.len(), open))
            })
            .collect::<Result<Vec<_>, storage::Error>>()
    });
    let found = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("outreach-visits"))
        .body(Button::new(signed.t("outreach-visit-new"), "/visits/new"));
    if found.is_empty() {
        let none =
            Empty::new(signed.t("outreach-visits-none"), signed.t("outreach-visits-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let cards = found.into_iter().map(|(visit, lines, open)| {
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let told = signed.tf(
            "outreach-lines-open",
            &[("open", count(open).into()), ("all", count(lines).into())],
        );
        Card::new(visit.site, format!("/visits/{}", visit.id))
            .meta(day(&signed, visit.visited_on))
            .meta(unit_name(&signed, &desk, visit.unit))
            .meta(told)
    });
    shell = shell.body(Cards(cards.collect()));
    Ok(signed.page(&shell))
}

/// `GET /visits/new`
pub async fn fresh(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: VisitId = signed.moment.id();
    let today = signed.moment.now().day();
    let typed = vec![
        ("id".to_owned(), id.to_string()),
        ("visited_on".to_owned(), today.to_string()),
        ("due_on".to_owned(), today.plus(DUE_DAYS).to_string()),
    ];
    Ok(form(&signed, &desk, &typed, &Errors::new()))
}

fn form(signed: &Signed, desk: &Desk, typed: &Typed, errors: &Errors) -> Response {
    let own =
        signed.actor.memberships.iter().find(|post| {
            permit(&signed.actor, Action::VisitKeep, &Target::area(post.area)).is_ok()
        });
    let near = own.map_or(desk.catalogue.city().area, |post| post.area);
    let site_max = u32::try_from(SITE_MAX).unwrap_or(u32::MAX);
    let form = Shown::post(signed.lang, "/visits")
        .field(Field::hidden("id", ""))
        .field(
            Field::text("site", signed.t("outreach-site"))
                .hint(signed.t("outreach-site-hint"))
                .max_length(site_max)
                .autocomplete("off"),
        )
        .field(Field::select(
            "area",
            signed.t("outreach-area"),
            areas(signed, desk, Action::VisitKeep),
        ))
        .field(Field::date("visited_on", signed.t("outreach-visited-on")))
        .field(
            Field::long_text("lines", signed.t("outreach-lines"))
                .hint(signed.t("outreach-lines-hint")),
        )
        .field(
            Field::select("owner", signed.t("outreach-owner"), owners(signed, desk, &near))
                .hint(signed.t("outreach-owner-hint")),
        )
        .field(Field::date("due_on", signed.t("outreach-due-on")))
        .submit(signed.t("outreach-visit-keep"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("outreach-visit-new"))
        .back("/visits")
        .body(Text::new(signed.t("outreach-visit-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /visits`
pub async fn keep(signed: Signed, form_sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &form_sent.raw;
    let id: VisitId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let new = match read(typed, id) {
        Ok(new) => new,
        Err(fault) => return again(&signed, &desk, typed, fault),
    };
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "visit-keep");
    let work = move |tx: &mut Tx<'_>| visit::keep(tx, &consulted, &actor, &new);
    match signed.app.store().write(stamp, work).await {
        Ok(visit) => {
            let to = format!("/visits/{}", visit.id);
            Ok(see_other(to).flash(Tone::Good, "outreach-visit-kept").into_response())
        }
        Err(fault) => again(&signed, &desk, typed, fault),
    }
}

fn again(signed: &Signed, desk: &Desk, typed: &Typed, fault: Fault) -> Answer {
    let Fault::Invalid { field, code } = fault else { return Err(fault.into()) };
    let mut errors = Errors::new();
    errors.add(field, signed.t(code));
    Ok(form(signed, desk, typed, &errors))
}

/// Each line of the box is a line of the list; owner and day are those of all of them.
fn read(typed: &Typed, id: VisitId) -> Result<NewVisit, Fault> {
    let owner = owner_of(typed)?;
    let due_on = day_of(typed, "due_on")?;
    let lines = get(typed, "lines").lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(NewVisit {
        id,
        area: AreaCode::parse(get(typed, "area"))
            .map_err(|_| Fault::invalid("area", "area-unknown"))?,
        site: get(typed, "site").to_owned(),
        visited_on: day_of(typed, "visited_on")?,
        lines: lines.map(|text| NewLine { text: text.to_owned(), owner, due_on }).collect(),
    })
}

pub(super) fn owner_of(typed: &Typed) -> Result<UnitId, Fault> {
    get(typed, "owner").parse().map_err(|_| Fault::invalid("owner", "unit-unknown"))
}

pub(super) fn day_of(typed: &Typed, name: &'static str) -> Result<Day, Fault> {
    get(typed, name).parse().map_err(|_| Fault::invalid(name, "outreach-day-wrong"))
}
