//! One branch: its numbers, its path to membership, its health, its people, its stations.

use access::{Action, Masked, people::person_of_phone};
use axum::response::IntoResponse as _;
use contracts::UnitId;
use planner::health::{Health, Reason};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    list::{Cell, Column, Kpi, Kpis, Row, Table},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, input::Typed, see_other};

use super::{
    Any, act, area_of, area_or_none, areas, day, day_of, get, link_of, links, list::health_tag,
    percent, phone_of, stage_name, stage_of, stages, unit_name,
};
use crate::{
    Desk, Fault, health,
    member::{
        Member, Stage, Traits,
        admit::{self, NewMember},
        store,
    },
    pairing, people, station,
};

/// The branch, for those who may read it; for others there is none.
pub(super) fn allowed(
    signed: &Signed,
    desk: &Desk,
    action: Action,
    branch: UnitId,
) -> Answer<access::Permit> {
    signed.permit_or_hide(action, &desk.target(branch))
}

/// `GET /desk/branches/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    allowed(&signed, &desk, Action::BranchRead, id)?;
    desk.branch("branch", id).map_err(|_| Problem::not_found())?;
    let (consulted, now) = (desk.clone(), signed.moment.now());
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((
            store::count_in(db, id)?,
            store::funnel(db, id)?,
            health::of(db, &consulted, id, now.day())?,
            pairing::store::covered_at(db, id, now)?,
            station::of_branch(db, id)?,
        ))
    });
    let (count, funnel, health, (workers, have), stations) = read.await?;
    let at = |page: &str| format!("/desk/branches/{id}/{page}");
    let kpis = vec![
        Kpi::new(signed.t("branches-members"), count.members).href(at("members")),
        Kpi::new(signed.t("branches-full"), count.full),
        Kpi::new(signed.t("branches-link-home"), count.home),
        Kpi::new(signed.t("branches-link-floating"), count.floating),
        Kpi::new(signed.t("branches-covered"), format!("{}%", percent(have, workers)))
            .href(at("pairs")),
    ];
    let mut shell = signed
        .shell(Density::Desk, unit_name(&signed, &desk, id))
        .back("/desk/branches")
        .body(Kpis(kpis))
        .body(Button::new(signed.t("branches-roster"), at("members")))
        .body(Button::new(signed.t("branches-split"), at("split")).outline())
        .body(Button::new(signed.t("branches-pairs"), at("pairs")).outline());
    if let Some(health) = &health {
        shell = shell.body(health_panel(&signed, health));
    }
    let steps = Stage::ALL
        .into_iter()
        .zip(funnel)
        .map(|(stage, number)| Kpi::new(stage_name(&signed, stage), number));
    shell = shell.body(Panel::new(signed.t("branches-path"), Kpis(steps.collect())));
    let mut posters = SafeHtml::default();
    for station in stations {
        let link = format!("{}/rejoin/{}", signed.app.settings().public_url, station.token);
        posters = posters.and(Text::new(station.name)).and(Text::meta(link));
    }
    let around = desk.units.unit(id).map_or(desk.catalogue.city().area, |card| card.area);
    let form = Shown::post(signed.lang, at("stations"))
        .field(Field::text("name", signed.t("branches-station-name")).max_length(40))
        .field(Field::select("area", signed.t("branches-area"), areas(&desk, around)))
        .submit(signed.t("branches-station-open"));
    posters = posters.and(form);
    Ok(signed.page(&shell.body(Panel::new(signed.t("branches-stations"), posters))))
}

/// State, reasons and forecast in words.
pub(super) fn health_panel(visit: &Visit, health: &Health) -> Panel {
    let mut body = SafeHtml::from_safe(health_tag(visit, health.state));
    for (_, reason) in &health.reasons {
        body = body.and(Text::new(reason_words(visit, reason)));
    }
    if let Some(forecast) = &health.forecast {
        let on = day(visit, forecast.day);
        let needed = i64::from(forecast.needed);
        let args = [("day", on.into()), ("needed", needed.into())];
        body = body.and(Text::new(visit.tf("branches-forecast", &args)));
    }
    Panel::new(visit.t("branches-health"), body)
}

fn reason_words(visit: &Visit, reason: &Reason) -> String {
    let on = |at: kernel::Day| day(visit, at);
    let said = |key: &str, number: u32, other: String| {
        visit.tf(key, &[("n", i64::from(number).into()), ("of", other.into())])
    };
    match reason {
        Reason::NoSecretary(since) => said("branches-why-no-secretary", 0, on(*since)),
        Reason::SecretaryNotReached(Some(last)) => said("branches-why-not-reached", 0, on(*last)),
        Reason::SecretaryNotReached(None) => visit.t("branches-why-never-reached").to_owned(),
        Reason::TooFewMembers { full_in_area, full_min } => {
            said("branches-why-too-few", *full_in_area, full_min.to_string())
        }
        Reason::MembersGone { in_area, members } => {
            said("branches-why-gone", *in_area, members.to_string())
        }
        Reason::Shrinking { from, to, .. } => said("branches-why-shrinking", *to, from.to_string()),
        Reason::MeetingsMissed { in_a_row, since } => {
            said("branches-why-missed", *in_a_row, on(*since))
        }
        Reason::MattersStuck { stuck, open } => {
            said("branches-why-stuck", *stuck, open.to_string())
        }
        Reason::Quiet(Some(since)) => said("branches-why-quiet", 0, on(*since)),
        Reason::Quiet(None) => visit.t("branches-why-always-quiet").to_owned(),
        Reason::NextMeetingAtRisk => visit.t("branches-why-at-risk").to_owned(),
    }
}

/// `POST /desk/branches/{id}/stations`
pub async fn open_station(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let back = format!("/desk/branches/{id}");
    let typed = form.raw.clone();
    act(&signed, "station-open", back, "branches-station-opened", move |tx, desk, actor| {
        station::open(tx, desk, actor, id, get(&typed, "name"), area_of(&typed)?)
    })
    .await
}

/// `GET /desk/branches/{id}/members`
pub async fn members(signed: Signed, PathId(id): PathId<UnitId>) -> Answer {
    roster(&signed, id, &Typed::new(), &Errors::new()).await
}

async fn roster(signed: &Signed, id: UnitId, typed: &Typed, errors: &Errors) -> Answer {
    let desk = Desk::of(&signed.app)?;
    allowed(signed, &desk, Action::MemberRead, id)?;
    let consulted = desk.clone();
    let read = signed.app.store().read(move |db| named(db, &consulted, id));
    let found = read.await?;
    let caption = signed.t("branches-roster").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-name")))
        .column(Column::new(signed.t("branches-stage")))
        .column(Column::new(signed.t("branches-link")))
        .column(Column::new(signed.t("branches-line")))
        .column(Column::new(signed.t("branches-shift")))
        .column(Column::new(signed.t("branches-area")));
    for (member, masked) in &found {
        table = table.row(member_row(signed, &desk, id, member, masked));
    }
    let around = desk.units.unit(id).map_or(desk.catalogue.city().area, |card| card.area);
    let form = admission(signed, &desk, id, around).keep(typed).errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("branches-roster"))
        .back(format!("/desk/branches/{id}"))
        .body(Text::meta(signed.t("branches-roster-lead")))
        .body(table)
        .form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// The members of a branch with their masks.
pub(crate) fn named(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    branch: UnitId,
) -> Result<Vec<(Member, Masked)>, Fault> {
    let members = store::in_branch(db, branch)?;
    let mut persons = Vec::with_capacity(members.len());
    for member in &members {
        persons.push(people::person(db, desk, member.id)?);
    }
    let known: Vec<_> = persons.iter().copied().flatten().collect();
    let mut masks = desk.vault.masked_many(db, &known)?;
    let pairs = members.into_iter().zip(persons).map(|(member, person)| {
        let masked = person.and_then(|person| masks.remove(&person)).unwrap_or_default();
        (member, masked)
    });
    Ok(pairs.collect())
}

fn member_row(
    signed: &Signed,
    desk: &Desk,
    branch: UnitId,
    member: &Member,
    masked: &Masked,
) -> Row {
    let standing = &member.standing;
    let number = format!("#{}", pairing::service_number(member.id));
    let name = masked.name.clone().or_else(|| masked.phone.clone()).unwrap_or(number);
    let is_home = standing.home.is_some_and(|seat| seat.branch == branch);
    let link = if is_home { "branches-link-home" } else { "branches-link-floating" };
    let area = standing.traits.area.map(|area| area_name_of(desk, &area)).unwrap_or_default();
    Row::new(member.id.to_string(), name.clone())
        .cell(Cell::link(name, format!("/desk/members/{}", member.id)))
        .cell(standing.stage.map_or("", |(stage, _)| stage_name(signed, stage)))
        .cell(signed.t(link))
        .cell(standing.traits.line.as_str())
        .cell(standing.traits.shift.as_str())
        .cell(area)
}

fn area_name_of(desk: &Desk, area: &kernel::AreaCode) -> String {
    super::area_name(desk, area)
}

fn admission(signed: &Signed, desk: &Desk, id: UnitId, around: kernel::AreaCode) -> Shown {
    let today = signed.moment.now().day().to_string();
    Shown::post(signed.lang, format!("/desk/branches/{id}/members"))
        .field(Field::phone("phone", signed.t("branches-phone")).autocomplete("off"))
        .field(Field::select("stage", signed.t("branches-stage"), stages(signed)))
        .field(Field::select("link", signed.t("branches-link"), links(signed)))
        .field(Field::date("from", signed.t("branches-from")).value(today))
        .field(Field::text("line", signed.t("branches-line")).optional().max_length(20))
        .field(Field::text("shift", signed.t("branches-shift")).optional().max_length(20))
        .field(Field::select("area", signed.t("branches-area"), areas(desk, around)).optional())
        .field(Field::text("evidence", signed.t("branches-evidence")).max_length(200))
        .submit(signed.t("branches-admit"))
}

/// `POST /desk/branches/{id}/members`
pub async fn admit(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = form.raw.clone();
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "member-admit");
    let sent = typed.clone();
    let work = move |tx: &mut Tx<'_>| -> Result<Member, Fault> {
        let phone = phone_of(&sent)?;
        let traits = Traits {
            line: get(&sent, "line").to_owned(),
            shift: get(&sent, "shift").to_owned(),
            area: area_or_none(&sent)?,
        };
        let (stage, link, from) = (stage_of(&sent)?, link_of(&sent)?, day_of(&sent, "from")?);
        desk.permit(&actor, Action::BranchManage, id)?;
        let person = person_of_phone(tx, &desk.vault, &phone)?;
        let evidence = get(&sent, "evidence").to_owned();
        let new = NewMember { person, stage, link, branch: id, from, traits, evidence };
        admit::admit(tx, &desk, &actor, &new)
    };
    match signed.app.store().write(stamp, work).await {
        Ok(_) => {
            let to = format!("/desk/branches/{id}/members");
            Ok(see_other(to).flash(Tone::Good, "branches-admitted").into_response())
        }
        Err(Fault::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            roster(&signed, id, &typed, &errors).await
        }
        Err(fault) => Err(fault.into()),
    }
}
