//! Duties on a unit's page: given, ended, and what was done in them.

use access::{Action, Permit, Target};
use axum::response::{IntoResponse as _, Response};
use catalogue::{Bearer, DutyKind, Seat};
use contracts::{PersonId, UnitId};
use serde::Deserialize;
use storage::{Db, Tx};
use ui::{
    Density, Field, Form as FormView, SafeHtml, Tone,
    form::Pick,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Button, Panel},
    query::Query,
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, see_other};

use super::{
    found::limit,
    input::{Ask, day, day_or_none, person, titled, unit_name},
    show::may,
    work::{directory, readable},
};
use crate::{
    Desk, Unit, UnitError,
    duties::{self, Duty, DutyId, HandOver, NewDuty, NewVisit, ShownAs, VisitId, store},
    moves::For,
};

/// What the forms send.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    id: String,
    duty: String,
    who: String,
    bearer: String,
    deputy: String,
    seat: String,
    shown_as: String,
    reach: String,
    deputy_shown_as: String,
    deputy_reach: String,
    text: String,
    from: String,
    until: String,
    reason: String,
    kind: String,
    on: String,
    note: String,
}

/// The duty's or the seat's name in the reader's language.
pub(super) fn word(visit: &Visit, name: &catalogue::Words) -> String {
    if visit.lang.is_zh() { name.zh.clone() } else { name.en.clone() }
}

/// The duty's name in the reader's language.
pub(super) fn duty_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    catalogue.duty(code).map_or_else(|| code.to_owned(), |kind| word(visit, &kind.name))
}

/// The seat's name in the reader's language; nothing without a seat.
pub(super) fn seat_name(visit: &Visit, duty: &str, seat: Option<&str>) -> String {
    let catalogue = visit.app.catalogue();
    let seats = catalogue.duty(duty).map(|kind| kind.seats.clone()).unwrap_or_default();
    let found = seats.iter().find(|one| Some(one.code.as_str()) == seat);
    found.map(|seat| word(visit, &seat.name)).unwrap_or_default()
}

/// The panel on a unit's page.
pub(super) async fn panel(signed: &Signed, unit: &Unit) -> Answer<Panel> {
    let (id, vault) = (unit.id, signed.app.vault().clone());
    let read = move |db: &mut Db<'_>| {
        let found = store::of_unit(db, id)?;
        let persons: Vec<PersonId> = found.iter().filter_map(|duty| duty.person).collect();
        Ok::<_, Problem>((vault.masked_many(db, &persons)?, found))
    };
    let (masks, found) = signed.app.store().read(read).await?;
    let today = signed.moment.now().day();
    let directory = directory(&signed.app)?;
    let keeps = may(signed, Action::DutyKeep, unit);
    let keys = ["duty-kind", "duty-bearer", "duty-seat", "unit-post-from", "unit-post-until"];
    let caption = signed.t("duties-of-unit").to_owned();
    let table =
        keys.iter().fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)))
        });
    let table = table.column(Column::new(signed.t("unit-post-do")));
    let rows = found.iter().map(|duty| {
        let person = duty.person.and_then(|id| masks.get(&id)?.name.clone());
        let bearer = duty.bearer.and_then(|id| directory.find(id));
        let bearer = bearer.map(|unit| unit_name(signed, &unit)).or(person);
        let bearer = bearer.unwrap_or_else(|| signed.t("unit-nameless").to_owned());
        let until = duty.ended.or(duty.until).map(|day| day.to_string()).unwrap_or_default();
        let act = Cell::link(signed.t("duty-do"), format!("/duties/{}", duty.id));
        Row::new(duty.id.to_string(), &bearer)
            .cell(duty_name(signed, &duty.duty))
            .cell(bearer.as_str())
            .cell(seat_name(signed, &duty.duty, duty.seat.as_deref()))
            .cell(duty.from.to_string())
            .cell(until)
            .cell(if keeps && duty.runs_on(today) { act } else { "".into() })
    });
    let mut body = if found.is_empty() {
        SafeHtml::from_safe(Empty::new(signed.t("duties-none"), signed.t("duty-none-why")))
    } else {
        SafeHtml::from_safe(table.rows(rows))
    };
    if keeps && unit.is_open() {
        let give = Button::new(signed.t("duty-give"), format!("/units/{}/duties/new", unit.id));
        body = body.and(give.outline());
    }
    if keeps {
        let log = Button::new(signed.t("duty-log"), format!("/units/{}/log", unit.id));
        body = body.and(log.outline());
    }
    Ok(Panel::new(signed.t("duties-of-unit"), body))
}

/// `GET /units/{id}/duties/new?duty=`
pub(super) async fn ask(signed: Signed, PathId(id): PathId<UnitId>) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    Ok(form(&signed, &unit, signed.query.get("duty").unwrap_or_default()).page())
}

/// `POST /units/{id}/duties`
pub(super) async fn give(
    signed: Signed,
    PathId(id): PathId<UnitId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let unit = readable(&signed, id)?;
    let given = async {
        let new = typed(&signed, id, &sent.value).await?;
        keep(&signed, &unit, move |tx, desk, by| duties::give(tx, desk, by, &new).map(drop)).await
    };
    match given.await {
        Ok(()) => Ok(there(&unit, "duty-given")),
        Err(problem) => form(&signed, &unit, &sent.duty).again(&sent.raw, problem),
    }
}

/// `GET /duties/{id}`: ending, absence, visits.
pub(super) async fn acts(signed: Signed, PathId(id): PathId<DutyId>) -> Answer<Response> {
    let (duty, unit) = held(&signed, id).await?;
    let today = signed.moment.now().day();
    let t = |key: &'static str| signed.t(key);
    let post = |what: &str| FormView::post(signed.lang, format!("/duties/{id}/{what}"));
    let date = |name, key| Field::date(name, t(key)).value(today.to_string());
    let name = duty_name(&signed, &duty.duty);
    let mut shell = signed
        .shell(Density::Desk, titled(&signed, &name, &unit))
        .back(format!("/units/{}", unit.id));
    let catalogue = signed.app.catalogue();
    let visits = catalogue.duty(&duty.duty).map(|kind| kind.visits.clone()).unwrap_or_default();
    if !visits.is_empty() {
        let visit: VisitId = signed.moment.id();
        let form = post("visits")
            .field(Field::hidden("id", visit.to_string()))
            .field(Field::choice("kind", t("duty-visit-kind"), picks(&signed, &visits)))
            .field(date("on", "duty-visit-on"))
            .field(Field::text("note", t("duty-visit-note")).max_length(limit()))
            .submit(t("duty-visit"));
        shell = shell.body(Panel::new(t("duty-visit"), form));
    }
    let alone = catalogue.duty(&duty.duty).is_some_and(|kind| kind.code == duties::log::ROSTER);
    if duty.deputy.is_some() || alone {
        let form = post("away")
            .field(date("from", "duty-away-from"))
            .field(date("until", "duty-away-until"))
            .submit(t("duty-away"));
        shell = shell.body(Panel::new(t("duty-away"), form));
    }
    if duty.person.is_some() {
        let next: DutyId = signed.moment.id();
        let mut form = post("hand-over")
            .field(Field::hidden("id", next.to_string()))
            .field(
                Field::text("who", t("duty-hand-over-to"))
                    .max_length(limit())
                    .hint(t("unit-who-hint")),
            )
            .field(date("from", "duty-hand-over-on"));
        if duty.shown.is_some() {
            let text = |name, key| Field::text(name, t(key)).max_length(limit());
            form = form
                .field(text("shown_as", "duty-shown-as").hint(t("duty-shown-as-hint")))
                .field(text("reach", "duty-reach").hint(t("duty-reach-hint")));
        }
        let until = Field::date("until", t("unit-post-until")).optional();
        let form = form.field(until).submit(t("duty-hand-over"));
        shell = shell.body(Panel::new(t("duty-hand-over"), form));
    }
    let form = post("end")
        .field(date("until", "duty-end-on"))
        .field(Field::text("reason", t("unit-reason")).max_length(limit()))
        .submit(t("duty-end"))
        .dangerous();
    Ok(signed.page(&shell.body(Panel::new(t("duty-end"), form))))
}

/// `POST /duties/{id}/end`
pub(super) async fn end(
    signed: Signed,
    PathId(id): PathId<DutyId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (_, unit) = held(&signed, id).await?;
    let (until, reason) = (day("until", &sent.until)?, sent.reason.clone());
    keep(&signed, &unit, move |tx, _, by| duties::end(tx, by, id, until, &reason)).await?;
    Ok(there(&unit, "duty-ended"))
}

/// `POST /duties/{id}/hand-over`
pub(super) async fn hand_over(
    signed: Signed,
    PathId(id): PathId<DutyId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (duty, unit) = held(&signed, id).await?;
    let shown = duty.shown.is_some();
    let next = HandOver {
        id: sent.id.parse().map_err(|_| Problem::bad_request("invalid"))?,
        to: person(&signed, &sent.who).await?,
        on: day("from", &sent.from)?,
        until: day_or_none("until", &sent.until)?,
        shown: shown.then(|| ShownAs { name: sent.shown_as.clone(), reach: sent.reach.clone() }),
    };
    let work = move |tx: &mut Tx<'_>, desk: Desk<'_>, by: For<'_>| {
        duties::hand_over(tx, desk, by, id, &next).map(drop)
    };
    keep(&signed, &unit, work).await?;
    Ok(there(&unit, "duty-handed-over"))
}

/// `POST /duties/{id}/away`
pub(super) async fn away(
    signed: Signed,
    PathId(id): PathId<DutyId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (_, unit) = held(&signed, id).await?;
    let (from, until) = (day("from", &sent.from)?, day("until", &sent.until)?);
    keep(&signed, &unit, move |tx, desk, by| duties::away(tx, desk, by, id, from, until)).await?;
    Ok(there(&unit, "duty-away-noted"))
}

/// `POST /duties/{id}/visits`
pub(super) async fn visit(
    signed: Signed,
    PathId(id): PathId<DutyId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    let (_, unit) = held(&signed, id).await?;
    let key = sent.id.parse::<VisitId>().map_err(|_| Problem::bad_request("invalid"))?;
    let (kind, note) = (sent.kind.clone(), sent.note.clone());
    let new = NewVisit { id: key, kind, on: day("on", &sent.on)?, note };
    keep(&signed, &unit, move |tx, desk, by| duties::visit(tx, desk, by, id, &new)).await?;
    Ok(there(&unit, "duty-visited"))
}

/// A duty of a unit that the reader may read.
pub(crate) async fn held(signed: &Signed, id: DutyId) -> Answer<(Duty, Unit)> {
    let found = signed.app.store().read(move |db| store::find(db, id)).await?;
    let duty = found.ok_or_else(Problem::not_found)?;
    let unit = readable(signed, duty.unit)?;
    Ok((duty, unit))
}

/// Does one change to a unit's duties for whoever may.
pub(crate) async fn keep(
    signed: &Signed,
    unit: &Unit,
    work: impl FnOnce(&mut Tx<'_>, Desk<'_>, For<'_>) -> Result<(), UnitError> + Send + 'static,
) -> Answer<()> {
    let permit: Permit = permitted(signed, unit)?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let stamp = permit.stamp(signed.moment.clone(), "duty-keep");
    let done = signed.app.store().write(stamp, move |tx| {
        let desk = Desk { catalogue: &catalogue, areas: &areas };
        work(tx, desk, For::Permit(&permit))
    });
    Ok(done.await?)
}

fn permitted(signed: &Signed, unit: &Unit) -> Answer<Permit> {
    signed.permit(Action::DutyKeep, &Target::area(unit.area).with_units([unit.id]))
}

/// What is typed, as a duty.
async fn typed(signed: &Signed, unit: UnitId, typed: &Typed) -> Answer<NewDuty> {
    let catalogue = signed.app.catalogue();
    let kind = catalogue.duty(&typed.duty);
    let kind = kind.ok_or_else(|| Problem::invalid().field("duty", "duty-unknown"))?;
    let someone = async |text: &str| match text.trim() {
        "" => Ok::<_, Problem>(None),
        text => person(signed, text).await.map(Some),
    };
    let is_person = kind.bearer == Bearer::Person;
    let bearer = match typed.bearer.trim() {
        text if !is_person && !text.is_empty() => Some(text.parse::<UnitId>().or_else(|_| {
            let units = directory(&signed.app)?.snapshot();
            let named = units.units().iter().find(|unit| unit.is_open() && unit.name_zh == text);
            let none = || Problem::invalid().field("bearer", "duty-bearer-unit");
            named.map(|unit| unit.id).ok_or_else(none)
        })?),
        _ => None,
    };
    let shown = |name: &str, reach: &str| {
        let given = !name.trim().is_empty() || !reach.trim().is_empty();
        given.then(|| ShownAs { name: name.to_owned(), reach: reach.to_owned() })
    };
    Ok(NewDuty {
        id: typed.id.parse().map_err(|_| Problem::bad_request("invalid"))?,
        duty: typed.duty.clone(),
        unit,
        person: if is_person { someone(&typed.who).await? } else { None },
        bearer,
        deputy: if kind.deputy { someone(&typed.deputy).await? } else { None },
        seat: Some(typed.seat.clone()).filter(|seat| !seat.is_empty()),
        shown: shown(&typed.shown_as, &typed.reach),
        deputy_shown: shown(&typed.deputy_shown_as, &typed.deputy_reach),
        text: Some(typed.text.clone()),
        from: day("from", &typed.from)?,
        until: day_or_none("until", &typed.until)?,
    })
}

fn there(unit: &Unit, flash: &'static str) -> Response {
    see_other(format!("/units/{}", unit.id)).flash(Tone::Good, flash).into_response()
}

fn picks(visit: &Visit, seats: &[Seat]) -> Vec<Pick> {
    seats.iter().map(|seat| Pick::new(&seat.code, word(visit, &seat.name))).collect()
}

/// First which duty, then what that one asks for.
fn form<'v>(signed: &'v Signed, unit: &Unit, chosen: &str) -> Ask<'v> {
    let t = |key: &'static str| signed.t(key);
    let catalogue = signed.app.catalogue();
    let category = catalogue.unit_kind(&unit.kind).map(|kind| kind.category);
    let here = |kind: &&DutyKind| category.is_some_and(|one| kind.is_at(&unit.kind, one));
    let title = titled(signed, t("duty-give"), unit);
    let back = format!("/units/{}", unit.id);
    let found = catalogue.duties().iter().filter(here).find(|kind| kind.code == chosen);
    let Some(kind) = found else {
        let kinds = catalogue.duties().iter().filter(here);
        let kinds = kinds.map(|kind| Pick::new(&kind.code, word(signed, &kind.name))).collect();
        let form = FormView::get(signed.lang, format!("/units/{}/duties/new", unit.id))
            .field(Field::choice("duty", t("duty-kind"), kinds))
            .submit(t("duties-next"));
        return Ask { visit: signed, title, back, form };
    };
    let id: DutyId = signed.moment.id();
    let today = signed.moment.now().day();
    let text = |name, key| Field::text(name, t(key)).max_length(limit());
    let mut form = FormView::post(signed.lang, format!("/units/{}/duties", unit.id))
        .field(Field::hidden("id", id.to_string()))
        .field(Field::hidden("duty", &kind.code));
    form = match kind.bearer {
        Bearer::Person => form.field(text("who", "unit-who").hint(t("unit-who-hint"))),
        Bearer::Unit => form.field(text("bearer", "duty-bearer").hint(t("duty-bearer-hint"))),
    };
    if !kind.seats.is_empty() {
        form = form.field(Field::choice("seat", t("duty-seat"), picks(signed, &kind.seats)));
    }
    let shown = kind.shown == catalogue::Shown::Workers && kind.bearer == Bearer::Person;
    if shown {
        form = form.field(text("shown_as", "duty-shown-as").hint(t("duty-shown-as-hint")));
        form = form.field(text("reach", "duty-reach").hint(t("duty-reach-hint")));
    }
    if kind.deputy {
        form = form.field(text("deputy", "duty-deputy").hint(t("unit-who-hint")));
        if shown {
            form = form.field(text("deputy_shown_as", "duty-deputy-shown-as"));
            form = form.field(text("deputy_reach", "duty-deputy-reach"));
        }
    }
    if kind.text {
        form = form.field(Field::text("text", t("duty-text")).max_length(500));
    }
    let until = Field::date("until", t("unit-post-until"));
    let until = if kind.term_days.is_some() { until } else { until.optional() };
    let form = form
        .field(Field::date("from", t("unit-post-from")).value(today.to_string()))
        .field(until)
        .submit(t("duty-give"));
    Ask { visit: signed, title, back, form }
}
