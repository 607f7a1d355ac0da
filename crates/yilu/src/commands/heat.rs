//! `yilu heat`

mod build;
mod demand;
mod import;

use std::{fs::File, io::BufWriter, path::Path};

use crate::{cli::HeatCommand, outcome::Outcome};

pub fn run(command: &HeatCommand) -> Outcome {
    match command {
        HeatCommand::Build(arguments) => build::run(arguments),
        HeatCommand::Import(arguments) => import::run(arguments),
        HeatCommand::Demand(arguments) => demand::run(arguments),
    }
}

/// Writes a CSV beside its place and moves it there when complete.
fn write_csv<R: AsRef<[u8]>>(
    path: &Path,
    header: &[&str],
    rows: impl Iterator<Item = Vec<R>>,
) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut out = csv::Writer::from_writer(BufWriter::new(file.as_file()));
    out.write_record(header)?;
    for row in rows {
        out.write_record(row)?;
    }
    let _: &File = out
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?
        .into_inner()
        .map_err(std::io::IntoInnerError::into_error)?;
    file.persist(path).map(drop).map_err(|failed| failed.error)
}
