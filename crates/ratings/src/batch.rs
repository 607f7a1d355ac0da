//! Each Monday at four in the morning everything is worked out anew: one job lists the merchants,
//! one job each does the work.

use std::{collections::BTreeSet, sync::Arc};

use contracts::{Event, Improvement, PersonId, UnitCard, UnitId};
use kernel::Timestamp;
use serde_json::json;
use storage::{
    Error, Record, Tx,
    jobs::{Handler, Job, schedule},
};

use crate::{
    desk::Desk,
    figure,
    group::{self, Voice},
    improve::{self, Verdict},
    rating::{GroupId, ReleaseName},
    store::{self, groups::Member, releases::Release},
};

/// The kinds of the two jobs.
pub const BATCH_JOB: &str = "ratings-batch";
pub const UNIT_JOB: &str = "ratings-unit";

const HOUR: i8 = 4;

/// The next batch after `now`: a Monday at 04:00 in Asia/Shanghai.
pub fn next(now: Timestamp) -> Timestamp {
    let day = now.day();
    let since_monday = i32::from(day.date().weekday().to_monday_zero_offset());
    let this = day.plus(-since_monday).at(HOUR, 0);
    if now < this { this } else { day.plus(7 - since_monday).at(HOUR, 0) }
}

/// Sees to it that the next batch is on the list.
pub(crate) fn arrange(tx: &mut Tx<'_>) -> Result<(), Error> {
    let at = next(tx.now());
    // The day is part of the key: a batch that is late is not put off by what happens meanwhile.
    schedule(tx, BATCH_JOB, &format!("{BATCH_JOB}:{}", at.day()), at, "")
}

/// The handlers to be registered with the job runner; `desk` gives the declarations in force.
pub fn handlers(desk: impl Fn() -> Desk + Send + Sync + 'static) -> Vec<Handler> {
    let desk = Arc::new(desk);
    let each = Arc::clone(&desk);
    vec![
        Handler { kind: BATCH_JOB, run: Arc::new(move |tx, _| list(tx, &desk())) },
        Handler { kind: UNIT_JOB, run: Arc::new(move |tx, job| work_out(tx, &each(), job)) },
    ]
}

fn list(tx: &mut Tx<'_>, desk: &Desk) -> Result<(), Error> {
    let now = tx.now();
    let units = store::units(tx, since(desk, now))?;
    if !units.is_empty() {
        arrange(tx)?;
    }
    units.into_iter().try_for_each(|unit| {
        schedule(tx, UNIT_JOB, &format!("{UNIT_JOB}:{unit}"), now, &unit.to_string())
    })
}

fn work_out(tx: &mut Tx<'_>, desk: &Desk, job: &Job) -> Result<(), Error> {
    let wrong = |_| Error::Corrupt(format!("job {} names no unit", job.key));
    let unit: UnitId = job.payload.parse().map_err(wrong)?;
    run(tx, desk, unit)
}

/// Works out one merchant: what is published, then whether a case opens or closes.
pub fn run(tx: &mut Tx<'_>, desk: &Desk, unit: UnitId) -> Result<(), Error> {
    let Some(merchant) = desk.units.unit(unit) else { return Ok(()) };
    store::hold(tx, unit)?;
    let now = tx.now();
    let cutoff = now.plus_days(-i64::from(desk.rules().delay_days));
    let ripe = store::ripe(tx, unit, since(desk, now), cutoff)?;
    let last = store::releases::last(tx, unit)?;
    let standing = publish(tx, desk, &merchant, last, &ripe)?;
    judge(tx, desk, &merchant, standing.as_ref(), &ripe, cutoff)
}

/// Older ratings are of no use any more.
fn since(desk: &Desk, now: Timestamp) -> Timestamp {
    let rules = desk.rules();
    now.plus_days(-i64::from(rules.shown_days.max(rules.improvement.within_days)))
}

/// Publishes what has changed enough; answers the release that stands.
fn publish(
    tx: &mut Tx<'_>,
    desk: &Desk,
    merchant: &UnitCard,
    last: Option<Release>,
    ripe: &[(Voice, i64)],
) -> Result<Option<Release>, Error> {
    let (now, k) = (tx.now(), desk.k());
    let before = match &last {
        Some(last) => store::groups::released(tx, last.id)?,
        None => BTreeSet::new(),
    };
    let mut members = store::groups::standing(tx, merchant.id, now)?;
    let shown: BTreeSet<PersonId> =
        before.iter().map(|it| it.rider).chain(members.iter().map(|it| it.voice.rider)).collect();
    let used = store::groups::used(tx, merchant.id, since(desk, now))?;
    let waiting: Vec<Voice> =
        ripe.iter().map(|(voice, _)| *voice).filter(|voice| !used.contains(voice)).collect();
    let formed = group::gather(&waiting, &shown, k);
    for voices in &formed {
        let ends_at = now.plus_days(desk.rules().shown_days.into());
        store::groups::insert(tx, merchant.id, voices, ends_at)?;
    }
    if !formed.is_empty() {
        members = store::groups::standing(tx, merchant.id, now)?;
    }
    let next: BTreeSet<Voice> = members.iter().map(|member| member.voice).collect();
    if next == before {
        return Ok(last);
    }
    if !group::may_follow(&before, &next, k) {
        tracing::error!(unit = %merchant.id, "a release would have singled riders out: not published");
        return Ok(last);
    }
    write(tx, merchant, last.map_or(0, |last| last.seq) + 1, &members, k)
}

fn write(
    tx: &mut Tx<'_>,
    merchant: &UnitCard,
    seq: i64,
    members: &[Member],
    k: usize,
) -> Result<Option<Release>, Error> {
    let given = members.iter().map(|member| (member.minutes, member.reason.as_str()));
    let figure = figure::figure(given, k);
    let groups: BTreeSet<GroupId> = members.iter().map(|member| member.group).collect();
    let place = (merchant.id, &merchant.area);
    let id = store::releases::insert(tx, place, seq, figure.as_ref(), &groups)?;
    let subject: [u8; 16] = *id.cast::<ReleaseName>().as_bytes();
    tx.record(Record {
        action: "rating.released",
        subject_kind: "release",
        subject,
        area: merchant.area.as_str(),
        detail: json!({ "unit": merchant.id, "seq": seq, "minutes": figure.as_ref().map(|it| it.minutes) }),
    })?;
    store::releases::find(tx, id)
}

/// Opens a case for improvement where it is too slow, closes it where it is good again.
fn judge(
    tx: &mut Tx<'_>,
    desk: &Desk,
    merchant: &UnitCard,
    standing: Option<&Release>,
    ripe: &[(Voice, i64)],
    cutoff: Timestamp,
) -> Result<(), Error> {
    let rule = &desk.rules().improvement;
    let open = store::improvements::open_of(tx, merchant.id)?;
    let verdict = improve::judge(rule, ripe, open.map(|open| open.opened_at), cutoff);
    let (case, is_new) = match (open, verdict) {
        (None, Verdict::Slow) => {
            (store::improvements::open(tx, merchant.id, &merchant.area)?, true)
        }
        (Some(open), Verdict::Kept) => (open.case, false),
        _ => return Ok(()),
    };
    let told = Improvement {
        case,
        unit: merchant.id,
        matter: rule.matter.clone(),
        area: merchant.area.as_str().to_owned(),
        minutes_limit: rule.minutes_limit.into(),
        people_min: rule.riders_min.into(),
        within_days: rule.within_days.into(),
        days: rule.days.into(),
        published: standing
            .and_then(|it| it.figure.as_ref())
            .map(|figure| (figure.minutes, figure.riders)),
    };
    tx.emit(&if is_new { Event::ImprovementNeeded(told) } else { Event::ImprovementReached(told) })
}
