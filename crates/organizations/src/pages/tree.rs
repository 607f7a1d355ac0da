//! The tree of organizations, drawn as a nested list that opens without a script, as it stood on any
//! day and as it was known on any day.

use std::collections::{BTreeMap, BTreeSet};

use access::{Action, policy::reach};
use axum::response::Response;
use contracts::UnitId;
use ui::{
    Density, Field, Form, SafeHtml, Tone,
    list::{Empty, Tag},
    panel::{Button, Text},
};
use web::{Answer, Problem, Signed};

use super::{
    input::{day, kind_name, unit_name},
    work::place,
};
use crate::{Forest, Unit, moves, store};

/// More than so many are folded: what is deeper opens on a page of its own.
const DRAWN_MAX: usize = 600;
/// Levels drawn when there are more.
const DEPTH_FOLDED: usize = 2;
/// No real tree is deeper; it keeps a broken one from running away.
const DEPTH_MAX: usize = 24;

/// What is drawn, and how far.
pub(super) struct Drawing<'d> {
    pub signed: &'d Signed,
    pub forest: &'d Forest,
    /// The units that the reader may read.
    pub shown: BTreeSet<UnitId>,
    /// Marked as being on the way.
    pub moving: BTreeSet<UnitId>,
    pub depth: usize,
}

/// `GET /units/tree?day=&known=&root=`
pub(super) async fn show(signed: Signed) -> Answer<Response> {
    let today = signed.moment.now().day();
    let asked = |name: &str| signed.query.get(name).map_or(Ok(today), |typed| day(name, typed));
    let (on, known) = (asked("day")?, asked("known")?);
    let root = signed.query.get("root").map(str::parse::<UnitId>).transpose();
    let root = root.map_err(|_| Problem::not_found())?;
    let read = |db: &mut storage::Db<'_>| {
        Ok::<_, storage::Error>((store::all_facts(db)?, moves::store::in_transit(db)?))
    };
    let (facts, moving) = signed.app.store().read(read).await?;
    let forest = Forest::as_of(&facts, on, known);
    let moving = if on == today { moving } else { Vec::new() };
    let moving: BTreeSet<UnitId> = moving.iter().flat_map(moves::Move::touches).collect();
    let shown = readable(&signed, &forest);
    let roots = roots(&forest, &shown, root);
    let total: usize = roots.iter().map(|root| count(&forest, &shown, root.id)).sum();
    let depth = if total > DRAWN_MAX { DEPTH_FOLDED } else { DEPTH_MAX };
    let mut shell = signed.shell(Density::Desk, signed.t("unit-tree")).back("/units").body(
        Form::get(signed.lang, "/units/tree")
            .field(Field::date("day", signed.t("unit-tree-day")).value(on.to_string()))
            .field(Field::date("known", signed.t("unit-tree-known")).value(known.to_string()))
            .submit(signed.t("unit-tree-show")),
    );
    if root.is_some() {
        shell = shell.body(Button::new(signed.t("unit-tree-back"), "/units/tree").outline());
    }
    if roots.is_empty() {
        let none = Empty::new(signed.t("unit-tree-none"), signed.t("unit-tree-none-why"));
        return Ok(signed.page(&shell.body(none)));
    }
    let counted = signed.tf("unit-tree-total", &[("count", total.into())]);
    let drawing = Drawing { signed: &signed, forest: &forest, shown, moving, depth };
    Ok(signed.page(&shell.body(Text::meta(counted)).body(drawing.list(&roots, 0))))
}

/// What of a tree the reader may read.
pub(super) fn readable(signed: &Signed, forest: &Forest) -> BTreeSet<UnitId> {
    let reach = reach(&signed.actor, Action::UnitRead);
    let open = forest.all_open();
    open.filter(|unit| reach.holds(Some(&place(&signed.app, unit)), &[unit.id], None))
        .map(|unit| unit.id)
        .collect()
}

/// Readable units above which the reader may read none, or the one asked for.
fn roots<'f>(forest: &'f Forest, shown: &BTreeSet<UnitId>, root: Option<UnitId>) -> Vec<&'f Unit> {
    let mut found: Vec<&Unit> = match root {
        Some(id) => forest.open(id).filter(|unit| shown.contains(&unit.id)).into_iter().collect(),
        None => forest
            .all_open()
            .filter(|unit| shown.contains(&unit.id))
            .filter(|unit| unit.parent.is_none_or(|above| !shown.contains(&above)))
            .collect(),
    };
    found.sort_by_key(|unit| (unit.area, unit.id));
    found
}

fn count(forest: &Forest, shown: &BTreeSet<UnitId>, id: UnitId) -> usize {
    forest.subtree(id).iter().filter(|id| shown.contains(id)).count()
}

impl Drawing<'_> {
    /// Units with what is below each.
    pub fn list(&self, units: &[&Unit], depth: usize) -> SafeHtml {
        let list = SafeHtml::trusted("<ul>");
        let list = units.iter().fold(list, |list, unit| list.and(self.item(unit, depth)));
        list.and(SafeHtml::trusted("</ul>"))
    }

    fn item(&self, unit: &Unit, depth: usize) -> SafeHtml {
        let signed = self.signed;
        let mut below: Vec<&Unit> =
            self.forest.under(unit.id).filter(|unit| self.shown.contains(&unit.id)).collect();
        below.sort_by_key(|unit| (unit.area, unit.id));
        let item = SafeHtml::trusted("<li>").and(self.name(unit));
        if below.is_empty() {
            return item.and(SafeHtml::trusted("</li>"));
        }
        let number = count(self.forest, &self.shown, unit.id) - 1;
        let number = signed.tf("unit-tree-count", &[("count", number.into())]);
        // The name's link stands outside: a control within a summary can't be reached by everyone.
        let head = SafeHtml::trusted(if depth < 2 { "<details open>" } else { "<details>" })
            .and(SafeHtml::trusted("<summary class=\"meta\">"))
            .and(SafeHtml::text(&number))
            .and(SafeHtml::trusted("</summary>"));
        let body = if depth < self.depth {
            self.list(&below, depth + 1)
        } else {
            let there = format!("/units/tree?root={}", unit.id);
            SafeHtml::from_safe(Button::new(signed.t("unit-tree-more"), there).outline())
        };
        item.and(head).and(body).and(SafeHtml::trusted("</details></li>"))
    }

    fn name(&self, unit: &Unit) -> SafeHtml {
        let name = SafeHtml::trusted(format!("<a href=\"/units/{}\">", unit.id))
            .and(SafeHtml::text(&unit_name(self.signed, unit)))
            .and(SafeHtml::trusted("</a> <span class=\"meta\">"))
            .and(SafeHtml::text(&kind_name(self.signed, &unit.kind)))
            .and(SafeHtml::trusted("</span>"));
        if self.moving.contains(&unit.id) {
            let mark = Tag::new(Tone::Warn, self.signed.t("unit-tree-transit"));
            return name.and(SafeHtml::trusted(" ")).and(mark);
        }
        name
    }
}

/// The names of units, by id, for pages that speak of many.
pub(super) fn names(signed: &Signed, forest: &Forest) -> BTreeMap<UnitId, String> {
    forest.all_open().map(|unit| (unit.id, unit_name(signed, unit))).collect()
}
