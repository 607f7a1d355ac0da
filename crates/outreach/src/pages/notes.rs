//! Notes: a worker's own with what became of them, a new one, and the staff's list with its
//! decisions.

use access::{Action, reach};
use axum::response::{IntoResponse as _, Response};
use contracts::UnitId;
use kernel::AreaCode;
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Empty, Tag},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, input::Typed, see_other};

use super::{Any, areas, get, unit_name};
use crate::{
    Desk, Fault, NoteId,
    note::{self, Adoption, NewNote, Note, PLACE_MAX, SAID_MAX, TEXT_MAX, store},
};

const NOTES_MAX: usize = 100;

/// `GET /notes`: what the reader collected, and what changed because of it.
pub async fn mine(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| store::of_collector(db, person, NOTES_MAX));
    let notes = read.await?;
    let mut shell = signed
        .shell(Density::Phone, signed.t("outreach-notes"))
        .back("/")
        .body(Text::new(signed.t("outreach-notes-lead")))
        .body(Button::new(signed.t("outreach-note-new"), "/notes/new"));
    if notes.is_empty() {
        shell = shell.body(Empty::new(
            signed.t("outreach-notes-none"),
            signed.t("outreach-notes-none-text"),
        ));
    }
    for note in &notes {
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card(&signed, &desk, note))));
    }
    Ok(signed.page(&shell))
}

/// A note as its collector, staff and a digest show it; never who collected it.
pub(super) fn card(visit: &Visit, desk: &Desk, note: &Note) -> Card {
    let (tone, word) = match note.decided.as_ref().map(|decided| decided.adoption) {
        Some(Adoption::Adopted) => (Tone::Good, "outreach-adopted"),
        Some(Adoption::Partly) => (Tone::Warn, "outreach-partly"),
        Some(Adoption::Noted) => (Tone::Plain, "outreach-noted"),
        None => (Tone::Plain, "outreach-waiting"),
    };
    let area = desk.areas.name(&note.area).unwrap_or_default();
    let mut card = Card::new(theme(visit, desk, &note.theme), "")
        .tag(Tag::new(tone, visit.t(word)))
        .meta(format!("{area} {}", note.place).trim().to_owned())
        .meta(ui::when::day(visit.lang, note.collected_at.day(), visit.moment.now().day()))
        .meta(unit_name(visit, desk, note.branch))
        .body(Text::new(&note.text));
    if let Some(decided) = &note.decided {
        let unit = decided.unit.map(|unit| unit_name(visit, desk, unit)).unwrap_or_default();
        let told = visit.tf(
            "outreach-changed",
            &[("unit", unit.into()), ("said", decided.said.as_str().into())],
        );
        card = card.body(Text::new(told));
    }
    card
}

/// A theme in the reader's words; its code for one that is declared no more.
pub(super) fn theme(visit: &Visit, desk: &Desk, code: &str) -> String {
    let name = desk.catalogue.group(code).map(|group| &group.name);
    name.map_or(code, |name| if visit.lang.is_zh() { &name.zh } else { &name.en }).to_owned()
}

/// `GET /notes/new`
pub async fn fresh(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let id: NoteId = signed.moment.id();
    let typed = vec![("id".to_owned(), id.to_string())];
    Ok(form(&signed, &desk, &typed, &Errors::new()))
}

fn form(signed: &Signed, desk: &Desk, typed: &Typed, errors: &Errors) -> Response {
    let themes = desk.catalogue.groups().iter();
    let themes = themes.map(|it| Pick::new(it.code.clone(), theme(signed, desk, &it.code)));
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut form = Shown::post(signed.lang, "/notes")
        .field(Field::hidden("id", ""))
        .field(
            Field::long_text("text", signed.t("outreach-note-text"))
                .hint(signed.t("outreach-note-hint"))
                .max_length(max(TEXT_MAX)),
        )
        .field(Field::select("theme", signed.t("outreach-theme"), themes.collect()))
        .field(Field::select(
            "area",
            signed.t("outreach-area"),
            areas(signed, desk, Action::NoteCollect),
        ))
        .field(
            Field::text("place", signed.t("outreach-place"))
                .max_length(max(PLACE_MAX))
                .autocomplete("off")
                .optional(),
        );
    let area = AreaCode::parse(get(typed, "area")).ok();
    if let Some(area) = area {
        // Several branches serve the place: the collector says which one.
        let english = !signed.lang.is_zh();
        let picks = desk.branches(&area).into_iter();
        let picks = picks.map(|it| Pick::new(it.id.to_string(), it.name(english).to_owned()));
        form = form.field(Field::select("branch", signed.t("outreach-branch"), picks.collect()));
    }
    let form = form.submit(signed.t("outreach-note-send")).keep(typed).errors(errors);
    let shell = signed
        .shell(Density::Phone, signed.t("outreach-note-new"))
        .back("/notes")
        .body(Text::new(signed.t("outreach-note-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /notes`: where one branch serves the place, it is that one; else the page asks.
pub async fn collect(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &sent.raw;
    let id: NoteId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let area = AreaCode::parse(get(typed, "area")).unwrap_or(AreaCode::NATION);
    let branches = desk.branches(&area);
    let chosen: Option<UnitId> = get(typed, "branch").parse().ok();
    let only = branches.first().filter(|_| branches.len() == 1).map(|card| card.id);
    let Some(branch) = chosen.or(only) else {
        let mut errors = Errors::new();
        errors.add("branch", signed.t("outreach-choose-branch"));
        return Ok(form(&signed, &desk, typed, &errors));
    };
    let value = |name: &str| get(typed, name).to_owned();
    let new = NewNote {
        id,
        branch,
        area,
        theme: value("theme"),
        place: value("place"),
        text: value("text"),
    };
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "note-collect");
    let work = move |tx: &mut Tx<'_>| note::collect(tx, &consulted, &actor, &new);
    match signed.app.store().write(stamp, work).await {
        Ok(_) => Ok(see_other("/notes").flash(Tone::Good, "outreach-note-kept").into_response()),
        Err(Fault::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            Ok(form(&signed, &desk, typed, &errors))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `GET /desk/notes`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let within = reach(&signed.actor, Action::NoteAdopt);
    let read = signed.app.store().read(move |db| store::within(db, &within, NOTES_MAX));
    let notes = read.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("outreach-desk-notes"))
        .body(Button::new(signed.t("outreach-digests"), "/desk/digests").outline());
    if notes.is_empty() {
        shell = shell
            .body(Empty::new(signed.t("outreach-desk-none"), signed.t("outreach-desk-none-text")));
    }
    for note in &notes {
        let card = card(&signed, &desk, note).body(deciding(&signed, note));
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card)));
    }
    Ok(signed.page(&shell))
}

fn deciding(signed: &Signed, note: &Note) -> Shown {
    let words = [
        (Adoption::Adopted, "outreach-adopted"),
        (Adoption::Partly, "outreach-partly"),
        (Adoption::Noted, "outreach-noted"),
    ];
    let picks = words.map(|(adoption, key)| Pick::new(adoption.as_str(), signed.t(key)));
    // No two fields of a page share a name.
    let name = |field: &str| format!("{field}-{}", note.id);
    Shown::post(signed.lang, format!("/desk/notes/{}/adoption", note.id))
        .field(Field::select(name("adoption"), signed.t("outreach-adoption"), picks.into()))
        .field(
            Field::text(name("said"), signed.t("outreach-what-changed"))
                .max_length(u32::try_from(SAID_MAX).unwrap_or(u32::MAX)),
        )
        .submit(signed.t("outreach-decide"))
        .inline()
}

/// `POST /desk/notes/{id}/adoption`
pub async fn adopt(signed: Signed, PathId(id): PathId<NoteId>, sent: Form<Any>) -> Answer {
    let of = |start: &str| {
        let found = sent.raw.iter().find(|(name, _)| name.starts_with(start));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (adoption, said) = (of("adoption"), of("said"));
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "note-adopt");
    let work = move |tx: &mut Tx<'_>| note::decide(tx, &actor, id, adoption.parse()?, &said);
    let (tone, key) = match signed.app.store().write(stamp, work).await {
        Ok(_) => (Tone::Good, "outreach-decided"),
        Err(Fault::Invalid { .. }) => (Tone::Warn, "outreach-say-more"),
        Err(fault) => return Err(fault.into()),
    };
    Ok(see_other("/desk/notes").flash(tone, key).into_response())
}
