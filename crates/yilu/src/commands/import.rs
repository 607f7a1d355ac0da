//! `yilu import cases`

use std::{
    fs::File,
    io::Write,
    path::{Path, PathBuf},
};

use cases::import::{self, Checked, Map, Table};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    background,
    cli::ImportCases,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &ImportCases) -> Outcome {
    let bytes = std::fs::read(&arguments.file).map_err(Failure::file(arguments.file.display()))?;
    let table = Table::read(&arguments.file, &bytes)
        .map_err(|error| Failure::told(format!("{}: {error}", arguments.file.display())))?;
    let map = read_map(arguments.map.as_deref())?;
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let (desk, moment) = (deployment.desk(), deployment.app.moment());
    let checked = import::check(&desk, &table, &map, moment.now())
        .map_err(|error| Failure::told(error.to_string()))?;
    let rejects = write_rejected(&arguments.file, &table, &checked)?;
    let bar = progress_bar(checked.ready.len());
    let tally = import::run(deployment.store(), &desk, &moment, &checked, |done| {
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    })?;
    bar.finish_and_clear();
    background::sequence(&deployment)?;
    background::checkpoint(&deployment)?;
    background::index(&deployment)?;
    deployment.close();
    if let Some(rejects) = rejects {
        eprintln!(
            "yilu: rows that could not be taken, with line and reason: {}",
            rejects.display()
        );
    }
    if arguments.json {
        println!("{}", serde_json::json!(tally));
    } else {
        println!(
            "imported {}, duplicates {}, rejected {}",
            tally.imported, tally.duplicates, tally.rejected
        );
    }
    Ok(())
}

fn read_map(path: Option<&Path>) -> Outcome<Map> {
    let map = match path {
        Some(path) => {
            let text = std::fs::read_to_string(path).map_err(Failure::file(path.display()))?;
            Map::parse(&text)
        }
        None => Map::built_in(),
    };
    map.map_err(|error| Failure::told(error.to_string()))
}

/// A CSV beside the file, with line and reason before the row's own cells; none without rejects.
fn write_rejected(file: &Path, table: &Table, checked: &Checked) -> Outcome<Option<PathBuf>> {
    let path = file.file_name().map(|name| {
        let mut name = name.to_owned();
        name.push(".rejected.csv");
        PathBuf::from(name)
    });
    let Some(path) = path.filter(|_| !checked.rejected.is_empty()) else { return Ok(None) };
    let failed = |error: csv::Error| Failure::told(format!("{}: {error}", path.display()));
    let mut out = File::create(&path).map_err(Failure::file(path.display()))?;
    out.write_all(b"\xef\xbb\xbf").map_err(Failure::file(path.display()))?;
    let mut writer = csv::Writer::from_writer(out);
    let header = ["line".to_owned(), "reason".to_owned()];
    writer.write_record(header.iter().chain(&table.header)).map_err(failed)?;
    for row in &checked.rejected {
        let lead = [row.line.to_string(), row.reason.clone()];
        let cells = row.cells.iter().map(|cell| sheets::harmless(cell));
        writer.write_record(lead.into_iter().chain(cells)).map_err(failed)?;
    }
    writer.flush().map_err(Failure::file(path.display()))?;
    Ok(Some(path))
}

fn progress_bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed} (eta {eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
