//! Structured logs on standard error: JSON lines, or plain text where a person looks on.
//! No personal data goes into any of them.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// These tell the values of statements, and so names and numbers, to whoever asks for `debug`.
const HUSHED: [&str; 2] = ["tokio_postgres=info", "postgres=info"];

/// Begins logging. `filter` is as in `YILU_LOG`: `warn`, `info`, `web=debug,info`.
pub fn begin(filter: Option<&str>) {
    let filter =
        EnvFilter::try_new(filter.unwrap_or("info")).unwrap_or_else(|_| EnvFilter::new("info"));
    let hushed = HUSHED.iter().filter_map(|directive| directive.parse().ok());
    let filter = hushed.fold(filter, EnvFilter::add_directive);
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let begun = if std::io::stderr().is_terminal() {
        subscriber.compact().try_init()
    } else {
        subscriber.json().with_span_list(false).try_init()
    };
    // Logging that runs already, as under a test, is left as it is.
    begun.ok();
}
