//! The program: command line, router, wiring.
//!
//! Results go to standard output, progress and logs to standard error; the exit code is 0 only on
//! success. As a library it lends the wired program to the journeys.

pub mod background;
mod branches_tree;
pub mod cli;
mod commands;
pub mod deployment;
mod first_start;
mod frame;
mod gathered;
mod home;
mod improvements;
mod leavers;
mod logs;
mod map;
mod merchants;
mod metrics;
mod notices;
mod outcome;
mod outreach_cases;
mod registered;
mod rights;
mod searched;
mod serve;
mod sited;
pub mod suggest;
pub mod wiring;

use std::process::ExitCode;

use clap::Parser as _;

/// Reads the command line and does what it says.
pub fn run() -> ExitCode {
    let arguments = cli::Arguments::parse();
    logs::begin(arguments.log.as_deref());
    metrics::begin();
    match commands::run(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("yilu: {failure}");
            ExitCode::FAILURE
        }
    }
}
