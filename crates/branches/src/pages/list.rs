//! The branches within reach: numbers, health, what waits.

use access::Action;
use planner::health::{Health, State};
use ui::{
    Density, Tone,
    list::{Cell, Column, Empty, Kpi, Kpis, Row, Table, Tag},
    panel::Button,
};
use web::{Answer, Signed, Visit};

use super::{area_name, card_name, percent, within};
use crate::{Desk, health, member::store, pairing, task};

/// Branches shown on one page.
const SHOWN: usize = 300;

/// `GET /desk/branches`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let cards = within(&signed, &desk, Action::BranchRead);
    let (consulted, now) = (desk.clone(), signed.moment.now());
    let asked: Vec<_> = cards.iter().take(SHOWN).map(|card| card.id).collect();
    let owners = asked.clone();
    let read = signed.app.store().read(move |db| {
        let mut rows = Vec::new();
        for branch in asked {
            let count = store::count_in(db, branch)?;
            let covered = pairing::store::covered_at(db, branch, now)?;
            let health = health::of(db, &consulted, branch, now.day())?;
            rows.push((branch, count, covered, health));
        }
        let mut tasks = Vec::new();
        for kind in task::Kind::ALL {
            tasks.push((kind, task::of_owners(db, kind, &owners)?.len()));
        }
        Ok::<_, storage::Error>((rows, tasks))
    });
    let (rows, tasks) = read.await?;
    let mut shell = signed.shell(Density::Desk, signed.t("branches-title"));
    if cards.is_empty() {
        let none = Empty::new(signed.t("branches-none"), signed.t("branches-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let kpis = tasks.into_iter().map(|(kind, open)| {
        let tone = if open == 0 { Tone::Good } else { Tone::Warn };
        Kpi::new(signed.t(super::gaps::title(kind)), open)
            .tone(tone)
            .href(format!("/desk/gaps?kind={}", kind.as_str()))
    });
    shell = shell.body(Kpis(kpis.collect()));
    let caption = signed.t("branches-title").to_owned();
    let mut table = Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("branches-branch")).wrap())
        .column(Column::new(signed.t("branches-area")))
        .column(Column::new(signed.t("branches-members")).number())
        .column(Column::new(signed.t("branches-floating")).number())
        .column(Column::new(signed.t("branches-covered")).number())
        .column(Column::new(signed.t("branches-health")));
    for (branch, count, (workers, have), health) in rows {
        let Some(card) = cards.iter().find(|card| card.id == branch) else { continue };
        let name = card_name(&signed, card);
        let covered =
            if workers == 0 { "–".to_owned() } else { format!("{}%", percent(have, workers)) };
        table = table.row(
            Row::new(branch.to_string(), name.clone())
                .cell(Cell::link(name, format!("/desk/branches/{branch}")))
                .cell(area_name(&desk, &card.area))
                .cell(count.members)
                .cell(count.floating)
                .cell(covered)
                .cell(health_cell(&signed, health.as_ref())),
        );
    }
    let shell = shell
        .body(table)
        .body(Button::new(signed.t("branches-claims"), "/desk/claims").outline())
        .body(Button::new(signed.t("branches-transfers"), "/desk/transfers").outline())
        .body(Button::new(signed.t("branches-charts"), "/desk/charts").outline());
    Ok(signed.page(&shell))
}

fn health_cell(visit: &Visit, health: Option<&Health>) -> Cell {
    health.map_or_else(|| Cell::from("–"), |health| Cell::from(health_tag(visit, health.state)))
}

/// A state of health in one word.
pub(super) fn health_tag(visit: &Visit, state: State) -> Tag {
    let (tone, key) = match state {
        State::Healthy => (Tone::Good, "branches-healthy"),
        State::Weak => (Tone::Warn, "branches-weak"),
        State::Paralysed => (Tone::Bad, "branches-paralysed"),
        State::ToDissolve => (Tone::Bad, "branches-to-dissolve"),
    };
    Tag::new(tone, visit.t(key))
}
