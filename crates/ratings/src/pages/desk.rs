//! The merchant's desk: what is published, and one reply to it. The street's desk: cases for
//! improvement and what riders wrote to the street.

use access::{Action, Field as Sealed, Target, reach};
use axum::response::{IntoResponse as _, Response};
use contracts::UnitCard;
use serde::Deserialize;
use ui::{
    Density, Field, Form as FormView, SafeHtml, Shell, Tone,
    form::Errors,
    list::{Cell, Column, Empty, Row, Table, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{name, reason, reasons, told, unit_name};
use crate::{
    Desk, ReleaseId,
    rate::NOTE,
    reply::REPLY_MAX,
    store::{self, improvements::Improvement, releases::Release},
};

/// Cases and notes shown.
pub(crate) const LIST_MAX: usize = 100;

/// What the form sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    text: String,
}

/// `GET /desk/merchants`
pub async fn show(signed: Signed) -> Answer<Response> {
    let shell = page(&signed, None).await?;
    Ok(signed.page(&shell))
}

/// `POST /desk/merchants/{release}/reply`
pub async fn reply(
    signed: Signed,
    PathId(id): PathId<ReleaseId>,
    sent: Form<Typed>,
) -> Answer<Response> {
    match publish(&signed, id, sent.text.clone()).await {
        Ok(()) => {
            Ok(see_other("/desk/merchants").flash(Tone::Good, "reply-published").into_response())
        }
        Err(problem) if problem.status() == 422 => {
            let errors = problem.errors(signed.app.words(), signed.lang);
            let shell = page(&signed, Some((id, &sent.text, &errors))).await?;
            Ok(signed.page_again(&shell))
        }
        Err(problem) => Err(problem),
    }
}

/// Publishes a reply of the merchant for which the asker holds a post.
pub(crate) async fn publish(signed: &Signed, id: ReleaseId, text: String) -> Answer<()> {
    let desk = Desk::of(&signed.app)?;
    let found = signed.app.store().read(move |db| store::releases::find(db, id)).await?;
    let unit = found.and_then(|release| desk.units.unit(release.unit));
    let unit = unit.ok_or_else(Problem::not_found)?;
    let target = Target::area(unit.area).with_units([unit.id]);
    let permit = signed.permit_or_hide(Action::MerchantReply, &target)?;
    let stamp = permit.stamp(signed.moment.clone(), "merchant-reply");
    let store = signed.app.store();
    Ok(store.write(stamp, move |tx| crate::reply(tx, &permit, id, &text)).await?)
}

/// A reply that was refused: to which release, what was typed, what is wrong.
type Refused<'r> = Option<(ReleaseId, &'r str, &'r Errors)>;

async fn page(signed: &Signed, refused: Refused<'_>) -> Answer<Shell> {
    let desk = Desk::of(&signed.app)?;
    let mut shell = signed.shell(Density::Desk, signed.t("rating-desk"));
    let own = own_units(signed, &desk);
    for unit in &own {
        let id = unit.id;
        let release = signed.app.store().read(move |db| store::releases::last(db, id)).await?;
        let (panel, form) = merchant(signed, &desk, unit, release.as_ref(), refused);
        shell = shell.body(panel);
        if let Some(form) = form {
            shell = shell.form(&form);
        }
    }
    let watched = !reach(&signed.actor, Action::MerchantWatch).is_empty();
    if watched {
        let cases = improvements(signed).await?;
        let notes = notes(signed, &desk).await?;
        shell = shell.body(cases_panel(signed, &desk, &cases)).body(notes);
    }
    if own.is_empty() && !watched {
        let empty = Empty::new(signed.t("rating-desk-none"), signed.t("rating-desk-none-remedy"));
        shell = shell.body(empty);
    }
    Ok(shell)
}

/// The merchants for which the asker may reply.
fn own_units(signed: &Signed, desk: &Desk) -> Vec<UnitCard> {
    let units = reach(&signed.actor, Action::MerchantReply).units.into_iter();
    let cards = units.filter_map(|unit| desk.units.unit(unit));
    cards.filter(|card| card.kind == desk.rules().unit_kind).collect()
}

fn merchant(
    signed: &Signed,
    desk: &Desk,
    unit: &UnitCard,
    release: Option<&Release>,
    refused: Refused<'_>,
) -> (Panel, Option<FormView>) {
    let title = name(signed, unit);
    let Some((release, figure)) = release.and_then(|it| Some((it, it.figure.as_ref()?))) else {
        return (Panel::new(title, Text::new(signed.t("rating-too-few"))), None);
    };
    let day = ui::when::day(signed.lang, release.at.day(), signed.moment.now().day());
    let mut body = SafeHtml::from_safe(Text::new(told(signed, figure)));
    let reasons = reasons(signed, desk, figure);
    if !reasons.is_empty() {
        body = body.and(Text::new(reasons));
    }
    body = body.and(Text::meta(signed.tf("rating-published", &[("day", day.into())])));
    if let Some((text, _)) = &release.reply {
        body = body.and(Text::new(signed.tf("rating-reply", &[("text", text.as_str().into())])));
        return (Panel::new(title, body), None);
    }
    let max = u32::try_from(REPLY_MAX).unwrap_or(u32::MAX);
    let field = Field::long_text("text", signed.t("reply-text")).hint(signed.t("reply-hint"));
    let action = format!("/desk/merchants/{}/reply", release.id);
    let mut form = FormView::post(signed.lang, action)
        .field(field.max_length(max))
        .submit(signed.t("reply-send"));
    if let Some((_, typed, errors)) = refused.filter(|(id, ..)| *id == release.id) {
        form = form.keep(&[("text", typed)]).errors(errors);
    }
    (Panel::new(title, body), Some(form))
}

/// Cases for improvement in the asker's areas.
pub(crate) async fn improvements(signed: &Signed) -> Answer<Vec<Improvement>> {
    let areas = reach(&signed.actor, Action::MerchantWatch).areas;
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for area in &areas {
            found.extend(store::improvements::list(db, area, LIST_MAX)?);
        }
        Ok::<_, storage::Error>(found)
    });
    Ok(read.await?)
}

fn cases_panel(signed: &Signed, desk: &Desk, cases: &[Improvement]) -> Panel {
    let title = signed.t("improvement-list");
    if cases.is_empty() {
        return Panel::new(title, Text::new(signed.t("improvement-none")));
    }
    let columns = ["rating-merchant", "improvement-since", "improvement-state"];
    let table = columns
        .into_iter()
        .fold(Table::new(signed.lang, title.to_owned(), signed.query.clone()), |table, key| {
            table.column(Column::new(signed.t(key)))
        });
    let now = signed.moment.now();
    let rows = cases.iter().map(|it| {
        let name = unit_name(signed, desk, it.unit);
        let state = if it.closed_at.is_some() {
            Tag::new(Tone::Good, signed.t("improvement-closed"))
        } else {
            Tag::new(Tone::Warn, signed.t("improvement-open"))
        };
        Row::new(it.case.to_string(), &name)
            .cell(Cell::link(&name, format!("/desk/cases/{}", it.case)))
            .cell(ui::when::when(signed.lang, it.opened_at, now))
            .cell(state)
    });
    Panel::new(title, table.rows(rows))
}

/// What riders wrote to the street, without their names.
async fn notes(signed: &Signed, desk: &Desk) -> Answer<Panel> {
    let areas = reach(&signed.actor, Action::MerchantWatch).areas;
    let (vault, now) = (desk.vault.clone(), signed.moment.now());
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for area in &areas {
            for note in store::notes(db, area, now, LIST_MAX)? {
                let field: Sealed = NOTE;
                // A writer who was erased since has taken the words along.
                if let Ok(opened) = vault.open_bytes(db, note.rider, field, &note.sealed) {
                    let text = String::from_utf8_lossy(&opened).into_owned();
                    found.push((note.unit, note.minutes, note.reason, note.at, text));
                }
            }
        }
        Ok::<_, storage::Error>(found)
    });
    let found = read.await?;
    let title = signed.t("rating-notes");
    if found.is_empty() {
        return Ok(Panel::new(title, Text::new(signed.t("rating-notes-none"))));
    }
    let columns =
        ["rating-merchant", "rating-day", "rating-minutes", "rating-reason", "rating-note"];
    let table = columns
        .into_iter()
        .fold(Table::new(signed.lang, title.to_owned(), signed.query.clone()), |table, key| {
            table.column(Column::new(signed.t(key)).wrap())
        });
    let rows = found.into_iter().map(|(unit, minutes, why, at, text)| {
        let name = unit_name(signed, desk, unit);
        Row::new("", &name)
            .cell(name.as_str())
            .cell(ui::when::day(signed.lang, at.day(), now.day()))
            .cell(minutes)
            .cell(reason(signed, desk, &why))
            .cell(text)
    });
    let body = SafeHtml::from_safe(Text::meta(signed.t("rating-notes-lead")));
    Ok(Panel::new(title, body.and(table.rows(rows))))
}
