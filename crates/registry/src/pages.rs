//! The pages of the registry: for those who keep rosters at a desk, for workers on a phone.

pub mod import;
pub mod known;
pub mod links;
pub mod list;
pub mod record;
pub mod roster;
pub mod source;

use access::{Action, Actor, Permit};
use kernel::{AreaCode, Day};
use serde::Deserialize;
use storage::Db;
use web::{Answer, Problem, Signed, Visit, input::Typed};

use crate::{
    Desk, Fault, day_of,
    fact::UNKNOWN,
    map::Column,
    source::{self as sources, Source},
    term::{Job, Term},
};

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim())
}

/// A source by its code, with the proof that the reader may do this to it; 404 for others.
fn permitted(
    db: &mut Db<'_>,
    actor: &Actor,
    code: &str,
    action: Action,
) -> Result<(Source, Permit), Fault> {
    let source = sources::by_code(db, code)?.ok_or(Fault::NotFound)?;
    let permit = Desk::permit(actor, action, &source)?;
    Ok((source, permit))
}

/// [`permitted`] for a page that only reads.
async fn source_of(signed: &Signed, code: &str, action: Action) -> Answer<Source> {
    let (actor, code) = (signed.actor.clone(), code.to_owned());
    let read = signed.app.store().read(move |db| permitted(db, &actor, &code, action));
    Ok(read.await?.0)
}

fn source_name(visit: &Visit, source: &Source) -> String {
    source.name(!visit.lang.is_zh()).to_owned()
}

fn unit_name(visit: &Visit, desk: &Desk, unit: contracts::UnitId) -> String {
    let english = !visit.lang.is_zh();
    desk.units.unit(unit).map_or_else(String::new, |card| card.name(english).to_owned())
}

/// A day as people say it.
fn day(visit: &Visit, number: i64) -> String {
    ui::when::day(visit.lang, day_of(number), visit.moment.now().day())
}

/// A day of the address, or another.
fn asked(signed: &Signed, name: &str, other: Day) -> Day {
    signed.query.get(name).and_then(|text| text.parse().ok()).unwrap_or(other)
}

fn column_name(visit: &Visit, column: Column) -> String {
    visit.t(&format!("registry-column-{}", column.as_str().replace('_', "-"))).to_owned()
}

fn area_name(desk: &Desk, area: &AreaCode) -> String {
    let name = desk.areas.full_name(area);
    if name.is_empty() { area.to_string() } else { name }
}

/// What a term says, in the reader's language.
fn term_text(visit: &Visit, desk: &Desk, number: i64, term: Option<&Term>) -> String {
    match term {
        Some(Term::Area(area)) => area_name(desk, area),
        Some(Term::Line(line)) => {
            let names: Vec<String> = line.iter().map(|area| area_name(desk, area)).collect();
            names.join(" → ")
        }
        Some(Term::Job(job)) => job_text(visit, desk, job),
        None if number == UNKNOWN => visit.t("registry-unknown").to_owned(),
        None => String::new(),
    }
}

/// A job in one line: occupation, then the chain, then the footing.
fn job_text(visit: &Visit, desk: &Desk, job: &Job) -> String {
    let occupation = job.occupation.as_deref().and_then(|code| {
        let known = desk.catalogue.industries().occupation(code)?;
        Some(if visit.lang.is_zh() { known.name.zh.clone() } else { known.name.en.clone() })
    });
    let chain = [&job.platform, &job.partner, &job.site].into_iter().flatten();
    let chain: Vec<&str> = chain.map(|party| party.name.as_str()).collect();
    let relation = job
        .relation
        .map(|relation| visit.t(&format!("registry-relation-{}", relation.as_str())).to_owned());
    let contract = job.contract.map(|contract| {
        visit.t(if contract { "registry-contract-yes" } else { "registry-contract-no" }).to_owned()
    });
    let parts = [occupation, Some(chain.join(" → ")), relation, contract];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    parts.join(" · ")
}

/// A fault told at the form that it belongs to; others are pages of their own.
fn told(fault: Fault) -> Result<&'static str, Problem> {
    match fault {
        Fault::Invalid { code, .. } | Fault::Conflict(code) => Ok(code),
        other => Err(other.into()),
    }
}
