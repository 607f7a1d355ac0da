//! `/desk/sources/{code}/roster?true=&known=`: who worked there on a day, as it was known on another.

use access::Action;
use axum::extract::Path;
use kernel::Timestamp;
use ui::{
    Density, Field, Form as Shown,
    list::{Cell, Column, Empty, Kpi, Kpis, Pager, Row, Table},
};
use web::{Answer, Cursor, Signed};

use super::{asked, job_text, permitted, source_name};
use crate::{
    Desk, Fault, RecordId, record,
    roster::{self, Asked, Only, Roster},
};

/// People on one page.
const PAGE: usize = 50;

/// `GET /desk/sources/{code}/roster`
pub async fn show(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let today = signed.moment.now().day();
    let (on, known) = (asked(&signed, "true", today), asked(&signed, "known", today));
    let known_at = Timestamp::from_micros(known.plus(1).start().micros() - 1);
    let after = signed.cursor::<RecordId>("after")?;
    let (consulted, actor, wanted) = (desk.clone(), signed.actor.clone(), code.clone());
    let read = signed.app.store().read(move |db| {
        let (source, _) = permitted(db, &actor, &wanted, Action::RegistryRead)?;
        let asked = Asked { source: source.number, true_on: on, known_at };
        let mut roster = roster::roster(db, asked, Only::default())?;
        let people = roster.people.len();
        let jobs: usize = roster.people.iter().map(|one| one.state.jobs.len()).sum();
        roster.people.retain(|one| after.is_none_or(|after| one.record > after));
        let more = roster.people.len() > PAGE;
        roster.people.truncate(PAGE);
        let mut shown = Vec::with_capacity(roster.people.len());
        for one in &roster.people {
            shown.push(record::personal(
                db,
                &consulted.vault,
                one.record,
                i64::MAX,
                known_at.micros(),
            )?);
        }
        Ok::<_, Fault>((source, roster, shown, people, jobs, more))
    });
    let (source, roster, shown, people, jobs, more) = read.await?;
    let here = format!("/desk/sources/{code}/roster");
    let when = Shown::get(signed.lang, here)
        .field(Field::date("true", signed.t("registry-true-on")).value(on.to_string()))
        .field(Field::date("known", signed.t("registry-known-on")).value(known.to_string()))
        .submit(signed.t("registry-show"));
    let shell = signed
        .shell(Density::Desk, source_name(&signed, &source))
        .back(format!("/desk/sources/{code}"))
        .body(when)
        .body(Kpis(vec![
            Kpi::new(signed.t("registry-people"), people),
            Kpi::new(signed.t("registry-jobs"), jobs),
        ]));
    if people == 0 {
        let none = Empty::new(signed.t("registry-nobody"), signed.t("registry-nobody-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let table = table(&signed, &desk, &roster, shown);
    let last = roster.people.last().filter(|_| more);
    let next = last.map(|one| signed.query.with("after", Cursor(one.record).encode()).href());
    let previous = after.map(|_| signed.query.without("after").href());
    let pager = Pager { lang: signed.lang, note: String::new(), previous, next };
    Ok(signed.page(&shell.body(table).body(pager)))
}

/// Who is on it, masked; erased people count and have no name.
fn table(
    signed: &Signed,
    desk: &Desk,
    roster: &Roster,
    shown: Vec<Option<record::Personal>>,
) -> Table {
    let mut table =
        Table::new(signed.lang, signed.t("registry-roster").into(), signed.query.clone())
            .column(Column::new(signed.t("registry-column-name")))
            .column(Column::new(signed.t("registry-column-phone")))
            .column(Column::new(signed.t("registry-job")).wrap())
            .column(Column::new(signed.t("registry-since")));
    for (one, personal) in roster.people.iter().zip(shown) {
        let (name, phone) = personal.map_or_else(
            || (signed.t("registry-erased").to_owned(), String::new()),
            |known| (known.masked_name(), known.masked_phone()),
        );
        let held: Vec<String> = one
            .state
            .jobs
            .keys()
            .filter_map(|job| roster.job(*job))
            .map(|job| job_text(signed, desk, job))
            .collect();
        let since = one.state.jobs.values().map(|job| job.day).min().unwrap_or_default();
        table = table.row(
            Row::new(one.record.to_string(), name.clone())
                .cell(Cell::link(name, format!("/desk/records/{}", one.record)))
                .cell(phone)
                .cell(held.join("；"))
                .cell(crate::day_of(since).to_string()),
        );
    }
    table
}
