//! `/desk/siting/{id}/runs/{number}`: how far a run is, what it answered, what becomes of it.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};
use kernel::{Day, count};
use storage::Db;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Shell, Tone,
    form::CheckAnswers,
    list::{Cell, Column, Row, Table},
    panel::{Columns, Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed, see_other};

use super::{
    Any, get, links, parts, percent, permitted, question, run_href, run_of, study_href, wrong,
};
use crate::{
    Desk, Fault,
    export::{Fate, geojson, sheet},
    input::{Input, Spot},
    port::Standing,
    run::{self, Run, State},
    solve,
    store::{self, Made},
    study::Study,
    task,
    work::{self, Bench, Errand, Worker},
};

type At = Path<(String, i64)>;

/// `GET /desk/siting/{id}/runs/{number}`
pub async fn show(signed: Signed, Path((id, number)): At) -> Answer {
    page(&signed, id, number, &Errors::new()).await
}

async fn page(signed: &Signed, id: String, number: i64, errors: &Errors) -> Answer {
    let (study, run) = run_of(signed, id, number).await?;
    let name = signed.tf("siteplans-run", &[("n", number.into())]);
    let title = format!("{} · {name}", study.title);
    let shell = signed
        .shell(Density::Desk, title)
        .back(study_href(study.id))
        .body(Text::new(question::line(signed, &run.asked)));
    let (State::Done, Some(answer)) = (run.state, &run.answer) else {
        return Ok(signed.page(&unfinished(signed, &study, &run, shell)));
    };
    let input = run.input()?;
    let made = tasks_of(signed, &run).await?;
    let shell = body(signed, &run, shell, (&input, answer))
        .body(downloads(signed, &run))
        .body(repeated(signed, &run));
    let shell = tasks_part(signed, &run, shell, &made, errors)?;
    Ok(if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) })
}

/// Figures, map, charts and tables of an answer.
fn body(
    signed: &Signed,
    run: &Run,
    shell: Shell,
    (input, answer): (&Input, &solve::Answer),
) -> Shell {
    let side = SafeHtml::default()
        .and(parts::sites(signed, input, answer))
        .and(parts::refused(signed, input, answer));
    let charts = [
        parts::curve(signed, answer),
        parts::streets(signed, answer),
        parts::hours(signed, run.asked.from, answer),
    ];
    let charts = charts.into_iter().filter(|part| !part.is_empty());
    let charts = charts.fold(SafeHtml::default(), SafeHtml::and);
    let ended = format!("siteplans-ended-{}", run.ended_by);
    shell
        .body(parts::figures(signed, input, answer))
        .body(Text::new(parts::sentence(signed, answer)))
        .body(Text::meta(signed.t(&ended)))
        .body(Columns { main: parts::map(signed, input, answer), side })
        .body(SafeHtml::trusted("<div class=\"grid\">"))
        .body(charts)
        .body(SafeHtml::trusted("</div>"))
}

fn unfinished(signed: &Signed, study: &Study, run: &Run, shell: Shell) -> Shell {
    let here = run_href(study.id, run.number);
    if run.state == State::Failed {
        return shell.body(Notice::new(Tone::Bad, signed.t(&run.ended_by)));
    }
    if run.is_lost(signed.moment.now()) {
        return shell.body(Notice::new(Tone::Bad, signed.t("siteplans-lost")));
    }
    let (so_far, most) = (percent(run.covered), percent(run.at_most));
    let args = [("share", so_far.as_str().into()), ("most", most.as_str().into())];
    let key = match run.state {
        State::Waiting => "siteplans-waits",
        _ if run.stop_asked => "siteplans-stopping",
        _ => "siteplans-goes-on",
    };
    let stop = Shown::post(signed.lang, format!("{here}/stop")).submit(signed.t("siteplans-stop"));
    shell
        .body(Notice::new(Tone::Warn, signed.tf(key, &args)))
        .body(links(&[(signed.t("siteplans-reload").to_owned(), here)]))
        .form(&stop)
}

fn downloads(signed: &Signed, run: &Run) -> SafeHtml {
    let here = run_href(run.study, run.number);
    links(&[
        (signed.t("siteplans-geojson").to_owned(), format!("{here}/export/geojson")),
        (signed.t("siteplans-xlsx").to_owned(), format!("{here}/export/xlsx")),
        (signed.t("siteplans-report").to_owned(), format!("{here}/report")),
    ])
}

/// What it was calculated from, and whether it came out the same again.
fn repeated(signed: &Signed, run: &Run) -> SafeHtml {
    let now = signed.moment.now();
    let words = match run.repeated {
        None => signed.t("siteplans-repeat-never").to_owned(),
        Some((at, same)) => {
            let key = if same { "siteplans-repeat-same" } else { "siteplans-repeat-other" };
            let when = ui::when::when(signed.lang, at, now);
            signed.tf(key, &[("when", when.into())])
        }
    };
    let form = Shown::post(signed.lang, format!("{}/repeat", run_href(run.study, run.number)))
        .submit(signed.t("siteplans-repeat"));
    let parts = SafeHtml::default()
        .and(Text::meta(format!("{} · seed {}", run.engine, run.asked.seed)))
        .and(Text::meta(format!("{} {}", signed.t("siteplans-input"), run.digest)))
        .and(Text::meta(format!("{} {}", signed.t("siteplans-answer"), run.answer_digest)))
        .and(Text::new(words))
        .and(form);
    SafeHtml::from_safe(Panel::new(signed.t("siteplans-repeat-title"), parts))
}

type Tasks = Vec<(Made, Option<Standing>)>;

async fn tasks_of(signed: &Signed, run: &Run) -> Answer<Tasks> {
    let (desk, study, number) = (Desk::of(&signed.app)?, run.study, run.number);
    let read = signed.app.store().read(move |db: &mut Db<'_>| -> Result<Tasks, storage::Error> {
        let made = store::tasks(db, study, number)?;
        made.into_iter()
            .map(|one| {
                let standing = desk.tasks.standing(db, one.task)?;
                Ok((one, standing))
            })
            .collect()
    });
    Ok(read.await?)
}

/// The sites that became tasks, and the form by which the others do.
fn tasks_part(
    signed: &Signed,
    run: &Run,
    shell: Shell,
    made: &Tasks,
    errors: &Errors,
) -> Answer<Shell> {
    let desk = Desk::of(&signed.app)?;
    let spots = task::new_sites(run)?;
    let name = |id: &str| {
        let spot = spots.iter().find(|spot| spot.about.id == id);
        spot.map_or(id.to_owned(), |spot| spot.about.name.clone())
    };
    let mut shell = shell;
    if !made.is_empty() {
        let rows = made.iter().map(|(one, standing)| {
            let unit = desk.units.unit(one.owner);
            let owner =
                unit.map_or_else(String::new, |card| card.name(!signed.lang.is_zh()).to_owned());
            let number = standing.as_ref().map_or("", |it| it.number.as_str()).to_owned();
            let state = standing.as_ref().map_or("", |it| signed.t(&it.state)).to_owned();
            Row::new(one.site.clone(), name(&one.site))
                .cell(name(&one.site))
                .cell(Cell::link(number, format!("/desk/cases/{}", one.task)))
                .cell(owner)
                .cell(one.due_on.to_string())
                .cell(state)
        });
        let caption = signed.t("siteplans-tasks").to_owned();
        let mut table = Table::new(signed.lang, caption, signed.query.clone());
        for key in ["site", "task", "owner", "due", "state"] {
            let key = format!("siteplans-{key}");
            table = table.column(Column::new(signed.t(&key)));
        }
        shell = shell.body(Panel::new(signed.t("siteplans-tasks"), table.rows(rows)));
    }
    let left = spots.len().saturating_sub(made.len());
    if left == 0 {
        return Ok(shell);
    }
    let form = Shown::post(signed.lang, format!("{}/tasks", run_href(run.study, run.number)))
        .field(Field::date("due", signed.t("siteplans-due")).hint(signed.t("siteplans-due-hint")))
        .submit(signed.tf("siteplans-make-tasks", &[("n", left.into())]))
        .errors(errors);
    Ok(shell.body(Text::new(signed.t("siteplans-tasks-lead"))).form(&form))
}

/// `POST /desk/siting/{id}/runs/{number}/stop`
pub async fn stop(signed: Signed, Path((id, number)): At) -> Answer {
    let (reader, of) = (signed.clone(), id.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "siteplans-stop");
    let write = signed.app.store().write(stamp, move |tx| {
        let (study, _) = permitted(tx, &reader, &of)?;
        store::find_run(tx, study.id, number)?.ok_or(Fault::NotFound)?;
        run::ask_stop(tx, &study, number)?;
        Ok::<_, Fault>(study.id)
    });
    let id = write.await?;
    Ok(see_other(run_href(id, number)).flash(Tone::Plain, "siteplans-stop-asked").into_response())
}

/// `POST /desk/siting/{id}/runs/{number}/repeat`
pub async fn repeat(signed: Signed, Path((id, number)): At) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (study, run) = run_of(&signed, id, number).await?;
    if run.state != State::Done {
        return Err(Problem::conflict("siteplans-no-plan"));
    }
    let bench = signed.app.get::<Bench>().cloned().unwrap_or_default();
    work::begin(&bench, Worker::of(&signed.app, desk), (study.id, number), Errand::Repeat);
    Ok(see_other(run_href(study.id, number))
        .flash(Tone::Plain, "siteplans-repeat-begun")
        .into_response())
}

/// `POST /desk/siting/{id}/runs/{number}/tasks`
pub async fn tasks(signed: Signed, Path((id, number)): At, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (reader, of, due) = (signed.clone(), id.clone(), get(&sent.raw, "due").to_owned());
    let stamp = signed.actor.stamp(signed.moment.clone(), "siteplans-tasks");
    let write = signed.app.store().write(stamp, move |tx| {
        let (study, permit) = permitted(tx, &reader, &of)?;
        let run = store::find_run(tx, study.id, number)?.ok_or(Fault::NotFound)?;
        let due: Day = due.parse().map_err(|_| Fault::invalid("due", "siteplans-due-wrong"))?;
        let words = |spot: &Spot| words(&reader, &study, number, spot);
        task::make(tx, &desk, &permit, (&study, &run), due, words)?;
        Ok::<_, Fault>(study.id)
    });
    match write.await {
        Ok(id) => Ok(see_other(run_href(id, number))
            .flash(Tone::Good, "siteplans-tasks-made")
            .into_response()),
        Err(fault) => page(&signed, id, number, &wrong(&signed, fault)?).await,
    }
}

/// Title and text of a site's task.
fn words(signed: &Signed, study: &Study, number: i64, spot: &Spot) -> (String, String) {
    let args = [
        ("site", spot.about.name.as_str().into()),
        ("study", study.title.as_str().into()),
        ("n", number.into()),
        ("lon", format!("{:.5}", spot.about.lon).into()),
        ("lat", format!("{:.5}", spot.about.lat).into()),
    ];
    (signed.tf("siteplans-task-title", &args), signed.tf("siteplans-task-text", &args))
}

/// A run that has a plan, with its input.
fn planned(run: &Run) -> Answer<(Input, &solve::Answer)> {
    let answer = run.answer.as_ref().ok_or_else(|| Problem::conflict("siteplans-no-plan"))?;
    Ok((run.input()?, answer))
}

/// `GET /desk/siting/{id}/runs/{number}/report`: everything on one page to print.
pub async fn report(signed: Signed, Path((id, number)): At) -> Answer {
    let (study, run) = run_of(&signed, id, number).await?;
    let (input, answer) = planned(&run)?;
    let t = |key: &'static str| signed.t(key).to_owned();
    let heat: Vec<String> = input
        .sources
        .iter()
        .map(|one| format!("{} (ε {}, k {}, {})", one.name, one.epsilon, one.k, one.digest))
        .collect();
    let facts = [
        (t("siteplans-study"), study.title.clone()),
        (t("siteplans-area"), signed.app.areas().local_name(&study.area)),
        (t("siteplans-question"), question::line(&signed, &run.asked)),
        (t("siteplans-releases"), heat.join("\n")),
        (t("siteplans-spots"), count::to_i64(input.spots.len()).to_string()),
        (t("siteplans-made"), run.begun_at.display_minute()),
        (t("siteplans-engine"), format!("{}, seed {}", run.engine, run.asked.seed)),
        (t("siteplans-input"), run.digest.clone()),
        (t("siteplans-answer"), run.answer_digest.clone()),
    ];
    let facts = facts
        .into_iter()
        .fold(CheckAnswers::new(signed.lang), |all, (name, value)| all.row(name, value));
    let title = format!("{} · {}", t("siteplans-report"), study.title);
    let shell = signed.shell(Density::Desk, title).back(run_href(study.id, number)).body(facts);
    let shell = body(&signed, &run, shell, (&input, answer));
    Ok(signed.page(&shell.body(Text::meta(signed.t("siteplans-report-foot")))))
}

/// `GET /desk/siting/{id}/runs/{number}/export/{kind}`
pub async fn export(
    signed: Signed,
    Path((id, number, kind)): Path<(String, i64, String)>,
) -> Answer<Response> {
    let (_, run) = run_of(&signed, id, number).await?;
    let (input, answer) = planned(&run)?;
    let state = |fate: &Fate| match fate {
        Fate::Stands => signed.t("siteplans-legend-stands").to_owned(),
        Fate::Chosen { .. } => signed.t("siteplans-legend-chosen").to_owned(),
        Fate::Refused(_) => signed.t("siteplans-legend-refused").to_owned(),
    };
    let (bytes, mime) = match kind.as_str() {
        "geojson" => {
            let told = geojson(&run, &input, answer, |fate| parts::told(&signed, fate));
            (told.to_string().into_bytes(), "application/geo+json")
        }
        "xlsx" => {
            let columns =
                ["id", "site", "kind", "lon", "lat", "street", "price", "state", "marginal", "why"];
            let header = columns.map(|key| signed.t(&format!("siteplans-{key}")).to_owned());
            let told = |fate: &Fate| (state(fate), parts::told(&signed, fate));
            let made = sheet(&input, answer, header.into(), told).xlsx();
            (
                made.map_err(Problem::internal)?,
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            )
        }
        _ => return Err(Problem::not_found()),
    };
    let name = format!("attachment; filename=\"plan-{number}.{kind}\"");
    let headers = [(header::CONTENT_TYPE, mime.to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, bytes).into_response())
}
