//! `/admin/catalogue/check`: are changed files of the catalogue without fault? Nothing is changed.

use askama::{Template, filters::HtmlSafe};
use axum::{http::StatusCode, response::Response};
use catalogue::{Catalogue, Fault, Matter};
use ui::{
    Density, SafeHtml, Shell, Tone,
    list::{Column, Row, Table},
    panel::{Notice, Text},
    query::Query,
};
use web::{Answer, MultipartForm, Signed};

use super::saying;
use crate::sources::{Checked, Sources};

/// A form that takes several files at once.
#[derive(Template)]
#[template(
    source = r#"<form method="post" action="/admin/catalogue/check" enctype="multipart/form-data" novalidate data-once><div class="f{% if !error.is_empty() %} err{% endif %}"><label for="f-files">{{ label }}</label><p class="hint" id="f-files-hint">{{ hint }}</p>{% if !error.is_empty() %}<p class="emsg" id="f-files-error">{{ error }}</p>{% endif %}<input id="f-files" name="files" type="file" accept=".toml" multiple aria-describedby="f-files-hint{% if !error.is_empty() %} f-files-error{% endif %}"></div><div class="go"><button class="btn w">{{ submit }}</button></div></form>"#,
    ext = "html"
)]
struct Upload {
    label: String,
    hint: String,
    error: String,
    submit: String,
}
impl HtmlSafe for Upload {}

/// `GET /admin/catalogue/check`
pub(super) async fn ask(signed: Signed) -> Answer<Response> {
    Ok(signed.page(&shell(&signed, "").body(Text::new(signed.t("declarations-check-force")))))
}

/// `POST /admin/catalogue/check`
pub(super) async fn check(signed: Signed, sent: MultipartForm) -> Answer<Response> {
    if let Err(problem) = sent.check() {
        let errors = problem.errors(signed.app.words(), signed.lang);
        let first = errors.iter().next().map_or("", |(_, message)| message);
        return Ok(signed.page_again(&shell(&signed, first)));
    }
    let files: Vec<(String, &[u8])> =
        sent.files_of("files").map(|file| (file.name.clone(), &*file.bytes)).collect();
    if files.is_empty() {
        return Ok(signed.page_again(&shell(&signed, signed.t("declarations-check-none"))));
    }
    let checked = match signed.app.get::<Sources>() {
        Some(sources) => sources.check(&files),
        None => Sources::embedded().check(&files),
    };
    Ok(answer(&signed, &checked))
}

fn shell(signed: &Signed, error: &str) -> Shell {
    let limit = i64::try_from(signed.app.settings().file_count_max).unwrap_or(i64::MAX);
    let upload = Upload {
        label: signed.t("declarations-check-files").to_owned(),
        hint: signed.tf("declarations-check-hint", &[("limit", limit.into())]),
        error: error.to_owned(),
        submit: signed.t("declarations-check-do").to_owned(),
    };
    signed
        .shell(Density::Desk, signed.t("declarations-check"))
        .back("/admin/catalogue")
        .body(Text::new(signed.t("declarations-check-lead")))
        .body(SafeHtml::from_safe(upload))
}

fn answer(signed: &Signed, checked: &Checked) -> Response {
    let files = checked.files.join(signed.t("declarations-comma"));
    let shell = shell(signed, "");
    match &checked.outcome {
        Err(faults) => {
            let count = i64::try_from(faults.len()).unwrap_or(i64::MAX);
            let told = [("files", files.into()), ("n", count.into())];
            let told = signed.tf("declarations-check-faults", &told);
            let shell = shell.body(Notice::new(Tone::Bad, told)).body(table(signed, faults));
            signed.page_with(StatusCode::UNPROCESSABLE_ENTITY, &shell)
        }
        Ok(new) => {
            let good = signed.tf("declarations-check-good", &[("files", files.into())]);
            let shell = shell.body(Notice::new(Tone::Good, good));
            let shell = differences(signed, &signed.app.catalogue(), new)
                .into_iter()
                .fold(shell, |shell, told| shell.body(Text::new(told)));
            signed.page(&shell.body(Text::new(signed.t("declarations-check-force"))))
        }
    }
}

fn table(signed: &Signed, faults: &[Fault]) -> Table {
    let caption = signed.t("declarations-check-caption").to_owned();
    let table = Table::new(signed.lang, caption, Query::default())
        .column(Column::new(signed.t("declarations-check-file")))
        .column(Column::new(signed.t("declarations-check-line")).number())
        .column(Column::new(signed.t("declarations-check-reason")).wrap());
    table.rows(faults.iter().map(|fault| {
        let zh = signed.lang.is_zh();
        let reason = if zh { fault.reason.zh() } else { fault.reason.to_string() };
        Row::new(fault.place.to_string(), fault.place.to_string())
            .cell(fault.place.file.as_str())
            .cell(fault.place.line.to_string())
            .cell(reason)
    }))
}

/// Which matters a new catalogue adds, changes and drops, a sentence each.
fn differences(signed: &Signed, old: &Catalogue, new: &Catalogue) -> Vec<String> {
    let name = |matter: &Matter| saying::words(signed, &matter.name).to_owned();
    let added = new.matters().iter().filter(|matter| old.matter(&matter.code).is_none());
    let dropped = old.matters().iter().filter(|matter| new.matter(&matter.code).is_none());
    let changed = new
        .matters()
        .iter()
        .filter(|matter| old.matter(&matter.code).is_some_and(|known| known != *matter));
    let kinds: [(&str, Vec<String>); 3] = [
        ("declarations-check-added", added.map(name).collect()),
        ("declarations-check-changed", changed.map(name).collect()),
        ("declarations-check-dropped", dropped.map(name).collect()),
    ];
    let some = kinds.into_iter().filter(|(_, names)| !names.is_empty());
    some.map(|(key, names)| {
        let names = names.join(signed.t("declarations-comma"));
        signed.tf(key, &[("matters", names.into())])
    })
    .collect()
}
