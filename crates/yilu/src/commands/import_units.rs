//! `yilu import units`

use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use organizations::{
    Consulted,
    import::{self, Outcome as Taken},
};
use sheets::Table;
use storage::Stamp;
use ui::Lang;
use web::App;

use crate::{
    background,
    cli::ImportUnits,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &ImportUnits) -> Outcome {
    let file = &arguments.file;
    let bytes = std::fs::read(file).map_err(Failure::file(file.display()))?;
    let told =
        |error: &dyn std::fmt::Display| Failure::told(format!("{}: {error}", file.display()));
    let table = Table::read(file, &bytes).map_err(|error| told(&error))?;
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let app = &deployment.app;
    let today = app.moment().now().day();
    let from = match &arguments.from {
        Some(typed) => typed.parse().map_err(|error: kernel::time::TimeError| told(&error))?,
        None => today,
    };
    let consulted = Consulted { catalogue: app.catalogue(), areas: app.areas() };
    let bar = progress_bar(table.rows.len());
    let stamp = || Stamp::system(app.moment(), "import");
    let progress = |done| bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    let taken =
        import::run(deployment.store(), stamp, &consulted, app.vault(), table, from, progress)?
            .map_err(|fault| told(&fault))?;
    bar.finish_and_clear();
    let rejects = write_rejected(app, file, &taken)?;
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    deployment.close();
    if let Some(rejects) = rejects {
        let rejects = rejects.display();
        eprintln!("yilu: rows that could not be taken, with line and reason: {rejects}");
    }
    if arguments.json {
        println!("{}", serde_json::json!(taken.tally));
    } else {
        let import::Tally { imported, unchanged, rejected } = taken.tally;
        println!("imported {imported}, unchanged {unchanged}, rejected {rejected}");
    }
    Ok(())
}

/// A CSV beside the file, with line and reason in both languages before the row's own cells, so
/// that it can be corrected and imported alone; none without rejects.
fn write_rejected(app: &App, file: &Path, taken: &Taken) -> Outcome<Option<PathBuf>> {
    let Some(name) = file.file_name().filter(|_| !taken.rejected.is_empty()) else {
        return Ok(None);
    };
    let mut name = name.to_owned();
    name.push(".rejected.csv");
    let path = file.with_file_name(name);
    let in_words = |code: &'static str| {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| app.words().get(lang, code));
        format!("{zh} / {en}")
    };
    let bytes = taken.rejects(in_words).csv().map_err(|error| Failure::told(error.to_string()))?;
    std::fs::write(&path, bytes).map_err(Failure::file(path.display()))?;
    Ok(Some(path))
}

fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} (eta {eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
