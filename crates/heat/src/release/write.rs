//! Writing: beside the place, moved there when complete.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use h3o::Resolution;
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::{Guarantee, HEADER, Release, hex, middle, sidecar};
use crate::{num, slot::parts};

/// A release on disk under a passing name.
#[derive(Debug)]
pub struct Ready {
    cells: NamedTempFile,
    guarantee: NamedTempFile,
    out: PathBuf,
    pub told: Guarantee,
}

/// Digests what goes through.
struct Digested<W> {
    out: W,
    digest: Sha256,
}

impl<W: Write> Write for Digested<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.digest.update(&bytes[..written]);
        Ok(written)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Release {
    /// How many rows will be shown.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes both files beside their places.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn stage(mut self, out: &Path) -> io::Result<Ready> {
        let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty());
        let fresh = || NamedTempFile::new_in(folder.unwrap_or(Path::new(".")));
        let cells = fresh()?;
        let mut written = BufWriter::with_capacity(
            1 << 16,
            Digested { out: cells.as_file(), digest: Sha256::new() },
        );
        self.rows(&mut written)?;
        let Digested { digest, .. } =
            written.into_inner().map_err(io::IntoInnerError::into_error)?;
        cells.as_file().sync_all()?;
        self.guarantee.rows = num::wide(self.rows.len());
        self.guarantee.cells = hex(&digest.finalize());
        self.guarantee.digest = self.guarantee.sealed();
        let mut guarantee = fresh()?;
        let mut text = serde_json::to_vec_pretty(&self.guarantee)?;
        text.push(b'\n');
        guarantee.write_all(&text)?;
        guarantee.as_file().sync_all()?;
        Ok(Ready { cells, guarantee, out: out.to_owned(), told: self.guarantee })
    }

    fn rows(&self, out: &mut impl Write) -> io::Result<()> {
        let exact = !self.guarantee.protected;
        let positions = if exact { ",positions" } else { "" };
        writeln!(out, "{}{positions}", HEADER.join(","))?;
        let resolution = Resolution::try_from(self.guarantee.resolution).ok();
        let resolution = resolution.unwrap_or(Resolution::Nine);
        let mut last = (0, String::new(), [String::new(), String::new()]);
        let [mut hours, mut workers, mut positions] = [itoa::Buffer::new(); 3];
        for row in &self.rows {
            let (cell, hour, name) = parts(row.slot, resolution);
            if last.0 != cell {
                last = (cell, format!("{cell:x}"), middle(cell).unwrap_or_default());
            }
            let name = self.names.get(num::at(name)).map_or("", String::as_str);
            let (_, index, [lon, lat]) = &last;
            let workers = workers.format(row.workers);
            let told = [index, hours.format(hour), name, lon, lat, workers];
            let counted = exact.then(|| positions.format(row.positions));
            for (number, text) in told.into_iter().chain(counted).enumerate() {
                if number > 0 {
                    out.write_all(b",")?;
                }
                out.write_all(text.as_bytes())?;
            }
            out.write_all(b"\n")?;
        }
        out.flush()
    }
}

impl Ready {
    /// Moves both files to their places. A break between the two leaves a guarantee whose digest
    /// does not fit, which nobody takes.
    ///
    /// # Errors
    /// When they cannot be moved.
    pub fn publish(self) -> io::Result<Guarantee> {
        self.guarantee.persist(sidecar(&self.out)).map_err(|failed| failed.error)?;
        self.cells.persist(&self.out).map_err(|failed| failed.error)?;
        Ok(self.told)
    }
}
