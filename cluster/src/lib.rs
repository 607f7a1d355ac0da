#![doc = include_str!("../README.md")]

pub mod cli;
mod codec;
mod coordinator;
mod executor;
mod failure;
mod job;
mod local;
mod query;
mod records;
mod release;
mod share_exec;

pub use coordinator::{Cluster, count};
pub use failure::Failure;
pub use job::Job;
pub use query::Found;

/// Does what a command line asks.
pub async fn run(command: cli::Command) -> Result<(), Failure> {
    match command {
        cli::Command::Build(arguments) => release::build(&arguments).await,
        cli::Command::Executor(arguments) => executor::run(&arguments).await,
        cli::Command::Key => {
            let moment = release::now();
            println!("{}", moment.with_rng(heat::Key::new).text());
            Ok(())
        }
    }
}
