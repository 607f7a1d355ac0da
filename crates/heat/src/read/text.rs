//! Text files: a first line naming the columns, then a position a line. Threads take turns at
//! reading blocks of whole lines and take them apart side by side.

use std::{
    fs::File,
    io::{self, Read},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;

use super::{Columns, Progress, ReadError, Reason, fields};
use crate::{
    collect::{Collector, Source},
    num,
};

const BLOCK: usize = 1 << 20;
/// A line longer than this is no position.
const LINE_MAX: usize = 1 << 16;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A text file, being read.
pub(super) struct Text<'p> {
    blocks: Mutex<Blocks>,
    done: std::sync::Arc<AtomicU64>,
    bytes: u64,
    delimiter: u8,
    /// Worker, time, lon, lat, occupation; the column's number.
    places: [usize; 5],
    /// The number of columns that must be there.
    needed: usize,
    occupation: Vec<u8>,
    progress: Progress<'p>,
}

struct Blocks {
    reader: Box<dyn Read + Send>,
    /// What was read beyond the last whole line.
    carry: Vec<u8>,
    number: u64,
    ended: bool,
}

/// Counts what is read of the file itself, before it is unpacked.
struct Counted {
    file: File,
    done: std::sync::Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.done.fetch_add(num::wide(read), Ordering::Relaxed);
        Ok(read)
    }
}

impl<'p> Text<'p> {
    pub(super) fn open(
        file: File,
        packed: bool,
        columns: &Columns,
        progress: Progress<'p>,
    ) -> Result<Self, ReadError> {
        let bytes = file.metadata().map_err(ReadError::Io)?.len();
        let done = std::sync::Arc::new(AtomicU64::new(0));
        let counted = Counted { file, done: std::sync::Arc::clone(&done) };
        let reader: Box<dyn Read + Send> =
            if packed { Box::new(MultiGzDecoder::new(counted)) } else { Box::new(counted) };
        let mut blocks = Blocks { reader, carry: Vec::new(), number: 0, ended: false };
        let mut first = Vec::new();
        blocks.next(&mut first).map_err(ReadError::Io)?;
        let text = first.strip_prefix(BOM).unwrap_or(&first);
        let end = memchr::memchr(b'\n', text).map_or(text.len(), |end| end + 1);
        let (header, rest) = text.split_at(end);
        let (delimiter, names) = names(header).ok_or(ReadError::Empty)?;
        let (four, occupation) = columns.places(&names)?;
        // The lines after the header are read again as the first block.
        let mut carry = rest.to_vec();
        carry.append(&mut blocks.carry);
        blocks.carry = carry;
        blocks.number = 0;
        let [worker, time, lon, lat] = four;
        let places = [worker, time, lon, lat, occupation.unwrap_or(usize::MAX)];
        let needed = four.into_iter().chain(occupation).max().unwrap_or(0) + 1;
        let blocks = Mutex::new(blocks);
        let occupation = columns.constant();
        Ok(Self { blocks, done, bytes, delimiter, places, needed, occupation, progress })
    }

    fn next(&self, block: &mut Vec<u8>) -> Result<Option<u64>, ReadError> {
        let mut blocks = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        let number = blocks.next(block).map_err(ReadError::Io)?;
        (self.progress)(self.done.load(Ordering::Relaxed), self.bytes);
        Ok(number)
    }

    fn lines(
        &self,
        collector: &mut Collector<'_>,
        number: u64,
        block: &[u8],
    ) -> Result<(), ReadError> {
        let quoted = memchr::memchr(b'"', block).is_some();
        let (mut row, mut blank, mut from) = (0, 0, 0);
        let mut ends = vec![0; self.needed];
        while from < block.len() {
            let to = memchr::memchr(b'\n', &block[from..]).map_or(block.len(), |end| from + end);
            let line = &block[from..to];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            from = to + 1;
            if line.is_empty() {
                blank += 1;
            } else {
                let reason = if quoted && memchr::memchr(b'"', line).is_some() {
                    self.quoted(collector, line)?
                } else {
                    self.plain(collector, line, &mut ends)?
                };
                if let Some(reason) = reason {
                    // Lines are counted from 1 and the first names the columns.
                    collector.tally.reject(number, row + 1, reason);
                }
            }
            row += 1;
        }
        collector.tally.piece(number, row, row - blank);
        Ok(())
    }

    /// A line without quotation marks; `ends` is room for the places at which its columns end.
    #[inline]
    fn plain(
        &self,
        collector: &mut Collector<'_>,
        line: &[u8],
        ends: &mut [usize],
    ) -> Result<Option<Reason>, ReadError> {
        let mut found = 0;
        for (at, byte) in line.iter().enumerate() {
            if *byte == self.delimiter {
                ends[found] = at;
                found += 1;
                if found == ends.len() {
                    break;
                }
            }
        }
        if found + 1 == ends.len() {
            ends[found] = line.len();
        } else if found < ends.len() {
            return Ok(Some(Reason::Columns));
        }
        let ends = &*ends;
        self.position(collector, |column| {
            let from = if column == 0 { 0 } else { ends.get(column - 1).map_or(0, |end| end + 1) };
            ends.get(column).and_then(|end| line.get(from..*end)).unwrap_or_default()
        })
    }

    fn quoted(
        &self,
        collector: &mut Collector<'_>,
        line: &[u8],
    ) -> Result<Option<Reason>, ReadError> {
        // A quotation mark that is not closed would go on in the next line.
        let closed = memchr::memchr_iter(b'"', line).count().is_multiple_of(2);
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .from_reader(line);
        let mut fields = csv::ByteRecord::new();
        let read = reader.read_byte_record(&mut fields).unwrap_or(false);
        if !closed || !read || fields.len() < self.needed {
            return Ok(Some(Reason::Columns));
        }
        self.position(collector, |column| fields.get(column).unwrap_or_default())
    }

    #[inline]
    fn position<'l>(
        &self,
        collector: &mut Collector<'_>,
        field: impl Fn(usize) -> &'l [u8],
    ) -> Result<Option<Reason>, ReadError> {
        let [worker, time, lon, lat, occupation] = self.places;
        let Some(seconds) = fields::time(field(time).trim_ascii()) else {
            return Ok(Some(Reason::Time));
        };
        let Some(lon) = fields::figure(field(lon)) else { return Ok(Some(Reason::Lon)) };
        let Some(lat) = fields::figure(field(lat)) else { return Ok(Some(Reason::Lat)) };
        let worker = field(worker).trim_ascii();
        let taken = if occupation == usize::MAX {
            collector.take(worker, seconds, (lon, lat), &self.occupation)
        } else {
            collector.take(worker, seconds, (lon, lat), field(occupation))
        };
        taken.map_err(ReadError::Scratch)
    }
}

impl Source for Text<'_> {
    fn feed(&self, collector: &mut Collector<'_>) -> Result<(), ReadError> {
        let mut block = Vec::new();
        while let Some(number) = self.next(&mut block)? {
            self.lines(collector, number, &block)?;
        }
        Ok(())
    }
}

impl Blocks {
    /// Fills `block` with whole lines, about a mebibyte; its number, or none at the end.
    fn next(&mut self, block: &mut Vec<u8>) -> io::Result<Option<u64>> {
        block.clear();
        block.append(&mut self.carry);
        let mut whole = memchr::memrchr(b'\n', block);
        while !self.ended && (block.len() < BLOCK || whole.is_none()) {
            if whole.is_none() && block.len() > BLOCK + LINE_MAX {
                let told = "a line of more than 64 KiB: is this a text file?";
                return Err(io::Error::new(io::ErrorKind::InvalidData, told));
            }
            let from = block.len();
            let read = self.reader.by_ref().take(num::wide(BLOCK)).read_to_end(block)?;
            self.ended = read == 0;
            whole = memchr::memrchr(b'\n', &block[from..]).map(|at| from + at).or(whole);
        }
        if let (false, Some(end)) = (self.ended, whole) {
            self.carry.extend_from_slice(&block[end + 1..]);
            block.truncate(end + 1);
        }
        if block.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(self.number))
    }
}

/// The delimiter and the columns' names; none for an empty line.
fn names(header: &[u8]) -> Option<(u8, Vec<String>)> {
    let delimiter = *b",\t;".iter().find(|one| header.contains(one)).unwrap_or(&b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(header);
    let mut fields = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut fields).unwrap_or(false);
    let names = fields.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned());
    read.then(|| (delimiter, names.collect()))
}
