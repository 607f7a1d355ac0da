//! `yilu site`: where stations go, without a deployment.

mod candidates;
mod demand;
mod features;
mod median;
mod opening;
mod plan;
mod reasons;
mod report;
mod rows;
mod search;
mod town;

use crate::{cli::SiteCommand, outcome::Outcome};

pub fn run(command: &SiteCommand) -> Outcome {
    match command {
        SiteCommand::Plan(arguments) => plan::run(arguments),
        SiteCommand::Median(arguments) => median::run(arguments),
    }
}
