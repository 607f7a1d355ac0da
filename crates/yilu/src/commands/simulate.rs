//! `yilu simulate`: scenes that real places went through, played from a seed on a throw-away store.

use demo::scenes::{balizhuang, census, pothole, truths};

use crate::{
    cli::{Scene, Simulate},
    outcome::{Failure, Outcome},
};

pub fn run(scene: &Simulate) -> Outcome {
    match scene {
        Simulate::Balizhuang(arguments) => play(arguments, balizhuang::run),
        Simulate::Pothole(arguments) => play(arguments, pothole::run),
        Simulate::Truths(arguments) => play(arguments, truths::run),
        Simulate::Census(arguments) => census(arguments),
        Simulate::Gates(arguments) => gates(arguments),
        Simulate::Doors(arguments) => doors(arguments),
    }
}

/// The day of the gates needs no store.
fn gates(arguments: &Scene) -> Outcome {
    let day = cwt::cellar::run(arguments.seed).map_err(|error| Failure::told(error.to_string()))?;
    print(arguments, &day)?;
    if day.holds() { Ok(()) } else { Err(Failure::told("the day did not go as it must")) }
}

/// Nor does the fortnight of the doors.
fn doors(arguments: &Scene) -> Outcome {
    let told = nearby::doors::run(arguments.seed, nearby::doors::World::default());
    print(arguments, &told)?;
    if told.holds() { Ok(()) } else { Err(Failure::told("what was told was not good enough")) }
}

/// The census night has bounds that it must keep.
fn census(arguments: &Scene) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::file("a temporary folder"))?;
    let night = census::run(arguments.seed, folder.path())
        .map_err(|error| Failure::told(error.to_string()))?;
    print(arguments, &night)?;
    if night.holds() { Ok(()) } else { Err(Failure::told("the night did not go as it must")) }
}

/// Plays one scene and prints what came of it.
fn play<R: serde::Serialize>(
    arguments: &Scene,
    run: impl FnOnce(u64, &std::path::Path) -> Result<R, demo::Error>,
) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::file("a temporary folder"))?;
    let told = |error: demo::Error| Failure::told(error.to_string());
    print(arguments, &run(arguments.seed, folder.path()).map_err(told)?)
}

fn print(arguments: &Scene, report: &impl serde::Serialize) -> Outcome {
    let text = if arguments.json {
        serde_json::to_string(report)
    } else {
        serde_json::to_string_pretty(report)
    };
    println!("{}", text.map_err(|error| Failure::told(error.to_string()))?);
    Ok(())
}
