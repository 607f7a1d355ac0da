//! A small linear programme solved exactly: how much can rows pay together when no site takes more
//! than its price? Its value bounds what any plan of sites at these prices loses, and its dual says
//! how far each site is open in the relaxation.
//!
//! The simplex method with bounds on the variables, on a dense table of sites by rows in which a
//! basic and a free variable change places at each step. All start at nothing, which is allowed, so
//! there is no first phase.

use crate::num::float;

/// A row of a small problem.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    /// Its sites, as bits.
    pub mask: u128,
    /// What is paid when none is open.
    pub weight: f64,
    /// What it paid in a relaxation like the one to come: where the search for that begins.
    pub paid: f64,
}

/// What the programme came to.
#[derive(Clone, Debug)]
pub(crate) struct Packed {
    /// What each row pays.
    pub u: Vec<f64>,
    /// How far each site is open.
    pub y: Vec<f64>,
}

/// A variable: what a row pays, or what a site has left of its price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Row(usize),
    Left(usize),
}

struct Table<'a> {
    prices: &'a [f64],
    rows: &'a [Row],
    wide: usize,
    cells: Vec<f64>,
    basic: Vec<Name>,
    values: Vec<f64>,
    outside: Vec<Name>,
    full: Vec<bool>,
    /// What the sum gains by each variable outside.
    gains: Vec<f64>,
    scratch: Vec<f64>,
    /// What all rows pay.
    sum: f64,
}

const TINY: f64 = 1e-9;

/// The most that rows pay: each no more than its weight, and those of a site together no more than
/// its price. It is enough when they pay `enough`.
pub(crate) fn pack(prices: &[f64], rows: &[Row], enough: f64) -> Packed {
    let mut table = Table::new(prices, rows);
    table.begin();
    for _ in 0..20 * (prices.len() + rows.len()) {
        if table.sum >= enough || !table.step() {
            break;
        }
    }
    let mut packed = Packed { u: vec![0.0; rows.len()], y: vec![0.0; prices.len()] };
    for (name, value) in table.basic.iter().zip(&table.values) {
        if let Name::Row(row) = name {
            packed.u[*row] = value.clamp(0.0, rows[*row].weight);
        }
    }
    for ((name, full), gain) in table.outside.iter().zip(&table.full).zip(&table.gains) {
        match name {
            Name::Row(row) => packed.u[*row] = if *full { rows[*row].weight } else { 0.0 },
            Name::Left(site) => packed.y[*site] = (-gain).clamp(0.0, 1.0),
        }
    }
    packed
}

impl<'a> Table<'a> {
    fn new(prices: &'a [f64], rows: &'a [Row]) -> Self {
        let (high, wide) = (prices.len(), rows.len());
        let mut cells = vec![0.0; high * wide];
        for (row, Row { mask, .. }) in rows.iter().enumerate() {
            for site in bits(*mask) {
                cells[site * wide + row] = 1.0;
            }
        }
        Self {
            prices,
            rows,
            wide,
            cells,
            basic: (0..high).map(Name::Left).collect(),
            values: prices.to_vec(),
            outside: (0..wide).map(Name::Row).collect(),
            full: vec![false; wide],
            gains: vec![1.0; wide],
            scratch: Vec::new(),
            sum: 0.0,
        }
    }

    /// Rows that paid all they could pay it from the start, as far as that is allowed.
    fn begin(&mut self) {
        for (row, Row { mask, weight, paid }) in self.rows.iter().enumerate() {
            if *paid < *weight * (1.0 - 1e-9) || bits(*mask).any(|site| self.values[site] < *weight)
            {
                continue;
            }
            for site in bits(*mask) {
                self.values[site] -= weight;
            }
            self.full[row] = true;
            self.sum += weight;
        }
    }

    fn most(&self, name: Name) -> f64 {
        match name {
            Name::Row(row) => self.rows[row].weight,
            Name::Left(_) => f64::INFINITY,
        }
    }

    /// Moves the variable that promises most. False when nothing helps any more.
    fn step(&mut self) -> bool {
        let typical = self.prices.iter().sum::<f64>() / float(self.prices.len().max(1));
        let mut best = (0.0, usize::MAX);
        for (column, gain) in self.gains.iter().enumerate() {
            let gain = if self.full[column] { -gain } else { *gain };
            let promise = gain * self.most(self.outside[column]).min(typical);
            if gain > TINY && promise > best.0 {
                best = (promise, column);
            }
        }
        let column = best.1;
        if column == usize::MAX {
            return false;
        }
        let up = if self.full[column] { -1.0 } else { 1.0 };
        let range = self.most(self.outside[column]);
        let (mut far, mut leaver, mut pivot) = (range, usize::MAX, 0.0_f64);
        for line in 0..self.basic.len() {
            let rate = self.cells[line * self.wide + column] * up;
            let room = if rate > TINY {
                self.values[line].max(0.0) / rate
            } else if rate < -TINY {
                (self.most(self.basic[line]) - self.values[line]).max(0.0) / -rate
            } else {
                continue;
            };
            if room < far - 1e-12
                || (room <= far && rate.abs() > pivot.abs() && leaver != usize::MAX)
            {
                (far, leaver, pivot) = (room, line, rate);
            }
        }
        if !far.is_finite() {
            return false;
        }
        self.sum += self.gains[column] * up * far;
        for line in 0..self.basic.len() {
            self.values[line] -= self.cells[line * self.wide + column] * up * far;
        }
        if leaver == usize::MAX {
            self.full[column] = !self.full[column];
        } else {
            let from = if self.full[column] { range } else { 0.0 };
            self.exchange(leaver, column);
            self.values[leaver] = from + up * far;
            // What grew out of the base stands at its upper limit.
            self.full[column] = pivot < 0.0;
        }
        true
    }

    /// Basic and outside variable change places.
    fn exchange(&mut self, line: usize, column: usize) {
        let wide = self.wide;
        let own = line * wide..(line + 1) * wide;
        let pivot = self.cells[own.start + column];
        for cell in &mut self.cells[own.clone()] {
            *cell /= pivot;
        }
        self.cells[own.start + column] = 1.0 / pivot;
        self.scratch.clear();
        self.scratch.extend_from_slice(&self.cells[own]);
        for (other, cells) in self.cells.chunks_exact_mut(wide).enumerate() {
            let factor = cells[column];
            if other != line && factor != 0.0 {
                cells[column] = 0.0;
                for (cell, of) in cells.iter_mut().zip(&self.scratch) {
                    *cell -= factor * of;
                }
            }
        }
        let factor = self.gains[column];
        self.gains[column] = 0.0;
        for (gain, of) in self.gains.iter_mut().zip(&self.scratch) {
            *gain -= factor * of;
        }
        std::mem::swap(&mut self.basic[line], &mut self.outside[column]);
    }
}

/// The sites of a mask.
pub(crate) fn bits(mut mask: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (mask != 0).then(|| {
            let site = usize::try_from(mask.trailing_zeros()).unwrap_or(0);
            mask &= mask - 1;
            site
        })
    })
}
