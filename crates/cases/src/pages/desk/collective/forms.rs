//! What can be done to a matter now, as forms: only what the rules would admit is there.

use kernel::{AreaCode, Level};
use ui::{Field, Form, form::Pick};

use super::path;
use crate::{
    collective::{
        Better, Collective, CollectiveId, CommentId, Decision, Stage,
        open::{CHANGE_MAX, may_reopen},
        view::Shown,
    },
    handle::REASON_MAX,
    pages::shared::Names,
};

/// Rows for measures on the page; the API takes more.
pub const MEASURE_ROWS: usize = 3;

/// A form with what it is called.
pub struct Offered {
    pub act: &'static str,
    pub title: &'static str,
    pub lead: &'static str,
    pub form: Form,
}

/// What the reader may do now.
pub fn offered(names: Names<'_>, shown: &Shown, opens: bool, answers: bool) -> Vec<Offered> {
    let (id, matter) = (shown.id, &shown.matter);
    let mut list = Vec::new();
    let mut offer =
        |when: bool, act, (title, lead), form: fn(Names<'_>, &Collective, Form) -> Form| {
            if when {
                let blank = Form::post(names.lang(), format!("{}/{act}", path(id)))
                    .field(Field::hidden("seen", matter.length.to_string()));
                list.push(Offered { act, title, lead, form: form(names, matter, blank) });
            }
        };
    let stage = matter.stage;
    let measured = matter.measured().is_some();
    let to_measure = matches!(stage, Stage::Review | Stage::Vote | Stage::Decide) && !measured;
    let extended = matter.round().is_some_and(|round| round.extended.is_some());
    let raised = stage == Stage::Raised;
    offer(
        answers && raised,
        "answer",
        ("collective-do-answer", "collective-do-answer-lead"),
        answer,
    );
    offer(
        answers && stage == Stage::Trial && !extended,
        "extend",
        ("collective-do-extend", "collective-do-extend-lead"),
        extend,
    );
    offer(
        answers && to_measure,
        "measure",
        ("collective-do-measure", "collective-do-measure-lead"),
        measure,
    );
    offer(
        answers && stage == Stage::Decide && measured,
        "decide",
        ("collective-do-decide", "collective-do-decide-lead"),
        decide,
    );
    offer(
        opens && may_reopen(matter),
        "reopen",
        ("collective-do-reopen", "collective-do-reopen-lead"),
        reopen,
    );
    offer(
        opens && !stage.is_ended(),
        "cases",
        ("collective-do-gather", "collective-do-gather-lead"),
        gather,
    );
    offer(
        opens && raised,
        "withdraw",
        ("collective-do-withdraw", "collective-do-withdraw-lead"),
        withdraw,
    );
    list
}

fn long(name: &str, label: &str, max: usize) -> Field {
    Field::long_text(name, label).max_length(u32::try_from(max).unwrap_or(u32::MAX))
}

fn reason(names: Names<'_>) -> Field {
    long("reason", names.t("collective-reason"), REASON_MAX)
}

fn answer(names: Names<'_>, matter: &Collective, form: Form) -> Form {
    let picks = ["accepted", "partly", "declined"].map(|answer| {
        Pick::new(
            answer,
            names.t(match answer {
                "accepted" => "collective-answer-accepted",
                "partly" => "collective-answer-partly",
                _ => "collective-answer-declined",
            }),
        )
    });
    let form = form
        .field(Field::choice("answer", names.t("collective-answer"), picks.into()))
        .field(reason(names))
        .field(
            long("change", names.t("collective-trial-change"), CHANGE_MAX)
                .hint(names.t("collective-trial-hint"))
                .optional(),
        )
        .field(
            Field::select("area", names.t("collective-trial-area"), areas(names, &matter.area))
                .value(matter.area.to_string()),
        )
        .field(Field::date("from", names.t("collective-from")).optional())
        .field(Field::date("until", names.t("collective-until")).optional())
        .field(
            Field::date("review", names.t("collective-trial-review"))
                .hint(names.t("collective-review-hint"))
                .optional(),
        );
    (1..=MEASURE_ROWS)
        .fold(form, |form, row| measure_row(names, form, row))
        .submit(names.t("collective-do-answer"))
}

fn measure_row(names: Names<'_>, form: Form, row: usize) -> Form {
    let n = kernel::count::to_i64(row);
    let label = |key: &str| names.tf(key, &[("n", n.into())]);
    let better = [(Better::Higher, "collective-higher"), (Better::Lower, "collective-lower")]
        .map(|(better, key)| Pick::new(better.as_str(), names.t(key)));
    form.field(
        Field::text(format!("measure{row}-name"), label("collective-measure-name"))
            .hint(names.t("collective-measure-hint"))
            .optional(),
    )
    .field(Field::text(format!("measure{row}-unit"), label("collective-measure-unit")).optional())
    .field(
        Field::select(
            format!("measure{row}-better"),
            label("collective-measure-better"),
            better.into(),
        )
        .value("higher"),
    )
    .field(
        Field::text(format!("measure{row}-before"), label("collective-measure-before")).optional(),
    )
}

/// The matter's own area and what lies in it, down to the streets.
fn areas(names: Names<'_>, area: &AreaCode) -> Vec<Pick> {
    let below = names.desk.areas.iter().map(|(code, _)| code);
    let below =
        below.filter(|code| area.contains(code) && code != area && code.level() <= Level::Street);
    std::iter::once(*area)
        .chain(below)
        .map(|code| Pick::new(code.to_string(), names.area(&code)))
        .collect()
}

fn extend(names: Names<'_>, _: &Collective, form: Form) -> Form {
    form.field(Field::date("until", names.t("collective-until")))
        .field(Field::date("review", names.t("collective-trial-review")))
        .field(reason(names))
        .submit(names.t("collective-do-extend"))
}

fn measure(names: Names<'_>, matter: &Collective, form: Form) -> Form {
    let measures = matter.trial().map_or(&[][..], |trial| &trial.measures);
    let form = measures.iter().enumerate().fold(form, |form, (at, one)| {
        let label = format!("{}（{}）", one.name, one.unit);
        let before = format!("{} {}", one.before, one.unit);
        let hint = names.tf("collective-before-only", &[("before", before.into())]);
        form.field(Field::text(format!("after{at}"), label).hint(hint))
    });
    form.field(long("note", names.t("collective-note"), REASON_MAX).optional())
        .submit(names.t("collective-do-measure"))
}

fn decide(names: Names<'_>, _: &Collective, form: Form) -> Form {
    let picks = [
        (Decision::Adopted, "collective-decision-adopted"),
        (Decision::Adjusted, "collective-decision-adjusted"),
        (Decision::Dropped, "collective-decision-dropped"),
    ];
    let picks = picks.map(|(decision, key)| Pick::new(decision.as_str(), names.t(key)));
    form.field(Field::choice("decision", names.t("collective-decision"), picks.into()))
        .field(reason(names))
        .submit(names.t("collective-do-decide"))
}

fn reopen(names: Names<'_>, _: &Collective, form: Form) -> Form {
    form.field(long("facts", names.t("collective-new-facts"), CHANGE_MAX))
        .submit(names.t("collective-do-reopen"))
}

fn gather(names: Names<'_>, _: &Collective, form: Form) -> Form {
    form.field(Field::text("cases", names.t("collective-case-number")))
        .submit(names.t("collective-do-gather"))
}

fn withdraw(names: Names<'_>, _: &Collective, form: Form) -> Form {
    form.field(reason(names)).submit(names.t("collective-do-withdraw")).dangerous()
}

/// Takes a comment out.
pub fn strike(names: Names<'_>, id: CollectiveId, comment: CommentId) -> Form {
    Form::post(names.lang(), format!("{}/comments/{comment}/strike", path(id)))
        .field(Field::text("reason", names.t("collective-strike-reason")))
        .submit(names.t("collective-strike"))
}
