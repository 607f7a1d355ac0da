//! The desk page of one place's label: how it stands, what a merchant gives, what was complained of,
//! what happened; a merchant pauses itself here, and the office takes the label here.

use access::Action;
use axum::{extract::Path, response::IntoResponse as _};
use catalogue::LabelRule;
use storage::{Error, Tx};
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Cards, Tag},
    panel::{Button, Panel, Text},
    query::encode,
};
use web::{Answer, Form, Signed, see_other};

use super::{
    Any, complain,
    edit::own,
    get,
    labels::{Reader, SERVED_DAYS, Told, line, mark, state},
    named,
    vetting::label_href,
};
use crate::{
    Desk, Fault, Place,
    edit::target,
    label::{Label, Standing, assess, stand},
    port::CaseStanding,
    store::labels::{self as books, Complaint, Step},
};

/// Complaints and steps that are shown.
const SHOWN_MAX: usize = 50;

/// All of the page.
struct Seen {
    told: Told,
    complaints: Vec<(Complaint, Option<CaseStanding>)>,
    steps: Vec<Step>,
}

/// `GET /desk/places/{code}/label`
pub async fn show(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let rule = desk.label_of(&place)?;
    let labels = signed.permit(Action::PlaceLabel, &target(&desk, &place)).is_ok();
    let (reader, id) = (Reader::of(&signed), place.id);
    let cases = complain::cases(&signed)?;
    let read = signed.app.store().read(move |db| {
        let told = reader.told(db, place)?;
        let mut complaints = Vec::new();
        for one in books::complaints(db, id, SHOWN_MAX)? {
            let standing = cases.standing(db, one.case)?;
            complaints.push((one, standing));
        }
        let steps = books::steps(db, id, SHOWN_MAX)?;
        Ok::<_, Error>(Seen { told, complaints, steps })
    });
    let seen = read.await?;
    let place = &seen.told.place;
    let mut shell = signed
        .shell(Density::Desk, place.name.clone())
        .back(format!("/desk/places/{}", encode(&place.code)))
        .body(state(&signed, rule, &seen.told));
    if let Some(found) = &seen.told.found {
        let lines = found.marks.iter();
        let lines = lines.fold(SafeHtml::default(), |part, one| part.and(mark(&signed, rule, one)));
        shell = shell.body(Panel::new(signed.t("places-found"), lines));
    }
    if desk.is_merchant(place) {
        shell = shell
            .body(Panel::new(signed.t("places-offers"), offers(&signed, &seen.told)))
            .body(Panel::new(signed.t("places-own-wish"), wish(&signed, &seen.told)));
    }
    let complained = complaints(&signed, rule, &seen, labels);
    shell = shell.body(Panel::new(signed.t("places-complaints"), complained));
    let standing = seen.told.standing(signed.moment.now().day());
    if labels && matches!(standing, Standing::Labelled | Standing::Paused) {
        shell = shell.body(Panel::new(signed.t("places-remove"), removal(&signed, place)));
    }
    Ok(signed
        .page(&shell.body(Panel::new(signed.t("places-history"), history(&signed, &seen.steps)))))
}

/// What it gives, how often that was taken, and where its counters are opened.
fn offers(signed: &Signed, told: &Told) -> SafeHtml {
    let none = SafeHtml::from_safe(Text::meta(signed.t("places-offers-none")));
    let lines = told.offers.iter().map(|offer| {
        let served = [("n", offer.served.into()), ("days", SERVED_DAYS.into())];
        format!("{} · {}", line(signed, offer), signed.tf("places-served", &served))
    });
    let lines: Vec<String> = lines.collect();
    let part = if lines.is_empty() {
        none
    } else {
        lines.into_iter().fold(SafeHtml::default(), |part, line| part.and(Text::new(line)))
    };
    let to = format!("/desk/gates?merchant={}", encode(&told.place.code));
    part.and(Button::new(signed.t("places-counter"), to).outline())
}

fn wish(signed: &Signed, told: &Told) -> SafeHtml {
    let pauses = told.label.as_ref().is_some_and(|label| label.paused_at.is_some());
    let (key, act) = if pauses { ("places-resume", "resume") } else { ("places-pause", "pause") };
    let to = format!("/desk/places/{}/{act}", encode(&told.place.code));
    let form = Shown::post(signed.lang, to).submit(signed.t(key));
    SafeHtml::from_safe(Text::new(signed.t("places-pause-hint"))).and(form)
}

/// The office sees each case; whoever keeps the place only how many.
fn complaints(signed: &Signed, rule: &LabelRule, seen: &Seen, labels: bool) -> SafeHtml {
    if seen.complaints.is_empty() {
        return SafeHtml::from_safe(Text::meta(signed.t("places-complaints-none")));
    }
    let reason = |code: &str| {
        let known = rule.reason(code);
        known.map_or_else(|| code.to_owned(), |known| named(signed.lang, &known.name).to_owned())
    };
    if !labels {
        let of = |standing: &str| {
            seen.complaints.iter().filter(|(one, _)| one.standing == standing).count()
        };
        let counts = [
            ("all", seen.complaints.len().into()),
            ("upheld", of("upheld").into()),
            ("open", of("open").into()),
        ];
        return SafeHtml::from_safe(Text::new(signed.tf("places-complaints-count", &counts)));
    }
    let cards = seen.complaints.iter().map(|(one, case)| {
        let tone = if one.standing == "upheld" { Tone::Bad } else { Tone::Plain };
        let key = format!("places-complaint-{}", one.standing);
        let number = case.as_ref().map(|case| case.number.clone()).unwrap_or_default();
        let mut card = Card::new(reason(&one.reason), format!("/desk/cases/{}", one.case))
            .tag(Tag::new(tone, signed.t(&key)))
            .meta(number)
            .meta(ui::when::when(signed.lang, one.at, signed.moment.now()));
        if let Some(case) = case {
            card = card.meta(signed.t(case.state));
        }
        card
    });
    SafeHtml::from_safe(Cards(cards.collect()))
}

fn removal(signed: &Signed, place: &Place) -> SafeHtml {
    let max = u32::try_from(assess::NOTE_MAX).unwrap_or(u32::MAX);
    let form =
        Shown::post(signed.lang, format!("/desk/places/{}/remove-label", encode(&place.code)))
            .field(Field::text("why", signed.t("places-remove-why")).max_length(max))
            .submit(signed.t("places-remove"))
            .dangerous();
    SafeHtml::from_safe(Text::new(signed.t("places-remove-hint"))).and(form)
}

fn history(signed: &Signed, steps: &[Step]) -> SafeHtml {
    let cards = steps.iter().map(|step| {
        let key = format!("places-step-{}", step.what);
        let card = Card::new(signed.t(&key), "").meta(ui::when::when(
            signed.lang,
            step.at,
            signed.moment.now(),
        ));
        if step.said.is_empty() { card } else { card.body(Text::new(step.said.clone())) }
    });
    SafeHtml::from_safe(Cards(cards.collect()))
}

/// `POST /desk/places/{code}/pause`
pub async fn pause(signed: Signed, Path(code): Path<String>) -> Answer {
    set_pause(&signed, &code, true).await?;
    let to = label_href(&code);
    Ok(see_other(to).flash(Tone::Good, "places-paused").into_response())
}

/// `POST /desk/places/{code}/resume`
pub async fn resume(signed: Signed, Path(code): Path<String>) -> Answer {
    set_pause(&signed, &code, false).await?;
    let to = label_href(&code);
    Ok(see_other(to).flash(Tone::Good, "places-resumed").into_response())
}

/// Pauses or goes on; for the pages and the API.
pub(crate) async fn set_pause(signed: &Signed, code: &str, pauses: bool) -> Answer<(Place, Label)> {
    let desk = Desk::of(&signed.app)?;
    let place = own(signed, &desk, code).await?;
    let (actor, id) = (signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "places-pause");
    let work = move |tx: &mut Tx<'_>| stand::pause(tx, &desk, &actor, id, pauses);
    let label = signed.app.store().write(stamp, work).await?;
    Ok((place, label))
}

/// `POST /desk/places/{code}/remove-label`
pub async fn remove(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let to = label_href(&code);
    match take(&signed, &code, get(&form.raw, "why")).await {
        Ok(_) => Ok(see_other(to).flash(Tone::Good, "places-removed").into_response()),
        Err(Fault::Invalid { .. }) => {
            Ok(see_other(to).flash(Tone::Bad, "places-remove-short").into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Takes the label; for the page and the API.
pub(crate) async fn take(signed: &Signed, code: &str, why: &str) -> Result<(Place, Label), Fault> {
    let missing = |_| Fault::NotFound;
    let desk = Desk::of(&signed.app).map_err(missing)?;
    let place = super::show::find(signed, code).await.map_err(missing)?.place;
    let (actor, id, why) = (signed.actor.clone(), place.id, why.to_owned());
    let stamp = signed.actor.stamp(signed.moment.clone(), "places-remove");
    let work = move |tx: &mut Tx<'_>| assess::remove(tx, &desk, &actor, id, &why);
    let label = signed.app.store().write(stamp, work).await?;
    Ok((place, label))
}
