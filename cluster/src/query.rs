//! The question that the engine answers: each worker's distinct slots, those with the smallest lots
//! up to the bound, counted by slot.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use ballista_core::{
    config::{BALLISTA_CLIENT_PULL, BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK},
    execution_plans::execute_physical_plan,
    extension::SessionConfigExt as _,
};
use datafusion::{
    arrow::{array::Array as _, datatypes::SchemaRef, record_batch::RecordBatch},
    catalog::{Session, TableProvider},
    common::internal_err,
    datasource::{TableType, memory::MemorySourceConfig},
    error::{DataFusionError, Result},
    logical_expr::Expr,
    physical_plan::{ExecutionPlan, projection::ProjectionExec},
    prelude::{SessionConfig, SessionContext},
};
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::TryStreamExt as _;
use heat::Count;

use crate::{
    codec::Codec,
    job::Job,
    records::{self, Note, external, figures, texts},
    share_exec::ShareExec,
};

/// Counts by slot with what was told of the files. Exact figures.
#[derive(Debug, Default)]
pub struct Found {
    pub counts: Vec<Count>,
    pub notes: Vec<Note>,
}

/// Asks the scheduler at an address, with partitions enough for so many executors.
pub async fn ask(
    scheduler: String,
    files: &[PathBuf],
    job: &Job,
    executors: usize,
) -> Result<Found> {
    let config = SessionConfig::new_with_ballista()
        .with_target_partitions(executors.saturating_mul(4).max(4))
        // A file a task, so that files are dealt out to all executors.
        .set_usize(BALLISTA_SCHEDULER_MAX_PARTITIONS_PER_TASK, 1)
        .set_bool(BALLISTA_CLIENT_PULL, true)
        // The usual reserve of 10 MiB for each merge would be more than an executor may have.
        .set_usize("datafusion.execution.sort_spill_reservation_bytes", 1 << 20);
    let context = SessionContext::new_with_config(config.clone());
    let table = Shares { files: files.to_vec(), job: job.clone() };
    context.register_table("shares", Arc::new(table))?;
    let plan = context.sql(&sql(job.bound)).await?.create_physical_plan().await?;
    let session = context.session_id();
    let ballista = config.ballista_config();
    let codec = Codec::default();
    let answer = execute_physical_plan::<PhysicalPlanNode>(
        scheduler, &ballista, plan, &codec, session, config,
    );
    let mut answer = answer.await?;
    let mut found = Found::default();
    while let Some(batch) = answer.try_next().await? {
        found.take(&batch)?;
    }
    found.notes.sort_unstable_by_key(|note| note.file);
    Ok(found)
}

fn sql(bound: u32) -> String {
    format!(
        "SELECT place, occupation, note, count(*) AS workers FROM (\
             SELECT place, occupation, note, \
                 row_number() OVER (PARTITION BY mark ORDER BY lot, place, occupation) AS turn \
             FROM (SELECT DISTINCT mark, place, occupation, lot, note FROM shares)\
         ) WHERE turn <= {bound} GROUP BY place, occupation, note"
    )
}

impl Found {
    fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let (places, occupations, notes) =
            (figures(batch, 0)?, figures(batch, 1)?, texts(batch, 2)?);
        let workers = batch.column(3).as_any().downcast_ref();
        let Some(workers): Option<&datafusion::arrow::array::Int64Array> = workers else {
            return internal_err!("the counts are of another kind");
        };
        for row in 0..batch.num_rows() {
            if notes.is_valid(row) {
                let note =
                    serde_json::from_str(notes.value(row)).map_err(|error| external(&error))?;
                self.notes.push(note);
                continue;
            }
            let (place, occupation) = (places.value(row), occupations.value(row));
            // A negative count belongs to nothing: zero is refused where counts are joined.
            let workers = u64::try_from(workers.value(row)).unwrap_or(0);
            self.counts.push(Count { place, occupation, workers });
        }
        Ok(())
    }
}

/// The entries of files as a table; reading them is left to the executors.
#[derive(Debug)]
struct Shares {
    files: Vec<PathBuf>,
    job: Job,
}

#[async_trait::async_trait]
impl TableProvider for Shares {
    fn schema(&self) -> SchemaRef {
        records::entries_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let file = |(number, path): (u64, &PathBuf)| Ok(vec![records::file(number, text(path)?)?]);
        let partitions: Vec<Vec<RecordBatch>> =
            (0..).zip(&self.files).map(file).collect::<Result<_>>()?;
        let files = MemorySourceConfig::try_new_exec(&partitions, records::files_schema(), None)?;
        let shares: Arc<dyn ExecutionPlan> =
            Arc::new(ShareExec::new(files, self.job.clone(), None));
        let Some(columns) = projection else { return Ok(shares) };
        let schema = records::entries_schema();
        let expressions = columns.iter().map(|at| {
            let name = schema.field(*at).name();
            let column = datafusion::physical_expr::expressions::Column::new(name, *at);
            let column: Arc<dyn datafusion::physical_expr::PhysicalExpr> = Arc::new(column);
            (column, name.clone())
        });
        Ok(Arc::new(ProjectionExec::try_new(expressions.collect::<Vec<_>>(), shares)?))
    }
}

fn text(path: &Path) -> Result<&str> {
    let told = || DataFusionError::Execution(format!("{}: not UTF-8", path.display()));
    path.to_str().ok_or_else(told)
}
