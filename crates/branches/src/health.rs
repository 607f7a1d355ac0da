//! How a branch is (支部状况): the facts gathered for `planner::health`, and the list for the
//! committee above with an owner and a day.

use std::{collections::BTreeSet, sync::Arc};

use access::membership;
use contracts::UnitId;
use kernel::{AreaCode, Day, Level};
use planner::health::{Facts, Health, Meeting, Secretary, State, Thresholds, judge};
use storage::{
    Db, Error, Tx,
    jobs::{self, Handler, Job},
};

use crate::{
    Desk, Fault,
    member::{Fact, Stage, Standing, fold, store as members},
    sign::{self, Sign},
    task,
};

/// The kind of the weekly job that looks at every branch.
pub const JOB: &str = "branches-health";
/// Days in which a committee should have done something about a weak branch.
const DUE_DAYS: i32 = 30;
/// How many weeks of numbers the trend is drawn from, and how many months of meetings.
const WEEKS: i32 = 26;
const MONTHS: i32 = 6;

/// Everything that is known of a branch today; `None` while nobody was ever a member of it.
///
/// # Errors
/// When the store fails.
pub fn facts(
    db: &mut Db<'_>,
    desk: &Desk,
    branch: UnitId,
    today: Day,
) -> Result<Option<Facts>, Error> {
    let Some(card) = desk.units.unit(branch) else { return Ok(None) };
    let histories = members::histories(db, branch)?;
    let first = histories.iter().flatten().map(|fact| fact.from).min();
    let Some(founded) = first else { return Ok(None) };
    let count = |day: Day| count_on(&histories, branch, &card.area, day);
    let now = count(today);
    let counts = (0..=WEEKS)
        .map(|week| today.plus(-7 * week))
        .filter(|day| *day >= founded)
        .map(|day| (day, count(day).full_in_area))
        .collect();
    let signs = sign::since(db, branch, today.plus(-31 * (MONTHS + 1)))?;
    let last = |wanted: Option<Sign>| {
        let of = signs.iter().filter(|(_, sign)| wanted.is_none_or(|wanted| *sign == wanted));
        of.map(|(day, _)| *day).max()
    };
    Ok(Some(Facts {
        secretary: secretary(db, branch, today, founded, last(Some(Sign::Reached)))?,
        members: now.members,
        full: now.full,
        in_area: now.in_area,
        full_in_area: now.full_in_area,
        counts,
        meetings: meetings(&signs, founded, today),
        matters_open: 0,
        matters_stuck: 0,
        last_activity: last(None),
        founded,
    }))
}

#[derive(Debug, Clone, Copy, Default)]
struct Numbers {
    members: u32,
    full: u32,
    in_area: u32,
    full_in_area: u32,
}

/// Members of a branch on a day, as their facts tell it. Whoever takes part in another branch, or
/// works outside the county, is no longer in the area.
fn count_on(histories: &[Vec<Fact>], branch: UnitId, area: &AreaCode, day: Day) -> Numbers {
    let end = kernel::Timestamp::from_micros(i64::MAX);
    let around = area.at(Level::County).unwrap_or(*area);
    let mut numbers = Numbers::default();
    for facts in histories {
        let standing = fold(facts, day, end);
        let seated = [standing.home, standing.floating].into_iter().flatten();
        if !standing.is_member() || !seated.into_iter().any(|seat| seat.branch == branch) {
            continue;
        }
        let full = u32::from(standing.stage.is_some_and(|(stage, _)| stage == Stage::Full));
        let here = u32::from(is_here(&standing, branch, &around));
        numbers.members += 1;
        numbers.full += full;
        numbers.in_area += here;
        numbers.full_in_area += here * full;
    }
    numbers
}

fn is_here(standing: &Standing, branch: UnitId, around: &AreaCode) -> bool {
    standing.takes_part_in() == Some(branch)
        && standing.traits.area.is_none_or(|area| around.contains(&area))
}

/// Whoever holds the secretary's post; last heard of with the last sign.
fn secretary(
    db: &mut Db<'_>,
    branch: UnitId,
    today: Day,
    founded: Day,
    reached: Option<Day>,
) -> Result<Secretary, Error> {
    let holders = membership::holders_in(db, branch, today)?;
    let posts = holders.into_iter().filter(|(_, post)| post.role == sign::SECRETARY);
    let since = posts.map(|(_, post)| post.from).max();
    Ok(match since {
        Some(since) => {
            let reached = reached.filter(|day| *day >= since);
            Secretary::Held { since, reached }
        }
        None => Secretary::Vacant(reached.unwrap_or(founded)),
    })
}

/// One meeting a month (支部党员活动 at least monthly): those of the last months, this one and the next.
fn meetings(signs: &[(Day, Sign)], founded: Day, today: Day) -> Vec<Meeting> {
    let month = |day: Day| (day.date().year(), day.date().month());
    let mut due = BTreeSet::new();
    for back in -1..MONTHS {
        let any = today.plus(-30 * back);
        let (year, number) = month(any);
        let next =
            if number == 12 { Day::new(year + 1, 1, 1) } else { Day::new(year, number + 1, 1) };
        due.extend(next.map(|next| next.plus(-1)).filter(|due| *due >= founded));
    }
    let held = |due: Day| {
        let met = signs.iter().filter(|(_, sign)| *sign == Sign::Met);
        met.map(|(day, _)| *day).find(|day| month(*day) == month(due))
    };
    due.into_iter().map(|due| Meeting { due, held: held(due) }).collect()
}

/// How a branch is today.
///
/// # Errors
/// When the store fails.
pub fn of(
    db: &mut Db<'_>,
    desk: &Desk,
    branch: UnitId,
    today: Day,
) -> Result<Option<Health>, Error> {
    let facts = facts(db, desk, branch, today)?;
    Ok(facts.map(|facts| judge(&facts, &Thresholds::default(), today)))
}

/// Looks at a branch and puts it on, or takes it from, the list of the unit above. A branch without
/// a secretary who can be reached stands on a list of its own.
///
/// # Errors
/// When the store fails.
pub fn look(tx: &mut Tx<'_>, desk: &Desk, branch: UnitId) -> Result<Option<Health>, Fault> {
    let today = tx.now().day();
    let Some(health) = of(tx, desk, branch, today)? else { return Ok(None) };
    let units = desk.target(branch).units;
    let above = units.get(1).copied().unwrap_or_else(|| desk.units.operator());
    let due = today.plus(DUE_DAYS);
    let risky = health.forecast.is_some_and(|forecast| forecast.before_next_meeting);
    if health.state == State::Healthy && !risky {
        task::done(tx, task::Kind::Health, branch, "healthy")?;
    } else {
        task::open(tx, task::Kind::Health, branch, above, due)?;
    }
    let silent = health.reasons.iter().any(|(_, reason)| {
        use planner::health::Reason::{NoSecretary, SecretaryNotReached};
        matches!(reason, NoSecretary(_) | SecretaryNotReached(_))
    });
    if silent {
        task::open(tx, task::Kind::Secretary, branch, above, due)?;
    } else {
        task::done(tx, task::Kind::Secretary, branch, "reached")?;
    }
    Ok(Some(health))
}

/// Begins the weekly look at a branch; the first member's coming does it.
///
/// # Errors
/// When the store fails.
pub fn begin(tx: &mut Tx<'_>, branch: UnitId) -> Result<(), Error> {
    let at = tx.now().day().plus(7).at(5, 0);
    jobs::schedule(tx, JOB, &format!("{JOB}:{branch}"), at, &branch.to_string())
}

/// Nobody looks at a branch any more: it is closed.
///
/// # Errors
/// When the store fails.
pub(crate) fn end(tx: &mut Tx<'_>, branch: UnitId) -> Result<(), Error> {
    for kind in [task::Kind::Health, task::Kind::Secretary] {
        task::done(tx, kind, branch, "closed")?;
    }
    jobs::cancel(tx, &format!("{JOB}:{branch}"))
}

/// The handler to be registered with the job runner.
pub fn handler(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let branch: UnitId = job
            .payload
            .parse()
            .map_err(|_| Error::Corrupt(format!("job {} names no branch", job.key)))?;
        look(tx, &desk(), branch)?;
        begin(tx, branch)
    };
    Handler { kind: JOB, run: Arc::new(run) }
}
