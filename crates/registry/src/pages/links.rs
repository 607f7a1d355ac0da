//! Who is one person: what waits for a person, two records side by side, a subject and its links.

use axum::response::IntoResponse as _;
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Tag},
    panel::{Grid, Notice, Panel, Text},
};
use web::{Answer, Form, PathId, Signed, see_other};

use super::{Any, get, record::facts, record::terms_of, source_name, told};
use crate::{
    Desk, Fault, RecordId, SourceNo,
    linking::{Link, LinkId, ProposalId, Reason, act, look},
    search::Shown as Found,
    source, term,
};

/// Why one looks at two records here: what the list of looks says.
const PURPOSE: &str = "registry-link-purpose";
const QUEUE: &str = "/desk/same-person";

/// `GET /desk/same-person`: pairs that wait for a person. Nothing of anybody is on it.
pub async fn queue(signed: Signed) -> Answer {
    let (actor, now) = (signed.actor.clone(), signed.moment.now());
    let read = signed.app.store().read(move |db| {
        let mut found = Vec::new();
        for proposal in look::queue(db, &actor, now)? {
            let mut names = Vec::new();
            for record in proposal.pair.both() {
                names.extend(source::find(db, SourceNo::of(record))?);
            }
            found.push((proposal, names));
        }
        Ok::<_, Fault>(found)
    });
    let found = read.await?;
    let shell = signed
        .shell(Density::Desk, signed.t("registry-links-title"))
        .back("/desk/registry")
        .body(Text::meta(signed.t("registry-links-lead")));
    if found.is_empty() {
        let none =
            Empty::new(signed.t("registry-links-none"), signed.t("registry-links-none-text"));
        return Ok(signed.page(&shell.body(none)));
    }
    let cards = found.into_iter().map(|(proposal, sources)| {
        let names: Vec<String> =
            sources.iter().map(|source| source_name(&signed, source)).collect();
        let card = Card::new(names.join(" ↔ "), format!("{QUEUE}/{}", proposal.id))
            .meta(probability(&signed, proposal.probability))
            .meta(proposal.made_at.display_minute());
        proposal.reasons.iter().take(3).fold(card, |card, why| card.tag(tag(&signed, why)))
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}

fn probability(signed: &Signed, probability: f64) -> String {
    let share = format!("{:.1} %", probability * 100.0);
    signed.tf("registry-link-probability", &[("share", share.into())])
}

/// A reason in words, green where it speaks for one person.
fn tag(signed: &Signed, reason: &Reason) -> Tag {
    let tone = if reason.speaks_for() { Tone::Good } else { Tone::Warn };
    Tag::new(tone, signed.t(&reason.key()))
}

/// `GET /desk/same-person/{id}`: both records and the reasons. A look at each, written down.
pub async fn show(signed: Signed, PathId(id): PathId<ProposalId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (actor, consulted) = (signed.actor.clone(), desk.clone());
    let purpose = signed.t(PURPOSE).to_owned();
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let seen = signed.app.store().write(stamp, move |tx| {
        let compared = look::compare(tx, &consulted, &actor, id, &purpose)?;
        let facts = compared.sides.iter().flat_map(|side| terms_of(&side.facts));
        let wanted: Vec<i64> = facts.collect();
        let terms = term::some(tx, wanted)?;
        Ok::<_, Fault>((compared, terms))
    });
    let (compared, terms) = seen.await?;
    let sides = compared.sides.iter().map(|side| {
        let name = Text::new(side.personal.masked_name());
        let body = SafeHtml::from_safe(name).and(facts(&signed, &desk, side, &terms));
        Panel::new(signed.t("registry-record"), body)
    });
    let answers = [
        ("same", "registry-link-same"),
        ("apart", "registry-link-apart-answer"),
        ("later", "registry-link-later"),
    ];
    let answers = answers.map(|(value, key)| Pick::new(value, signed.t(key)));
    let form = Shown::post(signed.lang, format!("{QUEUE}/{id}"))
        .field(Field::choice("answer", signed.t("registry-link-question"), answers.to_vec()))
        .submit(signed.t("registry-answer"));
    let shell = signed
        .shell(Density::Desk, signed.t("registry-link-question"))
        .back(QUEUE)
        .body(Grid(sides.collect()))
        .body(reasons(&signed, compared.proposal.probability, &compared.proposal.reasons))
        .form(&form);
    Ok(signed.page(&shell))
}

/// Every reason in words with its weight, the heaviest first.
fn reasons(signed: &Signed, sure: f64, reasons: &[Reason]) -> Panel {
    let mut body = SafeHtml::from_safe(Text::new(probability(signed, sure)));
    for reason in reasons {
        let bits = format!("{:+.1}", reason.bits);
        let line = format!("{} {bits}", signed.t(&reason.key()));
        body = body.and(Text::new(line));
    }
    body = body.and(Text::meta(signed.t("registry-link-bits")));
    Panel::new(signed.t("registry-link-reasons"), body)
}

/// `POST /desk/same-person/{id}`
pub async fn answer(signed: Signed, PathId(id): PathId<ProposalId>, form: Form<Any>) -> Answer {
    let (typed, actor) = (form.raw.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let said = act::Answer::read(get(&typed, "answer"));
        let said = said.ok_or(Fault::invalid("answer", "registry-link-choose"))?;
        look::answer(tx, &actor, id, said)
    });
    match outcome.await {
        Ok(()) => Ok(see_other(QUEUE).flash(Tone::Good, "registry-link-answered").into_response()),
        Err(fault) => {
            let code = told(fault)?;
            Ok(see_other(format!("{QUEUE}/{id}")).flash(Tone::Bad, code).into_response())
        }
    }
}

/// `GET /desk/records/{id}/same-person`: the records taken for one person, and why. A look at each.
pub async fn subject(signed: Signed, PathId(id): PathId<RecordId>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (actor, purpose) = (signed.actor.clone(), signed.t(PURPOSE).to_owned());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let seen =
        signed.app.store().write(stamp, move |tx| look::subject(tx, &desk, &actor, id, &purpose));
    let found = seen.await?;
    let mut shell = signed
        .shell(Density::Desk, signed.t("registry-subject"))
        .back("/desk/registry")
        .body(Grid(found.records.iter().map(|record| side(&signed, record)).collect()));
    if found.links.is_empty() {
        shell = shell.body(Notice::new(Tone::Plain, signed.t("registry-subject-alone")));
    }
    for link in &found.links {
        shell = shell.body(drawn(&signed, link, id));
    }
    Ok(signed.page(&shell))
}

fn side(signed: &Signed, record: &Found) -> Panel {
    let personal = &record.personal;
    let lines = [personal.masked_name(), personal.masked_phone(), personal.masked_identity()];
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    let body = lines.fold(SafeHtml::default(), |body, line| body.and(Text::new(line)));
    Panel::new(source_name(signed, &record.source), body)
}

/// A link: since when, by whom, why; with a form to take it back while it stands.
fn drawn(signed: &Signed, link: &Link, record: RecordId) -> Panel {
    let by =
        if link.run.is_some() { "registry-link-by-program" } else { "registry-link-by-person" };
    let since = format!("{} {}", signed.t("registry-since"), link.since.display_minute());
    let mut body = SafeHtml::from_safe(Text::meta(format!("{since} · {}", signed.t(by))))
        .and(reasons(signed, link.probability, &link.reasons));
    body = match link.until {
        Some(until) => {
            let why = link.ended_why.clone().unwrap_or_default();
            let args = [("at", until.display_minute().into()), ("why", why.into())];
            body.and(Text::meta(signed.tf("registry-link-ended", &args)))
        }
        None => body.and(
            Shown::post(signed.lang, format!("{QUEUE}/links/{}/undo?record={record}", link.id))
                .field(Field::text("why", signed.t("registry-link-why")).max_length(200))
                .submit(signed.t("registry-link-undo")),
        ),
    };
    Panel::new(signed.t("registry-link"), body)
}

/// `POST /desk/same-person/links/{id}/undo`
pub async fn undo(signed: Signed, PathId(id): PathId<LinkId>, form: Form<Any>) -> Answer {
    let (typed, actor) = (form.raw.clone(), signed.actor.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-link");
    let outcome =
        signed.app.store().write(stamp, move |tx| look::undo(tx, &actor, id, get(&typed, "why")));
    let record = signed.query.get("record").and_then(|text| text.parse::<RecordId>().ok());
    let back = record
        .map_or_else(|| QUEUE.to_owned(), |record| format!("/desk/records/{record}/same-person"));
    match outcome.await {
        Ok(_) => Ok(see_other(back).flash(Tone::Good, "registry-link-undone-done").into_response()),
        Err(fault) => {
            let code = told(fault)?;
            Ok(see_other(back).flash(Tone::Bad, code).into_response())
        }
    }
}
