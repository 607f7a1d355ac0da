//! The third figure on the public page: what workers found who looked on the spot.

use ui::{
    SafeHtml,
    form::CheckAnswers,
    list::{Kpi, Kpis},
    panel::{Panel, Text},
};
use web::Visit;

use super::percent;
use crate::{checks::Checked, figures::Counts};

/// The newest check with its interval, the corrected rate, and the checks before it.
pub fn panel(visit: &Visit, counts: &Counts, checks: &[Checked]) -> Panel {
    let title = visit.t("insight-checked");
    let Some(newest) = checks.first() else {
        return Panel::new(title, Text::new(visit.t("insight-checked-none")));
    };
    let share = newest.share;
    let mut kpis = vec![Kpi::new(visit.t("insight-false-share"), percent(Some(share.share)))];
    let mut told = SafeHtml::from_safe(Text::new(visit.tf(
        "insight-checked-told",
        &[
            ("from", newest.from.day().to_string().into()),
            ("to", newest.to.day().plus(-1).to_string().into()),
            ("population", share.population.into()),
            ("n", share.sample.into()),
            ("share", percent(Some(share.share)).into()),
            ("low", percent(Some(share.low)).into()),
            ("high", percent(Some(share.high)).into()),
        ],
    )));
    if let Some(rate) = counts.handler_rate() {
        let (corrected, low, high) = share.taken_off(rate);
        kpis.push(Kpi::new(visit.t("insight-corrected"), percent(Some(corrected))));
        told = told.and(Text::new(visit.tf(
            "insight-corrected-told",
            &[
                ("rate", percent(Some(rate)).into()),
                ("corrected", percent(Some(corrected)).into()),
                ("low", percent(Some(low)).into()),
                ("high", percent(Some(high)).into()),
            ],
        )));
    }
    let body = SafeHtml::from_safe(Kpis(kpis)).and(told).and(earlier(visit, &checks[1..]));
    Panel::new(title, body.and(Text::meta(visit.t("insight-checked-how"))))
}

/// The checks before the newest, one a line.
fn earlier(visit: &Visit, checks: &[Checked]) -> CheckAnswers {
    checks.iter().fold(CheckAnswers::new(visit.lang), |list, one| {
        let period = format!("{} – {}", one.from.day(), one.to.day().plus(-1));
        let told = visit.tf(
            "insight-checked-line",
            &[
                ("share", percent(Some(one.share.share)).into()),
                ("low", percent(Some(one.share.low)).into()),
                ("high", percent(Some(one.share.high)).into()),
                ("n", one.share.sample.into()),
            ],
        );
        list.row(period, told)
    })
}
