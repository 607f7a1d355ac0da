//! Report: a worker says what is wrong. It gets one number, one owner and one clock at once.

use access::policy::Permit;
use catalogue::{Matter, ValueFault};
use contracts::{CaseId, Event, UnitId};
use kernel::{AreaCode, Level, case_number, geo::Wgs84};
use serde::{Deserialize, Serialize};
use storage::{Error, Tx};

use crate::{
    act,
    case::Case,
    chain::begin::{self, Way},
    desk::Desk,
    duty,
    entry::{Channel, Entry, Photo, Reported, What},
    store,
};

/// Characters in a title, and in a text.
pub const TITLE_MAX: usize = 60;
pub const TEXT_MIN: usize = 5;
pub const TEXT_MAX: usize = 4_000;

/// What a worker hands in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// Made with the form, so that sending it twice makes one case.
    pub id: CaseId,
    pub matter: String,
    pub area: AreaCode,
    /// May be left out: the first words of the text serve then.
    pub title: String,
    pub text: String,
    pub fields: Vec<(String, String)>,
    pub place: Option<Wgs84>,
    pub address: String,
    pub photos: Vec<Photo>,
    pub channel: Channel,
    /// Units that the reporter belongs to, by kind: a platform firm may own the matter first.
    pub own_units: Vec<(String, UnitId)>,
}

/// One thing wrong with a report: the field, and the key of the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub code: &'static str,
    /// What the catalogue says about a declared field's value.
    pub value: Option<ValueFault>,
}

/// Why a report was not taken. Nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error("the report has {} fault(s)", .0.len())]
    Invalid(Vec<Fault>),
    #[error("a case with this id belongs to somebody else")]
    IdTaken,
    #[error(transparent)]
    Store(#[from] Error),
}

/// A case made, or found when it had been made before.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    pub id: CaseId,
    pub case: Case,
    pub repeated: bool,
}

/// Takes a worker's report in.
pub fn report(
    tx: &mut Tx<'_>,
    desk: &Desk,
    permit: &Permit,
    report: Report,
) -> Result<Receipt, ReportError> {
    take_in(tx, desk, report, &Way::straight(permit))
}

/// The same, whoever hands it in and whichever way it goes.
pub(crate) fn take_in(
    tx: &mut Tx<'_>,
    desk: &Desk,
    report: Report,
    way: &Way,
) -> Result<Receipt, ReportError> {
    let (matter, title) = match check(desk, &report) {
        Ok(good) => good,
        // What was taken once is answered the same, even when it would not be taken any more.
        Err(faults) => match store::find(tx, report.id)? {
            Some(case) => return repeated(report.id, case, way),
            None => return Err(ReportError::Invalid(faults)),
        },
    };
    let now = tx.now();
    let units = ReportUnits { desk, own: &report.own_units };
    let owner = match &way.through {
        Some(through) => through.branch,
        None => matter.owner_for(&report.area, &units).unit,
    };
    let urgent = matter.is_urgent(&report.fields);
    let reported = Reported {
        number: case_number::new(tx.moment()),
        matter: matter.code.clone(),
        area: report.area,
        title,
        text: report.text.trim().to_owned(),
        fields: report.fields.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect(),
        place: report.place,
        address: Some(report.address.trim().to_owned()).filter(|address| !address.is_empty()),
        photos: report.photos,
        reporter: way.reporter,
        owner,
        urgent,
        visibility: matter.visibility.to_string(),
        channel: report.channel,
        source: way.source.clone(),
        source_number: None,
        accept: way.first_due(desk, matter, now),
        answer: desk.answer_deadline(matter, now),
    };
    let mut case = Case::begin(&reported, now);
    let mut entry = Entry {
        seq: 1,
        at: now,
        actor: way.reporter,
        unit: way.unit,
        role: way.role.clone(),
        what: What::Reported(Box::new(reported)),
    };
    if !store::insert(tx, report.id, &mut entry, &mut case)? {
        // It was sent before.
        let case = store::find(tx, report.id)?.ok_or(ReportError::IdTaken)?;
        return repeated(report.id, case, way);
    }
    act::record(tx, report.id, &case, &entry)?;
    begin::set_out(tx, desk, report.id, &mut case, way, &units)?;
    tx.emit(&Event::UnitNotified {
        unit: owner,
        case: report.id,
        number: case.number.clone(),
        notice: if case.urgent { "urgent".into() } else { "reported".into() },
    })?;
    duty::ring(tx, desk, report.id, &mut case)?;
    Ok(Receipt { id: report.id, case, repeated: false })
}

fn repeated(id: CaseId, case: Case, way: &Way) -> Result<Receipt, ReportError> {
    if case.reporter == way.reporter && case.source == way.source {
        Ok(Receipt { id, case, repeated: true })
    } else {
        Err(ReportError::IdTaken)
    }
}

/// Every fault at once; the title to use when there is none.
pub fn check<'d>(desk: &'d Desk, report: &Report) -> Result<(&'d Matter, String), Vec<Fault>> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, code: &'static str| {
        faults.push(Fault { field: field.to_owned(), code, value: None });
    };
    let matter = desk.catalogue.matter(&report.matter);
    if matter.is_none() {
        fault("matter", "matter-unknown");
    }
    let text = report.text.trim();
    match text.chars().count() {
        count if count < TEXT_MIN => fault("text", "report-text-too-short"),
        count if count > TEXT_MAX => fault("text", "report-text-too-long"),
        _ => {}
    }
    let title = title(&report.title, text);
    if title.chars().count() > TITLE_MAX {
        fault("title", "report-title-too-long");
    }
    let city = desk.catalogue.city();
    let known = report.area.level() >= Level::Street && desk.areas.knows(&report.area);
    if !known || !city.area.contains(&report.area) {
        fault("area", "area-unknown");
    }
    if report.photos.len() > usize::try_from(city.photo.count_max).unwrap_or(usize::MAX) {
        fault("photos", "photos-too-many");
    }
    if let Some(matter) = matter {
        // Only a member has a branch, and only to a branch do members report.
        let mut own = matter.owners.iter().map(|rule| &rule.unit_kind);
        if matter.members_only
            && !own.any(|kind| report.own_units.iter().any(|(own, _)| own == kind))
        {
            fault("matter", "matter-members-only");
        }
        if matter.photo == catalogue::PhotoRule::Required && report.photos.is_empty() {
            fault("photos", "photos-missing");
        }
        for (key, value) in matter.check_form(&report.fields) {
            let field = format!("field-{key}");
            faults.push(Fault { field, code: "field-invalid", value: Some(value) });
        }
    }
    match matter {
        Some(matter) if faults.is_empty() => Ok((matter, title)),
        _ => Err(faults),
    }
}

/// The given title, or the first clause of the text.
pub(crate) fn title(given: &str, text: &str) -> String {
    let given = given.trim();
    if !given.is_empty() {
        return given.to_owned();
    }
    let clause = text.split(['。', '！', '？', '；', '\n', '!', '?', ';']).next().unwrap_or(text);
    let clause = if clause.chars().count() > 30 {
        clause.split(['，', ',']).next().unwrap_or(clause)
    } else {
        clause
    };
    if clause.chars().count() <= 30 {
        return clause.trim().to_owned();
    }
    clause.chars().take(29).chain(['…']).collect()
}

/// The units as the catalogue's owner rules ask for them.
struct ReportUnits<'a> {
    desk: &'a Desk,
    own: &'a [(String, UnitId)],
}

impl catalogue::UnitDirectory for ReportUnits<'_> {
    fn serving(&self, kind: &str, area: &AreaCode) -> Option<UnitId> {
        self.desk.units.serving(kind, area)
    }
    fn own(&self, kind: &str) -> Option<UnitId> {
        self.own.iter().find(|(own, _)| own == kind).map(|(_, unit)| *unit)
    }
    fn operator(&self) -> UnitId {
        self.desk.units.operator()
    }
}
