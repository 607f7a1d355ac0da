//! What workers and clerks read about merged reports.

use super::{Names, state};
use crate::{
    State,
    merge::{Fact, Standing, like::Likeness},
};

/// "5 位骑手遇到同样的问题", from the city's smallest number on; empty below it.
pub fn support(names: Names<'_>, people: usize) -> String {
    let min = names.desk.catalogue.city().privacy.support_min;
    if people < usize::try_from(min).unwrap_or(usize::MAX) {
        return String::new();
    }
    names.tf("merge-support", &[("n", people.into())])
}

/// How far away, and which words both have.
pub fn likeness(names: Names<'_>, likeness: &Likeness) -> String {
    let near = match likeness.metres {
        // Tens of metres: a phone knows no better.
        Some(metres) => {
            let metres = format!("{:.0}", (metres / 10.0).ceil().max(1.0) * 10.0);
            names.tf("merge-metres", &[("n", metres.into())])
        }
        None => names.t("merge-same-address").to_owned(),
    };
    if likeness.shared.is_empty() {
        return near;
    }
    let glue = if names.lang().is_zh() { "、" } else { ", " };
    let words = likeness.shared.join(glue);
    format!("{near} · {}", names.tf("merge-shared", &[("words", words.into())]))
}

/// What happened, in a sentence.
pub fn event(names: Names<'_>, fact: &Fact) -> String {
    match fact {
        Fact::Merged { number, .. } => names.tf("event-merged", &[("number", number.into())]),
        Fact::Joined { member } => names.tf("event-joined", &[("number", (&member.number).into())]),
        Fact::Unmerged { .. } => names.t("event-unmerged").to_owned(),
        Fact::Left { .. } => names.t("event-left").to_owned(),
        Fact::StoodBack { .. } => names.t("event-stood-back").to_owned(),
        Fact::Followed { standing } => {
            let state = names.t(state::key(standing.state)).to_owned();
            names.tf("event-followed", &[("state", state.into()), ("unit", unit(names, standing))])
        }
    }
}

fn unit<'v>(names: Names<'_>, standing: &Standing) -> ui::Value<'v> {
    names.unit(standing.owner).into()
}

/// What was written with it.
pub fn note(fact: &Fact) -> String {
    match fact {
        Fact::Unmerged { reason } | Fact::StoodBack { reason } => reason.clone(),
        Fact::Followed { standing } if standing.state == State::Answered => {
            standing.answer.as_ref().map(|answer| answer.text.clone()).unwrap_or_default()
        }
        _ => String::new(),
    }
}
