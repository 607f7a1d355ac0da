//! The pages of places: what is near, one place, and the desk of those who keep them.

pub mod around;
pub mod complain;
pub mod demand;
pub mod desk;
pub mod edit;
pub mod files;
pub mod label;
pub mod labels;
pub mod near;
pub mod photos;
pub mod sheet;
pub mod show;
pub mod templates;
pub mod vetting;

use access::{Action, reach};
use catalogue::Words;
use kernel::{AreaCode, Level};
use serde::Deserialize;
use ui::{Lang, Tone, form::Pick, query::encode};
use web::{Signed, Visit, input::Typed};

use crate::Desk;

/// Forms are read field by field, so that nothing typed is lost over a field that is missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Any {}

/// What was typed into a field.
fn get<'t>(typed: &'t Typed, name: &str) -> &'t str {
    typed.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
}

/// A name of the catalogue in the reader's language.
fn named(lang: Lang, words: &Words) -> &str {
    if lang.is_zh() { &words.zh } else { &words.en }
}

/// Where a place's page is.
fn href(code: &str) -> String {
    format!("/places/{}", encode(code))
}

/// Metres as people say them: `80 米`, `1.2 公里`.
fn metres(visit: &Visit, metres: f64) -> String {
    let near = kernel::count::round(metres / 10.0) * 10;
    if near < 1_000 {
        return visit.tf("places-metres", &[("n", near.max(10).into())]);
    }
    let tenths = kernel::count::round(metres / 100.0);
    let text = format!("{}.{}", tenths / 10, tenths % 10);
    visit.tf("places-kilometres", &[("n", text.as_str().into())])
}

/// How sure it is that one finds it open, in a few words.
fn told(visit: &Visit, word: nearby::Word) -> (Tone, String) {
    use nearby::Word::{Certain, Closed, Likely, Uncertain};
    let (tone, key) = match word {
        Certain => (Tone::Good, "places-certain"),
        Likely => (Tone::Good, "places-likely"),
        Uncertain => (Tone::Warn, "places-uncertain"),
        Closed => (Tone::Plain, "places-closed"),
    };
    (tone, visit.t(key).to_owned())
}

/// `20 分钟前有人确认`; empty when nobody ever did.
fn confirmed(visit: &Visit, at: Option<kernel::Timestamp>) -> Option<String> {
    let seconds = visit.moment.now().seconds_since(at?);
    if seconds < 60 {
        return Some(visit.t("places-confirmed-now").to_owned());
    }
    let span = ui::when::span(visit.lang, seconds);
    Some(visit.tf("places-confirmed", &[("span", span.into())]))
}

/// The areas within reach of this action that a place can be given to, by name.
fn areas(signed: &Signed, desk: &Desk, action: Action) -> Vec<Pick> {
    let within = reach(&signed.actor, action);
    let city = desk.catalogue.city().area;
    let levels = if within.everything || within.areas.contains(&city) {
        Level::Street..=Level::Street
    } else {
        Level::Street..=Level::Community
    };
    let here = |code: &AreaCode| city.contains(code) && within.holds(Some(code), &[], None);
    let own = desk.areas.iter().filter(|(code, _)| levels.contains(&code.level()) && here(code));
    own.map(|(code, _)| Pick::new(code.to_string(), desk.areas.local_name(&code))).collect()
}
