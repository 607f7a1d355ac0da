//! One place: whether it is open, in words, what it has, and one tap to say otherwise.

use access::{Action, Target, permit};
use axum::{extract::Path, response::IntoResponse as _};
use kernel::Timestamp;
use nearby::{Entrance, Hours, Said, Set, Word};
use ui::{
    Density, SafeHtml, Tone,
    list::{Card as Shown, Cards, Tag},
    map::{Base, MapPoints},
    panel::{Button, Notice, Panel, Text},
    query::Query,
};
use web::{Answer, Form, Problem, Visit, see_other};

use super::{
    Any,
    around::Around,
    confirmed, get, href,
    labels::{self, Reader, Told},
    named,
    near::groups_of,
    told,
};
use crate::{
    Desk, Fault, Shelf,
    belief::About,
    edit,
    photo::Photo,
    place::Place,
    store::{self, Kept, counts, photos},
    tap::{self, Tapped, Tapper},
};

/// Days of visits that are told.
const VISIT_DAYS: i32 = 30;

/// A place as somebody of these groups meets it now.
pub(crate) struct Seen {
    pub kept: Kept,
    pub word: Word,
    /// When the hours change what they say.
    pub changes_at: Option<Timestamp>,
}

impl Seen {
    /// # Errors
    /// 404 for what is shared with others only; 500 without a shelf.
    pub fn of(visit: &Visit, kept: Kept, groups: Set) -> Answer<Self> {
        let view = Shelf::of(&visit.app)?.view();
        let now = visit.moment.now();
        let entrance = entrance(&kept.place, view.calendar(), now);
        let when = view.calendar().when(now);
        let word = Word::of(kept.belief.trend().open(now, entrance.state(&when, groups)));
        let changes_at = entrance.next_change(now, groups);
        Ok(Self { kept, word, changes_at })
    }
}

/// The hours of a place as of today, for one page.
fn entrance(place: &Place, calendar: &nearby::Calendar, now: Timestamp) -> Entrance {
    let read = |text: &str| Hours::read(text, calendar).ok();
    let agreed = place.detail.agreement.as_ref();
    let holds = agreed.is_none_or(|agreement| agreement.holds(now.day()));
    let slots = place.detail.shared.iter().filter(|_| holds);
    // Groups are told in words on the page; for its state everybody counts.
    let slots =
        slots.filter_map(|slot| Some(nearby::Slot { hours: read(&slot.hours)?, groups: Set::ALL }));
    Entrance { hours: read(&place.hours), slots: slots.collect() }
}

pub(crate) async fn find(visit: &Visit, code: &str) -> Answer<Kept> {
    let code = code.to_owned();
    let found = visit.app.store().read(move |db| store::of_code(db, &code)).await?;
    found.filter(|kept| kept.place.is_kept()).ok_or_else(Problem::not_found)
}

/// What the store says of a place beside its description.
struct Rest {
    visits: i64,
    told: Option<Told>,
    photos: Vec<Photo>,
    around: Around,
}

async fn rest(visit: &Visit, desk: &Desk, place: &Place) -> Answer<Rest> {
    let since = visit.moment.now().day().plus(-VISIT_DAYS);
    let labelled = desk.label_of(place).is_ok().then(|| place.clone());
    let (id, part_of) = (place.id, place.detail.part_of.clone());
    let street = desk.is_street(place).then(|| place.code.clone());
    let reader = Reader::of(visit);
    let read = visit.app.store().read(move |db| {
        Ok::<_, storage::Error>(Rest {
            visits: counts::visits(db, id, since)?,
            told: labelled.map(|place| reader.told(db, place)).transpose()?,
            photos: photos::of_place(db, id)?,
            around: Around::read(db, &part_of, street.as_deref())?,
        })
    });
    Ok(read.await?)
}

/// `GET /places/{code}`
pub async fn show(visit: Visit, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let kept = find(&visit, &code).await?;
    let groups = match groups_of(&visit, &desk) {
        chosen if chosen.is_empty() => Set::ALL,
        chosen => chosen,
    };
    let seen = Seen::of(&visit, kept, groups)?;
    let place = &seen.kept.place;
    let rest = rest(&visit, &desk, place).await?;
    let mut shell = visit
        .shell(Density::Phone, place.name.clone())
        .back("/places")
        .body(state(&visit, &seen))
        .body(Panel::new(visit.t("places-is-it-open"), door(&visit, place)));
    if desk.rules().kind(&place.kind).is_some_and(|kind| kind.compound) {
        let to = format!("{}/sheet", href(&place.code));
        shell = shell.body(Button::new(visit.t("places-sheet"), to));
    }
    if let (Ok(rule), Some(told)) = (desk.label_of(place), &rest.told) {
        shell = shell.body(labels::part(&visit, rule, told));
    }
    if !place.amenities.is_empty() {
        shell = shell.body(Panel::new(visit.t("places-has"), amenities(&visit, &desk, &seen)));
    }
    shell = shell
        .body(rest.around.parts(&visit, &desk)?)
        .body(super::photos::panel(&visit, place, &rest.photos))
        .body(Panel::new(visit.t("places-about"), about(&visit, &desk, place)));
    let least = i64::from(desk.catalogue.city().privacy.group_min);
    if rest.visits >= least {
        shell = shell.body(Text::meta(visit.tf("places-visits", &[("n", rest.visits.into())])));
    }
    shell = shell.body(map(&visit, place));
    if let Some(actor) = &visit.actor
        && permit(actor, Action::PlaceManage, &edit::target(&desk, place)).is_ok()
    {
        let to = format!("/desk{}", href(&place.code));
        shell = shell.body(Button::new(visit.t("places-keep"), to).outline());
    }
    Ok(visit.page(&shell))
}

/// What is near it, and the ground that it covers.
fn map(visit: &Visit, place: &Place) -> MapPoints {
    let points = Query::new("/places/points", "")
        .with("lat", place.at.lat().to_string())
        .with("lon", place.at.lon().to_string())
        .with("of", place.code.clone());
    let base = visit.app.get::<Base>().cloned().unwrap_or_default();
    MapPoints { lang: visit.lang, base, points: points.href() }
}

/// "现在应该开着 · 20 分钟前有人确认 · 22:00 关门"
fn state(visit: &Visit, seen: &Seen) -> SafeHtml {
    let (tone, text) = told(visit, seen.word);
    let mut line = text;
    let more = [confirmed(visit, seen.kept.belief.confirmed_at()), change(visit, seen)];
    for part in more.into_iter().flatten() {
        line.push_str(" · ");
        line.push_str(&part);
    }
    let tone = if tone == Tone::Plain { Tone::Warn } else { tone };
    SafeHtml::from_safe(Notice::new(tone, line))
}

fn change(visit: &Visit, seen: &Seen) -> Option<String> {
    let at = seen.changes_at?;
    let local = at.local();
    let time = format!("{:02}:{:02}", local.hour(), local.minute());
    let (now, day) = (visit.moment.now(), at.day());
    let text = if day == now.day() { time } else { ui::when::when(visit.lang, at, now) };
    let key = if seen.word.tells_open() { "places-until" } else { "places-from" };
    Some(visit.tf(key, &[("time", text.as_str().into())]))
}

/// One tap each; no sign-in.
fn door(visit: &Visit, place: &Place) -> SafeHtml {
    let buttons = [("open", "places-say-open"), ("closed", "places-say-closed")];
    let form = taps(visit, place, "", &buttons);
    form.and(Text::meta(visit.t("places-say-hint")))
}

fn taps(visit: &Visit, place: &Place, amenity: &str, buttons: &[(&str, &str)]) -> SafeHtml {
    let action = format!("{}/tap", href(&place.code));
    let button = |(value, key): &(&str, &str)| {
        let label = SafeHtml::text(visit.t(key));
        format!(
            "<button class=\"btn o\" name=\"says\" value=\"{value}\">{}</button>",
            label.as_str()
        )
    };
    let [action, amenity] = [action.as_str(), amenity].map(SafeHtml::text);
    let buttons: String = buttons.iter().map(button).collect();
    SafeHtml::trusted(format!(
        "<form method=\"post\" action=\"{}\" data-once><input type=\"hidden\" name=\"amenity\" \
         value=\"{}\"><div class=\"row\">{buttons}</div></form>",
        action.as_str(),
        amenity.as_str()
    ))
}

fn amenities(visit: &Visit, desk: &Desk, seen: &Seen) -> SafeHtml {
    let now = visit.moment.now();
    let Kept { place, belief } = &seen.kept;
    let cards = place.amenities.iter().filter_map(|one| {
        let amenity = desk.rules().amenity(&one.code)?;
        let mut title = named(visit.lang, &amenity.name).to_owned();
        if let Some(count) = one.count {
            title = format!("{title} × {count}");
        }
        let works = belief.works(&one.code, now);
        let (tone, key, says) = if works {
            (Tone::Good, "places-works", ("broken", "places-say-broken"))
        } else {
            (Tone::Bad, "places-broken", ("works", "places-say-works"))
        };
        let card = Shown::new(title, "").tag(Tag::new(tone, visit.t(key)));
        Some(card.body(taps(visit, place, &one.code, &[says])))
    });
    SafeHtml::from_safe(Cards(cards.collect()))
}

fn about(visit: &Visit, desk: &Desk, place: &Place) -> SafeHtml {
    let mut lines: Vec<String> = Vec::new();
    if let Some(kind) = desk.rules().kind(&place.kind) {
        let kind = named(visit.lang, &kind.name);
        let brand = Some(&place.brand).filter(|brand| !brand.is_empty());
        lines.push(brand.map_or_else(|| kind.to_owned(), |brand| format!("{kind}（{brand}）")));
    }
    if !place.address.is_empty() {
        lines.push(place.address.clone());
    }
    lines.push(desk.areas.full_name(&place.area));
    let hours = if place.hours.is_empty() { visit.t("places-hours-unknown") } else { &place.hours };
    lines.push(visit.tf("places-hours-are", &[("hours", hours.into())]));
    lines.extend(details(visit, desk, place));
    let keeper = place.owner.unwrap_or_else(|| desk.keeper(&place.area));
    if let Some(card) = desk.units.unit(keeper) {
        let name = card.name(!visit.lang.is_zh()).to_owned();
        lines.push(visit.tf("places-kept-by", &[("unit", name.into())]));
    }
    lines.into_iter().fold(SafeHtml::default(), |part, line| part.and(Text::new(line)))
}

/// What is known of some places only.
fn details(visit: &Visit, desk: &Desk, place: &Place) -> Vec<String> {
    let (detail, rules) = (&place.detail, desk.rules());
    let between = if visit.lang.is_zh() { "、" } else { ", " };
    let number = |key: &str, number: Option<u32>| {
        number.map(|number| visit.tf(key, &[("n", i64::from(number).into())]))
    };
    let mut lines: Vec<String> = Vec::new();
    for slot in &detail.shared {
        let groups = slot.groups.iter().filter_map(|code| rules.group(code));
        let groups: Vec<&str> = groups.map(|group| named(visit.lang, &group.name)).collect();
        let args = [("hours", slot.hours.as_str().into()), ("groups", groups.join(between).into())];
        lines.push(visit.tf("places-shared-with", &args));
    }
    if !detail.voltages.is_empty() {
        let volts: Vec<String> = detail.voltages.iter().map(|volts| format!("{volts}V")).collect();
        lines.push(visit.tf("places-volts", &[("volts", volts.join(" / ").into())]));
    }
    if !detail.vehicles.is_empty() {
        let vehicles = detail.vehicles.iter().filter_map(|code| rules.vehicle_named(code));
        let vehicles: Vec<&str> = vehicles.map(|one| named(visit.lang, &one.name)).collect();
        lines.push(visit.tf("places-stops", &[("vehicles", vehicles.join(between).into())]));
    }
    lines.extend(number("places-stay", detail.stay_minutes));
    lines.extend(number("places-square", detail.square_metres));
    lines.extend(number("places-holds", detail.capacity));
    if !detail.note.is_empty() {
        lines.push(detail.note.clone());
    }
    lines
}

/// `POST /places/{code}/tap`
pub async fn tap(visit: Visit, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let typed = &form.raw;
    let said = match get(typed, "says") {
        "open" | "works" => Said::Works,
        "closed" | "broken" => Said::Fails,
        _ => return Err(Problem::bad_request("invalid")),
    };
    let about = match get(typed, "amenity") {
        "" => About::Door,
        amenity => About::Amenity(amenity.to_owned()),
    };
    heard(&visit, &code, about, said).await?;
    Ok(see_other(href(&code)).flash(Tone::Good, "places-heard").into_response())
}

/// Takes in one tap of whoever visits, and shows it on this node at once.
///
/// # Errors
/// 404, 422 for an amenity that the place has not, 429.
pub(crate) async fn heard(visit: &Visit, code: &str, about: About, said: Said) -> Answer<Kept> {
    let desk = Desk::of(&visit.app)?;
    let kept = find(visit, code).await?;
    let vault = visit.app.vault();
    let target: Target = edit::target(&desk, &kept.place);
    let tapper = match &visit.actor {
        Some(actor) if permit(actor, Action::PlaceManage, &target).is_ok() => {
            Tapper::keeper(vault, actor.person)
        }
        Some(actor) => Tapper::known(vault, actor.person),
        None => {
            let address = visit.client_ip.0.map_or_else(String::new, |ip| ip.to_string());
            Tapper::anyone(vault, &address)
        }
    };
    let seen = Seen::of(visit, kept, Set::ALL)?;
    let (id, told) = (seen.kept.place.id, seen.word);
    // The program's own stamp: nobody shall read from the journal who was where.
    let stamp = storage::Stamp::system(visit.moment.clone(), "places-tap");
    let work = move |tx: &mut storage::Tx<'_>| tap::tap(tx, tapper, id, &about, said, told);
    match visit.app.store().write(stamp, work).await? {
        Tapped::Heard(kept) => {
            Shelf::of(&visit.app)?.refresh(&visit.app).await?;
            Ok(*kept)
        }
        Tapped::Refused(wait) => Err(Fault::TooMany(wait).into()),
    }
}
