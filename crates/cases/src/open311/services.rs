//! The services: kinds of matter, and what each asks for.

use axum::{extract::Path, response::Response};
use catalogue::{Field, FieldKind, Matter};
use web::Visit;

use super::{
    answer::{Refused, Said, answer},
    format::Format,
    is_offered,
    node::Node,
    params::Params,
};
use crate::pages::shared::{Names, desk};

/// `GET /open311/v2/services.F`
pub(super) fn list(format: Format, visit: &Visit) -> Response {
    answer(format, "services", services(visit))
}

/// `GET /open311/v2/services/{service_code}.F`
pub(super) async fn one(visit: Visit, Path(file): Path<String>) -> Response {
    let (code, format) = Format::split(&file).unwrap_or((&file, Format::Json));
    answer(format, "service_definition", definition(&visit, code))
}

fn services(visit: &Visit) -> Said {
    Params::query(visit).jurisdiction()?;
    let desk = desk(&visit.app).map_err(|problem| Refused::problem(visit, &problem))?;
    let names = Names::new(visit, &desk);
    let offered = desk.catalogue.matters().iter().filter(|matter| is_offered(matter));
    Ok(Node::List("service", offered.map(|matter| service(names, matter)).collect()))
}

fn service(names: Names<'_>, matter: &Matter) -> Node {
    let group = names.desk.catalogue.groups().iter().find(|group| group.code == matter.group);
    let group = group.map_or("", |group| names.of(&group.name));
    Node::Map(vec![
        ("service_code", Node::text(&matter.code)),
        ("service_name", Node::text(names.of(&matter.name))),
        ("description", Node::text(names.of(&matter.hint))),
        ("metadata", Node::Flag(!matter.fields.is_empty())),
        ("type", Node::text("realtime")),
        ("keywords", Node::text(format!("{}, {group}", matter.code))),
        ("group", Node::text(group)),
    ])
}

/// The matter that a code names here.
pub(super) fn matter<'c>(
    visit: &Visit,
    catalogue: &'c catalogue::Catalogue,
    code: &str,
) -> Said<&'c Matter> {
    let args = [("code", code.to_owned().into())];
    match catalogue.matter(code) {
        Some(matter) if is_offered(matter) => Ok(matter),
        Some(_) => {
            let site = visit.app.settings().public_url.clone();
            let args = [("code", code.to_owned().into()), ("site", site.into())];
            Err(Refused::absent(visit, "open311-confidential", &args))
        }
        None => Err(Refused::absent(visit, "open311-no-service", &args)),
    }
}

fn definition(visit: &Visit, code: &str) -> Said {
    Params::query(visit).jurisdiction()?;
    let desk = desk(&visit.app).map_err(|problem| Refused::problem(visit, &problem))?;
    let names = Names::new(visit, &desk);
    let matter = matter(visit, &desk.catalogue, code)?;
    let attributes = matter.fields.iter().zip(1..).map(|(field, order)| {
        let (datatype, how) = kind(field.kind);
        Node::Map(vec![
            ("variable", Node::Flag(true)),
            ("code", Node::text(&field.key)),
            ("datatype", Node::text(datatype)),
            ("required", Node::Flag(field.required)),
            ("datatype_description", Node::text(how.map_or("", |key| names.t(key)))),
            ("order", Node::Number(order)),
            ("description", Node::text(names.of(&field.name))),
            ("values", Node::List("value", values(names, field))),
        ])
    });
    Ok(Node::Map(vec![
        ("service_code", Node::text(&matter.code)),
        ("attributes", Node::List("attribute", attributes.collect())),
    ]))
}

/// Open311's word for a kind of field, and the key of what else must be known to fill it in.
const fn kind(kind: FieldKind) -> (&'static str, Option<&'static str>) {
    match kind {
        FieldKind::Text => ("string", None),
        FieldKind::Phone => ("string", Some("open311-phone")),
        FieldKind::LongText => ("text", None),
        FieldKind::Number => ("number", Some("open311-whole")),
        FieldKind::Money => ("number", Some("open311-fen")),
        FieldKind::Date => ("datetime", Some("open311-day")),
        FieldKind::Choice | FieldKind::YesNo => ("singlevaluelist", None),
    }
}

fn values(names: Names<'_>, field: &Field) -> Vec<Node> {
    let value = |key: &str, name: &str| {
        Node::Map(vec![("key", Node::text(key)), ("name", Node::text(name))])
    };
    match field.kind {
        FieldKind::YesNo => ["yes", "no"].map(|key| value(key, names.t(key))).into(),
        _ => field.choices.iter().map(|one| value(&one.code, names.of(&one.name))).collect(),
    }
}
