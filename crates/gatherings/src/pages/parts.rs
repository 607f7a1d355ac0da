//! What several pages show of a gathering.

use kernel::Day;
use storage::{Db, Error};
use ui::{
    Density, SafeHtml, Tone,
    list::{Card, Tag},
    panel::{Panel, Text},
};
use web::Visit;

use crate::{
    Desk,
    agenda::Point,
    fact::{Decision, Sitting},
    gathering::{Gathering, Motion, Stage},
    port::Standing,
    quorum::Outcome,
    store::Kept,
};

/// A unit's name in the reader's language.
pub fn unit_name(visit: &Visit, desk: &Desk, id: contracts::UnitId) -> String {
    let english = !visit.lang.is_zh();
    desk.units.unit(id).map_or_else(String::new, |card| card.name(english).to_owned())
}

/// A day as people say it.
pub fn day(visit: &Visit, day: Day) -> String {
    ui::when::day(visit.lang, day, visit.moment.now().day())
}

/// The kind's name in the reader's language; its code for one that is declared no more.
pub fn kind_name(visit: &Visit, desk: &Desk, code: &str) -> String {
    let name = desk.catalogue.gathering_kind(code).map(|kind| &kind.name);
    name.map_or(code, |name| if visit.lang.is_zh() { &name.zh } else { &name.en }).to_owned()
}

/// `5月13日 09:30–11:00 · 党群服务中心 · 线上也可参加`
pub fn sitting(visit: &Visit, sitting: &Sitting) -> String {
    let from = ui::when::when(visit.lang, sitting.from, visit.moment.now());
    let until = sitting.until.local();
    let mut told = vec![format!("{from}–{:02}:{:02}", until.hour(), until.minute())];
    if !sitting.place.is_empty() {
        told.push(sitting.place.clone());
    }
    if sitting.online {
        told.push(visit.t("gathering-online").to_owned());
    }
    told.join(" · ")
}

/// How far it is, in a word.
pub fn stage(visit: &Visit, gathering: &Gathering) -> Tag {
    let (tone, key) = match gathering.stage {
        Stage::Called => (Tone::Plain, "gathering-stage-called"),
        Stage::Open => (Tone::Good, "gathering-stage-open"),
        Stage::Closed | Stage::Settled => (Tone::Plain, "gathering-stage-over"),
        Stage::CalledOff => (Tone::Bad, "gathering-stage-off"),
    };
    Tag::new(tone, visit.t(key))
}

/// A gathering in a list.
pub fn card(visit: &Visit, desk: &Desk, kept: &Kept, path: &str) -> Card {
    let Kept { id, gathering } = kept;
    let mut card = Card::new(gathering.title.clone(), format!("{path}/{id}"))
        .tag(stage(visit, gathering))
        .meta(kind_name(visit, desk, &gathering.kind))
        .meta(unit_name(visit, desk, gathering.unit));
    for one in &gathering.sittings {
        card = card.meta(sitting(visit, one));
    }
    card
}

/// Where and when, and why it is not held.
pub fn head(visit: &Visit, desk: &Desk, gathering: &Gathering) -> SafeHtml {
    let mut lines = SafeHtml::from_safe(Text::meta(format!(
        "{} · {}",
        kind_name(visit, desk, &gathering.kind),
        unit_name(visit, desk, gathering.unit)
    )));
    for one in &gathering.sittings {
        lines = lines.and(Text::new(sitting(visit, one)));
    }
    lines = lines.and(stage(visit, gathering));
    if let Some(reason) = &gathering.reason {
        let told = visit.tf("gathering-off-told", &[("reason", reason.as_str().into())]);
        lines = lines.and(Text::new(told));
    }
    lines
}

/// A decision with where its case stands, as far as it is known.
pub type Known = (Decision, Option<Standing>);

/// Where the case of each decision stands.
///
/// # Errors
/// When the store fails.
pub fn standings(
    db: &mut Db<'_>,
    desk: &Desk,
    decisions: &[Decision],
) -> Result<Vec<Known>, Error> {
    let known =
        |decision: &Decision| Ok((decision.clone(), desk.cases.standing(db, decision.case)?));
    decisions.iter().map(known).collect()
}

/// A decision with its unit, its day and what became of it.
pub fn decision(visit: &Visit, desk: &Desk, known: &Known) -> Card {
    let (decision, standing) = known;
    let due = visit.tf("gathering-due", &[("day", day(visit, decision.due_on).into())]);
    let mut card =
        Card::new(decision.text.clone(), "").meta(unit_name(visit, desk, decision.owner)).meta(due);
    if let Some(standing) = standing {
        let tone = if standing.is_closed { Tone::Good } else { Tone::Plain };
        card = card
            .tag(Tag::new(tone, visit.t(&standing.state)))
            .meta(visit.tf("gathering-case", &[("number", standing.number.as_str().into())]));
        let today = visit.moment.now().day();
        if !standing.is_closed && decision.due_on < today {
            card = card.tag(Tag::new(Tone::Bad, visit.t("gathering-overdue")));
        }
        if !standing.open.is_empty() {
            let names = standing.open.iter().map(|unit| unit_name(visit, desk, *unit));
            let names = names.collect::<Vec<_>>().join("、");
            card = card.meta(visit.tf("gathering-open-units", &[("units", names.into())]));
        }
        if !standing.answer.is_empty() {
            card = card.body(Text::new(&standing.answer));
        }
    }
    card
}

/// The agenda without what belongs to the reader.
pub fn point(visit: &Visit, desk: &Desk, point: &Point<'_>, known: &[Known]) -> Card {
    match point {
        Point::Carried(carried, read) => {
            let found = known.iter().find(|(decision, _)| decision.id == carried.id);
            let bare = ((*carried).clone(), None);
            let card = decision(visit, desk, found.unwrap_or(&bare));
            let key = if read.is_some() { "gathering-read-out" } else { "gathering-carried" };
            card.meta(visit.t(key))
        }
        Point::Item(text) => Card::new(*text, ""),
        Point::Topic(_, topic) => {
            let wanted = kernel::count::to_i64(topic.wanted_by());
            let told = visit.tf("gathering-wanted", &[("people", wanted.into())]);
            Card::new(topic.text.clone(), "").meta(told)
        }
    }
}

/// What a motion comes to. A secret vote is not told in figures about fewer ballots than `least`.
pub fn result(visit: &Visit, gathering: &Gathering, motion: &Motion, least: i64) -> SafeHtml {
    let (tone, key) = match gathering.outcome(motion) {
        Outcome::Open => (Tone::Plain, "gathering-outcome-open"),
        Outcome::NoQuorum => (Tone::Warn, "gathering-outcome-no-quorum"),
        Outcome::Carried => (Tone::Good, "gathering-outcome-carried"),
        Outcome::Lost => (Tone::Plain, "gathering-outcome-lost"),
    };
    let secret = if motion.secret { "gathering-secret" } else { "gathering-by-hands" };
    let told = SafeHtml::from_safe(Tag::new(tone, visit.t(key))).and(Text::meta(visit.t(secret)));
    match &motion.counted {
        Some(counted) if !motion.secret || counted.tally.cast() >= least => {
            let tally = counted.tally;
            let figures = visit.tf(
                "gathering-tally",
                &[
                    ("for", tally.yes.into()),
                    ("against", tally.against.into()),
                    ("abstain", tally.abstain.into()),
                ],
            );
            told.and(Text::new(figures))
        }
        Some(_) => told.and(Text::meta(visit.t("gathering-tally-hidden"))),
        None => told,
    }
}

/// The quorum as people say it.
pub fn quorum(visit: &Visit, gathering: &Gathering) -> Option<Text> {
    let quorum = gathering.quorum()?;
    let key =
        if quorum.is_reached() { "gathering-quorum-there" } else { "gathering-quorum-missing" };
    let figures = [
        ("present", quorum.present.into()),
        ("entitled", quorum.entitled.into()),
        ("needed", quorum.needed.into()),
    ];
    Some(Text::new(visit.tf(key, &figures)))
}

/// Papers, each folded into a box of its own.
pub fn papers(shell: ui::Shell, visit: &Visit, gathering: &Gathering) -> ui::Shell {
    let mut shell = shell;
    for paper in &gathering.papers {
        shell = shell.body(Panel::new(paper.title.clone(), Text::new(&paper.text)));
    }
    if gathering.frozen.is_some() && !gathering.papers.is_empty() {
        shell = shell.body(Text::meta(visit.t("gathering-papers-frozen")));
    }
    shell
}

/// A page for workers.
pub fn phone(visit: &Visit, title: &str) -> ui::Shell {
    visit.shell(Density::Phone, title)
}
