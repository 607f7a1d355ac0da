//! `/admin/catalogue/{code}`: one matter, all that is declared of it.

use axum::response::Response;
use catalogue::{Catalogue, Field, Matter, Sample};
use ui::{
    Density, SafeHtml,
    form::CheckAnswers,
    list::{Column, Row, Table},
    panel::{Panel, Text},
    query::Query,
};
use web::{Answer, PathId, Problem, Signed};

use super::saying;

/// `GET /admin/catalogue/{code}`
pub(super) async fn show(signed: Signed, PathId(code): PathId<String>) -> Answer<Response> {
    let catalogue = signed.app.catalogue();
    let matter = catalogue.matter(&code).ok_or_else(Problem::not_found)?;
    let shell = signed
        .shell(Density::Desk, saying::words(&signed, &matter.name))
        .back("/admin/catalogue")
        .body(Text::new(saying::words(&signed, &matter.hint)))
        .body(facts(&signed, &catalogue, matter))
        .body(fields(&signed, matter))
        .body(phrases(&signed, matter));
    let samples = matter.samples.iter();
    let shell = samples.fold(shell, |shell, one| shell.body(sample(&signed, matter, one)));
    Ok(signed.page(&shell))
}

fn facts(signed: &Signed, catalogue: &Catalogue, matter: &Matter) -> CheckAnswers {
    let t = |key: &'static str| signed.t(key).to_owned();
    let group = catalogue.group(&matter.group).map(|group| saying::words(signed, &group.name));
    let doors: Vec<String> = matter
        .doors
        .iter()
        .filter_map(|code| catalogue.door(code))
        .map(|door| format!("{} {}", saying::words(signed, &door.name), door.phone))
        .collect();
    let proofs: Vec<&str> =
        matter.proofs.iter().map(|proof| saying::words(signed, proof)).collect();
    let all = CheckAnswers::new(signed.lang)
        .row(t("declarations-code"), &matter.code)
        .row(t("declarations-group"), group.unwrap_or_default())
        .row(t("declarations-owner"), saying::owners(signed, catalogue, matter))
        .row(t("declarations-deadline"), saying::deadlines(signed, &matter.deadlines))
        .row(t("declarations-climb"), saying::climbs(signed, &matter.climbs))
        .row(t("declarations-visibility"), saying::named(signed, "visibility", matter.visibility))
        .row(t("declarations-points"), saying::points(signed, catalogue, matter))
        .row(t("declarations-solver"), saying::named(signed, "solver", matter.solver))
        .row(t("declarations-photo"), saying::named(signed, "photo", matter.photo))
        .row(t("declarations-urgent"), saying::yes_no(signed, matter.urgent))
        .row(t("declarations-sensitive"), saying::yes_no(signed, matter.sensitive));
    let scope = matter.scope.as_ref().map_or("", |scope| saying::words(signed, scope)).to_owned();
    let comma = signed.t("declarations-comma");
    let rest = [
        ("declarations-proofs", proofs.join(comma)),
        ("declarations-scope", scope),
        ("declarations-doors", doors.join(comma)),
    ];
    rest.into_iter()
        .filter(|(_, text)| !text.is_empty())
        .fold(all, |all, (key, text)| all.row(t(key), text))
}

fn fields(signed: &Signed, matter: &Matter) -> Panel {
    let title = signed.t("declarations-fields");
    if matter.fields.is_empty() {
        return Panel::new(title, Text::new(signed.t("declarations-fields-none")));
    }
    let keys = ["name", "key", "kind", "required", "limit"];
    let table = Table::new(signed.lang, title.to_owned(), Query::default());
    let table = keys.iter().fold(table, |table, key| {
        table.column(Column::new(saying::named(signed, "field", key)).wrap())
    });
    Panel::new(title, table.rows(matter.fields.iter().map(|field| field_row(signed, field))))
}

fn field_row(signed: &Signed, field: &Field) -> Row {
    let name = saying::words(signed, &field.name);
    let choices: Vec<&str> =
        field.choices.iter().map(|choice| saying::words(signed, &choice.name)).collect();
    let limit = match field.max {
        0 => choices.join(signed.t("declarations-comma")),
        max => max.to_string(),
    };
    Row::new(&field.key, name)
        .cell(name)
        .cell(field.key.as_str())
        .cell(saying::named(signed, "kind", field.kind))
        .cell(saying::yes_no(signed, field.required))
        .cell(limit)
}

fn phrases(signed: &Signed, matter: &Matter) -> Panel {
    let list = SafeHtml::trusted("<ul>");
    let list = matter.phrases.iter().fold(list, |list, phrase| {
        let item = SafeHtml::trusted("<li>").and(SafeHtml::text(phrase));
        list.and(item).and(SafeHtml::trusted("</li>"))
    });
    Panel::new(signed.t("declarations-phrases"), list.and(SafeHtml::trusted("</ul>")))
}

fn sample(signed: &Signed, matter: &Matter, sample: &Sample) -> Panel {
    let t = |key: &'static str| signed.t(key).to_owned();
    let all = CheckAnswers::new(signed.lang)
        .row(t("declarations-sample-title"), &sample.title)
        .row(t("declarations-sample-text"), &sample.text);
    let all = sample.fields.iter().fold(all, |all, (key, value)| {
        let field = matter.field(key);
        let name = field.map_or(key.as_str(), |field| saying::words(signed, &field.name));
        let choice = field.and_then(|field| field.choices.iter().find(|one| one.code == *value));
        all.row(name, choice.map_or(value.as_str(), |choice| saying::words(signed, &choice.name)))
    });
    Panel::new(signed.t("declarations-sample"), all)
}
