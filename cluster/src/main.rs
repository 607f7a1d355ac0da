//! `yilu-heat-cluster`: see the README of this folder.

use std::process::ExitCode;

use clap::Parser as _;
use heat_cluster::cli::Arguments;

fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::default().default_filter_or("off")).init();
    let arguments = Arguments::parse();
    // The engine plans queries by recursion and wants deep stacks.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(16 << 20)
        .build();
    let done = match runtime {
        Ok(runtime) => runtime.block_on(heat_cluster::run(arguments.command)),
        Err(error) => Err(heat_cluster::Failure::Io("threads cannot be started".into(), error)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("yilu-heat-cluster: {failure}");
            ExitCode::FAILURE
        }
    }
}
