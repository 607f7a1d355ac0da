//! Cases as rows of the table, sorted by deadline.

use ui::{
    SafeHtml, Tone,
    list::{Cell, Column, Row, Tag},
    when,
};

use super::{names::Known, path};
use crate::{pages::shared::state, store::lists::Line};

/// Below so many hours a deadline is marked.
pub const SOON_HOURS: i64 = 24;

/// The columns.
pub fn columns(known: &Known<'_>) -> [Column; 8] {
    [
        ("desk-column-number", false),
        ("desk-column-due", false),
        ("desk-column-state", false),
        ("desk-column-title", true),
        ("desk-column-matter", false),
        ("desk-column-street", false),
        ("desk-column-owner", false),
        ("desk-column-reported", false),
    ]
    .map(|(key, wraps)| {
        let column = Column::new(known.names.t(key));
        if wraps { column.wrap() } else { column }
    })
}

/// One row. A ticked box sends the id and how much the sender had seen.
pub fn row(known: &mut Known<'_>, line: &Line) -> Row {
    let names = known.names;
    let (lang, now) = (names.lang(), names.now());
    let due = match line.due_at {
        Some(due) => Cell::from(when::due(lang, due, now, SOON_HOURS)),
        None => Cell::from(""),
    };
    let owner = known.unit(line.owner).to_owned();
    Row::new(format!("{}.{}", line.id, line.length), line.number.clone())
        .cell(Cell::link(line.number.clone(), path(line.id)))
        .cell(due)
        .cell(state::tag(names.visit, line.state))
        .cell(title(known, line))
        .cell(names.matter(&line.matter))
        .cell(known.street(&line.area))
        .cell(owner)
        .cell(when::when(lang, line.created_at, now))
}

/// What is urgent says so in a word and stands in bold; what climbed says how often.
fn title(known: &Known<'_>, line: &Line) -> Cell {
    if !line.urgent && line.escalations == 0 {
        return Cell::Text(line.title.clone());
    }
    let mut cell = SafeHtml::default();
    if line.urgent {
        let mark = Tag::new(Tone::Bad, known.names.t("desk-urgent"));
        cell = cell.and(mark).and(SafeHtml::trusted(" <strong>"));
        cell = cell.and(SafeHtml::text(&line.title)).and(SafeHtml::trusted("</strong>"));
    } else {
        cell = cell.and(SafeHtml::text(&line.title));
    }
    if line.escalations > 0 {
        let climbed = known.names.tf("desk-escalated", &[("n", line.escalations.into())]);
        cell = cell.and(SafeHtml::trusted(" ")).and(Tag::new(Tone::Warn, climbed));
    }
    Cell::Part(cell)
}
