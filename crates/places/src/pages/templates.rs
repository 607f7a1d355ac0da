//! Templates: what each brings, one tap to copy it, and the drafts that wait to be entered.

use access::Action;
use axum::{extract::Path, response::IntoResponse as _};
use catalogue::{Template, TemplatePlace};
use storage::{Db, Error, Tx};
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Cards, Tag},
    panel::{Button, Panel, Text},
    query::encode,
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, input::Typed, see_other};

use super::{Any, edit::own, get, named};
use crate::{
    Desk, Place,
    edit::target,
    store::{self, templates as books},
    template::{self, DraftId, Planned},
};

/// `GET /desk/places/{code}/templates`
pub async fn list(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = compound(&signed, &desk, &code).await?;
    let id = place.id;
    let waiting = signed.app.store().read(move |db| books::waiting(db, id)).await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("places-templates"))
        .back(format!("/desk/places/{}/sheet", encode(&place.code)))
        .body(Text::new(signed.t("places-templates-lead")));
    let drafts = waiting.iter().filter_map(|planned| draft_card(&signed, &desk, planned));
    let drafts: Vec<Card> = drafts.collect();
    if !drafts.is_empty() {
        shell = shell.body(Panel::new(signed.t("places-drafts"), Cards(drafts)));
    }
    for one in &desk.rules().templates {
        shell = shell.body(template_panel(&signed, &desk, &place, one));
    }
    Ok(signed.page(&shell))
}

/// A compound that the actor keeps.
pub(crate) async fn compound(signed: &Signed, desk: &Desk, code: &str) -> Answer<Place> {
    let place = own(signed, desk, code).await?;
    let fits = desk.rules().kind(&place.kind).is_some_and(|kind| kind.compound);
    if fits { Ok(place) } else { Err(Problem::not_found()) }
}

fn template_panel(signed: &Signed, desk: &Desk, place: &Place, template: &Template) -> Panel {
    let lines = template.gates.iter().chain(&template.rules);
    let lines = lines
        .fold(SafeHtml::from_safe(Text::new(named(signed.lang, &template.text))), |part, line| {
            part.and(Text::meta(line.trim_end_matches([' ', '|'])))
        });
    let kind = |one: &TemplatePlace| {
        let kind = desk.rules().kind(&one.kind);
        let kind = kind.map_or(one.kind.as_str(), |kind| named(signed.lang, &kind.name)).to_owned();
        Card::new(one.name.clone(), "")
            .tag(Tag::new(Tone::Plain, kind))
            .body(Text::meta(one.note.clone()))
    };
    let form = Shown::post(signed.lang, format!("/desk/places/{}/templates", encode(&place.code)))
        .field(Field::hidden("template", template.code.clone()))
        .submit(signed.t("places-template-adopt"));
    let body = lines.and(Cards(template.places.iter().map(kind).collect())).and(form);
    Panel::new(named(signed.lang, &template.name), body)
}

fn draft_card(signed: &Signed, desk: &Desk, planned: &Planned) -> Option<Card> {
    let one = planned_place(desk, planned)?;
    let to = format!("/desk/places/new?draft={}", planned.id);
    let drop = Shown::post(signed.lang, format!("/desk/places/drafts/{}/drop", planned.id))
        .inline()
        .submit(signed.t("places-draft-drop"));
    let card = Card::new(one.name.clone(), "")
        .body(Text::meta(one.note.clone()))
        .body(Button::new(signed.t("places-draft-enter"), to))
        .body(drop);
    Some(card)
}

fn planned_place<'d>(desk: &'d Desk, planned: &Planned) -> Option<&'d TemplatePlace> {
    desk.rules().template(&planned.template)?.places.get(planned.number)
}

/// `POST /desk/places/{code}/templates`
pub async fn adopt(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = compound(&signed, &desk, &code).await?;
    copy(&signed, &desk, &place, get(&form.raw, "template")).await?;
    let to = format!("/desk/places/{}/templates", encode(&place.code));
    Ok(see_other(to).flash(Tone::Good, "places-template-adopted").into_response())
}

/// Copies it; for the page and the API. Answers the sheet's version.
pub(crate) async fn copy(signed: &Signed, desk: &Desk, place: &Place, code: &str) -> Answer<i64> {
    let (desk, actor, id, code) = (desk.clone(), signed.actor.clone(), place.id, code.to_owned());
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-template");
    let work = move |tx: &mut Tx<'_>| template::adopt(tx, &desk, &actor, id, &code);
    Ok(signed.app.store().write(stamp, work).await?)
}

/// `POST /desk/places/drafts/{id}/drop`
pub async fn drop(signed: Signed, PathId(id): PathId<DraftId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let code = match draft_of(&signed, &desk, id).await? {
        Some((_, place)) => place.code,
        None => return Err(Problem::not_found()),
    };
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-draft");
    let work = move |tx: &mut Tx<'_>| template::drop_draft(tx, &desk, &actor, id);
    signed.app.store().write(stamp, work).await?;
    let to = format!("/desk/places/{}/templates", encode(&code));
    Ok(see_other(to).flash(Tone::Good, "places-draft-dropped").into_response())
}

/// A draft and its compound, for whoever keeps the compound.
async fn draft_of(signed: &Signed, desk: &Desk, id: DraftId) -> Answer<Option<(Planned, Place)>> {
    let read = signed.app.store().read(move |db: &mut Db<'_>| {
        let Some(planned) = books::find(db, id)? else { return Ok(None) };
        let place = store::find(db, planned.place)?.map(|kept| kept.place);
        Ok::<_, Error>(place.map(|place| (planned, place)))
    });
    let Some((planned, place)) = read.await? else { return Ok(None) };
    signed.permit_or_hide(Action::PlaceManage, &target(desk, &place))?;
    Ok(Some((planned, place)))
}

/// What the form of a new place begins with when a draft is entered.
pub(super) async fn typed(signed: &Signed, desk: &Desk) -> Answer<Typed> {
    let Some(id) = signed.query.get("draft").and_then(|id| id.parse().ok()) else {
        return Ok(Typed::new());
    };
    let Some((planned, place)) = draft_of(signed, desk, id).await? else { return Ok(Typed::new()) };
    let Some(one) = planned_place(desk, &planned) else { return Ok(Typed::new()) };
    let stay = if one.stay_minutes > 0 { one.stay_minutes.to_string() } else { String::new() };
    let pairs = [
        ("draft", planned.id.to_string()),
        ("name", format!("{}{}", place.name, one.name)),
        ("kind", one.kind.clone()),
        ("area", place.area.to_string()),
        ("lat", place.at.lat().to_string()),
        ("lon", place.at.lon().to_string()),
        ("address", place.address.clone()),
        ("stay_minutes", stay),
        ("note", one.note.clone()),
    ];
    let amenities = one.amenities.iter().map(|code| ("amenities", code.clone()));
    let vehicles = one.vehicles.iter().map(|code| ("vehicles", code.clone()));
    let pairs = pairs.into_iter().chain(amenities).chain(vehicles);
    Ok(pairs.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// The way to the templates, from the sheet's desk page.
pub(super) fn link(visit: &Visit, place: &Place) -> Button {
    let to = format!("/desk/places/{}/templates", encode(&place.code));
    Button::new(visit.t("places-templates"), to).outline()
}
