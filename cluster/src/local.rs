//! Executors as processes of this machine. Each gets the key through its standard input, which no
//! other process can read, and ends when that is closed: also when this process is killed.

use std::{net::SocketAddr, process::Stdio};

use futures::future::select_all;
use tempfile::TempDir;
use tokio::{
    io::AsyncWriteExt as _,
    process::{Child, ChildStdin, Command},
};

use crate::{coordinator::Cluster, failure::Failure};

/// None of them when they are of other machines.
#[derive(Debug)]
pub struct Executors {
    children: Vec<Child>,
    /// Held open: an executor ends when its input does.
    _inputs: Vec<ChildStdin>,
    /// What they leave when they are killed goes with this folder.
    _scratch: Option<TempDir>,
}

impl Executors {
    pub async fn start(cluster: &Cluster, scheduler: SocketAddr) -> Result<Self, Failure> {
        let Cluster::Local { program, executors, memory, scratch, key } = cluster else {
            return Ok(Self { children: Vec::new(), _inputs: Vec::new(), _scratch: None });
        };
        let folder = tempfile::Builder::new().prefix("yilu-heat-").tempdir_in(scratch);
        let folder = folder.map_err(Failure::file(scratch.display()))?;
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let threads = cores.div_ceil((*executors).max(1));
        let (mut children, mut inputs) = (Vec::new(), Vec::new());
        for _ in 0..*executors {
            let child = Command::new(program)
                .args(["executor", "--key", "-", "--scheduler", &scheduler.to_string()])
                .args(["--memory", &memory.to_string(), "--threads", &threads.to_string()])
                .arg("--scratch")
                .arg(folder.path())
                .stdin(Stdio::piped())
                .kill_on_drop(true)
                .spawn();
            let mut child = child.map_err(Failure::file(program.display()))?;
            if let Some(mut input) = child.stdin.take() {
                let line = format!("{}\n", key.text());
                input.write_all(line.as_bytes()).await.map_err(Failure::file(program.display()))?;
                inputs.push(input);
            }
            children.push(child);
        }
        Ok(Self { children, _inputs: inputs, _scratch: Some(folder) })
    }

    /// Returns when one has ended, which none should; never when there are none.
    pub async fn ended(&mut self) -> Failure {
        if self.children.is_empty() {
            return std::future::pending().await;
        }
        let process: Vec<u32> = self.children.iter().map(|it| it.id().unwrap_or(0)).collect();
        let waits = self.children.iter_mut().map(|child| Box::pin(child.wait()));
        let (status, at, _) = select_all(waits).await;
        Failure::Executor {
            number: at + 1,
            process: process.get(at).copied().unwrap_or(0),
            status: status.map_or_else(|error| error.to_string(), |status| status.to_string()),
        }
    }

    /// Ends all of them and waits until they are gone.
    pub async fn stop(&mut self) {
        for child in &mut self.children {
            // Nothing of what they hold is wanted any more; one that is gone cannot be killed.
            drop(child.kill().await);
        }
    }
}
