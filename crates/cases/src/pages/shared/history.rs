//! The history of a case as its readers may know it.

use contracts::CaseId;
use ui::{
    SafeHtml, Tone,
    timeline::{Event, Timeline},
};

use super::{Audience, Names, gallery::gallery, joint, mediation, money};
use crate::entry::{Entry, What};

/// The history, newest first. Workers see neither remarks among staff nor the reasons that units
/// gave each other.
pub fn timeline(names: Names<'_>, audience: Audience, id: CaseId, entries: &[Entry]) -> Timeline {
    let events = entries.iter().rev().filter(|entry| is_shown(audience, entry));
    let events = events.map(|entry| event(names, audience, id, entry)).collect();
    Timeline::new(names.lang(), names.now(), events)
}

/// Whether this reader may see the entry at all.
pub const fn is_shown(audience: Audience, entry: &Entry) -> bool {
    match (audience, &entry.what) {
        (Audience::Worker, What::Noted { public, .. }) => *public,
        // Mediation is confidential: staff who may know of it read it in its own section.
        (Audience::Worker, What::Warned { .. }) | (Audience::Staff, What::Mediation(_)) => false,
        _ => true,
    }
}

fn event(names: Names<'_>, audience: Audience, id: CaseId, entry: &Entry) -> Event {
    let event = Event::new(entry.at, who(names, audience, entry), what(names, &entry.what));
    event.tone(tone(&entry.what)).note(note(names, audience, &entry.what)).body(body(
        names,
        id,
        &entry.what,
    ))
}

/// Who did it: a unit, the worker, or time itself.
pub fn who(names: Names<'_>, audience: Audience, entry: &Entry) -> String {
    match (entry.unit, entry.actor, audience) {
        (Some(unit), _, _) => names.unit(unit),
        (None, None, _) => names.t("who-program").to_owned(),
        (None, Some(_), Audience::Worker) => names.t("who-you").to_owned(),
        (None, Some(_), Audience::Staff) => names.t("who-worker").to_owned(),
    }
}

/// What happened, in a sentence.
pub fn what(names: Names<'_>, what: &What) -> String {
    let unit = |id| names.unit(id);
    match what {
        What::Assigned { to, back: false, .. } => {
            names.tf("event-assigned", &[("unit", unit(*to).into())])
        }
        What::Assigned { to, .. } => names.tf("event-given-back", &[("unit", unit(*to).into())]),
        What::Answered { outcome, .. } => {
            names.tf("event-answered", &[("outcome", names.outcome(*outcome).into())])
        }
        What::Escalated { to, .. } => names.tf("event-escalated", &[("unit", unit(*to).into())]),
        What::ScopeAppealed { to, .. } => {
            names.tf("event-scope-appealed", &[("unit", unit(*to).into())])
        }
        What::Resorted { matter, .. } => {
            let matter = names.desk.matter(matter).map_or("", |matter| names.of(&matter.name));
            names.tf("event-resorted", &[("matter", matter.into())])
        }
        What::OutOfScope { door, .. } => {
            let door = names.door(door).map_or("", |door| names.of(&door.name));
            names.tf("event-out-of-scope", &[("door", door.into())])
        }
        What::Joint(fact) => joint::sentence(names, fact),
        What::Money(fact) => money::event(names, fact),
        What::Mediation(fact) => mediation::event(names, fact),
        plain => names.t(plain_key(plain)).to_owned(),
    }
}

const fn plain_key(what: &What) -> &'static str {
    match what {
        What::Accepted => "event-accepted",
        What::Confirmed { .. } => "event-confirmed",
        What::Disputed { .. } => "event-disputed",
        What::Lapsed => "event-lapsed",
        What::Reopened { .. } => "event-reopened",
        What::Withdrawn { .. } => "event-withdrawn",
        What::ScopeUpheld { .. } => "event-scope-upheld",
        What::ScopeOverturned { .. } => "event-scope-overturned",
        What::Noted { public: false, .. } => "event-noted-internal",
        What::Noted { .. } => "event-noted",
        What::Warned { .. } => "event-warned",
        What::Overdue { .. } => "event-overdue",
        What::Released { .. } => "event-released",
        _ => "event-reported",
    }
}

const fn tone(what: &What) -> Tone {
    match what {
        What::Confirmed { .. } => Tone::Good,
        What::Answered { .. } | What::Disputed { .. } | What::Reopened { .. } => Tone::Warn,
        What::Overdue { .. }
        | What::Escalated { .. }
        | What::Money(crate::money::Fact::Unpaid { .. }) => Tone::Bad,
        What::Joint(fact) => joint::tone(fact),
        _ => Tone::Plain,
    }
}

/// What was written with it, as far as this reader may see it.
pub fn note(names: Names<'_>, audience: Audience, what: &What) -> String {
    match what {
        What::Joint(fact) => joint::note(names, audience, fact),
        What::Assigned { reason, .. } if audience == Audience::Staff => reason.clone(),
        What::Answered { text, .. }
        | What::Confirmed { text }
        | What::Noted { text, .. }
        | What::ScopeUpheld { text }
        | What::ScopeOverturned { text, .. }
        | What::Released { text, .. } => text.clone(),
        What::Disputed { reason, .. }
        | What::Reopened { reason, .. }
        | What::Withdrawn { reason }
        | What::ScopeAppealed { reason, .. } => reason.clone(),
        What::Money(fact) => money::note(fact).to_owned(),
        What::Mediation(fact) => mediation::note(fact).to_owned(),
        What::OutOfScope { door, text } => match names.door(door) {
            Some(door) => format!("{text}\n{} {}", names.of(&door.name), door.phone),
            None => text.clone(),
        },
        _ => String::new(),
    }
}

fn body(names: Names<'_>, id: CaseId, what: &What) -> SafeHtml {
    match what {
        What::Answered { photos, .. } => gallery(names, &format!("/cases/{id}/photos"), photos),
        _ => SafeHtml::default(),
    }
}
