//! How long a worker has for arbitration.
//!
//! Law on Labour Dispute Mediation and Arbitration, article 27: one year from the day on which the
//! party knows or should know that its right is hurt. The year is interrupted, and begins anew,
//! when the party claims its right of the other side, asks the competent body for relief (such as
//! a mediation organisation), or the other side agrees to perform. Unpaid wages while the labour
//! relation lasts are not bound by the year; one year from its end is.
//!
//! What is shown is the careful answer: of all that interrupts, only what stands in this case
//! beyond doubt is counted, the opening of a mediation and an agreement reached in it. The true
//! limit may be later, never earlier than what follows from the day that the worker gave. A limit
//! on a day of rest is not moved to the next working day.

use kernel::Day;

use crate::{case::Case, desk::Desk, money::claim};

/// The last day for asking for arbitration; `None` while the day from which the year runs is not
/// known.
pub fn last_day(desk: &Desk, case: &Case) -> Option<Day> {
    let Some(talks) = &case.mediation else {
        return claim::standing(desk, case).since.map(a_year_after);
    };
    let interrupted = [Some(talks.opened_at), talks.agreement.as_ref().map(|it| it.at)];
    // A year that had run out by then is not revived by talking.
    let from = interrupted.into_iter().flatten().fold(talks.known, |from, at| {
        let day = at.day();
        if day <= a_year_after(from) { from.max(day) } else { from }
    });
    Some(a_year_after(from))
}

/// The same day of the next year; of a leap day, the day before.
fn a_year_after(day: Day) -> Day {
    let span = jiff::Span::new().try_years(1);
    span.map_or(day, |year| Day::from_date(day.date().saturating_add(year)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_ends_on_the_same_day() {
        for (from, until) in [
            ("2026-05-20", "2027-05-20"),
            ("2028-02-29", "2029-02-28"),
            ("2026-12-31", "2027-12-31"),
        ] {
            let from: Day = from.parse().unwrap();
            assert_eq!(a_year_after(from).to_string(), until);
        }
    }
}
