//! Reading groups, matters and doors.

use super::{Climb, Deadlines, Door, Group, Matter, Sample, Visibility, check_form, time};
use crate::{
    fault::{Reason, Wanted, What},
    form::{Field, dialled},
    owner::OwnerRule,
    read::{Seen, Table},
    words::Words,
};

/// Fewer teach the suggestion nothing; more than this belong into accepted history.
const PHRASES: std::ops::RangeInclusive<usize> = 8..=15;

impl Group {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let (code, name) = (table.define("code", What::Group), table.words("name"));
        Some(Self { code: code?, name: name? })
    }
}

impl Door {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::Door);
        let name = table.words("name");
        let phone = table.parsed("phone", Wanted::Phone, dialled);
        let text = table.words("text");
        Some(Self { code: code?, name: name?, phone: phone?, text: text? })
    }
}

impl Matter {
    pub(crate) fn read(table: &Table<'_>) -> Option<Self> {
        let code = table.define("code", What::Matter);
        let group = table.refer("group", What::Group);
        let (name, hint) = (table.words("name"), table.words("hint"));
        let phrases = phrases(table);
        let photo = table.one_of("photo");
        let proofs = table.children("proofs", Words::read);
        let solver = table.one_of("solver");
        let deadlines = table.child("deadlines", Deadlines::read);
        let climbs = table.children("climbs", Climb::read);
        let visibility = table.one_of("visibility");
        let (sensitive, urgent) = (table.flag("sensitive"), table.flag("urgent"));
        let checkable = table.flag("checkable");
        let (money, mediation) = (table.flag("money"), table.flag("mediation"));
        let points = table.has("points").then(|| table.refer("points", What::PointRule)).flatten();
        let scope = table.child_if("scope", Words::read);
        let doors = doors(table);
        let seen = Seen::default();
        let fields = table.children("field", |field| Field::read(field, &seen));
        let owners = table.children("owner", OwnerRule::read);
        let copy_to = table.child_if("copy_to", OwnerRule::read);
        let (members_only, signal) = (table.flag("members_only"), table.flag("signal"));
        if signal && visibility != Some(Visibility::Private) {
            table.fault_at("visibility", Reason::SignalShown);
        }
        let samples = table.children("sample", |sample| Sample::read(sample, &fields));
        if !table.has("sample") {
            table.fault(Reason::NoSample);
        }
        if sensitive && visibility == Some(Visibility::PublicAfterRelease) {
            table.fault_at("visibility", Reason::SensitivePublished);
        }
        if sensitive && checkable {
            table.fault_at("checkable", Reason::SensitiveChecked);
        }
        if urgent {
            check_urgent(table, deadlines.as_ref(), &climbs);
        }
        time::check_rising(table, &climbs);
        let (visibility, deadlines) = (visibility?, deadlines?);
        Some(Self {
            code: code?,
            group: group?,
            name: name?,
            hint: hint?,
            phrases,
            photo: photo?,
            proofs,
            solver: solver?,
            deadlines,
            climbs,
            visibility,
            sensitive,
            checkable,
            money,
            mediation,
            urgent,
            points,
            scope,
            doors,
            fields,
            owners,
            copy_to,
            members_only,
            signal,
            samples,
            catch_all: String::new(),
        })
    }
}

impl Sample {
    fn read(table: &Table<'_>, fields: &[Field]) -> Option<Self> {
        let (title, text) = (table.text("title"), table.text("text"));
        let pairs = table.pairs("fields");
        let line_of = |key: &str| {
            let pair = pairs.iter().find(|(name, _, _)| name == key);
            pair.map_or(table.line(), |(_, _, line)| *line)
        };
        let values: Vec<_> =
            pairs.iter().map(|(key, value, _)| (key.clone(), value.clone())).collect();
        for (key, fault) in check_form(fields, &values) {
            table.fault_on(line_of(&key), Reason::SampleUnfit { key, fault });
        }
        Some(Self { title: title?, text: text?, fields: values })
    }
}

fn phrases(table: &Table<'_>) -> Vec<String> {
    let phrases = table.texts("phrases");
    if !PHRASES.contains(&phrases.len()) {
        table.fault_at("phrases", Reason::PhraseCount { count: phrases.len() });
    }
    for (phrase, line) in &phrases {
        table.define_at(What::Phrase, phrase, *line);
    }
    phrases.into_iter().map(|(phrase, _)| phrase).collect()
}

fn doors(table: &Table<'_>) -> Vec<String> {
    let doors = table.texts("doors");
    for (door, line) in &doors {
        table.refer_at(What::Door, door, *line);
    }
    doors.into_iter().map(|(door, _)| door).collect()
}

fn check_urgent(table: &Table<'_>, deadlines: Option<&Deadlines>, climbs: &[Climb]) {
    for key in deadlines.into_iter().flat_map(Deadlines::in_work_time) {
        table.fault_at("deadlines", Reason::UrgentInWorkTime { key });
    }
    if climbs.iter().any(Climb::in_work_time) {
        table.fault_at("climbs", Reason::UrgentInWorkTime { key: "limit" });
    }
}
