//! `/desk/heat`: where workers are at an hour, as cells that were protected where they were counted.

mod chooser;
mod told;

use std::sync::Arc;

use access::Actor;
use kernel::Level;
use ui::{
    Density, SafeHtml,
    drawn::{Drawn, Ground, Outline, Paint, Shape},
    list::{Column, Empty, Row, Table},
    panel::{Columns, Panel, Text},
};
use web::{Answer, App, Problem, Signed};

use crate::{
    layer::{self, Asked, DAYS, InVain, Spot, step_of, steps},
    port::Searches,
    sight::Sight,
    store::{self, Held},
};

/// Cells that the table names.
const ROWS_MAX: usize = 20;

/// What the address asks for, looked up.
pub(crate) struct View {
    pub releases: Vec<Held>,
    pub shown: Held,
    pub occupations: Vec<String>,
    pub asked: Asked,
    pub spots: Vec<Spot>,
    /// `None` where searches are not shown.
    pub searched: Option<Vec<Spot>>,
}

/// What stands in the address, as far as it means anything.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub release: Option<String>,
    /// An hour of the release, or `all`.
    pub hour: Option<String>,
    pub occupation: Option<String>,
    pub searches: bool,
}

/// Reads what a reader wants to see; `None` when there is no release for them.
pub(crate) async fn look(app: &App, actor: &Actor, wanted: Wanted) -> Answer<Option<View>> {
    let catalogue = app.catalogue();
    let city = catalogue.city();
    let (sight, least) = (Sight::of(actor, city.area), i64::from(city.privacy.group_min));
    let since = app.clock().now().day().plus(-DAYS);
    let (areas, port) = (app.areas(), app.get::<Arc<dyn Searches>>().cloned());
    let read = app.store().read(move |db| -> Result<_, storage::Error> {
        let releases = sight.releases(db)?;
        let is_it =
            |held: &&Held| wanted.release.as_ref().is_none_or(|id| held.id.to_string() == *id);
        let Some(shown) = releases.iter().find(is_it).cloned() else {
            return Ok((!releases.is_empty()).then_some(None));
        };
        let hours = i64::from(shown.guarantee.hours.hours());
        let hour = match wanted.hour.as_deref() {
            Some("all") => None,
            Some(text) => text.parse().ok().filter(|hour| (0..hours).contains(hour)),
            None => store::busiest(db, shown.id)?,
        };
        let occupations = store::occupations(db, shown.id)?;
        let occupation = wanted.occupation.filter(|one| occupations.contains(one));
        let asked = Asked { release: shown.id, hour, occupation, least };
        let spots = layer::heat(db, &areas, &sight, &asked)?;
        let of_day = hour.filter(|_| hours > 1).map(|hour| hour % 24);
        let port = port.filter(|_| wanted.searches && sight.shows_searches());
        let searched = port
            .map(|port| {
                layer::searched(db, &*port, &areas, &sight, InVain { since, hour: of_day, least })
            })
            .transpose()?;
        Ok(Some(Some(View { releases, shown, occupations, asked, spots, searched })))
    });
    // A release that is not for this reader is not there.
    read.await?.map(|found| found.ok_or_else(Problem::not_found)).transpose()
}

/// Searches in vain alone; nothing for whoever may not see them.
pub(crate) async fn searches(app: &App, actor: &Actor, hour: Option<i64>) -> Answer<Vec<Spot>> {
    let catalogue = app.catalogue();
    let city = catalogue.city();
    let (sight, least) = (Sight::of(actor, city.area), i64::from(city.privacy.group_min));
    let port = app.get::<Arc<dyn Searches>>().cloned().filter(|_| sight.shows_searches());
    let since = app.clock().now().day().plus(-DAYS);
    let (Some(port), areas) = (port, app.areas()) else { return Ok(Vec::new()) };
    let read = app
        .store()
        .read(move |db| layer::searched(db, &*port, &areas, &sight, InVain { since, hour, least }));
    Ok(read.await?)
}

/// `GET /desk/heat?release=&hour=&occupation=&layer=`
pub async fn map(signed: Signed) -> Answer {
    let text = |name: &str| signed.query.get(name).map(str::to_owned);
    let wanted = Wanted {
        release: text("release"),
        hour: chooser::hour(&signed.query),
        occupation: text("occupation"),
        searches: signed.query.get("layer") == Some("searches"),
    };
    let shell = signed.shell(Density::Desk, signed.t("heatmaps-title"));
    let Some(view) = look(&signed.app, &signed.actor, wanted).await? else {
        let none = Empty::new(signed.t("heatmaps-none"), signed.t("heatmaps-none-text"));
        return Ok(signed.page(&shell.body(none)));
    };
    let side = SafeHtml::default()
        .and(Panel::new(signed.t("heatmaps-promise"), told::promise(&signed, &view.shown)))
        .and(busiest(&signed, &view));
    let shell = shell
        .body(Text::new(signed.t("heatmaps-lead")))
        .body(chooser::form(&signed, &view))
        .body(chooser::neighbours(&signed, &view))
        .body(Columns { main: drawing(&signed, &view), side });
    Ok(signed.page(&shell))
}

fn drawing(signed: &Signed, view: &View) -> SafeHtml {
    if view.spots.is_empty() && view.searched.as_ref().is_none_or(Vec::is_empty) {
        let none = Empty::new(signed.t("heatmaps-quiet"), signed.t("heatmaps-quiet-text"));
        return SafeHtml::from_safe(none);
    }
    let steps = steps(&view.spots);
    let mut spots: Vec<&Spot> = view.spots.iter().collect();
    // Cells of one step share a group of the picture.
    spots.sort_by_key(|spot| (step_of(&steps, spot.weight), &spot.cell));
    let shape = |spot: &Spot, paint, key: &str| {
        let title = signed.tf(key, &[("n", spot.weight.into())]);
        Shape::new(Outline::Area(spot.corners.clone()), paint).title(title)
    };
    let unit = if view.asked.hour.is_some() { "heatmaps-people" } else { "heatmaps-people-hours" };
    let heat =
        spots.iter().map(|spot| shape(spot, Paint::Step(step_of(&steps, spot.weight)), unit));
    let searched = view.searched.iter().flatten();
    let searched = searched.map(|spot| shape(spot, Paint::Ring, "heatmaps-searches-n"));
    let mut legend: Vec<(Paint, String)> = (0..5_u8)
        .zip(steps.windows(2))
        .map(|(step, range)| {
            let to = if usize::from(step) + 2 == steps.len() { range[1] } else { range[1] - 1 };
            let args = [("from", range[0].into()), ("to", to.into())];
            (Paint::Step(step), signed.tf("heatmaps-step", &args))
        })
        .collect();
    if let [only] = steps[..] {
        legend.push((Paint::Step(0), signed.tf(unit, &[("n", only.into())])));
    }
    if view.searched.is_some() {
        legend.push((Paint::Ring, signed.t("heatmaps-searches").to_owned()));
    }
    let drawn = Drawn {
        title: signed.t("heatmaps-title").to_owned(),
        text: told::picture(signed, view),
        ground: signed.app.get::<Arc<Ground>>().cloned().unwrap_or_default(),
        shapes: heat.chain(searched).collect(),
        legend,
    };
    SafeHtml::from_safe(drawn)
        .and(Text::meta(told::picture(signed, view)))
        .and(Text::meta(signed.t("heatmaps-blank")))
}

/// The same in words: the busiest cells by street.
fn busiest(signed: &Signed, view: &View) -> SafeHtml {
    let mut spots: Vec<&Spot> = view.spots.iter().collect();
    spots.sort_by_key(|spot| (std::cmp::Reverse(spot.weight), &spot.cell));
    let areas = signed.app.areas();
    let rows = spots.into_iter().take(ROWS_MAX).map(|spot| {
        let name = areas.local_name(&spot.area.at(Level::Street).unwrap_or(spot.area));
        Row::new(spot.cell.clone(), name.clone())
            .cell(name)
            .cell(spot.weight)
            .cell(spot.cell.clone())
    });
    let table =
        Table::new(signed.lang, signed.t("heatmaps-busiest").to_owned(), signed.query.clone())
            .column(Column::new(signed.t("heatmaps-street")).wrap())
            .column(Column::new(signed.t("heatmaps-workers")).number())
            .column(Column::new(signed.t("heatmaps-cell")))
            .rows(rows);
    if view.spots.is_empty() {
        return SafeHtml::default();
    }
    SafeHtml::from_safe(Panel::new(signed.t("heatmaps-busiest"), table))
}
