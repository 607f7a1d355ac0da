//! Matters that concern many, on the phone: read by everybody, joined, discussed and voted on by
//! those whom they concern.

mod vote;

use access::Action;
use axum::{
    http::Method,
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as FormView, SafeHtml, Shell, Tone,
    form::Pick,
    list::{Cards, Empty},
    panel::{Button, Panel, Text},
};
use web::{Answer, Form, Need, PathId, Problem, Routes, Signed, Visit, see_other};

use crate::{
    act::ActError,
    collective::{
        CollectiveId, CommentId, CommentName, Side,
        people::{self, COMMENT_MAX, NewComment},
        store,
        view::{self, Shown},
    },
    pages::shared::{Names, collective as parts, desk},
};

/// Where the list is.
const HERE: &str = "/collective";
const LIMIT: usize = 60;

/// The table.
pub(super) fn routes() -> Routes {
    let join = Need::May(Action::CollectiveJoin);
    Routes::new("cases")
        .page(Method::GET, HERE, Need::Public, list)
        .page(Method::GET, "/collective/{id}", Need::Public, one)
        .page(Method::POST, "/collective/{id}/join", join, join_in)
        .page(Method::POST, "/collective/{id}/leave", join, leave)
        .page(Method::POST, "/collective/{id}/comments", join, comment)
        .page(Method::GET, "/collective/{id}/vote", join, vote::ask)
        .page(Method::POST, "/collective/{id}/vote", join, vote::cast)
        .page(Method::GET, "/collective/{id}/ballots", Need::Public, vote::ballots)
        .page(Method::POST, "/collective/{id}/ballots", Need::Public, vote::check)
}

fn shell(visit: &Visit, title: impl Into<String>) -> Shell {
    visit.shell(Density::Phone, title)
}

/// `GET /collective`
async fn list(visit: Visit) -> Answer {
    let desk = desk(&visit.app)?;
    let names = Names::new(&visit, &desk);
    let found = visit.app.store().read(|db| store::newest(db, LIMIT)).await?;
    let mut shell = shell(&visit, names.t("collective-title"))
        .back("/")
        .body(Text::new(names.t("collective-lead")));
    shell = if found.is_empty() {
        shell.body(Empty::new(names.t("collective-none"), names.t("collective-none-text")))
    } else {
        let cards = found.iter().map(|kept| parts::card(names, kept, parts::path(kept.id)));
        shell.body(Cards(cards.collect()))
    };
    Ok(visit.page(&shell))
}

/// `GET /collective/{id}`
async fn one(visit: Visit, PathId(id): PathId<CollectiveId>) -> Answer {
    page(&visit, id, &Typed::default(), &Errors::new()).await
}

async fn page(visit: &Visit, id: CollectiveId, typed: &Typed, errors: &Errors) -> Answer {
    let desk = desk(&visit.app)?;
    let names = Names::new(visit, &desk);
    let (reader, working) = (names.reader(), desk.clone());
    let read = visit.app.store().read(move |db| {
        Ok::<_, storage::Error>((view::show(db, &working, id, reader)?, store::entries(db, id)?))
    });
    let (shown, entries) = read.await?;
    let shown = shown.ok_or_else(Problem::not_found)?;
    let matter = &shown.matter;
    let mut shell = shell(visit, matter.title.clone())
        .back(HERE)
        .body(Panel::new("", parts::head(names, &shown)))
        .body(taking_part(names, visit, &shown))
        .body(parts::outcome(names, &shown))
        .body(parts::trial(names, matter))
        .body(Panel::new(names.t("collective-proposal"), parts::proposal(names, &shown)))
        .body(parts::comments(names, &shown.comments, |_| SafeHtml::default()));
    let speaks = visit.actor.is_some() && !matter.stage.is_ended();
    if speaks {
        let form = comment_form(visit, names, id).keep(&typed.pairs()).errors(errors);
        shell = shell.form(&form);
    }
    let history = Panel::new("", parts::timeline(names, &entries));
    let shell = shell.body(history);
    Ok(if errors.is_empty() { visit.page(&shell) } else { visit.page_again(&shell) })
}

/// What the reader can do in it now.
fn taking_part(names: Names<'_>, visit: &Visit, shown: &Shown) -> SafeHtml {
    let here = parts::path(shown.id);
    let mut list = SafeHtml::default();
    match shown.mine.voted {
        Some(false) => {
            list = list
                .and(Text::new(names.t("collective-may-vote")))
                .and(Button::new(names.t("collective-go-vote"), format!("{here}/vote")));
        }
        Some(true) => list = list.and(Text::new(names.t("collective-voted"))),
        None => {}
    }
    if shown.matter.vote().is_some() {
        let check = Button::new(names.t("collective-check"), format!("{here}/ballots"));
        list = list.and(check.outline());
    }
    let staff = visit.actor.as_ref().is_some_and(access::Actor::is_staff);
    if shown.matter.stage.is_ended() || staff {
        return list;
    }
    let tap = |act: &str, label: &str| {
        FormView::post(names.lang(), format!("{here}/{act}")).submit(label.to_owned()).inline()
    };
    match (&visit.actor, shown.mine.joined) {
        (None, _) => list.and(Text::meta(names.t("collective-sign-in"))),
        (Some(_), false) => list
            .and(tap("join", names.t("collective-join")))
            .and(Text::meta(names.t("collective-join-hint"))),
        (Some(_), true) if shown.mine.reported => {
            list.and(Text::meta(names.t("collective-you-reported")))
        }
        (Some(_), true) => list
            .and(Text::meta(names.t("collective-you-joined")))
            .and(tap("leave", names.t("collective-leave"))),
    }
}

fn comment_form(visit: &Visit, names: Names<'_>, id: CollectiveId) -> FormView {
    let max = u32::try_from(COMMENT_MAX).unwrap_or(u32::MAX);
    let picks = [
        (Side::Worker, "collective-side-worker"),
        (Side::Resident, "collective-side-resident"),
        (Side::Merchant, "collective-side-merchant"),
    ];
    let picks = picks.map(|(side, key)| Pick::new(side.as_str(), names.t(key)));
    FormView::post(names.lang(), format!("{}/comments", parts::path(id)))
        .field(Field::hidden("id", visit.moment.id::<CommentName>().to_string()))
        .field(Field::choice("side", names.t("collective-side"), picks.into()).value("worker"))
        .field(
            Field::long_text("text", names.t("collective-comment"))
                .hint(names.t("collective-comment-hint"))
                .max_length(max),
        )
        .submit(names.t("collective-say"))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    side: String,
    #[serde(default)]
    text: String,
}

impl Typed {
    /// What was typed; a fresh form keeps its own id and its own choice.
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let all = [("id", &self.id), ("side", &self.side), ("text", &self.text)];
        let typed = all.into_iter().filter(|(_, value)| !value.is_empty());
        typed.map(|(name, value)| (name, value.as_str())).collect()
    }
}

/// `POST /collective/{id}/comments`
async fn comment(signed: Signed, PathId(id): PathId<CollectiveId>, typed: Form<Typed>) -> Answer {
    let side = Side::parse(&typed.side);
    let comment: CommentId = typed.id.parse().unwrap_or_else(|_| signed.moment.id());
    let text = typed.text.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    let work = move |tx: &mut Tx<'_>| {
        let side =
            side.ok_or(ActError::Invalid { field: "side", code: "collective-side-choose" })?;
        people::comment(tx, &actor, id, NewComment { id: comment, side, text })
    };
    match signed.app.store().write(stamp, work).await {
        Ok(()) => Ok(back(id, Tone::Good, "collective-said")),
        Err(ActError::Invalid { field, code }) => {
            let mut errors = Errors::new();
            errors.add(field, signed.t(code));
            page(&signed, id, &typed.value, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /collective/{id}/join`
async fn join_in(signed: Signed, PathId(id): PathId<CollectiveId>) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| people::join(tx, &actor, id)).await?;
    Ok(back(id, Tone::Good, "collective-joined-now"))
}

/// `POST /collective/{id}/leave`
async fn leave(signed: Signed, PathId(id): PathId<CollectiveId>) -> Answer {
    let stamp = signed.actor.stamp(signed.moment.clone(), "collective");
    let actor = signed.actor.clone();
    signed.app.store().write(stamp, move |tx| people::leave(tx, &actor, id)).await?;
    Ok(back(id, Tone::Good, "collective-left-now"))
}

fn back(id: CollectiveId, tone: Tone, told: &'static str) -> Response {
    see_other(parts::path(id)).flash(tone, told).into_response()
}
