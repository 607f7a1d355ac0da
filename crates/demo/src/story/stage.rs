//! A few stories that are arranged, so that on every day the visitors' own lists show a case in
//! every state: new, due today, overdue, answered and waiting, disputed, out of scope.

use cases::entry::Outcome;
use kernel::{Moment, Timestamp};

use super::{
    Plot, Story,
    fate::{Fate, Say, Scope, Stop},
    flow,
    opening::Opening,
};
use crate::{dice::Dice, words::Teller};

/// How long before the present the oldest arranged story begins.
pub const DAYS: i64 = 34;

/// Stories of the worker whom visitors may be, in the first street.
pub fn staged(plot: &Plot, teller: &mut Teller) -> Vec<Story> {
    let mut stories = Vec::new();
    for (number, (matter, hours, fate)) in (0..).zip(arranged()) {
        let at = plot.now.plus_minutes(-60 * hours - 7);
        stories.extend(one(plot, number, matter, at, &fate, teller));
    }
    for (number, matter) in (100..).zip(["parking", "rest-meals", "gate-access"]) {
        if let Some(at) = due_today(plot, matter) {
            let fate = Fate { stop: Stop::Accepted, ..Fate::PLAIN };
            stories.extend(one(plot, number, matter, at, &fate, teller));
        }
    }
    stories
}

/// Matter, hours ago, and what became of it.
fn arranged() -> Vec<(&'static str, i64, Fate)> {
    let plain = Fate::PLAIN;
    let quick = Fate { pace: (30, 90), ..plain };
    let silent = Fate { say: Say::Nothing, ..quick };
    let disputed = Fate { say: Say::No, ..quick };
    vec![
        ("parking", 0, Fate { stop: Stop::Reported, ..plain }),
        ("rest-meals", 1, Fate { stop: Stop::Reported, ..plain }),
        ("merchant-slow", 2, Fate { stop: Stop::Reported, ..plain }),
        ("road-hazard", 20, Fate { stop: Stop::Accepted, ..plain }),
        ("charging", 5 * 24, Fate { stop: Stop::Accepted, ..plain }),
        ("merchant-slow", 6 * 24, Fate { stop: Stop::Accepted, ..plain }),
        ("parking", 7 * 24, Fate { handed_over: true, stop: Stop::InHand, ..plain }),
        ("gate-access", 12 * 24, Fate { stop: Stop::Answered, ..quick }),
        ("parking", 13 * 24, Fate { stop: Stop::Answered, ..quick }),
        ("parking", 13 * 24, Fate { stop: Stop::Disputed, ..disputed }),
        ("rest-meals", 11 * 24, Fate { released: true, ..quick }),
        ("parking", 17 * 24, Fate { reopened: true, stop: Stop::Reopened, ..quick }),
        ("charging", 31 * 24, silent),
        ("pay-commission", 33 * 24, Fate { outcome: Outcome::Explained, ..silent }),
        ("other", 4 * 24, Fate { withdrawn: true, ..plain }),
        ("law", 12 * 24, Fate { scope: Some(Scope::Accepted), ..plain }),
        ("charging", 6 * 24, Fate { scope: Some(Scope::Appealed { overturn: None }), ..plain }),
        ("road-hazard", 15 * 24, Fate { stuck: true, ..plain }),
        ("parking", 32 * 24, Fate { stuck: true, ..plain }),
        ("road-hazard", 12 * 24, Fate { released: true, ..quick }),
        ("suggestion", 33 * 24, Fate { released: true, ..quick }),
    ]
}

fn one(
    plot: &Plot,
    number: u64,
    matter: &str,
    at: Timestamp,
    fate: &Fate,
    teller: &mut Teller,
) -> Option<Story> {
    let mut dice = Dice::of(plot.seed, "stage", number);
    let matter = plot.desk.catalogue.matter(matter)?;
    let fit: Vec<&String> = matter
        .phrases
        .iter()
        .filter(|phrase| {
            crate::words::suits(phrase, at, false) && crate::words::trade_of(phrase) == "rider"
        })
        .collect();
    let phrase = dice.pick(&fit).copied().or(matter.phrases.first())?;
    let worker = plot.cast.workers.first()?;
    let mut opening = Opening::of(plot, at, matter, phrase, worker, false, &mut dice)?;
    opening.spot = plot.places.streets.first()?.spot(&mut dice)?;
    Some(flow::tell(plot, opening, fate, teller, dice))
}

/// When something must have been reported for its answer to be due later today.
fn due_today(plot: &Plot, matter: &str) -> Option<Timestamp> {
    let matter = plot.desk.catalogue.matter(matter)?;
    let noon = plot.now.day().at(11, 40);
    let earlier = (1..25).map(|days| noon.plus_days(-days));
    let due = |at: Timestamp| plot.desk.answer_deadline(matter, at).by;
    earlier.into_iter().find(|at| due(*at) > plot.now && due(*at).day() == plot.now.day())
}

/// The present, to the minute.
pub fn minute(moment: &Moment) -> Moment {
    let now = moment.now();
    moment.at(now
        .plus_seconds(-now.seconds().rem_euclid(60))
        .plus_micros(-now.micros().rem_euclid(1_000_000)))
}
