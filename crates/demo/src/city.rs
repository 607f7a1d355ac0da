//! Making the city: its offices, its people, then a year of days.

use std::sync::Arc;

use cases::{Desk, store::CLOCK_JOB};
use contracts::Units;
use kernel::{AreaCode, Day, Id, Moment, Timestamp};
use ledger::{Funding, top_up};
use organizations::Directory;
use storage::{Db, Stamp, Store, Tx, jobs, jobs::Handler, journal, outbox};

use crate::{
    cast::{Cast, Casting},
    dice::Dice,
    doors,
    error::Error,
    houses,
    line::Line,
    links::{RoleLink, links},
    merchants,
    offices::{Founder, Offices},
    pace, photos, pieces,
    place::Places,
    rosters, spots,
    story::{self, Plot, Step, minute},
    tools::Tools,
    warm,
    words::Teller,
};

/// The demo city.
pub struct City;

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub links: Vec<RoleLink>,
    pub counts: Counts,
}

/// How much was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    pub units: usize,
    pub staff: usize,
    pub workers: usize,
    pub cases: usize,
    /// Acts of people, reports included.
    pub acts: usize,
    /// Acts that the rules did not admit: 0 with the built-in catalogue.
    pub refused: usize,
    pub photos: usize,
    pub merchants: usize,
    pub ratings: usize,
    pub places: usize,
    pub gates: usize,
    pub passes: usize,
    pub members: usize,
    pub gatherings: usize,
    /// People on rosters.
    pub records: usize,
}

/// Days between the founding of the units and the first report.
const SETTING_UP_DAYS: i32 = 30;
/// Points that a street's sponsor puts in each month, and the city once.
const STREET_POINTS: i64 = 260;
const CITY_POINTS: i64 = 6_000;

/// What happens at an instant; time itself before people.
enum Happening {
    Tick,
    Fund(Vec<Funding>),
    Act(Box<Step>),
}

impl City {
    /// Makes a city with a history of `days` that ends at `now`, rounded down to the minute. The
    /// same seed, days and minute make the same city on every machine and on both engines; only
    /// the secrets of the links come from `now`'s randomness. Not for use on an async thread.
    ///
    /// # Errors
    /// [`Error::NotEmpty`] when the store holds cases; [`Error::Area`] when the catalogue's city
    /// is not the built-in one; or the store's own failure.
    pub fn make(tools: &Tools, seed: u64, days: u32, now: &Moment) -> Result<Made, Error> {
        let now = minute(now);
        let places = Places::named(&tools.areas)?;
        let days = i32::try_from(days).unwrap_or(365).max(1);
        let first = now.now().day().plus(1 - days);
        let opened =
            first.plus(-SETTING_UP_DAYS).min(now.now().plus_days(-story::STAGED_DAYS).day());
        let offices = found(tools, &places, seed, opened.plus(-1))?;
        let cast = cast(tools, &places, &offices, seed, opened.plus(-1))?;
        let desk = desk(tools)?;
        let mut counts = Counts {
            units: offices.all.len(),
            staff: cast.clerks.values().map(Vec::len).sum(),
            workers: cast.workers.len(),
            ..Counts::default()
        };
        tracing::info!(?counts, "the demo city is founded");
        let photos = futures::executor::block_on(photos::paint(&tools.store, seed))?;
        counts.photos = photos.values().map(Vec::len).sum();
        let plot =
            Plot { desk, cast: Arc::new(cast), offices, places, photos, seed, now: now.now() };
        let happenings = write_history(&plot, first, opened, &mut counts);
        futures::executor::block_on(live(tools, &plot, happenings, &mut counts))?;
        futures::executor::block_on(merchants::add(tools, &plot, opened, &mut counts))?;
        spots::add(tools, &plot, opened, &mut counts)?;
        pieces::add(tools, &plot, opened, &mut counts)?;
        houses::add(tools, &plot, opened, &mut counts)?;
        rosters::add(tools, &plot, &mut counts)?;
        doors::add(tools, &plot, &now, &mut counts)?;
        warm::add(tools, &plot)?;
        settle(&tools.store, &now)?;
        tracing::info!(?counts, "the demo city is made");
        let links = links(&tools.store, &tools.vault, &tools.catalogue, tools.mode, &now)?;
        Ok(Made { links, counts })
    }
}

pub(crate) fn stamp(seed: u64, kind: &str, number: u64, at: Timestamp) -> Stamp {
    Stamp::system(Moment::seeded(at, Dice::of(seed, kind, number).seed()), kind)
}

fn found(tools: &Tools, places: &Places, seed: u64, from: Day) -> Result<Offices, Error> {
    let founder = Founder {
        catalogue: Arc::clone(&tools.catalogue),
        areas: Arc::clone(&tools.areas),
        places: places.clone(),
        from,
    };
    tools.store.write_blocking(stamp(seed, "demo-found", 0, from.at(9, 0)), move |tx| {
        if has_cases(tx)? { Err(Error::NotEmpty) } else { founder.found(tx) }
    })
}

fn cast(
    tools: &Tools,
    places: &Places,
    offices: &Offices,
    seed: u64,
    from: Day,
) -> Result<Cast, Error> {
    let casting = Casting {
        vault: tools.vault.clone(),
        catalogue: Arc::clone(&tools.catalogue),
        areas: Arc::clone(&tools.areas),
        places: places.clone(),
        offices: offices.clone(),
        from,
        seed,
    };
    let stamp = stamp(seed, "demo-cast", 0, from.at(10, 0));
    tools.store.write_blocking(stamp, move |tx| casting.cast(tx))
}

pub(crate) fn desk(tools: &Tools) -> Result<Desk, Error> {
    if let Some(known) = &tools.directory {
        known.refresh_blocking()?;
    }
    let directory = Directory::load(&tools.store)?;
    let units: Arc<dyn Units> = Arc::new(directory);
    Ok(Desk {
        catalogue: Arc::clone(&tools.catalogue),
        calendar: Arc::clone(&tools.calendar),
        areas: Arc::clone(&tools.areas),
        units,
    })
}

/// Everything that will happen, in order.
fn write_history(
    plot: &Plot,
    first: Day,
    opened: Day,
    counts: &mut Counts,
) -> Vec<(Timestamp, Happening)> {
    let mut teller = Teller::default();
    let mut stories = story::staged(plot, &mut teller);
    let mut day = first;
    while day <= plot.now.day() {
        for at in pace::instants(plot.seed, day, &plot.desk.calendar) {
            if at <= plot.now {
                let number = u64::try_from(stories.len()).unwrap_or(0);
                stories.push(plot.story(number, at, &mut teller));
            }
        }
        day = day.plus(1);
    }
    counts.cases = stories.iter().filter(|story| !story.steps.is_empty()).count();
    let mut ticks: Vec<Timestamp> =
        stories.iter().flat_map(|story| &story.ticks).copied().collect();
    ticks.extend((0..).map(|number| opened.plus(number).at(7, 0)).take_while(|at| *at <= plot.now));
    ticks.push(plot.now);
    ticks.retain(|at| *at <= plot.now);
    ticks.sort_unstable();
    ticks.dedup();
    let mut all: Vec<(Timestamp, Happening)> =
        ticks.into_iter().map(|at| (at, Happening::Tick)).collect();
    all.extend(fundings(plot, opened));
    let steps = stories.into_iter().flat_map(|story| story.steps);
    all.extend(steps.map(|step| (step.at, Happening::Act(Box::new(step)))));
    // Stable: what happens at one instant keeps the order in which it was written.
    all.sort_by_key(|(at, _)| *at);
    all
}

/// The city's sponsor gives once, those of the streets each month.
fn fundings(plot: &Plot, opened: Day) -> Vec<(Timestamp, Happening)> {
    let mut dice = Dice::of(plot.seed, "fund", 0);
    let mut funding = |at: Timestamp, sponsor: AreaCode, amount: i64| {
        let id = Id::new(at, &mut kernel::SeededRng::new(dice.seed()));
        Funding { id, sponsor, amount }
    };
    let at = opened.at(10, 0);
    let city = funding(at, plot.desk.catalogue.city().area, CITY_POINTS);
    let mut all = vec![(at, Happening::Fund(vec![city]))];
    let mut day = opened;
    while day.at(10, 5) <= plot.now {
        let at = day.at(10, 5);
        let streets = plot.places.streets.iter();
        let given = streets.map(|street| funding(at, street.code, STREET_POINTS)).collect();
        all.push((at, Happening::Fund(given)));
        day = day.plus(30);
    }
    all
}

/// Lets everything happen, in order.
async fn live(
    tools: &Tools,
    plot: &Plot,
    happenings: Vec<(Timestamp, Happening)>,
    counts: &mut Counts,
) -> Result<(), Error> {
    let mut line = Line::new(tools.store.clone());
    let clock = clock(&plot.desk);
    for (number, (at, happening)) in (0..).zip(happenings) {
        match happening {
            Happening::Tick => {
                let (stamp, clock) = (stamp(plot.seed, CLOCK_JOB, number, at), clock.clone());
                line.hand_in(stamp, move |tx| tick(tx, &clock)).await?;
            }
            Happening::Fund(fundings) => {
                let stamp = stamp(plot.seed, "demo-fund", number, at);
                line.hand_in(stamp, move |tx| {
                    fundings.into_iter().try_for_each(|funding| top_up(tx, funding).map(drop))?;
                    Ok(())
                })
                .await?;
            }
            Happening::Act(step) => {
                counts.acts += 1;
                let moment = Moment::seeded(at, step.seed);
                let stamp = step.actor.stamp(moment, step.act.purpose());
                let desk = plot.desk.clone();
                line.hand_in(stamp, move |tx| story::perform(tx, &desk, *step)).await?;
            }
        }
    }
    line.drain().await?;
    counts.refused = line.refused;
    Ok(())
}

/// What watches the deadlines of cases and of matters that concern many.
type Clock = [Handler; 2];

fn clock(desk: &Desk) -> Clock {
    let (of_case, of_many) = (desk.clone(), desk.clone());
    [
        cases::tick::handler(move || of_case.clone()),
        cases::collective::handler(move || of_many.clone()),
    ]
}

/// Lets every deadline pass that is due until `until`, each at its own instant.
pub(crate) fn catch_up(
    tools: &Tools,
    desk: &Desk,
    seed: u64,
    until: Timestamp,
) -> Result<(), Error> {
    let (store, clock) = (&tools.store, clock(desk));
    while let Some(job) = store.read_blocking(move |db| jobs::due(db, until, 1))?.pop() {
        // All that is due at one instant happens in one go, so the instant tells the draws apart.
        let instant = job.due_at.micros().unsigned_abs();
        let (stamp, clock) = (stamp(seed, "demo-catch-up", instant, job.due_at), clock.clone());
        store.write_blocking(stamp, move |tx| tick(tx, &clock))?;
    }
    Ok(())
}

/// What the program does by itself: deadlines that are due. Messages of the past count as
/// delivered, so that no phone rings a year later.
fn tick(tx: &mut Tx<'_>, clock: &[Handler]) -> Result<(), Error> {
    const BATCH: usize = 500;
    let now = tx.now();
    loop {
        let due = jobs::due(tx, now, BATCH)?;
        if due.is_empty() {
            break;
        }
        for job in due {
            jobs::cancel(tx, &job.key)?;
            if let Some(handler) = clock.iter().find(|handler| handler.kind == job.kind) {
                (handler.run)(tx, &job)?;
            }
        }
    }
    for message in outbox::due(tx, now, BATCH)? {
        if outbox::claim(tx, message.id)? {
            outbox::delivered(tx, message.id)?;
        }
    }
    Ok(())
}

/// Gives every journal entry its place, and every case its place in the search index.
fn settle(store: &Store, now: &Moment) -> Result<(), Error> {
    let again = |purpose| Stamp::system(now.clone(), purpose);
    while store.write_blocking(again("sequence"), journal::sequence)? > 0 {}
    while store.write_blocking(again("index"), cases::search::index_changed)? > 0 {}
    Ok(())
}

/// Whether a store holds cases, as a demo city that was made before does.
pub fn has_cases(db: &mut Db<'_>) -> Result<bool, storage::Error> {
    Ok(!cases::store::ids_after(db, Id::from_bytes([0; 16]), 1)?.is_empty())
}
