//! A place is entered, corrected, given up; visits counted at the door are added.

use access::Action;
use axum::{
    extract::Path,
    response::{IntoResponse as _, Response},
};
use kernel::{AreaCode, Day, Wgs84};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, Tone,
    form::Pick,
    map::{Base, MapPicker},
    panel::{Button, Panel, Text},
    query::encode,
};
use web::{Answer, Form, Problem, Signed, input::Typed, see_other};

use super::{Any, areas, get, href, named, templates};
use crate::{
    Desk, Draft, Fault, Place, PlaceId, Shelf,
    draft::{ADDRESS_MAX, CODE_MAX, NAME_MAX, NOTE_MAX, TERMS_MAX},
    edit as act, export,
    import::{Crs, agreement, amenities, number, outline, shared, voltages},
    outline::Outline,
    place::{Detail, Standing},
    store, template, visit,
};

/// `GET /desk/places/new`
pub async fn fresh(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: PlaceId = signed.moment.id();
    let mut typed = vec![("id".to_owned(), id.to_string())];
    typed.extend(templates::typed(&signed, &desk).await?);
    Ok(shown(&signed, &desk, None, &typed, &Errors::new()))
}

/// `POST /desk/places`
pub async fn open(signed: Signed, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &form.raw;
    let id: PlaceId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let draft = match read(typed) {
        Ok(draft) => draft,
        Err(fault) => return again(&signed, &desk, None, typed, fault),
    };
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-open");
    let planned = get(typed, "draft").parse().ok();
    let work = move |tx: &mut Tx<'_>| -> Result<Place, Fault> {
        let place = act::open(tx, &consulted, &actor, id, draft)?;
        if let Some(planned) = planned {
            template::entered(tx, &consulted, &actor, planned, place.id)?;
        }
        Ok(place)
    };
    match signed.app.store().write(stamp, work).await {
        Ok(place) => {
            Shelf::of(&signed.app)?.refresh(&signed.app).await?;
            let to = format!("/desk{}", href(&place.code));
            Ok(see_other(to).flash(Tone::Good, "places-kept").into_response())
        }
        Err(fault) => again(&signed, &desk, None, typed, fault),
    }
}

/// A place that the actor may manage; for others there is none.
pub(crate) async fn own(signed: &Signed, desk: &Desk, code: &str) -> Answer<Place> {
    let code = code.to_owned();
    let found = signed.app.store().read(move |db| store::of_code(db, &code)).await?;
    let kept = found.filter(|kept| kept.place.is_kept()).ok_or_else(Problem::not_found)?;
    signed.permit_or_hide(Action::PlaceManage, &act::target(desk, &kept.place))?;
    Ok(kept.place)
}

/// `GET /desk/places/{code}`
pub async fn form(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let typed = typed_of(&place);
    Ok(shown(&signed, &desk, Some(&place), &typed, &Errors::new()))
}

/// `POST /desk/places/{code}`
pub async fn change(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let typed = &form.raw;
    let edition: i64 =
        get(typed, "edition").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let mut draft = match read(typed) {
        Ok(draft) => draft,
        Err(fault) => return again(&signed, &desk, Some(&place), typed, fault),
    };
    // What the form does not ask stays.
    draft.owner = place.owner;
    let (actor, consulted, id) = (signed.actor.clone(), desk.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-change");
    let work = move |tx: &mut Tx<'_>| act::change(tx, &consulted, &actor, id, edition, draft);
    match signed.app.store().write(stamp, work).await {
        Ok(place) => {
            Shelf::of(&signed.app)?.refresh(&signed.app).await?;
            let to = format!("/desk{}", href(&place.code));
            Ok(see_other(to).flash(Tone::Good, "places-kept").into_response())
        }
        Err(fault) => again(&signed, &desk, Some(&place), typed, fault),
    }
}

/// `POST /desk/places/{code}/close`
pub async fn close(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let (actor, id) = (signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-close");
    let work = move |tx: &mut Tx<'_>| act::close(tx, &desk, &actor, id);
    signed.app.store().write(stamp, work).await?;
    Shelf::of(&signed.app)?.refresh(&signed.app).await?;
    Ok(see_other("/desk/places").flash(Tone::Good, "places-given-up").into_response())
}

/// `POST /desk/places/{code}/visits`
pub async fn visits(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let typed = &form.raw;
    let to = format!("/desk{}", href(&place.code));
    let read = (get(typed, "day").parse::<Day>(), get(typed, "visits").trim().parse::<i64>());
    let (Ok(day), Ok(count)) = read else {
        return Ok(see_other(to).flash(Tone::Bad, "places-visits-wrong").into_response());
    };
    let (actor, id) = (signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-visits");
    let work = move |tx: &mut Tx<'_>| visit::add(tx, &desk, &actor, id, day, count);
    match signed.app.store().write(stamp, work).await {
        Ok(()) => Ok(see_other(to).flash(Tone::Good, "places-visits-kept").into_response()),
        Err(Fault::Invalid { .. }) => {
            Ok(see_other(to).flash(Tone::Bad, "places-visits-wrong").into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// A description as the form has it.
fn typed_of(place: &Place) -> Typed {
    let detail = &place.detail;
    let number = |number: Option<u32>| number.map_or_else(String::new, |it| it.to_string());
    let lines = |items: Vec<String>, between: &str| items.join(between);
    let agreement = detail.agreement.as_ref();
    let until = agreement.and_then(|it| it.until);
    let volts = detail.voltages.iter().map(u16::to_string).collect();
    let pairs = [
        ("edition", place.edition.to_string()),
        ("name", place.name.clone()),
        ("kind", place.kind.clone()),
        ("area", place.area.to_string()),
        ("lat", place.at.lat().to_string()),
        ("lon", place.at.lon().to_string()),
        ("address", place.address.clone()),
        ("hours", place.hours.clone()),
        ("capacity", number(detail.capacity)),
        ("square_metres", number(detail.square_metres)),
        ("voltages", lines(volts, ";")),
        ("battery_slots", number(detail.battery_slots)),
        (
            "counts",
            lines(
                place
                    .amenities
                    .iter()
                    .filter(|it| it.count.is_some())
                    .map(export::offered)
                    .collect(),
                ";",
            ),
        ),
        ("shared", lines(detail.shared.iter().map(export::slot).collect(), "\n")),
        ("agreement", agreement.map_or("", |it| it.standing.as_str()).to_owned()),
        ("terms", agreement.map_or_else(String::new, |it| it.terms.clone())),
        ("until", until.map_or_else(String::new, |it| it.to_string())),
        (
            "outline",
            detail
                .outline
                .as_ref()
                .map_or_else(String::new, |it| it.geometry(Crs::Wgs84).to_string()),
        ),
        ("stay_minutes", number(detail.stay_minutes)),
        ("part_of", detail.part_of.clone()),
        ("note", detail.note.clone()),
    ];
    let amenities = place.amenities.iter().map(|one| ("amenities", one.code.clone()));
    let vehicles = detail.vehicles.iter().map(|code| ("vehicles", code.clone()));
    pairs
        .into_iter()
        .chain(amenities)
        .chain(vehicles)
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

/// The values of boxes that were ticked.
fn ticked<'t>(typed: &'t Typed, name: &'t str) -> impl Iterator<Item = &'t String> {
    typed.iter().filter(move |(key, _)| key == name).map(|(_, value)| value)
}

/// The draft that a form holds.
fn read(typed: &Typed) -> Result<Draft, Fault> {
    let ground = outline(get(typed, "outline"), Crs::Wgs84)?;
    let middle = ground.as_ref().and_then(Outline::middle);
    let degrees = |name: &'static str| {
        let text = get(typed, name).trim();
        text.parse::<f64>().map_err(|_| Fault::about("position", "places-position-missing", text))
    };
    let at = match middle.filter(|_| get(typed, "lat").trim().is_empty()) {
        Some(middle) => middle,
        None => Wgs84::new(degrees("lat")?, degrees("lon")?)
            .map_err(|_| Fault::invalid("position", "places-position-missing"))?,
    };
    let area = match get(typed, "area") {
        "" => None,
        code => {
            Some(AreaCode::parse(code).map_err(|_| Fault::invalid("area", "places-area-unknown"))?)
        }
    };
    let mut offered: Vec<(String, Option<u32>)> = amenities(get(typed, "counts"))?;
    offered.extend(ticked(typed, "amenities").map(|code| (code.clone(), None)));
    Ok(Draft {
        code: get(typed, "code").to_owned(),
        kind: get(typed, "kind").to_owned(),
        name: get(typed, "name").to_owned(),
        brand: String::new(),
        area,
        at,
        address: get(typed, "address").to_owned(),
        hours: get(typed, "hours").to_owned(),
        amenities: offered,
        detail: Detail {
            capacity: number("capacity", get(typed, "capacity"))?,
            square_metres: number("square_metres", get(typed, "square_metres"))?,
            voltages: voltages(get(typed, "voltages"))?,
            battery_slots: number("battery_slots", get(typed, "battery_slots"))?,
            shared: shared(get(typed, "shared"))?,
            agreement: agreement(
                get(typed, "agreement"),
                get(typed, "terms"),
                get(typed, "until").trim(),
            )?,
            outline: ground,
            vehicles: ticked(typed, "vehicles").cloned().collect(),
            stay_minutes: number("stay_minutes", get(typed, "stay_minutes"))?,
            part_of: get(typed, "part_of").trim().to_owned(),
            note: get(typed, "note").to_owned(),
        },
        owner: None,
    })
}

fn again(
    signed: &Signed,
    desk: &Desk,
    place: Option<&Place>,
    typed: &Typed,
    fault: Fault,
) -> Answer {
    let Fault::Invalid { field, code, about } = fault else { return Err(fault.into()) };
    let mut errors = Errors::new();
    errors.add(field, signed.tf(code, &[("about", about.into())]));
    Ok(shown(signed, desk, place, typed, &errors))
}

fn shown(
    signed: &Signed,
    desk: &Desk,
    place: Option<&Place>,
    typed: &Typed,
    errors: &Errors,
) -> Response {
    let (title, action) = match place {
        None => (signed.t("places-new").to_owned(), "/desk/places".to_owned()),
        Some(place) => (place.name.clone(), format!("/desk/places/{}", encode(&place.code))),
    };
    let form = Shown::post(signed.lang, action)
        .field(match place {
            None => Field::hidden("id", ""),
            Some(_) => Field::hidden("edition", ""),
        })
        .field(Field::hidden("draft", ""))
        .fields(what(signed, desk, place.is_none()))
        .fields(facts(signed))
        .fields(ground(signed, desk))
        .fields(sharing(signed))
        .submit(signed.t("places-save"))
        .keep(typed)
        .errors(errors);
    let base = signed.app.get::<Base>().cloned().unwrap_or_default();
    let picker = MapPicker {
        lang: signed.lang,
        base,
        lat_name: "lat".into(),
        lon_name: "lon".into(),
        lat: get(typed, "lat").to_owned(),
        lon: get(typed, "lon").to_owned(),
    };
    let mut shell =
        signed.shell(Density::Desk, title).back("/desk/places").form(&form.extra(picker));
    if let Some(place) = place {
        shell = shell
            .body(Button::new(signed.t("places-see"), href(&place.code)).outline())
            .body(sheet_link(signed, desk, place))
            .body(label_link(signed, desk, place))
            .body(photos_link(signed, place))
            .body(Panel::new(signed.t("places-visits-add"), visits_form(signed, place)))
            .body(Panel::new(signed.t("places-give-up"), give_up(signed, place)));
    }
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

fn what(signed: &Signed, desk: &Desk, fresh: bool) -> Vec<Field> {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let kinds = desk.rules().kinds.iter();
    let kinds = kinds.map(|kind| Pick::new(kind.code.clone(), named(signed.lang, &kind.name)));
    let offered = desk.rules().amenities.iter();
    let offered =
        offered.map(|amenity| Pick::new(amenity.code.clone(), named(signed.lang, &amenity.name)));
    let mut fields = vec![
        Field::text("name", signed.t("places-name")).max_length(max(NAME_MAX)).autocomplete("off"),
        Field::select("kind", signed.t("places-kind"), kinds.collect()),
        Field::select("area", signed.t("places-area"), areas(signed, desk, Action::PlaceManage)),
        Field::text("address", signed.t("places-address")).max_length(max(ADDRESS_MAX)).optional(),
        Field::text("hours", signed.t("places-hours"))
            .hint(signed.t("places-hours-hint"))
            .placeholder("Mo-Fr 08:00-22:00; Sa,Su 09:00-20:00; PH off")
            .autocomplete("off"),
        Field::checks("amenities", signed.t("places-amenities"), offered.collect()).optional(),
    ];
    if fresh {
        let code = Field::text("code", signed.t("places-code")).hint(signed.t("places-code-hint"));
        fields.push(code.max_length(max(CODE_MAX)).autocomplete("off").optional());
    }
    fields
}

fn facts(signed: &Signed) -> Vec<Field> {
    let text = |name: &str, key: &str| Field::text(name, signed.t(key)).autocomplete("off");
    vec![
        text("counts", "places-counts").hint(signed.t("places-counts-hint")).optional(),
        Field::number("capacity", signed.t("places-capacity")).optional(),
        Field::number("square_metres", signed.t("places-square-metres")).optional(),
        text("voltages", "places-voltages-held").hint(signed.t("places-voltages-hint")).optional(),
        Field::number("battery_slots", signed.t("places-battery-slots")).optional(),
    ]
}

/// What is asked of areas where one stops: their outline, who may stop, and for how long.
fn ground(signed: &Signed, desk: &Desk) -> Vec<Field> {
    let vehicles = desk.rules().vehicles.iter();
    let vehicles = vehicles.map(|one| Pick::new(one.code.clone(), named(signed.lang, &one.name)));
    vec![
        Field::long_text("outline", signed.t("places-outline"))
            .hint(signed.t("places-outline-hint"))
            .optional(),
        Field::checks("vehicles", signed.t("places-may-stop"), vehicles.collect()).optional(),
        Field::number("stay_minutes", signed.t("places-stay-minutes")).optional(),
    ]
}

fn sharing(signed: &Signed) -> Vec<Field> {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let none = Pick::new("", signed.t("places-agreement-none"));
    let picks = Standing::ALL.iter().map(|one| {
        let key = format!("places-agreement-{}", one.as_str());
        Pick::new(one.as_str(), signed.t(&key).to_owned())
    });
    vec![
        Field::long_text("shared", signed.t("places-shared"))
            .hint(signed.t("places-shared-hint"))
            .optional(),
        Field::select(
            "agreement",
            signed.t("places-agreement"),
            std::iter::once(none).chain(picks).collect(),
        ),
        Field::text("terms", signed.t("places-terms"))
            .hint(signed.t("places-terms-hint"))
            .max_length(max(TERMS_MAX))
            .optional(),
        Field::date("until", signed.t("places-agreed-until")).optional(),
        Field::text("part_of", signed.t("places-part-of")).optional(),
        Field::long_text("note", signed.t("places-note")).max_length(max(NOTE_MAX)).optional(),
    ]
}

/// Compounds have a sheet.
fn sheet_link(signed: &Signed, desk: &Desk, place: &Place) -> ui::SafeHtml {
    if !desk.rules().kind(&place.kind).is_some_and(|kind| kind.compound) {
        return ui::SafeHtml::default();
    }
    let to = format!("/desk/places/{}/sheet", encode(&place.code));
    ui::SafeHtml::from_safe(Button::new(signed.t("places-sheet"), to).outline())
}

/// Some places earn a label.
fn label_link(signed: &Signed, desk: &Desk, place: &Place) -> ui::SafeHtml {
    if desk.label_of(place).is_err() {
        return ui::SafeHtml::default();
    }
    let to = super::vetting::label_href(&place.code);
    ui::SafeHtml::from_safe(Button::new(signed.t("places-label-desk"), to).outline())
}

fn photos_link(signed: &Signed, place: &Place) -> Button {
    let to = format!("/desk/places/{}/photos", encode(&place.code));
    Button::new(signed.t("places-photos"), to).outline()
}

fn visits_form(signed: &Signed, place: &Place) -> Shown {
    let today = signed.moment.now().day().to_string();
    Shown::post(signed.lang, format!("/desk/places/{}/visits", encode(&place.code)))
        .field(Field::date("day", signed.t("places-day")).value(today))
        .field(Field::number("visits", signed.t("places-visits-count")))
        .submit(signed.t("places-visits-save"))
}

fn give_up(signed: &Signed, place: &Place) -> ui::SafeHtml {
    let form = Shown::post(signed.lang, format!("/desk/places/{}/close", encode(&place.code)))
        .submit(signed.t("places-give-up"))
        .dangerous();
    ui::SafeHtml::from_safe(Text::new(signed.t("places-give-up-hint"))).and(form)
}
