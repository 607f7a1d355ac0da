//! `/admin/calendar`: the years that are known, and the import of one.

use axum::response::{IntoResponse as _, Response};
use kernel::{Day, WorkCalendar};
use serde::Deserialize;
use ui::{
    Density, Errors, Field, Form as FormView, Shell, Tone,
    form::Pick,
    list::{Column, Empty, Row, Table, Tag},
    panel::{Notice, Panel, Text},
    query::Query,
};
use web::{Answer, Form, MultipartForm, Problem, Signed, see_other};

use super::{saying, work};
use crate::{
    calendar::{Change, Mark, changes, marked, year_of},
    store,
};

const HERE: &str = "/admin/calendar";

/// `GET /admin/calendar?year=`
pub(super) async fn show(signed: Signed) -> Answer<Response> {
    work::permit(&signed)?;
    Ok(signed.page(&whole(&signed, &Errors::new()).await?))
}

/// `POST /admin/calendar`: what a file would change; nothing is changed yet.
pub(super) async fn preview(signed: Signed, sent: MultipartForm) -> Answer<Response> {
    work::permit(&signed)?;
    let read = sent.check().and_then(|()| {
        let file = sent.files_of("csv").next();
        let file = file.ok_or_else(|| Problem::invalid().field("csv", "declarations-csv-none"))?;
        let csv = text(&file.bytes);
        let year = year_of(&csv).map_err(|error| work::faults(&signed, &error))?;
        Ok((csv, year))
    });
    match read {
        Ok((csv, year)) => Ok(signed.page(&previewed(&signed, &csv, year))),
        Err(problem) => again(&signed, &problem).await,
    }
}

/// What the preview sends on.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Confirmed {
    #[serde(default)]
    csv: String,
}

/// `POST /admin/calendar/confirm`
pub(super) async fn confirm(signed: Signed, sent: Form<Confirmed>) -> Answer<Response> {
    match work::import(&signed, sent.value.csv).await {
        Ok(year) => Ok(see_other(format!("{HERE}?year={year}"))
            .flash(Tone::Good, "declarations-imported")
            .into_response()),
        Err(problem) if problem.status() == 422 => again(&signed, &problem).await,
        Err(problem) => Err(problem),
    }
}

async fn again(signed: &Signed, problem: &Problem) -> Answer<Response> {
    let errors = problem.errors(signed.app.words(), signed.lang);
    Ok(signed.page_again(&whole(signed, &errors).await?))
}

/// UTF-8, or what a Chinese spreadsheet writes (GB18030).
fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes)
        .map_or_else(|_| encoding_rs::GB18030.decode(bytes).0.into_owned(), ToOwned::to_owned)
}

async fn whole(signed: &Signed, errors: &Errors) -> Answer<Shell> {
    let calendar = signed.app.calendar();
    let today = signed.moment.now().day();
    let asked = signed.query.get("year").and_then(|year| year.parse().ok());
    let year: i16 = asked.unwrap_or_else(|| today.year());
    let imports = signed.app.store().read(move |db| store::imports(db, year)).await?;
    let form = FormView::post(signed.lang, HERE)
        .field(
            Field::file("csv", signed.t("declarations-csv"), ".csv")
                .hint(signed.t("declarations-csv-hint")),
        )
        .errors(errors)
        .submit(signed.t("declarations-csv-preview"));
    let mut shell =
        signed.shell(Density::Desk, signed.t("declarations-calendar")).back("/admin/catalogue");
    for missing in missing(&calendar, today) {
        let told = signed.tf("declarations-year-missing", &[("year", missing.to_string().into())]);
        shell = shell.body(Notice::new(Tone::Warn, told));
    }
    shell = shell.form(&form).body(pick(signed, &calendar, year)).body(table(signed, year));
    if let Some(latest) = imports.first() {
        let count = i64::try_from(imports.len()).unwrap_or(i64::MAX);
        let args = [("n", count.into()), ("at", latest.display_minute().into())];
        shell = shell.body(Text::meta(signed.tf("declarations-year-imports", &args)));
    }
    Ok(shell)
}

/// The years that deadlines need and nobody has imported: this one, and from November on, when the
/// notice is out, the next.
fn missing(calendar: &WorkCalendar, today: Day) -> Vec<i16> {
    let soon = (today.date().month() >= 11).then(|| today.year().saturating_add(1));
    [Some(today.year()), soon].into_iter().flatten().filter(|year| !calendar.knows(*year)).collect()
}

fn pick(signed: &Signed, calendar: &WorkCalendar, year: i16) -> FormView {
    let years: Vec<i16> = calendar.years().collect();
    let picks = years.iter().rev().map(|year| Pick::new(year.to_string(), year.to_string()));
    FormView::get(signed.lang, HERE)
        .field(
            Field::select("year", signed.t("declarations-year"), picks.collect())
                .value(year.to_string()),
        )
        .submit(signed.t("declarations-year-show"))
}

fn table(signed: &Signed, year: i16) -> Panel {
    let title = signed.tf("declarations-year-title", &[("year", year.to_string().into())]);
    let days = marked(&signed.app.calendar(), year);
    if days.is_empty() {
        let why = signed.t("declarations-year-none-why");
        return Panel::new(title, Empty::new(signed.t("declarations-year-none"), why));
    }
    let table = Table::new(signed.lang, title.clone(), Query::default());
    let table = ["declarations-day", "declarations-weekday", "declarations-holiday"]
        .iter()
        .fold(table, |table, key| table.column(Column::new(signed.t(key))))
        .column(Column::new(signed.t("declarations-rest")));
    let rows = days.iter().map(|one| {
        Row::new(one.day.to_string(), one.day.to_string())
            .cell(one.day.to_string())
            .cell(weekday(signed, one.day))
            .cell(one.mark.holiday.as_str())
            .cell(tag(signed, &one.mark))
    });
    Panel::new(title, table.rows(rows))
}

fn weekday(signed: &Signed, day: Day) -> String {
    saying::named(signed, "weekday", day.date().weekday().to_monday_one_offset())
}

fn tag(signed: &Signed, mark: &Mark) -> Tag {
    if mark.off {
        Tag::new(Tone::Good, signed.t("declarations-off"))
    } else {
        Tag::new(Tone::Warn, signed.t("declarations-worked"))
    }
}

fn previewed(signed: &Signed, csv: &str, year: i16) -> Shell {
    let calendar = signed.app.calendar();
    let mut new = (*calendar).clone();
    // It has just been read without a fault.
    drop(new.import_year(csv));
    let changed = changes(&calendar, &new, year);
    let args = [("year", year.to_string().into())];
    let shell = signed
        .shell(Density::Desk, signed.tf("declarations-preview", &args))
        .back(format!("{HERE}?year={year}"));
    if changed.is_empty() && calendar.knows(year) {
        let same = signed.tf("declarations-preview-same", &args);
        return shell.body(Notice::new(Tone::Plain, same));
    }
    let form = FormView::post(signed.lang, "/admin/calendar/confirm")
        .field(Field::hidden("csv", csv))
        .submit(signed.tf("declarations-preview-do", &args))
        .cancel(signed.t("declarations-cancel"), HERE);
    shell
        .body(Text::new(signed.t("declarations-preview-lead")))
        .body(change_table(signed, &changed))
        .form(&form)
}

fn change_table(signed: &Signed, changed: &[Change]) -> Table {
    let caption = signed.t("declarations-preview-caption").to_owned();
    let keys =
        ["declarations-day", "declarations-weekday", "declarations-before", "declarations-after"];
    let table =
        keys.iter().fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)))
        });
    let told = |mark: &Option<Mark>| match mark {
        None => signed.t("declarations-ordinary").to_owned(),
        Some(mark) => format!("{} {}", mark.holiday, tag(signed, mark).text),
    };
    table.rows(changed.iter().map(|change| {
        Row::new(change.day.to_string(), change.day.to_string())
            .cell(change.day.to_string())
            .cell(weekday(signed, change.day))
            .cell(told(&change.before))
            .cell(told(&change.after))
    }))
}
