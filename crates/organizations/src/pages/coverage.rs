//! The coverage matrix, industry by area, and the list of what is missing.

use access::Action;
use axum::response::Response;
use contracts::UnitId;
use kernel::{AreaCode, Day};
use ui::{
    Density, Tone,
    list::{Cell, Column, Empty, Kpi, Kpis, Row, Table, Tag},
    panel::{Button, Panel, Text},
    query::Query,
};
use web::{Answer, Signed};

use super::{input::unit_name, work::directory};
use crate::coverage::{self, Gap, gaps, matrix, rows};

/// The longest list of a page; what is longer begins with the oldest.
const GAPS_MAX: usize = 500;

/// What the reader may see of the matrix, and of what is missing.
pub(crate) struct Seen {
    pub rows: Vec<(AreaCode, Vec<coverage::Cell>)>,
    pub gaps: Vec<Gap>,
}

/// Rows and gaps within reach of the reader.
pub(crate) fn seen(signed: &Signed) -> Answer<Seen> {
    let snapshot = directory(&signed.app)?.snapshot();
    let catalogue = signed.app.catalogue();
    let reach = access::policy::reach(&signed.actor, Action::UnitRead);
    let within = |area: &AreaCode| reach.holds(Some(area), &[], None);
    let all = rows(&signed.app.areas(), &catalogue.city().area);
    let areas: Vec<AreaCode> = all.into_iter().filter(within).collect();
    let mut gaps = gaps(&snapshot, &catalogue, &areas);
    gaps.retain(|gap| {
        let units: Vec<UnitId> = gap.unit.into_iter().collect();
        reach.holds(Some(&gap.area), &units, None)
    });
    Ok(Seen { rows: matrix(&snapshot, &catalogue, &areas), gaps })
}

/// `GET /units/coverage`
pub(super) async fn show(signed: Signed) -> Answer<Response> {
    let seen = seen(&signed)?;
    let cells = seen.rows.iter().map(|(_, cells)| cells.len()).sum::<usize>();
    let open = seen.gaps.iter().filter(|gap| gap.missing == coverage::Missing::Committee).count();
    let numbers = Kpis(vec![
        Kpi::new(signed.t("coverage-covered"), format!("{} / {cells}", cells - open)),
        Kpi::new(signed.t("coverage-gaps"), seen.gaps.len()),
    ]);
    let mut shell = signed
        .shell(Density::Desk, signed.t("coverage-title"))
        .back("/units")
        .body(Button::new(signed.t("unit-tree"), "/units/tree").outline());
    if !seen.rows.is_empty() {
        shell = shell.body(numbers).body(grid(&signed, &seen)?);
    }
    let shell = if seen.gaps.is_empty() {
        shell.body(Empty::new(signed.t("coverage-gaps-none"), signed.t("coverage-gaps-none-why")))
    } else {
        let mut list = ui::SafeHtml::from_safe(list(&signed, &seen.gaps)?);
        if seen.gaps.len() > GAPS_MAX {
            list = list.and(Text::meta(signed.t("coverage-gaps-more")));
        }
        shell.body(Panel::new(signed.t("coverage-gaps"), list))
    };
    Ok(signed.page(&shell))
}

fn grid(signed: &Signed, seen: &Seen) -> Answer<Table> {
    let directory = directory(&signed.app)?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let caption = signed.t("coverage-title").to_owned();
    let table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("coverage-area")));
    let industries = &catalogue.industries().industries;
    let table = industries.iter().fold(table, |table, industry| {
        let name = if signed.lang.is_zh() { &industry.name.zh } else { &industry.name.en };
        table.column(Column::new(name))
    });
    let today = signed.moment.now().day();
    let name =
        |id: UnitId| directory.find(id).map(|unit| unit_name(signed, &unit)).unwrap_or_default();
    Ok(table.rows(seen.rows.iter().map(|(area, cells)| {
        let place = areas.name(area).unwrap_or(area.as_str());
        let row = Row::new(area.to_string(), place).cell(place);
        cells.iter().fold(row, |row, cell| {
            if let Some(id) = cell.committee {
                return row.cell(Cell::link(name(id), format!("/units/{id}")));
            }
            let args = [
                ("owner", name(cell.owner).into()),
                ("days", days(cell.since, today).into()),
                ("firms", cell.firms.into()),
            ];
            row.cell(Cell::Tag(Tag::new(Tone::Bad, signed.tf("coverage-missing", &args))))
        })
    })))
}

fn list(signed: &Signed, gaps: &[Gap]) -> Answer<Table> {
    let directory = directory(&signed.app)?;
    let (catalogue, areas) = (signed.app.catalogue(), signed.app.areas());
    let today = signed.moment.now().day();
    let caption = signed.t("coverage-gaps").to_owned();
    let keys = [
        "coverage-what",
        "coverage-area",
        "unit-name",
        "unit-industry",
        "coverage-owner",
        "coverage-age",
    ];
    let table =
        keys.iter().fold(Table::new(signed.lang, caption, Query::default()), |table, key| {
            table.column(Column::new(signed.t(key)).wrap())
        });
    let name =
        |id: UnitId| directory.find(id).map(|unit| unit_name(signed, &unit)).unwrap_or_default();
    Ok(table.rows(gaps.iter().take(GAPS_MAX).map(|gap| {
        let industry =
            gap.industry.as_deref().and_then(|code| catalogue.industries().industry(code));
        let industry = industry
            .map_or("", |one| if signed.lang.is_zh() { &one.name.zh } else { &one.name.en });
        let what = signed.t(&format!("coverage-missing-{}", gap.missing.name())).to_owned();
        let unit =
            gap.unit.map_or(Cell::from(""), |id| Cell::link(name(id), format!("/units/{id}")));
        let id = format!("{}-{}-{industry}", gap.missing.name(), gap.area);
        Row::new(id, &what)
            .cell(what.as_str())
            .cell(areas.full_name(&gap.area))
            .cell(unit)
            .cell(industry)
            .cell(name(gap.owner))
            .cell(signed.tf("coverage-days", &[("days", days(gap.since, today).into())]))
    })))
}

/// How long it has been so.
pub(crate) fn days(since: Day, today: Day) -> i64 {
    (today.number() - since.number()).max(0)
}
