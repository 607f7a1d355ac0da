//! Everything that is asked of a record side by side: one look at memory for all fields.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::{
    codes::HIDDEN,
    rule::Piece,
    table::{Column, MISSING, Table, at},
};

/// Positions that a row can have, so that which of them agree fits one number.
pub(crate) const POSITIONS_MAX: usize = 64;

/// The rows of a table.
#[derive(Debug)]
pub(crate) struct Rows {
    width: usize,
    cells: Vec<u32>,
    sides: Vec<Side>,
}

/// What stands at one position of every row.
#[derive(Debug)]
struct Side {
    /// What a number of the column stands as; the number itself when absent.
    cuts: Option<Vec<u32>>,
    /// How many records have it, by what stands in the row.
    counts: Vec<u32>,
}

impl Rows {
    /// One position for each of these fields, cut or whole; the record's source comes last.
    pub fn new(table: &Table, fields: &[(usize, Piece)]) -> Self {
        let columns: Vec<&Column> =
            fields.iter().filter_map(|(field, _)| table.column(*field)).collect();
        let sides: Vec<Side> = columns
            .par_iter()
            .zip(fields)
            .map(|(column, (_, piece))| Side::new(column, *piece))
            .collect();
        let width = columns.len() + 1;
        let mut cells = vec![MISSING; table.len() * width];
        let fill = |(chunk, cells): (usize, &mut [u32])| {
            let begin = chunk * CHUNK;
            for (position, (column, side)) in columns.iter().zip(&sides).enumerate() {
                let said = column.cells().get(begin..).unwrap_or_default();
                for (row, cell) in cells.chunks_exact_mut(width).zip(said) {
                    if let Some(place) = row.get_mut(position) {
                        *place = side.of(*cell);
                    }
                }
            }
            for (record, row) in (begin..).zip(cells.chunks_exact_mut(width)) {
                let record = u32::try_from(record).unwrap_or(MISSING);
                row.iter_mut().last().into_iter().for_each(|place| {
                    *place = u32::from(table.source(record));
                });
            }
        };
        cells.par_chunks_mut(CHUNK * width).enumerate().for_each(fill);
        Self { width, cells, sides }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.len() / self.width
    }

    /// A record's row.
    pub fn row(&self, record: u32) -> &[u32] {
        let begin = at(record) * self.width;
        self.cells.get(begin..begin + self.width).unwrap_or_default()
    }

    /// How many numbers a row has.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether no other record has this at the position.
    pub fn is_single(&self, position: usize, cell: u32) -> bool {
        let counts = self.sides.get(position).map(|side| side.counts.as_slice());
        counts.and_then(|counts| counts.get(at(cell))) == Some(&1)
    }
}

/// Rows that are filled at once.
const CHUNK: usize = 16_384;

impl Side {
    fn new(column: &Column, piece: Piece) -> Self {
        if piece == Piece::Whole {
            return Self { cuts: None, counts: column.counts().to_vec() };
        }
        let mut numbers: HashMap<&str, u32, FixedState> = HashMap::default();
        let mut counts: Vec<u32> = Vec::new();
        let cuts = (0..).take(column.distinct()).map(|number| {
            let next = u32::try_from(numbers.len()).unwrap_or(MISSING);
            let piece = piece.of(column.text(number));
            // What is hidden agrees with everything, and so with nothing.
            if piece.contains(HIDDEN) {
                return MISSING;
            }
            let cut = *numbers.entry(piece).or_insert(next);
            counts.resize(numbers.len(), 0);
            if let Some(count) = counts.get_mut(at(cut)) {
                *count += column.count(number);
            }
            cut
        });
        Self { cuts: Some(cuts.collect()), counts }
    }

    fn of(&self, cell: u32) -> u32 {
        match &self.cuts {
            Some(cuts) if cell != MISSING => cuts.get(at(cell)).copied().unwrap_or(MISSING),
            _ => cell,
        }
    }
}

/// Two records as they are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'r> {
    pub one: u32,
    pub other: u32,
    left: &'r [u32],
    right: &'r [u32],
    /// A bit for each position at which both say something.
    told: u64,
    /// A bit for each position at which both say the same.
    same: u64,
}

impl<'r> Pair<'r> {
    pub fn new((one, left): (u32, &'r [u32]), (other, right): (u32, &'r [u32])) -> Self {
        let (mut told, mut same) = (0, 0);
        for (position, (a, b)) in left.iter().zip(right).enumerate() {
            let said = *a != MISSING && *b != MISSING;
            told |= u64::from(said) << position;
            same |= u64::from(said && a == b) << position;
        }
        Self { one, other, left, right, told, same }
    }

    /// Whether both agree in all these positions.
    pub fn agrees(&self, positions: u64) -> bool {
        self.same & positions == positions
    }

    /// Whether both say the same at a position, say different things, or one says nothing.
    pub fn at(&self, position: usize) -> Said {
        if self.same >> position & 1 == 1 {
            Said::Same(self.left.get(position).copied().unwrap_or(MISSING))
        } else if self.told >> position & 1 == 1 {
            let said = |row: &[u32]| row.get(position).copied().unwrap_or(MISSING);
            Said::Different(said(self.left), said(self.right))
        } else {
            Said::Nothing
        }
    }

    /// Whether both are of one source, which stands last in a row.
    pub fn of_one_source(&self) -> bool {
        self.left.last() == self.right.last()
    }
}

/// What two records say at one position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Nothing,
    Same(u32),
    Different(u32, u32),
}
