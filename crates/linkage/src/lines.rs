//! Lines of CSV in batches. Most files have no quoted cell: their lines are cut where they stand, at
//! commas and line ends. From the first quote on the library `csv` reads, ten times slower.

use std::io::{Chain, Cursor, Read};

use csv::StringRecord;
use memchr::{memchr, memchr_iter, memchr2_iter, memrchr};

use crate::read::ReadError;

/// Cells of some lines.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    text: String,
    /// Where each cell begins and ends in the text, line by line.
    cells: Vec<(usize, usize)>,
    /// Cells of a line.
    width: usize,
    /// The number of each line, from 1.
    lines: Vec<u64>,
}

impl Batch {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// A cell as it stands, empty when the line lacks it.
    pub fn cell(&self, line: usize, cell: usize) -> &str {
        let (begin, end) = self.cells.get(line * self.width + cell).copied().unwrap_or_default();
        self.text.get(begin..end).unwrap_or_default()
    }

    /// The number of a line in its file.
    pub fn line(&self, line: usize) -> u64 {
        self.lines.get(line).copied().unwrap_or_default()
    }

    fn clear(&mut self, width: usize) {
        self.text.clear();
        self.cells.clear();
        self.lines.clear();
        self.width = width;
    }

    /// Cuts the text into cells and keeps those that are wanted.
    fn cut(&mut self, wanted: &[Option<usize>], first_line: u64) -> u64 {
        let columns = wanted.iter().flatten().max().map_or(0, |last| last + 1);
        let mut places: Vec<Vec<usize>> = vec![Vec::new(); columns];
        for (place, column) in wanted.iter().enumerate() {
            let places = column.and_then(|column| places.get_mut(column));
            if let Some(places) = places {
                places.push(place);
            }
        }
        let bytes = self.text.as_bytes();
        if bytes.is_empty() {
            return first_line;
        }
        let (mut number, mut begin, mut column) = (first_line, 0, 0);
        let mut row = vec![(0, 0); wanted.len()];
        let last = if bytes.last() == Some(&b'\n') { None } else { Some(bytes.len()) };
        for end in memchr2_iter(b',', b'\n', bytes).chain(last) {
            let line_ends = bytes.get(end) != Some(&b',');
            let returned = line_ends && end > begin && bytes.get(end - 1) == Some(&b'\r');
            let cell = (begin, if returned { end - 1 } else { end });
            for place in places.get(column).map(Vec::as_slice).unwrap_or_default() {
                row.get_mut(*place).into_iter().for_each(|place| *place = cell);
            }
            (begin, column) = (end + 1, column + 1);
            if line_ends {
                // A blank line is no record.
                if column > 1 || cell.1 > cell.0 {
                    self.cells.extend_from_slice(&row);
                    self.lines.push(number);
                }
                row.fill((0, 0));
                (column, number) = (0, number + 1);
            }
        }
        number
    }
}

/// A file as it is read.
pub(crate) struct Lines<R> {
    state: State<R>,
    block: usize,
    /// The number of the next line.
    line: u64,
}

type Rest<R> = Chain<Cursor<Vec<u8>>, R>;

enum State<R> {
    /// No quote was met yet; what was read of a line that is not whole.
    Plain(R, Vec<u8>),
    /// From the first block with a quote on; and how many lines came before.
    Quoted(Box<csv::Reader<Rest<R>>>, u64),
    Ended,
}

impl<R: Read> Lines<R> {
    /// Begins to read, so many bytes at once, and gives the cells of the first line.
    pub fn new(mut file: R, block: usize) -> Result<(Self, Vec<String>), ReadError> {
        let mut begun = Vec::new();
        while memchr(b'\n', &begun).is_none() && more(&mut file, &mut begun, block, 1)? {}
        let begun = begun.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&begun);
        let end = memchr(b'\n', begun).unwrap_or(begun.len());
        let (first, rest) = begun.split_at(end);
        if needs_library(begun.get(..=end).unwrap_or(begun)) {
            let mut reader = library(file, begun.to_vec(), true);
            let headers = reader.headers().map_err(|error| fault(&error, 0))?;
            let headers = headers.iter().map(|header| header.trim().to_owned()).collect();
            return Ok((Self { state: State::Quoted(reader, 0), block, line: 1 }, headers));
        }
        let first = std::str::from_utf8(first).map_err(|_| ReadError::Encoding { line: 1 })?;
        let headers = first.split(',').map(|header| header.trim().to_owned()).collect();
        let rest = rest.get(1..).unwrap_or_default().to_vec();
        Ok((Self { state: State::Plain(file, rest), block, line: 2 }, headers))
    }

    /// The next lines, none at the end of the file: of each the wanted columns, in this order.
    pub fn read(&mut self, wanted: &[Option<usize>], into: &mut Batch) -> Result<(), ReadError> {
        into.clear(wanted.len());
        while into.is_empty() {
            self.state = match std::mem::replace(&mut self.state, State::Ended) {
                State::Plain(file, begun) => self.plain(file, begun, wanted, into)?,
                State::Quoted(mut reader, before) => {
                    quoted(&mut reader, before, self.block, wanted, into)?;
                    if into.is_empty() { State::Ended } else { State::Quoted(reader, before) }
                }
                State::Ended => break,
            };
        }
        Ok(())
    }

    fn plain(
        &mut self,
        mut file: R,
        mut begun: Vec<u8>,
        wanted: &[Option<usize>],
        into: &mut Batch,
    ) -> Result<State<R>, ReadError> {
        let goes_on = more(&mut file, &mut begun, self.block, self.line)?;
        let end = memrchr(b'\n', &begun).map_or(0, |last| last + 1);
        let end = if goes_on { end } else { begun.len() };
        if needs_library(begun.get(..end).unwrap_or_default()) {
            return Ok(State::Quoted(library(file, begun, false), self.line - 1));
        }
        let rest = begun.split_off(end);
        let line = self.line;
        into.text = String::from_utf8(begun).map_err(|error| {
            let valid = error.as_bytes().get(..error.utf8_error().valid_up_to());
            ReadError::Encoding { line: line + newlines(valid.unwrap_or_default()) }
        })?;
        self.line = into.cut(wanted, line);
        Ok(if goes_on { State::Plain(file, rest) } else { State::Ended })
    }
}

/// Whether there is a quote, or a line that ends in a return alone.
fn needs_library(bytes: &[u8]) -> bool {
    memchr(b'"', bytes).is_some()
        || memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next != b'\n'))
}

/// Reads up to so many bytes more, and tells whether there were any.
fn more(
    file: &mut impl Read,
    into: &mut Vec<u8>,
    block: usize,
    line: u64,
) -> Result<bool, ReadError> {
    let limit = u64::try_from(block).unwrap_or(u64::MAX);
    let read = file.take(limit).read_to_end(into);
    let read = read.map_err(|error| ReadError::Csv { line, reason: error.to_string() })?;
    Ok(read > 0)
}

fn library<R: Read>(file: R, begun: Vec<u8>, has_headers: bool) -> Box<csv::Reader<Rest<R>>> {
    let mut builder = csv::ReaderBuilder::new();
    builder.flexible(true).has_headers(has_headers);
    Box::new(builder.from_reader(Cursor::new(begun).chain(file)))
}

/// Reads about a block of lines.
fn quoted(
    reader: &mut csv::Reader<impl Read>,
    before: u64,
    block: usize,
    wanted: &[Option<usize>],
    into: &mut Batch,
) -> Result<(), ReadError> {
    let mut record = StringRecord::new();
    while into.text.len() < block {
        if !reader.read_record(&mut record).map_err(|error| fault(&error, before))? {
            break;
        }
        for column in wanted {
            let cell = column.and_then(|column| record.get(column)).unwrap_or_default();
            let begin = into.text.len();
            into.text.push_str(cell);
            into.cells.push((begin, into.text.len()));
        }
        // So that lines of which nothing is wanted end a batch too.
        into.text.push('\n');
        into.lines.push(before + record.position().map_or(0, csv::Position::line));
    }
    Ok(())
}

fn fault(error: &csv::Error, before: u64) -> ReadError {
    let line = before + error.position().map_or(1, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => ReadError::Encoding { line },
        _ => ReadError::Csv { line, reason: error.to_string() },
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    u64::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every record's first three cells and its line, and the first line's cells.
    fn read(file: &str, block: usize) -> (Vec<String>, Vec<(u64, [String; 3])>) {
        let (mut lines, headers) = Lines::new(file.as_bytes(), block).unwrap();
        let (mut batch, mut all) = (Batch::default(), Vec::new());
        loop {
            lines.read(&[Some(0), Some(1), Some(2)], &mut batch).unwrap();
            if batch.is_empty() {
                return (headers, all);
            }
            let cells = |line| [0, 1, 2].map(|cell| batch.cell(line, cell).to_owned());
            all.extend((0..batch.len()).map(|line| (batch.line(line), cells(line))));
        }
    }

    /// The same by the library alone.
    fn expected(file: &str) -> (Vec<String>, Vec<[String; 3]>) {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.as_bytes());
        let headers = reader.headers().unwrap().iter().map(|cell| cell.trim().to_owned()).collect();
        let cells = |record: &StringRecord| {
            [0, 1, 2].map(|cell| record.get(cell).unwrap_or_default().to_owned())
        };
        let records = reader.records().map(|record| cells(&record.unwrap()));
        (headers, records.collect())
    }

    proptest! {
        #[test]
        fn cut_or_by_the_library_the_cells_are_the_same(
            lines in proptest::collection::vec("[ab王,，]{0,9}", 1..30),
            quoted in prop_oneof![Just(None), (0_usize..30).prop_map(Some)],
            returns in any::<bool>(), ended in any::<bool>(), block in 1_usize..60,
        ) {
            let mut lines = lines;
            if let Some(place) = quoted {
                let line = lines.len().min(place);
                lines.insert(line, "x,\"a,\n\"\"b\",王".to_owned());
            }
            // The library passes blank lines over before the header as well.
            lines.insert(0, "first, second ,third".to_owned());
            let mut file = lines.join(if returns { "\r\n" } else { "\n" });
            if ended {
                file.push('\n');
            }
            let (headers, records) = read(&file, block);
            let cells: Vec<[String; 3]> = records.into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!((headers, cells), expected(&file));
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        for block in [1, 4, 99] {
            let (_, records) = read("h\n1\n\n2\r\n\n3", block);
            let lines: Vec<u64> = records.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [2, 4, 6]);
        }
    }

    #[test]
    fn columns_are_given_as_they_are_wanted() {
        let (mut lines, _) = Lines::new(&b"a,b,c\n1,2,3\n4\n"[..], 99).unwrap();
        let mut batch = Batch::default();
        lines.read(&[Some(2), None, Some(0), Some(0)], &mut batch).unwrap();
        let cells: Vec<&str> = (0..8).map(|cell| batch.cell(cell / 4, cell % 4)).collect();
        assert_eq!(cells, ["3", "", "1", "1", "", "", "4", "4"]);
    }
}
