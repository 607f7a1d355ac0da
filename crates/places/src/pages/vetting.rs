//! Batches of assessments: opened in the name of a body, one place after the other.

use access::{Action, policy::Reach, reach};
use axum::response::{IntoResponse as _, Response};
use catalogue::{LabelRule, Places};
use kernel::{AreaCode, Day};
use storage::{Db, Error, Tx};
use ui::{
    Density, Errors, Field, Form as Shown, Shell, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Tag},
    panel::{Button, Panel, Text},
    query::encode,
};
use web::{Answer, Form, PathId, Problem, Signed, input::Typed, see_other};

use super::{Any, areas, get, labels::mark, named};
use crate::{
    Desk, Fault, PlaceId,
    label::{
        Assessment, BatchId, BatchName, Mark,
        assess::{self, BODY_MAX, Batch, NAME_MAX, NOTE_MAX, NewBatch},
    },
    place::Place,
    store::{self, Wanted, labels as books},
};

/// Batches and places in a list.
const BATCHES_MAX: usize = 100;
const PLACES_MAX: usize = 1_000;

/// The areas in which the reader gives labels.
fn reached(signed: &Signed, desk: &Desk) -> Vec<AreaCode> {
    let within = reach(&signed.actor, Action::PlaceLabel);
    if within.everything { vec![desk.catalogue.city().area] } else { within.areas }
}

/// `GET /desk/places/vetting`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (areas, today) = (reached(&signed, &desk), signed.moment.now().day());
    let read = signed.app.store().read(move |db| {
        let (mut batches, mut due) = (Vec::new(), Vec::new());
        for area in &areas {
            batches.extend(books::batches(db, area, BATCHES_MAX)?);
            for place in books::due(db, area, today, PLACES_MAX)? {
                due.extend(store::find(db, place)?);
            }
        }
        Ok::<_, Error>((batches, due))
    });
    let (batches, due) = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("places-vetting"))
        .back("/desk/places")
        .body(Text::new(signed.t("places-vetting-lead")))
        .body(Button::new(signed.t("places-batch-new"), "/desk/places/vetting/new"));
    if !due.is_empty() {
        let cards = due.iter().map(|kept| {
            Card::new(kept.place.name.clone(), label_href(&kept.place.code))
                .tag(Tag::new(Tone::Warn, signed.t("places-due")))
                .meta(desk.areas.full_name(&kept.place.area))
        });
        shell = shell.body(Panel::new(signed.t("places-due-list"), Cards(cards.collect())));
    }
    if batches.is_empty() {
        let none = Empty::new(signed.t("places-batch-none"), signed.t("places-batch-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let cards = batches.iter().map(|batch| {
        Card::new(batch.name.clone(), format!("/desk/places/vetting/{}", batch.id))
            .meta(batch.body.clone())
            .meta(desk.areas.full_name(&batch.area))
            .meta(ui::when::day(signed.lang, batch.on, today))
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}

/// Where the desk page of a place's label is.
pub(super) fn label_href(code: &str) -> String {
    format!("/desk/places/{}/label", encode(code))
}

/// `GET /desk/places/vetting/new`
pub async fn fresh(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: BatchId = signed.moment.id::<BatchName>();
    let today = signed.moment.now().day();
    let typed = [("id", id.to_string()), ("on", today.to_string())];
    let typed: Typed = typed.map(|(name, text)| (name.to_owned(), text)).into();
    Ok(batch_form(&signed, &desk, &typed, &Errors::new()))
}

fn batch_form(signed: &Signed, desk: &Desk, typed: &Typed, errors: &Errors) -> Response {
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let text = |name: &str, key: &str, hint: &str, most: usize| {
        Field::text(name, signed.t(key)).hint(signed.t(hint)).max_length(max(most))
    };
    let labels = desk.rules().labels.iter();
    let labels = labels.map(|one| Pick::new(one.code.clone(), named(signed.lang, &one.name)));
    let form = Shown::post(signed.lang, "/desk/places/vetting")
        .field(Field::hidden("id", ""))
        .field(Field::select("label", signed.t("places-label-which"), labels.collect()))
        .field(text("name", "places-batch-name", "places-batch-name-hint", NAME_MAX))
        .field(text("body", "places-batch-body", "places-batch-body-hint", BODY_MAX))
        .field(Field::select(
            "area",
            signed.t("places-area"),
            areas(signed, desk, Action::PlaceLabel),
        ))
        .field(Field::date("on", signed.t("places-batch-on")))
        .field(
            Field::date("until", signed.t("places-batch-until"))
                .hint(signed.t("places-batch-until-hint"))
                .optional(),
        )
        .field(Field::date("recheck", signed.t("places-batch-recheck")).optional())
        .submit(signed.t("places-batch-open"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("places-batch-new"))
        .back("/desk/places/vetting")
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/places/vetting`
pub async fn open(signed: Signed, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &form.raw;
    let opened = match read_batch(typed) {
        Ok(new) => open_batch(&signed, &desk, new).await,
        Err(fault) => Err(fault),
    };
    match opened {
        Ok(batch) => {
            let to = format!("/desk/places/vetting/{}", batch.id);
            Ok(see_other(to).flash(Tone::Good, "places-batch-opened").into_response())
        }
        Err(Fault::Invalid { field, code, about }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.tf(code, &[("about", about.into())]));
            Ok(batch_form(&signed, &desk, typed, &errors))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Opens it; for the page and the API.
pub(crate) async fn open_batch(
    signed: &Signed,
    desk: &Desk,
    new: NewBatch,
) -> Result<Batch, Fault> {
    let (desk, actor) = (desk.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "places-batch");
    let work = move |tx: &mut Tx<'_>| assess::open(tx, &desk, &actor, new);
    signed.app.store().write(stamp, work).await
}

fn read_batch(typed: &Typed) -> Result<NewBatch, Fault> {
    let wrong = |field: &'static str| move |_| Fault::invalid(field, "places-day-wrong");
    let day = |field: &'static str| get(typed, field).trim().parse::<Day>().map_err(wrong(field));
    let day_if =
        |field| if get(typed, field).trim().is_empty() { Ok(None) } else { day(field).map(Some) };
    let area = AreaCode::parse(get(typed, "area"));
    Ok(NewBatch {
        id: get(typed, "id").parse().map_err(|_| Fault::NotFound)?,
        label: get(typed, "label").to_owned(),
        name: get(typed, "name").to_owned(),
        body: get(typed, "body").to_owned(),
        area: area.map_err(|_| Fault::invalid("area", "places-area-unknown"))?,
        on: day("on")?,
        until: day_if("until")?,
        recheck: day_if("recheck")?,
    })
}

/// A batch with what was found, and the places that wait for it.
struct Opened {
    batch: Batch,
    found: Vec<(Assessment, Place)>,
    waiting: Vec<Place>,
}

async fn opened(signed: &Signed, desk: &Desk, id: BatchId) -> Answer<Opened> {
    let areas = reached(signed, desk);
    let rules = desk.catalogue.clone();
    let read = signed.app.store().read(move |db| {
        let batch = books::batch(db, id)?;
        let Some(batch) = batch.filter(|it| areas.iter().any(|area| area.contains(&it.area)))
        else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for one in books::assessments(db, id)? {
            if let Some(kept) = store::find(db, one.place)? {
                found.push((one, kept.place));
            }
        }
        let mut waiting = candidates(db, &batch, rules.places())?;
        waiting.retain(|place| !found.iter().any(|(one, _)| one.place == place.id));
        Ok::<_, Error>(Some(Opened { batch, found, waiting }))
    });
    read.await?.ok_or_else(Problem::not_found)
}

/// Places of the batch's area that may earn its label, whether or not anybody has looked at them.
fn candidates(db: &mut Db<'_>, batch: &Batch, rules: &Places) -> Result<Vec<Place>, Error> {
    let within = Reach { areas: vec![batch.area], ..Reach::default() };
    let of = rules.label(&batch.label).map(|rule| rule.of);
    let mut all = Vec::new();
    for kind in rules.kinds.iter().filter(|kind| of.is_some_and(|of| kind.earns(of))) {
        let wanted = Wanted { kind: Some(kind.code.clone()), ..Wanted::default() };
        let kept = store::within(db, &within, &wanted, PLACES_MAX)?;
        all.extend(kept.into_iter().map(|kept| kept.place));
    }
    Ok(all)
}

/// `GET /desk/places/vetting/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<BatchId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let opened = opened(&signed, &desk, id).await?;
    Ok(signed.page(&page(&signed, &desk, &opened, &Typed::new(), &Errors::new())))
}

fn page(signed: &Signed, desk: &Desk, opened: &Opened, typed: &Typed, errors: &Errors) -> Shell {
    let batch = &opened.batch;
    let today = signed.moment.now().day();
    let day = |day| ui::when::day(signed.lang, day, today);
    let facts = [
        ("body", batch.body.as_str().into()),
        ("on", day(batch.on).into()),
        ("until", day(batch.until).into()),
        ("recheck", day(batch.recheck).into()),
    ];
    let mut shell = signed
        .shell(Density::Desk, batch.name.clone())
        .back("/desk/places/vetting")
        .body(Text::new(signed.tf("places-batch-facts", &facts)));
    let Some(rule) = desk.rules().label(&batch.label) else { return shell };
    if !opened.waiting.is_empty() {
        shell = shell.form(&assess_form(signed, rule, opened).keep(typed).errors(errors));
    }
    let cards = opened.found.iter().map(|(one, place)| {
        let (tone, key) =
            if one.passed() { (Tone::Good, "places-passed") } else { (Tone::Bad, "places-failed") };
        let card = Card::new(place.name.clone(), label_href(&place.code))
            .tag(Tag::new(tone, signed.t(key)));
        one.marks.iter().fold(card, |card, found| card.body(mark(signed, rule, found)))
    });
    shell.body(Cards(cards.collect()))
}

fn assess_form(signed: &Signed, rule: &LabelRule, opened: &Opened) -> Shown {
    let places = opened
        .waiting
        .iter()
        .map(|place| Pick::new(place.id.to_string(), format!("{} {}", place.code, place.name)));
    let to = format!("/desk/places/vetting/{}", opened.batch.id);
    let form = Shown::post(signed.lang, to).field(Field::select(
        "place",
        signed.t("places-assessed"),
        places.collect(),
    ));
    let max = u32::try_from(NOTE_MAX).unwrap_or(u32::MAX);
    rule.criteria
        .iter()
        .fold(form, |form, one| {
            let name = named(signed.lang, &one.name);
            let verdicts = vec![
                Pick::new("good", signed.t("places-mark-good")),
                Pick::new("poor", signed.t("places-mark-poor")),
            ];
            let note = signed.tf("places-mark-note", &[("name", name.into())]);
            form.field(
                Field::choice(format!("mark-{}", one.code), name, verdicts)
                    .hint(named(signed.lang, &one.hint)),
            )
            .field(Field::text(format!("note-{}", one.code), note).max_length(max).optional())
        })
        .submit(signed.t("places-assess"))
}

/// `POST /desk/places/vetting/{id}`
pub async fn assess(signed: Signed, PathId(id): PathId<BatchId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &form.raw;
    let place = get(typed, "place").parse::<PlaceId>();
    let done = match place {
        Ok(place) => assess_one(&signed, &desk, id, place, marks(typed)).await,
        Err(_) => Err(Fault::invalid("place", "places-text-short")),
    };
    match done {
        Ok(found) => {
            let key = if found.passed() { "places-label-given" } else { "places-label-taken" };
            let to = format!("/desk/places/vetting/{id}");
            Ok(see_other(to).flash(Tone::Good, key).into_response())
        }
        Err(Fault::Invalid { field, code, about }) => {
            let opened = opened(&signed, &desk, id).await?;
            let mut errors = Errors::new();
            // A mark's fault names its criterion, and stands at it.
            let at =
                if field == "marks" { format!("{}{about}", part_of(code)) } else { field.into() };
            errors.add(at, signed.tf(code, &[("about", about.into())]));
            Ok(signed.page_again(&page(&signed, &desk, &opened, typed, &errors)))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn part_of(code: &str) -> &'static str {
    if code == "places-mark-why" { "note-" } else { "mark-" }
}

/// The marks of the form; a criterion that was not ticked has none.
fn marks(typed: &Typed) -> Vec<Mark> {
    let marks = typed.iter().filter_map(|(name, verdict)| {
        let criterion = name.strip_prefix("mark-")?.to_owned();
        let good = match verdict.as_str() {
            "good" => true,
            "poor" => false,
            _ => return None,
        };
        let note = get(typed, &format!("note-{criterion}")).to_owned();
        Some(Mark { criterion, good, note })
    });
    marks.collect()
}

/// Writes one down; for the page and the API.
pub(crate) async fn assess_one(
    signed: &Signed,
    desk: &Desk,
    batch: BatchId,
    place: PlaceId,
    marks: Vec<Mark>,
) -> Result<Assessment, Fault> {
    let (desk, actor) = (desk.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "places-assess");
    let work = move |tx: &mut Tx<'_>| assess::assess(tx, &desk, &actor, batch, place, marks);
    signed.app.store().write(stamp, work).await
}
