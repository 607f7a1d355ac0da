//! A case as a service request: what the public page would show of it, and no more.

use kernel::{Timestamp, geo::Wgs84};

use super::node::Node;
use crate::{case::Case, pages::shared::Names, state::State};

/// Whole seconds, with the zone.
pub(super) fn time(at: Timestamp) -> Node {
    Node::text(Timestamp::from_seconds(at.seconds()).rfc3339())
}

/// Closed is what the handler has closed; whether the worker agrees stands in the notes.
pub(super) const fn is_closed(state: State) -> bool {
    state.is_closed_by_handler() || state.is_ended()
}

pub(super) const fn status(state: State) -> &'static str {
    if is_closed(state) { "closed" } else { "open" }
}

/// The `request` element.
pub(super) fn request(names: Names<'_>, case: &Case) -> Node {
    let service = names.matter(&case.matter);
    let released = case.released.as_ref().filter(|_| case.visibility == "public-after-release");
    let description = released.map_or_else(
        || service.to_owned(),
        |(title, text)| if text.is_empty() { title.clone() } else { format!("{title}\n{text}") },
    );
    // What nobody has looked at gives away no spot either, only the area.
    let place = released.and(case.place).map(blurred);
    let degrees = |of: fn(Wgs84) -> f64| place.map_or(Node::Empty, |at| Node::Degrees(of(at)));
    let promise = [("by", names.when(case.promised_by).into())];
    Node::Map(vec![
        ("service_request_id", Node::text(&case.number)),
        ("status", Node::text(status(case.state))),
        ("status_notes", Node::text(state_words(names, case.state))),
        ("service_name", Node::text(service)),
        ("service_code", Node::text(&case.matter)),
        ("description", Node::text(description)),
        ("agency_responsible", Node::text(names.unit(case.owner))),
        ("service_notice", Node::text(names.tf("open311-promise", &promise))),
        ("requested_datetime", time(case.created_at)),
        ("updated_datetime", time(updated_at(case))),
        ("expected_datetime", time(case.promised_by)),
        ("address", Node::text(names.area(&case.area))),
        ("address_id", Node::text(case.area.as_str())),
        ("zipcode", Node::Empty),
        ("lat", degrees(Wgs84::lat)),
        ("long", degrees(Wgs84::lon)),
        ("media_url", Node::text(media_url(names, case))),
    ])
}

pub(super) fn state_words(names: Names<'_>, state: State) -> String {
    names.tf(&format!("state-{state}"), &[])
}

/// The first of the photos that were released.
fn media_url(names: Names<'_>, case: &Case) -> String {
    let site = &names.visit.app.settings().public_url;
    case.public_photos().next().map_or_else(String::new, |photo| {
        format!("{site}/progress/{}/photos/{}", case.number, photo.file)
    })
}

/// The time of closing, for what is closed.
fn updated_at(case: &Case) -> Timestamp {
    let answered = case.answer.as_ref().filter(|_| case.state == State::Answered);
    let closed = case.closed_at.or(answered.map(|answer| answer.at));
    closed.filter(|_| is_closed(case.state)).unwrap_or(case.updated_at)
}

/// To four decimals, which is about ten metres: the gate, not the person in front of it.
fn blurred(at: Wgs84) -> Wgs84 {
    let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
    Wgs84::new(round(at.lat()), round(at.lon())).unwrap_or(at)
}
