//! `yilu import places`

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use places::import::{self, Checked, Crs, Reason};
use sheets::Table;
use storage::Stamp;
use ui::Lang;
use web::App;

use crate::{
    background,
    cli::ImportPlaces,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &ImportPlaces) -> Outcome {
    let file = &arguments.file;
    let bytes = std::fs::read(file).map_err(Failure::file(file.display()))?;
    let told =
        |error: &dyn std::fmt::Display| Failure::told(format!("{}: {error}", file.display()));
    let table = read(file, &bytes).map_err(|error| told(&error))?;
    let crs = arguments.crs.parse::<Crs>().map_err(|error| told(&error))?;
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let (app, moment) = (&deployment.app, deployment.app.moment());
    let desk = places::Desk::of(app).map_err(|_| Failure::told("no units are wired"))?;
    let checked = import::check(&desk, table, crs, None, &moment).map_err(|fault| told(&fault))?;
    let rejects = write_rejected(app, file, &checked)?;
    let bar = progress_bar(checked.ready.len());
    let stamp = || Stamp::system(app.moment(), "import");
    let tally = import::run(deployment.store(), stamp, checked, |done| {
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })?;
    bar.finish_and_clear();
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    deployment.close();
    if let Some(rejects) = rejects {
        let rejects = rejects.display();
        eprintln!("yilu: rows that could not be taken, with line and reason: {rejects}");
    }
    if arguments.json {
        println!("{}", serde_json::json!(tally));
    } else {
        let import::Tally { imported, duplicates, rejected } = tally;
        println!("imported {imported}, duplicates {duplicates}, rejected {rejected}");
    }
    Ok(())
}

fn read(file: &Path, bytes: &[u8]) -> Result<Table, String> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ending.eq_ignore_ascii_case("geojson") || ending.eq_ignore_ascii_case("json") {
        return import::geojson_table(bytes).map_err(|error| error.to_string());
    }
    Table::read(file, bytes).map_err(|error| error.to_string())
}

/// A CSV beside the file, with line and reason in both languages before the row's own cells, so
/// that it can be corrected and imported alone; none without rejects.
fn write_rejected(app: &App, file: &Path, checked: &Checked) -> Outcome<Option<PathBuf>> {
    let Some(name) = file.file_name().filter(|_| !checked.rejected.is_empty()) else {
        return Ok(None);
    };
    let mut name = name.to_owned();
    name.push(".rejected.csv");
    let path = PathBuf::from(name);
    let in_words = |reason: &Reason| {
        let args = [("about", reason.about.as_str().into())];
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| app.words().with(lang, reason.code, &args));
        format!("{zh} / {en}")
    };
    let sheet = checked.rejects(["line".to_owned(), "reason".to_owned()], in_words);
    let bytes = sheet.csv().map_err(|error| Failure::told(error.to_string()))?;
    std::fs::write(&path, bytes).map_err(Failure::file(path.display()))?;
    Ok(Some(path))
}

fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} (eta {eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
