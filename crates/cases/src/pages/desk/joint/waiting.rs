//! The parts that wait for the reader's own units, above the inbox's list.

use askama::Template;
use contracts::UnitId;
use kernel::Timestamp;
use ui::{SafeHtml, list::Tag, panel::Panel, when};

use super::super::{path, rows::SOON_HOURS};
use crate::{
    joint::{PartState, store::Waiting},
    pages::shared::Names,
};

#[derive(Template)]
#[template(
    source = r#"<ul>{% for row in rows %}<li class="row"><a href="{{ row.href }}">{{ row.number }} {{ row.title }}</a><b>{{ row.state }}</b>{% if let Some(due) = row.due %}{{ due }}{% endif %}</li>{% endfor %}</ul>"#,
    ext = "html"
)]
struct Rows {
    rows: Vec<Row>,
}

struct Row {
    href: String,
    number: String,
    title: String,
    state: String,
    due: Option<Tag>,
}

/// Nothing when nothing waits.
pub fn waiting(names: Names<'_>, found: &[Waiting]) -> SafeHtml {
    if found.is_empty() {
        return SafeHtml::default();
    }
    let rows = found.iter().map(|one| Row {
        href: format!("{}#part-{}", path(one.case), one.part),
        number: one.number.clone(),
        title: one.title.clone(),
        state: names
            .tf("joint-waits", &[("part", one.part.into()), ("what", word(names, one).into())]),
        due: one.due_at.map(|due: Timestamp| when::due(names.lang(), due, names.now(), SOON_HOURS)),
    });
    let rows = Rows { rows: rows.collect() };
    SafeHtml::from_safe(Panel::new(names.t("joint-waiting"), SafeHtml::of(&rows)))
}

fn word<'n>(names: Names<'n>, one: &Waiting) -> &'n str {
    let is = |state: PartState| one.state == state.as_str();
    names.t(if is(PartState::Called) {
        "joint-state-called"
    } else if is(PartState::Answered) {
        "joint-state-answered"
    } else if is(PartState::HandedBack) {
        "joint-state-handed-back"
    } else if is(PartState::Returned) {
        "joint-state-returned"
    } else {
        "joint-state-acknowledged"
    })
}

/// The units for which the reader works, each once.
pub fn own_units(actor: &access::Actor) -> Vec<UnitId> {
    let mut units: Vec<UnitId> = actor.memberships.iter().map(|post| post.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}
