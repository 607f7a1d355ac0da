//! `/results`: what was built and set up, and what riders saw of it. No name stands here.

use axum::{Json, response::Response};
use serde::Serialize;
use ui::{
    Density, Tone,
    form::CheckAnswers,
    list::{Card, Cards, Empty, Pager, Tag},
    panel::{Panel, Text},
};
use utoipa::ToSchema;
use web::{Answer, Cursor, Visit};

use crate::results::{self, Mark, OnGround};

const PAGE: usize = 20;

/// The public list.
pub async fn results(visit: Visit) -> Answer<Response> {
    let (list, totals, next) = read(&visit, PAGE).await?;
    let mut shell = visit
        .shell(Density::Phone, visit.t("insight-results"))
        .back("/progress")
        .body(Text::new(visit.t("insight-results-lead")));
    if list.is_empty() {
        let empty = Empty::new(visit.t("insight-results-none"), visit.t("insight-results-soon"));
        return Ok(visit.page(&shell.body(empty)));
    }
    let first = visit.query.get("after").is_none();
    if first {
        let sums = totals.iter().fold(CheckAnswers::new(visit.lang), |sums, total| {
            let (kind, all, verified) = total;
            let told = visit.tf(
                "insight-results-sum",
                &[
                    ("all", amount(&visit, kind, *all).into()),
                    ("verified", verified.to_string().into()),
                ],
            );
            sums.row(name(&visit, kind), told)
        });
        shell = shell.body(Panel::new(visit.t("insight-results-sums"), sums));
    }
    let cards = list.iter().map(|one| card(&visit, one)).collect();
    let previous = (!first).then(|| visit.query.without("after").href());
    let next = next.map(|cursor| visit.query.with("after", cursor).href());
    let pager = Pager { lang: visit.lang, note: String::new(), previous, next };
    Ok(visit.page(&shell.body(Cards(cards)).body(pager)))
}

type Found = (Vec<OnGround>, Vec<(String, i64, i64)>, Option<String>);

async fn read(visit: &Visit, limit: usize) -> Answer<Found> {
    let after: Option<Mark> = visit.cursor("after")?;
    let from = visit.app.catalogue().results().verified_from;
    let read = visit.app.store().read(move |db| {
        let list = results::newest(db, after, limit + 1)?;
        Ok::<_, storage::Error>((list, results::totals(db, from)?))
    });
    let (mut list, totals) = read.await?;
    let more = list.len() > limit;
    list.truncate(limit);
    let next = list.last().filter(|_| more).map(|last| Cursor(last.mark()).encode());
    Ok((list, totals, next))
}

fn card(visit: &Visit, one: &OnGround) -> Card {
    let from = visit.app.catalogue().results().verified_from;
    let seen = visit.tf("insight-results-seen", &[("n", one.there.into()), ("from", from.into())]);
    let tag = if one.there >= i64::from(from) {
        Tag::new(Tone::Good, visit.tf("insight-results-verified", &[("n", one.there.into())]))
    } else {
        Tag::new(Tone::Plain, seen)
    };
    let title = format!("{} {}", name(visit, &one.kind), amount(visit, &one.kind, one.quantity));
    let card = Card::new(title, format!("/results/{}", one.id))
        .tag(tag)
        .meta(format!("{} {}", visit.app.areas().full_name(&one.area), one.address))
        .meta(ui::when::when(visit.lang, one.recorded_at, visit.moment.now()));
    if one.missing > 0 {
        return card.meta(visit.tf("insight-results-missing", &[("n", one.missing.into())]));
    }
    card
}

/// What a kind of result is called; its code when the catalogue dropped it.
fn name(visit: &Visit, kind: &str) -> String {
    let catalogue = visit.app.catalogue();
    catalogue.result_kind(kind).map_or_else(
        || kind.to_owned(),
        |kind| if visit.lang.is_zh() { kind.name.zh.clone() } else { kind.name.en.clone() },
    )
}

/// A quantity with its unit.
fn amount(visit: &Visit, kind: &str, quantity: i64) -> String {
    let catalogue = visit.app.catalogue();
    catalogue.result_kind(kind).map_or_else(
        || quantity.to_string(),
        |kind| {
            format!("{quantity} {}", if visit.lang.is_zh() { &kind.unit.zh } else { &kind.unit.en })
        },
    )
}

/// A result as a program reads it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicResult {
    id: String,
    /// The number of the case that it belongs to.
    number: String,
    area: String,
    kind: String,
    quantity: i64,
    unit: String,
    lat: Option<f64>,
    lon: Option<f64>,
    address: String,
    recorded_at: String,
    seen_there: i64,
    seen_missing: i64,
    verified: bool,
}

/// A page of results.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicResults {
    items: Vec<PublicResult>,
    /// So many riders who saw it make a result verified.
    verified_from: u32,
    /// Give it as `after` for the next page; absent on the last.
    next: Option<String>,
}

/// What solved cases left on the ground, newest first.
#[utoipa::path(get, path = "/api/v1/public/results", operation_id = "public_results_api", tag = "insight",
    params(("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = 200, body = PublicResults)))]
pub async fn api(visit: Visit) -> Answer<Json<PublicResults>> {
    const API_PAGE: usize = 100;
    let (list, _, next) = read(&visit, API_PAGE).await?;
    let catalogue = visit.app.catalogue();
    let verified_from = catalogue.results().verified_from;
    let items = list.into_iter().map(|one| PublicResult {
        id: one.id.to_string(),
        number: one.number,
        area: one.area.to_string(),
        unit: catalogue
            .result_kind(&one.kind)
            .map_or_else(String::new, |kind| kind.unit.en.clone()),
        kind: one.kind,
        quantity: one.quantity,
        lat: one.place.map(|place| place.0),
        lon: one.place.map(|place| place.1),
        address: one.address,
        recorded_at: one.recorded_at.rfc3339(),
        seen_there: one.there,
        seen_missing: one.missing,
        verified: one.there >= i64::from(verified_from),
    });
    Ok(Json(PublicResults { items: items.collect(), verified_from, next }))
}
