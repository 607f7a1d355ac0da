//! Tables in and out: an import with a file of the rows that could not be taken, an export that
//! an import reads.

use std::path::Path as FilePath;

use access::{Action, reach};
use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde_json::to_string;
use sheets::{Sheet, Table};
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    panel::{Notice, Text},
};
use web::{Answer, MultipartForm, Problem, Signed};

use crate::{
    Desk, Shelf,
    export::{collection, sheet},
    import::{self, Checked, Crs, Tally},
    store::{self, Wanted},
};

/// Places in one export.
const PLACES_MAX: usize = 100_000;

/// `GET /desk/places/import`
pub async fn ask(signed: Signed) -> Answer {
    Ok(form(&signed, &Errors::new()))
}

fn form(signed: &Signed, errors: &Errors) -> Response {
    let datums = [Crs::Wgs84, Crs::Gcj02, Crs::Bd09].map(|crs| {
        let key = format!("places-crs-{crs}");
        Pick::new(crs.as_str(), signed.t(&key).to_owned())
    });
    let form = Shown::post(signed.lang, "/desk/places/import")
        .field(
            Field::file("file", signed.t("places-file"), ".csv,.xlsx,.geojson,.json")
                .hint(signed.t("places-file-hint")),
        )
        .field(Field::select("crs", signed.t("places-crs"), datums.into()))
        .submit(signed.t("places-import"))
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("places-import"))
        .back("/desk/places")
        .body(Text::new(signed.t("places-import-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/places/import`
pub async fn import(signed: Signed, sent: MultipartForm) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let shelf = Shelf::of(&signed.app)?.clone();
    let wrong = |words: String| {
        let mut errors = Errors::new();
        errors.add("file", words);
        Ok(form(&signed, &errors))
    };
    sent.check()?;
    let Some(file) = sent.files_of("file").next().cloned() else {
        return wrong(signed.t("places-file-missing").to_owned());
    };
    let crs = sent.get("crs").unwrap_or_default().parse().unwrap_or_default();
    let within = reach(&signed.actor, Action::PlaceManage);
    let areas = (!within.everything).then_some(within.areas);
    let (store, moment) = (signed.app.store().clone(), signed.moment.clone());
    let stamp = signed.actor.stamp(moment.clone(), "places-import");
    let work = tokio::task::spawn_blocking(move || {
        let table = table(&file.name, &file.bytes)?;
        let checked = import::check(&desk, table, crs, areas.as_deref(), &moment)
            .map_err(|fault| Failed::Table(fault.to_string()))?;
        let rejects = Checked {
            ready: Vec::new(),
            rejected: checked.rejected.clone(),
            header: checked.header.clone(),
            ..Checked::default()
        };
        let tally =
            import::run(&store, || stamp.clone(), checked, |_| {}).map_err(Failed::Store)?;
        Ok((tally, rejects))
    });
    let done = work.await.map_err(Problem::internal)?;
    shelf.refresh(&signed.app).await?;
    match done {
        Ok((tally, rejects)) => Ok(outcome(&signed, tally, &rejects)?),
        Err(Failed::Table(words)) => {
            wrong(signed.tf("places-file-wrong", &[("about", words.into())]))
        }
        Err(Failed::Store(error)) => Err(error.into()),
    }
}

enum Failed {
    Table(String),
    Store(storage::Error),
}

fn table(name: &str, bytes: &[u8]) -> Result<Table, Failed> {
    let name = FilePath::new(name);
    let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ending.eq_ignore_ascii_case("geojson") || ending.eq_ignore_ascii_case("json") {
        return import::geojson_table(bytes).map_err(|error| Failed::Table(error.to_string()));
    }
    Table::read(name, bytes).map_err(|error| Failed::Table(error.to_string()))
}

/// What became of the rows; those that could not be taken stand in a file to be corrected.
fn outcome(signed: &Signed, tally: Tally, rejects: &Checked) -> Answer {
    let args = [
        ("imported", tally.imported.into()),
        ("duplicates", tally.duplicates.into()),
        ("rejected", tally.rejected.into()),
    ];
    let tone = if tally.rejected == 0 { Tone::Good } else { Tone::Warn };
    let mut shell = signed
        .shell(Density::Desk, signed.t("places-import"))
        .back("/desk/places")
        .body(Notice::new(tone, signed.tf("places-imported", &args)));
    if tally.rejected > 0 {
        let lead = ["places-line", "places-reason"].map(|key| signed.t(key).to_owned());
        let sheet = rejects.rejects(lead, |reason| {
            signed.tf(reason.code, &[("about", reason.about.as_str().into())])
        });
        shell =
            shell.body(Text::new(signed.t("places-rejected-lead"))).body(download(signed, &sheet)?);
    }
    Ok(signed.page(&shell))
}

/// The file inside the page: nothing of it is kept on the server.
fn download(signed: &Signed, sheet: &Sheet) -> Answer<SafeHtml> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let bytes = sheet.csv().map_err(Problem::internal)?;
    let label = SafeHtml::text(signed.t("places-rejected-file"));
    Ok(SafeHtml::trusted(format!(
        "<p><a class=\"btn\" download=\"rejected.csv\" href=\"data:text/csv;base64,{}\">{}</a></p>",
        STANDARD.encode(bytes),
        label.as_str()
    )))
}

/// `GET /desk/places/export/{kind}`
pub async fn export(signed: Signed, Path(kind): Path<String>) -> Answer {
    let within = reach(&signed.actor, Action::PlaceManage);
    let read =
        move |db: &mut storage::Db<'_>| store::within(db, &within, &Wanted::default(), PLACES_MAX);
    let found = signed.app.store().read(read).await?;
    let places = || found.iter().map(|kept| &kept.place);
    let failed = |error: sheets::SheetError| Problem::internal(error);
    let (bytes, mime) = match kind.as_str() {
        "csv" => (sheet(places()).csv().map_err(failed)?, "text/csv; charset=utf-8"),
        "xlsx" => (
            sheet(places()).xlsx().map_err(failed)?,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        "geojson" => {
            let text = to_string(&collection(places(), Crs::Wgs84)).map_err(Problem::internal)?;
            (text.into_bytes(), "application/geo+json")
        }
        _ => return Err(Problem::not_found()),
    };
    let name = format!("attachment; filename=\"places.{kind}\"");
    let headers = [(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((StatusCode::OK, headers, bytes).into_response())
}
