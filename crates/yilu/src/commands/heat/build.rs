//! `yilu heat build`: positions become protected cells on the machine where they are.

use std::path::{Path, PathBuf};

use heat::{
    Budget, Collected, Columns, Family, Fold, Guarantee, Ledger, LedgerError, Occupation, Period,
    Plan, Privacy, SpendError, Tally,
};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::{Clock as _, Moment, SystemClock};

use super::write_csv;
use crate::{
    cli::{BuildHeat, HeatHours, HeatNoise},
    outcome::{Failure, Outcome},
};

const LEDGER: &str = "heat-ledger.jsonl";

pub fn run(arguments: &BuildHeat) -> Outcome {
    build(arguments, &Moment::system(SystemClock.now())).map(drop)
}

/// Does it at a moment, whose chance decides over the noise.
fn build(arguments: &BuildHeat, moment: &Moment) -> Outcome<Guarantee> {
    let privacy = privacy(arguments);
    privacy.protection().map_err(told)?;
    let period = period(arguments)?;
    let columns = columns(arguments)?;
    // What cannot be released need not be counted first.
    if let Some(days) = period.filter(|_| !arguments.no_noise) {
        ledger(arguments)?
            .room(privacy.budget(), days)
            .map_err(|error| spent(arguments, &error))?;
    }
    let collected = collect(arguments, &columns, period, moment)?;
    let tally = collected.tally.clone();
    let days = period.or(tally.days().map(|(from, until)| Period { from, until }));
    let Some(days) = days.filter(|_| tally.rows > tally.rejected()) else {
        return Err(nothing(arguments, &tally));
    };
    let told = if arguments.no_noise {
        let ready = heat::exact(collected).stage(&arguments.out);
        ready.and_then(heat::Ready::publish).map_err(unwritten(arguments))?
    } else {
        // Held from here to the end, so that two runs cannot spend the same budget.
        let mut ledger = ledger(arguments)?;
        let published = ledger.publish(collected, &privacy, days, &arguments.out, moment);
        published.map_err(|error| match error {
            SpendError::Privacy(error) => told(error),
            SpendError::Ledger(error) => spent(arguments, &error),
            SpendError::File(error) => unwritten(arguments)(error),
        })?
    };
    rejected(arguments, &tally)?;
    report(arguments, &tally, &told);
    Ok(told)
}

fn told(error: impl std::fmt::Display) -> Failure {
    Failure::told(error.to_string())
}

fn privacy(arguments: &BuildHeat) -> Privacy {
    let noise = match arguments.noise {
        HeatNoise::Laplace => Family::Laplace,
        HeatNoise::Gaussian => Family::Gaussian,
    };
    let BuildHeat { epsilon, delta, k, bound, .. } = *arguments;
    Privacy { epsilon, delta, k, bound, noise }
}

fn period(arguments: &BuildHeat) -> Outcome<Option<Period>> {
    let (Some(from), Some(until)) = (arguments.from, arguments.until) else { return Ok(None) };
    if until < from {
        return Err(Failure::told(format!("--until: {until} comes before {from}")));
    }
    Ok(Some(Period { from, until }))
}

/// `worker=uid,time=datetime`, over the usual names.
fn columns(arguments: &BuildHeat) -> Outcome<Columns> {
    let mut columns = Columns::default();
    if let Some(text) = &arguments.columns {
        columns.rename(text).map_err(|error| Failure::told(format!("--columns: {error}")))?;
    }
    if let Some(all) = &arguments.occupation {
        columns.occupation = Occupation::All(all.clone());
    }
    Ok(columns)
}

fn collect(
    arguments: &BuildHeat,
    columns: &Columns,
    period: Option<Period>,
    moment: &Moment,
) -> Outcome<Collected> {
    let resolution = h3o::Resolution::try_from(arguments.resolution).map_err(told)?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let plan = Plan {
        resolution,
        fold: match arguments.hours {
            HeatHours::Week => Fold::Week,
            HeatHours::Day => Fold::Day,
            HeatHours::Whole => Fold::Whole,
        },
        period: period.map(|period| (period.from, period.until)),
        bound: (!arguments.no_noise).then_some(arguments.bound),
        threads: arguments.threads.map_or(cores, usize::from),
        memory: usize::from(arguments.memory) << 20,
        scratch: folder(&arguments.out).to_owned(),
    };
    let bar = progress_bar();
    let progress = |done: u64, whole: u64| {
        bar.set_length(whole);
        bar.set_position(done);
    };
    let file = &arguments.file;
    let failed = |error: heat::ReadError| Failure::told(format!("{}: {error}", file.display()));
    let source = heat::open(file, columns, &progress).map_err(failed)?;
    let collected = moment.with_rng(|rng| heat::collect(source.as_ref(), &plan, rng));
    bar.finish_and_clear();
    collected.map_err(failed)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn place_of_ledger(arguments: &BuildHeat) -> PathBuf {
    arguments.budget.clone().unwrap_or_else(|| folder(&arguments.file).join(LEDGER))
}

fn ledger(arguments: &BuildHeat) -> Outcome<Ledger> {
    let both = arguments.budget_epsilon.zip(arguments.budget_delta);
    let asked = both.map(|(epsilon, delta)| Budget { epsilon, delta });
    Ledger::open(&place_of_ledger(arguments), asked, Budget::USUAL)
        .map_err(|error| spent(arguments, &error))
}

fn spent(arguments: &BuildHeat, error: &LedgerError) -> Failure {
    Failure::told(format!("{}: {error}", place_of_ledger(arguments).display()))
}

fn unwritten(arguments: &BuildHeat) -> impl FnOnce(std::io::Error) -> Failure {
    Failure::file(arguments.out.display())
}

fn nothing(arguments: &BuildHeat, tally: &Tally) -> Failure {
    let reasons: Vec<String> =
        tally.reasons().map(|(reason, rows)| format!("{rows} rows: {reason}")).collect();
    let reasons = if reasons.is_empty() { "it has no rows".to_owned() } else { reasons.join("; ") };
    Failure::told(format!("{}: nothing in it can be counted: {reasons}", arguments.file.display()))
}

/// Lines and reasons of what was not counted, beside the cells; without the rows themselves, which
/// must not spread.
fn rejected(arguments: &BuildHeat, tally: &Tally) -> Outcome {
    let mut name = arguments.out.as_os_str().to_owned();
    name.push(".rejected.csv");
    let path = PathBuf::from(name);
    if tally.rejected() == 0 {
        // One of an earlier run would speak of other rows.
        drop(std::fs::remove_file(&path));
        return Ok(());
    }
    let rows = tally.lines().iter().map(|row| vec![row.line.to_string(), row.reason.to_string()]);
    write_csv(&path, &["line", "reason"], rows).map_err(Failure::file(path.display()))?;
    for (reason, rows) in tally.reasons() {
        eprintln!("yilu: {rows} rows not counted: {reason}");
    }
    eprintln!("yilu: their lines, the first thousand: {}", path.display());
    Ok(())
}

fn report(arguments: &BuildHeat, tally: &Tally, told: &Guarantee) {
    let counted = tally.rows - tally.rejected();
    if arguments.json {
        let mut line = serde_json::json!(told);
        let privacy = told.privacy.as_ref();
        if let Some(line) = line.as_object_mut() {
            line.insert("positions".to_owned(), counted.into());
            line.insert("rejected".to_owned(), tally.rejected().into());
            line.insert("epsilon".to_owned(), serde_json::json!(privacy.map(|it| it.epsilon)));
            line.insert("delta".to_owned(), serde_json::json!(privacy.map(|it| it.delta)));
        }
        println!("{line}");
        return;
    }
    let rows = told.rows;
    println!("{counted} positions counted, {} rejected, {rows} rows shown", tally.rejected());
    match (privacy(arguments), told.threshold) {
        (Privacy { epsilon, delta, k, bound, .. }, Some(threshold)) => println!(
            "epsilon {epsilon}, delta {delta} for each worker's positions; at most {bound} cells and \
             hours each; none of fewer than {k} workers, none shown below {threshold}"
        ),
        _ => println!("EXACT COUNTS, for tests only: they protect nobody and cannot be imported"),
    }
}

fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:40} {percent}% {elapsed} (eta {eta})");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests;
