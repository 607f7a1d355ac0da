//! The sheet of a compound: on the phone, on paper, and where it is written.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Cards, Column, Empty, Row, Table},
    panel::{Button, Panel, Text},
    query::encode,
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, input::Typed, see_other};

use super::{Any, edit::own, get, href, show::find};
use crate::{
    Desk, Fault, Place,
    draft::NOTE_MAX,
    sheet::{self, Correction, CorrectionId, KeptSheet, RULES_MAX, SAID_MAX, Sheet},
    store::sheets,
};

/// Corrections that are shown.
const CORRECTIONS_MAX: usize = 50;

/// `GET /places/{code}/sheet?b=&save=`
pub async fn show(visit: Visit, Path(code): Path<String>) -> Answer {
    let place = find(&visit, &code).await?.place;
    let id = place.id;
    let kept = visit.app.store().read(move |db| sheets::latest(db, id)).await?;
    let shell = visit
        .shell(Density::Phone, visit.tf("places-sheet-of", &[("name", place.name.as_str().into())]))
        .back(href(&place.code));
    let Some(kept) = kept else {
        let none = Empty::new(visit.t("places-sheet-none"), visit.t("places-sheet-none-text"));
        return Ok(visit.page(&shell.body(none)));
    };
    let saved = visit.query.get("save").is_some();
    let part = visit.query.get("b").filter(|_| !saved).unwrap_or_default();
    let mut shell = shell.body(Text::meta(told(&visit, &kept)));
    if !saved {
        let field = Field::search("b", visit.t("places-building")).value(part).optional();
        shell = shell.form(&Shown::get(visit.lang, sheet_href(&place)).field(field));
    }
    shell = shell.body(ways(&visit, &kept.sheet, part)).body(gates(&visit, &kept.sheet));
    if !kept.sheet.rules.is_empty() {
        let lines = kept.sheet.rules.lines();
        let rules = lines.fold(SafeHtml::default(), |part, line| part.and(Text::new(line)));
        shell = shell.body(Panel::new(visit.t("places-sheet-rules"), rules));
    }
    if saved {
        return Ok(attached(visit.page(&shell)));
    }
    let save = format!("{}?save=1", sheet_href(&place));
    shell = shell
        .body(Button::new(visit.t("places-sheet-save"), save).outline())
        .body(Text::meta(visit.t("places-sheet-save-hint")))
        .body(Panel::new(visit.t("places-correct"), correct_form(&visit, &place)));
    Ok(visit.page(&shell))
}

fn sheet_href(place: &Place) -> String {
    format!("{}/sheet", href(&place.code))
}

/// The page carries its style inside, so a saved one opens without a network.
fn attached(mut page: Response) -> Response {
    let disposition = HeaderValue::from_static("attachment; filename=\"sheet.html\"");
    page.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    page
}

fn told(visit: &Visit, kept: &KeptSheet) -> String {
    let day = ui::when::day(visit.lang, kept.at.day(), visit.moment.now().day());
    visit.tf("places-sheet-version", &[("n", kept.version.into()), ("day", day.into())])
}

/// Each building with its gate, path, lift and parking.
fn ways(visit: &Visit, sheet: &Sheet, part: &str) -> SafeHtml {
    let cards = sheet.found(part).map(|building| {
        let mut card = Card::new(building.name.clone(), "");
        for (key, text) in [
            ("places-by-gate", &building.gate),
            ("places-by-path", &building.path),
            ("places-by-lift", &building.lift),
            ("places-by-parking", &building.parking),
        ] {
            if !text.is_empty() {
                card = card.body(Text::new(visit.tf(key, &[("text", text.as_str().into())])));
            }
        }
        card
    });
    let cards: Vec<Card> = cards.collect();
    if cards.is_empty() {
        return SafeHtml::from_safe(Text::new(visit.t("places-building-none")));
    }
    SafeHtml::from_safe(Cards(cards))
}

fn gates(visit: &Visit, sheet: &Sheet) -> Table {
    let query = visit.query.clone();
    let mut table = Table::new(visit.lang, visit.t("places-gates").to_owned(), query);
    for key in ["places-gate", "places-vehicles", "places-gate-hours-are", "places-gate-note"] {
        table = table.column(Column::new(visit.t(key)).wrap());
    }
    table.rows(sheet.gates.iter().map(|gate| {
        let hours = if gate.hours.is_empty() { visit.t("places-always") } else { &gate.hours };
        Row::new(gate.name.clone(), gate.name.clone())
            .cell(gate.name.clone())
            .cell(gate.vehicles.clone())
            .cell(hours.to_owned())
            .cell(gate.note.clone())
    }))
}

fn correct_form(visit: &Visit, place: &Place) -> Shown {
    let max = u32::try_from(SAID_MAX).unwrap_or(u32::MAX);
    Shown::post(visit.lang, format!("{}/corrections", href(&place.code)))
        .field(
            Field::long_text("said", visit.t("places-correct-what"))
                .hint(visit.t("places-correct-hint"))
                .max_length(max),
        )
        .submit(visit.t("places-correct-send"))
}

/// `POST /places/{code}/corrections`
pub async fn correct(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let place = find(&signed, &code).await?.place;
    let (actor, vault) = (signed.actor.clone(), signed.app.vault().clone());
    let said = get(&form.raw, "said").to_owned();
    let id = place.id;
    // The program's own stamp: nobody shall read from the journal who delivers where.
    let stamp = storage::Stamp::system(signed.moment.clone(), "places-correction");
    let work = move |tx: &mut Tx<'_>| sheet::correct(tx, &vault, &actor, id, &said);
    let flash = match signed.app.store().write(stamp, work).await {
        Ok(_) => (Tone::Good, "places-correct-sent"),
        Err(Fault::Invalid { .. }) => (Tone::Bad, "places-correct-short"),
        Err(fault) => return Err(fault.into()),
    };
    Ok(see_other(sheet_href(&place)).flash(flash.0, flash.1).into_response())
}

/// `GET /desk/places/{code}/sheet`
pub async fn form(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let id = place.id;
    let read = signed.app.store().read(move |db| {
        Ok::<_, storage::Error>((
            sheets::latest(db, id)?,
            sheets::corrections(db, id, CORRECTIONS_MAX)?,
        ))
    });
    let (kept, said) = read.await?;
    let version = kept.as_ref().map_or(0, |kept| kept.version);
    let sheet = kept.map(|kept| kept.sheet).unwrap_or_default();
    let (gates, buildings) = sheet.lines();
    let typed = [
        ("version", version.to_string()),
        ("gates", gates),
        ("buildings", buildings),
        ("rules", sheet.rules),
    ];
    let typed: Typed = typed.map(|(name, text)| (name.to_owned(), text)).into();
    Ok(written(&signed, &place, &typed, &Errors::new(), &said))
}

fn written(
    signed: &Signed,
    place: &Place,
    typed: &Typed,
    errors: &Errors,
    said: &[Correction],
) -> Response {
    let max = u32::try_from(RULES_MAX).unwrap_or(u32::MAX);
    let lines = |name: &str, label: &str, hint: &str| {
        Field::long_text(name, signed.t(label)).hint(signed.t(hint))
    };
    let form = Shown::post(signed.lang, format!("/desk/places/{}/sheet", encode(&place.code)))
        .field(Field::hidden("version", "0"))
        .field(lines("gates", "places-gates", "places-gates-hint"))
        .field(lines("buildings", "places-buildings", "places-buildings-hint").optional())
        .field(lines("rules", "places-sheet-rules", "places-rules-hint").max_length(max).optional())
        .submit(signed.t("places-save"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.tf("places-sheet-of", &[("name", place.name.as_str().into())]))
        .back(format!("/desk/places/{}", encode(&place.code)))
        .form(&form)
        .body(Button::new(signed.t("places-see"), sheet_href(place)).outline())
        .body(super::templates::link(signed, place));
    let cards = said.iter().map(|one| {
        let day = ui::when::when(signed.lang, one.at, signed.moment.now());
        let key = format!("places-correction-{}", one.standing);
        let mut card = Card::new(one.said.clone(), "").meta(day).meta(signed.t(&key).to_owned());
        if one.standing == "open" {
            card = card.body(settle_form(signed, one));
        } else if !one.answer.is_empty() {
            card = card.body(Text::new(one.answer.clone()));
        }
        card
    });
    let cards: Vec<Card> = cards.collect();
    let shell = if cards.is_empty() {
        shell
    } else {
        shell.body(Panel::new(signed.t("places-corrections"), Cards(cards)))
    };
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

fn settle_form(signed: &Signed, one: &Correction) -> Shown {
    let name = format!("answer-{}", one.id);
    let max = u32::try_from(NOTE_MAX).unwrap_or(u32::MAX);
    let decline = SafeHtml::text(signed.t("places-correction-decline"));
    let button = format!(
        "<button class=\"btn o\" name=\"decide\" value=\"declined\">{}</button> ",
        decline.as_str()
    );
    Shown::post(signed.lang, format!("/desk/places/corrections/{}", one.id))
        .field(Field::text(name, signed.t("places-answer")).max_length(max).optional())
        .extra(SafeHtml::trusted(button))
        .submit(signed.t("places-correction-take"))
        .submit_value("decide", "taken")
}

/// `POST /desk/places/{code}/sheet`
pub async fn keep(signed: Signed, Path(code): Path<String>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let place = own(&signed, &desk, &code).await?;
    let typed = &form.raw;
    let version: i64 =
        get(typed, "version").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let sheet = match Sheet::read(get(typed, "gates"), get(typed, "buildings"), get(typed, "rules"))
    {
        Ok(sheet) => sheet,
        Err(Fault::Invalid { field, code, about }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.tf(code, &[("about", about.into())]));
            return Ok(written(&signed, &place, typed, &errors, &[]));
        }
        Err(fault) => return Err(fault.into()),
    };
    let (actor, id) = (signed.actor.clone(), place.id);
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-sheet");
    let work = move |tx: &mut Tx<'_>| sheet::keep(tx, &desk, &actor, id, version, &sheet);
    signed.app.store().write(stamp, work).await?;
    let to = format!("/desk/places/{}/sheet", encode(&place.code));
    Ok(see_other(to).flash(Tone::Good, "places-sheet-kept").into_response())
}

/// `POST /desk/places/corrections/{id}`
pub async fn settle(signed: Signed, PathId(id): PathId<CorrectionId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let taken = get(&form.raw, "decide") == "taken";
    let answer = form.raw.iter().find(|(name, _)| name.starts_with("answer-"));
    let answer = answer.map(|(_, text)| text.clone()).unwrap_or_default();
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "place-correction");
    let work = move |tx: &mut Tx<'_>| sheet::settle(tx, &desk, &actor, id, taken, &answer);
    let settled = match signed.app.store().write(stamp, work).await {
        Ok(correction) => correction,
        Err(Fault::Invalid { .. }) => {
            let back = see_other("/desk/places").flash(Tone::Bad, "places-answer-missing");
            return Ok((StatusCode::SEE_OTHER, back).into_response());
        }
        Err(fault) => return Err(fault.into()),
    };
    let place = settled.place;
    let read = move |db: &mut storage::Db<'_>| crate::store::find(db, place);
    let kept = signed.app.store().read(read).await?.ok_or_else(Problem::not_found)?;
    let to = format!("/desk/places/{}/sheet", encode(&kept.place.code));
    Ok(see_other(to).flash(Tone::Good, "places-correction-settled").into_response())
}
