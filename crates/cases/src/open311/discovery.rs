//! Where the endpoint is, and how one comes to a key.

use axum::response::Response;
use web::Visit;

use super::{
    BASE,
    answer::{Said, answer},
    format::Format,
    node::Node,
    params::Params,
};
use crate::pages::shared::{Names, desk};

/// When what this endpoint does last changed.
const CHANGED: &str = "2026-11-22T00:00:00+08:00";

/// `GET /open311/discovery.F` and `GET /open311/v2/discovery.F`
pub(super) fn show(format: Format, visit: &Visit) -> Response {
    answer(format, "discovery", discovery(visit))
}

fn discovery(visit: &Visit) -> Said {
    Params::query(visit).jurisdiction()?;
    let site = &visit.app.settings().public_url;
    let desk =
        desk(&visit.app).map_err(|problem| super::answer::Refused::problem(visit, &problem))?;
    let operator = Names::new(visit, &desk).unit(desk.units.operator());
    let args = [("unit", operator.into()), ("site", site.clone().into())];
    let kind = if visit.app.settings().demo { "test" } else { "production" };
    let formats = ["text/xml", "application/json"].map(Node::text);
    let endpoint = Node::Map(vec![
        ("specification", Node::text("http://wiki.open311.org/GeoReport_v2")),
        ("url", Node::text(format!("{site}{BASE}"))),
        ("changeset", Node::text(CHANGED)),
        ("type", Node::text(kind)),
        ("formats", Node::List("format", formats.into())),
    ]);
    Ok(Node::Map(vec![
        ("changeset", Node::text(CHANGED)),
        ("contact", Node::text(visit.tf("open311-contact", &args))),
        ("key_service", Node::text(visit.tf("open311-key-service", &args))),
        ("endpoints", Node::List("endpoint", vec![endpoint])),
    ]))
}
