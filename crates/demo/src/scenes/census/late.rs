//! Rosters of several days that arrive in the wrong order.

use std::path::Path;

use census::{Feed, Files};
use registry::source;

use super::stage::{self, Stage};
use crate::{dice::Dice, error::Error};

const DAYS: usize = 4;
/// Hours after the night began when the first of them arrives: the last day is over by then.
const HOURS: i64 = 24 * 7;

/// Takes the same rosters in twice, once day after day and once in an order of chance; answers on
/// how many days both say the same, and how many days there are.
pub fn play(
    stage: &Stage<'_>,
    files: &Files,
    rows: usize,
    folder: &Path,
) -> Result<[usize; 2], Error> {
    let feed = Feed::new(files, rows, DAYS, stage.seed());
    let sort = source::Kind::Roster;
    let ordered = stage.source("ordered", sort, "按日到达的花名册", "Rosters in order")?;
    let shuffled = stage.source("shuffled", sort, "乱序到达的花名册", "Rosters out of order")?;
    let mut order: Vec<usize> = (0..DAYS).collect();
    let mut dice = Dice::of(stage.seed(), "census-late", 0);
    while order.is_sorted() {
        let (one, other) = (dice.below(DAYS), dice.below(DAYS));
        order.swap(one, other);
    }
    for day in 0..DAYS {
        let path = folder.join(format!("roster.{day}.csv"));
        stage::written(&path, |out| feed.write(day, out))?;
    }
    let number = |day: usize| i32::try_from(day).unwrap_or(0);
    for (place, late) in order.into_iter().enumerate() {
        for (source, day) in [(&ordered, place), (&shuffled, late)] {
            let path = folder.join(format!("roster.{day}.csv"));
            let hours = HOURS + i64::from(number(place));
            stage.import_on(source, &path, (number(day), true), hours)?;
        }
    }
    let mut same = 0;
    for day in 0..DAYS {
        let [one, other] =
            [stage.roster(&ordered, number(day))?, stage.roster(&shuffled, number(day))?];
        same += usize::from(one == other && !one.is_empty());
    }
    Ok([same, DAYS])
}
