//! Which release, day, hour and occupation: a form that works by itself, and a slider over it.

use heat::Fold;
use ui::{Field, Form, SafeHtml, form::Pick, query::Query};
use web::{Signed, Visit};

use super::View;
use crate::store::Held;

const DAYS: i64 = 7;
const DAY_HOURS: i64 = 24;

/// The hour of a release from the address: `hour` as programs give it, or `day` and `at` as the
/// form does.
pub(super) fn hour(query: &Query) -> Option<String> {
    if let Some(hour) = query.get("hour") {
        return Some(hour.to_owned());
    }
    let at = query.get("at")?;
    let day = query.get("day").and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
    match at.parse::<i64>() {
        Ok(at) => Some((day * DAY_HOURS + at).to_string()),
        Err(_) => Some(at.to_owned()),
    }
}

pub(super) fn form(signed: &Signed, view: &View) -> SafeHtml {
    let releases = view.releases.iter();
    let releases =
        releases.map(|held| Pick::new(held.id.to_string(), release_name(signed, held))).collect();
    let mut form = Form::get(signed.lang, "/desk/heat").submit(signed.t("heatmaps-show")).field(
        Field::select("release", signed.t("heatmaps-release"), releases)
            .value(view.shown.id.to_string()),
    );
    let hour = view.asked.hour;
    if view.shown.guarantee.hours == Fold::Week {
        let days = (0..DAYS).map(|day| Pick::new(day.to_string(), weekday(signed, day))).collect();
        let day = hour.map_or(0, |hour| hour / DAY_HOURS);
        form =
            form.field(Field::select("day", signed.t("heatmaps-day"), days).value(day.to_string()));
    }
    if view.shown.guarantee.hours != Fold::Whole {
        let all = Pick::new("all", signed.t("heatmaps-all-hours"));
        let hours = (0..DAY_HOURS).map(|hour| Pick::new(hour.to_string(), clock(hour)));
        let hours = hours.chain([all]).collect();
        let now = hour.map_or_else(|| "all".to_owned(), |hour| (hour % DAY_HOURS).to_string());
        form = form.field(Field::select("at", signed.t("heatmaps-hour"), hours).value(now)).extra(
            SafeHtml::trusted(format!(
                "<p class=\"f js\" data-slide=\"f-at\" data-label=\"{}\"></p>",
                SafeHtml::text(signed.t("heatmaps-hour"))
            )),
        );
    }
    let any = Pick::new("", signed.t("heatmaps-all-occupations"));
    let known = view.occupations.iter();
    let known = known.map(|code| Pick::new(code.clone(), occupation_name(signed, code)));
    let occupations = std::iter::once(any).chain(known).collect();
    form = form.field(
        Field::select("occupation", signed.t("heatmaps-occupation"), occupations)
            .value(view.asked.occupation.clone().unwrap_or_default()),
    );
    let layers = vec![
        Pick::new("", signed.t("heatmaps-layer-none")),
        Pick::new("searches", signed.t("heatmaps-searches")),
    ];
    let layer = if view.searched.is_some() { "searches" } else { "" };
    form = form.field(Field::select("layer", signed.t("heatmaps-layer"), layers).value(layer));
    SafeHtml::from_safe(form)
}

/// One hour back and one on, without a script.
pub(super) fn neighbours(signed: &Signed, view: &View) -> SafeHtml {
    let hours = i64::from(view.shown.guarantee.hours.hours());
    let Some(hour) = view.asked.hour.filter(|_| hours > 1) else { return SafeHtml::default() };
    let here = signed.query.without("day").without("at").with("release", view.shown.id.to_string());
    let link = |to: i64, key: &str| {
        let to = to.rem_euclid(hours);
        let (href, label) = (here.with("hour", to.to_string()).href(), hour_name(signed, view, to));
        format!(
            "<a class=\"btn o\" href=\"{}\">{} {}</a>",
            SafeHtml::text(&href),
            SafeHtml::text(signed.t(key)),
            SafeHtml::text(&label)
        )
    };
    let links = [link(hour - 1, "heatmaps-earlier"), link(hour + 1, "heatmaps-later")].concat();
    SafeHtml::trusted(format!("<p class=\"row\">{links}</p>"))
}

/// `周五 18:00–19:00`
pub(super) fn hour_name(visit: &Visit, view: &View, hour: i64) -> String {
    let at = clock(hour % DAY_HOURS);
    match view.shown.guarantee.hours {
        Fold::Week => format!("{} {at}", weekday(visit, hour / DAY_HOURS)),
        Fold::Day => at,
        Fold::Whole => visit.t("heatmaps-all-hours").to_owned(),
    }
}

fn clock(hour: i64) -> String {
    format!("{hour:02}:00–{:02}:00", hour + 1)
}

fn weekday(visit: &Visit, day: i64) -> String {
    visit.t(&format!("heatmaps-day-{day}")).to_owned()
}

pub(super) fn occupation_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    let known = catalogue.industries().occupation(code).map(|one| &one.name);
    known.map_or(code, |name| if visit.lang.is_zh() { &name.zh } else { &name.en }).to_owned()
}

fn release_name(visit: &Visit, held: &Held) -> String {
    format!("{} · {}", held.source, super::told::period(visit, held))
}
