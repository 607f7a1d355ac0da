//! The history of a case as its readers may know it.

use contracts::{CaseId, UnitId};
use ui::{
    SafeHtml, Tone,
    timeline::{Event, Timeline},
};

use super::{
    Audience, Names, collective, gallery::gallery, joint, mediation, merged, money, results,
};
use crate::{
    chain::{Agreed, Fact},
    checks, contact, duty,
    entry::{Entry, What},
    merge, photos,
    results::Fact as OnTheGround,
};

/// The history, newest first. Workers see neither remarks among staff nor the reasons that units
/// gave each other.
pub fn timeline(names: Names<'_>, audience: Audience, id: CaseId, entries: &[Entry]) -> Timeline {
    let events = entries.iter().rev().filter(|entry| is_shown(names, audience, entry));
    let events = events.map(|entry| event(names, audience, id, entry)).collect();
    Timeline::new(names.lang(), names.now(), events)
}

/// Whether this reader may see the entry at all.
pub fn is_shown(names: Names<'_>, audience: Audience, entry: &Entry) -> bool {
    match (audience, &entry.what) {
        (_, What::Chain(_)) => !names.for_firm(),
        (Audience::Worker, What::Noted { public, .. }) => *public,
        // How many others there are is told by a count, from a certain number on.
        (
            Audience::Worker,
            What::Warned { .. }
            | What::Merge(merge::Fact::Joined { .. } | merge::Fact::Left { .. }),
        )
        // Mediation is confidential: staff who may know of it read it in its own section.
        | (Audience::Staff, What::Mediation(_)) => false,
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
    if entry.role == "member" {
        return names.t("holder-member").to_owned();
    }
    match (entry.unit, entry.actor, audience) {
        (Some(unit), _, _) => names.unit(unit),
        (None, None, _) => names.t("who-program").to_owned(),
        // Whoever looked is nobody's business, and not the reader.
        (None, Some(_), _) if matches!(entry.what, What::Result(OnTheGround::Seen { .. })) => {
            names.t("who-rider").to_owned()
        }
        (None, Some(by), Audience::Worker) if Some(by) != names.reader() => {
            names.t("merge-who-other").to_owned()
        }
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
        What::Chain(fact) => chain(names, fact),
        What::Contact(contact::Fact::Shared { with }) => {
            names.tf("event-contact-shared", &[("unit", unit(*with).into())])
        }
        What::Contact(contact::Fact::TakenBack { from }) => {
            names.tf("event-contact-taken-back", &[("unit", unit(*from).into())])
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
        What::Duty(duty::Fact::Rang { unit: rung, .. }) => {
            names.tf("event-duty-rang", &[("unit", unit(*rung).into())])
        }
        What::Result(fact) => result(names, fact),
        What::Check(fact) => found(names, fact),
        What::Money(fact) => money::event(names, fact),
        What::Mediation(fact) => mediation::event(names, fact),
        What::Merge(fact) => merged::event(names, fact),
        What::Collective(fact) => collective::event(names, fact),
        plain => names.t(plain_key(plain)).to_owned(),
    }
}

fn chain(names: Names<'_>, fact: &Fact) -> String {
    let to = |key: &str, unit: UnitId| names.tf(key, &[("unit", names.unit(unit).into())]);
    match fact {
        Fact::Filed { agreed: Agreed::Code, .. } => names.t("event-filed-code").to_owned(),
        Fact::Filed { agreed: Agreed::SignedIn, .. } => names.t("event-filed-signed-in").to_owned(),
        Fact::Taken { name, .. } => names.tf("event-taken", &[("name", name.as_str().into())]),
        Fact::Passed { to: unit, .. } => to("event-passed", *unit),
        Fact::Climbed { to: unit, .. } => to("event-escalated", *unit),
        Fact::Bypassed { to: unit, .. } => to("event-bypassed", *unit),
        Fact::Copied { to: unit } => to("event-copied", *unit),
    }
}

/// What happened to a result.
fn result(names: Names<'_>, fact: &OnTheGround) -> String {
    match fact {
        OnTheGround::Recorded(new) => {
            let title = results::title(names, &new.kind, new.quantity);
            names.tf("event-result-recorded", &[("result", title.as_str().into())])
        }
        OnTheGround::Seen { there: true, .. } => names.t("event-result-there").to_owned(),
        OnTheGround::Seen { .. } => names.t("event-result-missing").to_owned(),
        OnTheGround::Struck { .. } => names.t("event-result-struck").to_owned(),
    }
}

/// What those said who looked on the spot.
fn found(names: Names<'_>, fact: &checks::Fact) -> String {
    let checks::Fact::Found { finding, solved, unsolved } = fact;
    let key = match finding {
        checks::Finding::Unsolved => "event-check-unsolved",
        _ => "event-check-solved",
    };
    let counts = [("n", solved + unsolved), ("solved", *solved), ("unsolved", *unsolved)];
    names.tf(key, &counts.map(|(name, count)| (name, count.into())))
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
        What::Duty(duty::Fact::Acknowledged) => "event-duty-acknowledged",
        What::Duty(_) => "event-duty-unanswered",
        What::Paste(_) => "event-paste-replied",
        What::Photo(photos::Fact::Released { .. }) => "event-photo-released",
        What::Photo(photos::Fact::Withdrawn { .. }) => "event-photo-withdrawn",
        _ => "event-reported",
    }
}

const fn tone(what: &What) -> Tone {
    match what {
        What::Confirmed { .. } => Tone::Good,
        What::Answered { .. } | What::Disputed { .. } | What::Reopened { .. } => Tone::Warn,
        What::Overdue { .. }
        | What::Escalated { .. }
        | What::Duty(duty::Fact::Unanswered)
        | What::Chain(Fact::Climbed { .. })
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
        What::Chain(Fact::Passed { note, .. }) if audience == Audience::Staff => note.clone(),
        What::Answered { text, .. }
        | What::Confirmed { text }
        | What::Noted { text, .. }
        | What::ScopeUpheld { text }
        | What::ScopeOverturned { text, .. }
        | What::Released { text, .. }
        | What::Result(
            OnTheGround::Seen { remark: text, .. } | OnTheGround::Struck { reason: text, .. },
        ) => text.clone(),
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
        What::Merge(fact) => merged::note(fact),
        _ => String::new(),
    }
}

fn body(names: Names<'_>, id: CaseId, what: &What) -> SafeHtml {
    match what {
        What::Answered { photos, .. } => gallery(names, &format!("/cases/{id}/photos"), photos),
        _ => SafeHtml::default(),
    }
}
