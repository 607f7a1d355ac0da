//! `/desk/sources/{code}`: a source with its files, the days it was late, and requests to correct it.

use access::{Action, permit};
use axum::extract::Path;
use axum::response::IntoResponse as _;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Cell, Column, Row, Table, Tag},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{
    Any, column_name, day, get,
    list::{freshness, kind_name},
    permitted, source_name, told, unit_name,
};
use crate::{
    Desk, Fault, SourceNo, feed,
    feed::Late,
    map::Column as Meaning,
    own::{self, Correction, CorrectionId},
    source::{self, Batch, Source},
};

/// Files and late days that are shown.
const SHOWN: usize = 30;

/// `GET /desk/sources/{code}`
pub async fn show(signed: Signed, Path(code): Path<String>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (consulted, actor) = (desk.clone(), signed.actor.clone());
    let read = signed.app.store().read(move |db| {
        let (source, _) = permitted(db, &actor, &code, Action::RegistryRead)?;
        let last = feed::last(db, source.number)?;
        let batches = source::batches(db, source.number, SHOWN)?;
        let lates = feed::lates(db, source.number, SHOWN)?;
        let keeps = permit(&actor, Action::RegistryKeep, &Desk::target(&source)).is_ok();
        let waiting = if keeps { own::waiting(db, &consulted, source.number)? } else { Vec::new() };
        Ok::<_, Fault>((source, last, batches, lates, waiting, keeps))
    });
    let (source, last, batches, lates, waiting, keeps) = read.await?;
    let here = format!("/desk/sources/{}", source.code);
    let mut about = SafeHtml::from_safe(freshness(&signed, &source, last));
    for (key, text) in [
        ("registry-kind", kind_name(&signed, source.kind)),
        ("registry-owner", unit_name(&signed, &desk, source.owner)),
        (
            "registry-firm",
            source.firm.map_or_else(String::new, |firm| unit_name(&signed, &desk, firm)),
        ),
        ("registry-basis", source.basis.clone()),
    ] {
        if !text.is_empty() {
            about = about.and(Text::new(format!("{}：{text}", signed.t(key))));
        }
    }
    let mut shell = signed
        .shell(Density::Desk, source_name(&signed, &source))
        .back("/desk/registry")
        .body(about)
        .body(Button::new(signed.t("registry-roster"), format!("{here}/roster")));
    let imports = permit(&signed.actor, Action::RegistryImport, &Desk::target(&source)).is_ok();
    if imports && !source.closed {
        shell = shell
            .body(Button::new(signed.t("registry-import"), format!("{here}/import")).outline());
    }
    for (asked, wanted) in &waiting {
        shell = shell.body(correction(&signed, &source, asked, wanted));
    }
    shell = shell.body(files(&signed, &batches));
    if keeps && !source.closed {
        let close = Shown::post(signed.lang, format!("{here}/close"))
            .submit(signed.t("registry-close"))
            .dangerous();
        shell = shell.body(Panel::new(signed.t("registry-close"), close));
    }
    if !lates.is_empty() {
        shell = shell.body(late_days(&signed, &lates));
    }
    Ok(signed.page(&shell))
}

fn correction(signed: &Signed, source: &Source, asked: &Correction, wanted: &str) -> Panel {
    let field = Meaning::read(&asked.field).map(|column| column_name(signed, column));
    let said = format!("{} → {wanted}", field.unwrap_or_default());
    let answers = [("yes", "registry-agree"), ("no", "registry-refuse")];
    let answers = answers.map(|(value, key)| Pick::new(value, signed.t(key)));
    let action = format!("/desk/corrections/{}?source={}", asked.id, source.code);
    let form = Shown::post(signed.lang, action)
        .field(Field::choice("agreed", signed.t("registry-correction-answer"), answers.to_vec()))
        .field(Field::text("answer", signed.t("registry-correction-why")).max_length(400))
        .submit(signed.t("registry-answer"));
    let body = SafeHtml::from_safe(Text::new(said))
        .and(Text::meta(asked.asked_at.display_minute()))
        .and(form);
    Panel::new(signed.t("registry-correction"), body)
}

fn files(signed: &Signed, batches: &[Batch]) -> Table {
    let titles = [
        "registry-day",
        "registry-whole",
        "registry-made",
        "registry-changed",
        "registry-unchanged",
        "registry-ended",
        "registry-rejected",
        "registry-came",
    ];
    let table = Table::new(signed.lang, signed.t("registry-files").into(), signed.query.clone());
    let table =
        titles.into_iter().fold(table, |table, key| table.column(Column::new(signed.t(key))));
    table.rows(batches.iter().map(|batch| {
        let whole = if batch.whole { "registry-yes" } else { "registry-no" };
        let came = batch.finished_at.map_or_else(
            || Cell::from(Tag::new(Tone::Warn, signed.t("registry-broken-off"))),
            |at| Cell::from(at.display_minute()),
        );
        Row::new(batch.number.to_string(), batch.day.to_string())
            .cell(batch.day.to_string())
            .cell(signed.t(whole))
            .cell(batch.tally.new)
            .cell(batch.tally.changed)
            .cell(batch.tally.unchanged)
            .cell(batch.tally.ended)
            .cell(batch.tally.rejected)
            .cell(came)
    }))
}

fn late_days(signed: &Signed, lates: &[Late]) -> Table {
    let table = Table::new(signed.lang, signed.t("registry-lates").into(), signed.query.clone())
        .column(Column::new(signed.t("registry-day")))
        .column(Column::new(signed.t("registry-chased")).number())
        .column(Column::new(signed.t("registry-came")));
    table.rows(lates.iter().map(|late| {
        let came = late.came_at.map_or_else(
            || Cell::from(Tag::new(Tone::Bad, signed.t("registry-not-come"))),
            |at| Cell::from(at.display_minute()),
        );
        Row::new(late.day.to_string(), late.day.to_string())
            .cell(day(signed, late.day.number()))
            .cell(late.chased)
            .cell(came)
    }))
}

/// `POST /desk/sources/{code}/close`
pub async fn close(signed: Signed, Path(code): Path<String>) -> Answer {
    let actor = signed.actor.clone();
    let back = format!("/desk/sources/{code}");
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-close");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let (source, permit) = permitted(tx, &actor, &code, Action::RegistryKeep)?;
        source::close(tx, &permit, &source)
    });
    let (tone, key) = match outcome.await {
        Ok(()) => (Tone::Good, "registry-closed"),
        Err(fault) => (Tone::Bad, told(fault)?),
    };
    Ok(see_other(back).flash(tone, key).into_response())
}

/// `POST /desk/corrections/{id}`
pub async fn decide(signed: Signed, PathId(id): PathId<CorrectionId>, form: Form<Any>) -> Answer {
    let (typed, actor) = (form.raw.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-correction");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let number: SourceNo = own::source_of(tx, id)?.ok_or(Fault::NotFound)?;
        let source = source::find(tx, number)?.ok_or(Fault::NotFound)?;
        let permit = Desk::permit(&actor, Action::RegistryKeep, &source)?;
        let agreed = match get(&typed, "agreed") {
            "yes" => true,
            "no" => false,
            _ => return Err(Fault::invalid("agreed", "registry-correction-choose")),
        };
        own::decide(tx, &permit, &source, id, (agreed, get(&typed, "answer")))?;
        Ok(source.code)
    });
    match outcome.await {
        Ok(code) => Ok(see_other(format!("/desk/sources/{code}"))
            .flash(Tone::Good, "registry-answered")
            .into_response()),
        Err(fault) => {
            let code = told(fault)?;
            Ok(see_other("/desk/registry").flash(Tone::Bad, code).into_response())
        }
    }
}
