//! A small linear programme solved exactly, again and again with little changed: how much can rows pay
//! together when no site takes more than its price? Its value bounds what any plan of sites at these
//! prices loses, and its dual says how far each site is open in the relaxation.
//!
//! The dual simplex method with bounds on the variables, for which a base stays good when prices
//! move, when a site's rows need pay no more (it is open) and when its price no longer counts (it is
//! shut). The inverse of the base is kept whole. Rows for which a step would only move what is paid
//! from one limit to the other are moved all at once (the long-step rule; Maros, Computational
//! Techniques of the Simplex Method, 2003), and the line that leaves is chosen by steepest edge
//! (Forrest and Goldfarb 1992).

use crate::num::{at, float, id};

/// How many sites there may be.
pub(crate) const MOST: usize = 128;
/// What is taken for nothing in a cell of the inverse, and in a value as part of a usual price.
const TINY: f64 = 1e-9;
const CLOSE: f64 = 1e-9;

/// A base of the programme. Its variables are what each row pays, then what each site has left of
/// its price.
#[derive(Clone, Debug)]
pub(crate) struct Base {
    /// What the sites are called outside.
    pub sites: Vec<u32>,
    /// What is paid by rows that are gone.
    pub constant: f64,
    /// The sites of each row.
    starts: Vec<u32>,
    entries: Vec<u8>,
    /// The rows of each site.
    column_starts: Vec<u32>,
    columns: Vec<u32>,
    /// The limits of each variable, and whether one outside stands at the upper.
    low: Vec<f64>,
    high: Vec<f64>,
    full: Vec<bool>,
    inside: Vec<bool>,
    /// What the sum gains by a unit of each variable.
    gains: Vec<f64>,
    /// The variable of each line, and its value.
    basic: Vec<u32>,
    values: Vec<f64>,
    /// The inverse, line by line, and how long each line is, squared.
    inverse: Vec<f64>,
    norms: Vec<f64>,
    /// Changes of the base so far.
    pub pivots: usize,
    alphas: Vec<f64>,
    offers: Vec<(f64, u32)>,
    column: Vec<f64>,
    shift: Vec<f64>,
}

impl Base {
    /// Sites with their prices, and rows by the mask of their sites. All rows pay what they can, which
    /// is too much.
    pub(crate) fn new(prices: &[f64], rows: &[(u128, f64)]) -> Self {
        let (wide, high) = (rows.len(), prices.len());
        let (mut starts, mut entries, mut values) = (vec![0], Vec::new(), prices.to_vec());
        for (mask, weight) in rows {
            for site in bits(*mask) {
                entries.push(narrow(site));
                values[site] -= weight;
            }
            starts.push(id(entries.len()));
        }
        let mut inverse = vec![0.0; high * high];
        for line in 0..high {
            inverse[line * high + line] = 1.0;
        }
        let lefts = |of: f64| std::iter::repeat_n(of, high);
        Self {
            sites: (0..high).map(id).collect(),
            constant: 0.0,
            column_starts: Vec::new(),
            columns: Vec::new(),
            starts,
            entries,
            low: vec![0.0; wide + high],
            high: rows.iter().map(|row| row.1).chain(lefts(f64::INFINITY)).collect(),
            full: (0..wide + high).map(|name| name < wide).collect(),
            inside: (0..wide + high).map(|name| name >= wide).collect(),
            gains: rows.iter().map(|_| 1.0).chain(lefts(0.0)).collect(),
            basic: (wide..wide + high).map(id).collect(),
            values,
            inverse,
            norms: vec![1.0; high],
            pivots: 0,
            alphas: vec![0.0; wide + high],
            offers: Vec::new(),
            column: vec![0.0; high],
            shift: Vec::new(),
        }
        .turned()
    }

    pub(crate) fn rows(&self) -> usize {
        self.starts.len() - 1
    }

    /// The sites of a row, as they are numbered here.
    pub(crate) fn row(&self, row: usize) -> &[u8] {
        &self.entries[at(self.starts[row])..at(self.starts[row + 1])]
    }

    /// Prices move by so much.
    pub(crate) fn reprice(&mut self, more: impl Iterator<Item = f64>) {
        self.shift.clear();
        self.shift.extend(more);
        self.settle();
    }

    /// Rows of this site pay nothing from now on.
    pub(crate) fn open(&mut self, site: usize) {
        self.rest();
        for row in 0..self.rows() {
            if self.row(row).iter().all(|other| usize::from(*other) != site) {
                continue;
            }
            if self.full[row] && !self.inside[row] {
                self.move_outside(row, -self.high[row]);
            }
            self.full[row] = false;
            self.high[row] = 0.0;
        }
        self.settle();
    }

    /// A site takes anything from now on.
    pub(crate) fn shut(&mut self, site: usize) {
        let name = self.rows() + site;
        // More than all its rows can pay.
        let own = |row: &usize| self.row(*row).iter().any(|other| usize::from(*other) == site);
        let far = 1.0 + (0..self.rows()).filter(own).map(|row| self.high[row]).sum::<f64>();
        if !self.inside[name] {
            self.rest();
            self.shift[site] = far;
            self.settle();
        }
        self.low[name] = -far;
    }

    /// The same without these sites, which are open or shut, and without what is clear by that.
    pub(crate) fn compact(&self, decided: u128) -> Self {
        let (rows, high) = (self.rows(), self.sites.len());
        let gone = |site: usize| self.inside[rows + site] && decided >> self.sites[site] & 1 == 1;
        let mut place = vec![u8::MAX; high];
        let kept: Vec<usize> = (0..high).filter(|site| !gone(*site)).collect();
        for (index, site) in kept.iter().enumerate() {
            place[*site] = narrow(index);
        }
        let (mut starts, mut entries, mut names) = (vec![0], Vec::new(), Vec::new());
        let mut renamed = vec![u32::MAX; rows + high];
        let mut constant = self.constant;
        for row in (0..rows).filter(|row| self.inside[*row] || self.high[*row] > 0.0) {
            let places = self.row(row).iter().map(|site| place[usize::from(*site)]);
            let before = entries.len();
            entries.extend(places.filter(|place| *place != u8::MAX));
            if entries.len() == before && !self.inside[row] {
                constant += self.high[row];
                continue;
            }
            starts.push(id(entries.len()));
            renamed[row] = id(names.len());
            names.push(row);
        }
        for site in &kept {
            renamed[rows + site] = id(names.len());
            names.push(rows + site);
        }
        let lines: Vec<usize> =
            (0..high).filter(|line| renamed[at(self.basic[*line])] != u32::MAX).collect();
        let mut inverse = Vec::with_capacity(kept.len() * kept.len());
        for line in &lines {
            let own = &self.inverse[line * high..(line + 1) * high];
            inverse.extend(kept.iter().map(|site| own[*site]));
        }
        let of = |all: &[f64]| names.iter().map(|name| all[*name]).collect::<Vec<f64>>();
        let flags = |all: &[bool]| names.iter().map(|name| all[*name]).collect::<Vec<bool>>();
        let by_line = |all: &[f64]| lines.iter().map(|line| all[*line]).collect::<Vec<f64>>();
        Self {
            sites: kept.iter().map(|site| self.sites[*site]).collect(),
            constant,
            low: of(&self.low),
            high: of(&self.high),
            full: flags(&self.full),
            inside: flags(&self.inside),
            gains: of(&self.gains),
            basic: lines.iter().map(|line| renamed[at(self.basic[*line])]).collect(),
            values: by_line(&self.values),
            norms: by_line(&self.norms),
            inverse,
            pivots: self.pivots,
            alphas: vec![0.0; names.len()],
            offers: Vec::new(),
            column: vec![0.0; kept.len()],
            shift: Vec::new(),
            column_starts: Vec::new(),
            columns: Vec::new(),
            starts,
            entries,
        }
        .turned()
    }

    /// With the rows of each site.
    fn turned(mut self) -> Self {
        let high = self.sites.len();
        let mut starts = vec![0; high + 1];
        for site in &self.entries {
            starts[usize::from(*site) + 1] += 1;
        }
        for site in 0..high {
            starts[site + 1] += starts[site];
        }
        let mut next = starts.clone();
        let mut columns = vec![0; self.entries.len()];
        for row in 0..self.rows() {
            for site in self.row(row) {
                let place = &mut next[usize::from(*site)];
                columns[at(*place)] = id(row);
                *place += 1;
            }
        }
        (self.column_starts, self.columns) = (starts, columns);
        self
    }

    fn rest(&mut self) {
        self.shift.clear();
        self.shift.resize(self.sites.len(), 0.0);
    }

    /// What a row outside the base pays moves by so much.
    fn move_outside(&mut self, row: usize, more: f64) {
        let Self { starts, entries, shift, .. } = self;
        for site in &entries[at(starts[row])..at(starts[row + 1])] {
            shift[usize::from(*site)] -= more;
        }
    }

    /// Values follow what has moved outside.
    fn settle(&mut self) {
        let high = self.shift.len().max(1);
        if self.shift.iter().all(|shift| *shift == 0.0) {
            return;
        }
        for (value, line) in self.values.iter_mut().zip(self.inverse.chunks_exact(high)) {
            *value += product(line, &self.shift);
        }
    }

    /// Changes the base until nothing is beyond its limits.
    pub(crate) fn solve(&mut self, usual_price: f64) {
        let close = CLOSE * usual_price;
        for _ in 0..20 * self.sites.len() + 100 {
            if !self.step(close) {
                break;
            }
        }
    }

    /// What each row pays.
    pub(crate) fn paid(&self) -> Vec<f64> {
        let rows = self.rows();
        let outside = |row: usize| if self.full[row] { self.high[row] } else { 0.0 };
        let mut paid: Vec<f64> = (0..rows).map(outside).collect();
        for (name, value) in self.basic.iter().zip(&self.values) {
            if at(*name) < rows {
                paid[at(*name)] = value.clamp(0.0, self.high[at(*name)]);
            }
        }
        paid
    }

    /// How far a site is open.
    pub(crate) fn share(&self, site: usize) -> f64 {
        let name = self.rows() + site;
        if self.inside[name] { 0.0 } else { (-self.gains[name]).clamp(0.0, 1.0) }
    }

    fn step(&mut self, close: f64) -> bool {
        let (mut best, mut leaver) = (0.0, None);
        let lines = self.basic.iter().zip(&self.values).zip(&self.norms).enumerate();
        for (line, ((name, value), norm)) in lines {
            let (below, above) = (self.low[at(*name)] - value, value - self.high[at(*name)]);
            let over = below.max(above);
            if over > close && over * over > best * norm {
                best = over * over / norm;
                leaver = Some((line, over, if below > above { 1.0 } else { -1.0 }));
            }
        }
        let Some((line, over, sign)) = leaver else { return false };
        self.look(line, sign);
        let Some(entering) = self.choose(over) else { return false };
        self.flip();
        self.exchange(line, entering, sign);
        true
    }

    /// What a unit of each variable outside takes from a line, and which of them could mend it.
    fn look(&mut self, line: usize, sign: f64) {
        let (high, rows) = (self.sites.len(), self.rows());
        let own = &self.inverse[line * high..(line + 1) * high];
        self.alphas.fill(0.0);
        for (cell, ends) in own.iter().zip(self.column_starts.windows(2)) {
            if *cell != 0.0 {
                for row in &self.columns[at(ends[0])..at(ends[1])] {
                    self.alphas[at(*row)] += cell;
                }
            }
        }
        self.offers.clear();
        let states = self.inside.iter().zip(&self.full).zip(&self.high).zip(&self.gains);
        let names = self.alphas[..rows].iter_mut().zip(states).enumerate();
        for (row, (alpha, (((inside, full), most), gain))) in names {
            if *inside || *most <= 0.0 {
                *alpha = 0.0;
                continue;
            }
            let pull = if *full { sign * *alpha } else { -sign * *alpha };
            if pull > TINY {
                self.offers.push((gain.abs() / pull, id(row)));
            }
        }
        for (site, cell) in own.iter().enumerate() {
            let name = rows + site;
            self.alphas[name] = if self.inside[name] { 0.0 } else { *cell };
            let pull = -sign * self.alphas[name];
            if pull > TINY {
                self.offers.push((self.gains[name].abs() / pull, id(name)));
            }
        }
    }

    /// The variable that enters; in `offers` stay only those that go from limit to limit before.
    fn choose(&mut self, over: f64) -> Option<usize> {
        // All of them together may just suffice.
        let (mut left, mut passed) = (over * (1.0 - 1e-9), 0);
        loop {
            let rest = &self.offers[passed..];
            let least = rest.iter().map(|offer| offer.0).fold(f64::INFINITY, f64::min);
            if !least.is_finite() {
                return None;
            }
            // Of those that come at once, the one with the largest cell is the safest.
            let until = least + 1e-12 * (1.0 + least);
            let (mut best, mut all) = ((0.0, 0), 0.0);
            for (index, (ratio, name)) in rest.iter().enumerate() {
                if *ratio <= until {
                    let cell = self.alphas[at(*name)].abs();
                    all += cell * (self.high[at(*name)] - self.low[at(*name)]);
                    if cell > best.0 {
                        best = (cell, index);
                    }
                }
            }
            if all >= left {
                let name = self.offers[passed + best.1].1;
                self.offers.truncate(passed);
                return Some(at(name));
            }
            left -= all;
            let mut index = passed;
            while let Some(offer) = self.offers.get(index) {
                if offer.0 <= until {
                    self.offers.swap(passed, index);
                    passed += 1;
                }
                index += 1;
            }
        }
    }

    /// Moves those passed by from limit to limit.
    fn flip(&mut self) {
        if self.offers.is_empty() {
            return;
        }
        self.rest();
        let offers = std::mem::take(&mut self.offers);
        for (_, name) in &offers {
            let row = at(*name);
            self.move_outside(row, if self.full[row] { -self.high[row] } else { self.high[row] });
            self.full[row] = !self.full[row];
        }
        self.offers = offers;
        self.settle();
    }

    /// The variable of a line and one outside change places.
    fn exchange(&mut self, line: usize, entering: usize, sign: f64) {
        let (high, rows) = (self.sites.len(), self.rows());
        let lines = self.inverse.chunks_exact(high);
        if entering < rows {
            let sites = &self.entries[at(self.starts[entering])..at(self.starts[entering + 1])];
            for (cell, own) in self.column.iter_mut().zip(lines) {
                *cell = sites.iter().map(|site| own[usize::from(*site)]).sum();
            }
        } else {
            for (cell, own) in self.column.iter_mut().zip(lines) {
                *cell = own[entering - rows];
            }
        }
        let pivot = self.column[line];
        let leaver = at(self.basic[line]);
        let target = if sign > 0.0 { self.low[leaver] } else { self.high[leaver] };
        let step = (self.values[line] - target) / pivot;
        let turn = self.gains[entering] / pivot;
        for (value, cell) in self.values.iter_mut().zip(&self.column) {
            *value -= step * cell;
        }
        let from = if self.full[entering] { self.high[entering] } else { self.low[entering] };
        self.values[line] = from + step;
        for (gain, alpha) in self.gains.iter_mut().zip(&self.alphas) {
            *gain -= turn * alpha;
        }
        self.gains[entering] = 0.0;
        self.gains[leaver] = -turn;
        self.inside[entering] = true;
        self.inside[leaver] = false;
        self.full[leaver] = sign < 0.0;
        self.basic[line] = id(entering);
        self.pivots += 1;
        self.turn(line, pivot);
    }

    /// The inverse of the changed base.
    fn turn(&mut self, line: usize, pivot: f64) {
        let high = self.sites.len();
        let (before, rest) = self.inverse.split_at_mut(line * high);
        let (own, after) = rest.split_at_mut(high);
        for cell in own.iter_mut() {
            *cell /= pivot;
        }
        self.norms[line] = product(own, own);
        let others = before.chunks_exact_mut(high).chain(after.chunks_exact_mut(high));
        let (column, norms) = (&self.column, &mut self.norms);
        let (first, last) = norms.split_at_mut(line);
        let states = first.iter_mut().chain(&mut last[1..]);
        let factors = column[..line].iter().chain(&column[line + 1..]);
        for ((cells, factor), norm) in others.zip(factors).zip(states) {
            if *factor != 0.0 {
                for (cell, of) in cells.iter_mut().zip(own.iter()) {
                    *cell -= factor * of;
                }
                *norm = product(cells, cells);
            }
        }
    }
}

/// The sum of products, in eight sums at once.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (left, right) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = left.remainder().iter().zip(right.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in left.zip(right) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    rest + sums.iter().sum::<f64>()
}

/// A price that is usual among these.
pub(crate) fn usual(prices: &[f64]) -> f64 {
    prices.iter().sum::<f64>() / float(prices.len().max(1))
}

fn narrow(site: usize) -> u8 {
    u8::try_from(site).unwrap_or(u8::MAX)
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
