//! Pairing of one branch: who looks after how many, who waits, how it pairs.

use std::collections::BTreeMap;

use access::{Action, people::person_of_phone};
use contracts::UnitId;
use ui::{
    Density, Field, Form as Shown, Tone,
    form::Pick,
    list::{Column, Kpi, Kpis, Row, Table},
    panel::Panel,
};
use web::{Answer, Form, PathId, Signed};

use super::{Any, act, area_of, areas, branch::allowed, get, percent, phone_of};
use crate::{
    Desk, Fault, MemberId,
    member::store as members,
    pairing::{
        Settings, service_number, store,
        workers::{enrol, set},
    },
};

/// Days of coverage that are shown.
const DAYS: i32 = 14;

/// `GET /desk/branches/{id}/pairs`
pub async fn show(signed: Signed, PathId(id): PathId<UnitId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    allowed(&signed, &desk, Action::BranchRead, id)?;
    let now = signed.moment.now();
    let read = signed.app.store().read(move |db| {
        let settings = store::settings(db, id)?;
        let workers = store::workers_of(db, id)?;
        let contacts = store::contacts_of(db, id)?;
        let members = members::in_branch(db, id)?;
        let mut days = Vec::new();
        for back in (0..DAYS).rev() {
            let day = now.day().plus(-back);
            let at = if back == 0 { now } else { day.plus(1).start().plus_seconds(-1) };
            days.push((day, store::covered_at(db, id, at)?));
        }
        Ok::<_, storage::Error>((settings, workers, contacts, members, days))
    });
    let (settings, workers, contacts, members, days) = read.await?;
    let mut loads: BTreeMap<MemberId, i64> = members
        .iter()
        .filter(|member| member.standing.takes_part_in() == Some(id) && member.standing.is_member())
        .map(|member| (member.id, 0))
        .collect();
    for contact in contacts.iter().filter(|contact| contact.until.is_none()) {
        *loads.entry(contact.member).or_default() += 1;
    }
    let caption = signed.t("branches-pairs").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-contact")))
        .column(Column::new(signed.t("branches-load")).number())
        .column(Column::new(signed.t("branches-state")));
    for (member, load) in &loads {
        let number = format!("#{}", service_number(*member));
        let few = !settings.is_cap && *load < i64::from(settings.workers);
        table = table.row(
            Row::new(member.to_string(), number.clone())
                .cell(number)
                .cell(*load)
                .cell(signed.t(if few { "branches-below-least" } else { "branches-in-order" })),
        );
    }
    let day_kpis = days.into_iter().map(|(day, (want, have))| {
        let share = percent(have, want);
        let tone = if share >= 95 { Tone::Good } else { Tone::Bad };
        Kpi::new(day.to_string(), format!("{share}%")).tone(tone)
    });
    let shell = signed
        .shell(Density::Desk, signed.t("branches-pairs"))
        .back(format!("/desk/branches/{id}"))
        .body(Kpis(vec![Kpi::new(signed.t("branches-workers"), workers.len())]))
        .body(Panel::new(signed.t("branches-coverage-days"), Kpis(day_kpis.collect())))
        .body(table)
        .body(Panel::new(signed.t("branches-pairing-how"), how(&signed, id, settings)))
        .body(Panel::new(signed.t("branches-worker-add"), adding(&signed, &desk, id)));
    Ok(signed.page(&shell))
}

fn how(signed: &Signed, id: UnitId, settings: Settings) -> Shown {
    let kinds = vec![
        Pick::new("cap", signed.t("branches-cap")),
        Pick::new("least", signed.t("branches-least")),
    ];
    let chosen = if settings.is_cap { "cap" } else { "least" };
    Shown::post(signed.lang, format!("/desk/branches/{id}/pairs"))
        .field(
            Field::text("workers", signed.t("branches-per-member"))
                .value(settings.workers.to_string()),
        )
        .field(Field::select("kind", signed.t("branches-quota"), kinds).value(chosen))
        .field(Field::text("days", signed.t("branches-heal-days")).value(settings.days.to_string()))
        .submit(signed.t("branches-save"))
}

fn adding(signed: &Signed, desk: &Desk, id: UnitId) -> Shown {
    let around = desk.units.unit(id).map_or(desk.catalogue.city().area, |card| card.area);
    Shown::post(signed.lang, format!("/desk/branches/{id}/workers"))
        .field(Field::phone("phone", signed.t("branches-phone")).autocomplete("off"))
        .field(Field::select("area", signed.t("branches-area"), areas(desk, around)))
        .field(Field::text("language", signed.t("branches-language")).optional().max_length(20))
        .submit(signed.t("branches-worker-add"))
}

/// `POST /desk/branches/{id}/pairs`
pub async fn change(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/branches/{id}/pairs");
    act(&signed, "pairing-set", back, "branches-saved", move |tx, desk, actor| {
        let number = |name, code| -> Result<u32, Fault> {
            get(&typed, name).trim().parse().map_err(|_| Fault::invalid(name, code))
        };
        let settings = Settings {
            workers: number("workers", "branches-workers-range")?,
            is_cap: get(&typed, "kind") != "least",
            days: number("days", "branches-days-range")?,
        };
        set(tx, desk, actor, id, settings)
    })
    .await
}

/// `POST /desk/branches/{id}/workers`
pub async fn add(signed: Signed, PathId(id): PathId<UnitId>, form: Form<Any>) -> Answer {
    let typed = form.raw.clone();
    let back = format!("/desk/branches/{id}/pairs");
    act(&signed, "pairing-enrol", back, "branches-worker-added", move |tx, desk, actor| {
        desk.permit(actor, Action::BranchManage, id)?;
        let (phone, area) = (phone_of(&typed)?, area_of(&typed)?);
        let worker = person_of_phone(tx, &desk.vault, &phone)?;
        enrol(tx, desk, actor, id, worker, area, get(&typed, "language"))
    })
    .await
}
