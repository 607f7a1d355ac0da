//! The engine's operator that reads files: paths in, entries out. It runs in an executor, which
//! alone has the key; everywhere else it is only a description of what is to be done.

use std::{fmt, path::PathBuf, sync::Arc};

use datafusion::{
    arrow::record_batch::RecordBatch,
    common::tree_node::TreeNodeRecursion,
    error::{DataFusionError, Result},
    execution::TaskContext,
    physical_expr::{EquivalenceProperties, PhysicalExpr},
    physical_plan::{
        DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties as _, Partitioning,
        PlanProperties, SendableRecordBatchStream,
        execution_plan::{Boundedness, EmissionType},
        stream::RecordBatchReceiverStreamBuilder,
    },
};
use futures::TryStreamExt as _;
use tokio::sync::mpsc::Sender;

use crate::{
    failure::said,
    job::Job,
    records::{self, Note},
};

/// Entries that travel together.
const TOGETHER: usize = 8_192;

/// What a machine has of its own.
#[derive(Debug)]
pub struct Local {
    pub key: heat::Key,
    pub threads: usize,
    /// Bytes for what is read and not yet told.
    pub memory: usize,
    pub scratch: PathBuf,
}

#[derive(Debug)]
pub struct ShareExec {
    input: Arc<dyn ExecutionPlan>,
    job: Job,
    local: Option<Arc<Local>>,
    properties: Arc<PlanProperties>,
}

impl ShareExec {
    pub fn new(input: Arc<dyn ExecutionPlan>, job: Job, local: Option<Arc<Local>>) -> Self {
        let partitions = input.output_partitioning().partition_count();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(records::entries_schema()),
            Partitioning::UnknownPartitioning(partitions),
            EmissionType::Final,
            Boundedness::Bounded,
        );
        Self { input, job, local, properties: Arc::new(properties) }
    }

    pub const fn job(&self) -> &Job {
        &self.job
    }
}

impl DisplayAs for ShareExec {
    fn fmt_as(&self, _: DisplayFormatType, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "ShareExec: resolution={}, bound={}", self.job.resolution, self.job.bound)
    }
}

impl ExecutionPlan for ShareExec {
    fn name(&self) -> &'static str {
        "ShareExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    /// Each file is read by one task: the engine must not deal the list out again.
    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn with_new_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let (Some(input), true) = (children.pop(), children.is_empty()) else {
            return Err(DataFusionError::Internal("ShareExec has one input".to_owned()));
        };
        Ok(Arc::new(Self::new(input, self.job.clone(), self.local.clone())))
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let Some(local) = self.local.clone() else {
            return Err(said("positions are read by executors only"));
        };
        let (input, job) = (self.input.execute(partition, context)?, self.job.clone());
        let mut stream = RecordBatchReceiverStreamBuilder::new(records::entries_schema(), 2);
        let told = stream.tx();
        stream.spawn(async move {
            let batches: Vec<RecordBatch> = input.try_collect().await?;
            let mut files = Vec::new();
            for batch in &batches {
                files.append(&mut records::files(batch)?);
            }
            let reading = tokio::task::spawn_blocking(move || {
                files.iter().try_for_each(|(number, path)| read(*number, path, &job, &local, &told))
            });
            reading.await.map_err(said)?
        });
        Ok(stream.build())
    }
}

/// Reads one file and tells its entries, then the note on it.
fn read(
    number: u64,
    path: &str,
    job: &Job,
    local: &Local,
    told: &Sender<Result<RecordBatch>>,
) -> Result<()> {
    eprintln!("executor (process {}): reading {path}", std::process::id());
    let failed = |error: &dyn fmt::Display| said(format_args!("{path}: {error}"));
    let plan = job.plan(local.threads, local.memory, &local.scratch);
    let plan = plan.map_err(|error| failed(&error))?;
    let source = heat::open(path.as_ref(), &job.columns, &|_, _| {});
    let source = source.map_err(|error| failed(&error))?;
    let send = |batch: Result<RecordBatch>| {
        told.blocking_send(batch).map_err(|_| std::io::Error::other("nobody waits for it any more"))
    };
    let mut tell = |entries: Vec<heat::Entry>| {
        entries.chunks(TOGETHER).try_for_each(|some| send(records::entries(some)))
    };
    let share = heat::share(source.as_ref(), &plan, &local.key, &mut tell);
    let share = share.map_err(|error| failed(&error))?;
    let fingerprint = local.key.fingerprint();
    let note = Note { file: number, fingerprint, process: std::process::id(), share };
    send(records::note(&note)).map_err(|error| failed(&error))
}
