//! The history of a matter: units and time act in it, people have no name here.

use ui::{
    Tone,
    timeline::{Event, Timeline},
};

use super::super::Names;
use crate::collective::{Answer, Decision, Entry, What, link};

/// The history, newest first.
pub fn timeline(names: Names<'_>, entries: &[Entry]) -> Timeline {
    let shown = entries.iter().rev().filter(|entry| !matches!(entry.what, What::Warned));
    let events = shown.map(|entry| {
        let who = match entry.unit {
            Some(unit) => names.unit(unit),
            None => names.t("who-program").to_owned(),
        };
        Event::new(entry.at, who, what(names, &entry.what)).tone(tone(&entry.what))
    });
    Timeline::new(names.lang(), names.now(), events.collect())
}

fn what(names: Names<'_>, what: &What) -> String {
    let key = match what {
        What::Raised(_) => "collective-event-raised",
        What::Gathered { .. } => "collective-event-gathered",
        What::Warned => "event-warned",
        What::Overdue { above: Some(above) } => {
            let above = names.unit(*above);
            return names.tf("collective-event-overdue-above", &[("unit", above.into())]);
        }
        What::Overdue { above: None } => "event-overdue",
        What::Answered { answer, .. } => {
            let answer = names.t(link::answer_key(*answer));
            return names.tf("collective-event-answered", &[("answer", answer.into())]);
        }
        What::Extended { .. } => "collective-event-extended",
        What::TrialEnded => "collective-event-trial-ended",
        What::Measured { .. } => "collective-event-measured",
        What::VoteOpened { .. } => "collective-event-vote-opened",
        What::VoteSkipped { .. } => "collective-event-vote-skipped",
        What::VoteClosed { .. } => "collective-event-vote-closed",
        What::Decided { decision, .. } => {
            let how = names.t(link::ended_key(crate::collective::Stage::Decided, Some(*decision)));
            return names.tf("collective-event-decided", &[("how", how.into())]);
        }
        What::Reopened { .. } => "collective-event-reopened",
        What::Withdrawn { .. } => "collective-event-withdrawn",
    };
    names.t(key).to_owned()
}

const fn tone(what: &What) -> Tone {
    match what {
        What::Overdue { .. }
        | What::Answered { answer: Answer::Declined, .. }
        | What::Decided { decision: Decision::Dropped, .. } => Tone::Bad,
        What::Decided { .. } => Tone::Good,
        What::VoteOpened { .. } | What::Reopened { .. } => Tone::Warn,
        _ => Tone::Plain,
    }
}
