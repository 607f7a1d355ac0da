//! What is typed into the forms, read with a remedy for each mistake.

use axum::response::Response;
use contracts::PersonId;
use kernel::{AreaBook, AreaCode, Day, Phone};
use ui::{Density, Form, form::Pick};
use web::{Answer, Problem, Visit};

use crate::Unit;

/// A form with what is needed to show it again.
pub(crate) struct Ask<'v> {
    pub visit: &'v Visit,
    pub title: String,
    pub back: String,
    pub form: Form,
}

impl Ask<'_> {
    pub fn page(&self) -> Response {
        let shell = self.visit.shell(Density::Desk, &self.title).back(&self.back).form(&self.form);
        self.visit.page(&shell)
    }

    /// The form again with what was typed and what was wrong; other problems are passed on.
    pub fn again(mut self, typed: &[(String, String)], problem: Problem) -> Answer {
        if problem.status() != 422 {
            return Err(problem);
        }
        let errors = problem.errors(self.visit.app.words(), self.visit.lang);
        self.form = self.form.keep(typed).errors(&errors);
        let shell = self.visit.shell(Density::Desk, &self.title).back(&self.back).form(&self.form);
        Ok(self.visit.page_again(&shell))
    }
}

/// A civil day as date fields send it.
pub(crate) fn day(field: &str, typed: &str) -> Answer<Day> {
    typed.trim().parse().map_err(|_| Problem::invalid().field(field, "unit-day-unreadable"))
}

/// A day that may be left out.
pub(crate) fn day_or_none(field: &str, typed: &str) -> Answer<Option<Day>> {
    if typed.trim().is_empty() { Ok(None) } else { day(field, typed).map(Some) }
}

/// An area by code or by a name that only one area has.
pub(crate) fn area(areas: &AreaBook, typed: &str) -> Answer<AreaCode> {
    let wrong = |key: &'static str| Err(Problem::invalid().field("area", key));
    match *areas.find(typed) {
        [] => wrong("unit-area-unknown"),
        [one] => Ok(one),
        _ => wrong("unit-area-several"),
    }
}

/// A person by id, login name or phone.
pub(crate) async fn person(visit: &Visit, typed: &str) -> Answer<PersonId> {
    if let Ok(id) = typed.trim().parse() {
        return Ok(id);
    }
    let (vault, typed) = (visit.app.vault().clone(), typed.to_owned());
    let found = visit.app.store().read(move |db| match vault.find_by_login(db, &typed)? {
        None => Phone::parse(&typed).map_or(Ok(None), |phone| vault.find_by_phone(db, &phone)),
        found => Ok::<_, storage::Error>(found),
    });
    found.await?.ok_or_else(|| Problem::invalid().field("who", "unit-who-unknown"))
}

/// The kind's name in the reader's language.
pub(crate) fn kind_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    let name = catalogue.unit_kind(code).map(|kind| kind.name.clone());
    name.map_or_else(|| code.to_owned(), |name| if visit.lang.is_zh() { name.zh } else { name.en })
}

/// The role's name in the reader's language.
pub(crate) fn role_name(visit: &Visit, code: &str) -> String {
    let catalogue = visit.app.catalogue();
    let name = catalogue.role(code).map(|role| role.name.clone());
    name.map_or_else(|| code.to_owned(), |name| if visit.lang.is_zh() { name.zh } else { name.en })
}

/// The unit's name in the reader's language.
pub(crate) fn unit_name(visit: &Visit, unit: &Unit) -> String {
    unit.name(!visit.lang.is_zh()).to_owned()
}

/// What a page is about, and which unit.
pub(crate) fn titled(visit: &Visit, what: &str, unit: &Unit) -> String {
    let name = unit_name(visit, unit);
    visit.tf("unit-titled", &[("what", what.into()), ("name", name.into())])
}

/// "None" and these units.
pub(crate) fn unit_picks<'u>(visit: &Visit, units: impl Iterator<Item = &'u Unit>) -> Vec<Pick> {
    let none = Pick::new("", visit.t("unit-parent-none"));
    let picks = units.map(|unit| Pick::new(unit.id.to_string(), unit_name(visit, unit)));
    std::iter::once(none).chain(picks).collect()
}
