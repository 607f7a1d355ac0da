//! Out of scope: the right door, and a courteous no that the door's own words begin.

use catalogue::{Catalogue, Door};
use ui::{Form, Lang, Words, panel::Text};

use super::{
    super::grouped::{Group, Grouped},
    Sheet,
};
use crate::pages::shared::Names;

/// Doors of the matter stand before all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    OfMatter,
    Other,
}

pub(super) fn sheet(sheet: Sheet<'_>) -> Form {
    let names = sheet.names;
    let groups = groups(names, &sheet.sight.case.matter);
    let first = groups.first().and_then(|group| group.options.first());
    let first = first.map(|(code, _)| code.clone()).unwrap_or_default();
    let chosen = sheet.typed("door").map_or(first, ToOwned::to_owned);
    let text = standard(names.visit.app.words(), &names.desk.catalogue, &chosen);
    let select = Grouped {
        name: sheet.name("door"),
        label: names.t("desk-scope-door"),
        first: "",
        groups,
        chosen,
        error: sheet.error("door"),
    };
    let matter = names.desk.matter(&sheet.sight.case.matter);
    let scope = matter.and_then(|matter| matter.scope.as_ref());
    let field = sheet.long("text", "desk-scope-text").hint(names.t("desk-scope-hint"));
    let sheet = match scope {
        Some(scope) => sheet.extra(Text::meta(names.of(scope))),
        None => sheet,
    };
    sheet.extra(select).field(field.value(text)).form
}

fn groups(names: Names<'_>, matter: &str) -> Vec<Group> {
    let catalogue = &names.desk.catalogue;
    let own = names.desk.matter(matter).map(|matter| matter.doors.as_slice()).unwrap_or_default();
    let options = catalogue.doors().iter().map(|door| {
        let rank = if own.contains(&door.code) { Rank::OfMatter } else { Rank::Other };
        (rank, door.code.clone(), format!("{} {}", names.of(&door.name), door.phone))
    });
    Group::gather(options, |rank| {
        let key = match rank {
            Rank::OfMatter => "desk-doors-of-matter",
            Rank::Other => "desk-doors-other",
        };
        names.t(key).to_owned()
    })
}

/// The courteous no for a door. The worker reads it, so it is in Chinese whoever writes it.
pub fn standard(words: &Words, catalogue: &Catalogue, door: &str) -> String {
    let Some(door) = catalogue.door(door) else { return String::new() };
    let parts = [("door", door.name.zh.as_str().into()), ("text", door.text.zh.as_str().into())];
    words.with(Lang::Zh, "desk-scope-courtesy", &parts)
}

/// What is sent: what was typed, unless that is nothing or the standard text of another door than
/// the one chosen, for without a script choosing a door does not change the text.
pub fn courtesy(words: &Words, catalogue: &Catalogue, door: &str, typed: &str) -> String {
    let typed = typed.replace("\r\n", "\n");
    let typed = typed.trim();
    let of = |door: &Door| standard(words, catalogue, &door.code);
    let untouched = typed.is_empty() || catalogue.doors().iter().any(|door| of(door) == typed);
    if untouched { standard(words, catalogue, door) } else { typed.to_owned() }
}
