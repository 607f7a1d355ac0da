//! `yilu site`: where stations go, without a deployment.

mod features;
mod median;
mod plan;
mod report;
mod rows;
mod search;

use crate::{cli::SiteCommand, outcome::Outcome};

pub fn run(command: &SiteCommand) -> Outcome {
    match command {
        SiteCommand::Plan(arguments) => plan::run(arguments),
        SiteCommand::Median(arguments) => median::run(arguments),
    }
}
