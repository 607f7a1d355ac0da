//! What was looked for in vain: where a place or longer hours are missing.

use kernel::Level;
use ui::{
    Density,
    list::{Column, Empty, Row, Table},
    panel::Text,
};
use web::{Answer, Signed};

use super::named;
use crate::{
    Desk,
    store::{
        counts::{self, Missing},
        taps,
    },
};

/// Days that are looked back.
const DAYS: i32 = 30;
const ROWS_MAX: usize = 200;

/// Searches in vain of the last days, without groups of few.
pub(crate) async fn missing(signed: &Signed) -> Answer<Vec<Missing>> {
    let since = signed.moment.now().day().plus(-DAYS);
    let least = i64::from(signed.app.catalogue().city().privacy.group_min);
    let read = move |db: &mut storage::Db<'_>| counts::missing(db, since, least, ROWS_MAX);
    Ok(signed.app.store().read(read).await?)
}

/// `GET /desk/places/demand`
pub async fn show(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let found = missing(&signed).await?;
    let since = signed.moment.now().day().plus(-DAYS);
    let (told, wrong) = signed.app.store().read(move |db| taps::told_open(db, since)).await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("places-demand"))
        .back("/desk/places")
        .body(Text::new(signed.t("places-demand-lead")));
    let least = i64::from(desk.catalogue.city().privacy.group_min);
    if told >= least {
        let share = format!("{:.1}", 100.0 * kernel::count::ratio(wrong, told));
        let args = [("told", told.into()), ("share", share.as_str().into())];
        shell = shell.body(Text::new(signed.tf("places-false-open", &args)));
    }
    if found.is_empty() {
        let none = Empty::new(signed.t("places-demand-none"), signed.t("places-demand-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let rows = found.into_iter().enumerate().map(|(number, one)| {
        let at = one.cell.parse::<nearby::Cell>().ok().and_then(nearby::Cell::centre);
        let area = at.and_then(|at| desk.areas.nearest(at));
        let area = area.and_then(|area| area.at(Level::Street).or(Some(area)));
        let place = area.map_or_else(|| one.cell.clone(), |area| desk.areas.full_name(&area));
        let hours = format!("{:02}:00–{:02}:00", one.hour, one.hour + 1);
        Row::new(number.to_string(), place.clone())
            .cell(place)
            .cell(one.cell)
            .cell(hours)
            .cell(need(&signed, &desk, &one.need))
            .cell(one.searches)
    });
    let columns = ["places-street", "places-cell", "places-hour", "places-need"];
    let query = signed.query.clone();
    let mut table = Table::new(signed.lang, signed.t("places-demand").to_owned(), query);
    for key in columns {
        table = table.column(Column::new(signed.t(key)));
    }
    let table = table.column(Column::new(signed.t("places-searches")).number()).rows(rows);
    shell = shell.body(table);
    Ok(signed.page(&shell))
}

/// `toilet+48V` in words.
fn need(signed: &Signed, desk: &Desk, text: &str) -> String {
    if text.is_empty() {
        return signed.t("places-anything").to_owned();
    }
    let words = text.split('+').map(|part| {
        let (rules, lang) = (desk.rules(), signed.lang);
        let kind = part.strip_prefix("kind:").and_then(|code| rules.kind(code));
        let amenity = rules.amenity(part).map(|amenity| &amenity.name);
        let name = amenity.or(kind.map(|kind| &kind.name));
        name.map_or(part, |name| named(lang, name)).to_owned()
    });
    words.collect::<Vec<_>>().join(if signed.lang.is_zh() { "、" } else { ", " })
}
