//! From a request to an import and back.

use access::{Action, Permit, Target};
use kernel::CalendarError;
use web::{Answer, Message, Problem, Signed};

use crate::calendar::{self, ImportError};

/// More are of no help.
const FAULTS_SHOWN: usize = 20;

/// The calendar counts for the whole deployment: a post over a part of it is not enough.
pub fn permit(signed: &Signed) -> Answer<Permit> {
    signed.permit(Action::CalendarImport, &Target::area(signed.app.catalogue().city().area))
}

/// Imports a year's table and puts it in force on this node.
pub async fn import(signed: &Signed, csv: String) -> Answer<i16> {
    let permit = permit(signed)?;
    let stamp = permit.stamp(signed.moment.clone(), "calendar-import");
    let work = signed.app.store().write(stamp, move |tx| calendar::import(tx, &permit, &csv));
    let year = work.await.map_err(|error| match error {
        ImportError::Table(error) => faults(signed, &error),
        ImportError::WrongPermit => Problem::forbidden(),
        ImportError::Store(error) => error.into(),
    })?;
    calendar::refresh(&signed.app).await?;
    Ok(year)
}

/// Every fault of a table with its line, in the reader's language.
pub fn faults(signed: &Signed, error: &CalendarError) -> Problem {
    let told = error.faults.iter().take(FAULTS_SHOWN);
    told.fold(Problem::invalid(), |problem, fault| {
        let text = if signed.lang.is_zh() { fault.zh() } else { fault.to_string() };
        problem.field("csv", Message::Text(text))
    })
}
