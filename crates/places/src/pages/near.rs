//! What is open near: a list first, a map on a tap. Without a script one chooses a community.

use axum::{http::header, response::IntoResponse as _};
use kernel::{AreaCode, Wgs84};
use nearby::{Hit, Set, View};
use serde_json::json;
use ui::{
    Density, Field, SafeHtml, Shell,
    form::Pick,
    list::{Card as Shown, Cards, Empty, Tag},
    map::{Base, MapPoints},
    panel::{Button, Text},
    query::Query,
};
use web::{Answer, Problem, Visit};

use super::{confirmed, href, metres, named, show::find, told};
use crate::{
    Desk, Shelf,
    import::Crs,
    search::{Asked, Unread},
    shelf::Card,
};

/// Places on the page, and on its map.
const LIST: usize = 20;
const MAP: usize = 100;
/// The conditions that stand in the address.
const CONDITIONS: [&str; 4] = ["need", "kind", "voltage", "group"];
/// Voltages that have a button where batteries are swapped.
const VOLTAGES: [&str; 4] = ["48", "60", "64", "72"];

/// Where the search begins.
enum From {
    /// A point, as the phone or the address gave it.
    Point(Wgs84),
    /// The middle of a community.
    Area(AreaCode, Wgs84),
}

impl From {
    const fn point(&self) -> Wgs84 {
        match self {
            Self::Point(at) | Self::Area(_, at) => *at,
        }
    }
}

/// `GET /places?lat=&lon=&area=&need=&kind=&voltage=&group=`
pub async fn list(visit: Visit) -> Answer {
    let (desk, shelf) = (Desk::of(&visit.app)?, Shelf::of(&visit.app)?);
    let shell = visit.shell(Density::Phone, visit.t("places-title")).back("/");
    let Some(from) = from(&visit, &desk) else {
        let shell = shell
            .body(locate(&visit, "places-locate"))
            .body(Text::new(visit.t("places-where")))
            .body(communities(&visit, &desk))
            .body(labels_links(&visit, &desk));
        return Ok(visit.page(&shell));
    };
    let asked = asked(&visit, &desk, from.point(), LIST)?;
    let view = shelf.view();
    let hits = asked.find(&view, shelf, desk.rules(), visit.moment.now());
    let shell = shell.body(place_line(&visit, &desk, &from)).body(needs(&visit, &desk));
    Ok(visit.page(&results(&visit, &desk, shell, &asked, &view, &hits)))
}

fn results(
    visit: &Visit,
    desk: &Desk,
    shell: Shell,
    asked: &Asked,
    view: &View<Card>,
    hits: &[Hit<'_, Card>],
) -> Shell {
    let when = view.calendar().when(asked.query.at);
    if hits.is_empty() {
        let reach = metres(visit, f64::from(desk.rules().reach_metres));
        let text = visit.tf("places-none-text", &[("reach", reach.into())]);
        let none = Empty::new(visit.t("places-none"), text)
            .action(visit.t("places-none-report"), "/report");
        return shell.body(none);
    }
    let cards = hits.iter().map(|hit| {
        let card = &hit.spot.about;
        let (tone, state) = told(visit, asked.word(hit, when));
        let mut shown = Shown::new(card.name.clone(), href(&card.code))
            .tag(Tag::new(tone, state))
            .tag(Tag::new(ui::Tone::Plain, metres(visit, hit.metres)));
        if let Some(kind) = desk.rules().kinds.get(usize::from(hit.spot.kind)) {
            shown = shown.meta(named(visit.lang, &kind.name));
        }
        if let Some(text) = confirmed(visit, card.confirmed_at) {
            shown = shown.meta(text);
        }
        let has = hit.spot.amenities.iter().filter_map(|at| {
            desk.rules().amenities.get(usize::from(at)).map(|it| named(visit.lang, &it.name))
        });
        let between = if visit.lang.is_zh() { "、" } else { ", " };
        shown.body(Text::meta(has.collect::<Vec<_>>().join(between)))
    });
    let points = visit.query.clone();
    let points = points
        .pairs()
        .iter()
        .fold(Query::new("/places/points", ""), |query, pair| query.with(&pair.0, pair.1.clone()));
    let base = visit.app.get::<Base>().cloned().unwrap_or_default();
    let map = MapPoints { lang: visit.lang, base, points: points.href() };
    let how = Text::meta(visit.t("places-how"));
    shell.body(Cards(cards.collect())).body(map).body(how).body(labels_links(visit, desk))
}

/// Where places that carry a label are listed.
fn labels_links(visit: &Visit, desk: &Desk) -> SafeHtml {
    desk.rules().labels.iter().fold(SafeHtml::default(), |links, rule| {
        let to = format!("/places/labels?label={}", rule.code);
        links.and(Button::new(named(visit.lang, &rule.name), to).outline())
    })
}

/// `GET /places/points`: the same as GeoJSON for the map.
pub async fn points(visit: Visit) -> Answer {
    let (desk, shelf) = (Desk::of(&visit.app)?, Shelf::of(&visit.app)?);
    let from = from(&visit, &desk).ok_or_else(Problem::not_found)?;
    let asked = asked(&visit, &desk, from.point(), MAP)?;
    let view = shelf.view();
    let when = view.calendar().when(asked.query.at);
    let features = view.nearest(&asked.query).into_iter().map(|hit| {
        let (tone, state) = told(&visit, asked.word(&hit, when));
        let (card, at) = (&hit.spot.about, hit.spot.point);
        json!({
            "type": "Feature",
            "geometry": { "type": "Point", "coordinates": [at.lon(), at.lat()] },
            "properties": {
                "title": format!("{} · {state}", card.name), "href": href(&card.code),
                "tone": tone.class(),
            },
        })
    });
    let mut features: Vec<_> = features.collect();
    if let Some(code) = visit.query.get("of") {
        features.extend(area_of(&visit, code).await?);
    }
    let body = json!({ "type": "FeatureCollection", "features": features }).to_string();
    Ok(([(header::CONTENT_TYPE, "application/geo+json")], body).into_response())
}

/// The ground that a place covers, if any.
async fn area_of(visit: &Visit, code: &str) -> Answer<Option<serde_json::Value>> {
    let place = find(visit, code).await?.place;
    let outline = place.detail.outline.as_ref();
    Ok(outline.map(|outline| {
        json!({
            "type": "Feature",
            "geometry": outline.geometry(Crs::Wgs84),
            "properties": { "title": place.name, "href": href(&place.code), "tone": "" },
        })
    }))
}

/// From the address: a position, else a community. Nothing is remembered.
fn from(visit: &Visit, desk: &Desk) -> Option<From> {
    let number = |name: &str| visit.query.get(name).and_then(|text| text.parse::<f64>().ok());
    if let (Some(lat), Some(lon)) = (number("lat"), number("lon"))
        && let Ok(at) = Wgs84::new(lat, lon)
    {
        return Some(From::Point(at));
    }
    let area = visit.query.get("area").and_then(|code| AreaCode::parse(code).ok())?;
    Some(From::Area(area, desk.areas.centre(&area)?))
}

/// The conditions of the address.
fn asked(visit: &Visit, desk: &Desk, at: Wgs84, count: usize) -> Answer<Asked> {
    let mut asked = Asked::around(at, visit.moment.now());
    asked.query.count = count;
    asked.query.reach_metres = f64::from(desk.rules().reach_metres);
    for name in CONDITIONS {
        if let Some(value) = visit.query.get(name) {
            let took = asked.take(name, value, desk.rules());
            took.map_err(|unread: Unread| Problem::bad_request("invalid").cause(unread))?;
        }
    }
    Ok(asked)
}

/// The first page's button: one tap, and the list is there.
pub fn front(visit: &Visit) -> SafeHtml {
    locate(visit, "places-title")
}

/// The button that asks the phone where it is; without a script it leads to the communities.
fn locate(visit: &Visit, label: &str) -> SafeHtml {
    let label = SafeHtml::text(visit.t(label));
    let [wait, fail] = ["places-locate-wait", "places-locate-fail"]
        .map(|key| SafeHtml::text(visit.t(key)).as_str().replace('"', "&quot;"));
    let kept: String = CONDITIONS
        .iter()
        .filter_map(|name| Some(Field::hidden(*name, visit.query.get(name)?).to_string()))
        .collect();
    SafeHtml::trusted(format!(
        "<form method=\"get\" action=\"/places\">{kept}<button class=\"btn w\" \
         data-locate=\"lat,lon\" data-go data-wait=\"{wait}\" data-fail=\"{fail}\" \
         data-ok=\"{wait}\">{}</button><p class=\"meta\" role=\"status\"></p></form>",
        label.as_str()
    ))
}

/// Where the search began, and how to begin elsewhere.
fn place_line(visit: &Visit, desk: &Desk, from: &From) -> SafeHtml {
    let text = match from {
        From::Point(_) => visit.t("places-around-you").to_owned(),
        From::Area(area, _) => {
            let name = desk.areas.local_name(area);
            visit.tf("places-around", &[("area", name.into())])
        }
    };
    let mut elsewhere = Query::new("/places", "");
    for name in CONDITIONS {
        if let Some(value) = visit.query.get(name) {
            elsewhere = elsewhere.with(name, value);
        }
    }
    let link = format!(
        "<p class=\"meta\">{} <a href=\"{}\">{}</a></p>",
        SafeHtml::text(&text).as_str(),
        SafeHtml::text(&elsewhere.href()).as_str(),
        SafeHtml::text(visit.t("places-elsewhere")).as_str()
    );
    SafeHtml::trusted(link)
}

/// Big buttons in words: what one needs; the voltage where batteries are swapped.
fn needs(visit: &Visit, desk: &Desk) -> SafeHtml {
    let chosen = visit.query.get("need").unwrap_or_default();
    let mut all = vec![chip(visit.t("places-all"), &without(visit).href(), chosen.is_empty())];
    for amenity in desk.rules().needs() {
        let to = without(visit).with("need", amenity.code.as_str());
        all.push(chip(named(visit.lang, &amenity.name), &to.href(), chosen == amenity.code));
    }
    let mut nav = row(visit.t("places-needs"), &all);
    if chosen == "swap" {
        let volts = visit.query.get("voltage").unwrap_or_default();
        let mut picks = vec![chip(
            visit.t("places-any-voltage"),
            &visit.query.without("voltage").href(),
            volts.is_empty(),
        )];
        picks.extend(VOLTAGES.iter().map(|known| {
            let to = visit.query.with("voltage", *known).href();
            chip(&format!("{known}V"), &to, volts == *known)
        }));
        nav.push_str(&row(visit.t("places-voltages"), &picks));
    }
    SafeHtml::trusted(nav)
}

fn without(visit: &Visit) -> Query {
    visit.query.without("need").without("voltage")
}

fn chip(label: &str, to: &str, current: bool) -> String {
    let (class, mark) = if current { ("btn", " aria-current=\"true\"") } else { ("btn o", "") };
    let (to, label) = (SafeHtml::text(to), SafeHtml::text(label));
    format!("<a class=\"{class}\" href=\"{}\"{mark}>{}</a>", to.as_str(), label.as_str())
}

fn row(label: &str, chips: &[String]) -> String {
    let label = SafeHtml::text(label);
    format!("<nav class=\"row f\" aria-label=\"{}\">{}</nav>", label.as_str(), chips.concat())
}

/// Without a position: the communities whose middle is known, by street.
fn communities(visit: &Visit, desk: &Desk) -> SafeHtml {
    let city = desk.catalogue.city().area;
    let known = desk.areas.centres().filter(|(code, _)| city.contains(code));
    let picks: Vec<Pick> =
        known.map(|(code, _)| Pick::new(code.to_string(), desk.areas.local_name(&code))).collect();
    if picks.is_empty() {
        return SafeHtml::from_safe(Text::meta(visit.t("places-no-centres")));
    }
    let form =
        CONDITIONS.iter().fold(ui::Form::get(visit.lang, "/places"), |form, name| {
            match visit.query.get(name) {
                Some(value) => form.field(Field::hidden(*name, value)),
                None => form,
            }
        });
    let form = form.field(Field::select("area", visit.t("places-community"), picks));
    SafeHtml::from_safe(form.submit(visit.t("places-look")))
        .and(Button::new(visit.t("places-none-report"), "/report").outline())
}

/// What a set of groups is called in the address.
pub(super) fn groups_of(visit: &Visit, desk: &Desk) -> Set {
    let named = visit.query.get("group").and_then(|word| desk.rules().group_named(word));
    named.and_then(|at| u8::try_from(at).ok()).map_or(Set::EMPTY, Set::one)
}
