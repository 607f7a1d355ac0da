//! One gathering at its organizer's desk: papers, points, motions, the count, minutes, decisions.

use access::Actor;
use contracts::UnitId;
use kernel::AreaCode;
use storage::Tx;
use ui::{
    Density, Field, Form as Shown, SafeHtml,
    form::Pick,
    list::Kpi,
    list::Kpis,
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed};

use super::{Any, done, get, new, parts};
use crate::{
    DecisionId, Desk, Fault, GatheringId, act, call,
    decide::{self, NewDecision},
    fact::Base,
    gathering::{Gathering, Stage},
    prepare::{self, NewMotion},
    store,
};

/// The gathering of whoever keeps it, with where its decisions stand.
pub(super) async fn held(
    signed: &Signed,
    desk: &Desk,
    id: GatheringId,
) -> Answer<(Gathering, Vec<parts::Known>)> {
    let desk = desk.clone();
    let read = signed.app.store().read(move |db| {
        let Some(gathering) = store::find(db, id)? else { return Ok(None) };
        let all: Vec<_> = gathering.carried.iter().chain(&gathering.decisions).cloned().collect();
        let known = parts::standings(db, &desk, &all)?;
        Ok::<_, storage::Error>(Some((gathering, known)))
    });
    let found = read.await?.ok_or_else(Problem::not_found)?;
    if act::keeps(&signed.actor, &found.0) { Ok(found) } else { Err(Problem::not_found()) }
}

/// `GET /desk/gatherings/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<GatheringId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (gathering, known) = held(&signed, &desk, id).await?;
    let mut shell = signed
        .shell(Density::Desk, gathering.title.clone())
        .back("/desk/gatherings")
        .body(Panel::new("", parts::head(&signed, &desk, &gathering)))
        .body(counts(&signed, &gathering));
    if let Some(quorum) = parts::quorum(&signed, &gathering) {
        shell = shell.body(quorum);
    }
    if matches!(gathering.stage, Stage::Called | Stage::Open | Stage::Closed) {
        let door = format!("/desk/gatherings/{id}/door");
        shell = shell.body(Button::new(signed.t("gathering-door"), door));
    }
    shell = parts::papers(shell, &signed, &gathering);
    let points = gathering.agenda();
    if !points.is_empty() {
        let mut all = SafeHtml::default();
        for point in &points {
            all = all.and(parts::point(&signed, &desk, point, &known));
        }
        shell = shell.body(Panel::new(signed.t("gathering-agenda"), all));
    }
    let least = i64::from(desk.catalogue.gatherings().votes_min);
    for motion in &gathering.motions {
        let part = parts::result(&signed, &gathering, motion, least);
        shell = shell.body(Panel::new(motion.text.clone(), part));
    }
    if let Some(minutes) = &gathering.minutes {
        shell = shell.body(Panel::new(signed.t("gathering-minutes"), Text::new(minutes)));
    }
    let mut decided = SafeHtml::default();
    for known in known.iter().filter(|known| gathering.decisions.contains(&known.0)) {
        decided = decided.and(parts::decision(&signed, &desk, known));
    }
    if !decided.is_empty() {
        shell = shell.body(Panel::new(signed.t("gathering-decisions"), decided));
    }
    for (title, form) in forms(&signed, &desk, id, &gathering) {
        shell = shell.body(Panel::new(signed.t(title), form));
    }
    Ok(signed.page(&shell))
}

fn counts(signed: &Signed, gathering: &Gathering) -> Kpis {
    let count = |number: usize| kernel::count::to_i64(number);
    let mut all = vec![
        Kpi::new(signed.t("gathering-count-signed-up"), count(gathering.signed_up.len())),
        Kpi::new(signed.t("gathering-count-there"), gathering.attended()),
    ];
    if gathering.rules.make_up_days.is_some() {
        all.push(Kpi::new(signed.t("gathering-count-made-up"), count(gathering.made_up.len())));
    }
    Kpis(all)
}

/// What the organizer can do at this stage, each with its heading.
fn forms(
    signed: &Signed,
    desk: &Desk,
    id: GatheringId,
    gathering: &Gathering,
) -> Vec<(&'static str, Shown)> {
    let post = |what: &str| Shown::post(signed.lang, format!("/desk/gatherings/{id}/{what}"));
    let max = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut all = Vec::new();
    if gathering.stage == Stage::Called {
        let paper = post("papers")
            .field(
                Field::text("paper_title", signed.t("gathering-title"))
                    .max_length(max(prepare::PAPER_TITLE_MAX)),
            )
            .field(
                Field::long_text("paper_text", signed.t("gathering-paper-text"))
                    .max_length(max(prepare::PAPER_MAX)),
            )
            .submit(signed.t("gathering-paper-add"));
        all.push(("gathering-paper-new", paper));
        if gathering.rules.motions {
            all.push(("gathering-motion-new", motion_form(signed, post("motions"))));
        }
    }
    if matches!(gathering.stage, Stage::Called | Stage::Open) {
        let item = post("items")
            .field(
                Field::text("item", signed.t("gathering-item")).max_length(max(prepare::POINT_MAX)),
            )
            .submit(signed.t("gathering-item-add"));
        all.push(("gathering-item-new", item));
    }
    if matches!(gathering.stage, Stage::Open | Stage::Closed | Stage::Settled) {
        let mut written = Field::long_text("minutes", signed.t("gathering-minutes"))
            .max_length(max(decide::MINUTES_MAX));
        if let Some(minutes) = &gathering.minutes {
            written = written.value(minutes.clone());
        }
        let minutes = post("minutes").field(written).submit(signed.t("gathering-minutes-keep"));
        all.push(("gathering-minutes-new", minutes));
        all.push((
            "gathering-decision-new",
            decision_form(signed, desk, gathering, post("decisions")),
        ));
    }
    if gathering.stage == Stage::Called {
        let shift = post("move")
            .field(
                Field::long_text("sittings", signed.t("gathering-sittings"))
                    .hint(signed.t("gathering-move-hint")),
            )
            .field(Field::text("place", signed.t("gathering-place")).optional())
            .field(Field::agree("online", signed.t("gathering-online")).optional())
            .submit(signed.t("gathering-move"));
        all.push(("gathering-move-new", shift));
        let off = post("off")
            .field(Field::text("reason", signed.t("gathering-off-reason")))
            .submit(signed.t("gathering-off"))
            .dangerous();
        all.push(("gathering-off-new", off));
    }
    all
}

fn motion_form(signed: &Signed, form: Shown) -> Shown {
    let ways = vec![
        Pick::new("secret", signed.t("gathering-secret")),
        Pick::new("hands", signed.t("gathering-by-hands")),
    ];
    let bases = vec![
        Pick::new("entitled", signed.t("gathering-of-entitled")),
        Pick::new("present", signed.t("gathering-of-present")),
    ];
    form.field(Field::long_text("motion", signed.t("gathering-motion")))
        .field(Field::select("way", signed.t("gathering-way"), ways))
        .field(Field::select("of", signed.t("gathering-of"), bases))
        .field(Field::number("majority", signed.t("gathering-majority")).value("50"))
        .submit(signed.t("gathering-motion-put"))
}

fn decision_form(signed: &Signed, desk: &Desk, gathering: &Gathering, form: Shown) -> Shown {
    let id: DecisionId = signed.moment.id();
    let english = !signed.lang.is_zh();
    let owners = desk.units.candidates(&gathering.area);
    let owners = owners
        .iter()
        .map(|card| Pick::new(card.id.to_string(), card.name(english).to_owned()))
        .collect();
    let due = signed.moment.now().day().plus(30).to_string();
    form.field(Field::hidden("id", id.to_string()))
        .field(
            Field::long_text("decision", signed.t("gathering-decision"))
                .hint(signed.t("gathering-decision-hint"))
                .max_length(u32::try_from(decide::DECISION_MAX).unwrap_or(u32::MAX)),
        )
        .field(Field::select("owner", signed.t("gathering-owner"), owners))
        .field(
            Field::text("with", signed.t("gathering-with"))
                .hint(signed.t("gathering-with-hint"))
                .autocomplete("off")
                .optional(),
        )
        .field(Field::date("due_on", signed.t("gathering-due-on")).value(due))
        .submit(signed.t("gathering-decide"))
}

/// Does something as the organizer and goes back to the gathering.
async fn act_on<T: Send + 'static>(
    signed: Signed,
    id: GatheringId,
    key: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &Actor) -> Result<T, Fault> + Send + 'static,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-keep");
    let write = move |tx: &mut Tx<'_>| work(tx, &desk, &actor);
    let outcome = signed.app.store().write(stamp, write).await;
    done(format!("/desk/gatherings/{id}"), key, outcome)
}

/// `POST /desk/gatherings/{id}/papers`
pub async fn paper(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let [title, text] = ["paper_title", "paper_text"].map(|name| get(&form.raw, name).to_owned());
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| {
        prepare::paper(tx, desk, by, id, &title, &text)
    };
    act_on(signed, id, "gathering-kept", work).await
}

/// `POST /desk/gatherings/{id}/items`
pub async fn item(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let text = get(&form.raw, "item").to_owned();
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| prepare::item(tx, desk, by, id, &text);
    act_on(signed, id, "gathering-kept", work).await
}

/// `POST /desk/gatherings/{id}/motions`
pub async fn motion(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let typed = &form.raw;
    let new = NewMotion {
        text: get(typed, "motion").to_owned(),
        secret: get(typed, "way") != "hands",
        majority_percent: get(typed, "majority").trim().parse().unwrap_or(0),
        of: if get(typed, "of") == "present" { Base::Present } else { Base::Entitled },
    };
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| prepare::motion(tx, desk, by, id, &new);
    act_on(signed, id, "gathering-kept", work).await
}

/// `POST /desk/gatherings/{id}/minutes`
pub async fn minutes(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let text = get(&form.raw, "minutes").to_owned();
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| decide::minutes(tx, desk, by, id, &text);
    act_on(signed, id, "gathering-kept", work).await
}

/// `POST /desk/gatherings/{id}/decisions`
pub async fn decision(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let typed = &form.raw;
    let read = || -> Result<NewDecision, Fault> {
        let owner: UnitId =
            get(typed, "owner").parse().map_err(|_| Fault::invalid("owner", "unit-unknown"))?;
        let due_on = get(typed, "due_on").parse();
        Ok(NewDecision {
            id: get(typed, "id").parse().map_err(|_| Fault::invalid("id", "invalid"))?,
            text: get(typed, "decision").to_owned(),
            owner,
            with: Vec::new(),
            due_on: due_on.map_err(|_| Fault::invalid("due_on", "gathering-day-wrong"))?,
        })
    };
    let (new, named) = (read()?, get(typed, "with").to_owned());
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| {
        let area = store::find(tx, id)?.ok_or(Fault::NotFound)?.area;
        let new = NewDecision { with: named_units(desk, &area, &named)?, ..new };
        decide::decide(tx, desk, by, id, &new)
    };
    act_on(signed, id, "gathering-decided", work).await
}

/// The units of an area by their full names, one after the other.
fn named_units(desk: &Desk, area: &AreaCode, names: &str) -> Result<Vec<UnitId>, Fault> {
    let names = names.split(['、', '，', ',', ';', '；', '\n']).map(str::trim);
    let known = desk.units.candidates(area);
    let unit = |name: &str| {
        let found = known.iter().find(|card| card.name_zh == name || card.name_en == name);
        found.map(|card| card.id).ok_or(Fault::invalid("with", "gathering-with-unknown"))
    };
    names.filter(|name| !name.is_empty()).map(unit).collect()
}

/// `POST /desk/gatherings/{id}/move`
pub async fn shift(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let typed = &form.raw;
    let online = get(typed, "online") == "1";
    let sittings = new::sittings(get(typed, "sittings"), get(typed, "place"), online)?;
    let work =
        move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| call::shift(tx, desk, by, id, &sittings);
    act_on(signed, id, "gathering-moved", work).await
}

/// `POST /desk/gatherings/{id}/off`
pub async fn off(signed: Signed, PathId(id): PathId<GatheringId>, form: Form<Any>) -> Answer {
    let reason = get(&form.raw, "reason").to_owned();
    let work = move |tx: &mut Tx<'_>, desk: &Desk, by: &Actor| call::off(tx, desk, by, id, &reason);
    act_on(signed, id, "gathering-off-now", work).await
}
