//! `/desk/registry`: the sources within reach, how fresh they are; a search; a new source.

use access::{Action, reach};
use axum::response::{IntoResponse as _, Response};
use contracts::PersonId;
use kernel::Phone;
use ui::{
    Density, Errors, Field, Form as Shown, Tone,
    form::Pick,
    list::{Cell, Column, Empty, Row, Table, Tag},
    panel::{Button, Panel},
};
use web::{Answer, Form, Signed, input::Typed, see_other};

use super::{Any, day, get, source_name, told, unit_name};
use crate::{
    Desk, Fault, feed,
    source::{self, Kind, NewSource, Rhythm, Source},
};

/// Whether a source's last file is older than it should be.
pub(super) fn is_late(source: &Source, last: Option<i64>, today: i64) -> bool {
    source.rhythm.is_some_and(|rhythm| last.is_none_or(|last| last + rhythm.every_days < today))
}

/// How fresh a source is, in a word.
pub(super) fn freshness(signed: &Signed, source: &Source, last: Option<i64>) -> Tag {
    let today = signed.moment.now().day().number();
    match last {
        _ if is_late(source, last, today) => Tag::new(Tone::Bad, signed.t("registry-late")),
        None => Tag::new(Tone::Plain, signed.t("registry-never")),
        Some(_) => Tag::new(Tone::Good, signed.t("registry-fresh")),
    }
}

/// `GET /desk/registry`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::RegistryRead);
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for source in source::all(db)? {
            let units: Vec<_> = std::iter::once(source.owner).chain(source.firm).collect();
            if within.holds(Some(&source.area), &units, None) {
                let last = feed::last(db, source.number)?;
                found.push((source, last));
            }
        }
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let mut shell = signed.shell(Density::Desk, signed.t("registry-title"));
    if !reach(&signed.actor, Action::RegistryKeep).is_empty() {
        shell = shell.body(Button::new(signed.t("registry-new"), "/desk/registry/new").outline());
    }
    if !reach(&signed.actor, Action::RegistryLink).is_empty() {
        let queue = Button::new(signed.t("registry-links-title"), "/desk/same-person");
        shell = shell.body(queue.outline());
    }
    shell =
        shell.body(Panel::new(signed.t("registry-search"), super::record::search_form(&signed)));
    if found.is_empty() {
        let none = Empty::new(signed.t("registry-none"), signed.t("registry-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let mut table =
        Table::new(signed.lang, signed.t("registry-title").into(), signed.query.clone())
            .column(Column::new(signed.t("registry-source")).wrap())
            .column(Column::new(signed.t("registry-kind")))
            .column(Column::new(signed.t("registry-owner")).wrap())
            .column(Column::new(signed.t("registry-last")))
            .column(Column::new(signed.t("registry-state")));
    for (source, last) in found {
        let name = source_name(&signed, &source);
        let when = last.map_or_else(|| "–".to_owned(), |last| day(&signed, last));
        table = table.row(
            Row::new(source.code.clone(), name.clone())
                .cell(Cell::link(name, format!("/desk/sources/{}", source.code)))
                .cell(kind_name(&signed, source.kind))
                .cell(unit_name(&signed, &desk, source.owner))
                .cell(when)
                .cell(freshness(&signed, &source, last)),
        );
    }
    Ok(signed.page(&shell.body(table)))
}

pub(super) fn kind_name(signed: &Signed, kind: Kind) -> String {
    signed.t(&format!("registry-kind-{}", kind.as_str())).to_owned()
}

/// `GET /desk/registry/new`
pub async fn ask(signed: Signed) -> Answer {
    Ok(form(&signed, &Vec::new(), &Errors::new()))
}

fn form(signed: &Signed, typed: &Typed, errors: &Errors) -> Response {
    let kinds = Kind::ALL.map(|kind| Pick::new(kind.as_str(), kind_name(signed, kind)));
    let t = |key: &'static str| signed.t(key);
    let form = Shown::post(signed.lang, "/desk/registry/new")
        .field(Field::text("name_zh", t("registry-name-zh")).max_length(80))
        .field(Field::text("name_en", t("registry-name-en")).max_length(120).optional())
        .field(Field::text("code", t("registry-code")).hint(t("registry-code-hint")).max_length(40))
        .field(Field::select("kind", t("registry-kind"), kinds.to_vec()))
        .field(Field::text("firm", t("registry-firm")).hint(t("registry-firm-hint")).optional())
        .field(
            Field::text("basis", t("registry-basis"))
                .hint(t("registry-basis-hint"))
                .max_length(400),
        )
        .field(
            Field::text("responsible", t("registry-responsible"))
                .hint(t("registry-responsible-hint"))
                .optional(),
        )
        .field(Field::text("every", t("registry-every")).hint(t("registry-every-hint")).optional())
        .field(Field::text("due", t("registry-due")).hint(t("registry-due-hint")).optional())
        .submit(t("registry-new"))
        .keep(typed)
        .errors(errors);
    let shell = signed.shell(Density::Desk, t("registry-new")).back("/desk/registry").form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/registry/new`
pub async fn begin(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (typed, actor) = (sent.raw.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-source");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let responsible = responsible(tx, &desk, &typed)?;
        let new = read(&desk, &actor, &typed, responsible)?;
        let begun = source::begin(tx, &desk, &new)?;
        Desk::permit(&actor, Action::RegistryKeep, &begun)?;
        Ok::<_, Fault>(begun)
    });
    match outcome.await {
        Ok(source) => Ok(see_other(format!("/desk/sources/{}", source.code))
            .flash(Tone::Good, "registry-begun")
            .into_response()),
        Err(Fault::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            Ok(form(&signed, &sent.raw, &errors))
        }
        Err(fault) => {
            let mut errors = Errors::new();
            errors.add("code", signed.t(told(fault)?));
            Ok(form(&signed, &sent.raw, &errors))
        }
    }
}

/// The source belongs to the unit and the area of the post that may keep sources.
fn read(
    desk: &Desk,
    actor: &access::Actor,
    typed: &Typed,
    responsible: Option<PersonId>,
) -> Result<NewSource, Fault> {
    let may = |post: &&access::Membership| {
        let target = access::Target::area(post.area).with_units([post.unit]);
        access::permit(actor, Action::RegistryKeep, &target).is_ok()
    };
    let post = actor.memberships.iter().find(may).ok_or(Fault::NotFound)?;
    let firm = match get(typed, "firm") {
        "" => None,
        named => match desk.firms.named(named)[..] {
            [one] => Some(one),
            _ => return Err(Fault::invalid("firm", "registry-unit-unknown")),
        },
    };
    let kind =
        Kind::read(get(typed, "kind")).ok_or(Fault::invalid("kind", "registry-kind-wrong"))?;
    Ok(NewSource {
        code: get(typed, "code").to_owned(),
        kind,
        area: post.area,
        owner: post.unit,
        firm,
        name_zh: get(typed, "name_zh").to_owned(),
        name_en: get(typed, "name_en").to_owned(),
        basis: get(typed, "basis").to_owned(),
        responsible,
        rhythm: rhythm(typed)?,
    })
}

fn responsible(
    tx: &mut storage::Tx<'_>,
    desk: &Desk,
    typed: &Typed,
) -> Result<Option<PersonId>, Fault> {
    let phone = get(typed, "responsible");
    if phone.is_empty() {
        return Ok(None);
    }
    let unknown = Fault::invalid("responsible", "registry-responsible-unknown");
    let Ok(phone) = Phone::parse(phone) else { return Err(unknown) };
    desk.vault.find_by_phone(tx, &phone)?.map(Some).ok_or(unknown)
}

/// `every` days, due at `09:00`; neither for a source without a rhythm.
fn rhythm(typed: &Typed) -> Result<Option<Rhythm>, Fault> {
    let wrong = |field| Fault::invalid(field, "registry-rhythm-wrong");
    let (every, due) = (get(typed, "every"), get(typed, "due"));
    if every.is_empty() {
        return Ok(None);
    }
    let every_days = every.parse().map_err(|_| wrong("every"))?;
    let (hour, minute) = due.split_once([':', '：']).unwrap_or((due, "0"));
    let number = |text: &str| text.trim().parse::<i64>().map_err(|_| wrong("due"));
    let due_minute = if due.is_empty() { 540 } else { number(hour)? * 60 + number(minute)? };
    if !(0..1_440).contains(&due_minute) {
        return Err(wrong("due"));
    }
    if !(1..=366).contains(&every_days) {
        return Err(wrong("every"));
    }
    Ok(Some(Rhythm { due_minute, every_days }))
}
