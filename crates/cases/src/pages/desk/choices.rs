//! The row of filters. Its labels are for the ear only: a row of the table takes their place, and
//! the first option of each select says what it filters by.

use std::borrow::Cow;

use access::{Actor, Reach};
use askama::Template;
use kernel::{AreaCode, Level};
use ui::{Escaped, SafeHtml, query::Query};

use super::wanted::Wanted;
use crate::pages::shared::Names;

#[derive(Template)]
#[template(path = "desk/filters.html")]
struct Filters<'a> {
    names: Names<'a>,
    path: &'a str,
    part: &'a str,
    typed: &'a str,
    clear: Option<String>,
    selects: [Select<'a>; 3],
}

struct Select<'a> {
    name: &'static str,
    label: &'a str,
    all: &'a str,
    options: Vec<Choice<'a>>,
}

/// An option; the second is what people read.
struct Choice<'a> {
    value: Cow<'a, str>,
    label: Cow<'a, str>,
    chosen: bool,
}

impl Choice<'_> {
    fn value(&self) -> Escaped<'_> {
        Escaped(&self.value)
    }
    fn label(&self) -> Escaped<'_> {
        Escaped(&self.label)
    }
}

/// The filters as the address has them.
pub fn filters(
    names: Names<'_>,
    actor: &Actor,
    reach: &Reach,
    query: &Query,
    wanted: &Wanted,
) -> SafeHtml {
    let chosen = ["matter", "unit", "area", "q"];
    let set = chosen.iter().any(|key| query.get(key).is_some());
    let bare = chosen.iter().fold(query.without("after"), |query, key| query.without(key));
    let select = |name, label, all, options| Select {
        name,
        label: names.t(label),
        all: names.t(all),
        options,
    };
    SafeHtml::of(&Filters {
        names,
        path: super::INBOX,
        part: query.get("part").unwrap_or_default(),
        typed: wanted.typed.as_deref().unwrap_or_default(),
        clear: set.then(|| bare.href()),
        selects: [
            select("matter", "desk-filter-matter", "desk-all-matters", matters(names, wanted)),
            select("unit", "desk-filter-unit", "desk-all-units", units(names, actor, wanted)),
            select("area", "desk-filter-area", "desk-all-areas", areas(names, reach, wanted)),
        ],
    })
}

fn matters<'a>(names: Names<'a>, wanted: &Wanted) -> Vec<Choice<'a>> {
    let chosen = wanted.filter.matter.as_deref();
    let all = names.desk.catalogue.matters().iter();
    all.map(|matter| Choice {
        value: matter.code.as_str().into(),
        label: names.of(&matter.name).into(),
        chosen: chosen == Some(&matter.code),
    })
    .collect()
}

/// The units that can hold something in the areas of the reader's posts.
fn units(names: Names<'_>, actor: &Actor, wanted: &Wanted) -> Vec<Choice<'static>> {
    let chosen = wanted.filter.owner;
    let mut cards: Vec<_> =
        actor.memberships.iter().flat_map(|post| names.desk.units.candidates(&post.area)).collect();
    let own = actor.memberships.iter().map(|post| post.unit).chain(chosen);
    cards.extend(own.filter_map(|unit| names.desk.units.unit(unit)));
    // Nearest first; a unit may serve the areas of several posts.
    cards.sort_by(|a, b| b.area.level().cmp(&a.area.level()).then_with(|| a.id.cmp(&b.id)));
    cards.dedup_by_key(|card| card.id);
    let english = !names.lang().is_zh();
    let choice = |card: contracts::UnitCard| Choice {
        value: card.id.to_string().into(),
        label: if english { card.name_en } else { card.name_zh }.into(),
        chosen: chosen == Some(card.id),
    };
    cards.into_iter().map(choice).collect()
}

/// The reader's areas and those right below them; below a chosen one, those in it.
fn areas<'a>(names: Names<'a>, reach: &Reach, wanted: &Wanted) -> Vec<Choice<'a>> {
    let book = &names.desk.areas;
    let city = names.desk.catalogue.city().area;
    let tops: Vec<AreaCode> = if reach.everything { vec![city] } else { reach.areas.clone() };
    let chosen = wanted.filter.area;
    let mut all: Vec<AreaCode> = Vec::new();
    for top in tops.into_iter().chain(chosen) {
        all.push(top);
        all.extend(book.children(&top).filter(|area| area.level() <= Level::Community));
    }
    all.sort_unstable();
    all.dedup();
    let name = |area: &AreaCode| book.name(area).unwrap_or_default();
    all.iter()
        .map(|area| Choice {
            value: area.to_string().into(),
            label: name(area).into(),
            chosen: chosen == Some(*area),
        })
        .collect()
}
