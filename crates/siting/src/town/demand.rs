//! Where people are, by hour and occupation.

use crate::metric::Point;

/// Weights at points: for each point one for each hour and occupation.
#[derive(Clone, Debug)]
pub struct Demand {
    hours: usize,
    occupations: usize,
    pub(crate) points: Vec<Point>,
    pub(crate) streets: Vec<u32>,
    weights: Vec<f64>,
}

/// Demand that can't be taken in, by reason. Points are counted from 0.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BadDemand {
    #[error("point {point} has {given} weights; give {wanted}, hours times occupations")]
    Length { point: usize, given: usize, wanted: usize },
    #[error("point {point} has the weight {weight}; give numbers from 0 upwards")]
    Weight { point: usize, weight: f64 },
    #[error("the coordinates of point {point} are no numbers")]
    Place { point: usize },
}

impl Demand {
    /// No demand yet. `hours` is 1, 24 or 168: whatever a weight is given for; `occupations` is 1 or
    /// more.
    pub fn new(hours: usize, occupations: usize) -> Self {
        Self {
            hours: hours.max(1),
            occupations: occupations.max(1),
            points: Vec::new(),
            streets: Vec::new(),
            weights: Vec::new(),
        }
    }

    /// Adds a point of a street (any number that stands for it), with the weights of its first hour
    /// by occupation, then its second hour, and so on.
    pub fn push(&mut self, point: Point, street: u32, weights: &[f64]) -> Result<(), BadDemand> {
        let (number, wanted) = (self.points.len(), self.hours * self.occupations);
        if weights.len() != wanted {
            return Err(BadDemand::Length { point: number, given: weights.len(), wanted });
        }
        if let Some(weight) = weights.iter().find(|weight| !weight.is_finite() || **weight < 0.0) {
            return Err(BadDemand::Weight { point: number, weight: *weight });
        }
        if !(point.x.is_finite() && point.y.is_finite()) {
            return Err(BadDemand::Place { point: number });
        }
        self.points.push(point);
        self.streets.push(street);
        self.weights.extend_from_slice(weights);
        Ok(())
    }

    /// Every point with its street and its weights.
    pub fn iter(&self) -> impl Iterator<Item = (Point, u32, &[f64])> {
        let weights = self.weights.chunks_exact(self.hours * self.occupations);
        let places = self.points.iter().zip(&self.streets);
        places.zip(weights).map(|((point, street), weights)| (*point, *street, weights))
    }

    /// How many points there are.
    pub const fn len(&self) -> usize {
        self.points.len()
    }

    /// Whether there is no point.
    pub const fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// For how many hours weights are given.
    pub const fn hours(&self) -> usize {
        self.hours
    }

    /// How many occupations are told apart.
    pub const fn occupations(&self) -> usize {
        self.occupations
    }

    /// The weight of a point at an hour in an occupation.
    pub(crate) fn weight(&self, point: usize, hour: usize, occupation: usize) -> f64 {
        self.weights[(point * self.hours + hour) * self.occupations + occupation]
    }

    /// The hours and occupations at which a point has weight, with it.
    pub(crate) fn at_point(&self, point: usize) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        let cells =
            (0..self.hours).flat_map(|hour| (0..self.occupations).map(move |of| (hour, of)));
        cells
            .map(move |(hour, of)| (hour, of, self.weight(point, hour, of)))
            .filter(|(_, _, weight)| *weight > 0.0)
    }

    /// The same points with other weights. What falls below 0 is 0.
    #[must_use]
    pub fn reweighed(&self, mut weight: impl FnMut(f64) -> f64) -> Self {
        let weights = self.weights.iter().map(|old| weight(*old).max(0.0)).collect();
        Self { weights, ..self.clone() }
    }

    /// The same points with what `noise` draws added to every weight that is there (0 at least).
    #[must_use]
    pub fn redrawn(&self, mut noise: impl FnMut() -> f64) -> Self {
        self.reweighed(|weight| if weight > 0.0 { weight + noise() } else { weight })
    }
}
