//! My cases: where each stands, by when, and who has had it since when.

use contracts::CaseId;
use serde::{Deserialize, Serialize};
use ui::{
    SafeHtml,
    list::{Card, Cards, Empty, Kpi, Kpis, Pager},
    panel::{Button, Panel},
    when::{due, span},
};
use web::{Answer, Cursor, Signed};

use super::shell;
use crate::{
    State,
    case::Case,
    chain::{contacts, filing},
    pages::shared::{Audience, Names, desk, holding::holder, state},
    store::{
        Kept,
        lists::After,
        mine::{self, Figures, Show},
    },
};

const PAGE: usize = 20;
/// A deadline this near is amber.
const SOON_HOURS: i64 = 24;

/// Where the next page begins.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Place(pub i64, pub CaseId);

impl From<Place> for After {
    fn from(Place(key, id): Place) -> Self {
        Self { key, id }
    }
}

/// `GET /cases/mine?show=&after=`
pub(super) async fn show(signed: Signed) -> Answer {
    let desk = desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let show = signed.query.get("show").and_then(Show::parse).unwrap_or_default();
    let after = signed.cursor::<Place>("after")?.map(After::from);
    let person = signed.actor.person;
    let (vault, now) = (signed.app.vault().clone(), signed.moment.now());
    let read = signed.app.store().read(move |db| {
        let page = mine::page(db, person, show, after, PAGE + 1)?;
        let filed = filing::waiting_for(db, &vault, person, now)?;
        let contact = contacts::contact_of(db, person)?;
        Ok::<_, access::vault::Error>((page, mine::figures(db, person)?, filed, contact))
    });
    let (mut page, figures, filed, contact) = read.await?;
    let next = (page.len() > PAGE).then(|| page.truncate(PAGE)).and_then(|()| page.last());
    let next = next.map(|last| Place(last.case.created_at.micros(), last.id));
    let mut shell = shell(&signed, names.t("mine-title"));
    for one in &filed {
        let asked = names.tf("mine-filed", &[("title", one.title.as_str().into())]);
        let go = Button::new(names.t("mine-filed-look"), format!("/filed/{}", one.id));
        shell = shell.body(Panel::new(asked, SafeHtml::from_safe(go)));
    }
    let mut shell =
        shell.body(Button::new(names.t("mine-report"), "/report")).body(tabs(names, show, figures));
    shell = if page.is_empty() {
        let empty = Empty::new(names.t("mine-empty"), names.t("mine-empty-text"));
        shell.body(empty)
    } else {
        shell.body(Cards(page.iter().map(|kept| card(names, kept)).collect()))
    };
    if next.is_some() || after.is_some() {
        let first = signed.query.without("after");
        shell = shell.body(Pager {
            lang: names.lang(),
            note: String::new(),
            previous: after.map(|_| first.href()),
            next: next.map(|place| first.with("after", Cursor(place).encode()).href()),
        });
    }
    if let Some(contact) = contact {
        let label = names.tf("mine-contact", &[("name", contact.name.into())]);
        shell = shell.body(Button::new(label, "/contact-member").outline());
    }
    Ok(signed.page(&shell))
}

/// The tabs with the two closing figures, which are never added up.
fn tabs(names: Names<'_>, now: Show, figures: Figures) -> SafeHtml {
    let figure = |key: &'static str, value: i64| Kpi::new(names.t(key), value);
    let tones = if figures.awaiting > 0 { ui::Tone::Warn } else { ui::Tone::Plain };
    let kpis = Kpis(vec![
        figure("mine-closed", figures.closed_by_handler),
        figure("mine-confirmed", figures.confirmed),
    ]);
    let links = Show::ALL.map(|show| {
        let label = names.t(match show {
            Show::All => "mine-all",
            Show::Awaiting => "mine-awaiting",
            Show::Open => "mine-open",
            Show::Ended => "mine-ended",
        });
        let count = if show == Show::Awaiting { figures.awaiting } else { 0 };
        Tab {
            label,
            href: format!("/cases/mine?show={}", show.as_str()),
            current: show == now,
            count,
            tone: tones.class(),
        }
    });
    if figures.all == 0 {
        return SafeHtml::default();
    }
    SafeHtml::from_safe(kpis)
        .and(SafeHtml::of(&Tabs { label: names.t("mine-tabs"), tabs: links.to_vec() }))
}

#[derive(Clone)]
struct Tab<'a> {
    label: &'a str,
    href: String,
    current: bool,
    count: i64,
    tone: &'static str,
}

#[derive(askama::Template)]
#[template(path = "tabs.html")]
struct Tabs<'a> {
    label: &'a str,
    tabs: Vec<Tab<'a>>,
}

fn card(names: Names<'_>, Kept { id, case }: &Kept) -> Card {
    let mut card = Card::new(case.title.clone(), format!("/cases/{id}"))
        .tag(state::tag(names.visit, case.state))
        .meta(held_by(names, case))
        .meta(case.number.clone());
    if let Some(at) = case.due {
        card = card.tag(due(names.lang(), at.by, names.now(), SOON_HOURS));
    }
    if case.state == State::Answered {
        card = card.action(names.t("mine-judge"), format!("/cases/{id}"));
    }
    match state::steps(names.visit, case.state) {
        Some(steps) => card.steps(steps),
        None => card,
    }
}

/// Who has it, and for how long.
fn held_by(names: Names<'_>, case: &Case) -> String {
    let who = holder(names, Audience::Worker, case, case.holder());
    let since = case.holdings.last().map_or(case.created_at, |last| last.since);
    let long = span(names.lang(), names.now().seconds_since(since));
    if case.state.is_ended() {
        return names.tf("mine-ended-at", &[("when", names.when(since).into())]);
    }
    if case.state == State::Answered {
        return names.tf("mine-awaits", &[("span", long.into())]);
    }
    names.tf("mine-held", &[("who", who.into()), ("span", long.into())])
}
