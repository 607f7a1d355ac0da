//! A report that follows another: what that means, and the way out.

use access::Action;
use axum::response::IntoResponse as _;
use contracts::CaseId;
use storage::Tx;
use ui::{
    SafeHtml, Tone,
    panel::{Panel, Text},
};
use web::{Answer, PathId, Signed};

use super::to_case;
use crate::{
    act::ActError,
    case::Case,
    merge,
    pages::shared::{Names, merged::support},
};

/// How many people reported the same; 1 for a report by itself.
pub(super) async fn people(signed: &Signed, id: CaseId, case: &Case) -> Answer<usize> {
    if case.merge.is_none() {
        return Ok(1);
    }
    Ok(signed.app.store().read(move |db| merge::store::people(db, id)).await?)
}

/// Empty for a report by itself.
pub(super) fn panel(names: Names<'_>, id: CaseId, case: &Case, people: usize) -> SafeHtml {
    let support = support(names, people);
    let counted = |body: SafeHtml| match support.as_str() {
        "" => body,
        text => body.and(Text::new(text)),
    };
    let Some(_) = case.leader() else {
        return if support.is_empty() {
            SafeHtml::default()
        } else {
            SafeHtml::from_safe(Panel::new("", counted(SafeHtml::default())))
        };
    };
    let by = names.tf("merge-by", &[("by", names.when(case.answer_due.by).into())]);
    let mut body = counted(SafeHtml::from_safe(Text::new(names.t("merge-follows-text"))));
    if case.state.is_with_unit() {
        body = body.and(Text::new(by));
        let apart = ui::Form::post(names.lang(), format!("/cases/{id}/apart"));
        body = body.and(apart.submit(names.t("merge-apart")));
    }
    SafeHtml::from_safe(Panel::new(names.t("merge-follows"), body))
}

/// `POST /cases/{id}/apart`: its reporter says that it is not the same.
pub(super) async fn apart(signed: Signed, PathId(id): PathId<CaseId>) -> Answer {
    let actor = signed.actor.clone();
    let reason = signed.t("merge-apart-reason").to_owned();
    let stamp = signed.actor.stamp(signed.moment.clone(), "apart");
    let work = move |tx: &mut Tx<'_>| {
        merge::act::unmerge(tx, &actor, id, None, Action::CaseFollow, &reason)
    };
    let flash = match signed.app.store().write(stamp, work).await {
        Ok(_) => to_case(id).flash(Tone::Good, "merge-apart-done"),
        Err(ActError::Refused(_) | ActError::Stale { .. }) => {
            to_case(id).flash(Tone::Warn, "act-not-now")
        }
        Err(error) => return Err(error.into()),
    };
    Ok(flash.into_response())
}
