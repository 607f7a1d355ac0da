//! Places that carry a label: the public list, and what a place's own page says of it.

use std::sync::Arc;

use catalogue::LabelRule;
use kernel::{AreaCode, Level};
use storage::{Db, Error};
use ui::{
    Density, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Pager, Tag},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Problem, Visit};

use super::{href, named};
use crate::{
    Desk, PlaceId,
    label::{Assessment, Label, Mark, Standing, assess::Batch},
    place::Place,
    port::{Offer, Offers},
    store::{self, labels as books},
};

/// Places on one page.
const PAGE: usize = 50;
/// Days of redemptions that are counted.
pub(super) const SERVED_DAYS: i64 = 30;

/// A place with all that a page says of its label.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub place: Place,
    pub label: Option<Label>,
    pub batch: Option<Batch>,
    pub found: Option<Assessment>,
    pub offers: Vec<Offer>,
}

impl Told {
    pub fn standing(&self, today: kernel::Day) -> Standing {
        self.label.as_ref().map_or(Standing::Unknown, |label| label.standing(today))
    }
}

/// What is read of a label; the port to a merchant's offers where there is one.
#[derive(Clone)]
pub(crate) struct Reader {
    offers: Option<Arc<dyn Offers>>,
    now: kernel::Timestamp,
}

impl Reader {
    pub fn of(visit: &Visit) -> Self {
        let offers = visit.app.get::<Arc<dyn Offers>>().cloned();
        Self { offers, now: visit.moment.now() }
    }

    /// # Errors
    /// When the store fails.
    pub fn told(&self, db: &mut Db<'_>, place: Place) -> Result<Told, Error> {
        let label = books::find(db, place.id)?;
        let batch = label.as_ref().and_then(|label| label.batch);
        let batch = batch.map(|id| books::batch(db, id)).transpose()?.flatten();
        let found = books::last_assessment(db, place.id)?;
        let offers = self.offers(db, place.id)?;
        Ok(Told { place, label, batch, found, offers })
    }

    fn offers(&self, db: &mut Db<'_>, place: PlaceId) -> Result<Vec<Offer>, Error> {
        let since = self.now.plus_days(-SERVED_DAYS);
        match &self.offers {
            Some(offers) => offers.of(db, place, self.now.day(), since),
            None => Ok(Vec::new()),
        }
    }
}

/// The label that the query names; the first of the city without one.
///
/// # Errors
/// 404 when there is none.
pub(crate) fn wanted<'d>(visit: &Visit, desk: &'d Desk) -> Answer<&'d LabelRule> {
    let found = match visit.query.get("label").filter(|code| !code.is_empty()) {
        Some(code) => desk.rules().label(code),
        None => desk.rules().labels.first(),
    };
    found.ok_or_else(Problem::not_found)
}

/// A page of the list, and the code after which the next begins.
pub(crate) async fn listed(
    visit: &Visit,
    desk: &Desk,
    rule: &LabelRule,
    after: &str,
) -> Answer<(Vec<Told>, Option<String>)> {
    let area = match visit.query.get("area").filter(|code| !code.is_empty()) {
        None => desk.catalogue.city().area,
        Some(code) => AreaCode::parse(code)
            .map_err(|_| Problem::invalid().field("area", "places-area-unknown"))?,
    };
    let (reader, today) = (Reader::of(visit), visit.moment.now().day());
    let (label, after) = (rule.code.clone(), after.to_owned());
    let read = visit.app.store().read(move |db| {
        let found = books::labelled(db, (&label, &area), today, &after, PAGE + 1)?;
        let more = found.len() > PAGE;
        let mut all = Vec::with_capacity(found.len());
        for place in found.into_iter().take(PAGE) {
            if let Some(kept) = store::find(db, place)? {
                all.push(reader.told(db, kept.place)?);
            }
        }
        let last = all.last().filter(|_| more).map(|told| told.place.code.clone());
        Ok::<_, Error>((all, last))
    });
    Ok(read.await?)
}

/// `GET /places/labels?label=&area=&after=`
pub async fn list(visit: Visit) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let rule = wanted(&visit, &desk)?;
    let after = visit.query.get("after").unwrap_or_default().to_owned();
    let (found, last) = listed(&visit, &desk, rule, &after).await?;
    let shell = visit
        .shell(Density::Phone, named(visit.lang, &rule.name))
        .back("/places")
        .body(Text::new(visit.t("places-labels-lead")))
        .form(&filter(&visit, &desk));
    if found.is_empty() {
        let none = Empty::new(visit.t("places-labels-none"), visit.t("places-labels-none-text"));
        return Ok(visit.page(&shell.body(none)));
    }
    let cards = found.iter().map(|told| {
        let mut card = Card::new(told.place.name.clone(), href(&told.place.code))
            .tag(Tag::new(Tone::Good, carried(&visit, rule, told)))
            .meta(desk.areas.full_name(&told.place.area));
        if let Some(batch) = &told.batch {
            let body = [("body", batch.body.as_str().into())];
            card = card.meta(visit.tf("places-labelled-by", &body));
        }
        told.offers.iter().fold(card, |card, offer| card.body(Text::new(line(&visit, offer))))
    });
    let pager = Pager {
        lang: visit.lang,
        note: String::new(),
        previous: (!after.is_empty()).then(|| visit.query.without("after").href()),
        next: last.map(|last| visit.query.with("after", last).href()),
    };
    Ok(visit.page(&shell.body(Cards(cards.collect())).body(pager)))
}

/// The label's name, with its level where there are several.
fn carried(visit: &Visit, rule: &LabelRule, told: &Told) -> String {
    let name = named(visit.lang, &rule.name);
    let level = told.label.as_ref().map_or(0, |label| label.level);
    if rule.levels() < 2 || level < 1 {
        return name.to_owned();
    }
    visit.tf("places-label-level", &[("name", name.into()), ("level", level.into())])
}

fn filter(visit: &Visit, desk: &Desk) -> Shown {
    let city = desk.catalogue.city().area;
    let all = Pick::new("", visit.t("places-all-streets"));
    let streets =
        desk.areas.iter().filter(|(code, _)| code.level() == Level::Street && city.contains(code));
    let streets =
        streets.map(|(code, _)| Pick::new(code.to_string(), desk.areas.local_name(&code)));
    let picks = std::iter::once(all).chain(streets).collect();
    let labels = desk.rules().labels.iter();
    let labels = labels.map(|one| Pick::new(one.code.clone(), named(visit.lang, &one.name)));
    Shown::get(visit.lang, "/places/labels")
        .field(Field::select("label", visit.t("places-label-which"), labels.collect()))
        .field(Field::select("area", visit.t("places-street"), picks))
        .keep(visit.query.pairs())
}

/// `工作餐 15 元 · 每张卡每天 1 次`
pub(super) fn line(visit: &Visit, offer: &Offer) -> String {
    let key = format!("offer-limit-{}", offer.period);
    let limit = visit.tf(&key, &[("times", offer.times.into())]);
    format!("{} · {limit}", offer.title)
}

/// What a place's page says: the label or that it is gone, what was found, offers, a way to
/// complain.
pub(super) fn part(visit: &Visit, rule: &LabelRule, told: &Told) -> SafeHtml {
    let mut body = state(visit, rule, told);
    if told.standing(visit.moment.now().day()) == Standing::Labelled
        && let Some(found) = &told.found
    {
        body = found.marks.iter().fold(body, |body, one| body.and(mark(visit, rule, one)));
    }
    for offer in &told.offers {
        body = body.and(Text::new(line(visit, offer)));
    }
    let to = format!("{}/complain", href(&told.place.code));
    let body = body.and(Button::new(visit.t("places-complain"), to).outline());
    SafeHtml::from_safe(Panel::new(named(visit.lang, &rule.name), body))
}

/// Whether it carries the label, by whom, until when.
pub(super) fn state(visit: &Visit, rule: &LabelRule, told: &Told) -> SafeHtml {
    let today = visit.moment.now().day();
    let standing = told.standing(today);
    let tone = match standing {
        Standing::Labelled => Tone::Good,
        Standing::Unknown => Tone::Plain,
        Standing::Paused | Standing::Lapsed | Standing::Taken => Tone::Warn,
    };
    let name = carried(visit, rule, told);
    let key = format!("places-stands-{}", standing.as_str());
    let text = visit.tf(&key, &[("label", name.into())]);
    let mut state = SafeHtml::from_safe(Notice::new(tone, text));
    if told.label.as_ref().is_some_and(|label| label.stopped) {
        state = state.and(Text::new(visit.t("places-offers-stopped")));
    }
    let (Standing::Labelled, Some(batch)) = (standing, &told.batch) else { return state };
    let day = |day| ui::when::day(visit.lang, day, today);
    let label = told.label.as_ref();
    let until = label.and_then(|label| label.until).map(day).unwrap_or_default();
    let recheck = label.and_then(|label| label.recheck).map(day).unwrap_or_default();
    let facts = [
        ("body", batch.body.as_str().into()),
        ("batch", batch.name.as_str().into()),
        ("until", until.into()),
        ("recheck", recheck.into()),
    ];
    state.and(Text::meta(visit.tf("places-label-facts", &facts)))
}

/// `食材：合格（进货有票据）`
pub(super) fn mark(visit: &Visit, rule: &LabelRule, mark: &Mark) -> Text {
    let criterion = rule.criterion(&mark.criterion);
    let name = criterion.map_or(mark.criterion.as_str(), |it| named(visit.lang, &it.name));
    let verdict = visit.t(if mark.good { "places-mark-good" } else { "places-mark-poor" });
    let args =
        [("name", name.into()), ("verdict", verdict.into()), ("note", mark.note.as_str().into())];
    Text::new(
        visit.tf(if mark.note.is_empty() { "places-mark" } else { "places-mark-noted" }, &args),
    )
}
