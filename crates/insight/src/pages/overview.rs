//! `/progress`: how the city keeps its word.

use axum::response::{IntoResponse as _, Response};
use ui::{
    Density, Field, Form, SafeHtml, Tone,
    chart::{BarChart, LineChart, Series},
    form::Errors,
    list::{Card, Cards, Kpi, Kpis, Tag},
    panel::{Button, Panel, Text},
};
use web::{Answer, Visit};

use super::{checked, decimal, percent, scope, totals};
use crate::{
    checks::{self, Checked},
    figures::{self, Counts, Days},
    progress::{self, Progress},
};

/// Cases on the page, and bars in its chart.
const LATEST: usize = 6;
const BARS: usize = 8;
/// Checks on the spot: the newest, and those before it.
const CHECKS: usize = 6;

struct Found {
    counts: Counts,
    days: Days,
    matters: Vec<(Option<String>, Counts)>,
    months: Vec<(String, i64, i64)>,
    latest: Vec<Progress>,
    checks: Vec<Checked>,
}

/// Two closing figures kept apart, what people ask for, how long it takes, and a look-up.
pub async fn overview(visit: Visit) -> Answer {
    if let Some(number) = visit.query.get("number").map(str::trim).filter(|it| !it.is_empty()) {
        return Ok(
            web::see_other(format!("/progress/{}", ui::query::encode(number))).into_response()
        );
    }
    let scope = scope(&visit.app, visit.moment.now());
    let k = super::k(&visit.app);
    let found = visit
        .app
        .store()
        .read(move |db| {
            let (counts, days) = totals(db, &scope)?;
            Ok::<_, storage::Error>(Found {
                counts,
                days,
                matters: figures::by_matter(db, &scope, k)?,
                months: figures::by_month(db, &scope)?,
                latest: progress::latest(db, LATEST)?,
                checks: checks::newest(db, &scope.area, k, CHECKS)?,
            })
        })
        .await?;
    Ok(render(&visit, &found))
}

fn render(visit: &Visit, found: &Found) -> Response {
    let shell = visit
        .shell(Density::Phone, visit.t("insight-progress"))
        .back("/")
        .body(Text::new(visit.t("insight-lead")))
        .form(&look_up(visit, &Errors::new(), ""))
        .body(kpis(visit, found))
        .body(Text::meta(visit.t("insight-two-figures")))
        .body(checked::panel(visit, &found.counts, &found.checks))
        .body(matters(visit, &found.matters))
        .body(months(visit, &found.months))
        .body(latest(visit, &found.latest))
        .body(Button::new(visit.t("insight-results"), "/results").outline());
    visit.page(&shell)
}

/// The form that asks for a case's number.
pub fn look_up(visit: &Visit, errors: &Errors, typed: &str) -> Form {
    Form::get(visit.lang, "/progress")
        .field(
            Field::text("number", visit.t("insight-number"))
                .hint(visit.t("insight-number-hint"))
                .value(typed),
        )
        .errors(errors)
        .submit(visit.t("insight-look-up"))
}

fn kpis(visit: &Visit, found: &Found) -> Kpis {
    let Counts { reported, .. } = found.counts;
    let days = visit.tf("insight-days", &[("n", decimal(found.days.median).into())]);
    Kpis(vec![
        Kpi::new(visit.t("insight-reported"), reported),
        Kpi::new(visit.t("insight-handler-rate"), percent(found.counts.handler_rate())),
        Kpi::new(visit.t("insight-confirmed-rate"), percent(found.counts.confirmed_rate())),
        Kpi::new(visit.t("insight-median"), days),
    ])
}

fn matters(visit: &Visit, groups: &[(Option<String>, Counts)]) -> Panel {
    let bars = groups
        .iter()
        .take(BARS)
        .map(|(code, counts)| {
            let name = code.as_deref().map_or_else(
                || visit.t("insight-others").to_owned(),
                |code| matter_name(visit, code),
            );
            (name, kernel::count::to_f64(counts.reported), Tone::Plain)
        })
        .collect();
    let chart = BarChart {
        lang: visit.lang,
        title: visit.t("insight-by-matter").to_owned(),
        text: visit.t("insight-by-matter-text").to_owned(),
        unit: visit.t("insight-unit").to_owned(),
        bars,
    };
    Panel::new("", SafeHtml::from_safe(chart))
}

fn months(visit: &Visit, months: &[(String, i64, i64)]) -> Panel {
    let values = |pick: fn(&(String, i64, i64)) -> i64| {
        months.iter().map(|month| kernel::count::to_f64(pick(month))).collect()
    };
    let chart = LineChart {
        lang: visit.lang,
        title: visit.t("insight-by-month").to_owned(),
        text: visit.t("insight-by-month-text").to_owned(),
        labels: months.iter().map(|(month, _, _)| month.clone()).collect(),
        series: vec![
            Series { name: visit.t("insight-reported").to_owned(), values: values(|it| it.1) },
            Series { name: visit.t("insight-confirmed").to_owned(), values: values(|it| it.2) },
        ],
    };
    Panel::new("", SafeHtml::from_safe(chart))
}

fn latest(visit: &Visit, cases: &[Progress]) -> Panel {
    let cards = cases
        .iter()
        .map(|case| {
            let title = case
                .released
                .as_ref()
                .map_or_else(|| matter_name(visit, &case.matter), |(title, _)| title.clone());
            Card::new(title, format!("/progress/{}", case.number))
                .tag(state_tag(visit, &case.state))
                .meta(format!(
                    "{} · {}",
                    visit.app.areas().full_name(&case.area),
                    ui::when::when(visit.lang, case.created_at, visit.moment.now())
                ))
        })
        .collect();
    Panel::new(visit.t("insight-latest"), SafeHtml::from_safe(Cards(cards)))
}

/// What a matter is called; its code when the catalogue dropped it.
pub fn matter_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    catalogue.matter(code).map_or_else(
        || code.to_owned(),
        |matter| if visit.lang.is_zh() { matter.name.zh.clone() } else { matter.name.en.clone() },
    )
}

/// The state in words, with the colour of its meaning.
pub fn state_tag(visit: &Visit, state: &str) -> Tag {
    let tone = match state {
        "confirmed" => Tone::Good,
        "answered" | "disputed" | "reopened" | "scope-appealed" => Tone::Warn,
        _ => Tone::Plain,
    };
    Tag::new(tone, visit.t(&format!("insight-state-{state}")))
}
