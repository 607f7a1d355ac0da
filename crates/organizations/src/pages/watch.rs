//! What is missing among the duties; and for workers, whom they can turn to.

use std::collections::BTreeMap;

use access::Action;
use axum::response::Response;
use contracts::{PersonId, UnitId};
use kernel::Day;
use storage::Db;
use ui::{
    Density, Field, Form as FormView, SafeHtml,
    list::{Card, Cards, Cell, Column, Empty, Kpi, Kpis, Row, Table},
    panel::{Button, Panel},
    query::Query,
};
use web::{Answer, Signed};

use super::{
    coverage::days,
    duties::{duty_name, seat_name, word},
    input::{area, unit_name},
    work::directory,
};
use crate::{
    Unit,
    duties::{DutyGap, Renewal, ShownAs, gaps, log::ROSTER, renewals, roster_gaps, store},
};

/// Days ahead for which a roster is looked at.
const ROSTER_DAYS: i32 = 14;
/// Days over which visits are counted.
const VISIT_DAYS: i32 = 365;

/// What is missing, within reach of the reader.
pub(crate) struct Watched {
    pub gaps: Vec<DutyGap>,
    pub renewals: Vec<Renewal>,
    /// Units with somebody on duty in these days, and days on which nobody is.
    pub rosters: Vec<(UnitId, Vec<Day>)>,
    /// Visits of the last year by kind.
    pub visits: BTreeMap<String, i64>,
}

/// What is missing within reach of the reader.
pub(crate) async fn watched(signed: &Signed) -> Answer<Watched> {
    let today = signed.moment.now().day();
    let (since, epoch) = (today.plus(-VISIT_DAYS), kernel::Timestamp::from_seconds(0).day());
    let catalogue = signed.app.catalogue();
    let kinds: Vec<String> = catalogue.duties().iter().map(|kind| kind.code.clone()).collect();
    let read = move |db: &mut Db<'_>| {
        let mut counted = BTreeMap::new();
        for kind in kinds {
            let visits = store::visits(db, &kind, since, today.plus(1))?;
            counted.extend(
                visits.into_iter().map(|(visit, count)| (format!("{kind}.{visit}"), count)),
            );
        }
        Ok::<_, storage::Error>((store::since(db, epoch)?, counted))
    };
    let (all, visits) = signed.app.store().read(read).await?;
    let units = directory(&signed.app)?.snapshot();
    let reach = access::policy::reach(&signed.actor, Action::DutyKeep);
    let within =
        |id: UnitId| units.find(id).is_some_and(|unit| reach.holds(Some(&unit.area), &[id], None));
    let mut gaps = gaps(&units, &catalogue, &all, today);
    gaps.retain(|gap| within(gap.unit));
    let mut renewals = renewals(&catalogue, &all, today);
    renewals.retain(|renewal| within(renewal.unit));
    let mut rostered: Vec<UnitId> =
        all.iter().filter(|duty| duty.duty == ROSTER).map(|duty| duty.unit).collect();
    rostered.dedup();
    rostered.retain(|unit| within(*unit));
    let days = |unit| roster_gaps(&all, ROSTER, unit, today, ROSTER_DAYS);
    let rosters = rostered.into_iter().map(|unit| (unit, days(unit)));
    let rosters = rosters.filter(|(_, days)| !days.is_empty()).collect();
    // Figures of the whole deployment are for those who may see all of it.
    let visits = if within(units.operator()) { visits } else { BTreeMap::new() };
    Ok(Watched { gaps, renewals, rosters, visits })
}

/// `GET /duties`
pub(super) async fn list(signed: Signed) -> Answer<Response> {
    let watched = watched(&signed).await?;
    let today = signed.moment.now().day();
    let directory = directory(&signed.app)?;
    let name =
        |id: UnitId| directory.find(id).map(|unit| unit_name(&signed, &unit)).unwrap_or_default();
    let mut shell = signed.shell(Density::Desk, signed.t("duties-title")).back("/units");
    if !watched.visits.is_empty() {
        let catalogue = signed.app.catalogue();
        let figures = catalogue.duties().iter().flat_map(|kind| {
            let of =
                kind.visits.iter().map(|visit| (format!("{}.{}", kind.code, visit.code), visit));
            of.collect::<Vec<_>>()
        });
        let figures = figures.filter_map(|(code, visit)| {
            let count = watched.visits.get(&code)?;
            Some(Kpi::new(word(&signed, &visit.name), count))
        });
        shell = shell.body(Kpis(figures.collect()));
    }
    let link = |id: UnitId| Cell::link(name(id), format!("/units/{id}"));
    let table = |caption: &'static str, keys: &[&'static str]| {
        let title = signed.t(caption).to_owned();
        keys.iter().fold(Table::new(signed.lang, title, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)))
        })
    };
    let keys = ["unit-name", "duty-kind", "duty-seat", "coverage-owner", "coverage-age"];
    let gaps = watched.gaps.iter().map(|gap| {
        let age = [("days", days(gap.since, today).into())];
        Row::new(format!("{}-{}", gap.unit, gap.duty), name(gap.unit))
            .cell(link(gap.unit))
            .cell(duty_name(&signed, &gap.duty))
            .cell(seat_name(&signed, &gap.duty, gap.seat.as_deref()))
            .cell(name(gap.owner))
            .cell(signed.tf("coverage-days", &age))
    });
    let gaps = table("duty-gaps", &keys).rows(gaps);
    let ending = watched.renewals.iter().map(|renewal| {
        Row::new(renewal.id.to_string(), name(renewal.unit))
            .cell(link(renewal.unit))
            .cell(duty_name(&signed, &renewal.duty))
            .cell(renewal.until.to_string())
    });
    let ending =
        table("duty-renewals", &["unit-name", "duty-kind", "unit-post-until"]).rows(ending);
    let rosters = watched.rosters.iter().map(|(unit, days)| {
        let days: Vec<String> = days.iter().map(Day::to_string).collect();
        Row::new(unit.to_string(), name(*unit)).cell(link(*unit)).cell(days.join("、"))
    });
    let rosters = table("duty-rosters", &["unit-name", "duty-roster-days"]).rows(rosters);
    let none = || Empty::new(signed.t("coverage-gaps-none"), signed.t("duty-gaps-none-why"));
    let shown = |title: &'static str, empty: bool, table: Table| {
        let body = if empty { SafeHtml::from_safe(none()) } else { SafeHtml::from_safe(table) };
        Panel::new(signed.t(title), body)
    };
    let shell = shell
        .body(Button::new(signed.t("duty-seats"), "/duties/seats").outline())
        .body(shown("duty-gaps", watched.gaps.is_empty(), gaps))
        .body(shown("duty-renewals", watched.renewals.is_empty(), ending))
        .body(shown("duty-rosters", watched.rosters.is_empty(), rosters));
    Ok(signed.page(&shell))
}

/// Whom workers of an area can turn to today: duty, unit, name of service, how to reach them.
pub(crate) async fn liaisons(
    signed: &Signed,
    typed: &str,
) -> Answer<Vec<(String, UnitId, ShownAs)>> {
    let here = area(&signed.app.areas(), typed)?;
    let today = signed.moment.now().day();
    let found = signed.app.store().read(move |db| store::since(db, today)).await?;
    let units = directory(&signed.app)?.snapshot();
    let near = |unit: &Unit| here.contains(&unit.area) || unit.area.contains(&here);
    let shown = found.iter().filter(|duty| duty.runs_on(today)).filter_map(|duty| {
        let unit = units.find(duty.unit).filter(|unit| unit.is_open() && near(unit))?;
        Some((duty.duty.clone(), unit.id, duty.shown_on(today)?.clone()))
    });
    let mut shown: Vec<_> = shown.collect();
    own_first(signed.actor.person, &mut shown);
    Ok(shown)
}

/// Where several carry one duty for one unit, each worker has one of them first, always the same, and
/// each of them about as many workers.
pub(crate) fn own_first(person: PersonId, found: &mut [(String, UnitId, ShownAs)]) {
    let number =
        person.as_bytes().iter().fold(0_usize, |sum, byte| sum * 31 % 9_973 + usize::from(*byte));
    for group in found.chunk_by_mut(|one, next| (&one.0, one.1) == (&next.0, next.1)) {
        let first = number % group.len().max(1);
        group.rotate_left(first);
    }
}

/// `GET /liaisons?area=`
pub(super) async fn turn_to(signed: Signed) -> Answer<Response> {
    let typed = signed.query.get("area").unwrap_or_default().to_owned();
    let form = FormView::get(signed.lang, "/liaisons")
        .field(
            Field::search("area", signed.t("liaison-area"))
                .hint(signed.t("liaison-area-hint"))
                .value(&typed),
        )
        .submit(signed.t("liaison-find"));
    let shell = signed.shell(Density::Phone, signed.t("liaison-title")).back("/");
    if typed.trim().is_empty() {
        return Ok(signed.page(&shell.form(&form)));
    }
    let found = match liaisons(&signed, &typed).await {
        Ok(found) => found,
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            return Ok(signed.page_again(&shell.form(&form.errors(&errors))));
        }
        Err(problem) => return Err(problem),
    };
    let shell = shell.body(form);
    if found.is_empty() {
        let none = Empty::new(signed.t("liaison-none"), signed.t("liaison-none-why"));
        return Ok(signed.page(&shell.body(none.action(signed.t("liaison-report"), "/"))));
    }
    let directory = directory(&signed.app)?;
    let cards = found.into_iter().map(|(duty, unit, shown)| {
        let unit = directory.find(unit).map(|unit| unit_name(&signed, &unit)).unwrap_or_default();
        let title = format!("{} · {}", shown.name, duty_name(&signed, &duty));
        Card::new(title, "").meta(unit).meta(shown.reach)
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}
