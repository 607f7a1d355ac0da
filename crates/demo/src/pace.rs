//! How much is reported when: meals and workdays, rain.

use kernel::{Day, Timestamp, WorkCalendar};

use crate::dice::Dice;

/// Reports on an ordinary workday.
const USUAL_DAY: i64 = 11;
/// How often each hour of the day is reported in: little at night, most around lunch and dinner.
const HOURS: [u64; 24] =
    [5, 3, 2, 1, 1, 3, 8, 16, 22, 30, 45, 95, 100, 60, 34, 30, 40, 78, 96, 80, 52, 38, 24, 12];

/// The month of a day, 1 to 12.
pub fn month(day: Day) -> i8 {
    day.date().month()
}

/// Whether it rained: half the days of the plum rains in June, seldom in autumn.
pub fn wet(seed: u64, day: Day) -> bool {
    let permille = match month(day) {
        6 | 7 => 480,
        3..=5 => 330,
        _ => 180,
    };
    dice(seed, "rain", day).chance(permille)
}

/// When things were reported on a day, in order.
pub fn instants(seed: u64, day: Day, calendar: &WorkCalendar) -> Vec<Timestamp> {
    let mut dice = dice(seed, "pace", day);
    let mut percent = if calendar.is_workday(day) { 100 } else { 72 };
    percent += if wet(seed, day) { 25 } else { 0 };
    percent += match month(day) {
        7 | 8 => 14,
        11 | 12 => 8,
        1 | 2 => -14,
        _ => 0,
    };
    let count = (USUAL_DAY * percent + dice.between(-250, 250)) / 100;
    let mut instants: Vec<Timestamp> = (0..count).map(|_| instant(day, &mut dice)).collect();
    instants.sort_unstable();
    instants
}

fn instant(day: Day, dice: &mut Dice) -> Timestamp {
    let hour = i64::try_from(dice.weighted(HOURS)).unwrap_or(12);
    day.start().plus_hours(hour).plus_seconds(dice.between(0, 3_599))
}

fn dice(seed: u64, kind: &str, day: Day) -> Dice {
    Dice::of(seed, kind, day.number().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meals_are_busy_nights_are_quiet_and_a_year_has_some_thousands() {
        let calendar = WorkCalendar::national();
        let first = Day::new(2025, 3, 1).unwrap();
        let year: Vec<Timestamp> =
            (0..365).flat_map(|day| instants(1, first.plus(day), &calendar)).collect();
        assert!((3_300..4_300).contains(&year.len()), "{}", year.len());
        let at = |hours: &[i8]| year.iter().filter(|it| hours.contains(&it.local().hour())).count();
        assert!(at(&[11, 12]) > 2 * at(&[9, 10]), "lunch");
        assert!(at(&[17, 18]) > 2 * at(&[14, 15]), "dinner");
        assert!(at(&[1, 2, 3, 4]) < year.len() / 50, "night");
        let wet = (0..365).filter(|day| wet(1, first.plus(*day))).count();
        assert!((60..150).contains(&wet), "{wet}");
    }
}
