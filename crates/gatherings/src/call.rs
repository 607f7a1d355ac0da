//! A gathering is called, moved, called off. Its sittings keep clear of busy hours where the kind
//! asks for it, and it begins with what earlier gatherings of its series, or of its unit, still owe.

use access::{Actor, Target, permit};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use catalogue::{GatheringKind, Gatherings};
use contracts::{PersonId, UnitId};
use kernel::{AreaCode, Timestamp};
use storage::{Error, Tx};

use crate::{
    Desk, Fault, GatheringId, SeriesId,
    act::{self, Held, keeping},
    fact::{Called, Decision, Entry, InSeries, Rules, Sitting, What},
    fault::text,
    gathering::Gathering,
    shown, store,
    tick::{expected, tell},
};

/// Characters of a title, a place, a reason.
pub const TITLE_MAX: usize = 60;
pub const PLACE_MAX: usize = 100;
pub const REASON_MAX: usize = 200;
/// Most places that can be counted out.
pub const PLACES_MAX: u32 = 100_000;
/// Hours that one sitting may last.
const SITTING_HOURS_MAX: i64 = 12;
/// Decisions that one gathering reads out.
const CARRIED_MAX: usize = 200;

/// A gathering to be called.
#[derive(Debug, Clone)]
pub struct NewGathering {
    /// Made with the form, so that sending it twice calls one.
    pub id: GatheringId,
    pub kind: String,
    pub area: AreaCode,
    pub title: String,
    pub sittings: Vec<Sitting>,
    pub places: Option<u32>,
    pub series: Option<InSeries>,
}

/// Calls a gathering for the actor's unit.
///
/// # Errors
/// [`Fault::Peak`] when a sitting lies in busy hours; [`Fault::Invalid`] with the field.
pub fn call(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    new: &NewGathering,
) -> Result<GatheringId, Fault> {
    let kind = desk.kind(&new.kind)?.clone();
    let (permit, unit) = caller(desk, actor, &kind, new.area)?;
    let entry = Entry {
        seq: 1,
        at: tx.now(),
        actor: Some(permit.person()),
        unit: Some(unit),
        role: permit.role().to_owned(),
        what: What::Settled,
    };
    begin(tx, desk, &kind, unit, new, entry)?;
    Ok(new.id)
}

/// The post under which somebody may call gatherings of a kind in an area, with its unit.
pub(crate) fn caller(
    desk: &Desk,
    actor: &Actor,
    kind: &GatheringKind,
    area: AreaCode,
) -> Result<(access::Permit, UnitId), Fault> {
    let action = keeping(kind.is_private());
    let own = actor.memberships.iter().map(|post| post.unit);
    let target = Target::area(area).with_units(own);
    let permit = permit(actor, action, &target)?;
    let unit = permit.membership().map(|post| post.unit).ok_or(Fault::NotFound)?;
    if !desk.may_call(unit, kind) {
        return Err(Fault::invalid("kind", "gathering-not-your-kind"));
    }
    Ok((permit, unit))
}

/// Checks it and writes the first entry; who calls stands in `first`, whose kind is replaced. False
/// when it was called before.
pub(crate) fn begin(
    tx: &mut Tx<'_>,
    desk: &Desk,
    kind: &GatheringKind,
    unit: UnitId,
    new: &NewGathering,
    first: Entry,
) -> Result<bool, Fault> {
    if let Some(known) = store::find(tx, new.id)? {
        let same = known.unit == unit && known.kind == kind.code;
        return if same { Ok(false) } else { Err(Fault::NotFound) };
    }
    let declared = desk.catalogue.gatherings();
    let sittings = checked(declared, kind, &new.sittings, tx.now())?;
    if new.places.is_some_and(|places| !(1..=PLACES_MAX).contains(&places)) {
        return Err(Fault::invalid("places", "gathering-places-wrong"));
    }
    let rules = rules(declared, kind);
    let carried = carried(tx, &rules, unit, new.series.map(|series| series.id))?;
    let called = Called {
        kind: kind.code.clone(),
        unit,
        area: desk.area(new.area)?,
        title: text("title", &new.title, 2, TITLE_MAX)?,
        series: new.series,
        sittings,
        places: new.places,
        rules,
        carried,
    };
    let gathering = Gathering::begin(&called, first.at);
    let entry = Entry { what: What::Called(Box::new(called)), ..first };
    if !store::insert(tx, new.id, &entry, &gathering)? {
        return Ok(false);
    }
    let secret = STANDARD.encode(tx.moment().bytes::<32>());
    let sealed = desk.vault.seal_for_store(tx.moment(), shown::CONTEXT, &secret);
    let sealed = sealed.map_err(|error| Error::Refused(error.to_string()))?;
    store::door::keep_secret(tx, new.id, sealed)?;
    act::record(tx, new.id, &gathering, &entry)?;
    if gathering.rules.private {
        for person in expected(tx, desk, &gathering)? {
            tell(tx, &gathering, person, "called")?;
        }
    }
    Ok(true)
}

/// What has to be read out: what is unresolved of the series, or of all that the unit has decided.
pub(crate) fn carried(
    tx: &mut Tx<'_>,
    rules: &Rules,
    unit: UnitId,
    series: Option<SeriesId>,
) -> Result<Vec<Decision>, Error> {
    let found = match series {
        _ if rules.carries_all => store::unresolved_of_unit(tx, unit, rules.private, CARRIED_MAX)?,
        Some(series) => store::unresolved(tx, series, CARRIED_MAX)?,
        None => Vec::new(),
    };
    Ok(found.into_iter().map(|told| told.decision).collect())
}

fn rules(declared: &Gatherings, kind: &GatheringKind) -> Rules {
    Rules {
        private: kind.is_private(),
        quorum_percent: kind.quorum_percent,
        motions: kind.motions,
        topics: kind.topics,
        make_up_days: kind.make_up_days,
        early_minutes: declared.early_minutes,
        upload_hours: declared.upload_hours,
        carries_all: kind.carries_all,
    }
}

/// Sittings in their order, or why they cannot be.
pub(crate) fn checked(
    declared: &Gatherings,
    kind: &GatheringKind,
    sittings: &[Sitting],
    now: Timestamp,
) -> Result<Vec<Sitting>, Fault> {
    let wrong = |code| Err(Fault::invalid("sittings", code));
    let max = usize::try_from(kind.sittings_max).unwrap_or(usize::MAX);
    if sittings.is_empty() {
        return wrong("gathering-no-sitting");
    }
    if sittings.len() > max {
        return wrong("gathering-too-many-sittings");
    }
    let mut sittings = sittings.to_vec();
    sittings.sort_by_key(|sitting| sitting.from);
    for sitting in &mut sittings {
        let length = sitting.until.seconds_since(sitting.from);
        if length <= 0 || length > SITTING_HOURS_MAX * 3_600 {
            return wrong("gathering-hours-wrong");
        }
        if sitting.from <= now {
            return wrong("gathering-in-the-past");
        }
        if kind.off_peak && !is_off_peak(declared, sitting) {
            let hours: Vec<String> = declared.windows.iter().map(ToString::to_string).collect();
            return Err(Fault::Peak { hours: hours.join("、") });
        }
        if sitting.online && !kind.hybrid {
            return wrong("gathering-not-hybrid");
        }
        sitting.place = text("place", &sitting.place, 0, PLACE_MAX)?;
        if sitting.place.is_empty() && !sitting.online {
            return Err(Fault::invalid("place", "gathering-no-place"));
        }
    }
    if sittings.windows(2).any(|pair| pair[1].from < pair[0].until) {
        return wrong("gathering-sittings-overlap");
    }
    Ok(sittings)
}

/// Whether a sitting lies in one of the hours that are not busy.
pub fn is_off_peak(declared: &Gatherings, sitting: &Sitting) -> bool {
    let minutes = |at: Timestamp| at.seconds_since(sitting.from.day().start()) / 60;
    let (from, until) = (minutes(sitting.from), minutes(sitting.until));
    let holds = |window: &catalogue::Window| {
        i64::from(window.from) <= from && until <= i64::from(window.until)
    };
    declared.windows.iter().any(holds)
}

/// Other sittings, while the first has not begun; who comes is told.
///
/// # Errors
/// As [`call`].
pub fn shift(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    sittings: &[Sitting],
) -> Result<(), Fault> {
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    let kind = desk.kind(&held.gathering.kind)?;
    let sittings = checked(desk.catalogue.gatherings(), kind, sittings, tx.now())?;
    held.append(tx, What::Moved { sittings })?;
    tell_all(tx, desk, &held, "moved")
}

/// It is not held.
///
/// # Errors
/// [`Fault::Refused`] once the door has opened.
pub fn off(
    tx: &mut Tx<'_>,
    desk: &Desk,
    actor: &Actor,
    id: GatheringId,
    reason: &str,
) -> Result<(), Fault> {
    let reason = text("reason", reason, 2, REASON_MAX)?;
    let mut held = act::as_keeper(tx, desk, actor, id)?;
    let told: Vec<PersonId> = expected(tx, desk, &held.gathering)?;
    held.append(tx, What::CalledOff { reason })?;
    for person in told {
        tell(tx, &held.gathering, person, "off")?;
    }
    Ok(())
}

fn tell_all(tx: &mut Tx<'_>, desk: &Desk, held: &Held, notice: &str) -> Result<(), Fault> {
    for person in expected(tx, desk, &held.gathering)? {
        tell(tx, &held.gathering, person, notice)?;
    }
    Ok(())
}
