//! `/desk/siting/{id}/compare`: two runs of a study side by side.

use std::collections::BTreeSet;

use axum::extract::Path;
use ui::{
    Density, SafeHtml,
    list::{Column, Row, Table},
    panel::{Grid, Panel, Text},
};
use web::{Answer, Problem, Signed};

use super::{parts, question, run_of, study_href};
use crate::{run::Run, task};

/// `GET /desk/siting/{id}/compare?a=&b=`
pub async fn show(signed: Signed, Path(id): Path<String>) -> Answer {
    let number = |name: &str| {
        let text = signed.query.get(name).and_then(|text| text.parse::<i64>().ok());
        text.ok_or_else(Problem::not_found)
    };
    let (study, one) = run_of(&signed, id.clone(), number("a")?).await?;
    let (_, other) = run_of(&signed, id, number("b")?).await?;
    let panels = vec![side(&signed, &one)?, side(&signed, &other)?];
    let title = format!("{} · {}", signed.t("siteplans-compare"), study.title);
    let shell = signed
        .shell(Density::Desk, title)
        .back(study_href(study.id))
        .body(differences(&signed, &one, &other)?)
        .body(Grid(panels));
    Ok(signed.page(&shell))
}

fn side(signed: &Signed, run: &Run) -> Answer<Panel> {
    let answer = run.answer.as_ref().ok_or_else(|| Problem::conflict("siteplans-no-plan"))?;
    let input = run.input()?;
    let parts = SafeHtml::default()
        .and(Text::new(question::line(signed, &run.asked)))
        .and(parts::figures(signed, &input, answer))
        .and(Text::meta(parts::sentence(signed, answer)))
        .and(parts::map(signed, &input, answer));
    Ok(Panel::new(signed.tf("siteplans-run", &[("n", run.number.into())]), parts))
}

/// Which new sites both have, and which only one.
fn differences(signed: &Signed, one: &Run, other: &Run) -> Answer<SafeHtml> {
    let names = |run: &Run| -> Answer<BTreeSet<(String, String)>> {
        let sites = task::new_sites(run)?;
        Ok(sites.into_iter().map(|spot| (spot.about.id, spot.about.name)).collect())
    };
    let (a, b) = (names(one)?, names(other)?);
    let joined = |set: Vec<&(String, String)>| {
        let names: Vec<&str> = set.iter().map(|(_, name)| name.as_str()).collect();
        names.join(if signed.lang.is_zh() { "、" } else { ", " })
    };
    let n = |run: &Run| [("n", run.number.into())];
    let rows = [
        (signed.t("siteplans-both").to_owned(), a.intersection(&b).collect::<Vec<_>>()),
        (signed.tf("siteplans-only", &n(one)), a.difference(&b).collect()),
        (signed.tf("siteplans-only", &n(other)), b.difference(&a).collect()),
    ];
    let rows = rows.into_iter().map(|(name, set)| {
        let count = kernel::count::to_i64(set.len());
        Row::new(name.clone(), name.clone()).cell(name).cell(count).cell(joined(set))
    });
    let caption = signed.t("siteplans-new-sites").to_owned();
    let table = Table::new(signed.lang, caption.clone(), signed.query.clone())
        .column(Column::new(""))
        .column(Column::new(signed.t("siteplans-count")).number())
        .column(Column::new(caption).wrap())
        .rows(rows);
    Ok(SafeHtml::from_safe(table))
}
