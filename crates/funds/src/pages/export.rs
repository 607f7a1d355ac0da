//! A fund's requests to take away, with a record that they were taken.

use access::Action;
use axum::{http::header, response::IntoResponse as _};
use kernel::money::yuan;
use serde_json::json;
use sheets::Sheet;
use storage::Record;
use web::{Answer, PathId, Problem, Signed};

use super::{show::wish, state_tag, unit_name, visible, write};
use crate::{Account, Desk, Fault, FundId, Request, Wish, store::lists};

/// Rows of one file.
const ROWS_MAX: usize = 50_000;

/// `GET /desk/funds/{id}/export/{kind}`
pub async fn export(signed: Signed, PathId((id, kind)): PathId<(FundId, String)>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let reader = signed.clone();
    let read = signed.app.store().read(move |db| {
        let of = visible(db, &reader, id)?;
        let mut requests = lists::requests(db, id, ROWS_MAX)?;
        requests.retain(|request| of.shares.iter().any(|(share, _)| share.id == request.share));
        Ok::<_, Fault>((of, requests))
    });
    let (of, requests) = read.await?;
    let sheet = sheet(&signed, &desk, &of, &requests);
    let (bytes, mime) = match kind.as_str() {
        "csv" => (sheet.csv(), "text/csv; charset=utf-8"),
        "xlsx" => {
            (sheet.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        }
        _ => return Err(Problem::not_found()),
    };
    let bytes = bytes.map_err(Problem::internal)?;
    let rows = requests.len();
    let record = move |tx: &mut storage::Tx<'_>, desk: &Desk, _: &access::Actor| {
        let area = desk.area(of.fund.unit);
        let detail = json!({ "rows": rows });
        let (action, subject_kind, subject) = ("fund.export", "fund", *id.as_bytes());
        Ok(tx.record(Record { action, subject_kind, subject, area: &area, detail })?)
    };
    write(&signed, Action::FundRead.as_str(), record).await?;
    let name = format!("attachment; filename=\"fund.{kind}\"");
    let headers = [(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}

fn sheet(signed: &Signed, desk: &Desk, of: &Account, requests: &[Request]) -> Sheet {
    let header = ["asked-at", "unit", "what", "amount", "voucher", "text", "state", "decided-at"];
    let header = header.map(|key| signed.t(&format!("funds-{key}")).to_owned());
    let row = |request: &Request| {
        let share = of.shares.iter().find(|(share, _)| share.id == request.share);
        let voucher = match &request.wish {
            Wish::Spending { voucher, .. } => voucher.clone(),
            Wish::Allocation { .. } => String::new(),
        };
        vec![
            request.asked_at.display_minute(),
            share.map(|(share, _)| unit_name(signed, desk, share.unit)).unwrap_or_default(),
            wish(signed, desk, &request.wish),
            yuan(request.amount),
            voucher,
            request.text.clone(),
            state_tag(signed, request.state).text,
            request.decided_at.map(kernel::Timestamp::display_minute).unwrap_or_default(),
        ]
    };
    Sheet { header: header.to_vec(), rows: requests.iter().map(row).collect() }
}
