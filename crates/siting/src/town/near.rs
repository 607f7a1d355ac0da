//! Which sites are near a point.

use crate::metric::{Metric, Point};
use crate::num::{at, id};

/// Sites sorted from south to north.
#[derive(Clone, Debug)]
pub(crate) struct Near {
    sites: Vec<Point>,
    by_y: Vec<u32>,
    metric: Metric,
}

impl Near {
    pub(crate) fn of(sites: Vec<Point>, metric: Metric) -> Self {
        let mut by_y: Vec<u32> = (0..sites.len()).map(id).collect();
        by_y.sort_by(|a, b| sites[at(*a)].y.total_cmp(&sites[at(*b)].y).then(a.cmp(b)));
        Self { sites, by_y, metric }
    }

    /// The sites at most this far away with their distances, in rising order of their numbers.
    pub(crate) fn within(&self, point: Point, distance: f64) -> Vec<(u32, f64)> {
        let (dx, dy) = self.metric.span(point.y, distance * 1.000_001);
        let site = |name: &u32| self.sites[at(*name)];
        let first = self.by_y.partition_point(|name| site(name).y < point.y - dy);
        let strip = self.by_y[first..].iter().take_while(|name| site(name).y <= point.y + dy);
        let mut found: Vec<(u32, f64)> = strip
            .filter(|name| (site(name).x - point.x).abs() <= dx)
            .map(|name| (*name, self.metric.distance(site(name), point)))
            .filter(|(_, far)| *far <= distance)
            .collect();
        found.sort_unstable_by_key(|(name, _)| *name);
        found
    }

    /// The same, the nearest first.
    pub(crate) fn nearest(&self, point: Point, distance: f64) -> Vec<(u32, f64)> {
        let mut found = self.within(point, distance);
        found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
        found
    }
}
