//! A series calls its gatherings by itself: one after the other, so many days ahead.

use std::sync::Arc;

use access::Actor;
use contracts::UnitId;
use jiff::civil::{Date, Weekday};
use kernel::{AreaCode, Day};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{
    Error, Record, Tx,
    jobs::{self, Handler, Job},
};

use crate::{
    Desk, Fault, GatheringId, SeriesId,
    call::{self, NewGathering, TITLE_MAX, caller},
    fact::{Entry, InSeries, Sitting, What},
    fault::text,
    store::series as store,
};

/// The kind of the job that calls the next gathering.
pub const JOB: &str = "gathering-series";
/// Days ahead at the most.
const LEAD_DAYS_MAX: u32 = 60;

/// On which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "every", rename_all = "kebab-case")]
pub enum Rhythm {
    /// Monday is 1.
    Week { weekday: i8 },
    /// On a day of each month; on its last where it has none such.
    MonthDay { day: i8 },
    /// On the first, second .. fourth such weekday of each month; 5 is the last.
    MonthWeekday { nth: i8, weekday: i8 },
    /// On a day of the first month of each quarter.
    Quarter { day: i8 },
}

/// How a series is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub rhythm: Rhythm,
    /// Sittings of the day, in minutes after midnight (Asia/Shanghai).
    pub sittings: Vec<(u32, u32)>,
    pub place: String,
    pub online: bool,
    pub places: Option<u32>,
    /// Days ahead at which each is called.
    pub lead_days: u32,
}

/// A series as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub id: SeriesId,
    pub kind: String,
    pub unit: UnitId,
    pub area: AreaCode,
    pub title: String,
    pub plan: Plan,
    /// How many were called.
    pub called: i64,
    /// The day of the next; `None` once it ended.
    pub next_on: Option<Day>,
}

impl Rhythm {
    /// Whether it names days that there are.
    pub fn is_sound(self) -> bool {
        let weekday = |day: i8| (1..=7).contains(&day);
        match self {
            Self::Week { weekday: day } => weekday(day),
            Self::MonthDay { day } | Self::Quarter { day } => (1..=31).contains(&day),
            Self::MonthWeekday { nth, weekday: day } => (1..=5).contains(&nth) && weekday(day),
        }
    }

    /// The first day of the rhythm after `day`; `None` beyond the calendar's end.
    pub fn next_after(self, day: Day) -> Option<Day> {
        // A quarter has at most 92 days.
        (1..=100).map(|ahead| day.plus(ahead)).find(|day| self.falls_on(*day))
    }

    fn falls_on(self, day: Day) -> bool {
        let date = day.date();
        let is = |wanted: i8| date.weekday() == weekday(wanted);
        let on = |wanted: i8| date.day() == wanted.min(date.days_in_month());
        match self {
            Self::Week { weekday } => is(weekday),
            Self::MonthDay { day } => on(day),
            Self::MonthWeekday { nth: 5, weekday } => {
                is(weekday) && date.day() > date.days_in_month() - 7
            }
            Self::MonthWeekday { nth, weekday } => is(weekday) && (date.day() - 1) / 7 + 1 == nth,
            Self::Quarter { day } => on(day) && is_quarter(date),
        }
    }
}

fn weekday(number: i8) -> Weekday {
    Weekday::from_monday_one_offset(number).unwrap_or(Weekday::Monday)
}

fn is_quarter(date: Date) -> bool {
    date.month() % 3 == 1
}

/// A series to be begun.
#[derive(Debug, Clone)]
pub struct NewSeries {
    /// Made with the form, so that sending it twice begins one.
    pub id: SeriesId,
    pub kind: String,
    pub area: AreaCode,
    pub title: String,
    pub plan: Plan,
}

/// Begins a series; its first gathering is called at once when its day is near.
///
/// # Errors
/// [`Fault::Peak`] when its hours are busy ones; [`Fault::Invalid`] with the field.
pub fn begin(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewSeries,
) -> Result<SeriesId, Fault> {
    let kind = desk.kind(&new.kind)?.clone();
    let (permit, unit) = caller(desk, actor, &kind, new.area)?;
    if let Some(known) = store::find(tx, new.id)? {
        return if known.unit == unit { Ok(new.id) } else { Err(Fault::NotFound) };
    }
    if !new.plan.rhythm.is_sound() {
        return Err(Fault::invalid("rhythm", "gathering-rhythm-wrong"));
    }
    if new.plan.lead_days == 0 || new.plan.lead_days > LEAD_DAYS_MAX {
        return Err(Fault::invalid("lead_days", "gathering-lead-wrong"));
    }
    let today = tx.now().day();
    let next_on = new.plan.rhythm.next_after(today);
    let next_on = next_on.ok_or(Fault::invalid("rhythm", "gathering-rhythm-wrong"))?;
    let sittings = new.plan.on(next_on);
    call::checked(desk.catalogue.gatherings(), &kind, &sittings, tx.now())?;
    let series = Series {
        id: new.id,
        kind: kind.code,
        unit,
        area: desk.area(new.area)?,
        title: text("title", &new.title, 2, TITLE_MAX)?,
        plan: new.plan.clone(),
        called: 0,
        next_on: Some(next_on),
    };
    store::insert(tx, &series, permit.person())?;
    record(tx, &series, "series-begun")?;
    call_due(tx, desk, series)?;
    Ok(new.id)
}

/// Ends a series; what was called is held.
///
/// # Errors
/// [`Fault::NotFound`] for another unit's.
pub fn end(tx: &mut Tx<'_>, desk: &Desk, actor: &Actor, id: SeriesId) -> Result<(), Fault> {
    tx.lock(key(id).as_bytes())?;
    let series = store::find(tx, id)?.ok_or(Fault::NotFound)?;
    let kind = desk.kind(&series.kind)?;
    let target = access::Target::area(series.area).with_units([series.unit]);
    access::permit(actor, crate::act::keeping(kind.is_private()), &target)
        .map_err(|_| Fault::NotFound)?;
    let series = Series { next_on: None, ..series };
    store::step(tx, &series)?;
    jobs::cancel(tx, &key(id))?;
    Ok(record(tx, &series, "series-ended")?)
}

/// The handler of the job that calls the next one.
pub(crate) fn handler(desk: impl Fn() -> Option<Desk> + Send + Sync + 'static) -> Handler {
    let run = move |tx: &mut Tx<'_>, job: &Job| {
        let unread = || Error::Corrupt(format!("job {} names no series", job.key));
        let id: SeriesId = job.payload.parse().map_err(|_| unread())?;
        let starting = || Error::Busy("the program is still starting".into());
        let desk = desk().ok_or_else(starting)?;
        let Some(series) = store::find(tx, id)? else { return Ok(()) };
        match call_due(tx, &desk, series) {
            Ok(()) => Ok(()),
            Err(Fault::Store(error)) => Err(error),
            Err(fault) => Err(Error::Refused(fault.to_string())),
        }
    };
    Handler { kind: JOB, run: Arc::new(run) }
}

/// Calls what is due to be called, and sees to it that the clock calls the next. A day that went by
/// while the program was down is left out.
fn call_due(tx: &mut Tx<'_>, desk: &Desk, mut series: Series) -> Result<(), Fault> {
    let today = tx.now().day();
    let kind = desk.kind(&series.kind)?.clone();
    let lead = i32::try_from(series.plan.lead_days).unwrap_or(0);
    while let Some(day) = series.next_on.filter(|day| day.plus(-lead) <= today) {
        let sittings = series.plan.on(day);
        if sittings.first().is_some_and(|first| first.from > tx.now()) {
            series.called += 1;
            one(tx, desk, &kind, &series, sittings)?;
        }
        series.next_on = series.plan.rhythm.next_after(day);
    }
    store::step(tx, &series)?;
    if let Some(day) = series.next_on {
        let at = day.plus(-lead).at(8, 0).max(tx.now().plus_minutes(1));
        jobs::schedule(tx, JOB, &key(series.id), at, &series.id.to_string())?;
    }
    Ok(())
}

fn one(
    tx: &mut Tx<'_>,
    desk: &Desk,
    kind: &catalogue::GatheringKind,
    series: &Series,
    sittings: Vec<Sitting>,
) -> Result<(), Fault> {
    let id: GatheringId = tx.id();
    let new = NewGathering {
        id,
        kind: series.kind.clone(),
        area: series.area,
        title: series.title.clone(),
        sittings,
        places: series.plan.places,
        series: Some(InSeries { id: series.id, number: series.called }),
    };
    let (at, role) = (tx.now(), "system".to_owned());
    let entry =
        Entry { seq: 1, at, actor: None, unit: Some(series.unit), role, what: What::Settled };
    call::begin(tx, desk, kind, series.unit, &new, entry).map(drop)
}

impl Plan {
    /// The sittings of a day.
    pub fn on(&self, day: Day) -> Vec<Sitting> {
        let at = |minutes: u32| day.start().plus_minutes(minutes.into());
        let sittings = self.sittings.iter().map(|(from, until)| Sitting {
            from: at(*from),
            until: at(*until),
            place: self.place.clone(),
            online: self.online,
        });
        sittings.collect()
    }
}

fn key(id: SeriesId) -> String {
    format!("gathering-series:{id}")
}

fn record(tx: &mut Tx<'_>, series: &Series, kind: &str) -> Result<(), Error> {
    tx.record(Record {
        action: &format!("gathering.{kind}"),
        subject_kind: "gathering-series",
        subject: *series.id.as_bytes(),
        area: series.area.as_str(),
        detail: json!({ "unit": series.unit, "kind": series.kind }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rhythms_fall_on_their_days() {
        let day = |text: &str| -> Day { text.parse().unwrap() };
        let next = |rhythm: Rhythm, from: &str| rhythm.next_after(day(from)).unwrap().to_string();
        assert_eq!(next(Rhythm::MonthDay { day: 5 }, "2026-05-05"), "2026-06-05");
        assert_eq!(next(Rhythm::MonthDay { day: 31 }, "2026-01-31"), "2026-02-28");
        assert_eq!(next(Rhythm::Week { weekday: 3 }, "2026-05-06"), "2026-05-13");
        let second_wednesday = Rhythm::MonthWeekday { nth: 2, weekday: 3 };
        assert_eq!(next(second_wednesday, "2026-05-06"), "2026-05-13");
        assert_eq!(next(second_wednesday, "2026-05-13"), "2026-06-10");
        let last_friday = Rhythm::MonthWeekday { nth: 5, weekday: 5 };
        assert_eq!(next(last_friday, "2026-05-06"), "2026-05-29");
        assert_eq!(next(Rhythm::Quarter { day: 15 }, "2026-05-06"), "2026-07-15");
        assert!(!Rhythm::Week { weekday: 8 }.is_sound());
    }
}
