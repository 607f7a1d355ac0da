//! `yilu-heat-cluster executor`: reads files, holds the key, sorts and counts what others read.

use std::{
    io::{BufRead as _, Read as _},
    net::TcpListener,
    path::Path,
    sync::Arc,
};

use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};

use crate::{cli::ExecutorArguments, codec::Codec, failure::Failure, share_exec::Local};

const MIB: u64 = 1 << 20;

pub async fn run(arguments: &ExecutorArguments) -> Result<(), Failure> {
    let key = key(&arguments.key)?;
    let scratch = arguments.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new().prefix("yilu-heat-executor-").tempdir_in(&scratch);
    let folder = folder.map_err(Failure::file(scratch.display()))?;
    if arguments.key == Path::new("-") {
        end_with_input(folder.path());
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let threads = arguments.threads.map_or(cores, usize::from);
    // Half for what is read, half for what is sorted and counted.
    let half = u64::from(arguments.memory) * MIB / 2;
    let local = Local {
        key,
        threads,
        memory: usize::try_from(half).unwrap_or(usize::MAX),
        scratch: folder.path().to_owned(),
    };
    let (host, port) = arguments.scheduler.rsplit_once(':').ok_or_else(|| {
        Failure::told(format!("--scheduler: {:?} is not HOST:PORT", arguments.scheduler))
    })?;
    let scheduler_port = port.parse().map_err(|_| {
        Failure::told(format!("--scheduler: {port:?} is no port, a number from 1 to 65535"))
    })?;
    let config = ExecutorProcessConfig {
        bind_host: arguments.host.clone(),
        external_host: Some(arguments.host.clone()),
        port: free_port(&arguments.host, arguments.port)?,
        grpc_port: free_port(&arguments.host, arguments.grpc_port)?,
        scheduler_host: host.to_owned(),
        scheduler_port,
        scheduler_connect_timeout_seconds: 30,
        vcores: threads,
        work_dir: Some(folder.path().display().to_string()),
        executor_heartbeat_interval_seconds: 5,
        memory_pool_size: Some(half),
        override_physical_codec: Some(Arc::new(Codec::with(local))),
        ..ExecutorProcessConfig::default()
    };
    Ok(start_executor_process(Arc::new(config)).await?)
}

/// The key out of a file, or out of the first line of the standard input.
fn key(path: &Path) -> Result<heat::Key, Failure> {
    let text = if path == Path::new("-") {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(Failure::file("standard input"))?;
        line
    } else {
        std::fs::read_to_string(path).map_err(Failure::file(path.display()))?
    };
    text.parse().map_err(|error| Failure::told(format!("--key {}: {error}", path.display())))
}

/// Ends this process when whoever started it is gone, and leaves nothing behind.
fn end_with_input(folder: &Path) {
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        drop(std::io::stdin().lock().read_to_end(&mut rest));
        drop(std::fs::remove_dir_all(&folder));
        std::process::exit(0);
    });
}

/// The port asked for; a free one for 0, because the engine tells others the number it was given.
fn free_port(host: &str, asked: u16) -> Result<u16, Failure> {
    if asked != 0 {
        return Ok(asked);
    }
    let failed = || Failure::file(format!("--host {host}: no free port"));
    let listener = TcpListener::bind((host, 0)).map_err(failed())?;
    Ok(listener.local_addr().map_err(failed())?.port())
}
