//! From points to rows: which sites cover which demand, however many points there are.
//!
//! Demand that is covered by the same sites is one row. With n sites of one radius there are at most
//! n² - n + 2 kinds of demand, so points are streamed: a fine grid knows for each of its cells which
//! circles hold it whole and which cross it. Points of a cell that nothing crosses are only added up;
//! others are measured exactly, against the circles that cross. Kinds are told apart by 128-bit
//! sums of random keys of their sites.

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use kernel::count;

use crate::metric::{Metric, Point};
use crate::num::{Chance, at, float, id};
use crate::problem::{Problem, Rows};

/// Streams demand points into kinds.
#[derive(Clone, Debug)]
pub struct Coverage {
    sites: Vec<Point>,
    radius: f64,
    metric: Metric,
    low: Point,
    step: Point,
    wide: usize,
    high: usize,
    slots: usize,
    keys: Vec<u128>,
    /// For each cell the kind of what holds it whole.
    held: Vec<u128>,
    /// For each cell where its crossing circles begin.
    starts: Vec<u32>,
    crossing: Vec<u32>,
    /// For each cell that nothing crosses the weight in it, by slot.
    sums: Vec<f64>,
    kinds: HashMap<u128, Kind, FixedState>,
    /// Weight by slot that no site covers.
    beyond: Vec<f64>,
}

#[derive(Clone, Debug)]
struct Kind {
    at: Point,
    weights: Vec<f64>,
}

/// The cells of the grid along its longer side, at most.
const FINEST: usize = 1024;

impl Coverage {
    /// `sites` cover what is at most `radius` away. `points` is about how many points will come:
    /// the grid is as fine as that pays. Weights come in `slots` parts (1, or hours of the day).
    pub fn new(
        sites: Vec<Point>,
        radius: f64,
        metric: Metric,
        points: usize,
        slots: usize,
    ) -> Self {
        let (low, high) = frame(&sites, radius, metric);
        let fine = count::to_usize(count::round(float(points.max(16)).sqrt())).clamp(4, FINEST);
        let side = |low: f64, high: f64| ((high - low) / float(fine)).max(1e-12);
        let step = Point { x: side(low.x, high.x), y: side(low.y, high.y) };
        let mut chance = Chance::new(0x5174);
        let mut key = || (u128::from(chance.next()) << 64) | u128::from(chance.next());
        let mut coverage = Self {
            keys: sites.iter().map(|_| key()).collect(),
            sites,
            radius,
            metric,
            low,
            step,
            wide: fine,
            high: fine,
            slots: slots.max(1),
            held: vec![0; fine * fine],
            starts: Vec::new(),
            crossing: Vec::new(),
            sums: vec![0.0; fine * fine * slots.max(1)],
            kinds: HashMap::with_hasher(FixedState::default()),
            beyond: vec![0.0; slots.max(1)],
        };
        coverage.draw();
        coverage
    }

    /// Draws every circle into the grid.
    fn draw(&mut self) {
        let cells = self.wide * self.high;
        let mut crossed: Vec<(u32, u32)> = Vec::new();
        let margin = 1e-9 * self.radius;
        for site in 0..self.sites.len() {
            let centre = self.sites[site];
            let (dx, dy) = self.metric.span(centre.y, self.radius);
            let columns = self.column(centre.x - dx)..=self.column(centre.x + dx);
            for line in self.line(centre.y - dy)..=self.line(centre.y + dy) {
                let half = self.half_diagonal(line) + margin;
                for column in columns.clone() {
                    let cell = line * self.wide + column;
                    let distance = self.metric.distance(centre, self.middle(line, column));
                    if distance + half <= self.radius {
                        self.held[cell] ^= self.keys[site];
                    } else if distance - half <= self.radius {
                        crossed.push((id(cell), id(site)));
                    }
                }
            }
        }
        self.starts = vec![0; cells + 1];
        for (cell, _) in &crossed {
            self.starts[at(*cell) + 1] += 1;
        }
        for cell in 0..cells {
            self.starts[cell + 1] += self.starts[cell];
        }
        self.crossing = vec![0; crossed.len()];
        let mut next = self.starts.clone();
        for (cell, site) in crossed {
            let slot = &mut next[at(cell)];
            self.crossing[at(*slot)] = site;
            *slot += 1;
        }
    }

    fn column(&self, x: f64) -> usize {
        place(x, self.low.x, self.step.x, self.wide)
    }

    fn line(&self, y: f64) -> usize {
        place(y, self.low.y, self.step.y, self.high)
    }

    fn middle(&self, line: usize, column: usize) -> Point {
        Point {
            x: self.low.x + (float(column) + 0.5) * self.step.x,
            y: self.low.y + (float(line) + 0.5) * self.step.y,
        }
    }

    fn half_diagonal(&self, line: usize) -> f64 {
        let (bottom, top) = (float(line), float(line + 1));
        let [bottom, top] = [bottom, top].map(|line| self.low.y + line * self.step.y);
        let nearest = if bottom <= 0.0 && top >= 0.0 { 0.0 } else { bottom.abs().min(top.abs()) };
        // A hair more than half, for points that rounding puts into the next cell.
        self.metric.at_most(nearest, self.step.x * 0.500_001, self.step.y * 0.500_001)
    }

    /// Takes in demand at a point; `slot` counts from 0.
    pub fn add(&mut self, point: Point, slot: usize, weight: f64) {
        let (x, y) = ((point.x - self.low.x) / self.step.x, (point.y - self.low.y) / self.step.y);
        let inside = x >= 0.0 && y >= 0.0 && x < float(self.wide) && y < float(self.high);
        if !inside {
            self.beyond[slot] += weight;
            return;
        }
        let cell = floor(y) * self.wide + floor(x);
        let crossing = at(self.starts[cell])..at(self.starts[cell + 1]);
        if crossing.is_empty() {
            self.sums[cell * self.slots + slot] += weight;
            return;
        }
        let mut kind = self.held[cell];
        for site in &self.crossing[crossing] {
            if self.covers(at(*site), point) {
                kind ^= self.keys[at(*site)];
            }
        }
        self.count(kind, point, slot, weight);
    }

    fn count(&mut self, kind: u128, point: Point, slot: usize, weight: f64) {
        if kind == 0 {
            self.beyond[slot] += weight;
            return;
        }
        let slots = self.slots;
        let new = || Kind { at: point, weights: vec![0.0; slots] };
        self.kinds.entry(kind).or_insert_with(new).weights[slot] += weight;
    }

    fn covers(&self, site: usize, point: Point) -> bool {
        match self.metric {
            Metric::Planar => {
                let (dx, dy) = (self.sites[site].x - point.x, self.sites[site].y - point.y);
                let (square, limit) = (dx * dx + dy * dy, self.radius * self.radius);
                // Squares decide but for the last digits, where roots do.
                let close = (square - limit).abs() <= 1e-12 * limit;
                if close { dx.hypot(dy) <= self.radius } else { square <= limit }
            }
            metric => metric.distance(self.sites[site], point) <= self.radius,
        }
    }

    /// The sites that cover a point, in rising order; `by_y` are all sites by their `y`.
    fn covering(&self, by_y: &[u32], point: Point) -> Vec<u32> {
        let (dx, dy) = self.metric.span(point.y, self.radius * 1.000_001);
        let site = |name: &u32| self.sites[at(*name)];
        let first = by_y.partition_point(|name| site(name).y < point.y - dy);
        let strip = by_y[first..].iter().take_while(|name| site(name).y <= point.y + dy);
        let near = strip.filter(|name| (site(name).x - point.x).abs() <= dx);
        let mut sites: Vec<u32> =
            near.filter(|name| self.covers(at(**name), point)).copied().collect();
        sites.sort_unstable();
        sites
    }

    /// The rows. `open` says which sites count in which slot; give `|_, _| true` when all always do.
    pub fn finish(mut self, open: impl Fn(u32, usize) -> bool) -> Problem {
        for cell in 0..self.wide * self.high {
            for slot in 0..self.slots {
                let weight = self.sums[cell * self.slots + slot];
                if weight != 0.0 {
                    let (line, column) = (cell / self.wide, cell % self.wide);
                    self.count(self.held[cell], self.middle(line, column), slot, weight);
                }
            }
        }
        let mut kinds: Vec<(&u128, &Kind)> = self.kinds.iter().collect();
        kinds.sort_unstable_by_key(|(key, _)| **key);
        let mut by_y: Vec<u32> = (0..self.sites.len()).map(id).collect();
        by_y.sort_by(|a, b| self.sites[at(*a)].y.total_cmp(&self.sites[at(*b)].y));
        let mut rows = Rows::covering(self.sites.len());
        rows.add_constant(self.beyond.iter().sum());
        for (_, kind) in kinds {
            let sites = self.covering(&by_y, kind.at);
            for (slot, weight) in
                kind.weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0)
            {
                let open: Vec<u32> =
                    sites.iter().copied().filter(|site| open(*site, slot)).collect();
                rows.cover(*weight, &open);
            }
        }
        rows.finish()
    }
}

/// The rectangle that all circles lie in.
fn frame(sites: &[Point], radius: f64, metric: Metric) -> (Point, Point) {
    let mut low = Point { x: f64::INFINITY, y: f64::INFINITY };
    let mut high = Point { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY };
    for site in sites {
        let (dx, dy) = metric.span(site.y, radius * 1.000_001);
        low = Point { x: low.x.min(site.x - dx), y: low.y.min(site.y - dy) };
        high = Point { x: high.x.max(site.x + dx), y: high.y.max(site.y + dy) };
    }
    if sites.is_empty() {
        (Point { x: 0.0, y: 0.0 }, Point { x: 1.0, y: 1.0 })
    } else {
        (low, high)
    }
}

fn place(value: f64, low: f64, step: f64, cells: usize) -> usize {
    floor(((value - low) / step).max(0.0)).min(cells - 1)
}

/// The whole part of a number from 0 upwards.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, and a stream of points has no time for more"
)]
const fn floor(number: f64) -> usize {
    number as usize
}
