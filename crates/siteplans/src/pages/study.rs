//! `/desk/siting/{id}`: a study, its runs, another question.

use axum::extract::Path;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Cell, Column, Row, Table, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, Signed};

use super::{Any, calculate, gap, percent, permitted, question, run_href, study_href, wrong};
use crate::{
    Desk, Fault,
    ask::Asked,
    run::{self, Run, State},
    store,
    study::Study,
};

/// `GET /desk/siting/{id}`
pub async fn show(signed: Signed, Path(id): Path<String>) -> Answer {
    page(&signed, id, None, &Errors::new()).await
}

async fn page(
    signed: &Signed,
    id: String,
    typed: Option<&web::input::Typed>,
    errors: &Errors,
) -> Answer {
    let reader = signed.clone();
    let read = signed.app.store().read(move |db| {
        let (study, _) = permitted(db, &reader, &id)?;
        let runs = store::runs(db, study.id)?;
        Ok::<_, Fault>((study, runs))
    });
    let (study, runs) = read.await?;
    let last = runs.last().map_or_else(Asked::default, |run| run.asked.clone());
    let here = study_href(study.id);
    let mut form = Shown::post(signed.lang, format!("{here}/runs"))
        .fields(question::fields(signed, &last))
        .submit(signed.t("siteplans-ask-again"));
    if let Some(typed) = typed {
        form = form.keep(typed);
    }
    let form = form.errors(errors);
    let mut shell = signed
        .shell(Density::Desk, study.title.clone())
        .back("/desk/siting")
        .body(Text::meta(about(signed, &study)))
        .body(table(signed, &runs));
    if runs.iter().filter(|run| run.state == State::Done).count() > 1 {
        shell = shell.body(comparison(signed, &here, &runs));
    }
    shell = shell.body(Text::new(signed.t("siteplans-ask-again-lead"))).form(&form);
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// What the study is about, in a line.
pub(super) fn about(signed: &Signed, study: &Study) -> String {
    let areas = signed.app.areas();
    let area = areas.local_name(&study.area);
    let args = [
        ("area", area.as_str().into()),
        ("releases", study.releases.len().into()),
        ("candidates", study.candidates.len().into()),
    ];
    signed.tf("siteplans-about", &args)
}

fn table(signed: &Signed, runs: &[Run]) -> Table {
    let now = signed.moment.now();
    let rows = runs.iter().rev().map(|run| {
        let name = signed.tf("siteplans-run", &[("n", run.number.into())]);
        let done = run.answer.as_ref();
        Row::new(run.number.to_string(), name.clone())
            .cell(Cell::link(name, run_href(run.study, run.number)))
            .cell(question::line(signed, &run.asked))
            .cell(state(signed, run))
            .cell(done.map_or_else(|| "–".to_owned(), |answer| percent(answer.all.ratio())))
            .cell(done.map_or_else(|| "–".to_owned(), |answer| gap(answer.gap())))
            .cell(ui::when::when(signed.lang, run.begun_at, now))
    });
    let caption = signed.t("siteplans-runs").to_owned();
    Table::new(signed.lang, caption, signed.query.clone())
        .column(Column::new(signed.t("siteplans-runs")))
        .column(Column::new(signed.t("siteplans-question")).wrap())
        .column(Column::new(signed.t("siteplans-state")))
        .column(Column::new(signed.t("siteplans-covered")).number())
        .column(Column::new(signed.t("siteplans-gap")).number())
        .column(Column::new(signed.t("siteplans-made")))
        .rows(rows)
}

/// How far a run is, in a word.
pub(super) fn state(signed: &Signed, run: &Run) -> Tag {
    let (tone, key) = match run.state {
        _ if run.is_lost(signed.moment.now()) => (Tone::Bad, "siteplans-state-lost"),
        State::Waiting => (Tone::Plain, "siteplans-state-waiting"),
        State::Running => (Tone::Warn, "siteplans-state-running"),
        State::Failed => (Tone::Bad, "siteplans-state-failed"),
        State::Done if run.answer.as_ref().is_some_and(|answer| answer.proved) => {
            (Tone::Good, "siteplans-state-proved")
        }
        State::Done => (Tone::Good, "siteplans-state-done"),
    };
    Tag::new(tone, signed.t(key))
}

fn comparison(signed: &Signed, here: &str, runs: &[Run]) -> SafeHtml {
    let done: Vec<&Run> = runs.iter().filter(|run| run.state == State::Done).collect();
    let picks = || {
        let name = |run: &&Run| {
            let line = question::line(signed, &run.asked);
            Pick::new(run.number.to_string(), format!("{} · {line}", run.number))
        };
        done.iter().map(name).collect::<Vec<Pick>>()
    };
    let number = |back: usize| done.iter().rev().nth(back).map_or(0, |run| run.number).to_string();
    let form = Shown::get(signed.lang, format!("{here}/compare"))
        .field(Field::select("a", signed.t("siteplans-compare-a"), picks()).value(number(1)))
        .field(Field::select("b", signed.t("siteplans-compare-b"), picks()).value(number(0)))
        .submit(signed.t("siteplans-compare"));
    SafeHtml::from_safe(Panel::new(signed.t("siteplans-compare"), form))
}

/// `POST /desk/siting/{id}/runs`
pub async fn run(signed: Signed, Path(id): Path<String>, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (reader, typed, consulted) = (signed.clone(), sent.raw.clone(), desk.clone());
    let of = id.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "siteplans-run");
    let write = signed.app.store().write(stamp, move |tx| {
        let (study, permit) = permitted(tx, &reader, &of)?;
        let asked = question::read(&typed)?;
        let number = run::begin(tx, &consulted, &permit, &study, &asked)?;
        Ok::<_, Fault>((study.id, number))
    });
    match write.await {
        Ok(of) => Ok(calculate(&signed, desk, of)),
        Err(fault) => page(&signed, id, Some(&sent.raw), &wrong(&signed, fault)?).await,
    }
}
