//! `/desk/sources/{code}/import`: a file, what its columns mean with its first rows, what came of it.

use std::{collections::BTreeMap, path::Path as FilePath};

use access::Action;
use axum::{extract::Path, response::Response};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sheets::{Lines, Sheet};
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Column as Title, Row, Table},
    panel::{Notice, Text},
};
use web::{Answer, MultipartForm, Problem, Signed};

use super::{column_name, source_name, source_of};
use crate::{
    Desk,
    import::{self, Asked, Outcome, Run},
    map::{Column, Map},
    source::Source,
};

/// Rows shown before a file is taken in.
const PREVIEW: usize = 5;

/// `GET /desk/sources/{code}/import`
pub async fn ask(signed: Signed, Path(code): Path<String>) -> Answer {
    let source = source_of(&signed, &code, Action::RegistryImport).await?;
    Ok(page(&signed, &source, &Errors::new(), SafeHtml::default(), Vec::new()))
}

fn page(
    signed: &Signed,
    source: &Source,
    errors: &Errors,
    lead: SafeHtml,
    columns: Vec<Field>,
) -> Response {
    let today = signed.moment.now().day();
    let steps = if columns.is_empty() {
        [("look", "registry-import-look"), ("take", "registry-import-take")]
    } else {
        [("take", "registry-import-take"), ("look", "registry-import-look")]
    };
    let steps = steps.map(|(value, key)| Pick::new(value, signed.t(key)));
    let form = Shown::post(signed.lang, format!("/desk/sources/{}/import", source.code))
        .field(
            Field::file("file", signed.t("registry-import-file"), ".csv,.xlsx")
                .hint(signed.t("registry-import-file-hint")),
        )
        .field(Field::date("day", signed.t("registry-import-day")).value(today.to_string()))
        .field(Field::agree("whole", signed.t("registry-import-whole")).optional())
        .fields(columns)
        .field(Field::select("step", signed.t("registry-import-step"), steps.to_vec()))
        .submit(signed.t("registry-import"))
        .errors(errors);
    let shell = signed
        .shell(
            Density::Desk,
            format!("{} · {}", signed.t("registry-import"), source_name(signed, source)),
        )
        .back(format!("/desk/sources/{}", source.code))
        .body(lead)
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/sources/{code}/import`
pub async fn take(signed: Signed, Path(code): Path<String>, sent: MultipartForm) -> Answer {
    let source = source_of(&signed, &code, Action::RegistryImport).await?;
    sent.check()?;
    let wrong = |field: &str, words: String| {
        let mut errors = Errors::new();
        errors.add(field, words);
        Ok(page(&signed, &source, &errors, SafeHtml::default(), Vec::new()))
    };
    let Some(file) = sent.files_of("file").next() else {
        return wrong("file", signed.t("registry-import-file-missing").to_owned());
    };
    let today = signed.moment.now().day();
    let Ok(day) = sent.get("day").map_or(Ok(today), str::parse) else {
        return wrong("day", signed.t("registry-import-day-wrong").to_owned());
    };
    let mut lines = match Lines::open(FilePath::new(&file.name), file.bytes.to_vec()) {
        Ok(lines) => lines,
        Err(error) => return wrong("file", error.to_string()),
    };
    let map = map_of(&source, &sent, &lines.header);
    if sent.get("step") == Some("look") {
        return preview(&signed, &source, &map, &mut lines);
    }
    let asked = Asked { day, whole: sent.get("whole").is_some(), rows: None };
    match taken(&signed, &source, lines, map, asked).await? {
        Ok(outcome) => told(&signed, &source, &outcome),
        Err(error) => wrong("file", error),
    }
}

/// What was chosen for each column; else what the source remembers, where it fits; else what the
/// headers say.
fn map_of(source: &Source, sent: &MultipartForm, header: &[String]) -> Map {
    let chosen = |place: usize| sent.get(&format!("column-{place}"));
    if (0..header.len()).any(|place| chosen(place).is_some()) {
        let mut columns = BTreeMap::new();
        for (place, title) in header.iter().enumerate() {
            if let Some(column) = chosen(place).and_then(Column::read) {
                columns.entry(column).or_insert_with(|| title.trim().to_owned());
            }
        }
        let always = source.map.as_ref().map(|map| map.always.clone()).unwrap_or_default();
        return Map { columns, always };
    }
    let known = source.map.clone().filter(|map| map.places(header).is_ok());
    known.unwrap_or_else(|| Map::recognized(header))
}

/// The first rows, and for each column what it means: to be confirmed with the file once more.
fn preview(signed: &Signed, source: &Source, map: &Map, lines: &mut Lines) -> Answer {
    let header = lines.header.clone();
    let mut errors = Errors::new();
    if let Err(error) = map.places(&header) {
        errors.add("file", error.to_string());
    }
    let rows = lines.next_rows(PREVIEW).map_err(Problem::internal)?;
    let table =
        Table::new(signed.lang, signed.t("registry-import-first").into(), signed.query.clone());
    let table = header.iter().fold(table, |table, title| table.column(Title::new(title.clone())));
    let table = table.rows(rows.iter().map(|line| {
        let number = line.number.to_string();
        let row = Row::new(number.clone(), number);
        (0..header.len()).fold(row, |row, place| row.cell(line.cell(place).to_owned()))
    }));
    let columns = header.iter().enumerate().map(|(place, title)| {
        let found = map.columns.iter().find(|(_, other)| other.trim() == title.trim());
        let nothing = Pick::new("", signed.t("registry-import-nothing"));
        let picks = Column::ALL.map(|one| Pick::new(one.as_str(), column_name(signed, one)));
        Field::select(
            format!("column-{place}"),
            title.clone(),
            std::iter::once(nothing).chain(picks).collect(),
        )
        .value(found.map_or("", |(column, _)| column.as_str()))
        .optional()
    });
    let lead = SafeHtml::from_safe(Text::new(signed.t("registry-import-check"))).and(table);
    let columns = columns.collect();
    Ok(page(signed, source, &errors, lead, columns))
}

/// Takes the file in on a thread of its own; what is wrong with the whole file comes back as words.
async fn taken(
    signed: &Signed,
    source: &Source,
    lines: Lines,
    map: Map,
    asked: Asked,
) -> Answer<Result<Outcome, String>> {
    let desk = Desk::of(&signed.app)?;
    let permit = Desk::permit(&signed.actor, Action::RegistryImport, source)?;
    let (app, source) = (signed.app.clone(), source.clone());
    let work = tokio::task::spawn_blocking(move || {
        let stamp = || permit.stamp(app.moment(), "registry-import");
        let run = Run { store: app.store(), desk: &desk, source: &source, stamp: &stamp };
        import::run(&run, lines, &map, asked, &mut |_| true)
    });
    match work.await.map_err(Problem::internal)? {
        Ok(outcome) => Ok(Ok(outcome)),
        Err(import::ImportError::Store(error)) => Err(error.into()),
        Err(import::ImportError::Fault(fault)) => Err(fault.into()),
        Err(told) => Ok(Err(told.to_string())),
    }
}

fn told(signed: &Signed, source: &Source, outcome: &Outcome) -> Answer {
    let tally = outcome.tally;
    let args = [
        ("new", tally.new.into()),
        ("changed", tally.changed.into()),
        ("unchanged", tally.unchanged.into()),
        ("ended", tally.ended.into()),
        ("rejected", tally.rejected.into()),
    ];
    let tone = if tally.rejected == 0 { Tone::Good } else { Tone::Warn };
    let mut shell = signed
        .shell(Density::Desk, source_name(signed, source))
        .back(format!("/desk/sources/{}", source.code))
        .body(Notice::new(tone, signed.tf("registry-imported", &args)));
    if outcome.known_before {
        shell = shell.body(Text::new(signed.t("registry-imported-before")));
    }
    if outcome.kept_open {
        shell = shell.body(Notice::new(Tone::Warn, signed.t("registry-kept-open")));
    }
    if !outcome.rejected.is_empty() {
        let sheet = outcome.rejects(|reason| signed.t(&reason.key()).to_owned());
        shell = shell
            .body(Text::new(signed.t("registry-rejected-lead")))
            .body(download(signed, &sheet)?);
    }
    Ok(signed.page(&shell))
}

/// The file inside the page: nothing of it is kept on the server.
fn download(signed: &Signed, sheet: &Sheet) -> Answer<SafeHtml> {
    let bytes = sheet.csv().map_err(Problem::internal)?;
    let label = SafeHtml::text(signed.t("registry-rejected-file"));
    Ok(SafeHtml::trusted(format!(
        "<p><a class=\"btn\" download=\"rejected.csv\" href=\"data:text/csv;base64,{}\">{}</a></p>",
        STANDARD.encode(bytes),
        label.as_str()
    )))
}
