//! The pages of branches: for clerks at a desk, for workers on a phone.

pub mod badge;
pub mod branch;
pub mod chart;
pub mod charts;
pub mod claims;
pub mod gaps;
pub mod list;
pub mod member;
pub mod mine;
pub mod pairs;
pub mod proposal;
pub mod rejoin;
pub mod split;
pub mod transfers;
pub mod tree;

use access::{Action, Actor};
use axum::response::IntoResponse as _;
use contracts::{UnitCard, UnitId};
use kernel::{AreaCode, Day, Level, Phone};
use serde::Deserialize;
use storage::Tx;
use ui::{Tone, form::Pick};
use web::{Answer, Signed, Visit, input::Typed, see_other};

use crate::{
    Desk, Fault,
    member::{Link, Stage},
};

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

fn day_of(typed: &Typed, name: &'static str) -> Result<Day, Fault> {
    get(typed, name).parse().map_err(|_| Fault::invalid(name, "branches-day-wrong"))
}

fn area_of(typed: &Typed) -> Result<AreaCode, Fault> {
    AreaCode::parse(get(typed, "area")).map_err(|_| Fault::invalid("area", "area-unknown"))
}

/// An area that may be left out.
fn area_or_none(typed: &Typed) -> Result<Option<AreaCode>, Fault> {
    if get(typed, "area").is_empty() { Ok(None) } else { area_of(typed).map(Some) }
}

fn unit_of(typed: &Typed, name: &'static str) -> Result<UnitId, Fault> {
    get(typed, name).parse().map_err(|_| Fault::invalid(name, "branches-no-branch"))
}

fn phone_of(typed: &Typed) -> Result<Phone, Fault> {
    Phone::parse(get(typed, "phone")).map_err(|_| Fault::invalid("phone", "branches-phone-wrong"))
}

fn stage_of(typed: &Typed) -> Result<Stage, Fault> {
    Stage::read(get(typed, "stage")).ok_or(Fault::invalid("stage", "branches-stage-order"))
}

fn link_of(typed: &Typed) -> Result<Link, Fault> {
    Link::read(get(typed, "link")).ok_or(Fault::invalid("link", "branches-link-wrong"))
}

/// A unit's name in the reader's language.
fn unit_name(visit: &Visit, desk: &Desk, id: UnitId) -> String {
    let english = !visit.lang.is_zh();
    desk.units.unit(id).map_or_else(String::new, |card| card.name(english).to_owned())
}

fn card_name(visit: &Visit, card: &UnitCard) -> String {
    card.name(!visit.lang.is_zh()).to_owned()
}

/// A day as people say it.
fn day(visit: &Visit, day: Day) -> String {
    ui::when::day(visit.lang, day, visit.moment.now().day())
}

fn stage_name(visit: &Visit, stage: Stage) -> &str {
    visit.t(match stage {
        Stage::Applicant => "branches-stage-applicant",
        Stage::Activist => "branches-stage-activist",
        Stage::Candidate => "branches-stage-candidate",
        Stage::Probationary => "branches-stage-probationary",
        Stage::Full => "branches-stage-full",
    })
}

fn link_name(visit: &Visit, link: Link) -> &str {
    visit.t(match link {
        Link::Home => "branches-link-home",
        Link::Floating => "branches-link-floating",
    })
}

fn stages(visit: &Visit) -> Vec<Pick> {
    Stage::ALL
        .into_iter()
        .rev()
        .map(|stage| Pick::new(stage.as_str(), stage_name(visit, stage)))
        .collect()
}

fn links(visit: &Visit) -> Vec<Pick> {
    [Link::Home, Link::Floating]
        .into_iter()
        .map(|link| Pick::new(link.as_str(), link_name(visit, link)))
        .collect()
}

fn branch_picks(visit: &Visit, cards: &[UnitCard]) -> Vec<Pick> {
    cards.iter().map(|card| Pick::new(card.id.to_string(), card_name(visit, card))).collect()
}

/// The streets and communities of an area, by name; of the whole city its streets.
fn areas(desk: &Desk, around: AreaCode) -> Vec<Pick> {
    let deepest = if around.level() >= Level::County { Level::Community } else { Level::Street };
    desk.areas
        .iter()
        .filter(|(code, _)| around.contains(code))
        .filter(|(code, _)| (Level::Street..=deepest).contains(&code.level()))
        .map(|(code, own)| {
            let above = code.parent().and_then(|above| desk.areas.name(&above)).unwrap_or_default();
            Pick::new(code.to_string(), format!("{above} {own}").trim().to_owned())
        })
        .collect()
}

/// An area's own name.
fn area_name(desk: &Desk, area: &AreaCode) -> String {
    desk.areas.name(area).unwrap_or_default().to_owned()
}

/// A share in whole percent; 100 of nothing.
fn percent(part: i64, whole: i64) -> i64 {
    if whole == 0 { 100 } else { part * 100 / whole }
}

/// Does one thing, then leads back with a word about it; what is wrong is told in the same place.
async fn act<T: Send + 'static>(
    signed: &Signed,
    purpose: &str,
    back: String,
    done: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), purpose);
    let outcome = signed.app.store().write(stamp, move |tx| work(tx, &desk, &actor)).await;
    told(back, done, outcome.map(drop))
}

fn told(back: String, done: &'static str, outcome: Result<(), Fault>) -> Answer {
    let (tone, key) = match outcome {
        Ok(()) => (Tone::Good, done),
        Err(Fault::Invalid { code, .. }) => (Tone::Bad, code),
        Err(Fault::Conflict(code)) => (Tone::Warn, code),
        Err(fault) => return Err(fault.into()),
    };
    Ok(see_other(back).flash(tone, key).into_response())
}

/// The branches within reach of an action; 404 for a reader without any.
fn within(signed: &Signed, desk: &Desk, action: Action) -> Vec<UnitCard> {
    desk.branches_of(&signed.actor, action)
}
