//! What a release promises and what the picture shows, in sentences.

use kernel::Level;
use ui::{SafeHtml, panel::Text};
use web::{Signed, Visit};

use super::{View, chooser};
use crate::store::Held;

/// The days that a release is about.
pub(super) fn period(visit: &Visit, held: &Held) -> String {
    held.guarantee.period.map_or_else(
        || visit.t("heatmaps-period-none").to_owned(),
        |days| {
            let [from, until] = [days.from, days.until].map(|day| day.to_string());
            visit.tf("heatmaps-period", &[("from", from.into()), ("until", until.into())])
        },
    )
}

/// Metres from the middle of a cell to its corner, on average, by H3's resolution.
const fn reach_metres(resolution: u8) -> i64 {
    match resolution {
        8 => 531,
        9 => 201,
        _ => 76,
    }
}

/// The guarantee in plain words.
pub(super) fn promise(signed: &Signed, held: &Held) -> SafeHtml {
    let told = &held.guarantee;
    let size = [("metres", reach_metres(told.resolution).into())];
    let mut parts = SafeHtml::default()
        .and(Text::new(format!("{} · {}", held.source, period(signed, held))))
        .and(Text::new(signed.tf("heatmaps-size", &size)));
    let Some(privacy) = told.privacy else { return parts };
    let times = format!("{:.1}", privacy.epsilon.float().exp());
    let k = [("k", i64::from(privacy.k).into())];
    let (epsilon, delta) = (privacy.epsilon.to_string(), privacy.delta.to_string());
    let hidden = [
        ("epsilon", epsilon.as_str().into()),
        ("delta", delta.as_str().into()),
        ("times", times.as_str().into()),
    ];
    parts = parts
        .and(Text::new(signed.tf("heatmaps-k", &k)))
        .and(Text::new(signed.tf("heatmaps-epsilon", &hidden)));
    let threshold = [("threshold", told.threshold.unwrap_or(i64::from(privacy.k)).into())];
    let bound = [("bound", i64::from(privacy.bound).into())];
    parts
        .and(Text::new(signed.tf("heatmaps-threshold", &threshold)))
        .and(Text::new(signed.tf("heatmaps-bound", &bound)))
        .and(Text::meta(format!("SHA-256 {}", told.digest)))
}

/// What one should see, in a sentence.
pub(super) fn picture(signed: &Signed, view: &View) -> String {
    let asked = &view.asked;
    let when = asked.hour.map_or_else(
        || signed.t("heatmaps-all-hours").to_owned(),
        |hour| chooser::hour_name(signed, view, hour),
    );
    let who = asked.occupation.as_deref().map_or_else(
        || signed.t("heatmaps-all-occupations").to_owned(),
        |code| chooser::occupation_name(signed, code),
    );
    let top = view.spots.iter().max_by_key(|spot| (spot.weight, &spot.cell));
    let areas = signed.app.areas();
    let place = top.map_or_else(String::new, |spot| {
        areas.local_name(&spot.area.at(Level::Street).unwrap_or(spot.area))
    });
    let key = if top.is_some() { "heatmaps-picture" } else { "heatmaps-picture-none" };
    let args = [
        ("when", when.as_str().into()),
        ("who", who.as_str().into()),
        ("cells", view.spots.len().into()),
        ("most", top.map_or(0, |spot| spot.weight).into()),
        ("place", place.as_str().into()),
    ];
    signed.tf(key, &args)
}
