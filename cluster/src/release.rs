//! `yilu-heat-cluster build`: counted by executors, released once, here. Noise, threshold, ledger
//! and files are those of the crate `heat`.

use std::path::{Path, PathBuf};

use heat::{
    Budget, Collected, Columns, Family, Fold, Guarantee, Ledger, Occupation, Period, Privacy,
};
use kernel::{Clock as _, Moment, SystemClock};

use crate::{
    cli::{BuildArguments, Hours, Noise},
    coordinator::{Cluster, count},
    failure::Failure,
    job::Job,
    query::Found,
};

const LEDGER: &str = "heat-ledger.jsonl";

/// This moment, with the system's chance.
pub fn now() -> Moment {
    Moment::system(SystemClock.now())
}

pub async fn build(arguments: &BuildArguments) -> Result<(), Failure> {
    let moment = now();
    let privacy = privacy(arguments);
    privacy.protection().map_err(Failure::told)?;
    let job = job(arguments)?;
    let files = files(&arguments.files)?;
    // What cannot be released need not be counted first.
    if let Some(days) = job.period {
        ledger(arguments)?.room(privacy.budget(), days).map_err(Failure::told)?;
    }
    let (found, collected) = count(&files, &job, &cluster(arguments, &moment)?).await?;
    let days = job.period.or(collected.tally.days().map(|(from, until)| Period { from, until }));
    let counted = collected.tally.rows.saturating_sub(collected.tally.rejected());
    let Some(days) = days.filter(|_| counted > 0) else {
        return Err(nothing(&collected));
    };
    let rejected = collected.tally.rejected();
    let told = ledger(arguments)?.publish(collected, &privacy, days, &arguments.out, &moment);
    let told = told.map_err(Failure::told)?;
    refused(&found, &files);
    report(&told, counted, rejected, &found);
    Ok(())
}

fn privacy(arguments: &BuildArguments) -> Privacy {
    let noise = match arguments.noise {
        Noise::Laplace => Family::Laplace,
        Noise::Gaussian => Family::Gaussian,
    };
    let BuildArguments { epsilon, delta, k, bound, .. } = *arguments;
    Privacy { epsilon, delta, k, bound, noise }
}

fn job(arguments: &BuildArguments) -> Result<Job, Failure> {
    let period = match (arguments.from, arguments.until) {
        (Some(from), Some(until)) if until < from => {
            return Err(Failure::told(format!("--until: {until} comes before {from}")));
        }
        (Some(from), Some(until)) => Some(Period { from, until }),
        _ => None,
    };
    let mut columns = Columns::default();
    if let Some(text) = &arguments.columns {
        columns.rename(text).map_err(|error| Failure::told(format!("--columns: {error}")))?;
    }
    if let Some(all) = &arguments.occupation {
        columns.occupation = Occupation::All(all.clone());
    }
    let hours = match arguments.hours {
        Hours::Week => Fold::Week,
        Hours::Day => Fold::Day,
        Hours::Whole => Fold::Whole,
    };
    let BuildArguments { resolution, bound, .. } = *arguments;
    Ok(Job { resolution, hours, period, bound, columns })
}

/// Whole paths, each file once: twice the same file would be twice the same positions.
fn files(asked: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in asked {
        let whole = path.canonicalize().map_err(Failure::file(path.display()))?;
        if files.contains(&whole) {
            return Err(Failure::told(format!("{}: named twice", path.display())));
        }
        files.push(whole);
    }
    Ok(files)
}

fn cluster(arguments: &BuildArguments, moment: &Moment) -> Result<Cluster, Failure> {
    let executors = usize::from(arguments.executors);
    if let Some(listen) = arguments.listen {
        return Ok(Cluster::Remote { listen, executors });
    }
    let program = std::env::current_exe().map_err(Failure::file("this program"))?;
    let scratch = arguments.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let key = moment.with_rng(heat::Key::new);
    Ok(Cluster::Local { program, executors, memory: arguments.memory, scratch, key })
}

fn ledger(arguments: &BuildArguments) -> Result<Ledger, Failure> {
    let beside = || {
        let folder = arguments.files.first().and_then(|file| file.parent());
        folder.unwrap_or(Path::new("")).join(LEDGER)
    };
    let place = arguments.budget.clone().unwrap_or_else(beside);
    Ledger::open(&place, None, Budget::USUAL)
        .map_err(|error| Failure::told(format!("{}: {error}", place.display())))
}

fn nothing(collected: &Collected) -> Failure {
    let reasons: Vec<String> =
        collected.tally.reasons().map(|(reason, rows)| format!("{rows} rows: {reason}")).collect();
    let reasons = if reasons.is_empty() { "no rows".to_owned() } else { reasons.join("; ") };
    Failure::told(format!("nothing in the files can be counted: {reasons}"))
}

/// Where rows are that were not counted, without the rows themselves, which must not spread.
fn refused(found: &Found, files: &[PathBuf]) {
    for (note, file) in found.notes.iter().zip(files) {
        for (reason, rows) in note.share.tally.reasons() {
            let first = note.share.tally.lines().iter().find(|line| line.reason == reason);
            let first = first.map_or(0, |line| line.line);
            let file = file.display();
            eprintln!("{file}: {rows} rows not counted, the first in line {first}: {reason}");
        }
    }
}

fn report(told: &Guarantee, counted: u64, rejected: u64, found: &Found) {
    let processes: std::collections::BTreeSet<u32> =
        found.notes.iter().map(|note| note.process).collect();
    let (files, rows) = (found.notes.len(), told.rows);
    println!(
        "{files} files read by {} executors: {counted} positions counted, {rejected} rejected, {rows} \
         rows shown",
        processes.len()
    );
}
