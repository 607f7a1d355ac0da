//! Somebody's record: found by phone or number, seen with a purpose, its facts on a line of time.

use access::{Action, reach};
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    list::{Card, Cards, Empty},
    panel::{Button, Notice, Panel, Text},
    timeline::{Event, Timeline},
};
use web::{Answer, Form, PathId, Signed};

use super::{Any, get, job_text, source_name, term_text, told};
use crate::{
    Desk, Fault, RecordId, SourceNo, day_of,
    fact::Fact,
    search::{self, Shown as Found, Wanted},
    source, term,
    term::Term,
};

/// The form by which somebody is looked for.
pub(super) fn search_form(signed: &Signed) -> Shown {
    Shown::post(signed.lang, "/desk/registry/search")
        .field(Field::text("wanted", signed.t("registry-wanted")).max_length(30))
        .field(Field::text("purpose", signed.t("registry-purpose-label")).max_length(200))
        .submit(signed.t("registry-search"))
}

/// `POST /desk/registry/search`
pub async fn find(signed: Signed, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (typed, actor, today) = (form.raw.clone(), signed.actor.clone(), signed.moment.now().day());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-search");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let wanted = Wanted::read(get(&typed, "wanted"), today)?;
        search::find(tx, &desk, &actor, &wanted, get(&typed, "purpose"))
    });
    let shell = signed.shell(Density::Desk, signed.t("registry-search")).back("/desk/registry");
    let found = match outcome.await {
        Ok(found) => found,
        Err(fault) => {
            let shell = shell
                .body(Notice::new(Tone::Bad, signed.t(told(fault)?)))
                .body(search_form(&signed).keep(&form.raw));
            return Ok(signed.page_again(&shell));
        }
    };
    if found.is_empty() {
        let none = Empty::new(signed.t("registry-not-found"), signed.t("registry-not-found-text"));
        return Ok(signed.page(&shell.body(none).body(search_form(&signed))));
    }
    let cards = found.into_iter().map(|shown| {
        Card::new(shown.personal.name.clone(), format!("/desk/records/{}", shown.record))
            .meta(source_name(&signed, &shown.source))
            .meta(shown.personal.masked_phone())
    });
    Ok(signed.page(&shell.body(Cards(cards.collect()))))
}

/// `GET /desk/records/{id}`: asks for the purpose first.
pub async fn ask(signed: Signed, PathId(id): PathId<RecordId>) -> Answer {
    let actor = signed.actor.clone();
    let read = signed.app.store().read(move |db| {
        let source = source::find(db, SourceNo::of(id))?.ok_or(Fault::NotFound)?;
        Desk::permit(&actor, Action::RegistryRead, &source)?;
        Ok::<_, Fault>(source)
    });
    let source = read.await?;
    let shell = signed
        .shell(Density::Desk, signed.t("registry-record"))
        .back(format!("/desk/sources/{}/roster", source.code))
        .body(Text::meta(signed.t("registry-look-lead")))
        .form(&purpose_form(&signed, id));
    Ok(signed.page(&shell))
}

fn purpose_form(signed: &Signed, id: RecordId) -> Shown {
    Shown::post(signed.lang, format!("/desk/records/{id}"))
        .field(Field::text("purpose", signed.t("registry-purpose-label")).max_length(200))
        .submit(signed.t("registry-look"))
}

/// `POST /desk/records/{id}`: shows the record and writes down that it was seen.
pub async fn look(signed: Signed, PathId(id): PathId<RecordId>, form: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (typed, actor, consulted) = (form.raw.clone(), signed.actor.clone(), desk.clone());
    let stamp = signed.actor.stamp(signed.moment.clone(), "registry-look");
    let outcome = signed.app.store().write(stamp, move |tx| {
        let shown = search::look(tx, &consulted, &actor, id, get(&typed, "purpose"))?;
        let wanted: Vec<i64> = terms_of(&shown.facts).collect();
        let terms = term::some(tx, wanted)?;
        Ok::<_, Fault>((shown, terms))
    });
    let (shown, terms) = match outcome.await {
        Ok(found) => found,
        Err(fault) => {
            let shell = signed
                .shell(Density::Desk, signed.t("registry-record"))
                .back("/desk/registry")
                .body(Notice::new(Tone::Bad, signed.t(told(fault)?)))
                .body(purpose_form(&signed, id));
            return Ok(signed.page_again(&shell));
        }
    };
    let mut shell = signed.shell(Density::Desk, shown.personal.name.clone()).back("/desk/registry");
    if !reach(&signed.actor, Action::RegistryLink).is_empty() {
        let all =
            Button::new(signed.t("registry-subject"), format!("/desk/records/{id}/same-person"));
        shell = shell.body(all.outline());
    }
    let shell = shell
        .body(facts(&signed, &desk, &shown, &terms))
        .body(Panel::new(signed.t("registry-history"), timeline(&signed, &desk, &shown, &terms)));
    Ok(signed.page(&shell))
}

/// The terms that facts point to.
pub(super) fn terms_of(facts: &[Fact]) -> impl Iterator<Item = i64> + use<'_> {
    let job = |fact: &Fact| fact.job.map(i64::abs);
    facts.iter().flat_map(move |fact| {
        std::iter::once(job(fact)).chain(fact.places.all()).flatten().filter(|term| *term > 0)
    })
}

type Terms = std::collections::HashMap<i64, Term>;

/// What holds now, each with its source and the day since which it does.
pub(super) fn facts(signed: &Signed, desk: &Desk, shown: &Found, terms: &Terms) -> Panel {
    let since = |day: i64| format!("{} {}", signed.t("registry-since"), day_of(day));
    let personal = &shown.personal;
    let mut body = SafeHtml::default();
    for (key, text) in [
        ("registry-column-number", personal.number.clone()),
        ("registry-column-phone", personal.masked_phone()),
        ("registry-column-id-number", personal.masked_identity()),
        ("registry-column-birth", personal.birth.clone()),
        ("registry-column-plate", personal.plate.clone()),
    ] {
        if !text.is_empty() {
            body = body.and(Text::new(format!("{}：{text}", signed.t(key))));
        }
    }
    for (job, held) in &shown.state.jobs {
        if let Some(Term::Job(job)) = terms.get(job) {
            let line = format!("{}：{}", signed.t("registry-job"), job_text(signed, desk, job));
            body = body.and(Text::new(line)).and(Text::meta(since(held.day)));
        }
    }
    let places = ["registry-column-home", "registry-column-residence", "registry-column-line"];
    for (key, place) in places.into_iter().zip(&shown.state.places) {
        if let Some(held) = place {
            let text = term_text(signed, desk, held.what, terms.get(&held.what));
            let line = format!("{}：{text}", signed.t(key));
            body = body.and(Text::new(line)).and(Text::meta(since(held.day)));
        }
    }
    Panel::new(source_name(signed, &shown.source), body)
}

/// Every fact, the newest first: from which day, since when known, from which file.
fn timeline(signed: &Signed, desk: &Desk, shown: &Found, terms: &Terms) -> Timeline {
    let mut told: Vec<&Fact> = shown.facts.iter().collect();
    told.sort_by_key(|fact| std::cmp::Reverse((fact.known, fact.day, fact.part)));
    let source = source_name(signed, &shown.source);
    let events = told.into_iter().map(|fact| {
        let mut said: Vec<String> = Vec::new();
        if let Some(job) = fact.job {
            let key = if job > 0 { "registry-job-held" } else { "registry-job-ended" };
            let text = term_text(signed, desk, job.abs(), terms.get(&job.abs()));
            said.push(format!("{}：{text}", signed.t(key)));
        }
        let keys = ["registry-column-home", "registry-column-residence", "registry-column-line"];
        for (key, term) in keys.into_iter().zip(fact.places.all()) {
            if let Some(term) = term {
                let text = term_text(signed, desk, term, terms.get(&term));
                said.push(format!("{}：{text}", signed.t(key)));
            }
        }
        if fact.said.is_some() {
            said.push(signed.t("registry-personal").to_owned());
        }
        let known = kernel::Timestamp::from_micros(fact.known);
        let args = [("day", day_of(fact.day).to_string().into()), ("batch", fact.batch.into())];
        Event::new(known, source.clone(), said.join("；"))
            .note(signed.tf("registry-from-day", &args))
    });
    Timeline::new(signed.lang, signed.moment.now(), events.collect())
}
