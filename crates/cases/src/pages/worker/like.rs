//! "Somebody has reported the same": shown before a report is sent, with no name and no words but
//! those that both have.

use contracts::CaseId;
use ui::{
    Field, SafeHtml,
    list::Card,
    panel::{Panel, Text},
};
use web::{Answer, Signed};

use crate::{
    Desk,
    merge::{
        Join,
        like::Sample,
        near::{self, Like},
        rules,
    },
    pages::shared::{Names, merged, state},
    report::Report,
};

const SHOWN: usize = 3;

/// What else was reported of the kind, near by and of late.
pub(super) async fn find(signed: &Signed, desk: &Desk, report: &Report) -> Answer<Vec<Like>> {
    if !near::is_open_to_workers(desk, &report.matter) {
        return Ok(Vec::new());
    }
    let (sample, own, now) = (Sample::from(report), report.id, signed.moment.now());
    let (working, desk) = (desk.clone(), desk);
    let read = signed.app.store().read(move |db| near::like(db, &working, Some(own), &sample, now));
    let mut found = read.await?;
    found.retain(|one| near::is_open_to_workers(desk, &one.case.matter));
    found.truncate(SHOWN);
    Ok(found)
}

/// The choice; empty when there is none.
pub(super) fn panel(names: Names<'_>, signed: &Signed, draft: CaseId, found: &[Like]) -> SafeHtml {
    if found.is_empty() {
        return SafeHtml::default();
    }
    let mut body = SafeHtml::from_safe(Text::new(names.t("merge-like-text")));
    for one in found {
        body = body.and(card(names, signed, one));
        if rules::may_lead(&one.case) {
            let form = ui::Form::post(names.lang(), format!("/report/{draft}/send"))
                .field(Field::hidden("join", one.id.to_string()))
                .submit(names.t("merge-join"));
            body = body.and(form);
        } else {
            body = body.and(Text::meta(names.t("merge-like-closed")));
        }
    }
    SafeHtml::from_safe(Panel::new(names.t("merge-like-title"), body))
}

fn card(names: Names<'_>, signed: &Signed, one: &Like) -> Card {
    let title = match &one.case.released {
        Some((title, _)) => title.clone(),
        None => names.matter(&one.case.matter).to_owned(),
    };
    let since = names.tf("merge-since", &[("when", names.when(one.case.created_at).into())]);
    let mut card = Card::new(title, format!("/progress/{}", one.case.number))
        .tag(state::tag(names.visit, one.case.state))
        .meta(since)
        .meta(merged::likeness(names, &one.likeness));
    if one.case.reporter == Some(signed.actor.person) {
        card = card.meta(names.t("merge-own"));
    }
    let support = merged::support(names, one.case.reporters(one.id).len());
    if support.is_empty() { card } else { card.meta(support) }
}

/// What the form or the program chose.
pub(crate) fn join(sent: &str) -> Join {
    match sent {
        "auto" => Join::Auto,
        sent => sent.parse().map_or(Join::Separate, Join::With),
    }
}
