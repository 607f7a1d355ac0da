//! Which days are holidays and swapped workdays, as the rules need them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use compact_calendar::CompactCalendar;
use jiff::civil::Weekday;
use kernel::{Day, Timestamp, WorkCalendar};
use opening_hours::{Context, ContextHolidays};

/// Holidays and swapped workdays, taken from the work calendar. Cheap to clone; made again, with
/// all hours that were read by it, when a year is imported.
#[derive(Debug, Clone)]
pub struct Calendar(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    holidays: BTreeSet<Day>,
    /// Swapped workdays, with the ordinary workday whose hours they have.
    swapped: BTreeMap<Day, Day>,
    context: Context,
    /// One date for each kind of day, with holidays placed to suit.
    kinds: Kinds,
}

/// An instant as opening hours see it: kind of day, minute, and the instant itself. Looked up once
/// for a search and compared with every place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    pub(super) day: Day,
    pub(super) minute: u16,
    /// See [`Kinds`].
    pub(super) kind: u8,
}

impl When {
    /// Another minute of the same day (0 to 1,439).
    #[must_use]
    pub const fn at_minute(self, minute: u16) -> Self {
        Self { minute, ..self }
    }
}

/// The kinds of day that hours without a date can tell apart: seven weekdays, the day itself a
/// holiday or not, the day before (whose night runs on) a holiday or not. Kind
/// `weekday * 4 + holiday * 2 + after_holiday`, Monday first.
#[derive(Debug)]
pub(super) struct Kinds {
    pub context: Context,
}

impl Kinds {
    pub const COUNT: u8 = 28;

    fn new() -> Self {
        let days = (0..Self::COUNT).flat_map(|kind| {
            let date = Self::date(kind);
            let before = date.and_then(|date| date.pred_opt());
            [date.filter(|_| kind & 2 != 0), before.filter(|_| kind & 1 != 0)]
        });
        Self { context: context(days.flatten()) }
    }

    /// A date of that kind, each in a month of its own.
    pub fn date(kind: u8) -> Option<NaiveDate> {
        // A Monday; no notice speaks of that time, and no rule without dates asks for the year.
        let first = NaiveDate::from_ymd_opt(2001, 1, 1)?;
        let days = u64::from(kind) * 28 + u64::from(kind / 4);
        first.checked_add_days(chrono::Days::new(days))
    }
}

fn context(days: impl Iterator<Item = NaiveDate>) -> Context {
    let public: CompactCalendar = days.collect();
    let holidays = ContextHolidays::new(Arc::new(public), Arc::default());
    Context::default().with_holidays(holidays)
}

/// The same day in the words of `opening-hours`.
pub(super) fn naive(day: Day) -> Option<NaiveDate> {
    let date = day.date();
    let [month, of_month] = [date.month(), date.day()].map(|part| u32::try_from(part).ok());
    NaiveDate::from_ymd_opt(i32::from(date.year()), month?, of_month?)
}

impl Calendar {
    /// Takes holidays and swapped workdays of all years that the work calendar knows.
    pub fn of(work: &WorkCalendar) -> Self {
        let mut marked = BTreeMap::new();
        for year in work.years() {
            // The notice of a year may begin in the December before.
            let mut day = Day::new(year - 1, 12, 1);
            while let Some(today) = day.filter(|today| today.year() <= year) {
                if work.holiday(today).is_some() {
                    marked.insert(today, work.is_workday(today));
                }
                day = Some(today.plus(1)).filter(|next| *next > today);
            }
        }
        let holidays: BTreeSet<Day> =
            marked.iter().filter(|(_, worked)| !**worked).map(|(day, _)| *day).collect();
        let swapped = marked
            .iter()
            .filter(|(_, worked)| **worked)
            .filter_map(|(day, _)| Some((*day, ordinary(&marked, *day)?)))
            .collect();
        let context = context(holidays.iter().filter_map(|day| naive(*day)));
        Self(Arc::new(Inner { holidays, swapped, context, kinds: Kinds::new() }))
    }

    /// An instant as opening hours see it.
    pub fn when(&self, at: Timestamp) -> When {
        let local = at.local();
        let day = at.day();
        let minute = u16::try_from(i32::from(local.hour()) * 60 + i32::from(local.minute()));
        let counted = self.counted_as(day);
        let kind = u8::try_from(weekday(counted) * 4).unwrap_or(0)
            + u8::from(self.is_holiday(counted)) * 2
            + u8::from(self.is_holiday(counted.plus(-1)));
        When { day, minute: minute.unwrap_or(0), kind }
    }

    /// Whether it is a day off that a notice names.
    pub fn is_holiday(&self, day: Day) -> bool {
        self.0.holidays.contains(&day)
    }

    /// The day whose hours hold: another one only on a swapped workday.
    pub(super) fn counted_as(&self, day: Day) -> Day {
        self.0.swapped.get(&day).copied().unwrap_or(day)
    }

    pub(super) fn context(&self) -> &Context {
        &self.0.context
    }

    pub(super) fn kinds(&self) -> &Kinds {
        &self.0.kinds
    }

    /// The nearest day of the same weekday that no notice names.
    pub(super) fn ordinary_like(&self, day: Day) -> Option<Day> {
        let named = |day: &Day| self.0.holidays.contains(day) || self.0.swapped.contains_key(day);
        weeks_around(day).find(|day| !named(day))
    }
}

/// Monday is 0.
fn weekday(day: Day) -> i8 {
    day.date().weekday().to_monday_zero_offset()
}

fn weeks_around(day: Day) -> impl Iterator<Item = Day> {
    (1..=6).flat_map(move |weeks| [day.plus(-7 * weeks), day.plus(7 * weeks)])
}

/// The nearest Friday to a Saturday, or Monday to a Sunday, that no notice names, nor the day
/// before it. A notice may also name a weekday as worked; that is its own.
fn ordinary(marked: &BTreeMap<Day, bool>, day: Day) -> Option<Day> {
    let beside = match day.date().weekday() {
        Weekday::Saturday => day.plus(-1),
        Weekday::Sunday => day.plus(1),
        _ => return None,
    };
    let plain = |day: &Day| !marked.contains_key(day) && !marked.contains_key(&day.plus(-1));
    std::iter::once(beside).chain(weeks_around(beside)).find(plain)
}
