//! `yilu backup`: beside the running server or without one.

use std::{
    fs::{self, File},
    io::{BufWriter, Write},
    path::Path,
};

use storage::backup::{self, Part};

use crate::{
    cli::Backup,
    deployment::{Deployment, Options},
    outcome::{Failure, Outcome},
};

pub fn run(arguments: &Backup) -> Outcome {
    let deployment = Deployment::open(Options::of(&arguments.place))?;
    let part = if arguments.keys { Part::Keys } else { Part::Data };
    let partial = arguments.file.with_extension("partial");
    let file = File::create_new(&partial).map_err(Failure::file(partial.display()))?;
    let out = Durable(BufWriter::new(file));
    let now = deployment.app.clock().now();
    let runtime = super::runtime()?;
    let amount = runtime.block_on(backup::write(deployment.store(), part, now, out));
    deployment.close();
    let amount = amount.inspect_err(|_| remove(&partial))?;
    // The name appears only once the file is whole.
    fs::rename(&partial, &arguments.file).map_err(Failure::file(arguments.file.display()))?;
    println!(
        "{}: {} tables, {} rows, {} files",
        arguments.file.display(),
        amount.tables,
        amount.rows,
        amount.files
    );
    Ok(())
}

fn remove(partial: &Path) {
    if let Err(error) = fs::remove_file(partial) {
        tracing::warn!(%error, "an unfinished backup was left behind");
    }
}

/// Reaches the disk when flushed.
struct Durable(BufWriter<File>);

impl Write for Durable {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()?;
        self.0.get_ref().sync_all()
    }
}
