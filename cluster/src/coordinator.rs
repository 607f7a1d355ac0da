//! The one machine that asks: it schedules, waits, and joins what the executors counted. It never
//! holds the key and never sees a mark.

use std::{
    collections::BTreeSet,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use ballista_core::serde::BallistaLogicalExtensionCodec;
use ballista_scheduler::{
    cluster::BallistaCluster,
    config::{SchedulerConfig, TaskDistributionPolicy},
    scheduler_process::{create_scheduler, start_grpc_service_with_listener},
    scheduler_server::SchedulerServer,
};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use heat::{Collected, Share};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    codec::Codec,
    failure::Failure,
    job::Job,
    local::Executors,
    query::{self, Found},
};

/// How long executors may take to come.
const WAIT_SECONDS: u64 = 60;
/// An executor that says nothing for so long is given up, and its work to others.
const SILENCE_SECONDS: u64 = 20;

/// Where executors come from.
#[derive(Debug)]
pub enum Cluster {
    /// Processes of this machine, started with this program and ended with the counting.
    Local {
        program: PathBuf,
        executors: usize,
        /// MiB for each.
        memory: u16,
        scratch: PathBuf,
        key: heat::Key,
    },
    /// So many, of other machines, that come to this address by themselves.
    Remote { listen: SocketAddr, executors: usize },
}

/// Counts files. All executors must find each file at its path.
///
/// # Errors
/// When executors do not come, or end, or a file does not do; then there is nothing half.
pub async fn count(
    files: &[PathBuf],
    job: &Job,
    cluster: &Cluster,
) -> Result<(Found, Collected), Failure> {
    let (listen, wanted) = match cluster {
        Cluster::Local { executors, .. } => {
            (SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0), *executors)
        }
        Cluster::Remote { listen, executors } => (*listen, *executors),
    };
    let scheduler = Scheduler::start(listen).await?;
    let mut executors = Executors::start(cluster, scheduler.address).await?;
    let work = async {
        scheduler.wait(wanted).await?;
        let address = format!("http://{}", scheduler.address);
        Ok::<_, Failure>(query::ask(address, files, job, wanted).await?)
    };
    let found = tokio::select! {
        found = work => found,
        ended = executors.ended() => Err(ended),
    };
    executors.stop().await;
    let found = found?;
    let collected = joined(&found, files.len(), job)?;
    Ok((found, collected))
}

fn joined(found: &Found, files: usize, job: &Job) -> Result<Collected, Failure> {
    let told: BTreeSet<u64> = found.notes.iter().map(|note| note.file).collect();
    if told.len() != files || found.notes.len() != files {
        return Err(Failure::Files { wanted: files, told: found.notes.len() });
    }
    let keys: BTreeSet<&str> = found.notes.iter().map(|note| note.fingerprint.as_str()).collect();
    if keys.len() != 1 {
        return Err(Failure::Keys);
    }
    let shares: Vec<Share> = found.notes.iter().map(|note| note.share.clone()).collect();
    let plan = job.plan(1, 0, std::path::Path::new("")).map_err(Failure::Told)?;
    Ok(heat::join(found.counts.iter().copied(), &shares, &plan)?)
}

/// The engine's scheduler, for as long as this lives.
struct Scheduler {
    server: SchedulerServer<LogicalPlanNode, PhysicalPlanNode>,
    address: SocketAddr,
    service: JoinHandle<()>,
}

impl Scheduler {
    async fn start(listen: SocketAddr) -> Result<Self, Failure> {
        let failed = || Failure::file(format!("{listen} cannot be listened on"));
        let listener = TcpListener::bind(listen).await.map_err(failed())?;
        let address = listener.local_addr().map_err(failed())?;
        let config = SchedulerConfig {
            external_host: address.ip().to_string(),
            bind_host: address.ip().to_string(),
            bind_port: address.port(),
            task_distribution: TaskDistributionPolicy::RoundRobin,
            executor_timeout_seconds: SILENCE_SECONDS,
            no_executors_grace_period_seconds: SILENCE_SECONDS,
            expire_dead_executor_interval_seconds: 2,
            override_logical_codec: Some(Arc::new(BallistaLogicalExtensionCodec::default())),
            override_physical_codec: Some(Arc::new(Codec::default())),
            ..SchedulerConfig::default()
        };
        config.validate()?;
        let cluster = BallistaCluster::new_from_config(&config).await?;
        let server = create_scheduler(cluster, Arc::new(config)).await?;
        let service = start_grpc_service_with_listener(listener, server.clone());
        let service = tokio::spawn(async move {
            if let Err(error) = service.await {
                eprintln!("yilu-heat-cluster: the scheduler stopped: {error}");
            }
        });
        Ok(Self { server, address, service })
    }

    /// Until so many executors are there.
    async fn wait(&self, wanted: usize) -> Result<(), Failure> {
        let mut there = 0;
        for _ in 0..WAIT_SECONDS * 20 {
            there = self.server.state.executor_manager.get_executors_state().await?.len();
            if there >= wanted {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(Failure::Missing { there, wanted, seconds: WAIT_SECONDS })
    }
}

impl Drop for Scheduler {
    fn drop(&mut self) {
        self.service.abort();
    }
}
