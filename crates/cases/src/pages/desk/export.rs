//! The list to take away: the same filters, no names of persons, and a record that it was taken.

use access::{Action, policy};
use axum::{
    http::{HeaderValue, header},
    response::IntoResponse as _,
};
use sheets::{Sheet, SheetError};
use storage::{Error, Record};
use ui::query::encode;
use web::{Answer, Signed};

use super::{names::Known, wanted::Wanted};
use crate::{
    Desk,
    pages::shared::{self, Names, state},
    search,
    store::lists::{self, Line},
};

/// Rows of one file.
pub const ROWS_MAX: usize = 10_000;

/// `GET /inbox.csv`
pub async fn csv(signed: Signed) -> Answer {
    take(signed, "csv", "text/csv; charset=utf-8", Sheet::csv).await
}

/// `GET /inbox.xlsx`
pub async fn xlsx(signed: Signed) -> Answer {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    take(signed, "xlsx", KIND, Sheet::xlsx).await
}

async fn take(
    signed: Signed,
    ending: &'static str,
    kind: &'static str,
    write: fn(&Sheet) -> Result<Vec<u8>, SheetError>,
) -> Answer {
    let Wanted { mut filter, typed, .. } = Wanted::read(&signed.query)?;
    let desk = shared::desk(&signed.app)?;
    let reach = policy::reach(&signed.actor, Action::CaseExport);
    let now = signed.moment.now();
    let reader = signed.clone();
    // The file is written where the rows are read, off the async threads.
    let read = signed.app.store().read(move |db| {
        if let Some(typed) = typed {
            filter.among = Some(search::find(db, &typed)?);
        }
        let lines = lists::page(db, &filter, &reach, now, None, ROWS_MAX + 1)?;
        let cut = lines.len() > ROWS_MAX;
        let lines = lines.get(..ROWS_MAX).unwrap_or(&lines);
        let bytes = write(&sheet(&reader, &desk, lines))
            .map_err(|error| Error::Refused(error.to_string()))?;
        Ok::<_, Error>((bytes, lines.len(), cut))
    });
    let (bytes, rows, cut) = read.await?;
    record(&signed, ending, rows).await?;
    let name = file_name(&signed, ending, cut);
    let named =
        format!("attachment; filename=\"cases.{ending}\"; filename*=UTF-8''{}", encode(&name));
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let attachment = HeaderValue::from_static("attachment");
    let named = HeaderValue::try_from(named).unwrap_or(attachment);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, named);
    Ok(response)
}

/// The day stands in the name, and that rows were left out does too.
fn file_name(signed: &Signed, ending: &str, cut: bool) -> String {
    let what = signed.t(if cut { "desk-export-cut" } else { "desk-inbox" });
    format!("{what}-{}.{ending}", signed.moment.now().day())
}

/// Who took how much, for the auditor.
async fn record(signed: &Signed, ending: &'static str, rows: usize) -> Answer<()> {
    let stamp = signed.actor.stamp(signed.moment.clone(), "case-export");
    let taken = signed.app.store().write(stamp, move |tx| {
        let subject = *tx.id::<()>().as_bytes();
        tx.record(Record {
            action: "case.export",
            subject_kind: "export",
            subject,
            area: "",
            detail: serde_json::json!({ "format": ending, "rows": rows }),
        })
    });
    Ok(taken.await?)
}

fn sheet(signed: &Signed, desk: &Desk, lines: &[Line]) -> Sheet {
    let names = Names::new(signed, desk);
    let mut known = Known::new(names);
    let header = [
        "desk-column-number",
        "desk-column-state",
        "desk-column-title",
        "desk-column-matter",
        "desk-column-area",
        "desk-column-owner",
        "desk-column-reported",
        "desk-column-deadline",
        "desk-column-overdue",
        "desk-column-escalations",
        "desk-column-urgent",
    ];
    let header = header.map(|key| names.t(key).to_owned()).to_vec();
    let now = names.now();
    let yes = |so: bool| names.t(if so { "yes" } else { "no" }).to_owned();
    let row = |line: &Line| {
        vec![
            line.number.clone(),
            names.t(state::key(line.state)).to_owned(),
            line.title.clone(),
            known.names.matter(&line.matter).to_owned(),
            names.area(&line.area),
            known.unit(line.owner).to_owned(),
            line.created_at.display_minute(),
            line.due_at.map(kernel::Timestamp::display_minute).unwrap_or_default(),
            yes(line.due_at.is_some_and(|due| due < now)),
            line.escalations.to_string(),
            yes(line.urgent),
        ]
    };
    Sheet { header, rows: lines.iter().map(row).collect() }
}
