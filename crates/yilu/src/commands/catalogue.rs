//! `yilu catalogue check` and `export`

use std::{fs, path::Path, sync::Arc};

use cases::{
    Desk,
    replay::{self, Change, Moved},
};
use catalogue::Catalogue;
use contracts::UnitId;

use crate::{
    cli::{CatalogueCheck, CatalogueExport},
    deployment::{Deployment, Options, read_catalogue},
    outcome::{Failure, Outcome},
};

/// Names file, line and reason of each fault; with a deployment, shows what would move.
pub fn check(arguments: &CatalogueCheck) -> Outcome {
    let changed = read_catalogue(arguments.folder.as_deref())?;
    println!("{} matters, no faults", changed.matters().len());
    if arguments.data.is_none() && arguments.database.is_none() {
        return Ok(());
    }
    let data = arguments.data.clone().unwrap_or_else(|| "yilu-data".into());
    let options = Options { database: arguments.database.clone(), ..Options::new(data) };
    let deployment = Deployment::open(options)?;
    replay_through(&deployment, changed, arguments.days)?;
    deployment.close();
    Ok(())
}

fn replay_through(deployment: &Deployment, changed: Catalogue, days: u32) -> Outcome {
    let desk = Desk { catalogue: Arc::new(changed), ..deployment.desk() };
    let to = deployment.app.clock().now();
    let from = to.plus_days(-i64::from(days));
    let asked = desk.clone();
    let found = deployment.store().read_blocking(move |db| replay::replay(db, &asked, from, to))?;
    println!("{} cases of the last {days} days, {} would move", found.looked_at, found.moved.len());
    found.moved.iter().for_each(|moved| println!("{}", told(&desk, moved)));
    Ok(())
}

fn told(desk: &Desk, moved: &Moved) -> String {
    let name =
        |unit: UnitId| desk.units.unit(unit).map_or_else(|| unit.to_string(), |it| it.name_zh);
    let changes: Vec<String> = moved
        .changes
        .iter()
        .map(|change| match change {
            Change::MatterGone => "its matter is gone".to_owned(),
            Change::Owner { was, would_be } => {
                format!("first owner {} -> {}", name(*was), name(*would_be))
            }
            Change::AnswerBy { was, would_be } => {
                format!("answer by {} -> {}", was.display_minute(), would_be.display_minute())
            }
            Change::Visibility { was, would_be } => format!("visibility {was} -> {would_be}"),
        })
        .collect();
    format!("{} {} {}: {}", moved.number, moved.matter, moved.area, changes.join("; "))
}

/// Writes the built-in catalogue into a folder that is not there yet.
pub fn export(arguments: &CatalogueExport) -> Outcome {
    let folder: &Path = &arguments.folder;
    if folder.exists() {
        return Err(Failure::told(format!(
            "{} exists already: name a new folder",
            folder.display()
        )));
    }
    for (name, text) in Catalogue::embedded_files() {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(Failure::file(parent.display()))?;
        fs::write(&path, text).map_err(Failure::file(path.display()))?;
    }
    println!("{}", folder.display());
    Ok(())
}
