//! The inbox: what waits, by deadline.

use access::{Action, Reach, policy};
use askama::Template;
use axum::response::IntoResponse as _;
use contracts::CaseId;
use kernel::{Timestamp, case_number};
use storage::{Db, Error};
use ui::{
    Density, SafeHtml,
    list::{Bulk, Empty, Pager, Table},
    live::Live,
};
use web::{Answer, Signed, see_other};

use super::{
    choices, figures,
    figures::{Above, Memory, Reader, Tab},
    joint,
    names::Known,
    path, rows,
    wanted::Wanted,
};
use crate::{
    act,
    pages::shared::{self, Names},
    search, store,
    store::lists::{self, After, Line, Part},
};

/// Rows of a page: more than two screens at a desk.
pub const ROWS: usize = 50;
/// Bytes that a page of them fits into.
const ROOM: usize = 32 * 1_024;
/// How many urgent cases are pinned on top.
const PINNED_MAX: usize = 20;

#[derive(Template)]
#[template(path = "desk/head.html")]
struct Head<'a> {
    names: Names<'a>,
    tabs: Vec<Tab<'a>>,
    exports: Vec<(&'static str, String)>,
    /// Whether the reader may make cases of pasted messages.
    may_paste: bool,
}

/// What one page of the inbox shows.
pub struct Found {
    pub lines: Vec<Line>,
    /// Urgent ones, shown before all others.
    pub pinned: Vec<Line>,
    /// Where the next page begins.
    pub next: Option<After>,
    pub above: Above,
}

/// `GET /inbox`, and the same as `GET /desk/search`.
pub async fn show(memory: &Memory, signed: Signed) -> Answer {
    let wanted = Wanted::read(&signed.query)?;
    if let Some(typed) = &wanted.typed
        && let Some(id) = by_number(&signed, typed).await?
    {
        return Ok(see_other(path(id)).into_response());
    }
    let reach = policy::reach(&signed.actor, Action::CaseList);
    let found = read(memory, &signed, &wanted, &reach).await?;
    let desk = shared::desk(&signed.app)?;
    let names = Names::new(&signed, &desk);
    let part = wanted.filter.part;
    let shell = signed
        .shell(Density::Desk, names.t("desk-inbox"))
        .no_heading()
        .template(&Head {
            names,
            tabs: figures::tabs(names, &signed.query, part, &found.above.counts),
            exports: exports(&signed),
            may_paste: !policy::reach(&signed.actor, Action::CasePaste).is_empty(),
        })
        .body(joint::waiting(names, &found.above.waiting))
        .body(choices::filters(names, &signed.actor, &reach, &signed.query, &wanted))
        .body(list(&signed, names, &wanted, &found));
    Ok(signed.page(&shell))
}

/// The case with this number, if the reader may read it.
async fn by_number(signed: &Signed, typed: &str) -> Answer<Option<CaseId>> {
    let Some(number) = case_number::normalise(typed) else { return Ok(None) };
    let actor = signed.actor.clone();
    let found = signed.app.store().read(move |db| {
        let Some(id) = store::id_of(db, &number)? else { return Ok(None) };
        let Some(case) = store::find(db, id)? else { return Ok(None) };
        let target = act::target(db, id, &case)?;
        let may = policy::permit(&actor, Action::CaseRead, &target).is_ok();
        Ok::<_, Error>(may.then_some(id))
    });
    Ok(found.await?)
}

async fn read(memory: &Memory, signed: &Signed, wanted: &Wanted, reach: &Reach) -> Answer<Found> {
    let now = signed.moment.now();
    let store = signed.app.store();
    let version = *store.changes().borrow();
    let reader = Reader { reach: reach.clone(), units: joint::own_units(&signed.actor) };
    let known = memory.recall(&reader, version, now);
    let (is_known, asked, asks) = (known.is_some(), wanted.clone(), reader.clone());
    let found = store.read_committed(move |db| find(db, asked, &asks, (known, now))).await?;
    if !is_known {
        memory.remember(reader, version, now, found.above.clone());
    }
    Ok(found)
}

fn find(
    db: &mut Db<'_>,
    wanted: Wanted,
    reader: &Reader,
    (known, now): (Option<Above>, Timestamp),
) -> Result<Found, Error> {
    let Wanted { mut filter, typed, pages } = wanted;
    if let Some(typed) = typed {
        filter.among = Some(search::find(db, &typed)?);
    }
    let (reach, after) = (&reader.reach, pages.last().copied());
    // One row more than is shown tells whether there is a next page.
    let (pinned, mut lines) = if filter.part.is_by_deadline() && after.is_none() {
        lists::first_page(db, &filter, reach, now, (PINNED_MAX, ROWS + 1))?
    } else {
        (Vec::new(), lists::page(db, &filter, reach, now, after, ROWS + 1)?)
    };
    let more = lines.len() > ROWS;
    lines.truncate(ROWS);
    let next = lines.last().filter(|_| more).map(|last| begins_after(filter.part, last));
    lines.retain(|line| !pinned.iter().any(|urgent| urgent.id == line.id));
    let above = known.map_or_else(|| figures::above(db, reader, now), Ok)?;
    Ok(Found { lines, pinned, next, above })
}

/// The place right behind a line, in the order of its list.
pub fn begins_after(part: Part, line: &Line) -> After {
    let by_deadline = line.due_at.filter(|_| part.is_by_deadline());
    After { key: by_deadline.unwrap_or(line.created_at).micros(), id: line.id }
}

/// The part of the page that refreshes itself.
fn list(signed: &Signed, names: Names<'_>, wanted: &Wanted, found: &Found) -> Live {
    let pinned = i64::try_from(found.pinned.len()).unwrap_or(i64::MAX);
    let figures = figures::kpis(names, &found.above.counts, pinned);
    let mut body = SafeHtml::with_room(ROOM).and(figures);
    if found.pinned.is_empty() && found.lines.is_empty() {
        body = body.and(empty(signed, names, wanted));
    } else {
        body = body.and(table(signed, names, wanted, found));
    }
    let pager = Pager {
        lang: names.lang(),
        note: String::new(),
        previous: wanted.previous(&signed.query),
        next: found.next.map(|last| wanted.next(&signed.query, last)),
    };
    if pager.previous.is_some() || pager.next.is_some() {
        body = body.and(pager);
    }
    let (id, events) = ("inbox".to_owned(), "/live".to_owned());
    Live { lang: names.lang(), id, events, source: String::new(), body }
}

fn table(signed: &Signed, names: Names<'_>, wanted: &Wanted, found: &Found) -> Table {
    let mut known = Known::new(names);
    let caption = names.t("desk-inbox").to_owned();
    let mut table = Table::new(names.lang(), caption, signed.query.clone());
    for column in rows::columns(&known) {
        table = table.column(column);
    }
    let lines = found.pinned.iter().chain(&found.lines);
    table = table.rows(lines.map(|line| rows::row(&mut known, line)));
    let waits = matches!(wanted.filter.part, Part::Open | Part::New | Part::Overdue);
    let may_accept = !policy::reach(&signed.actor, Action::CaseAccept).is_empty();
    if waits && may_accept { table.bulk(bulk(signed, names)) } else { table }
}

fn bulk(signed: &Signed, names: Names<'_>) -> Bulk {
    let back = SafeHtml::trusted(r#"<input type="hidden" name="back" value=""#)
        .and(SafeHtml::text(&signed.query.href()))
        .and(SafeHtml::trusted(r#"">"#));
    Bulk {
        action: "/inbox/accept".to_owned(),
        csrf: String::new(),
        buttons: vec![("accept".to_owned(), names.t("desk-accept-ticked").to_owned())],
        extra: back,
    }
}

fn empty(signed: &Signed, names: Names<'_>, wanted: &Wanted) -> Empty {
    let filtered = wanted.filter.matter.is_some()
        || wanted.filter.owner.is_some()
        || wanted.filter.area.is_some();
    if filtered || wanted.typed.is_some() {
        let all = ["matter", "unit", "area", "q", "after"];
        let bare = all.iter().fold(signed.query.clone(), |query, key| query.without(key));
        Empty::new(names.t("desk-none-found"), names.t("desk-none-found-text"))
            .action(names.t("desk-clear"), bare.href())
    } else {
        Empty::new(names.t("desk-none"), names.t("desk-none-text"))
    }
}

/// The same list to take away, for those who may.
fn exports(signed: &Signed) -> Vec<(&'static str, String)> {
    if policy::reach(&signed.actor, Action::CaseExport).is_empty() {
        return Vec::new();
    }
    let query = signed.query.without("after");
    let raw = query.href();
    let raw = raw.split_once('?').map_or("", |(_, raw)| raw);
    ["csv", "xlsx"].map(|kind| (kind, format!("/inbox.{kind}?{raw}"))).to_vec()
}
