//! `GET /merchants`: the merchants of a street with what riders measured, by name.

use std::collections::BTreeMap;

use axum::response::Response;
use contracts::UnitId;
use kernel::AreaCode;
use ui::{
    Density, Field, Form, Tone,
    list::{Card, Cards, Empty, Pager, Tag},
    panel::{Button, Text},
};
use web::{Answer, Cursor, Problem, Visit};

use super::{Shown, name, reasons, shown, told};
use crate::{Desk, store};

/// Merchants on one page.
const PAGE: usize = 30;

/// A place in the list: name and id of the last merchant.
type Place = Cursor<(String, UnitId)>;

/// `GET /merchants?area=&q=`
pub async fn list(visit: Visit) -> Answer<Response> {
    let desk = Desk::of(&visit.app)?;
    let part = visit.query.get("q").unwrap_or_default().to_owned();
    let area = match visit.query.get("area") {
        Some("all") if part.trim().is_empty() => None,
        Some(typed) => Some(area(&visit, typed)?),
        None if part.trim().is_empty() => usual(&visit, &desk).await?,
        None => Some(desk.catalogue.city().area),
    };
    let mut shell = visit
        .shell(Density::Phone, visit.t("rating-title"))
        .back("/")
        .body(Text::new(visit.t("rating-lead")))
        .form(&search(&visit, area, &part));
    if visit.actor.is_some() {
        shell = shell.body(Button::new(visit.t("rating-mine"), "/ratings/mine").outline());
    }
    let Some(area) = area else {
        return Ok(visit.page(&shell.body(streets(&visit, &desk))));
    };
    let name = visit.app.areas().full_name(&area);
    shell = shell.body(Text::meta(visit.tf("rating-in", &[("area", name.into())])));
    let (merchants, next) = page(&visit, shown(&visit, area, &part).await?)?;
    shell = if merchants.is_empty() {
        let empty = Empty::new(visit.t("rating-none"), visit.t("rating-none-remedy"));
        shell.body(empty.action(visit.t("rating-streets"), "/merchants?area=all"))
    } else {
        let first = visit.query.get("after").is_none();
        let previous = (!first).then(|| visit.query.without("after").href());
        let cards = merchants.iter().map(|one| card(&visit, &desk, one)).collect();
        let pager = Pager { lang: visit.lang, note: String::new(), previous, next };
        shell.body(Cards(cards)).body(pager)
    };
    let other = Button::new(visit.t("rating-streets"), "/merchants?area=all").outline();
    Ok(visit.page(&shell.body(other).body(Text::meta(visit.t("rating-how")))))
}

/// An area of the city by its code.
fn area(visit: &Visit, typed: &str) -> Answer<AreaCode> {
    let city = visit.app.catalogue().city().area;
    let known = AreaCode::parse(typed).ok().filter(|area| city.contains(area));
    match known.filter(|area| visit.app.areas().knows(area)) {
        Some(area) => Ok(area),
        // The list of streets, searched for a name.
        None if typed == "all" => Ok(city),
        None => Err(Problem::not_found()),
    }
}

/// Where a rider rated last: the street of that merchant.
async fn usual(visit: &Visit, desk: &Desk) -> Answer<Option<AreaCode>> {
    let Some(person) = visit.actor.as_ref().map(|actor| actor.person) else { return Ok(None) };
    let last = visit.app.store().read(move |db| store::mine(db, person, 1)).await?;
    let card = last.first().and_then(|rating| desk.units.unit(rating.unit));
    Ok(card.and_then(|card| visit.app.areas().street_of(&card.area)))
}

fn search(visit: &Visit, area: Option<AreaCode>, part: &str) -> Form {
    let name = Field::search("q", visit.t("rating-search")).value(part).optional();
    let form = Form::get(visit.lang, "/merchants").field(name);
    let city = visit.app.catalogue().city().area;
    match area.filter(|area| *area != city) {
        Some(area) => form.field(Field::hidden("area", area.to_string())),
        None => form,
    }
}

/// The streets that have merchants.
fn streets(visit: &Visit, desk: &Desk) -> Cards {
    let areas = visit.app.areas();
    let mut counts: BTreeMap<AreaCode, i64> = BTreeMap::new();
    for card in desk.merchants(&desk.catalogue.city().area) {
        let street = areas.street_of(&card.area).unwrap_or(card.area);
        *counts.entry(street).or_default() += 1;
    }
    let card = |(street, count): (&AreaCode, &i64)| {
        Card::new(areas.full_name(street), format!("/merchants?area={street}"))
            .meta(visit.tf("rating-count", &[("n", (*count).into())]))
    };
    Cards(counts.iter().map(card).collect())
}

/// The merchants of this page, and the address of the next.
fn page(visit: &Visit, mut all: Vec<Shown>) -> Answer<(Vec<Shown>, Option<String>)> {
    if let Some(after) = visit.cursor::<(String, UnitId)>("after")? {
        all.retain(|one| (one.card.name_zh.clone(), one.card.id) > after);
    }
    let more = all.len() > PAGE;
    all.truncate(PAGE);
    let last = all.last().filter(|_| more).map(|one| (one.card.name_zh.clone(), one.card.id));
    let next = last.map(|last| visit.query.with("after", Place::encode(&Cursor(last))).href());
    Ok((all, next))
}

fn card(visit: &Visit, desk: &Desk, one: &Shown) -> Card {
    let card = Card::new(name(visit, &one.card), "")
        .meta(visit.app.areas().name(&one.card.area).unwrap_or_default());
    let release = one.release.as_ref();
    let card = match release.and_then(|release| release.figure.as_ref().map(|it| (release, it))) {
        None => card.body(Text::new(visit.t("rating-too-few"))),
        Some((release, figure)) => {
            let day = ui::when::day(visit.lang, release.at.day(), visit.moment.now().day());
            let mut card = card
                .tag(Tag::new(Tone::Plain, told(visit, figure)))
                .meta(visit.tf("rating-published", &[("day", day.into())]));
            let reasons = reasons(visit, desk, figure);
            if !reasons.is_empty() {
                card = card.body(Text::new(reasons));
            }
            match &release.reply {
                Some((text, _)) => card
                    .body(Text::new(visit.tf("rating-reply", &[("text", text.as_str().into())]))),
                None => card,
            }
        }
    };
    card.action(visit.t("rating-rate"), format!("/merchants/{}/rate", one.card.id))
}
