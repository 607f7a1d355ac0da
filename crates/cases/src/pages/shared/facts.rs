//! The plain facts of a case.

use ui::form::CheckAnswers;

use super::Names;
use crate::case::Case;

/// Number, kind, place, declared fields, times: what was handed in, without the text.
pub fn facts(names: Names<'_>, case: &Case) -> CheckAnswers {
    let mut list = CheckAnswers::new(names.lang())
        .row(names.t("fact-number"), &case.number)
        .row(names.t("fact-matter"), names.matter(&case.matter))
        .row(names.t("fact-place"), place(names, case));
    for (name, value) in names.fields(case) {
        list = list.row(name, value);
    }
    list.row(names.t("fact-reported"), names.when(case.created_at))
        .row(names.t("fact-promised"), names.when(case.promised_by))
}

/// Area and address in one line.
pub fn place(names: Names<'_>, case: &Case) -> String {
    let area = names.area(&case.area);
    match &case.address {
        Some(address) => format!("{area} {address}"),
        None => area,
    }
}
