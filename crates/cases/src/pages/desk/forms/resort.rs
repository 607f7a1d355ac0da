//! Sorting anew: what the words of the report suggest, then every kind of matter.

use catalogue::Matter;
use ui::{Form, panel::Text};
use web::Signed;

use super::{
    super::grouped::{Group, Grouped},
    Sheet,
};
use crate::suggest::{SHOWN, Suggester};

pub(super) fn sheet(sheet: Sheet<'_>, signed: &Signed) -> Form {
    let names = sheet.names;
    let select = Grouped {
        name: sheet.name("matter"),
        label: names.t("desk-resort-matter"),
        first: names.t("desk-choose"),
        groups: groups(&sheet, signed),
        chosen: sheet.typed("matter").unwrap_or_default().to_owned(),
        error: sheet.error("matter"),
    };
    let hint = Text::meta(names.t("desk-resort-hint"));
    sheet.extra(select).extra(hint).form
}

fn groups(sheet: &Sheet<'_>, signed: &Signed) -> Vec<Group> {
    let (names, case) = (sheet.names, &sheet.sight.case);
    let catalogue = &names.desk.catalogue;
    let mut groups = Vec::new();
    let suggested = suggested(sheet, signed);
    if !suggested.is_empty() {
        groups
            .push(Group { label: names.t("desk-resort-suggested").to_owned(), options: suggested });
    }
    groups.extend(catalogue.groups().iter().map(|group| {
        let other = |one: &&Matter| one.code != case.matter && !one.members_only;
        let matters = catalogue.matters_of(&group.code).filter(other);
        let options = matters.map(|one| (one.code.clone(), names.of(&one.name).to_owned()));
        Group { label: names.of(&group.name).to_owned(), options: options.collect() }
    }));
    groups.retain(|group| !group.options.is_empty());
    groups
}

/// At most three, each with how sure the model is, in words that promise no more than it can.
fn suggested(sheet: &Sheet<'_>, signed: &Signed) -> Vec<(String, String)> {
    let Some(suggester) = signed.app.get::<Suggester>() else { return Vec::new() };
    let (names, case) = (sheet.names, &sheet.sight.case);
    suggester
        .suggest(&case.title, &case.text)
        .into_iter()
        .filter(|one| one.matter != case.matter)
        .take(SHOWN)
        .filter_map(|one| {
            let name = names.of(&names.desk.catalogue.matter(&one.matter)?.name);
            let sure = format!("{:.0}%", one.confidence * 100.0);
            let label = [("matter", name.into()), ("sure", sure.into())];
            Some((one.matter.clone(), names.tf("desk-resort-sure", &label)))
        })
        .collect()
}
