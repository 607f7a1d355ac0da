//! A worker's gatherings: the own, and what everybody is invited to. What can be taken along: the
//! calendar, the statement.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use credential::LogKey;
use storage::Tx;
use ui::{
    Field, Form as Shown, SafeHtml, Tone,
    list::{Cards, Empty},
    panel::{Button, Notice, Panel, Text},
};
use web::{Answer, Form, Problem, Signed, Visit};

use super::{Any, get, parts};
use crate::{
    Desk,
    calendar::{self, SECRET_MAX, Words},
    fault::text,
    statement::{self, Statement},
    store::{Kept, feeds, lists},
};

const LIST_MAX: usize = 100;
/// Everything that somebody was ever at.
const STATED_MAX: usize = 2_000;
const NAME_MAX: usize = 20;

/// What somebody is told of: the own, those of their units, those for everybody.
pub(crate) struct Mine {
    pub own: Vec<Kept>,
    pub open: Vec<Kept>,
}

/// Reads them.
///
/// # Errors
/// When the store fails.
pub(crate) fn read(
    db: &mut storage::Db<'_>,
    desk: &Desk,
    person: contracts::PersonId,
    now: kernel::Timestamp,
) -> Result<Mine, storage::Error> {
    let since = now.plus_days(-30);
    let mut own = lists::of_person(db, person, since, LIST_MAX)?;
    let units = desk.members.units_of(db, person, now.day())?;
    for kept in lists::of_units(db, &units, now, LIST_MAX)? {
        if own.iter().all(|known| known.id != kept.id) {
            own.push(kept);
        }
    }
    own.sort_by_key(|kept| kept.gathering.starts_at());
    let mut open = lists::open(db, now, LIST_MAX)?;
    open.retain(|kept| own.iter().all(|known| known.id != kept.id));
    Ok(Mine { own, open })
}

/// `GET /gatherings`
pub async fn list(signed: Signed) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let (person, now, consulted) = (signed.actor.person, signed.moment.now(), desk.clone());
    let found = signed.app.store().read(move |db| read(db, &consulted, person, now)).await?;
    let mut shell = parts::phone(&signed, signed.t("gatherings")).back("/");
    if found.own.is_empty() && found.open.is_empty() {
        let none = Empty::new(signed.t("gatherings-none"), signed.t("gatherings-none-text"));
        shell = shell.body(none);
    }
    for (title, kept) in [("gatherings-mine", &found.own), ("gatherings-open", &found.open)] {
        if !kept.is_empty() {
            let cards = kept.iter().map(|kept| parts::card(&signed, &desk, kept, "/gatherings"));
            shell = shell.body(Panel::new(signed.t(title), Cards(cards.collect())));
        }
    }
    let shell = shell
        .body(Text::meta(signed.t("gatherings-free")))
        .body(Button::new(signed.t("councils"), "/councils").outline())
        .body(Button::new(signed.t("drafts"), "/drafts").outline())
        .body(Button::new(signed.t("gatherings-take"), "/gatherings/take").outline());
    Ok(signed.page(&shell))
}

/// `GET /gatherings/take`
pub async fn take(signed: Signed) -> Answer {
    taking(&signed, None).await
}

async fn taking(signed: &Signed, secret: Option<String>) -> Answer {
    let person = signed.actor.person;
    let has = signed.app.store().read(move |db| feeds::has(db, person)).await?;
    let mut feed = SafeHtml::from_safe(Text::new(signed.t("gathering-feed-lead")));
    if let Some(secret) = secret {
        let address = format!("{}/calendar/{secret}.ics", signed.app.settings().public_url);
        feed = feed
            .and(Notice::new(Tone::Good, signed.t("gathering-feed-made")))
            .and(Text::new(address));
    }
    let key = if has { "gathering-feed-anew" } else { "gathering-feed-make" };
    feed = feed.and(Shown::post(signed.lang, "/gatherings/take/calendar").submit(signed.t(key)));
    let statement = Shown::post(signed.lang, "/gatherings/take/statement")
        .field(
            Field::text("name", signed.t("gathering-statement-name"))
                .hint(signed.t("gathering-statement-hint"))
                .max_length(u32::try_from(NAME_MAX).unwrap_or(u32::MAX)),
        )
        .submit(signed.t("gathering-statement-make"));
    let statement =
        SafeHtml::from_safe(Text::new(signed.t("gathering-statement-lead"))).and(statement);
    let shell = parts::phone(signed, signed.t("gatherings-take"))
        .back("/gatherings")
        .body(Panel::new(signed.t("gathering-feed"), feed))
        .body(Panel::new(signed.t("gathering-statement"), statement));
    Ok(signed.page(&shell))
}

/// `POST /gatherings/take/calendar`: the address is shown once.
pub async fn feed(signed: Signed) -> Answer {
    let person = signed.actor.person;
    let stamp = signed.actor.stamp(signed.moment.clone(), "gathering-calendar");
    let work = move |tx: &mut Tx<'_>| calendar::make(tx, person);
    let secret = signed.app.store().write(stamp, work).await?;
    taking(&signed, Some(secret)).await
}

/// `GET /calendar/{secret}`: for calendar programs, which sign in nowhere.
pub async fn ics(visit: Visit, Path(secret): Path<String>) -> Answer {
    let secret = secret.strip_suffix(".ics").unwrap_or(&secret).to_owned();
    if secret.len() > SECRET_MAX {
        return Err(Problem::not_found());
    }
    let words = Words {
        name: visit.t("gatherings").to_owned(),
        appointment: visit.t("gathering-appointment").to_owned(),
        online: visit.t("gathering-online").to_owned(),
        public_url: visit.app.settings().public_url.clone(),
    };
    let now = visit.moment.now();
    let read = visit.app.store().read(move |db| calendar::of_secret(db, &secret, now, &words));
    let text = read.await?.ok_or_else(Problem::not_found)?;
    Ok(file("text/calendar; charset=utf-8", "yilu.ics", text))
}

/// `POST /gatherings/take/statement`
pub async fn statement(signed: Signed, form: Form<Any>) -> Answer {
    let typed = get(&form.raw, "name");
    // A line of its own would be a line of the statement.
    let name = typed.replace(char::is_control, " ");
    let name = text("name", &name, 1, NAME_MAX)?;
    let person = signed.actor.person;
    let read = signed.app.store().read(move |db| {
        let kept = lists::of_person(db, person, kernel::Timestamp::from_seconds(0), STATED_MAX)?;
        Ok::<_, storage::Error>(statement::lines(person, &kept))
    });
    let lines = read.await?;
    let key: &LogKey = signed
        .app
        .settings()
        .log_key
        .as_ref()
        .ok_or_else(|| Problem::internal("the deployment has no key to sign with"))?;
    let stated = Statement::new(key.public().name(), &name, signed.moment.now(), lines);
    Ok(file("text/plain; charset=utf-8", "attendance.txt", stated.sign(key)))
}

fn file(kind: &'static str, name: &'static str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (StatusCode::OK, headers, text).into_response()
}
