//! Reports of one trouble on the desk: what may be one more of it, side by side, and one button to
//! merge; what has been merged, and the way apart.

use access::{Action, Actor, policy};
use askama::Template;
use axum::response::IntoResponse as _;
use contracts::CaseId;
use serde::Deserialize;
use storage::{Db, Error, Tx};
use ui::{
    Field, SafeHtml, Tone,
    list::Card,
    panel::{Panel, Text},
};
use web::{Answer, Form, PathId, Problem, Signed, see_other};

use super::{path, sight::Sight};
use crate::{
    Desk, act,
    act::ActError,
    case::Case,
    merge::{
        act as merged,
        like::Sample,
        near::{self, Like},
        rules,
    },
    pages::shared::{Names, gallery::gallery, merged::likeness, state},
    rules::Refusal,
    store::{self, Kept},
};

/// How many of those that follow are shown with words and photos.
const MEMBERS_SHOWN: usize = 30;

/// What a case has to do with others of the same trouble.
#[derive(Debug, Clone, Default)]
pub struct Ties {
    members: Vec<Kept>,
    likes: Vec<Like>,
}

/// Reads them; proposed is only what this reader may merge.
pub fn ties(
    db: &mut Db<'_>,
    desk: &Desk,
    actor: &Actor,
    id: CaseId,
    case: &Case,
    now: kernel::Timestamp,
) -> Result<Ties, Error> {
    let mut ties = Ties::default();
    for member in case.members().iter().take(MEMBERS_SHOWN) {
        if let Some(case) = store::find(db, member.id)? {
            ties.members.push(Kept { id: member.id, case });
        }
    }
    if !rules::may_lead(case) || !may(actor, case) {
        return Ok(ties);
    }
    ties.likes = near::like(db, desk, Some(id), &Sample::from(case), now)?;
    ties.likes.retain(|one| may(actor, &one.case) && fits(case, &one.case));
    ties.likes.truncate(near::SHOWN_MAX);
    Ok(ties)
}

fn may(actor: &Actor, case: &Case) -> bool {
    policy::permit(actor, Action::CaseAssign, &act::acting(case)).is_ok()
}

/// Whether one of them can follow the other now.
fn fits(one: &Case, other: &Case) -> bool {
    (rules::may_lead(one) && rules::may_follow(other))
        || (rules::may_lead(other) && rules::may_follow(one))
}

/// Everything about merging on the case's page; empty where there is nothing.
pub fn panels(names: Names<'_>, actor: &Actor, sight: &Sight) -> SafeHtml {
    into(names, actor, sight).and(members(names, sight)).and(likes(names, sight))
}

/// The case that this one follows, and the way apart.
fn into(names: Names<'_>, actor: &Actor, sight: &Sight) -> SafeHtml {
    let Some(leader) = sight.case.leader() else { return SafeHtml::default() };
    let said = Text::new(names.t("desk-merge-follows"));
    let link = Card::new(leader.number.clone(), path(leader.id));
    let mut body = SafeHtml::from_safe(said).and(link);
    if may(actor, &sight.case) {
        let reason = Field::text("unmerge-reason", names.t("desk-unmerge-reason"));
        let form = ui::Form::post(names.lang(), act_path(sight, "unmerge"))
            .field(reason.max_length(500))
            .submit(names.t("desk-unmerge"));
        body = body.and(form);
    }
    SafeHtml::from_safe(Panel::new(names.t("desk-merge-into"), body))
}

/// Those that follow this one, with words and photos of each.
fn members(names: Names<'_>, sight: &Sight) -> SafeHtml {
    if sight.ties.members.is_empty() {
        return SafeHtml::default();
    }
    let people = sight.case.reporters(sight.id).len();
    let title = names.tf("desk-merge-members", &[("n", people.into())]);
    let body = sight.ties.members.iter().fold(SafeHtml::default(), |body, Kept { id, case }| {
        body.and(report(names, *id, case, String::new()))
    });
    SafeHtml::from_safe(Panel::new(title, body))
}

/// What may be one more of it, each with a button.
fn likes(names: Names<'_>, sight: &Sight) -> SafeHtml {
    if sight.ties.likes.is_empty() {
        return SafeHtml::default();
    }
    let mut body = SafeHtml::from_safe(Text::meta(names.t("desk-merge-likes-text")));
    for one in &sight.ties.likes {
        let form = ui::Form::post(names.lang(), act_path(sight, "merge"))
            .field(Field::hidden("with", one.id.to_string()))
            .submit(names.t("desk-merge-button"));
        let how = likeness(names, &one.likeness);
        body = body.and(report(names, one.id, &one.case, how)).and(form);
    }
    SafeHtml::from_safe(Panel::new(names.t("desk-merge-likes"), body))
}

fn act_path(sight: &Sight, act: &str) -> String {
    format!("{}/{act}?seen={}", path(sight.id), sight.case.length)
}

/// The words of one report, kept with their line breaks.
#[derive(Template)]
#[template(source = r#"<p class="note">{{ text }}</p>"#, ext = "html")]
struct Told<'a> {
    text: &'a str,
}
impl askama::filters::HtmlSafe for Told<'_> {}

/// Another report as this page's reader compares it: title, how like, its words, its photos.
fn report(names: Names<'_>, id: CaseId, case: &Case, how: String) -> SafeHtml {
    let since = names.tf("merge-since", &[("when", names.when(case.created_at).into())]);
    let mut card = Card::new(case.title.clone(), path(id))
        .tag(state::tag(names.visit, case.state))
        .meta(case.number.clone())
        .meta(since);
    if !how.is_empty() {
        card = card.meta(how);
    }
    let photos = gallery(names, &format!("/cases/{id}/photos"), &case.photos);
    SafeHtml::from_safe(card).and(Told { text: &case.text }).and(photos)
}

#[derive(Debug, Deserialize)]
pub struct With {
    with: String,
}

#[derive(Debug, Deserialize)]
pub struct Why {
    #[serde(rename = "unmerge-reason", default)]
    reason: String,
}

/// `POST /desk/cases/{id}/merge?seen=`
pub async fn merge(signed: Signed, PathId(id): PathId<CaseId>, form: Form<With>) -> Answer {
    let other: CaseId = form.with.parse().map_err(|_| Problem::bad_request("invalid"))?;
    perform(signed, id, "desk-merge-done", move |tx, actor, seen| {
        merged::merge_pair(tx, actor, id, seen, other)
    })
    .await
}

/// `POST /desk/cases/{id}/unmerge?seen=`
pub async fn unmerge(signed: Signed, PathId(id): PathId<CaseId>, form: Form<Why>) -> Answer {
    let reason = form.reason.clone();
    perform(signed, id, "desk-unmerge-done", move |tx, actor, seen| {
        merged::unmerge(tx, actor, id, seen, Action::CaseAssign, &reason)
    })
    .await
}

/// Does it and comes back to the page, which says what became of it.
async fn perform(
    signed: Signed,
    id: CaseId,
    done: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Actor, Option<i64>) -> Result<Case, ActError> + Send + 'static,
) -> Answer {
    let seen = signed.query.get("seen").and_then(|seen| seen.parse().ok());
    let stamp = signed.actor.stamp(signed.moment.clone(), "merge");
    let actor = signed.actor.clone();
    let (tone, key) = match signed.app.store().write(stamp, move |tx| work(tx, &actor, seen)).await
    {
        Ok(_) => (Tone::Good, done),
        Err(ActError::Stale { .. }) => (Tone::Warn, "desk-stale"),
        Err(ActError::Refused(refusal)) => (Tone::Warn, told(refusal)),
        Err(ActError::Invalid { code, .. }) => (Tone::Warn, code),
        Err(error) => return Err(error.into()),
    };
    Ok(see_other(path(id)).flash(tone, key).into_response())
}

/// Why two cases cannot be merged, or taken apart, now.
const fn told(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Merged => "problem-case-merged-detail",
        Refusal::NotMerged => "problem-case-not-merged-detail",
        Refusal::HasMembers => "problem-case-has-members-detail",
        Refusal::Personal => "problem-case-personal-detail",
        Refusal::NotAccepted => "problem-case-not-accepted-detail",
        Refusal::AwaitsVerdict => "problem-case-awaits-verdict-detail",
        Refusal::AppealOpen => "problem-case-appeal-open-detail",
        _ => "problem-case-closed-detail",
    }
}
