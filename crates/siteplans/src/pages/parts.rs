//! The parts of an answer: figures, map, curve, hours, streets, sites, refusals.

use std::sync::Arc;

use kernel::count;
use ui::{
    SafeHtml, Tone,
    chart::{BarChart, LineChart, Series},
    drawn::{Drawn, Ground, Outline, Paint, Shape},
    list::{Column, Kpi, Kpis, Row, Table},
    panel::{Panel, Text},
};
use web::{Signed, Visit};

use super::{gap, percent};
use crate::{
    export::{Fate, fates},
    input::{Input, Origin},
    solve::{Answer, Reason, Share},
};

/// Refused candidates that a page names; the table to download has all.
const REFUSED_MAX: usize = 50;
const STREETS_MAX: usize = 30;

pub(super) fn figures(signed: &Signed, input: &Input, answer: &Answer) -> Kpis {
    let new =
        fates(input, answer).iter().filter(|(_, fate)| matches!(fate, Fate::Chosen { .. })).count();
    let bound = Share { served: answer.at_most, total: answer.all.total }.ratio();
    let kpi = |key: &str, value: String| Kpi::new(signed.t(key), value);
    let mut proof = kpi("siteplans-gap", gap(answer.gap()));
    proof.tone = if answer.proved { Tone::Good } else { Tone::Warn };
    Kpis(vec![
        kpi("siteplans-new-sites", new.to_string()),
        kpi("siteplans-covered", percent(answer.all.ratio())),
        kpi("siteplans-at-most", percent(bound)),
        proof,
    ])
}

/// What the figures mean, in a sentence.
pub(super) fn sentence(signed: &Signed, answer: &Answer) -> String {
    let bound = Share { served: answer.at_most, total: answer.all.total }.ratio();
    let key = if answer.proved { "siteplans-proved" } else { "siteplans-bounded" };
    let (share, most, gap) = (percent(answer.all.ratio()), percent(bound), gap(answer.gap()));
    let args = [
        ("share", share.as_str().into()),
        ("most", most.as_str().into()),
        ("gap", gap.as_str().into()),
    ];
    signed.tf(key, &args)
}

pub(super) fn map(signed: &Signed, input: &Input, answer: &Answer) -> SafeHtml {
    let mut shapes: Vec<Shape> = Vec::new();
    for (paint, served) in [(Paint::Unserved, false), (Paint::Served, true)] {
        let of_it = |share: &Share| (share.ratio() >= 0.5) == served;
        for (index, share) in answer.cells.iter().filter(|(_, share)| of_it(share)) {
            let Some(cell) = heat::hexagon(index) else { continue };
            let args = [("share", percent(share.ratio()).into())];
            let title = signed.tf("siteplans-cell", &args);
            shapes.push(Shape::new(Outline::Area(cell.corners), paint).title(title));
        }
    }
    let all = fates(input, answer);
    let radius = f64::from(input.asked.radius_metres);
    let mut spots = |wanted: Paint| {
        for (spot, fate) in &all {
            let (at, paint) = ((spot.about.lon, spot.about.lat), paint(fate));
            if paint != wanted {
                continue;
            }
            let title = format!("{} · {}", spot.about.name, told(signed, fate));
            shapes.push(Shape::new(Outline::Spot(at), paint).title(title));
        }
    };
    spots(Paint::Refused);
    spots(Paint::Stands);
    spots(Paint::Chosen);
    let reached = all.iter().filter(|(_, fate)| !matches!(fate, Fate::Refused(_)));
    let reached = reached.map(|(spot, _)| {
        Shape::new(Outline::Around((spot.about.lon, spot.about.lat), radius), Paint::Reach)
    });
    // Circles lie below the spots, above the cells.
    let first = shapes
        .iter()
        .position(|shape| matches!(shape.outline, Outline::Spot(_)))
        .unwrap_or(shapes.len());
    let spots = shapes.split_off(first);
    let shapes = shapes.into_iter().chain(reached).chain(spots).collect();
    let legend = [
        (Paint::Chosen, "siteplans-legend-chosen"),
        (Paint::Stands, "siteplans-legend-stands"),
        (Paint::Refused, "siteplans-legend-refused"),
        (Paint::Reach, "siteplans-legend-reach"),
        (Paint::Served, "siteplans-legend-served"),
        (Paint::Unserved, "siteplans-legend-unserved"),
    ];
    SafeHtml::from_safe(Drawn {
        title: signed.t("siteplans-map").to_owned(),
        text: sentence(signed, answer),
        ground: signed.app.get::<Arc<Ground>>().cloned().unwrap_or_default(),
        shapes,
        legend: legend.map(|(paint, key)| (paint, signed.t(key).to_owned())).into(),
    })
}

const fn paint(fate: &Fate) -> Paint {
    match fate {
        Fate::Stands => Paint::Stands,
        Fate::Chosen { .. } => Paint::Chosen,
        Fate::Refused(_) => Paint::Refused,
    }
}

/// What became of a spot, in a sentence.
pub(super) fn told(visit: &Visit, fate: &Fate) -> String {
    let whole = |number: f64| ui::Value::from(count::round(number));
    let key = match fate {
        Fate::Stands => "siteplans-why-stands",
        Fate::Chosen { marginal, .. } => {
            return visit.tf("siteplans-why-chosen", &[("n", whole(*marginal))]);
        }
        Fate::Refused(Reason::Weaker { gain, least }) => {
            let args = [("gain", whole(*gain)), ("least", whole(*least))];
            return visit.tf("siteplans-why-weaker", &args);
        }
        Fate::Refused(Reason::Barred) => "siteplans-why-barred",
        Fate::Refused(Reason::TooDear) => "siteplans-why-dear",
        Fate::Refused(Reason::NobodyNear) => "siteplans-why-nobody",
        Fate::Refused(Reason::Served) => "siteplans-why-served",
    };
    visit.t(key).to_owned()
}

/// Served share and bound for every number of new sites, as a picture with its table.
pub(super) fn curve(signed: &Signed, answer: &Answer) -> SafeHtml {
    if answer.curve.len() < 2 {
        return SafeHtml::default();
    }
    let total = answer.all.total.max(f64::MIN_POSITIVE);
    let values = |of: fn(&crate::solve::Step) -> f64| {
        answer.curve.iter().map(|step| 100.0 * of(step) / total).collect()
    };
    let last = answer.curve.last().map_or(0, |step| step.count);
    let chart = LineChart {
        lang: signed.lang,
        title: signed.t("siteplans-curve").to_owned(),
        text: signed.tf("siteplans-curve-text", &[("n", last.into())]),
        labels: answer.curve.iter().map(|step| step.count.to_string()).collect(),
        series: vec![
            Series {
                name: signed.t("siteplans-curve-served").to_owned(),
                values: values(|step| step.served),
            },
            Series {
                name: signed.t("siteplans-curve-most").to_owned(),
                values: values(|step| step.at_most),
            },
        ],
    };
    SafeHtml::from_safe(Panel::new("", chart))
}

/// Served share by hour of the day.
pub(super) fn hours(signed: &Signed, from: u8, answer: &Answer) -> SafeHtml {
    let mut by_day: Vec<Share> = vec![Share::default(); 24];
    for (slot, share) in &answer.by_hour {
        if let Some(of_day) = by_day.get_mut(count::to_usize(slot % 24)) {
            of_day.served += share.served;
            of_day.total += share.total;
        }
    }
    // A night begins in the evening.
    let hours = by_day.into_iter().enumerate().cycle().skip(usize::from(from)).take(24);
    let known: Vec<(usize, Share)> = hours.filter(|(_, share)| share.total > 0.0).collect();
    if known.len() < 2 {
        return SafeHtml::default();
    }
    let chart = LineChart {
        lang: signed.lang,
        title: signed.t("siteplans-by-hour").to_owned(),
        text: signed.t("siteplans-by-hour-text").to_owned(),
        labels: known.iter().map(|(hour, _)| format!("{hour:02}:00")).collect(),
        series: vec![Series {
            name: signed.t("siteplans-covered").to_owned(),
            values: known.iter().map(|(_, share)| 100.0 * share.ratio()).collect(),
        }],
    };
    SafeHtml::from_safe(Panel::new("", chart))
}

/// Served share by street, the least served first.
pub(super) fn streets(signed: &Signed, answer: &Answer) -> SafeHtml {
    let areas = signed.app.areas();
    let mut streets = answer.by_street.clone();
    streets.sort_by(|(_, one), (_, other)| one.ratio().total_cmp(&other.ratio()));
    let bars = streets.iter().take(STREETS_MAX).map(|(street, share)| {
        let tone = if share.ratio() < answer.all.ratio() / 2.0 { Tone::Warn } else { Tone::Plain };
        (areas.local_name(street), 100.0 * share.ratio(), tone)
    });
    let chart = BarChart {
        lang: signed.lang,
        title: signed.t("siteplans-by-street").to_owned(),
        text: signed.t("siteplans-by-street-text").to_owned(),
        unit: "%".to_owned(),
        bars: bars.collect(),
    };
    SafeHtml::from_safe(Panel::new("", chart))
}

/// The chosen sites and what each is worth; what stands.
pub(super) fn sites(signed: &Signed, input: &Input, answer: &Answer) -> SafeHtml {
    let areas = signed.app.areas();
    let over: Vec<(&str, f64)> = answer
        .sites
        .iter()
        .filter(|site| site.over > 0.0)
        .filter_map(|site| Some((input.spots.get(site.spot)?.about.id.as_str(), site.over)))
        .collect();
    let rows = fates(input, answer).into_iter().filter_map(|(spot, fate)| {
        let Fate::Chosen { marginal, busiest } = fate else { return None };
        let crowded = over.iter().find(|(id, _)| *id == spot.about.id);
        let busy = count::round(busiest).to_string();
        let busy =
            crowded.map_or(busy.clone(), |(_, over)| format!("{busy} (+{})", count::round(*over)));
        let row = Row::new(spot.about.id.clone(), spot.about.name.clone())
            .cell(spot.about.name.clone())
            .cell(count::round(marginal))
            .cell(busy)
            .cell(kind(signed, &spot.about.kind, spot.origin))
            .cell(areas.local_name(&spot.street));
        Some(row)
    });
    let caption = signed.t("siteplans-sites").to_owned();
    let table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("siteplans-site")).wrap())
        .column(Column::new(signed.t("siteplans-marginal")).number())
        .column(Column::new(signed.t("siteplans-busiest")).number())
        .column(Column::new(signed.t("siteplans-kind")))
        .column(Column::new(signed.t("siteplans-street")))
        .rows(rows);
    let parts = SafeHtml::from_safe(table).and(Text::meta(signed.t("siteplans-marginal-hint")));
    SafeHtml::from_safe(Panel::new(signed.t("siteplans-sites"), parts))
}

/// Candidates that were not chosen, and why.
pub(super) fn refused(signed: &Signed, input: &Input, answer: &Answer) -> SafeHtml {
    let all = fates(input, answer);
    let none = all.iter().filter(|(_, fate)| matches!(fate, Fate::Refused(_)));
    let rows = none.clone().take(REFUSED_MAX).map(|(spot, fate)| {
        Row::new(spot.about.id.clone(), spot.about.name.clone())
            .cell(spot.about.name.clone())
            .cell(told(signed, fate))
    });
    let count = none.clone().count();
    if count == 0 {
        return SafeHtml::default();
    }
    let title = signed.tf("siteplans-refused", &[("n", count.into())]);
    let table = Table::new(signed.lang, title.clone(), signed.query.clone())
        .column(Column::new(signed.t("siteplans-site")).wrap())
        .column(Column::new(signed.t("siteplans-why")).wrap())
        .rows(rows);
    SafeHtml::from_safe(Panel::new(title, table))
}

/// What a spot is: the kind of place in the catalogue's words, else as the file says.
fn kind(visit: &Visit, code: &str, origin: Origin) -> String {
    let catalogue = visit.app.catalogue();
    let known = catalogue.places().kind(code).filter(|_| origin != Origin::File);
    known.map_or(code.to_owned(), |kind| {
        if visit.lang.is_zh() { kind.name.zh.clone() } else { kind.name.en.clone() }
    })
}
