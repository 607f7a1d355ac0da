//! Counts and durations in Prometheus' form.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Seconds; the finest are for a page out of memory, the coarsest for a full disk.
const SECONDS: [f64; 12] =
    [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// Callers that shared a commit.
const BATCH: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

/// Begins counting.
pub fn begin() {
    let builder = PrometheusBuilder::new().set_buckets(&SECONDS).and_then(|it| {
        it.set_buckets_for_metric(Matcher::Full("yilu_commit_batch".into()), &BATCH)
    });
    match builder.map(PrometheusBuilder::install_recorder) {
        Ok(Ok(handle)) => {
            HANDLE.set(handle).ok();
        }
        Ok(Err(error)) | Err(error) => tracing::warn!(%error, "metrics are not counted"),
    }
}

/// What has been counted so far.
pub fn render() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}
