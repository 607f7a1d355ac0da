//! `/desk/siting`: the studies within reach.

use access::{Action, reach};
use ui::{
    Density,
    list::{Cell, Column, Empty, Row, Table},
    panel::{Button, Text},
};
use web::{Answer, Signed};

use super::study_href;
use crate::{Desk, store};

const STUDIES_MAX: usize = 200;

/// `GET /desk/siting`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::SitePlan);
    let read = signed.app.store().read(move |db| -> Result<_, storage::Error> {
        let studies = store::within(db, &within, STUDIES_MAX)?;
        studies
            .into_iter()
            .map(|study| Ok((store::runs(db, study.id)?.len(), study)))
            .collect::<Result<Vec<_>, storage::Error>>()
    });
    let found = read.await?;
    let shell = signed
        .shell(Density::Desk, signed.t("siteplans-title"))
        .body(Text::new(signed.t("siteplans-lead")))
        .body(Button::new(signed.t("siteplans-new"), "/desk/siting/new"));
    if found.is_empty() {
        let none = Empty::new(signed.t("siteplans-none"), signed.t("siteplans-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let now = signed.moment.now();
    let rows = found.into_iter().map(|(runs, study)| {
        Row::new(study.id.to_string(), study.title.clone())
            .cell(Cell::link(study.title.clone(), study_href(study.id)))
            .cell(desk.areas.local_name(&study.area))
            .cell(kernel::count::to_i64(study.candidates.len()))
            .cell(kernel::count::to_i64(runs))
            .cell(ui::when::when(signed.lang, study.made_at, now))
    });
    let table =
        Table::new(signed.lang, signed.t("siteplans-title").to_owned(), signed.query.clone())
            .column(Column::new(signed.t("siteplans-study")).wrap())
            .column(Column::new(signed.t("siteplans-area")))
            .column(Column::new(signed.t("siteplans-file-candidates")).number())
            .column(Column::new(signed.t("siteplans-runs")).number())
            .column(Column::new(signed.t("siteplans-made")))
            .rows(rows);
    Ok(signed.page(&shell.body(table)))
}
