//! How a story begins: who reports what, where.

use catalogue::{Matter, PhotoRule};
use kernel::Timestamp;

use super::Plot;
use crate::{
    cast::Worker,
    data::{TALKS, Talk},
    dice::Dice,
    pace,
    place::Spot,
    words,
};

/// Who reports what, where and when.
pub struct Opening<'p> {
    pub at: Timestamp,
    pub matter: &'p Matter,
    /// The matter under which it was reported, when that is another.
    pub reported_as: &'p Matter,
    pub talk: &'static Talk,
    pub phrase: &'p str,
    pub worker: &'p Worker,
    pub spot: Spot,
    pub photo: bool,
}

/// How much more often each month brings a matter, in percent of the usual.
fn season(matter: &str, month: i8, wet: bool) -> u64 {
    match matter {
        "rest-meals" if (6..=9).contains(&month) => 260,
        "rest-meals" if [12, 1, 2].contains(&month) => 140,
        "equipment" if [11, 12, 1].contains(&month) => 210,
        "road-hazard" if wet => 330,
        "injury" if wet => 190,
        "sorting" if month == 11 => 320,
        "arrears" if [12, 1].contains(&month) => 230,
        "schooling" if (5..=8).contains(&month) => 300,
        "charging" if [1, 2].contains(&month) => 150,
        _ => 100,
    }
}

impl<'p> Opening<'p> {
    /// A draw for a report at `at`.
    pub fn drawn(plot: &'p Plot, at: Timestamp, mis_sorted: bool, dice: &mut Dice) -> Option<Self> {
        let (month, wet) = (pace::month(at.day()), pace::wet(plot.seed, at.day()));
        let matters = plot.desk.catalogue.matters();
        let weight = |matter: &Matter| {
            // The city's workers are no contact members.
            let open = u64::from(!matter.members_only);
            let talk = TALKS.of(&matter.code).map_or(1, |talk| talk.weight);
            open * talk * season(&matter.code, month, wet)
        };
        let weights: Vec<u64> = matters.iter().map(weight).collect();
        let matter = matters.get(dice.weighted(weights))?;
        let fit: Vec<&String> =
            matter.phrases.iter().filter(|phrase| words::suits(phrase, at, wet)).collect();
        let phrase = dice.pick(&fit).copied().or(matter.phrases.first())?;
        let trade = words::trade_of(phrase);
        let fit: Vec<&Worker> =
            plot.cast.workers.iter().filter(|worker| worker.trade == trade).collect();
        // Some report often, most seldom.
        let chosen = dice.below(fit.len()).min(dice.below(fit.len()));
        let worker = fit.get(chosen).copied()?;
        Self::of(plot, at, matter, phrase, worker, mis_sorted, dice)
    }

    /// The report of `phrase` by `worker`.
    pub fn of(
        plot: &'p Plot,
        at: Timestamp,
        matter: &'p Matter,
        phrase: &'p str,
        worker: &'p Worker,
        mis_sorted: bool,
        dice: &mut Dice,
    ) -> Option<Self> {
        let talk = TALKS.of(&matter.code)?;
        let elsewhere = dice.chance(300);
        let street = if elsewhere { dice.below(plot.places.streets.len()) } else { worker.street };
        let spot = plot.places.streets.get(street)?.spot(dice)?;
        let catch_all = plot.desk.catalogue.matter(plot.desk.catalogue.catch_all_matter());
        let reported_as = catch_all.filter(|_| mis_sorted && !matter.urgent).unwrap_or(matter);
        let wanted = matter.photo == PhotoRule::Required || dice.chance(270);
        let photo =
            wanted && matter.photo != PhotoRule::None && reported_as.photo != PhotoRule::None;
        Some(Self { at, matter, reported_as, talk, phrase, worker, spot, photo })
    }
}
