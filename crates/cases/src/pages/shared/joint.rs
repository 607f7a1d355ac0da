//! The parts of a joint case in words: what happened to them, and where each stands.

use ui::{SafeHtml, Tone, list::Tag, panel::Text};

use super::{Audience, Names};
use crate::joint::{
    Fact, Joint, Part, PartState, Stage,
    fact::{Called, Place},
    part::Silence,
};

/// What happened, in a sentence.
pub fn sentence(names: Names<'_>, fact: &Fact) -> String {
    let part = |number: &i64| ("part", (*number).into());
    let unit = |id| ("unit", names.unit(id).into());
    match fact {
        Fact::Called { parts, .. } => {
            let units = list(names, parts.iter().map(|part: &Called| part.unit));
            let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
            names.tf("joint-event-called", &[("n", count.into()), ("units", units.into())])
        }
        Fact::Acknowledged { part: n } => names.tf("joint-event-acknowledged", &[part(n)]),
        Fact::Answered { part: n, .. } => names.tf("joint-event-answered", &[part(n)]),
        Fact::Closed { part: n, .. } => names.tf("joint-event-closed", &[part(n)]),
        Fact::Returned { part: n, .. } => names.tf("joint-event-returned", &[part(n)]),
        Fact::HandedBack { part: n, .. } => names.tf("joint-event-handed-back", &[part(n)]),
        Fact::Given { part: n, to, .. } => names.tf("joint-event-given", &[part(n), unit(*to)]),
        Fact::Escalated { stage, silent, told, .. } => {
            let at = names.now();
            silence(names, &Silence { stage: *stage, unit: *silent, told: *told, at })
        }
        Fact::Convened(place) => meeting(names, place),
        Fact::Met { units, .. } => {
            let units = list(names, units.iter().copied());
            names.tf("joint-event-met", &[("units", units.into())])
        }
    }
}

/// Which unit let which deadline pass, and who was told: by name.
pub fn silence(names: Names<'_>, silence: &Silence) -> String {
    let key = match (silence.stage, silence.told) {
        (Stage::Acknowledge, Some(_)) => "joint-silent-acknowledge",
        (Stage::Acknowledge, None) => "joint-silent-acknowledge-top",
        (Stage::Answer, Some(_)) => "joint-silent-answer",
        (Stage::Answer, None) => "joint-silent-answer-top",
    };
    let told = silence.told.map(|unit| names.unit(unit)).unwrap_or_default();
    names.tf(key, &[("unit", names.unit(silence.unit).into()), ("above", told.into())])
}

/// When and where people meet.
pub fn meeting(names: Names<'_>, place: &Place) -> String {
    let when = names.when(place.at);
    names.tf(
        "joint-event-convened",
        &[("when", when.into()), ("place", place.place.as_str().into())],
    )
}

fn list(names: Names<'_>, units: impl Iterator<Item = contracts::UnitId>) -> String {
    let units: Vec<String> = units.map(|unit| names.unit(unit)).collect();
    units.join(names.t("joint-comma"))
}

/// What was written with it. Workers do not read what units write to each other.
pub fn note(names: Names<'_>, audience: Audience, fact: &Fact) -> String {
    match fact {
        Fact::Met { minutes, .. } => minutes.clone(),
        _ if audience == Audience::Worker => String::new(),
        Fact::Called { parts, .. } => {
            let lines = parts.iter().map(|part| {
                format!("{}{}{}", names.unit(part.unit), names.t("desk-colon"), part.task)
            });
            lines.collect::<Vec<_>>().join("\n")
        }
        Fact::Answered { text, .. } | Fact::Closed { text, .. } => text.clone(),
        Fact::Returned { reason, .. }
        | Fact::HandedBack { reason, .. }
        | Fact::Given { reason, .. } => reason.clone(),
        Fact::Convened(place) => place.note.clone(),
        Fact::Acknowledged { .. } | Fact::Escalated { .. } => String::new(),
    }
}

pub const fn tone(fact: &Fact) -> Tone {
    match fact {
        Fact::Escalated { .. } => Tone::Bad,
        Fact::Returned { .. } | Fact::HandedBack { .. } => Tone::Warn,
        Fact::Closed { .. } => Tone::Good,
        _ => Tone::Plain,
    }
}

/// A state's sign, colour and the key of its word; a passed deadline shows in it.
pub fn mark(part: &Part) -> (&'static str, Tone, &'static str) {
    let late = part.is_late();
    match part.state {
        PartState::Called if part.passed.contains(&Stage::Acknowledge) => {
            ("!", Tone::Bad, "joint-state-silent")
        }
        PartState::Called => ("○", Tone::Plain, "joint-state-called"),
        PartState::Acknowledged | PartState::Returned if late => {
            ("!", Tone::Bad, "joint-state-late")
        }
        PartState::Acknowledged => ("◐", Tone::Plain, "joint-state-acknowledged"),
        PartState::Answered => ("●", Tone::Warn, "joint-state-answered"),
        PartState::Returned => ("↩", Tone::Warn, "joint-state-returned"),
        PartState::HandedBack => ("↩", Tone::Warn, "joint-state-handed-back"),
        PartState::Closed => ("✓", Tone::Good, "joint-state-closed"),
        PartState::Dropped => ("×", Tone::Plain, "joint-state-dropped"),
    }
}

/// Who was called and where each stands, in plain lines: for the worker.
pub fn standing(names: Names<'_>, joint: &Joint) -> SafeHtml {
    let mut body = SafeHtml::default();
    if let Some(meeting) = joint.awaited() {
        body = body.and(Text::new(self::meeting(names, &meeting.place)));
    }
    body = body.and(SafeHtml::trusted("<ul>"));
    for part in &joint.parts {
        let (_, tone, word) = mark(part);
        body = body
            .and(SafeHtml::trusted(r#"<li><p class="row"><b>"#))
            .and(SafeHtml::text(&names.unit(part.unit)))
            .and(SafeHtml::trusted("</b>"))
            .and(Tag::new(tone, names.t(word)))
            .and(SafeHtml::trusted("</p>"));
        for one in &part.silences {
            body = body.and(Text::meta(silence(names, one)));
        }
        body = body.and(SafeHtml::trusted("</li>"));
    }
    body.and(SafeHtml::trusted("</ul>"))
}
