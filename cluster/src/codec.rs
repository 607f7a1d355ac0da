//! How the operator travels: its job as JSON behind a mark; all else as the engine has it. What a
//! machine has of its own, the key above all, is put in where the operator arrives and never sent.

use std::sync::Arc;

use ballista_core::serde::BallistaPhysicalExtensionCodec;
use datafusion::{error::Result, execution::TaskContext, physical_plan::ExecutionPlan};
use datafusion_proto::physical_plan::{PhysicalExtensionCodec, PhysicalProtoConverterExtension};

use crate::{
    records::external,
    share_exec::{Local, ShareExec},
};

const OURS: &[u8] = b"yilu-heat-share-1\n";

#[derive(Debug, Default)]
pub struct Codec {
    engine: BallistaPhysicalExtensionCodec,
    local: Option<Arc<Local>>,
}

impl Codec {
    /// That of an executor.
    pub fn with(local: Local) -> Self {
        Self { local: Some(Arc::new(local)), ..Self::default() }
    }
}

impl PhysicalExtensionCodec for Codec {
    fn try_decode(
        &self,
        bytes: &[u8],
        inputs: &[Arc<dyn ExecutionPlan>],
        context: &TaskContext,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (bytes.strip_prefix(OURS), inputs) {
            (Some(job), [input]) => {
                let job = serde_json::from_slice(job).map_err(|error| external(&error))?;
                Ok(Arc::new(ShareExec::new(Arc::clone(input), job, self.local.clone())))
            }
            _ => self.engine.try_decode(bytes, inputs, context, converter),
        }
    }

    fn try_encode(
        &self,
        node: Arc<dyn ExecutionPlan>,
        bytes: &mut Vec<u8>,
        converter: &dyn PhysicalProtoConverterExtension,
    ) -> Result<()> {
        let Some(ours) = node.downcast_ref::<ShareExec>() else {
            return self.engine.try_encode(node, bytes, converter);
        };
        bytes.extend_from_slice(OURS);
        serde_json::to_writer(bytes, ours.job()).map_err(|error| external(&error))
    }
}
