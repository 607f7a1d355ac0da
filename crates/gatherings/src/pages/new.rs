//! The organizer's list, a new gathering, a new series.

use access::{Action, Actor, Target, permit, reach};
use axum::response::{IntoResponse as _, Response};
use kernel::{AreaCode, Day, Timestamp};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Empty},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{Any, get, parts};
use crate::{
    Desk, Fault, GatheringId, SeriesId,
    act::keeping,
    call::{self, NewGathering},
    fact::Sitting,
    series::{self, NewSeries, Plan, Rhythm, Series},
    store::{lists, series as kept_series},
};

const LIST_MAX: usize = 100;

/// `GET /desk/gatherings`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let keep = reach(&signed.actor, Action::GatheringKeep);
    let party = reach(&signed.actor, Action::GatheringParty);
    let read = signed.app.store().read(move |db| {
        let kept = lists::within(db, &keep, &party, LIST_MAX)?;
        Ok::<_, storage::Error>((kept, kept_series::within(db, &keep, LIST_MAX)?))
    });
    let (found, series) = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("gatherings-desk"))
        .body(Button::new(signed.t("gathering-new"), "/desk/gatherings/new"))
        .body(Button::new(signed.t("series-new"), "/desk/series/new").outline())
        .body(Button::new(signed.t("draft-new"), "/desk/drafts/new").outline());
    if found.is_empty() {
        let none = Empty::new(signed.t("gatherings-none"), signed.t("gatherings-desk-none-text"));
        shell = shell.body(none);
    }
    let cards = found.iter().map(|kept| parts::card(&signed, &desk, kept, "/desk/gatherings"));
    shell = shell.body(Cards(cards.collect()));
    let mut running = SafeHtml::default();
    // A series of what is held for members only is its own unit's, whatever the area.
    let own = |one: &&Series| {
        let private = desk
            .catalogue
            .gathering_kind(&one.kind)
            .is_none_or(catalogue::GatheringKind::is_private);
        let target = Target::area(one.area).with_units([one.unit]);
        one.next_on.is_some() && permit(&signed.actor, keeping(private), &target).is_ok()
    };
    for one in series.iter().filter(own) {
        let end = Shown::post(signed.lang, format!("/desk/series/{}/end", one.id))
            .submit(signed.t("series-end"))
            .dangerous()
            .inline();
        let mut card = Card::new(one.title.clone(), format!("/councils/{}", one.id))
            .meta(parts::kind_name(&signed, &desk, &one.kind));
        if let Some(day) = one.next_on {
            let next = parts::day(&signed, day);
            card = card.meta(signed.tf("series-next", &[("day", next.into())]));
        }
        running = running.and(card.body(end));
    }
    if !running.is_empty() {
        shell = shell.body(Panel::new(signed.t("series"), running));
    }
    Ok(signed.page(&shell))
}

/// Kinds that the reader may call, by the reader's units.
fn kinds(signed: &Signed, desk: &Desk) -> Vec<Pick> {
    let may = |kind: &&catalogue::GatheringKind| {
        signed.actor.memberships.iter().any(|post| {
            let target = Target::area(post.area).with_units([post.unit]);
            permit(&signed.actor, keeping(kind.is_private()), &target).is_ok()
                && desk.may_call(post.unit, kind)
        })
    };
    let kinds = desk.catalogue.gatherings().kinds.iter().filter(may);
    kinds.map(|kind| Pick::new(&*kind.code, parts::kind_name(signed, desk, &kind.code))).collect()
}

/// The areas of the reader's posts and the streets and communities below them.
fn areas(signed: &Signed, desk: &Desk) -> Vec<Pick> {
    let city = desk.catalogue.city().area;
    let here = |code: &AreaCode| {
        let below = signed.actor.memberships.iter().any(|post| post.area.contains(code));
        city.contains(code) && code.level() <= kernel::Level::Community && below
    };
    let book = &desk.areas;
    let named = |(code, own): (AreaCode, &str)| {
        let above = code.parent().and_then(|above| book.name(&above)).unwrap_or_default();
        Pick::new(code.to_string(), format!("{above} {own}").trim().to_owned())
    };
    book.iter().filter(|(code, _)| here(code)).map(named).collect()
}

fn fields(signed: &Signed, desk: &Desk) -> Vec<Field> {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    vec![
        Field::hidden("id", ""),
        Field::select("kind", signed.t("gathering-kind"), kinds(signed, desk)),
        Field::text("title", signed.t("gathering-title"))
            .hint(signed.t("gathering-title-hint"))
            .max_length(max(call::TITLE_MAX))
            .autocomplete("off"),
        Field::select("area", signed.t("gathering-area"), areas(signed, desk)),
    ]
}

fn place_fields(signed: &Signed) -> Vec<Field> {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    vec![
        Field::text("place", signed.t("gathering-place"))
            .hint(signed.t("gathering-place-hint"))
            .max_length(max(call::PLACE_MAX))
            .autocomplete("off")
            .optional(),
        Field::agree("online", signed.t("gathering-online")).optional(),
        Field::number("places", signed.t("gathering-places"))
            .hint(signed.t("gathering-places-hint"))
            .optional(),
    ]
}

/// `GET /desk/gatherings/new`
pub async fn fresh(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: GatheringId = signed.moment.id();
    let typed = vec![("id".to_owned(), id.to_string())];
    Ok(form(&signed, &desk, &typed, &Errors::new()))
}

fn form(signed: &Signed, desk: &Desk, typed: &Typed, errors: &Errors) -> Response {
    let windows: Vec<String> =
        desk.catalogue.gatherings().windows.iter().map(ToString::to_string).collect();
    let hint = signed.tf("gathering-sittings-hint", &[("hours", windows.join("、").into())]);
    let form = Shown::post(signed.lang, "/desk/gatherings")
        .fields(fields(signed, desk))
        .field(Field::long_text("sittings", signed.t("gathering-sittings")).hint(hint))
        .fields(place_fields(signed))
        .submit(signed.t("gathering-call"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("gathering-new"))
        .back("/desk/gatherings")
        .body(Text::new(signed.t("gathering-new-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/gatherings`
pub async fn call(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &sent.raw;
    let outcome = match read(typed) {
        Ok(new) => {
            let (actor, consulted) = (signed.actor.clone(), desk.clone());
            let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-call");
            let work = move |tx: &mut Tx<'_>| call::call(tx, &consulted, &actor, &new);
            signed.app.store().write(stamp, work).await
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => Ok(see_other(format!("/desk/gatherings/{id}"))
            .flash(Tone::Good, "gathering-called-now")
            .into_response()),
        Err(fault) => again(&signed, fault, |errors| form(&signed, &desk, typed, errors)),
    }
}

/// The form again with what was wrong, where a field is to blame.
fn again(signed: &Signed, fault: Fault, form: impl FnOnce(&Errors) -> Response) -> Answer {
    let Some((field, message)) = fault.field() else { return Err(fault.into()) };
    let mut errors = Errors::new();
    errors.add(field, message.text(signed.app.words(), signed.lang));
    Ok(form(&errors))
}

fn read(typed: &Typed) -> Result<NewGathering, Fault> {
    Ok(NewGathering {
        id: get(typed, "id").parse().map_err(|_| Fault::invalid("id", "invalid"))?,
        kind: get(typed, "kind").to_owned(),
        area: area(typed)?,
        title: get(typed, "title").to_owned(),
        sittings: sittings(get(typed, "sittings"), get(typed, "place"), online(typed))?,
        places: places(typed)?,
        series: None,
    })
}

fn area(typed: &Typed) -> Result<AreaCode, Fault> {
    AreaCode::parse(get(typed, "area")).map_err(|_| Fault::invalid("area", "area-unknown"))
}

fn online(typed: &Typed) -> bool {
    get(typed, "online") == "1"
}

fn places(typed: &Typed) -> Result<Option<u32>, Fault> {
    let places = get(typed, "places").trim();
    if places.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Fault::invalid("places", "gathering-places-wrong");
    places.parse().map(Some).map_err(wrong)
}

/// Lines of `2026-05-13 09:30-11:00`, all at one place.
pub(super) fn sittings(typed: &str, place: &str, online: bool) -> Result<Vec<Sitting>, Fault> {
    let wrong = || Fault::invalid("sittings", "gathering-sittings-form");
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let read = |line: &str| -> Option<Sitting> {
        let (day, hours) = line.split_once(' ')?;
        let (from, until) = hours.trim().split_once(['-', '–', '—'])?;
        let day: Day = day.parse().ok()?;
        let at = |text: &str| clock(text).map(|minutes| day.start().plus_minutes(minutes.into()));
        let (from, until): (Timestamp, Timestamp) = (at(from)?, at(until)?);
        Some(Sitting { from, until, place: place.trim().to_owned(), online })
    };
    lines.map(|line| read(line).ok_or_else(wrong)).collect()
}

/// `09:30` in minutes after midnight; a Chinese colon is one too.
fn clock(text: &str) -> Option<u32> {
    let (hour, minute) = text.trim().split_once([':', '：'])?;
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// `GET /desk/series/new`
pub async fn fresh_series(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: SeriesId = signed.moment.id();
    let typed = vec![
        ("id".to_owned(), id.to_string()),
        ("lead_days".to_owned(), "10".to_owned()),
        ("day".to_owned(), "5".to_owned()),
    ];
    Ok(series_form(&signed, &desk, &typed, &Errors::new()))
}

fn series_form(signed: &Signed, desk: &Desk, typed: &Typed, errors: &Errors) -> Response {
    let rhythms =
        [("month-day", "series-month-day"), ("quarter", "series-quarter"), ("week", "series-week")];
    let rhythms = rhythms.map(|(value, key)| Pick::new(value, signed.t(key)));
    let form = Shown::post(signed.lang, "/desk/series")
        .fields(fields(signed, desk))
        .field(Field::select("rhythm", signed.t("series-rhythm"), rhythms.into()))
        .field(Field::number("day", signed.t("series-day")).hint(signed.t("series-day-hint")))
        .field(
            Field::long_text("sittings", signed.t("series-hours"))
                .hint(signed.t("series-hours-hint")),
        )
        .fields(place_fields(signed))
        .field(Field::number("lead_days", signed.t("series-lead")))
        .submit(signed.t("series-begin"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("series-new"))
        .back("/desk/gatherings")
        .body(Text::new(signed.t("series-lead-text")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/series`
pub async fn begin(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &sent.raw;
    let outcome = match read_series(typed) {
        Ok(new) => {
            let (actor, consulted) = (signed.actor.clone(), desk.clone());
            let stamp = signed.actor.stamp(signed.moment.clone(), "series-begin");
            let work = move |tx: &mut Tx<'_>| series::begin(tx, &consulted, &actor, &new);
            signed.app.store().write(stamp, work).await
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(_) => {
            Ok(see_other("/desk/gatherings").flash(Tone::Good, "series-begun").into_response())
        }
        Err(fault) => again(&signed, fault, |errors| series_form(&signed, &desk, typed, errors)),
    }
}

fn read_series(typed: &Typed) -> Result<NewSeries, Fault> {
    let number = |name: &'static str, code| -> Result<i8, Fault> {
        get(typed, name).trim().parse().map_err(|_| Fault::invalid(name, code))
    };
    let day = number("day", "gathering-rhythm-wrong")?;
    let rhythm = match get(typed, "rhythm") {
        "month-day" => Rhythm::MonthDay { day },
        "quarter" => Rhythm::Quarter { day },
        "week" => Rhythm::Week { weekday: day },
        _ => return Err(Fault::invalid("rhythm", "gathering-rhythm-wrong")),
    };
    let wrong = || Fault::invalid("sittings", "gathering-hours-form");
    let hours = get(typed, "sittings").lines().map(str::trim).filter(|line| !line.is_empty());
    let hours = hours.map(|line| {
        let (from, until) = line.split_once(['-', '–', '—']).ok_or_else(wrong)?;
        Ok((clock(from).ok_or_else(wrong)?, clock(until).ok_or_else(wrong)?))
    });
    let lead = number("lead_days", "gathering-lead-wrong")?;
    Ok(NewSeries {
        id: get(typed, "id").parse().map_err(|_| Fault::invalid("id", "invalid"))?,
        kind: get(typed, "kind").to_owned(),
        area: area(typed)?,
        title: get(typed, "title").to_owned(),
        plan: Plan {
            rhythm,
            sittings: hours.collect::<Result<_, Fault>>()?,
            place: get(typed, "place").trim().to_owned(),
            online: online(typed),
            places: places(typed)?,
            lead_days: u32::try_from(lead).unwrap_or(0),
        },
    })
}

/// `POST /desk/series/{id}/end`
pub async fn end(signed: Signed, PathId(id): PathId<SeriesId>) -> Answer {
    let (desk, actor): (Desk, Actor) = (Desk::of(&signed.app)?, signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "series-end");
    let work = move |tx: &mut Tx<'_>| series::end(tx, &desk, &actor, id);
    signed.app.store().write(stamp, work).await.map_err(Problem::from)?;
    Ok(see_other("/desk/gatherings").flash(Tone::Good, "series-ended").into_response())
}
