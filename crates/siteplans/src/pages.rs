//! The pages of those who plan where stations go.

pub mod compare;
pub mod list;
pub mod new;
mod parts;
mod question;
pub mod result;
pub mod study;

use access::Permit;
use axum::response::{IntoResponse as _, Response};
use kernel::count;
use serde::Deserialize;
use storage::Db;
use ui::{Errors, SafeHtml, Tone, query::encode};
use web::{Answer, Signed, Visit, input::Typed, see_other};

use crate::{
    Desk, Fault, StudyId,
    run::Run,
    store,
    study::Study,
    work::{self, Bench, Errand, Worker},
};

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// Everything that was ticked.
fn ticked(typed: &Typed, name: &str) -> Vec<String> {
    let of_it = typed.iter().filter(|(key, value)| key == name && !value.is_empty());
    of_it.map(|(_, value)| value.clone()).collect()
}

/// A study with the proof that the reader may plan for it; 404 for others.
pub(crate) fn permitted(
    db: &mut Db<'_>,
    signed: &Signed,
    id: &str,
) -> Result<(Study, Permit), Fault> {
    let id: StudyId = id.parse().map_err(|_| Fault::NotFound)?;
    let study = store::find(db, id)?.ok_or(Fault::NotFound)?;
    let permit = Desk::permit(&signed.actor, &study)?;
    Ok((study, permit))
}

/// A study and one of its runs.
pub(crate) async fn run_of(signed: &Signed, id: String, number: i64) -> Answer<(Study, Run)> {
    let reader = signed.clone();
    let read = signed.app.store().read(move |db| {
        let (study, _) = permitted(db, &reader, &id)?;
        let run = store::find_run(db, study.id, number)?.ok_or(Fault::NotFound)?;
        Ok::<_, Fault>((study, run))
    });
    Ok(read.await?)
}

fn study_href(id: StudyId) -> String {
    format!("/desk/siting/{}", encode(&id.to_string()))
}

fn run_href(id: StudyId, number: i64) -> String {
    format!("{}/runs/{number}", study_href(id))
}

/// `84.3 %`
fn percent(share: f64) -> String {
    let tenths = count::round(share * 1_000.0);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// A small gap needs more places: `0.12 %`.
fn gap(share: f64) -> String {
    let hundredths = count::round(share * 10_000.0);
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

/// Several links that look like buttons in one row.
fn links(links: &[(String, String)]) -> SafeHtml {
    let one = |(label, href): &(String, String)| {
        format!(
            "<a class=\"btn o\" href=\"{}\">{}</a>",
            SafeHtml::text(href),
            SafeHtml::text(label)
        )
    };
    let all: String = links.iter().map(one).collect();
    SafeHtml::trusted(format!("<p class=\"row noprint\">{all}</p>"))
}

/// A fault as words for a form's field; others are pages of their own.
fn wrong(visit: &Visit, fault: Fault) -> Answer<Errors> {
    let mut errors = Errors::new();
    match fault {
        Fault::Invalid { field, code, about } => {
            errors.add(field, visit.tf(code, &[("about", about.into())]));
            Ok(errors)
        }
        other => Err(other.into()),
    }
}

/// Lets a run calculate and leads to it.
fn calculate(signed: &Signed, desk: Desk, (id, number): (StudyId, i64)) -> Response {
    let bench = signed.app.get::<Bench>().cloned().unwrap_or_default();
    work::begin(&bench, Worker::of(&signed.app, desk), (id, number), Errand::Calculate);
    see_other(run_href(id, number)).flash(Tone::Good, "siteplans-begun").into_response()
}
