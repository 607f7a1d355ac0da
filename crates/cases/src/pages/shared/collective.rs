//! A matter that concerns many, as everybody reads it, and what a case tells of it.

mod panels;
mod timeline;

use ui::{
    SafeHtml,
    panel::{Button, Panel, Text},
};

use super::Names;
use crate::{
    case::Case,
    collective::{CollectiveId, Fact, link},
};

pub use panels::{card, comments, head, outcome, proposal, stage_tag, trial};
pub use timeline::timeline;

/// Where everybody reads a matter.
pub fn path(id: CollectiveId) -> String {
    format!("/collective/{id}")
}

/// What happened, in a sentence of a case's history.
pub fn event(names: Names<'_>, fact: &Fact) -> String {
    match fact {
        Fact::Gathered { number, .. } => {
            names.tf("event-collective-gathered", &[("number", number.as_str().into())])
        }
        Fact::Ended { stage, decision, .. } => {
            let how = names.t(link::ended_key(*stage, *decision));
            names.tf("event-collective-ended", &[("how", how.into())])
        }
    }
}

/// The ways from a case to the matters of which it is part; nothing when there are none.
pub fn links(names: Names<'_>, case: &Case) -> SafeHtml {
    if case.collective.is_empty() {
        return SafeHtml::default();
    }
    let lead = SafeHtml::from_safe(Text::meta(names.t("collective-of-case")));
    let list = case.collective.iter().fold(lead, |list, one| {
        let label = names.tf("collective-open-one", &[("number", one.number.as_str().into())]);
        list.and(Button::new(label, path(one.matter)).outline())
    });
    SafeHtml::from_safe(Panel::new(names.t("collective-one"), list))
}
