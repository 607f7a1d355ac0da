//! Filing for a worker: what they say, and their phone. It waits for their yes.

use axum::response::{IntoResponse as _, Response};
use catalogue::Matter;
use ui::{
    Density, Errors, Field, Form as UiForm,
    form::Pick,
    panel::{Button, Text},
};
use web::{Answer, Form, Signed, input::Typed, see_other};

use super::submit::{Any, get};
use crate::{
    Desk,
    chain::filing::{self, FileError, NewFiling, branch_of},
    pages::{
        shared::{Names, desk, fields, refuse},
        worker::{
            details::form::{areas, characters},
            draft,
        },
    },
    report::{ReportError, TEXT_MAX, TITLE_MAX},
    store::drafts::Draft,
};

/// Where it is.
pub const PATH: &str = "/desk/file";

/// `GET /desk/file?matter=`: first the kind, then the words.
pub async fn show(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let chosen = signed.query.get("matter").and_then(|code| open_matter(&desk, code));
    match chosen {
        Some(matter) => {
            let id = signed.moment.id::<contracts::CaseId>().to_string();
            let typed = vec![("id".to_owned(), id), ("area".to_owned(), own_area(&signed))];
            Ok(page(&signed, names, matter, &typed, &Errors::new()))
        }
        None => Ok(choose(&signed, names)),
    }
}

/// A kind that anybody may report.
fn open_matter<'d>(desk: &'d Desk, code: &str) -> Option<&'d Matter> {
    desk.catalogue.matter(code).filter(|matter| !matter.members_only)
}

fn own_area(signed: &Signed) -> String {
    let post = signed.actor.memberships.iter().find(|post| post.role != "worker");
    post.map(|post| post.area.to_string()).unwrap_or_default()
}

fn choose(signed: &Signed, names: Names<'_>) -> Response {
    let open = names.desk.catalogue.matters().iter().filter(|matter| !matter.members_only);
    let picks = open.map(|matter| Pick::new(&matter.code, names.of(&matter.name))).collect();
    let form = UiForm::get(names.lang(), PATH)
        .field(Field::select("matter", names.t("fact-matter"), picks))
        .submit(names.t("file-next"));
    let shell = signed
        .shell(Density::Desk, names.t("file-title"))
        .body(Text::new(names.t("file-explained")))
        .form(&form)
        .body(Button::new(names.t("filed-list"), "/desk/filed").outline());
    signed.page(&shell)
}

fn page(
    signed: &Signed,
    names: Names<'_>,
    matter: &Matter,
    typed: &Typed,
    errors: &Errors,
) -> Response {
    let area = get(typed, "area").to_owned();
    let mut form = UiForm::post(names.lang(), PATH)
        .field(Field::hidden("id", ""))
        .field(Field::hidden("matter", matter.code.clone()))
        .field(Field::phone("phone", names.t("file-phone")).hint(names.t("file-phone-hint")))
        .field(
            Field::long_text("text", names.t("field-text"))
                .hint(names.of(&matter.hint))
                .max_length(characters(TEXT_MAX)),
        )
        .field(Field::select("area", names.t("field-area"), areas(names, &area)))
        .field(Field::text("address", names.t("field-address")).max_length(100).optional())
        .fields(fields::fields(names, matter))
        .field(
            Field::text("title", names.t("field-title"))
                .hint(names.t("field-title-hint"))
                .max_length(characters(TITLE_MAX))
                .optional(),
        );
    if branch_of(&signed.actor).is_some() && names.desk.catalogue.chain().is_some() {
        form = form.field(Field::agree("keep", names.t("file-keep")).optional());
    }
    let form = form.submit(names.t("file-send")).keep(typed).errors(errors);
    let title = format!("{} · {}", names.t("file-title"), names.of(&matter.name));
    let shell = signed.shell(Density::Desk, title).back(PATH).form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/file`
pub async fn send(signed: Signed, form: Form<Any>) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let typed = &form.raw;
    let Some(matter) = open_matter(&desk, get(typed, "matter")) else {
        return Ok(see_other(PATH).into_response());
    };
    let id = get(typed, "id").parse().unwrap_or_else(|_| signed.moment.id());
    let mut draft = Draft::new(id, None);
    draft.matter.clone_from(&matter.code);
    draft.typed.clone_from(typed);
    let mut report = draft::report(&desk, &signed.actor, &draft);
    report.own_units = Vec::new();
    let Ok(phone) = refuse::phone(get(typed, "phone")) else {
        let mut errors = Errors::new();
        errors.add("phone", names.t("chain-phone"));
        return Ok(page(&signed, names, matter, typed, &errors));
    };
    let new = NewFiling { report, phone, keeps: get(typed, "keep") == "1" };
    let (vault, actor, from) =
        (signed.app.vault().clone(), signed.actor.clone(), refuse::address(&signed));
    let (stamp, consulted) = (signed.actor.stamp(signed.moment.clone(), "case-file"), desk.clone());
    let work =
        move |tx: &mut storage::Tx<'_>| filing::file(tx, &consulted, &vault, &actor, new, from);
    match signed.app.store().write(stamp, work).await {
        // However many codes were asked for before: it is kept, and another can be asked for.
        Ok(_) => Ok(see_other(format!("/desk/filed/{id}")).into_response()),
        Err(FileError::Report(ReportError::Invalid(faults))) => {
            let mut errors = Errors::new();
            for fault in &faults {
                let text = refuse::message(fault).text(signed.app.words(), signed.lang);
                errors.add(fault.field.clone(), text);
            }
            Ok(page(&signed, names, matter, typed, &errors))
        }
        Err(error) => Err(error.into()),
    }
}
