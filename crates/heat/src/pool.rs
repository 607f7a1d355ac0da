//! Records in many parts, in memory up to a limit and on disk beyond it, so that memory does not
//! grow with the input. A part is shrunk before any of it goes to disk.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError},
};

use crate::num;

/// Parts; each is finished by one thread.
pub(crate) const PARTS: usize = 256;
/// Bytes of a record on disk.
const WIDTH: usize = 16;
const BLOCK_RECORDS: usize = 4_096;

/// Two figures: what a part is sorted by, and what belongs to it.
pub(crate) type Record = u128;

pub(crate) fn record(first: u64, second: u64) -> Record {
    (u128::from(first) << 64) | u128::from(second)
}

pub(crate) fn figures(record: Record) -> (u64, u64) {
    let second = u64::try_from(record & u128::from(u64::MAX)).unwrap_or(0);
    (u64::try_from(record >> 64).unwrap_or(0), second)
}

/// Makes records fewer without losing what they say, whatever it is done together with; it leaves
/// them sorted.
pub(crate) type Shrink<'s> = &'s (dyn Fn(&mut Vec<Record>) + Sync);

pub(crate) struct Pool<'s> {
    parts: Vec<Mutex<Part>>,
    /// Records of a part that may stay in memory.
    limit: usize,
    scratch: PathBuf,
    shrink: Shrink<'s>,
}

#[derive(Default)]
struct Part {
    records: Vec<Record>,
    file: Option<File>,
}

impl<'s> Pool<'s> {
    /// A pool that holds about `memory` bytes at most and spills into the folder `scratch`.
    pub(crate) fn new(memory: usize, scratch: PathBuf, shrink: Shrink<'s>) -> Self {
        let each = (memory / PARTS / WIDTH).max(BLOCK_RECORDS);
        // A power of two: a vector that doubles does not outgrow it.
        let limit = 1_usize << each.ilog2();
        let parts = std::iter::repeat_with(Mutex::default).take(PARTS).collect();
        Self { parts, limit, scratch, shrink }
    }

    /// Moves records into a part.
    pub(crate) fn add(&self, part: usize, records: &mut Vec<Record>) -> io::Result<()> {
        let Some(part) = self.parts.get(part) else { return Ok(()) };
        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
        if part.records.len() + records.len() > self.limit {
            (self.shrink)(&mut part.records);
            // Half full after shrinking, it would be shrunk again and again.
            if part.records.len() > self.limit / 2 {
                self.spill(&mut part)?;
            }
        }
        part.records.append(records);
        Ok(())
    }

    fn spill(&self, part: &mut Part) -> io::Result<()> {
        let file = match &mut part.file {
            Some(file) => file,
            // Without a name in the folder, so that nothing is left of it whatever happens.
            none => none.insert(tempfile::tempfile_in(&self.scratch)?),
        };
        let mut block = Vec::with_capacity(BLOCK_RECORDS * WIDTH);
        for records in part.records.chunks(BLOCK_RECORDS) {
            block.clear();
            for record in records {
                block.extend_from_slice(&record.to_le_bytes());
            }
            file.write_all(&block)?;
        }
        part.records.clear();
        Ok(())
    }

    /// Everything of a part, shrunk, which leaves the part empty.
    pub(crate) fn finish(&self, part: usize) -> io::Result<Vec<Record>> {
        let Some(part) = self.parts.get(part) else { return Ok(Vec::new()) };
        let Part { mut records, file } =
            std::mem::take(&mut *part.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(mut file) = file {
            file.rewind()?;
            let mut block = vec![0; BLOCK_RECORDS * WIDTH];
            let mut checked = self.limit;
            loop {
                let read = read_block(&mut file, &mut block)?;
                if read == 0 {
                    break;
                }
                records.extend(block[..read].chunks_exact(WIDTH).map(from_bytes));
                if records.len() > checked {
                    (self.shrink)(&mut records);
                    checked = self.limit.max(records.len() * 2);
                }
            }
        }
        (self.shrink)(&mut records);
        Ok(records)
    }

    /// The part of something whose bits are well mixed.
    pub(crate) const fn part_of(mixed: u64) -> usize {
        num::at(mixed >> 56)
    }
}

fn from_bytes(bytes: &[u8]) -> Record {
    let mut whole = [0; WIDTH];
    whole.copy_from_slice(bytes);
    Record::from_le_bytes(whole)
}

/// Fills a block as far as the file goes.
fn read_block(file: &mut File, block: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < block.len() {
        match file.read(&mut block[read..]) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_to_disk_comes_back_and_memory_stays_within_the_limit() {
        let sorted = |records: &mut Vec<Record>| {
            records.sort_unstable();
            records.dedup();
        };
        let folder = tempfile::tempdir().unwrap();
        // The least limit: 4,096 records in memory for each part.
        let pool = Pool::new(0, folder.path().to_owned(), &sorted);
        for round in 0..30_u64 {
            let mut records = (0..1_000).map(|n| record(n * 7 % 1_000, round / 2)).collect();
            pool.add(3, &mut records).unwrap();
            assert!(records.is_empty());
            assert!(pool.parts[3].lock().unwrap().records.capacity() <= 8_192);
        }
        assert!(pool.parts[3].lock().unwrap().file.is_some());
        let all = pool.finish(3).unwrap();
        let expected: Vec<Record> =
            (0..1_000).flat_map(|n| (0..15).map(move |round| record(n, round))).collect();
        assert_eq!(all, expected);
        assert_eq!(figures(all[16]), (1, 1));
        assert!(pool.finish(3).unwrap().is_empty() && pool.finish(4).unwrap().is_empty());
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
