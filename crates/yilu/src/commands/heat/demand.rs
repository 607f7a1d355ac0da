//! `yilu heat demand`: kept heat and searches in vain, as demand for `siting`.

use kernel::Wgs84;
use nearby::Cell;
use places::store::counts;

use super::write_csv;
use crate::{
    cli::HeatDemand,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

/// Days of searches in vain that are looked back, and most rows of them.
const DAYS: i32 = 30;
const SEARCHES_MAX: usize = 100_000;

pub fn run(arguments: &HeatDemand) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let app = &deployment.app;
    let since = app.moment().now().day().plus(-DAYS);
    let least = i64::from(app.catalogue().city().privacy.group_min);
    let (heat, searches) = deployment.store().read_blocking(move |db| {
        let searches = counts::missing(db, since, least, SEARCHES_MAX)?;
        Ok::<_, storage::Error>((heatmaps::cells(db)?, searches))
    })?;
    deployment.close();
    let mut rows = Vec::new();
    for slot in &heat {
        let [hours, occupation, source] = [&slot.hours, &slot.occupation, &slot.source];
        let at = middle(&slot.cell)?;
        rows.push(row(at, slot.weight, [hours, &slot.hour.to_string(), occupation, source]));
    }
    let (from_heat, mut from_searches) = (rows.len(), 0);
    for search in &searches {
        let cell: Option<Cell> = search.cell.parse().ok();
        if let Some(at) = cell.and_then(Cell::centre) {
            // What was looked for stands where others have an occupation: both say whose need it is.
            let told = ["day", &search.hour.to_string(), &search.need, "searches"];
            rows.push(row((at.lon(), at.lat()), search.searches, told));
            from_searches += 1;
        }
    }
    let header = ["lon", "lat", "weight", "hours", "hour", "occupation", "source"];
    write_csv(&arguments.out, &header, rows.into_iter())
        .map_err(Failure::file(arguments.out.display()))?;
    if arguments.json {
        println!("{}", serde_json::json!({ "heat": from_heat, "searches": from_searches }));
    } else {
        println!("{from_heat} rows of heat, {from_searches} of searches in vain");
    }
    Ok(())
}

fn row((lon, lat): (f64, f64), weight: i64, told: [&str; 4]) -> Vec<String> {
    let mut row = vec![format!("{lon:.6}"), format!("{lat:.6}"), weight.to_string()];
    row.extend(told.map(str::to_owned));
    row
}

fn middle(cell: &str) -> Outcome<(f64, f64)> {
    let read = || {
        let bits = u64::from_str_radix(cell, 16).ok()?;
        let at = h3o::LatLng::from(h3o::CellIndex::try_from(bits).ok()?);
        let at = Wgs84::new(at.lat(), at.lng()).ok()?;
        Some((at.lon(), at.lat()))
    };
    read().ok_or_else(|| Failure::told(format!("a kept cell does not read: {cell}")))
}
