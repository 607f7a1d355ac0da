//! The demand of a file: streamed into rows when it is plain, kept by hour, occupation and street when
//! it tells of them.

use std::collections::{BTreeMap, BTreeSet};

use siting::{Coverage, Demand, Metric, Point, Problem};

use super::{
    candidates::Sites,
    rows::{Axes, Rows, about_rows},
    search::Search,
};
use crate::{
    cli::SitePlan,
    outcome::{Failure, Outcome},
};

const WEIGHT: usize = 2;
const HOUR: usize = 3;
const HOURS: usize = 4;
const OCCUPATION: usize = 5;
const STREET: usize = 6;

/// Rows between two looks at whether to go on.
const LOOK: u32 = 1 << 16;

/// Demand that is told of by hour, occupation or street.
pub struct Kept {
    pub demand: Demand,
    pub occupations: Vec<String>,
    pub streets: Vec<String>,
}

/// Opens the file, which must be of the same kind as the candidates.
pub fn open(arguments: &SitePlan, axes: Axes) -> Outcome<Rows> {
    let optional = ["hour", "hours", "occupation", "street"];
    let (rows, own) = Rows::open(&arguments.demand, &["weight"], &optional)?;
    if own == axes {
        return Ok(rows);
    }
    Err(Failure::told(format!(
        "{}, line 1: its points are not of the same kind as those of {}: \
         give both x and y, or both lon and lat",
        arguments.demand.display(),
        arguments.candidates.display()
    )))
}

/// Whether there is more in it than points and weights.
pub fn tells_more(rows: &Rows) -> bool {
    [HOUR, OCCUPATION, STREET].into_iter().any(|column| rows.has(column))
}

/// Streams the demand into rows that are covered alike.
pub fn streamed(
    arguments: &SitePlan,
    sites: &Sites,
    (metric, axes): (Metric, Axes),
    mut rows: Rows,
    search: &Search,
) -> Outcome<Problem> {
    let points = sites.points.clone();
    let about = about_rows(&arguments.demand);
    let mut coverage = Coverage::new(points, arguments.radius, metric, about, 1);
    let mut read = 0_u32;
    while rows.next()? {
        let weight = rows.amount(WEIGHT)?;
        coverage.add(rows.point(axes)?, 0, weight);
        read = read.wrapping_add(1);
        look(read, search)?;
    }
    search.tell(format!("{read} rows, merging"));
    Ok(coverage.finish(|_, _| true))
}

fn look(read: u32, search: &Search) -> Outcome {
    if read.is_multiple_of(LOOK) {
        search.tell(format!("{read} rows"));
        search.go_on()?;
    }
    Ok(())
}

/// How the hours of a row are laid together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fold {
    Whole,
    Day,
    Week,
}

impl Fold {
    const fn hours(self) -> usize {
        match self {
            Self::Whole => 1,
            Self::Day => 24,
            Self::Week => 168,
        }
    }
}

/// A weight as its row tells it.
struct Told {
    point: usize,
    fold: Fold,
    hour: usize,
    occupation: String,
    weight: f64,
}

/// Keeps the demand. Rows of different folds may stand together: the weight of a row that tells less
/// of its hour is laid evenly over all that it may mean.
pub fn kept(mut rows: Rows, axes: Axes, search: &Search) -> Outcome<Kept> {
    let (mut told, mut places, mut streets) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
    let mut points: Vec<(Point, String)> = Vec::new();
    let mut read = 0_u32;
    while rows.next()? {
        let (weight, point) = (rows.amount(WEIGHT)?, rows.point(axes)?);
        let street = rows.text(STREET)?.to_owned();
        let place = (point.x.to_bits(), point.y.to_bits(), street.clone());
        let next = points.len();
        let number = *places.entry(place).or_insert(next);
        if number == next {
            streets.insert(street.clone());
            points.push((point, street));
        }
        let (fold, hour) = hour(&rows)?;
        let occupation = rows.text(OCCUPATION)?.to_owned();
        told.push(Told { point: number, fold, hour, occupation, weight });
        read = read.wrapping_add(1);
        look(read, search)?;
    }
    let told_of = rows.has(HOURS);
    lay(&told, &points, streets.into_iter().collect(), told_of)
}

/// The fold and hour of a row. Without a column `hours` an hour is one of the week.
fn hour(rows: &Rows) -> Outcome<(Fold, usize)> {
    let fold = match rows.text(HOURS)? {
        "" if rows.has(HOUR) => Fold::Week,
        "" | "whole" => return Ok((Fold::Whole, 0)),
        "day" => Fold::Day,
        "week" => Fold::Week,
        other => {
            let wrong = format!("{other:?} is no way to lay hours: give week, day or whole");
            return Err(rows.refuse(HOURS, &wrong));
        }
    };
    let text = rows.text(HOUR)?;
    let hour = text.parse().ok().filter(|hour| *hour < fold.hours());
    let most = fold.hours() - 1;
    hour.map(|hour| (fold, hour))
        .ok_or_else(|| rows.refuse(HOUR, &format!("{text:?} is no hour: give 0 to {most}")))
}

/// Lays the rows over the hours. When the file does not tell how hours are laid together, they are
/// those of a day unless one is beyond it.
fn lay(
    told: &[Told],
    points: &[(Point, String)],
    streets: Vec<String>,
    folds_told: bool,
) -> Outcome<Kept> {
    let names: BTreeSet<String> = told.iter().map(|row| row.occupation.clone()).collect();
    let occupations: Vec<String> = names.into_iter().collect();
    let fold = told.iter().map(|row| row.fold).max().unwrap_or(Fold::Whole);
    let day = !folds_told && told.iter().all(|row| row.hour < Fold::Day.hours());
    let hours = if fold == Fold::Week && day { Fold::Day.hours() } else { fold.hours() };
    let each = hours * occupations.len().max(1);
    let mut weights = vec![0.0; points.len() * each];
    for row in told {
        let own = row.fold.hours().min(hours);
        let meant = (0..hours).filter(|hour| hour % own == row.hour);
        let part = row.weight / kernel::count::size_to_f64((hours / own).max(1));
        let occupation = occupations.binary_search(&row.occupation).unwrap_or(0);
        for hour in meant {
            let place = row.point * each + hour * occupations.len() + occupation;
            if let Some(weight) = weights.get_mut(place) {
                *weight += part;
            }
        }
    }
    let mut demand = Demand::new(hours, occupations.len());
    for ((point, street), weights) in points.iter().zip(weights.chunks(each)) {
        let street = streets.binary_search(street).unwrap_or(0);
        let street = kernel::count::to_u32(street);
        demand.push(*point, street, weights).map_err(|error| Failure::told(error.to_string()))?;
    }
    Ok(Kept { demand, occupations, streets })
}
