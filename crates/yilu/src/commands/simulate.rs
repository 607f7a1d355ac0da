//! `yilu simulate`: scenes that real places went through, played from a seed on a throw-away store.

use std::{path::Path, sync::Arc};

use demo::scenes::{balizhuang, branch, census, pothole, province, siting, truths, turnover};

use catalogue::Catalogue;
use kernel::AreaBook;
use organizations::Directory;

use crate::{
    branches_tree,
    cli::{Scene, Simulate},
    leavers,
    outcome::{Failure, Outcome},
    registered,
};

pub fn run(scene: &Simulate) -> Outcome {
    match scene {
        Simulate::Balizhuang(arguments) => play(arguments, balizhuang::run),
        Simulate::Pothole(arguments) => play(arguments, pothole::run),
        Simulate::Truths(arguments) => play(arguments, truths::run),
        Simulate::Branch(arguments) => held(arguments, divide, branch::Branch::holds),
        Simulate::Province(arguments) => {
            let world = province::World::WHOLE.part(arguments.part);
            let cure = |seed, folder: &Path| province::run(seed, world, folder, tree);
            held(&arguments.scene, cure, province::Province::holds)
        }
        Simulate::Turnover(arguments) => {
            let turn = |seed, folder: &Path| turn(seed, arguments.people, folder);
            held(&arguments.scene, turn, turnover::Turnover::holds)
        }
        Simulate::Census(arguments) => held(arguments, census::run, census::Census::holds),
        Simulate::Siting(arguments) => {
            let plan = |seed, folder: &Path| siting::run(siting::World::WUXI, seed, folder);
            held(arguments, plan, siting::Siting::holds)
        }
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

fn divide(seed: u64, folder: &Path) -> Result<branch::Branch, demo::Error> {
    branch::run(seed, folder, tree)
}

fn turn(seed: u64, people: usize, folder: &Path) -> Result<turnover::Turnover, demo::Error> {
    let wiring = turnover::Wiring {
        tree,
        firms: |directory| Arc::new(registered::Named { directory }),
        leavers: |late| leavers::reaction(move || late.get().cloned()),
    };
    turnover::run(seed, people, folder, &wiring)
}

/// Branches stand in the tree of organizations that the program itself uses.
fn tree(
    directory: Directory,
    catalogue: Arc<Catalogue>,
    areas: Arc<AreaBook>,
) -> Arc<dyn branches::port::Tree> {
    let founded_by = move || Some((Arc::clone(&catalogue), Arc::clone(&areas)));
    Arc::new(branches_tree::Real { directory, founded_by })
}

/// Plays one scene and prints what came of it.
fn play<R: serde::Serialize>(
    arguments: &Scene,
    run: impl FnOnce(u64, &Path) -> Result<R, demo::Error>,
) -> Outcome {
    held(arguments, run, |_| true)
}

/// The same, and fails where what came of it does not hold.
fn held<R: serde::Serialize>(
    arguments: &Scene,
    run: impl FnOnce(u64, &Path) -> Result<R, demo::Error>,
    holds: impl FnOnce(&R) -> bool,
) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::file("a temporary folder"))?;
    let told = |error: demo::Error| Failure::told(error.to_string());
    let came = run(arguments.seed, folder.path()).map_err(told)?;
    print(arguments, &came)?;
    if holds(&came) { Ok(()) } else { Err(Failure::told("it did not go as it must")) }
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
