//! One visit with its list: what became of each line, and what can be done with it.

use access::{Action, Target, permit};
use axum::response::IntoResponse as _;
use storage::Tx;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit as Visiting, see_other};

use super::{
    Any, day, get, owners, unit_name,
    visits::{day_of, owner_of},
};
use crate::{
    Desk, Fault, LineId, VisitId,
    port::Standing as CaseStanding,
    visit::{self, Line, NewLine, SAID_MAX, Settle, Standing, Visit, store},
};

/// A visit with its list, as a page tells it.
pub(crate) struct Sight {
    pub visit: Visit,
    /// Each line, with its case where it became one.
    pub lines: Vec<(Line, Option<CaseStanding>)>,
}

/// Reads the list with the standing of its cases.
pub(crate) fn sight(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    visit: Visit,
) -> Result<Sight, storage::Error> {
    let mut lines = Vec::new();
    for line in store::lines(db, visit.id)? {
        let case = match line.standing {
            Standing::Case(id) => desk.cases.standing(db, id)?,
            _ => None,
        };
        lines.push((line, case));
    }
    Ok(Sight { visit, lines })
}

/// The visit, for those who went there, own a line or answer for the area.
pub(crate) async fn look(signed: &Signed, desk: &Desk, id: VisitId) -> Answer<Sight> {
    let consulted = desk.clone();
    let read = signed.app.store().read(move |db| match store::find(db, id)? {
        Some(visit) => sight(db, &consulted, visit).map(Some),
        None => Ok(None),
    });
    let sight = read.await?.ok_or_else(Problem::not_found)?;
    let owners = sight.lines.iter().map(|(line, _)| line.owner);
    let target = Target::area(sight.visit.area).with_units(owners.chain([sight.visit.unit]));
    signed.permit_or_hide(Action::VisitKeep, &target)?;
    Ok(sight)
}

/// `GET /visits/{id}`
pub async fn show(signed: Signed, PathId(id): PathId<VisitId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let sight = look(&signed, &desk, id).await?;
    let link = format!("{}/visited/{}", signed.app.settings().public_url, sight.visit.token);
    let told = signed.tf(
        "outreach-visit-told",
        &[
            ("day", day(&signed, sight.visit.visited_on).into()),
            ("unit", unit_name(&signed, &desk, sight.visit.unit).into()),
        ],
    );
    let mut shell = signed
        .shell(Density::Desk, sight.visit.site.clone())
        .back("/visits")
        .body(Text::meta(told))
        .body(Panel::new(
            signed.t("outreach-link"),
            SafeHtml::from_safe(Text::new(signed.t("outreach-link-hint"))).and(Text::new(link)),
        ));
    for (line, case) in &sight.lines {
        let mut card = line_card(&signed, &desk, line, case.as_ref());
        let target = Target::area(sight.visit.area).with_units([sight.visit.unit, line.owner]);
        if line.standing == Standing::Open
            && permit(&signed.actor, Action::VisitKeep, &target).is_ok()
        {
            card = card.body(acts(&signed, &desk, line));
        }
        shell = shell.body(Panel::new("", SafeHtml::from_safe(card)));
    }
    let own = Target::area(sight.visit.area).with_units([sight.visit.unit]);
    if permit(&signed.actor, Action::VisitKeep, &own).is_ok() {
        shell = shell
            .body(Panel::new(signed.t("outreach-line-add"), adding(&signed, &desk, &sight.visit)));
    }
    Ok(signed.page(&shell))
}

/// A line in words that those who were visited may read too.
pub(super) fn line_card(
    visit: &Visiting,
    desk: &Desk,
    line: &Line,
    case: Option<&CaseStanding>,
) -> Card {
    let late = line.standing == Standing::Open && line.due_on < visit.moment.now().day();
    let (tone, word) = match (&line.standing, case) {
        (Standing::Open, _) if late => (Tone::Bad, visit.t("outreach-late").to_owned()),
        (Standing::Open, _) => (Tone::Plain, visit.t("outreach-open").to_owned()),
        (Standing::Done, _) => (Tone::Good, visit.t("outreach-done").to_owned()),
        (Standing::Declined, _) => (Tone::Warn, visit.t("outreach-declined").to_owned()),
        (Standing::Case(_), Some(case)) => {
            let tone = if case.is_closed { Tone::Good } else { Tone::Plain };
            (tone, visit.t(case.state).to_owned())
        }
        (Standing::Case(_), None) => (Tone::Plain, visit.t("outreach-case").to_owned()),
    };
    let mut card = Card::new(format!("{}. {}", line.position, line.text), "")
        .tag(Tag::new(tone, word))
        .meta(unit_name(visit, desk, line.owner))
        .meta(visit.tf("outreach-due", &[("day", day(visit, line.due_on).into())]));
    if let Some(case) = case {
        card =
            card.meta(visit.tf("outreach-case-number", &[("number", case.number.as_str().into())]));
    }
    if line.said.is_empty() { card } else { card.body(Text::new(&line.said)) }
}

/// Done, declined, or a case: each one form.
fn acts(signed: &Signed, desk: &Desk, line: &Line) -> SafeHtml {
    let at = |act: &str| format!("/visits/lines/{}/{act}", line.id);
    let said = |act: &str, label: &str| {
        let max = u32::try_from(SAID_MAX).unwrap_or(u32::MAX);
        Shown::post(signed.lang, at(act))
            .field(
                Field::text(format!("said-{act}-{}", line.position), signed.t(label))
                    .max_length(max),
            )
            .inline()
    };
    let matters = desk.catalogue.matters().iter().map(|matter| {
        let name = if signed.lang.is_zh() { &matter.name.zh } else { &matter.name.en };
        Pick::new(matter.code.clone(), name.clone())
    });
    let matter = format!("matter-{}", line.position);
    SafeHtml::from_safe(said("done", "outreach-result").submit(signed.t("outreach-done-act")))
        .and(said("declined", "outreach-reason").submit(signed.t("outreach-declined-act")))
        .and(
            Shown::post(signed.lang, at("case"))
                .field(Field::select(matter, signed.t("outreach-matter"), matters.collect()))
                .submit(signed.t("outreach-case-act"))
                .inline(),
        )
}

fn adding(signed: &Signed, desk: &Desk, visit: &Visit) -> Shown {
    let due = signed.moment.now().day().plus(30).to_string();
    Shown::post(signed.lang, format!("/visits/{}/lines", visit.id))
        .field(Field::text("lines", signed.t("outreach-line")).autocomplete("off"))
        .field(Field::select(
            "owner",
            signed.t("outreach-owner"),
            owners(signed, desk, &visit.area),
        ))
        .field(Field::date("due_on", signed.t("outreach-due-on")).value(due))
        .submit(signed.t("outreach-line-add"))
}

/// `POST /visits/{id}/lines`
pub async fn add(signed: Signed, PathId(id): PathId<VisitId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let new = NewLine {
        text: get(&form.raw, "lines").to_owned(),
        owner: owner_of(&form.raw)?,
        due_on: day_of(&form.raw, "due_on")?,
    };
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "visit-line");
    let work = move |tx: &mut Tx<'_>| visit::add(tx, &desk, &actor, id, &new);
    signed.app.store().write(stamp, work).await?;
    Ok(see_other(format!("/visits/{id}")).flash(Tone::Good, "outreach-line-added").into_response())
}

/// `POST /visits/lines/{id}/done`
pub async fn done(signed: Signed, PathId(id): PathId<LineId>, form: Form<Any>) -> Answer {
    let said = typed_as(&form, "said");
    settle(signed, id, move |tx, _, actor| visit::settle(tx, actor, id, &Settle::Done(said))).await
}

/// `POST /visits/lines/{id}/declined`
pub async fn declined(signed: Signed, PathId(id): PathId<LineId>, form: Form<Any>) -> Answer {
    let said = typed_as(&form, "said");
    settle(signed, id, move |tx, _, actor| visit::settle(tx, actor, id, &Settle::Declined(said)))
        .await
}

/// `POST /visits/lines/{id}/case`
pub async fn case(signed: Signed, PathId(id): PathId<LineId>, form: Form<Any>) -> Answer {
    let matter = typed_as(&form, "matter");
    settle(signed, id, move |tx, desk, actor| visit::to_case(tx, desk, actor, id, &matter)).await
}

/// Fields are named by their line, so that no two on a page share a name.
fn typed_as(form: &Form<Any>, start: &str) -> String {
    let found = form.raw.iter().find(|(name, _)| name.starts_with(start));
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

async fn settle(
    signed: Signed,
    id: LineId,
    work: impl FnOnce(&mut Tx<'_>, &Desk, &access::Actor) -> Result<Line, Fault> + Send + 'static,
) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "visit-settle");
    let write = move |tx: &mut Tx<'_>| work(tx, &desk, &actor);
    let (to, tone, key) = match signed.app.store().write(stamp, write).await {
        Ok(line) => (line.visit, Tone::Good, "outreach-settled-now"),
        Err(fault @ (Fault::Settled | Fault::Invalid { .. })) => {
            let read = signed.app.store().read(move |db| store::line(db, id));
            let line = read.await?.ok_or_else(Problem::not_found)?;
            let settled = matches!(fault, Fault::Settled);
            let key = if settled { "outreach-settled-before" } else { "outreach-say-more" };
            (line.visit, Tone::Warn, key)
        }
        Err(fault) => return Err(fault.into()),
    };
    Ok(see_other(format!("/visits/{to}")).flash(tone, key).into_response())
}
