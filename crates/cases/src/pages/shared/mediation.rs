//! What happens in a mediation, in sentences for those who may know of it.

use super::{Names, money::day};
use crate::mediation::Fact;

/// What happened.
pub fn event(names: Names<'_>, fact: &Fact) -> String {
    match fact {
        Fact::Opened { mediator, .. } => {
            names.tf("event-mediation-opened", &[("unit", names.unit(*mediator).into())])
        }
        Fact::Session(session) => {
            let key = if session.held { "event-mediation-held" } else { "event-mediation-failed" };
            names.tf(key, &[("day", day(names, session.at.day()).into())])
        }
        Fact::Agreed { .. } => names.t("event-mediation-agreed").to_owned(),
        Fact::Checked { kept: true, .. } => names.t("event-mediation-kept").to_owned(),
        Fact::Checked { .. } => names.t("event-mediation-not-kept").to_owned(),
        Fact::Ended { .. } => names.t("event-mediation-ended").to_owned(),
        Fact::HandedOver { to, .. } => {
            names.tf("event-mediation-handed-over", &[("to", to.clone().into())])
        }
    }
}

/// What was written with it.
pub fn note(fact: &Fact) -> &str {
    match fact {
        Fact::Opened { .. } => "",
        Fact::Session(session) => &session.note,
        Fact::Agreed { text } => text,
        Fact::Checked { note, .. } => note,
        Fact::Ended { reason } | Fact::HandedOver { reason, .. } => reason,
    }
}
