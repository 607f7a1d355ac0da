//! Drafts of rules: clause by clause with every comment and what became of it; a new one, the
//! answers, the closing.

use access::{Action, Target, permit};
use axum::response::{IntoResponse as _, Response};
use kernel::AreaCode;
use storage::Tx;
use ui::{
    Density, Errors, Field, Form as Shown, SafeHtml, Tone,
    form::Pick,
    list::{Card, Cards, Empty, Tag},
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, Visit, input::Typed, see_other};

use super::{Any, done, get, parts};
use crate::{
    CommentId, Desk, DraftId, Fault,
    draft::{self, Comment, Draft, NewDraft, Outcome},
    store::drafts as store,
};

const LIST_MAX: usize = 100;

/// `GET /drafts`
pub async fn list(visit: Visit) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let found = visit.app.store().read(|db| store::newest(db, LIST_MAX)).await?;
    let mut shell =
        visit.shell(Density::Phone, visit.t("drafts")).body(Text::new(visit.t("drafts-lead")));
    if found.is_empty() {
        shell = shell.body(Empty::new(visit.t("drafts-none"), visit.t("drafts-none-text")));
    }
    let cards = found.iter().map(|draft| {
        Card::new(draft.title.clone(), format!("/drafts/{}", draft.id))
            .tag(state(&visit, draft))
            .meta(parts::unit_name(&visit, &desk, draft.unit))
            .meta(until(&visit, draft))
    });
    Ok(visit.page(&shell.body(Cards(cards.collect()))))
}

fn is_open(visit: &Visit, draft: &Draft) -> bool {
    draft.closed_at.is_none() && visit.moment.now().day() <= draft.open_until
}

fn state(visit: &Visit, draft: &Draft) -> Tag {
    if is_open(visit, draft) {
        Tag::new(Tone::Good, visit.t("draft-open"))
    } else if draft.closed_at.is_some() {
        Tag::new(Tone::Plain, visit.t("draft-closed"))
    } else {
        Tag::new(Tone::Warn, visit.t("draft-answering"))
    }
}

fn until(visit: &Visit, draft: &Draft) -> String {
    let day = parts::day(visit, draft.open_until);
    visit.tf("draft-until", &[("day", day.into())])
}

/// `GET /drafts/{id}`
pub async fn show(visit: Visit, PathId(id): PathId<DraftId>) -> Answer {
    let desk = Desk::of(&visit.app)?;
    let read = visit.app.store().read(move |db| {
        let Some(draft) = store::find(db, id)? else { return Ok(None) };
        Ok::<_, storage::Error>(Some((draft, store::comments(db, id)?)))
    });
    let (draft, comments) = read.await?.ok_or_else(Problem::not_found)?;
    let keeps = visit.actor.as_ref().is_some_and(|actor| {
        let target = Target::area(draft.area).with_units([draft.unit]);
        permit(actor, Action::GatheringKeep, &target).is_ok()
    });
    let mut shell = visit
        .shell(Density::Phone, draft.title.clone())
        .back("/drafts")
        .body(state(&visit, &draft))
        .body(Text::meta(format!(
            "{} · {}",
            parts::unit_name(&visit, &desk, draft.unit),
            until(&visit, &draft)
        )));
    for (number, clause) in (1_i64..).zip(&draft.clauses) {
        let title = visit.tf("draft-clause", &[("number", number.into())]);
        let mut part = SafeHtml::from_safe(Text::new(clause));
        for comment in comments.iter().filter(|comment| comment.clause == number) {
            part = part.and(card(&visit, comment, keeps && draft.closed_at.is_none()));
        }
        if visit.actor.is_some() && is_open(&visit, &draft) {
            part = part.and(comment_form(&visit, id, number));
        }
        shell = shell.body(Panel::new(title, part));
    }
    if keeps && draft.closed_at.is_none() {
        let form = Shown::post(visit.lang, format!("/desk/drafts/{id}/close"))
            .submit(visit.t("draft-close"));
        let part = SafeHtml::from_safe(Text::new(visit.t("draft-close-lead"))).and(form);
        shell = shell.body(Panel::new(visit.t("draft-close"), part));
    }
    Ok(visit.page(&shell))
}

const OUTCOMES: [(Outcome, Tone, &str); 3] = [
    (Outcome::Adopted, Tone::Good, "draft-adopted"),
    (Outcome::Partly, Tone::Warn, "draft-partly"),
    (Outcome::Declined, Tone::Plain, "draft-declined"),
];

fn card(visit: &Visit, comment: &Comment, answers: bool) -> Card {
    let card = Card::new(comment.text.clone(), "");
    let card = match &comment.outcome {
        Some((outcome, reason)) => {
            let (_, tone, key) =
                OUTCOMES.into_iter().find(|(one, ..)| one == outcome).unwrap_or(OUTCOMES[2]);
            card.tag(Tag::new(tone, visit.t(key))).body(Text::new(reason))
        }
        None => card.tag(Tag::new(Tone::Plain, visit.t("draft-waiting"))),
    };
    if !answers {
        return card;
    }
    // No two fields of a page share a name.
    let name = |field: &str| format!("{field}-{}", comment.id);
    let picks = OUTCOMES.map(|(outcome, _, key)| Pick::new(outcome.as_str(), visit.t(key)));
    card.body(
        Shown::post(visit.lang, format!("/desk/comments/{}", comment.id))
            .field(Field::select(name("outcome"), visit.t("draft-outcome"), picks.into()))
            .field(Field::text(name("reason"), visit.t("draft-reason")))
            .submit(visit.t("draft-answer"))
            .inline(),
    )
}

fn comment_form(visit: &Visit, id: DraftId, clause: i64) -> Shown {
    let new: CommentId = visit.moment.id();
    Shown::post(visit.lang, format!("/drafts/{id}/comments"))
        .field(Field::hidden("id", new.to_string()))
        .field(Field::hidden("clause", clause.to_string()))
        .field(
            Field::text(format!("text-{clause}"), visit.t("draft-comment"))
                .max_length(u32::try_from(draft::COMMENT_MAX).unwrap_or(u32::MAX)),
        )
        .submit(visit.t("draft-comment-send"))
}

/// `POST /drafts/{id}/comments`
pub async fn comment(signed: Signed, PathId(id): PathId<DraftId>, form: Form<Any>) -> Answer {
    let typed = &form.raw;
    let new: CommentId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let clause: i64 = get(typed, "clause").parse().unwrap_or(0);
    let text = typed.iter().find(|(name, _)| name.starts_with("text"));
    let text = text.map(|(_, value)| value.clone()).unwrap_or_default();
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "draft-comment");
    let work = move |tx: &mut Tx<'_>| draft::comment(tx, &actor, id, new, clause, &text);
    let outcome = signed.app.store().write(stamp, work).await;
    done(format!("/drafts/{id}"), "draft-commented", outcome)
}

/// `GET /desk/drafts/new`
pub async fn fresh(signed: Signed) -> Answer {
    let id: DraftId = signed.moment.id();
    let until = signed.moment.now().day().plus(14).to_string();
    let typed = vec![("id".to_owned(), id.to_string()), ("open_until".to_owned(), until)];
    Ok(form(&signed, &typed, &Errors::new()))
}

fn form(signed: &Signed, typed: &Typed, errors: &Errors) -> Response {
    let form = Shown::post(signed.lang, "/desk/drafts")
        .field(Field::hidden("id", ""))
        .field(
            Field::text("title", signed.t("draft-title"))
                .max_length(u32::try_from(draft::TITLE_MAX).unwrap_or(u32::MAX)),
        )
        .field(
            Field::long_text("clauses", signed.t("draft-clauses"))
                .hint(signed.t("draft-clauses-hint")),
        )
        .field(Field::date("open_until", signed.t("draft-open-until")))
        .submit(signed.t("draft-put-out"))
        .keep(typed)
        .errors(errors);
    let shell = signed
        .shell(Density::Desk, signed.t("draft-new"))
        .back("/desk/gatherings")
        .body(Text::new(signed.t("draft-new-lead")))
        .form(&form);
    if errors.is_empty() { signed.page(&shell) } else { signed.page_again(&shell) }
}

/// `POST /desk/drafts`
pub async fn put_out(signed: Signed, sent: Form<Any>) -> Answer {
    let desk = Desk::of(&signed.app)?;
    let typed = &sent.raw;
    let id: DraftId = get(typed, "id").parse().map_err(|_| Problem::bad_request("invalid"))?;
    let area = signed.actor.memberships.first().map_or(AreaCode::NATION, |post| post.area);
    let clauses = get(typed, "clauses").lines().map(str::trim).filter(|line| !line.is_empty());
    let clauses: Vec<String> = clauses.map(ToOwned::to_owned).collect();
    let read = || -> Result<NewDraft, Fault> {
        let wrong = |_| Fault::invalid("open_until", "gathering-day-wrong");
        let open_until = get(typed, "open_until").parse().map_err(wrong)?;
        Ok(NewDraft { id, area, title: get(typed, "title").to_owned(), clauses, open_until })
    };
    let outcome = match read() {
        Ok(new) => {
            let actor = signed.actor.clone();
            let stamp = signed.actor.stamp(signed.moment.clone(), "draft-put-out");
            let work = move |tx: &mut Tx<'_>| draft::put_out(tx, &desk, &actor, &new);
            signed.app.store().write(stamp, work).await
        }
        Err(fault) => Err(fault),
    };
    match outcome {
        Ok(id) => {
            let to = see_other(format!("/drafts/{id}")).flash(Tone::Good, "draft-out");
            Ok(to.into_response())
        }
        Err(fault) => {
            let Some((field, message)) = fault.field() else { return Err(fault.into()) };
            let mut errors = Errors::new();
            errors.add(field, message.text(signed.app.words(), signed.lang));
            Ok(form(&signed, typed, &errors))
        }
    }
}

/// `POST /desk/comments/{id}`
pub async fn answer(signed: Signed, PathId(id): PathId<CommentId>, form: Form<Any>) -> Answer {
    let of = |start: &str| {
        let found = form.raw.iter().find(|(name, _)| name.starts_with(start));
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let (outcome, reason) = (of("outcome"), of("reason"));
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "draft-answer");
    let work = move |tx: &mut Tx<'_>| draft::answer(tx, &actor, id, outcome.parse()?, &reason);
    let outcome = signed.app.store().write(stamp, work).await;
    let read = signed.app.store().read(move |db| store::draft_of(db, id));
    let draft = read.await?.ok_or_else(Problem::not_found)?;
    done(format!("/drafts/{draft}"), "draft-answered", outcome)
}

/// `POST /desk/drafts/{id}/close`
pub async fn close(signed: Signed, PathId(id): PathId<DraftId>) -> Answer {
    let actor = signed.actor.clone();
    let stamp = signed.actor.stamp(signed.moment.clone(), "draft-close");
    let work = move |tx: &mut Tx<'_>| draft::close(tx, &actor, id);
    let outcome = signed.app.store().write(stamp, work).await;
    done(format!("/drafts/{id}"), "draft-closed-now", outcome)
}
